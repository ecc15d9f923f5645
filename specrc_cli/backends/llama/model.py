"""One GGUF model in this process: opening it, opening branches of it, closing it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

from specrc_cli.backends.base import Message, ModelInfo, Thinking
from specrc_cli.backends.llama import loading
from specrc_cli.backends.llama.branch import START, LlamaBranch, Place
from specrc_cli.backends.llama.lane import Client, Command, Lane
from specrc_cli.backends.llama.library import DeviceKind, Library, load
from specrc_cli.backends.llama.loading import Plan
from specrc_cli.backends.llama.operations import Operations
from specrc_cli.backends.llama.scheduler import Scheduler
from specrc_cli.backends.llama.template import ChatTemplate
from specrc_cli.backends.llama.vocabulary import Vocabulary
from specrc_cli.backends.options import LoadOptions
from specrc_cli.errors import ContextFull, ModelError


class LlamaModel:
    """See `backends.base.Model`. Belongs to the event loop it was opened on."""

    def __init__(
        self, plan: Plan, handle: Any, *, library: Library, vocabulary: Vocabulary, template: ChatTemplate
    ) -> None:
        self.api = library.api
        self.loop = asyncio.get_running_loop()
        self._vocabulary = vocabulary
        self.limit = plan.context
        self._handle = handle
        self._template = template
        context, memory = loading.open_context(library, plan, handle, n_vocab=vocabulary.size)
        self.can_trim = memory.can_trim
        self._places = memory.branches
        self.scheduler = Scheduler(context, Operations(context, memory, limit=plan.context))
        self._info = _describe(library, plan, handle, vocabulary)
        self._branches: set[LlamaBranch] = set()
        self._broken: BaseException | None = None
        self._client = Client(self.scheduler, on_error=self._break)
        self._lane = Lane.of(plan.device.name if plan.device else "CPU")
        self.post(partial(self._lane.add, self._client))

    @classmethod
    async def load(cls, options: LoadOptions) -> LlamaModel:
        """Load a model without stopping the event loop; cancelling breaks the loading off."""
        cancelled = threading.Event()
        library = await asyncio.to_thread(load)
        plan = await asyncio.to_thread(loading.plan, library, options)
        loading_model = asyncio.create_task(
            asyncio.to_thread(loading.load_model, library, plan, go_on=lambda: not cancelled.is_set())
        )
        try:
            handle = await asyncio.shield(loading_model)
        except asyncio.CancelledError:
            cancelled.set()
            await asyncio.wait([loading_model])
            if loading_model.exception() is None:
                library.api.llama_model_free(loading_model.result())
            raise
        try:
            vocabulary = Vocabulary(library.api, handle)
            template = _template(library, plan, handle, vocabulary)
            return cls(plan, handle, library=library, vocabulary=vocabulary, template=template)
        except ModelError:
            library.api.llama_model_free(handle)
            raise

    @property
    def info(self) -> ModelInfo:
        return self._info

    @property
    def vocabulary(self) -> Vocabulary:
        """The model's vocabulary. Raises `ModelError` once the model is closed: its memory is gone then."""
        self.check_open()
        return self._vocabulary

    @property
    def thinking(self) -> Thinking | None:
        return self._template.thinking

    @property
    def open_branches(self) -> int:
        """Branches that are not closed."""
        return len(self._branches)

    async def open(self, messages: Sequence[Message]) -> LlamaBranch:
        tokens = self._prompt(messages)
        if len(tokens) >= self.limit:
            raise ContextFull(
                f"the question takes {len(tokens)} tokens, the context of {self._info.name} holds {self.limit}",
                "give it more with -c, or ask less at once",
            )
        branch = self.new_branch()
        branch.be_born()
        branch.append(tokens)
        return branch

    def turn(self, text: str, *, reply: str = "") -> str:
        return self._template.turn(text, reply)

    def count(self, text: str) -> int:
        return len(self.vocabulary.continuation(text))

    async def aclose(self) -> None:
        if self._broken is not None:
            return
        for branch in list(self._branches):
            branch.close()
        self._broken = ModelError(f"{self._info.name} is closed")
        freed = self.loop.create_future()
        self.post(partial(self._lane.remove, self._client))
        self.post(lambda: self._client.tell([lambda: freed.set_result(None)]))
        await freed
        self.api.llama_model_free(self._handle)

    def new_branch(self, *, place: Place = START) -> LlamaBranch:
        """A branch that has no place in memory yet. Raises `ModelError` if all places are taken."""
        self.check_open()
        if len(self._branches) >= self._places:
            raise ModelError(
                f"{self._info.name} can hold {self._places} branches at once, and all are in use",
                "ask for fewer at once",
            )
        branch = LlamaBranch(self, place=place)
        self._branches.add(branch)
        return branch

    def forget(self, branch: LlamaBranch) -> None:
        self._branches.discard(branch)

    def post(self, command: Command) -> None:
        self._client.post(self._lane, command)

    def check_open(self) -> None:
        if self._broken is not None:
            raise self._broken

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        """The opening prompt's tokens. Control tokens that a message spells out stay ordinary text."""
        tokenise = self.vocabulary.tokens
        innocent = all(tokenise(m["content"], special=True) == tokenise(m["content"], special=False) for m in messages)
        if innocent:
            return tokenise(self._template.open(messages), special=True)
        slots: list[Message] = [{"role": m["role"], "content": f"\u2063{i}\u2063"} for i, m in enumerate(messages)]
        rest, tokens = self._template.open(slots), []
        for slot, message in zip(slots, messages, strict=True):
            before, _, rest = rest.partition(slot["content"])
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
        threads=plan.threads,
        model_bytes=int(library.api.llama_model_size(handle)),
        kv_bytes=plan.kv_bytes,
    )
