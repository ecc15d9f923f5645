"""The registry: every model and pair that can be named, from all the files that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from specrc_cli.backends.base import Thinking
from specrc_cli.backends.options import ThinkingStyle
from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.methods.base import Limits
from specrc_cli.registry.layers import Layer, Merged, demo_folder, is_there, merge, read_layer, shipped_file, user_file
from specrc_cli.registry.references import HUB, expand, is_path, is_reference, parse_hub
from specrc_cli.registry.specs import ModelSpec, PairSpec
from specrc_cli.registry.uses import check_knobs, check_method, check_verifier

METHOD = "specreason"
METHOD_ALONE = "target"
VERIFIER = "utility"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All models and pairs, by name, and the files they were read from, each laid over those before it."""

    models: Mapping[str, ModelSpec]
    pairs: Mapping[str, PairSpec]
    default_pair: str
    files: tuple[Path, ...]

    def model(self, reference: str, *, folder: Path = Path()) -> ModelSpec:
        """The model a reference names. A relative path starts from `folder`. Raises `UsageError`.

        A name wins over a file of the same name in the current folder; `./name` is always the file.
        """
        if reference in self.models:
            return self.models[reference]
        if reference.startswith(HUB):
            return ModelSpec(name=reference, source=parse_hub(reference))
        if is_path(reference):
            path = expand(reference, folder=folder)
            return ModelSpec(name=path.stem, source=path)
        hint = _nearest(reference, self.models)
        raise UsageError(f"unknown model '{reference}'", f"{hint} (or give a path or hf:owner/repo:QUANT)")

    def pair(self, name: str) -> PairSpec:
        """A pair by its name. Raises `UsageError`."""
        if name not in self.pairs:
            raise UsageError(f"unknown pair '{name}'", _nearest(name, self.pairs))
        return self.pairs[name]

    def select(self, *, pair: str = "", target: str = "", draft: str = "") -> PairSpec:
        """What `--pair`, `-m` and `-md` ask for together; empty is not given.

        A model named beside a pair takes its place in that pair. The two models of one pair, named without it, are that
        pair. Any others go together with the tool's own defaults; a target without a draft solves alone, and a draft
        without a target is enough for a method that asks for no more.
        """
        if pair or not (target or draft):
            return self._replaced(self.pair(pair or self.default_pair), target=target, draft=draft)
        named = PairSpec(
            name="",
            draft=self.model(draft) if draft else None,
            target=self.model(target) if target else None,
            method=METHOD if draft else METHOD_ALONE,
            verifier=VERIFIER,
        )
        theirs = [each for each in self.pairs.values() if (each.draft, each.target) == (named.draft, named.target)]
        return theirs[0] if len(theirs) == 1 else named

    def named(self, name: str) -> PairSpec | ModelSpec:
        """What a name stands for where either will do: a pair, else a model. Raises `UsageError`."""
        if name in self.pairs:
            return self.pairs[name]
        if name in self.models or is_reference(name):
            return self.model(name)
        raise UsageError(f"unknown pair or model '{name}'", _nearest(name, {*self.pairs, *self.models}))

    def _replaced(self, pair: PairSpec, *, target: str, draft: str) -> PairSpec:
        if target:
            pair = replace(pair, target=self.model(target))
        return replace(pair, draft=self.model(draft)) if draft else pair


def _nearest(name: str, known: Iterable[str]) -> str:
    """A hint for a name that is not known: the nearest, or where all of them are listed."""
    hint = did_you_mean(name, known)
    return hint if hint.startswith("did you mean") else "`specrc models` lists them"


def load(*, overlay: Path | None = None, user: Path | None = None) -> Registry:
    """Read the shipped models.yaml, the user's (where there is one), and `overlay`. Raises `UsageError`.

    `user` takes the place of the file in the user's configuration folder.
    """
    own = user or user_file()
    layers = [read_layer(shipped_file(), folder=demo_folder())]
    layers += [read_layer(own)] if user or is_there(own) else []
    layers += [read_layer(overlay)] if overlay else []
    models = {name: _model(entry) for name, entry in merge(layers, "models").items()}
    registry = Registry(models=models, pairs={}, default_pair="", files=tuple(x.document.path for x in layers))
    pairs = {name: _pair(entry, registry) for name, entry in merge(layers, "pairs").items()}
    return replace(registry, pairs=pairs, default_pair=_default_pair(layers, pairs))


def _default_pair(layers: list[Layer], pairs: Mapping[str, PairSpec]) -> str:
    layer, name = next((x, x.content.default_pair) for x in reversed(layers) if x.content.default_pair)
    assert name is not None
    if name not in pairs:
        where = layer.document.where(("default_pair",))
        raise UsageError(f"{where}: unknown pair '{name}'", did_you_mean(name, pairs))
    return name


def _model(entry: Merged) -> ModelSpec:
    fields = dict(entry.fields)
    path, hub = fields.pop("path", None), fields.pop("hf", None)
    if (path is None) == (hub is None):
        which = "both" if path else "neither"
        raise UsageError(f"{entry.where}: models.{entry.name} has {which} of 'path' and 'hf'", "give exactly one")
    if path is not None:
        with _blaming(entry, "path"):
            fields["source"] = expand(path, folder=entry.origin["path"].folder)
    else:
        with _blaming(entry, "hf"):
            fields["source"] = parse_hub(hub)
    if "thinking" in fields:
        fields["thinking"] = ThinkingStyle(fields["thinking"])
    if "thinking_tags" in fields:
        fields["thinking_tags"] = Thinking(**fields["thinking_tags"])
    return ModelSpec(name=entry.name, where=entry.where, **fields)


def _pair(entry: Merged, registry: Registry) -> PairSpec:
    fields: dict[str, Any] = {"method": METHOD, "verifier": VERIFIER} | dict(entry.fields)
    for role in ("draft", "target"):
        if role not in fields:
            raise UsageError(f"{entry.where}: pairs.{entry.name} has no {role}", "a pair names a draft and a target")
        with _blaming(entry, role):
            fields[role] = registry.model(fields[role], folder=entry.origin[role].folder)
    _check_use(entry)
    fields["prompt_words"] = fields.pop("prompts", {})
    fields["limits"] = Limits(**fields.get("limits", {}))
    return PairSpec(name=entry.name, where=entry.where, **fields)


def _check_use(entry: Merged) -> None:
    if "method" in entry.fields:
        with _blaming(entry, "method"):
            check_method(entry.fields["method"])
    if "verifier" in entry.fields:
        with _blaming(entry, "verifier"):
            check_verifier(entry.fields["verifier"])
    for name, knobs in entry.fields.get("knobs", {}).items():
        with _blaming(entry, "knobs", name):
            check_knobs(name, knobs)


@contextmanager
def _blaming(entry: Merged, field: str, *inside: str) -> Iterator[None]:
    """Put the file and line of a field before whatever is said against its value."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{entry.at(field, *inside)}: {error.message}", error.hint) from None
