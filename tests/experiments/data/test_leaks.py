import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.data.leaks import powers, suspects
from tests.experiments.data.made import churn
from tests.tables import tables_folder


def found(frame, target, kind):
    return [s.column for s in suspects(powers(frame, target, kind), kind)]


def test_a_date_that_only_leavers_have_is_suspected():
    frame = churn()
    days = pd.Series(pd.date_range("2024-01-01", periods=400))
    frame.insert(0, "cancel_date", days.where(frame["Churn"] == "yes"))
    assert found(frame, "Churn", "binary") == ["cancel_date"]


def test_a_number_that_is_the_target_in_other_clothes_is_suspected():
    random = np.random.default_rng(0)
    y = random.normal(size=2000)
    frame = pd.DataFrame({"a": y + random.normal(size=2000), "b": np.exp(y), "c": random.normal(size=2000), "y": y})
    assert found(frame, "y", "regression") == ["b"]


def test_two_leaks_do_not_hide_each_other():
    frame = churn()
    frame["reason"] = np.where(frame["Churn"] == "yes", "price", "none")
    frame["refund"] = np.where(frame["Churn"] == "yes", 10.0, 0.0)
    assert set(found(frame, "Churn", "binary")) == {"reason", "refund"}


def test_easy_tables_are_not_suspected():
    from sklearn.datasets import load_breast_cancer, load_iris, load_wine

    for load in (load_iris, load_wine, load_breast_cancer):
        frame = load(as_frame=True).frame
        assert found(frame, "target", "multiclass" if frame["target"].nunique() > 2 else "binary") == []


def test_noise_and_many_categories_have_no_power():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"id": [f"c{i}" for i in range(1000)], "noise": random.normal(size=1000)})
    frame["y"] = random.choice(["a", "b"], 1000)
    power = powers(frame, "y", "binary")
    assert all(p < 0.6 for p in power.values())


def test_few_rows_prove_nothing():
    assert powers(pd.DataFrame({"x": range(30), "y": range(30)}), "y", "regression") == {}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["binary", "multiclass", "regression"]))
def test_power_lies_between_0_and_1_and_names_do_not_matter(seed, kind):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": random.normal(size=60), "b": random.choice(["x", "y", None], 60)})
    frame["y"] = random.integers(0, {"binary": 2, "multiclass": 4, "regression": 1000}[kind], 60)
    power = powers(frame, "y", kind)
    assert all(0 <= p <= 1 for p in power.values())
    renamed = powers(frame.rename(columns={"a": "c"}), "y", kind)
    assert list(renamed.values()) == list(power.values())


@pytest.mark.parametrize(
    ("name", "leaks"), [("irish", ["Educational_level"]), ("mushroom", []), ("banknote_authentication", [])]
)
def test_real_tables(name, leaks):
    folder = tables_folder()
    manifest = pd.read_csv(folder / "manifest.csv").set_index("name")
    frame = pd.read_parquet(folder / f"{name}.parquet")
    assert found(frame, manifest.loc[name, "target"], manifest.loc[name, "kind"]) == leaks
