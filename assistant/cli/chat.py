"""`sextant chat` and `sextant understand`: messages in, replies out, for people and for programs."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.cli import check_letters
from assistant.cli.interrupts import was_interrupted
from assistant.cli.trouble import LOG_NAME, fault
from store.damage import trouble
from store.errors import BadRequest, SextantError

if TYPE_CHECKING:
    from assistant.assembly import App
    from assistant.cards import Reply

_POLL_S = 0.2
_READY_S = 60.0
"""A program's first message waits at most so long for the reader of sentences to be loaded."""


def run(args: argparse.Namespace) -> int:
    """Answers each line of standard input.

    With --json a line in is `{"text": …, "attachments": [paths], "wait": true}` (the last two optional; `wait` lets
    runs under way end before the message is answered) and a line out is `{"reply", "commands", "goal",
    "recommendations", "proposal", "question", "conversation", "experiment", "cards"}`. At the end of input, runs under
    way are waited for, unless --no-wait stops them: no process is left behind.
    """
    from assistant.assembly import assemble
    from store.settings import Settings

    person = args.person or Settings.read().person
    app = assemble(args.home)
    try:
        app.warm_up()
        if args.json and not app.wait_to_understand(_READY_S):  # programs want the same answer each time
            print("The sentence reader is not ready, so only exact rules are used until it is.", file=sys.stderr)
        talk = _Talk(app, person, args.conversation)
        talk.json_lines() if args.json else talk.terminal()
        if args.no_wait:
            talk.stop_runs()
        talk.wait_for_runs()
        talk.tell_news(sys.stderr if args.json else sys.stdout)
    finally:
        app.close()
    return 0


def understand(args: argparse.Namespace) -> int:
    """Shows what each JSON line would be understood as; does nothing."""
    from assistant.understanding import lines
    from assistant.understanding.reader.encoder import EncoderProcess

    encoder = EncoderProcess()
    try:
        if not encoder.wait():
            print(f"Only exact rules are used: {encoder.trouble}.", file=sys.stderr)
        return lines.run(sys.stdin, sys.stdout, encoder)
    finally:
        encoder.close()


