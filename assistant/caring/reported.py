"""What monitors reported, in words: what a batch is called, and what was seen in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from store.records import DriftReport

VERDICTS = {
    "none": "as usual", "harmless": "changed, no harm", "harmful": "got worse", "unknown": "not known",
    "unread": "cannot be read",
}  # fmt: skip
"""A verdict to what it says to a person; a batch that cannot be read tells nothing of the model."""
_LOGGED = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)-([\w-]+)\.parquet")
"""The name of a file in which rows are kept that Sextant predicted itself: when (UTC), and what makes it different."""


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


def batch_words(report: DriftReport, zone: tzinfo | None = None) -> str:
    """What a batch is called: its file's name; rows that Sextant predicted itself by when it did so.

    Args:
        report: of the batch.
        zone: in which the time is told; that of this machine where None.
    """
    found = _LOGGED.fullmatch(report.batch)
    if found is None:
        return report.batch
    *parts, which = found.groups()
    moment = datetime.strptime(" ".join(parts), "%Y-%m-%d %H %M %S").replace(tzinfo=UTC).astimezone(zone)
    return f"rows {'labelled' if which.endswith('labelled') else 'predicted'} {moment.day} {moment:%b %Y %H:%M:%S}"


def batch_first(report: DriftReport, zone: tzinfo | None = None) -> str:
    """A batch as the beginning of a sentence: a file keeps its name as it is."""
    said = batch_words(report, zone)
    return said if said == report.batch else f"{said[:1].upper()}{said[1:]}"
