"""Goals: what a person wants, made precise."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, PositiveFloat, PositiveInt

from store.records.base import Moment, Name, Record
from store.records.metric import TaskKind

Family = Literal[
    "linear", "tree", "forest", "extra_trees", "boosting", "svm", "knn", "naive_bayes", "neural_network", "ensemble"
]
Wish = Literal["accurate", "fast", "cheap", "simple", "interpretable", "robust", "diverse"]


class Validation(Record):
    """How a score is measured, so that it says something about rows not yet seen."""

    method: Literal["cv", "holdout", "time", "group"]
    folds: int = Field(default=5, ge=1, le=50)
    """Folds of cv, time and group; 1 for holdout."""
    column: str | None = None
    """The column that orders (time) or groups (group) the rows; None for time where they stand in order."""
    holdout_fraction: float | None = Field(default=None, gt=0, lt=1)
    seed: int = 0
    reason: str = ""
    """Why this method, in one sentence."""


class Forecast(Record):
    """A single series to be continued: what says when, how far apart its values are, how far ahead to look."""

    column: str | None = None
    """The column that says when; None where the rows' order does."""
    unit: Literal["second", "month", "weekday", "number", "row"] = "row"
    """What steps are counted in: seconds, months, days from Monday to Friday, the column's own numbers, or rows."""
    size: PositiveFloat = 1.0
    """Units from one value to the next: 86,400 for daily values in seconds."""
    horizon: PositiveInt
    """Steps ahead that are forecast."""
    season: PositiveInt = 1
    """Steps after which the series is alike again; 1 for no season."""
    known: tuple[str, ...] = ()
    """Columns whose values are known in advance."""


class Monotonic(Record):
    """What a prediction must not do, whatever the other columns are: fall, or rise, when a column grows."""

    column: Name
    direction: Literal["rising", "falling"]
    """`rising`: the prediction never falls when the column grows; of two classes, the positive one's probability."""


class MissingCode(Record):
    """Values of a column that stand for one that is not known, such as a 0 that nobody measured or a -999."""

    column: Name
    values: tuple[str, ...] = Field(min_length=1)
    """As text; in a column of numbers any way of writing the number will do."""

    @property
    def in_words(self) -> str:
        """A few words: `0 in glucose means missing`."""
        *most, last = self.values
        values = f"{', '.join(most)} or {last}" if most else last
        return f"{values} in {self.column} means missing"


def codes_of(said: Sequence[MissingCode]) -> dict[str, list[str]]:
    """Column to the values of it that mean missing."""
    return {m.column: list(m.values) for m in said}


class Task(Record):
    """The problem in OpenML's sense: data, target, kind, metric and split. Its id is the hash of its content."""

    id: Name
    version_id: Name
    target: Name
    kind: TaskKind
    metric: Name
    validation: Validation
    positive_class: str | None = None
    """The class that counts as positive (binary only), as text."""
    columns_excluded: tuple[str, ...] = ()
    """Columns that no variant may use: forbidden by the person, or ids, constants and confirmed leaks."""
    further_targets: tuple[str, ...] = ()
    """Targets predicted together with `target` (regression only)."""
    forecast: Forecast | None = None
    """There if the kind is forecast."""
    monotonic: tuple[Monotonic, ...] = ()
    missing_codes: tuple[MissingCode, ...] = ()
    """What counts as missing beside empty cells, in fits and in what the models they make are asked about."""

    @property
    def targets(self) -> tuple[str, ...]:
        """All columns that are predicted."""
        return (self.target, *self.further_targets)

    @property
    def codes(self) -> dict[str, list[str]]:
        """Column to the values of it that mean missing."""
        return codes_of(self.missing_codes)

    def said(self) -> dict[str, Any]:
        """The content without fields that came after the first release and say nothing, so that hashes stay."""
        content = self.content()
        return {k: v for k, v in content.items() if v or k not in LATER_FIELDS}


LATER_FIELDS = ("further_targets", "forecast", "monotonic", "missing_codes")
"""Fields of a task that came after the first release: said in hashes only where they say something."""


