"""What the pages Models and Monitors show: the present state of every kept model, read from the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from assistant import wording
from assistant.caring import kept
from assistant.caring.alerts import Group, groups
from assistant.caring.checks import check_lines
from assistant.caring.comparing import compare
from assistant.caring.gates import gates_of
from assistant.caring.making import making_lines
from assistant.caring.monitors import moment_of, monitors, reports_of
from assistant.caring.reported import batch_words, is_unread, telling, verdict_words
from assistant.caring.scored_rows import is_stopped, rows_waiting
from assistant.goal_card import KIND_WORDS, task_validation_words
from assistant.keeping_once import fits_of
from assistant.services import Services
from lifecycle import registry
from lifecycle.triggers import policy_of
from store.records import (
    Alias,
    DriftReport,
    Goal,
    ModelVersion,
    Monitor,
    Policy,
    PromotionReport,
    Run,
    Suggestion,
    label_of,
    metric,
)

WHOLE = {"domain": "all together", "prediction": "predictions"}
"""Tests that are about no single column."""


@dataclass(frozen=True)
class ModelOverview:
    """One model with all of its versions."""

    name: str
    versions: tuple[ModelVersion, ...]
    """Oldest first."""
    aliases: dict[str, int]
    history: tuple[Alias, ...]
    """Oldest first."""
    labels: dict[int, str]
    """Version to its variant in words."""
    families: dict[int, str]
    """Version to its kind of model, where its run is known."""
    goal: Goal | None
    approval: str
    """Who stands behind the version in use, in a sentence or two."""
    blends: dict[int, int] = field(default_factory=dict)
    """Version to how many models it averages, where these are several; its label and kind are the heaviest one's."""

    @property
    def champion(self) -> int | None:
        """The version in use."""
        return self.aliases.get(registry.CHAMPION)

    @property
    def metric(self) -> str | None:
        """The metric of its goal."""
        return self.goal.task.metric if self.goal else None


def model_overviews(services: Services) -> tuple[ModelOverview, ...]:
    """All models, the one saved last first."""
    found = []
    for name in registry.models(services.store):
        versions = registry.versions(services.store, name)
        runs = {m.version: kept.run_of(services, m) for m in versions}
        found.append(
            ModelOverview(
                name=name,
                versions=versions,
                aliases=registry.aliases(services.store, name),
                history=registry.history(services.store, name),
                labels={v: pair[0].variant.label if pair else "" for v, pair in runs.items()},
                families={v: pair[0].variant.family for v, pair in runs.items() if pair},
                blends={m.version: n for m in versions if (n := len(fits_of(services, m))) > 1},
                goal=kept.goal_of(services, versions[-1]),
                approval=registry.who_approved(services.store, name).sentence,
            )
        )
    return tuple(sorted(found, key=lambda m: m.versions[-1].saved_at, reverse=True))


def model_card(services: Services, model: ModelVersion) -> list[tuple[str, str]]:
    """What made a version and what it is good for: label and value of each line."""
    meta = kept.loaded(services, model).meta
    task = meta.task
    found = kept.run_of(services, model)
    lines = [
        ("Predicts", f"{task.target} ({KIND_WORDS[task.kind][1]}), measured by {metric(task.metric).label}"),
        ("Fitted on", f"{model.rows:,} rows of version {task.version_id[:10]}, seed {meta.seed}"),
        ("Kind", meta.variant.label),
        ("Choices", "; ".join(f"{_words(c)}: {_words(v)}" for c, v in meta.variant.choices.items())),
        ("Inputs", ", ".join(f"{c} ({_type(d)})" for c, d in list(model.signature.items())[:30])),
        ("Left out", ", ".join(task.columns_excluded) or "nothing"),
        *[("Means missing", f"{wording.listed(m.values, joint='or')} in {m.column}") for m in task.missing_codes],
        ("Measured", ", ".join(f"{label_of(n).replace('_', ' ')} {v:.3g}" for n, v in sorted(model.metrics.items()))),
        ("Checked by", task_validation_words(task)),
        ("Libraries", ", ".join(f"{n} {v}" for n, v in sorted(meta.libraries.items()))),
        ("Saved", f"by {model.saved_by}, {model.saved_at:%Y-%m-%d %H:%M} UTC"),
    ]
    if found is not None:
        run: Run = found[0]
        lines.append(("Run", f"{run.id} of experiment {run.experiment_id}"))
    return [*lines, *making_lines(services, model), *check_lines(services, model)]


def _words(said: object) -> str:
    """A choice or its value without the signs that the code puts between words."""
    return said.replace("_", " ").replace(".", " ") if isinstance(said, str) else str(said)


