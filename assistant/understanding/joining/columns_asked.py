"""The columns that a look at the data or an explanation of a model is of: named beside it, or pointed at."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.goals.stated import said_of_columns
from assistant.understanding.goals.stated_words import TARGET
from assistant.understanding.merging import Piece, with_ends
from assistant.understanding.names.pronouns import pointed_at
from assistant.understanding.reader.told_columns import OF_SOME
from assistant.understanding.text.words import Word

_ASKED_OF = re.compile(r"\b(?:role|effect|influence|impact|importance|weighs?|weight|use[sd]?|using|treats?|do(?:es)?|doing|matters?|rel(?:y|ies)|wrt|w\.r\.t|with respect to|on|for|about)\b", re.IGNORECASE)  # fmt: skip
"""Words of a question of a model that lead to a column."""


_AND = re.compile(r"\s*(?:,|&|\band\b|\bor\b)+\s*")


def of_columns(text: str, pieces: list[Piece], context: Context) -> list[Piece]:
    """The pieces with the columns that a look or an explanation names, in full or by a part: "what does rain do"."""
    if not context.columns or not any(p.name in OF_SOME for p in pieces):
        return pieces
    words, tagger = tagged(text, context)
    named = [w for w in tagger.loosened(words) if w.entity and w.entity.kind == "COL"]
    named = [
        w
        for w in named
        if w.entity
        and (
            len(w.entity.values) in (1, len(_AND.split(text[w.start : w.end])))
            or all(str(v) in text for v in w.entity.values)
        )
    ]
    aims = not context.target or any("target" in p.args for p in pieces)
    goals = {c for one in said_of_columns(text, context) if one.role == TARGET for c in one.columns} if aims else set()
    named = [w for w in named if w.entity and not goals.issuperset(map(str, w.entity.values))]
    out: list[Piece] = []
    shown = False  # "let me see those two" shows columns, and no table of results
    for piece, end in with_ends(text, pieces):
        if piece.name in OF_SOME:
            pointed = pointed_at(piece.name, text, piece.at, end, named)
            pointed = [c for c in pointed if c != context.target and c not in piece.args.get("columns", ())]
            if pointed and (piece.name == "look_at_data" or "columns" not in piece.args):
                piece = replace(piece, args={**piece.args, "columns": [*pointed, *piece.args.get("columns", ())]})
                shown = piece.name == "explain_model" and not _TABLE.search(text)
            piece = _with_columns(piece, [w for w in named if piece.at <= w.start < end], text, context)
        out.append(piece)
    return [p for p in out if not (shown and p.name == "show_results" and p.args.keys() <= {"n"})]


_TABLE = re.compile(r"\b(?:results?|scores?|tables?|leaderboard|ranking|list|runs|models|(?:top|best|first) (?:\d+|two|three|four|five))\b", re.IGNORECASE)  # fmt: skip


def _with_columns(piece: Piece, named: Sequence[Word], text: str, context: Context) -> Piece:
    before: list[str] = list(piece.args.get("columns", ()))
    if piece.name == "explain_model":
        named = [w for w in named if _ASKED_OF.search(text[piece.at : w.start])]
    elif not before:
        return piece
    said = [str(v) for w in named if w.entity for v in w.entity.values]
    columns = list(dict.fromkeys([*before, *(c for c in said if c != context.target or piece.name == "look_at_data")]))
    return replace(piece, args={**piece.args, "columns": columns}) if columns else piece
