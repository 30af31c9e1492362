"""One of several things, as a page shows it: the one that the address names, another by choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from pages.components.notice import hint

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
    names, key, shown = list(by_name), f"chosen-{address}", words or name
    follow(address, key, names)
    found = st.selectbox(title, names, format_func=lambda n: shown(by_name[n]), key=key)
    return by_name[keep(address, key, found if found in by_name else names[0], names[0])]


def follow(address: str, key: str, names: Sequence[str], *, every: bool = True) -> None:
    """Has a box show what the address names, where that is new: back and forward in the browser move it as well.

    Args:
        address: the parameter of the address.
        key: of the box, which is drawn after this.
        names: what can be chosen; the first is shown where the address names none of them.
        every: whether these are all that there are, so that any other name is one of nothing.
    """
    asked = st.query_params.get(address, "")
    if every and asked and asked not in names:
        hint(f"“{asked[:80]}”, which this link names, is not known here.")
    if st.session_state.get(key) not in names or st.session_state.get(f"{key}-asked") != asked:
        st.session_state[key] = asked if asked in names else names[0]
    st.session_state[f"{key}-asked"] = asked


def keep(address: str, key: str, found: str, first: str) -> str:
    """Keeps what was chosen in the address, unless that is what stands there without it; returns it."""
    asked = st.query_params.get(address, "")
    if found != asked and (asked or found != first):
        st.query_params[address] = st.session_state[f"{key}-asked"] = found
    return found
