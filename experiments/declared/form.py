"""What a person may write in a workflow's and an experiment's file, field by field."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PositiveFloat, PositiveInt, model_validator

from experiments.declared.conditions import condition
from experiments.declared.faults import FieldFault
from store.records import Condition, Scalar

USUAL_RUNS = 10
"""Of a file that says neither stages nor runs."""
FIRST_RUNS = "the first stage must run something, before a person can be asked about it"
_RESULTS = ("best", "runs", "failed")
WORD = r"^[A-Za-z_][A-Za-z0-9_.\-]*$"
Word = Annotated[str, Field(pattern=WORD, max_length=100)]
"""A name that can stand in braces in a command."""


class Form(BaseModel):
    """A part of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Parameter(Form):
    """A number or a choice that is left open."""

    type: Literal["float", "log-float", "int", "log-int", "categorical"]
    low: float | None = None
    high: float | None = None
    choices: tuple[Scalar, ...] = ()
    default: Scalar = None
    when: dict[Word, Any] = {}
    """Other variation points and the value, or values, they must have for this one to apply."""

    @model_validator(mode="after")
    def _applies_at_times(self) -> "Parameter":
        never = next((name for name, values in self.when.items() if values == []), None)
        if never is not None:
            raise FieldFault(("when", never), "without any value it never applies: name one, or several as [a, b]")
        return self

    @model_validator(mode="after")
    def _choices(self) -> "Parameter":
        if self.type != "categorical":
            if self.choices:
                raise FieldFault(("choices",), "only a parameter of type categorical has choices")
            return self
        if not self.choices:
            raise ValueError("a categorical parameter needs choices, such as choices: [a, b]")
        if self.low is not None or self.high is not None:
            raise ValueError("a categorical parameter has choices, and neither low nor high")
        twice = next((c for i, c in enumerate(self.choices) if any(_same(c, o) for o in self.choices[:i])), None)
        if twice is not None:
            raise FieldFault(("choices",), f"{twice!r} is there twice: keep one")
        if self.default is not None and self.default not in self.choices:
            raise ValueError(f"the default {self.default!r} is none of the choices")
        return self

    @model_validator(mode="after")
    def _range(self) -> "Parameter":
        if self.type == "categorical":
            return self
        if self.low is None or self.high is None or self.low > self.high:
            raise ValueError("a number needs low and high, low not above high")
        if self.type.startswith("log") and self.low <= 0:
            raise ValueError("a logarithmic range must begin above 0")
        if self.default is not None and not (_number(self.default) and self.low <= self.default <= self.high):  # type: ignore[operator]
            raise ValueError(f"the default {self.default!r} does not lie between {self.low:g} and {self.high:g}")
        if self.type.endswith("int"):
            odd = [v for v in (self.low, self.high, self.default) if v is not None and not float(v).is_integer()]
            if odd:
                raise ValueError(f"of an int, low, high and default are whole numbers, not {odd[0]!r}")
        return self


class Implementation(Form):
    """One way to do a step."""

    parameters: dict[Word, Parameter] = {}
    words: str = ""
    """What it is, as people say it."""


class StepForm(Form):
    """A step: with parameters, with alternative implementations, or a workflow of its own."""

    name: Word
    parameters: dict[Word, Parameter] = {}
    implementations: dict[Word, Implementation] = {}
    default: Word | None = None
    """The implementation to begin with; the first where it is left out."""
    inputs: tuple[Word, ...] = ()
    """Of a step in Python: names of what it takes, held against its functions."""
    outputs: tuple[Word, ...] = ()
    """Of a step in Python: names of what it gives; its own name where they are left out."""
    workflow: str | None = None
    """File of a workflow whose steps stand here."""

    @model_validator(mode="after")
    def _stands_alone(self) -> "StepForm":
        own = ("parameters", "implementations", "default", "inputs", "outputs")
        said = next((name for name in own if getattr(self, name)), None) if self.workflow is not None else None
        if said is not None:
            raise FieldFault(
                (said,), "a step that is a workflow has no fields of its own: say it in that workflow's file, or in a "
                "file that inherits from it",
            )  # fmt: skip
        return self

    @model_validator(mode="after")
    def _default_exists(self) -> "StepForm":
        if self.default is not None and self.default not in self.implementations:
            raise ValueError(f"the default {self.default!r} is none of the implementations")
        if self.name in self.parameters:
            raise FieldFault(
                ("parameters", self.name), "a step's own name stands for the choice among its implementations: call "
                "the parameter otherwise",
            )  # fmt: skip
        return self


