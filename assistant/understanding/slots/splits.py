"""How runs are validated: folds, share and column, whatever the order of the words."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.understanding.commands.validation import validation
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.slots.measures import share_in
from assistant.understanding.slots.spoken import found_in, spoken
from assistant.understanding.text.grammar import Args, Clause
from assistant.understanding.text.words import bag, parts, stands_in

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
    pieces = _in_two_shares(text, pieces)
    said = _LAST_SHARE.search(text)
    share = float(said["before"] or said["after"]) / 100 if said else 0.0
    splits = [p for p in pieces if p.name == "set_validation"]
    if len(splits) != 1 or not 0 < share < 1 or splits[0].args.get("method") not in ("time", "holdout"):
        return list(pieces)
    if splits[0].args.keys() & {"folds", "holdout_fraction"}:
        return list(pieces)
    told = replace(splits[0], args={**splits[0].args, "holdout_fraction": round(share, 4)})
    return [told if p is splits[0] else p for p in pieces]


_TWO_SHARES = re.compile(
    r"(?P<alone>^|(?<=[.;,:\n] )|(?<=\band ))?(?<![\w.,/:])(?P<a>\d{2}) ?[/:] ?(?P<b>\d{2})(?![\w/:%]|[.,]\d)(?P<ends>(?: (?:random|simple|plain|single))* (?:split|hold ?out|train)|\s*(?:[.;,]|$))?|\b(?:half and half|half[- ]half|fifty[- ]fifty)\b",
    re.IGNORECASE,
)
"""Two shares of a whole: "80/20", "half and half"."""


def _in_two_shares(text: str, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces with the smaller of two shares of a whole as the test, and no folds where one test is all there is."""
    splits = [p for p in pieces if p.name == "set_validation"]
    once = any(p.args.get("method") == "holdout" for p in splits)
    said = _TWO_SHARES.search(text)
    shares = (int(said["a"]), int(said["b"])) if said and said["a"] else (50, 50)
    if said is None or sum(shares) != 100 or any("holdout_fraction" in p.args for p in splits):
        said = None
    if said and not splits and said["alone"] is not None and said["ends"] is not None:
        others = [p for p in pieces if not (p.name == "feedback" and p.args.get("rating") in shares)]
        args = {"method": "holdout", "holdout_fraction": min(shares) / 100}
        return [*others, Piece(said.start(), "set_validation", args)]
    if not once:
        return pieces
    told: Args = {"holdout_fraction": min(shares) / 100} if said else {}
    return [
        replace(p, args={**{k: v for k, v in p.args.items() if k != "folds"}, **told}) if p in splits else p
        for p in pieces
    ]


_LEARNT_SHARE = re.compile(
    rf"\b(?:train(?:ed|ing)?|learn(?:s|ed|t|ing)?|fit(?:ted|ting)?)\b(?: (?:it|them|the models?))? (?:on|from|with|to|using) (?:only )?(?:the )?(?P<first>(?:first|oldest|earliest|older|earlier) )?(?:(?P<n>{_PERCENT})\s*(?:%|percent|per cent)|(?P<part>three quarters|two thirds|half|four fifths))",
    re.IGNORECASE,
)
"""The share that is learned from: what is tested on is the rest."""
_TESTED_ON = re.compile(rf"\b{_TESTED}\b[^.;!?]*\b(?:rest|others?|remain\w*|left|comes? after|what follows|last|later|newer|newest|latest)\b", re.IGNORECASE)  # fmt: skip
_IN_ORDER = r"(?:by|along|in (?:the )?order of|ordered by|sorted by|sorted on|over)"
_LAST_OF_ROWS = re.compile(
    rf"\b(?:last|latest|newest|most recent)\s+{_PERCENT}\s*(?:%|percent|per cent)", re.IGNORECASE
)
_LEARNT = {"three quarters": 0.75, "two thirds": 0.6667, "half": 0.5, "four fifths": 0.8}


