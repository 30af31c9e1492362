"""What a question of numbers is put together from: subjects, groups, names. Each by its own words."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.periods import Period


@dataclass(frozen=True)
class Asked:
    """A question, read."""

    title: str
    sql: str
    subject: str
    why: bool
    """Whether reasons were asked for."""
    period: Period | None = None
    """The time that is spoken of; None for all of it."""


@dataclass(frozen=True)
class Subject:
    """Something that can be counted."""

    view: str
    words: re.Pattern[str]
    when: str
    person: str
    dataset: str
    """Column of the dataset's name; empty where the view has none."""


@dataclass(frozen=True)
class Group:
    """What a question splits by."""

    name: str
    sql: str


def pattern(words: str) -> re.Pattern[str]:
    """Any of the words, as words of their own."""
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


RUNS = Subject("runs", pattern(r"runs?"), "queued_at", "approved_by", "dataset")
SUBJECTS = (
    Subject("imported_runs", pattern(r"imported|brought in|(?:from|of) other tools"), "imported_at", "imported_by", "dataset"),
    Subject("alias_moves", pattern(r"(?:alias(?:es)?|promotions?|production|champions?|deployments?|releases?|live) (?:alias )?(?:history|moves?|moved|log|changes|changed|timeline|trail)|(?:history|log|timeline|list) of (?:the |all |our )*(?:alias(?:es)?|promotions?|production|champions?|deployments?|releases?)|deployments|was (?:in production|in use|live|the champion|champion|deployed)\b.*\b(?:before|previously|earlier|first|last)|alias(?:es)?"), "moved_at", "decided_by", ""),
    Subject("aliases", pattern(r"(?:which|what) (?:version|model|one)\b.*\b(?:do|are|am) (?:we|i|you) (?:us\w+|run\w*|serv\w+|have)|champions?|in (?:production|use)|(?:is|are|was|went) live|(?:is|are|was) (?:it|this|that|(?:the |our |my )?[\w-]+(?: model)?) (?:now |already |currently |actually |really )*(?:live|online)|serving|answering requests|deployed|staging|challengers?"), "moved_at", "person", ""),
    Subject("alias_moves", pattern(r"promot\w+|roll(?:ed)? ?backs?|rolled back|retired"), "moved_at", "decided_by", ""),
    Subject("drift_reports", pattern(r"drift\w*"), "made_at", "", ""),
    Subject("alerts", pattern(r"alerts?|alarms?"), "made_at", "acknowledged_by", ""),
    Subject("decisions", pattern(r"decisions?|decided|decide|approvals?|approved|approves?|declined|declines?|reject\w*"), "decided_at", "person", ""),
    Subject("proposals", pattern(r"proposals?|plans?|proposed"), "made_at", "decided_by", ""),
    Subject("experiments", pattern(r"experiments?"), "approved_at", "approved_by", "dataset"),
    Subject("feedback", pattern(r"feedback|opinions?|complain\w*|remarks?|said about|ratings?"), "said_at", "person", "dataset"),
    Subject("models", pattern(r"(?:saved|registered|kept) models?|model versions?|(?:which|what|list|show|all|my|our|the|of) (?:(?:all|the|my|our|other|different) )*(?:models?|versions?)(?= (?:are|is|do|have|did|exist|there|of|we|please)|\W*$)|models? (?:do we have|have we|were|was|did|are) ?(?:saved?|registered|kept)?|models? (?:\w+ )?saved"), "saved_at", "saved_by", ""),
    Subject("recommendations", pattern(r"recommend\w*|predict\w*|forecasts?|estimat\w*|expected"), "made_at", "", ""),
    Subject("goals", pattern(r"goals?|targets?"), "stated_at", "person", "dataset"),
    Subject("datasets", pattern(r"(?:how many|which|what|list|all) (?:\w+ )?(?:tables?|data ?sets?) (?:do|have|are|did|were|was|we)|(?:tables?|data ?sets?)(?: \w+){0,6} (?:rows|columns|(?:larger|bigger|smaller) than)|(?:largest|biggest|smallest|widest|longest) (?:tables?|data ?sets?)"), "recorded_at", "recorded_by", "dataset"),
    Subject("chat_turns", pattern(r"tokens?|messages?|chats?|conversations?|language model cost\w*"), "said_at", "person", ""),
)  # fmt: skip
"""What can be spoken of beside runs."""