class _Talk:
    """One conversation over standard input and output."""

    def __init__(self, app: App, person: str, conversation: str | None) -> None:
        self._app = app
        self._person = person
        self._conversation = conversation
        self._seen = len(app.assistant.turns(conversation)) if conversation else 0

    def json_lines(self) -> None:
        for line in _lines():
            try:
                given = _object(line)
                text, attachments = _message(given)
                if given.get("wait"):
                    self.wait_for_runs()
                out = self._as_json(self._say(text, attachments))
            except Exception as error:  # the talk goes on, and what was said before is not lost
                said = self._wrong(error)
                out = {"error": said, "reply": said, "commands": [], "question": None, "goal": None}
                out |= {"recommendations": [], "proposal": None, "conversation": self._conversation}
                out |= {"experiment": None, "cards": []}
            print(json.dumps(out, ensure_ascii=False), flush=True)

    def terminal(self) -> None:
        interactive = sys.stdin.isatty()
        if interactive:
            print("\n".join(self._app.assistant.first_screen().lines), flush=True)
        while True:
            try:
                text = input("> " if interactive else "")
            except EOFError:
                return
            if text.strip() in ("exit", "quit", "bye"):
                return
            try:
                check_letters(text)
            except BadRequest as error:
                print(error, flush=True)
                continue
            if text.strip():
                self.tell_news(sys.stdout)
                try:
                    self._print(self._say(text, []))
                except Exception as error:
                    print(self._wrong(error), flush=True)

    def _wrong(self, error: Exception) -> str:
        """What to say of an error; one that only follows from an interrupt, or of the output, ends the talk."""
        if was_interrupted(error) or isinstance(error, BrokenPipeError):
            raise error
        if isinstance(error, SextantError | ValueError | OSError):
            return trouble(error, self._app.home) or str(error)
        return fault(error, self._app.home / LOG_NAME)

    def tell_news(self, out: Any) -> None:
        """Prints what Sextant said of its own accord, such as that an experiment ended."""
        if self._conversation is None:
            return
        turns = self._app.assistant.turns(self._conversation)
        for turn in turns[self._seen :]:
            if turn.speaker == "sextant":
                print(turn.text, file=out, flush=True)
        self._seen = len(turns)

    def wait_for_runs(self) -> None:
        known = self._experiments()
        told: str | None = None
        while any(not self._rests(e) for e in self._running()):
            if (trouble := self._app.trouble) is not None and trouble != told:
                print(trouble, file=sys.stderr, flush=True)
            told = trouble
            time.sleep(_POLL_S)
        for experiment_id in known:  # told now, so that what is asked with it is asked before the next message
            self._app.assistant.experiment_ended(experiment_id)

    def _rests(self, experiment_id: str) -> bool:
        """Whether an experiment is paused and nothing of it runs any more: it waits for a person, also when closed."""
        from experiments.progress import progress

        services = self._app.services
        seen = progress(services.store, services.home, experiment_id, services.clock())
        return seen.state == "paused" and all(r.state != "running" for r in seen.runs)

    def stop_runs(self) -> None:
        for experiment_id in self._running():
            self._app.services.confirmation.signal(experiment_id, "stop", self._person)

    def _say(self, text: str, attachments: list[str]) -> Reply:
        reply = self._app.assistant.say(self._conversation, text, self._person, attachments)
        self._conversation = reply.conversation_id
        self._seen = len(self._app.assistant.turns(reply.conversation_id))
        return reply

    def _running(self) -> list[str]:
        from assistant.state import is_running

        return [e for e in self._experiments() if is_running(self._app.store, e)]

    def _experiments(self) -> list[str]:
        from assistant.state import state_of
        from store.records import Conversation

        if self._conversation is None:
            return []
        store = self._app.store
        return [e.id for e in state_of(store, store.get(Conversation, self._conversation)).experiments]

    def _as_json(self, reply: Reply) -> dict[str, Any]:
        from assistant.caring.moves import waiting_move
        from assistant.state import state_of
        from store.records import Conversation

        state = state_of(self._app.store, self._app.store.get(Conversation, reply.conversation_id))
        question = reply.question
        text = "\n".join(filter(None, (reply.text, question.text if question else "")))
        proposal = None
        if state.proposal is not None:
            proposal = {**state.proposal.content(), "expected_s": state.proposal.plan.expected_s}
        return {
            "reply": text,
            "commands": [{"name": c.name, "args": c.args} for c in reply.commands],
            "goal": state.goal.content() if state.goal else None,
            "recommendations": [r.content() for r in state.recommendations or self._elsewhere(reply)],
            "proposal": proposal,
            "move": move.content() if (move := waiting_move(self._app.store, state)) else None,
            "question": question.content() if question else None,
            "conversation": reply.conversation_id,
            "experiment": state.experiments[-1].id if state.experiments else None,
            "cards": [c.content() for c in reply.cards],
        }

    def _elsewhere(self, reply: Reply) -> list[Any]:
        """What was recommended last for a workflow that was imported."""
        from store.records import ImportedRecommendation

        made = self._app.store.find(ImportedRecommendation, conversation_id=reply.conversation_id)
        return [r for r in made if r.set_id == made[-1].set_id]

    def _print(self, reply: Reply) -> None:
        from assistant.card_text import card_lines

        print(reply.text)
        for card in reply.cards:
            for line in card_lines(self._app.assistant, card):
                print("  " + line)
        if reply.question is not None:
            print(reply.question.text)
            for option in reply.question.options:
                print(f"  - {option.says}")
        print(flush=True)


def _lines() -> Iterator[str]:
    """Lines of standard input as they come, empty ones left out."""
    for line in iter(sys.stdin.readline, ""):
        if line.strip():
            yield line


def _object(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:  # the second of thousands of brackets
        raise BadRequest(
            f'A line is not JSON: {error}. Write one object a line, such as {{"text": "help"}}.'
        ) from error
    if not isinstance(given, dict):
        raise BadRequest('A line must be an object, such as {"text": "help"}.')
    return given


def _message(given: dict[str, Any]) -> tuple[str, list[str]]:
    """The words and the attachments of a line.

    Raises:
        BadRequest: they are something else than words and a list of paths, or there are none.
    """
    text, attachments = given.get("text"), given.get("attachments")
    if text is not None and not isinstance(text, str):
        raise BadRequest(f'"text" must be words, not {json.dumps(text)[:60]}, such as {{"text": "help"}}.')
    paths = [] if attachments is None else attachments
    if not isinstance(paths, list) or not all(isinstance(path, str) and path.strip() for path in paths):
        said = json.dumps(attachments)[:60]
        raise BadRequest(f'"attachments" must be a list of paths, not {said}, such as ["table.csv"].')
    check_letters(text or "", *paths)
    if not (text or "").strip() and not paths:
        raise BadRequest('A line says nothing: give it words, such as {"text": "help"}, or attachments.')
    return text or "", paths
