"""The recommended order: the list alone, or whatever is best now of what was approved."""

import pytest

from experiments.strategies import Choice, Scene
from experiments.strategies.recommended import Recommended
from experiments.workflows.tabular import default_variant
from tests.experiments.strategies.contract import StrategyContract, plan, tried_of


class TestRecommended(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Recommended:
        return Recommended()


def test_advice_is_asked_before_every_run_and_its_best_is_taken() -> None:
    made, asked = plan("recommended"), []
    order = [default_variant(n, "binary") for n in ("lightgbm", "knn", "linear")]

    def advise(_, tried):
        asked.append(len(tried))
        return order

    tried = []
    for i in range(4):
        choice = Recommended().choose(Scene(made, made.stages[0], tried, advise))
        assert isinstance(choice, Choice)
        tried.append(tried_of(choice, i))
    assert [t.variant.choices["estimator"] for t in tried] == ["lightgbm", "knn", "linear", "naive_bayes"]
    assert asked == [0, 1, 2, 3]


def test_advice_beyond_the_approved_space_is_not_followed() -> None:
    made = plan("recommended", families=("linear",))
    outside = [default_variant("lightgbm", "binary")]
    choice = Recommended().choose(Scene(made, made.stages[0], [], lambda _p, _t: outside))
    assert isinstance(choice, Choice) and choice.variant == made.runs[0].variant


def test_without_a_space_only_the_list_is_run_in_the_advised_order() -> None:
    made = plan("recommended").model_copy(update={"space": None})
    order = [default_variant(n, "binary") for n in ("lightgbm", "decision_tree")]
    choice = Recommended().choose(Scene(made, made.stages[0], [], lambda _p, _t: order))
    assert isinstance(choice, Choice) and choice.variant.choices["estimator"] == "decision_tree"
