"""Reasons in sentences: every figure in them is computed from past runs or predicted by the meta-model."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from recommender.explanation import Explanation, PastRun
from recommender.recommender import Recommender
from recommender.taste import Terms, Wishes
from store.records import Metric, Recommendation, Variant

MATTERS = 1.15
"""A factor on the gain from which on a wish is worth a word."""

MOVED = 4
"""Meta-features that are moved to see what would change the first choice."""
OTHERWISE = 2
"""Such changes that are told."""


@dataclass(frozen=True)
class Context:
    """What the reasons are drawn from."""

    recommender: Recommender
    profile: "pd.Series[float]"
    frame: pd.DataFrame
    variants: Mapping[str, Variant]
    observed: pd.DataFrame
    measure: Metric
    predicted: pd.DataFrame
    """One row a candidate, in the order of `frame`."""
    terms: Terms
    max_run_s: float | None
    names: Mapping[Any, str]
    budget_s: float | None
    scale: float = 1.0
    """What this data's scores were divided by, so that they compare with those of other data."""
    scales: Mapping[Any, float] = field(default_factory=dict)
    """The same for past datasets; 1 where nothing is said."""

    def unit(self, gain: float | None, dataset_id: Any = None) -> float | None:
        """A gain (higher is better, without a unit) in the metric's own unit, direction and bounds.

        Args:
            gain: as the recommender has it; None and NaN give None.
            dataset_id: of the past dataset it was reached on; None for this data.
        """
        if gain is None or not np.isfinite(gain):
            return None
        scale = self.scale if dataset_id is None else self.scales.get(dataset_id, 1.0)
        return self.measure.clip(self.measure.gain(float(gain) * scale))

    def name_of(self, dataset_id: Any) -> str:
        """A dataset's name as people know it."""
        return self.names.get(dataset_id, str(dataset_id))


def of(context: Context, rank: int, row: Mapping[str, Any], explanation: Explanation) -> tuple[str, ...]:
    """The reasons for one recommendation, the most important first."""
    found = [_past(context, explanation), _role(context, rank, row), *_wishes(context, row)]
    found += [_mattered(explanation), _otherwise(context, explanation) if rank == 1 else ""]
    found += [_cost(context, row), _risk(row), _unknown(context, row)]
    return tuple(s for s in found if s)


def _past(context: Context, explanation: Explanation) -> str:
    good = [r for r in explanation.runs if not r.failed]
    if not good:
        if explanation.standing is None:
            return "Nothing like it was run before: it is chosen to learn most about the space of variants."
        if explanation.runs:
            return f"It failed on {context.name_of(explanation.runs[0].dataset_id)}, the nearest data it was run on."
        return "No past run of it is known on similar data; it rests on how variants like it do elsewhere."
    who = "It" if explanation.relative is None else "It was never run; the known variant most like it"
    places = [_place(context, r) for r in good[:3]]
    listed = places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"
    return f"{who} came {listed}, the nearest data it was run on."


def _place(context: Context, run: PastRun) -> str:
    score = context.unit(run.score or 0.0, run.dataset_id) or 0.0
    name = context.name_of(run.dataset_id)
    place = f"{_ordinal(run.rank or 1)} of {run.of} on {name}"
    return f"{place} ({context.measure.label} {context.measure.shown(score)}, {run.similarity:.0%} alike)"


def _role(context: Context, rank: int, row: Mapping[str, Any]) -> str:
    chance = row["chance_of_best"]
    if not np.isfinite(chance):
        return ""
    over = "the best run so far" if (context.observed["status"] == "ok").any() else "an average variant"
    said = f"Its chance to beat {over} is {percent(chance)}"
    if rank > 1 and np.isfinite(row["gain"]):
        said += f", and it is expected to add {percent(row['gain'])} of the way from average to best to those before it"
    return said + "."


