"""The front of score against cost: what no other run beats in both, as words and as a Vega-Lite chart; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pages.components.words import capital, metric_name, number
from store.records import metric

if TYPE_CHECKING:
    from experiments.results import Results

_LINE, _QUIET = "#2C8FCB", "#8A97A0"
_COSTS = {
    "wall_s": ("time to fit", "Time to fit and measure (s)"),
    "latency_ms": ("time to predict", "Time to predict one row (ms)"),
    "peak_mb": ("memory", "Memory (MB)"),
}


def front_title(found: Results) -> str:
    """The question that the chart answers."""
    cost = _words(found)[0]
    return f"What does a better {metric_name(found.metric)} cost in {cost}?"


def _words(found: Results) -> tuple[str, str]:
    """What was weighed against the score, in a sentence and on an axis."""
    cost = found.front_cost or "wall_s"
    return _COSTS.get(cost) or (metric_name(cost), capital(metric_name(cost)))


def front_words(found: Results) -> str:
    """What going from the cheapest to the best on the front brings and costs, in a sentence; empty for one run."""
    rows = _on_front(found)
    if len(rows) < 2:
        return "One run is both the best and the cheapest, so there is nothing to trade." if rows else ""
    cheap, best = rows[0], rows[-1]
    measure = metric(found.metric)
    gained = measure.shown_gap(abs(measure.gain(best["score"]) - measure.gain(cheap["score"])))
    grows = f"from {number(cheap['cost'])} to {number(best['cost'])}"
    if cheap["cost"] > 0:  # a workflow's own metric may be 0 or less
        grows = f"{number(best['cost'] / cheap['cost'])}-fold"
    return (
        f"From the cheapest to the best on the line, {metric_name(found.metric)} gets better by {gained} "
        f"and the cost grows {grows}."
    )


def front_spec(found: Results) -> dict[str, Any]:
    """All runs as dots of cost and score; the line joins those that none beats in both."""
    cost = _words(found)[1]
    costs = [p["cost"] for p in _points(found)]
    wide = bool(costs) and max(costs) > 20 * max(min(costs), 1e-9)
    scale = {"type": "log"} if wide and min(costs) > 0 else {"zero": False, "nice": True}
    encoding = {
        "x": {"field": "cost", "type": "quantitative", "title": cost, "scale": scale, "axis": {"grid": False}},
        "y": {
            "field": "score", "type": "quantitative", "title": capital(metric_name(found.metric)),
            "scale": {"zero": False, "nice": True}, "axis": {"grid": False},
        },
    }  # fmt: skip
    told = [
        {"field": f, "type": t} for f, t in (("run", "nominal"), ("score", "quantitative"), ("cost", "quantitative"))
    ]
    line = {
        "data": {"values": _on_front(found)},
        "mark": {"type": "line", "color": _LINE, "strokeWidth": 2, "interpolate": "step-after"},
        "encoding": encoding,
    }
    dots = {
        "data": {"values": _points(found)},
        "mark": {"type": "circle", "size": 90, "opacity": 0.9},
        "encoding": {
            **encoding,
            "color": {"condition": {"test": "datum.front", "value": _LINE}, "value": _QUIET},
            "tooltip": told,
        },
    }
    return {"height": 280, "layer": [line, dots], "config": {"view": {"stroke": None}}}


def _points(found: Results) -> list[dict[str, Any]]:
    """Runs with a score and a cost, the cheapest first."""
    from experiments.strategies.pareto import cost_of

    cost, front = found.front_cost or "wall_s", set(found.front)
    points = [
        {"run": capital(r.label), "score": r.score, "cost": paid, "front": r.run_id in front}
        for r in found.rows
        if r.score is not None and not r.baseline and (paid := cost_of(r, r.metrics, cost)) is not None
    ]
    return sorted(points, key=lambda p: p["cost"])


def _on_front(found: Results) -> list[dict[str, Any]]:
    return [p for p in _points(found) if p["front"]]
