"""Keeps the recommender ready: what is known, the fitted meta-models, when they are fitted anew, and their advice."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import (
    DatasetProfile,
    Experiment,
    Family,
    Feedback,
    FeedbackWithdrawal,
    Goal,
    MetaModelCard,
    Recommendation,
    Run,
    RunEnd,
    Task,
    TaskKind,
    UserProfile,
    Variant,
    content_hash,
)

_log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from recommender.advice import Advice

    from recommender.knowledge import Knowledge

EXTRA_VARIANTS = 150
"""Variants beside the known ones that are offered to the meta-model for each kind of task."""
RUNS_BEFORE_REFIT = 20
"""Own runs that must have ended since the last fit; a dataset new to the meta-model counts as enough."""
WARM = (("binary", "roc_auc"), ("multiclass", "balanced_accuracy"), ("regression", "rmse"))
"""What is fitted ahead of the first visit."""


class NoCandidates(BadRequest):
    """The wishes leave no variant to recommend."""


@dataclass
class _Fitted:
    """A meta-model in use."""

    recommender: Any
    knowledge: Knowledge
    key: str
    own_runs: int
    own_datasets: frozenset[str]


class Advising:
    """Recommendations for goals. Safe from any thread; a fit happens once, others wait for it."""

    def __init__(
        self, store: KnowledgeStore, home: Path, clock: Callable[[], datetime], new_id: Callable[[str], str]
    ) -> None:
        self._store = store
        self._folder = home / "meta"
        self._home = home
        self._clock = clock
        self._new_id = new_id
        self._fitted: dict[tuple[str, str], _Fitted] = {}
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._variants: dict[str, tuple[Variant, ...]] = {}
        self._lock = threading.Lock()
        self._refitting: set[tuple[str, str]] = set()
        self._closing = threading.Event()

    def advise(
        self,
        goal: Goal,
        profile: DatasetProfile,
        *,
        person: UserProfile,
        n: int,
        families: Sequence[Family] = (),
        prior_set: Sequence[Recommendation] = (),
        budget_s: float | None = None,
        under_way: Sequence[str] = (),
    ) -> Advice:
        """The variants worth running next for a goal.

        Args:
            goal: what is wanted.
            profile: meta-features of its data.
            person: what is known of the person.
            n: how many, at least 1; fewer come back where fewer are left.
            families: only these, where any are given.
            prior_set: the recommendations shown before, to say what changed.
            budget_s: seconds that are left; None takes the goal's budget.
            under_way: ids of variants that are running now and need not be recommended.

        Raises:
            NoCandidates: the constraints leave nothing.
        """
        from recommender.advice import advise

        from store.experience import observed

        task = goal.task
        fitted = self._ready(task.kind, task.metric)
        candidates = [v for v in self.candidates(goal, families) if v.id not in under_way]
        if not candidates:
            raise NoCandidates("Your wishes leave no kind of model to recommend.")
        return advise(
            fitted.recommender,
            goal=goal,
            profile=profile,
            candidates=candidates,
            observed=observed(self._store, task),
            feedback=self._feedback(goal),
            profile_facts=person.facts,
            knowledge=fitted.knowledge,
            n=n,
            budget_s=budget_s if budget_s is not None else goal.budget.seconds,
            prior_set=tuple(prior_set),
            clock=self._clock,
            new_id=self._new_id,
            meta_model_id=fitted.key,
        )

    def candidates(self, goal: Goal, families: Sequence[Family] = ()) -> list[Variant]:
        """The variants that the goal's constraints allow: those with history first, then fresh samples."""
        from experiments.workflows.tabular import interpretable

        limits = goal.constraints
        allowed = set(families) or set(limits.families_allowed or ())
        return [
            v
            for v in self._all_variants(goal.task.kind)
            if (not allowed or v.family in allowed)
            and v.family not in limits.families_forbidden
            and (not limits.interpretable or interpretable(v))
        ]

    def defaults(self, goal: Goal) -> list[Variant]:
        """Every estimator with its own best practice, the likeliest first, within the goal's constraints.

        These need no meta-model.
        """
        from experiments.families import FAMILIES
        from experiments.workflows.tabular import default_variant

        kind = goal.task.kind
        known = {default_variant(e.name, kind).id: i for i, e in enumerate(FAMILIES) if kind in e.kinds}
        found = [v for v in self.candidates(goal) if v.id in known]
        return sorted(found, key=lambda v: known[v.id])

    def sampled(self, goal: Goal, n: int, families: Sequence[Family] = ()) -> list[Variant]:
        """`n` variants at random, within the goal's constraints.

        Raises:
            NoCandidates: the constraints leave nothing.
        """
        import random

        found = self.candidates(goal, families)
        if not found:
            raise NoCandidates("Your wishes leave no kind of model to try.")
        return random.Random(n).sample(found, min(n, len(found)))

    def learn_from(self, experiment_id: str) -> None:
        """Takes note that an experiment ended; starts a refit in the background where enough has been seen."""
        task = self._task_of(experiment_id)
        if task is None or self._closing.is_set():
            return
        fitted = self._fitted.get((task.kind, task.metric))
        where = (task.kind, task.metric)
        if fitted is None or where in self._refitting or not self._due(fitted, task):
            return
        self._refitting.add(where)
        thread = threading.Thread(target=self._refit, args=where, name="refit of the meta-model", daemon=True)
        thread.start()

    def warm_up(self) -> None:
        """Benchmarks the machine and prepares the usual meta-models."""
        for kind, metric in WARM:
            if self._closing.is_set():
                return
            self._ready(kind, metric)

    def get_ready(self, kind: str, metric: str) -> None:
        """Prepares a meta-model in the background."""
        if not self.is_ready(kind, metric):
            threading.Thread(target=self._ready, args=(kind, metric), name="meta-model", daemon=True).start()

    def forget(self) -> None:
        """Lets go of fitted meta-models, since what is known has changed from outside."""
        with self._lock:
            self._fitted.clear()

    def close(self) -> None:
        """Begins no more fits; one under way is abandoned with the process."""
        self._closing.set()

    def is_ready(self, kind: str, metric: str) -> bool:
        """Whether advice for that kind of task and metric needs no fit first."""
        return (kind, metric) in self._fitted

    def _ready(self, kind: str, metric: str) -> _Fitted:
        with self._lock:
            lock = self._locks.setdefault((kind, metric), threading.Lock())
        with lock:
            found = self._fitted.get((kind, metric))
            if found is None:
                found = self._load_or_fit(kind, metric)
                self._fitted[kind, metric] = found
            return found

    def _load_or_fit(self, kind: str, metric: str) -> _Fitted:
        """The newest promoted meta-model where its knowledge is near the present one, else a fresh fit."""
        knowledge = self._knowledge(kind, metric)
        runs, datasets = self._own(kind)
        key = self._key(kind, metric, len(runs))
        kept = self._read(key)
        if kept is not None:
            return _Fitted(kept, knowledge, key, len(runs), datasets)
        recommender = self._fit(knowledge)
        self._write(key, recommender)
        self._keep_card(key, kind, metric, knowledge, len(runs), {}, True, "The first fit on what is known.")
        return _Fitted(recommender, knowledge, key, len(runs), datasets)

    def _refit(self, kind: str, metric: str) -> None:
        try:
            self._refitted(kind, metric)
        except Exception:  # the meta-model in use goes on being used
            _log.warning("the meta-model for %s by %s could not be fitted anew", kind, metric, exc_info=True)
        finally:
            self._refitting.discard((kind, metric))

    def _refitted(self, kind: str, metric: str) -> None:
        before = self._fitted.get((kind, metric))
        knowledge = self._knowledge(kind, metric)
        runs, datasets = self._own(kind)
        key = self._key(kind, metric, len(runs))
        if before is None or key == before.key:
            return
        fresh = self._fit(knowledge)
        better, quality, why = self._not_worse(before, knowledge)
        if self._closing.is_set():
            return
        self._keep_card(key, kind, metric, knowledge, len(runs), quality, better, why)
        if better:
            self._write(key, fresh)
            with self._lock:
                self._fitted[kind, metric] = _Fitted(fresh, knowledge, key, len(runs), datasets)
        else:
            before.own_runs, before.own_datasets = len(runs), datasets

    def _not_worse(self, before: _Fitted, knowledge: Knowledge) -> tuple[bool, dict[str, float], str]:
        """Whether learning from the present knowledge is not worse than from that before, on datasets held out."""
        from recommender.quality import compare

        verdict = compare(before.knowledge, knowledge, seed=0)
        return verdict.promote, verdict.quality, verdict.why

    def _fit(self, knowledge: Knowledge) -> Any:
        from recommender import Recommender

        return Recommender.fit(knowledge, seed=0)

    def _knowledge(self, kind: str, metric: str) -> Knowledge:
        from experiments.machine import this_machine
        from store.experience import experience
        from store.prior import load_prior

        speed = this_machine(self._home, self._clock).speed
        found: Knowledge = experience(self._store, load_prior(), kind, metric, speed=speed)
        return found

    def _all_variants(self, kind: TaskKind) -> tuple[Variant, ...]:
        if kind not in self._variants:
            from experiments.workflows.tabular import sample_variants
            from store.prior import load_prior

            found = {v.id: v for v in _prior_variants(load_prior().variants, kind)}
            for variant in sample_variants(kind, EXTRA_VARIANTS):
                found.setdefault(variant.id, variant)
            self._variants[kind] = tuple(found.values())
        return self._variants[kind]

    def _feedback(self, goal: Goal) -> tuple[Feedback, ...]:
        said = self._store.find(Feedback, conversation_id=goal.conversation_id)
        return tuple(f for f in said if not self._store.find(FeedbackWithdrawal, feedback_id=f.id))

    def _own(self, kind: str) -> tuple[list[Run], frozenset[str]]:
        """Own ended runs of a kind of task, and the dataset versions they were on."""
        ended = {end.run_id for end in self._store.find(RunEnd)}
        runs = [r for r in self._store.find(Run) if r.task.kind == kind and r.id in ended]
        return runs, frozenset(r.task.version_id for r in runs)

    def _due(self, fitted: _Fitted, task: Task) -> bool:
        runs, datasets = self._own(task.kind)
        return len(runs) - fitted.own_runs >= RUNS_BEFORE_REFIT or bool(datasets - fitted.own_datasets)

    def _task_of(self, experiment_id: str) -> Task | None:
        experiment = self._store.get(Experiment, experiment_id)
        return self._store.get(Goal, experiment.goal_id).task

    def _key(self, kind: str, metric: str, own_runs: int) -> str:
        from store.prior import load_prior

        content = {"prior": load_prior().about, "kind": kind, "metric": metric, "own": own_runs, "code": _code()}
        return f"meta-{kind}-{metric}-{content_hash(content, 12)}"

    def _read(self, key: str) -> Any:
        path = self._folder / f"{key}.joblib"
        if not path.exists():
            return None
        import joblib

        try:
            return joblib.load(path)
        except Exception:  # a file cut short or of other library versions: it is only a cache, so it is made anew
            path.unlink(missing_ok=True)
            return None

    def _write(self, key: str, recommender: Any) -> None:
        import joblib

        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{key}.joblib"
        part = path.with_suffix(f".{threading.get_ident()}.part")
        joblib.dump(recommender, part, compress=1)
        part.replace(path)

    def _keep_card(
        self,
        key: str,
        kind: str,
        metric: str,
        knowledge: Knowledge,
        own_runs: int,
        quality: dict[str, float],
        promoted: bool,
        why: str,
    ) -> None:
        if self._store.find(MetaModelCard, id=key):
            return
        counts = {
            "datasets": len(knowledge.datasets),
            "variants": len(knowledge.variants),
            "runs": len(knowledge.runs),
            "own_runs": own_runs,
        }
        self._store.append(
            MetaModelCard(
                id=key,
                kind=kind,
                metric=metric,
                trained_on=counts,
                quality=quality,
                promoted=promoted,
                why=why,
                path=f"meta/{key}.joblib" if promoted else "",
                made_at=self._clock(),
            )
        )


@lru_cache(maxsize=1)
def _code() -> str:
    """Hash of the recommender's own code: other code, other fits."""
    found = find_spec("recommender")
    assert found is not None and found.origin is not None
    files = sorted(Path(found.origin).parent.glob("*.py"))
    return content_hash([f.read_text(encoding="utf-8") for f in files])


def _prior_variants(table: Any, kind: TaskKind) -> list[Variant]:
    """The prior's variants that can do a kind of task.

    Variants of an older workflow whose choices no longer exist are left out: they could not be run.
    """
    import json

    from experiments.workflows.tabular import WORKFLOW_ID, variant_of

    found = []
    for row in table.reset_index().itertuples(index=False):
        if row.workflow_id != WORKFLOW_ID:
            continue
        choices = json.loads(row.choices) if isinstance(row.choices, str) else dict(row.choices)
        try:
            found.append(variant_of(choices, kind))
        except BadRequest:  # the estimator is for another kind of task
            continue
    return found
