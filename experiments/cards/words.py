"""What a goal, its limits and the decisions on it say on a card, without the names that the code has for them."""

from store.records import Constraints, Decision, Goal, Validation, metric

KINDS = {
    "binary": "one of two classes", "multiclass": "one of several classes", "regression": "a number",
    "forecast": "numbers to come",
}  # fmt: skip
OUTCOMES = {
    "ok": "done", "timeout": "stopped at the time limit", "memory": "stopped at the memory limit",
    "partial": "measured on a part", "pruned": "given up early",
}  # fmt: skip
STRATEGIES = {
    "recommended": "The recommended variants", "grid": "All combinations", "random": "Random choices",
    "bayesian": "Bayesian search", "halving": "Successive halving", "hyperband": "Hyperband",
    "pareto": "Score against cost",
}  # fmt: skip
_VERDICTS = {"approve": "Approved", "edit": "Changed", "reject": "Declined"}
_CHANNELS = {"button": "by a button", "typed": "in words", "flag": "on the command line"}


def validation(how: Validation) -> str:
    """How a score is measured."""
    if how.method == "holdout":
        return f"a holdout of {how.holdout_fraction or 0.2:.0%} of the rows"
    if how.method == "time" and how.holdout_fraction is not None:
        return f"the latest {how.holdout_fraction:.0%} in the order of {how.column or 'the rows'}"
    if how.method in ("time", "group"):
        by = "grouped by" if how.method == "group" else "in the order of"
        return f"{how.folds} folds {by} {how.column or 'the rows'}"
    return f"{how.folds}-fold cross-validation"


def constraints(goal: Goal) -> list[str]:
    """Limits, budget and wishes, a line each."""
    found = _limits(goal.constraints)
    found += [f"at most {goal.budget.seconds:g} s in all"] if goal.budget.seconds else []
    found += [f"at most {goal.budget.runs} runs in all"] if goal.budget.runs else []
    found += [f"at most {goal.budget.cost_in_words} in all"] if goal.budget.cost_in_words else []
    if goal.error_costs is not None:
        found.append(goal.error_costs.in_words(goal.task.positive_class, goal.task.target))
    found += [f"rather {p.wish.replace('_', ' ')}" for p in goal.preferences]
    return [line[:1].upper() + line[1:] for line in found] or ["None."]


def _limits(limits: Constraints) -> list[str]:
    floor = limits.min_metric
    bounds = (
        ("at most {:g} s a run", limits.max_run_s), ("at most {:g} ms a prediction", limits.max_latency_ms),
        ("at most {:g} MB of memory", limits.max_memory_mb),
    )  # fmt: skip
    families = (("only {}", limits.families_allowed or ()), ("no {}", limits.families_forbidden))
    lists = (
        *((words, tuple(f.replace("_", " ") for f in some)) for words, some in families),
        ("without {}", limits.columns_forbidden), ("always with {}", limits.columns_required),
        ("fair by {}", limits.protected_columns),
    )  # fmt: skip
    found = ["only models that can be explained"] if limits.interpretable else []
    found += [words.format(value) for words, value in bounds if value]
    found += [words.format(", ".join(some)) for words, some in lists if some]
    if floor is not None:
        measure = metric(floor.metric)
        found.append(f"{measure.label} of at {'least' if measure.direction == 'max' else 'most'} {floor.value:g}")
    found += [
        f"never {'falling' if m.direction == 'rising' else 'rising'} when {m.column} grows" for m in limits.monotonic
    ]
    return [*found, *(m.in_words for m in limits.missing_codes)]


def decision(one: Decision) -> str:
    """Who decided what, when, and by which way."""
    said = f": “{one.words}”" if getattr(one, "words", "") else ""
    how = _CHANNELS.get(one.channel, one.channel)
    return f"{_VERDICTS[one.verdict]} by {one.person}, {one.decided_at:%Y-%m-%d %H:%M} UTC, {how}{said}"
