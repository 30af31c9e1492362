"""The page SQL: one read-only statement over the public views, with the list of what there is."""

from __future__ import annotations

import streamlit as st

from assistant import wording
from pages.components.answer import draw_answer
from pages.components.asking import Asking
from pages.components.completing import draw_completion, put_html
from pages.components.desk import Desk, draw_again
from pages.components.saved import draw_saved
from pages.components.words import escape
from store.settings import Settings

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
_MOST_ROWS = 100_000
_MOST_S = 600
_LINKED = 4000
"""Signs of a query that stands in the address, so that it is a link; servers refuse longer addresses."""
_AT_ONCE_S = 0.7
"""An answer that comes this soon is shown without a word of waiting."""


def draw_query(desk: Desk) -> None:
    """Draws the page."""
    st.title("SQL", anchor=False)
    st.html(
        '<div class="sx sx-muted"><p>Ask everything Sextant knows. One reading statement at a time; nothing can be '
        "changed from here. Names are offered while you type; Ctrl+Enter runs the query.</p></div>"
    )
    _take_asked()
    _draw_examples()
    st.session_state.setdefault("sql", next(iter(EXAMPLES.values())))
    known = columns_of(desk)
    st.text_area("SQL", key="sql", height=150, label_visibility="collapsed")
    draw_completion(known)
    with st.container(horizontal=True, key="sql-row", vertical_alignment="bottom"):
        asked = st.button("Run the query", key="sql-run", type="primary")
        rows, seconds = _draw_limits()
    if asked or st.session_state.pop("sql-asked", False):
        _ask(desk, rows, seconds)
    _draw_asking()
    with st.expander("Saved queries"):
        draw_saved(desk, _take)
    with st.expander("What there is to ask"):
        st.html(f'<div class="sx">{schema_html(known)}</div>')


def _take(sql: str) -> None:
    st.session_state["sql"] = sql
    st.session_state["sql-asked"] = True


def _take_asked() -> None:
    """Takes the query that the address names, once: a link from a card opens it here."""
    asked = st.query_params.get("sql", "")
    if asked and st.session_state.get("sql-linked") != asked:
        st.session_state["sql-linked"] = asked
        _take(asked)


def _draw_examples() -> None:
    with st.container(horizontal=True, key="says-sql", gap="small"):
        for name, sql in EXAMPLES.items():
            st.button(name, key=f"sql-{name}", on_click=_take, args=(sql,))


def _draw_limits() -> tuple[int, float]:
    """How many rows may come back, and after how many seconds the query is stopped."""
    settings = Settings.read()
    rows = st.number_input("Rows at most", 1, _MOST_ROWS, min(settings.sql_rows, _MOST_ROWS), key="sql-rows", width=150)
    most_s = max(1, int(min(settings.sql_s, _MOST_S)))
    seconds = st.number_input("Seconds at most", 1, _MOST_S, most_s, key="sql-s", width=150)
    return int(rows), float(seconds)


def _ask(desk: Desk, rows: int, seconds: float) -> None:
    before = st.session_state.get("sql-asking")
    if isinstance(before, Asking):
        before.stop()
    sql = st.session_state["sql"]
    if len(sql) <= _LINKED:
        st.query_params["sql"] = st.session_state["sql-linked"] = sql
    made = Asking(desk.assistant.services.store, sql, rows, seconds)
    st.session_state["sql-asking"] = made
    made.wait(_AT_ONCE_S)


def _draw_asking() -> None:
    asking = st.session_state.get("sql-asking")
    if not isinstance(asking, Asking):
        return
    if asking.under_way:
        _draw_waiting(asking)
    else:
        draw_answer(asking)


@st.fragment(run_every=0.5)
def _draw_waiting(asking: Asking) -> None:
    """Says that it works, with a button that stops it, until there is an answer."""
    if not asking.under_way:
        draw_again()
    with st.container(horizontal=True, key="sql-waiting", vertical_alignment="center"):
        st.caption(f"Asking for {asking.elapsed_s:.0f} s")
        st.button("Cancel", key="sql-cancel", on_click=asking.stop)


def columns_of(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """Public view to its columns, in their order, each with what it says."""
    found: dict[str, list[tuple[str, str]]] = {}
    for view, column, says in desk.assistant.query(_SCHEMA).itertuples(index=False):
        found.setdefault(str(view), []).append((str(column), says if isinstance(says, str) else ""))
    return found


def schema_html(columns: dict[str, list[tuple[str, str]]]) -> str:
    """Each view, its columns folded away; pressing a name puts it into the query."""
    return "".join(
        f"<details><summary><b>{escape(view)}</b> {escape(wording.count(len(names), 'column'))}</summary>"
        f'<p>{put_html(view)}</p><dl class="sx-lines">'
        f"{''.join(f'<dt>{put_html(name)}</dt><dd>{escape(says)}</dd>' for name, says in names)}</dl></details>"
        for view, names in columns.items()
    )
