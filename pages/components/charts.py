"""Plotly figures over many runs: parallel coordinates, the best so far, predicted against actual. Pure.

Plotly is loaded when the first figure is made. Every figure can be saved as a picture by the button at its corner.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pages.components.words import metric_name, number

if TYPE_CHECKING:
    import pandas as pd

ACCENT, QUIET, SECOND = "#2C8FCB", "#8A97A0", "#E69F00"
"""Tones that read on light and on dark and that colour-blind eyes tell apart."""
CONFIG = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "svg", "filename": "sextant"},
}
_MOST_AXES = 8
_MOST_TICKS = 12
_PARTS = 4


def preselected(choices: pd.DataFrame, most: int = _MOST_AXES) -> list[str]:
    """The axes to begin with: those that divide the runs most evenly, by the entropy of their values.

    A choice that every run made anew in words divides nothing, and one that all made alike who made it at all tells
    no more than the choice that let them make it.

    Args:
        choices: varying choices, one column each; a run that did not make one lacks it.
        most: axes at most.
    """
    known = [(-_entropy(choices[c]), i, str(c)) for i, c in enumerate(choices.columns)]
    told = [(bits, i, name) for bits, i, name in known if not _only_made(choices[name])]
    return [name for _, _, name in sorted(told or known)][:most]


def _only_made(values: pd.Series[Any]) -> bool:
    """Whether all runs that made a choice made the same: then it only says who made it, as that family's name does."""
    return bool(values.isna().any()) and values.dropna().map(_said).nunique() <= 1


def _entropy(values: pd.Series[Any]) -> float:
    """Bits that the value tells of a run, numbers in at most `_PARTS` parts of equal size; lacking is a value too."""
    import pandas as pd

    numbers = _numbers(values)
    if numbers is not None and numbers.nunique() > _PARTS:
        parts = pd.qcut(numbers, _PARTS, labels=False, duplicates="drop").fillna(-1)
    else:
        parts = values.map(_said)
        if parts.nunique() > max(2, min(_MOST_TICKS, len(parts) / 2)):
            return 0.0
    shares = parts.value_counts(normalize=True)
    return float(-(shares * shares.map(math.log2)).sum())


def _numbers(values: pd.Series[Any]) -> pd.Series[float] | None:
    """The values as numbers, missing where a run has none; nothing where one is no number."""
    import pandas as pd

    known = values[values.notna()]
    found = pd.to_numeric(known.where(~known.map(lambda v: isinstance(v, bool))), errors="coerce")
    return found.astype(float).reindex(values.index) if len(known) and bool(found.notna().all()) else None


def _said(value: Any) -> str:
    if value is None or value != value:
        return "–"
    if isinstance(value, float) and not value.is_integer():
        return number(value)
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def parallel(choices: pd.DataFrame, score: pd.Series[float], metric: str, higher_is_better: bool) -> Any:
    """Which choices go with good scores: one line a run, through its choices to its score.

    Args:
        choices: the chosen axes, one column each, one row a run.
        score: the runs' scores, none missing.
        metric: its name.
        higher_is_better: its direction; better runs are in the accent.
    """
    import plotly.graph_objects as go

    dimensions = [_dimension(str(name), choices[name]) for name in choices]
    dimensions.append(
        {"label": metric_name(metric), "values": score.astype(float).tolist(), "tickformat": digits_along(score)}
    )
    colours = [[0, QUIET], [1, ACCENT]] if higher_is_better else [[0, ACCENT], [1, QUIET]]
    line = {"color": score.astype(float).tolist(), "colorscale": colours, "showscale": False}
    figure = go.Figure(go.Parcoords(line=line, dimensions=dimensions, labelangle=-12, labelside="top"))
    return figure.update_layout(height=380, margin={"l": 70, "r": 50, "t": 80, "b": 20})


def digits_along(values: pd.Series[float]) -> str:
    """How the numbers at an axis are written, as d3 writes formats: as few decimals as tell its ends apart."""
    width = float(values.max() - values.min())
    decimals = 0 if width >= 100 else 3 if not width > 0 else min(max(2, 2 - math.floor(math.log10(width))), 9)
    return f",.{decimals}f"


def _dimension(name: str, values: pd.Series[Any]) -> dict[str, Any]:
    """An axis: numbers as they are, runs without one at a place of their own below; all else as named places."""
    numbers = _numbers(values)
    if numbers is not None and numbers.nunique() > 2:
        return {"label": axis_words(name), **_number_axis(numbers)}
    words = values.map(_said)
    known = sorted(words.unique())
    place = {w: i for i, w in enumerate(known)}
    axis: dict[str, Any] = {"label": axis_words(name), "values": [place[w] for w in words]}
    if len(known) <= _MOST_TICKS:
        axis |= {"tickvals": list(range(len(known))), "ticktext": [_short(w) for w in known]}
    return axis


def _number_axis(numbers: pd.Series[float]) -> dict[str, Any]:
    if bool(numbers.notna().all()):
        return {"values": numbers.tolist()}
    low, high = float(numbers.min()), float(numbers.max())
    apart = (high - low) * 0.15 or 1.0
    ticks = [low + (high - low) * i / 4 for i in range(5)]
    return {
        "values": numbers.fillna(low - apart).tolist(), "range": [low - apart, high],
        "tickvals": [low - apart, *ticks], "ticktext": ["–", *(number(t) for t in ticks)],
    }  # fmt: skip


