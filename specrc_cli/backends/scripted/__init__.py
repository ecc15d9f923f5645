"""A model without weights that replays written text, for tests and examples.

It keeps the contract of `backends.base` to the letter: calls take their place in the queue when they are made, what
one turn of the event loop queues is evaluated in one pass, a writing branch gets one token a pass, and everything
costs something. Asked for what its script does not say, it raises `Unscripted`.

    draft = ScriptedModel("draft", writes=["2 + 3 = 5\n\n", "So \\boxed{5}."])
    target = ScriptedModel("target", ratings={"2 + 3 = 5\n\n": 9, "So \\boxed{5}.": 8})

`script` is what a model says, `branch` the queue in which it says it, `model` what holds the branches together.
"""

from specrc_cli.backends.scripted.branch import ScriptedBranch
from specrc_cli.backends.scripted.model import Call, Kind, ScriptedModel
from specrc_cli.backends.scripted.script import Script, Unscripted, following, tokens

__all__ = ["Call", "Kind", "Script", "ScriptedBranch", "ScriptedModel", "Unscripted", "following", "tokens"]
