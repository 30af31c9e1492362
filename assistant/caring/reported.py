"""What monitors reported, in words: what a batch is called, and what was seen in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.records import DriftReport

VERDICTS = {
    "none": "as usual", "harmless": "changed, no harm", "harmful": "got worse", "unknown": "not known",
    "unread": "cannot be read",
}  # fmt: skip
"""A verdict to what it says to a person; a batch that cannot be read tells nothing of the model."""
_LOGGED = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)-\w+\.parquet")
"""The name of a file in which rows are kept that Sextant predicted itself: when, and what makes it different."""


def verdict_words(report: DriftReport) -> str:
    """The verdict of a report in words that need no explanation."""
    return VERDICTS["unread" if is_unread(report) else report.verdict or "unknown"]


def is_unread(report: DriftReport) -> bool:
    """Whether the batch could not be read, so that it tells nothing of the model."""
    return bool(report.details.get("unreadable"))


def telling(reports: Sequence[DriftReport]) -> DriftReport:
    """The report that tells how a model stands: the newest, unless rows without true values came after a loss.

    Without true values nothing shows that a loss that true values showed has gone.

    Args:
        reports: of one version, oldest first; at least one.
    """
    labelled = [r for r in reports if r.details.get("realised")]
    newest = reports[-1]
    lost = bool(labelled) and labelled[-1].verdict == "harmful"
    return labelled[-1] if lost and not newest.details.get("realised") and newest.verdict != "harmful" else newest


def batch_words(report: DriftReport) -> str:
    """What a batch is called: its file's name; rows that Sextant predicted itself by the time (UTC) it did so."""
    found = _LOGGED.fullmatch(report.batch)
    return f"predicted {found[1]} {found[2]}:{found[3]}:{found[4]}" if found else report.batch
