"""The gates that stand for every promotion: which, by whom, in which words, and a form for one more.

Who does not build models reads of conditions, in everyday words, and gives shares as so many of a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assistant.caring.gates import GROUPS, gate_name, gate_words, revoke_gate, set_gate, standing_gates
from assistant.caring.plainly import in_points, plain_gate, plain_gate_name
from assistant.wording import listed
from pages.components.desk import Desk, attempt, draw_again
from pages.components.words import capital, escape, when
from store.records import StandingGate

_UNITS = {
    "at_least_as_good": "May be worse by at most, in the metric's unit",
    "group_loss": "A group may fare worse by at most, in the metric's unit",
    "group_difference": "The metric may differ between groups by at most",
    "demographic_parity": "Demographic parity difference, at most",
    "equalized_odds": "Equalized odds difference, at most",
    "max_latency_ms": "Milliseconds a row, at most",
    "max_size_bytes": "Megabytes, at most",
}
_PLAIN_UNITS = {
    "at_least_as_good": "It may be worse by at most",
    "group_loss": "A group's answers may be worse by at most",
    "group_difference": "Groups may be apart by at most",
    "demographic_parity": "Groups may be apart by at most",
    "equalized_odds": "Groups may be apart by at most",
    "max_latency_ms": "Thousandths of a second a row, at most",
    "max_size_bytes": "Megabytes, at most",
}
_RATES = ("demographic_parity", "equalized_odds")
_START = {"max_latency_ms": 5.0, "max_size_bytes": 20.0}
_LEAST = 0.01
"""Milliseconds or megabytes: what takes neither time nor space is no model."""


def draw_gates(
    desk: Desk, model: str, measured: str | None = None, columns: Sequence[str] = (), protected: Sequence[str] = ()
) -> None:
    """Draws the gates of a model's promotions.

    Args:
        desk: the page's desk.
        model: whose gates; those for all models are among them.
        measured: name of the model's metric, None where it is not known.
        columns: of its table, whose groups may count.
        protected: columns whose groups count where none is named.
    """
    st.subheader("What must a version pass to come into use?", anchor=False)
    standing, word = standing_gates(desk.assistant.services, model), "condition" if desk.plain else "gate"
    if not standing:
        how = "Set" if desk.plain else "Say in the chat “latency under 5 ms from now on”, or set"
        st.html(
            '<div class="sx"><p class="sx-muted">Only that it is at least as good as the present one on the same rows. '
            f"{how} a {word} here.</p></div>"
        )
    for gate in standing:
        _one(gate, desk, measured)
    with st.expander(f"Set a {word}"):
        _form(desk, model, measured, columns, protected)


def _one(gate: StandingGate, desk: Desk, measured: str | None) -> None:
    with st.container(border=True, key=f"card-gate-{gate.id}"):
        said = f" · “{gate.words}”" if gate.words else ""
        by = f"{gate.person}, {when(gate.set_at, desk.now, desk.zone)}{said}"
        asks = plain_gate(gate, measured) if desk.plain else gate_words(gate)
        st.html(f'<div class="sx"><p>{escape(asks)}</p><p class="sx-muted sx-small">{escape(by)}</p></div>')
        if st.button("Take it back", key=f"revoke-{gate.id}"):
            attempt(partial(revoke_gate, desk.assistant.services, gate, desk.person, "taken back on the page Models"))
            draw_again()


def _form(desk: Desk, model: str, measured: str | None, known: Sequence[str], protected: Sequence[str]) -> None:
    plain = desk.plain
    named = plain_gate_name if plain else gate_name
    word = "Condition" if plain else "Gate"
    kind = st.selectbox(word, list(_UNITS), format_func=lambda k: capital(named(k)), key="gate-kind")
    hundredths = plain and (kind in _RATES or (kind not in _START and in_points(measured)))
    asks = f"{_PLAIN_UNITS[kind]}{', of 100' if hundredths else ''}" if plain else _UNITS[kind]
    low, high = (_LEAST if kind in _START else 0.0), (100.0 if hundredths else None)
    with st.form(f"gate-{kind}", border=False):  # a figure that cannot be is not sent, nor the one before
        most = st.number_input(asks, low, high, _START.get(kind, 0.0), format="%.4g", key=f"gate-most-{kind}")
        certain, columns, values = False, [], ""
        if kind == "at_least_as_good":
            certain = st.checkbox(
                "Not by luck alone: it must hold though chance was kind to it"
                if plain
                else "The whole interval of the gain must hold that, not the estimate alone"
            )
        if kind in GROUPS:
            which = f" (where none is chosen: {listed(protected)})" if protected else ""
            columns = st.multiselect(f"Columns whose groups count{which}", list(known), key=f"gate-columns-{kind}")
        if kind == "group_loss":
            values = st.text_input("Only these groups, separated by commas (empty: every group)", key="gate-values")
        every = st.checkbox("For every model, not only this one", True, key=f"gate-every-{kind}")
        if not st.form_submit_button(f"Set this {word.lower()}", key="gate-set"):
            return
        if kind in GROUPS and not columns and not protected:
            st.warning("Choose at least one column: without one there are no groups to compare.")
            return
    scale = 2**20 if kind == "max_size_bytes" else 0.01 if hundredths else 1.0
    fields = {
        "gate": kind,
        "most": most * scale,
        "certain": certain,
        "columns": tuple(columns),
        "values": _listed(values),
        "model": None if every else model,
    }
    attempt(partial(set_gate, desk.assistant.services, desk.person, "set on the page Models", **fields))
    draw_again()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
