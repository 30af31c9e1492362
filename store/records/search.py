"""Searches: how an experiment chooses what to run, and within which bounds."""

from typing import Any, Literal

from pydantic import Field, PositiveInt

from store.records.base import Moment, Name, Record, Scalar

StrategyName = Literal["recommended", "grid", "random", "bayesian", "halving", "hyperband", "pareto"]
StageStrategy = Literal[StrategyName, "generated"]
"""`generated`: a function of the person's own says what runs next, see `Stage.generate`."""
COSTS = ("wall_s", "latency_ms", "peak_mb")
"""What every run costs, as far as it is measured."""


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
    """A comparison with a number of what came of the stages before, or with a value of what a person answered."""

    of: Literal["best", "runs", "failed", "answer", "function"]
    """The best score on the whole task, the number of runs, or of runs that failed; the answer to a human step; what a
    function of the person's own says."""
    sign: Literal["<", "<=", ">", ">=", "==", "!="]
    value: Scalar
    name: str = ""
    """Of an answer: the human step, with the field of a form after a dot; of a function: `module:function`."""
    also: tuple["Condition", ...] = ()
    """What else must hold."""

    def said(self) -> dict[str, Any]:
        """The content without what was added since the first release and says nothing."""
        content = self.content()
        for one in (content, *content["also"]):
            for name in ("name", "also"):
                if not one[name]:
                    del one[name]
        return content


class Stage(Record):
    """A part of an experiment that follows one strategy."""

    strategy: StageStrategy
    runs: PositiveInt
    """Runs at most, those on a part of the data included."""
    rungs: tuple[Rung, ...] = ()
    """Of halving and Hyperband: every step, in order."""
    cost: str | None = None
    """Of pareto: what is weighed against the score, lower is better: one of `COSTS`, or a declared workflow's own
    metric by the name it is recorded under."""
    patience: PositiveInt | None = None
    """The stage ends after so many whole runs in a row that brought nothing better."""
    enough: float | None = None
    """The stage ends once this score, in the metric's own unit, is reached."""
    when: Condition | None = None
    """What must hold of the stages before, once they are over; else the stage is left out."""
    beside: bool = False
    """Whether it goes on beside the stage before it, instead of after."""
    filter: str = ""
    """A function of the person's own, `module:function`, that keeps or drops what the strategy would choose."""
    generate: str = ""
    """Of `generated`: the function of the person's own that yields variants, given the results so far."""

    def said(self) -> dict[str, Any]:
        """The content without what was added since the first release and says nothing."""
        content = self.content()
        for name in ("when", "beside", "filter", "generate"):
            if not content[name]:
                del content[name]
        return content if self.when is None else content | {"when": self.when.said()}


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
