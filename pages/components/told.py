"""The page Knowledge: what a person told Sextant, what it was understood to mean, what it changed."""

from __future__ import annotations

import streamlit as st

from assistant import effects
from assistant.actions import Withdraw
from assistant.views import FeedbackLine
from pages.components import marks
from pages.components.desk import Desk, attempt
from pages.components.feedback import changed_title
from pages.components.known import draw_known
from pages.components.notice import hint
from pages.components.profile import change_fact, draw_fact
from pages.components.words import escape, when

_SCOPES = {"goal": "that goal", "dataset": "that data", "always": "you, always", "domain": "everyone here"}
"""How far feedback holds, the narrowest first."""
_ROLES = {"data_scientist": "Data scientist", "domain_expert": "Domain expert", "analyst": "Analyst"}


def draw_told(desk: Desk) -> None:
    """Draws the page."""
    st.title("Knowledge", anchor=False)
    parts = ["You", "The recommender"]
    part = st.segmented_control(
        "What is known of", parts, default=parts[0], required=True, key="part", bind="query-params"
    )
    if part == parts[1]:
        draw_known(desk)
        return
    st.html(
        f'<div class="sx sx-muted"><p>What I know of you, {escape(desk.person)}, and what you said about the work. '
        "Everything here moves the recommendations; everything can be taken back.</p></div>"
    )
    _draw_profile(desk)
    _draw_feedback(desk)


def _draw_profile(desk: Desk) -> None:
    st.subheader("You", anchor=False)
    profile = desk.assistant.profile(desk.person)
    roles = list(_ROLES)

    def chosen() -> None:
        role = st.session_state.get("role")
        attempt(lambda: change_fact(desk, "role", role))

    st.segmented_control(
        "How I should talk to you",
        roles,
        default=profile.role,
        format_func=lambda r: _ROLES[r],
        key="role",
        on_change=chosen,
    )
    facts = [f for f in profile.facts if f.key != "role"]
    if not facts:
        hint("No wishes yet. Say in the chat what you prefer, such as “I don't trust neural nets” or “always fast”.")
        return
    with st.container(border=True, key="card-facts"):
        for fact in reversed(facts):
            draw_fact(fact, desk)
    if st.session_state.get("sure-to-reset"):
        _confirm_reset(desk)
    else:
        with st.container(key="quiet-reset"):
            st.button("Forget all of this", key="reset", type="tertiary", on_click=_ask, args=(True,))


def _ask(sure: bool) -> None:
    st.session_state["sure-to-reset"] = sure


def _confirm_reset(desk: Desk) -> None:
    st.html(
        '<div class="sx">Forget everything in this list? What you said stays in the record, but counts no more.</div>'
    )
    with st.container(horizontal=True, key="reset-sure"):
        st.button("Forget it", key="reset-yes", type="primary", on_click=_reset, args=(desk,))
        st.button("Keep it", key="reset-no", on_click=_ask, args=(False,))


def _reset(desk: Desk) -> None:
    def act() -> None:
        for fact in desk.assistant.profile(desk.person).facts:
            change_fact(desk, fact.key, None)

    _ask(False)
    attempt(act)


def _draw_feedback(desk: Desk) -> None:
    st.subheader("What you said about the work", anchor=False)
    lines = desk.assistant.feedback(desk.person)
    if not lines:
        hint("Nothing yet. Judge a recommendation or a result by its thumbs, or say it: “too slow”, “well done”.")
        return
    for line in lines[:50]:
        with st.container(border=True, key=f"card-said-{line.feedback.id}"):
            st.html(said_html(line, when(line.feedback.said_at, desk.now, desk.zone)))
            if not line.withdrawn:
                with st.container(key=f"quiet-said-{line.feedback.id}"):
                    action = Withdraw(feedback_id=line.feedback.id)
                    args = (line.feedback.conversation_id, action)
                    key = f"take-back-{line.feedback.id}"
                    st.button("Take it back", key=key, type="tertiary", on_click=desk.press_now, args=args)


def said_html(line: FeedbackLine, said: str) -> str:
    """The words, what they were understood to mean, and what changed because of them."""
    body = f'<div>“{escape(line.feedback.words)}” <span class="sx-muted sx-small">{escape(said)}</span></div>'
    if line.feedback.understood:
        understood = marks.sentences([effects.in_words(e) for e in line.feedback.understood], most=8)
        body += f'<div class="sx-label" style="margin-top:.4rem">Understood as</div>{understood}'
    if line.changed:
        changed = marks.sentences(line.changed, most=len(line.changed))
        body += f"<details><summary>{changed_title(line.changed)}</summary>{changed}</details>"
    scope = _SCOPES[max((e.scope for e in line.feedback.understood), key=list(_SCOPES).index, default="goal")]
    body += f'<p class="sx-muted sx-small">Holds for {scope}.</p>'
    if not line.changed and not line.withdrawn:
        body += '<p class="sx-muted sx-small">It has changed nothing in the order of recommendations so far.</p>'
    if line.stale:
        body += f'<p class="sx-small sx-warn">Stale, so not used: {escape(line.stale)}.</p>'
    taken = '<p class="sx-muted sx-small">Taken back: it counts no more.</p>' if line.withdrawn else ""
    return f'<div class="sx">{body}{taken}</div>'
