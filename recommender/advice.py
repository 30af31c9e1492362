"""From the recommender's choice to recommendations a person can read and question.

Pure: the clock and ids are handed in. Constraints forbid, wishes order, and each recommendation says what it rests on.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from recommender import reasons
from recommender.knowledge import Knowledge
from recommender.recommender import Recommender
from recommender.scene import DEARER
from recommender.taste import EXPLAINABLE, Wishes, terms, wishes
from store.errors import BadRequest
from store.experience import variants_frame
from store.records import (
    DatasetProfile,
    Evidence,
    Feedback,
    Goal,
    ProfileFact,
    Recommendation,
    Variant,
    metric,
)

FEWEST = 12
"""Candidates kept under a limit on seconds that hardly any variant is sure to hold: those likeliest to."""


@dataclass(frozen=True)
class Advice:
    """A set of recommendations, with what was left out and what changed."""

    recommendations: tuple[Recommendation, ...]
    """Best first; each is the best addition to those before it."""
    skipped: tuple[str, ...]
    """What was left out and why, one sentence each."""
    changed: tuple[str, ...]
    """What changed since the prior set and because of what, one sentence each."""
    basis: str
    """What the predictions rest on, in one sentence."""


@dataclass(frozen=True)
class MetaModel:
    """What recommends."""

    recommender: Recommender
    """Fitted on past runs of the goal's kind of task, scored by its metric (higher is better)."""
    knowledge: Knowledge | None = None
    """What it was fitted on, for the names and scales of datasets."""
    card_id: str = ""


@dataclass(frozen=True)
class DataAtHand:
    """The data that is recommended for."""

    profile: DatasetProfile
    observed: pd.DataFrame
    """Runs on this very data: variant_id, score (higher is better), cost_s, status; those are not repeated."""
    scale: float = 1.0
    """What a score on this data is divided by to compare with other data (the trivial baseline's score, for metrics in
    the target's own unit), above 0; those of past datasets are `knowledge.datasets["scale"]`."""
    dearer: float = 1.0
    """How many times more runs are said to cost on this data than past ones let expect, since it is larger than all of
    them, at least 1."""

    def meta_features(self) -> "pd.Series[float]":
        """What the recommender knows the data by."""
        known = pd.Series(self.profile.features, dtype=float)
        if self.dearer > 1.0:
            known[DEARER] = math.log(self.dearer)
        return known

    def scaled(self) -> pd.DataFrame:
        """The runs with scores that compare with those on other data."""
        return self.observed.assign(score=self.observed["score"] / self.scale)


@dataclass(frozen=True)
class Asker:
    """The person who asks, as far as it moves what is recommended."""

    feedback: Sequence[Feedback] = ()
    """In force, of any age; what it was understood to mean enters the ranking."""
    facts: Sequence[ProfileFact] = ()
    """In force, of the person's profile."""
    prior_set: Sequence[Recommendation] = ()
    """What was shown before, to say what changed."""
    because: str = ""
    """Why this set may differ from the one before, such as "you said: cheaper"; "" to tell from goal and feedback."""

    def why(self, goal: Goal) -> str:
        """The words since the set before: those that changed the goal, else the newest feedback that weighs."""
        if self.because or not self.prior_set:
            return self.because
        before = self.prior_set[0]
        since = [f.words for f in self.feedback if f.said_at >= before.made_at and _weighs(f)]
        words = (goal.statement if goal.id != before.goal_id else since[-1] if since else "").strip().rstrip(".")
        return f"you said: {words}" if words else ""


