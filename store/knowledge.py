"""The contract of the knowledge store: append facts, read them back, look at the present state."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TypeVar

import pandas as pd

from store.cancelling import Cancel
from store.records import Record

R = TypeVar("R", bound=Record)


class KnowledgeStore(ABC):
    """All facts of Sextant.

    Facts are appended and never edited: the present state is a view over them. What is read is a copy; records are
    frozen. Every method may be called from any thread. One `append` is one transaction: all of its facts or none.
    A fact's key is its `id`, or for facts about another record that record's id (`run_id` of a start or an end,
    `feedback_id` of a withdrawal; run, fold and metric of a measurement).
    """

    @abstractmethod
    def append(self, *facts: Record) -> None:
        """Records facts, all or none. The very same fact again changes nothing.

        Raises:
            DuplicateFact: another fact of the same noun has that key already; nothing was recorded.
        """

    @abstractmethod
    def get(self, noun: type[R], key: str) -> R:
        """The fact of that noun and key.

        Raises:
            UnknownRecord: there is none.
        """

    @abstractmethod
    def find(self, noun: type[R], **equal: object) -> tuple[R, ...]:
        """The facts of a noun whose top-level fields equal the given values, in the order they were recorded.

        A tuple stands for any of its values, so that many are found by one question; an empty one finds nothing.
        """

    def latest(self, noun: type[R], **equal: object) -> R | None:
        """The last recorded of `find`, None where there is none."""
        found = self.find(noun, **equal)
        return found[-1] if found else None

    @abstractmethod
    def query(
        self, sql: str, max_rows: int = 10_000, timeout_s: float = 30.0, cancel: Cancel | None = None
    ) -> pd.DataFrame:
        """Runs one read-only SQL statement over the public views; at most `max_rows` rows come back.

        Raises:
            BadRequest: it is not one read-only statement, it reaches outside the store, it is wrong SQL, or it takes
                longer than `timeout_s`, or is stopped by `cancel`.
        """

    @abstractmethod
    def frame(self, sql: str, values: Sequence[object] = ()) -> pd.DataFrame:
        """Runs Sextant's own SQL over facts and views, with `?` for values; words from outside go to `query`."""

    @property
    @abstractmethod
    def position(self) -> int:
        """Place of the last recorded fact; it grows with every fact, so equal positions mean nothing has changed."""

    @abstractmethod
    def close(self) -> None:
        """Writes everything out and lets go of the files; calling it again does nothing."""
