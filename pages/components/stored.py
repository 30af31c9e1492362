"""What the store answers to a page's own SQL, asked once while nothing new is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd

    from pages.components.desk import Desk


def stored(desk: Desk, sql: str, values: Sequence[object] = (), position: int | None = None) -> pd.DataFrame:
    """The answer of the store.

    Args:
        desk: whose page it is.
        sql: one statement, with `?` for values.
        values: hashable.
        position: of the store when the page began to be drawn, so that all of the page is of one moment; None for now.
    """
    services = desk.assistant.services
    moment = services.store.position if position is None else position
    return _asked(desk, str(services.home), moment, sql, tuple(values))


@st.cache_data(max_entries=300, show_spinner=False)
def _asked(_desk: Desk, home: str, position: int, sql: str, values: tuple[object, ...]) -> pd.DataFrame:
    return _desk.assistant.services.store.frame(sql, values)
