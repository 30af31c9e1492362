"""What a component may do: read from the assistant, say something, press a button. Nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import streamlit as st

from store.errors import SextantError

if TYPE_CHECKING:
    from assistant.actions import Action
    from assistant.assistant import Assistant
    from assistant.cards import Option

_WAITING = "sextant-waiting"
_TROUBLE = "sextant-trouble"
_TOLD = "sextant-told"
DETAILS_NOTE = (
    "Something went wrong on my side. Nothing that was stored is lost; try again. Details are in the log file."
)


@dataclass(frozen=True)
class Errand:
    """Something a person asked for that is not done yet: it is done where the page can show that it works."""

    text: str = ""
    attachments: tuple[str, ...] = ()
    action: Action | None = None


@dataclass(frozen=True)
class Desk:
    """One person at one page."""

    assistant: Assistant
    person: str
    conversation_id: str | None
    now: datetime
    zone: tzinfo | None = None

    @property
    def plain(self) -> bool:
        """Whether to use plain words with this person."""
        return self.assistant.services.builds_no_models(self.person)

    def say(self, text: str, attachments: tuple[str, ...] = ()) -> None:
        """Takes a message on; the chat page answers it while it shows that it works."""
        add_errand(Errand(text=text, attachments=attachments))

    def press(self, action: Action) -> None:
        """Takes a press on, to be done on the chat page."""
        add_errand(Errand(action=action))

    def press_now(self, conversation_id: str, action: Action) -> None:
        """Does a press at once: on pages that are no chat."""
        attempt(lambda: self.assistant.press(conversation_id, action, self.person))


def attempt(act: Callable[[], Any]) -> Any:
    """Does something for a person; what goes wrong is kept to be shown as a notice, never raised."""
    try:
        return act()
    except SextantError as error:
        keep_trouble(str(error))
    except Exception:
        log_trouble("a press or a message failed")
        keep_trouble(DETAILS_NOTE)
    return None


def log_trouble(what: str) -> None:
    """Writes the exception under way to the log file; the page shows a calm sentence instead."""
    logging.getLogger("sextant.pages").exception(what)


def add_errand(errand: Errand) -> None:
    """Takes an errand on, until the chat page begins it."""
    st.session_state[_WAITING] = [*st.session_state.get(_WAITING, ()), errand]


def next_errand() -> Errand | None:
    """The errand that is next, still to be begun."""
    return next((e for e in st.session_state.get(_WAITING, ()) if isinstance(e, Errand)), None)


def take_errand(errand: Errand) -> None:
    """Takes an errand off. To be called right before it is begun: a run that is cut off before does it later."""
    st.session_state[_WAITING] = [e for e in st.session_state.get(_WAITING, ()) if e is not errand]


def draw_again() -> None:
    """Draws the page anew, as it was asked for last.

    A link pressed or a step back taken meanwhile goes first: `st.rerun` alone would put the address of this run over
    the one that is waiting, and the person would be where they had just left.
    """
    st.empty()  # a run that waits takes over here
    st.rerun()


def tell(text: str) -> None:
    """Keeps what a press did, to be said for a moment by `show_told`: a callback may draw nothing itself."""
    st.session_state[_TOLD] = text


def show_told(*, trouble: bool = False) -> None:
    """Says for a moment what a press did.

    Args:
        trouble: say as well why a press could not be done: for a part of a page that is drawn anew by itself.
    """
    from pages.components.words import label

    for said in (st.session_state.pop(_TOLD, None), take_trouble() if trouble else None):
        if said:
            st.toast(label(said, 200))


def keep_trouble(words: str) -> None:
    """Keeps what went wrong for the next drawing of the page to tell."""
    st.session_state[_TROUBLE] = words


def take_trouble() -> str | None:
    """What went wrong at the last press, once."""
    trouble = st.session_state.pop(_TROUBLE, None)
    return str(trouble) if trouble else None


def says_buttons(desk: Desk, options: tuple[Option, ...], key: str, *, primary: bool = False) -> None:
    """Answers or next things to say, as buttons in a row that wraps."""
    from pages.components.words import label

    with st.container(horizontal=True, key=f"says-{key}", gap="small"):
        for i, option in enumerate(options):
            st.button(
                label(option.label),
                key=f"say-{key}-{i}",
                on_click=desk.say,
                args=(option.says,),
                type="primary" if primary and i == 0 else "secondary",
            )
