import numpy as np
import pandas as pd
import pytest

from experiments.validation import splits
from store.errors import BadData
from store.records import Task, Validation


def _task(kind: str = "binary", **how: object) -> Task:
    metric = "rmse" if kind == "regression" else "roc_auc"
    return Task(id="t", version_id="v", target="y", kind=kind, metric=metric, validation=Validation(**how))


def _table(rows: int = 60) -> pd.DataFrame:
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "y": np.where(np.arange(rows) % 5 == 0, "yes", "no"),
            "day": pd.date_range("2024-01-01", periods=rows // 2).repeat(2).to_numpy()[::-1],
            "shop": random.integers(0, 9, rows),
        }
    )


def test_cross_validation_measures_every_row_once_with_classes_in_proportion() -> None:
    table = _table()
    parts = splits(table, _task(method="cv", folds=4))
    assert sorted(np.concatenate([test for _, test in parts])) == list(range(60))
    assert {int((table["y"].iloc[test] == "yes").sum()) for _, test in parts} == {3}
    assert all(not set(learn) & set(test) for learn, test in parts)


def test_the_same_seed_gives_the_same_folds_and_another_seed_others() -> None:
    table = _table()
    first, again, other = (splits(table, _task(method="cv", folds=3, seed=s))[0][1].tolist() for s in (1, 1, 2))
    assert first == again != other


def test_a_class_with_a_single_row_does_not_stop_cross_validation() -> None:
    table = _table()
    table.loc[0, "y"] = "rare"
    assert len(splits(table, _task("multiclass", method="cv", folds=5))) == 5


def test_holdout_sets_the_fraction_aside() -> None:
    ((learn, test),) = splits(_table(), _task(method="holdout", folds=1, holdout_fraction=0.25))
    assert (len(learn), len(test)) == (45, 15)


@pytest.mark.parametrize("as_words", [False, True])
def test_time_is_never_predicted_from_the_future_and_days_stay_whole(as_words: bool) -> None:
    table = _table()
    if as_words:
        table["day"] = table["day"].dt.strftime("%d.%m.%Y")
    days = _table()["day"]
    parts = splits(table, _task(method="time", folds=4, column="day"))
    assert len(parts) == 4
    for learn, test in parts:
        assert days.iloc[learn].max() < days.iloc[test].min()
    assert len(parts[0][0]) < len(parts[-1][0])


@pytest.mark.parametrize("column", ["day", None])
def test_a_share_in_time_order_is_the_latest_rows(column: str | None) -> None:
    table = _table()
    ((learn, test),) = splits(table, _task(method="time", folds=1, column=column, holdout_fraction=0.2))
    assert len(test) == 12 and len(learn) == 48
    when = table["day"] if column else pd.Series(range(len(table)))
    assert when.iloc[learn].max() < when.iloc[test].min()


def test_without_a_column_rows_are_tested_as_they_stand() -> None:
    parts = splits(_table(), _task(method="time", folds=4))
    assert len(parts) == 4
    assert all(learn.max() < test.min() for learn, test in parts)


def test_no_group_is_on_both_sides() -> None:
    table = _table()
    for kind in ("binary", "regression"):
        for learn, test in splits(table, _task(kind, method="group", folds=3, column="shop")):
            assert not set(table["shop"].iloc[learn]) & set(table["shop"].iloc[test])


def test_what_cannot_be_split_is_said_in_words() -> None:
    table = _table()
    with pytest.raises(BadData, match="too few"):
        splits(table.head(2), _task(method="cv"))
    with pytest.raises(BadData, match="'week'"):
        splits(table, _task(method="time", column="week"))
    with pytest.raises(BadData, match="only one group"):
        splits(table.assign(shop=1), _task(method="group", column="shop"))
    with pytest.raises(BadData, match="moments"):
        splits(table.assign(day=pd.Timestamp("2024-01-01")), _task(method="time", column="day"))
