"""What Sextant knows of a person, line by line, each with where it was learned and a way to take it back."""

import streamlit as st

from assistant.actions import ChangeProfile
from assistant.understood import in_words
from pages.components import marks
from pages.components.desk import Desk, attempt
from pages.components.words import capital, escape, when
from store.records import ProfileFact

_ROLES = {"data_scientist": "data scientist", "domain_expert": "domain expert", "analyst": "analyst"}


def fact_words(fact: ProfileFact) -> str:
    """A fact in words: "Role: domain expert", "Prefers: simple", "Never: neural network"."""
    head, _, what = fact.key.partition(":")
    if head == "reading" and isinstance(fact.value, dict):
        return f"“{fact.value.get('text', what)}” means: {in_words(fact.value.get('commands', ()))}"
    name = {"preference": "Prefers", "family_forbidden": "Never", "family_allowed": "Only", "default": "Default"}.get(
        head, capital(head.replace("_", " "))
    )
    if head == "role":
        return f"Role: {_ROLES.get(str(fact.value), fact.value)}"
    value = "" if fact.value in (True, None) else str(fact.value)
    said = ": ".join(filter(None, (what.replace("_", " "), value)))
    return f"{name}: {said}" if said else name


def fact_html(fact: ProfileFact, learned: str) -> str:
    """One fact with the words it was learned from."""
    source = f"from “{fact.source}”, " if fact.source else ""
    return (
        f'<div class="sx"><b>{escape(fact_words(fact))}</b>'
        f'<div class="sx-muted sx-small">{escape(source)}{escape(learned)}</div></div>'
    )


def draw_profile(person: str, desk: Desk, key: str) -> None:
    """Draws the profile card of the chat: read it here, change it on the page Knowledge."""
    facts = desk.assistant.profile(person).facts
    with st.container(border=True, key=f"card-profile-{key}"):
        st.html(f'<div class="sx">{marks.head("What I know of you", person)}</div>')
        if not facts:
            st.html('<div class="sx sx-muted">Nothing yet. What you tell me about your wishes will gather here.</div>')
        for fact in facts:
            st.html(fact_html(fact, when(fact.learned_at, desk.now, desk.zone)))


def draw_fact(fact: ProfileFact, desk: Desk) -> None:
    """One fact with a button that forgets it, at once."""
    words, button = st.columns([5, 1], vertical_alignment="center")
    with words:
        st.html(fact_html(fact, when(fact.learned_at, desk.now, desk.zone)))
    with button, st.container(key=f"quiet-fact-{fact.id}"):

        def forget() -> None:
            attempt(lambda: change_fact(desk, fact.key, None))

        st.button("Forget", key=f"forget-{fact.id}", type="tertiary", on_click=forget)


def change_fact(desk: Desk, key: str, value: object) -> None:
    """Sets one line of the person's profile, or forgets it (None); what was learned before stays in the record."""
    conversation = next(iter(desk.assistant.conversations(desk.person)), None)
    if conversation is None:  # before the first message there is no conversation to note it in
        desk.assistant.services.learn(desk.person, key, value, "set on the page Knowledge")
        return
    desk.assistant.press(conversation.conversation.id, ChangeProfile(key=key, value=value), desk.person)
