"""How runs are validated: folds, share and column, whatever the order of the words."""

import re

from assistant.understanding.commands.validation import validation
from assistant.understanding.context import Context
from assistant.understanding.grammar import Args, Clause
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
