"""What was done elsewhere: runs of other tools, the space of workflows they belong to, and who brought them.

A space and its runs carry no time and no path, only content: the same runs brought again, by another person or from a
moved folder, are the same facts. Who brought them, when and from where is an `ImportAct`.
"""

from typing import Any, Literal, TypeVar

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt, ValidationInfo, model_validator

from store.records.base import Moment, Name, Record, Scalar, content_hash
from store.records.workflow import Variant, VariationPoint

Direction = Literal["max", "min"]
_DRAFT: dict[str, bool] = {"draft": True}
OWN_KEY = "sextant:"
"""Begins the key of a run that Sextant exported: behind it comes the run's id in the store where it was first."""
PARENT, PARENT_NAME = "parent_run", "parent_run_name"
"""In the context of a run that is a part of another: what that one is known by in their source, and its name."""
F = TypeVar("F", bound=Record)
ImportedStatus = Literal["ok", "failed", "timeout", "memory", "stopped", "interrupted"]


class ImportedSpace(Record):
    """A workflow of another tool: what can be varied in it and what is measured, as a person confirmed it."""

    id: Name
    """Hash of the rest: the same assignment, the same id. The one imported last says how a workflow is read."""
    workflow: Name
    """Name of the workflow; runs of one name are learned from together."""
    tool: Name
    """What kind of source it came from, such as mlflow or table."""
    parameters: tuple[str, ...] = ()
    """Names of what varies."""
    points: tuple[VariationPoint, ...] = ()
    """Ranges where the source declares them; elsewhere the space is what was observed."""
    metrics: dict[str, Direction | None] = {}
    """Metric to its better direction, None where nobody has said."""
    columns: dict[str, str] = {}
    """Column of the source to what it is taken as, such as "parameter", "metric max" or "cost s"."""

    @classmethod
    def of(cls, **content: Any) -> "ImportedSpace":
        """The space of this content, with its id."""
        return _born(cls, content)

    @model_validator(mode="after")
    def _id_is_hash(self, info: ValidationInfo) -> "ImportedSpace":
        return _checked(self, info)


class ImportedRun(Record):
    """One run that another tool made, in Sextant's words."""

    id: Name
    """Hash of the rest."""
    workflow: Name
    source_key: Name
    """What the run is known by in its source."""
    reading: NonNegativeInt = 0
    """How often the same run was read differently before; of several readings the last counts."""
    name: str = ""
    """Its name there."""
    dataset: str = ""
    """Name of the data it ran on, empty where the source does not say."""
    variant: Variant | None = None
    """Its configuration, None where the source does not say."""
    status: ImportedStatus
    metrics: dict[str, float] = {}
    """Metric to value, as in the source."""
    cost_s: NonNegativeFloat | None = None
    """Wall seconds."""
    rating: float | None = None
    """What a person gave it, in the source's own scale; higher is better."""
    seed: NonNegativeInt | None = None
    started_at: Moment | None = None
    error: str = ""
    context: dict[str, Scalar] = {}
    """All else that the source says of it."""

    @classmethod
    def of(cls, **content: Any) -> "ImportedRun":
        """The run of this content, with its id."""
        return _born(cls, content)

    def read_as(self, reading: int) -> "ImportedRun":
        """The same run as its reading of that number."""
        made = self.model_copy(update={"reading": reading})
        return made.model_copy(update={"id": _hash(made)})

    @model_validator(mode="after")
    def _id_is_hash(self, info: ValidationInfo) -> "ImportedRun":
        return _checked(self, info)


class ImportAct(Record):
    """Who brought runs of a space into the store, when and from where."""

    id: Name
    workflow: Name
    space_id: Name
    source: str
    """Path or URL, without user names and passwords."""
    person: Name
    new: NonNegativeInt
    """Runs that were not known before."""
    known: NonNegativeInt
    """Runs that were known already."""
    skipped: dict[str, int] = Field(default={})
    """Reason to number of runs that were left out."""
    imported_at: Moment


class ImportedRecommendation(Record):
    """A combination of an imported workflow that nobody has tried, with what is expected of it.

    Sextant cannot start the workflow: a person runs it where it lives, and importing its runs again tells what came of
    it.
    """

    id: Name
    set_id: Name
    """Recommendations made together share it; each is the best addition to those before it."""
    workflow: Name
    dataset: str = ""
    """Name of the data it is meant for, empty where the runs do not say."""
    conversation_id: str = ""
    """Where it was asked for; empty outside of conversations."""
    person: Name
    metric: Name
    direction: Direction
    rank: PositiveInt
    variant: Variant
    score: float | None
    """Predicted value of the metric in its own unit; None where nothing is known."""
    score_low: float | None = None
    """Lower end of the 80 % interval."""
    score_high: float | None = None
    cost_s: NonNegativeFloat | None = None
    """Predicted wall seconds, on the machines that the imported runs were made on."""
    cost_low_s: NonNegativeFloat | None = None
    cost_high_s: NonNegativeFloat | None = None
    success_probability: float | None = Field(default=None, ge=0, le=1)
    chance_of_best: float | None = Field(default=None, ge=0, le=1)
    """Chance that it beats the best run so far."""
    reasons: tuple[str, ...] = ()
    """One sentence each, the most important first."""
    made_at: Moment


def _born(noun: type[F], content: dict[str, Any]) -> F:
    """The fact of this content; its id is the hash of the content as it is kept (1 where 1.0 is meant is 1.0)."""
    draft = noun.model_validate({"id": "draft", **content}, context=_DRAFT)
    return draft.model_copy(update={"id": _hash(draft)})


def _checked(fact: F, info: ValidationInfo) -> F:
    if info.context is not _DRAFT and getattr(fact, "id", "") != _hash(fact):
        raise ValueError(f"its id is not the hash of its content; build it with {type(fact).__name__}.of")
    return fact


def _hash(fact: Record) -> str:
    return content_hash(fact.model_dump(mode="json", exclude={"id"}), 32)
