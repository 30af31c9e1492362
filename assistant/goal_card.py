"""The goal card: each line of a goal in words, why it is so, and how it can be changed in place."""

import re
from collections.abc import Callable

from assistant import wording
from assistant.cards import GoalCard, GoalLine, Option
from assistant.plain import plain_metric
from store.records import Budget, Constraints, DatasetVersion, Goal, Task, Validation, metric

KIND_WORDS = {
    "binary": ("yes or no", "binary classification"),
    "multiclass": ("one of several classes", "multiclass classification"),
    "regression": ("a number", "regression"),
    "forecast": ("a number in the future", "forecast"),
}
_METHOD_OPTIONS = (
    Option(label="5-fold cross-validation", says="Use 5-fold cross-validation"),
    Option(label="10-fold cross-validation", says="Use 10-fold cross-validation"),
    Option(label="20 % holdout", says="Use a 20% holdout"),
)
_BUDGET_OPTIONS = (
    Option(label="1 minute", says="Keep it under 1 minute"),
    Option(label="5 minutes", says="Keep it under 5 minutes"),
    Option(label="30 minutes", says="Keep it under 30 minutes"),
)
_METRICS_OFFERED = {
    "binary": ("roc_auc", "average_precision", "f1", "balanced_accuracy", "recall"),
    "multiclass": ("balanced_accuracy", "accuracy", "f1", "log_loss"),
    "regression": ("rmse", "mae", "r2", "median_ae"),
    "forecast": ("mae", "rmse", "mape"),
}


def goal_card(
    goal: Goal, version: DatasetVersion, data_name: str, plain: bool = False, before: GoalCard | None = None
) -> GoalCard:
    """The card of a goal.

    Args:
        goal: the goal.
        version: its dataset version.
        data_name: what the dataset is called.
        plain: whether to use a domain expert's words.
        before: the card of the goal that this one replaces: which lines are other than there is marked.
    """
    lines = [line for make in _LINES if (line := make(goal, version, data_name, plain)) is not None]
    were = {line.key: line.value for line in before.lines} if before is not None else {}
    changed = [line.key for line in lines if before is not None and were.get(line.key) != line.value]
    return GoalCard(goal=goal, lines=tuple(lines), changed=tuple(changed))


def validation_words(validation: Validation) -> str:
    """How a score is measured, in words."""
    if validation.method == "holdout":
        share = validation.holdout_fraction or 0.2
        return f"holdout: {share:.0%} of the rows kept aside"
    if validation.method == "time":
        by = f"by {validation.column}" if validation.column else "as the rows stand"
        if validation.holdout_fraction is not None:
            return f"time-ordered {by}, tested on the latest {validation.holdout_fraction:.0%}"
        return f"time-ordered {by}, {wording.count(validation.folds, 'fold')}"
    if validation.method == "group":
        return f"grouped by {validation.column}, {wording.count(validation.folds, 'fold')}"
    return f"{validation.folds}-fold cross-validation"


def task_validation_words(task: Task) -> str:
    """How a task's score is measured, in words."""
    if task.forecast is None:
        return validation_words(task.validation)
    return f"the last {wording.count(task.validation.folds, 'stretch', 'stretches')} of {task.forecast.horizon} steps"


def constraint_words(limits: Constraints) -> list[str]:
    """Each constraint in a few words."""
    words = ["only models that can be explained"] if limits.interpretable else []
    if limits.families_allowed:
        words.append("only " + wording.listed([wording.family(f) for f in limits.families_allowed], joint="or"))
    if limits.families_forbidden:
        words.append("no " + wording.listed([wording.family(f) for f in limits.families_forbidden], joint="or"))
    if limits.max_run_s:
        words.append(f"at most {wording.limit(limits.max_run_s)} a run")
    if limits.max_latency_ms:
        words.append(f"at most {limits.max_latency_ms:g} ms a prediction")
    if limits.max_memory_mb:
        words.append(f"at most {limits.max_memory_mb:g} MB")
    if limits.min_metric:
        bound = metric(limits.min_metric.metric)
        words.append(f"{bound.label} {'≥' if bound.direction == 'max' else '≤'} {limits.min_metric.value:g}")
    words += [
        f"never {'falling' if m.direction == 'rising' else 'rising'} when {m.column} grows" for m in limits.monotonic
    ]
    words += [code.in_words for code in limits.missing_codes]
    if limits.columns_required:
        words.append(f"always with {wording.listed(limits.columns_required)}")
    if limits.protected_columns:
        words.append(f"fair with regard to {wording.listed(limits.protected_columns)}")
    return words


