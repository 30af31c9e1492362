"""Which combinations of an imported workflow to try next, with what is expected of them.

The recommender learns from the workflow's own runs alone. Nothing here can start the workflow: what comes back are
combinations for a person to run where the workflow lives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import Direction, ImportedRecommendation, ImportedRun, Scalar, Variant

if TYPE_CHECKING:
    import pandas as pd

    from recommender.regression import ChoiceRegression
    from store.experience import Knowledge
    from store.importers.limits import Limit

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


def metric_to_learn(
    store: KnowledgeStore,
    workflow: str,
    said: str | None = None,
    direction: Direction | None = None,
) -> tuple[str, Direction]:
    """The metric to recommend by, and which way it is better.

    Args:
        store: the facts.
        workflow: an imported workflow.
        said: what the person named, as the workflow spells it or as Sextant does (f1 for f1_score); None takes the
            first metric that most runs have and whose direction is known.
        direction: which way the person wants it, where they said so.

    Raises:
        BadRequest: there is no such metric, or its direction is not known.
    """
    from store.importers.experience import RATING, imported_directions, imported_metric, imported_runs
    from store.importers.roles import metric_direction, plain_name

    known = imported_directions(store, workflow)
    if said is None:
        runs = imported_runs(store, workflow)
        often = {name: sum(name in r.metrics for r in runs) for name in known}
        clear = [name for name, way in known.items() if way and often[name]]
        if not clear:
            if any(r.rating is not None for r in runs):
                return imported_metric(store, workflow, RATING)
            names = ", ".join(known) or "none"
            raise BadRequest(
                f"I do not know which way the metrics of {workflow} ({names}) are better. "
                f"Say it, such as “{next(iter(known), 'score')} is a metric, higher is better”."
            )
        return imported_metric(store, workflow, max(clear, key=often.__getitem__))
    plain = plain_name(said)
    if plain not in {plain_name(n) for n in (*known, RATING)}:
        alike = [n for n in known if plain in plain_name(n).split("_") or plain_name(n).startswith(plain)]
        alike = alike or [n for n in known if metric_direction(n) and plain_name(n).endswith(plain)]
        if len(alike) == 1:
            said = alike[0]
    return imported_metric(store, workflow, said, direction)


def metric_called(metric: str) -> str:
    """What a metric is called where people read it: the time that is learned like one is in seconds."""
    from store.importers.experience import COST

    return "seconds" if metric == COST else metric


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
    limits: Sequence[Limit] = (),
    direction: Direction | None = None,
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
        limits: what the person allows of parameters, of other metrics as they are foreseen, and of the time.
        direction: which way the metric is better, where the person said so.

    Raises:
        BadRequest: there is no such workflow, metric or dataset, every combination has been tried, or none keeps to the
            limits.
    """
    from recommender.regression import ChoiceRegression
    from store.experience import variants_frame
    from store.importers.experience import imported_experience, imported_runs
    from store.importers.limits import allowed

    runs = imported_runs(store, workflow)
    name, way = metric_to_learn(store, workflow, metric, direction)
    known = imported_experience(store, workflow, name, direction=way)
    data_id, data_name = _dataset(runs, known, workflow, dataset)
    asked = _Asked(store, workflow, name, data_id, tuple(limits), seed)
    done = known.runs[known.runs["dataset_id"] == data_id]
    tried = {r.variant.id: r.variant for r in runs if r.variant is not None}
    fitted = ChoiceRegression.fit(known, data_id, seed)
    variants = _meeting(asked, _untried(asked, known, tried, set(done["variant_id"])), fitted)
    rivals = {key for key in done["variant_id"] if allowed(tried[key].choices, limits)}
    chosen = fitted.recommend(variants_frame(variants.values()), n, rivals).to_dict("records")
    common: dict[str, Any] = {
        "set_id": new_id("set"), "workflow": workflow, "dataset": data_name, "conversation_id": conversation_id,
        "person": person, "metric": name, "direction": way, "made_at": clock(),
    }  # fmt: skip
    best, spread, kept_to = _best(tried, done, way, rivals), _Range.of(known.runs["score"], way), _kept_to(limits)
    items = []
    for rank, row in enumerate(chosen, 1):
        variant = variants[row["variant_id"]]
        told = {"variant": variant, "reasons": (*_reasons(variant, best, name), *kept_to), **spread.predicted(row)}
        items.append(ImportedRecommendation(id=new_id("recommendation"), rank=rank, **told, **common))
    basis = _basis(known, done, name, way, workflow, data_name)
    return ElsewhereAdvice(tuple(items), basis, (*kept_to, *_hardly_kept(items, limits), *_notes(asked, known)))


@dataclass(frozen=True)
class _Asked:
    """What is asked of a workflow."""

    store: KnowledgeStore
    workflow: str
    metric: str
    data_id: str
    limits: tuple[Limit, ...]
    seed: int


def _kept_to(limits: Sequence[Limit]) -> tuple[str, ...]:
    return (f"Within what you said: {'; '.join(limit.words for limit in limits)}.",) if limits else ()


def _dataset(runs: Sequence[ImportedRun], known: Knowledge, workflow: str, named: str | None) -> tuple[str, str]:
    """Id and name of the data that is meant: the named one, else the one with most runs."""
    from store.importers.experience import imported_dataset

    every = dict.fromkeys(r.dataset for r in runs)
    names = {imported_dataset(workflow, name): name for name in every}
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