def _direction(said: Any) -> Any:
    known = {"higher": "max", "lower": "min", "max": "max", "min": "min"}
    if not isinstance(said, str) or said not in known:
        raise ValueError(f"say which way is better, higher or lower, not {said!r}")
    return known[said]


class VariantForm(Form):
    """A variant with a name: some choices, the rest from another variant or by default."""

    inherits: Word | None = None
    choices: dict[Word, Scalar] = {}


class WorkflowForm(Form):
    """The file of a workflow: a command or a Python module, its steps, what it measures."""

    name: Word
    version: PositiveInt = 1
    inherits: str | None = None
    """File of a workflow from which everything comes that is not said here."""
    description: str = ""
    command: str | None = None
    """Such as `python train.py --lr {lr} --data {data}`; `{seed}`, `{out}` and `{share}` can stand in it, too."""
    python: str | None = None
    """A file with decorated steps, see `experiments.declared.step`."""
    code: tuple[str, ...] = ()
    """Further files that belong to it, as patterns; the Python files beside it always do."""
    metrics: dict[Word, Annotated[Literal["max", "min"], BeforeValidator(_direction)]] = Field(min_length=1)
    """Name to `higher` or `lower`: which way is better."""
    steps: tuple[StepForm, ...] = Field(min_length=1)
    variants: dict[Word, VariantForm] = {}

    @model_validator(mode="after")
    def _one_way_to_run(self) -> "WorkflowForm":
        if (self.command is None) == (self.python is None):
            how = "both, of which only one can be" if self.command is not None else "none of them"
            raise ValueError(f"say either “command” or “python”, how the workflow is run; there is {how}")
        return self


class GoalForm(Form):
    """What an experiment is after."""

    metric: Word
    words: str = ""
    """In a sentence."""


class FieldForm(Form):
    """What a person fills in at a human step."""

    type: Literal["number", "int", "text", "yes", "choice"] = "text"
    low: float | None = None
    high: float | None = None
    choices: tuple[Scalar, ...] = ()
    optional: bool = False
    words: str = ""
    """What is meant, as people say it; the field's name where it is left out."""

    @model_validator(mode="after")
    def _fits(self) -> "FieldForm":
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("a choice needs choices, such as choices: [a, b], and nothing else has any")
        if self.type not in ("number", "int") and not self.low == self.high is None:
            raise ValueError("only a number or an int has low and high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is above high")
        return self


class ShowForm(Form):
    """What a person sees at a human step."""

    text: str = ""
    table: Annotated[int, Field(ge=0, le=100)] = 5
    """So many of the best runs so far."""
    picture: bool = True
    """The score of each run."""