def _wishes(context: Context, row: Mapping[str, Any]) -> list[str]:
    at, found = context.frame.index.get_loc(row["variant_id"]), []
    for name, factor in context.terms.factors.items():
        value = float(factor[at])
        if 1 / MATTERS < value < MATTERS:
            continue
        because = context.terms.because.get(name, "")
        weight = f"counts {value:.1f} times" if value > 1 else f"counts only {value:.2f} times"
        found.append(f"Its gain {weight} for {name}{f', because {because}' if because else ''}.")
    if context.terms.diversity and context.terms.because.get("diverse"):
        found.append(f"Each further model of one family counts less, because {context.terms.because['diverse']}.")
    return found


def _mattered(explanation: Explanation) -> str:
    meta = [i for i in explanation.influences if i.name.startswith("mf_") and np.isfinite(i.value)]
    total = sum(abs(i.effect) for i in explanation.influences)
    strong = [i for i in meta if total and abs(i.effect) > 0.03 * total][:2]
    if not strong:
        return ""
    said = [f"{words(i.name)} of {figure(i.value)} speaks {'for' if i.effect > 0 else 'against'} it" for i in strong]
    return f"Of this data, {' and '.join(said)}."


def _otherwise(context: Context, explanation: Explanation) -> str:
    """What of the data would have to be otherwise for another variant to come first; asked of the recommender anew."""
    telling = [i.name for i in explanation.influences if i.name.startswith("mf_")]
    sized = [n for n in ("mf_log_rows", "mf_log_columns") if n in telling]
    names = list(dict.fromkeys([*sized, *telling]))[:MOVED]
    if not names:
        return ""
    found = context.recommender.counterfactuals(
        context.profile, context.frame, names, context.observed, OTHERWISE, context.budget_s, context.terms.taste()
    )
    label = {c.first: context.variants[c.first].label for c in found}
    told = [f"with {bound(c.name, c.value, c.over)} I would start with {label[c.first]}" for c in found]
    if not told:
        return ""
    said = " and ".join(told)
    return f"{said[:1].upper()}{said[1:]}."


def bound(name: str, value: float, over: bool) -> str:
    """A condition on a meta-feature in words, such as "over 50,000 rows"; rounded so that it says no less.

    Args:
        name: of the meta-feature.
        value: as the meta-feature has it; natural logarithms of counts are told as counts.
        over: above or below it.
    """
    bare = name.removeprefix("mf_")
    if bare.startswith("log_") and abs(value) < 40:
        return f"{'over' if over else 'under'} {figure(_outward(float(np.exp(value)), over))} {_plain(bare[4:])}"
    return f"{words(name)} {'over' if over else 'under'} {figure(_outward(value, over))}"


def _outward(value: float, up: bool) -> float:
    """The value with two significant digits, rounded away from what it bounds."""
    if value == 0 or not np.isfinite(value):
        return value
    step = 10.0 ** (np.floor(np.log10(abs(value))) - 1)
    return float((np.ceil if up else np.floor)(round(value / step, 9)) * step)


def _plain(name: str) -> str:
    return name.replace("_", " ").strip()


def _cost(context: Context, row: Mapping[str, Any]) -> str:
    if not np.isfinite(row["cost_s"]):
        return ""
    others = context.predicted["cost_s"].to_numpy(float)
    longer, shorter = (float(np.mean(way)) for way in (others > row["cost_s"], others < row["cost_s"]))
    low, high = seconds(row["cost_low_s"]), seconds(row["cost_high_s"])
    between = "" if low == high else f" ({low} to {high})"
    said = f"Fitting and validating it should take {seconds(row['cost_s'])}{between}"
    said += f", less than {longer:.0%} of the candidates" if longer >= 0.5 else ""
    said += f", more than {min(shorter, 0.99):.0%} of the candidates" if shorter >= 0.5 and longer < 0.5 else ""
    if context.budget_s is not None:
        said += f"; {seconds(context.budget_s)} are left"
    return said + "."


def _risk(row: Mapping[str, Any]) -> str:
    chance = row["success_probability"]
    return f"Its runs fail now and then: it ends well with a chance of {percent(chance)}." if chance < 0.93 else ""


