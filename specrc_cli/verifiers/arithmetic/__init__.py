"""arithmetic: an exact check of what a step computes.

`lexer` cuts a line into numbers, signs and words; `equations` finds what is said to be equal and can be read beyond
doubt; `expressions` computes it; `verifier` makes a verdict of it. Only `equations(text)` crosses over.
"""

from specrc_cli.verifiers.arithmetic.equations import Equation, equations
from specrc_cli.verifiers.arithmetic.verifier import Arithmetic

__all__ = ["Arithmetic", "Equation", "equations"]
