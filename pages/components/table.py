"""A table of figures, with the question to the store that gave it."""

import html
from mimetypes import guess_type
from pathlib import Path

import streamlit as st

from assistant.cards import TableCard
from assistant.wording import count
from pages.components import marks
from pages.components.words import capital

SQL = Path(__file__).resolve().parent.parent / "sql.py"
_SHOWN = 12
_MOST = 200
"""Rows that are drawn, most of them folded away: the whole is a question on the SQL page."""


def table_html(card: TableCard) -> str:
    """The first rows and, folded away, the others and the SQL."""
    rows, more = card.rows[:_SHOWN], card.rows[_SHOWN:_MOST]
    body = marks.table(card.columns, rows) if rows else '<p class="sx-muted">No rows.</p>'
    if more:
        body += f"<details><summary>{count(len(more), 'more row')}</summary>{marks.table(card.columns, more)}</details>"
    if len(card.rows) > _MOST:
        body += f'<p class="sx-muted sx-small">and {count(len(card.rows) - _MOST, "more row")}</p>'
    if card.sql:
        sql = html.escape(card.sql.strip())
        over = " over the rows of your table" if card.of_table else ""
        body += f"<details><summary>The SQL behind it{over}</summary><pre><code>{sql}</code></pre></details>"
    return f'<div class="sx">{marks.head(capital(card.title))}{body}</div>'


def draw_table(card: TableCard, key: str, home: Path) -> None:
    """Draws the card; the file that it is the beginning of can be taken along.

    Args:
        card: the table.
        key: of the card on the page.
        home: SEXTANT_HOME.
    """
    with st.container(border=True, key=f"card-table-{key}"):
        st.html(table_html(card))
        whole = home / card.file
        if card.file and whole.is_file():
            with st.container(key=f"quiet-file-{key}"):
                says = "Save all as CSV" if card.file.endswith(".csv") else "Save this file"
                kind = guess_type(whole.name)[0] or "application/octet-stream"
                st.download_button(
                    says, whole.read_bytes, whole.name, kind, key=f"file-{key}", type="tertiary", on_click="ignore"
                )
        if card.sql and not card.of_table:
            with st.container(key=f"quiet-sql-{key}"):
                st.page_link(
                    SQL, label="Open in SQL", icon=":material/database:", query_params={"sql": card.sql.strip()}
                )
