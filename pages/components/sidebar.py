"""The sidebar of every page: what waits or runs, a new conversation, the earlier ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path

import streamlit as st

from assistant.views import ConversationLine
from pages.components import marks
from pages.components.desk import Desk
from pages.components.words import clock_time, escape, label, when

_SHOWN = 12
_EVERY_S = 3.0
_LONGEST = 34


def draw(desk: Desk, pages: Path) -> None:
    """Draws it; while something runs its line keeps itself fresh."""
    lines = desk.assistant.conversations(desk.person)
    chat = pages / "chat.py"
    with st.sidebar:
        _attention(desk, lines, chat)
        st.page_link(chat, label="New conversation", icon=":material/add:", query_params={"conversation": ""})
        if len(lines) > 1 and _search(desk, chat):
            return
        if lines:
            st.html('<div class="sx sx-muted sx-small" style="margin-top:.8rem">Conversations</div>')
        names = told_apart(lines, desk.now, desk.zone)
        for line in lines[:_SHOWN]:
            _link(line, names[line.conversation.id], desk, chat)
        if len(lines) > _SHOWN:
            with st.expander(f"{len(lines) - _SHOWN} older"):
                for line in lines[_SHOWN : _SHOWN + 40]:
                    _link(line, names[line.conversation.id], desk, chat)


def told_apart(lines: Sequence[ConversationLine], now: datetime, zone: tzinfo | None) -> dict[str, str]:
    """What each conversation is called in the list; those that would read the same, with when they were begun."""
    names = {line.conversation.id: label(line.title, _LONGEST) for line in lines}
    often = Counter(names.values())
    for line in lines:
        key, begun = line.conversation.id, line.conversation.started_at
        if often[names[key]] > 1:
            at = f" · {clock_time(begun, now, zone)}"
            names[key] = label(line.title, _LONGEST - len(at)) + at
    return names


def _search(desk: Desk, chat: Path) -> bool:
    """A box that finds conversations by what was said in them; whether something is being looked for."""
    words = st.text_input("Find", key="find", placeholder="Find a conversation", label_visibility="collapsed")
    if not words.strip():
        return False
    hits = desk.assistant.search(words, desk.person)
    if not hits:
        st.html(f'<div class="sx sx-muted sx-small">Nothing said with “{escape(words)}”.</div>')
    for hit in hits:
        st.page_link(chat, label=label(hit.title, _LONGEST), query_params={"conversation": hit.conversation_id})
        st.html(f'<div class="sx sx-muted sx-small" style="padding-left:.5rem">{escape(hit.excerpt)}</div>')
    return True


def _link(line: ConversationLine, name: str, desk: Desk, chat: Path) -> None:
    here = line.conversation.id == desk.conversation_id
    said = when(line.last_said_at, desk.now, desk.zone)
    st.page_link(
        chat,
        label=f"**{name}**" if here else name,
        query_params={"conversation": line.conversation.id},
        help=f"{label(line.title, 200)} · {said}",
        width="stretch",
    )


def _attention(desk: Desk, lines: tuple[ConversationLine, ...], chat: Path) -> None:
    """A small line for each conversation in which a plan waits or runs are under way."""
    waiting = [line for line in lines if line.waiting and line.conversation.id != desk.conversation_id]
    if waiting:
        with st.container(key="attention-plans", gap=None):
            for line in waiting:
                st.page_link(
                    chat,
                    label=f"A plan waits for you: {label(line.title, 60)}",
                    icon=":material/pending_actions:",
                    query_params={"conversation": line.conversation.id},
                )
    running = [line for line in lines if line.running]
    if running:
        _running(desk, chat, {"conversation": running[0].conversation.id})


def _running(desk: Desk, chat: Path, where: dict[str, str]) -> None:
    @st.fragment(run_every=_EVERY_S)
    def fresh() -> None:
        under_way = desk.assistant.running_experiment()
        if under_way is None:
            st.html('<div class="sx sx-muted sx-small">All runs have ended.</div>')
            return
        state = desk.assistant.progress(under_way)
        paused = state.state == "paused"
        words, icon = ("Runs are paused", "pause_circle") if paused else ("Runs are under way", "timelapse")
        st.page_link(chat, label=words, icon=f":material/{icon}:", query_params=where)
        st.html(marks.share_bar(state.fraction, says="how much is done"))

    fresh()
