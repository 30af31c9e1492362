"""What a run, or a kept model, said of rows that it had not learned from: with the threshold of its yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.caring import kept
from assistant.keeping import out_of_fold_of, rule_of_run
from assistant.services import Services
from store.errors import BadRequest, UnknownRecord
from store.records import Goal, ModelVersion, Run, RunEnd

if TYPE_CHECKING:
    import pandas as pd

    from lifecycle.measuring import Measuring


def unseen_rows(services: Services, goal: Goal, run: Run, end: RunEnd) -> tuple[pd.DataFrame, Measuring]:
    """A run's predictions of rows that it had not learned from, a row each, and what measures them.

    Where errors have stated costs, or the metric calls for it, a yes begins where the model would have it begin if the
    run's model were kept, and not at one half.

    Args:
        services: the store and the runs' folders.
        goal: which says what errors cost.
        run: of one row, one prediction; no forecast.
        end: how it ended.

    Returns:
        `row`, `truth`, `prediction` and `probability_<class>`; the measuring of its task.

    Raises:
        BadRequest: the run kept nothing of what it said.
    """
    from experiments.deciding import apply_rule
    from lifecycle.measuring import PROBABILITY, Measuring

    said = out_of_fold_of(services, end)
    if said is None:
        raise BadRequest("That run kept no predictions of rows it had not learned from. Run it again to see them.")
    said = said.drop_duplicates("row").reset_index(drop=True)
    classes = tuple(c.removeprefix(PROBABILITY) for c in said.columns if c.startswith(PROBABILITY))
    if run.task.kind == "binary":
        said = apply_rule(rule_of_run(services, goal, run, end), said, classes, classes)
    return said, Measuring(run.task.kind, run.task.metric, classes, run.task.positive_class)


def unseen_of_model(services: Services, model: ModelVersion) -> pd.DataFrame | None:
    """What fits that had not seen them said of the rows of a kept version's own table, as the version says it.

    Of a blend it is the weighted average of its runs, on the rows that all of them predicted; the version's rule makes
    of it what is said, as it does of new rows.

    Args:
        services: the store and the runs' folders.
        model: the version.

    Returns:
        `row` (position in the table), `fold`, `truth`, `prediction` and `probability_<class>`, a row each; None where
        that was not kept.

    Raises:
        BadData: the version's files are damaged.
    """
    from experiments.blending import averaged, blended_runs
    from experiments.deciding import apply_rule, load_rule
    from lifecycle.measuring import PROBABILITY

    folder = kept.folder_of(services, model)
    runs = blended_runs(folder) or ({model.run_id: 1.0} if model.run_id else {})
    tables = [_said_by(services, run_id) for run_id in runs]
    whole = [t for t in tables if t is not None]
    if not whole or len(whole) < len(tables):
        return None
    shared = whole[0].index
    for table in whole[1:]:
        shared = shared.intersection(table.index)
    classes = [c.removeprefix(PROBABILITY) for c in whole[0].columns if c.startswith(PROBABILITY)]
    weighted = [(t.loc[shared], w) for t, w in zip(whole, runs.values(), strict=True)]
    return apply_rule(load_rule(folder), averaged(weighted, classes, classes), classes, classes).reset_index()


def _said_by(services: Services, run_id: str) -> pd.DataFrame | None:
    """A run's predictions of rows that it had not learned from, by row; None where they are gone."""
    try:
        said = out_of_fold_of(services, services.store.get(RunEnd, run_id))
    except (OSError, ValueError, UnknownRecord):
        return None
    return None if said is None else said.drop_duplicates("row").set_index("row")
