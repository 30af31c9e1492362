import numpy as np
import pandas as pd
import pytest

from experiments.data.structure import find_structure


def table(rows=200, **columns):
    random = np.random.default_rng(0)
    return pd.DataFrame({"x": random.normal(size=rows), **columns})


def test_ids_of_all_sorts():
    random = np.random.default_rng(1)
    frame = table(
        customerID=[f"{i:04d}-ABC" for i in random.permutation(200)],
        uuid=[f"{i:032x}" for i in random.permutation(200)],
        row_id=np.arange(200),
        shuffled=random.permutation(200) + 1000,
        account_no=random.choice(10**9, 200, replace=False),
    )
    assert set(find_structure(frame).ids) == set(frame.columns) - {"x"}


def test_what_only_looks_like_an_id():
    random = np.random.default_rng(1)
    frame = table(
        income=random.choice(10**6, 200, replace=False),
        price=random.normal(size=200).round(6),
        review=[f"a longer text number {i} of a person" for i in range(200)],
        age=random.integers(18, 80, 200),
    )
    assert find_structure(frame).ids == ()


def test_constants():
    frame = table(one=["a"] * 200, none=[np.nan] * 200, some=[1.0] * 100 + [np.nan] * 100)
    assert find_structure(frame).constant == ("one", "none")


@pytest.mark.parametrize("name", ["patient_id", "PatientId", "subject", "Customer ID", "machine"])
def test_entities_that_come_again_are_groups(name):
    frame = table(**{name: np.repeat(np.arange(40), 5)})
    assert find_structure(frame.sample(frac=1, random_state=0)).groups == (name,)


def test_codes_that_come_again_are_groups_and_categories_are_not():
    frame = table(
        which=np.repeat([f"P{i:03d}" for i in range(40)], 5), category_id=np.repeat(np.arange(40), 5),
        city=np.repeat([f"town{'abcdefghij'[i % 10]}" for i in range(40)], 5), n=np.repeat(np.arange(40), 5),
    ).sample(frac=1, random_state=0)  # fmt: skip
    assert find_structure(frame).groups == ("which",)


def test_sorted_dates_are_times_and_unsorted_ones_only_dates():
    days = pd.date_range("2024-01-01", periods=200)
    frame = table(day=days, back=days[::-1], born=days.to_series().sample(frac=1, random_state=0).to_numpy())
    found = find_structure(frame)
    assert found.times == ("day", "back") and found.dates == ("day", "back", "born")
    assert find_structure(table(timestamp=np.arange(200) * 60)).times == ("timestamp",)


def test_tables_of_every_size():
    for rows in (0, 1, 2, 5):
        assert find_structure(table(rows, id=range(rows))).ids == ()


def test_a_counter_with_gaps_in_the_order_of_the_rows_is_an_id():
    numbers = np.cumsum(np.random.default_rng(0).integers(1, 4, 300))
    assert find_structure(pd.DataFrame({"seq": numbers, "x": np.arange(300) % 7})).ids == ("seq",)


def test_rows_that_share_several_particulars_are_visits_of_one_entity():
    random = np.random.default_rng(0)
    ages, weights = random.permutation(60) + 20, random.permutation(60) + 40
    who = np.repeat(np.arange(60), 5)
    frame = pd.DataFrame({"w": who * 3, "age": ages[who], "weight": weights[who], "x": random.normal(size=300)})
    assert find_structure(frame).groups == ("w",)
    assert find_structure(frame.drop(columns=["age", "weight"])).groups == ()
