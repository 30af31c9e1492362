"""The language-model path: a LangChain agent whose tools are the commands, with the same handlers and the same gate.

What a model can reach is `toolbox.open_to_models`: it can change the goal as the person asked, recommend, and lay a
plan before the person. The decision on a plan is no tool, so nothing a model says or calls starts a run. Its words are
checked: figures without a source are marked, and the runs it speaks of are shown with them.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from typing import TYPE_CHECKING, Any

from assistant import agent_briefing, wording
from assistant.answering import Stopped
from assistant.cards import NoticeCard, TableCard
from assistant.figures import MARK, marked, unsourced
from assistant.state import is_running
from assistant.toolbox import Toolbox
from assistant.visit import Visit
from store.records import Run
from store.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger(__name__)
_MOST_STEPS = 30
"""Messages of model and tools in one turn; a model that calls on and on is cut off."""
_MOST_LETTERS = 1500
_PATIENCE = 4.0
"""Times the time-out that a turn may take in all, while the model keeps giving signs of life."""
_LOOK_S = 0.05
_RUNS_CITED = 8

_CLAIMS = re.compile(
    r"\b(?:have|has|is|are|was|were|been|i|now)\s+(?:now\s+)?(?:started|launched|approved|running)\b"
    r"|\bruns? (?:has|have) begun",
    re.IGNORECASE,
)
_DEEDS = re.compile(
    r"\bi(?:'ve| have|’ve)? (?:now |just |already |also )*"
    r"(?:approved|stopped|paused|saved|kept|promoted|deployed|deleted|erased|removed the (?:run|model|data)\w*)\b",
    re.IGNORECASE,
)
_RAW_CALL = re.compile(r"<\|?tool|<function|\"(?:tool_calls?|function|arguments)\"\s*:", re.IGNORECASE)
_WORDS = re.compile(r"\w{2,}")


class _Nonsense(Exception):
    """What the model gave cannot be an answer."""


class ChatAgent:
    """Answers turns with a chat model; one for the whole process, without a memory of its own."""

    def __init__(self, chosen: str | BaseChatModel, timeout_s: float | None = None) -> None:
        self._chosen = chosen
        self._timeout_s = timeout_s if timeout_s is not None else Settings.read().llm_timeout_s
        self._model: BaseChatModel | None = None if isinstance(chosen, str) else chosen
        self.name = chosen if isinstance(chosen, str) else type(chosen).__name__

    def answer(self, visit: Visit, text: str) -> str | None:
        """Lets the model answer one message.

        Returns:
            None when it did; otherwise what went wrong, in a few words, and nothing was changed: the caller then
            understands the message without the model.

        Raises:
            Stopped: the person ended the reply.
        """
        tools = Toolbox(visit)
        turn = _ModelTurn(self._ready, visit, text, tools)
        turn.begin()
        try:
            trouble = self._watched(turn)
        finally:
            tools.close()
            turn.leave()
            _account(visit, turn)
        if not trouble:
            _speak(visit, turn.said, tools)
            return None
        if tools.changed:
            visit.say(f"The language model broke off ({trouble}); what it had done until then is below.")
            return None
        _forget(visit)
        return trouble

    def _watched(self, turn: _ModelTurn) -> str:
        """Waits while the model shows signs of life; returns what went wrong, nothing where it answered."""
        began = time.monotonic()
        while not turn.over.wait(_LOOK_S):
            turn.visit.answer.check()
            now = time.monotonic()
            if now - turn.alive_at > self._timeout_s or now - began > self._timeout_s * _PATIENCE:
                return f"no answer within {wording.limit(self._timeout_s)}"
        if isinstance(turn.error, Stopped):
            raise turn.error
        if isinstance(turn.error, _Nonsense):
            return str(turn.error)
        if type(turn.error).__name__ == "GraphRecursionError":
            return "it went on and on"
        if turn.error is not None:  # providers and their clients raise anything; the person is helped anyway
            _log.warning("the language model failed", exc_info=turn.error)
            return f"{type(turn.error).__name__}: {str(turn.error)[:120]}"
        return "" if turn.said or turn.visit.commands else "it said nothing"

    def _ready(self) -> BaseChatModel:
        if self._model is None:
            from langchain.chat_models import init_chat_model

            more: dict[str, Any] = {}
            if str(self._chosen).startswith(("openai:", "azure_openai:", "gpt-")):
                more["stream_usage"] = True  # asked for by default of the provider's own servers only
            model: Any = init_chat_model(str(self._chosen), timeout=self._timeout_s, max_retries=0, **more)
            self._model = model
        return self._model


class _ModelTurn:
    """The model at work on one message, in a thread of its own that is left alone once its time is over."""

    def __init__(self, model: Any, visit: Visit, text: str, tools: Toolbox) -> None:
        self.visit, self.tools = visit, tools
        self._model, self._text = model, text
        self._left = False
        self.over = threading.Event()
        self.alive_at = time.monotonic()
        self.error: BaseException | None = None
        self.said = ""
        self.tokens_in = 0
        self.tokens_out = 0
        self._history: list[Any] = []
        self.raw_calls: dict[str, str] = {}
        """The args of streamed calls as they came, by the call's id."""
        self._malformed = 0

    def begin(self) -> None:
        threading.Thread(target=self._work, name="language-model", daemon=True).start()

    def leave(self) -> None:
        """What the model says from now on is not heard."""
        self._left = True

    def _work(self) -> None:
        try:
            self._converse()
        except BaseException as error:
            self.error = error
        finally:
            self.over.set()

    def _converse(self) -> None:
        from langchain.agents import create_agent

        prompt, checks = agent_briefing.prompt(self.visit), [_strict_calls(self)]
        agent = create_agent(self._model(), self.tools.all(), system_prompt=prompt, middleware=checks)
        messages = agent_briefing.messages(self.visit, self._text)
        last = self._stream(agent, messages)
        bad = list(getattr(last, "invalid_tool_calls", None) or ())
        if bad and not getattr(last, "tool_calls", None):
            if self._malformed:
                raise _Nonsense("its tool calls were malformed twice")
            messages = [*self._history, *(_hint(call) for call in bad)]
            last = self._stream(agent, messages)
            if getattr(last, "invalid_tool_calls", None):
                raise _Nonsense("its tool calls were malformed twice")
        said = _text_of(last)
        if said and (_RAW_CALL.search(said) or not _WORDS.search(said)):
            raise _Nonsense("what it said was no answer")
        self.said = said[:_MOST_LETTERS]

    def _stream(self, agent: Any, messages: list[Any]) -> Any:
        """Runs the agent, handing on its words as they come; returns its last message."""
        # one tool at a time: the order in which a model calls them is the order in which they are to be done
        settings: Any = {"recursion_limit": _MOST_STEPS, "max_concurrency": 1, "callbacks": [_words_to(self)]}
        last: Any = None
        known = len(messages)
        for part in agent.stream({"messages": messages}, settings, stream_mode="values"):
            self.alive()
            self._history = list(part["messages"])
            for message in self._history[known:]:
                self._count(message)
                last = message if message.type == "ai" else last
            known = max(known, len(self._history))
        return last

    def heard(self, chunk: Any) -> None:
        """Keeps the args of a call as they come: put together, half a JSON object would pass for a whole one."""
        for piece in getattr(getattr(chunk, "message", None), "tool_call_chunks", None) or ():
            key = piece.get("id") or next(reversed(self.raw_calls), "")
            self.raw_calls[key] = self.raw_calls.get(key, "") + (piece.get("args") or "")

    def malformed(self, call_id: str) -> bool:
        """Whether the args of a streamed call are no JSON object.

        Raises:
            _Nonsense: it is not the first such call of the turn.
        """
        try:
            if isinstance(json.loads(self.raw_calls.get(call_id, "") or "{}"), dict):
                return False
        except ValueError:
            pass
        self._malformed += 1
        if self._malformed > 1:
            raise _Nonsense("its tool calls were malformed twice")
        return True

    def alive(self) -> None:
        """Notes a sign of life.

        Raises:
            _Nonsense: it comes too late.
        """
        if self._left:
            raise _Nonsense("its time was over")
        self.alive_at = time.monotonic()

    def _count(self, message: Any) -> None:
        usage = getattr(message, "usage_metadata", None) or {}
        self.tokens_in += int(usage.get("input_tokens", 0))
        self.tokens_out += int(usage.get("output_tokens", 0))


