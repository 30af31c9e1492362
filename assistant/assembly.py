"""Puts Sextant together: the only place that picks implementations and hands out clock, ids and the launcher."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.adaptive import Adaptive
from assistant.advising import Advising
from assistant.assistant import Assistant
from assistant.confirmation import Confirmation
from assistant.services import Services
from store.damage import advice
from store.errors import BadRequest, CannotWrite
from store.home import Home, expanded, home_path, made_home
from store.knowledge import KnowledgeStore
from store.records import Run

if TYPE_CHECKING:
    from assistant.caring.rounds import Rounds
    from assistant.understanding.context import Context, Understanding
    from assistant.understanding.reader.encoder import EncoderProcess
    from experiments.launcher import Launcher

_log = logging.getLogger(__name__)
_PATIENCE_S = 5.0
"""Closing waits so long for what is being loaded in the background."""


@dataclass
class App:
    """A running Sextant. One process owns the knowledge store of a home; close it before leaving."""

    home: Path
    store: KnowledgeStore
    assistant: Assistant
    services: Services
    _launcher: _LazyLauncher
    _embedded: _Embedded
    _publisher: Any = None
    _warming: threading.Thread | None = None
    _file: Path | None = None
    """The store's, where it was opened here."""
    _rounds: Rounds | None = None
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def warm_up(self) -> threading.Thread:
        """Loads what is slow to load (launcher, experience, encoder) in the background; returns that thread."""
        self._warming = threading.Thread(target=self._warm_up, name="warm-up", daemon=True)
        self._warming.start()
        return self._warming

    @property
    def trouble(self) -> str | None:
        """Why nothing new starts at the moment (a full disk, say), None where all is well."""
        return self._launcher.trouble

    def wait_to_understand(self, timeout_s: float) -> bool:
        """Waits until messages are understood as well as they can be; returns whether they are."""
        return self._embedded.wait(timeout_s)

    def warm_launcher(self) -> threading.Thread:
        """Prepares the launcher in the background, so that the first run starts quickly; returns that thread.

        With it, the runs that a killed Sextant left behind are ended on record.
        """
        thread = threading.Thread(target=self._launcher.warm, name="launcher", daemon=True)
        thread.start()
        return thread

    def _start_rounds(self) -> None:
        """Looks after models in use every so often from now on, unless this was closed meanwhile."""
        from assistant.caring.rounds import Rounds

        with self._lock:
            if not self._closed:
                self._rounds = Rounds(self.assistant)
                self._rounds.start()

    def close(self) -> None:
        """Stops what still runs and lets go of all files; calling it again does nothing.

        Raises:
            CannotWrite: somebody removed the store meanwhile; all is closed nevertheless.
        """
        with self._lock:
            was_closed, self._closed = self._closed, True
        if self._rounds is not None:
            self._rounds.stop()
        self.services.advising.close()
        self._embedded.close()
        self._launcher.close()
        if self._warming is not None:
            self._warming.join(_PATIENCE_S)
        if self._publisher is not None:
            self._publisher.close()
        self.store.close()
        if not was_closed and self._file is not None and not self._file.exists():
            raise CannotWrite(
                f"The knowledge store {self._file} was removed while it was in use, with what it had. "
                f"{advice(self._file)}"
            )

    def _warm_up(self) -> None:
        steps: tuple[Callable[[], object], ...] = (
            self._launcher.warm,
            self._embedded.warm,
            self.assistant.tell_ended,
            self._tidy,
            self.services.advising.warm_up,
            self._start_rounds,
        )
        for step in steps:
            try:
                step()
            except Exception:  # the first use says it again, as of a full disk; the other steps do without
                if self._closed:
                    return
                _log.warning("a step of warming up went wrong", exc_info=True)

    def _tidy(self) -> None:
        """Removes what killed processes left half written, and what the settings keep no longer."""
        from store.retention import remove_half_written, tidy
        from store.settings import Settings

        remove_half_written(self.home)
        tidy(self.store, self.home, Settings.read(), clock=self.services.clock, new_id=self.services.new_id)


