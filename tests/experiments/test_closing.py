"""Closing comes to an end, and each run to one, whatever a back end forgets."""

import time
from pathlib import Path

from experiments.backends._base import Backend, Ending, Situation
from experiments.backends.local import LocalBackend
from experiments.launcher import Launcher
from experiments.run_folder import RunResult, RunSpec
from store.records import Outcome, RunEnd
from tests.experiments.laboratory import SOON_S, Laboratory, until


class Forgetful(Backend):
    """Takes runs and never ends them; `given` is what it says of each, `starting` what it raises at a start."""

    def __init__(self, given: Ending | None = None, starting: Exception | None = None) -> None:
        super().__init__()
        self._given, self._starting = given, starting

    def start(self, spec: RunSpec) -> None:
        if self._starting is not None:
            raise self._starting
        self.nudge()

    def poll(self, run_id: str) -> Situation:
        return Situation(pid=1, ending=self._given)

    def stop(self, run_id: str, outcome: Outcome = "stopped", reason: str = "") -> None:
        self.nudge()

    def close(self) -> None:
        self.nudge()


def launched(laboratory: Laboratory, backend: Backend) -> Launcher:
    launcher = Launcher(laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, backend)
    experiment, proposal = laboratory.approved(("linear", "naive_bayes"))
    launcher.launch(experiment, proposal.plan)
    return launcher


def ends(laboratory: Laboratory, n: int) -> list[RunEnd]:
    until(lambda: len(laboratory.store.find(RunEnd)) == n)
    return list(laboratory.store.find(RunEnd))


def test_a_run_that_a_back_end_never_ends_does_not_hold_up_closing(laboratory: Laboratory) -> None:
    launcher = launched(laboratory, Forgetful())
    started = time.monotonic()
    launcher.close()
    assert time.monotonic() - started < SOON_S
    assert [e.outcome for e in ends(laboratory, 2)] == ["interrupted"] * 2


def test_a_result_that_cannot_be_recorded_is_a_failure_with_a_sentence(laboratory: Laboratory) -> None:
    broken = RunResult.model_construct(
        folds=(), metrics={}, score="not a number", score_std=0.0, baseline=None, latency_ms=None, outcome="ok"
    )
    launcher = launched(laboratory, Forgetful(Ending("ok", broken, 1.0, 1.0, 1.0)))
    assert all(e.outcome == "failed" and "cannot be recorded" in e.error for e in ends(laboratory, 2))
    launcher.close()


def test_a_run_that_cannot_be_started_ends_whatever_the_reason(laboratory: Laboratory) -> None:
    launcher = launched(laboratory, Forgetful(starting=RuntimeError("no threads left")))
    assert all(e.outcome == "failed" and "no threads left" in e.error for e in ends(laboratory, 2))
    launcher.close()


def test_closing_at_any_moment_of_a_run_comes_to_an_end(laboratory: Laboratory, tmp_path: Path) -> None:
    for wait_s in (0.0, 0.05, 0.3, 1.5):
        home = tmp_path / str(wait_s)
        home.mkdir()
        own = Laboratory(home)
        launcher = Launcher(
            own.store, home, own.clock, own.new_id, LocalBackend(home), entry="tests.experiments.behaviours:quick"
        )
        experiment, proposal = own.approved(("linear", "naive_bayes", "knn"), parallel=2)
        launcher.launch(experiment, proposal.plan)
        time.sleep(wait_s)
        started = time.monotonic()
        launcher.close()
        assert time.monotonic() - started < SOON_S
        assert len(own.store.find(RunEnd)) == 3