def _words_to(turn: _ModelTurn) -> Any:
    """Hands on the model's words as they come. Streaming by the graph itself would need a second place beside tools."""
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.tracers._streaming import _StreamingCallbackHandler

    class Words(BaseCallbackHandler, _StreamingCallbackHandler[Any]):
        raise_error = True
        run_inline = True

        def on_chat_model_start(self, *args: Any, **more: Any) -> None:
            turn.alive()
            turn.visit.answer.text = ""  # words before a tool call are thoughts aloud and no part of the reply

        def on_llm_new_token(self, token: Any, **more: Any) -> None:
            turn.alive()
            turn.heard(more.get("chunk"))
            if isinstance(token, str):
                turn.visit.answer.write(token)

        def tap_output_iter(self, run_id: Any, output: Any) -> Any:
            return output

        def tap_output_aiter(self, run_id: Any, output: Any) -> Any:
            return output

    return Words()


def _strict_calls(turn: _ModelTurn) -> Any:
    """Sends a streamed call whose args are no JSON object back instead of doing what can be read of it."""
    from langchain.agents.middleware import AgentMiddleware

    class StrictCalls(AgentMiddleware):
        def wrap_tool_call(self, request: Any, handler: Any) -> Any:
            call = request.tool_call
            return _hint(call) if turn.malformed(str(call.get("id"))) else handler(request)

    return StrictCalls()


