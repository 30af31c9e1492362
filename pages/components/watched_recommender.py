"""Whether Sextant's own recommendations are still good: calibration, regret and cost error, block by block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from assistant.caring.alerts import RECOMMENDER, Group, groups
from assistant.caring.recommending import (
    recommender_card,
    recommender_lines,
    recommender_reports,
    recommender_timeline,
)
from pages.components.desk import Desk
from pages.components.explanation import draw_explanation
from pages.components.notice import hint

_TITLES = {
    "calibration": "Which share of results lies inside its interval? (80 % are promised)",
    "regret": "How far does its first choice stay behind the best known? (0 is not at all)",
    "cost": "By what factor are predicted times off?",
}


def draw_recommender(desk: Desk, draw_alert: Callable[[Group, Desk], None]) -> None:
    """Draws the part of the page Monitors.

    Args:
        desk: the page's desk.
        draw_alert: draws a group of alerts that waits.
    """
    services = desk.assistant.services
    st.subheader("Is the recommender still good?", anchor=False)
    for group in groups(services, RECOMMENDER):
        if group.open:
            draw_alert(group, desk)
    card = recommender_card(services)
    if card is None:
        hint(" ".join(recommender_lines(services)))
        return
    lines = recommender_timeline(recommender_reports(services))
    for what in _TITLES:
        ours = [line for line in lines if line["what"] == what]
        if len(ours) > 1:
            st.vega_lite_chart(None, block_spec(_TITLES[what], ours), width="stretch", key=f"recommender-{what}")
    draw_explanation(card, "recommender")


def block_spec(title: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """One figure of each block in order; a decline in another colour."""
    order = [line["batch"] for line in lines]
    x = {"field": "batch", "type": "ordinal", "sort": order, "title": None, "axis": {"labelAngle": 0}}
    y = {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False}, "axis": {"tickCount": 4}}
    colour = {"condition": {"test": "datum.worse", "value": "#D55E00"}, "value": "#2C8FCB"}
    tip = [{"field": f, "type": "nominal"} for f in ("batch", "value", "usual")]
    line = {"mark": {"type": "line", "color": "#8A97A0", "strokeWidth": 1}, "encoding": {"x": x, "y": y}}
    dots = {
        "mark": {"type": "point", "size": 80, "filled": True},
        "encoding": {"x": x, "y": y, "color": colour, "tooltip": tip},
    }
    return {
        "title": {"text": title, "anchor": "start", "fontSize": 13}, "height": 190, "data": {"values": lines},
        "layer": [line, dots], "config": {"view": {"stroke": None}},
    }  # fmt: skip
