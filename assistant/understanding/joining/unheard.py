"""What the trained reader is certain a message says and nothing could be read of: it is told, so that it is not lost.

In 1,600 messages that the reader was not trained on this was so of eleven facts and requests, and all were meant: costs
of errors whose figures stand in words of a trade, or a column that is described too freely to be found.
"""

from collections.abc import Collection, Sequence

from assistant.cards import Command
from assistant.understanding.joining.weighing import senses_of
from assistant.understanding.merging import Piece

SAID = {
    "set_error_costs": (),
    "set_goal.metric": (),
    "export": (),
    "constrain.columns_required": (),
    "constrain.protected_columns": (),
    "constrain.columns_forbidden": ("protected_columns",),
    "constrain.families_forbidden": ("families_allowed", "families"),
}
"""Senses that are told of where nothing was read of them, each with args of any command that may be meant by it."""
_ELSEWHERE = frozenset(
    {"correct", "what_if", "undo", "decline", "approve", "edit_proposal", "propose_runs", "out_of_scope"}
)
"""Beside these, facts are of something else: a correction, a supposition, a plan."""


def unheard(certain: Collection[str], commands: Sequence[Command]) -> tuple[str, ...]:
    """The senses that a message certainly has and no command says.

    Args:
        certain: the senses of which the reader is certain, in the message and in one of its sentences.
        commands: what was read.
    """
    if not commands or any(c.name in _ELSEWHERE for c in commands):
        return ()
    known = {s for c in commands for s in senses_of(Piece(0, c.name, c.args)).values()}
    filled = {key for c in commands for key in c.args}
    lost = (s for s in SAID if s in certain and s not in known)
    return tuple(s for s in lost if filled.isdisjoint(SAID[s]))
