"""Trees are taken apart exactly, by raw column, whatever lies between the table and the trees; all else is sampled."""

import json

import pandas as pd
import pytest

from assistant.caring import parting
from assistant.caring.kept import load
from experiments.deciding import Calibration, Rule, save_rule
from lifecycle.explaining import contributions
from tests.assistant.serving.exporting.conftest import keep, table

EXACT = [
    ("binary", {"estimator": "lightgbm", "lightgbm.trees": 40, "lightgbm.min_rows": 5}),
    ("binary", {"estimator": "hist_boosting", "categories": "onehot"}),
    ("binary", {"estimator": "extra_trees", "extra_trees.trees": 50, "missing": "indicator"}),
    ("multiclass", {"estimator": "random_forest", "random_forest.trees": 50, "class_weight": "balanced"}),
    ("multiclass", {"estimator": "lightgbm", "lightgbm.trees": 40}),
    ("regression", {"estimator": "random_forest", "random_forest.trees": 50, "categories": "target"}),
    ("regression", {"estimator": "decision_tree", "categories": "onehot", "selection": "univariate"}),
    ("regression", {"estimator": "lightgbm", "lightgbm.trees": 40}),
]


@pytest.fixture(autouse=True)
def many_columns(monkeypatch):
    """Few columns count as many, so that every set of them can be gone through to compare."""
    monkeypatch.setattr(parting, "MOST_EXACT", 0)


def asked(folder, row):
    whole = load(folder)
    frame = table()[list(whole.signature)]
    said = whole.meta.classes[-1] if whole.meta.classes else None
    return whole, frame.iloc[[row]].reset_index(drop=True), frame.iloc[100:140].reset_index(drop=True), said


def raw_sums(whole, of_class):
    """The model's raw sums instead of its shares."""
    pipeline = whole.whole.models[0][0].pipeline
    place = list(pipeline.classes_).index(of_class)

    def predict(frame):
        matrix = frame
        for _, step in pipeline.steps[:-1]:
            matrix = step.transform(matrix)
        model = pipeline.steps[-1][1]
        raw = (
            model.predict_proba(matrix, raw_score=True)
            if hasattr(model, "booster_")
            else model.decision_function(matrix)
        )
        return pd.DataFrame({"prediction": raw if raw.ndim == 1 else raw[:, place]})

    return predict


@pytest.mark.parametrize(("kind", "choices"), EXACT, ids=lambda v: v if isinstance(v, str) else v["estimator"])
def test_trees_are_taken_apart_as_if_every_set_of_columns_had_been_gone_through(tmp_path, kind, choices):
    folder = keep(tmp_path / "model", kind, **choices)
    for number in (0, 7):  # the first has a missing value
        whole, row, background, said = asked(folder, number)
        found = parting.parted(whole, row, background, said)
        boosted = choices["estimator"] in ("lightgbm", "hist_boosting") and said is not None
        assert found.unit == (parting.LOG_ODDS if boosted else "") and not found.raw
        predict = raw_sums(whole, said) if boosted else whole
        base, word, parts = contributions(row, background, predict, None if boosted else said)
        assert (found.base, found.word) == pytest.approx((base, word))
        amounts = {p.column: p.amount for p in found.parts}
        assert amounts == pytest.approx({p.column: p.amount for p in parts}, abs=1e-9)
        assert all(p.error == 0.0 for p in found.parts) and len(amounts) == row.shape[1]


def test_the_other_of_two_classes_has_the_opposite_contributions(tmp_path):
    whole, row, background, _ = asked(keep(tmp_path / "m", "binary", estimator="lightgbm"), 3)
    yes, no = (parting.parted(whole, row, background, c) for c in ("yes", "no"))
    assert yes.word == pytest.approx(-no.word)
    assert {p.column: p.amount for p in yes.parts} == pytest.approx({p.column: -p.amount for p in no.parts})


@pytest.mark.parametrize("choices", [{"estimator": "linear"}, {"estimator": "voting"}], ids=lambda c: c["estimator"])
def test_what_is_no_sum_of_trees_is_sampled_with_its_error(tmp_path, choices, monkeypatch):
    whole, row, background, said = asked(keep(tmp_path / "m", "binary", **choices), 3)
    monkeypatch.setattr("lifecycle.explaining.single.MOST_EXACT", 0)
    found = parting.parted(whole, row, background, said)
    assert found.unit == "" and max(p.error for p in found.parts) > 0
    assert found.base + sum(p.amount for p in found.parts) == pytest.approx(found.word)


def test_a_target_learned_on_a_curve_is_sampled(tmp_path, monkeypatch):
    choices = {"estimator": "extra_trees", "extra_trees.trees": 50, "target": "log"}
    whole, row, background, said = asked(keep(tmp_path / "m", "regression", **choices), 3)
    monkeypatch.setattr("lifecycle.explaining.single.MOST_EXACT", 0)
    assert max(p.error for p in parting.parted(whole, row, background, said).parts) > 0


def blended(folder, *estimators):
    for name in estimators:
        keep(folder / name, "binary", estimator=name, **{f"{name}.trees": 50})
    members = [{"folder": name, "weight": 0.5} for name in estimators]
    (folder / "blend.json").write_text(json.dumps({"kind": "binary", "members": members}))
    return folder


def test_the_shares_of_a_blend_of_forests_add_up(tmp_path):
    whole, row, background, said = asked(blended(tmp_path, "extra_trees", "random_forest"), 3)
    found = parting.parted(whole, row, background, said)
    base, word, parts = contributions(row, background, whole, said)
    assert (found.base, found.word) == pytest.approx((base, word)) and max(p.error for p in found.parts) == 0.0
    assert {p.column: p.amount for p in found.parts} == pytest.approx({p.column: p.amount for p in parts}, abs=1e-9)


def test_members_of_a_blend_that_boost_classes_do_not_add_up_and_are_sampled(tmp_path, monkeypatch):
    monkeypatch.setattr("lifecycle.explaining.single.MOST_EXACT", 0)
    whole, row, background, said = asked(blended(tmp_path, "extra_trees", "lightgbm"), 3)
    found = parting.parted(whole, row, background, said)
    assert found.unit == "" and max(p.error for p in found.parts) > 0


def test_what_is_calibrated_afterwards_is_told_as_before_it(tmp_path):
    folder = keep(tmp_path / "m", "binary", estimator="random_forest")
    save_rule(folder, Rule(calibration=Calibration(temperature=1.4, mixed=0.01, shares=(0.6, 0.4))))
    found = parting.parted(*asked(folder, 3))
    assert found.raw and max(p.error for p in found.parts) == 0.0
