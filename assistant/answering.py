"""A reply while it is being made: what is done for it, its words so far, and whether the person wants it to end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import SextantError

if TYPE_CHECKING:
    from assistant.cards import Reply


class Stopped(SextantError):
    """The person ended the reply."""


def names_of(attachments: Sequence[str | Path]) -> tuple[str, ...]:
    """Names of the files that came with a message."""
    return tuple(Path(a).name for a in attachments)


def said_with(words: str, files: Sequence[str]) -> str:
    """What counts as said: a message of files alone has their names for words."""
    return words or ", ".join(files)


@dataclass
class Answer:
    """One reply under way. It is written by the thread that answers and read by any other; both see whole lines."""

    words: str = ""
    """What the person said."""
    files: tuple[str, ...] = ()
    """Names of the files that came with it."""
    steps: list[str] = field(default_factory=list)
    """What was done so far, a few words each, the last of them under way."""
    text: str = ""
    """The reply as far as it is written; only a language model's grows bit by bit."""
    reply: Reply | None = None
    trouble: BaseException | None = None
    """What kept the reply from being made."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _done: threading.Event = field(default_factory=threading.Event)

    def step(self, words: str) -> None:
        """Notes what is being done now.

        Raises:
            Stopped: the person ended the reply.
        """
        self.check()
        if not self.steps or self.steps[-1] != words:
            self.steps.append(words)

    def write(self, more: str) -> None:
        """Adds words to the reply as it is written.

        Raises:
            Stopped: the person ended the reply.
        """
        self.check()
        self.text += more

    def check(self) -> None:
        """Ends the work here where the person wants it to.

        Raises:
            Stopped: they do.
        """
        if self._stop.is_set():
            raise Stopped("You stopped me here.")

    def stop(self) -> None:
        """Asks for the reply to end; what was done until then is kept."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether the person asked for the end."""
        return self._stop.is_set()

    def finish(self) -> None:
        """Says that the reply, or its trouble, is there."""
        self._done.set()

    def wait(self, seconds: float) -> bool:
        """Waits for the reply at most so long; whether it is there."""
        return self._done.wait(seconds)
