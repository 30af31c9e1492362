"""What is asked for while an answer is under way: it waits its turn, and what was said is kept until then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering import Answer, names_of, said_with
from store.records import Message, Turn

if TYPE_CHECKING:
    from assistant.actions import Action
    from assistant.cards import Reply
    from assistant.services import Services


@dataclass
class Errand:
    """A message to be answered, or a press to be done."""

    person: str
    text: str = ""
    attachments: tuple[str, ...] = ()
    action: Action | None = None
    message: Message | None = None
    """What was kept of it, where it had to wait."""
    answer: Answer = field(init=False)

    def __post_init__(self) -> None:
        self.answer = Answer(words=self.text, files=names_of(self.attachments))

    @property
    def words(self) -> str:
        """What the person said; nothing where they pressed a button."""
        return said_with(self.text, self.answer.files)


class WaitingLine:
    """The errands of each conversation, one done after the other; safe from any thread.

    Messages that must wait are facts at once, so that a reload, another page and a restart find them again: those that
    have no turn yet are taken up when their conversation is opened.
    """

    def __init__(self, services: Services, do: Callable[[str, Errand], Reply]) -> None:
        self._services = services
        self._do = do
        self._lines: dict[str, list[Errand]] = {}
        """The first of each is under way."""
        self._taken_up: set[str] = set()
        self._lock = threading.Lock()

    def join(
        self, conversation_id: str, person: str, text: str, attachments: Sequence[str | Path], action: Action | None
    ) -> Answer:
        """Puts an errand behind those that wait; done at once where none does."""
        errand = Errand(person, text, tuple(map(str, attachments)), action)
        with self._lock:
            if conversation_id in self._lines and action is None:
                errand.message = self._kept(conversation_id, errand)
            self._put(conversation_id, errand)
        return errand.answer

    def take_up(self, conversation_id: str) -> None:
        """Puts in line what was said here and never answered, because Sextant ended before; once a process."""
        with self._lock:
            if conversation_id in self._taken_up or conversation_id in self._lines:
                return
            self._taken_up.add(conversation_id)
            store = self._services.store
            for said in store.find(Message, conversation_id=conversation_id):
                if (said.text or said.attachments) and not store.find(Turn, id=said.id):
                    self._put(conversation_id, Errand(said.person, said.text, said.attachments, message=said))

    def under_way(self, conversation_id: str) -> Answer | None:
        """The answer under way in a conversation, None where there is none."""
        with self._lock:
            line = self._lines.get(conversation_id)
            return line[0].answer if line else None

    def words(self, conversation_id: str) -> tuple[str, ...]:
        """What was said in a conversation and waits for the answer under way to end, the next one first."""
        with self._lock:
            return tuple(filter(None, (errand.words for errand in self._lines.get(conversation_id, ())[1:])))

    def _put(self, conversation_id: str, errand: Errand) -> None:
        line = self._lines.setdefault(conversation_id, [])
        line.append(errand)
        if len(line) == 1:
            name = f"answer-{conversation_id}"
            threading.Thread(target=self._work, args=(conversation_id, line), name=name, daemon=True).start()

    def _work(self, conversation_id: str, line: list[Errand]) -> None:
        while line:
            errand = line[0]
            try:
                errand.answer.reply = self._do(conversation_id, errand)
            except BaseException as error:
                errand.answer.trouble = error
            finally:
                with self._lock:
                    del line[0]
                    if not line:
                        del self._lines[conversation_id]
                errand.answer.finish()

    def _kept(self, conversation_id: str, errand: Errand) -> Message:
        message = Message(
            id=self._services.new_id("turn"),
            conversation_id=conversation_id,
            person=errand.person,
            text=errand.text,
            attachments=errand.attachments,
            said_at=self._services.clock(),
        )
        self._services.store.append(message)
        return message
