"""The goal as said so far: the fold of a conversation's goal-changing commands and feedback. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from store.records import (
    Budget,
    Constraints,
    Effect,
    ErrorCosts,
    Feedback,
    MetricFloor,
    MissingCode,
    Monotonic,
    Preference,
)

GOAL_COMMANDS = ("use_data", "set_goal", "set_validation", "set_budget", "set_error_costs", "constrain", "prefer")
"""Commands whose args change the goal."""
_ALSO_CHANGE = ("feedback", "correct", "undo")


def changes(commands: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any of these commands, as a turn keeps them, changed the goal or was feedback."""
    return any(
        not c.get("refused") and (c["name"] in (*GOAL_COMMANDS, *_ALSO_CHANGE) or bool(c.get("feedback_id")))
        for c in commands
    )


@dataclass(frozen=True)
class Draft:
    """What the person has said of the goal; None where they have said nothing."""

    version_id: str | None = None
    target: str | None = None
    kind: str | None = None
    metric: str | None = None
    positive_class: str | None = None
    further_targets: tuple[str, ...] = ()
    horizon: int | None = None
    horizon_unit: str | None = None
    known: tuple[str, ...] = ()
    validation: Mapping[str, Any] = field(default_factory=dict)
    """method, folds, column, holdout_fraction: those that were said."""
    budget: Budget = field(default_factory=Budget)
    error_costs: ErrorCosts | None = None
    costs_open: bool = False
    """Whether one kind of error was said to be worse, but not how much."""
    constraints: Constraints = field(default_factory=Constraints)
    lifted: tuple[str, ...] = ()
    """Kinds of models that were ruled out, here or by the person's profile, and may be used again."""
    preferences: tuple[Preference, ...] = ()
    statement: str = ""
    """The words of the last message that changed the goal."""


def fold(
    turns: Iterable[tuple[str, Sequence[Mapping[str, Any]]]],
    feedback: Mapping[str, Feedback],
    withdrawn: frozenset[str],
) -> Draft:
    """The draft after a conversation's turns.

    Args:
        turns: words of each message and the commands it was understood as, oldest first. A command with `refused` did
            not happen; one with `feedback_id` holds until that feedback is withdrawn.
        feedback: the conversation's feedback by id.
        withdrawn: ids of feedback taken back.
    """
    history: list[Draft] = [Draft()]
    for words, commands in turns:
        undone = [place for place, c in enumerate(commands) if takes_back(c)]
        if undone and len(history) > 1:
            history.pop()
        draft = history[-1]
        for command in commands[undone[-1] + 1 if undone else 0 :]:
            if command["name"] == "reset_profile" and not command.get("refused"):
                draft = without_always(draft)
            if command.get("refused") or command.get("feedback_id") in withdrawn:
                continue
            draft = applied(draft, command, words, feedback)
        if draft != history[-1]:
            history.append(draft)
    return history[-1]


def takes_back(command: Mapping[str, Any]) -> bool:
    """Whether a command took the last change of the goal back; what its message asks for beside that holds."""
    return command["name"] == "undo" and not command.get("refused") and not command.get("withdrew")


def without_always(draft: Draft) -> Draft:
    """The draft without wishes for always: what is known of the person was forgotten."""
    return replace(draft, preferences=tuple(p for p in draft.preferences if p.scope != "always"))


def applied(draft: Draft, command: Mapping[str, Any], words: str, feedback: Mapping[str, Feedback]) -> Draft:
    """The draft after one more command; unchanged where the command doesn't concern the goal."""
    change = _CHANGES.get(command["name"])
    changed = draft if change is None else change(draft, dict(command.get("args", {})), command, words)
    said = feedback.get(command.get("feedback_id", ""))
    if said is not None and command["name"] == "feedback":
        for effect in said.understood:
            if effect.scope != "always":
                changed = with_effect(changed, effect, said.words)
    return replace(changed, statement=words) if changed != draft else draft


def with_effect(draft: Draft, effect: Effect, words: str) -> Draft:
    """The draft with a typed piece of feedback in force."""
    value = effect.value
    args: dict[str, Any]
    if effect.kind == "preference":
        return _prefer(draft, {"wish": value}, {}, words)
    if effect.kind == "error_costs":
        return _error_costs(draft, {"false_negative": value[0], "false_positive": value[1]}, {}, words)
    args = {
        "family_forbidden": {"families_forbidden": [value]},
        "family_allowed": {"families_allowed": [value]},
        "column_forbidden": {"columns_forbidden": [value]},
        "column_required": {"columns_required": [value]},
        "max_run_s": {"max_run_s": value},
        "interpretable": {"interpretable": value},
    }.get(effect.kind, {})
    return _constrain(draft, args, {}, words)


def _use_data(draft: Draft, args: dict[str, Any], command: Mapping[str, Any], words: str) -> Draft:
    version = command.get("version_id")
    if version is None or version == draft.version_id:
        return draft
    columns = set(command.get("columns", ()))
    if draft.version_id is None or (draft.target in columns):
        return replace(draft, version_id=version)
    return Draft(version_id=version, budget=draft.budget, preferences=draft.preferences)


