"""What the registry hands out: a model and how to hold it, a pair and how to use it. Plain data; nothing is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from specrc_cli.backends.base import Sampling, Thinking
from specrc_cli.backends.options import LoadOptions, ThinkingStyle
from specrc_cli.methods.base import Limits
from specrc_cli.verifiers.prompts import Prompts

Knobs = Mapping[str, Mapping[str, bool | int | float | str]]


@dataclass(frozen=True, slots=True)
class HubFile:
    """A GGUF file on the Hugging Face Hub, named by its quantization or by its path in the repository."""

    repo: str
    quant: str = ""
    file: str = ""

    def __str__(self) -> str:
        return f"hf:{self.repo}/{self.file}" if self.file else f"hf:{self.repo}:{self.quant}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One model: where its file is or comes from, and how it wants to be held.

    `sampling` and `prompts` hold only what the entry changes; `size_gb` is the download's size as the entry states it
    (0: not stated); `where` is the file and line of the entry, empty for a model that was named by its file.
    """

    name: str
    source: Path | HubFile
    about: str = ""
    size_gb: float = 0.0
    context: int = 0
    chat_template: str = ""
    thinking: ThinkingStyle = ThinkingStyle.AUTO
    thinking_tags: Thinking = Thinking()
    sampling: Mapping[str, float] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSpec:
    """A draft and a target, and the defaults they are used with; the command line has the last word on each.

    `knobs` are by method or verifier name. `draft` is None where only a target was named, and `target` where only a
    draft was. `sampling` and `prompt_words` hold what the pair itself changes; `draft_sampling`, `target_sampling` and
    `prompts` are what comes of it.
    """

    name: str
    draft: ModelSpec | None
    target: ModelSpec | None
    method: str
    verifier: str
    knobs: Knobs = field(default_factory=dict)
    sampling: Mapping[str, float] = field(default_factory=dict)
    prompt_words: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    delimiter: str = "\n\n"
    about: str = ""
    tried: bool = False
    where: str = ""

    @property
    def draft_sampling(self) -> Sampling:
        """The tool's defaults, then the draft's own, then the pair's."""
        return _sampling(self.draft or self.target, self.sampling)

    @property
    def target_sampling(self) -> Sampling:
        """The tool's defaults, then the target's own, then the pair's."""
        return _sampling(self.target or self.draft, self.sampling)

    @property
    def prompts(self) -> Prompts:
        """The tool's words, then the target's own (it judges and answers), then the pair's."""
        own = self.target.prompts if self.target else {}
        return replace(Prompts(), **{**own, **self.prompt_words})


def load_options(spec: ModelSpec, *, path: Path) -> LoadOptions:
    """How to load a model whose file is at `path`; `dataclasses.replace` puts the command line's wishes over it."""
    return LoadOptions(
        path=path,
        name=spec.name,
        context=spec.context,
        chat_template=spec.chat_template,
        thinking=spec.thinking,
        thinking_tags=spec.thinking_tags,
    )


def _sampling(model: ModelSpec | None, over: Mapping[str, float]) -> Sampling:
    own = model.sampling if model else {}
    return replace(Sampling(), **{**own, **over})  # type: ignore[arg-type]
