"""Which combinations of an imported workflow to try next, with what is expected of them.

The recommender learns from the workflow's own runs alone. Nothing here can start the workflow: what comes back are
combinations for a person to run where the workflow lives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import Direction, ImportedRecommendation, Scalar, Variant

if TYPE_CHECKING:
    import pandas as pd

    from store.experience import Knowledge

MOST_CANDIDATES = 400
"""Untried combinations that are compared."""
NOISY = 0.8
"""Spread of repeats as a share of the whole spread from which configurations can hardly be told apart."""


@dataclass(frozen=True)
class ElsewhereAdvice:
    """Combinations of an imported workflow worth trying, with what the predictions rest on."""

    items: tuple[ImportedRecommendation, ...]
    """Best first; each is the best addition to those before it."""
    basis: str
    """How many runs the predictions rest on, in one sentence."""
    notes: tuple[str, ...] = ()
    """What a person should know before relying on them."""


def metric_to_learn(store: KnowledgeStore, workflow: str, said: str | None = None) -> tuple[str, Direction]:
    """The metric to recommend by, and which way it is better.

    Args:
        store: the facts.
        workflow: an imported workflow.
        said: what the person named, as the workflow spells it or as Sextant does (f1 for f1_score); None takes the
            first metric that most runs have and whose direction is known.

    Raises:
        BadRequest: there is no such metric, or its direction is not known.
    """
    from store.importers.experience import imported_directions, imported_metric, imported_runs
    from store.importers.roles import metric_direction, plain_name

    known = imported_directions(store, workflow)
    if said is None:
        runs = imported_runs(store, workflow)
        often = {name: sum(name in r.metrics for r in runs) for name in known}
        clear = [name for name, way in known.items() if way and often[name]]
        if not clear:
            if any(r.rating is not None for r in runs):
                return imported_metric(store, workflow, "rating")
            names = ", ".join(known) or "none"
            raise BadRequest(
                f"I do not know which way the metrics of {workflow} ({names}) are better. "
                f"Say it, such as “{next(iter(known), 'score')} is a metric, higher is better”."
            )
        return imported_metric(store, workflow, max(clear, key=often.__getitem__))
    plain = plain_name(said)
    if plain not in {plain_name(n) for n in (*known, "rating")}:
        alike = [n for n in known if plain in plain_name(n).split("_") or plain_name(n).startswith(plain)]
        alike = alike or [n for n in known if metric_direction(n) and plain_name(n).endswith(plain)]
        if len(alike) == 1:
            said = alike[0]
    return imported_metric(store, workflow, said)


def advise_elsewhere(
    store: KnowledgeStore,
    workflow: str,
    *,
    person: str,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
    metric: str | None = None,
    dataset: str | None = None,
    n: int = 5,
    seed: int = 0,
    conversation_id: str = "",
) -> ElsewhereAdvice:
    """Untried combinations of an imported workflow with predicted metric, 80 % interval and cost.

    Args:
        store: the facts; nothing is recorded here.
        workflow: name it was imported under.
        person: who asks.
        clock: tells the time, UTC.
        new_id: an id from a prefix.
        metric: by which; None takes the first whose direction is known.
        dataset: name of the data they are meant for; None takes the one with most runs.
        n: how many, at least 1; fewer come back where fewer are left.
        seed: the same seed and facts give the same recommendations.
        conversation_id: where it was asked for.

    Raises:
        BadRequest: there is no such workflow, metric or dataset, or every combination has been tried.
    """
    from recommender.regression import ChoiceRegression
    from store.experience import variants_frame
    from store.importers.experience import imported_experience

    name, way = metric_to_learn(store, workflow, metric)
    known = imported_experience(store, workflow, name)
    data_id, data_name = _dataset(store, known, workflow, dataset)
    done = known.runs[known.runs["dataset_id"] == data_id]
    variants = _untried(store, workflow, known, set(done["variant_id"]), name, seed)
    table = ChoiceRegression.fit(known, data_id, seed).recommend(variants_frame(variants.values()), n)
    common: dict[str, Any] = {
        "set_id": new_id("set"), "workflow": workflow, "dataset": data_name, "conversation_id": conversation_id,
        "person": person, "metric": name, "direction": way, "made_at": clock(),
    }  # fmt: skip
    best, spread = _best(store, workflow, done, way), _Range.of(known.runs["score"], way)
    items = tuple(
        ImportedRecommendation(
            id=new_id("recommendation"), rank=rank, variant=(variant := variants[row["variant_id"]]),
            reasons=_reasons(variant, best, name), **spread.predicted(row), **common,
        )
        for rank, row in enumerate(table.to_dict("records"), 1)
    )  # fmt: skip
    return ElsewhereAdvice(
        items, _basis(known, done, name, way, workflow, data_name), _notes(store, workflow, known, name)
    )


def _dataset(store: KnowledgeStore, known: Knowledge, workflow: str, named: str | None) -> tuple[str, str]:
    """Id and name of the data that is meant: the named one, else the one with most runs."""
    from store.importers.experience import imported_dataset, imported_runs

    names = {imported_dataset(workflow, r.dataset): r.dataset for r in imported_runs(store, workflow)}
    if known.runs.empty:
        raise BadRequest(f"No run of {workflow} has a value of that metric and a known configuration.")
    if named is None:
        data_id = str(known.runs["dataset_id"].value_counts().index[0])
        return data_id, names[data_id]
    close = [i for i, n in names.items() if n.casefold() == named.casefold()]
    if not close or close[0] not in set(known.runs["dataset_id"]):
        some = ", ".join(sorted({n for n in names.values() if n})[:5])
        raise BadRequest(
            f"{workflow} has no usable runs on data called {named!r}; it has runs on {some or 'one table'}."
        )
    return close[0], names[close[0]]


def _untried(
    store: KnowledgeStore, workflow: str, known: Knowledge, here: set[Any], metric: str, seed: int
) -> dict[str, Variant]:
    """Configurations that were not tried on this data: those tried on other data of the workflow, and new ones.

    Raises:
        BadRequest: there are none.
    """
    from store.importers.experience import imported_runs
    from store.importers.space import candidates

    wanted = set(known.variants.index) - here
    found = {r.variant.id: r.variant for r in imported_runs(store, workflow) if r.variant and r.variant.id in wanted}
    found |= {v.id: v for v in candidates(store, workflow, metric=metric, n=MOST_CANDIDATES, seed=seed)}
    if not found:
        raise BadRequest(
            f"Every combination of {workflow} that its runs show has been tried. Widen it elsewhere first."
        )
    return found


@dataclass(frozen=True)
class _Range:
    """Ends that a metric's values have by nature: shares stay within 0 to 1."""

    way: Direction
    low: float | None
    high: float | None

    @classmethod
    def of(cls, gains: pd.Series[float], way: Direction) -> _Range:
        values = (gains if way == "max" else -gains).dropna()
        positive = bool(len(values)) and bool((values >= 0).all())
        return cls(way, 0.0 if positive else None, 1.0 if positive and way == "max" and (values <= 1).all() else None)

    def predicted(self, row: Mapping[Any, Any]) -> dict[str, float | None]:
        low, high = ("score_low", "score_high") if self.way == "max" else ("score_high", "score_low")
        plain = ("cost_s", "cost_low_s", "cost_high_s", "success_probability", "chance_of_best")
        made = {"score": self._value(row["score"]), "score_low": self._value(row[low])}
        return {**made, "score_high": self._value(row[high]), **{k: _finite(row[k]) for k in plain}}

    def _value(self, gain: float) -> float | None:
        value = _finite(gain if self.way == "max" else -gain)
        if value is None:
            return None
        value = value if self.low is None else max(value, self.low)
        return value if self.high is None else min(value, self.high)


