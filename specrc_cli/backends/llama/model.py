"""One GGUF model in this process: opening it, opening branches of it, closing it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from specrc_cli.backends.base import Message, Model, ModelInfo, Thinking
from specrc_cli.backends.llama import loading
from specrc_cli.backends.llama.branch import LlamaBranch
from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.desk import Chain, Desk
from specrc_cli.backends.llama.lane import Lane
from specrc_cli.backends.llama.library import DeviceKind, Library, load
from specrc_cli.backends.llama.loading import Plan
from specrc_cli.backends.llama.memory import Memory
from specrc_cli.backends.llama.template import ChatTemplate
from specrc_cli.backends.llama.vocabulary import Vocabulary
from specrc_cli.backends.options import LoadOptions
from specrc_cli.errors import ContextFull, ModelError


@dataclass(frozen=True, slots=True)
class Parts:
    """What a loaded model consists of."""

    library: Library
    handle: Any
    contexts: tuple[tuple[Context, Memory], ...]
    vocabulary: Vocabulary
    template: ChatTemplate
    info: ModelInfo

    def free(self) -> None:
        """Give it all back. Only where no lane drives it."""
        for context, _ in self.contexts:
            context.free()
        self.library.api.llama_model_free(self.handle)


class LlamaModel:
    """See `backends.base.Model`. Belongs to the event loop it was opened on."""

    def __init__(self, parts: Parts, *, limit: int, device: str) -> None:
        self.api = parts.library.api
        self.loop = asyncio.get_running_loop()
        self.limit = limit
        self.can_trim = all(memory.can_trim for _, memory in parts.contexts)
        self._parts = parts
        self._branches: set[LlamaBranch] = set()
        self._unlike: dict[LlamaModel, str] = {}
        self._broken: BaseException | None = None
        self._closing: asyncio.Task[None] | None = None
        self.desks = tuple(
            Desk(context, memory, limit=limit, lane=Lane.of(device, place), on_error=self._break)
            for place, (context, memory) in enumerate(parts.contexts)
        )

    @classmethod
    async def load(cls, options: LoadOptions) -> LlamaModel:
        """Load a model without stopping the event loop; cancelling breaks the loading off."""
        cancelled = threading.Event()
        loading_parts = asyncio.create_task(asyncio.to_thread(_load, options, lambda: not cancelled.is_set()))
        try:
            plan, parts = await asyncio.shield(loading_parts)
        except asyncio.CancelledError:
            cancelled.set()
            loading_parts.add_done_callback(_free_loaded)
            await asyncio.wait([loading_parts])
            raise
        return cls(parts, limit=plan.context, device=plan.device.name if plan.device else "CPU")

    @property
    def info(self) -> ModelInfo:
        return self._parts.info

    @property
    def vocabulary(self) -> Vocabulary:
        """The model's vocabulary. Raises `ModelError` once the model is closed: its memory is gone then."""
        self.check_open()
        return self._parts.vocabulary

    @property
    def thinking(self) -> Thinking | None:
        return self._parts.template.thinking

    @property
    def open_branches(self) -> int:
        """Branches that are not closed."""
        return len(self._branches)

    async def open(self, messages: Sequence[Message]) -> LlamaBranch:
        tokens = self._prompt(messages)
        if len(tokens) >= self.limit:
            raise ContextFull(
                f"the question takes {len(tokens)} tokens, the context of {self.info.name} holds {self.limit}",
                "give it more with -c, or ask less at once",
            )
        branch = self.new_branch()
        branch.be_born()
        branch.append(tokens)
        return branch

    def turn(self, text: str, *, reply: str = "") -> str:
        return self._parts.template.turn(text, reply)

    def count(self, text: str) -> int:
        return len(self.vocabulary.continuation(text))

    def offers(self, suffix: str, options: Sequence[str]) -> bool:
        vocabulary = self.vocabulary
        try:
            vocabulary.options(suffix, tuple(options))
        except ModelError:
            return False
        return True

    def unlike(self, other: Model) -> str:
        if not isinstance(other, LlamaModel):
            return "it is no GGUF model"
        if other not in self._unlike:
            self._unlike[other] = self.vocabulary.unlike(other.vocabulary)
        return self._unlike[other]

    async def aclose(self) -> None:
        if self._closing is None:
            for branch in list(self._branches):
                branch.close()
            self._broken = self._broken or ModelError(f"{self.info.name} is closed")
            self._closing = asyncio.create_task(self._free())
        await asyncio.shield(self._closing)

    async def _free(self) -> None:
        await asyncio.gather(*(desk.vacate() for desk in self.desks))
        self.api.llama_model_free(self._parts.handle)

    def new_branch(self) -> LlamaBranch:
        """The first of a chain, where the fewest are under way; see `add`."""
        desk = min(self.desks, key=lambda each: each.chains)
        return self.add(LlamaBranch(self, desk, chain=Chain()))

    def add(self, branch: LlamaBranch) -> LlamaBranch:
        """Take up a branch that has no place in memory yet. Raises `ModelError` if all places are taken."""
        self.check_open()
        if len(self._branches) >= self.info.branches:
            raise ModelError(
                f"{self.info.name} can hold {self.info.branches} branches at once, and all are in use",
                "ask for fewer at once",
            )
        self._branches.add(branch)
        branch.desk.seat(branch.chain)
        return branch

    def branch_of_draft(self, draft: Model, branch: LlamaBranch) -> LlamaBranch:
        """A branch of another model on which it guesses for one of this. Raises `ModelError` if it cannot.

        Models that are opened for the same questions share them out alike, so that it is likely to find the draft's own
        branch of that chain in the same place. It is no chain of its own: where memory is short it gives way.
        """
        if difference := self.unlike(draft):
            raise ModelError(
                f"{draft.info.name} cannot guess tokens for {self.info.name}: {difference}",
                "guess by --speculate lookup, or not at all",
            )
        assert isinstance(draft, LlamaModel), "only such a model is not unlike"
        desk = draft.desks[self.desks.index(branch.desk) % len(draft.desks)]
        return draft.add(LlamaBranch(draft, desk, chain=None))

    def forget(self, branch: LlamaBranch) -> None:
        if branch in self._branches:
            self._branches.remove(branch)
            branch.desk.unseat(branch.chain)

    def check_open(self) -> None:
        if self._broken is not None:
            raise self._broken

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        """The opening prompt's tokens. Control tokens that a message spells out stay ordinary text."""
        tokenise = self.vocabulary.tokens
        innocent = all(tokenise(m["content"], special=True) == tokenise(m["content"], special=False) for m in messages)
        if innocent:
            return tokenise(self._parts.template.open(messages), special=True)
        slots: list[Message] = [{"role": m["role"], "content": f"\u2063{i}\u2063"} for i, m in enumerate(messages)]
        rest, tokens = self._parts.template.open(slots), []
        for slot, message in zip(slots, messages, strict=True):
            before, found, rest = rest.partition(slot["content"])
            if not found:
                raise ModelError(
                    "the chat template leaves out a message or turns them round",
                    "give the model another `template` in models.yaml",
                )
            tokens += self.vocabulary.continuation(before, special=True)
            tokens += self.vocabulary.continuation(message["content"])
        return tokens + self.vocabulary.continuation(rest, special=True)

    def _break(self, error: BaseException) -> None:
        """The lane gave this model up: whoever waits, and whoever comes, hears why."""
        known = error if isinstance(error, ModelError) else ModelError(f"the engine failed: {error!r}")
        self._broken = known
        for branch in list(self._branches):
            branch.fail(known)
        self._branches.clear()


