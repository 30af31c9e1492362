"""What a recommender learns from imported runs: the experience of one workflow, by one of its metrics."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

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
COST = "cost_s"
"""Name under which the seconds that a run took can be learned from like a metric; lower is better."""


MOST_KEPT = 100_000
"""Runs of a workflow that are kept for the next question, at about 3 kB each; more would take too much memory."""
_READ: "WeakKeyDictionary[KnowledgeStore, dict[str, tuple[tuple[int, ...], tuple[ImportedRun, ...]]]]" = (
    WeakKeyDictionary()
)
"""Of each open store the workflow that was asked about last, with what tells that nothing has come since."""


def imported_workflows(store: KnowledgeStore) -> tuple[str, ...]:
    """Names of all workflows with imported runs, in the order they were first imported."""
    known = set(store.frame("SELECT DISTINCT workflow FROM imported_runs")["workflow"])
    return tuple(dict.fromkeys(act.workflow for act in store.find(ImportAct) if act.workflow in known))


def imported_runs(store: KnowledgeStore, workflow: str) -> tuple[ImportedRun, ...]:
    """The runs of a workflow as the view `imported_runs` has them, in the order they were imported.

    They are read once and remembered until other runs come, so whoever needs them asks here.

    Raises:
        BadRequest: nothing was imported under that name, or the same runs are known here by themselves.
    """
    mark = _mark(store)
    kept = _READ.setdefault(store, {})
    if kept.get(workflow, (None, ()))[0] == mark:
        return kept[workflow][1]
    current = set(store.frame("SELECT run_id FROM imported_runs WHERE workflow = ?", [workflow])["run_id"])
    found = store.find(ImportedRun, workflow=workflow)
    if not current:
        names = ", ".join(imported_workflows(store)) or "none yet"
        if found:
            raise BadRequest(f"The runs of {workflow!r} are known here under another name. Imported were: {names}.")
        raise BadRequest(f"Nothing was imported of a workflow {workflow!r}. Imported were: {names}.")
    runs = tuple(r for r in found if r.id in current)
    if len(runs) <= MOST_KEPT:
        kept.clear()
        kept[workflow] = (mark, runs)
    return runs


def _mark(store: KnowledgeStore) -> tuple[int, ...]:
    """What changes whenever the runs that count may be others: a run of one's own may be the original of a copy."""
    row = store.frame(
        "SELECT (SELECT count(*) FROM facts.imported_run) AS imported, "
        "(SELECT coalesce(max(seq), 0) FROM facts.imported_run) AS newest, (SELECT count(*) FROM facts.run) AS own"
    ).iloc[0]
    return tuple(int(v) for v in row)


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
        metric: name of the metric, `rating` or `cost_s`; small and large letters, dots and spaces make no difference.
        direction: overrides what is known.

    Raises:
        BadRequest: the workflow has no such metric, or nobody has said which way it is better.
    """
    known: dict[str, Direction | None] = {RATING: "max", COST: "min", **imported_directions(store, workflow)}
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
    store: KnowledgeStore,
    workflow: str,
    metric: str,
    *,
    direction: Direction | None = None,
) -> Knowledge:
    """Everything known of an imported workflow, by one metric, in the form that `experience` has.

    Repeats of a configuration on a dataset are averaged. Costs are as measured: the machine is not known. Runs whose
    configuration is not known are in `set_aside`.

    Args:
        store: the facts.
        workflow: its name.
        metric: one of its metrics, `rating`, or `cost_s` for the time.
        direction: which way the metric is better, where the import does not tell.

    Raises:
        BadRequest: there is no such workflow or metric, or its direction is not known.
    """
    runs = imported_runs(store, workflow)
    name, way = imported_metric(store, workflow, metric, direction)
    rows, aside = [], []
    variants: dict[str, Variant] = {}
    names: dict[str, str] = {}
    ids = {name: imported_dataset(workflow, name) for name in {r.dataset for r in runs}}
    for run in runs:
        dataset = ids[run.dataset]
        score = measured(run, name)
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


def measured(run: ImportedRun, name: str) -> float | None:
    """What a run has of a metric, of `rating`, or of `cost_s`; None where it has none."""
    if name in run.metrics:
        return run.metrics[name]
    return run.rating if name == RATING else _usable(run.cost_s) if name == COST else None


def _reason(run: ImportedRun, score: float | None, name: str) -> str:
    """Why a run says nothing of a configuration's score, empty where it does."""
    if run.variant is None:
        return "its configuration is not known"
    if run.status not in COUNTING:
        return f"it was {run.status}"
    if run.status == "ok" and score is None:
        return f"it has no {name}"
    return ""


def _usable(cost_s: float | None) -> float | None:
    return cost_s if cost_s is not None and 0 < cost_s <= LONGEST_S else None


def _cost(cost_s: float | None) -> float:
    return np.nan if (seconds := _usable(cost_s)) is None else seconds


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
        score = measured(run, name)
        if run.variant is not None and run.status == "ok" and score is not None:
            found.setdefault((run.dataset, run.variant.id), []).append(score)
    squares = [(v - np.mean(values)) ** 2 for values in found.values() if len(values) > 1 for v in values]
    freedom = sum(len(v) - 1 for v in found.values() if len(v) > 1)
    return float(np.sqrt(np.sum(squares) / freedom)) if freedom else None
