"""The page SQL: one read-only statement over the public views, with the list of what there is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

from assistant import wording
from pages.components import marks
from pages.components.desk import Desk
from pages.components.notice import notice
from pages.components.words import elapsed, escape
from store.errors import SextantError

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = {
    "Latest runs": "SELECT label, state, score, baseline, wall_s, approved_by, ended_at\nFROM runs\n"
    "ORDER BY queued_at DESC\nLIMIT 20",
    "How good were predictions?": "SELECT family, count(*) AS runs, avg(abs(score - expected_score)) AS missed_by\n"
    "FROM runs\nWHERE state = 'ok'\nGROUP BY family\nORDER BY runs DESC",
    "Who decided what": "SELECT * FROM decisions\nORDER BY decided_at DESC\nLIMIT 20",
}
_SCHEMA = """
SELECT table_name, column_name, comment FROM duckdb_columns()
WHERE schema_name = 'main' ORDER BY table_name, column_index
"""
_SHOWN = 10_000


def draw_query(desk: Desk) -> None:
    """Draws the page."""
    st.title("SQL", anchor=False)
    st.html(
        '<div class="sx sx-muted"><p>Ask everything Sextant knows. One reading statement at a time; nothing can be '
        "changed from here.</p></div>"
    )
    _take_asked()
    _draw_examples()
    with st.form("sql-form", border=False):
        st.session_state.setdefault("sql", next(iter(EXAMPLES.values())))
        st.text_area("SQL", key="sql", height=130, label_visibility="collapsed")
        asked = st.form_submit_button("Run the query", type="primary")
    if asked or st.session_state.pop("sql-asked", False):
        _ask(st.session_state["sql"], desk)
    _draw_answer()
    _draw_schema(desk)


def _take_asked() -> None:
    """Takes the query that the address names, once: a link from a card opens it here."""
    asked = st.query_params.get("sql", "")
    if asked and st.session_state.get("sql-linked") != asked:
        st.session_state["sql-linked"] = st.session_state["sql"] = asked
        st.session_state["sql-asked"] = True


def _draw_examples() -> None:
    def take(sql: str) -> None:
        st.session_state["sql"] = sql
        st.session_state["sql-asked"] = True

    with st.container(horizontal=True, key="says-sql", gap="small"):
        for name, sql in EXAMPLES.items():
            st.button(name, key=f"sql-{name}", on_click=take, args=(sql,))


def _ask(sql: str, desk: Desk) -> None:
    started = time.perf_counter()
    try:
        with st.spinner("Asking"):
            frame = desk.assistant.query(sql, max_rows=_SHOWN)
        st.session_state["sql-answer"] = (frame, time.perf_counter() - started)
    except SextantError as error:
        st.session_state["sql-answer"] = (str(error), 0.0)


def _draw_answer() -> None:
    answer, took = st.session_state.get("sql-answer", (None, 0.0))
    if answer is None:
        return
    if isinstance(answer, str):
        notice("error", answer)
        return
    _draw_frame(answer, took)


def _draw_frame(frame: pd.DataFrame, took: float) -> None:
    cut = len(frame) >= _SHOWN
    size = f"the first {_SHOWN:,} rows" if cut else wording.count(len(frame), "row")
    st.html(f'<div class="sx sx-muted sx-small">{escape(size)} in {elapsed(took)}</div>')
    st.dataframe(frame, hide_index=True, height=min(38 + 35 * max(len(frame), 1), 520))
    with st.container(key="quiet-download"):
        data = frame.to_csv(index=False).encode()
        st.download_button("Save as CSV", data, "sextant.csv", "text/csv", type="tertiary", on_click="ignore")


def _draw_schema(desk: Desk) -> None:
    with st.expander("What there is to ask"):
        st.html(f'<div class="sx">{schema_html(columns_of(desk))}</div>')


def columns_of(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """Public view to its columns, in their order, each with what it says."""
    found: dict[str, list[tuple[str, str]]] = {}
    for view, column, says in desk.assistant.query(_SCHEMA).itertuples(index=False):
        found.setdefault(str(view), []).append((str(column), says if isinstance(says, str) else ""))
    return found


def schema_html(columns: dict[str, list[tuple[str, str]]]) -> str:
    """Each view, its columns folded away."""
    return "".join(
        f"<details><summary><b>{escape(view)}</b> {escape(wording.count(len(names), 'column'))}</summary>"
        f"{marks.lines((name, says, '') for name, says in names)}</details>"
        for view, names in columns.items()
    )
