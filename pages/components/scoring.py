"""Which runs can stand in one picture, and by which of their metrics they are scored there. Pure."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from pages.components.differences import unpacked
from pages.components.words import metric_name
from store.errors import BadRequest
from store.records import metric as known_metric

if TYPE_CHECKING:
    import pandas as pd

RATING = "rating"
_FEWEST = 2
"""Runs that must have a metric before a picture can be drawn by it."""


def tasks(runs: pd.DataFrame) -> pd.Series[str]:
    """What each run worked on, in words: runs of the same words are comparable.

    One's own runs by dataset, its version where there are several, target and metric; imported ones by their workflow
    and its data.
    """
    import pandas as pd

    words = pd.Series(
        [_task(run) for run in runs[["tool", "workflow", "dataset", "target", "metric"]].to_dict("records")],
        index=runs.index, dtype=object,
    )  # fmt: skip
    if "version_id" not in runs:
        return words
    several = runs.groupby(words)["version_id"].transform("nunique") > 1
    versions = " (version " + runs["version_id"].astype(str).str[:8] + ")"
    return words.where(~(several & (runs["tool"] == "sextant")), words + versions)


def _task(run: dict[Hashable, Any]) -> str:
    data = run["dataset"] if isinstance(run["dataset"], str) and run["dataset"] else ""
    if run["tool"] != "sextant":
        return f"{run['workflow']} on {data}" if data else str(run["workflow"])
    return f"{data or 'unknown data'}: {run['target']} by {metric_name(str(run['metric']))}"


def metrics(part: pd.DataFrame) -> dict[str, bool | None]:
    """The metrics that runs of one task can be scored by, the one they are scored by now first.

    Args:
        part: runs of one task, with `metric`, `metrics` and `directions`.

    Returns:
        Metric to whether higher is better; None where nobody said. People's ratings count as one.
    """
    first = str(part["metric"].iloc[0])
    counts: dict[str, int] = {}
    for text in part["metrics"]:
        for name, value in unpacked(text).items():
            counts[name] = counts.get(name, 0) + isinstance(value, int | float)
    said = next((unpacked(d) for d in part["directions"] if isinstance(d, str)), None)
    names = [first, *(n for n, found in counts.items() if n != first and found >= _FEWEST)]
    ways = {n: _direction(n, said) for n in names}
    ways[first] = _way(part["higher_is_better"].iloc[0])
    if part["rating"].notna().sum() >= _FEWEST:
        ways.setdefault(RATING, True)
    return ways


def by_metric(part: pd.DataFrame, metric: str, higher: bool | None) -> pd.DataFrame:
    """The runs scored by one of their metrics, those without it left out.

    Args:
        part: runs of one task.
        metric: one of `metrics`.
        higher: its direction.
    """
    if metric == str(part["metric"].iloc[0]):
        return part[part["score"].notna()].reset_index(drop=True)
    values = [_value(run, metric) for run in part[["metrics", "rating"]].to_dict("records")]
    expected = [unpacked(p).get(metric) for p in part["predictions"]]
    made = part.assign(
        metric=metric, higher_is_better=higher, score=_numbers(values), expected_score=_numbers(expected)
    )
    return made[made["score"].notna()].reset_index(drop=True)


def _value(run: dict[Hashable, Any], metric: str) -> Any:
    found = unpacked(run["metrics"])
    return run["rating"] if metric == RATING and RATING not in found else found.get(metric)


def _numbers(values: list[Any]) -> list[float]:
    return [float(v) if isinstance(v, int | float) else float("nan") for v in values]


def _direction(name: str, said: dict[str, Any] | None) -> bool | None:
    if said is not None:
        return {"max": True, "min": False}.get(str(said.get(name)))
    try:
        return known_metric(name).direction == "max"
    except BadRequest:
        return None


def _way(value: Any) -> bool | None:
    return None if value is None or value != value else bool(value)
