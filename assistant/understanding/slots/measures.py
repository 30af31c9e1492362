"""Measures in plain words: "nine of ten failures must be caught" is a recall of 0.9."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.slots.spoken import spoken
from assistant.understanding.text.grammar import Args, Clause
from assistant.understanding.text.lexicon import SHARES, number_said

_FLAGGED = (
    r"\b(?:flag\w*|alarms?|alerts?|warn\w*|raises?|calls?|rings?|says|accus\w*|bother\w*|contact\w*|stop|stopped|block\w*|mailed|phoned|visited|picks?|picked"
    r"|innocent|wasted|in vain|for nothing|needless\w*|false alarms?|false positives?|real|genuine|justified|predicted positives?|claims?)\b"
)
_CAUGHT = (
    r"\b(?:catch\w*|caught|find|finds|found|finding|detect\w*|spot(?:ted|s|ting)?|discover\w*|identif\w*|recogni[sz]\w*|miss(?:es|ed|ing)?|overlook\w*|slip\w*|escap\w*|get away|gets away"
    r"|get through|gets through|go(?:es)? through|unnoticed|undetected|let through|lose|land in|end up in|pick up|picked up|net|capture\w*|see|seen|uncover\w*|reveal\w*|missed|stay hidden)\b"
)
_EXPLAINED = r"\b(?:varian(?:ce|ces)|variation|variability|ups and downs|swings|fluctuations?|spread)\b"
_RIGHT = r"\b(?:correct\w*|right|true answers?|hits?|wrong\w*|mistakes?|errors?|errs?|mistaken|accurate\w*)\b"
_COMPLEMENT = {
    "recall": r"\b(?:miss(?:es|ed|ing)?|overlook\w*|slip\w*|escap\w*|get(?:s)? away|get(?:s)? through|go(?:es)? through|unnoticed|undetected|let through|lose|stay hidden)\b",
    "precision": r"\b(?:innocent|wasted|waste|in vain|for nothing|needless\w*|false|wrong\w*|unnecessar\w*|healthy|mistaken\w*|harmless|unfounded|bogus)\b",
    "accuracy": r"\b(?:wrong\w*|mistakes?|errors?|errs?|mistaken|incorrect\w*)\b",
    "r2": r"\b(?:unexplained|not explained|unaccounted)\b",
}
_PARTS = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1}  # fmt: skip

_METRIC_SAID: tuple[tuple[str, str], ...] = (
    ("f1", r"\b(?:mix|balance|compromise|blend|combination|harmonic|both|between|trade.?off)\b.*\b(?:precision|recall|finding|false alarms|catching)\b.*\b(?:precision|recall|and|in one)\b"),
    ("mape", r"(?:\b(?:percent\w*|relative|proportion\w*)\b|%).*\b(?:off|error|errors|deviat\w*|miss|away|wrong|from the)\b|\b(?:off|error|deviat\w*|miss|wrong)\b.*(?:\b(?:in percent|percent\w*|relative|in proportion|proportional)\b|%)"),
    ("median_ae", r"\b(?:middle|median|halfway|central)\b.*\b(?:error|miss|deviation|mistake|gap|off)\b|\b(?:error|miss|deviation|gap|off)\b.*\b(?:outliers?|freak|extreme|rare)\b.*\b(?:not|n't|ignor\w*|without)\b|\b(?:off|error|deviat\w*)\b.*\bin the (?:middle|median)\b|\bhalf of the (?:errors|predictions|misses)\b"),
    ("rmse", r"\b(?:big|large|huge|gross|bad|heavy)\b.*\b(?:errors?|miss(?:es)?|mistakes?|deviations?|blunders?)\b.*\b(?:hurt|punish\w*|worse|count|weigh|penali[sz]\w*|matter|avoid|expensive|heavily|hard|harder|more|never|seldom|rare|rarely|(?:not|n't|dont|don't) (?:happen|occur))\b|\b(?:punish\w*|penali[sz]\w*|avoid|fear|worry about)\b.*\b(?:big|large|huge|gross)\b.*\b(?:errors?|misses|mistakes?|deviations?|ones)\b|(?<!not the )\bsquared?\b(?! stuff)"),
    ("r2", _EXPLAINED),
    ("mae", r"\b(?:average|typical|mean|usual|ordinary|plain|absolute)\b.*\b(?:miss|error|errors|deviation|off|gap|distance|difference|wrong|away)\b|\b(?:how far|how much|how many)\b.*\b(?:off|away|wrong|beside|misses by)\b|\bon average\b.*\b(?:off|wrong|away|beside)\b|\b(?:off|wrong|away)\b.*\bon average\b"),
    ("balanced_accuracy", r"\b(?:each|every|both|all|small|rare|smaller|minority)\b(?: \w+){0,2} (?:class|classes|kinds?|groups?|species|types?|category|categories|teams?|levels?|sides)\b.*\b(?:equal\w*|same|as much|alike|fair\w*|just as|average\w*|count\w*|weight)\b|\b(?:equal\w*|same weight|fair\w*)\b.*\b(?:class|classes|kinds|groups|categories|types|species|rare|small)\b"),
    ("brier", r"\b(?:calibrat\w*|squared)\b.*\bprobabilit\w*\b|\bprobabilit\w*\b.*\b(?:calibrat\w*|squared)\b"),
    ("log_loss", r"\b(?:probabilit\w*|percentages?|likelihoods?|chances|odds|confidence)\b.*\b(?:honest|true|trust\w*|right|believ\w*|reliable|mean what|realistic|good)\b|\b(?:honest|trust\w*|reliable|realistic|good)\b.*\b(?:probabilit\w*|percentages|likelihoods?|chances|odds)\b|\b(?:sure|confident\w*)\b.*\bwrong\b"),
    ("roc_auc", r"\b(?:rank\w*|order\w*|sort\w*|separat\w*|tell\w* apart|above|ahead of|before)\b.*\b(?:right|correct\w*|well|good|bad|above|below|ones|order|cases|customers|people|threshold|cut.?off)\b|\bthreshold\b"),
    ("average_precision", r"\b(?:top of the list|rare|few) (?:positives?|cases|events)\b|\btop of the list\b"),
    ("precision", r"\b(?:when|if|once|whenever)\b.*\b(?:flag\w*|says|say|alarms?|rings?|alert\w*|warn\w*|raises?|calls?|accus\w*)\b.*\b(?:right|true|real|correct|sure|reliable|believ\w*)\b|\b(?:few|fewer|fewest|no|avoid|as few|minimi[sz]e|hardly any|little)\b.*\b(?:false alarms?|false positives?|false flags?|needless|unnecessary|wrong alarms?|innocent)\b|\b(?:of|among|share of|how many of)\b.*\b(?:flagged|alarms|alerts|accused|called|picked|blocked|mailed)\b"),
    ("recall", r"\b(?:how many|share|as many|most|all|every|portion|percent\w*|fraction)\b.*" + _CAUGHT + r"|\b(?:no|not|few|fewer|as few|never|hardly any|none|don't|nothing|least|without)\b.*\b(?:miss\w*|overlook\w*|slip\w*|escap\w*|unnoticed|undetected|unseen)\b|\b(?:miss\w*|overlook\w*)\b.*\b(?:as few|none|no one|nobody|least)\b"),
    ("accuracy", r"\b(?:share|percent\w*|how often|how many|number|fraction|rate|portion|proportion|most)\b.*\b(?:right|correct\w*|hits?|wrong)\b|\b(?:right|correct)\b.*\b(?:often|answers?|calls|most)\b"),
    ("recall", _CAUGHT),
    ("mae", r"\b(?:error|deviation|miss|(?<!trade-)(?<!trade )off)\b"),
)  # fmt: skip
"""How a measure is described without its name; the first that fits."""


def metric_alluded(text: str) -> str | None:
    """The metric that a sentence describes in plain words; None where it describes none.

    Args:
        text: a sentence in small letters, as written.
    """
    return next((name for name, pattern in _METRIC_SAID if re.search(pattern, text)), None)


def metric_slot(clause: Clause, context: Context) -> Args | None:
    """The metric that is named, else the one described."""
    said = [
        m
        for m in re.finditer(r"MET\d+", clause.text)
        if not re.search(r"(?:not|no|than|instead_of|forget|never|nor|without)(?: (?:the|by|on|use|for))* $", clause.text[: m.start()])
    ]  # fmt: skip
    less = re.compile(r"(?<!\S)(?:GE|than)(?: (?:plain|simple|raw|mere|pure|normal|ordinary|usual|the))* $")
    better = [m for m in said if not less.search(clause.text[: m.start()])]  # "F1 is better than plain accuracy"
    names = [str(v) for m in better or said for v in clause.values("MET", *m.span())]
    if {"precision", "recall"} <= set(names) and re.search(
        r"\b(?:mix|balance|compromise|blend|combin\w*|both|one number|together|between|mean)\b", clause.text
    ):
        return {"metric": "f1"}
    if len(set(names)) == 1:
        return {"metric": names[0]}
    if names:
        wanted = re.search(
            r"(?:use|go by|want|take|optimi[sz]e|by|on|rather|instead|prefer|maximi[sz]e)(?: \w+){0,2} (MET\d+)",
            clause.text,
        ) or re.search(r"(MET\d+) (?:as (?:high|good|far up) as|to the max)", clause.text)
        return {"metric": clause.values("MET", *wanted.span(1))[0]} if wanted else {"metric": names[-1]}
    alluded = metric_alluded(spoken(clause))
    return {"metric": alluded} if alluded else None


_ROUND = frozenset({10.0, 20.0, 50.0, 100.0, 1000.0})
"""Of so many cases shares are told: "from a hundred ill ones at least 95"."""


def share_in(clause: Clause) -> float | None:
    """The one share of one that is said: "8 times out of 10", "three quarters", "98 percent", "one in twenty"."""
    text = clause.text
    of = re.search(r"(NUM\d+)(?: (?!NUM)\w+){0,3}? (?:out of|out_of|in|of|from|for)(?: (?:every|each|any|the|a))* (NUM\d+)", text)  # fmt: skip
    if of:
        part, whole = (float(clause.values("NUM", *of.span(g))[0]) for g in (1, 2))
        if 0 < part <= whole:
            return part / whole
    among = re.search(r"(?:out of|out_of|of|from|in|among)(?: (?:every|each|any|the|a))* (NUM\d+) (?:(?!NUM)[^\s,;.]+ ){1,8}?(?:, )?(?:GE |only |about )?(NUM\d+)(?! (?:runs?|models?|folds?))", text)  # fmt: skip
    if among:
        whole, part = (float(clause.values("NUM", *among.span(g))[0]) for g in (1, 2))
        if whole in _ROUND and 0 < part <= whole:
            return part / whole
    single = re.search(r"\b(?:one|1) (?:in|out of|out_of|of)(?: (?:every|each))* (NUM\d+)", text)
    if single and clause.values("NUM", *single.span(1))[0] > 1:
        return 1.0 / float(clause.values("NUM", *single.span(1))[0])
    percents = clause.values("PCT")
    if percents:
        return float(percents[0]) / 100
    parts = re.search(r"(?:(NUM\d+) )?(?:and )?(" + "|".join(_PARTS) + r")\b", text)
    if parts:
        times = float(clause.values("NUM", *parts.span(1))[0]) if parts.group(1) else 1.0
        return times * _PARTS[parts.group(2)]
    hundredth = re.search(r"(\d+(?:\.\d+)?|[a-z]+)[ -]?(?:percent|per cent|%)", spoken(clause))
    if hundredth and (said := number_said(hundredth.group(1))) is not None:
        return said / 100
    if re.search(r"\bevery (?:other|second)\b", spoken(clause)):
        return 0.5
    values = clause.values("NUM")
    ranks = [] if values else clause.values("RANK")
    return _bare_share(float((values or ranks)[0])) if values or ranks else None


def _bare_share(value: float) -> float:
    return value / 100 if 1 < value <= 100 else value


OF_NUMBERS = frozenset({"regression", "forecast"})
"""Kinds of goals that predict a number."""
_NUMERIC = frozenset({"rmse", "mae", "r2", "mape", "median_ae"})


def _measured(text: str, kind: str | None) -> str | None:
    """Which metric a floor speaks of in plain words."""
    if kind in OF_NUMBERS and not re.search(_EXPLAINED, text):
        told = metric_alluded(text)
        return told if told in _NUMERIC else "mae" if re.search(_RIGHT, text) else None
    if re.search(_EXPLAINED, text):
        return "r2"
    when = re.search(
        r"\b(?:when|if|once|whenever|of those|of the people|of the ones|of all those)\b.*" + _FLAGGED, text
    )
    if when and not re.search(r"\bmiss\w*|\boverlook\w*", text):
        return "precision"
    caught, flagged = re.search(_CAUGHT, text), re.search(_FLAGGED, text)
    if caught and not re.search(r"\b(?:innocent|wasted|in vain|for nothing|false alarms?|real|genuine|justified)\b", text):  # fmt: skip
        return "recall"
    if flagged:
        return "precision"
    return "accuracy" if re.search(_RIGHT, text) else metric_alluded(text)


def _in_units(metric: str, clause: Clause) -> Args | None:
    """A bound in the target's own unit: "off by three minutes at most"."""
    figure = re.search(r"\d+(?:\.\d+)?", spoken(clause))
    values = clause.values("NUM")
    value = float(values[0]) if values else float(figure.group(0)) if figure else None
    return None if value is None else {"min_metric": {"metric": metric, "value": round(value, 6)}}


