"""What was understood of something a person said about the work, and that it can be taken back."""

import streamlit as st

from assistant.actions import Withdraw
from assistant.cards import FeedbackCard
from pages.components import marks
from pages.components.desk import Desk
from pages.components.words import capital, inline


def feedback_html(card: FeedbackCard) -> str:
    """What was understood and what changed because of it."""
    understood = _list(card.understood) or "<p>Kept in your own words.</p>"
    changed = f"<p><b>What changed because of it</b></p>{_list(card.changed)}" if card.changed else ""
    return f'<div class="sx">{marks.head("I understood")}{understood}{changed}</div>'


def _list(sentences: tuple[str, ...]) -> str:
    items = "".join(f"<li>{inline(capital(s))}</li>" for s in sentences)
    return f"<ul>{items}</ul>" if items else ""


def draw_feedback(card: FeedbackCard, desk: Desk, key: str, *, withdrawn: bool) -> None:
    """Draws the card; feedback in force can be taken back."""
    with st.container(border=True, key=f"card-feedback-{key}"):
        st.html(feedback_html(card))
        if withdrawn:
            st.html('<div class="sx sx-muted sx-small">Taken back.</div>')
            return
        with st.container(key=f"quiet-feedback-{key}"):
            action = Withdraw(feedback_id=card.feedback_id)
            st.button("Take it back", key=f"withdraw-{key}", type="tertiary", on_click=desk.press, args=(action,))
