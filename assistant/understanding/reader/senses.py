"""Senses: commands told apart by the slot that is filled, and how each sense reads its slots from what is named.

"the age you must not take" and "without age it is senseless" are both `constrain`; their senses are
`constrain.columns_forbidden` and `constrain.columns_required`. A sense that is known says which slot the names go to,
whatever the order of the words.
"""

import re
from collections.abc import Callable

from assistant.understanding.commands import MEANINGS
from assistant.understanding.commands.outcomes import FILLS as OUTCOME_FILLS
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.slots.alluded import (
    alluded_parts,
    columns_slot,
    kind_slot,
    looked_slots,
    positive_slot,
    protected_slots,
    target_slot,
)
from assistant.understanding.slots.corrections import correction_slots, supposed_slots
from assistant.understanding.slots.exports import export_slots
from assistant.understanding.slots.measures import floor_slot, metric_slot
from assistant.understanding.slots.past import history_slots
from assistant.understanding.slots.plans import compare_ranks, edit_slots, plan_slots, recommend_slots, run_slots
from assistant.understanding.slots.sayings import decline_slots, feedback_slots, help_slots, prefer_slots, role_slots
from assistant.understanding.slots.splits import split_slots
from assistant.understanding.slots.spoken import found_in, spoken
from assistant.understanding.slots.stories import cost_slots
from assistant.understanding.slots.things import (
    import_slots,
    named_model,
    prediction_slots,
    promote_slots,
    replay_slots,
    source_slot,
    watched_slots,
)
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import Args, Clause, Meaning

_SPLIT = ("set_goal", "set_validation", "set_budget", "constrain")
_NEEDS_ARGS = frozenset({"prefer", "feedback", "use_data", "import_history", "set_role"})
_MEANING: dict[str, Meaning] = {m.name: m for m in MEANINGS}


def command_of(sense: str) -> str:
    """The command that a sense belongs to."""
    return sense.split(".")[0]


def clause_of(text: str, context: Context) -> Clause:
    """A whole message as one clause."""
    words, _ = tagged(text, context)
    return Clause(tuple(w for s in sentences(words, text) for w in s), text)


def args_of(sense: str, clause: Clause, context: Context) -> Args | None:
    """The slots of a sentence or clause whose sense is known; None where what it needs isn't named."""
    if not clause.words:
        return None
    if sense in _FILLS:
        return _FILLS[sense](clause, context)
    name = command_of(sense)
    if name in _SPLIT:
        return None
    fill = _MEANING[name].fill
    if fill is None:
        return None if name in _NEEDS_ARGS else {}
    return fill(found_in(clause, context))


Slot = Callable[[Clause, Context], Args | None]


def _all(key: str, kind: str) -> Slot:
    def fill(clause: Clause, context: Context) -> Args | None:
        values = clause.values(kind)
        return {key: values} if values else None

    return fill


def _one(key: str, kind: str, factor: float = 1.0, last: bool = False) -> Slot:
    def fill(clause: Clause, context: Context) -> Args | None:
        values = clause.values(kind)
        if not values:
            return None
        value = values[-1 if last else 0]
        return {key: round(value * factor, 6) if factor != 1.0 else value}

    return fill


def _validated(method: str) -> Slot:
    return lambda clause, context: split_slots(clause, context, method)


def _runs(clause: Clause, context: Context) -> Args | None:
    """The one number; "a hundred and fifty" may be read as two that belong together."""
    whole = [int(v) for v in clause.values("NUM") if v == int(v) and v > 0]
    return {"runs": sum(whole) if _summed(clause.text, whole) else whole[0]} if whole else None


def _summed(text: str, numbers: list[int]) -> bool:
    joined = re.search(r"NUM\d+ and NUM\d+", text)
    return bool(joined) and len(numbers) == 2 and numbers[0] >= 100 > numbers[1]


