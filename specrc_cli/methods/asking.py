"""What the target will be asked to answer in one token, held against its vocabulary before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from specrc_cli.backends.base import Model
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Method, Part, Run
from specrc_cli.verifiers.base import Question, unanswerable
from specrc_cli.verifiers.registry import Options, fitting


def check_verifier(method: Method, run: Run) -> None:
    """Raises `UsageError`, with the verifiers that would do, if the target cannot answer what its verifier asks."""
    if Part.VERIFIER not in method.uses or run.verifier is None or run.target is None:
        return
    if unanswerable(run.verifier.questions(run.target), run.target):
        others = ", ".join(fitting(run.target, Options(prompts=run.prompts)))
        asker, hint = f"verifier {run.verifier.name}", f"verifiers that work with it: {others}"
        check_answers(run.target, run.verifier.questions(run.target), asker=asker, hint=hint)


def check_answers(model: Model, questions: Sequence[Question], *, asker: str, hint: str) -> None:
    """Raises `UsageError` if `model` has not one token for each answer that `asker` wants."""
    question = unanswerable(questions, model)
    if question is not None:
        *others, last = question.options
        answers = f"{', '.join(others)} and {last}"
        raise UsageError(f"{model.info.name} has not one token for each of {answers}, as {asker} wants", hint)
