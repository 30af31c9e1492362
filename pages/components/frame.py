"""What all pages stand in: the opened page, its theme, the sidebar, the services, and the guard around it all."""

from __future__ import annotations

import atexit
import logging
import logging.handlers
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value

from pages.components import sidebar
from pages.components.desk import Desk, log_trouble, show_told, take_trouble
from pages.components.notice import notice
from pages.components.theme import apply_theme
from store.errors import SextantError
from store.home import home_path

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

    from assistant.assembly import App

FOLDER = Path(__file__).resolve().parent.parent
_MARK = Path(__file__).with_name("mark.svg")
_LOGGING = ("sextant", "assistant", "recommender", "experiments", "lifecycle", "store")
"""Those whose words go to the log file: the pages, and every part below them by its name."""
WARM_UP_AFTER_S = 1.5
"""The first page is on the screen by then, on a machine with little else to do."""
_SHOWN = "sextant-shown"
_PAGES_LONG = 3.0
"""How many times as long as a page took to draw here a browser may take to show it, pictures above all; what is slow to
load waits for that, since a server that loads sends nothing."""
_LATEST_S = 30.0
"""Seconds after which no further page puts it off."""

_PAGES = (
    ("chat", "Chat", "chat_bubble"),
    ("data", "Data", "table_chart"),
    ("runs", "Runs", "timeline"),
    ("experiment", "Experiments", "science"),
    ("models", "Models", "deployed_code"),
    ("monitors", "Monitors", "monitoring"),
    ("knowledge", "Knowledge", "person"),
    ("graph", "Graph", "hub"),
    ("sql", "SQL", "database"),
)
"""File, title and icon of every page, in the order of the menu. A new page is one line here."""


@dataclass
class Running:
    """The assembled parts of this process, kept for all its pages."""

    app: App
    _timer: threading.Timer | None = None
    _asked_at: float | None = None
    _warmed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def warm_up_soon(self, took_s: float = 0.0) -> None:
        """Lets the slow parts load once what people look at is out; a page drawn meanwhile puts it off.

        Args:
            took_s: seconds that the page took to draw, which tells how quick this machine is now.
        """
        with self._lock:
            if self._warmed:
                return
            now = time.monotonic()
            self._asked_at = now if self._asked_at is None else self._asked_at
            left_s = max(self._asked_at + _LATEST_S - now, 0.0)
            if self._timer is not None:
                if not left_s:
                    return
                self._timer.cancel()
            wait_s = max(WARM_UP_AFTER_S, min(_PAGES_LONG * took_s, left_s))
            self._timer = threading.Timer(wait_s, self._warm_up)
            self._timer.daemon = True
            self._timer.start()

    def _warm_up(self) -> None:
        with self._lock:
            if self._warmed:
                return
            self._warmed = True
        self.app.warm_up()

    def close(self) -> None:
        """Lets go of everything."""
        with self._lock:
            self._warmed = True
            if self._timer is not None:
                self._timer.cancel()
        self.app.close()


def navigation() -> Page:
    """Tells Streamlit which pages there are; returns the one that was asked for.

    The mark is named first: where a page has none yet, the browser fetches the picture of its menu icon from a server
    of Google's.
    """
    _from_the_top()
    st.set_page_config(page_icon=str(_MARK))
    return st.navigation(
        [
            st.Page(FOLDER / f"{name}.py", title=title, icon=f":material/{icon}:", default=name == "chat")
            for name, title, icon in _PAGES
        ]
    )


def _from_the_top() -> None:
    """Lets what follows be drawn on the page itself, whatever this thread drew last.

    Streamlit takes the next request with the thread that has just redrawn a fragment, and leaves it inside of what
    surrounds that fragment: a whole page drawn then, with its box to type in, would stand in a card.
    """
    context_dg_stack.set(get_default_dg_stack_value())


@contextmanager
def open_page(title: str, *, wide: bool = False) -> Iterator[Desk]:
    """Opens a page: theme, sidebar and services; whatever goes wrong inside becomes a calm sentence.

    A direct link on a cold server runs the page without `app.py`; then the pages are told first and the run starts
    again as it should be.
    """
    began = time.monotonic()
    st.set_page_config(page_title=f"{title} · Sextant", page_icon=str(_MARK), layout="centered")
    if not st.session_state.get("sextant-navigated"):
        st.session_state["sextant-navigated"] = True
        navigation()
        st.rerun()
    _tell_address(title)
    apply_theme(wide=wide)
    st.logo(str(_MARK.with_name("wordmark.svg")), icon_image=str(_MARK), size="large")
    desk: Desk | None = None
    with _guard(title):
        running = services()
        desk = _desk(running.app)
        sidebar.draw(desk, FOLDER)
    trouble = take_trouble()
    if trouble:
        notice("error", trouble)
    show_told()
    if desk is None:
        st.stop()
    with _guard(title):
        yield desk
        running.warm_up_soon(time.monotonic() - began)


def _tell_address(title: str) -> None:
    """Has the browser's address say what was asked for, where the page is the one before.

    A link to the page that one is on, such as to another conversation, leaves the address as it was: a reload would
    show the conversation before, and what is said next would be said there.
    """
    if st.session_state.get(_SHOWN) == title:  # a browser on its way to another page tells its address itself
        st.query_params.update({})
    st.session_state[_SHOWN] = title


@contextmanager
def _guard(title: str) -> Iterator[None]:
    """What goes wrong inside is told as a notice; the details go to the log file."""
    try:
        yield
    except SextantError as error:
        notice("error", str(error))
    except Exception:
        _log_to(home_path())
        log_trouble(f"the page {title} failed")
        notice(
            "error",
            "This page could not be drawn. Nothing that was stored is lost: reload the page. "
            "The details are in the folder `logs` of SEXTANT_HOME.",
        )


@st.cache_resource(show_spinner=False)
def services() -> Running:
    """The parts of Sextant, put together once a process.

    Raises:
        StoreBusy: another process holds the knowledge store.
    """
    from assistant.assembly import assemble

    _log_to(home_path())
    app = assemble()
    running = Running(app)
    atexit.register(running.close)
    return running


def _log_to(home: Path) -> None:
    """Details of what went wrong go to a file in the home, whichever part of Sextant tells them."""
    path = (home / "logs" / "app.log").absolute()
    logs = [logging.getLogger(name) for name in _LOGGING]
    before = {h for log in logs for h in log.handlers if isinstance(h, logging.handlers.RotatingFileHandler)}
    if any(Path(old.baseFilename) == path for old in before):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=2**20, backupCount=3, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for log in logs:
        for old in before:
            log.removeHandler(old)
        log.addHandler(handler)
    for old in before:
        old.close()
    logging.getLogger("sextant").propagate = False


def _desk(app: App) -> Desk:
    return Desk(
        assistant=app.assistant,
        person=_person(),
        conversation_id=st.query_params.get("conversation"),
        now=datetime.now(UTC),
        zone=_zone(),
    )


def _person() -> str:
    from store.settings import Settings

    return Settings.read().person


def _zone() -> tzinfo | None:
    """The browser's time zone; the server's where it does not say."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
