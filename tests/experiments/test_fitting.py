"""The final fit happens in a process that says how it ended and can be stopped."""

import psutil
import pytest

from experiments.blending import load_whole
from experiments.fitting import FitFailed, FitSpec, Fitter
from experiments.workflows.tabular import default_variant
from tests.experiments.laboratory import table, until


@pytest.fixture(scope="module")
def fitter():
    made = Fitter()
    yield made
    made.stop()


def spec(laboratory, folder, estimator="decision_tree"):
    return FitSpec(
        variant=default_variant(estimator, "binary"),
        task=laboratory.task,
        version=laboratory.version,
        home=str(laboratory.home),
        folder=str(folder),
        extra={"run_id": "run-1"},
    )


def test_a_model_is_fitted_on_all_rows_and_predicts(laboratory, tmp_path, fitter):
    fitter.begin(spec(laboratory, tmp_path / "model"))
    ended = fitter.wait(240)
    assert ended is not None
    assert ended.saved, ended.error
    predicted = load_whole(tmp_path / "model").predict(table())
    assert set(predicted["prediction"]) == {"yes", "no"}


def test_a_fit_that_fails_says_why_and_the_next_one_works(laboratory, tmp_path, fitter):
    broken = spec(laboratory, tmp_path / "broken")
    fitter.begin(broken.model_copy(update={"home": str(tmp_path / "nowhere")}))
    ended = fitter.wait(240)
    assert ended is not None
    assert not ended.saved
    assert ended.error
    fitter.begin(spec(laboratory, tmp_path / "model"))
    assert fitter.wait(240).saved


def test_a_stopped_fitter_leaves_nothing_behind():
    made = Fitter()
    child = psutil.Process(made._process.pid)
    made.stop()
    made.stop()
    until(lambda: not child.is_running())


def test_a_fitter_that_is_gone_says_so(laboratory, tmp_path):
    made = Fitter()
    made.stop()
    with pytest.raises(FitFailed, match="try again"):
        made.begin(spec(laboratory, tmp_path / "model"))
