"""What a question compares with: longer than 5 minutes, above 0.9, more than 500 MB, between 0.8 and 0.9."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.numbers.parts import Subject, quoted
from assistant.understanding.text.words import stands_in
from store.durations import SECONDS

_AT_LEAST = r"at least|no less than|not less than|no fewer than|>=|from"
_AT_MOST = r"at most|no more than|not more than|up to|within|no longer than|<="
_MORE = r"longer|more|greater|higher|larger|bigger|slower|better|above|over|beyond|exceed(?:s|ed|ing)?|>"
_LESS = r"shorter|less|fewer|lower|smaller|faster|quicker|worse|below|under|<"
_SIGNS = ((_AT_LEAST, ">="), (_AT_MOST, "<="), (_MORE, ">"), (_LESS, "<"))
_ANY = "|".join(words for words, _ in _SIGNS)
_UNITS = {
    "ms": r"ms|milliseconds?", "s": r"s|secs?|seconds?", "min": r"m|mins?|minutes?", "h": r"h|hrs?|hours?",
    "d": r"days?", "mb": r"mb|mib|megabytes?", "gb": r"gb|gib|gigabytes?", "%": r"%|percent|per cent",
    "rows": r"rows?|records?|lines?", "columns": r"columns?|features?", "runs": r"runs?|variants?",
    "tokens": r"tokens?",
}  # fmt: skip
_UNIT = "|".join(_UNITS.values())
_NUMBER = rf"(?P<n>\d[\d,]*(?:\.\d+)?|\.\d+|an?|one|half an?)\s*(?P<unit>{_UNIT})?(?![\w.]*\d)(?!\w)"
_ONE = re.compile(
    rf"(?<!\w)(?P<op>{_ANY})(?: than)?(?: or equal to)?(?: (?:a score|a value)(?: of)?)?\s*{_NUMBER}", re.IGNORECASE
)
_BETWEEN = re.compile(rf"\bbetween (?P<low>\d[\d,]*(?:\.\d+)?)\s*(?:{_UNIT})? (?:and|to) {_NUMBER}", re.IGNORECASE)
_TIMES = {
    "runs": "wall_s", "imported_runs": "cost_s", "experiments": "wall_s", "recommendations": "predicted_s",
    "chat_turns": "elapsed_s", "proposals": "expected_s",
}  # fmt: skip
_SIZES = {"runs": ("peak_mb", 1.0), "datasets": ("size_bytes", 2.0**20)}
_COUNTS = {
    ("datasets", "rows"): "rows", ("datasets", "columns"): "n_columns", ("datasets", "runs"): "runs",
    ("experiments", "runs"): "planned", ("proposals", "runs"): "n_runs", ("models", "rows"): "rows",
    ("drift_reports", "rows"): "rows", ("chat_turns", "tokens"): "(tokens_in + tokens_out)",
}  # fmt: skip
_SCORES = {"runs": "score", "experiments": "best_score", "recommendations": "predicted_score"}
_LATENCY = re.compile(r"\blatency|to predict\b|a prediction\b", re.IGNORECASE)
_NO_SCORE = re.compile(
    r"\b(?:without|ha(?:ve|s|d) no|with no|lack\w*|missing)(?: an?| any)? (?:scores?|results?)\b", re.IGNORECASE
)
_NOT_BEATEN = re.compile(
    r"\b(?:below|under|worse than|lose to|lost to|behind|did(?: not|n't) beat|do(?: not|n't) beat|not better than)\b.{0,25}\bbaselines?\b",
    re.IGNORECASE,
)
_BEATEN = re.compile(
    r"\b(?:beat\w*|better than|above|over|outperform\w*|ahead of)\b.{0,25}\bbaselines?\b", re.IGNORECASE
)


def bounds(text: str, subject: Subject, measures: Sequence[str] = ()) -> list[str]:
    """The conditions of what is compared with a number, or with the baseline.

    Args:
        text: the question.
        subject: what is spoken of; what it has no column for is no condition.
        measures: names of metrics beside the known ones, such as those of imported runs.
    """
    found = []
    if subject.view == "runs" and (beaten := _NOT_BEATEN.search(text) or _BEATEN.search(text)):
        sign = ("<=", ">=") if _NOT_BEATEN.search(text) else (">", "<")
        found.append(f"CASE WHEN higher_is_better THEN score {sign[0]} baseline ELSE score {sign[1]} baseline END")
        text = text[: beaten.start()] + text[beaten.end() :]
    if subject.view == "runs" and _NO_SCORE.search(text):
        found.append("score IS NULL")
    for match in _BETWEEN.finditer(text):
        column, scale = _column(text, match, subject, measures)
        if column:
            low, high = _value(match["low"]) * scale, _value(match["n"]) * scale
            found.append(f"{column} BETWEEN {low:g} AND {high:g}")
    for match in _ONE.finditer(text):
        column, scale = _column(text, match, subject, measures)
        if column:
            found.append(f"{column} {_sign(match['op'])} {_value(match['n']) * scale:.10g}")
    return found


def compared_with(text: str) -> list[int]:
    """Where in a text the comparisons with numbers begin."""
    return [match.start() for pattern in (_BETWEEN, _ONE) for match in pattern.finditer(text)]


def metric_in(text: str, measures: Sequence[str] = ()) -> str | None:
    """The metric that a text names, None where it names none; the longest name counts."""
    words = re.findall(r"[a-z0-9_]+", text.casefold())
    for name in sorted(measures, key=len, reverse=True):
        if stands_in(name, text):
            return name
    known = _metric_words()
    for size in range(4, 0, -1):
        for start in range(len(words) - size + 1):
            found = known.get(tuple(words[start : start + size]))
            if found:
                return found
    return None


def metric_value(subject: Subject, metric: str) -> str:
    """SQL of a metric's value of each run."""
    pointer = "/" + metric.replace("~", "~0").replace("/", "~1")
    return f"TRY_CAST(metrics->>{quoted(pointer)} AS DOUBLE)"


@lru_cache(maxsize=1)
def _metric_words() -> dict[tuple[str, ...], str]:
    from assistant.understanding.text.lexicon import METRICS, table

    return table(METRICS)


def _column(text: str, match: re.Match[str], subject: Subject, measures: Sequence[str]) -> tuple[str, float]:
    """The column that is compared, and what its unit is of the one that was said; empty where there is none."""
    unit = next((u for u, words in _UNITS.items() if re.fullmatch(words, match["unit"] or "", re.IGNORECASE)), "")
    view = subject.view
    if not unit and re.match(r"(?:an?|one)$", match["n"], re.IGNORECASE):
        return "", 1.0
    if unit in SECONDS:
        if unit == "ms" and view == "runs" and _LATENCY.search(text):
            return "latency_ms", 1.0
        return _TIMES.get(view, ""), SECONDS[unit]
    if unit in ("mb", "gb"):
        column, factor = _SIZES.get(view, ("", 1.0))
        return column, factor * (1024.0 if unit == "gb" else 1.0)
    if unit and unit != "%":
        return _COUNTS.get((view, unit), ""), 1.0
    metric = metric_in(text, measures)
    scale = 0.01 if unit == "%" else 1.0
    if metric and view in ("runs", "imported_runs"):
        return metric_value(subject, metric), scale
    return _SCORES.get(view, ""), scale


def _sign(word: str) -> str:
    return next(sign for words, sign in _SIGNS if re.fullmatch(words, word, re.IGNORECASE))


def _value(text: str) -> float:
    if re.match(r"half", text, re.IGNORECASE):
        return 0.5
    return float(text.replace(",", "")) if text[0].isdigit() or text[0] == "." else 1.0
