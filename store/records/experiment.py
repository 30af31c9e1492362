"""Experiments: what is recommended, proposed, decided, run and measured."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from store.records.base import Moment, Name, Record, Scalar, content_hash
from store.records.goal import Budget, Task
from store.records.search import Fidelity, Space, Stage, StageStrategy
from store.records.workflow import Variant, Workflow


class Evidence(Record):
    """A past run, or several on one dataset, that a recommendation rests on."""

    dataset: str
    similarity: float = Field(ge=0, le=1)
    """How near that dataset is, 1 = the same."""
    score: float | None = None
    """Metric value reached there, in the metric's unit."""
    rank: int | None = None
    """Rank of the variant among those tried there, from 1."""
    of: int | None = None
    run_ids: tuple[str, ...] = ()


class Recommendation(Record):
    """A variant worth running next, with what is expected of it and why."""

    id: Name
    set_id: Name
    """Recommendations made together share it; each is the best addition to those before it."""
    goal_id: Name
    rank: PositiveInt
    variant: Variant
    metric: Name
    score: float | None
    """Predicted metric value in its own unit; None where nothing is known."""
    score_low: float | None = None
    """Lower end of the 80 % interval."""
    score_high: float | None = None
    cost_s: NonNegativeFloat | None = None
    """Predicted wall seconds of one run on this machine, all folds."""
    cost_low_s: NonNegativeFloat | None = None
    cost_high_s: NonNegativeFloat | None = None
    success_probability: float | None = Field(default=None, ge=0, le=1)
    """Chance that the run ends with a score."""
    chance_of_best: float | None = Field(default=None, ge=0, le=1)
    """Chance that it beats the best so far (before any run: the trivial baseline)."""
    reasons: tuple[str, ...] = ()
    """One sentence each, the most important first."""
    evidence: tuple[Evidence, ...] = ()
    meta_model: str = ""
    """Id of the meta-model's card."""
    made_at: Moment


class PlannedRun(Record):
    """One line of a proposal: what would run, and at what expected cost."""

    variant: Variant
    recommendation_id: str | None = None
    rank: PositiveInt | None = None
    expected_score: float | None = None
    expected_s: NonNegativeFloat | None = None
    expected_low_s: NonNegativeFloat | None = None
    expected_high_s: NonNegativeFloat | None = None
    expected_best: float | None = None
    """The better end of the score's 80 % interval, in the metric's unit."""
    beside_s: NonNegativeFloat | None = None
    """Expected wall seconds beside the folds: starting, reading the table, measuring what mattered."""

    @property
    def whole_s(self) -> float | None:
        """Expected wall seconds from the start of the run to its end; None where nothing is known."""
        return None if self.expected_s is None else self.expected_s + (self.beside_s or 0.0)


class Limits(Record):
    """What a single run may use; it is stopped when it goes over."""

    run_s: PositiveFloat = 300.0
    """Wall seconds."""
    memory_mb: PositiveFloat = 4096.0
    """Resident memory of the run's process tree, in MB (2**20 bytes)."""
    threads: PositiveInt = 1