def best_so_far(runs: pd.DataFrame, metric: str, higher_is_better: bool) -> Any:
    """How the best score grew over time: every run a dot, the best until then a line.

    Args:
        runs: rows with `ended_at`, `score` and `label`, in any order.
        metric: its name.
        higher_is_better: its direction.
    """
    import plotly.graph_objects as go

    ordered = runs.dropna(subset=["ended_at", "score"]).sort_values("ended_at", kind="stable")
    best = ordered["score"].cummax() if higher_is_better else ordered["score"].cummin()
    figure = go.Figure()
    figure.add_scatter(
        x=ordered["ended_at"], y=ordered["score"], mode="markers", name="a run", text=ordered["label"],
        marker={"color": QUIET, "size": 6, "opacity": 0.6}, hovertemplate="%{text}<br>%{y:.4g}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=ordered["ended_at"], y=best, mode="lines", name="best so far",
        line={"color": ACCENT, "width": 2.5, "shape": "hv"}, hovertemplate="best %{y:.4g}<extra></extra>",
    )  # fmt: skip
    return _laid_out(figure, "", metric_name(metric))


def score_per_run(numbers: list[int], labels: list[str], scores: list[float], metric: str) -> Any:
    """How good each run was, in the order they ran: a dot a run.

    Args:
        numbers: of the runs, from 1.
        labels: the variants in words.
        scores: in the metric's unit.
        metric: its name.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_scatter(
        x=numbers, y=scores, mode="markers", name="a run", text=labels, marker={"color": ACCENT, "size": 9},
        hovertemplate="%{x}. %{text}<br>%{y:.4g}<extra></extra>",
    )  # fmt: skip
    step = max(1, round(max(numbers, default=1) / _MOST_TICKS))  # of few runs ticks would lie between them as well
    figure.update_xaxes(tickformat="d", dtick=step, tick0=step)
    return _laid_out(figure, "run", metric_name(metric))


def predicted_actual(runs: pd.DataFrame, predicted: str, actual: str, what: str, *, log: bool = False) -> Any:
    """How right the predictions were: on the line, predicted and actual are the same.

    Args:
        runs: rows with both columns and `label`.
        predicted: column of what was predicted.
        actual: column of what came.
        what: what both are, with its unit.
        log: whether to draw on logarithmic axes, for times.
    """
    import plotly.graph_objects as go

    known = runs.dropna(subset=[predicted, actual])
    known = known[(known[predicted] > 0) & (known[actual] > 0)] if log else known
    ends = [*known[predicted], *known[actual]] or [0.0, 1.0]
    figure = go.Figure()
    figure.add_scatter(
        x=[min(ends), max(ends)], y=[min(ends), max(ends)], mode="lines", name="the same", hoverinfo="skip",
        line={"color": QUIET, "dash": "dash", "width": 1.5},
    )  # fmt: skip
    figure.add_scatter(
        x=known[predicted], y=known[actual], mode="markers", name="a run", text=known["label"],
        marker={"color": ACCENT, "size": 7, "opacity": 0.65},
        hovertemplate="%{text}<br>predicted %{x:.4g}, came %{y:.4g}<extra></extra>",
    )  # fmt: skip
    figure = _laid_out(figure, f"Predicted {what}", f"Actual {what}")
    if log:
        figure.update_xaxes(type="log").update_yaxes(type="log")
    return figure


def share_over_time(frame: pd.DataFrame, wanted: float) -> Any:
    """How often what came lay within its interval, so far, beside how often it should have.

    Args:
        frame: `at`, `score_share` and `cost_share` (0 to 1, shares until then).
        wanted: the share that intervals promise, 0 to 1.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    shown = (("score_share", "scores", ACCENT, "circle"), ("cost_share", "times", SECOND, "diamond"))
    for column, name, colour, mark in shown:
        known = frame.dropna(subset=[column])
        figure.add_scatter(
            x=known["at"], y=known[column], mode="lines+markers", name=name, line={"color": colour, "width": 2.5},
            marker={"size": 7, "symbol": mark}, hovertemplate="%{y:.0%} inside<extra>" + name + "</extra>",
        )  # fmt: skip
    figure.add_hline(y=wanted, line={"color": QUIET, "dash": "dash", "width": 1.5})
    figure = _laid_out(figure, "", "Inside the interval")
    legend = {"orientation": "h", "x": 0, "y": 1.03, "yanchor": "bottom"}
    return figure.update_yaxes(range=[0, 1.03], tickformat=".0%").update_layout(
        showlegend=True, legend=legend, margin={"t": 45}
    )


def _laid_out(figure: Any, x: str, y: str) -> Any:
    figure.update_layout(
        height=330, showlegend=False, margin={"l": 60, "r": 20, "t": 20, "b": 50},
        legend={"orientation": "h", "y": 1.08, "x": 0},
    )  # fmt: skip
    return figure.update_xaxes(title=x, showgrid=False, nticks=6).update_yaxes(title=y, showgrid=False, nticks=6)


def axis_words(name: str) -> str:
    """A choice as people read it: `elastic_net.penalty` is "elastic net penalty"."""
    return _short(name.replace(".", " "))


def _short(text: str, most: int = 22) -> str:
    words = text.replace("_", " ")
    return words if len(words) <= most else words[: most - 1] + "…"