def home_folder(home: str | Path | None = None) -> Path:
    """Where Sextant keeps everything: the argument, else SEXTANT_HOME, else `~/.sextant`."""
    return Path(os.path.realpath(expanded(home) if home else home_path()))


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def fresh_id(prefix: str) -> str:
    """A new id such as `run-1f0c9a52b7d4`."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def assemble(
    home: str | Path | None = None,
    *,
    store: KnowledgeStore | None = None,
    backend: Any = None,
    understand: Callable[[str, Context], Understanding] | None = None,
    chat_model: Any = None,
    clock: Callable[[], datetime] = utc_now,
    new_id: Callable[[str], str] = fresh_id,
    places: int | None = None,
    headless: bool = False,
) -> App:
    """Puts the parts together; nothing heavy is loaded before it is needed (see `App.warm_up`).

    Args:
        home: folder of everything Sextant keeps; see `home_folder`.
        store: the knowledge store; None opens the home's own (`Home.store`) and publishes it for analysts, unless
            SEXTANT_PUBLISH says no.
        backend: where runs execute; None takes the cluster of SEXTANT_DASK, else processes of this machine.
        understand: how messages are understood without a language model; None takes the embedded understanding.
        chat_model: a LangChain chat model or its name; None takes SEXTANT_LLM, and no model where that is empty.
        clock: the present moment.
        new_id: makes ids from a prefix.
        places: runs of all experiments together at once; None takes the machine's cores.
        headless: nobody is told that an experiment ended, nothing is fitted anew meanwhile, and runs do not measure
            what mattered to them: all time goes into the search.

    Raises:
        StoreBusy: another process holds the knowledge store of that home.
        BadRequest: the home cannot be made or written to, or its store cannot be opened, or is gone while what it
            published is there.
    """
    place = made_home(home_folder(home))
    publisher, file = None, None
    if store is None:
        file = Home(place).store
        store, publisher = _open_store(place)
    launcher = _LazyLauncher(store, place, clock, new_id, backend, places, not headless)
    embedded = _Embedded()
    services = Services(
        store=store,
        home=place,
        clock=clock,
        new_id=new_id,
        understand=understand or embedded,
        confirmation=Confirmation(store, launcher, clock, new_id),
        advising=Advising(store, place, clock, new_id),
    )
    launcher.advice = Adaptive(services)
    assistant = Assistant(services, _agent(chat_model))
    if not headless:
        launcher.tell = assistant.experiment_ended
    return App(place, store, assistant, services, launcher, embedded, publisher, _file=file)


class _LazyLauncher:
    """The launcher, made when it is first needed: it starts a nursery process that takes a while."""

    def __init__(self, *parts: Any) -> None:
        self._parts = parts
        self._made: Launcher | None = None
        self._closed = False
        self._lock = threading.Lock()
        # told of ends apart from the supervisor's thread: telling waits for a conversation, supervising must not
        self._messenger = ThreadPoolExecutor(1, thread_name_prefix="messenger")
        self.tell: Callable[[str], None] = lambda _experiment_id: None
        self._to_tell: set[str] = set()
        self.advice: Adaptive | None = None

    def __call__(self) -> Launcher:
        """The launcher.

        Raises:
            BadRequest: Sextant is closing.
        """
        with self._lock:
            if self._closed:
                raise BadRequest("Sextant is closing, so nothing new can start. Open it again.")
            if self._made is None:
                self._made = self._make()
            return self._made

    @property
    def trouble(self) -> str | None:
        """Why facts cannot be recorded at the moment, None where all is well."""
        return self._made.trouble if self._made is not None else None

    def warm(self) -> None:
        """Makes the launcher; does nothing where Sextant is closing already."""
        with suppress(BadRequest):
            self()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            made = self._made
        if made is not None:
            made.close()
        self._messenger.shutdown(wait=True)

    def _make(self) -> Launcher:
        from experiments.launcher import Launcher

        store, home, clock, new_id, backend, places, importance = self._parts
        launcher = Launcher(
            store, home, clock, new_id, backend or _elsewhere(), on_run_end=self._ended, places=places,
            importance=importance, advice=self.advice,
        )  # fmt: skip
        launcher.recover()
        return launcher

    def _ended(self, run: Run) -> None:
        if run.experiment_id in self._to_tell:
            return  # when a thousand runs end at once, one look at their experiment will do
        with suppress(RuntimeError):  # the messenger has left: the next start tells what ended
            self._to_tell.add(run.experiment_id)
            self._messenger.submit(self._tell, run.experiment_id)

    def _tell(self, experiment_id: str) -> None:
        self._to_tell.discard(experiment_id)  # before the look, which may miss what ends from now on
        try:
            self.tell(experiment_id)
        except Exception:
            _log.exception("the end of experiment %s could not be told", experiment_id)


def _elsewhere() -> Any:
    """The Dask cluster that the settings name, None for processes of this machine."""
    from store.settings import Settings

    address = Settings.read().dask
    if not address:
        return None
    from experiments.backends.dask_cluster import DaskBackend

    return DaskBackend(address)


def _open_store(home: Path) -> tuple[KnowledgeStore, Any]:
    from store.duck import DuckStore
    from store.publish import Publisher
    from store.settings import Settings

    file, copy = Home(home).store, Home(home).analytics
    if not file.exists() and copy.is_file() and copy.stat().st_size:  # a new store would be published in its place
        raise BadRequest(
            f"The knowledge store {file} is gone, and {copy} has what was published of it. {advice(file)} To begin "
            "anew, move that file away."
        )
    store = DuckStore.open(file)
    return store, Publisher(store, home) if Settings.read().publish else None


class _Embedded:
    """The embedded understanding with its encoder, which loads in the background once `warm` is called."""

    def __init__(self) -> None:
        self._encoder: EncoderProcess | None = None

    def warm(self) -> None:
        from assistant.understanding.reader.encoder import EncoderProcess

        if self._encoder is None:
            self._encoder = EncoderProcess()
            self._encoder.start()

    def wait(self, timeout_s: float) -> bool:
        """Loads the encoder and waits for it; returns whether it is ready."""
        self.warm()
        return self._encoder is not None and self._encoder.wait(timeout_s)

    def close(self) -> None:
        if self._encoder is not None:
            self._encoder.close()

    def __call__(self, text: str, context: Context) -> Understanding:
        from assistant.understanding import understand
        from assistant.understanding.reader.encoder import EncoderGone

        try:
            return understand(text, context, self._encoder)
        except EncoderGone:  # its process was ended in the middle; the exact rules do without
            return understand(text, context, None)


def _agent(chat_model: Any) -> Any:
    from store.settings import Settings

    chosen = chat_model if chat_model is not None else Settings.read().llm
    if not chosen:
        return None
    from assistant.agent import ChatAgent

    return ChatAgent(chosen)
