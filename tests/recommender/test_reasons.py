"""Reasons in words: what a candidate costs beside the others."""

from types import SimpleNamespace

import pandas as pd
import pytest

from recommender.reasons import _cost


@pytest.mark.parametrize(
    ("cost_s", "says"),
    [(9.0, "more than 75% of the candidates; about 60 s are left."), (1.0, "less than 75% of the candidates;")],
)
def test_a_cost_is_set_beside_those_of_the_others(cost_s, says):
    predicted = pd.DataFrame({"cost_s": [1.0, 3.0, 5.0, 9.0]})
    context = SimpleNamespace(predicted=predicted, budget_s=60.0)
    told = _cost(context, {"cost_s": cost_s, "cost_low_s": cost_s, "cost_high_s": cost_s})
    assert says.split(";")[0] in told and "are left." in told and "100%" not in told
