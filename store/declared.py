"""What a recommender learns of a declared workflow: its own runs, by one metric, in the shape that `experience` has.

Runs of one workflow count together over versions of its code, as far as their choices are still open; code that changed
may have changed scores, so runs of the present code count more.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from store.experience import COUNTING, OWN_WEIGHT, Knowledge, dataset_key, variants_frame
from store.knowledge import KnowledgeStore
from store.records import Dataset, DatasetVersion, Run, RunEnd, Scalar, Task, Variant, Workflow, metric
from store.repeats import COLUMNS, one_a_pair

_OLD_CODE = 0.3
"""Weight of runs of other code beside those of the present code."""
Rebuild = Callable[[Mapping[str, Scalar]], Variant | None]


def declared_experience(store: KnowledgeStore, workflow: Workflow, metric_name: str, rebuild: Rebuild) -> Knowledge:
    """Everything known of a declared workflow by one metric; scores are gains, higher is better.

    Args:
        store: the facts.
        workflow: as it is now.
        metric_name: as it is recorded.
        rebuild: the workflow's variant of some choices, None where they are not open any more.
    """
    measure = metric(metric_name)
    rows: list[dict[str, Any]] = []
    variants: dict[str, Variant] = {}
    tasks: dict[str, Task] = {}
    for run, end in ended_runs(store, workflow.name):
        variant = run.variant if run.variant.workflow_id == workflow.id else rebuild(run.variant.choices)
        if variant is None:
            continue
        value = end.metrics.get(metric_name)
        if end.outcome == "ok" and value is None:
            continue
        key = dataset_key(run.task)
        tasks[key], variants[variant.id] = run.task, variant
        same = run.variant.workflow_id == workflow.id
        rows.append({
            "dataset_id": key, "variant_id": variant.id, "score": np.nan if value is None else measure.gain(value),
            "cost_s": np.nan if end.wall_s is None else end.wall_s, "status": end.outcome,
            "weight": OWN_WEIGHT if same else OWN_WEIGHT * _OLD_CODE,
        })  # fmt: skip
    frame = one_a_pair(pd.DataFrame(rows, columns=COLUMNS), newest_only=True)
    aside = pd.DataFrame(columns=["dataset_id", "variant_id", "run_id", "reason"])
    return Knowledge(frame, _datasets(store, tasks), variants_frame(variants.values()), aside, len(frame))


def ended_runs(store: KnowledgeStore, name: str) -> list[tuple[Run, RunEnd]]:
    """The runs of a declared workflow that say something of their variant, in the order they ended."""
    found = store.frame(_ENDED, [name])
    return [(store.get(Run, key), store.find(RunEnd, run_id=key)[0]) for key in found["run_id"]]


_ENDED = f"""
SELECT r.id AS run_id FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id
WHERE r.kind = 'declared' AND r.target = ? AND z.outcome IN {COUNTING} ORDER BY z.seq"""


def _datasets(store: KnowledgeStore, tasks: Mapping[str, Task]) -> pd.DataFrame:
    names = []
    for task in tasks.values():
        version = store.get(DatasetVersion, task.version_id)
        names.append(store.get(Dataset, version.dataset_id).name)
    index = pd.Index(list(tasks), name="dataset_id", dtype=object)
    return pd.DataFrame({"name": names, "group": list(tasks), "source": "own"}, index=index)
