"""Puts Sextant together: the only place that picks implementations and hands out clock, ids and the launcher."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.advising import Advising
from assistant.assistant import Assistant
from assistant.confirmation import Confirmation
from assistant.services import Services
from store.knowledge import KnowledgeStore

if TYPE_CHECKING:
    from experiments.launcher import Launcher

    from assistant.understanding import Context, Understanding


@dataclass
class App:
    """A running Sextant. One process owns the knowledge store of a home; close it before leaving."""

    home: Path
    store: KnowledgeStore
    assistant: Assistant
    services: Services
    _launcher: _LazyLauncher
    _publisher: Any = None

    def warm_up(self) -> threading.Thread:
        """Loads what is slow to load (launcher, experience, encoder) in the background; returns that thread."""
        thread = threading.Thread(target=self._warm_up, name="warm-up", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Stops what still runs and lets go of all files; calling it again does nothing."""
        self._launcher.close()
        self.services.advising.close()
        if self._publisher is not None:
            self._publisher.close()
        self.store.close()

    def _warm_up(self) -> None:
        self._launcher()
        self.assistant.tell_ended()
        self.services.advising.warm_up()


def home_folder(home: str | Path | None = None) -> Path:
    """Where Sextant keeps everything: the argument, else SEXTANT_HOME, else `~/.sextant`."""
    return Path(home or os.environ.get("SEXTANT_HOME") or Path.home() / ".sextant").expanduser().resolve()


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
) -> App:
    """Puts the parts together; nothing heavy is loaded before it is needed (see `App.warm_up`).

    Args:
        home: folder of everything Sextant keeps; see `home_folder`.
        store: the knowledge store; None opens `knowledge.duckdb` in the home and publishes it for analysts.
        backend: where runs execute; None takes processes of this machine.
        understand: how messages are understood without a language model; None takes the embedded understanding.
        chat_model: a LangChain chat model or its name; None takes SEXTANT_LLM, and no model where that is empty.
        clock: the present moment.
        new_id: makes ids from a prefix.

    Raises:
        StoreBusy: another process holds the knowledge store of that home.
    """
    place = home_folder(home)
    place.mkdir(parents=True, exist_ok=True)
    publisher = None
    if store is None:
        store, publisher = _open_store(place)
    launcher = _LazyLauncher(store, place, clock, new_id, backend)
    services = Services(
        store=store,
        home=place,
        clock=clock,
        new_id=new_id,
        understand=understand or _embedded,
        confirmation=Confirmation(store, launcher, clock, new_id),
        advising=Advising(store, place, clock, new_id),
    )
    assistant = Assistant(services, _agent(chat_model))
    launcher.tell = assistant.experiment_ended
    return App(place, store, assistant, services, launcher, publisher)


class _LazyLauncher:
    """The launcher, made when it is first needed: it starts a nursery process that takes a while."""

    def __init__(
        self,
        store: KnowledgeStore,
        home: Path,
        clock: Callable[[], datetime],
        new_id: Callable[[str], str],
        backend: Any,
    ) -> None:
        self._parts = (store, home, clock, new_id, backend)
        self._made: Launcher | None = None
        self._closed = False
        self._lock = threading.Lock()
        self.tell: Callable[[str], None] = lambda _experiment_id: None

    def __call__(self) -> Launcher:
        with self._lock:
            if self._made is None and not self._closed:
                self._made = self._make()
            assert self._made is not None, "Sextant is closing"
            return self._made

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._made is not None:
                self._made.close()

    def _make(self) -> Launcher:
        from experiments.launcher import Launcher

        store, home, clock, new_id, backend = self._parts
        launcher = Launcher(store, home, clock, new_id, backend, on_run_end=lambda run: self.tell(run.experiment_id))
        launcher.recover()
        return launcher


def _open_store(home: Path) -> tuple[KnowledgeStore, Any]:
    from store.publish import Publisher

    from store.duck import DuckStore

    store = DuckStore.open(home / "knowledge.duckdb")
    return store, Publisher(store, home)


def _embedded(text: str, context: Context) -> Understanding:
    from assistant.understanding import understand

    return understand(text, context)


def _agent(chat_model: Any) -> Any:
    chosen = chat_model if chat_model is not None else os.environ.get("SEXTANT_LLM", "").strip()
    if not chosen:
        return None
    from assistant.agent import ChatAgent

    return ChatAgent(chosen)