def _type(dtype: str) -> str:
    """The type of a column as a person calls it; other types as they are."""
    known = {"datetime": "date", "int": "whole number", "float": "number", "bool": "yes or no", "str": "text",
             "object": "text", "category": "category"}  # fmt: skip
    return next((words for begins, words in known.items() if dtype.startswith(begins)), dtype)


def compared(services: Services, name: str, ours: int, theirs: int) -> PromotionReport:
    """Two versions on the same rows.

    Raises:
        SextantError: they cannot be compared; the message says why.
    """
    candidate = registry.version(services.store, name, ours)
    other = registry.version(services.store, name, theirs)
    return compare(services, candidate, other, gates_of(services, candidate))


@dataclass(frozen=True)
class Watched:
    """What is watched of one model, and what was seen."""

    name: str
    version: int
    metric: str | None
    sources: tuple[Monitor, ...]
    reports: tuple[DriftReport, ...]
    """Oldest first, of all versions."""
    groups: tuple[Group, ...]
    suggestions: tuple[Suggestion, ...]
    """Newest first."""
    policy: Policy | None
    conversation_id: str | None
    """Where the model came from."""
    waiting: int = 0
    """Rows that it predicted and that nobody has looked at yet."""
    stopped: bool = False
    """Whether somebody stopped watching the rows that it predicts."""

    @property
    def told(self) -> DriftReport | None:
        """The report that tells how the version in use stands, as the conversation has it; None where none does."""
        read = [r for r in self._ours if not is_unread(r)]
        return telling(read) if read else None

    @property
    def state(self) -> str:
        """none, harmless or harmful; unread where no batch can be read, unknown where nothing was looked at yet."""
        if self.told is not None:
            return str(self.told.verdict or "unknown")
        return "unread" if self._ours else "unknown"

    @property
    def _ours(self) -> list[DriftReport]:
        return [r for r in self.reports if r.details.get("version") in (None, self.version)]


def watched_models(services: Services) -> tuple[Watched, ...]:
    """All models with what their monitors saw, those that got worse first."""
    found = []
    for name in registry.models(services.store):
        model = kept.in_use(services, name)
        goal = kept.goal_of(services, model)
        stopped = is_stopped(services, name)
        found.append(
            Watched(
                name=name,
                version=model.version,
                metric=goal.task.metric if goal else None,
                sources=monitors(services, name),
                reports=reports_of(services, name),
                groups=groups(services, name),
                suggestions=tuple(reversed(services.store.find(Suggestion, model=name)))[:5],
                policy=policy_of(services.store, name),
                conversation_id=goal.conversation_id if goal else None,
                waiting=0 if stopped else rows_waiting(services, name),
                stopped=stopped,
            )
        )
    order = {"harmful": 0, "unread": 1, "harmless": 2, "none": 3, "unknown": 4}
    return tuple(sorted(found, key=lambda w: order[w.state]))


def timeline(reports: tuple[DriftReport, ...], zone: tzinfo | None = None) -> list[dict[str, Any]]:
    """One line a report for the picture: batch, moment, verdict, score with interval, expected loss.

    Times in names of batches are those of the zone; of this machine where None.
    """
    lines = []
    for report in reports:
        measured, estimated = report.details.get("realised") or {}, report.details.get("estimated") or {}
        known = measured.get("score") is not None
        score = measured.get("score") if known else estimated.get("score")
        lines.append(
            {
                "batch": batch_words(report, zone),
                "at": moment_of(report).isoformat(),
                "verdict": verdict_words(report),
                "score": score,
                "kind": "measured" if known else "estimated",
                "low": None if known else estimated.get("low"),
                "high": None if known else estimated.get("high"),
                "loss": report.severity,
                "version": report.details.get("version"),
            }
        )
    return lines


def column_grid(reports: tuple[DriftReport, ...], most: int = 12, zone: tzinfo | None = None) -> list[dict[str, Any]]:
    """Which column moved in which batch, by its largest distance from what is usual in standard deviations.

    Several tests may look at a column; it has one cell a batch, or the last drawn would hide the others. Batches are
    called as in `timeline`.
    """
    worst: dict[str, float] = {}
    cells: dict[tuple[str, str], float] = {}
    for report in reports:
        for seen in report.details.get("drifted", ()):
            name = str(seen["subject"]) if seen["test"] not in WHOLE else WHOLE[seen["test"]]
            cell, z = (batch_words(report, zone), name), float(seen["z"])
            worst[name] = max(worst.get(name, 0.0), z)
            cells[cell] = max(cells.get(cell, 0.0), min(z, 50.0))
    shown = {name for name, _ in sorted(worst.items(), key=lambda pair: -pair[1])[:most]}
    return [{"batch": batch, "column": name, "z": z} for (batch, name), z in cells.items() if name in shown]
