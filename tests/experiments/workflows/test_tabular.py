import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.families import FAMILIES
from experiments.workflows.tabular import (
    TABULAR,
    applies,
    default_variant,
    describe,
    families_of,
    points,
    sample_variants,
    variant_of,
)
from store.errors import BadRequest
from store.records import TaskKind

KINDS: tuple[TaskKind, ...] = ("binary", "multiclass", "regression")


@pytest.mark.parametrize("kind", KINDS)
def test_samples_begin_with_all_defaults_and_never_repeat(kind: TaskKind) -> None:
    variants = sample_variants(kind, 120)
    able = [e.name for e in FAMILIES if kind in e.kinds]
    assert [v.choices["estimator"] for v in variants[: len(able)]] == able
    assert variants[: len(able)] == [default_variant(name, kind) for name in able]
    assert len({v.id for v in variants}) == 120
    assert sample_variants(kind, 50) == variants[:50]
    assert {v.id for v in sample_variants(kind, 60, seed=1)} != {v.id for v in variants[:60]}


def test_kinds_of_task_share_variants() -> None:
    binary, multiclass, regression = ({v.id for v in sample_variants(k, 120)} for k in KINDS)
    assert binary == multiclass
    assert len(binary & regression) > 30


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 200), st.integers(0, 3))
def test_a_sample_holds_what_applies_within_its_range_and_can_be_made_again(kind: TaskKind, i: int, seed: int) -> None:
    variant = sample_variants(kind, i + 1, seed)[i]
    assert variant_of(variant.choices, kind) == variant
    known = {p.name: p for p in TABULAR.points}
    for name, value in variant.choices.items():
        assert applies(known[name], variant.choices, kind)
        if known[name].kind != "categorical":
            assert known[name].low <= value <= known[name].high  # type: ignore[operator]


def test_samples_spread_over_every_range() -> None:
    rates = [v.choices["lightgbm.learning_rate"] for v in sample_variants("binary", 150)
             if v.choices["estimator"] == "lightgbm"]  # fmt: skip
    assert min(rates) < 0.015 and max(rates) > 0.2


def test_choices_are_written_one_way() -> None:
    assert variant_of({"estimator": "linear", "linear.penalty": 1}, "binary") == default_variant("linear", "binary")
    assert variant_of({"estimator": "linear", "missing": "native"}, "binary").choices["missing"] == "median"
    assert "target" not in variant_of({"estimator": "linear", "target": "none"}, "regression").choices
    squared = variant_of({"estimator": "lightgbm", "loss": "squared"}, "regression")
    assert squared == default_variant("lightgbm", "regression")


def test_the_loss_is_a_choice_where_absolute_errors_count() -> None:
    boosted = ("lightgbm",)
    offered = {m: "loss" in {p.name for p in points("regression", boosted, m)} for m in ("mae", "mape", "rmse", "r2")}
    assert offered == {"mae": True, "mape": True, "rmse": False, "r2": False}
    assert "loss" not in {p.name for p in (*points("binary", boosted), *points("regression", ("linear",), "mae"))}


def test_some_samples_have_a_twin_with_the_other_loss() -> None:
    variants = sample_variants("regression", 60)
    twins = [v for v in variants if v.choices.get("loss") == "absolute"]
    ids = {v.id for v in variants}
    assert {v.choices["estimator"] for v in twins} == {e.name for e in FAMILIES if e.learns_absolute}
    assert all(variant_of({**v.choices, "loss": "squared"}, "regression").id in ids for v in twins)
    assert not any("loss" in v.choices for v in sample_variants("binary", 60))


def test_a_variant_is_described_in_words() -> None:
    variant = variant_of({"estimator": "lightgbm", "categories": "target", "lightgbm.trees": 300}, "binary")
    expected = "gradient boosting (LightGBM), 300 trees, learning rate 0.06, target-encoded categories"
    assert variant.label == describe(variant) == expected


def test_choices_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(BadRequest, match="no estimator 'xgboost'"):
        default_variant("xgboost", "binary")
    with pytest.raises(BadRequest, match="cannot do regression"):
        default_variant("naive_bayes", "regression")
    with pytest.raises(BadRequest, match="between 40 and 1000"):
        variant_of({"estimator": "lightgbm", "lightgbm.trees": 4000}, "binary")
    with pytest.raises(BadRequest, match="no choice called colour"):
        variant_of({"estimator": "lightgbm", "colour": "red"}, "binary")


def test_the_points_of_a_kind_are_those_that_can_apply() -> None:
    names = {p.name for p in points("regression", ("linear", "naive_bayes"))}
    assert "target" in names and "linear.penalty" in names
    assert not {"class_weight", "naive_bayes.smoothing", "lightgbm.trees"} & names


def test_looking_at_the_workflow_loads_no_heavy_library() -> None:
    code = (
        "import sys; from experiments.workflows.tabular import sample_variants; sample_variants('binary', 60);"
        "print([m for m in ('sklearn', 'lightgbm', 'skrub', 'scipy', 'pandas') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_average_is_of_its_members_families_too() -> None:
    for variant in (v for v in sample_variants("binary", 100) if v.family == "ensemble"):
        assert "boosting" in families_of(variant) and "ensemble" in families_of(variant)
    assert families_of(default_variant("linear", "binary")) == {"linear"}
