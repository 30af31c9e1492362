"""Taking back by what it was about: "forget what I said about neural nets"."""
# ruff: noqa: E501 - a pattern or a table of words broken over lines is harder to read than a long one

from __future__ import annotations

import re

from assistant import effects
from assistant.cards import Command
from assistant.doing import perform
from assistant.visit import Visit
from store.records import Feedback, FeedbackWithdrawal, Goal, ProfileFact

_FORGET = re.compile(
    r"^\s*(?:please\s+|can you\s+|could you\s+|ok,?\s+)*(?:forget|withdraw|take back|ignore|disregard|drop|retract|delete|remove)\s+"
    r"(?:(?:what|everything|all(?: that)?|whatever|anything|the things?)\s+(?:i|we)(?:'ve| have)?\s+(?:ever\s+|just\s+)?"
    r"(?:said|told you|wrote|mentioned)\s+(?:about|on|of|regarding)|my\s+(?:feedback|remarks?|comments?|opinions?|wish(?:es)?)\s+"
    r"(?:about|on|of|regarding)|(?:that\s+)(?=i\b))\s*(?P<what>[^.?!]+)",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"^\s*(?:please\s+|can you\s+|could you\s+|ok,?\s+|now\s+|no,?\s+)*(?:"
    r"(?:forget|withdraw|take back|retract|undo|revert|lift|scrap|scratch)\s+(?:the|that|my|this)\s+(?:bit|part|thing|one|stuff|point|wish"
    r"|rule|remark|comment|ban|constraint|restriction|requirement)"
    r"|(?:ignore|disregard|drop|delete|remove|cancel)\s+(?:the|that|my|this)\s+(?:rule|remark|comment|ban|constraint|restriction|requirement))"
    r"\s+(?:about|on|of|regarding|concerning|with|for|against)\s+(?:the\s+|my\s+)?(?P<what>[^.?!]+)",
    re.IGNORECASE,
)
""" "Forget the bit about …", "lift the ban on …": what was said is named by what it was."""
_CHANGE = re.compile(
    r"^\s*(?:please\s+|can you\s+|could you\s+|ok,?\s+|now\s+|no,?\s+)*(?:undo|revert|reverse|take back|cancel)\s+(?:the|my|that)\s+"
    r"(?:last\s+|latest\s+)?(?:change of (?:the\s+)?)?(?P<what>metric|target|measure)(?:\s+(?:change|switch|swap|one|again|please))*\W*$",
    re.IGNORECASE,
)
"""What of the goal is to be as it was before its last change."""
_FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "our",
        "your",
        "i",
        "we",
        "that",
        "this",
        "it",
        "is",
        "are",
        "was",
        "do",
        "does",
        "don't",
        "dont",
        "not",
        "no",
        "of",
        "on",
        "for",
        "and",
        "or",
        "to",
        "in",
        "with",
        "never",
        "always",
        "models",
        "model",
        "column",
        "columns",
        "ones",
        "use",
        "using",
        "trust",
        "like",
        "want",
    ]
)


def forget(visit: Visit, text: str) -> bool:
    """Takes back what the person said about something; whether the message asked for that."""
    change = _CHANGE.match(text)
    if change is not None and (command := _as_before(visit, change["what"].lower())) is not None:
        perform(visit, command)
        return True
    match = _FORGET.match(text) or _RULE.match(text)
    if match is None:
        return False
    perform(visit, Command(name="undo", args={"about": match["what"].strip()}))
    return True


def _as_before(visit: Visit, what: str) -> Command | None:
    """The command that makes one thing of the goal what it was before its last change; None where it never changed."""
    name = "target" if what == "target" else "metric"
    goals = visit.store.find(Goal, conversation_id=visit.state.conversation.id)
    present = visit.state.goal
    if present is None:
        return None
    now = getattr(present.task, name)
    before = next((v for g in reversed(goals) if (v := getattr(g.task, name)) != now), None)
    return None if before is None else Command(name="set_goal", args={name: before})


def about(visit: Visit, what: str) -> tuple[list[Feedback], list[ProfileFact]]:
    """The person's feedback and facts in force that are about something named in words, oldest first."""
    family = effects.family_in(what)
    words = _content(what)
    taken = {w.feedback_id for w in visit.store.find(FeedbackWithdrawal)}
    said = [
        f
        for f in visit.store.find(Feedback, person=visit.person)
        if f.id not in taken and (_about_family(f, family) if family else _shares(words, _of(f)))
    ]
    facts = [
        f
        for f in visit.services.person_profile(visit.person).facts
        if f.key != "role" and (f.key.endswith(f":{family}") if family else _shares(words, f"{f.key} {f.source}"))
    ]
    return said, facts


def _about_family(said: Feedback, family: str) -> bool:
    named = {str(e.value) for e in said.understood if e.kind in ("family_forbidden", "family_allowed")}
    return family in named or effects.family_in(said.words) == family


def _of(said: Feedback) -> str:
    return " ".join([said.words, *(f"{e.kind} {e.value}" for e in said.understood)])


def _content(text: str) -> set[str]:
    return {w for w in re.findall(r"[\w']+", text.casefold().replace("_", " ")) if w not in _FILLERS and len(w) > 1}


def _shares(words: set[str], text: str) -> bool:
    """Whether the text holds all the words that say what is meant; a plural counts as its singular."""
    stems = {w.rstrip("s") for w in _content(text)}
    return bool(words) and all(w.rstrip("s") in stems for w in words)
