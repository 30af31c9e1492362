"""Saved queries on the page SQL: kept under a name, shared, opened again and taken off the list."""

from __future__ import annotations

import streamlit as st

from pages.components.desk import Desk, attempt
from store.records import SavedQuery, SavedQueryRemoval


def listed(desk: Desk) -> list[SavedQuery]:
    """The queries that this person sees: their own and what others share, newest first."""
    store = desk.assistant.services.store
    gone = {r.query_id for r in store.find(SavedQueryRemoval)}
    seen = [q for q in store.find(SavedQuery) if q.id not in gone and (q.shared or q.person == desk.person)]
    return seen[::-1]


def save(desk: Desk, name: str, sql: str, shared: bool) -> None:
    """Keeps a query as a fact."""
    services = desk.assistant.services
    query = SavedQuery(
        id=services.new_id("query"), name=name.strip(), sql=sql.strip(), shared=shared, person=desk.person,
        saved_at=services.clock(),
    )  # fmt: skip
    attempt(lambda: services.store.append(query))


def remove(desk: Desk, query: SavedQuery) -> None:
    """Takes a query off the list, by a fact of its own."""
    services = desk.assistant.services
    removal = SavedQueryRemoval(query_id=query.id, person=desk.person, removed_at=services.clock())
    attempt(lambda: services.store.append(removal))


def draw_saved(desk: Desk, take: object) -> None:
    """Draws the list and the form that adds to it.

    Args:
        desk: whose page it is.
        take: called with the SQL of a query that is opened.
    """
    _draw_form(desk)
    for query in listed(desk):
        with st.container(horizontal=True, key=f"saved-{query.id}", gap="small", vertical_alignment="center"):
            st.button(query.name, key=f"open-{query.id}", on_click=take, args=(query.sql,), help=query.sql)  # type: ignore[arg-type]
            mine = query.person == desk.person
            st.caption(("shared by you" if query.shared else "yours") if mine else f"by {query.person}")
            if mine:
                st.button("Remove", key=f"remove-{query.id}", type="tertiary", on_click=remove, args=(desk, query))


def _draw_form(desk: Desk) -> None:
    def keep() -> None:
        name, sql = st.session_state["save-name"], st.session_state.get("sql", "")
        if name.strip() and sql.strip():
            save(desk, name, sql, st.session_state["save-shared"])

    with st.form("save-form", border=False, clear_on_submit=True), st.container(horizontal=True, key="save-row"):
        st.text_input("Name", key="save-name", placeholder="A name for the query above", max_chars=400)
        st.checkbox("For everyone", key="save-shared")
        st.form_submit_button("Save the query", on_click=keep)
