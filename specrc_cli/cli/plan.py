"""From options to a plan: everything a run needs, settled and checked before any model is opened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from specrc_cli.backends.base import Sampling
from specrc_cli.backends.gguf_file import read_header
from specrc_cli.backends.machine import processors
from specrc_cli.backends.options import LoadOptions
from specrc_cli.cli import diagnostics
from specrc_cli.cli.files import locate
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.options import EngineOptions, ModelOptions, ReasoningOptions
from specrc_cli.errors import ModelError, UsageError, did_you_mean
from specrc_cli.methods.base import Limits, Method, Part
from specrc_cli.methods.guessing import Guesser, Speculation
from specrc_cli.methods.registry import METHODS, knob_names, make_method
from specrc_cli.methods.trajectories import Trajectories
from specrc_cli.registry import ModelSpec, PairSpec, load, load_options
from specrc_cli.verifiers.base import Verifier
from specrc_cli.verifiers.likelihood import Pool
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import THRESHOLD, VERIFIERS, make_verifier
from specrc_cli.verifiers.registry import Options as VerifierOptions
from specrc_cli.verifiers.utility import Rating

Word = TypeVar("Word", Rating, Pool, Guesser)
_READERS = {"rating": ("utility", "criteria"), "pool": ("likelihood",)}
"""The verifiers that heed an option beside their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to open and what to run. `draft`, `target` and `verifier` are None where the method does without."""

    pair: str
    method: Method
    verifier: Verifier | None
    draft: LoadOptions | None
    target: LoadOptions | None
    prompts: Prompts
    limits: Limits
    draft_sampling: Sampling
    target_sampling: Sampling
    delimiter: str
    speculation: Speculation
    seed: int

    @property
    def one_model(self) -> bool:
        """Whether draft and target are the same file, held in the same way."""
        draft, target = self.draft, self.target
        return draft is not None and target is not None and replace(draft, name="") == replace(target, name="")


def make_plan(
    models: ModelOptions,
    engine: EngineOptions,
    reasoning: ReasoningOptions,
    knobs: KnobOptions,
    *,
    also: frozenset[Part] = frozenset(),
) -> Plan:
    """Settle everything; `also` are parts wanted beside those the method uses. Raises `UsageError`."""
    engine = within_machine(engine)
    pair = load(overlay=models.models).select(
        pair=models.pair or "", target=models.target or "", draft=models.draft or ""
    )
    method = _method(pair, reasoning, knobs)
    if isinstance(method, Trajectories) and reasoning.temperature is not None:
        diagnostics.warn("trajectories are drawn at their preset's temperature; --temp is the target's alone")
    verifier = _verifier(pair, method, reasoning)
    uses = method.uses | also
    speculation = _speculation(pair, uses, reasoning)
    plan = Plan(
        pair=pair.name,
        method=method,
        verifier=verifier,
        draft=_draft_options(pair, models, engine) if _drafts(pair, method, speculation) else None,
        target=_target_options(pair, models, engine) if Part.TARGET in uses else None,
        prompts=pair.prompts,
        limits=_limits(pair.limits, reasoning),
        draft_sampling=_sampling(pair.draft_sampling, reasoning),
        target_sampling=_sampling(pair.target_sampling, reasoning),
        delimiter=pair.delimiter,
        speculation=speculation,
        seed=reasoning.seed,
    )
    if plan.draft and plan.target and plan.draft.path == plan.target.path:
        diagnostics.warn("draft and target are the same model: it judges its own steps, and nothing gets faster")
    return plan


def _drafts(pair: PairSpec, method: Method, speculation: Speculation) -> bool:
    """Whether a draft is opened. A method that also drafts can do without one and says so; the draft alone cannot."""
    if speculation.guesser is Guesser.DRAFT:
        return True
    return Part.DRAFT in method.uses and (pair.draft is not None or Part.TARGET not in method.uses)


def _speculation(pair: PairSpec, uses: frozenset[Part], reasoning: ReasoningOptions) -> Speculation:
    """How the target's writing is guessed at. Raises `UsageError` if nobody is there to guess."""
    guesser = _word(Guesser, "speculate", reasoning.speculate)
    if guesser is Guesser.OFF and reasoning.speculate_tokens is not None:
        diagnostics.warn("nothing is guessed at without --speculate; --speculate-tokens is left out")
    if Part.TARGET not in uses and guesser is not Guesser.OFF:
        diagnostics.warn("the target writes nothing here that could be guessed at; --speculate is left out")
        guesser = Guesser.OFF
    if guesser is Guesser.DRAFT and pair.draft is None:
        raise UsageError(
            "--speculate draft needs a draft model and none is named", "name one with -md, or take --speculate lookup"
        )
    return Speculation(
        guesser=guesser, tokens=reasoning.speculate_tokens or Speculation().tokens, salvage=reasoning.salvage
    )


def _method(pair: PairSpec, reasoning: ReasoningOptions, knobs: KnobOptions) -> Method:
    """The command line guards what can be guarded, unless it, or the pair, says otherwise."""
    name = reasoning.method or pair.method
    guarded = {"guard": True} if name in METHODS and "guard" in knob_names(name) else {}
    return make_method(name, **{**guarded, **pair.knobs.get(name, {}), **knobs.given})


