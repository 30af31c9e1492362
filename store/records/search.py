"""Searches: how an experiment chooses what to run, and within which bounds."""

from typing import Literal

from pydantic import Field, PositiveInt

from store.records.base import Moment, Name, Record

StrategyName = Literal["recommended", "grid", "random", "bayesian", "halving", "hyperband", "pareto"]
CostName = Literal["wall_s", "latency_ms", "peak_mb"]


class Fidelity(Record):
    """How much of a task a run does. A run on a part is never compared with one on the whole."""

    rows: float = Field(default=1.0, gt=0, le=1)
    """Share of the table's rows, drawn so that a larger share contains the smaller one."""
    folds: PositiveInt | None = None
    """Only the first so many folds; None for all."""


class Rung(Record):
    """A step of successive halving: so many runs at one fidelity; the best go on to the next rung of the bracket."""

    bracket: int = Field(default=0, ge=0)
    runs: PositiveInt
    fidelity: Fidelity | None = None
    """None for the whole task."""


class Condition(Record):
    """A comparison of what came of the stages before with a number."""

    of: Literal["best", "runs", "failed"]
    """The best score on the whole task, the number of runs, or of runs that failed."""
    sign: Literal["<", "<=", ">", ">="]
    value: float


class Stage(Record):
    """A part of an experiment that follows one strategy."""

    strategy: StrategyName
    runs: PositiveInt
    """Runs at most, those on a part of the data included."""
    rungs: tuple[Rung, ...] = ()
    """Of halving and Hyperband: every step, in order."""
    cost: CostName | None = None
    """Of pareto: what is weighed against the score; lower is better."""
    patience: PositiveInt | None = None
    """The stage ends after so many whole runs in a row that brought nothing better."""
    enough: float | None = None
    """The stage ends once this score, in the metric's own unit, is reached."""
    when: Condition | None = None
    """What must hold of the stages before, once they are over; else the stage is left out."""


class Space(Record):
    """What a search may choose from: an approval covers these variants and no others."""

    workflow_id: Name
    estimators: tuple[str, ...]
    """Of the built-in workflow; none for a declared one, whose plan has its open choices."""
    families_forbidden: tuple[str, ...] = ()
    """Families of which no part of a variant may be."""
    interpretable: bool = False
    """Whether only variants count that a person can follow."""
    avoid: tuple[str, ...] = ()
    """Ids of variants that failed on like data."""


class SavedStrategy(Record):
    """A strategy that a person keeps under a name; what is saved under the same name later replaces it."""

    id: Name
    name: Name
    person: Name
    stages: tuple[Stage, ...] = Field(min_length=1)
    prune: bool = True
    """Whether runs that fall behind the best are ended early."""
    supersedes: str | None = None
    """The strategy of that name before."""
    made_at: Moment