def advise(
    meta_model: MetaModel,
    goal: Goal,
    data: DataAtHand,
    candidates: Sequence[Variant],
    asker: Asker | None = None,
    *,
    n: int = 5,
    budget_s: float | None = None,
    interpretable: Mapping[str, bool] | None = None,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
) -> Advice:
    """The variants worth running next for a goal.

    Args:
        meta_model: what recommends.
        goal: what is wanted: constraints forbid variants, preferences order them.
        data: what it is recommended for.
        candidates: variants to choose among.
        asker: who asks; None for nobody in particular.
        n: how many, at least 1.
        budget_s: seconds for all of them together; None takes the goal's.
        interpretable: whether a variant can be explained, by id; where it says nothing, its family decides.
        clock: the present moment.
        new_id: an id from a prefix.

    Raises:
        BadRequest: the wishes leave no variant.
    """
    asker, readable = asker or Asker(), interpretable or {}
    said = wishes(goal, asker.feedback, asker.facts)
    recommender, observed, meta = meta_model.recommender, data.scaled(), data.meta_features()
    left, skipped = _allowed(candidates, said, readable, observed)
    frame = variants_frame(left)
    budget_s = budget_s if budget_s is not None else goal.budget.seconds
    predicted = recommender.recommend(meta, frame, observed, len(frame)).set_index("variant_id").reindex(frame.index)
    left, frame, predicted = _within_time(left, frame, predicted, said.max_run_s, skipped)
    left, frame, predicted = _within_budget(left, frame, predicted, budget_s, skipped)
    wanted = terms(said, left, predicted, readable)
    chosen = recommender.recommend(meta, frame, observed, n, budget_s, wanted.taste())
    measure = metric(goal.task.metric)
    context = reasons.Context(
        recommender=recommender, profile=meta, frame=frame, variants={v.id: v for v in left}, observed=observed,
        measure=measure, predicted=predicted, terms=wanted, max_run_s=said.max_run_s,
        names=_names(meta_model.knowledge), budget_s=budget_s, scale=data.scale, scales=_scales(meta_model.knowledge),
    )  # fmt: skip
    recommendations = _records(chosen, context, goal, clock(), new_id, meta_model.card_id)
    changed = reasons.changes(asker.prior_set, recommendations, said, observed, asker.why(goal))
    return Advice(recommendations, tuple(skipped), changed, reasons.basis(recommender, observed, measure))


def _allowed(
    candidates: Sequence[Variant], said: Wishes, readable: Mapping[str, bool], observed: pd.DataFrame
) -> tuple[list[Variant], list[str]]:
    """The candidates that constraints and past runs leave, and sentences on the others."""
    unique = list({v.id: v for v in candidates}.values())
    done = dict(zip(observed["variant_id"], observed["status"], strict=True)) if len(observed) else {}
    ok = {v for v, s in zip(observed["variant_id"], observed["status"], strict=True) if s == "ok"} if done else set()
    left, skipped, why = [], [], dict[str, int]()
    for variant in unique:
        if said.allowed and variant.family not in said.allowed:
            reason = "are of families your goal does not allow"
        elif variant.family in said.forbidden:
            family = variant.family.replace("_", " ")
            reason = f"are of the family {family}, left out because {said.forbidden[variant.family]}"
        elif said.interpretable and not readable.get(variant.id, variant.family in EXPLAINABLE):
            reason = f"cannot be explained, and {said.interpretable}"
        elif variant.id in ok:
            reason = "were run on this data already and need not be repeated"
        elif variant.id in done:
            end = {"timeout": "ran out of time", "memory": "ran out of memory"}.get(str(done[variant.id]), "failed")
            skipped.append(f"{_capital(variant.label)} {end} on this data and is not tried again.")
            continue
        else:
            left.append(variant)
            continue
        why[reason] = why.get(reason, 0) + 1
    skipped += [_counted(count, reason) for reason, count in why.items()]
    if not left:
        raise BadRequest(
            "Your wishes and the runs so far leave no variant to recommend. "
            + (" ".join(skipped[-3:]) or "There are no candidates.")
            + " Loosen one of them, or search further with `bayesian`."
        )
    return left, skipped


def _counted(count: int, reason: str) -> str:
    if count > 1:
        return f"{count} variants {reason}."
    for plural, single in (("are ", "is "), ("were ", "was ")):
        if reason.startswith(plural):
            return f"1 variant {single}{reason[len(plural) :]}."
    return f"1 variant {reason}."


