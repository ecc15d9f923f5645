"""How a plan's models are opened. The engine is imported here, and only when a model is about to be opened."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from specrc_cli.backends.base import Model
from specrc_cli.backends.options import LoadOptions
from specrc_cli.cli.plan import Plan
from specrc_cli.views.base import View


async def open_model(options: LoadOptions) -> Model:
    """Open a GGUF file with llama.cpp. Raises `ModelError`."""
    from specrc_cli.backends.llama import open_model as open_gguf

    return await open_gguf(options)


class Models:
    """The models of one plan, closed together. A pair of one and the same model is opened once."""

    def __init__(self) -> None:
        self.draft: Model | None = None
        self.target: Model | None = None

    async def open(self, plan: Plan, view: View) -> None:
        """Open what the plan names, one after the other, and tell the view."""
        if plan.draft is not None:
            self.draft = await _open("draft", plan.draft, view)
        if plan.target is not None:
            shared = self.draft if plan.one_model else None
            self.target = shared or await _open("target", plan.target, view)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        opened = {id(model): model for model in (self.draft, self.target) if model is not None}
        for model in opened.values():
            await model.aclose()


async def _open(part: str, options: LoadOptions, view: View) -> Model:
    view.opening(part, options.name or options.path.name)
    model = await open_model(options)
    view.opened(part, model.info)
    return model
