"""How a plan's models are opened. The engine is imported here, and only when a model is about to be opened."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from specrc_cli.backends.base import GREEDY, Model, Until
from specrc_cli.backends.options import LoadOptions
from specrc_cli.cli.plan import Plan
from specrc_cli.errors import UsageError
from specrc_cli.methods.economy import Economy
from specrc_cli.methods.guessing import Guesser
from specrc_cli.views.base import View

WARM_UP = "Say one word."


async def open_model(options: LoadOptions) -> Model:
    """Open a GGUF file with llama.cpp. Raises `ModelError`."""
    from specrc_cli.backends.llama import open_model as open_gguf

    return await open_gguf(options)


def check_models(models: Sequence[LoadOptions]) -> None:
    """See that these can be opened beside each other, before any is. Raises `ModelError`."""
    from specrc_cli.backends.llama import check

    check(models)


def most_chains(models: Sequence[LoadOptions], *, most: int) -> int:
    """How many whole chains, up to `most`, these models have memory for side by side. Raises `ModelError`."""
    from specrc_cli.backends.llama import most_chains as most_in_memory

    return most_in_memory(models, most=most)


class Models:
    """The models of one plan, closed together. A pair of one and the same model is opened once."""

    def __init__(self) -> None:
        self.draft: Model | None = None
        self.target: Model | None = None
        self.economy = Economy()
        """What speculating with them costs and wins, for all questions that are put to them."""

    async def open(self, plan: Plan, view: View) -> None:
        """Open what the plan names, one after the other, and tell the view."""
        named = [options for options in (plan.draft, plan.target) if options is not None]
        await asyncio.to_thread(check_models, named[:1] if plan.one_model else named)
        if plan.draft is not None:
            self.draft = await _open("draft", plan.draft, view)
        if plan.target is not None:
            shared = self.draft if plan.one_model else None
            self.target = shared or await _open("target", plan.target, view)
        if plan.speculation.guesser is Guesser.DRAFT:
            _check_guessing(self.draft, self.target)

    async def warm_up(self) -> None:
        """Have each model write one token, so that no run pays for reading its weights for the first time."""
        for model in {id(model): model for model in (self.draft, self.target) if model is not None}.values():
            branch = await model.open([{"role": "user", "content": WARM_UP}])
            try:
                await branch.generate(until=Until(max_tokens=1), sampling=GREEDY)
            finally:
                branch.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Close to the end, also when told to stop meanwhile: a model half closed is no use to anybody."""
        opened = {id(model): model for model in (self.draft, self.target) if model is not None}
        closing = asyncio.gather(*(model.aclose() for model in opened.values()))
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await closing
            raise


def _check_guessing(draft: Model | None, target: Model | None) -> None:
    """Raises `UsageError` if the draft cannot guess tokens for the target."""
    assert draft is not None, "a draft that guesses is opened"
    assert target is not None, "a target that is guessed at is opened"
    if difference := target.unlike(draft):
        raise UsageError(
            f"{draft.info.name} cannot guess tokens for {target.info.name}: {difference}",
            "take --speculate lookup, or a draft of the target's family",
        )


async def _open(part: str, options: LoadOptions, view: View) -> Model:
    view.opening(part, options.name or options.path.name)
    model = await open_model(options)
    view.opened(part, model.info)
    return model
