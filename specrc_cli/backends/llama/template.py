"""A model's chat template: the prompt that opens a chain, and the turn a judge takes behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NoReturn

from jinja2 import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.nodes import Node
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from specrc_cli.backends.base import Message, Thinking
from specrc_cli.backends.options import ThinkingStyle
from specrc_cli.errors import ModelError

_SENTINEL = "\u2063specrc\u2063"


class _GenerationTag(Extension):
    """`{% generation %}` marks text for trainers; rendering passes it through."""

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: Parser) -> list[Node]:
        parser.stream.skip(1)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class ChatTemplate:
    """One chat template, rendered the way llama.cpp and Transformers render it, but for the date.

    A template that asks for today's date is not told: a chain that changed overnight could not be replayed.
    """

    def __init__(self, source: str, *, bos: str, eos: str, style: ThinkingStyle, tags: Thinking) -> None:
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, loopcontrols]
        )
        environment.filters["tojson"] = _to_json
        environment.globals["raise_exception"] = _refuse
        try:
            self._template = environment.from_string(source)
        except Exception as error:
            raise _unusable(error) from error
        self._bos = bos
        self._eos = eos
        thinks = style is ThinkingStyle.TAGS or (style is ThinkingStyle.AUTO and tags.open.strip() in source)
        self.thinking = tags if thinks else None
        self._turns: dict[tuple[str, str], str] = {}

    def open(self, messages: Sequence[Message]) -> str:
        """The chat up to where the assistant starts to speak, or to think."""
        prompt = self._render(messages, thinking=self.thinking is not None)
        if self.thinking and not prompt.rstrip().endswith(self.thinking.open.strip()):
            return prompt + self.thinking.open
        return prompt

    def turn(self, text: str, reply: str) -> str:
        """What follows an assistant's unfinished words when the user says `text` next and the assistant begins `reply`.

        A dummy exchange is rendered around a sentinel; what stands behind the sentinel is the same whatever the
        assistant said, so nothing before it need be evaluated again.
        """
        if (text, reply) not in self._turns:
            self._turns[text, reply] = self._render_turn(text) + reply
        return self._turns[text, reply]

    def _render_turn(self, text: str) -> str:
        exchange: list[Message] = [
            {"role": "user", "content": "?"},
            {"role": "assistant", "content": _SENTINEL},
            {"role": "user", "content": text},
        ]
        _, found, suffix = self._render(exchange, thinking=False).rpartition(_SENTINEL)
        if not found:
            raise ModelError(
                "the chat template hides what the assistant said", "give the model another `template` in models.yaml"
            )
        if self.thinking and suffix.rstrip().endswith(self.thinking.open.strip()):
            suffix = suffix.rstrip() + "\n\n" + self.thinking.close + "\n\n"
        return suffix

    def _render(self, messages: Sequence[Message], *, thinking: bool) -> str:
        try:
            return self._template.render(
                messages=messages,
                add_generation_prompt=True,
                enable_thinking=thinking,
                bos_token=self._bos,
                eos_token=self._eos,
            )
        except Exception as error:
            raise _unusable(error) from error


def _to_json(value: object, indent: int | None = None) -> str:
    """Jinja's own filter escapes for HTML; chat templates mean plain JSON."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)


def _unusable(error: Exception) -> ModelError:
    return ModelError(
        f"the model's chat template cannot be rendered: {error}", "give the model another `template` in models.yaml"
    )
