"""The page Data: every table that was given, what was seen in it, its columns and versions."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant import wording
from assistant.views import DatasetLine
from pages.components import marks
from pages.components.choosing import chosen
from pages.components.data import report_html
from pages.components.desk import Desk
from pages.components.notice import empty
from pages.components.words import bytes_words, escape, when
from store.errors import SextantError
from store.records import Column, DatasetVersion, Goal

CHAT = Path(__file__).resolve().parent.parent / "chat.py"
EXPERIMENTS = CHAT.with_name("experiment.py")
RUNS = CHAT.with_name("runs.py")
_KINDS = {"numeric": "number", "boolean": "yes or no", "categorical": "category", "text": "text", "date": "date"}


def draw_tables(desk: Desk) -> None:
    """Draws the page."""
    st.title("Data", anchor=False)
    lines = desk.assistant.datasets()
    if not lines:
        empty("No table yet", "Tables that you give in the chat gather here, with what was seen in each of them.")
        st.page_link(CHAT, label="Give one in the chat", icon=":material/arrow_forward:")
        return
    line = chosen("Table", lines, lambda n: n.dataset.id, "dataset", lambda n: n.dataset.name)
    versions = [v for v in line.versions if v is not None]
    if not versions:
        empty("No rows kept", "This table is known by name only: its rows were not imported.")
        return
    _draw_version(line, versions[-1], desk)
    if len(versions) > 1:
        _draw_versions(versions, desk)


def _draw_version(line: DatasetLine, version: DatasetVersion, desk: Desk) -> None:
    size = f"{wording.count(version.rows, 'row')} × {wording.count(len(version.columns), 'column')}"
    given = when(version.recorded_at, desk.now, desk.zone)
    aside = f"{size}, {bytes_words(version.size_bytes)}, version {version.id[:8]}, {given}"
    target = _last_target(version, desk)
    with st.container(border=True, key="card-table"):
        body = ""
        try:
            with st.spinner("Looking at the table"):
                body = report_html(desk.assistant.services.report(version.id, target))
        except SextantError as error:
            body = f'<p class="sx-warn">{escape(error)}</p>'
        source = f'<p class="sx-muted sx-small">{escape(aside)}. From {escape(line.dataset.source)}.</p>'
        st.html(f'<div class="sx">{marks.head(line.dataset.name)}{source}{body}</div>')
    st.subheader("Columns", anchor=False)
    st.html(f'<div class="sx">{columns_html(version.columns, version.rows)}</div>')


def _last_target(version: DatasetVersion, desk: Desk) -> str | None:
    """What was last predicted from this content: the report then says what matters for it."""
    goals = [g for g in desk.assistant.services.store.find(Goal) if g.task.version_id == version.id]
    return goals[-1].task.target if goals else None


def columns_html(columns: tuple[Column, ...], rows: int, most: int = 100) -> str:
    """A row a column: name, kind, different values, missing ones, examples."""
    shown = columns[:most]
    cells = [
        (c.name, _KINDS[c.kind], c.distinct, f"{c.missing / rows:.0%}" if rows and c.missing else "none", _examples(c))
        for c in shown
    ]
    body = marks.table(("Column", "Kind", "Different values", "Missing", "Such as"), cells, right=(3,))
    more = len(columns) - len(shown)
    return body + (f'<p class="sx-muted sx-small">and {wording.count(more, "more column")}</p>' if more else "")


def _examples(column: Column) -> str:
    text = ", ".join(column.examples)
    return text if len(text) <= 60 else text[:59] + "…"


def _draw_versions(versions: list[DatasetVersion], desk: Desk) -> None:
    st.subheader("Versions", anchor=False)
    rows = [(v.id[:8], v.rows, len(v.columns), when(v.recorded_at, desk.now, desk.zone)) for v in reversed(versions)]
    st.html(f'<div class="sx">{marks.table(("Version", "Rows", "Columns", "Given"), rows)}</div>')
