"""What wishes, feedback and what is known of a person mean for the ranking, as stated terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from recommender.choice import Taste
from recommender.features import Floats
from store.records import Effect, Feedback, Goal, ProfileFact, Variant

SIMPLICITY: Mapping[str, float] = {
    "linear": 1.0, "tree": 1.0, "naive_bayes": 1.0, "knn": 0.7, "svm": 0.45, "forest": 0.4, "extra_trees": 0.4,
    "boosting": 0.3, "neural_network": 0.15, "ensemble": 0.0,
}  # fmt: skip
"""1 simple, 0 intricate."""
EXPLAINABLE = frozenset({"linear", "tree", "naive_bayes"})
"""Families a person can follow by hand, where the caller does not say it variant by variant."""
COST_POWER = 0.6
"""A wish for speed divides the gain by the seconds to this power."""
FLOOR = 0.02
"""Worth of a run that gains nothing, where wishes are to be weighed."""
SIMPLE_BASE = 4.0
"""A simple variant's factor over that of an intricate one."""
DIVERSITY = 0.6
"""Share of its gain that a variant loses for each one of its family chosen before, where variety is wished."""
OPAQUE = 0.3
"""Factor on variants that nobody can read, where interpretable ones are wished for."""
SIMILAR_KINDS = 0.5
"""Part of a judgement on a variant that carries over to its family."""


@dataclass(frozen=True)
class Said:
    """A wish and where it came from."""

    wish: str
    because: str


@dataclass(frozen=True)
class Wishes:
    """All that a person said that bears on the ranking."""

    preferences: tuple[Said, ...] = ()
    forbidden: Mapping[str, str] = field(default_factory=dict)
    """Family to the reason."""
    allowed: frozenset[str] = frozenset()
    interpretable: str | None = None
    """Why only interpretable variants count, where that is so."""
    max_run_s: float | None = None
    ratings: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    """Variant id to a rating in 0 to 1 and the words."""


def wishes(goal: Goal, feedback: Sequence[Feedback], facts: Sequence[ProfileFact]) -> Wishes:
    """Gathers what the goal, feedback in force and the person's profile say; the later word counts."""
    found = _Gathered(goal)
    for fact in facts:
        if fact.value:
            found.fact(*fact.key.partition(":")[::2], fact.value)
    for preference in goal.preferences:
        found.said[preference.wish] = f"you asked for {preference.wish} models"
    for one, effect in _effects(feedback):
        found.effect(one, effect, f"you said: {one.words}" if one.words else "of your feedback")
    return found.wishes()


class _Gathered:
    """Wishes under way."""

    def __init__(self, goal: Goal) -> None:
        limits = goal.constraints
        self.said: dict[str, str] = {}
        self.forbidden: dict[str, str] = {str(f): "your goal rules it out" for f in limits.families_forbidden}
        self.allowed = frozenset(map(str, limits.families_allowed or ()))
        self.explain = "your goal asks for it" if limits.interpretable else None
        self.max_run_s = limits.max_run_s
        self.ratings: dict[str, tuple[float, str]] = {}

    def fact(self, key: str, what: str, value: Any) -> None:
        """One thing known of the person; the goal's own limits go before."""
        if key == "preference":
            self.said[what] = f"you usually prefer {what} models"
        elif key == "family_forbidden":
            self.forbidden.setdefault(what, "you never want it")
        elif key == "interpretable":
            self.explain = self.explain or "you always want models that can be explained"
        elif key == "max_run_s":
            self.max_run_s = self.max_run_s or float(value)

    def effect(self, one: Feedback, effect: Effect, because: str) -> None:
        """One thing a piece of feedback was understood to mean."""
        value = effect.value
        if effect.kind == "preference":
            self.said[str(value)] = because
        elif effect.kind == "family_forbidden":
            self.forbidden[str(value)] = because
        elif effect.kind == "family_allowed":
            # that a family may be used lifts a ban, it does not shut out the others
            self.forbidden.pop(str(value), None)
            self.forbidden = {} if value == "any" else self.forbidden
        elif effect.kind == "interpretable":
            self.explain = because if value else None
        elif effect.kind == "max_run_s":
            self.max_run_s = min(float(value), self.max_run_s or np.inf)
        elif effect.kind == "rating":
            self.ratings |= {v: (r, because) for v, r in _rated(one, effect)}

    def wishes(self) -> Wishes:
        preferences = tuple(Said(w, b) for w, b in self.said.items())
        return Wishes(preferences, self.forbidden, self.allowed, self.explain, self.max_run_s, self.ratings)


