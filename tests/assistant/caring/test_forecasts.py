"""A kept forecast: its intervals, how far off it was, and what it refuses in a sentence."""

import pytest

from assistant.caring.forecasts import forecast_lines, is_forecast, refuse
from assistant.caring.kept import Loaded
from assistant.keeping import write_predictions
from assistant.serving.exporting.kept import export_kept
from assistant.serving.service import _as_json
from experiments.blending import load_whole
from experiments.evaluation import evaluate, fit_final
from experiments.models import meta_of, save_model
from experiments.series.continuing import next_rows
from experiments.series.intervals import save_errors
from experiments.workflows.tabular import default_variant
from store.errors import BadRequest
from store.records import ModelVersion
from tests.experiments.series.made import monthly, task_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A linear forecast of 96 months, with the errors of its backtests."""
    place, table, task = tmp_path_factory.mktemp("forecast"), monthly(96), task_of()
    variant = default_variant("linear", "forecast")
    fitted = fit_final(table, variant, task, 0)
    save_model(fitted, place, meta_of(table, task, variant, 0), next_rows(fitted, task, 3))
    save_errors(place, [evaluate(table, variant, task, 0).oof], [1.0])
    return place


@pytest.fixture(scope="module")
def whole(folder):
    return Loaded(folder, load_whole(folder))


@pytest.fixture
def version():
    return ModelVersion.model_validate(
        {"id": "m", "name": "sales", "version": 1, "run_id": None, "goal_id": None, "path": "x", "signature": {},
         "metrics": {"mae": 1.0}, "rows": 96, "saved_by": "ana", "saved_at": "2026-01-01T00:00:00Z"}
    )  # fmt: skip


def test_a_forecast_is_written_with_its_interval(folder, tmp_path):
    monthly(96).to_csv(tmp_path / "known.csv", index=False)
    assert write_predictions(folder, str(tmp_path / "known.csv"), tmp_path / "out.parquet", steps=8) == 8
    import pandas as pd

    found = pd.read_parquet(tmp_path / "out.parquet")
    assert (found.prediction_low < found.prediction).all() and (found.prediction < found.prediction_high).all()
    width = (found.prediction_high - found.prediction_low).to_numpy()
    assert (width[1:] >= width[:-1] - 1e-9).all()


def test_true_values_that_came_say_how_far_off_it_was(whole, version):
    lines = forecast_lines(version, whole, monthly(108))
    assert lines[0].startswith("On 12 later values") and "when it was tested it was 1" in lines[0]
    assert lines[1].endswith("as many as chance would have it.")
    moved = monthly(108)
    moved.loc[moved.index[-12:], "sales"] += 50
    assert "the series has changed" in forecast_lines(version, whole, moved)[1]
    with pytest.raises(BadRequest, match="no value of sales after"):
        forecast_lines(version, whole, monthly(96))


@pytest.mark.parametrize("what", ["watch", "row", "fair"])
def test_what_is_for_models_of_rows_is_refused_in_a_sentence(whole, what):
    assert is_forecast(whole)
    with pytest.raises(BadRequest, match="forecast"):
        refuse(whole, what)


@pytest.mark.parametrize("form", ["package", "container", "onnx"])
def test_a_forecast_is_not_exported_and_says_why(folder, form, tmp_path):
    with pytest.raises(BadRequest, match="A forecast is not exported"):
        export_kept(tmp_path, str(folder), form, tmp_path / "out")


def test_a_service_answers_with_the_ends_of_the_interval(whole):
    said = _as_json(whole(monthly(98).tail(2)[["month"]]))
    assert all(line["low"] < line["prediction"] < line["high"] for line in said)
    past = _as_json(whole(monthly(50).tail(1)[["month"]]))
    assert past[0]["low"] is None, "what is known has no interval"
