"""The conversation: first screen, messages with their cards, and the input at the bottom."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant.answering import said_with
from assistant.cards import Card, HumanStepCard, Option, Question, card_reader
from assistant.caring.plainly import plain_comparison
from assistant.plain import plain_lessons
from assistant.understood import in_words
from pages.components.about import draw_about
from pages.components.answering import draw_said, watch
from pages.components.desk import (
    Desk,
    Errand,
    attempt,
    draw_again,
    log_trouble,
    next_errand,
    says_buttons,
    take_errand,
)
from pages.components.drawing import draw_card, in_force
from pages.components.first_screen import draw_first_screen
from pages.components.guide import draw_guide
from pages.components.notice import notice
from pages.components.placing import place
from pages.components.question import draw_question
from pages.components.results import found_by
from pages.components.words import escape, local_times, rich
from store.errors import SextantError
from store.home import Home
from store.records import Turn

if TYPE_CHECKING:
    from assistant.answering import Answer

_TYPES = ["csv", "tsv", "txt", "parquet", "xlsx", "xls", "json", "jsonl", "ndjson"]
_BEGUN = "sextant-begun"
_JUST_SAID = "sextant-just-said"
_MESSAGE = "message"
_NEWS_S = 2.0
_LEAD_ON = {"recommendations", "proposal", "progress", "results", "human_step"}
"""Cards with their own buttons for what comes next: suggestions beside them would say it twice."""


def draw_talk(desk: Desk) -> None:
    """Draws the conversation that the address names, or the first screen; then does what was asked for."""
    desk = _sent(_begun(desk))
    answer = _answer(desk)  # before the turns: what ends in between is among them
    desk, turns = _opened(desk)
    _draw_box(desk)
    with st.container():  # always there, so that what stands below keeps its place once the conversation has a name
        if turns:
            draw_about(desk, _title(desk))
    first_screen = st.empty()  # it is gone at once when the first answer is under way
    if not turns and answer is None:
        with first_screen.container():
            place("first-screen", "top", st.empty())
            draw_first_screen(desk)
    _draw_turns(turns, desk, answering=answer is not None)
    if answer is not None:
        last = turns[-1] if turns else None
        known = last is not None and last.speaker == "person" and last.text == said_with(answer.words, answer.files)
        watch(answer, desk, words=not known, name=f"{desk.conversation_id}-{len(turns)}")
    else:
        _draw_guide(desk)
        _await_news(desk, len(turns))


def _sent(desk: Desk) -> Desk:
    """The desk, once everything that was pressed is on its way to be answered; at the conversation that this began."""
    while (errand := next_errand()) is not None:
        take_errand(errand)
        if errand.action is not None and not desk.conversation_id:
            notice("error", "This belongs to no conversation any more; open it again on the left.")
            continue
        begun = _begin(desk, errand)
        if begun.conversation_id != desk.conversation_id:
            st.query_params["conversation"] = begun.conversation_id or ""
        desk = begun
    return desk


def _begin(desk: Desk, errand: Errand) -> Desk:
    """The desk at the conversation in which an errand is on its way; one that belonged to none yet begins one."""
    begun: list[str] = st.session_state.setdefault(_BEGUN, [])
    here = desk.conversation_id or (begun[-1] if begun else None)
    conversation_id, _ = desk.assistant.begin(here, desk.person, errand.text, errand.attachments, errand.action)
    if conversation_id != desk.conversation_id:
        begun.append(conversation_id)  # a list of its own: touching the session here may end this run
    return replace(desk, conversation_id=conversation_id)


def _answer(desk: Desk) -> Answer | None:
    """The answer under way in this conversation: begun by this page or by another one, or left by one that ended."""
    if not desk.conversation_id:
        return None
    desk.assistant.take_up(desk.conversation_id)
    return desk.assistant.answering(desk.conversation_id)


def _await_news(desk: Desk, drawn: int) -> None:
    """Draws the page anew once more was said in the conversation: by Sextant of its own accord, or on another page."""
    if not desk.conversation_id:
        return
    conversation_id = desk.conversation_id

    @st.fragment(run_every=_NEWS_S)
    def look() -> None:
        if desk.assistant.said_so_far(conversation_id) > drawn or desk.assistant.answering(conversation_id) is not None:
            draw_again()

    look()


def _title(desk: Desk) -> str:
    lines = desk.assistant.conversations()
    return next((line.title for line in lines if line.conversation.id == desk.conversation_id), "")


def _draw_guide(desk: Desk) -> None:
    guide = desk.assistant.guide(desk.person, desk.conversation_id or None)
    if guide is not None:
        draw_guide(guide)


def _begun(desk: Desk) -> Desk:
    """The desk at the conversation that an answer cut off by the next message began: that message belongs to it.

    Without a message the person went elsewhere, such as to a new conversation, and is not to be taken back.
    """
    begun: list[str] = st.session_state.setdefault(_BEGUN, [])
    said = st.session_state.get(_JUST_SAID, False)  # also where the address names a conversation that is not known
    if not begun or not (said or (next_errand() is not None and not desk.conversation_id)):
        begun.clear()
    else:
        st.query_params["conversation"] = begun[-1]
        desk = replace(desk, conversation_id=begun[-1])
    st.session_state[_JUST_SAID] = False
    return desk


def _draw_box(desk: Desk) -> None:
    """The box to type in. What is sent is heard before anything is drawn: a run that is cut off loses no message."""
    hint = "Say what to do next" if desk.conversation_id else "Say what you want to predict, or drop a table here"
    st.chat_input(
        hint, accept_file="multiple", file_type=_TYPES, key=_MESSAGE, on_submit=attempt, args=(lambda: _typed(desk),)
    )


def _typed(desk: Desk) -> None:
    said = st.session_state.get(_MESSAGE)
    if said is None:
        return
    files = tuple(str(_kept(f, desk)) for f in getattr(said, "files", ()) or ())
    text = said if isinstance(said, str) else said.text
    if text or files:
        st.session_state[_JUST_SAID] = True
        _begin(desk, Errand(text or "", files))


def _kept(upload: Any, desk: Desk) -> Path:
    """Saves an uploaded table where reading finds it; the name keeps only signs that every file system takes."""
    name = re.sub(r"[^\w.\- ]+", "_", Path(upload.name).name).strip(" .") or "table.csv"
    folder = Home(desk.assistant.services.home).uploads / uuid.uuid4().hex[:12]
    folder.mkdir(parents=True)
    path = folder / name[-120:]
    path.write_bytes(upload.getbuffer())
    return path


def _opened(desk: Desk) -> tuple[Desk, tuple[Turn, ...]]:
    """The desk and what was said there; where the address names no conversation that there is, a new one begins."""
    if not desk.conversation_id:
        return desk, ()
    try:
        return desk, desk.assistant.turns(desk.conversation_id)
    except SextantError:
        notice("warning", "This conversation is not known here. Choose another one on the left, or begin one below.")
        return replace(desk, conversation_id=None), ()


def _draw_turns(turns: Sequence[Turn], desk: Desk, *, answering: bool) -> None:
    cards = [[*(card_reader.validate_python(c) for c in turn.cards), *form_again(turn)] for turn in turns]
    flags = iter(in_force([card for group in cards for card in group]))
    for i, (turn, group) in enumerate(zip(turns, cards, strict=True)):
        last = i == len(turns) - 1 and not answering
        asked = i > 0 and turns[i - 1].speaker == "person"
        _draw_turn(turn, [(card, next(flags)) for card in group], desk, last=last, asked=asked)


def form_again(turn: Turn) -> list[Card]:
    """The form of a question that is asked once more: the newest counts, and nobody goes back up to answer it."""
    about = (turn.question or {}).get("about") or {}
    if about.get("kind") != "form" or any(c.get("kind") == "human_step" for c in turn.cards):
        return []
    return [HumanStepCard(experiment_id=about["experiment"], step=about["step"])]


def _draw_turn(turn: Turn, cards: list[tuple[Card, bool]], desk: Desk, *, last: bool, asked: bool) -> None:
    if turn.speaker == "person":
        draw_said(turn.text, turn.files)
        return
    with st.chat_message("assistant"):
        beginning = st.empty()  # there for every reply: what comes after it keeps its place on the page
        if last:
            place(f"reply-{turn.id}", "reply" if asked else "news", beginning)
        _draw_understood(turn, desk, last=last)
        text = _said_once(turn.text, [card for card, _ in cards], desk)
        if text:
            st.html(f'<div class="sx">{rich(local_times(text, desk.zone))}</div>')
        # what was understood of the words comes before what follows from it
        for i, (card, live) in sorted(enumerate(cards), key=lambda pair: pair[1][0].kind != "feedback"):
            _draw_guarded(card, desk, f"{turn.id}-{i}", live=live)
        if turn.question and not any(card.kind == "human_step" for card, _ in cards):  # its card asks it
            draw_question(Question.model_validate(turn.question), desk, f"{turn.id}-question", open_=last)
        elif last and not any(card.kind in _LEAD_ON for card, _ in cards):
            says_buttons(desk, tuple(Option.model_validate(o) for o in turn.suggestions), f"{turn.id}-next")


def _draw_understood(turn: Turn, desk: Desk, *, last: bool) -> None:
    """What was understood of words; the newest can be corrected by a press, any by a sentence."""
    said = "" if turn.understanding in ("", "button", "policy") else in_words(turn.commands)
    if not said:
        return
    by = {"remembered": ", as you taught me", "embedded": "", "exact": "", "none": ""}.get(turn.understanding)
    by = f", read by {turn.understanding}" if by is None else by
    with st.container(horizontal=True, vertical_alignment="center", key=f"quiet-understood-{turn.id}", gap="small"):
        st.html(f'<div class="sx sx-muted sx-small">Understood: {escape(said + by)}</div>', width="content")
        if last and not all(c["name"] in ("correct", "approve", "decline", "small_talk") for c in turn.commands):
            says = "That is not what I meant"
            st.button("Not what I meant", key=f"wrong-{turn.id}", type="tertiary", on_click=desk.say, args=(says,))


def _said_once(text: str, cards: list[Card], desk: Desk) -> str:
    """The words without lines that a card below says as well."""
    below: set[str] = set()
    for card in cards:
        below |= {sentence.strip() for sentence in _said_by(card, desk)}
    for sentence in sorted(filter(None, below), key=len, reverse=True):
        text = text.replace(sentence, "")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _said_by(card: Card, desk: Desk) -> tuple[str, ...]:
    """What a card says in whole sentences."""
    if card.kind == "notice":
        return (card.text,)
    if card.kind == "data":
        return (card.report.summary,)
    if card.kind == "recommendations":
        return card.changed
    if card.kind == "explanation":
        return card.sentences
    if card.kind == "move":
        report = desk.assistant.move(card.proposal_id).move.report if desk.plain else None
        return () if report is None else (plain_comparison(report),)
    if card.kind == "feedback":
        understood = tuple(f"I understood: {sentence.removesuffix('.')}." for sentence in card.understood)
        return card.changed + understood
    if card.kind == "results":
        found = attempt(lambda: found_by(card, desk))
        return () if found is None else plain_lessons(found) if desk.plain else found.lessons
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