def _finite(value: Any) -> float | None:
    import math

    return float(value) if value is not None and math.isfinite(value) else None


@dataclass(frozen=True)
class _Best:
    """The best configuration so far, and values that were tried."""

    choices: Mapping[str, Scalar]
    score: float
    """In the metric's own unit."""
    tried: Mapping[str, set[Scalar]]


def _best(store: KnowledgeStore, workflow: str, done: pd.DataFrame, way: Direction) -> _Best:
    from store.importers.experience import imported_runs

    top = done.dropna(subset=["score"]).sort_values("score", kind="stable").iloc[-1]
    known = {r.variant.id: r.variant.choices for r in imported_runs(store, workflow) if r.variant is not None}
    tried: dict[str, set[Scalar]] = {}
    for choices in known.values():
        for key, value in choices.items():
            tried.setdefault(key, set()).add(value)
    return _Best(known[top["variant_id"]], float(top["score"]) * (1 if way == "max" else -1), tried)


def _reasons(variant: Variant, best: _Best, metric: str) -> tuple[str, ...]:
    """How it differs from the best so far, and which of its values are new."""
    from assistant import wording

    old = best.choices
    changed = [
        f"{key} {_shown(value)} instead of {_shown(old[key])}" if key in old else f"{key} {_shown(value)}"
        for key, value in variant.choices.items()
        if old.get(key) != value or key not in old
    ]
    found = []
    if changed:
        found.append(f"Beside the best so far ({metric} {best.score:.4g}): {wording.listed(changed, 4)}.")
    fresh = [f"{k} {_shown(v)}" for k, v in variant.choices.items() if v not in best.tried.get(k, set())]
    if fresh:
        found.append(f"Between values that were tried: {wording.listed(fresh, 4)}.")
    elif changed:
        found.append("Every value was tried, but never together.")
    return tuple(found)


def _shown(value: Scalar) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _basis(known: Knowledge, done: pd.DataFrame, metric: str, way: Direction, workflow: str, dataset: str) -> str:
    better = "higher is better" if way == "max" else "lower is better"
    on = f" on {dataset}" if dataset and len(known.datasets) > 1 else ""
    others = len(known.datasets) - 1
    more = f" and on {others} other {'dataset' if others == 1 else 'datasets'}" if others else ""
    rests = f"rests on the imported runs of {len(done):,} configurations of {workflow}"
    return f"Predicted {metric} ({better}) {rests}{on}{more}."


def _notes(store: KnowledgeStore, workflow: str, known: Knowledge, metric: str) -> tuple[str, ...]:
    """Where repeats differ as much as configurations do, that is said."""
    from store.importers.experience import spread_of_repeats

    noise = spread_of_repeats(store, workflow, metric)
    scores: Sequence[float] = known.runs["score"].dropna().tolist()
    if noise is None or len(scores) < 3:
        return ()
    import statistics

    whole = statistics.stdev(scores)
    if noise < NOISY * whole:
        return ()
    return (
        f"Repeats of one configuration differ by about {noise:.2g} in {metric}, as much as different configurations do "
        f"({whole:.2g}): these runs hardly tell configurations apart, so take the order lightly.",
    )
