"""A reply while it is made: what Sextant does for it, its words as they come, and a button that ends it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from assistant.answering import said_with
from pages.components.desk import DETAILS_NOTE, draw_again, keep_trouble
from pages.components.notice import notice
from pages.components.placing import place
from pages.components.words import escape, plain, rich
from store.errors import SextantError

if TYPE_CHECKING:
    from assistant.answering import Answer
    from pages.components.desk import Desk

_LOOK_S = 0.12
_STEPS_SHOWN = 4


def trace_html(answer: Answer, waiting: tuple[str, ...] = ()) -> str:
    """The last steps, the newest of them under way, the words so far, and what was said meanwhile and comes next."""
    steps = answer.steps[-_STEPS_SHOWN:] or ["Working on it"]
    done = "".join(f'<li class="done">{escape(step)}</li>' for step in steps[:-1])
    body = f'<ul class="sx-trace" role="status" aria-live="polite">{done}<li class="now">{escape(steps[-1])}</li></ul>'
    coming = "".join(f'<p class="sx-muted sx-small">Next: “{escape(said)}”</p>' for said in waiting)
    return f'<div class="sx">{body}{rich(answer.text) if answer.text else ""}{coming}</div>'


def said_html(text: str, files: Sequence[str]) -> str:
    """What the person said, above the files that came with it; a message of files alone has them for words."""
    said = "" if text == said_with("", files) else plain(text)
    came = "".join(f'<li title="{escape(name)}">{escape(name)}</li>' for name in files)
    listed = f'<ul class="sx-files" aria-label="Files">{came}</ul>' if came else ""
    return f'<div class="sx">{said}{listed}</div>'


def draw_said(text: str, files: Sequence[str]) -> None:
    """Draws what the person said."""
    with st.chat_message("user"):
        st.html(said_html(text, files))


def watch(answer: Answer, desk: Desk, *, words: bool, name: str) -> None:
    """Shows the answer until it is there, then draws the page anew with it.

    The work goes on in a thread of its own: what a person presses or types meanwhile cuts this watching off, never the
    work, and the next drawing of the page watches on.

    Args:
        answer: the answer under way.
        desk: where it is watched.
        words: whether to draw what the person said, because it is not among the turns yet.
        name: of this answer on the page.
    """
    conversation_id = desk.conversation_id or ""
    if words and (answer.words or answer.files):
        draw_said(answer.words, answer.files)
    with st.chat_message("assistant"):
        place(f"answer-{name}", "end", st.empty())
        steps = st.empty()
        with st.container(key="quiet-stop"):
            st.button("Stop", key="stop-answer", icon=":material/stop_circle:", type="tertiary", on_click=answer.stop)
        while not answer.wait(_LOOK_S):
            steps.html(trace_html(answer, desk.assistant.waiting_words(conversation_id)))
    if answer.trouble is None:
        draw_again()
    said = str(answer.trouble) if isinstance(answer.trouble, SextantError) else DETAILS_NOTE
    if said == DETAILS_NOTE:
        logging.getLogger("sextant.pages").error("an answer failed", exc_info=answer.trouble)
    if desk.assistant.answering(conversation_id) is not None:  # the next one is under way already
        keep_trouble(said)
        draw_again()
    notice("error", said)
