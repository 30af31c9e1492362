import pytest

from experiments.strategies import Tried
from experiments.strategies.bayesian import Bayesian
from tests.experiments.strategies.contract import StrategyContract, plan


class TestBayesian(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Bayesian:
        return Bayesian()


def test_it_learns_which_family_is_best() -> None:
    """Boosting scores 0.9 and everything else 0.5; random draws would take it in an eighth of the cases."""
    made, tried = plan(), []
    for _ in range(60):
        variant = Bayesian().next_variant(made, tried)
        assert variant is not None
        tried.append(Tried(variant, 0.9 if variant.family == "boosting" else 0.5))
    assert sum(t.variant.family == "boosting" for t in tried[20:]) >= 10
