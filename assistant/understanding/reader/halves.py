"""Two requests in one message, each read by itself: what the whole loses of them, its halves still say.

Rules and the trained reader judge a message by its whole, so that what is said beside a clear request may go unheard:
"sort by brier. anything done yet?". Where the reader is certain of something else in one half, and both halves together
say all that the whole says and more, they are believed. Of 250 pairs of messages each of which was understood by
itself, joined at random, 64 lost something, and 26 of these are whole by it.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.understanding.context import Context, Understanding
from assistant.understanding.merging import Piece, merged
from assistant.understanding.placing import AHEAD_OF
from assistant.understanding.text.grammar import COLUMN_RULES
from assistant.understanding.text.message_parts import asks

if TYPE_CHECKING:
    from assistant.cards import Command
    from assistant.understanding.reader.encoder import Encoder

_CERTAIN, _BY_RULES = 0.9, 0.7
"""Probability from which a half says something; where rules read the same of it."""
_LIKELY = 0.6
"""What the whole must say of a half that only a comma parts: it may be a reason, an apposition or a courtesy."""
_HEARD = 0.05
"""What the whole must say of a half that no rule knows."""
_MOST, _LONGEST, _FEWEST = 6, 400, 2
"""Places at which a message is cut, characters of a message, words of a half."""
_JOINT = re.compile(
    r"(?:(?<!\.)(?P<sign>[.;!?])\s+(?:(?:and|then|also|so|next|now),?\s+)*"
    r"|,\s*(?P<word>(?:(?:and|then|but|also|plus|next),?\s+)*)"
    r"|(?:(?<!\btrain)(?<!\btraining)|(?!\s+and\s+test))\s+(?:and|then|plus)\s+(?:(?:then|also|please),?\s+)*)(?=\S)",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"(?:[.,!?…–-]\s*)(?:no,|no actually\b|(?:sorry|no),? (?:do not|don['’]t)\b|nope|(?:no )?wait\b|scratch that|i mean\b|actually,)"
    r"|\b(?:forget|never ?mind)\b[^.;!?,]{0,60}[,.;:!-][^.;!?]{0,120}\b(?:what (?:we|i|counts|matters)|(?:counts|matters))\b",
    re.IGNORECASE,
)
_IN_PASSING = re.compile(
    r"(?:so |and |well )?(?:why not|would you|could you|will you|can you|which is it|what else|(?:how come|why(?: is that| so| is it| was that)?|what happened|how so|how can that be)(?:,? please)?|i (?:think|guess|suppose|hope))\W*"
    r"|(?:also |likewise )*(?:for|to|towards|between|among|across) (?:all |the |those |our )+[^.;!?]*"
    r"|(?:please )?(?:don['’]?t|do not|never) (?:touch|change|alter)\b.*|(?:please )?leave\b.* (?:alone|as (?:it|they) (?:is|are)|untouched)\W*",
    re.IGNORECASE,
)
"""A half that asks for nothing of its own, or for something to stay as it is."""
_REACHING = frozenset(
    {"approve", "decline", "what_if", "correct", "undo", "redo", "small_talk", "out_of_scope", "help"}
)
"""Commands whose words reach over the whole message, or that remain where nothing is said."""
_NEVER_ADDED = _REACHING | {"resume", "feedback"}
"""Beside a stop "the others may go on" asks for nothing, and what is said beside a request is its reason."""
_ALIKE = (
    frozenset({"set_budget", "edit_proposal", "propose_runs"}),
    frozenset({"recommend", "prefer"}),
    frozenset({"stop", "pause"}),
)
"""Ways to understand one thing."""

_ASKED_FOR = frozenset({"ask_numbers", "look_at_data"})
"""What a story may seem to ask for that only tells of columns and figures."""
_BRIEF = 8
"""Words of a half that may ask without a word of asking: "average wait by ward"."""
_SENTENCE = re.compile(r"(?<=[.;:!])\s+")

Reader = Callable[[str, Context], Understanding]


@dataclass(frozen=True)
class _Cut:
    left: str
    right: str
    at: int
    """Where the right half begins."""
    firm: bool
    """Whether more than a comma, or a "but", parts them."""


def cuts(text: str) -> list[_Cut]:
    """A message cut in two at each of its joints."""
    later = AHEAD_OF.search(text)  # "before I run 1 and 2, …" is one thing
    found = [
        _Cut(
            text[: m.end("sign") if m["sign"] == "?" else m.start()].strip(),
            text[m.end() :].strip(),
            m.end(),
            bool(m["sign"] or m["word"] is None or re.sub(r"\bbut\b|\W", "", m["word"].lower())),
        )
        for m in _JOINT.finditer(text)
        if later is None or not later.start() <= m.start() <= later.end()
    ]
    enough = (c for c in found if min(len(c.left.split()), len(c.right.split())) >= _FEWEST)
    return [c for c in enough if not (_IN_PASSING.fullmatch(c.left) or _IN_PASSING.fullmatch(c.right))][:_MOST]


def with_halves(
    text: str, understood: Understanding, context: Context, encoder: Encoder, by_itself: Reader
) -> Understanding:
    """What a message says, with what one of its halves says and the whole has lost.

    Args:
        text: the message.
        understood: what was made of the whole.
        context: the moment.
        encoder: ready.
        by_itself: understands a half.
    """
    from assistant.understanding.reader.likeness import by_command, senses_in

    known = {c.name for c in understood.commands}
    if len(text) > _LONGEST or known & _REACHING or _TAKEN_BACK.search(text):
        return understood
    found = cuts(text)
    if not found:
        return understood
    asked = senses_in([text, *(side for cut in found for side in (cut.left, cut.right))], context, encoder)
    whole, *sides = (by_command(senses) for senses in asked)
    for cut, one, two in zip(found, sides[::2], sides[1::2], strict=True):
        told = [{name for name, p in side.items() if p >= _BY_RULES} for side in (one, two)]
        if not all(told) or told[0] == told[1] or (told[0] | told[1]) & _REACHING:
            continue
        lost = _lost(told[0] | told[1], known)
        if not lost or not (cut.firm or all(whole.get(name, 0.0) >= _LIKELY for name in lost)):
            continue
        halves = [by_itself(side, context) for side in (cut.left, cut.right)]
        commands = _united(halves, cut, context)
        sure = all(_is_sure(half, side, known) for half, side in zip(halves, (one, two), strict=True))
        sure = sure and _is_asked(halves[0], cut.left, known) and _is_asked(halves[1], cut.right, known)
        if sure and _adds(commands, understood.commands, halves, whole):
            return understood.model_copy(update={"commands": commands, "question": None})
    return understood


SHOWN = frozenset({"recommend", "show_results", "status", "look_at_data", "explain_model", "explain_recommendation", "history", "compare", "show_profile"})  # fmt: skip
"""What may be asked to be shown behind a correction; none of it is a fact that the correction could state."""


def with_shown(text: str, understood: Understanding, context: Context, by_itself: Reader) -> Understanding:
    """A correction with what is to be shown after it: "no, I meant mae. and give me the list again".

    Args:
        text: the message.
        understood: what was made of the whole.
        context: the moment.
        by_itself: understands a half.
    """
    if len(text) > _LONGEST or {c.name for c in understood.commands} != {"correct"}:
        return understood
    for cut in reversed(cuts(text)):
        if not (cut.firm and asks(cut.right)):
            continue
        right = by_itself(cut.right, context)
        shown = right.commands and not right.question and {c.name for c in right.commands} <= SHOWN
        if shown and by_itself(cut.left, context).commands == understood.commands:
            return understood.model_copy(update={"commands": (*understood.commands, *right.commands)})
    return understood


def _lost(names: set[str], known: set[str]) -> set[str]:
    """What is named and nothing known may stand for."""
    return names - known.union(*(row for row in _ALIKE if row & known)) - _NEVER_ADDED


def _is_sure(half: Understanding, chances: dict[str, float], known: set[str]) -> bool:
    """Whether the reader bears out what was read of a half and not of the whole."""
    least = _BY_RULES if half.source == "exact" else _CERTAIN
    return all(chances.get(c.name, 0.0) >= least for c in half.commands if c.name not in known)


def _is_asked(half: Understanding, said: str, known: set[str]) -> bool:
    """Whether words that are to ask for figures or the data do: "every record has the number of cows" only tells."""
    told = any(c.name in _ASKED_FOR and c.name not in known for c in half.commands)
    brief = "?" in said or len(said.split()) <= _BRIEF
    return not told or brief or any(asks(part.strip()) for part in _SENTENCE.split(said))


def _united(halves: list[Understanding], cut: _Cut, context: Context) -> tuple[Command, ...]:
    """The commands of both halves; none where one of them says nothing, or asks."""
    if any(not half.commands or half.question for half in halves):
        return ()
    places = (0, cut.at)
    pieces = [Piece(at, c.name, c.args) for at, half in zip(places, halves, strict=True) for c in half.commands]
    return merged(pieces, context.proposal)


def _adds(
    both: tuple[Command, ...], whole: tuple[Command, ...], halves: list[Understanding], chances: dict[str, float]
) -> bool:
    """Whether the halves say all that the whole does and something more, which may stand beside it."""
    known = {c.name for c in whole}
    new = {c.name for c in both} - known
    if not new or new & _NEVER_ADDED or not all(any(_says(one, c) for one in both) for c in whole):
        return False
    by_rules = {c.name for half in halves if half.source == "exact" for c in half.commands} - _ASKED_FOR
    return not _at_odds(both) and all(n in by_rules or chances.get(n, 0.0) >= _HEARD for n in new)


def _at_odds(commands: Collection[Command]) -> bool:
    """Whether a column is to be predicted and an input or none."""
    targets = {c.args["target"] for c in commands if c.args.get("target")}
    return any(targets & set(c.args.get(key) or ()) for c in commands for key in COLUMN_RULES)


def _says(one: Command, other: Command) -> bool:
    return one.name == other.name and all(_holds(one.args.get(key), value) for key, value in other.args.items())


def _holds(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, list) and isinstance(theirs, list):
        return all(value in mine for value in theirs)
    return bool(mine == theirs)
