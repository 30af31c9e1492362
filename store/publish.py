"""Keeps the published copy fresh while Sextant runs, so that analysts read while the app writes."""

import logging
import shutil
import threading
import time
from pathlib import Path

from store.duck import DuckStore
from store.errors import SextantError
from store.home import Home, is_current
from store.knowledge import KnowledgeStore

_LOG = logging.getLogger(__name__)
_LOOK_S = 0.5
"""How often it looks for changes."""
_SHARE = 0.1
"""Part of the time that publishing may take at most, since runs need the processor: a large store is published less
often."""
_LATEST_S = 4.0
"""A change waits no longer than this before its publishing begins, whatever the share."""


class Publisher:
    """A background thread that publishes `analytics.duckdb` within 5 s of any change."""

    def __init__(self, store: KnowledgeStore, home: Path) -> None:
        """Starts at once.

        Args:
            store: what is published; a store in memory has nothing to publish and is left alone.
            home: the copy is `analytics.duckdb` in this folder.
        """
        self._store = store if isinstance(store, DuckStore) else None
        self._target = Home(home).analytics
        self._stop = threading.Event()
        self._completing: threading.Thread | None = None
        self._thread = threading.Thread(target=self._work, name="publisher", daemon=True)
        if self._store is not None:
            self._thread.start()

    def close(self) -> None:
        """Publishes a last time and ends the thread; calling it again does nothing."""
        if self._store is None or self._stop.is_set():
            return
        self._stop.set()
        self._thread.join()
        self._store.give_up_completing()
        if self._completing is not None:
            self._completing.join()
        self._publish(self._store)

    def _work(self) -> None:
        store = self._store
        assert store is not None
        published, rest_s = -1, 0.0
        while not self._stop.wait(_LOOK_S):
            unchanged = store.position == published and is_current(self._target, store.path)
            if unchanged or self._stop.wait(rest_s):
                continue
            position, began = store.position, time.monotonic()
            if not self._publish(store):
                continue
            published = position
            self._complete(store)
            rest_s = min((time.monotonic() - began) * (1 / _SHARE - 1), _LATEST_S - _LOOK_S)

    def _complete(self, store: DuckStore) -> None:
        """Has the kept tables of a very large copy made beside, so that changes go on being published."""
        if store.lacks_kept and not (self._completing and self._completing.is_alive()):
            self._completing = threading.Thread(target=self._try_to_complete, name="completing", daemon=True)
            self._completing.start()

    def _try_to_complete(self) -> None:
        assert self._store is not None
        try:
            self._store.complete()
        except Exception as error:  # a full disk, above all: the copy goes on without these tables
            _LOG.warning("The copy for analysts %s stays without its kept tables: %s", self._target, error)

    def _publish(self, store: DuckStore) -> bool:
        """Whether it could be done; what stands in the way (a full disk) may pass, so it is tried again."""
        try:
            copy = store.publish()
            if copy != self._target:
                partial = self._target.with_name(self._target.name + ".part")
                shutil.copy2(copy, partial)  # with its date, which says whose state it shows
                partial.replace(self._target)
            return True
        except SextantError:
            return True  # the store was closed first, which has published what there was
        except Exception as error:
            _LOG.warning("The copy for analysts %s could not be published: %s", self._target, error)
            return False
