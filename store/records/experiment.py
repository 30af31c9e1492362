"""Experiments: what is recommended, proposed, decided, run and measured."""

from typing import Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from store.records.base import Moment, Name, Record, content_hash
from store.records.goal import Budget, Task
from store.records.workflow import Variant

Share = float


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
    strategy: Literal["recommended", "grid", "random", "bayesian", "halving", "hyperband"] = "recommended"
    budget: Budget = Budget()
    limits: Limits = Limits()
    parallel: PositiveInt = 1
    seed: NonNegativeInt = 0

    @property
    def hash(self) -> str:
        """Hash of the whole content: another plan, another hash."""
        return content_hash(self.content(), 32)

    @property
    def expected_s(self) -> float | None:
        """Sum of the expected wall seconds over the planned runs divided by the parallel places."""
        known = [r.expected_s for r in self.runs]
        return None if None in known else sum(s for s in known if s is not None) / self.parallel


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


class Experiment(Record):
    """An approved plan under way or done; its state is derived from its runs."""

    id: Name
    proposal_id: Name
    decision_id: Name
    goal_id: Name
    approved_by: Name
    approved_at: Moment


class ExperimentSignal(Record):
    """Something a person said to a running experiment or one of its runs."""

    id: Name
    experiment_id: Name
    run_id: str | None = None
    signal: Literal["pause", "resume", "stop"]
    person: Name
    given_at: Moment


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
    """The interrupted run that this one does again."""
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


Outcome = Literal["ok", "failed", "timeout", "memory", "stopped", "interrupted", "skipped"]


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
