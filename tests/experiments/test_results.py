"""A real experiment, executed in real processes, and what is shown of it; then one of its runs again."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments.backends.local import LocalBackend
from experiments.launcher import Launcher
from experiments.pictures import Confusion, PredictedTrue, RocCurve
from experiments.replay import replay, replay_experiment
from experiments.results import Results, results
from store.errors import BadRequest
from store.records import Experiment, Measurement, Run, RunEnd, RunStart
from tests.experiments.laboratory import Laboratory, table, task_of, until


class Done:
    """Two finished experiments: three classifiers, two regressors."""

    def __init__(self, home: Path) -> None:
        self.laboratory = lab = Laboratory(home)
        self.backend = LocalBackend(home)
        self.launcher = Launcher(lab.store, home, lab.clock, lab.new_id, self.backend)
        self.churn, proposal = lab.approved(("linear", "naive_bayes", "decision_tree"), parallel=2)
        self.launcher.launch(self.churn, proposal.plan)
        lab.task = task_of(lab.version, "spend", "regression", "rmse")
        self.spend, proposal = lab.approved(("linear", "knn"))
        self.launcher.launch(self.spend, proposal.plan)
        until(lambda: len(lab.store.find(RunEnd)) == 5, 60)

    def results(self, experiment: Experiment, metric: str | None = None) -> Results:
        return results(self.laboratory.store, self.laboratory.home, experiment.goal_id, metric=metric)

    def close(self) -> None:
        self.launcher.close()
        self.backend.close()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    made = Done(tmp_path_factory.mktemp("home"))
    yield made
    made.close()


def test_a_leaderboard_against_the_trivial_baseline(done: Done) -> None:
    shown = done.results(done.churn)
    assert [r.rank for r in shown.rows] == [1, 2, 3, None]
    assert shown.rows[-1].baseline and shown.rows[-1].score == shown.baseline == 0.5
    scores = [r.score for r in shown.rows]
    assert scores == sorted(scores, key=lambda s: -(s or 0)) and shown.best == shown.rows[0]
    assert all(r.score_std is not None and r.expected_score == 0.8 and r.expected_s == 2.0 for r in shown.rows[:3])
    assert all(r.wall_s and r.latency_ms and r.peak_mb for r in shown.rows[:3])
    assert len(shown.lessons) == 2 and shown.next_steps


def test_a_lower_error_comes_first(done: Done) -> None:
    scores = [r.score for r in done.results(done.spend).rows]
    assert scores == sorted(scores, key=lambda s: s or 0)


def test_another_metric_ranks_without_the_predictions_of_the_first(done: Done) -> None:
    shown = done.results(done.churn, "accuracy")
    assert shown.rows[0].score == max(r.metrics["accuracy"] for r in shown.rows)
    assert shown.rows[0].score_std is not None and shown.rows[0].expected_score is None and shown.baseline is None
    with pytest.raises(BadRequest, match="not measured for binary"):
        done.results(done.churn, "rmse")


def test_the_plots_suit_the_task(done: Done) -> None:
    roc, confusion = done.results(done.churn).plots
    assert isinstance(roc, RocCurve) and isinstance(confusion, Confusion)
    assert (roc.false_alarms[0], roc.found[0], roc.false_alarms[-1], roc.found[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert list(roc.found) == sorted(roc.found) and len(roc.found) <= 200 and roc.positive == "yes"
    assert confusion.classes == ("no", "yes") and sum(map(sum, confusion.counts)) == len(table())
    (points,) = done.results(done.spend).plots
    assert isinstance(points, PredictedTrue) and len(points.truth) == len(points.prediction) == len(table())


def test_what_mattered_is_found(done: Done) -> None:
    important = done.results(done.churn).importance
    assert {i.column for i in important} == {"age", "plan", "spend"}
    assert important[0].column in ("age", "plan") and important[0].mean > 0


def test_results_do_without_files_that_are_gone(done: Done, tmp_path: Path) -> None:
    shown = results(done.laboratory.store, tmp_path, done.churn.goal_id)
    assert shown.best is not None and shown.plots == () and shown.importance == ()


def test_a_goal_without_runs_has_empty_results(laboratory: Laboratory) -> None:
    experiment, _ = laboratory.approved()
    shown = results(laboratory.store, laboratory.home, experiment.goal_id)
    assert shown.rows == () and shown.best is None and shown.lessons == ("No run has ended with a score.",)


def test_every_run_leaves_a_full_trace(done: Done) -> None:
    store = done.laboratory.store
    for run in store.find(Run):
        start, end = store.get(RunStart, run.id), store.get(RunEnd, run.id)
        assert start.pid > 0 and start.libraries["scikit-learn"] and start.code_version and start.machine
        assert end.cpu_s and end.wall_s and end.peak_mb and end.ended_at >= start.started_at >= run.queued_at
        folds = {m.fold for m in store.find(Measurement, run_id=run.id)}
        assert folds == {-1, 0, 1, 2}
        oof = pd.read_parquet(done.laboratory.home / end.artefacts / "oof.parquet")
        assert sorted(oof["row"]) == list(range(len(table())))


def test_a_whole_experiment_repeated_is_identical_and_says_what_was_left_out(done: Done) -> None:
    lab = done.laboratory
    repeated = replay_experiment(lab.store, lab.home, done.churn.id, backend=done.backend)
    runs = lab.store.find(Run, experiment_id=done.churn.id)
    assert repeated.identical and repeated.differences == ()
    assert len(repeated.runs) + len(repeated.left_out) == len(runs) and repeated.runs
    assert all(r.identical and r.before == r.after for r in repeated.runs)


def test_a_run_repeated_gives_the_very_same_numbers(done: Done) -> None:
    lab = done.laboratory
    before = {p.name for p in (lab.home / "runs").iterdir()}
    for run in (lab.store.find(Run)[2], lab.store.find(Run)[4]):
        report = replay(lab.store, lab.home, run.id, backend=done.backend)
        assert report.identical and report.differences == () and report.before == report.after
    assert {p.name for p in (lab.home / "runs").iterdir()} == before


def test_a_run_that_differs_is_told_apart(done: Done) -> None:
    lab = done.laboratory
    run = lab.store.find(Run)[0].model_copy(update={"id": "run-doctored"})
    genuine = lab.store.get(RunEnd, lab.store.find(Run)[0].id)
    start = RunStart(
        run_id=run.id, pid=1, machine="m", code_version="0.0.1+old.123", libraries={"numpy": "1.0"},
        started_at=lab.clock(),
    )  # fmt: skip
    other = Laboratory(lab.home)
    other.store.append(run, start, genuine.model_copy(update={"run_id": run.id}))
    other.store.append(Measurement(run_id=run.id, fold=-1, metric="roc_auc", value=0.123))
    report = replay(other.store, lab.home, run.id, backend=done.backend)
    assert not report.identical
    assert any(d.startswith("roc_auc over all folds was 0.123 and is 0.") for d in report.differences)
    assert any("numpy was 1.0" in d for d in report.differences)
    assert any("code was 0.0.1+old.123" in d for d in report.differences)


def test_a_run_without_a_score_cannot_be_repeated(laboratory: Laboratory) -> None:
    run = laboratory.run()
    laboratory.store.append(run)
    with pytest.raises(BadRequest, match="has not ended"):
        replay(laboratory.store, laboratory.home, run.id)


def test_a_run_whose_rows_are_gone_cannot_be_repeated(done: Done) -> None:
    lab = done.laboratory
    snapshot = lab.home / lab.version.snapshot
    kept = snapshot.read_bytes()
    snapshot.unlink()
    with pytest.raises(BadRequest, match="is gone from"):
        replay(lab.store, lab.home, lab.store.find(Run)[0].id, backend=done.backend)
    snapshot.write_bytes(kept)
