"""What may stand in a models.yaml, as its author writes it. Everything behind this module works on `specs` instead.

Every field is optional here, because a user's file may change one field of an entry that ships; what an entry must
have once the files are merged is checked in `specs`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
Knob = bool | int | float | str


class Entry(BaseModel):
    """No key but the known ones, no value of another type than its own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SamplingEntry(Entry):
    """How tokens are drawn; what is left out stays as the model's entry, or the tool, has it."""

    temperature: float | None = Field(None, ge=0, le=5, description="0 is greedy.")
    top_p: float | None = Field(None, gt=0, le=1)
    top_k: int | None = Field(None, ge=0, description="0 looks at every token.")
    min_p: float | None = Field(None, ge=0, lt=1)


class LimitsEntry(Entry):
    """Where a run ends."""

    token_budget: int | None = Field(None, ge=1, description="Tokens either model may write in all.")
    max_steps: int | None = Field(None, ge=1)
    step_tokens: int | None = Field(None, ge=1, description="Tokens in one step.")
    answer_tokens: int | None = Field(None, ge=1, description="Tokens in the answer phase.")


class PromptsEntry(Entry):
    """The words the tool says to a model, where they differ from its own."""

    solve: str | None = Field(None, description="Holds {question} once.", pattern=r"\{question\}")
    system: str | None = None
    utility: str | None = Field(None, description="Asks for a rating of the last step, 0 to 9.")
    utility_reply: str | None = Field(None, description="What the rating's reply begins with.")
    answer: str | None = Field(None, description="What is put behind a chain that gave no answer.")
    answer_end: str | None = Field(None, description="What ends the target's completion of `answer`.")


class TagsEntry(Entry):
    """The words between which a model thinks."""

    open: str | None = None
    close: str | None = None


class ModelEntry(Entry):
    """One GGUF model: a file (`path`) or a place to fetch it from (`hf`), and how to hold it."""

    path: str | None = Field(None, description="A .gguf file; relative to this YAML file, ~ is the home folder.")
    hf: str | None = Field(None, description="owner/repo:QUANT or owner/repo/file.gguf on the Hugging Face Hub.")
    about: str | None = Field(None, description="One line for `specrc models`.")
    size_gb: float | None = Field(None, gt=0, description="Size of the download in GB, to tell what fits beforehand.")
    context: int | None = Field(None, ge=256, description="Tokens of context; the tool's default if left out.")
    chat_template: str | None = Field(None, description="Jinja text used instead of the file's own template.")
    thinking: Literal["auto", "none", "tags"] | None = Field(None, description="Whether the model thinks aloud.")
    thinking_tags: TagsEntry | None = None
    sampling: SamplingEntry | None = None
    prompts: PromptsEntry | None = None


class PairEntry(Entry):
    """A draft and a target that go together, and how they are used unless the command line says otherwise."""

    draft: str | None = Field(None, description="A model's name, a path, or hf:owner/repo:QUANT.")
    target: str | None = Field(None, description="A model's name, a path, or hf:owner/repo:QUANT.")
    about: str | None = Field(None, description="One line for `specrc models`.")
    tried: bool | None = Field(None, description="Whether somebody ran this pair and looked at what came out.")
    method: str | None = None
    verifier: str | None = Field(None, description="A verifier's name, or several joined by +.")
    knobs: dict[str, dict[str, Knob]] | None = Field(None, description="By method or verifier name: knob and value.")
    sampling: SamplingEntry | None = None
    limits: LimitsEntry | None = None
    delimiter: str | None = Field(None, min_length=1, description="What a step's text ends with.")
    prompts: PromptsEntry | None = None


class ModelsFile(Entry):
    """A models.yaml."""

    default_pair: Name | None = Field(None, description="The pair used where none is named.")
    models: dict[Name, ModelEntry] = Field(default_factory=dict)
    pairs: dict[Name, PairEntry] = Field(default_factory=dict)
