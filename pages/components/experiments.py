"""The page Experiments: one experiment with its runs under way, its results, its highlights and its card."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant.cards import ProgressCard, ResultsCard
from assistant.declared.asking import waiting_card
from pages.components.choosing import follow, keep
from pages.components.desk import Desk, next_errand
from pages.components.highlights import draw_card_of, draw_highlights
from pages.components.human_step import draw_human_step
from pages.components.notice import empty, hint
from pages.components.progress import draw_progress
from pages.components.results import draw_results
from pages.components.tables import CHAT, RUNS
from pages.components.words import when
from store.records import Conversation, Experiment, Goal

if TYPE_CHECKING:
    import pandas as pd

_LISTED = 200
_LINES = f"""
SELECT e.experiment_id, coalesce(e.dataset, 'unknown data') AS dataset, e.target, e.metric, e.state, e.approved_by,
  e.approved_at
FROM experiments e LEFT JOIN facts.goal g ON g.id = e.goal_id
  LEFT JOIN (SELECT goal_id, string_agg(words, ' ') AS words FROM facts.feedback GROUP BY goal_id) f
    ON f.goal_id = e.goal_id
WHERE e.experiment_id = ? OR ({{condition}})
ORDER BY e.experiment_id = ? DESC, e.approved_at DESC LIMIT {_LISTED}"""
_TEXT = (
    "concat_ws(' ', e.dataset, e.target, e.metric, e.state, e.approved_by, e.experiment_id, g.statement, f.words) "
    "ILIKE ? ESCAPE '\\'"
)
"""An experiment is found by its data, goal, people, outcome and what was said of it."""


def draw_experiments(desk: Desk) -> None:
    """Draws the page."""
    st.title("Experiments", anchor=False)
    store = desk.assistant.services.store
    if store.latest(Experiment) is None:
        empty(
            "No experiment yet",
            "Each plan that you approve in the chat gets a card here: what was wanted, what came of it, what mattered.",
        )
        st.page_link(CHAT, label="Plan one in the chat", icon=":material/arrow_forward:")
        return
    line = _chosen(desk)
    if line is None:
        return
    experiment = store.get(Experiment, str(line["experiment_id"]))
    goal = store.get(Goal, experiment.goal_id)
    where = {"conversation": goal.conversation_id}
    if next_errand():  # something was said or pressed here: its conversation answers
        st.switch_page(CHAT, query_params=where)
    with st.container(horizontal=True, key="experiment-ways", gap="medium"):
        told = bool(store.find(Conversation, id=goal.conversation_id))
        if told:  # experiments of another store come without what was said
            st.page_link(CHAT, label="Its conversation", icon=":material/chat_bubble:", query_params=where)
        here = {"experiment": experiment.id}
        st.page_link(RUNS, label="Its runs, compared", icon=":material/timeline:", query_params=here)
    key = f"page-{experiment.id}"
    if told:
        draw_progress(ProgressCard(experiment_id=experiment.id), desk, key, live=True)
    if line["state"] in ("queued", "running", "paused"):
        return
    asked = waiting_card(desk.assistant.services, experiment) if told else None
    if asked is not None:
        draw_human_step(asked, desk, key, live=True)
    draw_results(ResultsCard(goal_id=goal.id, experiment_id=experiment.id), desk, key, live=True)
    draw_highlights(desk, experiment.id)
    draw_card_of(desk, experiment.id)


def _chosen(desk: Desk) -> dict[str, Any] | None:
    """The experiment that the address names, the newest where it names none; found by words where there are many."""
    asked = st.query_params.get("experiment", "")
    columns = st.columns([1, 2], vertical_alignment="bottom")
    words = columns[0].text_input("Find", key="experiment-words", placeholder="Words of a goal, table, person …")
    found = _lines(desk, words or "", asked)
    if found.empty:
        hint("No experiment is like that.")
        return None
    lines = {str(row["experiment_id"]): row for row in found.to_dict("records")}
    ids = list(lines)
    follow("experiment", "experiment-id", ids, every=not words)
    chosen = columns[1].selectbox("Experiment", ids, format_func=partial(_title, lines, desk), key="experiment-id")
    chosen = keep("experiment", "experiment-id", chosen if chosen in lines else ids[0], ids[0])
    return {str(k): v for k, v in lines[chosen].items()}


def _lines(desk: Desk, words: str, asked: str) -> pd.DataFrame:
    """The newest experiments in which all words occur; the asked one before them where nothing is looked for."""
    wanted = [w.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for w in words.split()]
    condition = " AND ".join([_TEXT] * len(wanted)) or "true"
    sql = _LINES.format(condition=condition)
    store = desk.assistant.services.store
    first = "" if wanted else asked
    return store.frame(sql, [first, *(f"%{w}%" for w in wanted), first])


def _title(lines: dict[str, dict[Any, Any]], desk: Desk, experiment_id: str) -> str:
    from datetime import UTC

    row = lines[experiment_id]
    moment = row["approved_at"].tz_localize(UTC).to_pydatetime()
    said = f"{row['target']} in {row['dataset']}, {when(moment, desk.now, desk.zone)}"
    return said if row["state"] == "done" else f"{said} ({row['state']})"
