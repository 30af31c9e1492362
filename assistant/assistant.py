"""The assistant: a message or a button press in, a reply with cards out; and what the pages read.

Public methods (all may be called from any thread; ids are those of the store):

- `say(conversation_id | None, text, person, attachments=()) -> Reply`: one message; None starts a conversation.
- `begin(conversation_id | None, person, text, attachments, action) -> Answer`: the same in the background, to be
  watched (`steps`, `text`) and stopped; `answering(conversation_id)` is the one under way, for any page that looks.
- `press(conversation_id, action, person) -> Reply`: one button press, an `assistant.actions.Action`: `Approve`,
  `Decline`, `DropRun`, `Signal`, `Rate`, `Withdraw`, `ChangeProfile`. An option of a question, a goal line or a
  suggestion is no action: its `says` is said.
- `first_screen() -> FirstScreen`: two lines, sample tables and example sentences.
- `conversations(person=None)`, `turns(conversation_id)`: what was said, with cards as JSON (`cards.card_reader`).
- `search(words, person)`, `rename(id, title, person)`, `markdown(id)`: finding, naming and taking conversations along.
- `proposal(id) -> ProposalState`.
- `progress(experiment_id) -> ExperimentProgress`, `running_experiment()`.
- `results(goal_id, experiment_id=None, metric=None) -> Results`.
- `profile(person) -> UserProfile`, `feedback(person=None)`, `datasets()`, `models()`.
- `query(sql) -> DataFrame`: read-only SQL over the public views (`runs`, `experiments`, `recommendations`, …).

When an experiment ends, a turn of Sextant with a `ResultsCard` is appended to its conversation: pages that show a
conversation see it in `turns` at their next look.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.actions import Action
from assistant.answering import Answer, Stopped, names_of, said_with
from assistant.cards import Command, NoticeCard, Option, Reply, ResultsCard
from assistant.declared.asking import followed, remind
from assistant.declared.hearing import is_experiment
from assistant.doing import perform, perform_all
from assistant.finishing import experiment_lines, finish
from assistant.pressing import pressed
from assistant.services import Services
from assistant.state import as_commands, ended_turn_id, is_running, state_of
from assistant.unheard import tell_unheard
from assistant.views import Views
from assistant.visit import Visit
from assistant.waiting import Errand, WaitingLine
from store.damage import trouble
from store.errors import SextantError
from store.records import Conversation, Experiment, Message, Proposal, Record, Turn

if TYPE_CHECKING:
    from assistant.agent import ChatAgent

_NOT_UNDERSTOOD = "I am not sure what you mean. Say it in other words, or ask “what can you do?”."
_log = logging.getLogger(__name__)


class Sample(Record):
    """A table that comes along, to try Sextant on."""

    name: str
    title: str
    sentence: str
    """One line on what it is."""
    says: str
    """What to say to start with it."""


class FirstScreen(Record):
    """What a newcomer sees before the first message."""

    lines: tuple[str, str]
    samples: tuple[Sample, ...]
    examples: tuple[Option, ...]


class Assistant(Views):
    """One per process, for all conversations and people."""

    def __init__(self, services: Services, agent: ChatAgent | None = None) -> None:
        super().__init__(services)
        self._agent = agent
        self._locks: dict[str, threading.RLock] = {}
        self._line = WaitingLine(services, self._do)
        self._closing: dict[str, object] = {}

    def begin(
        self,
        conversation_id: str | None,
        person: str,
        text: str = "",
        attachments: Sequence[str | Path] = (),
        action: Action | None = None,
    ) -> tuple[str, Answer]:
        """Answers a message, or does what a button says, in the background; after what is under way there.

        Returns:
            The conversation's id, and the answer as it grows; `answering` gives it too while its turn lasts.

        Raises:
            UnknownRecord: there is no such conversation.
        """
        conversation = self._conversation(conversation_id, person)
        return conversation.id, self._line.join(conversation.id, person, text, attachments, action)

    def take_up(self, conversation_id: str) -> None:
        """Answers, in the background, what was said in a conversation and not answered before Sextant ended."""
        self._line.take_up(conversation_id)

    def answering(self, conversation_id: str) -> Answer | None:
        """The answer under way in a conversation, None where there is none."""
        return self._line.under_way(conversation_id)

    def waiting_words(self, conversation_id: str) -> tuple[str, ...]:
        """What was said in a conversation and waits for the answer under way, the next one first."""
        return self._line.words(conversation_id)

    def say(
        self,
        conversation_id: str | None,
        text: str,
        person: str,
        attachments: Sequence[str | Path] = (),
        answer: Answer | None = None,
        message: Message | None = None,
    ) -> Reply:
        """Answers one message of a person.

        Args:
            conversation_id: the conversation it belongs to; None starts one.
            text: the words; may be empty where a file is attached.
            person: who speaks.
            attachments: paths of uploaded tables.
            answer: what others watch while the reply is made, and where they stop it.
            message: what was kept of it, where it had to wait for its turn.

        Raises:
            UnknownRecord: there is no such conversation.
        """
        conversation = self._conversation(conversation_id, person)
        with self._alone_in(conversation):
            started = time.perf_counter()
            files = names_of(attachments)
            words = said_with(text.strip(), files)
            kept: dict[str, Any] = {} if message is None else {"turn_id": message.id, "said_at": message.said_at}
            self._append_turn(conversation, "person", words, files=files, **kept)
            state = state_of(self.services.store, conversation)
            visit = Visit(self.services, state, person, words, answer=answer or Answer())
            by = self._guarded(visit, lambda: self._heard(visit, text.strip(), attachments))
            return self._reply(visit, by, time.perf_counter() - started)

    def press(self, conversation_id: str, action: Action, person: str, answer: Answer | None = None) -> Reply:
        """Does what a button says, and records it as a turn where it is part of the conversation.

        Raises:
            UnknownRecord: the conversation, or what the button was about, does not exist.
        """
        conversation = self.services.store.get(Conversation, conversation_id)
        with self._alone_in(conversation):
            started = time.perf_counter()
            state = state_of(self.services.store, conversation)
            visit = Visit(self.services, state, person, "", channel="button", answer=answer or Answer())
            words, command = pressed(visit, action)
            if words:
                self._append_turn(conversation, "person", words)
                visit.text = words
                visit.refresh()
            if command is not None:
                self._guarded(visit, lambda: self._done(visit, command))
            if not words:
                return self._as_reply(visit)
            return self._reply(visit, "button", time.perf_counter() - started)

    def first_screen(self) -> FirstScreen:
        """What to show before the first message."""
        from experiments.data.samples import SAMPLES

        return FirstScreen(
            lines=(
                "Tell me what you want to predict: I look at your data and suggest the experiments likely to help.",
                "Nothing runs before you agree, and I remember every result and what you say about it.",
            ),
            samples=tuple(
                Sample(name=name, title=title, sentence=sentence, says=says)
                for name, (title, sentence, says) in SAMPLES.items()
            ),
            examples=(
                Option(label="What can you do?", says="What can you do?"),
                Option(label="What worked on data like mine?", says="What worked on data like this?"),
            ),
        )

    def experiment_ended(self, experiment_id: str) -> None:
        """Tells the experiment's conversation what came of it, once and once more each time that it was resumed.

        Does nothing while a run is under way.
        """
        store = self.services.store
        if is_running(store, experiment_id):
            return
        experiment = store.get(Experiment, experiment_id)
        conversation = store.get(Conversation, store.get(Proposal, experiment.proposal_id).conversation_id)
        turn_id = ended_turn_id(store, experiment_id)
        if store.find(Turn, id=turn_id):  # what comes after it may be missing: Sextant was ended in between
            self._close_loop(experiment, conversation, late=True)
            return
        with self._alone_in(conversation):
            if store.find(Turn, id=turn_id):
                return
            lines = experiment_lines(self.services, experiment)
            card = ResultsCard(goal_id=experiment.goal_id, experiment_id=experiment_id)
            coming = followed(self.services, experiment)
            self._append_turn(
                conversation,
                "sextant",
                "\n".join([*lines, *coming.lines]),
                turn_id=turn_id,
                cards=(card.content(), *(c.content() for c in coming.cards)),
                **coming.turn(),
            )
        self.services.advising.learn_from(experiment_id)
        self._close_loop(experiment, conversation)

    def _close_loop(self, experiment: Experiment, conversation: Conversation, *, late: bool = False) -> None:
        """After a retraining: tells once how its best compares with the version in use, also after a restart."""
        from assistant.caring.closing import close_loop, is_open

        turn_id, mine = f"{experiment.id}-compared", object()
        if self.services.store.find(Turn, id=turn_id) or (late and not is_open(self.services, experiment)):
            return
        if self._closing.setdefault(experiment.id, mine) is not mine:  # another thread is at it: fitted once is enough
            return
        try:
            told = close_loop(self.services, experiment)
            if told is not None:
                with self._alone_in(conversation):
                    self._append_turn(conversation, "sextant", told.pop("text"), turn_id=turn_id, **told)
        finally:
            del self._closing[experiment.id]

    def act_alone(self, conversation_id: str, person: str, words: str, work: Callable[[Visit], None]) -> Reply:
        """Does something in a conversation that a person approved beforehand, and tells it as a turn of Sextant.

        Raises:
            UnknownRecord: there is no such conversation.
            SextantError: what `work` raises; nothing is told then.
        """
        conversation = self.services.store.get(Conversation, conversation_id)
        with self._alone_in(conversation):
            started = time.perf_counter()
            visit = Visit(self.services, state_of(self.services.store, conversation), person, words, channel="flag")
            work(visit)
            return self._reply(visit, "policy", time.perf_counter() - started)

    def tell_ended(self) -> None:
        """Tells of all experiments that ended while nobody was there to say so."""
        for experiment in self.services.store.find(Experiment):
            self.experiment_ended(experiment.id)

    def _do(self, conversation_id: str, errand: Errand) -> Reply:
        answer = errand.answer
        if errand.action is not None:
            return self.press(conversation_id, errand.action, errand.person, answer)
        return self.say(
            conversation_id, errand.text, errand.person, errand.attachments, answer=answer, message=errand.message
        )

    def _heard(self, visit: Visit, text: str, attachments: Sequence[str | Path]) -> str:
        perform_all(visit, [_taken_up(a) for a in attachments])
        from assistant.hearing import hear

        by = hear(visit, text, self._agent) if text else "none"
        visit.answer.step("Putting the answer together")
        finish(visit)
        tell_unheard(visit)
        remind(visit)
        return by

    def _done(self, visit: Visit, command: Command) -> str:
        perform(visit, command)
        finish(visit)
        return "button"

    def _guarded(self, visit: Visit, work: Callable[[], str]) -> str:
        """Does the work of a turn; a fault of Sextant's own becomes a sentence, and the turn is kept all the same."""
        try:
            return work()
        except Stopped as stopped:
            visit.say(f"{stopped} What was done until then is kept.")
            return "none"
        except Exception as error:
            _log.exception("a turn of conversation %s failed", visit.state.conversation.id)
            text = trouble(error, self.services.home) or (
                "Something went wrong inside Sextant: a fault of its own, not of yours. Nothing is lost; its log says "
                "what happened. Say it in other words, or do one thing at a time."
            )
            visit.show(NoticeCard(level="error", text=text))
            visit.say(text)
            return "none"

    def _alone_in(self, conversation: Conversation) -> threading.RLock:
        """One message of a conversation is answered at a time."""
        return self._locks.setdefault(conversation.id, threading.RLock())  # which is one step, from any thread

    def _conversation(self, conversation_id: str | None, person: str) -> Conversation:
        if conversation_id is not None:
            return self.services.store.get(Conversation, conversation_id)
        fresh = Conversation(id=self.services.new_id("conversation"), person=person, started_at=self.services.clock())
        self.services.store.append(fresh)
        return fresh

    def _append_turn(
        self, conversation: Conversation, speaker: Any, text: str, turn_id: str | None = None, **more: Any
    ) -> None:
        position = len(self.services.store.find(Turn, conversation_id=conversation.id))
        self.services.store.append(
            Turn(
                id=turn_id or self.services.new_id("turn"),
                conversation_id=conversation.id,
                position=position,
                speaker=speaker,
                text=text,
                **({"said_at": self.services.clock()} | more),
            )
        )

    def _as_reply(self, visit: Visit) -> Reply:
        if not (visit.lines or visit.cards or visit.question):
            visit.say("Noted." if visit.commands else _NOT_UNDERSTOOD)
        return Reply(
            conversation_id=visit.state.conversation.id,
            text="\n".join(wording.fitted(visit.lines)),
            commands=tuple(Command(name=c["name"], args=c.get("args", {})) for c in visit.commands),
            cards=tuple(visit.cards),
            question=visit.question,
            suggestions=tuple(visit.suggestions[:4]),
        )

    def _reply(self, visit: Visit, by: str, elapsed_s: float) -> Reply:
        reply = self._as_reply(visit)
        try:
            self._append_turn(
                visit.state.conversation,
                "sextant",
                reply.text,
                commands=as_commands(visit.commands),
                cards=tuple(c.content() for c in reply.cards),
                question=reply.question.content() if reply.question else None,
                suggestions=tuple(o.content() for o in reply.suggestions),
                understanding=by,
                elapsed_s=round(elapsed_s, 3),
                **visit.spent,
            )
        except ValueError as error:  # a figure that JSON cannot carry must not lose the whole answer
            raise SextantError(f"The answer could not be recorded: {error}") from error
        return reply


def _taken_up(attachment: str | Path) -> Command:
    """What an attachment asks for: an experiment's file is laid out, anything else is a table."""
    if is_experiment(Path(attachment)):
        return Command(name="run_file", args={"path": str(attachment)})
    return Command(name="use_data", args={"source": str(attachment)})
