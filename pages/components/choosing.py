"""One of several things, as a page shows it: the one that the address names, another by choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

Thing = TypeVar("Thing")


def chosen(
    title: str,
    things: Sequence[Thing],
    name: Callable[[Thing], str],
    address: str,
    words: Callable[[Thing], str] | None = None,
) -> Thing:
    """Draws the choice where there is one, and keeps it in the address, so that what is shown is a link.

    Args:
        title: what stands above the box.
        things: at least one, the first is shown where the address names none.
        name: a thing's name, different for each.
        address: the parameter of the address that holds the name.
        words: how a thing is called in the box; its name where not given.
    """
    if len(things) == 1:
        return things[0]
    by_name = {name(thing): thing for thing in things}
    names = list(by_name)
    asked = st.query_params.get(address, "")
    shown = words or name
    found = st.selectbox(
        title, names, index=names.index(asked) if asked in names else 0, format_func=lambda n: shown(by_name[n]),
        key=f"chosen-{address}",
    )  # fmt: skip
    found = found if found in by_name else names[0]
    if found != asked and (asked or found != names[0]):
        st.query_params[address] = found
    return by_name[found]
