"""Values that mean missing: a rule of the task, kept by every fit and by the model that is saved."""

import numpy as np
import pandas as pd
import pytest

from experiments.evaluation import evaluate, fit_final
from experiments.models import load_model, meta_of, predict_with, save_model
from experiments.workflows.columns import is_code
from experiments.workflows.gaps import CodesAsMissing
from experiments.workflows.tabular import default_variant
from store.errors import BadRequest
from tests.experiments.test_task import settled


def patients(rows: int = 240) -> pd.DataFrame:
    """Glucose decides; where nobody measured it, a 0 stands, as often among the ill as among the well."""
    chance = np.random.default_rng(5)
    glucose = chance.normal(120, 25, rows).round()
    ill = np.where(glucose + chance.normal(0, 6, rows) > 125, "yes", "no")
    glucose[chance.random(rows) < 0.3] = 0
    ward = chance.choice(["north", "south", "Unknown"], rows)
    return pd.DataFrame({"glucose": glucose, "ward": ward, "age": chance.integers(20, 80, rows), "ill": ill})


CODES = [{"column": "Glucose", "values": ["0"]}, {"column": "ward", "values": ["unknown"]}]


def task_of(**wish):
    return settled(patients(), target="ill", positive_class="yes", **wish)


def test_the_rule_is_part_of_the_task_and_says_what_it_changes():
    plain, found = task_of(), task_of(missing_codes=CODES)
    assert [(m.column, m.values) for m in found.task.missing_codes] == [("glucose", ("0",)), ("ward", ("unknown",))]
    assert found.task.id != plain.task.id and "missing_codes" not in plain.task.said()
    zeros = int((patients()["glucose"] == 0).sum())
    assert f"{zeros} of 240 rows have no glucose then" in found.why["missing_codes"]


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ([{"column": "glucose", "values": ["-999"]}], "has no value -999"),
        ([{"column": "ill", "values": ["no"]}], "is what is to be predicted"),
        ([{"column": "sugar", "values": ["0"]}], "There is no column"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_with_its_reason(codes, says):
    with pytest.raises(BadRequest, match=says):
        task_of(missing_codes=codes)


def test_a_column_that_is_left_out_needs_no_rule():
    assert not task_of(missing_codes=CODES[:1], columns_forbidden=["glucose"]).task.missing_codes


@pytest.mark.parametrize("estimator", ["linear", "lightgbm"])
def test_runs_are_measured_with_the_codes_as_missing(estimator, tmp_path):
    variant = default_variant(estimator, "binary")
    frame, told = patients(), task_of(missing_codes=CODES).task
    with_gaps = frame.assign(glucose=frame["glucose"].replace(0, np.nan), ward=frame["ward"].replace("Unknown", None))
    ours = evaluate(frame, variant, told, 0)
    assert ours.score == pytest.approx(evaluate(with_gaps, variant, task_of().task, 0).score, abs=1e-9)
    pipeline = fit_final(frame, variant, told, 0)
    save_model(pipeline, tmp_path / "m", meta_of(frame, told, variant, 0, {}), frame.drop(columns="ill"))
    new = frame.drop(columns="ill").head(6)
    zeros, gaps = new.assign(glucose=0.0), new.assign(glucose=np.nan)
    model = load_model(tmp_path / "m")
    assert predict_with(model, zeros).equals(predict_with(model, gaps)), "rows to predict are read by the same rule"


def test_directions_hold_beside_codes():
    way = [{"column": "glucose", "direction": "rising"}]
    task = task_of(missing_codes=CODES, monotonic=way).task
    fitted = fit_final(patients(), default_variant("lightgbm", "binary"), task, 0)
    rows = patients().drop(columns="ill").iloc[[0] * 40].assign(glucose=np.linspace(60, 190, 40))
    assert (np.diff(fitted.predict_proba(rows)[:, 1]) >= -1e-12).all()


def test_codes_are_numbers_in_numbers_and_words_without_their_case_elsewhere():
    assert is_code(pd.Series([0, 0.0, 5, None]), ["0", "-1"]).tolist() == [True, True, False, False]
    assert is_code(pd.Series(["N/A", "n/a ", "x", None]), ["n/a"]).tolist() == [True, True, False, False]


def test_a_column_may_have_any_name():
    rows = pd.DataFrame({"self": [0, 3], "X": [1, 2]})
    assert CodesAsMissing({"self": ["0"]}).fit(rows).transform(rows)["self"].isna().tolist() == [True, False]
