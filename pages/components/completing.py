"""Completion in the editor of the page SQL: names of views, their columns and words of SQL, offered while one types.

The editor stays Streamlit's text area, which phones, screen readers and undo know; a script beside it draws the list.
No package does this well enough to depend on: those that wrap Ace or Monaco catch the Tab key, come as frames of
megabytes without the app's theme, and were not kept up since 2024.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.components.words import escape

_FIRST = ("runs", "experiments", "recommendations", "datasets", "feedback", "models")
"""Views whose columns are offered first while a query names none yet."""
_SCRIPT = Path(__file__).with_name("completing.js")


@cache
def _component() -> Any:
    return st.components.v2.component(
        "sextant_completion", js=_SCRIPT.read_text(encoding="utf-8"), isolate_styles=False
    )


def draw_completion(views: dict[str, list[tuple[str, str]]]) -> None:
    """Adds the list to the text area whose key is `sql`.

    Args:
        views: public view to its columns in order, each with what it says.
    """
    order = sorted(views, key=lambda view: (_FIRST.index(view) if view in _FIRST else len(_FIRST), view))
    data = {"views": {view: [[name, says] for name, says in views[view]] for view in order}}
    with st.container(key="sql-completion"):
        _component()(data=data, key="completion", height="content")


def put_html(name: str) -> str:
    """A name that is put into the query when it is pressed."""
    said = escape(name)
    return f'<button type="button" class="sx-put" data-sx-put="{said}" title="Put it into the query">{said}</button>'
