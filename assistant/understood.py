"""What a message was understood to ask for, in a few words: shown with every reply, so that it can be corrected."""
# ruff: noqa: E501 - a pattern or a table of words broken over lines is harder to read than a long one

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant import effects, wording
from store.records import USUAL_ALIASES, MissingCode, label_of, metric

_NAMES = {
    "use_data": "use the table", "look_at_data": "look at the data", "set_goal": "the goal", "set_validation": "validation",
    "set_budget": "budget", "set_error_costs": "costs of errors", "constrain": "limits", "prefer": "prefer",
    "recommend": "recommend", "what_if": "what if", "propose_runs": "plan runs", "edit_proposal": "change the plan",
    "run_file": "an experiment from a file", "answer_step": "an answer", "approve": "approve the plan", "decline": "decline the plan", "show_results": "show the results",
    "explain_recommendation": "explain a recommendation", "explain_model": "explain a model",
    "explain_prediction": "explain a prediction", "history": "look into the past", "ask_numbers": "a question of numbers",
    "set_role": "your role", "small_talk": "", "out_of_scope": "something outside what I do", "undo": "take back",
    "correct": "a correction", "help": "help", "status": "how far it is",
    "pin_run": "run this next", "reorder_runs": "another order", "skip_run": "leave a run out", "run_anyway": "run it anyway",
    "add_run": "one run more", "change_budget": "budget", "recommend_strategy": "recommend a strategy",
    "save_strategy": "keep a strategy", "show_strategies": "the strategies", "feedback": "what you think of it",
    "save_model": "keep a model", "score_data": "predict the rows of", "promote": "put a model into use",
    "roll_back": "go back to the version before", "who_approved": "who approved it", "set_gates": "what a new version must pass",
    "export": "save", "import_history": "take in runs", "replay": "repeat a run", "show_profile": "what I know of you",
    "reset_profile": "forget what I know of you", "check_drift": "is it still fine", "watch": "keep watch", "retrain": "fit it anew",
}  # fmt: skip
_LISTS = {
    "families_forbidden": "no {}", "families_allowed": "only {}", "families_again": "{} again", "columns_forbidden": "without {}",
    "columns_required": "with {}", "columns_allowed": "with {} again", "protected_columns": "fair by {}", "families": "{}", "columns": "{}",
}  # fmt: skip
_ALL_OF_THEM = ("columns", "columns_required", "protected_columns")
_PLAIN = {
    "target": "predict {}", "positive_class": "looking for {}", "runs": "{} runs", "folds": "{} folds", "n": "{} of them",
    "max_memory_mb": "at most {} MB", "max_latency_ms": "at most {} ms a prediction", "about": "about {}", "model": "model {}",
    "column": "by {}", "person": "by {}", "dataset": "on {}", "since_days": "of the last {} days", "method": "{}", "parallel": "{} at a time",
    "seed": "seed {}",
}  # fmt: skip
_VALUES = {
    ("feedback", "negative"): "not good", ("feedback", "positive"): "good",
    ("export", "model"): "the model", ("export", "results"): "the results",
    ("export", "conversation"): "this conversation", ("export", "experiment"): "the experiment",
    ("export", "knowledge"): "what I know", ("promote", "challenger"): "as challenger", ("set_role", "domain_expert"): "domain expert",
    ("set_validation", "cv"): "cross-validation", ("set_validation", "(row)"): "as the rows stand", ("set_goal", "binary"): "one of two classes",
    ("set_goal", "multiclass"): "one of several classes", ("set_goal", "regression"): "a number",
}  # fmt: skip
"""A value of a command that reads as code, and what it says to a person."""
_SILENT = frozenset(
    {
        "question",
        "proposal_id",
        "plan_hash",
        "experiment_id",
        "step",
        "subject_id",
        "subject_kind",
        "feedback_id",
        "topic",
        "reason",
        "suggestion",
    }
)
"""Args that say nothing new to the person who said or pressed them."""


def in_words(commands: Iterable[Mapping[str, Any]]) -> str:
    """Commands as one short line, such as `the goal: predict churn, F1 · budget: 5 min`; those refused are named so."""
    parts = []
    for command in commands:
        name = _name(command["name"], command.get("args") or {})
        if not name or command.get("restated"):
            continue
        args = dict(command.get("args") or {})
        if command.get("lifts"):
            args["families_again"] = args.pop("families_allowed", command["lifts"])
        said = ", ".join(_args(command["name"], args))
        refused = " (not done)" if command.get("refused") else ""
        parts.append((f"{name}: {said}" if said else name) + refused)
    return " · ".join(parts)


def _name(command: str, args: Mapping[str, Any]) -> str:
    """What a command does; a name of one's own puts no model into use yet."""
    alias = args.get("alias")
    named = command == "promote" and alias and not args.get("model") and str(alias).casefold() not in USUAL_ALIASES
    return _NAMES["save_model"] if named else _NAMES.get(command, command.replace("_", " "))


def _args(name: str, args: Mapping[str, Any]) -> list[str]:
    if name == "set_error_costs" and args:
        return [effects.costs_in_words(args.get("false_negative") or 1.0, args.get("false_positive") or 1.0).lower()]
    told = {k: v for k, v in args.items() if k not in _SILENT and v not in (None, [], "")}
    if name == "promote" and args.get("alias") in ("production", "champion"):
        told.pop("alias")  # that is what putting into use means
    return [_VALUES.get((name, str(value))) or said for key, value in told.items() if (said := _arg(key, value))]


_EITHER = {"interpretable": ("only what can be explained", "need not be explainable")}
"""What is said of one that is true, and of one that is not."""


def _code(column: str, values: Sequence[str]) -> str:
    """What stands for missing values in a column; nothing does where there are no values."""
    if values:
        return MissingCode(column=column, values=tuple(values)).in_words
    return f"no value in {column} means missing"


def _arg(key: str, value: Any) -> str:
    """One arg in words, empty where it says nothing."""
    if key in _LISTS:
        names = [wording.family(str(v)) if "families" in key else str(v) for v in value]
        return _LISTS[key].format(wording.listed(names, 4, joint="and" if key in _ALL_OF_THEM else "or"))
    if key == "missing_codes":
        return wording.listed([_code(m["column"], m["values"]) for m in value])
    if key in ("seconds", "max_run_s", "run_s"):
        return wording.limit(float(value)) + (" a run" if key != "seconds" else "")
    if key in ("metric", "min_metric"):
        if not isinstance(value, dict):
            return label_of(str(value))
        bound = "most" if metric(value["metric"]).direction == "min" else "least"
        return f"{label_of(value['metric'])} of at {bound} {value['value']:g}"
    if key in ("rank", "ranks", "exclude_ranks"):
        places = value if isinstance(value, list) else [value]
        return ("without " if key == "exclude_ranks" else "") + "number " + wording.listed([str(r) for r in places])
    if key == "source" and "://" not in str(value):
        return str(value).replace("\\", "/").rsplit("/", 1)[-1] or str(value)
    if key in _PLAIN:
        return _PLAIN[key].format(str(value).replace("_", " ") if key == "method" else value)
    if isinstance(value, bool):
        plain = key.replace("_", " ")
        return _EITHER.get(key, (plain, f"not {plain}"))[not value]
    return str(value).replace("_", " ") if isinstance(value, str | int | float) else ""
