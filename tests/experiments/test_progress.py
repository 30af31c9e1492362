from datetime import timedelta

import pytest

from experiments.backends._base import Ending
from experiments.facts import facts_of, never_begun
from experiments.progress import ExperimentProgress, progress
from experiments.run_folder import FoldProgress, folder_of, write
from experiments.strategies.space import space_of
from store.errors import UnknownRecord
from store.records import Budget, Experiment, ExperimentSignal, Limits, Run, RunStart
from tests.experiments.backends.test_replaying import OK
from tests.experiments.laboratory import EPOCH, Laboratory

START = EPOCH + timedelta(hours=1)


def queued(laboratory: Laboratory, n: int, **plan: object) -> tuple[Experiment, list[Run]]:
    experiment, proposal = laboratory.approved(("linear", "naive_bayes", "decision_tree", "knn")[:n], **plan)
    runs = [
        laboratory.run(planned.variant, proposal.plan.limits).model_copy(
            update={"experiment_id": experiment.id, "position": i, "expected_s": 10.0}
        )
        for i, planned in enumerate(proposal.plan.runs)
    ]
    laboratory.store.append(*runs)
    return experiment, runs


def begin(laboratory: Laboratory, run: Run) -> None:
    laboratory.store.append(
        RunStart(run_id=run.id, pid=1, machine="m", code_version="c", libraries={}, started_at=START)
    )


def folds(laboratory: Laboratory, run: Run, done: int, elapsed_s: float, total: int = 5) -> None:
    folder = folder_of(laboratory.home, run.id)
    folder.mkdir(parents=True)
    seen = FoldProgress(folds_done=done, folds_total=total, metrics={"roc_auc": 0.7}, elapsed_s=elapsed_s)
    write(folder, "progress.json", seen)


def seen(laboratory: Laboratory, experiment: Experiment, after_s: float = 0.0) -> ExperimentProgress:
    return progress(laboratory.store, laboratory.home, experiment.id, START + timedelta(seconds=after_s))


def test_an_experiment_that_waits(laboratory: Laboratory) -> None:
    experiment, _ = queued(laboratory, 3, parallel=2)
    now = seen(laboratory, experiment)
    assert (now.state, now.fraction, now.eta_s, now.best_score) == ("queued", 0.0, 15.0, None)
    assert now.running and not any(r.over for r in now.runs)


def test_a_running_run_is_judged_by_its_folds_rather_than_by_the_prediction(laboratory: Laboratory) -> None:
    experiment, runs = queued(laboratory, 1)
    begin(laboratory, runs[0])
    assert seen(laboratory, experiment, 4.0).runs[0].eta_s == pytest.approx(6.0)
    folds(laboratory, runs[0], 2, 2.0)
    run = seen(laboratory, experiment, 3.0).runs[0]
    assert run.eta_s == pytest.approx(2.0) and run.fraction == pytest.approx(0.6)
    assert (run.folds_done, run.folds_total, run.score, run.state) == (2, 5, 0.7, "running")


def test_a_late_run_never_looks_done_and_never_goes_beyond_its_limit(laboratory: Laboratory) -> None:
    experiment, runs = queued(laboratory, 1, limits=Limits(run_s=20))
    begin(laboratory, runs[0])
    late = seen(laboratory, experiment, 15.0).runs[0]
    assert late.eta_s == pytest.approx(3.0) and late.fraction < 1
    assert seen(laboratory, experiment, 30.0).runs[0].eta_s == 0.0
    assert seen(laboratory, experiment, 30.0).fraction < 1


def test_the_best_so_far_and_the_whole(laboratory: Laboratory) -> None:
    experiment, runs = queued(laboratory, 2)
    begin(laboratory, runs[0])
    laboratory.store.append(*facts_of(runs[0], OK, START + timedelta(seconds=5)))
    now = seen(laboratory, experiment, 6.0)
    assert (now.state, now.fraction, now.best_score, now.best_run_id) == ("running", 0.5, 0.82, runs[0].id)
    laboratory.store.append(never_begun(runs[1], "skipped", "Not started.", START + timedelta(seconds=7)))
    now = seen(laboratory, experiment, 60.0)
    assert (now.state, now.fraction, now.eta_s, now.elapsed_s, now.running) == ("done", 1.0, 0.0, 7.0, False)


@pytest.mark.parametrize(
    ("outcome", "state"), [("interrupted", "interrupted"), ("failed", "done"), ("timeout", "done")]
)
def test_an_interrupted_run_is_never_called_done(laboratory: Laboratory, outcome: str, state: str) -> None:
    experiment, runs = queued(laboratory, 1)
    laboratory.store.append(*facts_of(runs[0], Ending(outcome, error="So it went."), START))  # type: ignore[arg-type]
    now = seen(laboratory, experiment)
    assert now.state == state and now.runs[0].error == "So it went."


def test_a_resumed_run_takes_the_place_of_the_interrupted(laboratory: Laboratory) -> None:
    experiment, runs = queued(laboratory, 1)
    laboratory.store.append(*facts_of(runs[0], Ending("interrupted"), START))
    again = runs[0].model_copy(update={"id": "run-again", "resumes": runs[0].id})
    laboratory.store.append(again)
    assert [r.run_id for r in seen(laboratory, experiment).runs] == ["run-again"]
    laboratory.store.append(*facts_of(again, OK, START))
    assert seen(laboratory, experiment).state == "done"


def test_signals_show(laboratory: Laboratory) -> None:
    experiment, runs = queued(laboratory, 1)
    for number, (signal, state) in enumerate((("pause", "paused"), ("resume", "queued"), ("stop", "queued"))):
        laboratory.store.append(
            ExperimentSignal.model_validate(
                {
                    "id": f"s{number}",
                    "experiment_id": experiment.id,
                    "signal": signal,
                    "person": "ana",
                    "given_at": START,
                }
            )
        )
        assert seen(laboratory, experiment).state == state
    laboratory.store.append(*facts_of(runs[0], Ending("stopped"), START))
    assert seen(laboratory, experiment).state == "stopped"


def test_runs_that_may_be_chosen_yet_count_for_what_is_left(laboratory: Laboratory) -> None:
    experiment, runs = queued(laboratory, 2, strategy="random", budget=Budget(runs=6), space=space_of("binary"))
    now = seen(laboratory, experiment)
    assert (now.most_runs, now.eta_s, now.fraction) == (6, 60.0, 0.0)
    begin(laboratory, runs[0])
    laboratory.store.append(*facts_of(runs[0], OK, START + timedelta(seconds=5)))
    now = seen(laboratory, experiment, 5.0)
    took = now.runs[0].elapsed_s
    assert now.fraction == pytest.approx(1 / 6) and now.eta_s == pytest.approx(10.0 + 4 * took)


def test_the_budget_bounds_what_is_left(laboratory: Laboratory) -> None:
    experiment, _ = queued(laboratory, 4, budget=Budget(seconds=12))
    assert seen(laboratory, experiment).eta_s == 12


def test_without_any_expectation_nothing_is_promised(laboratory: Laboratory) -> None:
    experiment, proposal = laboratory.approved(("linear",))
    run = laboratory.run(proposal.plan.runs[0].variant).model_copy(update={"experiment_id": experiment.id})
    laboratory.store.append(run)
    assert seen(laboratory, experiment).eta_s is None


def test_an_unknown_experiment_is_refused(laboratory: Laboratory) -> None:
    with pytest.raises(UnknownRecord):
        progress(laboratory.store, laboratory.home, "experiment-x", START)