class Plan(Record):
    """Exactly what would run. A decision is bound to its hash."""

    goal_id: Name
    task: Task
    runs: tuple[PlannedRun, ...] = Field(min_length=1)
    strategy: StageStrategy = "recommended"
    budget: Budget = Budget()
    limits: Limits = Limits()
    parallel: PositiveInt = 1
    seed: NonNegativeInt = 0
    stages: tuple[Stage, ...] = ()
    """The strategies one after another; none: only `strategy`, for as many runs as the budget or the list has."""
    space: Space | None = None
    """What may be chosen beyond the listed runs; None: nothing where the strategy is `recommended`."""
    prune: bool = False
    """Whether runs that fall behind the best, or that nothing speaks for any more, are ended or skipped."""
    strategy_id: str | None = None
    """The saved strategy that this plan follows."""
    why: str = ""
    """Why this strategy, in one sentence."""
    extends: str | None = None
    """The experiment that this plan enlarges; None for one of its own."""
    workflow: Workflow | None = None
    """The declared workflow with the choices that are open; None for the built-in one."""
    answers: dict[str, Scalar] = {}
    """What a person answered at human steps so far, which conditions and functions of stages refer to."""
    functions: str = ""
    """Hash of the kept code of the functions that stages name; empty where they name none."""

    @property
    def hash(self) -> str:
        """Hash of the whole content: another plan, another hash.

        Fields that came after the first release count only where they say something, so that plans that were approved
        before keep their hash.
        """
        content = self.content() | {"task": self.task.said()}
        for name in _LATER_FIELDS:
            if content[name] in (None, False, "", [], {}):
                del content[name]
        for name in ("cost", "cost_of"):
            if content["budget"][name] is None:
                del content["budget"][name]
        for run in content["runs"]:
            for name in ("expected_best", "beside_s"):
                if run[name] is None:
                    del run[name]
        if self.stages:
            content["stages"] = [stage.said() for stage in self.stages]
        return content_hash(content, 32)

    @property
    def grows(self) -> bool:
        """Whether runs are chosen while the experiment goes on, so that the end of all runs so far is not its end."""
        return self.space is not None or self.most_runs > len(self.runs)

    @property
    def most_runs(self) -> int:
        """Runs at most, whatever the strategy chooses."""
        planned = sum(stage.runs for stage in self.stages) if self.stages else self.budget.runs or len(self.runs)
        return planned if self.budget.runs is None else min(planned, self.budget.runs)

    @property
    def expected_s(self) -> float | None:
        """Expected wall seconds of all planned runs: their sum over the parallel places, at least the longest."""
        return self._at_once([r.whole_s for r in self.runs])

    @property
    def fitting_s(self) -> float | None:
        """As `expected_s`, of fitting alone: without starting the runs and reading the table."""
        return self._at_once([r.expected_s for r in self.runs])

    def _at_once(self, each_s: Sequence[float | None]) -> float | None:
        known = [s for s in each_s if s is not None]
        return None if len(known) < len(each_s) else max([sum(known) / self.parallel, *known])


_LATER_FIELDS = ("stages", "space", "prune", "strategy_id", "why", "extends", "workflow", "answers", "functions")


class Proposal(Record):
    """A plan laid before a person. Nothing runs until a decision approves it."""

    id: Name
    conversation_id: Name
    plan: Plan
    plan_hash: Name
    replaces: str | None = None
    """The proposal that this one edits."""
    made_at: Moment


class Decision(Record):
    """What a person decided on a proposal. Only a person's act makes one."""

    id: Name
    proposal_id: Name
    plan_hash: Name
    verdict: Literal["approve", "edit", "reject"]
    person: Name
    channel: Literal["button", "typed", "flag"]
    words: str = ""
    """What the person typed, where they typed."""
    reason: str = ""
    decided_at: Moment


class ExperimentFile(Record):
    """The file in which an experiment was declared, as it was when its first stages were proposed."""

    id: Name
    proposal_id: Name
    """The proposal of its first stages."""
    name: Name
    path: str
    form: dict[str, Any]
    """What the file says."""
    workflow_id: str = ""
    """The declared workflow, its code kept; empty for the built-in one."""
    variants: dict[str, dict[str, Scalar]] = {}
    """Choices of the workflow's named variants."""
    person: Name
    read_at: Moment


class Experiment(Record):
    """An approved plan under way or done; its state is derived from its runs."""

    id: Name
    proposal_id: Name
    decision_id: Name
    goal_id: Name
    approved_by: Name
    approved_at: Moment


SignalName = Literal[
    "pause", "resume", "stop", "pin", "skip", "run_anyway", "reorder", "add", "budget", "narrow", "extend", "ask",
    "answer", "done", "interrupted",
]  # fmt: skip
"""`done` and `interrupted` are Sextant's own words on an experiment that chose its runs one by one: it has nothing more
to choose; it was broken off. `ask` is, too: the experiment waits at a human step for a person."""


