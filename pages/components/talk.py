"""The conversation: first screen, messages with their cards, and the input at the bottom."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.cards import Card, Option, Question, card_reader
from pages.components.desk import (
    Desk,
    Errand,
    add_errand,
    attempt,
    log_trouble,
    next_errand,
    says_buttons,
    take_errand,
    take_trouble,
)
from pages.components.drawing import draw_card, in_force
from pages.components.first_screen import draw_first_screen
from pages.components.notice import notice
from pages.components.question import draw_question
from pages.components.results import found_by
from pages.components.words import plain, rich
from store.errors import SextantError
from store.records import Turn

_TYPES = ["csv", "tsv", "txt", "parquet", "xlsx", "xls", "json", "jsonl", "ndjson"]
_BEGUN = "sextant-begun"
_LEAD_ON = {"recommendations", "proposal", "progress", "results"}
"""Cards with their own buttons for what comes next: suggestions beside them would say it twice."""


def draw_talk(desk: Desk) -> None:
    """Draws the conversation that the address names, or the first screen; then does what was asked for."""
    desk = _begun(desk)
    said = _typed(desk)
    if said is not None:
        add_errand(said)
    errand = next_errand()
    turns = _turns(desk)
    if turns is None:
        return
    first_screen = st.empty()  # it is gone at once when the first answer is under way
    if not turns and errand is None:
        with first_screen.container():
            draw_first_screen(desk)
    _draw_turns(turns, desk, answering=errand is not None)
    if errand is not None:
        _run_errand(errand, desk)


def _begun(desk: Desk) -> Desk:
    """The desk at the conversation that an answer cut off by the next message began: that message belongs to it."""
    begun: list[str] = st.session_state.setdefault(_BEGUN, [])
    if not begun or desk.conversation_id:
        begun.clear()
        return desk
    st.query_params["conversation"] = begun[-1]
    return replace(desk, conversation_id=begun[-1])


def _typed(desk: Desk) -> Errand | None:
    hint = "Say what to do next" if desk.conversation_id else "Say what you want to predict, or drop a table here"
    said = st.chat_input(hint, accept_file="multiple", file_type=_TYPES, key="message")
    if said is None:
        return None
    files = tuple(str(_kept(f, desk)) for f in getattr(said, "files", ()) or ())
    text = said if isinstance(said, str) else said.text
    return Errand(text=text or "", attachments=files) if text or files else None


def _kept(upload: Any, desk: Desk) -> Path:
    """Saves an uploaded table where reading finds it; the name keeps only signs that every file system takes."""
    name = re.sub(r"[^\w.\- ]+", "_", Path(upload.name).name).strip(" .") or "table.csv"
    folder = desk.assistant.services.home / "uploads" / uuid.uuid4().hex[:12]
    folder.mkdir(parents=True)
    path = folder / name[-120:]
    path.write_bytes(upload.getbuffer())
    return path


def _turns(desk: Desk) -> tuple[Turn, ...] | None:
    if not desk.conversation_id:
        return ()
    try:
        return desk.assistant.turns(desk.conversation_id)
    except SextantError:
        notice("warning", "This conversation is not known here. Choose another one on the left, or start a new one.")
        return None


def _draw_turns(turns: Sequence[Turn], desk: Desk, *, answering: bool) -> None:
    cards = [[card_reader.validate_python(c) for c in turn.cards] for turn in turns]
    flags = iter(in_force([card for group in cards for card in group]))
    for i, (turn, group) in enumerate(zip(turns, cards, strict=True)):
        last = i == len(turns) - 1 and not answering
        _draw_turn(turn, [(card, next(flags)) for card in group], desk, last=last)


def _draw_turn(turn: Turn, cards: list[tuple[Card, bool]], desk: Desk, *, last: bool) -> None:
    if turn.speaker == "person":
        _draw_words(turn.text)
        return
    with st.chat_message("assistant"):
        text = _said_once(turn.text, [card for card, _ in cards], desk)
        if text:
            st.html(f'<div class="sx">{rich(text)}</div>')
        # what was understood of the words comes before what follows from it
        for i, (card, live) in sorted(enumerate(cards), key=lambda pair: pair[1][0].kind != "feedback"):
            _draw_guarded(card, desk, f"{turn.id}-{i}", live=live)
        if turn.question:
            draw_question(Question.model_validate(turn.question), desk, f"{turn.id}-question", open_=last)
        elif last and not any(card.kind in _LEAD_ON for card, _ in cards):
            says_buttons(desk, tuple(Option.model_validate(o) for o in turn.suggestions), f"{turn.id}-next")


def _said_once(text: str, cards: list[Card], desk: Desk) -> str:
    """The words without lines that a card below says as well."""
    below: set[str] = set()
    for card in cards:
        below |= {sentence.strip() for sentence in _said_by(card, desk)}
    return "\n".join(line for line in text.splitlines() if line.strip() not in below)


def _said_by(card: Card, desk: Desk) -> tuple[str, ...]:
    """What a card says in whole sentences."""
    if card.kind == "notice":
        return (card.text,)
    if card.kind == "data":
        return (card.report.summary,)
    if card.kind == "recommendations":
        return card.changed
    if card.kind == "feedback":
        understood = tuple(f"I understood: {sentence.removesuffix('.')}." for sentence in card.understood)
        return card.changed + understood
    if card.kind == "results":
        return attempt(lambda: found_by(card, desk).lessons) or ()
    return ()


def _draw_guarded(card: Card, desk: Desk, key: str, *, live: bool) -> None:
    """One card that cannot be drawn must not take the conversation with it."""
    try:
        draw_card(card, desk, key, live=live)
    except SextantError as error:
        notice("warning", str(error))
    except Exception:
        log_trouble(f"the card {card.kind} of {key} failed")
        notice("warning", "This part could not be drawn; it is still stored. Details are in the log file.")


def _draw_words(text: str) -> None:
    with st.chat_message("user"):
        st.html(f'<div class="sx">{plain(text)}</div>')


def _run_errand(errand: Errand, desk: Desk) -> None:
    """Does what was asked for while the page shows it, then draws what came of it."""
    if errand.action is None:
        _draw_words(errand.text or ", ".join(Path(a).name for a in errand.attachments))
    works = "Reading the table" if errand.attachments else "Working on it"
    with st.chat_message("assistant"), st.spinner(works):
        begun: list[str] = st.session_state[_BEGUN]
        take_errand()
        reply = attempt(lambda: _done(errand, desk))
        if reply is not None:
            begun.append(reply.conversation_id)  # a list of its own: touching the session here may end this run
    if reply is None:
        trouble = take_trouble()
        if trouble:
            notice("error", trouble)
        return
    if reply.conversation_id != desk.conversation_id:
        st.query_params["conversation"] = reply.conversation_id
    st.rerun()


def _done(errand: Errand, desk: Desk) -> Any:
    if errand.action is not None:
        if not desk.conversation_id:
            raise SextantError("This belongs to no conversation any more; open it again on the left.")
        return desk.assistant.press(desk.conversation_id, errand.action, desk.person)
    return desk.assistant.say(desk.conversation_id or None, errand.text, desk.person, errand.attachments)
