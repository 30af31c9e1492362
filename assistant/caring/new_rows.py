"""Rows to predict: a table that has what a kept model looks at, and not yet what it predicts."""

from __future__ import annotations

from pathlib import Path

from assistant.cards import Option
from assistant.caring.kept import goal_of, in_use, of_goal
from assistant.visit import Visit
from lifecycle import registry
from store.records import Dataset, DatasetVersion

SLOT = "rows_use"
"""Of the question whether to predict the rows of a table that was just given."""


def ask_new_rows(visit: Visit) -> bool:
    """Asks whether to predict the rows of the table just given, where a kept model can and its target is not in it.

    Returns:
        Whether it was asked.
    """
    if visit.draft.version_id is None or not any(c["name"] == "use_data" for c in visit.commands):
        return False
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    name = _model_for(visit, version)
    if name is None:
        return False
    table = visit.store.get(Dataset, version.dataset_id)
    goal = goal_of(visit.services, in_use(visit.services, name))
    target = goal.task.target if goal is not None else "it"
    source = Path(table.source).name or table.name
    visit.ask(
        f"{table.name} has all that {name} looks at, and no {target}. Shall I predict {target} for its rows?",
        slot=SLOT,
        options=(
            Option(label=f"Predict {target} for these rows", says=f"Score {source} with {name}"),
            Option(label="Check them for drift", says=f"Check {source} for drift"),
            Option(label="Look at the table first", says="What is in the table?"),
        ),
    )
    return True


def rows_at_hand(visit: Visit, name: str) -> str | None:
    """Where the conversation's table lies, if it is one whose rows a model can predict; None for the model's own table.

    Args:
        visit: the turn.
        name: of the kept model.
    """
    if visit.draft.version_id is None:
        return None
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    if not _fits(visit, name, version, with_target=True):
        return None
    source = visit.store.get(Dataset, version.dataset_id).source
    return source if Path(source).exists() else str(visit.services.home / version.snapshot)


def _model_for(visit: Visit, version: DatasetVersion) -> str | None:
    """The kept model that can predict the table: the goal's, else the newest."""
    names = list(registry.models(visit.store))
    ours = of_goal(visit.services, visit.state.goal)
    ordered = [n for n in (ours, *reversed(names)) if n is not None]
    return next((n for n in ordered if _fits(visit, n, version, with_target=False)), None)


def _fits(visit: Visit, name: str, version: DatasetVersion, *, with_target: bool) -> bool:
    """Whether a table has all inputs of a model and is not what it was fitted on.

    Args:
        visit: the turn.
        name: of the model.
        version: of the table.
        with_target: whether it may have the target as well.
    """
    model = in_use(visit.services, name)
    goal = goal_of(visit.services, model)
    if goal is None or goal.task.forecast is not None or goal.task.version_id == version.id:
        return False
    has_target = version.column(goal.task.target) is not None
    return bool(model.signature) and all(version.column(c) for c in model.signature) and (with_target or not has_target)
