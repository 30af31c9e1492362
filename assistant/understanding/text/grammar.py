"""What a command's rules are written with: clauses as text with entities, patterns over it, and slot helpers."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from assistant.understanding.context import Context
from assistant.understanding.text.words import Word

Args = dict[str, Any]
COLUMN_RULES = ("columns_forbidden", "columns_required", "protected_columns")
"""Slots that say what columns may or must be to a model."""
Span = tuple[int, int]
_ENTITY = re.compile(r"\b(COL|FAM|MET|RANK|NUM|PCT|DUR|MEM|WHEN|SRC|QUOTE|STRAT)\b")

VERBS: dict[str, str] = {
    "drop": r"(?:drop|remove|exclude|ignore|delete|discard|omit|skip|avoid|ban|forbid|eliminate|disregard|except|dropping|removing|excluding|ignoring|avoiding|skipping|without using|without|minus)",
    "want": r"(?:i|we) (?:want|need|would like|like|wish|have|must|should|ought|got|am going|are going|plan|hope|aim)(?: you)?(?: to)?",
    "opt": r"(?:optimi[sz]e|optimi[sz]ing|maximi[sz]e|maximi[sz]ing|minimi[sz]e|minimi[sz]ing|improve|improving|increase|boost|raise|push|tune)",
    "predict": r"(?:predict|predicts|predicting|forecast|forecasting|estimate|estimating|classify|classifying|model|modelling|modeling|foresee|anticipate|guess|prediction of|predictions of|prediction for|predictions for|anticipating|detect|detecting|determine|spot|identify|figure out|find out|know|tell|learn|understand|project)",
    "show": r"(?:show|display|list|see|view|print|give|get|open|bring up|pull up|present)",
    "run": r"(?:run|launch|start|execute|kick off|go with|go for|fire up|fire off|fire|begin|train|fit|queue|queue up|schedule|set off|spin up|plan|propose running|propose|proceed with|do|kick|test|test out|evaluate)",
    "recommend": r"(?:recommend|suggest|propose|advise|come up with|find|give|show|try|offer|bring|look for|search for|pick|think of|explore|want|need|prefer|like|get|have)",
    "art": r"(?:the|a|an|any|our|my|this|that|these|those|your|its|all|some|every|each|such|both)",
    "neg": r"(?:no|not|never|without|do not|can not|must not|should not|may not|is not|are not|will not|would not|shall not|dont)",
    "must": r"(?:must|should|shall|has to|have to|needs to|need to|ought to|had better|got to)",
    "be": r"(?:is|are|was|were|be|been|being)",
}  # fmt: skip


def rx(pattern: str) -> re.Pattern[str]:
    """A pattern over a clause's text.

    `{drop}` stands for the verbs of that name; an entity's kind in capitals (`COL`, `RANK`) for any entity of it;
    a blank for one blank. The whole is bound to word boundaries.
    """
    for name, verbs in VERBS.items():
        pattern = pattern.replace("{" + name + "}", verbs)
    return re.compile(rf"(?<!\S)(?:{_ENTITY.sub(lambda m: m.group(1) + r'[0-9]+', pattern)})(?!\S)")


@dataclass(frozen=True)
class Clause:
    """Words in a row, as one text for patterns."""

    words: tuple[Word, ...]
    message: str

    @cached_property
    def text(self) -> str:
        """The words with a blank between."""
        return " ".join(w.text for w in self.words)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word.text) + 1
        return starts

    def covered(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that lie in a range of `text`."""
        return tuple(w for w, s in zip(self.words, self._starts, strict=True) if s < end and s + len(w.text) > start)

    def raw(self, start: int, end: int) -> str:
        """The message's own characters for a range of `text`."""
        words = self.covered(start, end)
        return self.message[words[0].start : words[-1].end].strip() if words else ""

    @property
    def whole(self) -> str:
        """The message's own characters for the whole clause."""
        return self.message[self.words[0].start : self.words[-1].end].strip() if self.words else ""

    def without(self, spans: Iterable[Span]) -> "Clause":
        """The clause with what lies in these ranges of the message blanked out."""
        taken = list(spans)
        blank = tuple(
            replace(w, text="_", entity=None) if any(s <= w.start < e for s, e in taken) else w for w in self.words
        )
        return replace(self, words=blank)

    def values(self, kind: str, start: int = 0, end: int | None = None) -> list[Any]:
        """All values of the entities of a kind in a range of `text`, in order, without repeats."""
        words = self.covered(start, len(self.text) if end is None else end)
        found = [v for w in words if w.entity is not None and w.entity.kind == kind for v in w.entity.values]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Found:
    """A rule's pattern found in a clause."""

    match: re.Match[str]
    clause: Clause
    context: Context

    def values(self, kind: str, group: int | str = 0) -> list[Any]:
        """Values of the entities of a kind in the match, or in one group of it."""
        start, end = self.match.span(group)
        return self.clause.values(kind, start, end) if start >= 0 else []

    def one(self, kind: str, group: int | str = 0) -> Any:
        """The first value of a kind in the match, None where there is none."""
        found = self.values(kind, group)
        return found[0] if found else None

    def all(self, kind: str) -> list[Any]:
        """Values of a kind anywhere in the clause."""
        return self.clause.values(kind)

    def raw(self, group: int | str = 0) -> str:
        """The message's own characters for the match or a group."""
        start, end = self.match.span(group)
        return self.clause.raw(start, end) if start >= 0 else ""

    def said(self, group: str) -> str | None:
        """The text of a group as rules see it, None where it took no part."""
        return self.match.group(group) if group in self.match.re.groupindex else None

    @property
    def before(self) -> str:
        """The clause's text before the match."""
        return self.clause.text[: self.match.start()]

    @property
    def after(self) -> str:
        """The clause's text after the match."""
        return self.clause.text[self.match.end() :]