class MetricFloor(Record):
    """A bound that the person set on a metric (a floor, or a ceiling where lower is better)."""

    metric: Name
    value: float


class Constraints(Record):
    """What a variant or a run must satisfy; None means not constrained."""

    families_allowed: tuple[Family, ...] | None = None
    families_forbidden: tuple[Family, ...] = ()
    interpretable: bool | None = None
    max_run_s: PositiveFloat | None = None
    max_latency_ms: PositiveFloat | None = None
    max_memory_mb: PositiveFloat | None = None
    min_metric: MetricFloor | None = None
    columns_forbidden: tuple[str, ...] = ()
    columns_required: tuple[str, ...] = ()
    protected_columns: tuple[str, ...] = ()
    monotonic: tuple[Monotonic, ...] = ()
    missing_codes: tuple[MissingCode, ...] = ()

    @property
    def codes(self) -> dict[str, list[str]]:
        """Column to the values of it that mean missing."""
        return codes_of(self.missing_codes)


class Budget(Record):
    """What the person is ready to spend; None means not said."""

    seconds: PositiveFloat | None = None
    runs: PositiveInt | None = None
    cost: PositiveFloat | None = None
    """What all runs together may cost, in seconds of processor time, or in the unit of `cost_of`."""
    cost_of: str | None = None
    """The metric of a declared workflow that says what a run costs; None for processor time."""

    @property
    def cost_in_words(self) -> str | None:
        """Such as `600 s of processor time` or `5 of “dollars”`; None where nothing was said of costs."""
        if self.cost is None:
            return None
        of = (
            "s of processor time"
            if self.cost_of is None
            else f"of “{self.cost_of.removeprefix('min ').removeprefix('max ')}”"
        )
        return f"{self.cost:g} {of}"


_YES = frozenset({"yes", "y", "true", "t", "pos", "positive", "ja", "oui", "si", "sí"})
"""Classes that say nothing without the name of their column; figures don't, either."""


class ErrorCosts(Record):
    """What a miss and a false alarm cost, in any unit: only the ratio matters."""

    false_negative: PositiveFloat
    false_positive: PositiveFloat

    def in_words(self, positive: str | None = None, target: str | None = None) -> str:
        """What the dearer error costs beside the other, by the name of the class that is looked for.

        Args:
            positive: the class that is looked for; None where it is not known yet, or there are several.
            target: its column, named beside a class that only says yes, such as `1` or `true`.
        """
        ratio = self.false_negative / self.false_positive
        missed, alarm = "a missed case", "a false alarm"
        if positive is not None:
            says_yes = positive.casefold() in _YES or positive.replace(".", "", 1).isdigit()
            name = f"“{positive}” in {target}" if says_yes and target else f"“{positive}”"
            missed = f"a case of {name} that is not seen" if ratio >= 1 else "one that is not seen"
            alarm = "another case taken for one" if ratio >= 1 else f"another case taken for {name}"
        if ratio == 1:
            return f"{missed} costs as much as {alarm}"
        dear, cheap = (missed, alarm) if ratio > 1 else (alarm, missed)
        times = max(ratio, 1 / ratio)
        return f"{dear} costs {f'{times:,.0f}' if times >= 1000 else f'{times:.3g}'} times {cheap}"


class Preference(Record):
    """A wish that orders variants without forbidding any."""

    wish: Wish
    scope: Literal["goal", "always"] = "goal"
    source: str = ""
    """The person's words."""


class Goal(Record):
    """What a person wants: task, constraints, budget, preferences. A changed goal is a new one that supersedes."""

    id: Name
    conversation_id: Name
    person: Name
    statement: str
    """The words it was stated or changed with."""
    task: Task
    constraints: Constraints = Constraints()
    budget: Budget = Budget()
    error_costs: ErrorCosts | None = None
    preferences: tuple[Preference, ...] = ()
    why: dict[str, str] = {}
    """Line of the goal card (target, kind, metric, validation, …) to the sentence that says why it is so."""
    supersedes: str | None = None
    stated_at: Moment
