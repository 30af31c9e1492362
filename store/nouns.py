"""How each noun lies in a table: its key, its columns, and the way there and back.

A fact's own top-level fields are typed columns, what is nested is JSON text. A few nested values that everybody asks
for (the variant of a run, the target of a goal) are columns of their own beside that, written once with the fact.
"""

import json
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from store import records
from store.errors import BadData, BadRequest, DuplicateFact
from store.records import Record

R = TypeVar("R", bound=Record)
SqlType = Literal["VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP", "JSON"]
Row = tuple[Any, ...]
"""One fact as plain values in the order of `Noun.columns`: JSON as text, moments in UTC without a time zone."""

_SQL: dict[Any, SqlType] = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", datetime: "TIMESTAMP"}
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_ACCEPTS: dict[SqlType, tuple[tuple[type, ...], str]] = {
    "VARCHAR": ((str,), "text"),
    "BIGINT": ((int,), "a whole number"),
    "DOUBLE": ((int, float), "a number"),
    "BOOLEAN": ((bool,), "true or false"),
    "TIMESTAMP": ((datetime,), "a moment with a time zone"),
}


@dataclass(frozen=True)
class Field:
    """A column that holds a top-level field."""

    name: str
    sql: SqlType
    optional: bool
    """Whether None is one of the field's values; elsewhere an empty cell means the field's default."""


@dataclass(frozen=True)
class Derived:
    """A column copied from within a nested field, so that SQL need not take JSON apart."""

    name: str
    sql: SqlType
    of: Callable[[Any], object]


@dataclass(frozen=True)
class Noun:
    """A noun and its table."""

    record: type[Record]
    table: str
    key: tuple[str, ...]
    """The fields that identify a fact; most often just `id`."""
    derived: tuple[Derived, ...] = ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The top-level fields, in their order."""
        return tuple(_field(name, info.annotation) for name, info in self.record.model_fields.items())

    @cached_property
    def columns(self) -> tuple[Field | Derived, ...]:
        """All columns but `seq`, in order."""
        return (*self.fields, *self.derived)

    @cached_property
    def _json(self) -> set[str]:
        return {f.name for f in self.fields if f.sql == "JSON"}

    @cached_property
    def _key_at(self) -> tuple[int, ...]:
        names = [f.name for f in self.fields]
        return tuple(names.index(k) for k in self.key)

    def key_of(self, row: Row) -> str:
        """The key of a row; that of several fields is joined with slashes."""
        at = self._key_at
        return str(row[at[0]]) if len(at) == 1 else "/".join([str(row[i]) for i in at])

    def row(self, fact: Record) -> Row:
        """The fact as a row.

        Raises:
            BadData: it has a value that cannot be kept (NaN in free JSON, a whole number beyond 64 bits).
        """
        try:
            nested = fact.model_dump(mode="json", include=self._json) if self._json else {}
            own = [_put(f, nested[f.name] if f.sql == "JSON" else getattr(fact, f.name)) for f in self.fields]
            return (*own, *(_put(d, d.of(fact)) for d in self.derived))
        except (ValueError, TypeError) as error:
            raise BadData(f"This {self.table.replace('_', ' ')} cannot be kept: {error}.") from error

    def fact(self, row: Sequence[Any]) -> Record:
        """The fact of a row; derived columns are ignored."""
        values: dict[str, Any] = {}
        for field, value in zip(self.fields, row, strict=False):
            if value is None:
                if field.optional:
                    values[field.name] = None
            elif field.sql == "JSON":
                values[field.name] = json.loads(value)
            else:
                values[field.name] = value.replace(tzinfo=UTC) if field.sql == "TIMESTAMP" else value
        return self.record.model_validate(values)

    def wanted(self, equal: dict[str, object]) -> list[tuple[str, Any]]:
        """Column and plain value (or a tuple of them) of each condition of a `find`.

        Raises:
            BadRequest: there is no such field, or the value is of another type than the field.
        """
        by_name = {f.name: f for f in self.fields}
        conditions = []
        for name, value in equal.items():
            field = by_name.get(name)
            if field is None:
                raise BadRequest(f"A {self.table} has no field {name!r}; it has {', '.join(by_name)}.")
            if value is not None and field.sql == "JSON":
                raise BadRequest(f"{self.table}.{name} is nested; only plain fields can be searched for.")
            several = value if isinstance(value, tuple) else (value,)
            for one in several:
                if one is not None and not _fits(field.sql, one):
                    raise BadRequest(f"{self.table}.{name} is {_ACCEPTS[field.sql][1]}, not {one!r}.")
            put = tuple(_put(field, one) for one in several)
            conditions.append((name, put if isinstance(value, tuple) else put[0]))
        return conditions


def _fits(sql: SqlType, value: object) -> bool:
    accepted = isinstance(value, _ACCEPTS[sql][0]) and (sql == "BOOLEAN" or not isinstance(value, bool))
    return accepted and not (isinstance(value, datetime) and value.tzinfo is None)


def _put(column: Field | Derived, value: Any) -> Any:
    """A value as it lies in its column."""
    if value is None:
        return None
    if column.sql == "JSON":
        return _as_json(value)
    if column.sql == "TIMESTAMP":
        return value.astimezone(UTC).replace(tzinfo=None)
    if column.sql == "BIGINT" and not -(2**63) <= value < 2**63:
        raise ValueError(f"{column.name} = {value} is beyond 64 bits")
    if column.sql == "DOUBLE":
        return float(value)
    return value


def _field(name: str, annotation: Any) -> Field:
    """The column of an annotation: plain types are typed, everything else is JSON."""
    if annotation is Any:
        return Field(name, "JSON", True)
    parts = set(_plain(annotation))
    optional = type(None) in parts
    parts -= {type(None)}
    sql = _SQL.get(next(iter(parts))) if len(parts) == 1 else None
    return Field(name, sql or "JSON", optional)


def _plain(annotation: Any) -> list[Any]:
    """The alternatives of an annotation, without constraints; a literal of texts is text."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [p for a in get_args(annotation) for p in _plain(a)]
    if origin is Literal:
        return [type(a) for a in get_args(annotation)]
    return [annotation]