def by_learnt_share(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the split that a share to learn from tells, along time where it is the first of the rows.

    "Train on the first 70 %, test on the rest, by day" tests on the newest 30 % along `day`.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    said = _LEARNT_SHARE.search(text)
    last = _LAST_OF_ROWS.search(text)
    ordered = next((c for c in context.columns if c != context.target and _ordered_by(c, text)), None)
    splits = [p for p in pieces if p.name == "set_validation"]
    methods = {p.args.get("method") for p in splits}
    if methods - {"holdout", "time"}:
        return list(pieces)
    if said is None:
        if not (methods == {"holdout"} and last and ordered):
            return list(pieces)
        return [replace(p, args={**p.args, "method": "time", "column": ordered}) if p in splits else p for p in pieces]
    learnt = _LEARNT[said["part"].lower()] if said["part"] else float(said["n"]) / 100
    if not 0 < learnt < 1 or not (splits or _TESTED_ON.search(text)):
        return list(pieces)
    timed = bool(said["first"] or ordered) or "time" in methods
    named = ordered or next((p.args["column"] for p in splits if "column" in p.args), None)
    args: Args = {"method": "time" if timed else "holdout", "holdout_fraction": round(1 - learnt, 4)}
    args |= {"column": named} if timed and named else {}
    others = [p for p in pieces if p not in splits]
    others = [p for p in others if not (p.name == "propose_runs" and p.args == {"ranks": [1]})]  # "the first 70 %"
    return [*others, Piece(splits[0].at if splits else said.start(), "set_validation", args)]


def _ordered_by(column: str, text: str) -> bool:
    """Whether a message says that rows go in the order of a column: "by day"."""
    return _tells_when(column) and bool(
        re.search(rf"\b{_IN_ORDER} (?:the )?{re.escape(column)}\b", text, re.IGNORECASE)
    )


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


_MOMENTS = bag("date datetime dates timestamp timestamps stamp ts dt utc datum fecha zeitstempel zeitpunkt intime etd")
_ENDS = bag("at on")
_CALENDAR = bag("time day week month year hour jahr monat woche tag semaine mois jour annee mes dia semana")
_EVENTS = bag(
    "reading obs observation sample sampling measurement event record log entry pickup arrival departure dep arr start visit admission order sale scan capture"
)
"""What has a time in names such as `reading_time`; a `lead_time` is how long something takes."""
_LIFETIME = bag("birth born built build construction model vintage made")
"""Parts of names of years that tell how old a thing is, and not when its row was written."""


def along_time(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the column that a test by time goes along, where the data have one that tells when a row is of.

    "Earlier downloads to learn from, later ones to test on" alludes to `downloaded_at`, or is taken to name a column that
    tells no time by a word that it shares with the rows; "split chronologically" names none.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    moment = _moment(text, {p.args.get("target") for p in pieces if p.name == "set_goal"} | {context.target}, context)
    if moment is None:
        return list(pieces)
    out = []
    for piece in pieces:
        if piece.name == "set_validation" and piece.args.get("method") == "time":
            named = piece.args.get("column")
            is_no_time = named is not None and not (_tells_when(str(named)) or stands_in(str(named), text))
            if is_no_time or (named is None and _alluded(moment, text)):
                piece = replace(piece, args={**piece.args, "column": moment})
        out.append(piece)
    return out


def _alluded(column: str, text: str) -> bool:
    """Whether a message speaks of what happens at the time that a column tells: "older bookings" of `booked_at`."""
    stems = {p[:_STEM] for p in parts(column) if len(p) >= _STEM and p not in _MOMENTS | _CALENDAR}
    return any(re.search(rf"\b{re.escape(stem)}", text, re.IGNORECASE) for stem in stems)


_STEM = 4
"""Letters that a column's name and what happens share."""


def _moment(text: str, targets: Collection[object], context: Context) -> str | None:
    """The one column that tells when, named in full or the only one; None where there are several or none."""
    dated = [c for c in context.columns if c not in targets and _tells_when(c)]
    in_full = [c for c in dated if stands_in(c, text)]
    stamped = [c for c in dated if set(parts(c)) & _MOMENTS or parts(c)[-1] in _ENDS]
    return next((found[0] for found in (in_full, stamped, dated) if len(found) == 1), None)


def _tells_when(column: str) -> bool:
    """Whether a column's name says that it holds when something was: `visit_date`, `opened_at`, `week`."""
    own = parts(column)
    if not own or set(own) & _LIFETIME:
        return False
    timed = own[-1] == "time" and own[-2] in _EVENTS if len(own) > 1 else own[-1] in _CALENDAR
    ends = len(own) == 2 and own[-1] in ("year", "month")  # but `trips_day` and `kwh_week` are amounts
    return bool(set(own) & _MOMENTS) or own[-1] in _ENDS or timed or ends


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
