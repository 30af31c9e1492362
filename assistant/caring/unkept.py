"""A run's model for an answer in passing: fitted on all rows beside the run's files, registered nowhere."""

from __future__ import annotations

from assistant.caring.kept import Loaded, load
from assistant.final import expected_fit_s
from assistant.keeping import FIT_TIMES_EXPECTED, fit_alone, goal_with_runs, ranked_runs, rule_of_run
from assistant.services import Services
from store.errors import BadRequest
from store.records import Goal, Run, RunEnd

_MOST_S = 30.0
"""Expected seconds of a fit from which on a person is to ask for it by saving the model."""
_LEAST_WAIT_S = 60.0
_FOLDER = "model"
"""In the folder of the run's artefacts, with which it is tidied away."""


def best_run(services: Services, goal: Goal | None) -> tuple[Run, RunEnd] | None:
    """The best run of a goal; None where none has ended with a score."""
    ran = goal_with_runs(services, goal)
    return ranked_runs(services, ran)[0] if ran is not None else None


def fitted_run(services: Services, goal: Goal, run: Run, end: RunEnd, *, by_model: bool = False) -> Loaded:
    """The run's variant fitted on all rows, ready to predict; fitted once.

    Args:
        services: the parts.
        goal: the goal; what errors cost decides from which probability on a yes is said.
        run: a run that ended with a score.
        end: its end.
        by_model: whether a language model asks: computing is for people to ask for.

    Raises:
        BadRequest: it takes long, cannot be fitted, or a language model asks; the message says how to have it anyway.
    """
    from experiments.deciding import save_rule

    folder = services.home / end.artefacts / _FOLDER
    if not (end.artefacts and folder.is_dir()):
        expected_s = expected_fit_s(run, end)
        if by_model or not end.artefacts or expected_s > _MOST_S:
            raise BadRequest(
                "To say why, the best run's model must be fitted on all rows first. Say “save the best model”, then "
                "ask again."
            )
        why = fit_alone(services, run, end, folder, max(_LEAST_WAIT_S, FIT_TIMES_EXPECTED * expected_s))
        if why:
            raise BadRequest(f"The best run's model could not be fitted on all rows: {why}. Try “save number 2”.")
    save_rule(folder, rule_of_run(services, goal, run, end))  # of one fitted before, costs may be others by now
    return load(folder)
