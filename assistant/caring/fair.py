"""How a kept model treats groups of people: measured on rows that fits had not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cards import ExplanationCard
from assistant.caring import kept
from assistant.caring.comparing import grouped
from assistant.services import Services
from assistant.unseen import unseen_of_model, unseen_rows
from store.errors import BadRequest
from store.records import Goal, ModelVersion, Run, RunEnd, Task

if TYPE_CHECKING:
    import pandas as pd

    from lifecycle.fairness import Fairness
    from lifecycle.measuring import Measuring


def fairness_by(services: Services, model: ModelVersion, column: str) -> Fairness:
    """The metric and what a binary task adds, in each group of a column, with intervals.

    Raises:
        BadRequest: the table has no such column, nothing was kept of rows not learned from, or there is one group only.
    """
    whole, said = kept.loaded(services, model), unseen_of_model(services, model)
    if said is None:
        raise BadRequest(f"{model.name} version {model.version} has no kept predictions of rows it was not fitted on.")
    return _fairness(services, whole.task, column, said, whole.measuring())


def fairness_of_run(services: Services, goal: Goal, run: Run, end: RunEnd, column: str) -> Fairness:
    """The same of a run whose model was not kept: of what its fits said of rows they had not seen.

    Raises:
        BadRequest: as `fairness_by`.
    """
    said, measuring = unseen_rows(services, goal, run, end)
    return _fairness(services, run.task, column, said, measuring)


def _fairness(services: Services, task: Task, column: str, said: pd.DataFrame, measuring: Measuring) -> Fairness:
    """How what was said of rows of a task's table treats the groups of a column."""
    from lifecycle.fairness import fairness

    table = services.known_frame(task.version_id, task.codes)
    if column not in table.columns or column == task.target:
        raise BadRequest(
            f"There is no column “{column}” to compare groups by. Name one of the table, such as sex or age."
        )
    groups = grouped(table[column].iloc[said["row"]].reset_index(drop=True))
    return fairness(column, groups, measuring.truth(said["truth"]), measuring.predicted(said), measuring)


def fairness_card(name: str, found: Fairness) -> ExplanationCard:
    """Every measure by group, with 90 % intervals, and the usual definitions.

    Args:
        name: of what was measured, such as `churn version 2` or `the best run`.
        found: its figures.
    """
    rows = []
    for spread in found.spreads:
        for group, figure in spread.groups.items():
            ends = "" if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"
            value = "not defined" if figure.value is None else f"{figure.value:.3f}"
            rows.append((spread.measure, group, found.rows[group], value, ends))
    usual = []
    if found.demographic_parity is not None:
        usual.append(f"Demographic parity difference {found.demographic_parity:.3f}, 0 is equal.")
    if found.equalized_odds is not None:
        usual.append(f"Equalized odds difference {found.equalized_odds:.3f}, 0 is equal.")
    return ExplanationCard(
        title=f"How does {name} do by {found.column}?",
        sentences=(*found.sentences, *usual),
        columns=("measure", "group", "rows", "value", "90 % interval"),
        rows=tuple(rows),
    )
