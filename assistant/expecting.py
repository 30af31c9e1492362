"""What a run takes beside its folds, learned on this machine: starting, reading the table, measuring what mattered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.knowledge import KnowledgeStore
from store.records import PlannedRun

if TYPE_CHECKING:
    import pandas as pd

START_S = 0.4
"""Seconds until a run computes, and to write its result, where no run has told."""
SHARE = 0.5
"""Of the folds' time, that measuring what mattered takes, where no run has told."""
_COUNTS_AS = 4
"""Runs that those usual figures count as beside the runs seen."""
_LATEST = 100
_LONGEST_START_S = 5.0
_TOOK = """
SELECT z.wall_s AS work_s, date_diff('millisecond', s.started_at, z.ended_at) / 1000.0 - z.wall_s AS beside_s
FROM facts.run_end z JOIN facts.run_start s ON s.run_id = z.run_id JOIN facts.run r ON r.id = z.run_id
  JOIN facts.experiment e ON e.id = r.experiment_id JOIN facts.decision d ON d.id = e.decision_id
WHERE z.outcome = 'ok' AND z.wall_s > 0 AND d.channel <> 'flag'
ORDER BY z.seq DESC LIMIT ?"""
"""Runs approved by a flag are left out: they do not measure what mattered."""


@dataclass(frozen=True)
class Beside:
    """Wall seconds of a run that are not its folds'."""

    start_s: float = START_S
    share: float = SHARE
    """Of the folds' time."""

    def of(self, work_s: float) -> float:
        """Seconds beside folds that take so many."""
        return self.start_s + self.share * work_s

    def added(self, run: PlannedRun) -> PlannedRun:
        """The run with what it takes beside its folds; as it is where nothing is predicted."""
        if run.expected_s is None:
            return run
        return run.model_copy(update={"beside_s": round(self.of(run.expected_s), 2)})


ROWS_POWER, COLUMNS_POWER = 0.75, 0.6
"""Costs grow by these powers of rows and columns beyond what past runs have seen, measured on 2,000 to 60,000 rows and
100 to 2,000 columns; families differ."""
_KNOWN_BY = 3
"""So many past datasets must be as large for costs to be known there."""


def dearer(features: Mapping[str, float | None], known: pd.DataFrame) -> float:
    """How many times more runs cost on a table than past ones let expect, since it is larger than almost all of them.

    Args:
        features: meta-features of the table.
        known: meta-features of the past datasets, one a row.

    Returns:
        1 within what is known.
    """
    from experiments.workflows.building import WIDE_COLUMNS, WIDE_KEPT

    rows, columns = features.get("mf_log_rows") or 0.0, features.get("mf_log_columns") or 0.0
    if columns > math.log(WIDE_COLUMNS):
        columns = math.log(WIDE_KEPT)  # no fit goes on with more
    beyond_rows, beyond_columns = _beyond(rows, "mf_log_rows", known), _beyond(columns, "mf_log_columns", known)
    return math.exp(ROWS_POWER * beyond_rows + COLUMNS_POWER * beyond_columns)


def _beyond(value: float, name: str, known: pd.DataFrame) -> float:
    """By how much a logarithm lies above the largest that several past datasets have; 0 where it does not."""
    if name not in known:
        return 0.0
    seen = sorted(float(v) for v in known[name].dropna())[-_KNOWN_BY:]
    return max(0.0, value - seen[0]) if seen else 0.0


HEADLESS = Beside(share=0.0)
"""Runs of a headless search do not measure what mattered."""


def beside(took: Sequence[tuple[float, float]]) -> Beside:
    """What runs of this machine tell, drawn towards the usual figures where they are few.

    Args:
        took: wall seconds of the folds and beside them, one pair a run, each ≥ 0.
    """
    if not took:
        return Beside()
    shortest = sorted(b for _, b in took)[len(took) // 10]
    n = len(took)
    start_s = (_COUNTS_AS * START_S + n * min(shortest, _LONGEST_START_S)) / (_COUNTS_AS + n)
    work = sum(w for w, _ in took)
    usual = _COUNTS_AS * work / n
    rest = sum(max(b - start_s, 0.0) for _, b in took)
    return Beside(start_s, (SHARE * usual + rest) / (usual + work))


def beside_here(store: KnowledgeStore) -> Beside:
    """What the latest runs of this store tell."""
    found = store.frame(_TOOK, [_LATEST])
    return beside([(float(w), max(float(b), 0.0)) for w, b in zip(found.work_s, found.beside_s, strict=True)])
