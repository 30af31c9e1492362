"""Failures that are known: what failed on like data is not chosen again."""

import re
from typing import Any

from store.knowledge import KnowledgeStore
from store.records import Limits, Task

_LIKE = 2.0
"""Data is like other data of the same kind of task where rows and columns differ by no more than that factor."""
_MANY = 4
"""Where so many runs failed on some data and none succeeded, the fault is the data's."""
_NOT_ITS_FAULT = re.compile(
    r"killed from outside|no process could be started|could not write|could not be started|could not be read or written"
    r"|cannot be used|looks after runs|kept copy|no longer what|cannot be recorded|left cannot be read"
    r"|the cluster could not|nothing to replay|disk is full",
    re.IGNORECASE,
)
"""Errors of the machine or of what Sextant keeps, not of the variant: the same run may well succeed another time."""

_ENDED = """
WITH ended AS (
  SELECT r.variant_id, r.label, z.outcome, z.error, v.rows, json_array_length(v.columns) AS columns,
    r.version_id = ? AND r.target = ? AS same, CAST(r.limits->>'$.run_s' AS DOUBLE) AS run_s,
    CAST(r.limits->>'$.memory_mb' AS DOUBLE) AS memory_mb, z.seq,
    bool_or(z.outcome = 'ok') OVER (PARTITION BY r.version_id, r.target) AS usable,
    count(*) OVER (PARTITION BY r.version_id, r.target) AS tries,
    bool_or(z.outcome <> 'ok') OVER (PARTITION BY r.variant_id) AS suspect
  FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id JOIN facts.dataset_version v ON v.id = r.version_id
  WHERE r.kind = ? AND z.outcome IN ('ok', 'failed', 'memory', 'timeout') AND r.fidelity IS NULL)
SELECT * EXCLUDE (seq, suspect) FROM ended WHERE suspect ORDER BY seq"""
_SIZE = "SELECT rows, json_array_length(columns) AS columns FROM facts.dataset_version WHERE id = ?"


def known_failures(
    store: KnowledgeStore, task: Task, limits: Limits | None = None, *, here: bool = True
) -> dict[str, str]:
    """Variants that failed on this data or on data like it and never succeeded there, with what went wrong.

    Data that is larger than what a variant had no memory or time for counts as like it. Data on which many runs failed
    and none succeeded says nothing of other data: there the fault is the data's own.

    Args:
        store: the facts.
        task: its data is what other data is compared with.
        limits: of a run now; what ran out of less time or memory may well succeed. None takes the usual ones.
        here: whether failures on this very data are told as well as those on data like it.

    Returns:
        Variant id to a sentence.
    """
    size = store.frame(_SIZE, [task.version_id])
    if size.empty:
        return {}
    limits = limits or Limits()
    cells = (float(size["rows"][0]), float(size["columns"][0]))
    failed: dict[str, str] = {}
    good: set[str] = set()
    lines: Any = store.frame(_ENDED, [task.version_id, task.target, task.kind]).itertuples()
    for line in lines:
        if not _tells(line, cells):
            continue
        if line.outcome == "ok":
            good.add(str(line.variant_id))
        elif line.same and not here:
            continue
        elif not _NOT_ITS_FAULT.search(str(line.error)) and not _had_less(line, limits):
            where = "on this data" if line.same else "on data like this"
            failed[str(line.variant_id)] = f"“{line.label}” failed {where}: {line.error}"
    return {variant: said for variant, said in failed.items() if variant not in good}


def _tells(line: Any, cells: tuple[float, float]) -> bool:
    """Whether the end of a run says something of the data at hand."""
    if line.same:
        return True
    larger = line.outcome in ("memory", "timeout") and cells[0] * cells[1] >= line.rows * line.columns
    alike = _like(cells[0], line.rows) and _like(cells[1], line.columns)
    return larger or (alike and (bool(line.usable) or line.tries < _MANY or line.outcome != "failed"))


def _had_less(line: Any, limits: Limits) -> bool:
    """Whether a run was stopped at less than a run may use now."""
    had = {"timeout": (line.run_s, limits.run_s), "memory": (line.memory_mb, limits.memory_mb)}.get(line.outcome)
    return had is not None and had[0] == had[0] and had[0] < 0.99 * had[1]


def _like(a: float, b: float) -> bool:
    return max(a, b) <= _LIKE * max(min(a, b), 1.0)
