"""Failures that are known: what failed on like data is not chosen again."""

import re
from typing import Any

from store.knowledge import KnowledgeStore
from store.records import Task

_LIKE = 2.0
"""Data is like other data of the same kind of task where rows and columns differ by no more than that factor."""
_NOT_ITS_FAULT = re.compile(
    r"killed from outside|no process could be started|could not write|could not be started|could not be read or written"
    r"|cannot be used|looks after runs",
    re.IGNORECASE,
)
"""Errors of the machine, not of the variant: the same run may well succeed another time."""

_ENDED = """
SELECT r.variant_id, r.label, z.outcome, z.error, v.rows, json_array_length(v.columns) AS columns,
  r.version_id = ? AND r.target = ? AS same
FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id JOIN facts.dataset_version v ON v.id = r.version_id
WHERE r.kind = ? AND z.outcome IN ('ok', 'failed', 'memory', 'timeout') AND r.fidelity IS NULL ORDER BY z.seq"""
_SIZE = "SELECT rows, json_array_length(columns) AS columns FROM facts.dataset_version WHERE id = ?"


def known_failures(store: KnowledgeStore, task: Task) -> dict[str, str]:
    """Variants that failed on this data or on data like it and never succeeded there, with what went wrong.

    Data that is larger than what a variant had no memory or time for counts as like it.

    Returns:
        Variant id to a sentence.
    """
    size = store.frame(_SIZE, [task.version_id])
    if size.empty:
        return {}
    rows, columns = float(size["rows"][0]), float(size["columns"][0])
    failed: dict[str, str] = {}
    good: set[str] = set()
    lines: Any = store.frame(_ENDED, [task.version_id, task.target, task.kind]).itertuples()
    for line in lines:
        larger = line.outcome in ("memory", "timeout") and rows * columns >= line.rows * line.columns
        if not (line.same or larger or (_like(rows, line.rows) and _like(columns, line.columns))):
            continue
        if line.outcome == "ok":
            good.add(str(line.variant_id))
        elif not _NOT_ITS_FAULT.search(str(line.error)):
            where = "on this data" if line.same else "on data like this"
            failed[str(line.variant_id)] = f"“{line.label}” failed {where}: {line.error}"
    return {variant: said for variant, said in failed.items() if variant not in good}


def _like(a: float, b: float) -> bool:
    return max(a, b) <= _LIKE * max(min(a, b), 1.0)
