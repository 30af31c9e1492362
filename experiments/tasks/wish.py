"""What a person said of a task, what is still open, and what was settled."""

from typing import Any, Literal

from pydantic import Field

from store.records import ErrorCosts, MissingCode, Monotonic, Record, Task, TaskKind

Method = Literal["cv", "holdout", "time", "group"]
Slot = Literal["target", "kind", "metric", "positive_class", "validation", "leak", "columns"]


class ValidationWish(Record):
    """The parts of a validation that were said; None means not said."""

    method: Method | None = None
    folds: int | None = Field(default=None, ge=1, le=50)
    column: str | None = None
    """The column that orders or groups the rows, as said."""
    holdout_fraction: float | None = Field(default=None, gt=0, lt=1)
    seed: int = 0


class TaskWish(Record):
    """What a person said of a task, in any order and over any number of messages; None means not said."""

    target: str | None = None
    """As said: case, spaces and underscores need not match."""
    kind: TaskKind | None = None
    metric: str | None = None
    """A name of `store.records.METRICS`."""
    positive_class: str | None = None
    validation: ValidationWish = ValidationWish()
    error_costs: ErrorCosts | None = None
    columns_forbidden: tuple[str, ...] = ()
    columns_required: tuple[str, ...] = ()
    further_targets: tuple[str, ...] = ()
    """More columns to predict together with the target, as said."""
    monotonic: tuple[Monotonic, ...] = ()
    missing_codes: tuple[MissingCode, ...] = ()
    horizon: int | None = Field(default=None, ge=1)
    """How far ahead to forecast: steps of the series, or of `horizon_unit`."""
    horizon_unit: Literal["minute", "hour", "day", "week", "month", "quarter", "year"] | None = None
    known: tuple[str, ...] = ()
    """Columns known in advance where a series is forecast, as said."""
    words: str = ""
    """The sentences it was said with; they only ever narrow a choice that the rules found doubtful."""

    def told(self, **parts: Any) -> "TaskWish":
        """This wish with parts added or replaced.

        `validation` may be a mapping of its parts, which are laid over those said before; column lists are joined, and
        a column newly required is no longer forbidden (and the other way round).

        Raises:
            pydantic.ValidationError: a part has a value it cannot have.
        """
        content = self.model_dump() | {k: v for k, v in parts.items() if k not in ("validation", *_COLUMN_LISTS)}
        if "validation" in parts:
            said = parts["validation"]
            said = said.model_dump(exclude_none=True) if isinstance(said, ValidationWish) else dict(said)
            content["validation"] = self.validation.model_dump() | said
        for name, other in (_COLUMN_LISTS, _COLUMN_LISTS[::-1]):
            added = tuple(parts.get(name, ()))
            content[name] = tuple(dict.fromkeys((*content[name], *added)))
            content[other] = tuple(c for c in content[other] if c not in added)
        return TaskWish.model_validate(content)


_COLUMN_LISTS = ("columns_forbidden", "columns_required")


class Answer(Record):
    """One likely answer to an open point."""

    label: str
    """What a button shows."""
    says: str
    """The same as a sentence of the person."""
    sets: dict[str, Any]
    """What it adds to the wish: `wish.told(**answer.sets)`."""


class OpenPoint(Record):
    """Something that the rules leave to the person: one short question."""

    slot: Slot
    question: str
    options: tuple[Answer, ...] = ()
    blocking: bool = True
    """Whether there is no task before it is answered. A suspected leak doesn't block: the column stays in use until
    the person says otherwise, and the question is put to them."""


class Settled(Record):
    """A wish after the rules: a task, or what is still to be asked (or both, where a question doesn't block)."""

    task: Task | None
    why: dict[str, str]
    """Line of the goal (target, kind, metric, positive_class, validation, columns, rows, …) to the sentence
    that says why it is so."""
    open: tuple[OpenPoint, ...] = ()
    """The questions in the order to ask them."""
