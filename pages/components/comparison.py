"""Chosen runs beside each other: what differs, pictures of them all, and what their kept predictions show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant.wording import count
from pages.components import charts, differences, scoring
from pages.components.desk import Desk
from pages.components.notice import hint
from pages.components.results import draw_plot
from pages.components.words import NOTHING, capital, escape, figure, metric_name, metric_words

if TYPE_CHECKING:
    import pandas as pd

_BESIDE = 8
"""Runs that fit beside each other; more stand below each other."""
_MOST_PREDICTIONS = 4


def draw_comparison(runs: pd.DataFrame) -> None:
    """What tells the runs apart; everything on request."""
    if len(runs) < 2:
        _draw_one(runs)
        return
    st.subheader(f"What differs between these {len(runs):,} runs?", anchor=False)
    only = st.toggle("Differences only", value=True, key="differences", bind="query-params")
    whole = differences.table_of(runs)
    table = differences.differing(whole) if only else whole
    if table.empty or not len(table.columns):
        hint("Nothing: these runs are alike in everything that is recorded.")
        return
    names = dict(zip(runs["run_id"].astype(str), runs["label"].astype(str), strict=True))
    if len(runs) <= _BESIDE:
        shown = differences.side_by_side(table, names)
        config = {"what": st.column_config.TextColumn("", pinned=True, width=150)}
        config |= {c: st.column_config.TextColumn(width=210) for c in shown.columns if c not in ("what", "kind")}
    else:
        shown = differences.below_each_other(table, names)
        config = {}
    same = len(whole.columns) - len(differences.differing(whole).columns)
    height = min(38 + 35 * max(len(shown), 1), 560)
    order = [c for c in shown.columns if c != "kind"] + (["kind"] if "kind" in shown.columns and config else [])
    st.dataframe(
        shown, hide_index=True, key="comparison-table", column_config=config, height=height,
        column_order=order or None, placeholder=NOTHING,
    )  # fmt: skip
    if only and same:
        st.html(f'<div class="sx sx-muted sx-small">{count(same, "thing")} the same in all are left out.</div>')
    with st.container(key="quiet-comparison-download"):
        csv = shown.to_csv(index=False).encode()
        st.download_button("Save this as CSV", csv, "comparison.csv", "text/csv", type="tertiary", on_click="ignore")


def _draw_one(runs: pd.DataFrame) -> None:
    """Everything that is recorded of a single run."""
    run = runs.iloc[0]
    st.subheader(capital(str(run["label"])), anchor=False)
    table = differences.side_by_side(differences.table_of(runs), {})
    table.columns = ["kind", "what", "this run"]
    st.dataframe(table, hide_index=True, key="one-run", height=min(38 + 35 * len(table), 420), placeholder=NOTHING)


def draw_pictures(runs: pd.DataFrame) -> None:
    """Pictures of runs on one task: scores on different data or metrics are not comparable."""
    scored = runs[runs["score"].notna() & (runs["state"] == "ok")]
    if len(scored) < 2:
        hint("Pictures need two runs that ended with a score.")
        return
    part, metric, higher = _one_task(scored)
    if len(part) < 2:
        hint("Only one of these runs has a score there, and pictures need two.")
        return
    _draw_best(part, metric, higher)
    _draw_parallel(part, metric, higher)
    columns = st.columns(2, gap="medium")
    with columns[0]:
        _draw_time(part, metric, higher)
    with columns[1]:
        _draw_predicted(part)


def _one_task(scored: pd.DataFrame) -> tuple[pd.DataFrame, str, bool | None]:
    """The runs of one task by one metric, the most frequent first, others by choice; and that metric's direction."""
    task = scoring.tasks(scored)
    known = [str(t) for t in task.value_counts().index]
    cells = st.columns([2, 1])
    chosen = known[0]
    if len(known) > 1:
        chosen = cells[0].selectbox("Pictures of", known, key="task", bind="query-params") or known[0]
    part = scored[task == chosen].reset_index(drop=True)
    ways = scoring.metrics(part)
    metric = next(iter(ways))
    if len(ways) > 1:
        key = f"by-{chosen}"[:80]
        metric = cells[-1 if len(known) > 1 else 0].selectbox("By", list(ways), key=key, format_func=metric_name)
    return scoring.by_metric(part, metric, ways[metric]), metric, ways[metric]


def _draw_best(part: pd.DataFrame, metric: str, higher: bool | None) -> None:
    """The best of them in a sentence: best, not last."""
    if higher is None:
        hint(f"Nobody has said whether high or low {metric_name(metric)} is better: none of these is called best.")
        return
    row = part.iloc[int(part["score"].argmax() if higher else part["score"].argmin())]
    said = f"Best of these {len(part):,}: {row['label']}, {figure(float(row['score']), metric)}"
    words = f'<b>{escape(said)}</b> <span class="sx-muted">{escape(metric_words(metric))}</span>'
    st.html(f'<div class="sx"><p>{words}</p></div>')


