"""What is in view: a new reply from its question on, an answer under way at its end, the first screen at its top.

A page with a box to type in keeps itself at its end, and does so only for who is there already: a reply taller than the
screen would begin above it, and one that comes while earlier ones are read would stay out of sight.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

Where = Literal["top", "reply", "news", "end"]
"""`top`: the page's beginning. `reply`: what the person said and its answer. `news`: what Sextant says of its own
accord, brought into view only where the end of the talk is. `end`: the end of the talk."""


@cache
def _script() -> str:
    return Path(__file__).with_name("placing.js").read_text(encoding="utf-8")


def placing_html(name: str, where: Where) -> str:
    """A mark of no height and the script that brings it into view, once for each name in a browser's tab.

    The top is come back to each time its screen is opened.
    """
    mark = "at-" + re.sub(r"[^\w-]", "", name)
    call = f'("{mark}", "{where}");'
    return f'<div id="{mark}" class="sx-anchor"></div><script>{_script().strip()}{call}</script>'


def place(name: str, where: Where, at: DeltaGenerator) -> None:
    """Brings the place `at` into view, once; what the person does with the page meanwhile ends it.

    Args:
        name: of what is there; the same name is never brought into view again.
        where: which part of the page is to be seen.
        at: an element of its own, right before what is to be seen.
    """
    at.html(placing_html(name, where), unsafe_allow_javascript=True)