def _data(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine:
    value = f"{name}, {wording.count(version.rows, 'row')} × {wording.count(len(version.columns), 'column')}"
    known = "" if plain else f"Version {version.id[:8]}."
    return GoalLine(key="data", label="Data", value=value, why=f"{known} {goal.why.get('rows', '')}".strip())


def _target(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine:
    value = wording.listed(goal.task.targets)
    if goal.task.positive_class is not None:
        value += f", looking for “{goal.task.positive_class}”"
    why = " ".join(filter(None, (goal.why.get("target"), goal.why.get("positive_class"))))
    return GoalLine(key="target", label="What to predict" if plain else "Target", value=value, why=why)


def _kind(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine:
    value = KIND_WORDS[goal.task.kind][0 if plain else 1]
    return GoalLine(key="kind", label="Kind", value=value, why="" if plain else goal.why.get("kind", ""))


def _metric(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine:
    others = [m for m in _METRICS_OFFERED[goal.task.kind] if m != goal.task.metric]
    options = tuple(Option(label=metric(m).label, says=f"Optimise {metric(m).label}") for m in others)
    measure = metric(goal.task.metric)
    value = f"{plain_metric(measure.name)} ({measure.label})" if plain else measure.in_words
    return GoalLine(
        key="metric",
        label="Measured by" if plain else "Metric",
        value=value,
        why=_asked(goal.why.get("metric", "")) if plain else goal.why.get("metric", ""),
        options=options,
    )


def _asked(why: str) -> str:
    """What of a reason is not of methods: what the person said, and what they should say where it is otherwise."""
    sentences = re.split(r"(?<=[.;]) (?=[A-Z])", why)
    return " ".join(s for s in sentences if s.startswith("You asked") or "say so" in s)


def _validation(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine:
    value = task_validation_words(goal.task)
    why = goal.task.validation.reason or goal.why.get("validation", "")
    why = f"{why} {goal.why.get('order', '')}".strip()
    return GoalLine(
        key="validation",
        label="Checked by" if plain else "Validation",
        value=f"predicting rows it has not seen ({value})" if plain else value,
        why=_asked(why) if plain else why,
        options=() if goal.task.forecast else _METHOD_OPTIONS,
    )


def _forecast(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine | None:
    forecast = goal.task.forecast
    if forecast is None:
        return None
    value = f"{wording.count(forecast.horizon, 'step')}"
    value += f", known in advance: {wording.listed(forecast.known)}" if forecast.known else ""
    options = tuple(
        Option(label=wording.count(n, "step"), says=f"Forecast {n} steps ahead")
        for n in sorted({1, forecast.season, 2 * forecast.season} - {forecast.horizon})
    )
    return GoalLine(
        key="forecast", label="How far ahead", value=value, why=goal.why.get("forecast", ""), options=options
    )


def _error_costs(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine | None:
    costs = goal.error_costs
    if costs is None:
        return None
    ratio = costs.false_negative / costs.false_positive
    value = costs.in_words(goal.task.positive_class, goal.task.target)
    why = goal.why.get("error_costs", "")
    if plain and goal.task.positive_class is not None:
        said = f"“{goal.task.positive_class}”"
        why = f"So it says {said} " + ("early, rather than miss one." if ratio > 1 else "only when sure.")
        why = why if ratio != 1 else ""
    return GoalLine(key="error_costs", label="Costs of errors", value=value, why=why)


def _columns(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine | None:
    if not goal.task.columns_excluded:
        return None
    value = f"without {wording.listed(goal.task.columns_excluded)}"
    return GoalLine(key="columns", label="Columns", value=value, why=goal.why.get("columns", ""))


def _constraints(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine:
    words = constraint_words(goal.constraints)
    options = (
        ()
        if goal.constraints.interpretable
        else (Option(label="Only explainable models", says="Only models I can explain"),)
    )
    why = " ".join(filter(None, (goal.why.get("monotonic"), goal.why.get("missing_codes"))))
    return GoalLine(key="constraints", label="Constraints", value="; ".join(words) or "none", why=why, options=options)


def _budget(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine:
    return GoalLine(key="budget", label="Budget", value=budget_words(goal.budget), options=_BUDGET_OPTIONS)


def budget_words(budget: Budget) -> str:
    """What may be spent, in a few words: `5 min and at most 20 runs`."""
    parts = [wording.limit(budget.seconds)] if budget.seconds else []
    parts += [wording.count(budget.runs, "run")] if budget.runs else []
    parts += [budget.cost_in_words] if budget.cost_in_words else []
    return " and at most ".join(parts) or "not limited"


def _preferences(goal: Goal, version: DatasetVersion, name: str, plain: bool) -> GoalLine | None:
    if not goal.preferences:
        return None
    value = wording.listed([p.wish + (" (always)" if p.scope == "always" else "") for p in goal.preferences])
    return GoalLine(key="preferences", label="Preferences", value=value)


_LINES: tuple[Callable[[Goal, DatasetVersion, str, bool], GoalLine | None], ...] = (
    _data,
    _target,
    _kind,
    _metric,
    _error_costs,
    _forecast,
    _validation,
    _columns,
    _constraints,
    _budget,
    _preferences,
)
