"""A model on rows that are worse than those it was measured on."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.measuring import Measuring
from lifecycle.robustness import LEVELS, STRANGE, robustness
from store.errors import BadData, BadRequest

MEASURING = Measuring("regression", "rmse")


def rows(n: int = 400) -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"x": random.normal(0, 2, n), "count": random.integers(0, 9, n), "kind": random.choice(["a", "b"], n),
         "idle": random.normal(0, 1, n)}
    )  # fmt: skip
    return frame, model(frame)["prediction"].to_numpy() + random.normal(0, 0.1, n)


def model(frame: pd.DataFrame) -> pd.DataFrame:
    """Straight in x, a step for the category; what is missing counts as the middle."""
    x = frame["x"].astype(float).fillna(0.0)
    return pd.DataFrame({"prediction": x + 3.0 * (frame["kind"] == "a").to_numpy()})


@pytest.fixture(scope="module")
def found():
    frame, truth = rows()
    return robustness(frame, truth, model, MEASURING, columns=["x", "idle", "kind"])


def test_every_kind_is_tried_to_every_degree_and_more_is_worse(found):
    assert [(s.kind, s.level) for s in found.strains] == [(k, v) for k, levels in LEVELS.items() for v in levels]
    for kind in LEVELS:
        losses = [s.loss for s in found.strains if s.kind == kind]
        assert losses == sorted(losses) and losses[-1] > 0.3, (kind, losses)
    assert all(s.low <= s.loss <= s.high for s in found.strains)


def test_an_offset_costs_what_it_must(found):
    shift = next(s for s in found.strains if (s.kind, s.level) == ("shift", 1.0))
    assert shift.score == pytest.approx(2.0, abs=0.2), "x moves by its standard deviation, and so does the answer"


def test_the_column_it_leans_on_is_named_first_and_one_that_is_idle_last(found):
    assert [c.column for c in found.columns] == ["kind", "x", "idle"]
    assert found.columns[-1].loss == pytest.approx(0.0)
    assert "leans most on kind" in found.sentences[-1]


def test_a_model_that_refuses_such_rows_is_told_so():
    frame, truth = rows(100)

    def strict(given: pd.DataFrame) -> pd.DataFrame:
        if (given["kind"] == STRANGE).any():
            raise BadData("kind must be a or b.")
        return model(given)

    said = robustness(frame, truth, strict, MEASURING)
    refused = [s for s in said.strains if s.score is None]
    assert {s.kind for s in refused} == {"unseen"} and refused[0].trouble == "kind must be a or b."
    assert said.sentences[0].startswith("It cannot predict rows with")


def test_tables_of_numbers_have_no_strange_categories_and_whole_numbers_stay_whole():
    frame, truth = rows(100)
    seen = []

    def look(given: pd.DataFrame) -> pd.DataFrame:
        seen.append(given["count"].dropna())
        return model(given.assign(kind="a"))

    said = robustness(frame.drop(columns="kind"), truth, look, MEASURING, repeats=1)
    assert {s.kind for s in said.strains} == {"missing", "noise", "shift"}
    assert all((values % 1 == 0).all() for values in seen)


def test_the_rows_given_are_left_as_they_are_and_the_same_seed_says_the_same():
    frame, truth = rows(100)
    before = frame.copy()
    assert robustness(frame, truth, model, MEASURING) == robustness(frame, truth, model, MEASURING)
    pd.testing.assert_frame_equal(frame, before)


def test_too_few_rows_are_refused():
    frame, truth = rows(30)
    with pytest.raises(BadRequest, match="50 rows"):
        robustness(frame, truth, model, MEASURING)
