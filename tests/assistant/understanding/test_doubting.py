# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding import Context, understand
from assistant.understanding.names.doubting import nearest

TABLE = Context(columns=("customer_id", "tenure", "MonthlyCharges", "Churn"), target="Churn", recommendations=4)


@pytest.mark.parametrize(
    "text",
    ["under -5 minutes", "at most -3 runs", "run -1", "0 runs", "validate with 1 fold", "validate with 1000 folds", "run the eighth one", "make it better", "yes", "let me sleep on it"],
)  # fmt: skip
def test_what_cannot_be_meant_is_asked(text):
    understood = understand(text, TABLE)
    assert understood.commands == ()
    assert understood.question is not None and understood.question.text


@pytest.mark.parametrize("text", ["drop monthly_costs", "predict salary", "the target is income"])
def test_an_unknown_column_is_asked_about_with_the_nearest(text):
    question = understand(text, TABLE.model_copy(update={"target": None})).question
    assert question is not None and "nearest" in question.text
    assert all(any(c in option.says for c in TABLE.columns) for option in question.options)


def test_the_nearest_column_comes_first():
    assert nearest("monthly charge", TABLE.columns)[0] == "MonthlyCharges"


def test_a_floor_below_zero_is_no_odd_amount():
    assert understand("R2 must be at least -1", TABLE).question is None or understand("R2 must be at least -1").commands


def test_the_model_is_asked_for_where_several_are_kept() -> None:
    two = Context(columns=("a", "b"), target="b", models=("north", "south"))
    for text in ("explain the model", "how does the model decide?"):
        question = understand(text, two).question
        assert question is not None
        assert [o.says for o in question.options] == ["explain the model north", "explain the model south"]
    assert understand("explain the model south", two).question is None
    assert understand("explain the model", two.model_copy(update={"models": ("north",)})).question is None
    assert understand("explain the model", two.model_copy(update={"results": 3})).question is None