Fill = Callable[[Found], Args | None]
Stage = Literal["whole", "sentence", "closed", "early", "open", "late"]


def nothing(found: Found) -> Args:
    """No args."""
    return {}


def always(context: Context) -> bool:
    """In any moment."""
    return True


@dataclass(frozen=True)
class Rule:
    """One way to ask for a command.

    Stages, in the order they are tried: `whole` matches a message from end to end; `sentence` takes its part of a
    sentence before clauses are cut; `closed` is an act or question that takes the whole clause; `early` is a fact that
    is read before acts; `open` is an act that leaves facts beside it; `late` is a fact read last.
    """

    pattern: re.Pattern[str]
    stage: Stage
    fill: Fill = nothing
    when: Callable[[Context], bool] = always
    order: int = 50
    """Rules of one stage are tried from the lowest."""
    loose: bool = False
    """Whether parts of column names count as columns here."""
    takes: frozenset[str] = frozenset()
    """Kinds of entities in the clause that belong to the act once it matches."""
    firm: bool = False
    """Whether what it reads is believed whatever the trained reader makes of the message."""


@dataclass(frozen=True)
class Meaning:
    """A command as people ask for it: rules for what can be said exactly, examples for what is said otherwise."""

    name: str
    rules: tuple[Rule, ...] = ()
    examples: tuple[str, ...] = ()
    fill: Fill | None = None
    """Slots of a clause that is only like the examples; None where there are none."""
    when: Callable[[Context], bool] = always
    words: frozenset[str] = field(default=frozenset())
    """More words that belong to it and may be misspelt."""


def rules(stage: Stage, fill: Fill, *patterns: str, **more: Any) -> tuple[Rule, ...]:
    """Several patterns with one filling."""
    return tuple(Rule(rx(p), stage, fill, **more) for p in patterns)


def pruned(args: Args) -> Args:
    """The args that were said: no None, no empty list, no empty text."""
    return {k: v for k, v in args.items() if v is not None and v != [] and v != ""}


def first_of(values: Sequence[Any]) -> Any:
    """The first, or None."""
    return values[0] if values else None