def _unknown(context: Context, row: Mapping[str, Any]) -> str:
    low, high = row["score_low"], row["score_high"]
    widths = (context.predicted["score_high"] - context.predicted["score_low"]).to_numpy(float)
    if not np.isfinite(high - low) or not np.isfinite(widths).any() or high - low < 1.5 * np.nanmedian(widths):
        return ""
    return "How well it does is less sure than for most others: running it tells much."


def basis(recommender: Recommender, observed: pd.DataFrame, measure: Metric) -> str:
    """What the predictions rest on."""
    here = f" and {len(observed)} run{'s' if len(observed) != 1 else ''} on this data" if len(observed) else ""
    if recommender.model is None:
        return f"No past run with a score is known{here}: the variants are spread over the space to learn most."
    history = recommender.model.history
    n, v = history.score.shape
    return (
        f"Rests on {history.n_runs:,} past runs of {v:,} variants on {n:,} dataset{'s' if n != 1 else ''}{here}, "
        f"by {measure.in_words}; the intervals hold 8 times in 10."
    )


def changes(
    before: Sequence[Recommendation],
    after: Sequence[Recommendation],
    said: Wishes,
    observed: pd.DataFrame,
    because: str = "",
) -> tuple[str, ...]:
    """What changed between two sets, and because of what.

    Args:
        before: the set shown before.
        after: the new one.
        said: every wish in force, old ones too.
        observed: the runs on this data.
        because: what the person did since the set before, such as "you said: cheaper"; "" where that changed nothing:
            older words are no cause.
    """
    if not before:
        return ()
    old, new = {r.variant.id: r for r in before}, {r.variant.id: r for r in after}
    cause = _cause(because, observed, old)
    ran = set(observed["variant_id"]) if len(observed) else set()
    found = []
    for name, was in old.items():
        now = new.get(name)
        label = was.variant.label[:1].upper() + was.variant.label[1:]
        if now is None:
            found.append(_gone(label, was, ran, said, cause))
        elif now.rank != was.rank:
            found.append(f"{label} moved from {was.rank} to {now.rank}{cause}.")
    for name, now in new.items():
        if name not in old:
            label = now.variant.label[:1].upper() + now.variant.label[1:]
            found.append(f"{label} is new at {now.rank}{cause}.")
    return tuple(found)


def _gone(label: str, was: Recommendation, ran: set[str], said: Wishes, cause: str) -> str:
    if was.variant.id in ran:
        return f"{label}, before at {was.rank}, was run and is not repeated."
    if was.variant.family in said.forbidden:
        return f"{label}, before at {was.rank}, is left out because {said.forbidden[was.variant.family]}."
    return f"{label}, before at {was.rank}, is no longer among the first{cause}."


def _cause(because: str, observed: pd.DataFrame, old: Mapping[str, Recommendation]) -> str:
    """Why a place changed: what the person did, the runs since, or both."""
    if any(v in old for v in observed["variant_id"]):
        return f" because {because}, and because of the runs since" if because else " because of the runs since"
    return f" because {because}" if because else ""


def words(name: str) -> str:
    """A meta-feature's name in words: `mf_log_rows` is "log rows"."""
    bare = re.sub(r"([a-z])([A-Z])", r"\1 \2", name.removeprefix("mf_")).replace("_", " ").strip()
    return f"its {bare.lower()}" if bare else name


def figure(value: float) -> str:
    """Three significant digits, none beyond what people read."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def percent(share: float) -> str:
    """A chance in words: never 0 % or 100 %, which nothing is."""
    return "under 1 %" if share < 0.01 else "over 99 %" if share > 0.99 else f"{share * 100:.0f} %"


def seconds(value: float) -> str:
    """A duration as people read it."""
    if value < 1:
        return "under 1 s"
    if value < 90:
        return f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 5400 else f"{value / 3600:.1f} h"


def _ordinal(n: int) -> str:
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
