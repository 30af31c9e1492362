"""Which variants of a declared workflow to run next, by what its own runs have shown."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import Plan, PlannedRun, Scalar, Task, Variant, Workflow, metric

if TYPE_CHECKING:
    from experiments.strategies import Tried

_FEWEST = 4
"""Runs with a score from which predictions are made; with fewer the space is looked over."""
_CANDIDATES = 300
_NEIGHBOURS = 60
_BEST = 5


def worth_running(
    store: KnowledgeStore,
    workflow: Workflow,
    task: Task,
    n: int,
    *,
    seed: int = 0,
    besides: Collection[str] = (),
    budget_s: float | None = None,
) -> list[PlannedRun]:
    """The next variants worth running, the best first, with what is expected of them where enough is known.

    Args:
        store: the facts; all runs of the workflow count, also those of other experiments and of earlier code.
        workflow: with the choices that are open.
        task: the data and the metric.
        n: how many at most.
        seed: the same seed and facts give the same answer.
        besides: ids of variants that do not count.
        budget_s: seconds left for all of them together.
    """
    import pandas as pd

    from experiments.declared.choosing import covers, spread, variant_of
    from recommender import Recommender
    from store.declared import declared_experience
    from store.experience import dataset_key, variants_frame

    def rebuilt(choices: Mapping[str, Scalar]) -> Variant | None:
        try:
            return variant_of(workflow, choices)
        except BadRequest:  # that choice is not open any more
            return None

    known = declared_experience(store, workflow, task.metric, rebuilt)
    here = known.runs[known.runs["dataset_id"] == dataset_key(task)]
    left_out = {*besides, *here["variant_id"]}
    if int(known.runs["score"].notna().sum()) < _FEWEST:
        first = spread(workflow, n + len(left_out), seed)
        return [PlannedRun(variant=v) for v in first if v.id not in left_out][:n]
    pool = [*_beside_the_best(store, workflow, here, seed), *spread(workflow, _CANDIDATES, seed + len(left_out))]
    variants = {v.id: v for v in pool if v.id not in left_out and covers(workflow, v)}
    if not variants:
        return []
    fitted = Recommender.fit(known, seed)
    observed = here[["variant_id", "score", "cost_s", "status"]]
    empty: pd.Series[float] = pd.Series(dtype=float)
    table = fitted.recommend(empty, variants_frame(variants.values()), observed, n, budget_s)
    return [
        _planned(variants[row["variant_id"]], row, rank, task) for rank, row in enumerate(table.to_dict("records"), 1)
    ]


def _beside_the_best(store: KnowledgeStore, workflow: Workflow, here: Any, seed: int) -> list[Variant]:
    """Changes of one choice of the best variants so far."""
    import random

    from experiments.declared.choosing import drawn, variant_of
    from store.declared import ended_runs

    best = here.dropna(subset=["score"]).sort_values("score", ascending=False)["variant_id"].head(_BEST)
    choices = {r.variant.id: r.variant.choices for r, _ in ended_runs(store, workflow.name)}
    source = random.Random(f"{seed} {len(here)}")
    found: list[Variant] = []
    points = [p for p in workflow.points if len(p.choices) != 1 and (p.low is None or p.low < (p.high or 0.0))]
    for key in best:
        for _ in range(_NEIGHBOURS // _BEST if key in choices and points else 0):
            point = source.choice(points)
            if point.name in choices[key]:
                try:
                    found.append(variant_of(workflow, {**choices[key], point.name: drawn(point, source)}))
                except BadRequest:  # the best is not open any more
                    continue
    return found


def advised(store: KnowledgeStore, plan: Plan, tried: Sequence[Tried], n: int) -> list[Variant]:
    """The variants worth running next in an experiment under way, those that its plan names first."""
    assert plan.workflow is not None
    done = {t.variant.id for t in tried}
    more = worth_running(store, plan.workflow, plan.task, n, seed=plan.seed, besides=done, budget_s=plan.budget.seconds)
    named = [r.variant for r in plan.runs if r.rank is None and r.variant.id not in done]
    return [*named, *(r.variant for r in more)]


def _planned(variant: Variant, row: Mapping[Any, Any], rank: int, task: Task) -> PlannedRun:
    measure = metric(task.metric)
    score, high = _finite(row["score"]), _finite(row["score_high"])
    return PlannedRun(
        variant=variant, rank=rank, expected_s=_finite(row["cost_s"]), expected_low_s=_finite(row["cost_low_s"]),
        expected_high_s=_finite(row["cost_high_s"]), expected_score=None if score is None else measure.gain(score),
        expected_best=None if high is None else measure.gain(high),
    )  # fmt: skip


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