def _free_loaded(loading_parts: asyncio.Task[tuple[Plan, Parts]]) -> None:
    """What was loaded all the same though nobody wants it any more."""
    if not loading_parts.cancelled() and loading_parts.exception() is None:
        loading_parts.result()[1].free()


def _load(options: LoadOptions, go_on: Callable[[], bool]) -> tuple[Plan, Parts]:
    """Everything that takes long, away from the event loop; what was opened is freed again if a later part fails."""
    library = load()
    plan = loading.plan(library, options)
    handle = loading.load_model(library, plan, go_on=go_on)
    with ExitStack() as undo:
        undo.callback(library.api.llama_model_free, handle)
        vocabulary = Vocabulary(library.api, handle)
        template = _template(library, plan, handle, vocabulary)
        info = _describe(library, plan, handle, vocabulary)
        contexts = []
        for _ in range(plan.contexts):
            context, memory = loading.open_context(library, plan, handle, n_vocab=vocabulary.size)
            undo.callback(context.free)
            contexts.append((context, memory))
        info = replace(info, branches=memory.branches)
        undo.pop_all()
    return plan, Parts(library, handle, tuple(contexts), vocabulary, template, info)


def _template(library: Library, plan: Plan, handle: Any, vocabulary: Vocabulary) -> ChatTemplate:
    own = library.api.llama_model_chat_template(handle, None)
    source = plan.options.chat_template or (own.decode(errors="replace") if own else "")
    if not source:
        raise ModelError(f"{plan.options.path.name} has no chat template", "give the model a `template` in models.yaml")
    return ChatTemplate(
        source,
        bos=vocabulary.special_text("bos"),
        eos=vocabulary.special_text("eos"),
        style=plan.options.thinking,
        tags=plan.options.thinking_tags,
    )


def _describe(library: Library, plan: Plan, handle: Any, vocabulary: Vocabulary) -> ModelInfo:
    header, device = plan.header, plan.device
    layers = header.layers
    asked = plan.options.gpu_layers
    offloaded = 0 if device is None or device.kind == DeviceKind.CPU else layers if asked < 0 else min(asked, layers)
    return ModelInfo(
        name=plan.options.name or plan.options.path.stem,
        path=str(plan.options.path),
        fingerprint=loading.fingerprint(header),
        architecture=header.architecture,
        quantization=header.quantization,
        parameters=header.parameters,
        vocabulary=vocabulary.size,
        context=plan.context,
        backend=f"llama.cpp {library.version}",
        device=device.description if device else "CPU",
        layers=layers,
        layers_offloaded=offloaded,
        threads=plan.contexts * plan.threads,
        model_bytes=int(library.api.llama_model_size(handle)),
        kv_bytes=plan.kv_bytes,
    )
