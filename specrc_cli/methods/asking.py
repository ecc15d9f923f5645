"""What the target will be asked to answer in one token, held against its vocabulary before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable

from specrc_cli.backends.base import Model
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Method, Part, Run
from specrc_cli.verifiers.base import Question, unanswerable
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, fitting


@runtime_checkable
class Asking(Protocol):
    """A method that asks the target itself, beside or instead of a verifier."""

    instead: ClassVar[str]
    """What to do where the target cannot answer."""

    def questions(self, target: Model, prompts: Prompts) -> Sequence[Question]: ...


def check_answers(method: Method, run: Run) -> None:
    """Raises `UsageError`, with what would do, if the target has not one token for each answer it will be asked for."""
    if run.target is None or run.draft is None:
        return
    if isinstance(method, Asking):
        _check(
            run.target, method.questions(run.target, run.prompts), asker=f"method {method.name}", hint=method.instead
        )
    if Part.VERIFIER in method.uses and run.verifier is not None:
        questions = run.verifier.questions(run.target)
        if unanswerable(questions, run.target):
            others = ", ".join(fitting(run.target, Options(prompts=run.prompts)))
            hint = f"verifiers that work with it: {others}"
            _check(run.target, questions, asker=f"verifier {run.verifier.name}", hint=hint)


def _check(model: Model, questions: Sequence[Question], *, asker: str, hint: str) -> None:
    question = unanswerable(questions, model)
    if question is not None:
        *others, last = question.options
        answers = f"{', '.join(others)} and {last}"
        raise UsageError(f"{model.info.name} has not one token for each of {answers}, as {asker} wants", hint)
