"""Where an experiment waits for a person: what they see, and the form in which they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant.actions import AnswerStep
from assistant.cards import HumanStepCard
from assistant.declared.asking import StepState, answer_words, step_state
from assistant.declared.seen import Seen, seen
from pages.components import charts, marks
from pages.components.desk import Desk, draw_again
from pages.components.notice import hint
from pages.components.words import capital, escape, label, metric_name, rich

if TYPE_CHECKING:
    from experiments.declared.human import Field, HumanStep

_MOST_BUTTONS = 7
_HEIGHT = 240


def draw_human_step(card: HumanStepCard, desk: Desk, key: str, *, live: bool) -> None:
    """Draws the question with its form while it waits; a line with the answer afterwards."""
    state = step_state(desk.assistant.services, card.experiment_id, card.step)
    if state is None:
        hint("This question belongs to an experiment that is not known here.")
        return
    if state.answer is not None:
        who = "you" if state.answered_by == desk.person else state.answered_by
        said = f"{state.human.question} Answered by {who}: {answer_words(state.answer)}"
        st.html(f'<div class="sx sx-muted">{escape(said)}</div>')
        return
    if not live or not state.waits:
        hint("This is asked further down." if not live else "This waits until the runs before it have ended.")
        return
    with st.container(border=True, key=f"card-human-{key}"):
        head = marks.head("The experiment waits for you", "Nothing more runs before you answer and agree")
        st.html(f'<div class="sx">{head}</div>')
        _draw_seen(seen(state.course, state.human), key)
        st.html(f'<div class="sx"><b>{rich(state.human.question)}</b></div>')
        _draw_form(card, state, desk, key)


def _draw_seen(found: Seen, key: str) -> None:
    if found.text:
        st.html(f'<div class="sx">{rich(found.text)}</div>')
    if found.rows:
        import pandas as pd

        frame = pd.DataFrame(found.rows, columns=list(found.columns))
        st.dataframe(frame, hide_index=True, key=f"seen-{key}")
    if len(found.scores) > 1:
        numbers, labels, scores = (list(part) for part in zip(*found.scores, strict=True))
        st.html(f'<div class="sx sx-small"><b>How good was each run, by {escape(metric_name(found.metric))}?</b></div>')
        figure = charts.score_per_run(numbers, labels, scores, found.metric)
        figure.update_layout(height=_HEIGHT)
        st.plotly_chart(figure, width="stretch", key=f"picture-{key}", config=charts.CONFIG)


def _draw_form(card: HumanStepCard, state: StepState, desk: Desk, key: str) -> None:
    human = state.human
    with st.form(f"human-{key}", border=False):
        values = {f.name: _widget(f, human, f"{key}-{f.name}") for f in human.fields}
        if st.form_submit_button("Answer", type="primary", key=f"answer-{key}"):
            lacking = next((f for f in human.fields if values[f.name] in (None, "") and not f.optional), None)
            if lacking is not None:
                st.warning(f"{capital(lacking.label or 'An answer')} is needed: {lacking.hint}.")
                return
            answer: Any = values if human.kind == "form" else values[""]
            desk.press(AnswerStep(experiment_id=card.experiment_id, step=card.step, answer=answer))
            draw_again()


def _widget(field: Field, human: HumanStep, key: str) -> Any:
    """The input that fits a field; its value, None where nothing was put in."""
    name = label(capital(field.label or human.kind) + (" (if you like)" if field.optional else ""))
    shown: Any = "visible" if field.label else "collapsed"
    if field.kind == "yes":
        said = st.radio(name, ["yes", "no"], index=None, horizontal=True, key=key, label_visibility=shown)
        return None if said is None else said == "yes"
    if field.kind == "choice":
        few = len(field.choices) <= _MOST_BUTTONS
        if few:
            return st.radio(name, field.choices, index=None, horizontal=True, key=key, label_visibility=shown)
        return st.selectbox(name, field.choices, index=None, key=key, label_visibility=shown)
    if field.kind == "text":
        return st.text_area(name, key=key, label_visibility=shown, height=80).strip()
    return _number(field, name, key, shown)


def _number(field: Field, name: str, key: str, shown: Any) -> Any:
    whole = field.kind == "int"
    if whole and field.low is not None and field.high is not None and field.high - field.low < _MOST_BUTTONS:
        whole_numbers = range(int(field.low), int(field.high) + 1)
        return st.radio(name, whole_numbers, index=None, horizontal=True, key=key, label_visibility=shown)
    kind = int if whole else float
    low, high = (None if v is None else kind(v) for v in (field.low, field.high))
    step = 1 if whole else None
    return st.number_input(
        name, min_value=low, max_value=high, value=None, step=step, key=key, label_visibility=shown, help=field.hint
    )
