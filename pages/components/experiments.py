"""The page Runs: experiments with what is under way in them and what came of them, and all runs in one table."""

from __future__ import annotations

import streamlit as st

from assistant.cards import ProgressCard, ResultsCard
from assistant.views import ExperimentLine
from pages.components.desk import Desk, next_errand
from pages.components.notice import empty
from pages.components.progress import draw_progress
from pages.components.results import draw_results
from pages.components.tables import CHAT
from pages.components.words import when

_ALL_RUNS = """
SELECT label AS variant, family, dataset, target, metric, state, score, score_std, baseline, expected_score, wall_s,
       expected_s, peak_mb, error, approved_by, ended_at, run_id
FROM runs ORDER BY queued_at DESC, position LIMIT 500
"""


def draw_experiments(desk: Desk) -> None:
    """Draws the page."""
    st.title("Runs", anchor=False)
    lines = desk.assistant.experiments()
    if not lines:
        empty("No experiment yet", "What you approve in the chat shows here, live while it runs and with its results.")
        st.page_link(CHAT, label="Plan one in the chat", icon=":material/arrow_forward:")
        return
    line = _chosen(lines, desk)
    experiment, key = line.experiment, line.experiment.id
    where = {"conversation": line.goal.conversation_id}
    if next_errand():  # something was said or pressed here: its conversation answers
        st.switch_page(CHAT, query_params=where)
    st.page_link(CHAT, label="Its conversation", icon=":material/chat_bubble:", query_params=where)
    draw_progress(ProgressCard(experiment_id=experiment.id), desk, f"page-{key}", live=True)
    if not line.running:
        draw_results(ResultsCard(goal_id=line.goal.id, experiment_id=experiment.id), desk, f"page-{key}", live=True)
    _draw_all(desk)


def _chosen(lines: tuple[ExperimentLine, ...], desk: Desk) -> ExperimentLine:
    """The experiment that the address names, the newest where it names none."""
    if len(lines) == 1:
        return lines[0]
    ids = [line.experiment.id for line in lines]
    names = {
        line.experiment.id: f"{line.title}, {when(line.experiment.approved_at, desk.now, desk.zone)}"
        + (" (running)" if line.running else "")
        for line in lines
    }
    asked = st.query_params.get("experiment", "")
    at = ids.index(asked) if asked in ids else 0
    chosen = st.selectbox("Experiment", ids, index=at, format_func=lambda i: names[i], key="experiment")
    return lines[ids.index(chosen)]


def _draw_all(desk: Desk) -> None:
    st.subheader("All runs", anchor=False)
    frame = desk.assistant.query(_ALL_RUNS)
    config = {
        "score": st.column_config.NumberColumn(format="%.4g"),
        "score_std": st.column_config.NumberColumn("± over folds", format="%.2g"),
        "baseline": st.column_config.NumberColumn(format="%.4g"),
        "expected_score": st.column_config.NumberColumn("predicted", format="%.4g"),
        "wall_s": st.column_config.NumberColumn("seconds", format="%.1f"),
        "expected_s": st.column_config.NumberColumn("predicted seconds", format="%.1f"),
        "peak_mb": st.column_config.NumberColumn("peak MB", format="%.0f"),
    }
    st.dataframe(frame, hide_index=True, column_config=config, height=min(38 + 35 * max(len(frame), 1), 460))
