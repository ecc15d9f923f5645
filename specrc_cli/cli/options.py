"""The options commands share, as dataclasses. None is "not said": the pair's own default, or the tool's, decides.

A typed flag beats the environment (`SPECRC_*`), which beats models.yaml, which beats the tool's default.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from specrc_cli.backends.options import CacheType, FlashAttention
from specrc_cli.cli.grouped import NO_VALUE, file, number, option, text, word

MODELS = "Models"
ENGINE = "Engine"
REASONING = "Reasoning"
LIMITS = "Sampling and limits"
OUTPUT = "Output"

_MANY = 10_000_000
MOST_GUESSED = 16
"""See `methods.guessing`, which is not imported for help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """Which models, and where they may come from."""

    pair: Annotated[
        str | None,
        text("--pair", help="A pair from models.yaml. (default: its default_pair)", panel=MODELS, metavar="NAME"),
    ] = None
    target: Annotated[
        str | None,
        text(
            "-m",
            "--target",
            help="The large model: a .gguf file, a name from models.yaml, or hf:owner/repo:QUANT. (the pair's)",
            panel=MODELS,
            metavar="MODEL",
        ),
    ] = None
    draft: Annotated[
        str | None,
        text("-md", "--draft", help="The small model, named so too. (the pair's)", panel=MODELS, metavar="MODEL"),
    ] = None
    models: Annotated[
        Path | None,
        file("--models", help="A models.yaml to lay over the others.", panel=MODELS),
    ] = None
    offline: Annotated[
        bool,
        option("--offline", help="Fetch nothing; use what is on disk.", panel=MODELS, metavar=NO_VALUE),
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How llama.cpp holds the models."""

    gpu_layers: Annotated[
        int,
        number("-ngl", "--gpu-layers", low=-1, high=9999, help="Target layers on the GPU; -1: all.", panel=ENGINE),
    ] = -1
    gpu_layers_draft: Annotated[
        int,
        number("-ngld", "--gpu-layers-draft", low=-1, high=9999, help="The same for the draft.", panel=ENGINE),
    ] = -1
    ctx: Annotated[
        int | None,
        number("-c", "--ctx", low=64, high=2**24, help="Tokens of context of each model. (the model's)", panel=ENGINE),
    ] = None
    threads: Annotated[
        int | None,
        number("-t", "--threads", low=1, high=512, help="Processor threads. (as suits the model)", panel=ENGINE),
    ] = None
    cache_type_k: Annotated[
        CacheType,
        word("-ctk", "--cache-type-k", words=CacheType, help="Number format of the cached keys.", panel=ENGINE),
    ] = CacheType.F16
    cache_type_v: Annotated[
        CacheType,
        word("-ctv", "--cache-type-v", words=CacheType, help="Number format of the cached values.", panel=ENGINE),
    ] = CacheType.F16
    flash_attn: Annotated[
        FlashAttention,
        word("-fa", "--flash-attn", words=FlashAttention, help="Flash attention. (where it is faster)", panel=ENGINE),
    ] = FlashAttention.AUTO
    device: Annotated[
        str | None,
        text("-dev", "--device", help="Device; `specrc doctor` names them. (the best)", panel=ENGINE, metavar="NAME"),
    ] = None
    debug: Annotated[
        bool,
        option("--debug", help="Show tracebacks, not one-line errors.", panel=ENGINE, metavar=NO_VALUE),
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningOptions:
    """Which method and verifier, how it judges, and where a run ends."""

    method: Annotated[
        str | None,
        text(
            "--method",
            help="specreason, specrc, scot, lookahead, tree, trajectories, or a baseline: target, draft. (the pair's)",
            panel=REASONING,
            metavar="NAME",
        ),
    ] = None
    verifier: Annotated[
        str | None,
        text(
            "--verifier",
            help="How steps are judged: arithmetic, utility, criteria, yesno, likelihood, equivalence, confidence or "
            "random, joined by + (all must accept) or / (the second is asked where the first is in doubt). Each may "
            "carry a number: arithmetic+likelihood:-1.5, confidence:-0.3/utility. (the pair's, else utility)",
            panel=REASONING,
            metavar="NAME",
        ),
    ] = None
    threshold: Annotated[
        float | None,
        number(
            "--threshold",
            kind=float,
            low=-1000,
            high=1000,
            help="The score from which a step stands, on its verifier's scale. (the pair's, else utility 7 of 9, "
            "criteria too, yesno 0.7, likelihood -1 nats)",
            panel=REASONING,
        ),
    ] = None
    rating: Annotated[
        str | None,
        text(
            "--rating",
            help="utility, criteria: greedy takes the likeliest digit, expected the mean of all ten. (greedy)",
            panel=REASONING,
            metavar="WORD",
        ),
    ] = None
    pool: Annotated[
        str | None,
        text(
            "--pool",
            help="likelihood: minimum looks at a step's least likely token, mean at all of them. (minimum)",
            panel=REASONING,
            metavar="WORD",
        ),
    ] = None
    speculate: Annotated[
        str | None,
        option(
            "--speculate",
            help="Guess the tokens the target is about to write, which changes when they come and not what they are: "
            "draft (by the draft model), lookup (from the rejected step and the chain) or off. (off)",
            panel=REASONING,
            metavar="WORD",
        ),
    ] = None
    speculate_tokens: Annotated[
        int | None,
        number(
            "--speculate-tokens",
            low=1,
            high=MOST_GUESSED,
            help="Tokens guessed at once by --speculate, at most. (4)",
            panel=REASONING,
        ),
    ] = None
    salvage: Annotated[
        bool,
        option(
            "--salvage/--no-salvage",
            help="Keep what the target would have written too of a step it rejects.",
            panel=REASONING,
            metavar=NO_VALUE,
        ),
    ] = True
    budget: Annotated[
        int | None,
        number(
            "--budget", low=1, high=_MANY, help="Tokens both may write, the discarded included. (8192)", panel=LIMITS
        ),
    ] = None
    max_steps: Annotated[
        int | None,
        number("--max-steps", low=1, high=_MANY, help="Steps in a chain. (64)", panel=LIMITS),
    ] = None
    step_tokens: Annotated[
        int | None,
        number("--step-tokens", low=1, high=_MANY, help="Tokens in a step. (512)", panel=LIMITS),
    ] = None
    temperature: Annotated[
        float | None,
        number(
            "--temp",
            kind=float,
            low=0,
            high=5,
            help="Temperature; 0 is greedy. (the pair's, else 0.6)",
            panel=LIMITS,
        ),
    ] = None
    top_p: Annotated[
        float | None,
        number(
            "--top-p",
            kind=float,
            low=0.001,
            high=1,
            help="Probability that tokens are drawn from. (the pair's, else 0.95)",
            panel=LIMITS,
        ),
    ] = None
    seed: Annotated[
        int,
        number("-s", "--seed", low=0, high=2**32 - 1, help="The same seed gives the same run.", panel=LIMITS),
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """What is written where."""

    quiet: Annotated[
        bool,
        option("-q", "--quiet", help="Print the answer alone.", panel=OUTPUT, metavar=NO_VALUE),
    ] = False
    json: Annotated[
        bool,
        option("--json", help="Print the trace record, one JSON object a run.", panel=OUTPUT, metavar=NO_VALUE),
    ] = False
    events: Annotated[
        bool,
        option(
            "--events", help="Print each event as it happens, one JSON object a line.", panel=OUTPUT, metavar=NO_VALUE
        ),
    ] = False
    trace: Annotated[
        Path | None,
        file("--trace", help="Append the trace record to this file.", panel=OUTPUT),
    ] = None
    svg: Annotated[
        Path | None,
        file("--svg", help="Save the finished session as a picture.", panel=OUTPUT),
    ] = None
