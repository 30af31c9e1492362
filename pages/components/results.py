"""What came of the runs: a leaderboard against the trivial baseline, a plot, what mattered, lessons, what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from assistant import wording
from assistant.actions import Rate
from assistant.cards import ResultsCard
from assistant.plain import plain_figure, plain_lessons, plain_metric, plain_names, plain_step
from pages.components import front, marks, plots
from pages.components.desk import Desk
from pages.components.notice import hint
from pages.components.words import (
    ENDED,
    capital,
    elapsed,
    escape,
    figure,
    inline,
    label,
    metric_name,
    metric_words,
    number,
    spread,
)
from store.records import Goal

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from experiments.pictures import Plot
    from experiments.results import Important, LeaderboardRow, Results

_SHOWN_OPEN = 5
_NEAR = 2.0
"""Times the width of all scores that the baseline may be away and still be drawn: further, it squeezes the rest."""
_OUTCOMES = {**ENDED, "partial": "measured on a part of the data"}


def axis_of(found: Results) -> marks.Axis:
    """The axis that scores, their spread and predictions share; the baseline too where it is near enough."""
    ends: list[float] = []
    for row in found.rows:
        if row.score is not None and not row.baseline:
            std = row.score_std or 0.0
            ends += [row.score - std, row.score + std]
            ends += [row.expected_score] if row.expected_score is not None else []
    if ends and found.baseline is not None:
        away = max(min(ends) - found.baseline, found.baseline - max(ends), 0.0)
        ends += [found.baseline] if away <= _NEAR * (max(ends) - min(ends)) else []
    return marks.Axis.over(ends)


def shows_baseline(found: Results, axis: marks.Axis) -> bool:
    """Whether the baseline lies on the axis."""
    return found.baseline is not None and axis.low <= found.baseline <= axis.high


def row_html(row: LeaderboardRow, found: Results, axis: marks.Axis, *, plain: bool = False, called: str = "") -> str:
    """One line of the leaderboard; plain, for somebody who does not build models: how it decides, what it means.

    Args:
        row: the line.
        found: the results that it is of.
        axis: shared by all lines.
        plain: whether to use everyday words.
        called: the variant in everyday words, where it must be told apart from others of its kind.
    """
    rank = str(row.rank) if row.rank is not None else "–"
    kind = "sx-rank" if row.rank == 1 else "sx-rank plain"
    name = f'<div class="{"sx-muted" if row.baseline else "sx-name"}">{escape(capital(row.label))}</div>'
    if plain:
        name = _plain_name(row, called) + _plain_meaning(row, found)
    if row.score is None:
        error = row.error or _OUTCOMES.get(row.outcome, row.outcome)
        body = f'{name}<div class="sx-small sx-warn">{inline(capital(error))}</div>'
    else:
        figures = _plain_score(row, found, axis) if plain else _score(row, found, axis) + _time(row) + _latency(row)
        body = f'{name}<div class="sx-figures">{figures}</div>'
    return f'<div class="sx sx-row"><span class="{kind}">{rank}</span><div>{body}</div></div>'


def _plain_name(row: LeaderboardRow, called: str) -> str:
    """How it decides in everyday words; its technical name shows where one points at it."""
    if row.baseline:
        return '<div class="sx-muted">Without a model: always the same answer</div>'
    if row.family is None:
        return f'<div class="sx-name">{escape(capital(row.label))}</div>'
    said = escape(capital(called or wording.plain_family(row.family)))
    return f'<div class="sx-name" title="{escape(capital(row.label))}">{said}</div>'


def _plain_meaning(row: LeaderboardRow, found: Results) -> str:
    if row.score is None:
        return ""
    return f"<p>{escape(capital(wording.plain_score(row.score, found.metric)))}.</p>"


def _plain_score(row: LeaderboardRow, found: Results, axis: marks.Axis) -> str:
    """The bar of a score beside what was expected of it, and how long it took."""
    if row.baseline or row.score is None:
        return ""
    expected = row.expected_score
    aside = "" if expected is None else f"I expected {plain_figure(expected, found.metric)}"
    said = plain_figure(row.score, found.metric)
    std = row.score_std
    low, high = (None, None) if std is None else (row.score - std, row.score + std)
    tick = found.baseline if shows_baseline(found, axis) else None
    bar = marks.range_bar(axis, row.score, low, high, tick=tick, ring=expected, says=f"{said} {aside}".strip())
    muted = f' <span class="sx-muted sx-small">{escape(aside)}</span>' if aside else ""
    return f'<div><small>Score</small><div class="sx-figure">{escape(said)}{muted}</div>{bar}</div>{_time(row)}'


def _score(row: LeaderboardRow, found: Results, axis: marks.Axis) -> str:
    said = spread(row.score, row.score_std, found.metric)
    expected = "" if row.expected_score is None else f"predicted {figure(row.expected_score, found.metric)}"
    std = row.score_std
    low = high = None
    if row.score is not None and std is not None:
        low, high = row.score - std, row.score + std
    tick = found.baseline if shows_baseline(found, axis) else None
    says = f"{said} {expected}".strip()
    bar = marks.range_bar(axis, row.score, low, high, tick=tick, ring=row.expected_score, says=says)
    aside = f'<span class="sx-muted sx-small">{escape(expected)}</span>' if expected else ""
    name = escape(capital(metric_name(found.metric)))
    bar = "" if row.baseline else bar
    return f'<div><small>{name}</small><div class="sx-figure">{escape(said)} {aside}</div>{bar}</div>'


def _time(row: LeaderboardRow) -> str:
    if row.wall_s is None:
        return ""
    predicted = f"<small>predicted {wording.seconds(row.expected_s)}</small>" if row.expected_s is not None else ""
    return f'<div><small>Took</small><div class="sx-figure">{elapsed(row.wall_s)}</div>{predicted}</div>'


def _latency(row: LeaderboardRow) -> str:
    if row.latency_ms is None:
        return ""
    value = "under 0.01" if row.latency_ms < 0.01 else f"{row.latency_ms:.2g}"
    return f'<div><small>One prediction</small><div class="sx-figure">{value} ms</div></div>'


def leaderboard_html(found: Results, *, plain: bool = False) -> str:
    """All lines, in plain words where asked for; beyond the first few they fold away."""
    axis = axis_of(found)
    called = iter(plain_names([r.family for r in found.rows if r.family is not None]))
    names = ["" if r.family is None else next(called) for r in found.rows]
    rows = [
        f'<div style="margin-bottom:.5rem">{row_html(r, found, axis, plain=plain, called=name)}</div>'
        for r, name in zip(found.rows, names, strict=True)
    ]
    top, rest = rows[: _SHOWN_OPEN + 1], rows[_SHOWN_OPEN + 1 :]
    more = f"<details><summary>{len(rest)} more</summary><div>{''.join(rest)}</div></details>" if rest else ""
    legend = "Dot: the score, with its spread over folds. Ring: what was predicted."
    legend = "Dot: the score, with how much it varies. Ring: what I expected." if plain else legend
    line = "guessing without looking at the columns" if plain else "the trivial baseline"
    legend += f" Upright line: {line}." if shows_baseline(found, axis) else ""
    return f'{"".join(top)}{more}<p class="sx-muted sx-small">{legend}</p>'


def lessons_html(found: Results, *, plain: bool = False) -> str:
    """What was learned, in its two sentences."""
    said = " ".join(inline(s) for s in (plain_lessons(found) if plain else found.lessons))
    if not said:
        return ""
    return f'<div class="sx-note"><p>{said}</p></div>'


def importance_html(important: tuple[Important, ...], most: int = 8) -> str:
    """How much the score loses without each column, most important first."""
    top = [i for i in important if i.mean > 1e-9][:most] or list(important[:3])
    least = 0.001 * max(i.mean for i in top)
    drawn = marks.bars(
        [i.column for i in top],
        [i.mean for i in top],
        lows=[i.mean - (i.std or 0.0) for i in top],
        highs=[i.mean + (i.std or 0.0) for i in top],
        texts=["about 0" if i.mean < least else number(i.mean) for i in top],
        most=most,
    )
    legend = "Bar: how much the score worsens when the column's values are shuffled. Line: how much that varies."
    return (
        "<h4>Which columns matter most to the best model?</h4>"
        f'{drawn}<p class="sx-muted sx-small" style="margin-top:.4rem">{escape(legend)}</p>'
    )


@st.cache_data(max_entries=60, show_spinner=False)
def _results(_assistant: Assistant, goal_id: str, experiment_id: str | None, metric: str | None, ended: int) -> Results:
    """Results as they stood when so many runs had ended: reading predictions again for every rerun would be slow."""
    return _assistant.results(goal_id, experiment_id, metric)


def found_by(card: ResultsCard, desk: Desk) -> Results:
    """The results that a card is about, as they stand."""
    ended = int(desk.assistant.services.store.frame("SELECT count(*) AS n FROM facts.run_end")["n"].item())
    return _results(desk.assistant, card.goal_id, card.experiment_id, card.metric, ended)


def draw_results(card: ResultsCard, desk: Desk, key: str, *, live: bool) -> None:
    """Draws the card; an earlier card on the same results only says so."""
    if not live:
        hint("These results are shown again further down.")
        return
    found = found_by(card, desk)
    plain = desk.plain
    with st.container(border=True, key=f"card-results-{key}"):
        st.html(
            f'<div class="sx">{marks.head("What came of it", _measured(found, plain=plain))}'
            f"{lessons_html(found, plain=plain)}{leaderboard_html(found, plain=plain)}</div>"
        )
        if found.best is None:
            _draw_next(found, desk, key)
            return
        if found.front:
            _draw_front(found, key)
        _draw_plots(found, key)
        _draw_judgement(found, desk, key)
        _draw_next(found, desk, key)


def _measured(found: Results, *, plain: bool) -> str:
    return f"by {plain_metric(found.metric)}" if plain else metric_words(found.metric)


def _draw_front(found: Results, key: str) -> None:
    """What a better score costs: the answer of a search that weighed one against the other."""
    words = f'<p class="sx-muted sx-small">{escape(front.front_words(found))}</p>'
    st.html(f'<div class="sx"><h4>{escape(front.front_title(found))}</h4>{words}</div>')
    st.vega_lite_chart(None, front.front_spec(found), width="stretch", key=f"front-{key}")


def _draw_plots(found: Results, key: str) -> None:
    """The plot that suits the task beside what mattered; a second plot below the latter."""
    st.html('<div class="sx-rule"></div>')
    columns = iter(st.columns(2, gap="medium"))
    first, others = found.plots[:1], found.plots[1:]
    for plot in first:
        with next(columns):
            draw_plot(plot, f"{key}-0")
    with next(columns):
        if found.importance:
            st.html(f'<div class="sx">{importance_html(found.importance, 5 if others else 8)}</div>')
        for i, plot in enumerate(others, 1):
            draw_plot(plot, f"{key}-{i}")


def draw_plot(plot: Plot, key: str) -> None:
    """Draws a plot under its question."""
    title = f"<h4>{escape(plot.title)}</h4>"
    if plot.kind == "confusion":
        st.html(f'<div class="sx">{title}{plots.confusion_html(plot)}</div>')
        with st.container(key=f"quiet-plot-{key}"):
            csv = plots.confusion_csv(plot)
            st.download_button(
                "Save this as CSV", csv, "confusion.csv", "text/csv", key=f"save-{key}", type="tertiary",
                on_click="ignore",
            )  # fmt: skip
        return
    st.html(f'<div class="sx">{title}</div>')
    spec = plots.roc_spec(plot) if plot.kind == "roc" else plots.predicted_true_spec(plot)
    st.vega_lite_chart(None, spec, width="stretch", key=f"plot-{key}")


def _draw_judgement(found: Results, desk: Desk, key: str) -> None:
    """Thumbs for each of the first runs, and a button that keeps the best."""
    ranked = [row for row in found.rows if row.rank is not None][:_SHOWN_OPEN]
    with st.expander("Say what you think of a run"):
        called = plain_names([row.family or "" for row in ranked]) if desk.plain else [row.label for row in ranked]
        for row, name in zip(ranked, called, strict=True):
            _thumbs(row, desk, f"{key}-{row.run_id}", name if row.family else row.label)
        st.caption("Or say it in your own words, such as “too slow” or “I don't trust neural nets”.")


def _thumbs(row: LeaderboardRow, desk: Desk, key: str, called: str) -> None:
    name = f"judge-{key}"

    def judged() -> None:
        thumb = st.session_state.get(name)
        if thumb is not None:
            desk.press(Rate(subject_kind="run", subject_id=row.run_id, up=bool(thumb)))

    with st.container(horizontal=True, vertical_alignment="center", key=f"quiet-judge-{key}"):
        st.feedback("thumbs", key=name, on_change=judged)
        st.html(f'<div class="sx sx-small">{escape(f"{row.rank}. {capital(called)}")}</div>')


def _draw_next(found: Results, desk: Desk, key: str) -> None:
    """Each next step as a button with its reason; keeping the best model where no step says so already."""
    if found.next_steps:
        st.html('<div class="sx"><h4>What next?</h4></div>')
    for i, step in enumerate(found.next_steps):
        with st.container(horizontal=True, vertical_alignment="center", key=f"says-after-{key}-{i}", gap="small"):
            reads, why = plain_step(step) if desk.plain else (step.says, step.reason)
            kind: Literal["primary", "secondary"] = "primary" if i == 0 else "secondary"
            st.button(label(reads), key=f"after-{key}-{i}", on_click=desk.say, args=(step.says,), type=kind)
            st.html(f'<div class="sx sx-muted sx-small">{inline(why)}</div>')
    kept = desk.assistant.services.store.get(Goal, found.goal_id).task.kind != "declared"
    if kept and found.best is not None and not any("save" in step.says.lower() for step in found.next_steps):
        says = "Save the best model"  # as the reply offers it: a blend where that is better than the best run
        st.button(says, key=f"save-{key}", on_click=desk.say, args=(says,))
