"""What every back end must do; a back end's own test inherits `BackendContract` and gives the fixture `backend`."""

import threading

import pytest

from experiments.backends._base import Backend
from experiments.run_folder import RunResult, folder_of, read
from tests.experiments.laboratory import SOON_S, Laboratory, ended


class BackendContract:
    """Needs a fixture `backend` that can execute the laboratory's default run."""

    def test_a_run_ends_ok_with_all_of_its_result(self, backend: Backend, laboratory: Laboratory) -> None:
        spec = laboratory.spec()
        backend.start(spec)
        ending = ended(backend, spec.run.id)
        assert ending.outcome == "ok", ending
        assert ending.result is not None and ending.result.score == ending.result.metrics["roc_auc"]
        assert len(ending.result.folds) == 3
        assert ending.wall_s is not None and ending.cpu_s is not None and ending.peak_mb is not None
        assert read(folder_of(laboratory.home, spec.run.id), "result.json", RunResult) == ending.result

    def test_an_ending_never_changes(self, backend: Backend, laboratory: Laboratory) -> None:
        spec = laboratory.spec()
        backend.start(spec)
        before = ended(backend, spec.run.id)
        backend.stop(spec.run.id)
        assert backend.poll(spec.run.id).ending == before

    def test_a_run_is_started_once(self, backend: Backend, laboratory: Laboratory) -> None:
        spec = laboratory.spec()
        backend.start(spec)
        with pytest.raises(ValueError, match=spec.run.id):
            backend.start(spec)

    def test_a_run_never_started_is_unknown(self, backend: Backend) -> None:
        with pytest.raises(KeyError):
            backend.poll("run-unheard-of")
        with pytest.raises(KeyError):
            backend.stop("run-unheard-of")

    def test_a_stopped_run_is_gone_and_remembers_why(self, backend: Backend, laboratory: Laboratory) -> None:
        spec = laboratory.spec()
        backend.start(spec)
        backend.stop(spec.run.id, "stopped", "Ana had seen enough.")
        ending = ended(backend, spec.run.id, timeout_s=SOON_S)
        assert (ending.outcome, ending.error, ending.result) == ("stopped", "Ana had seen enough.", None)

    def test_whoever_waits_is_told_of_an_ending(self, backend: Backend, laboratory: Laboratory) -> None:
        spec = laboratory.spec()
        seen = backend.wait(0, 0.0)
        backend.start(spec)
        while backend.poll(spec.run.id).ending is None:
            now = backend.wait(seen, 20.0)
            assert now != seen
            seen = now

    def test_runs_may_be_started_from_many_threads(self, backend: Backend, laboratory: Laboratory) -> None:
        specs = [laboratory.spec() for _ in range(4)]
        threads = [threading.Thread(target=backend.start, args=(s,)) for s in specs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {ended(backend, s.run.id).outcome for s in specs} == {"ok"}

    def test_closing_interrupts_what_goes_on_and_can_be_repeated(
        self, backend: Backend, laboratory: Laboratory
    ) -> None:
        spec = laboratory.spec()
        backend.start(spec)
        backend.close()
        backend.close()
        ending = backend.poll(spec.run.id).ending
        assert ending is not None and ending.outcome == "interrupted" and "closed" in ending.error
