"""A chat model that says what it was told to, and an understanding that reads commands as JSON."""

import json
import re
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.cards import Command
from assistant.understanding.context import Context, Understanding


class ScriptedModel(BaseChatModel):
    """Answers with the next of its lines; keeps what it was shown. A line may be an error to raise."""

    script: list[Any]
    seen: list[list[BaseMessage]] = []
    tools_offered: list[str] = []

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> "ScriptedModel":
        self.tools_offered[:] = [t.name for t in tools]
        return self

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        self.seen.append(list(messages))
        line = self.script.pop(0) if self.script else "Done."
        if isinstance(line, Exception):
            raise line
        message = AIMessage(line) if isinstance(line, str) else line
        return ChatResult(generations=[ChatGeneration(message=message)])


def calls(*wanted: tuple[str, dict[str, Any]], text: str = "") -> AIMessage:
    """A message that calls these tools."""
    return AIMessage(
        text, tool_calls=[{"name": n, "args": a, "id": f"call-{i}-{n}"} for i, (n, a) in enumerate(wanted)]
    )


_COMMAND = re.compile(r"\w+(?: \{.*\})?", re.DOTALL)


def by_json(text: str, context: Context) -> Understanding:
    """Messages such as `set_goal {"target": "churn"}; recommend`, for tests that are not about understanding.

    Of words that are no such message nothing is understood.
    """
    commands = []
    for part in text.split(";"):
        if not _COMMAND.fullmatch(part.strip()):
            return Understanding()
        name, _, args = part.strip().partition(" ")
        commands.append(Command(name=name, args=json.loads(args) if args else {}))
    return Understanding(commands=tuple(commands))
