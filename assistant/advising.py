"""Advice for goals: which variants there are to choose among, and what the recommender says of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.avoiding import Avoiding
from assistant.meta_models import Field, MetaModels, load_recommender
from assistant.refining import FEWEST_ENDED, allowed, widened
from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import (
    DatasetProfile,
    DatasetVersion,
    Experiment,
    Family,
    Feedback,
    Goal,
    MetaModelCard,
    Recommendation,
    Run,
    Task,
    TaskKind,
    UserProfile,
    Variant,
)

if TYPE_CHECKING:
    import pandas as pd

    from recommender import Recommender
    from recommender.advice import Advice, DataAtHand

EXTRA_VARIANTS = 150
"""Variants beside the known ones that are offered to the meta-model for each kind of task."""
LOOKED_AT = 60
"""Best runs among which those are chosen that new variants are near to."""
LITTLE = 0.02
"""Expected improvement, as a share of the way from the median to the best variant, that is little."""
WIDER = (
    "The variants on the list promise little more, so new ones, most of them near the best runs, are considered too."
)


class NoCandidates(BadRequest):
    """The wishes leave no variant to recommend."""


class Advising:
    """Recommendations for goals. Safe from any thread."""

    def __init__(
        self, store: KnowledgeStore, home: Path, clock: Callable[[], datetime], new_id: Callable[[str], str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._models = MetaModels(store, home, clock)
        self._avoiding = Avoiding(store)
        self._variants: dict[str, tuple[Variant, ...]] = {}

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
        scale: float = 1.0,
        because: str = "",
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
            scale: see `Services.score_scale`.
            because: why this set may differ from the one before, such as "you said: cheaper".

        Raises:
            NoCandidates: the constraints leave nothing.
            BadRequest: all that they leave has been run.
        """
        load_recommender()
        from assistant.expecting import dearer
        from experiments.workflows.tabular import interpretable
        from recommender.advice import Asker, DataAtHand, MetaModel, advise
        from store.experience import observed

        if not self.candidates(goal, families):
            raise NoCandidates("Your wishes leave no kind of model to recommend.")
        task = goal.task
        fitted, seen = self._models.ready(Field.of(task)), observed(self._store, task)
        data = DataAtHand(profile, seen, scale, dearer(profile.features, fitted.knowledge.datasets))
        gone = {*seen["variant_id"], *under_way}
        listed = self._listed(goal, families, gone, knows=fitted.recommender.model is not None)
        left = [v for v in self.candidates(goal, families) if v.id not in gone]
        little = len(left) < n or _promise_little(fitted.recommender, left, data)
        fresh = self._fresh(goal, families, listed, prior_set, seen) if little else []
        advice = advise(
            MetaModel(fitted.recommender, fitted.knowledge, fitted.key),
            goal,
            data,
            [v for v in (*listed, *fresh) if v.id not in under_way],
            Asker(self._feedback(goal), person.facts, tuple(prior_set), because),
            n=n,
            budget_s=budget_s,
            interpretable=self._readable(task.kind) | {v.id: interpretable(v) for v in fresh},
            clock=self._clock,
            new_id=self._new_id,
        )
        advice = replace(advice, skipped=(*advice.skipped, *self._avoiding.said(goal)))
        return replace(advice, basis=f"{advice.basis} {WIDER}") if fresh else advice

    def _listed(self, goal: Goal, families: Sequence[Family], gone: Collection[str], knows: bool) -> list[Variant]:
        """The known variants of some families; where no past run is known, what is best practice of each kind and left.

        Args:
            goal: what is wanted.
            families: only these, where any are given.
            gone: ids of variants that need not be recommended.
            knows: whether the meta-model has learned from any run.
        """

        def wanted(variants: Iterable[Variant]) -> list[Variant]:
            return [v for v in variants if not families or v.family in families]

        usual = [] if knows else [v for v in wanted(self.defaults(goal)) if v.id not in gone]
        return usual or wanted(self._unforbidden(goal))

    def _fresh(
        self,
        goal: Goal,
        families: Sequence[Family],
        listed: Sequence[Variant],
        prior_set: Sequence[Recommendation],
        seen: pd.DataFrame,
    ) -> list[Variant]:
        """New variants: those recommended before and not run, neighbours of the best runs, and some from anywhere."""
        ok = seen[seen["status"] == "ok"].sort_values("score", ascending=False, kind="stable")
        best = (self._store.get(Run, str(run_id)).variant for run_id in ok["run_id"].head(LOOKED_AT))
        if families:
            limits = goal.constraints.model_copy(update={"families_allowed": tuple(families)})
            goal = goal.model_copy(update={"constraints": limits})
        known = {v.id for v in listed} | set(seen["variant_id"]) | set(self._avoiding.failed(goal))
        offered = [r.variant for r in prior_set if r.variant.id not in known and allowed(goal, r.variant)]
        version = self._store.get(DatasetVersion, goal.task.version_id)
        return [*offered, *widened(goal, version, best, known | {v.id for v in offered}, len(seen))]

    def candidates(self, goal: Goal, families: Sequence[Family] = ()) -> list[Variant]:
        """The variants that the goal's constraints allow: those with history first, then fresh samples."""
        limits, readable = goal.constraints, self._readable(goal.task.kind)
        allowed = set(families) or set(limits.families_allowed or ())
        return [
            v
            for v in self._unforbidden(goal)
            if (not allowed or v.family in allowed)
            and v.family not in limits.families_forbidden
            and (not limits.interpretable or readable[v.id])
        ]

    def defaults(self, goal: Goal) -> list[Variant]:
        """Every estimator with its own best practice, the likeliest first, within the goal's constraints.

        These need no meta-model. A linear model comes second, so that something quick has ended early.
        """
        from experiments.families import FAMILIES
        from experiments.workflows.tabular import default_variant

        kind = goal.task.kind
        known = {
            default_variant(e.name, kind).id: 0.5 if e.name == "linear" else float(i)
            for i, e in enumerate(FAMILIES)
            if kind in e.kinds
        }
        found = [v for v in self.candidates(goal) if v.id in known]
        return sorted(found, key=lambda v: known[v.id])

    def learn_from(self, experiment_id: str) -> None:
        """Takes note that an experiment ended; starts a refit in the background where enough has been seen."""
        experiment = self._store.get(Experiment, experiment_id)
        self._models.learn(self._store.get(Goal, experiment.goal_id).task)

    def prepare(self, task: Task) -> None:
        """Gets the meta-model for a task ready in the background."""
        self._models.prepare(Field.of(task))

    def is_ready(self, task: Task) -> bool:
        """Whether advice for a task needs no fit first."""
        return self._models.is_ready(Field.of(task))

    def warm_up(self) -> None:
        """Benchmarks the machine and prepares the usual meta-models."""
        self._models.warm_up()

    def roll_back(self, task: Task) -> MetaModelCard:
        """Goes back to the meta-model before the one in use for such tasks.

        Raises:
            BadRequest: there is none.
        """
        return self._models.roll_back(Field.of(task))

    def forget(self) -> None:
        """Lets go of fitted meta-models, since what is known has changed from outside."""
        self._models.forget()

    def close(self) -> None:
        """Begins no more fits."""
        self._models.close()

    def _unforbidden(self, goal: Goal) -> list[Variant]:
        """The variants of which no part is of a forbidden family; the forbidden ones themselves stay in `advise`'s
        hands, which says that they are left out.
        """
        from experiments.workflows.tabular import families_of, fits

        forbidden = set(goal.constraints.families_forbidden)
        able = (v for v in self._all_variants(goal.task.kind) if fits(v, goal.task))
        return self._avoiding.without(goal, [v for v in able if not (families_of(v) - {v.family}) & forbidden])

    def _all_variants(self, kind: TaskKind) -> tuple[Variant, ...]:
        if kind not in self._variants:
            from experiments.workflows.tabular import sample_variants
            from store.prior import load_prior

            found = {v.id: v for v in _prior_variants(load_prior().variants, kind)}
            for variant in sample_variants(kind, EXTRA_VARIANTS):
                found.setdefault(variant.id, variant)
            self._variants[kind] = tuple(found.values())
        return self._variants[kind]

    def _readable(self, kind: TaskKind) -> dict[str, bool]:
        """Whether a person can follow a variant, by its id."""
        from experiments.workflows.tabular import interpretable

        return {v.id: interpretable(v) for v in self._all_variants(kind)}

    def _feedback(self, goal: Goal) -> tuple[Feedback, ...]:
        from assistant.standing import feedback_for

        return feedback_for(self._store, goal)


def _promise_little(recommender: Recommender, left: Sequence[Variant], data: DataAtHand) -> bool:
    """Whether none of the listed variants that are left is expected to improve much on the best run so far."""
    from store.experience import variants_frame

    if int((data.observed["status"] == "ok").sum()) < FEWEST_ENDED:
        return False
    found = recommender.recommend(data.meta_features(), variants_frame(left), data.scaled(), 1)
    return bool(found["gain"].max() < LITTLE)


def _prior_variants(table: Any, kind: TaskKind) -> list[Variant]:
    """The prior's variants that can do a kind of task.

    Variants of an older workflow whose choices no longer exist are left out: they could not be run.
    """
    import json

    from experiments.workflows.tabular import variant_of, workflow_of

    found, wanted = [], workflow_of(kind).id
    for row in table.reset_index().itertuples(index=False):
        if row.workflow_id != wanted:
            continue
        choices = json.loads(row.choices) if isinstance(row.choices, str) else dict(row.choices)
        try:
            found.append(variant_of(choices, kind))
        except BadRequest:  # the estimator is for another kind of task
            continue
    return found
