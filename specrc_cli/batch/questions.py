"""A question, and how it is found in what a data set calls it. Knows nothing of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specrc_cli.trace.answers import gold_answer
from specrc_cli.trace.identity import question_hash

DEEPEST = 32
"""Levels of metadata that are kept; records must stay readable for every JSON reader."""
QUESTION_FIELDS = ("question", "problem", "input", "prompt", "query")
ANSWER_FIELDS = ("answer", "gold", "target", "solution", "expected_answer")
ID_FIELDS = ("id", "custom_id", "unique_id", "question_id", "task_id")
MESSAGES = ("messages", "body.messages")
"""Where a chat is kept; the second is OpenAI's batch format."""


class NoQuestion(Exception):
    """What was read is no question; the text says why, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a data set. `gold` is the known answer alone; `metadata` is all else that was said of it."""

    id: str
    text: str
    gold: str | None = None
    metadata: Mapping[str, object] | None = None
    line: int = 0

    @property
    def hash(self) -> str:
        return question_hash(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The names of the fields to read; None is the first of the usual ones that is there. `a.b` is b inside a."""

    question: str | None = None
    answer: str | None = None
    id: str | None = None

    def read(self, entry: Mapping[str, object], *, line: int) -> Question:
        """The question an entry holds; its id is empty where it has none. Raises `NoQuestion`."""
        asked_in, text = self._question(entry)
        answered_in, answer = self._answer(entry, asked_in)
        named_in, name = self._id(entry)
        solution = _clean(answer) if answer is not None else ""
        gold = gold_answer(solution) or None
        used = {asked_in, named_in, answered_in if gold == solution.strip() else None}
        return Question(
            id=name,
            text=text,
            gold=gold,
            metadata=_metadata(entry, used),
            line=line,
        )

    def _question(self, entry: Mapping[str, object]) -> tuple[str, str]:
        names = (self.question,) if self.question is not None else (*QUESTION_FIELDS, *MESSAGES)
        for name in names:
            found = _look_up(entry, name)
            if found is not None:
                text = _clean(_asked(name, found)).strip()
                if not text:
                    raise NoQuestion(f"{name} is empty")
                return name, text
        missing = self.question or f"none of {', '.join(QUESTION_FIELDS)}"
        raise NoQuestion(f"no {missing}" if self.question else f"no question: {missing} is there")

    def _answer(self, entry: Mapping[str, object], asked_in: str) -> tuple[str | None, str | None]:
        names = (self.answer,) if self.answer is not None else ANSWER_FIELDS
        for name in names:
            found = _look_up(entry, name)
            if not _is_blank(found) and name != asked_in:
                return name, _number_or_text(name, found)
        return None, None

    def _id(self, entry: Mapping[str, object]) -> tuple[str | None, str]:
        names = (self.id,) if self.id is not None else ID_FIELDS
        for name in names:
            found = _look_up(entry, name)
            if not _is_blank(found):
                return name, _clean(_number_or_text(name, found)).strip()
        return None, ""


def _is_blank(found: object) -> bool:
    """Whether a field is as good as none, so that the next of the usual ones may be meant."""
    return found is None or (isinstance(found, str) and not found.strip())


def _look_up(entry: Mapping[str, object], name: str) -> object:
    """A field, or a field of a field; None where there is none."""
    if name in entry:
        return entry[name]
    outer, dot, inner = name.partition(".")
    within = entry.get(outer) if dot else None
    return _look_up(within, inner) if isinstance(within, Mapping) else None


def _asked(name: str, found: object) -> str:
    """A question as it stands, or what the user says in a chat."""
    if isinstance(found, str):
        return found
    if isinstance(found, list):
        said = list(_said_by_user(name, found))
        if len(said) == 1:
            return said[0]
        raise NoQuestion(f"{name} has {len(said)} turns of the user, and one is what can be asked")
    raise NoQuestion(f"{name} is not a text")


def _said_by_user(name: str, messages: list[object]) -> Iterator[str]:
    """The user's turns; a system message is left out, as the pair has its own."""
    for message in messages:
        role = message.get("role") if isinstance(message, Mapping) else None
        if not isinstance(message, Mapping) or role not in ("system", "developer", "user", "assistant"):
            raise NoQuestion(f"{name} is not a chat")
        if role == "user":
            content = message.get("content")
            parts = content if isinstance(content, list) else [{"text": content}]
            texts = [part.get("text") if isinstance(part, Mapping) else None for part in parts]
            if not all(isinstance(text, str) for text in texts):
                raise NoQuestion(f"{name} holds something other than text")
            yield "\n".join(text for text in texts if isinstance(text, str))


def _number_or_text(name: str, found: object) -> str:
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise NoQuestion(f"{name} is neither a text nor a number")
    return str(found)


def _metadata(entry: Mapping[str, object], used: set[str | None]) -> dict[str, object] | None:
    """What is said of a question in its `metadata`, and in fields that were not read."""
    own = entry.get("metadata")
    rest = {name: value for name, value in entry.items() if name not in used and name.split(".")[0] != "body"}
    if isinstance(own, Mapping):
        rest = {name: value for name, value in rest.items() if name != "metadata"} | dict(own)
    kept = {_clean(name): _storable(value, DEEPEST) for name, value in rest.items() if value is not None}
    return kept or None


def _storable(value: object, levels: int) -> object:
    """A value as a record can hold it."""
    if levels == 0:
        raise NoQuestion("metadata is nested too deeply")
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Mapping):
        return {_clean(str(name)): _storable(inner, levels - 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner, levels - 1) for inner in value]
    return value


def _clean(text: str) -> str:
    """Half a surrogate pair, which JSON can spell and no encoding takes, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
