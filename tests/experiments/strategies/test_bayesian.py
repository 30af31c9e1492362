"""Bayesian search: by densities over all estimators, by a Gaussian process within one."""

import pytest

from experiments.strategies import Choice, Scene, Tried
from experiments.strategies.bayesian import Bayesian
from experiments.workflows.tabular import variant_of
from store.records import Plan
from tests.experiments.strategies.contract import StrategyContract, plan, played


class TestBayesian(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Bayesian:
        return Bayesian()


def test_what_did_well_is_looked_for_again() -> None:
    made = plan("bayesian", seed=1)
    tried: list[Tried] = []
    for _ in range(40):
        choice = Bayesian().choose(Scene(made, made.stages[0], tried))
        assert isinstance(choice, Choice)
        good = choice.variant.choices["estimator"] == "lightgbm"
        tried.append(Tried(choice.variant, 0.9 if good else 0.6))
    later = [t.variant.choices["estimator"] for t in tried[20:]]
    assert later.count("lightgbm") > len(later) / 3


def _of_one(made: Plan, n: int) -> list[Tried]:
    tried: list[Tried] = []
    for _ in range(n):
        choice = Bayesian().choose(Scene(made, made.stages[0], tried))
        assert isinstance(choice, Choice)
        k = float(choice.variant.choices.get("knn.neighbours", 5))  # type: ignore[arg-type]
        tried.append(Tried(choice.variant, 1.0 - abs(k - 20) / 100))
    return tried


def test_within_one_kind_of_model_a_gaussian_process_finds_the_best_value() -> None:
    made = plan("bayesian", families=("knn",)).model_copy(update={"runs": (plan().runs[0],)})
    tried = _of_one(made, 9)
    assert {t.variant.choices["estimator"] for t in tried[1:]} == {"knn"}
    assert max(t.score or 0 for t in tried) > 0.9


def test_the_list_is_worked_off_first_even_within_one_kind() -> None:
    made = plan("bayesian", families=("knn",))
    assert [t.variant for t in played(Bayesian(), made, 3)] == [r.variant for r in made.runs]
    assert variant_of(made.runs[0].variant.choices, "binary")
