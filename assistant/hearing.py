"""How a message is heard: the ways to read it, in order, the exact ones before any language model."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from assistant import corrections, forgetting, manner
from assistant.declared import hearing as declared
from assistant.doing import perform, perform_all
from assistant.elsewhere import hearing as elsewhere
from assistant.reading import consent_first, understand
from assistant.visit import Visit

if TYPE_CHECKING:
    from assistant.agent import ChatAgent
    from assistant.cards import Command
    from assistant.understanding.context import Understanding

_log = logging.getLogger(__name__)


def hear(visit: Visit, text: str, agent: ChatAgent | None) -> str:
    """Understands a message and does what it asks.

    Args:
        visit: the turn under way.
        text: the message.
        agent: the language model, where one is set.

    Returns:
        Which understanding was used: `exact`, `remembered`, `embedded` or the chat model's name.
    """
    if declared.heard(visit, text):
        return "exact"
    command = consent_first(visit, text)
    if command is not None:
        perform(visit, command)
        return "exact"
    visit.answer.step("Reading your message")
    if forgetting.forget(visit, text) or corrections.corrected(visit, text):
        return "exact"
    if elsewhere.heard(visit, text, lambda: _commands(visit, text)):
        return "exact"
    remembered = corrections.recall(visit, text)
    if remembered:
        visit.say("I read this as you taught me.")
        perform_all(visit, remembered)
        return "remembered"
    by = _by_model(visit, text, agent) if agent is not None else ""
    if not by:
        understood = understand(visit, text)
        if understood.question is not None:
            visit.question = understood.question
        perform_all(visit, understood.commands)
        visit.unheard = understood.unheard
        corrections.learn_choice(visit, understood.commands)
        by = "embedded"
    manner.learn_role(visit)
    return by


def _by_model(visit: Visit, text: str, agent: ChatAgent) -> str:
    """Lets the language model answer; nothing where it could not, or where the message is for exact rules."""
    if _for_people(understand_quietly(visit, text)):
        return ""
    visit.answer.step("Asking the language model")
    trouble = agent.answer(visit, text)
    if trouble is None:
        return agent.name
    visit.answer.step("Reading it without the language model")
    visit.say(f"The language model did not help this time ({trouble}), so I read your message without it.")
    return ""


def _for_people(understood: Understanding | None) -> bool:
    """Whether a message asks, by exact rules, for something that no model may do: then no model is asked."""
    from assistant.commands import HANDLERS
    from assistant.toolbox import open_to_models

    if understood is None or understood.source != "exact" or not understood.commands:
        return False
    people = {h.name for h in HANDLERS} - {h.name for h in open_to_models()} - {"approve", "decline"}
    return any(c.name in people for c in understood.commands)


def _commands(visit: Visit, text: str) -> tuple[Command, ...]:
    understood = understand_quietly(visit, text)
    return understood.commands if understood is not None else ()


def understand_quietly(visit: Visit, text: str) -> Understanding | None:
    """What the exact rules and the examples say, nothing done; None where they fail."""
    from assistant.reading import context_of

    try:
        return visit.services.understand(text, context_of(visit))
    except Exception:  # an understanding that cannot read this at all has no say in who should
        _log.warning("a message could not be read", exc_info=True)
        return None
