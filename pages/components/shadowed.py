"""A challenger beside the champion, on the rows that came while both were there."""

from __future__ import annotations

import streamlit as st

from assistant.caring.shadowing import shadowed
from pages.components.desk import Desk, attempt
from pages.components.move import report_html
from pages.components.words import escape, local_times


def draw_shadowed(desk: Desk, name: str) -> None:
    """Draws what both said and how they compare; nothing where a model has no challenger."""
    with st.spinner("Looking at what both models said"):
        found = attempt(lambda: shadowed(desk.assistant.services, name))
    if found is None:
        return
    st.subheader(f"How does the {'one on trial' if desk.plain else 'challenger'} do?", anchor=False)
    with st.container(border=True, key=f"card-shadowed-{name}"):
        said = "".join(f"<p>{escape(local_times(line, desk.zone))}</p>" for line in found.lines(plain=desk.plain))
        shown = report_html(found.report) if found.report else ""
        if desk.plain and shown:
            shown = f"<details><summary>In technical words</summary><div>{shown}</div></details>"
        st.html(f'<div class="sx">{said}{shown}</div>')