def _set_goal(draft: Draft, args: dict[str, Any], command: Mapping[str, Any], words: str) -> Draft:
    said = {k: args[k] for k in ("target", "kind", "metric", "positive_class") if args.get(k) is not None}
    if said.get("target") not in (None, draft.target):
        draft = replace(draft, kind=None, metric=None, positive_class=None, further_targets=())
        said = {**command.get("as_before", {}), **said}
    if said.get("kind") not in (None, draft.kind):
        draft = replace(draft, metric=None)
    said |= {k: args[k] for k in ("horizon",) if args.get(k) is not None}
    if "horizon" in said:
        said["horizon_unit"] = args.get("horizon_unit")
    said |= {k: tuple(args[k]) for k in ("further_targets", "known") if args.get(k) is not None}
    return replace(draft, **said)


def _set_validation(draft: Draft, args: dict[str, Any], command: Mapping[str, Any], words: str) -> Draft:
    said = {k: args[k] for k in ("method", "folds", "column", "holdout_fraction") if args.get(k) is not None}
    before = {} if "method" in said and said["method"] != draft.validation.get("method") else dict(draft.validation)
    for one, other in (("folds", "holdout_fraction"), ("holdout_fraction", "folds")):  # parts of equal size, or a share
        if one in said and other not in said:
            before.pop(other, None)
    return replace(draft, validation={**before, **said})


def _set_budget(draft: Draft, args: dict[str, Any], command: Mapping[str, Any], words: str) -> Draft:
    said = {k: args[k] for k in ("seconds", "runs", "cost") if args.get(k) is not None}
    return replace(draft, budget=Budget(**{**draft.budget.model_dump(), **said}))


def _error_costs(draft: Draft, args: dict[str, Any], command: Mapping[str, Any], words: str) -> Draft:
    miss, alarm = args.get("false_negative"), args.get("false_positive")
    if miss is None and alarm is None:
        return replace(draft, costs_open=draft.error_costs is None)
    return replace(
        draft, costs_open=False, error_costs=ErrorCosts(false_negative=miss or 1.0, false_positive=alarm or 1.0)
    )


def _constrain(draft: Draft, args: dict[str, Any], command: Mapping[str, Any], words: str) -> Draft:
    now = draft.constraints
    update: dict[str, Any] = {
        k: args[k] for k in ("interpretable", "max_run_s", "max_latency_ms", "max_memory_mb") if args.get(k) is not None
    }
    forbidden, allowed = args.get("families_forbidden") or (), args.get("families_allowed") or ()
    lifted = tuple(command.get("lifts") or ())
    if lifted:
        only = now.families_allowed
        update["families_allowed"] = tuple(dict.fromkeys([*only, *lifted])) if only else None
    elif allowed:
        update["families_allowed"] = None if "any" in allowed else tuple(dict.fromkeys(allowed))
    kept_out = [f for f in now.families_forbidden if f not in allowed and "any" not in allowed]
    update["families_forbidden"] = tuple(dict.fromkeys([*kept_out, *forbidden]))
    if "any" in allowed:
        update["families_forbidden"] = ()
    if now.families_allowed and forbidden and not allowed:
        update["families_allowed"] = tuple(f for f in now.families_allowed if f not in forbidden) or None
    for key in ("columns_forbidden", "columns_required", "protected_columns"):
        update[key] = tuple(dict.fromkeys([*getattr(now, key), *(args.get(key) or ())]))
    update["columns_forbidden"] = tuple(
        c
        for c in update["columns_forbidden"]
        if c not in (args.get("columns_required") or ()) and c not in (args.get("columns_allowed") or ())
    )
    update["columns_required"] = tuple(
        c for c in update["columns_required"] if c not in (args.get("columns_forbidden") or ())
    )
    directed = {m.column: m for m in now.monotonic} | {d["column"]: d for d in args.get("monotonic") or ()}
    update["monotonic"] = tuple(
        m if isinstance(m, Monotonic) else Monotonic(**m)
        for m in directed.values()
        if isinstance(m, Monotonic) or m["direction"] != "free"
    )
    codes = {m.column: m.values for m in now.missing_codes}
    for said in args.get("missing_codes") or ():
        more = tuple(map(str, said["values"]))
        codes[said["column"]] = tuple(dict.fromkeys([*codes.get(said["column"], ()), *more])) if more else ()
    update["missing_codes"] = tuple(MissingCode(column=c, values=v) for c, v in codes.items() if v)
    if args.get("min_metric"):
        update["min_metric"] = MetricFloor(**args["min_metric"])
    free = tuple(f for f in dict.fromkeys([*draft.lifted, *lifted]) if f not in forbidden)
    return replace(draft, constraints=Constraints(**{**now.model_dump(), **update}), lifted=free)


def _prefer(draft: Draft, args: dict[str, Any], command: Mapping[str, Any], words: str) -> Draft:
    if not args.get("wish"):
        return draft
    wish = Preference(wish=args["wish"], scope=args.get("scope", "goal"), source=words)
    others = tuple(p for p in draft.preferences if p.wish != wish.wish and p.wish != _OPPOSITE.get(wish.wish))
    return replace(draft, preferences=(*others, wish))


_OPPOSITE = {"accurate": "fast", "fast": "accurate"}
"""A new wish that contradicts an older one replaces it."""

_CHANGES: dict[str, Callable[[Draft, dict[str, Any], Mapping[str, Any], str], Draft]] = {
    "use_data": _use_data,
    "set_goal": _set_goal,
    "set_validation": _set_validation,
    "set_budget": _set_budget,
    "set_error_costs": _error_costs,
    "constrain": _constrain,
    "prefer": _prefer,
}
