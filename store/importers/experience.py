"""What a recommender learns from imported runs: the experience of one workflow, by one of its metrics."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from store.errors import BadRequest
from store.experience import LONGEST_S, Knowledge, variants_frame
from store.importers.roles import plain_name
from store.knowledge import KnowledgeStore
from store.records import Direction, ImportAct, ImportedRun, ImportedSpace, Variant, content_hash
from store.repeats import COLUMNS, one_a_pair

COUNTING = ("ok", "failed", "timeout", "memory")
"""Outcomes that say something of a configuration."""
RATING = "rating"
"""Name under which people's ratings can be learned from like a metric; higher is better."""


def imported_workflows(store: KnowledgeStore) -> tuple[str, ...]:
    """Names of all workflows with imported runs, in the order they were first imported."""
    known = set(store.frame("SELECT DISTINCT workflow FROM imported_runs")["workflow"])
    return tuple(dict.fromkeys(act.workflow for act in store.find(ImportAct) if act.workflow in known))


def imported_runs(store: KnowledgeStore, workflow: str) -> tuple[ImportedRun, ...]:
    """The runs of a workflow as the view `imported_runs` has them, in the order they were imported.

    Raises:
        BadRequest: nothing was imported under that name, or the same runs are known here by themselves.
    """
    current = set(store.frame("SELECT run_id FROM imported_runs WHERE workflow = ?", [workflow])["run_id"])
    found = store.find(ImportedRun, workflow=workflow)
    if not current:
        names = ", ".join(imported_workflows(store)) or "none yet"
        if found:
            raise BadRequest(f"The runs of {workflow!r} are known here under another name. Imported were: {names}.")
        raise BadRequest(f"Nothing was imported of a workflow {workflow!r}. Imported were: {names}.")
    return tuple(r for r in found if r.id in current)


def imported_directions(store: KnowledgeStore, workflow: str) -> dict[str, Direction | None]:
    """Every metric of a workflow with its better direction, None where nobody has said; the last word counts."""
    found: dict[str, Direction | None] = {}
    for act in store.find(ImportAct, workflow=workflow):
        for name, direction in store.get(ImportedSpace, act.space_id).metrics.items():
            found[name] = direction or found.get(name)
    return found


def imported_metric(
    store: KnowledgeStore, workflow: str, metric: str, direction: Direction | None = None
) -> tuple[str, Direction]:
    """A metric's name as the workflow spells it, and which way it is better.

    Args:
        store: the facts.
        workflow: its name.
        metric: name of the metric, or `rating`; small and large letters, dots and spaces make no difference.
        direction: overrides what is known.

    Raises:
        BadRequest: the workflow has no such metric, or nobody has said which way it is better.
    """
    known: dict[str, Direction | None] = {RATING: "max", **imported_directions(store, workflow)}
    name = metric if metric in known else next((n for n in known if plain_name(n) == plain_name(metric)), None)
    if name is None:
        raise BadRequest(f"The workflow {workflow!r} has no metric {metric!r}; it has {', '.join(known)}.")
    way = direction or known[name]
    if way is None:
        raise BadRequest(
            f"Nobody has said which way {name} is better. Import again with {name}=metric max or {name}=metric min."
        )
    return name, way


def imported_experience(
    store: KnowledgeStore, workflow: str, metric: str, *, direction: Direction | None = None
) -> Knowledge:
    """Everything known of an imported workflow, by one metric, in the form that `experience` has.

    Repeats of a configuration on a dataset are averaged. Costs are as measured: the machine is not known. Runs whose
    configuration is not known are in `set_aside`.

    Args:
        store: the facts.
        workflow: its name.
        metric: one of its metrics, or `rating`.
        direction: which way the metric is better, where the import does not tell.

    Raises:
        BadRequest: there is no such workflow or metric, or its direction is not known.
    """
    runs = imported_runs(store, workflow)
    name, way = imported_metric(store, workflow, metric, direction)
    rows, aside = [], []
    variants: dict[str, Variant] = {}
    names: dict[str, str] = {}
    for run in runs:
        dataset = imported_dataset(workflow, run.dataset)
        score = run.rating if name == RATING else run.metrics.get(name)
        reason = _reason(run, score, name)
        if run.variant is None or reason:
            key = run.variant.id if run.variant else ""
            aside.append({"dataset_id": dataset, "variant_id": key, "run_id": run.id, "reason": reason})
            continue
        names[dataset] = run.dataset or workflow
        variants[run.variant.id] = run.variant
        gain = np.nan if score is None or run.status != "ok" else score if way == "max" else -score
        rows.append({"dataset_id": dataset, "variant_id": run.variant.id, "score": gain, "cost_s": _cost(run.cost_s),
                     "status": run.status, "weight": 1.0})  # fmt: skip
    frame = one_a_pair(pd.DataFrame(rows, columns=COLUMNS))
    set_aside = pd.DataFrame(aside, columns=["dataset_id", "variant_id", "run_id", "reason"])
    return Knowledge(frame, _datasets(names), variants_frame(variants.values()), set_aside, len(frame))


def imported_dataset(workflow: str, dataset: str) -> str:
    """The dataset_id of runs of a workflow on data of that name."""
    return f"imported-{content_hash({'workflow': workflow, 'dataset': dataset})}"


def _reason(run: ImportedRun, score: float | None, name: str) -> str:
    """Why a run says nothing of a configuration's score, empty where it does."""
    if run.variant is None:
        return "its configuration is not known"
    if run.status not in COUNTING:
        return f"it was {run.status}"
    if run.status == "ok" and score is None:
        return f"it has no {name}"
    return ""


def _cost(cost_s: float | None) -> float:
    return cost_s if cost_s is not None and 0 < cost_s <= LONGEST_S else np.nan


def _datasets(names: Mapping[str, str]) -> pd.DataFrame:
    index = pd.Index(list(names), name="dataset_id", dtype=object)
    about = {"name": list(names.values()), "group": list(names.values()), "source": "imported"}
    return pd.DataFrame(about, index=index)


def spread_of_repeats(store: KnowledgeStore, workflow: str, metric: str) -> float | None:
    """Standard deviation of a metric over repeats of one configuration on one dataset, None without repeats.

    It is the part of the score's spread that no choice of configuration explains.
    """
    name, _ = imported_metric(store, workflow, metric, "max")
    found: dict[tuple[str, str], list[float]] = {}
    for run in imported_runs(store, workflow):
        score = run.rating if name == RATING else run.metrics.get(name)
        if run.variant is not None and run.status == "ok" and score is not None:
            found.setdefault((run.dataset, run.variant.id), []).append(score)
    squares = [(v - np.mean(values)) ** 2 for values in found.values() if len(values) > 1 for v in values]
    freedom = sum(len(v) - 1 for v in found.values() if len(v) > 1)
    return float(np.sqrt(np.sum(squares) / freedom)) if freedom else None
