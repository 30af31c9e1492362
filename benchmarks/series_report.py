"""What a series of experiments with and without knowledge came to, as tables."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from store.records import metric

WITHIN = 0.01
BANDS = ((1, 1), (2, 5), (6, 10), (11, 15), (16, 20), (2, 20))
"""Places in the series that are told together, the first and the last included."""
SHUFFLES = 200
Line = dict[str, Any]


def report(lines: Sequence[Line], runs: int, seconds: float | None = None) -> str:
    """The tables, one for each kind of task, each arm with knowledge, and each meaning of 1 %.

    Args:
        lines: what `benchmarks.bench_knowledge` keeps.
        runs: of one experiment; what never came within 1 % counts with all of them.
        seconds: that the arm with a budget of time was told; what never came there within them counts with all of them.
    """
    if not lines:
        return "Nothing was run yet."
    parts = []
    for kind in dict.fromkeys(line["kind"] for line in lines):
        here = [line for line in lines if line["kind"] == kind]
        for arm, most_s in (("with", None), *([(f"with {seconds:g} s", seconds)] if seconds else [])):
            found = table(here, runs, arm, most_s)
            for how in ("score", "way") if len(found) else ():
                told = "" if most_s is None else f", told of {most_s:g} s"
                head = f"{kind}{told}, {_WORDS[how]}, {found.order.nunique()} orders"
                parts.append(f"{head}\n{_bands(found[found.how == how])}")
    return "\n\n".join(parts)


_WORDS = {
    "score": "a score within 1 % of the best known",
    "way": "99 % of the way from the trivial prediction to the best known",
}


def table(lines: Iterable[Line], runs: int, with_arm: str = "with", seconds: float | None = None) -> pd.DataFrame:
    """One row for each task of a series and meaning of 1 %: runs and seconds with and without."""
    lines = list(lines)
    alone = {line["name"]: line for line in lines if line["arm"] == "without"}
    known = _known(lines)
    rows = []
    for line in lines:
        if line["arm"] != with_arm or line["name"] not in alone:
            continue
        gain = metric(line["metric"]).gain
        gains = {v: (gain(score), seconds) for v, (score, seconds) in known[line["name"]].items()}
        base = None if line["baseline"] is None else gain(line["baseline"])
        for how in ("score", "way"):
            goal = aim([g for g, _ in gains.values()], base, how)
            row = {"order": line["order"], "place": line["place"] + 1, "name": line["name"], "how": how}
            for arm, made in (("with", line["runs"]), ("without", alone[line["name"]]["runs"])):
                shown = [(-np.inf if s is None else gain(s), t) for _, s, t in made]
                row |= dict(
                    zip((f"runs_{arm}", f"s_{arm}", f"reached_{arm}"), needed(shown, goal, runs, seconds), strict=True)
                )
            row |= _by_chance(list(gains.values()), goal, runs)
            rows.append(row)
    return pd.DataFrame(rows)


def aim(gains: Sequence[float], baseline: float | None, how: str) -> float:
    """The gain from which on a task counts as done.

    Args:
        gains: of all variants whose run is known.
        baseline: the trivial prediction's gain.
        how: `score` for 1 % of the best score itself, `way` for 1 % of its distance from the trivial prediction.
    """
    best = max(gains)
    whole = abs(best) if how == "score" or baseline is None else max(best - baseline, 0.0)
    return best - WITHIN * whole


def needed(
    made: Sequence[tuple[float, float]], goal: float, runs: int, seconds: float | None = None
) -> tuple[int, float, bool]:
    """Runs and seconds until a gain was reached, and whether it was; all of them where it was not.

    Args:
        made: gain and seconds of each run, in order.
        goal: the gain.
        runs: count at most.
        seconds: count at most; None for no limit.
    """
    most_s = float("inf") if seconds is None else seconds
    first = next((i for i, (gain, _) in enumerate(made[:runs]) if gain >= goal - 1e-12), None)
    count = min(runs, len(made)) if first is None else first + 1
    spent = float(sum(t for _, t in made[:count]))
    if first is None and seconds is not None:
        spent = most_s
    return count, min(spent, most_s), first is not None and spent <= most_s


def _by_chance(gains: list[tuple[float, float]], goal: float, runs: int) -> dict[str, float]:
    """The runs, on average over random orders of the variants."""
    random = np.random.default_rng(0)
    found = [needed([gains[i] for i in random.permutation(len(gains))], goal, runs) for _ in range(SHUFFLES)]
    return {
        "runs_random": float(np.mean([n for n, _, _ in found])),
        "s_random": float(np.mean([s for _, s, _ in found])),
    }


def _known(lines: Iterable[Line]) -> dict[str, dict[str, tuple[float, float]]]:
    """Score and seconds of each variant whose run on a table is known: all recorded ones, or all that were made."""
    known: dict[str, dict[str, tuple[float, float]]] = {}
    for line in lines:
        here = known.setdefault(line["name"], {})
        here |= {v: (s, t) for v, (s, t) in line.get("recorded", {}).items()}
        here |= {v: (s, t) for v, s, t in line["runs"] if s is not None and v not in here}
    return known


def _bands(found: pd.DataFrame) -> str:
    """Means over bands of places, with the 95 % interval of the ratio that resampling tables gives."""
    lines = [
        "| place in the series | tasks | runs with | without | random order | with ÷ without (95 %) "
        "| seconds with | without | with ÷ without (95 %) | reached with | without |",
        "|" + "---|" * 11,
    ]
    for low, high in BANDS:
        part = found[found.place.between(low, high)]
        if part.empty:
            continue
        runs, seconds = _ratio(part, "runs"), _ratio(part, "s")
        lines.append(
            f"| {low if low == high else f'{low} to {high}'} | {len(part)} | {part.runs_with.mean():.1f} "
            f"| {part.runs_without.mean():.1f} | {part.runs_random.mean():.1f} | {runs} | {part.s_with.mean():.1f} "
            f"| {part.s_without.mean():.1f} | {seconds} | {part.reached_with.mean():.0%} "
            f"| {part.reached_without.mean():.0%} |"
        )
    return "\n".join(lines)


def _ratio(part: pd.DataFrame, what: str) -> str:
    """Ratio of the means with and without, and its interval by a bootstrap over tables."""
    random = np.random.default_rng(0)
    sums = part.groupby("name")[[f"{what}_with", f"{what}_without"]].sum().to_numpy(float)
    drawn = sums[random.integers(0, len(sums), (2000, len(sums)))].sum(1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975))
    return f"{sums[:, 0].sum() / sums[:, 1].sum():.2f} ({low:.2f} to {high:.2f})"
