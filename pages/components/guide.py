"""The first five minutes: the way from a table to a judged result, with the step one is at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.words import escape

if TYPE_CHECKING:
    from assistant.guide import Guide


def guide_html(guide: Guide) -> str:
    """The steps as a row, the present one marked by words and weight too, not by colour alone."""
    marks = []
    for i, step in enumerate(guide.steps):
        state = "done" if i < guide.at else "now" if i == guide.at else "next"
        sign = "✓ " if state == "done" else f"{i + 1} "
        current = ' aria-current="step"' if state == "now" else ""
        marks.append(f'<li class="{state}"{current}>{sign}{escape(step)}</li>')
    return (
        f'<div class="sx sx-guide"><ol aria-label="Your first five minutes">{"".join(marks)}</ol>'
        f"<p>{escape(guide.next)}</p></div>"
    )


def draw_guide(guide: Guide) -> None:
    """Draws it, unless the person put it away in this visit."""
    if st.session_state.get("sextant-guide-away"):
        return

    def away() -> None:
        st.session_state["sextant-guide-away"] = True

    with st.container(key="card-guide", border=True):
        st.html(guide_html(guide))
        with st.container(key="quiet-guide"):
            st.button("I know my way", key="guide-away", type="tertiary", on_click=away)