def _text(name: str, of: Callable[[Any], object]) -> Derived:
    return Derived(name, "VARCHAR", of)


def _if_there(of: Callable[[Any], object]) -> Callable[[Any], object]:
    """The same, None where the fact has no variant."""
    return lambda fact: None if fact.variant is None else of(fact)


_VARIANT = (
    _text("variant_id", lambda r: r.variant.id),
    _text("family", lambda r: r.variant.family),
    _text("label", lambda r: r.variant.label),
    Derived("choices", "JSON", lambda r: r.variant.choices),
)
_TASK = (
    _text("task_id", lambda r: r.task.id),
    _text("version_id", lambda r: r.task.version_id),
    _text("target", lambda r: r.task.target),
    _text("kind", lambda r: r.task.kind),
    _text("metric", lambda r: r.task.metric),
)
_PLAN = (
    _text("goal_id", lambda r: r.plan.goal_id),
    Derived("n_runs", "BIGINT", lambda r: len(r.plan.runs)),
    Derived("expected_s", "DOUBLE", lambda r: r.plan.expected_s),
    Derived("grows", "BOOLEAN", lambda r: r.plan.grows),
    _text("strategy", lambda r: r.plan.strategy),
    _text("strategy_id", lambda r: r.plan.strategy_id),
)
_IMPORTED = tuple(replace(d, of=_if_there(d.of)) for d in _VARIANT)
_ID = ("id",)

