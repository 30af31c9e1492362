import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.data.profile import PROFILER, meta_features, profile, profile_id
from store.records import Task, Validation
from tests.experiments.data.made import EPOCH, churn, clock


def task(**more):
    parts = {"id": "t", "version_id": "v", "target": "Churn", "kind": "binary", "metric": "roc_auc"}
    return Task.model_validate({**parts, "validation": Validation(method="cv"), **more})


def test_a_profile_has_some_fifty_finite_figures():
    made = profile(churn(), task(), clock)
    assert (made.profiler, made.version_id, made.target, made.kind, made.made_at) == (
        PROFILER, "v", "Churn", "binary", EPOCH,
    )  # fmt: skip
    assert 40 <= len(made.features) <= 60 and all(name.startswith("mf_") for name in made.features)
    assert made.features["mf_log_rows"] == pytest.approx(math.log(400), abs=1e-6)
    assert made.features["mf_log_columns"] == pytest.approx(math.log(3), abs=1e-6)
    assert made.features["mf_landmark_tree"] > 0.1


def test_excluded_columns_are_not_looked_at():
    plain = meta_features(churn(), "Churn", "binary")
    with_leak = churn()
    with_leak["leak"] = with_leak["Churn"]
    assert meta_features(with_leak, "Churn", "binary", ["leak"]) == plain
    assert meta_features(with_leak, "Churn", "binary") != plain


def test_values_that_mean_missing_are_missing():
    table, coded = churn(), churn()
    column = next(c for c in table.columns if c != "Churn" and pd.api.types.is_numeric_dtype(table[c]))
    table.loc[:99, column], coded.loc[:99, column] = np.nan, -999
    told = task(missing_codes=[{"column": column, "values": ["-999"]}])
    assert profile(coded, told, clock).features == profile(table, task(), clock).features
    assert profile_id(told) != profile_id(task())


def test_it_does_not_depend_on_the_global_state_or_change_it():
    np.random.seed(1)
    first = meta_features(churn(), "Churn", "binary")
    state = np.random.get_state()[1].tolist()
    assert meta_features(churn(), "Churn", "binary") == first
    assert np.random.get_state()[1].tolist() == state
    np.random.seed(2)
    assert meta_features(churn(), "Churn", "binary") == first


frames = st.builds(
    lambda seed, rows, missing: _table(seed, rows, missing),
    st.integers(0, 1000), st.integers(0, 40), st.sampled_from([0.0, 0.5, 1.0]),
)  # fmt: skip


def _table(seed: int, rows: int, missing: float) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "a": random.normal(size=rows) * 10.0 ** random.integers(-12, 12),
            "b": random.integers(0, 3, rows),
            "c": pd.Series(random.choice(["x", "y", "z"], rows), dtype="str"),
            "d": pd.date_range("2020", periods=rows),
            "e": random.random(rows) > 0.5,
        }
    )
    frame[["a", "c", "d"]] = frame[["a", "c", "d"]].mask(random.random((rows, 3)) < missing)
    return frame


@settings(max_examples=60, deadline=None)
@given(frames, st.sampled_from([("b", "multiclass"), ("a", "regression"), ("c", "binary"), ("e", "binary")]))
def test_any_table_has_a_profile_of_finite_figures_or_none(frame, goal):
    features = meta_features(frame, *goal)
    assert all(v is None or math.isfinite(v) for v in features.values())
    assert set(features) == set(meta_features(_table(1, 30, 0.1), *goal))


def test_one_column_and_ten_thousand():
    assert meta_features(churn()[["Churn"]], "Churn", "binary")["mf_log_columns"] == 0
    wide = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 10_000))).add_prefix("c")
    wide["y"] = np.where(wide["c0"] > 0, "a", "b")
    assert meta_features(wide, "y", "binary")["mf_log_columns"] == pytest.approx(math.log(10_000), abs=1e-6)


def test_figures_say_what_they_are_named_for():
    random = np.random.default_rng(0)
    x = random.normal(size=(600, 3))
    frame = pd.DataFrame(x, columns=list("abc"))
    linear = frame.assign(y=x @ [1.0, 2.0, 0.5])
    curved = frame.assign(y=np.sin(3 * x[:, 0]) + x[:, 1] ** 2)
    noise = frame.assign(y=random.normal(size=600))
    of = {n: meta_features(f, "y", "regression") for n, f in (("l", linear), ("c", curved), ("n", noise))}
    assert of["l"]["mf_landmark_linear"] > 0.99
    assert of["c"]["mf_landmark_tree_less_linear"] > 0.2 > of["l"]["mf_landmark_tree_less_linear"]
    assert of["n"]["mf_noise"] > of["l"]["mf_noise"] and of["n"]["mf_mi_max"] < 0.1
