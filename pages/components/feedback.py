"""What was understood of something a person said about the work, and that it can be taken back."""

from collections.abc import Sequence

import streamlit as st

from assistant.actions import Withdraw
from assistant.cards import FeedbackCard
from assistant.plain import RUNS_SINCE
from pages.components import marks
from pages.components.desk import Desk


def feedback_html(card: FeedbackCard) -> str:
    """What was understood and, folded away, what changed because of it."""
    understood = marks.sentences(card.understood, most=8) or "<p>Kept in your own words.</p>"
    changed = ""
    if card.changed:
        body = marks.sentences(card.changed, most=len(card.changed))
        changed = f"<details><summary>{changed_title(card.changed)}</summary>{body}</details>"
    return f'<div class="sx">{marks.head("I understood")}{understood}{changed}</div>'


def changed_title(changed: Sequence[str]) -> str:
    """What changes are told under: words get no blame, and no praise, for what runs that ended meanwhile moved."""
    alone = not any(RUNS_SINCE in sentence for sentence in changed)
    return f"What changed {'because of it' if alone else 'by it and by runs that ended meanwhile'} ({len(changed)})"


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