def _untried(asked: _Asked, known: Knowledge, tried: Mapping[str, Variant], here: set[Any]) -> dict[str, Variant]:
    """Configurations that were not tried on this data: those tried on other data of the workflow, and new ones.

    Args:
        asked: of which workflow, within which limits.
        known: its runs.
        tried: all configurations of its runs, by id.
        here: ids of those that were tried on this data.

    Raises:
        BadRequest: there are none.
    """
    from store.importers.limits import allowed
    from store.importers.space import candidates

    limits = asked.limits
    elsewhere = known.runs[~known.runs["variant_id"].isin(list(here))]
    kept_to = elsewhere["variant_id"].map(lambda key: allowed(tried[key].choices, limits)).astype(bool)
    found = {key: tried[key] for key in _best_elsewhere(elsewhere[kept_to])}
    made = candidates(
        asked.store, asked.workflow, metric=asked.metric, n=MOST_CANDIDATES, seed=asked.seed, limits=limits
    )
    found |= {v.id: v for v in made if allowed(v.choices, limits)}
    if not found:
        said = "; ".join(limit.words for limit in limits)
        within = f" within what you said ({said})" if limits else ""
        raise BadRequest(
            f"Every combination of {asked.workflow} that its runs show has been tried{within}. "
            + ("Loosen that, or widen the workflow elsewhere." if limits else "Widen it elsewhere first.")
        )
    return found


def _best_elsewhere(runs: pd.DataFrame) -> Sequence[str]:
    """Ids of the configurations that stood best on their own data; all of them where they are few."""
    stood = runs.groupby("dataset_id")["score"].rank(pct=True).groupby(runs["variant_id"]).max()
    return [str(key) for key in stood.sort_values(ascending=False, kind="stable").index[:MOST_CANDIDATES]]


def _meeting(asked: _Asked, variants: dict[str, Variant], fitted: ChoiceRegression) -> dict[str, Variant]:
    """The combinations that are foreseen to keep to every limit on a metric or on the time.

    Raises:
        BadRequest: nothing is known of one of them, or no combination is foreseen to keep to it.
    """
    from recommender.regression import ChoiceRegression
    from store.experience import variants_frame
    from store.importers.experience import imported_experience, imported_metric

    for limit in asked.limits:
        if limit.of not in ("metric", "time", "expected"):
            continue
        table = variants_frame(variants.values())
        if limit.of != "metric":
            values = _seconds(fitted.foreseen(table), limit)
        else:
            name, way = imported_metric(asked.store, asked.workflow, limit.name, "max")
            known = imported_experience(asked.store, asked.workflow, name, direction=way)
            values = ChoiceRegression.fit(known, asked.data_id, asked.seed).foreseen(table)["score"]
        if values.isna().all():
            raise BadRequest(f"No run of {asked.workflow} says how long it took, so {limit.words} cannot be kept to.")
        kept = [str(key) for key, value in values.items() if value == value and limit.allows(float(value))]
        if not kept:
            raise BadRequest(
                f"No untried combination of {asked.workflow} is foreseen to have "
                f"{limit.words.removeprefix('foreseen ')}: the foreseen ones lie between {values.min():.4g} and "
                f"{values.max():.4g}. Loosen that."
            )
        variants = {key: variants[key] for key in kept}
    return variants


def _seconds(foreseen: pd.DataFrame, limit: Limit) -> pd.Series[float]:
    """The seconds that are held against a limit: what nine runs of ten stay below, where some combination does so.

    A person who says “at most 60 s a run” wants it kept to; where nothing does so surely, what is expected counts.
    """
    surely = foreseen["cost_high_s"]
    if limit.of == "time" and limit.sign in ("<", "<=") and any(limit.allows(float(v)) for v in surely.dropna()):
        return surely
    return foreseen["cost_s"]


def _hardly_kept(items: Sequence[ImportedRecommendation], limits: Sequence[Limit]) -> tuple[str, ...]:
    """That a limit on the time is kept to as expected only, in a sentence."""
    ends = [i.cost_high_s for i in items if i.cost_high_s is not None]
    return tuple(
        f"Nothing is foreseen to take {limit.words} in nine runs of ten, so single runs of these may take longer."
        for limit in limits
        if limit.of == "time" and limit.sign in ("<", "<=") and any(not limit.allows(end) for end in ends)
    )


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


def _best(tried: Mapping[str, Variant], done: pd.DataFrame, way: Direction, rivals: Collection[str]) -> _Best:
    """The best of the rivals, or of all where there is none."""
    scored = done.dropna(subset=["score"]).sort_values("score", kind="stable")
    within = scored[scored["variant_id"].isin(list(rivals))]
    top = (scored if within.empty else within).iloc[-1]
    every = [variant.choices for variant in tried.values()]
    values = {name: {c[name] for c in every if name in c} for name in set().union(*every)}
    return _Best(tried[top["variant_id"]].choices, float(top["score"]) * (1 if way == "max" else -1), values)


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
        found.append(
            f"Beside the best so far ({metric_called(metric)} {best.score:.4g}): {wording.listed(changed, 4)}."
        )
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
    return f"Predicted {metric_called(metric)} ({better}) {rests}{on}{more}."


def _notes(asked: _Asked, known: Knowledge) -> tuple[str, ...]:
    """Where repeats differ as much as configurations do, that is said."""
    from store.importers.experience import spread_of_repeats

    noise = spread_of_repeats(asked.store, asked.workflow, asked.metric)
    scores: Sequence[float] = known.runs["score"].dropna().tolist()
    if noise is None or len(scores) < 3:
        return ()
    import statistics

    whole = statistics.stdev(scores)
    if noise < NOISY * whole:
        return ()
    return (
        f"Repeats of one configuration differ by about {noise:.2g} in {asked.metric}, as much as different "
        f"configurations do ({whole:.2g}): these runs hardly tell configurations apart, so take the order lightly.",
    )