def _verifier(pair: PairSpec, method: Method, reasoning: ReasoningOptions) -> Verifier | None:
    if Part.VERIFIER not in method.uses:
        if reasoning.verifier or reasoning.threshold is not None or reasoning.rating or reasoning.pool:
            diagnostics.warn(f"method {method.name} takes no verifier; it is left out")
        return None
    spec = reasoning.verifier or pair.verifier
    verifier = make_verifier(
        _with_pair_numbers(spec, pair, threshold_typed=reasoning.threshold is not None),
        options=VerifierOptions(
            prompts=pair.prompts,
            seed=reasoning.seed,
            delimiter=pair.delimiter,
            rating=_word(Rating, "rating", reasoning.rating or pair.knobs.get("utility", {}).get("rating")),
            pool=_word(Pool, "pool", reasoning.pool or pair.knobs.get("likelihood", {}).get("pool")),
        ),
        threshold=reasoning.threshold,
    )
    _warn_of_unread(spec, {"rating": reasoning.rating, "pool": reasoning.pool})
    return verifier


def _warn_of_unread(spec: str, said: Mapping[str, str | None]) -> None:
    names = {member.partition(":")[0].strip() for member in re.split(r"[+/]", spec)}
    for option, readers in _READERS.items():
        if said[option] and not names & set(readers):
            diagnostics.warn(f"--{option} belongs to {', '.join(readers)}; verifier {spec} does without it")


def _with_pair_numbers(spec: str, pair: PairSpec, *, threshold_typed: bool) -> str:
    """Put the pair's own numbers behind the names of the verifiers that have none stated."""
    names = re.split(r"([+/])", spec)
    return "".join(each if each in "+/" else _with_pair_number(each, pair, threshold_typed) for each in names)


def _with_pair_number(member: str, pair: PairSpec, threshold_typed: bool) -> str:
    kind = VERIFIERS.get(member.strip())
    if kind is None or kind.setting is None or (threshold_typed and kind.setting.name == THRESHOLD):
        return member
    number = pair.knobs.get(member.strip(), {}).get(kind.setting.name)
    return member if number is None else f"{member}:{number}"


def _word(kind: type[Word], option: str, said: object) -> Word:
    """One of an option's words; unsaid, the first of them."""
    words = [str(word) for word in kind]
    if said is not None and said not in words:
        raise UsageError(f"--{option} cannot be '{said}'", did_you_mean(str(said), words))
    return kind(said) if said is not None else next(iter(kind))


def _sampling(sampling: Sampling, reasoning: ReasoningOptions) -> Sampling:
    if reasoning.temperature is not None:
        sampling = replace(sampling, temperature=reasoning.temperature)
    return sampling if reasoning.top_p is None else replace(sampling, top_p=reasoning.top_p)


def _limits(limits: Limits, reasoning: ReasoningOptions) -> Limits:
    return Limits(
        token_budget=reasoning.budget or limits.token_budget,
        max_steps=reasoning.max_steps or limits.max_steps,
        step_tokens=reasoning.step_tokens or limits.step_tokens,
        answer_tokens=limits.answer_tokens,
    )


def _draft_options(pair: PairSpec, models: ModelOptions, engine: EngineOptions) -> LoadOptions:
    if pair.draft is None:
        raise UsageError("a draft model is needed and none is named", "name one with -md, or take a --pair")
    return replace(_load_options(pair.draft, models, engine), gpu_layers=engine.gpu_layers_draft)


def _target_options(pair: PairSpec, models: ModelOptions, engine: EngineOptions) -> LoadOptions:
    if pair.target is None:
        raise UsageError(
            "a draft needs a target to judge it", "name the target too: -m, or take a --pair, or --method draft"
        )
    return _load_options(pair.target, models, engine)


def _load_options(spec: ModelSpec, models: ModelOptions, engine: EngineOptions) -> LoadOptions:
    options = held(load_options(spec, path=locate(spec, offline=models.offline)), engine)
    if options.context:
        _warn_of_a_long_context(options)
    return options


def within_machine(engine: EngineOptions) -> EngineOptions:
    """No more threads than can run at once: those beyond wait for the others, and the others for them."""
    most = processors()
    if engine.threads is None or engine.threads <= most:
        return engine
    diagnostics.warn(f"{engine.threads} threads cannot run at once on this machine; {most} are used")
    return replace(engine, threads=most)


def _warn_of_a_long_context(options: LoadOptions) -> None:
    try:
        trained = read_header(options.path).trained_context
    except ModelError:  # opening the file will say what is wrong with it
        return
    if 0 < trained < options.context:
        diagnostics.warn(
            f"a context of {options.context} is more than the {trained} tokens {options.name} was trained for: "
            "what lies further back may be lost on it"
        )


def held(options: LoadOptions, engine: EngineOptions) -> LoadOptions:
    """A target's own options with the command line's laid over them."""
    return replace(
        options,
        context=engine.ctx or options.context,
        gpu_layers=engine.gpu_layers,
        device=engine.device or "",
        threads=engine.threads or 0,
        cache_type_k=engine.cache_type_k,
        cache_type_v=engine.cache_type_v,
        flash_attention=engine.flash_attn,
    )
