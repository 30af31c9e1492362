"""The columns that a look at the data or an explanation is of, as the trained reader sees them.

Rules find the columns behind "the role of" or "what does … do"; asked for one column after the other, the reader tells
which of those named are to be told of, however it is said: "and age, how strong is it in the second model?". One that is
only described is found so, too: "show me the column with the year of construction" of `baujahr`.
"""

# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece
from assistant.understanding.names.column_words import element_in, stands_for, taken_apart
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.likeness import Roles, alluded_in, named_in, portions, roles_in
from assistant.understanding.text.words import bag, parts

OF_SOME = frozenset({"explain_model", "look_at_data"})
"""Commands that may be of some columns only."""
_TOLD = 0.5
"""Probability from which a named column is to be told of. Of 108 that were meant, in messages that the reader was not
trained on, 106 are as likely, of 23 others 7, most of them the target."""
_NEVER = 0.02
"""A column that a rule took and that is at most so likely to be told of is something else to the message."""


def told(text: str, pieces: Sequence[Piece], context: Context, encoder: Encoder) -> list[Piece]:
    """The pieces with the columns that they are to tell of.

    Args:
        text: the message.
        pieces: what was found in it.
        context: the moment.
        encoder: ready.
    """
    asking = [p for p in pieces if p.name in OF_SOME]
    if not asking or not context.columns:
        return list(pieces)
    chances: dict[str, float] = {}
    for roles in roles_in(portions(text, context), context, encoder):
        for column, by_role in roles.items():
            chances[column] = max(chances.get(column, 0.0), by_role.get("told", 0.0))
    goals = {p.args.get("target") for p in pieces if p.name == "set_goal"}
    places = _places(text, context)
    if len(asking) == 1:
        shown = [c for c, _ in places if chances.get(c, 0.0) >= _TOLD]
        described = (
            _described(text, alluded_in(text, context, encoder), {c for c, _ in places}, shown)
            if _says_more(text, context)
            else []
        )
        places += [(c, asking[0].at) for c in described]
        chances |= dict.fromkeys(described, 1.0)
        places = [(c, at) for c, at in places if not _only_table(text, c)]
    out = list(pieces)
    for piece in asking:
        own = [c for c, at in places if _asked_by(text, at, asking) is piece and chances.get(c, 0.0) >= _TOLD
               and not (c in goals and _SENTENCE_ENDS.search(text[piece.at : at]))]  # fmt: skip
        own = [c for c in own if c != context.target or piece.name == "look_at_data"]
        known = [str(c) for c in piece.args.get("columns", ()) if chances.get(str(c), 1.0) > _NEVER]
        words = re.findall(r"[^\W\d_]{3,}", text.lower())
        known = [c for c in known if c in own or not any(_says_more_of(other, c, words) for other in own)]
        columns = list(dict.fromkeys([*known, *own]))
        args = {k: v for k, v in piece.args.items() if k != "columns"} | ({"columns": columns} if columns else {})
        out = [replace(piece, args=args) if p is piece else p for p in out]
    return out


_DESCRIBED = 0.84
"""Probability from which a column that isn't named is to be told of: of nine so likely in such messages, seven were."""


_ASKED_WITH = bag(
    "a an the of in on at to for from and or is are be it its that this those these them then there here first please pls plz me us i we you my our your can could"
    " would will may let want like need show see look looks peek glance view open load read display give tell describe explain summarise summarize profile inspect check"
    " overview quick short brief data dataset table file sheet rows columns column features feature fields names everything all whole contents content contain contains inside what"
    " which how does do did has have just once again now before begin start model models run result results best second third top winning winner one ones number rank make makes"
    " mostly most main mainly drives driving drivers matters important importance importances shap permutation work works learn learned learnt decide decides tick anyway"
    " any some with by as about into up out more so ok okay hi hello hey thanks thank duplicates missing values types distribution distributions"
    " summary summarised summarized statistics stats figures set sets anywhere somewhere everywhere null nulls nan nans na empty blank blanks cell cells gap gaps hole holes outlier outliers"
    " dtype dtypes kind kinds shape size sizes big large wide long many much number numbers count counts unique distinct range ranges min max mean average spread quality problem problems issue issues"
    " clean dirty odd strange weird anything something nothing full complete basic usual rough general per each every including include plus also too whether if there's stuff thing things got"
)
"""Words that a look or an explanation as a whole is asked with."""


def _says_more(text: str, context: Context) -> bool:
    """Whether the request has words that may describe a column; "have a look at the table" has none."""
    words = [w for w in tagged(text, context)[0] if w.entity is None and w.text.isalpha() and len(w.text) > 1]
    return any(w.text not in _ASKED_WITH for w in words)


def _described(text: str, beside: Roles, named: Collection[str], shown: Sequence[str]) -> list[str]:
    """The columns that are told of without being named: with a word of the message in them, else the likeliest alone.

    A part that a named column has ("the driver's age" of `DrivAge`) is no description of another.
    """
    known = {p for c in shown for p in parts(c)}
    chances = {c: r.get("told", 0.0) for c, r in beside.items() if c not in named and not known & set(parts(c))}
    first = max(chances, key=lambda c: chances[c], default="")
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    sure = [c for c, p in chances.items() if p >= _DESCRIBED]
    told = [c for c in sure if (c == first and not shown) or _says_part(c, words)]
    return [c for c in told if not any(_says_more_of(other, c, words) for other in told if other != c)]


def _says_more_of(other: str, column: str, words: Sequence[str]) -> bool:
    """Whether another column is named from end to end by words that name a part of this: "volatile acidity" of two."""
    said = {p for p in parts(other) if any(stands_for(p, w) for w in words)}
    unsaid = [p for p in parts(column) if not any(stands_for(p, w) for w in words)]
    return bool(unsaid) and bool(said & set(parts(column))) and said == set(parts(other))


def _says_part(column: str, words: Sequence[str]) -> bool:
    """Whether a word of the message is a part of a column's name, or what it measures."""
    apart = [p for part in parts(column) for p in taken_apart(part)]
    return element_in(parts(column)) in words or any(stands_for(p, w) for p in apart for w in words)


_OF_THE_TABLE = bag("data dataset table file sheet")
"""Words that say the table, and no column of it that has such a part: "look at the data" of `data_gb`."""


def _only_table(text: str, column: str) -> bool:
    """Whether a word for the table is all that a message says of a column's name."""
    said = set(re.findall(r"[^\W_]+", text.lower())) & set(parts(column))
    return bool(said) and said <= _OF_THE_TABLE and len(parts(column)) > 1


def _places(text: str, context: Context) -> list[tuple[str, int]]:
    """Each named column with where it stands."""
    named = [w for w in named_in(text, context) if w.entity and w.entity.kind == "COL"]
    return [(str(v), w.start) for w in named if w.entity for v in w.entity.values]


def _asked_by(text: str, at: int, asking: Sequence[Piece]) -> Piece | None:
    """Which of several pieces a place belongs to: the last that begins before it, else the first of its sentence."""
    before = [p for p in asking if p.at <= at]
    if before:
        return max(before, key=lambda p: p.at)
    return None if _SENTENCE_ENDS.search(text[at : asking[0].at]) else asking[0]


_SENTENCE_ENDS = re.compile(r"[.!?](?=\s)|\n")
