"""What is said of series, of several targets at once, and of the direction a prediction must have."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.text.grammar import Args, Found, Meaning, rules

_COUNTS = dict(zip(["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], (1, 1, *range(1, 13)), strict=True))  # fmt: skip
_SPAN = re.compile(
    r"\b(?P<n>\d+|"
    + "|".join(_COUNTS)
    + r")?\s*(?P<unit>minute|hour|day|week|month|quarter|year|step|period|value|point)s?\b"
)
_SERIES = re.compile(r"\b(?:forecast|forecasts|forecasting|horizon|steps? ahead|series|project|extrapolate)\b")
_STEPS = frozenset({"step", "period", "value", "point"})
_FALLS = r"(?:fall|falls|drop|drops|decrease|decreases|go down|goes down|sink|sinks|shrink|shrinks|get lower|be lower|become lower|decline|declines|lower)"
_RISES = r"(?:rise|rises|grow|grows|increase|increases|go up|goes up|climb|climbs|get higher|be higher|become higher|higher|larger|more|bigger)"
_NEVER = r"(?:must not|can not|should not|may not|never|must never|should never|can never|may never|do not|does not|is not allowed to|not)"


def _horizon(found: Found) -> Args | None:
    """How far ahead, in the words' own unit; steps where no unit of time is said."""
    if found.context.kind != "forecast" and not _SERIES.search(found.clause.text):
        return None
    span = _SPAN.search(found.raw().lower())
    if span is None:
        return None
    if span["unit"] == "point" and re.search(r"points? (?:out )?of\b", found.clause.text):
        return None  # of a rating
    n = span.group("n") or "1"
    ahead = int(n) if n.isdigit() else _COUNTS[n]
    unit = span.group("unit")
    if ahead < 1:
        return None
    return {"horizon": ahead} if unit in _STEPS else {"horizon": ahead, "horizon_unit": unit}


def _together(found: Found) -> Args | None:
    """The first column as the target, the others beside it."""
    columns = found.values("COL")
    return {"target": columns[0], "further_targets": columns[1:]} if len(columns) > 1 else None


def _known(found: Found) -> Args | None:
    columns = found.values("COL")
    return {"known": columns} if columns else None


def _directed(found: Found) -> Args | None:
    """The direction in which the prediction goes as a column grows."""
    columns = found.values("COL", "by")
    if not columns:
        return None
    turned = bool(found.said("with") and re.search(_FALLS, found.said("with") or ""))
    up = bool(found.said("up")) != turned
    return {"monotonic": [{"column": c, "direction": "rising" if up else "falling"} for c in columns]}


def _free(found: Found) -> Args | None:
    columns = found.values("COL", "by")
    return {"monotonic": [{"column": c, "direction": "free"} for c in columns]} if columns else None


_OUT = r"(?:the |a |its |our )*(?:predicted |expected )?(?:COL|prediction|predictions|forecast|score|risk|output|estimate|it)"
_WITH = rf"(?:as|when|with|if|while|in) (?:the |a |an |its )*(?:growing |rising |increasing |higher |larger |more |falling |lower |shrinking )*(?P<by>COL)(?P<with> (?:{_RISES}|{_FALLS}))?"
_AHEAD = (
    *rules(
        "early", _horizon,
        r"(?:for |over |of |in |the )*(?:next|coming|following) (?:NUM |DUR|few )?(?:[a-z]+)?(?: of COL)?",
        r"(?:horizon|look ahead|lookahead)(?: of| is| to| =| :| be| should be)* (?:DUR|NUM)(?: [a-z]+)?",
        r"(?:forecast |predict |look |go |reach )*(?:DUR|NUM [a-z]+) (?:ahead|out|into the future|in advance)",
        order=5,
    ),
    *rules(
        "early", _together,
        r"(?:{predict}) (?:both )?(?:the )?COL (?:and|as well as|with|&|\+) (?:the )?COL(?: (?:together|jointly|at once|at the same time|both|in one model|simultaneously))?(?= _|$| from| ,)",
        r"(?:{predict}) both (?:the )?COL(?: (?:together|jointly|at once|at the same time))?",
        r"(?:{predict}) (?:the )?COL (?:together|jointly|at once|at the same time|simultaneously)",
        order=4,
    ),
    *rules("early", _known, r"(?:the )?COL (?:is|are|will be) (?:already )?known (?:in advance|ahead|beforehand|for the future)(?: of time)?", order=4),
)  # fmt: skip
_DIRECTIONS = (
    *rules(
        "early", _directed,
        rf"{_OUT} {_NEVER} (?P<up>{_FALLS}) {_WITH}",
        rf"{_OUT} {_NEVER} {_RISES} {_WITH}",
        rf"{_OUT} (?:must|should|has to|can|may|could|always|only|must only|should only|can only|may only)(?: only| always)* (?P<up>{_RISES}) {_WITH}",
        rf"{_OUT} (?:must|should|has to|can|may|could|always|only|must only|should only|can only|may only)(?: only| always)* {_FALLS} {_WITH}",
        rf"(?:a |the )?(?:larger|bigger|higher|greater|growing|more|longer|older) (?P<by>COL) {_NEVER} (?:mean|means|lead to|give|gives|cause|bring) (?:a |an )*(?P<up>lower|smaller|less|falling|shorter) (?:COL|prediction|score|risk|one|it)",
        rf"(?:a |the )?(?:larger|bigger|higher|greater|growing|more|longer|older) (?P<by>COL) {_NEVER} (?:mean|means|lead to|give|gives|cause|bring) (?:a |an )*(?:higher|larger|more|bigger|rising|longer) (?:COL|prediction|score|risk|one|it)",
        r"(?:monotonic|monotone|monotonically|monotonic constraint)(?:ally)? (?P<up>increasing|rising|up|growing) (?:in|with|on|for) (?:the )?(?P<by>COL)",
        r"(?:monotonic|monotone|monotonically|monotonic constraint)(?:ally)? (?:decreasing|falling|down|shrinking) (?:in|with|on|for) (?:the )?(?P<by>COL)",
        order=3,
    ),
    *rules(
        "early", _free,
        r"(?:drop|remove|lift|forget|free|cancel) (?:the )?(?:direction|monotonicity|monotonic constraint|sign)(?: of| on| for| from) (?:the )?(?P<by>COL)",
        order=3,
    ),
)  # fmt: skip
MEANINGS = (Meaning("set_goal", _AHEAD), Meaning("constrain", _DIRECTIONS))
