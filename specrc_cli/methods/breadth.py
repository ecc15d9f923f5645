"""How many branches of one model a question can take at once: what bounds how many are solved side by side."""

from __future__ import annotations

from specrc_cli.methods.audit import AT_ONCE
from specrc_cli.methods.base import Method
from specrc_cli.methods.lookahead import Lookahead
from specrc_cli.methods.scot import Scot
from specrc_cli.methods.specrc import SpecRC
from specrc_cli.methods.specreason import SpecReason
from specrc_cli.methods.trajectories import Trajectories
from specrc_cli.methods.tree import Tree
from specrc_cli.verifiers.base import Verifier
from specrc_cli.verifiers.compose import Compose
from specrc_cli.verifiers.equivalence import Equivalence
from specrc_cli.verifiers.escalate import Escalate


def breadth(method: Method, verifier: Verifier | None, *, guessed_at: bool = False) -> int:
    """The most branches a method, judged by `verifier`, holds of either model at any time.

    Where the draft guesses at what the target writes, it holds one more for each of the target's.
    """
    writing, judged = _held(method)
    return (2 if guessed_at else 1) * writing + judged * _beside(verifier)


def _held(method: Method) -> tuple[int, int]:
    """Branches to write on, and steps judged at once."""
    match method:
        case Scot():
            return method.n_chains + 1, 1
        case Trajectories():
            return method.spread.n_specs + 1, 1
        case Tree():
            return method.beam_keep * (method.beam_width + 1), method.beam_keep * method.beam_width
        case Lookahead():
            return method.depth + 1, 1
        case SpecRC():
            return _with_audit(method.audit), method.k_max
        case SpecReason():
            return _with_audit(method.audit), 1
        case _:
            return 1, 1


def _with_audit(rate: float) -> int:
    return 1 + AT_ONCE if rate else 1


def _beside(verifier: Verifier | None) -> int:
    """Branches that a verdict takes beside the one that it is on."""
    match verifier:
        case Compose():
            return sum(map(_beside, verifier.members))
        case Escalate():
            return max(map(_beside, verifier.members))
        case Equivalence():
            return 1
        case _:
            return 0
