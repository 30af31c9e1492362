"""The look: one sheet of styles that all components share.

Fonts, backgrounds and the palette, which colour-blind eyes tell apart, are in `.streamlit/config.toml`.
"""

from functools import cache
from pathlib import Path

import streamlit as st

_MARK = '<div class="sx-theme"></div>'
_WIDE = '<style>[data-testid="stMainBlockContainer"] { max-width: 68rem; }</style>'


@cache
def _styles() -> str:
    return f"<style>{Path(__file__).with_name('theme.css').read_text(encoding='utf-8')}</style>"


def apply_theme(*, wide: bool = False) -> None:
    """Adds the shared styles to the page; a wide one gives tables and plots more room.

    The mark beside them keeps them in the page itself: styles alone would stand where toasts do, and the first toast
    of a part that draws itself anew would take their place.
    """
    st.html(_MARK + _styles() + (_WIDE if wide else ""))
