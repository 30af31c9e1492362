"""A question about runs, taken apart, and what it measures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.numbers import parts
from assistant.numbers.bounds import metric_in, metric_value
from assistant.numbers.parts import Group, Subject

_LATENCY = parts.pattern(r"latency|milliseconds?|prediction time|time to predict")
OFF = parts.pattern(
    r"prediction errors?|errors? of (?:the |my |your )?predictions?|predict\w* (?:off|wrong)|off by|miss(?:ed)? by"
)
_GAIN = parts.pattern(r"(?:gain|improvement|margin|lead|distance)s? (?:over|on|above|to|from) (?:the )?baselines?")
_CPU = parts.pattern(r"cpu|processor")


@dataclass(frozen=True)
class Measure:
    """Something that runs have a number of."""

    name: str
    sql: str
    unit: str
    of_score: bool = False
    """Whether it is a score or a difference of scores: never mixed over metrics."""


@dataclass(frozen=True)
class Question:
    """A question and what it was found to say."""

    text: str
    subject: Subject
    where: str
    """All conditions."""
    narrowed: str
    """Those that say which runs are spoken of."""
    compared: str
    """Those that compare with a number; empty where there are none."""
    split: tuple[Group, ...]
    why: bool
    measures: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether it is about one's own runs."""
        return self.subject.view == "runs"

    @property
    def seconds(self) -> str:
        """The column of wall seconds."""
        return "wall_s" if self.own else "cost_s"

    @property
    def metric(self) -> str | None:
        """The metric that it names."""
        return metric_in(self.text, self.measures)


def measured(q: Question) -> Measure | None:
    """What the question measures, where it says it; time is told apart by its own words."""
    if q.own and OFF.search(q.text):
        return Measure("off_by", "abs(score - expected_score)", "", of_score=True)
    if q.own and _GAIN.search(q.text):
        return Measure("gain", "CASE WHEN higher_is_better THEN score - baseline ELSE baseline - score END", "", True)
    if q.own and _LATENCY.search(q.text):
        return Measure("latency", "latency_ms", "_ms")
    if q.own and parts.MEMORY.search(q.text):
        return Measure("memory", "peak_mb", "_mb")
    if q.metric:
        return Measure(name_of(q.metric), metric_value(q.subject, q.metric), "")
    timed = parts.TIME.search(q.text) or parts.SLOWEST.search(q.text) or parts.FASTEST.search(q.text)
    if q.own and (parts.SCORE.search(q.text) or (parts.AVERAGE.search(q.text) and not timed)):
        return Measure("score", "score", "", of_score=True)
    if q.own and _CPU.search(q.text):
        return Measure("processor_time", "cpu_s", "_s")
    if re.search(r"\bratings?\b", q.text, re.IGNORECASE) and not q.own:
        return Measure("rating", "rating", "")
    return None


def name_of(metric: str) -> str:
    """The metric's name as that of a column in SQL."""
    return '"' + metric.replace('"', "") + '"'
