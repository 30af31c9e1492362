"""Another goal by the name of its column: "go back to the churn one", "scrap that, I need the tenure instead".

What is taken back in such words is the goal that stands, and what is wanted is said: it is no mere undoing of the last
thing said, which may have been anything.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.speller_words import speller
from assistant.understanding.text.clauses import canonical

_THE = r"(?: (?:to|the|our|my|that|this|predicting|really|just))*"
_COLUMN = r" (?P<column>COL\d+)"
_GOAL = r"(?: (?:one|ones|goal|target|question|task|problem|idea|thing|story|topic|prediction|again|now|please|then|instead|after all|for good))*"
_ENDS = r"(?=$| ?[.,;:!?-])"
_BACK = re.compile(rf"(?:^|(?<= ))(?:back|return|returning|revert|switch|swap) to{_THE}{_COLUMN}{_GOAL}{_ENDS}")
_AWAY = r"^(?:(?:no|oh|ah|hm|hmm|wait|ok|okay|sorry|actually|well|,) )*(?:(?:scrap|forget|undo|cancel|scratch|ignore|drop|strike|discard|leave|never mind|nevermind|not)(?: (?:that|it|this|all|the last|one))*|no|wait|actually)(?: ?[,.;:!-]+)+ ?(?:(?:and|but|actually|no|now|please|,) )*"
_WANT = r"(?:(?:i|we)(?: (?:actually|really|rather|do|just))* (?:need|want|would like|prefer|care about|am after|are after)|(?:it|that) is(?: really| actually)?|make it|make that|let us (?:predict|take|do|have)|give me)"
_ANOTHER = (
    re.compile(rf"{_AWAY}{_WANT}{_THE}{_COLUMN}{_GOAL}(?: (?:instead|rather|that)| (?:i|we) (?:want|need|care about|am after|are after)){{1,3}}{_ENDS}"),
    re.compile(rf"{_AWAY}(?:make it|make that){_THE}{_COLUMN}{_GOAL}{_ENDS}"),
)  # fmt: skip
_WANTED = r"(?:is|are)(?: (?:really|now|actually))* (?:what (?:counts|matters|we (?:want|need|care about|are after)|i (?:want|need|care about|am after))|the (?:one|thing) (?:that )?(?:counts|matters))"
_LEFT = re.compile(
    rf"(?:^|(?<= ))(?:forget|never mind|nevermind|ignore|drop|skip|leave)(?: about)?{_THE} (?P<left>COL\d+){_GOAL} ?[,.;:!-](?: ?[,.;:!-])* ?(?:(?:and|but|now|actually|rather|it is|the|our) )*"
    rf"(?:what (?:really |actually )?(?:counts|matters)(?: now| for us| to us| here)? is(?: the| our)? (?P<so>COL\d+)|(?P<column>COL\d+) {_WANTED})"
)
"""The target that stands is left for another: "forget about the delay, missed_connection is what counts"."""
_MOVED = frozenset({"undo", "correct", "set_goal", "roll_back", "history", "look_at_data"})
"""What words of another goal are else taken for."""


def other_goal(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with the goal that the message goes over or back to, where it names that goal's column.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment; without a goal there is none to leave.
    """
    given = tuple(commands)
    if not context.target:
        return given
    words = canonical(Tagger(context, speller()).tag(text))
    said = " ".join(w.text for w in words)
    named = {w.text: w.entity for w in words if w.entity is not None}
    found = _BACK.search(said) or next((m for p in _ANOTHER if (m := p.search(said))), None)
    left = _LEFT.search(said)
    if left is not None and tuple(named[left["left"]].values) == (context.target,):
        found = left
        given = tuple(c for c in given if c.args != {"columns_forbidden": [context.target]})
    if found is None:
        return given
    entity = named.get(found.groupdict().get("so") or found["column"])
    if entity is None or len(entity.values) != 1:
        return given
    target = str(entity.values[0])
    if any(c.name == "set_goal" and c.args.get("target") == target for c in given):
        return tuple(c for c in given if c.name != "undo")
    kept = tuple(c for c in given if c.name not in _MOVED)
    return (Command(name="set_goal", args={"target": target}), *kept)