def _hint(call: Any) -> Any:
    """What goes back to the model for a call that could not be read."""
    from langchain_core.messages import ToolMessage

    why = str(call.get("error") or "its arguments are not JSON")[:200]
    text = f"This call could not be read: {why} Arguments are one JSON object, such as {{}}. Call it again, once."
    return ToolMessage(text, tool_call_id=call.get("id") or "call", name=call.get("name") or "tool", status="error")


def _text_of(message: Any) -> str:
    content = getattr(message, "content", "") if message is not None else ""
    if isinstance(content, list):  # some providers answer in parts
        content = " ".join(p.get("text", "") if isinstance(p, dict) else str(p) for p in content)
    return str(content).strip()


def _account(visit: Visit, turn: _ModelTurn) -> None:
    """Notes the tokens of the turn, and their cost where prices are set."""
    if not (turn.tokens_in or turn.tokens_out):
        return
    settings = Settings.read()
    visit.spent = {"tokens_in": turn.tokens_in, "tokens_out": turn.tokens_out}
    if settings.llm_price_in is not None or settings.llm_price_out is not None:
        cost = turn.tokens_in * (settings.llm_price_in or 0) + turn.tokens_out * (settings.llm_price_out or 0)
        visit.spent["cost"] = round(cost / 1e6, 8)


def _forget(visit: Visit) -> None:
    """Takes back what only looked at things, so that the message is answered once."""
    visit.lines.clear()
    visit.cards.clear()
    visit.commands.clear()
    visit.suggestions.clear()
    visit.question = None
    visit.by_model = False
    visit.answer.text = ""


def _speak(visit: Visit, said: str, tools: Toolbox) -> None:
    """Makes the model's words the reply: checked, with what was refused, and without a false claim standing alone."""
    if not said:
        return
    refused = [c["refused"] for c in visit.commands if c.get("refused")]
    visit.lines = [_checked(visit, said, tools)]
    for reason in refused:
        visit.say(reason)
    if _CLAIMS.search(said) and not any(is_running(visit.store, e.id) for e in visit.state.experiments):
        visit.say("(To be clear: nothing has been started. A plan runs only after you approve it yourself.)")
    if _DEEDS.search(said):
        visit.say("(To be clear: only a person can approve, stop, save, promote or delete, so I have done none of it.)")
    _cite(visit, said, tools)


def _checked(visit: Visit, said: str, tools: Toolbox) -> str:
    """The words with every figure marked that neither a tool nor the person gave."""
    heard = [t.text for t in visit.state.turns if t.speaker == "person"]
    counts = [*tools.counts, len(visit.state.recommendations)]
    missing = unsourced(said, [*tools.found, *heard, visit.text, agent_briefing.situation(visit)], counts)
    if missing:
        figures = wording.listed(list(dict.fromkeys(f.text for f in missing)), 6)
        visit.show(
            NoticeCard(
                level="warning",
                text=f"The language model said {figures}, which nothing in the store says: marked{MARK}.",
            )
        )
    return marked(said, missing)


def _cite(visit: Visit, said: str, tools: Toolbox) -> None:
    """Shows the runs that the words rest on: those named, else those that tools returned."""
    found = tools.runs()
    named = [r for r in found if r.id in said] or [r for r in visit.store.find(Run) if r.id in said]
    runs = (named or found)[:_RUNS_CITED]
    if not runs or any(card.kind == "results" for card in visit.cards):
        return
    ids = ", ".join(f"'{r.id}'" for r in runs)
    sql = (
        "SELECT run_id, dataset, label, state, metric, round(score, 4) AS score, ended_at::DATE AS day\n"
        f"FROM runs WHERE run_id IN ({ids}) ORDER BY ended_at DESC"
    )
    visit.show(TableCard.of("The runs behind this", visit.store.query(sql), sql))