_A_COUNT = 12
"""A bare figure up to this that nothing calls a bound counts something: "there are seven, so balanced accuracy"."""


_RATIO = re.compile(r"(?<!\S)NUM\d+ (?::|to|/) NUM\d+(?!\S)")


def _bounded(clause: Clause) -> str:
    """The metric that a clause's one figure is of: right behind it, else the nearest before it, else the first."""
    behind = re.search(r"(?:NUM|PCT)\d+ (?:(?:of|in|on|for|the) )*(MET\d+)", clause.text)
    before = re.search(r".*(MET\d+)(?=.*?(?:NUM|PCT)\d)", clause.text)
    at = behind or before
    return str(clause.values("MET", *(at.span(1) if at else ()))[0])


def floor_slot(clause: Clause, context: Context) -> Args | None:
    """A measure's least value, named or told in plain words; what is lost at most becomes what is kept at least."""
    names, text = clause.values("MET"), spoken(clause)
    numbers, percents = clause.values("NUM"), clause.values("PCT")
    if _RATIO.search(clause.text):  # "the classes are 98:2" bounds nothing
        return None
    if names and len(percents or numbers) == 1 and not re.search(r"\bNUM\d+ (?:out of|in|of) NUM", clause.text):
        value = percents[0] / 100 if percents else numbers[0]
        named = _bounded(clause)
        if not percents and named in SHARES and 1 < value <= _A_COUNT and not re.search(r"\b[GL]E\b", clause.text):
            return None
        value = value / 100 if not percents and named in SHARES and 1 < value <= 100 else value
        return {"min_metric": {"metric": named, "value": round(value, 6)}}
    share, metric = share_in(clause), names[0] if names else _measured(text, context.kind)
    if metric is not None and metric not in SHARES:
        return _in_units(metric, clause)
    if share is None or metric is None:
        return None
    lost = re.search(_COMPLEMENT[metric], text) if metric in _COMPLEMENT and not names else None
    if lost and (share <= 0.5 or re.search(r"\b(?:at most|no more|not more|less than|below|under|max\w*)\b", text)):
        share = 1 - share
    return {"min_metric": {"metric": metric, "value": round(share, 6)}}
