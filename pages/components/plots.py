"""Plots of results as Vega-Lite specifications and HTML: pure, each under the question that it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pages.components.words import escape

if TYPE_CHECKING:
    from experiments.pictures import Confusion, PredictedTrue, RocCurve

_HEIGHT = 280
_LINE = "#2C8FCB"
"""The accent, in a tone that reads on light and on dark."""
_QUIET = "#8A97A0"
"""A grey that reads on light and on dark."""


def _chart(layers: list[dict[str, Any]]) -> dict[str, Any]:
    return {"height": _HEIGHT, "layer": layers, "config": {"view": {"stroke": None}}}


def _axis(field: str, title: str, **more: Any) -> dict[str, Any]:
    axis = {"grid": False, "tickCount": 5, "titleFontWeight": "normal", **more.pop("axis", {})}
    return {"field": field, "type": "quantitative", "title": title, "axis": axis, **more}


def roc_spec(plot: RocCurve) -> dict[str, Any]:
    """The curve of positives found against false alarms, beside the line of a guess."""
    points = [{"alarms": x, "found": y} for x, y in zip(plot.false_alarms, plot.found, strict=True)]
    percent = {"scale": {"domain": [0, 1]}, "axis": {"format": "%"}}
    x = _axis("alarms", "Share of the others that are false alarms", **percent)
    y = _axis("found", f"Share of “{plot.positive}” that is found", **percent)
    curve = {
        "data": {"values": points},
        "mark": {"type": "line", "color": _LINE, "strokeWidth": 2.5, "interpolate": "step-after"},
        "encoding": {"x": x, "y": y},
    }
    return _chart([_diagonal("alarms", "found", 0, 1), curve])


def predicted_true_spec(plot: PredictedTrue) -> dict[str, Any]:
    """Predictions against the truth; on the line they are the same."""
    points = [{"truth": t, "prediction": p} for t, p in zip(plot.truth, plot.prediction, strict=True)]
    ends = [*plot.truth, *plot.prediction] or [0.0, 1.0]
    bounds = {"scale": {"domain": [min(ends), max(ends)], "nice": True, "zero": False}}
    cloud = {
        "data": {"values": points},
        "mark": {"type": "circle", "color": _LINE, "opacity": 0.45, "size": 34},
        "encoding": {"x": _axis("truth", "True value", **bounds), "y": _axis("prediction", "Predicted", **bounds)},
    }
    return _chart([_diagonal("truth", "prediction", min(ends), max(ends)), cloud])


def residual_spec(plot: PredictedTrue) -> dict[str, Any]:
    """What is left of the truth after the prediction, against the prediction; on the line nothing is left."""
    pairs = zip(plot.truth, plot.prediction, strict=True)
    points = [{"prediction": p, "left": t - p} for t, p in pairs]
    ends = list(plot.prediction) or [0.0, 1.0]
    cloud = {
        "data": {"values": points},
        "mark": {"type": "circle", "color": _LINE, "opacity": 0.45, "size": 34},
        "encoding": {
            "x": _axis("prediction", "Predicted", scale={"nice": True, "zero": False}),
            "y": _axis("left", "Truth less prediction"),
        },
    }
    zero = {
        "data": {"values": [{"prediction": min(ends), "left": 0}, {"prediction": max(ends), "left": 0}]},
        "mark": {"type": "line", "color": _QUIET, "strokeDash": [4, 4], "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "prediction", "type": "quantitative"},
            "y": {"field": "left", "type": "quantitative"},
        },
    }
    return _chart([zero, cloud])


def _diagonal(x: str, y: str, low: float, high: float) -> dict[str, Any]:
    return {
        "data": {"values": [{x: low, y: low}, {x: high, y: high}]},
        "mark": {"type": "line", "color": _QUIET, "strokeDash": [4, 4], "strokeWidth": 1.5},
        "encoding": {"x": {"field": x, "type": "quantitative"}, "y": {"field": y, "type": "quantitative"}},
    }


def confusion_html(plot: Confusion) -> str:
    """True classes by predicted ones; the darker, the larger the share of its true class."""
    n = len(plot.classes)
    cells = ['<span class="lab"></span>', *(f'<span class="lab top">{escape(c)}</span>' for c in plot.classes)]
    for name, row in zip(plot.classes, plot.counts, strict=True):
        cells.append(f'<span class="lab">{escape(name)}</span>')
        cells += [_cell(count, sum(row)) for count in row]
    columns = f"minmax(3.5rem, max-content) repeat({n}, minmax(3rem, 6.5rem))"
    grid = f'<div class="sx-confusion" style="grid-template-columns:{columns}">{"".join(cells)}</div>'
    said = "Rows: the truth. Columns: what was predicted."
    if plot.threshold is not None:
        said = (
            f"{said} “{plot.positive}” is said from a probability of {plot.threshold:.2g} on, as your costs call for."
        )
    return f'{grid}<p class="sx-muted sx-small" style="margin-top:.5rem">{escape(said)}</p>'


def confusion_csv(plot: Confusion) -> bytes:
    """The same as a table: true classes in rows, predicted ones in columns."""
    import csv
    import io

    made = io.StringIO()
    rows = ([name, *row] for name, row in zip(plot.classes, plot.counts, strict=True))
    csv.writer(made).writerows([["truth", *plot.classes], *rows])
    return made.getvalue().encode()


def _cell(count: int, of: int) -> str:
    part = count / of if of else 0.0
    colour = (
        f"color-mix(in srgb, var(--sx-accent) {round(8 + 62 * part)}%, transparent)" if count else "var(--sx-track)"
    )
    return f'<span style="background:{colour}" title="{part:.0%} of its row">{count:,}</span>'
