"""An experiment under way: how far each run and the whole are, what is left, the best so far, and stop buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import streamlit as st

from assistant import wording
from assistant.actions import Signal, Steer, SteerAct
from assistant.cards import ProgressCard
from assistant.plain import plain_figure, plain_names
from pages.components import marks
from pages.components.desk import Desk, attempt, draw_again, show_told, tell
from pages.components.notice import hint
from pages.components.words import ENDED, capital, elapsed, escape, figure, label, metric_name, rich
from store.records import Family, Goal

if TYPE_CHECKING:
    from experiments.progress import ExperimentProgress, RunProgress

_EVERY_S = 1.0
_SPARED = ("skipped", "pruned")
"""What a person may ask for all the same."""
_STATES = {"queued": "waits", "running": "running", "ok": "done", "partial": "measured on a part", **ENDED}


def whole_html(seen: ExperimentProgress, *, plain: bool = False) -> str:
    """The whole: done of all, time left, best so far, one bar."""
    done = wording.over_of(sum(r.over for r in seen.runs), len(seen.runs), seen.most_runs)
    left = f", {wording.seconds(seen.eta_s)} left" if seen.state in ("queued", "running") and seen.eta_s else ""
    title = {"paused": "Paused", "queued": "Starting"}.get(seen.state, "Running" if seen.running else "Ended")
    aside = f"{done} done{left}"
    best = ""
    if seen.best_score is not None:
        best = f"{metric_name(seen.metric)} {figure(seen.best_score, seen.metric)}"
        said = f"Best so far: {wording.plain_score(seen.best_score, seen.metric) if plain else best}"
        best = f'<p class="sx-muted sx-small" style="margin-top:.45rem">{escape(said)}</p>'
    bar = marks.share_bar(seen.fraction, says=f"{round(100 * seen.fraction)} per cent done")
    return f'<div class="sx">{marks.head(title, aside)}{bar}{best}</div>'


def run_html(run: RunProgress, metric: str, called: str = "") -> str:
    """One run: its words, its state with time and score, its bar.

    Args:
        run: how far it is.
        metric: its metric.
        called: the variant in everyday words, for somebody who does not build models.
    """
    bar = marks.share_bar(run.fraction, done=run.over, says=f"{round(100 * run.fraction)} per cent done")
    error = f'<div class="sx-small sx-warn">{rich(run.error)}</div>' if run.error and run.state != "ok" else ""
    return (
        f'<div class="sx sx-row"><span class="sx-rank plain">{run.position + 1}</span><div>'
        f'<div title="{escape(capital(run.label))}">{escape(capital(called or run.label))}</div>'
        f'<div class="sx-muted sx-small" style="margin-bottom:.25rem">'
        f"{escape(run_words(run, metric, plain=bool(called)))}</div>"
        f"{bar}{error}</div></div>"
    )


def run_words(run: RunProgress, metric: str, *, plain: bool = False) -> str:
    """The state of a run in words: "running, 2 of 5 folds, 12 s, about 20 s left"; plain without names of measures."""
    parts = [_STATES[run.state] if run.waits != 0 else "comes next"]
    if run.state == "running":
        if run.folds_total and run.folds_total > 1:
            parts.append(f"{run.folds_done} of {run.folds_total} {'parts' if plain else 'folds'}")
        if run.eta_s is not None:
            parts.append(f"{wording.seconds(run.eta_s)} left")
    elif run.state == "queued" and run.expected_s is not None:
        parts.append(f"takes {wording.seconds(run.expected_s)}")
    elif run.elapsed_s is not None:
        parts.append(elapsed(run.elapsed_s))
    if run.part:
        parts.append(run.part)
    if run.part_score is not None:
        parts.append(f"{_scored(run.part_score, metric, plain)} on that part")
    if run.saved_s:
        parts.append(f"saved {wording.seconds(run.saved_s)}")
    if run.score is not None:
        parts.append(_scored(run.score, metric, plain))
    return ", ".join(parts)


def _scored(value: float, metric: str, plain: bool) -> str:
    return plain_figure(value, metric) if plain else f"{metric_name(metric)} {figure(value, metric)}"


def summary(seen: ExperimentProgress) -> str:
    """An ended experiment in a line."""
    good = sum(r.state == "ok" for r in seen.runs)
    other = len(seen.runs) - good
    words = f"{wording.count(good, 'run')} finished in {elapsed(seen.elapsed_s)}"
    return words + (f", {other} did not" if other else "")


def draw_progress(card: ProgressCard, desk: Desk, key: str, *, live: bool) -> None:
    """Draws the experiment; while it is under way the drawing keeps itself fresh."""
    if not live:
        hint("Its progress is shown further down.")
        return
    told = desk.assistant.told(card.experiment_id)

    @st.fragment(run_every=None if told else _EVERY_S)
    def fresh() -> None:
        seen = desk.assistant.progress(card.experiment_id)
        show_told(trouble=True)
        if seen.running:
            _draw_running(seen, desk, key)
            return
        if not told and desk.assistant.told(card.experiment_id):
            draw_again()  # the results are told by now: draw the page with them
        _draw_ended(seen, desk, key)

    fresh()


def conversation_of(seen: ExperimentProgress, desk: Desk) -> str:
    """The conversation in which the experiment was approved."""
    return desk.assistant.services.store.get(Goal, seen.goal_id).conversation_id


def _draw_ended(seen: ExperimentProgress, desk: Desk, key: str) -> None:
    with st.expander(label(summary(seen)), key=f"ended-{key}"):
        _draw_runs(seen, desk, key)


def _draw_running(seen: ExperimentProgress, desk: Desk, key: str) -> None:
    with st.container(border=True, key=f"card-progress-{key}"):
        st.html(whole_html(seen, plain=desk.plain))
        _draw_runs(seen, desk, key)
        with st.container(horizontal=True, key=f"signals-{key}", gap="small"):
            if seen.state == "paused":
                _signal("Go on", "resume", seen, desk, key)
            else:
                _signal("Pause", "pause", seen, desk, key)
            _signal("Stop all", "stop", seen, desk, key)


def _draw_runs(seen: ExperimentProgress, desk: Desk, key: str) -> None:
    names = plain_names([r.family for r in seen.runs]) if desk.plain and _tabular(seen) else [""] * len(seen.runs)
    # what waits stands in the order in which it will run, below what has begun; numbers are those of the plan
    for run, called in sorted(zip(seen.runs, names, strict=True), key=_turn):
        _draw_run(run, seen, desk, key, called)


def _turn(drawn: tuple[RunProgress, str]) -> int:
    waits = drawn[0].waits
    return -1 if waits is None else waits


def _tabular(seen: ExperimentProgress) -> bool:
    """Whether all variants are of kinds that have everyday words: those of a workflow of a person's own keep theirs."""
    return all(r.family in get_args(Family) for r in seen.runs)


