"""The gates that stand for every promotion: which, by whom, in which words, and a form for one more."""

from __future__ import annotations

from functools import partial

import streamlit as st

from assistant.caring.gates import GROUPS, gate_name, gate_words, revoke_gate, set_gate, standing_gates
from pages.components.desk import Desk, attempt
from pages.components.words import escape, when
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
_START = {"max_latency_ms": 5.0, "max_size_bytes": 20.0}


def draw_gates(desk: Desk, model: str) -> None:
    """Draws the gates of a model's promotions.

    Args:
        desk: the page's desk.
        model: whose gates; those for all models are among them.
    """
    st.subheader("What must a version pass to come into use?", anchor=False)
    standing = standing_gates(desk.assistant.services, model)
    if not standing:
        st.html(
            '<div class="sx"><p class="sx-muted">Only that it is at least as good as the present one on the same rows. '
            "Say in the chat “latency under 5 ms from now on”, or set a gate here.</p></div>"
        )
    for gate in standing:
        _one(gate, desk)
    with st.expander("Set a gate"):
        _form(desk, model)


def _one(gate: StandingGate, desk: Desk) -> None:
    with st.container(border=True, key=f"card-gate-{gate.id}"):
        said = f" · “{gate.words}”" if gate.words else ""
        by = f"{gate.person}, {when(gate.set_at, desk.now, desk.zone)}{said}"
        st.html(f'<div class="sx"><p>{escape(gate_words(gate))}</p><p class="sx-muted sx-small">{escape(by)}</p></div>')
        if st.button("Take it back", key=f"revoke-{gate.id}"):
            attempt(partial(revoke_gate, desk.assistant.services, gate, desk.person, "taken back on the page Models"))
            st.rerun()


def _form(desk: Desk, model: str) -> None:
    kind = st.selectbox("Gate", list(_UNITS), format_func=lambda k: gate_name(k).capitalize(), key="gate-kind")
    most = st.number_input(_UNITS[kind], 0.0, None, _START.get(kind, 0.0), format="%.4g", key=f"gate-most-{kind}")
    certain, columns, values = False, "", ""
    if kind == "at_least_as_good":
        certain = st.checkbox("The whole interval of the gain must hold that, not the estimate alone")
    if kind in GROUPS:
        columns = st.text_input("Columns whose groups count, separated by commas", key="gate-columns")
    if kind == "group_loss":
        values = st.text_input("Only these groups, separated by commas (empty: every group)", key="gate-values")
    every = st.checkbox("For every model, not only this one", True, key="gate-every")
    if st.button("Set this gate", key="gate-set"):
        fields = {
            "gate": kind,
            "most": most * 2**20 if kind == "max_size_bytes" else most,
            "certain": certain,
            "columns": _listed(columns),
            "values": _listed(values),
            "model": None if every else model,
        }
        attempt(partial(set_gate, desk.assistant.services, desk.person, "set on the page Models", **fields))
        st.rerun()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
