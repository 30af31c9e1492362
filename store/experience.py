"""Past runs as a recommender learns from them: the shipped ones and one's own, in one shape.

Scores are the metric's gain (higher is better, whatever the metric). A metric in the target's own unit is divided by
what the trivial baseline scores on the same rows: an RMSE in euros says nothing of one in degrees. Runs of one variant
on one dataset are one row: with a score if any of them has one, the mean of the scores and of the costs (different
seeds then average out).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd

from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.prior import PriorPack
from store.records import LATER_FIELDS, METRICS, Metric, Scalar, Task, TaskKind, Variant, content_hash, metric
from store.repeats import COLUMNS, one_a_pair

COUNTING = ("ok", "failed", "timeout", "memory")
"""Outcomes that say something of a variant; a stopped or interrupted run does not."""
OWN_WEIGHT = 3.0
"""Weight of an own run beside one of the prior: same people, same kind of tables."""
USUAL_FOLDS = 5
"""Folds that costs are scaled to unless told otherwise; the prior has fewer folds on larger tables."""
LONGEST_S = 1e7
"""A run that claims more seconds (115 days) is no measurement."""
_FRAME = ["dataset_id", "variant_id", "score", "cost_s", "status", "weight", "folds", "run_id", "seed"]


@dataclass(frozen=True)
class Knowledge:
    """What a recommender learns from."""

    runs: pd.DataFrame
    """dataset_id, variant_id, score (gain, divided by the dataset's scale; NaN unless ok), cost_s (on this machine; NaN
    where not known), status (ok, failed, timeout, memory), weight (1 = a run of the prior); one row a pair."""
    datasets: pd.DataFrame
    """Index dataset_id; name, group (near-duplicates share it), source (prior or own), scale (the trivial baseline's
    score where the metric has the target's unit, else 1), meta-features `mf_*`."""
    variants: pd.DataFrame
    """Index variant_id; algorithm, family, label, `p__*`; see `variants_frame`."""
    set_aside: pd.DataFrame
    """Runs that are no measurements: dataset_id, variant_id, run_id, reason."""
    own_runs: int = 0
    """Rows of `runs` that are one's own."""


def dataset_key(task: Task) -> str:
    """The dataset_id of one's own runs: those of equal key were measured on the same rows in the same way."""
    return _key(task.content())


def _key(task: Mapping[str, Any]) -> str:
    content = {k: task[k] for k in ("version_id", "target", "kind", "positive_class")}
    content |= {k: task[k] for k in LATER_FIELDS if task.get(k)}
    content["excluded"] = sorted(task["columns_excluded"])
    content["validation"] = {k: v for k, v in task["validation"].items() if k != "reason"}
    return f"own-{content_hash(content)}"


def experience(
    store: KnowledgeStore,
    prior: PriorPack,
    kind: str,
    metric_name: str,
    *,
    speed: float | None,
    kinds: Sequence[str] | None = None,
    folds: int | None = USUAL_FOLDS,
    own_weight: float = OWN_WEIGHT,
) -> Knowledge:
    """Everything known of a kind of task, by one metric.

    Args:
        store: one's own facts.
        prior: the shipped pack.
        kind: binary, multiclass, regression or forecast.
        metric_name: scores are of this metric.
        speed: this machine's benchmark (higher is faster), to which costs are scaled; None leaves them as measured.
        kinds: kinds of task to take together (such as binary and multiclass for accuracy); just `kind` if not given.
        folds: number of folds that costs are scaled to, in proportion; None leaves them as measured.
        own_weight: weight of one's own runs, where those of the prior have 1.

    Raises:
        BadRequest: there is no such metric or kind, or the metric is not one of that kind.
    """
    measure = metric(metric_name)
    taken = _checked_kinds(kind, kinds, measure)
    shipped, shipped_data = _of_prior(prior, measure, taken)
    own, own_tasks = _of_store(store, measure, taken)
    shipped["weight"], own["weight"] = 1.0, own_weight
    shipped["cost_s"] = shipped["cost_s"] * _ratio(prior.machine.get("speed"), speed)
    own["cost_s"] = own["cost_s"] * [_ratio(s, speed) for s in own.pop("speed")]
    parts = [f for f in (shipped[_FRAME], own[_FRAME]) if len(f)]
    every = pd.concat(parts, ignore_index=True) if parts else shipped[_FRAME]
    if folds is not None:
        every["cost_s"] = every["cost_s"] * folds / pd.to_numeric(every["folds"]).clip(lower=1).fillna(folds)
    kept, set_aside = _sorted_out(every, measure)
    runs = one_a_pair(kept[COLUMNS]).reset_index(drop=True)
    datasets = pd.concat([shipped_data, _own_datasets(store, prior, own_tasks)])
    datasets["scale"] = _scales(store, prior, measure, datasets.index, runs) if in_unit(measure) else 1.0
    datasets = datasets[datasets.index.isin(runs["dataset_id"])]
    variants = _variants(store, prior, set(runs["variant_id"]))
    runs = runs[runs["variant_id"].isin(variants.index) & runs["dataset_id"].isin(datasets.index)]
    runs["score"] = runs["score"] / runs["dataset_id"].map(datasets["scale"]).astype(float)
    is_own = runs["dataset_id"].isin(list(own_tasks))
    return Knowledge(runs.reset_index(drop=True), datasets, variants, set_aside, int(is_own.sum()))


def in_unit(measure: Metric) -> bool:
    """Whether a metric has the target's own unit, so that scores on different targets can't be compared as they are."""
    return measure.unit in ("target", "target²")


def observed(store: KnowledgeStore, task: Task) -> pd.DataFrame:
    """The runs that ended on a task's rows, measured in the same way: same content, target, excluded columns, split.

    Returns:
        variant_id, score (gain of the task's metric, NaN unless ok), cost_s (as measured), status (ok, failed,
        timeout, memory) and run_id; one row a run, in the order they ended. Another goal's runs count as well where
        they measured this metric.
    """
    frame, _ = _of_store(store, metric(task.metric), (task.kind,), task.version_id)
    frame = frame[frame["dataset_id"] == dataset_key(task)]
    kept, _ = _sorted_out(frame, metric(task.metric))
    return kept[["variant_id", "score", "cost_s", "status", "run_id"]].reset_index(drop=True)


def variants_frame(variants: Iterable[Variant]) -> pd.DataFrame:
    """Variants as a recommender sees them.

    Returns:
        Index variant_id; algorithm (the choice of estimator, else the family), family, label, and `p__<choice>` for
        each other choice: numbers as they are, truth values as 0 and 1, texts as texts, a chosen None as "none", and
        missing where a choice does not apply. Shape (n_variants, 3 + n_choices).
    """
    return _frame_of((v.id, v.family, v.label, v.choices) for v in variants)


def _frame_of(rows: Iterable[tuple[str, str, str, Mapping[str, Scalar]]]) -> pd.DataFrame:
    made = []
    for key, family, label, choices in rows:
        line: dict[str, object] = {"variant_id": key, "algorithm": str(choices.get("estimator", family))}
        line |= {"family": family, "label": label}
        line |= {f"p__{name}": _plain(value) for name, value in choices.items() if name != "estimator"}
        made.append(line)
    if not made:
        return pd.DataFrame(columns=["algorithm", "family", "label"], index=pd.Index([], name="variant_id"))
    return pd.DataFrame(made).drop_duplicates("variant_id").set_index("variant_id")


def _plain(value: Scalar) -> object:
    if value is None:
        return "none"
    return int(value) if isinstance(value, bool) else value


def _checked_kinds(kind: str, kinds: Sequence[str] | None, measure: Metric) -> tuple[str, ...]:
    taken = tuple(dict.fromkeys((kind, *(kinds or ()))))
    for one in taken:
        if one not in get_args(TaskKind):
            raise BadRequest(f"There is no kind of task {one!r}; there are {', '.join(get_args(TaskKind))}.")
        if one not in measure.kinds:
            fitting = ", ".join(m.name for m in METRICS.values() if one in m.kinds)
            raise BadRequest(f"{measure.label} is no metric for {one}. Choose one of: {fitting}.")
    return taken


def _ratio(speed_there: object, speed_here: float | None) -> float:
    """Factor from seconds there to seconds here; 1 where either speed is not known."""
    if speed_here is None or not isinstance(speed_there, int | float) or not speed_there > 0 or not speed_here > 0:
        return 1.0
    return float(speed_there) / speed_here


def _of_prior(prior: PriorPack, measure: Metric, kinds: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    datasets = prior.datasets[prior.datasets["kind"].isin(kinds)].drop_duplicates("dataset_id").set_index("dataset_id")
    features = [c for c in datasets if str(c).startswith("mf_")]
    name = datasets.get("name", pd.Series(datasets.index, datasets.index))
    about = pd.DataFrame({"name": name, "group": datasets.get("group", name), "source": "prior"}, index=datasets.index)
    found = prior.runs[prior.runs["dataset_id"].isin(datasets.index) & prior.runs["status"].isin(COUNTING)]
    values = found.get(f"m__{measure.name}", pd.Series(np.nan, found.index))
    runs = found[["dataset_id", "variant_id", "status"]].copy()
    runs["score"] = pd.to_numeric(values, errors="coerce").astype(float)
    runs["cost_s"] = pd.to_numeric(found["cost_s"], errors="coerce").astype(float)
    runs["folds"] = pd.to_numeric(found["folds"], errors="coerce") if "folds" in found else np.nan
    runs["run_id"] = "prior"
    runs["seed"] = 0
    return runs, about.join(datasets[features].apply(pd.to_numeric, errors="coerce").astype(float))


def _of_store(
    store: KnowledgeStore, measure: Metric, kinds: Sequence[str], version_id: str | None = None
) -> tuple[pd.DataFrame, dict[str, dict[str, Any]]]:
    """Own runs in the order they ended, and the task of each dataset key."""
    marks = ", ".join("?" for _ in kinds)
    where = f"r.kind IN ({marks})" + (" AND r.version_id = ?" if version_id is not None else "")
    values: list[object] = [*kinds, *([version_id] if version_id is not None else [])]
    runs = store.frame(
        f"""
        SELECT r.id AS run_id, md5(CAST(r.task AS VARCHAR)) AS task_mark, r.variant_id, r.seed, z.outcome AS status,
          CASE WHEN z.outcome <> 'ok' THEN NULL
               ELSE coalesce(CAST(z.metrics->>'$.{measure.name}' AS DOUBLE), CASE WHEN r.metric = '{measure.name}'
                             THEN z.score END) END AS score,
          z.wall_s AS cost_s, m.speed
        FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id
          LEFT JOIN facts.run_start s ON s.run_id = r.id LEFT JOIN facts.machine m ON m.id = s.machine
        WHERE {where} AND z.outcome IN {COUNTING} ORDER BY z.seq""",
        values,
    )
    mark = "md5(CAST(r.task AS VARCHAR)) AS mark, any_value(r.task) AS task"
    tasks = store.frame(f"SELECT {mark} FROM facts.run r WHERE {where} GROUP BY 1", values)
    parsed = {mark: json.loads(task) for mark, task in zip(tasks["mark"], tasks["task"], strict=True)}
    keys = {mark: _key(task) for mark, task in parsed.items()}
    runs["dataset_id"] = runs["task_mark"].map(keys)
    runs["folds"] = runs["task_mark"].map({m: t["validation"]["folds"] for m, t in parsed.items()})
    for column in ("score", "cost_s", "speed"):
        runs[column] = runs[column].astype(float)
    return runs, {keys[mark]: task for mark, task in parsed.items()}


def _sorted_out(runs: pd.DataFrame, measure: Metric) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Splits measurements from what cannot be one, and turns scores into gains."""
    ok, score, cost = runs["status"] == "ok", runs["score"], runs["cost_s"]
    low = -np.inf if measure.low is None else measure.low
    high = np.inf if measure.high is None else measure.high
    reason = pd.Series("", runs.index, dtype=object)
    reason[ok & ((score < low - 1e-9) | (score > high + 1e-9) | np.isinf(score))] = (
        f"its {measure.label} is outside {measure.low} to {measure.high}"
    )
    reason[(cost <= 0) | (cost > LONGEST_S)] = f"its cost is not between 0 and {LONGEST_S:g} seconds"
    copied = runs.duplicated(["dataset_id", "variant_id", "seed", "status", "score", "cost_s"]) & cost.notna()
    reason[copied & (reason == "")] = "it is an exact copy of another run"
    lacks = ok & score.isna() & (reason == "")
    aside = runs.loc[reason != "", ["dataset_id", "variant_id", "run_id"]].assign(reason=reason[reason != ""])
    kept = runs[(reason == "") & ~lacks].copy()
    kept["score"] = kept["score"].map(measure.gain) if len(kept) else kept["score"]
    return kept, aside.reset_index(drop=True)


def _own_datasets(store: KnowledgeStore, prior: PriorPack, tasks: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Name, group and meta-features of one's own datasets; those of another profiler don't mix, so they are missing."""
    rows = []
    if tasks:
        names = store.frame("SELECT version_id, dataset, dataset_id FROM datasets").set_index("version_id")
        features = _features(store, prior)
        groups = _groups(prior)
        for key, task in tasks.items():
            version = task["version_id"]
            known = version in names.index and isinstance(names.loc[version, "dataset"], str)
            name = str(names.loc[version, "dataset"]) if known else version
            group = groups.get(name) or (f"own:{names.loc[version, 'dataset_id']}" if known else f"own:{version}")
            about = features.get((version, task["target"], task["kind"]), {})
            rows.append({"dataset_id": key, "name": name, "group": group, "source": "own", **about})
    empty = pd.DataFrame(columns=["dataset_id", "name", "group", "source"])
    return (pd.DataFrame(rows) if rows else empty).set_index("dataset_id")


def _groups(prior: PriorPack) -> dict[str, str]:
    """Name to group of the prior's tables: an own table of that name is taken for a near-duplicate."""
    if not {"name", "group"} <= set(prior.datasets.columns):
        return {}
    return dict(zip(prior.datasets["name"], prior.datasets["group"], strict=True))


def _features(store: KnowledgeStore, prior: PriorPack) -> dict[tuple[str, str, str], dict[str, float]]:
    shipped = set(prior.datasets["profiler"].dropna()) if "profiler" in prior.datasets else set()
    frame = store.frame("SELECT version_id, target, kind, profiler, features FROM facts.dataset_profile ORDER BY seq")
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for version, target, kind, profiler, text in _rows(frame):
        if not shipped or profiler in shipped:
            values = json.loads(text)
            found[version, target, kind] = {k: float("nan") if v is None else float(v) for k, v in values.items()}
    return found


def _scales(
    store: KnowledgeStore, prior: PriorPack, measure: Metric, datasets: pd.Index, runs: pd.DataFrame
) -> "pd.Series[float]":
    """What the trivial baseline scores on each dataset, shape (n_datasets,), all above 0.

    Where no baseline is known it is taken for the upper quartile of the runs' errors: poor variants come near it.
    """
    column = f"baseline__{measure.name}"
    known: dict[str, float] = {}
    if column in prior.datasets:
        known |= dict(zip(prior.datasets["dataset_id"], prior.datasets[column], strict=True))
    own = store.frame(
        "SELECT any_value(r.task) AS task, median(z.baseline) AS baseline FROM facts.run r "
        "JOIN facts.run_end z ON z.run_id = r.id WHERE r.metric = ? AND z.baseline IS NOT NULL "
        "GROUP BY md5(CAST(r.task AS VARCHAR))",
        [measure.name],
    )
    known |= {_key(json.loads(task)): value for task, value in zip(own["task"], own["baseline"], strict=True)}
    found = pd.Series([known.get(str(d), np.nan) for d in datasets], index=datasets, dtype=float)
    errors = runs["score"].abs().groupby(runs["dataset_id"]).quantile(0.75).reindex(datasets)
    found = found.where(found > 0, errors)
    return found.where(found > 0, 1.0)


def _variants(store: KnowledgeStore, prior: PriorPack, wanted: set[str]) -> pd.DataFrame:
    columns = ["variant_id", "family", "label", "choices"]
    shipped = prior.variants[prior.variants["variant_id"].isin(list(wanted))]
    rows = _rows(shipped.assign(label=shipped.get("label", shipped["family"]))[columns])
    rest = wanted - set(shipped["variant_id"])
    if rest:
        own = store.frame(
            "SELECT variant_id, any_value(family) AS family, any_value(label) AS label, any_value(choices) AS choices "
            "FROM facts.run GROUP BY variant_id ORDER BY min(seq)"
        )
        rows += _rows(own[own["variant_id"].isin(list(rest))][columns])
    return _frame_of((key, family, label, json.loads(choices)) for key, family, label, choices in rows)


def _rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows of a frame of texts, in the order of its columns."""
    return list(zip(*(frame[c] for c in frame), strict=True))