def _draw_run(run: RunProgress, seen: ExperimentProgress, desk: Desk, key: str, called: str) -> None:
    if run.over and run.state not in _SPARED:
        st.html(run_html(run, seen.metric, called))
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"quiet-stop-{key}-{run.run_id}"):
        st.html(run_html(run, seen.metric, called), width="stretch")
        if run.over:
            _steer("Run it anyway", "run_anyway", run, seen, desk, key)
        elif run.state == "queued":
            if run.waits:
                _steer("Next", "pin", run, seen, desk, key)
            _steer("Leave out", "skip", run, seen, desk, key)
        else:
            _signal("Stop", "stop", seen, desk, f"{key}-{run.run_id}", run.run_id)


def _steer(words: str, act: SteerAct, run: RunProgress, seen: ExperimentProgress, desk: Desk, key: str) -> None:
    def given() -> None:
        _given(Steer(experiment_id=seen.experiment_id, act=act, run_id=run.run_id), seen, desk)

    st.button(words, key=f"{act}-{key}-{run.run_id}", on_click=given, type="tertiary")


def _given(action: Signal | Steer, seen: ExperimentProgress, desk: Desk) -> None:
    """Gives a signal and says for a moment what it did, or why it could not."""
    reply = attempt(lambda: desk.assistant.press(conversation_of(seen, desk), action, desk.person))
    if reply is not None:
        tell(reply.text)


def _signal(
    words: str,
    signal: Literal["pause", "resume", "stop"],
    seen: ExperimentProgress,
    desk: Desk,
    key: str,
    run_id: str | None = None,
) -> None:
    def given() -> None:
        _given(Signal(experiment_id=seen.experiment_id, signal=signal, run_id=run_id), seen, desk)

    kind: Literal["tertiary", "secondary"] = "tertiary" if run_id else "secondary"
    st.button(words, key=f"{signal}-{key}", on_click=given, type=kind)
