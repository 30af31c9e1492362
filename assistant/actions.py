"""What a person can do by a button: each press is one of these, typed and bound to what was shown."""

from typing import Annotated, Any, Literal

from pydantic import Field

from store.records import Record


class Approve(Record):
    """Yes to exactly the plan that was shown."""

    kind: Literal["approve"] = "approve"
    proposal_id: str
    plan_hash: str
    """Hash of the plan as it was drawn; another plan by now means that nothing runs."""


class Decline(Record):
    """No to a plan."""

    kind: Literal["decline"] = "decline"
    proposal_id: str
    plan_hash: str
    reason: str = ""


class DropRun(Record):
    """Takes one line out of a proposed plan: a new proposal replaces the old one."""

    kind: Literal["drop_run"] = "drop_run"
    proposal_id: str
    position: int = Field(ge=0)
    """Place of the run in the plan, from 0."""


class EditPlan(Record):
    """Changes a proposed plan: a new proposal replaces the old one."""

    kind: Literal["edit_plan"] = "edit_plan"
    proposal_id: str
    drop: tuple[int, ...] = ()
    """Places in the plan, from 0, of the runs to leave out."""
    run_s: float | None = Field(default=None, gt=0, le=86_400)
    """Wall seconds after which a single run is stopped; None keeps what the plan says."""
    memory_mb: float | None = Field(default=None, ge=256)
    """Memory above which a single run is stopped; None keeps what the plan says."""


class Signal(Record):
    """Stops, pauses or resumes an experiment, or one of its runs."""

    kind: Literal["signal"] = "signal"
    experiment_id: str
    signal: Literal["pause", "resume", "stop"]
    run_id: str | None = None


SteerAct = Literal["pin", "skip", "run_anyway"]


class Steer(Record):
    """Steers one run of an experiment: next, not at all, or anyway."""

    kind: Literal["steer"] = "steer"
    experiment_id: str
    act: SteerAct
    run_id: str


class AnswerStep(Record):
    """Answers where an experiment waits for a person."""

    kind: Literal["answer_step"] = "answer_step"
    experiment_id: str
    step: str
    answer: Any = None
    """The value; of a form the values by field."""


class Rate(Record):
    """A thumb up or down, with words where the person gave some."""

    kind: Literal["rate"] = "rate"
    subject_kind: Literal["recommendation", "run", "goal", "model", "general"]
    subject_id: str | None
    up: bool
    words: str = ""


class Withdraw(Record):
    """Takes a piece of feedback back."""

    kind: Literal["withdraw"] = "withdraw"
    feedback_id: str


class ChangeProfile(Record):
    """Sets one line of the person's profile; None takes it away."""

    kind: Literal["change_profile"] = "change_profile"
    key: str
    value: Any = None


class CareFor(Record):
    """Asks for something about a kept model; what would move or run is proposed only."""

    kind: Literal["care_for"] = "care_for"
    what: Literal["promote", "roll_back", "retrain", "check_drift"]
    model: str
    version: int | None = None
    """Which version would be promoted."""


Action = Annotated[
    Approve | Decline | DropRun | EditPlan | Signal | Steer | AnswerStep | Rate | Withdraw | ChangeProfile | CareFor,
    Field(discriminator="kind"),
]