def _memory(clause: Clause, context: Context) -> Args | None:
    named = clause.values("MEM")
    half = re.search(
        r"\b(?P<part>half|quarter)(?: of)? an? (?P<unit>gigabytes?|gigs?|gb|terabytes?|tb)\b", spoken(clause)
    )
    if half:
        unit = 1024 if half.group("unit").startswith("g") else 1024 * 1024
        return {"max_memory_mb": unit // (2 if half.group("part") == "half" else 4)}
    return {"max_memory_mb": named[0]} if named else None


def _compared(clause: Clause, context: Context) -> Args | None:
    ranks = compare_ranks(clause, context)
    read = OUTCOME_FILLS["compare"](found_in(clause, context)) or {}
    if len(ranks) > len(read.get("ranks", [])) and "models" not in read:
        return {"ranks": ranks}
    return read


def _explained(clause: Clause, context: Context) -> Args | None:
    read = OUTCOME_FILLS["explain_model"](found_in(clause, context)) or {}
    words = spoken(clause)
    for model in read.get("model", ""), *context.models:
        words = words.replace(str(model).lower(), " ") if model else words
    named = [c for c in alluded_parts(clause, context) if c != context.target and c not in read.get("columns", [])]
    said = [c for c in named if any(p in words for p in c.lower().split("_") if len(p) > 2)]
    columns = [*read.get("columns", []), *said]
    return {**read, "columns": columns} if columns else read


def _why_rank(clause: Clause, context: Context) -> Args | None:
    read = OUTCOME_FILLS["explain_recommendation"](found_in(clause, context)) or {}
    if "rank" in read:
        return read
    ranks = run_slots(clause, context).get("ranks", [])
    on_top = re.search(
        r"\b(?:on top|at the top|in front|leads?|leading|in the lead|ahead|wins|first)\b", spoken(clause)
    )
    return {"rank": ranks[0]} if ranks else {"rank": 1} if on_top else {}


_FILLS: dict[str, Slot] = {
    "set_goal.target": target_slot,
    "set_goal.metric": metric_slot,
    "set_goal.kind": kind_slot,
    "set_goal.positive_class": positive_slot,
    **{f"set_validation.{m}": _validated(m) for m in ("cv", "holdout", "time", "group")},
    "set_budget.seconds": _one("seconds", "DUR"),
    "set_budget.runs": _runs,
    "constrain.columns_forbidden": columns_slot("columns_forbidden"),
    "constrain.columns_required": columns_slot("columns_required"),
    "constrain.protected_columns": protected_slots,
    "constrain.families_forbidden": _all("families_forbidden", "FAM"),
    "constrain.families_allowed": _all("families_allowed", "FAM"),
    "constrain.interpretable": lambda clause, context: {"interpretable": True},
    "constrain.opaque": lambda clause, context: {"interpretable": False},
    "constrain.max_run_s": _one("max_run_s", "DUR"),
    "constrain.max_latency_ms": _one("max_latency_ms", "DUR", 1000.0),
    "constrain.max_memory_mb": _memory,
    "constrain.min_metric": floor_slot,
    "set_error_costs": cost_slots,
    "propose_runs": plan_slots,
    "edit_proposal": edit_slots,
    "pause": run_slots,
    "resume": run_slots,
    "stop": run_slots,
    "recommend": recommend_slots,
    "prefer": prefer_slots,
    "decline": decline_slots,
    "feedback": feedback_slots,
    "help": help_slots,
    "set_role": role_slots,
    "use_data": source_slot,
    "import_history": import_slots,
    "watch": watched_slots,
    "score_data": watched_slots,
    "look_at_data": looked_slots,
    "export": export_slots,
    "promote": promote_slots,
    "roll_back": named_model,
    "retrain": named_model,
    "who_approved": named_model,
    "history": history_slots,
    "replay": replay_slots,
    "explain_prediction": prediction_slots,
    "explain_recommendation": _why_rank,
    "explain_model": _explained,
    "compare": _compared,
    "correct": correction_slots,
    "what_if": supposed_slots,
}
"""How each sense reads its slots."""
