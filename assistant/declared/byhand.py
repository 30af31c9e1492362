"""A variant that a person adds by hand to an experiment under way: “add a run with lr 0.1 and model tree”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.cards import Command
from assistant.doing import perform
from assistant.state import is_running
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Experiment, Goal, Scalar, TaskKind, VariationPoint

_ADD = re.compile(
    r"^\s*(?:(?:please|now|also|and|then|can you|could you)\s+)*(?:add|try|run|queue|include)\s+(?:(?:also|up|in)\s+)*"
    r"(?:(?:a|an|one|another|the)\s+)?(?:more\s+)?"
    r"(?:(?:run|variant|one)\b\s*)?(?:(?:with|where|of)\s|:)?\s*(.+?)\s*[.!]?\s*$",
    re.IGNORECASE,
)
_BETWEEN = r"\s*(?:=|:|\bis\b|\bof\b|\bat\b|\bset to\b|\s)\s*"


def added_by_hand(visit: Visit, text: str) -> bool:
    """Adds the variant that a message describes by its choices; False where it describes none."""
    match = _ADD.match(text)
    going = [e for e in visit.state.experiments if is_running(visit.store, e.id)] if match else []
    if match is None or not going:
        return False
    from experiments.adoption import plan_of
    from experiments.workflows.tabular import points

    plan = plan_of(visit.store, going[-1])
    open_ = plan.workflow.points if plan.workflow is not None else points(_kind(visit, going[-1]))
    choices = choices_in(match[1], open_)
    if choices is None and plan.workflow is None:
        from assistant.declared.builtin_words import variant_told

        try:
            choices = variant_told(match[1], open_)
        except BadRequest as error:
            visit.say(str(error))
            return True
    if choices is None:
        return False
    perform(visit, Command(name="add_run", args={"choices": choices}))
    return True


def _kind(visit: Visit, experiment: Experiment) -> TaskKind:
    return visit.store.get(Goal, experiment.goal_id).task.kind


def choices_in(said: str, points: Sequence[VariationPoint]) -> dict[str, Scalar] | None:
    """The choices that some words name, all of them by the point's name; None where they say anything else.

    Args:
        said: such as `lr 0.1, depth = 3 and model tree`.
        points: the open choices.
    """
    by_name = {n.casefold(): p for p in points for n in (p.name, p.name.replace("_", " "))}
    names = "|".join(re.escape(n) for n in sorted(by_name, key=len, reverse=True))
    found: dict[str, Scalar] = {}
    for piece in re.split(rf"\s*(?:[,;]|\band\b)\s*(?=(?:{names})\b)", said, flags=re.IGNORECASE):
        named = re.match(rf"^\s*(?:an?\s+)?({names}){_BETWEEN}(\S.*?)\s*$", piece, re.IGNORECASE)
        if named is None:
            return None
        point = by_name[named[1].casefold()]
        value = _value(named[2].strip("'\"“”"), point)
        if value is None:
            return None
        found[point.name] = value
    return found or None


def _value(said: str, point: VariationPoint) -> Scalar:
    """The point's value that a word means; a number out of its range is refused later, with the range."""
    if point.kind == "categorical":
        return next((c for c in point.choices if str(c).casefold() == said.casefold()), None)
    try:
        number = float(said)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number
