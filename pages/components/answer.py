"""What a query on the page SQL brought back: as table, as chart, to keep as CSV or Parquet."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import streamlit as st

from assistant import wording
from pages.components.asking import Asking
from pages.components.notice import notice
from pages.components.words import NOTHING, elapsed, escape

if TYPE_CHECKING:
    import pandas as pd

_FORMS = {"Bars": "bar_chart", "Line": "line_chart", "Points": "scatter_chart"}
_BARS = 60
"""Rows that bars can tell apart."""
_DRAWN = 5000
"""Rows that a chart has at most: browsers grow slow above."""


def draw_answer(asking: Asking) -> None:
    """Draws what came back, or why nothing did."""
    if asking.frame is None:
        notice("error", asking.trouble)
        return
    frame = plain(asking.frame)
    cut = asking.frame.attrs.get("truncated", False)
    size = f"the first {len(frame):,} rows" if cut else wording.count(len(frame), "row")
    st.html(f'<div class="sx sx-muted sx-small">{escape(size)} in {elapsed(asking.took_s)}</div>')
    table, chart = st.tabs(["Table", "Chart"])
    with table:
        st.dataframe(frame, hide_index=True, height=min(38 + 35 * max(len(frame), 1), 520), placeholder=NOTHING)
    with chart:
        _draw_chart(frame)
    _draw_downloads(frame)


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with names that are different, and with texts in place of nested values, bytes and UUIDs."""
    names = [str(c) for c in frame.columns]
    made = frame.copy()
    made.columns = [n if names.index(n) == i else f"{n}_{i}" for i, n in enumerate(names)]
    for name in made.columns:
        if made[name].dtype == object:
            made[name] = made[name].map(_told)
    return made


def _told(value: Any) -> Any:
    """A value as the browser can show it: what it would take apart, sign by sign, is a text."""
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, default=str)
    if isinstance(value, bytes | bytearray):
        return bytes(value).hex()
    return str(value) if isinstance(value, UUID) else value


def _draw_chart(frame: pd.DataFrame) -> None:
    numbers = [str(c) for c in frame.select_dtypes("number").columns]
    if not numbers or not len(frame):
        st.caption("A chart needs a column of numbers.")
        return
    others = [c for c in frame.columns if c not in numbers]
    first, places = suits(frame, numbers, others)
    with st.container(horizontal=True, key="sql-chart", gap="small"):
        form = st.selectbox("As", list(_FORMS), index=list(_FORMS).index(first), key="sql-chart-form")
        along = st.selectbox("Along", places, key="sql-chart-x")
        rest = [n for n in numbers if n != along] or numbers
        shown = st.selectbox("Shows", rest, key="sql-chart-y")
        by = st.selectbox("Coloured by", [None, *others], key="sql-chart-color", format_func=lambda c: c or "nothing")
    if len(frame) > _DRAWN:
        st.caption(f"The first {_DRAWN:,} rows are drawn.")
    drawn = frame.head(_DRAWN)
    empty = int(drawn[shown].isna().sum())
    if empty:
        st.caption(f"{wording.count(empty, 'row')} without {shown} {'is' if empty == 1 else 'are'} not drawn.")
    # bars stand in the order of the query, and lie where they have names: those can be read then
    bars = {"sort": False, "horizontal": along in others} if form == "Bars" else {}
    getattr(st, _FORMS[form])(drawn.dropna(subset=[shown]), x=along, y=shown, color=by, **bars)


def suits(frame: pd.DataFrame, numbers: list[str], others: list[str]) -> tuple[str, list[str]]:
    """The form that shows these rows best at first, and what they may be drawn along, what suits best before the rest.

    Moments make a line; rows too many for bars of their own are points along a number, where there are two.
    """
    moments = [c for c in others if frame[c].dtype.kind == "M"]
    if moments:
        return "Line", [*moments, *(c for c in [*others, *numbers] if c not in moments)]
    if len(frame) <= _BARS:
        return "Bars", [*others, *numbers]
    return "Points", [*numbers, *others] if len(numbers) > 1 else [*others, *numbers]


def _draw_downloads(frame: pd.DataFrame) -> None:
    with st.container(horizontal=True, key="quiet-download"):
        st.download_button(
            "Save as CSV", lambda: frame.to_csv(index=False).encode(), "sextant.csv", "text/csv", type="tertiary",
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Save as Parquet", lambda: parquet(frame), "sextant.parquet", "application/vnd.apache.parquet",
            type="tertiary", on_click="ignore",
        )  # fmt: skip


def parquet(frame: pd.DataFrame) -> bytes:
    """The frame as a Parquet file; columns of mixed values are texts in it."""
    import pyarrow as pa

    made = io.BytesIO()
    try:
        frame.to_parquet(made, index=False)
    except (pa.ArrowException, ValueError, TypeError):
        mixed = frame.select_dtypes("object").columns
        made = io.BytesIO()
        frame.astype(dict.fromkeys(mixed, "string")).to_parquet(made, index=False)
    return made.getvalue()
