"""What a language model can do in one turn: the commands that are open to models, and reading SQL.

Nothing here decides, starts, stops, promotes or deletes. Every answer of a tool is kept, so that the figures in the
model's words can be checked against them.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering import Stopped
from assistant.card_text import card_lines
from assistant.cards import Command
from assistant.commands import HANDLERS, Handler
from assistant.doing import doing_words, perform
from assistant.effects import scope_in
from assistant.views import Views
from assistant.visit import Visit
from store.cancelling import Cancel
from store.errors import BadRequest, SextantError
from store.records import Dataset, Run

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_log = logging.getLogger(__name__)
READING = frozenset(
    [
        "look_at_data",
        "what_if",
        "status",
        "show_results",
        "compare",
        "explain_recommendation",
        "explain_model",
        "explain_prediction",
        "history",
        "ask_numbers",
        "show_profile",
        "help",
        "small_talk",
        "out_of_scope",
        "who_approved",
        "check_drift",
    ]
)
"""Commands that change nothing: where a model fails after these alone, the message can still be read without it."""
_HELD_BACK = frozenset({"pause", "stop", "skip_run", "pin_run", "reorder_runs", "change_budget", "undo"})
"""What a person may say, but what changes runs or takes back what was said: a model is not given it."""
_QUERY_S = 10.0
_VIEWS = re.compile(
    r"\b(?:from|join)\s+\"?(?:runs|all_runs|experiments|recommendations|proposals|decisions|feedback|profiles|datasets|goals"
    r"|models|chat_turns|measurements|\w+_\w+)\b",
    re.IGNORECASE,
)
_LITERAL = re.compile(
    r"(?<![\w.])-?\d+(?:\.\d+)?(?=\s*(?:::\s*\w+\s*)?\)?\s*\bas\b)|(?<![\w.])-?\d*\.\d+(?![\w.])", re.IGNORECASE
)
"""Numbers that a query states itself: what comes back of them is no finding."""
_SQL_ROWS = 30
_MOST_LETTERS = 4000
_MOST_ERRORS = 2
"""A call that fails goes back with a hint; after the second failure of the same tool it is closed for the turn."""


def open_to_models() -> tuple[Handler, ...]:
    """The commands that a language model may call."""
    return tuple(h for h in HANDLERS if h.for_models and h.name not in _HELD_BACK)


class Toolbox:
    """The tools of one turn; closed when the turn ends, whatever the model goes on to call."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._views = Views(visit.services)
        self._open = True
        self._lock = threading.Lock()
        self._errors: Counter[str] = Counter()
        self.changed = False
        """Whether a command was done that changes something."""
        self.returned: list[str] = []
        """What tools answered, as the model saw it."""
        self.found: list[str] = []
        """What of that is a source for figures: all but what a query stated itself."""
        self.counts: list[int] = []
        """Rows that queries found."""
        self._cancel = Cancel()

    def all(self) -> list[BaseTool]:
        """The tools a model gets."""
        return [self._command_tool(h) for h in open_to_models()] + [self._sql_tool()]

    def close(self) -> None:
        """Ends a query, waits for any other tool at work, and refuses all later calls."""
        self._cancel.press()
        with self._lock:
            self._open = False

    def runs(self) -> list[Run]:
        """The runs whose ids tools returned, in that order."""
        text = "\n".join(self.returned)
        return [r for r in self._visit.store.find(Run) if r.id in text] if "run" in text else []

    def failed(self, name: str, why: str) -> str:
        """The answer to a call that failed: what was wrong and what to do, once; then the tool is closed."""
        self._errors[name] += 1
        if self._errors[name] >= _MOST_ERRORS:
            return f"{why} This failed twice: do not call {name} again, answer with what you have."
        return f"{why} Correct the call and try once more."

    def _command_tool(self, handler: Handler) -> BaseTool:
        from langchain_core.tools import StructuredTool

        def call(**said: Any) -> str:
            args = {k: _plain(v) for k, v in said.items() if v is not None}
            return self._answered(handler.name, lambda: self._perform(handler, args))

        fields = ", ".join(handler.args.model_fields) or "none"
        return StructuredTool.from_function(
            call,
            name=handler.name,
            description=handler.summary,
            args_schema=handler.args,
            handle_validation_error=lambda error: self.failed(
                handler.name, f"These arguments do not fit: {str(error)[:300]} There are: {fields}."
            ),
        )

    def _perform(self, handler: Handler, args: dict[str, Any]) -> str:
        visit = self._visit
        self._named_by_a_person(args)
        if handler.name == "prefer" and args.get("scope") == "always" and scope_in(visit.text) != "always":
            args = {k: v for k, v in args.items() if k != "scope"}  # how far a wish holds is for the person to say
        self.changed = self.changed or handler.name not in READING
        shown = len(visit.cards)
        said = perform(visit, Command(name=handler.name, args=args), by_model=True)
        lines = [line for card in visit.cards[shown:] for line in card_lines(self._views, card)]
        text = "\n".join([said, *lines])
        if not visit.commands[-1].get("refused"):  # a refusal repeats what the model said
            self.found.append(text)
        return text

    def _named_by_a_person(self, args: dict[str, Any]) -> None:
        """Refuses places that only the model speaks of: what is read there would be told to whoever runs the model.

        Raises:
            BadRequest: neither a person nor the store knows the place.
        """
        from experiments.data.samples import SAMPLES

        source = args.get("source")
        if not isinstance(source, str) or source in SAMPLES:
            return
        turns = self._visit.state.turns
        said = " ".join([self._visit.text, *(t.text for t in turns if t.speaker == "person")]).casefold()
        if source.casefold() in said:
            return
        if "://" not in source:
            known = [name for d in self._visit.store.find(Dataset) for name in (d.name, d.source)]
            stem = re.escape(Path(source).stem.casefold())
            if source in known or re.search(rf"(?<!\w){stem}(?!\w)", said):
                return
        raise BadRequest(f"Only a person can name a file or an address to read, so {source[:80]} was not opened.")

    def _sql_tool(self) -> BaseTool:
        from langchain_core.tools import StructuredTool

        return StructuredTool.from_function(
            lambda sql: self._answered("query_knowledge", lambda: self._query(sql)),
            name="query_knowledge",
            description="Read-only SQL (DuckDB) over the views runs, experiments, recommendations, proposals, "
            "decisions, feedback, profiles, datasets, goals, models, chat_turns, measurements. Select run_id too where "
            "you speak of runs.",
            args_schema={
                "type": "object",
                "properties": {"sql": {"type": "string", "description": "One SELECT statement."}},
                "required": ["sql"],
            },
        )

    def _query(self, sql: str) -> str:
        self._visit.answer.step("Asking the store in SQL")
        try:
            frame = self._visit.store.query(sql, max_rows=_SQL_ROWS, timeout_s=_QUERY_S, cancel=self._cancel)
        except SextantError as error:
            return self.failed("query_knowledge", str(error))
        text = str(frame.to_csv(index=False))
        if _VIEWS.search(sql):
            self.counts.append(len(frame))
            self.found.append(_findings(sql, text))
        return text

    def _answered(self, name: str, work: Callable[[], str]) -> str:
        with self._lock:
            if not self._open:
                return "The turn is over; nothing was done."
            if self._errors[name] >= _MOST_ERRORS:
                return f"{name} is closed for this turn; answer with what you have."
            self._visit.answer.step(doing_words(name))
            try:
                text = work()
            except Stopped:
                raise
            except BadRequest as error:
                text = self.failed(name, str(error))
            except Exception as error:  # a fault in one tool must not take the whole turn
                _log.exception("the tool %s failed", name)
                text = self.failed(name, f"{name} could not be done ({type(error).__name__}).")
            text = text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS] + " …"
            self.returned.append(text)
            return text


def _findings(sql: str, text: str) -> str:
    """What of a query's answer was found in the store: no number that the query states itself."""
    stated = set(_LITERAL.findall(sql))
    return re.sub(r"[^,\n]+", lambda cell: "" if cell.group(0) in stated else cell.group(0), text)


def _plain(value: Any) -> Any:
    """Tool arguments as JSON values: pydantic has made records of nested ones."""
    return value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value
