"""Which command each thing that a message names belongs to: "pause 1, stop 2", "lot_a is stale, lot_b goes back".

Rules bind ranks, models, files, families, metrics, times and numbers to the words beside them; where a message asks for
several things the trained reader, shown the message with one of them marked, sees better which of the commands it
belongs to and as what. Each mention is judged for every command and every slot apart, as a sentence is for senses
(slot filling beside intents, as in Chen, Zhuo and Wang 2019, on whole mentions in place of tokens).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.text.words import Word

OF = "of."
"""Before the names of commands in what the reader tells of a mention."""
AS = "as."
"""Before the names of slots."""
MODEL = "MODEL"
_NUMBER = frozenset({"RANK", "NUM"})
_FIGURE, _TIME, _FAMILY, _METRIC, _FILE, _NAME = (frozenset({k}) for k in ("NUM", "DUR", "FAM", "MET", "SRC", MODEL))
_PLAN = {
    "ranks": _NUMBER, "exclude_ranks": _NUMBER, "runs": _FIGURE, "seconds": _TIME, "families": _FAMILY,
    "strategy": frozenset({"STRAT"}),
}  # fmt: skip
_LIMITS = {
    "families_allowed": _FAMILY, "families_forbidden": _FAMILY, "max_run_s": _TIME, "max_latency_ms": _TIME,
    "max_memory_mb": frozenset({"MEM"}), "min_metric": frozenset({"MET", "NUM", "PCT"}),
}  # fmt: skip
_MANY = {"ranks": _NUMBER}
_ONE = {"rank": _NUMBER}
SLOTS: dict[str, dict[str, frozenset[str]]] = {
    "propose_runs": _PLAN, "edit_proposal": _PLAN, "pause": _MANY, "resume": _MANY, "stop": _MANY,
    "compare": {**_MANY, "models": _NAME}, "explain_recommendation": _ONE, "explain_model": {**_ONE, "model": _NAME},
    "promote": {**_ONE, "model": _NAME}, "feedback": {**_ONE, "rating": _FIGURE},
    "recommend": {"n": _NUMBER, "families": _FAMILY}, "show_results": {"n": _NUMBER, "metric": _METRIC},
    "set_goal": {"metric": _METRIC}, "set_budget": {"seconds": _TIME, "runs": _FIGURE},
    "constrain": _LIMITS, "set_error_costs": {"false_negative": _FIGURE, "false_positive": _FIGURE},
    "set_validation": {"folds": _FIGURE}, "history": {"families": _FAMILY},
    **{name: {"model": _NAME} for name in ("roll_back", "retrain", "who_approved")},
    **{name: {"model": _NAME, "source": _FILE} for name in ("check_drift", "watch", "score_data")},
    "use_data": {"source": _FILE}, "import_history": {"source": _FILE},
    "what_if": {**_LIMITS, "seconds": _TIME, "runs": _FIGURE, "metric": _METRIC},
    "correct": {**_LIMITS, "seconds": _TIME, "runs": _FIGURE, "metric": _METRIC, "folds": _FIGURE},
}  # fmt: skip
"""The slots of each command that take what a mention of a kind names."""
LISTS = frozenset({"ranks", "exclude_ranks", "families", "families_allowed", "families_forbidden", "models"})
"""Slots that hold several values."""
_KINDS = frozenset(kind for slots in SLOTS.values() for kinds in slots.values() for kind in kinds)
_SAID = {"FAM": "family ", "MET": "metric ", "STRAT": "search "}
"""Told before the words of a mention that need not be known."""
MOST = 10
"""Mentions of a message that are asked for."""


@dataclass(frozen=True)
class Mention:
    """Something that a message names."""

    start: int
    end: int
    """Half-open range in the message."""
    kind: str
    values: tuple[Any, ...]

    @property
    def told(self) -> str:
        """What stands before its words where it is marked."""
        return _SAID.get(self.kind, "")


def mentions_in(text: str, context: Context, words: Sequence[Word] | None = None) -> list[Mention]:
    """What a message names besides columns, in order.

    Args:
        text: the message.
        context: the moment; its models are found by their names.
        words: the message's words with entities, where they are known already.
    """
    found = [Mention(m.start(), m.end(), MODEL, (name,)) for m, name in _models(text, context)]
    for word in tagged(text, context)[0] if words is None else words:
        if word.entity is None or word.entity.kind not in _KINDS:
            continue
        if not any(one.start < word.end and word.start < one.end for one in found):
            found.append(Mention(word.start, word.end, word.entity.kind, tuple(word.entity.values)))
    return sorted(found, key=lambda one: one.start)[:MOST]


def _models(text: str, context: Context) -> list[tuple[re.Match[str], str]]:
    """Where registered models are named, longer names first where one is part of another."""
    found: list[tuple[re.Match[str], str]] = []
    for name in sorted(context.models, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w]){re.escape(name)}(?![\w])", text, re.IGNORECASE):
            if not any(m.start() < match.end() and match.start() < m.end() for m, _ in found):
                found.append((match, name))
    return found


def value_for(slot: str, mention: Mention) -> Any:
    """What the slot holds when it is filled by the mention; None where it cannot be."""
    if slot in LISTS:
        return list(mention.values)
    if slot == "min_metric":
        return dict(zip(("metric",) if mention.kind == "MET" else ("value",), mention.values, strict=False))
    if slot in ("n", "runs") and mention.kind == "RANK":
        return len(mention.values) if list(mention.values) == list(range(1, len(mention.values) + 1)) else None
    if len(mention.values) != 1:
        return None
    value = mention.values[0]
    if slot == "max_latency_ms":
        return round(value * 1000, 6)
    if slot in ("false_negative", "false_positive"):
        return value
    if mention.kind in _NUMBER and (not isinstance(value, int | float) or value != int(value)):
        return None
    return int(value) if mention.kind in _NUMBER else value


def slots_for(command: str, mention: Mention) -> list[str]:
    """The slots of a command that the mention may fill."""
    fitting = [slot for slot, kinds in SLOTS.get(command, {}).items() if mention.kind in kinds]
    return [slot for slot in fitting if value_for(slot, mention) is not None]


def holds(args: dict[str, Any], slot: str, mention: Mention) -> bool:
    """Whether a slot holds what the mention names."""
    if slot not in args:
        return False
    value, given = value_for(slot, mention), args[slot]
    if isinstance(value, dict):
        return isinstance(given, dict) and all(_same(v, given.get(k)) for k, v in value.items())
    if isinstance(value, list):
        return isinstance(given, list) and bool({str(v) for v in value} & {str(v) for v in given})
    return value is not None and _same(value, given)


def _same(value: Any, given: Any) -> bool:
    if isinstance(value, int | float) and isinstance(given, int | float):
        return abs(value - given) < 1e-6 or abs(value - 100 * given) < 1e-6  # 90 % is .9
    return str(value) == str(given)


def told_of(mention: Mention, commands: Sequence[tuple[str, dict[str, Any]]]) -> frozenset[str]:
    """What the reader should tell of a mention, given what the message means."""
    found: set[str] = set()
    for name, args in commands:
        for slot in slots_for(name, mention):
            if holds(args, slot, mention):
                found |= {OF + name, AS + slot}
    return frozenset(found)
