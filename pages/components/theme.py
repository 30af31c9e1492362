"""The look: one accent colour, a palette that colour-blind eyes tell apart, and one sheet of shared styles.

Everything else of the theme (fonts, backgrounds, light and dark) is in `.streamlit/config.toml`.
"""

from functools import cache
from pathlib import Path

import streamlit as st

SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito's colours; the same as in the configuration."""


_WIDE = '<style>[data-testid="stMainBlockContainer"] { max-width: 68rem; }</style>'


@cache
def _styles() -> str:
    return f"<style>{Path(__file__).with_name('theme.css').read_text(encoding='utf-8')}</style>"


def apply_theme(*, wide: bool = False) -> None:
    """Adds the shared styles to the page; a wide one gives tables and plots more room."""
    st.html(_styles() + (_WIDE if wide else ""))
