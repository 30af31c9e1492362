"""What was ruled in this conversation before: which words said it, when, and what they were understood to mean."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from assistant import wording
from assistant.cards import ExplanationCard
from assistant.goal_card import constraint_words
from assistant.understanding.text.words import stands_in
from assistant.understood import in_words
from assistant.visit import Visit
from store.records import Turn

_RULING = frozenset(
    {"set_goal", "constrain", "prefer", "set_error_costs", "set_validation", "set_budget", "correct", "undo"}
)
_MOST = 12


def show_stated(visit: Visit, families: Collection[str]) -> bool:
    """Shows what the person stated in this conversation, newest first; whether there was anything.

    Args:
        visit: the turn under way.
        families: kinds of models that are asked about; any where empty. Columns that the message names narrow it too.
    """
    columns = [c for c in _columns(visit) if stands_in(c, visit.text)]
    about = {*families, *columns}
    asked = pairwise(visit.state.turns)
    found = [(a, said) for a, b in asked if a.speaker == "person" and (said := _ruled(b, about))][::-1]
    if not found:
        return False
    names = wording.listed([wording.family(f) for f in families] + columns)
    rows = tuple((f"{t.said_at:%Y-%m-%d %H:%M}", t.text[:200], said) for t, said in found[:_MOST])
    visit.show(
        ExplanationCard(
            title=f"What was said of {names}" if about else "What was decided in this conversation",
            sentences=("Your words, newest first, and what I took them to mean.",),
            columns=("when", "words", "meaning"),
            rows=rows,
        )
    )
    if not about and (holds := _in_force(visit)):
        visit.say(holds)
        return True
    newest, said = found[0]
    visit.say(f"You said on {newest.said_at:%Y-%m-%d} “{newest.text[:150]}”: {said}.")
    return True


_RULED_OUT = re.compile(
    r"\b(?:rul(?:ed?|ing) (?:\w+ )?out|forb[aiy]\w*|exclu\w+|not allowed|left out|(?:are|is) out|ban(?:ned)?|dropped|constraints?|rules?|limits?|conditions|requirements)\b",
    re.IGNORECASE,
)
"""What asks for all that holds by now, whichever message stated it."""


def _in_force(visit: Visit) -> str:
    """All that was ruled and holds now, where just that is asked: one message may have ruled one column, another a model."""
    goal = visit.state.goal
    if goal is None or not _RULED_OUT.search(visit.text):
        return ""
    limits = goal.constraints
    out = list(dict.fromkeys([*limits.columns_forbidden, *goal.task.columns_excluded]))
    words = [f"without {wording.listed(out, 12)}"] if out else []
    words += constraint_words(limits)
    if not words:
        return "Nothing that you ruled out holds now; it was taken back."
    return f"In force now: {'; '.join(words)}."


def _columns(visit: Visit) -> tuple[str, ...]:
    from assistant.reading import context_of

    return context_of(visit).columns


def _ruled(turn: Turn, about: Collection[str]) -> str:
    """What was taken from a message with the reply to it, in words, of what is asked about; empty for nothing."""
    ruled = [c for c in turn.commands if c["name"] in _RULING and not c.get("refused")]
    if about:
        ruled = [c for c in ruled if _names(c.get("args") or {}, about)]
    return in_words(ruled)


def _names(args: object, about: Collection[str]) -> bool:
    """Whether any value of some args, however deep, is asked about."""
    if isinstance(args, dict):
        return any(_names(v, about) for v in args.values())
    if isinstance(args, list | tuple):
        return any(_names(v, about) for v in args)
    return args in about
