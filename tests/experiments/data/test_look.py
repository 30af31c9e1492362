import re

import numpy as np
import pandas as pd
import pytest

from experiments.data.cleaning import canonical
from experiments.data.look import look
from experiments.data.targets import percent
from store.errors import BadData
from store.records import DataReport
from tests.experiments.data.made import EPOCH, churn, clock, version_of


def report(frame: pd.DataFrame, target: str | None = None) -> DataReport:
    return look(frame, version_of(frame), target, clock)


def kinds(seen: DataReport) -> dict[str, tuple[str, ...]]:
    return {f.kind: f.columns for f in seen.findings}


def test_an_ordinary_table_is_called_so():
    seen = report(churn(), "Churn")
    assert "400 rows and 4 columns" in seen.summary and "Nothing stands out" in seen.summary
    assert (seen.rows, seen.n_columns, seen.target, seen.made_at) == (400, 4, "Churn", EPOCH)
    assert [p.title for p in seen.pictures] == ["How is Churn spread?"]
    assert sum(seen.pictures[0].values) == 400


def test_everything_that_stands_out_is_named():
    random = np.random.default_rng(0)
    frame = churn(
        customer_id=[f"C-{i}" for i in range(400)], same="x", signed=pd.date_range("2024-01-01", periods=400),
        patient_id=np.tile(np.arange(100), 4), town=random.choice([f"town {i}" for i in range(90)], 400),
        note=[f"a rather long remark that somebody wrote about case number {i}" for i in range(400)],
        hole=np.where(random.random(400) < 0.7, np.nan, 1.5 + random.random(400)), size=[*random.normal(size=399), 1e6],
        grade=random.choice([*map(str, range(8)), "ten", "none yet"], 400),
    )  # fmt: skip
    frame["gone"] = (frame["Churn"] == "yes").map({True: "left", False: "here"}).astype("str")
    found = kinds(report(frame, "Churn"))
    assert found["id_like"] == ("customer_id",)
    assert found["constant"] == ("same",)
    assert found["time"] == found["date"] == ("signed",)
    assert found["group"] == ("patient_id",)
    assert found["many_categories"] == ("town",)
    assert found["long_text"] == ("note",)
    assert found["missing"] == ("hole",)
    assert found["outliers"] == ("size",)
    assert found["mixed_types"] == ("grade",)
    assert found["leak"] == ("gone",)
    assert "group" not in kinds(report(frame, "patient_id"))  # it is no entity to be kept together then


def test_a_leak_is_called_suspicious_with_its_figure_and_never_dropped():
    frame = churn()
    frame["gone"] = (frame["Churn"] == "yes").astype("int64")
    leak = next(f for f in report(frame, "Churn").findings if f.kind == "leak")
    assert leak.figure == 1.0 and leak.severity == "problem"
    assert "suspicious" in leak.sentence and "stays in" in leak.sentence and "`months`, reaches" in leak.sentence


def test_imbalance_rare_classes_and_missing_targets():
    words = ["a"] * 300 + ["b"] * 90 + ["c"] * 3 + [None] * 7
    frame = churn().assign(kind=pd.Series(words, dtype="str"))
    seen = report(frame, "kind")
    found = kinds(seen)
    assert {"imbalance", "rare_class", "missing"} <= set(found)
    assert any("7 rows have no value in the target" in f.sentence for f in seen.findings)
    counted = re.findall(r"(\d+) (?:things? need|more )", seen.summary)
    assert sum(map(int, counted)) == len(seen.findings), "as many as are listed below"
    assert (percent(0.0002), percent(0.123), percent(0.9998)) == ("0.02%", "12.3%", "99.98%")
    assert len(seen.pictures) == 2 and seen.pictures[1].unit == "% of rows"


def test_classes_that_are_one_word_in_several_writings_are_told():
    frame = churn(90)
    frame["said"] = ["Yes", "no", "YES"] * 30
    frame["paid"] = ["<=50K", ">50K", "<=50K."] * 30
    frame["sign"] = ["-1", "1", "+1"] * 30
    told = {t: [f for f in report(frame, t).findings if f.kind == "mixed_types"] for t in ("said", "paid", "sign")}
    assert {t: [f.figure for f in found] for t, found in told.items()} == {"said": [1.0], "paid": [1.0], "sign": []}
    assert "`YES`" in told["said"][0].sentence and "`no`" not in told["said"][0].sentence


def test_duplicates_are_counted_without_the_id():
    frame = pd.concat([churn(200), churn(200)], ignore_index=True)
    frame["id"] = range(400)
    seen = next(f for f in report(frame).findings if f.kind == "duplicates")
    assert seen.figure == 0.5


def test_an_infinite_number_in_a_frame_is_said():
    frame = churn()
    frame.loc[0, "spend"] = np.inf
    assert kinds(report(frame, "Churn"))["infinite"] == ("spend",)


@pytest.mark.parametrize("rows", [1, 2, 15])
def test_few_rows(rows):
    seen = report(churn().head(rows), "Churn")
    assert kinds(seen)["few_rows"] == ()
    assert all(f.sentence.endswith(".") for f in seen.findings)


def test_a_constant_or_empty_target_is_a_problem():
    for values in (["yes"] * 50, [None] * 50):
        frame, _ = canonical(churn(50).assign(Churn=pd.Series(values, dtype=object)))
        assert any(f.kind == "constant" and f.severity == "problem" for f in report(frame, "Churn").findings)


def test_no_such_target():
    with pytest.raises(BadData, match="no column `churn rate`"):
        report(churn(), "churn rate")


def test_wide_tables_and_hostile_names():
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(30, 600))).add_prefix("<script>`\n")
    seen = report(frame)
    assert "wide" in kinds(seen)
    assert all("\n" not in f.sentence for f in seen.findings)


def test_the_same_table_gives_the_same_report():
    assert report(churn(), "Churn") == report(churn(), "Churn")
