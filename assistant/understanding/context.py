"""What understanding knows about the moment a message was written, and what it gives back."""

from typing import Any, Literal

from pydantic import ConfigDict, Field, field_validator

from assistant.cards import Command, Question
from store.records import Record


class Context(Record):
    """The moment a message was written in; every part is optional, unknown parts are ignored."""

    model_config = ConfigDict(extra="ignore")

    columns: tuple[str, ...] = ()
    """Columns of the data at hand, by their exact names."""
    target: str | None = None
    kind: str | None = None
    """binary, multiclass, regression or forecast."""
    metric: str | None = None
    """By which the goal is measured."""
    recommendations: int = Field(default=0, ge=0)
    """Number of recommendations on the table."""
    last_columns: str = ""
    """What columns were to the message that changed the goal last, such as `columns_forbidden`; "" for nothing."""
    changed: bool = False
    """Whether the goal changed, or feedback was given, since a model or its data was spoken of last."""
    row: str = ""
    """The row that the replies just before showed as predicted wrong, by its number; "" for none."""
    explained: str = ""
    """The row that one of the newest replies explained, by its number or id; "" for none."""
    tried: tuple[int, ...] = ()
    """Ranks of the recommendations that were run or stand in the plan that waits."""
    proposal: bool = False
    """Whether a plan waits for a decision."""
    running: bool = False
    results: int = Field(default=0, ge=0)
    """Number of finished runs to speak of."""
    models: tuple[str, ...] = ()
    """Names of registered models."""
    model: str | None = None
    """The one of them that the conversation's goal made: it is meant where none is named."""
    role: str | None = None
    question_slot: str | None = None
    """What Sextant asked last, such as `target`; None where no question waits for an answer."""
    question_options: tuple[str, ...] = ()
    """The answers it offered."""
    datasets: tuple[str, ...] = ()
    """Names of known datasets."""
    column_values: dict[str, tuple[str, ...]] = {}
    """Values of columns with few of them, such as the target's classes."""

    @field_validator("columns", "models", "question_options", "datasets", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        """Nothing stands for an empty list; names are text whatever they were in the data."""
        if value is None or isinstance(value, bool | int | float):
            return ()
        return tuple(str(v) for v in ([value] if isinstance(value, str) else value))

    @field_validator("recommendations", "results", mode="before")
    @classmethod
    def _count(cls, value: Any) -> Any:
        """A list or a yes/no counts as its length."""
        return len(value) if isinstance(value, list | tuple | dict) else int(value or 0)

    @field_validator("proposal", "running", "changed", mode="before")
    @classmethod
    def _flag(cls, value: Any) -> bool:
        """Anything that is there counts as a yes."""
        return bool(value)

    @field_validator("column_values", mode="before")
    @classmethod
    def _values(cls, value: Any) -> Any:
        """Values are text whatever they were in the data."""
        return {str(k): tuple(str(v) for v in vs) for k, vs in (value or {}).items()}


class Understanding(Record):
    """What a message was understood to ask for: commands in the order to be done, or one question."""

    commands: tuple[Command, ...] = ()
    question: Question | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)
    """1 for exact rules; a similarity-based estimate otherwise."""
    alternatives: tuple[tuple[Command, ...], ...] = ()
    """Other readings, likeliest first."""
    source: Literal["exact", "similar", "none"] = "exact"
    """Exact rules, likeness to known sentences, or neither."""
    unheard: tuple[str, ...] = ()
    """Senses that the message certainly has and no command says: they are told, so that they are not lost."""
