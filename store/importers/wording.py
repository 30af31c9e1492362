"""Runs of another tool in Sextant's words: choices, metrics, seconds, outcomes; and why one is left out."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from store.durations import SECONDS
from store.importers.roles import Taken, is_number
from store.records import (
    Direction,
    ImportedRun,
    ImportedSpace,
    ImportedStatus,
    Scalar,
    Variant,
    VariationPoint,
    content_hash,
)

_STATUS: dict[str, ImportedStatus] = {
    **dict.fromkeys(("ok", "finished", "completed", "complete", "success", "succeeded", "done", "passed"), "ok"),
    **dict.fromkeys(("failed", "fail", "failure", "error", "crashed", "crash", "aborted"), "failed"),
    **dict.fromkeys(("killed", "stopped", "pruned", "cancelled", "canceled"), "stopped"),
    **dict.fromkeys(("timeout", "timed_out", "time_out"), "timeout"),
    **dict.fromkeys(("memory", "oom", "out_of_memory"), "memory"),
    **dict.fromkeys(("interrupted", "preempted"), "interrupted"),
}
_UNDER_WAY = frozenset({"running", "in_progress", "started", "paused"})
_NOT_BEGUN = frozenset({"new", "queued", "scheduled", "waiting", "pending", "created", "skipped"})
_FAMILY = ("estimator", "algorithm", "classifier", "regressor", "model_type", "model", "architecture", "family")
_LONGEST_LABEL = 300
_LONGEST_TEXT = 2000
_LARGEST_WHOLE = 2**63
_MOST_VALUES = 6
"""Values of a parameter that are named one by one."""


@dataclass(frozen=True)
class RawRun:
    """One run as its source has it."""

    key: str
    """What it is known by; equal for the same run wherever the source lies."""
    values: Mapping[str, Scalar]
    """Column to value; missing ones are left out, and None is a value. Not a number stays not a number."""


SAME_ID, _TWICE = "another run has the same id", "it is in the source twice"
"""Why a run is left out that is known by what another one before it is known by: a copied folder, or the very same."""


class Skipped:
    """Counts of runs that are left out, by reason."""

    def __init__(self, already: Mapping[str, int] | None = None) -> None:
        self.counts: dict[str, int] = dict(already or {})

    def __call__(self, reason: str, count: int = 1) -> None:
        """Counts one more."""
        self.counts[reason] = self.counts.get(reason, 0) + count


def space_of(workflow: str, tool: str, taken: Sequence[Taken], points: Iterable[VariationPoint]) -> ImportedSpace:
    """The space of a workflow whose columns are taken so."""
    told = ("parameter", "metric", "cost", "dataset", "status", "rating", "seed", "error")
    metrics: dict[str, Direction | None] = {t.name: t.direction for t in taken if t.role == "metric"}
    return ImportedSpace.of(
        workflow=workflow,
        tool=tool,
        parameters=tuple(t.name for t in taken if t.role == "parameter"),
        points=tuple(points),
        metrics=metrics,
        columns={t.column: t.text for t in taken if t.role in told},
    )


def runs_of(workflow: str, raw: Sequence[RawRun], taken: Sequence[Taken], skipped: Skipped) -> tuple[ImportedRun, ...]:
    """The runs that can be imported, in their order; the others are counted in `skipped`."""
    first: dict[str, RawRun] = {}
    found: list[ImportedRun] = []
    for one in raw:
        if one.key in first:
            skipped(_TWICE if one == first[one.key] else SAME_ID)
            continue
        first[one.key] = one
        made = _run(workflow, one, taken)
        if isinstance(made, str):
            skipped(made)
        else:
            found.append(made)
    return tuple(found)


def _run(workflow: str, raw: RawRun, taken: Sequence[Taken]) -> ImportedRun | str:
    """The run, or the reason why it is left out."""
    single = {t.role: raw.values.get(t.column) for t in taken}
    of_role = {t.role: t for t in taken}
    metrics, broken = _metrics(raw, taken)
    rating = _number(single.get("rating"))
    # where ratings are all that a source has, they are the measurement; beside metrics, 0 often means "not rated"
    measured = bool(metrics) or (rating is not None and "metric" not in of_role)
    status = _status(single.get("status"), "status" in of_role, measured, broken)
    if status not in set(_STATUS.values()):
        return status
    cost = _number(single.get("cost"))
    error = _text(single.get("error"))
    if status == "failed" and broken and not error:
        error = f"{', '.join(broken)} came out as no finite number."
    context = {t.name: v for t in taken if t.role == "context" and (v := _kept(raw.values.get(t.column))) is not None}
    return ImportedRun.of(
        workflow=workflow,
        source_key=raw.key,
        name=_text(single.get("name")),
        dataset=_text(single.get("dataset")),
        variant=_variant(workflow, raw, taken, context),
        status=status,
        metrics=metrics,
        cost_s=cost * SECONDS[of_role["cost"].unit] if cost is not None and cost >= 0 else None,
        rating=rating,
        seed=_seed(single.get("seed")),
        started_at=moment(single.get("started")),
        error=error,
        context=context,
    )


def _metrics(raw: RawRun, taken: Sequence[Taken]) -> tuple[dict[str, float], list[str]]:
    """Metrics that are finite numbers, and the names of those that are not."""
    found, broken = {}, []
    for t in taken:
        value = raw.values.get(t.column) if t.role == "metric" else None
        if value is None:
            continue
        number = _number(value)
        if number is None:
            broken.append(t.name)
        else:
            found[t.name] = number
    return found, broken


def _status(said: Scalar, has_column: bool, measured: bool, broken: Sequence[str]) -> str:
    """A status of `ImportedStatus`, or the reason to leave the run out."""
    word = re.sub(r"[\s\-]+", "_", str(said).strip().casefold()) if said is not None else ""
    if word in _UNDER_WAY:
        return "it was still running"
    if word in _NOT_BEGUN:
        return "it was never started"
    if word and word not in _STATUS:
        return f"its status {word!r} is not known"
    if has_column and not word and not measured:
        return "it has neither status nor metric"
    status = _STATUS.get(word, "ok")
    if status != "ok" or measured:
        return status
    return "failed" if broken else "it has no value of any metric"


def _variant(workflow: str, raw: RawRun, taken: Sequence[Taken], context: Mapping[str, Scalar]) -> Variant | None:
    choices: dict[str, Scalar] = {}
    for t in taken:
        if t.role == "parameter" and t.column in raw.values:
            value = raw.values[t.column]
            if not (isinstance(value, float) and math.isnan(value)):
                choices[t.name] = _kept(whole(value))
    if not choices:
        return None
    return Variant.of(workflow, family_of(workflow, choices, context), choices, label_of(choices))


def family_of(workflow: str, choices: Mapping[str, Scalar], context: Mapping[str, Scalar]) -> str:
    """The kind of model that a choice, or else the context, names; the workflow where nothing does."""
    named = {**{k.casefold(): v for k, v in context.items()}, **{k.casefold(): v for k, v in choices.items()}}
    family = next((v for n in _FAMILY if isinstance(v := named.get(n), str) and v.strip()), workflow)
    return family[:400]


def label_of(choices: Mapping[str, Scalar]) -> str:
    """Choices in words, such as "max_depth 79, learning_rate 0.01"."""
    words = ", ".join(f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
                      for name, value in choices.items())  # fmt: skip
    return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1] + "…"


def in_words(values: Sequence[Scalar]) -> str:
    """Values of a parameter in a sentence: "3 to 7" of numbers, else "conv or dense"; beyond six the rest is counted.

    Args:
        values: one or more, in any order.
    """
    numbers = [v for v in values if is_number(v)]
    if len(numbers) == len(values):
        least, most = (f"{v:g}" if isinstance(v, float) else str(v) for v in (min(numbers), max(numbers)))
        return f"{least} to {most}"
    named = [str(v) for v in values[:_MOST_VALUES]]
    if len(values) > _MOST_VALUES:
        named.append(f"{len(values) - _MOST_VALUES} others")
    return f"{', '.join(named[:-1])} or {named[-1]}" if len(named) > 1 else named[0]


def whole(value: Scalar) -> Scalar:
    """A number without fraction as an integer: 3 and 3.0 are the same choice, however a file spells them."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _kept(value: Scalar) -> Scalar:
    """The value as it can be kept; what cannot be (no finite number, beyond 64 bits) as text or None."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    if isinstance(value, int) and not -_LARGEST_WHOLE <= value < _LARGEST_WHOLE:
        return str(value)
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:  # two that differ only at their ends stay two
        return f"{value[: _LONGEST_TEXT - 20]}… {content_hash({'text': value}, 12)}"
    return value


def _number(value: Scalar) -> float | None:
    if isinstance(value, str):
        value = scalar(value)
    if not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _seed(value: Scalar) -> int | None:
    number = _number(value)
    return int(number) if number is not None and 0 <= number < _LARGEST_WHOLE and number.is_integer() else None


def _text(value: Scalar) -> str:
    return "" if value is None else str(value)[:_LONGEST_TEXT]


def moment(value: Any) -> datetime | None:
    """A moment of ISO text or of seconds or milliseconds since 1970; without a time zone it is taken as UTC."""
    number = _number(value) if not isinstance(value, bool) else None
    try:
        if number is not None:
            return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
        found = datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def scalar(text: str) -> Scalar:
    """The value that a text stands for: whole numbers, numbers, truth values and nothing, else the text itself."""
    plain = text.strip()
    if plain.casefold() in ("", "none", "null", "na", "n/a"):
        return None
    if plain.casefold() in ("true", "false"):
        return plain.casefold() == "true"
    if re.fullmatch(r"[+-]?(0|[1-9]\d{0,17})", plain):
        return int(plain)
    if re.fullmatch(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf|infinity)", plain, re.IGNORECASE):
        return float(plain)
    return text
