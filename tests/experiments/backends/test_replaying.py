from collections.abc import Iterator

import pytest

from experiments.backends._base import Ending
from experiments.backends.replaying import ReplayingBackend
from experiments.facts import facts_of
from experiments.run_folder import RunResult
from experiments.workflows.tabular import default_variant
from tests.experiments.backends.contract import BackendContract
from tests.experiments.laboratory import EPOCH, Laboratory, ended

VARIANT = default_variant("naive_bayes", "binary")
RESULT = RunResult(
    folds=({"roc_auc": 0.8}, {"roc_auc": 0.82}, {"roc_auc": 0.84}), metrics={"roc_auc": 0.82}, score=0.82,
    score_std=0.016, baseline=0.5, latency_ms=0.1, wall_s=0.2, cpu_s=0.2, peak_mb=200.0,
)  # fmt: skip
OK = Ending("ok", RESULT, 0.2, 0.2, 200.0)


class TestReplaying(BackendContract):
    @pytest.fixture
    def backend(self) -> Iterator[ReplayingBackend]:
        made = ReplayingBackend({VARIANT.id: OK}, pace=1.0)
        yield made
        made.close()


def test_a_store_gives_back_what_it_recorded(laboratory: Laboratory) -> None:
    run = laboratory.run(VARIANT)
    laboratory.store.append(run, *facts_of(run, OK, EPOCH))
    backend = ReplayingBackend.of(laboratory.store)
    spec = laboratory.spec()
    backend.start(spec)
    assert ended(backend, spec.run.id) == OK
    backend.close()


def test_a_variant_never_recorded_fails_with_a_sentence(laboratory: Laboratory) -> None:
    backend = ReplayingBackend({})
    spec = laboratory.spec()
    backend.start(spec)
    assert "nothing to replay" in ended(backend, spec.run.id).error
    backend.close()


def test_a_recorded_run_over_the_limit_times_out(laboratory: Laboratory) -> None:
    backend = ReplayingBackend({VARIANT.id: OK})
    spec = laboratory.spec(run_s=0.1)
    backend.start(spec)
    assert ended(backend, spec.run.id).outcome == "timeout"
    backend.close()
