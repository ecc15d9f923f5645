"""What may stand in a models.yaml, as its author writes it. Everything behind this module works on `specs` instead.

Every field may be left out, because a user's file may change one field of an entry that ships; what an entry must have
once the files are merged is checked in `registry`.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
MANY = 10_000_000
Knob = bool | int | float | str
NOT_SAID: Any = None
"""The default of every field; only what is set is ever read, so that nothing has to allow for None."""


class Entry(BaseModel):
    """No key but the known ones, no value of another type than its own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SamplingEntry(Entry):
    """How tokens are drawn; what is left out stays as the model's entry, or the tool, has it."""

    temperature: float = Field(NOT_SAID, ge=0, le=5, description="0 is greedy.")
    top_p: float = Field(NOT_SAID, gt=0, le=1, description="Tokens are drawn from the likeliest with this probability.")
    top_k: int = Field(NOT_SAID, ge=0, le=1_000_000, description="Tokens are drawn from this many; 0 is from all.")
    min_p: float = Field(
        NOT_SAID, ge=0, lt=1, description="The least probability of a token, as a share of the likeliest's."
    )


class LimitsEntry(Entry):
    """Where a run ends."""

    token_budget: int = Field(NOT_SAID, ge=1, le=MANY, description="Tokens both models may write in all.")
    max_steps: int = Field(NOT_SAID, ge=1, le=MANY, description="Steps in a chain.")
    step_tokens: int = Field(NOT_SAID, ge=1, le=MANY, description="Tokens in one step.")
    answer_tokens: int = Field(NOT_SAID, ge=1, le=MANY, description="Tokens in the answer phase.")


class PromptsEntry(Entry):
    """The words the tool says to a model, where they differ from its own."""

    solve: str = Field(NOT_SAID, description="Holds {question} once.", pattern=r"\{question\}")
    system: str = Field(NOT_SAID, description="Stands before the question; empty is none.")
    utility: str = Field(NOT_SAID, description="Asks for a rating of the last step, 0 to 9.")
    utility_reply: str = Field(NOT_SAID, description="What the rating's reply begins with.")
    coherence: str = Field(NOT_SAID, description="Asks for a rating of the last step's logic, 0 to 9.")
    correctness: str = Field(NOT_SAID, description="Asks for a rating of its mathematics.")
    relevance: str = Field(NOT_SAID, description="Asks for a rating of its bearing on the question.")
    criteria_reply: str = Field(NOT_SAID, description="What each of these three ratings' reply begins with.")
    yesno: str = Field(NOT_SAID, description="Asks whether the last step is right, yes or no.")
    equivalence: str = Field(NOT_SAID, description="Asks whether the last two steps say the same, yes or no.")
    yesno_reply: str = Field(NOT_SAID, description="What the reply to either of them begins with.")
    solution: str = Field(NOT_SAID, description="Stands before each of several solutions; may hold {number}.")
    select: str = Field(NOT_SAID, description="Asks which solution is right; may hold {count} and {none}.")
    select_reply: str = Field(NOT_SAID, description="What the reply to that begins with.")
    answer: str = Field(NOT_SAID, description="What is put behind a chain that gave no answer.")
    answer_end: str = Field(NOT_SAID, description="What ends the target's completion of `answer`.")


class TagsEntry(Entry):
    """The words between which a model thinks."""

    open: str = Field(NOT_SAID, description="What it begins to think with, such as <think>.")
    close: str = Field(NOT_SAID, description="What it stops thinking with, such as </think>.")


class ModelEntry(Entry):
    """One GGUF model: a file (`path`) or a place to fetch it from (`hf`), and how to hold it."""

    path: str = Field(
        NOT_SAID, min_length=1, description="A .gguf file; relative to this YAML file, ~ is the home folder."
    )
    hf: str = Field(NOT_SAID, description="owner/repo:QUANT or owner/repo/file.gguf on the Hugging Face Hub.")
    about: str = Field(NOT_SAID, description="One line for `specrc models`.")
    size_gb: float = Field(
        NOT_SAID, gt=0, le=1_000_000, description="Size of the download in GB, to tell what fits beforehand."
    )
    context: int = Field(NOT_SAID, ge=256, le=2**24, description="Tokens of context; the tool's default if left out.")
    chat_template: str = Field(NOT_SAID, description="Jinja text used instead of the file's own template.")
    thinking: Literal["auto", "none", "tags"] = Field(NOT_SAID, description="Whether the model thinks aloud.")
    thinking_tags: TagsEntry = Field(NOT_SAID, description="The words it thinks between: open and close.")
    sampling: SamplingEntry = Field(NOT_SAID, description="How tokens are drawn, as in {temperature: 0.6}.")
    prompts: PromptsEntry = Field(NOT_SAID, description="Words said to it, as in {system: Be careful.}.")


class PairEntry(Entry):
    """A draft and a target that go together, and how they are used unless the command line says otherwise."""

    draft: str = Field(NOT_SAID, min_length=1, description="A model's name, a path, or hf:owner/repo:QUANT.")
    target: str = Field(NOT_SAID, min_length=1, description="A model's name, a path, or hf:owner/repo:QUANT.")
    about: str = Field(NOT_SAID, description="One line for `specrc models`.")
    tried: bool = Field(NOT_SAID, description="Whether somebody ran this pair and looked at what came out.")
    method: str = Field(NOT_SAID, description="A method's name, such as specreason.")
    verifier: str = Field(NOT_SAID, description="A verifier's name, or several joined by + or /.")
    knobs: dict[str, dict[str, Knob]] = Field(NOT_SAID, description="By method or verifier name: knob and value.")
    sampling: SamplingEntry = Field(NOT_SAID, description="How tokens are drawn, as in {temperature: 0.6}.")
    limits: LimitsEntry = Field(NOT_SAID, description="Where a run ends, as in {max_steps: 40}.")
    delimiter: str = Field(NOT_SAID, min_length=1, description="What a step's text ends with.")
    prompts: PromptsEntry = Field(NOT_SAID, description="Words said to it, as in {system: Be careful.}.")


class ModelsFile(Entry):
    """A models.yaml."""

    default_pair: Name = Field(NOT_SAID, description="The pair used where none is named.")
    models: dict[Name, ModelEntry] = Field(
        default_factory=dict, description="By name, as in small: {path: small.gguf}."
    )
    pairs: dict[Name, PairEntry] = Field(
        default_factory=dict, description="By name, as in mine: {draft: small, target: large}."
    )


def json_schema() -> str:
    """The JSON Schema of a models.yaml, for editors that check and complete YAML; what `models.schema.json` holds."""
    schema = _plain(ModelsFile.model_json_schema()) | {"title": "specrc models.yaml"}
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def _plain(node: Any) -> Any:
    """Without titles made of field names and without defaults that only mean `not set`."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    return {key: _plain(value) for key, value in kept.items() if not (key == "default" and value is None)}
