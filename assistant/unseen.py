"""What a run said of rows that it had not learned from, as its model would say it were it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.keeping import out_of_fold_of, rule_of_run
from assistant.services import Services
from store.errors import BadRequest
from store.records import Goal, Run, RunEnd

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
