"""Reasons in words: what a candidate costs beside the others."""

from types import SimpleNamespace

import pandas as pd
import pytest

from recommender.reasons import _cost, score_words
from store.records import metric


@pytest.mark.parametrize(
    ("cost_s", "says"),
    [(9.0, "more than 75% of the candidates; about 60 s are left."), (1.0, "less than 75% of the candidates;")],
)
def test_a_cost_is_set_beside_those_of_the_others(cost_s, says):
    predicted = pd.DataFrame({"cost_s": [1.0, 3.0, 5.0, 9.0]})
    context = SimpleNamespace(predicted=predicted, budget_s=60.0)
    told = _cost(context, {"cost_s": cost_s, "cost_low_s": cost_s, "cost_high_s": cost_s})
    assert says.split(";")[0] in told and "are left." in told and "100%" not in told


@pytest.mark.parametrize(
    ("value", "name", "shown"), [(1.0, "roc_auc", "1.000"), (0.99852, "r2", "0.999"), (48213.4, "rmse", "48,213")]
)
def test_a_score_of_the_past_has_the_digits_of_the_score_that_is_predicted(value, name, shown):
    assert score_words(value, metric(name)) == shown