class StageForm(Form):
    """A part of an experiment that follows one strategy or function, several beside each other, or a question."""

    strategy: Literal["recommended", "grid", "random", "bayesian", "halving", "hyperband", "pareto"] | None = None
    generate: str | None = None
    """`module:function` beside the file that yields choices, instead of a strategy."""
    filter: str | None = None
    """`module:function` beside the file that keeps or drops what the strategy would choose."""
    parallel: tuple["StageForm", ...] | None = Field(default=None, min_length=2)
    """Stages that go on beside each other."""
    runs: PositiveInt | None = None
    patience: PositiveInt | None = None
    enough: float | None = None
    over: Literal["repeats", "share", "rows", "folds"] | None = None
    """Of halving and Hyperband: what is less at first, see `experiments.strategies.halving`."""
    cost: Word | None = None
    """Of pareto: what is weighed against the score, see `Stage.cost`; a metric by the name the workflow gives it."""
    when: Annotated[Condition | None, BeforeValidator(condition)] = None
    ask: str | None = None
    """A question to a person, at which the experiment waits."""
    name: Word | None = None
    """Of a human step: what its answer is called."""
    choose: Word | None = None
    """Of a human step: the variation point that the answer settles for the stages after it."""
    answer: Literal["yes", "number", "text"] | None = None
    """Of a human step: what is answered. After a no the experiment ends, unless a condition after it asks for it."""
    choices: tuple[Scalar, ...] = Field(default=(), max_length=100)
    """Of a human step: what can be chosen."""
    rating: Annotated[int, Field(ge=2, le=100)] | None = None
    """Of a human step: the highest mark; 1 is the lowest."""
    form: dict[Word, FieldForm] = {}
    """Of a human step: what is filled in."""
    show: ShowForm | None = None
    """Of a human step: what the person sees."""

    @property
    def runs_something(self) -> bool:
        """Whether it is a single stage that chooses runs."""
        return self.strategy is not None or self.generate is not None

    @model_validator(mode="after")
    def _one_kind(self) -> "StageForm":
        kinds = (self.strategy, self.generate, self.ask, self.parallel)
        if sum(k is not None for k in kinds) != 1:
            raise ValueError(
                "a stage has a “strategy”, a function to “generate”, a question to “ask”, or stages in “parallel”"
            )
        own = (self.runs, self.patience, self.enough, self.cost, self.filter)
        if not self.runs_something and any(v is not None for v in own):
            raise ValueError(
                "a human step has no runs, patience, enough, cost or filter"
                if self.ask is not None
                else "runs, patience, enough, cost and filter belong to each of the stages in parallel"
            )
        if self.runs_something and self.runs is None:
            raise ValueError("a stage with a strategy needs “runs”")
        if self.over is not None and self.strategy not in ("halving", "hyperband"):
            raise ValueError("only halving and hyperband have “over”: leave it out")
        if self.cost is not None and self.strategy != "pareto":
            raise ValueError("only pareto weighs a cost against the score: leave out “cost”, or say “strategy: pareto”")
        if any(s.ask is not None or s.parallel is not None for s in self.parallel or ()):
            raise ValueError("in parallel there can be stages with a strategy or a function only")
        return self

    @model_validator(mode="after")
    def _one_answer(self) -> "StageForm":
        said = [n for n in ("choose", "answer", "choices", "rating", "form") if getattr(self, n)]
        if self.ask is None and (said or self.name or self.show):
            raise ValueError(f"only a human step, with “ask”, has “{(said or ['name' if self.name else 'show'])[0]}”")
        if (self.name or self.choose) in _RESULTS:
            raise ValueError(
                f"“{self.name or self.choose}” means a result in conditions: give the answer another “name”"
            )
        if len(said) > 1:
            raise ValueError(f"a human step has one answer: leave out “{said[0]}” or “{said[1]}”")
        return self


class BudgetForm(Form):
    """What may be spent."""

    runs: PositiveInt | None = None
    seconds: PositiveFloat | None = None
    """Wall time of all that runs."""
    cost: PositiveFloat | None = None
    """What all runs together may cost: seconds of processor time, or in the unit of `cost_of`."""
    cost_of: Word | None = None
    """The workflow's metric that says what a run costs."""

    @model_validator(mode="after")
    def _cost_said(self) -> "BudgetForm":
        if self.cost_of is not None and self.cost is None:
            raise ValueError("say how much in “cost”, or leave out “cost_of”")
        return self


class LimitsForm(Form):
    """What a single run may use."""

    run_s: PositiveFloat = 300.0
    memory_mb: PositiveFloat = 4096.0
    threads: PositiveInt = 1


class ExperimentForm(Form):
    """The file of an experiment: workflow, goal, data and stages."""

    name: Word | None = None
    workflow: str | dict[str, Any]
    """The workflow's file, or its fields."""
    functions: str | None = None
    """Folder of its filters, generators and conditions; the file's own where it is left out."""
    data: str | None = None
    """File or folder that `{data}` names; none where the workflow makes its own."""
    goal: GoalForm
    stages: tuple[StageForm, ...] = ()
    """Left out: the named variants, or what is recommended where there are none."""
    variants: tuple[Word, ...] = ()
    """Named variants of the workflow to run first."""
    budget: BudgetForm = BudgetForm()
    limits: LimitsForm = LimitsForm()
    repeats: Annotated[int, Field(ge=1, le=50)] = 1
    """How often each variant is run, with a seed of its own each time; the score is the mean."""
    parallel: PositiveInt = 1
    seed: Annotated[int, Field(ge=0, lt=2**32 - 100)] = 0
    prune: bool = False
    """Whether runs that fall behind the best over their repeats are ended early."""

    @model_validator(mode="after")
    def _begins_with_runs(self) -> "ExperimentForm":
        if self.stages and self.stages[0].ask is not None:
            raise FieldFault(("stages", 0), FIRST_RUNS)
        return self

    @property
    def planned(self) -> tuple[StageForm, ...]:
        """The stages, as said or as they are usual."""
        runs = len(self.variants) or self.budget.runs or USUAL_RUNS
        return self.stages or (StageForm(strategy="recommended", runs=runs),)


def _same(a: Scalar, b: Scalar) -> bool:
    """Whether two choices are written alike: 1 and true are not."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def _number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