def _within_time(
    left: list[Variant], frame: pd.DataFrame, predicted: pd.DataFrame, limit: float | None, skipped: list[str]
) -> tuple[list[Variant], pd.DataFrame, pd.DataFrame]:
    """Leaves out what is likely to take longer than one run may."""
    upper = predicted["cost_high_s"].to_numpy(float)
    if limit is None or not np.isfinite(upper).any():
        return left, frame, predicted
    sure = ~(upper > limit)
    if sure.sum() == 0:
        kept = np.argsort(upper, kind="stable")[:FEWEST]
        sure[kept] = True
        skipped.append(
            f"No variant is sure to end within {limit:g} s; the likeliest are kept, and a run is stopped at the limit."
        )
    dropped = int((~sure).sum())
    if dropped:
        skipped.append(
            f"{dropped} variant{'s' if dropped > 1 else ''} may take longer than the {limit:g} s one run may."
        )
    return [v for v, s in zip(left, sure, strict=True) if s], frame[sure], predicted[sure]


def _within_budget(
    left: list[Variant], frame: pd.DataFrame, predicted: pd.DataFrame, budget_s: float | None, skipped: list[str]
) -> tuple[list[Variant], pd.DataFrame, pd.DataFrame]:
    """Leaves out what alone is expected to take more than the whole budget, unless that is everything."""
    if budget_s is None:
        return left, frame, predicted
    fits = ~(predicted["cost_s"].to_numpy(float) > budget_s)
    dropped = int((~fits).sum())
    if dropped == 0 or not fits.any():
        return left, frame, predicted
    said = "variant is" if dropped == 1 else "variants are each"
    skipped.append(f"{dropped} {said} expected to take more than the {budget_s:g} s of the budget.")
    return [v for v, f in zip(left, fits, strict=True) if f], frame[fits], predicted[fits]


def _records(
    chosen: pd.DataFrame,
    context: reasons.Context,
    goal: Goal,
    now: datetime,
    new_id: Callable[[str], str],
    meta_model_id: str,
) -> tuple[Recommendation, ...]:
    set_id = new_id("set")
    made = []
    explained = context.recommender.explain(
        context.profile, context.frame, list(chosen["variant_id"]), context.observed
    )
    for rank, (row, explanation) in enumerate(zip(chosen.to_dict("records"), explained, strict=True), start=1):
        low, high = _ends(row["score_low"], row["score_high"], context)
        made.append(
            Recommendation(
                id=new_id("recommendation"),
                set_id=set_id,
                goal_id=goal.id,
                rank=rank,
                variant=context.variants[row["variant_id"]],
                metric=goal.task.metric,
                score=context.unit(row["score"]),
                score_low=low,
                score_high=high,
                cost_s=_known(row["cost_s"]),
                cost_low_s=_known(row["cost_low_s"]),
                cost_high_s=_known(row["cost_high_s"]),
                success_probability=_known(row["success_probability"]),
                chance_of_best=_known(row["chance_of_best"]),
                reasons=reasons.of(context, rank, {str(k): v for k, v in row.items()}, explanation),
                evidence=_evidence(explanation, context),
                meta_model=meta_model_id,
                made_at=now,
            )
        )
    return tuple(made)


def _evidence(explanation: Any, context: reasons.Context) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            dataset=context.name_of(run.dataset_id),
            similarity=run.similarity,
            score=context.unit(run.score, run.dataset_id),
            rank=run.rank,
            of=run.of,
        )
        for run in explanation.runs
    )


def _ends(low: float, high: float, context: reasons.Context) -> tuple[float | None, float | None]:
    a, b = context.unit(low), context.unit(high)
    return (a, b) if a is None or b is None or a <= b else (b, a)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _weighs(said: Feedback) -> bool:
    """Whether feedback can move anything: what is only noted does not."""
    return any(e.kind not in ("lesson", "correction") for e in said.understood)


def _names(knowledge: Knowledge | None) -> Mapping[Any, str]:
    if knowledge is None or "name" not in knowledge.datasets:
        return {}
    names = knowledge.datasets["name"]
    return {k: str(v) for k, v in names.items() if isinstance(v, str) and v}


def _scales(knowledge: Knowledge | None) -> Mapping[Any, float]:
    if knowledge is None or "scale" not in knowledge.datasets:
        return {}
    return {k: float(v) for k, v in knowledge.datasets["scale"].items()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
