"""Results and what is expected of them, set side by side."""

from assistant.commands.results import _expected_gap
from tests.pages.made import recommendation


def test_what_is_expected_to_be_the_same_is_not_ahead_by_nothing() -> None:
    first = recommendation(0)
    same = first.model_copy(update={"id": "other", "rank": 2})
    assert _expected_gap([first, same]) == "I expect number 1 to do no better than number 2 in ROC AUC."
    assert "ahead of number 2 by 0.007" in _expected_gap([first, recommendation(1)])
