"""Recording what happens to runs, also when the store cannot be written for a while."""

import logging

from store.errors import DuplicateFact
from store.knowledge import KnowledgeStore
from store.records import Record

_log = logging.getLogger(__name__)


class Recorder:
    """Appends facts in order. What the store cannot take (a full disk, say) is kept and tried again."""

    def __init__(self, store: KnowledgeStore) -> None:
        self._store = store
        self._waiting: list[tuple[Record, ...]] = []
        self.trouble: str | None = None
        """Why facts cannot be recorded at the moment, None where all is well."""

    @property
    def blocked(self) -> bool:
        """Whether facts wait to be recorded; nothing new should start meanwhile."""
        return bool(self._waiting)

    def record(self, *facts: Record) -> None:
        """Appends facts that belong together, after all that wait."""
        self._waiting.append(facts)
        self.retry()

    def retry(self) -> None:
        """Tries again to append what waits."""
        while self._waiting:
            try:
                self._store.append(*self._waiting[0])
            except DuplicateFact:
                _log.exception("another fact of that key is recorded already, and that one counts")
            except Exception as error:
                # whatever the store's trouble is, what is known of a run must not be lost for it
                if self.trouble is None:
                    _log.exception("facts cannot be recorded; trying again")
                self.trouble = f"What happens cannot be recorded: {error} Nothing new starts until it can."
                return
            self._waiting.pop(0)
        self.trouble = None
