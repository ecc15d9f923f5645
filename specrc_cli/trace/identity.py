"""Who a run is: which question, and under which configuration. Two runs alike in both need be made only once.

A configuration is everything that can change the outcome. How the models are held (context, threads, device) is not
part of it: a longer context is how a run that had too little of it is tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import RunBegan
from specrc_cli.trace.record import ModelRecord, Record

Configuration = Mapping[str, object]
"""Settings by dotted name, e.g. `limits.max_steps`; values as they come back from JSON."""
_ABSENT = "-"


def question_hash(question: str) -> str:
    """A short hash of a question's text."""
    return _digest(question)


def configuration(
    *,
    draft: str | None,
    target: str | None,
    method: str,
    verifier: str | None,
    knobs: Mapping[str, object],
    prompt_hash: str,
    seed: int,
) -> Configuration:
    """All settings of a run, flat; `draft` and `target` are the models' fingerprints, or names where there is none."""
    settings = {
        "draft": draft,
        "target": target,
        "method": method,
        "verifier": verifier,
        "prompts": prompt_hash,
        "seed": seed,
        **_flat({f"{name} knobs" if name in ("method", "verifier") else name: value for name, value in knobs.items()}),
    }
    return dict(json.loads(json.dumps(settings)))


def configuration_of(run: Record | RunBegan) -> Configuration:
    """What a run was made under, or is begun under."""
    return configuration(
        draft=_identity(run.draft),
        target=_identity(run.target),
        method=run.method,
        verifier=run.verifier or None,
        knobs=run.knobs,
        prompt_hash=run.prompt_hash,
        seed=run.seed,
    )


def config_hash(configuration: Configuration) -> str:
    """A short hash of a configuration; the order of its settings does not matter."""
    return _digest(json.dumps(configuration, sort_keys=True))


def differences(before: Configuration, now: Configuration) -> list[str]:
    """What differs, a line each: `verifier: utility, now criteria`."""
    return [
        f"{name}: {_word(before.get(name))}, now {_word(now.get(name))}"
        for name in dict.fromkeys((*before, *now))
        if before.get(name) != now.get(name)
    ]


def _flat(settings: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": kept for inner, kept in _flat(value).items()}
        else:
            flat[name] = int(value) if isinstance(value, float) and value.is_integer() else value
    return flat


def _identity(model: ModelRecord | ModelInfo | None) -> str | None:
    return (model.fingerprint or model.name) if model else None


def _word(value: object) -> str:
    return _ABSENT if value is None else value if isinstance(value, str) and value.isprintable() else json.dumps(value)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