def _effects(feedback: Sequence[Feedback]) -> Iterable[tuple[Feedback, Effect]]:
    return ((f, e) for f in sorted(feedback, key=lambda f: f.said_at) for e in f.understood)


def _rated(one: Feedback, effect: Effect) -> list[tuple[str, float]]:
    value: Any = effect.value
    if isinstance(value, Mapping) and "variant" in value:
        return [(str(value["variant"]), float(value["rating"]))]
    if isinstance(value, int | float) and one.subject_kind == "variant" and one.subject_id:
        return [(one.subject_id, float(value))]
    return []


@dataclass(frozen=True)
class Terms:
    """The wishes as factors on the candidates' gains."""

    factors: Mapping[str, Floats]
    """Name of the wish to a factor for each candidate, (n,), 1 = does not matter."""
    because: Mapping[str, str]
    diversity: float
    kinds: Sequence[str]

    def taste(self) -> Taste:
        """All factors together."""
        n = len(self.kinds)
        worth = np.ones(n)
        for factor in self.factors.values():
            worth = worth * factor
        return Taste(
            np.clip(worth, 1e-6, 1e6),
            pd.factorize(np.array(self.kinds, dtype=object))[0].astype(np.int64),
            FLOOR if self.because or self.factors else 1e-6,
            self.diversity,
        )


def terms(
    said: Wishes, variants: Sequence[Variant], predicted: pd.DataFrame, interpretable: Mapping[str, bool]
) -> Terms:
    """Turns wishes into factors.

    Args:
        said: the wishes.
        variants: the candidates.
        predicted: one row a candidate, in their order, as `Recommender.recommend` gives them.
        interpretable: whether a variant can be explained, by id.
    """
    factors: dict[str, Floats] = {}
    because = {one.wish: one.because for one in said.preferences}
    for one in said.preferences:
        factor = _factor(one.wish, variants, predicted, interpretable)
        if factor is not None:
            factors[one.wish] = factor
    if said.ratings:
        factors["your rating"] = _judged(said, variants)
    return Terms(factors, because, DIVERSITY if "diverse" in because else 0.0, [v.family for v in variants])


def _factor(
    wish: str, variants: Sequence[Variant], predicted: pd.DataFrame, interpretable: Mapping[str, bool]
) -> Floats | None:
    """One wish as a factor for each candidate, None where it is not one or nothing is known to judge by."""
    if wish in ("fast", "cheap"):
        return _relative(predicted["cost_s"].to_numpy(float), COST_POWER)
    if wish == "simple":
        return np.array([SIMPLE_BASE ** (SIMPLICITY.get(v.family, 0.5) - 0.5) for v in variants], dtype=float)
    if wish == "interpretable":
        return np.array([1.0 if interpretable.get(v.id, v.family in EXPLAINABLE) else OPAQUE for v in variants])
    if wish == "robust":
        calm = _relative((predicted["score_high"] - predicted["score_low"]).to_numpy(float), 1.0)
        sure = predicted["success_probability"].fillna(1.0).to_numpy(float) ** 2
        return None if calm is None else np.asarray(np.clip(calm, 0.25, 4.0) * sure)
    if wish == "accurate":
        return np.asarray(0.5 + predicted["score"].rank(pct=True).fillna(0.5).to_numpy(float), dtype=float)
    return None


def _relative(values: Floats, power: float) -> Floats | None:
    """Median over value to a power: above 1 for less than the median."""
    if not np.isfinite(values).any():
        return None
    usual = max(float(np.nanmedian(values)), 1e-12)
    known = np.nan_to_num(values, nan=usual)
    return np.asarray((usual / np.maximum(known, 1e-2 * usual)) ** power, dtype=float)


def _judged(said: Wishes, variants: Sequence[Variant]) -> Floats:
    """Factor from ratings: e^±1 on the variant judged, half of that on the logarithm for others of its family."""
    family_of = {v.id: v.family for v in variants}
    factor = np.zeros(len(variants))
    for name, (rating, _) in said.ratings.items():
        lean = 2.0 * (rating - 0.5)
        for k, variant in enumerate(variants):
            if variant.id == name:
                factor[k] += lean
            elif family_of.get(name) == variant.family:
                factor[k] += SIMILAR_KINDS * lean / len(said.ratings)
    return np.asarray(np.exp(factor))
