"""A run by its place beside a kept model keeps both: "make the second one the challenger of credit"."""

import pytest

from assistant.understanding import Context, understand

KEPT = Context(
    columns=("kwh", "churn"), target="churn", kind="binary", recommendations=5, results=4, models=("credit",)
)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("make the second one the challenger of credit", {"rank": 2, "model": "credit", "alias": "challenger"}),
        ("promote number 3 as challenger to credit", {"rank": 3, "model": "credit", "alias": "challenger"}),
        ("make the best one the shadow of credit", {"rank": 1, "model": "credit", "alias": "shadow"}),
        ("make credit the challenger", {"model": "credit", "alias": "challenger"}),
        ("make number 9 the challenger of credit", {"model": "credit", "alias": "challenger"}),
    ],
)
def test_the_place_of_a_challenger_is_kept(text: str, args: dict[str, object]) -> None:
    assert [(c.name, c.args) for c in understand(text, KEPT).commands] == [("promote", args)]


@pytest.mark.parametrize(
    "text", ["now predict with it", "score new rows with the model please", "let's predict with that"]
)
def test_a_kept_model_may_be_used_without_naming_it_or_rows(text: str) -> None:
    assert [(c.name, c.args) for c in understand(text, KEPT).commands] == [("score_data", {"model": "credit"})]
    running = KEPT.model_copy(update={"running": True})
    assert [c.name for c in understand(text, running).commands] == ["score_data"]


def test_what_a_question_for_a_path_is_answered_with_may_be_another_request() -> None:
    asked = KEPT.model_copy(update={"question_slot": "source"})
    assert [c.name for c in understand("predict new.csv with credit", asked).commands] == ["score_data"]
    assert [c.name for c in understand("new.csv", asked).commands] == ["use_data"]
