"""Gates that a sentence sets for one promotion: a loss that is allowed, groups, a latency, a size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.understanding.slots.gates import FIGURE, limit_said
from assistant.understanding.text.words import stands_in
from store.records import Gates

_WORSE = r"(?:worse|lower|higher|loss|off)"
_LOSES = r"(?:worse|loses?|losing|drops?|falls?|suffers?|declines?|worsens?)"
_NO_MORE = r"(?:\bnot?\b|n't\b|\bnever\b|\bunless\b)"
_TOLERANCES = ("tolerance", "at_most_worse", "no_more_worse")
"""Ways of saying how much worse is still as good."""
_CLEARLY = re.compile(
    r"\b(?:certain|sure|clear|significant|definite|real|provab|demonstrab|unmistakab)\w*\s+(?:be\s+)?better\b"
    r"|\bbetter (?:beyond|than) (?:any |all )?(?:chance|doubt)|\bbetter for (?:sure|certain)\b"
    r"|\b(?:certain|sure|proven)\b[^;.?!]{0,40}\bbetter\b",
    re.IGNORECASE,
)
_MOST = r"(?:under|below|within|at most|less than|no more than|up to|faster than|smaller than|latency|size)"
_MOST_OF = r"(?:under|below|within|at most|less than|by|no more than|up to|above|over)"
_ALLOWED = r"(?:even if|although|allow|up to|at most|tolerat\w+|as long as)"
_GROUPS = r"(?:no (?:\w+ )?groups?|(?:unless|not if) (?:an?y?|some|one) groups?)"
_SHARES = {
    "group_loss": rf"{_GROUPS}[^;]{{0,40}}?{_LOSES}[^;\d]{{0,25}}?{FIGURE}",
    "tolerance": rf"{_ALLOWED}[^;]{{0,60}}?{FIGURE}\s*{_WORSE}\b",
    "at_most_worse": rf"{_NO_MORE}[^;\d]{{0,12}}?\b{_WORSE}\s+by\s+(?:any )?(?:more than|over)\s+{FIGURE}",
    "no_more_worse": rf"{_NO_MORE}[^;\d]{{0,12}}?\b(?:more than|over)\s+{FIGURE}\s*{_WORSE}\b",
    "demographic_parity": rf"demographic parity[^;\d]{{0,40}}?{FIGURE}",
    "equalized_odds": rf"equali[sz]ed odds[^;\d]{{0,40}}?{FIGURE}",
    "group_difference": rf"(?:groups? (?:may|must|should|can)[^;\d]{{0,20}}differ|differ\w*[^;\d]{{0,30}}"
    rf"(?:between|among|by)[^;\d]{{0,30}}|\bfair\b[^;\d]{{0,40}}){_MOST_OF}[^;\d]{{0,12}}?{FIGURE}",
}
"""Gates in the metric's unit, or shares; points and percent of them are hundredths."""
_LATENCY = {"ms": 1.0, "millisecond": 1.0, "s": 1000.0, "sec": 1000.0, "second": 1000.0}
_SIZE = {"kb": 2.0**10, "kilobyte": 2.0**10, "mb": 2.0**20, "megabyte": 2.0**20, "gb": 2.0**30, "gigabyte": 2.0**30}
_UNITS = {"max_latency_ms": _LATENCY, "max_size_bytes": _SIZE}
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|as long as|when|but|latency|size|with (?:an? |the )?(?:no|at|under|less|gain|score))\b"
    r"[^;]*?\d[^;]*",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\b(?:versions?|v|number|no\.?|model|#)\s?\d+\b|\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE)


def said_gates(text: str, gates: Gates, columns: Sequence[str] = ()) -> Gates:
    """The gates with what a sentence sets: a loss that is allowed, a latency, a size, how groups may be treated.

    Args:
        text: the sentence.
        gates: those in force.
        columns: of the table, for those whose groups the sentence names.
    """
    found = {("tolerance" if name in _TOLERANCES else name): value for name, (value, _) in _read(text).items()}
    if {"demographic_parity", "equalized_odds", "group_difference", "group_loss"} & set(found):
        named = [c for c in columns if stands_in(c, text)]
        found["columns"] = tuple(named) or gates.columns
    if re.search(r"\b(?:regardless|no matter|anyway|whatever the score|even if it is worse)\b", text, re.IGNORECASE):
        found["at_least_as_good"] = False
    elif is_clearly(text):
        found["certain"] = True
    return gates.model_copy(update=found)


def is_clearly(text: str) -> bool:
    """Whether a text asks for what is better beyond chance."""
    return _CLEARLY.search(text) is not None


def unread_gate(text: str) -> str:
    """A condition with a figure that no gate was made of, such as `if it is at least 0.01 better`; empty for none."""
    rest = text
    for _, said in _read(text).values():
        rest = rest.replace(said, " ; ", 1)
    unread = _CONDITION.search(_VERSION.sub(" ", rest))
    return "" if unread is None else " ".join(unread.group(0).split()).rstrip(" .!")


def _read(text: str) -> dict[str, tuple[Any, str]]:
    """Gates that are a figure, each with the words that say it."""
    found: dict[str, tuple[Any, str]] = {}
    for name, pattern in _SHARES.items():
        match = re.search(pattern, text, re.IGNORECASE)
        if match is not None and not (name in _TOLERANCES and "group_loss" in found):
            found[name] = limit_said(match["n"], match["unit"]), match.group(0)
    for name, units in _UNITS.items():
        match = re.search(rf"{_MOST}[^;\d]{{0,25}}?(\d*[.,]?\d+)\s*({'|'.join(units)})s?\b", text, re.IGNORECASE)
        if match is not None:
            found[name] = limit_said(match[1], None) * units[match[2].casefold()], match.group(0)
    return found