NOUNS: tuple[Noun, ...] = (
    Noun(records.Dataset, "dataset", _ID),
    Noun(records.DatasetVersion, "dataset_version", _ID),
    Noun(records.DataReport, "data_report", _ID),
    Noun(records.DatasetProfile, "dataset_profile", _ID),
    Noun(records.Workflow, "workflow", _ID),
    Noun(records.Variant, "variant", _ID),
    Noun(records.Task, "task", _ID),
    Noun(records.Goal, "goal", _ID, _TASK),
    Noun(records.Recommendation, "recommendation", _ID, _VARIANT),
    Noun(records.Proposal, "proposal", _ID, _PLAN),
    Noun(records.Decision, "decision", _ID),
    Noun(records.SavedStrategy, "saved_strategy", _ID),
    Noun(records.ExperimentFile, "experiment_file", _ID),
    Noun(records.Experiment, "experiment", _ID),
    Noun(records.ExperimentSignal, "experiment_signal", _ID),
    Noun(records.Run, "run", _ID, (*_VARIANT, *_TASK)),
    Noun(records.RunStart, "run_start", ("run_id",)),
    Noun(records.Measurement, "measurement", ("run_id", "fold", "metric")),
    Noun(records.RunEnd, "run_end", ("run_id",)),
    Noun(records.Machine, "machine", _ID),
    Noun(records.ModelVersion, "model_version", _ID),
    Noun(records.AliasProposal, "alias_proposal", _ID),
    Noun(records.Alias, "alias", _ID),
    Noun(records.Monitor, "monitor", _ID),
    Noun(records.DriftReport, "drift_report", _ID),
    Noun(records.ModelCheck, "model_check", _ID),
    Noun(records.Policy, "policy", _ID),
    Noun(records.StandingGate, "standing_gate", _ID),
    Noun(records.Suggestion, "suggestion", _ID),
    Noun(records.Alert, "alert", _ID),
    Noun(records.AlertAct, "alert_act", _ID),
    Noun(records.AlertDelivery, "alert_delivery", _ID),
    Noun(records.MetaModelCard, "meta_model_card", _ID),
    Noun(records.Conversation, "conversation", _ID),
    Noun(records.ConversationTitle, "conversation_title", _ID),
    Noun(records.Message, "message", _ID),
    Noun(records.Turn, "turn", _ID),
    Noun(records.Feedback, "feedback", _ID),
    Noun(records.FeedbackEffect, "feedback_effect", _ID),
    Noun(records.FeedbackWithdrawal, "feedback_withdrawal", ("feedback_id",)),
    Noun(records.ProfileFact, "profile_fact", _ID),
    Noun(records.Star, "star", _ID),
    Noun(records.SavedQuery, "saved_query", _ID),
    Noun(records.SavedQueryRemoval, "saved_query_removal", ("query_id",)),
    Noun(records.FilesRemoved, "files_removed", _ID),
    Noun(records.PersonForgotten, "person_forgotten", _ID),
    Noun(records.ImportedSpace, "imported_space", _ID),
    Noun(records.ImportedRun, "imported_run", _ID, _IMPORTED),
    Noun(records.ImportAct, "import_act", _ID),
    Noun(records.ImportedRecommendation, "imported_recommendation", _ID, _VARIANT),
)
"""Every noun that is kept, things before what refers to them."""

_BY_RECORD = {n.record: n for n in NOUNS}


def noun_of(record: type[Record]) -> Noun:
    """The noun of a record class.

    Raises:
        BadRequest: facts of that class are not kept on their own.
    """
    noun = _BY_RECORD.get(record)
    if noun is None:
        raise BadRequest(f"A {record.__name__} is not kept on its own; it is part of another fact.")
    return noun


def rows_by_noun(facts: Sequence[Record]) -> dict[Noun, dict[str, Row]]:
    """The rows of facts by noun and key, in their order; the very same fact twice is one.

    Raises:
        DuplicateFact: two different facts have the same key.
        BadData: a fact cannot be kept.
        BadRequest: a record is not a noun that is kept.
    """
    found: dict[type[Record], dict[str, Row]] = {}
    for fact in facts:
        kind = type(fact)
        noun = noun_of(kind)
        row = noun.row(fact)
        key = noun.key_of(row)
        rows = found.get(kind)
        if rows is None:
            rows = found[kind] = {}
        if rows.setdefault(key, row) != row:
            raise DuplicateFact(f"Two different facts {noun.table} {key!r} were to be recorded at once.")
    return {noun_of(kind): rows for kind, rows in found.items()}
