"""How many questions can be solved at once: bounded by the models' memory and by the branches they can hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from specrc_cli.backends.options import MOST_BRANCHES, LoadOptions
from specrc_cli.batch.pace import Fixed, Growing, Pace
from specrc_cli.cli import opening
from specrc_cli.cli.opening import Models
from specrc_cli.cli.plan import Plan
from specrc_cli.errors import UsageError
from specrc_cli.methods.breadth import breadth
from specrc_cli.methods.guessing import Guesser

UNASKED = 16
"""The most that are tried where nobody asked for a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A plan whose models have room for `most` questions at once; `asked` is what a person wants, None for the best."""

    plan: Plan
    most: int
    asked: int | None

    def pace(self, models: Models) -> Pace:
        """Now that the models are open and say what they hold. Raises `UsageError` if it is too little."""
        each = _branches(self.plan)
        held = [model.info.branches // each for model in (models.draft, models.target) if model and model.info.branches]
        most = min([self.most, *held])
        _check(self.asked, most, f"a question takes {each} branches of a model", otherwise="")
        return Fixed(self.asked) if self.asked is not None else Growing(max(most, 1))


def make_room(plan: Plan, asked: int | None) -> Room:
    """The plan with its models told to hold so many questions at once, as far as there is memory.

    Where nobody asked for a number there may be fewer; where somebody did, raises `UsageError`.
    """
    each = _branches(plan)
    by_branches = max(MOST_BRANCHES // each, 1)
    why = f"a question takes {each} branches of a model, which holds {MOST_BRANCHES}"
    _check(asked, by_branches, why, otherwise="")
    wanted = asked or min(UNASKED, by_branches)
    models = [options for options in (plan.draft, None if plan.one_model else plan.target) if options is not None]
    shares = 2 if plan.one_model else 1
    most = opening.most_chains(models, most=shares * wanted) // shares
    _check(asked, most, "the contexts do not fit into memory side by side", otherwise="a smaller context with -c")
    chains = max(most, 1)
    held = replace(
        plan,
        draft=_holding(plan.draft, chains * shares, chains * each),
        target=_holding(plan.target, chains * shares, chains * each),
    )
    return Room(plan=held, most=chains, asked=asked)


def _branches(plan: Plan) -> int:
    each = breadth(plan.method, plan.verifier, guessed_at=plan.speculation.guesser is Guesser.DRAFT)
    return 2 * each if plan.one_model else each


def _check(asked: int | None, most: int, why: str, *, otherwise: str) -> None:
    """Raises `UsageError` with what would do: the most there is room for, or something else."""
    if asked is not None and asked > most:
        ways = [*([f"at most --parallel {most}"] if most else []), *filter(None, [otherwise])]
        raise UsageError(f"--parallel {asked} is too much: {why}", ", or ".join(ways))


def _holding(options: LoadOptions | None, chains: int, branches: int) -> LoadOptions | None:
    if options is None:
        return None
    return replace(options, chains=chains, sequences=max(options.sequences, branches))
