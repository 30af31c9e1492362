"""A run's model for an answer in passing: fitted on all rows beside the run's files, registered nowhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from assistant.caring.kept import Loaded, load
from assistant.final import LIKELY, expected_fit_s
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


def fitted_run(
    services: Services,
    goal: Goal,
    run: Run,
    end: RunEnd,
    *,
    by_model: bool = False,
    check: Callable[[], None] | None = None,
) -> Loaded:
    """The run's variant fitted on all rows, ready to predict; fitted once.

    Args:
        services: the parts.
        goal: the goal; what errors cost decides from which probability on a yes is said.
        run: a run that ended with a score.
        end: its end.
        by_model: whether a language model asks: computing is for people to ask for.
        check: called now and then while it is fitted; what it raises ends the fit.

    Raises:
        BadRequest: it takes long, cannot be fitted, or a language model asks; the message says how to have it anyway.
    """
    from experiments.deciding import save_rule

    folder = services.home / end.artefacts / _FOLDER
    if not (end.artefacts and _whole(folder)):
        expected_s = _computing_s(run, end)
        if by_model or not end.artefacts or expected_s > _MOST_S:
            raise BadRequest(
                "To say why, the best run's model must be fitted on all rows first. Say “save the best model”, then "
                "ask again."
            )
        wait_s, part = max(_LEAST_WAIT_S, FIT_TIMES_EXPECTED * expected_s), folder.with_name(services.new_id(_FOLDER))
        why = fit_alone(services, run, end, part, wait_s, check)
        if why:
            raise BadRequest(f"The best run's model could not be fitted on all rows: {why}. Try “save number 2”.")
        _put(part, folder)
    save_rule(folder, rule_of_run(services, goal, run, end))  # of one fitted before, costs may be others by now
    return load(folder)


def _whole(folder: Path) -> bool:
    """Whether a fit was written to its end: what describes the model is written last."""
    return (folder / "meta.json").exists()


def _put(part: Path, folder: Path) -> None:
    """Puts a fit in its place; where another answer was faster, its fit stays."""
    if not _whole(folder):
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            part.replace(folder)
    shutil.rmtree(part, ignore_errors=True)


def _computing_s(run: Run, end: RunEnd) -> float:
    """Seconds that the fit most likely computes: a run beside other load took longer by the clock than it computed."""
    least = min((s for s in (end.wall_s, end.cpu_s) if s is not None), default=None)
    return expected_fit_s(run, end.model_copy(update={"wall_s": least}), LIKELY)