_GROUPS = (
    ("family", pattern(r"(?:per|by|each|every|which|what|and|for each) (?:model )?(?:famil(?:y|ies)|kinds? of models?|algorithms?|models? types?|estimators?|methods?)|famil(?:y|ies)"), "family"),
    ("variant", pattern(r"(?:per|by|each|every|which|what) (?:variants?|configurations?|pipelines?)"), "label"),
    ("dataset", pattern(r"(?:per|by|each|every|which|what|across|for each) (?:\w+ )?(?:tables?|data ?sets?|data)"), "dataset"),
    ("workflow", pattern(r"(?:per|by|each|every|which|what) workflows?"), "workflow"),
    ("person", pattern(r"(?:per|by|each|every|which|what) (?:person|people|users?|colleagues?)|\bwho\b"), ""),
    ("day", pattern(r"(?:per|by|each|every|which|what) day|daily|day by day"), "day"),
    ("week", pattern(r"(?:per|by|each|every|which|what) week|weekly|week by week"), "week"),
    ("month", pattern(r"(?:per|by|each|every|which|what) month|monthly|month by month"), "month"),
    ("state", pattern(r"(?:per|by|each|every) (?:state|outcome|status)"), "state"),
    ("model", pattern(r"(?:per|by|each|every|which|what) models?"), "model"),
    ("metric", pattern(r"(?:per|by|each|every) metrics?"), "metric"),
    ("verdict", pattern(r"(?:per|by|each|every) (?:verdict|decision)"), "verdict"),
)  # fmt: skip
_HAS = {
    "runs": {"family", "variant", "dataset", "workflow", "state", "metric"},
    "imported_runs": {"family", "variant", "dataset", "workflow", "state"},
    "recommendations": {"family", "variant", "metric", "state"},
    "experiments": {"dataset", "state", "metric"},
    "feedback": {"dataset"},
    "goals": {"dataset", "metric"},
    "models": {"model", "family", "metric"},
    "alias_moves": {"model"},
    "aliases": {"model"},
    "drift_reports": {"model"},
    "alerts": {"model"},
    "proposals": {"state"},
    "decisions": {"verdict"},
}
"""Which of the groups each view has a column for; people and times are told by the subject."""

WHO = pattern(r"who|which person|what person|which (?:user|colleague)")
FAILED = pattern(r"fail\w*|crash\w*|broke\w*|went wrong|errors?|timed? ?out|time-?outs?|out of memory|die[ds]?")
NOT_FAILED = pattern(
    rf"(?:\w+n't|not|never|neither|nor|without|no)(?: have| been| be| any)? (?:{FAILED.pattern[5:-3]})"
)
COMPARED = pattern(r"compar\w+|versus|vs")
IN_ALL = pattern(r"in total|altogether|overall|in all|all together|as a whole")
KINDS_OF_FAILURE = {"timeout": pattern(r"timed? ?out|time-?outs?"), "memory": pattern(r"out of memory|memory limit")}
STATES = {
    "running": pattern(r"running(?: (?:right )?now)?|under way|in progress"),
    "queued": pattern(r"queued|waiting"),
    "stopped": pattern(r"(?:was|were|been) stopped|stopped"),
    "interrupted": pattern(r"interrupted"),
    "pruned": pattern(r"pruned"),
    "ok": pattern(r"succeeded|successful|finished|completed|ended well|went well"),
}
"""Outcomes beside failing, by the words for them."""
TIME = pattern(
    r"time|hours?|minutes?|seconds|cost\w*|spen[dt]\w*|computing|compute|cpu|expensive|how long|took|duration"
)
SLOWEST = pattern(r"slowest|longest|most expensive|most time|took (?:the )?most|costliest|heaviest")
FASTEST = pattern(r"fastest|quickest|shortest|cheapest")
MOST = pattern(r"most|least|fewest|largest|biggest|smallest|most often|least often")
LEAST = pattern(r"least|fewest|smallest|least often")
SHARE = pattern(
    r"share|fraction|percentage|per cent|percent|proportion|how often|most often|least often|success rate|failure rate|rate"
)
WORST = pattern(r"worst|poorest|weakest")
SCORE = pattern(r"scores?|scored|quality")
BEST = pattern(
    r"best|top|highest|lowest|winn\w+|leading|strongest|works? best|do(?:es)? best|performs? best|better|worked|works?|beats?"
)
AVERAGE = pattern(r"average|on average|mean|typical\w*|median|usually|per run")
MEMORY = pattern(r"memory|megabytes?|mb|ram|gb")
HOW_MANY = pattern(r"how many|number of|count(?: of)?|how often")
WHEN = pattern(r"when (?:was|were|did|have|has|is)|(?:last|latest|most recent|first|earliest) (?:time|date)")
FIRST = pattern(r"first|earliest|oldest")
WHY = pattern(r"why|reasons?|because|what happened|cause[sd]?")


def names(text: str, name: str) -> bool:
    """Whether the text names something: by its name, or its name with blanks for other signs."""
    spoken = re.sub(r"[^a-z0-9]+", " ", text.casefold())
    plain = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\.\w+$", "", name.casefold())).strip()
    return bool(plain) and f" {plain} " in f" {spoken} "


def groups(text: str, subject: Subject) -> tuple[Group, ...]:
    """What is split by, in the order of the list; what the subject has no column for is left out."""
    found = []
    for name, words, column in _GROUPS:
        if not words.search(text):
            continue
        if name in ("day", "week", "month"):
            if subject.when:
                found.append(Group(name, f"date_trunc('{name}', {subject.when})::DATE"))
        elif name == "person":
            if subject.person:
                found.append(Group("person", subject.person))
        elif name in _HAS.get(subject.view, ()):
            found.append(Group(name, column))
    return tuple(found)


def head(split: tuple[Group, ...]) -> str:
    """The first columns of a question that is split."""
    return "".join(f"{g.sql} AS {g.name}, " for g in split)


def by(split: tuple[Group, ...], order: str, more: str = "") -> str:
    """How it is grouped and ordered: in time by time, else by what counts."""
    if not split and not more:
        return ""
    in_time = bool(split) and split[0].name in ("day", "week", "month")
    return f"\nGROUP BY ALL ORDER BY {'1' if in_time else order}"
