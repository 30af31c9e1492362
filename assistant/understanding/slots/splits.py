"""How runs are validated: folds, share and column, whatever the order of the words."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.commands.validation import validation
from assistant.understanding.context import Context
from assistant.understanding.grammar import Args, Clause
from assistant.understanding.merging import Piece
from assistant.understanding.slots.measures import share_in
from assistant.understanding.slots.spoken import found_in, spoken

_FOLDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "twenty": 20,
}  # fmt: skip
_HELD = r"\b(?:withh\w+|held|hold|holdout|test\w*|aside|back|reserv\w*|kept|keep|apart|spare|unseen|final)\b"


def split_slots(clause: Clause, context: Context, method: str) -> Args | None:
    """Folds, share and column of one method of validation.

    Args:
        clause: the sentence.
        context: the moment it was said in.
        method: cv, holdout, time or group.
    """
    args = dict(validation(method)(found_in(clause, context)) or {})
    text = spoken(clause)
    folds = _folds(clause, text)
    if folds and "folds" not in args and method != "holdout":
        args["folds"] = folds
    share = share_in(clause) if re.search(_HELD, text) else None
    if share is None or not 0 < share < 1:
        return args or None
    if method == "cv" and "folds" not in args:
        return {"holdout_fraction": share}
    if method == "holdout":
        share = round(share, 4)
        known = args.get("holdout_fraction")
        args["holdout_fraction"] = share if known is None or abs(known - share) < 0.001 else known
    return args


_PERCENT = r"\d+(?:\.\d+)?"
_TESTED = r"(?:held|hold|kept|keep|set aside|put aside|aside|reserved?|spared?|test(?:ed|ing|s)?|validat\w+|evaluat\w+|scor(?:e|ed|ing)|judged?|check(?:ed)?)"
_LAST_SHARE = re.compile(
    rf"\b{_TESTED}\b[^.;!?]{{0,40}}?\b(?:last|final|latest|newest|youngest|most recent)\s+(?P<before>{_PERCENT})\s*(?:%|percent|per cent)"
    rf"|\b(?P<after>{_PERCENT})\s*(?:%|percent|per cent)(?: of (?:it|them|the (?:rows|data|table|records)))?,? (?:is |are |as |for )*(?:a |the )?(?:{_TESTED}|holdout)\b",
    re.IGNORECASE,
)


def with_share(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the share that a split along time, or by chance, tests on, where another clause tells it.

    Args:
        text: the message: "by date, and test on the final 15 percent".
        pieces: what was read.
    """
    said = _LAST_SHARE.search(text)
    share = float(said["before"] or said["after"]) / 100 if said else 0.0
    splits = [p for p in pieces if p.name == "set_validation"]
    if len(splits) != 1 or not 0 < share < 1 or splits[0].args.get("method") not in ("time", "holdout"):
        return list(pieces)
    if splits[0].args.keys() & {"folds", "holdout_fraction"}:
        return list(pieces)
    told = replace(splits[0], args={**splits[0].args, "holdout_fraction": round(share, 4)})
    return [told if p is splits[0] else p for p in pieces]


_SPLITS = re.compile(r"\b(?:split\w*|test\w*|hold\w*|validat\w*|folds?|train\w*|cv|evaluat\w*)\b", re.IGNORECASE)


def not_by_target(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with no split by the very column that is to be predicted: "sales forecast, time split".

    A split along time is one without it; by groups, or where none is spoken of, there is none left.
    """
    targets = {p.args.get("target") for p in pieces if p.name == "set_goal"} | {context.target}
    out = []
    for piece in pieces:
        if piece.name == "set_validation" and piece.args.get("column") in targets - {None}:
            if piece.args.get("method") == "group" or not _SPLITS.search(text):
                continue
            piece = replace(piece, args={k: v for k, v in piece.args.items() if k != "column"})
        out.append(piece)
    return out


def _folds(clause: Clause, text: str) -> int | None:
    joined = re.search(r"\b(\w+?)-?folds?\b", text)
    if joined and joined.group(1) in _FOLDS:
        return _FOLDS[joined.group(1)]
    if joined and joined.group(1).isdigit():
        return int(joined.group(1))
    cues = r"\b(?:folds?|parts|pieces|slices|chunks|splits?|blocks|portions|groups|rounds|times|k|windows|steps)\b"
    if not re.search(cues, text):
        return None
    counts = [v for v in clause.values("NUM") if float(v).is_integer() and 2 <= v <= 50]
    return int(counts[0]) if len(counts) == 1 else None
