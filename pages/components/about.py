"""A conversation as a thing of its own: its name, its link, and a copy to take along."""

from __future__ import annotations

import re

import streamlit as st

from pages.components.desk import Desk, attempt


def draw_about(desk: Desk, title: str) -> None:
    """Draws the name of the conversation, which opens what can be done with it."""
    key = desk.conversation_id or ""
    with (
        st.container(key="quiet-about", horizontal=True),
        st.popover(title[:60] or "This conversation", type="tertiary"),
    ):
        name = f"name-{key}"

        def named() -> None:
            attempt(lambda: desk.assistant.rename(key, str(st.session_state.get(name, "")), desk.person))

        st.text_input("Name", value=title, key=name, max_chars=80, on_change=named)
        st.caption("Link for people who use this Sextant, and for coming back:")
        st.code(address(key), language=None)
        st.download_button(
            "Take it along as Markdown",
            lambda: desk.assistant.markdown(key),
            file_name=f"{re.sub(r'[^a-z0-9]+', '-', title.casefold()).strip('-') or 'conversation'}.md",
            mime="text/markdown",
            on_click="ignore",
            icon=":material/download:",
        )


def address(conversation_id: str) -> str:
    """The link to a conversation."""
    base = (st.context.url or "").split("?")[0].rstrip("/") or ""
    return f"{base}/?conversation={conversation_id}"
