"""What monitors reported, in words: what a batch is called, and what was seen in it."""

from __future__ import annotations

import re

from store.records import DriftReport

VERDICTS = {"none": "as usual", "harmless": "changed, no harm", "harmful": "got worse", "unknown": "not known"}
"""A verdict to what it says to a person."""
_LOGGED = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)-\w+\.parquet")
"""The name of a file in which rows are kept that Sextant predicted itself: when, and what makes it different."""


def verdict_words(report: DriftReport) -> str:
    """The verdict of a report in words that need no explanation."""
    return VERDICTS[report.verdict or "unknown"]


def batch_words(report: DriftReport) -> str:
    """What a batch is called: its file's name; rows that Sextant predicted itself by the time (UTC) it did so."""
    found = _LOGGED.fullmatch(report.batch)
    return f"predicted {found[1]} {found[2]}:{found[3]}:{found[4]}" if found else report.batch
