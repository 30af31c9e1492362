"""Goals in words."""

import pytest

from store.records import ErrorCosts


@pytest.mark.parametrize(
    ("costs", "positive", "target", "says"),
    [
        ((20, 1), None, None, "a missed case costs 20 times a false alarm"),
        ((8000, 1), None, None, "a missed case costs 8,000 times a false alarm"),
        ((1, 4), None, None, "a false alarm costs 4 times a missed case"),
        ((5, 1), "malignant", "diagnosis",
         "a case of “malignant” that is not seen costs 5 times another case taken for one"),
        ((1, 3), "malignant", "diagnosis",
         "another case taken for “malignant” costs 3 times one that is not seen"),
        ((5, 1), "yes", "churned",
         "a case of “yes” in churned that is not seen costs 5 times another case taken for one"),
        ((2, 2), "1", "default",
         "a case of “1” in default that is not seen costs as much as another case taken for one"),
    ],
)  # fmt: skip
def test_what_errors_cost_is_said_by_the_name_of_the_class(costs, positive, target, says):
    assert ErrorCosts(false_negative=costs[0], false_positive=costs[1]).in_words(positive, target) == says
