"""Every word the tool itself says to a model, in one place; a pair may override any of them in models.yaml."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from specrc_cli.backends.base import Message

SOLVE = (
    "Solve the following problem step by step. Write each step as its own short paragraph, with a blank line "
    "between steps, and put the final answer within \\boxed{{}}.\n\n{question}"
)
UTILITY = (
    "Evaluate the last reasoning step solely on factual correctness and on whether it moves the solution "
    "forward; ignore style. Answer with one digit from 0 (wrong) to 9 (certainly right)."
)
COHERENCE = (
    "Judge only the logic of the last reasoning step: does it follow from the steps before it, without a gap or a "
    "contradiction? Answer with one digit from 0 (not at all) to 9 (entirely)."
)
CORRECTNESS = (
    "Judge only the mathematics of the last reasoning step: are its numbers, operations and results right? "
    "Answer with one digit from 0 (wrong) to 9 (certainly right)."
)
RELEVANCE = (
    "Judge only whether the last reasoning step helps to answer the question that was asked. "
    "Answer with one digit from 0 (not at all) to 9 (it is needed)."
)
YESNO = (
    "Is the last reasoning step right, and does it follow from the steps before it? Answer with one word, yes or no."
)
EQUIVALENCE = (
    "Your last two paragraphs are two versions of one and the same reasoning step. Do they say the same, with the same "
    "numbers and the same result? Answer with one word, yes or no."
)
SELECT = (
    "These were {count} solutions of the problem. Which one is right? If all of them are wrong, the answer is {none}. "
    "Answer with one number, 1 to {none}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """`solve` is a format string with `{question}`; `reply` texts are what the assistant's answer begins with.

    `answer` and `answer_end` are the answer phase of a model that does not think aloud: the words put behind a chain
    without an answer, and what ends the target's completion of them.
    `solution` is put before each of several solutions that `select` asks to choose from; `{number}`, `{count}` and
    `{none}` are filled in.
    """

    solve: str = SOLVE
    system: str = ""
    utility: str = UTILITY
    utility_reply: str = "Score: "
    coherence: str = COHERENCE
    correctness: str = CORRECTNESS
    relevance: str = RELEVANCE
    criteria_reply: str = "Score: "
    yesno: str = YESNO
    equivalence: str = EQUIVALENCE
    yesno_reply: str = "Answer: "
    solution: str = "Solution {number}:\n\n"
    select: str = SELECT
    select_reply: str = "Number: "
    answer: str = "The final answer is \\boxed{"
    answer_end: str = "}"

    def messages(self, question: str) -> list[Message]:
        """The chat that asks `question`. Only `{question}` is replaced, once: the question itself is data."""
        head, _, tail = self.solve.partition("{question}")
        asked: list[Message] = [{"role": "user", "content": head.replace("{{}}", "{}") + question + tail}]
        return [{"role": "system", "content": self.system}, *asked] if self.system else asked

    @property
    def digest(self) -> str:
        """A short hash of every prompt, for the trace."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]