class ExperimentSignal(Record):
    """Something a person said to a running experiment or one of its runs."""

    id: Name
    experiment_id: Name
    run_id: str | None = None
    signal: SignalName
    person: Name
    given_at: Moment
    value: dict[str, Any] = {}
    """What was said beyond the signal: `positions` of a new order, `seconds` and `runs` of a smaller budget, `families`
    that are wanted no more and whether only what is `interpretable` may still be chosen, `label`
    of a variant added by hand, `proposal_id` and `decision_id` of an approved enlargement; `step` and `question` of
    a human step, with `kind` where it is asked, with `answer` and `channel` where it is answered."""
    reason: str = ""
    """The person's words, where they gave any."""


class Run(Record):
    """One execution of one variant, as it was queued."""

    id: Name
    experiment_id: Name
    position: NonNegativeInt
    """Place in the plan, from 0."""
    variant: Variant
    task: Task
    seed: NonNegativeInt
    limits: Limits
    expected_score: float | None = None
    expected_s: NonNegativeFloat | None = None
    resumes: str | None = None
    """The interrupted, pruned or skipped run that this one does again."""
    fidelity: Fidelity | None = None
    """How much of the task is done; None for the whole."""
    stage: NonNegativeInt | None = None
    """The plan's stage that chose it, from 0; None where a person did."""
    rung: NonNegativeInt | None = None
    """The stage's rung that it belongs to, from 0."""
    chosen_because: str = ""
    """Why the strategy, or the person, chose it."""
    insisted: bool = False
    """Whether a person wants it to run to its end: it is neither pruned nor skipped."""
    queued_at: Moment


class RunStart(Record):
    """The moment a run's process began."""

    run_id: Name
    pid: int
    machine: Name
    """Id of the machine, see `Machine`."""
    code_version: str
    libraries: dict[str, str]
    """Library name to version, those that matter to the score."""
    started_at: Moment


class Measurement(Record):
    """One metric of one fold of one run."""

    run_id: Name
    fold: int = Field(ge=-1)
    """From 0; -1 is the aggregate over all folds (the figure that counts)."""
    metric: Name
    value: float


Outcome = Literal["ok", "failed", "timeout", "memory", "stopped", "interrupted", "skipped", "partial", "pruned"]
"""`partial`: measured on a part of the task, as planned. `pruned`: ended early, since it had fallen behind the best."""


class Partial(Record):
    """What was measured on a part of a task: worth something beside others on the same part only."""

    score: float
    """The task's metric on that part, in its own unit."""
    metrics: dict[str, float] = {}
    folds: PositiveInt
    """Folds that were done."""
    folds_total: PositiveInt
    rows: float = Field(default=1.0, gt=0, le=1)
    """Share of the rows."""


class RunEnd(Record):
    """How a run ended, and what it used."""

    run_id: Name
    outcome: Outcome
    score: float | None = None
    """The goal's metric over all folds, where the outcome is ok."""
    score_std: float | None = None
    """Standard deviation over folds."""
    metrics: dict[str, float] = {}
    """Every metric of the task's kind over all folds."""
    baseline: float | None = None
    """The trivial baseline's score on the same folds."""
    wall_s: NonNegativeFloat | None = None
    cpu_s: NonNegativeFloat | None = None
    peak_mb: NonNegativeFloat | None = None
    latency_ms: NonNegativeFloat | None = None
    """Median milliseconds to predict one row, measured in batches."""
    error: str = ""
    """One sentence a person understands."""
    traceback: str = ""
    output: str = ""
    """The end of what a run that failed had printed."""
    partial: Partial | None = None
    """There if the outcome is partial or pruned; `score` is None then."""
    saved_s: NonNegativeFloat | None = None
    """Estimate of the wall seconds saved by pruning or skipping."""
    artefacts: str = ""
    """Folder of out-of-fold predictions and the like, relative to SEXTANT_HOME."""
    ended_at: Moment


class Machine(Record):
    """A machine that runs were measured on: costs transfer between machines by the ratio of speeds."""

    id: Name
    cores: PositiveInt
    memory_mb: PositiveFloat
    speed: PositiveFloat
    """Result of the one-second benchmark, work units per second; higher is faster."""
    description: str = ""
    measured_at: Moment
