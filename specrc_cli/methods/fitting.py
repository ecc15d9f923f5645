"""Whether what a method is asked to do at once fits into its models, found out before anything is written."""

from __future__ import annotations

from specrc_cli.backends.base import Model
from specrc_cli.errors import UsageError
from specrc_cli.methods.writing import Writer
from specrc_cli.trace.events import Notice

LEAST_TOKENS = 16
"""Fewer are no chain, and hardly a step."""


def check_chains(draft: Writer, count: int, *, option: str) -> None:
    """Raises `UsageError` if `count` chains beside each other are more than the draft and the budget can hold.

    One share of the budget is left to the target.
    """
    budget, room = draft.run.limits.token_budget, draft.branch.room
    most = min(budget // LEAST_TOKENS - 1, room // LEAST_TOKENS)
    if count > most:
        raise UsageError(
            f"{count} chains do not fit into {room} tokens of context and a budget of {budget}",
            f"choose at most {option} {max(most, 1)}, or allow more with -c and --budget",
        )
    check_branches(draft.model, count, beside=1, option=option)


def check_steps(model: Model, count: int, *, option: str) -> None:
    """Raises `UsageError` if `count` steps, drafted ahead of the chain, are more than a model's whole context."""
    most = model.info.context // LEAST_TOKENS
    if count > most:
        raise UsageError(
            f"{count} steps at once do not fit into the {model.info.context} tokens of context of {model.info.name}",
            f"choose at most {option} {max(most, 1)}, or allow more with -c",
        )


def check_branches(model: Model, count: int, *, each: int = 1, beside: int = 0, option: str) -> None:
    """Raises `UsageError` if `model` cannot hold `each` branches for each of `count`, asked for by `option`.

    `beside` are the branches needed whatever the count.
    """
    most = (model.info.branches - beside) // each
    if model.info.branches and count > most:
        raise UsageError(
            f"{model.info.name} holds {model.info.branches} branches at once, and {option} {count} takes "
            f"{count * each + beside}",
            f"choose at most {option} {most}" if most > 0 else "choose another method",
        )


def warn_if_all_alike(draft: Writer, count: int, *, what: str) -> None:
    """Say so where several texts are drafted and nothing lets them differ."""
    if count > 1 and draft.sampling.greedy:
        draft.run.emit(Notice(text=f"the draft is greedy, so that its {count} {what} are all the same: try --temp 0.7"))
