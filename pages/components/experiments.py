"""The page Runs."""

import streamlit as st

from pages.components.desk import Desk


def draw_experiments(desk: Desk) -> None:
    """Draws."""
    st.title("Runs")