def _draw_parallel(part: pd.DataFrame, metric: str, higher: bool | None) -> None:
    title = "Which choices go with good scores?" if higher is not None else "Which choices go with which scores?"
    st.subheader(title, anchor=False)
    varying = differences.varying_choices(part)
    if varying.empty or not len(varying.columns):
        hint("Nothing varies between these runs but their scores.")
        return
    names = [str(c) for c in varying.columns]
    axes = names
    if len(names) > 1:
        axes = st.multiselect(
            "Choices that vary",
            names,
            default=charts.preselected(varying),
            key=f"axes-{'-'.join(names)[:80]}",
            format_func=charts.axis_words,
        )
    chart(charts.parallel(varying[axes], part["score"], metric, higher is not False), "parallel")
    better = {True: "better scores are blue", False: "better scores, the lower ones, are blue", None: "high is blue"}
    st.html(
        f'<div class="sx sx-muted sx-small">One line a run; {better[higher]}. Drag along an axis to keep '
        "a stretch of it.</div>"
    )


def _draw_time(part: pd.DataFrame, metric: str, higher: bool | None) -> None:
    st.html('<div class="sx"><h4>How did the best score grow?</h4></div>')
    if higher is None:
        hint("That needs to know which way the metric is better.")
        return
    if part["ended_at"].notna().sum() < 2:
        hint("It is not recorded when these runs ended.")
        return
    chart(charts.best_so_far(part, metric, higher), "best")


def _draw_predicted(part: pd.DataFrame) -> None:
    st.html('<div class="sx"><h4>How near were the predictions?</h4></div>')
    kinds = {"score": ("expected_score", "score", "score"), "seconds": ("expected_s", "wall_s", "seconds")}
    known = [k for k, (p, a, _) in kinds.items() if part[[p, a]].notna().all(axis=1).sum() >= 2]
    if not known:
        hint("Nothing was predicted for these runs.")
        return
    kind = known[0]
    if len(known) > 1:
        chosen = st.segmented_control("Of", known, default=known[0], key="predicted-of", label_visibility="collapsed")
        kind = chosen or known[0]
    predicted, actual, what = kinds[kind]
    chart(charts.predicted_actual(part, predicted, actual, what, log=kind == "seconds"), f"predicted-{kind}")


def chart(made: Any, key: str) -> None:
    """Draws a Plotly figure in the app's theme, with a button that saves it."""
    st.plotly_chart(made, width="stretch", key=f"chart-{key}", config=charts.CONFIG)


def draw_predictions(desk: Desk, runs: pd.DataFrame) -> None:
    """What the kept out-of-fold predictions of the first few chosen runs show."""
    own = (runs["state"] == "ok") & (runs["tool"] == "sextant")
    ended = [str(i) for i in runs.loc[own, "run_id"]][:_MOST_PREDICTIONS]
    drawn = False
    for run_id in ended:
        plots = _plots(desk, str(desk.assistant.services.home), run_id)
        if not plots:
            continue
        if not drawn:
            st.subheader("What do their predictions show?", anchor=False)
            drawn = True
        st.html(f'<div class="sx"><p class="sx-muted">{escape(capital(plots[0].label))}</p></div>')
        columns = st.columns(2, gap="medium")
        for i, (column, plot) in enumerate(zip(columns, plots[:2], strict=False)):
            with column:
                draw_plot(plot, f"kept-{run_id}-{i}")
        with columns[1]:
            _draw_residuals(plots[0], run_id)


@st.cache_data(max_entries=60, show_spinner=False)
def _plots(_desk: Desk, home: str, run_id: str) -> tuple[Any, ...]:
    from experiments.pictures import plots_of
    from store.records import Experiment, Goal, Run

    services = _desk.assistant.services
    run = services.store.get(Run, run_id)
    goal = services.store.get(Goal, services.store.get(Experiment, run.experiment_id).goal_id)
    return plots_of(services.home, run, goal.error_costs)


def _draw_residuals(plot: Any, run_id: str) -> None:
    """Where a regression is off: its errors against what it predicted."""
    if plot.kind != "predicted_true":
        return
    from pages.components.plots import residual_spec

    st.html('<div class="sx"><h4>Where is it off, and by how much?</h4></div>')
    st.vega_lite_chart(None, residual_spec(plot), width="stretch", key=f"residuals-{run_id}")
