import pytest

from experiments.strategies.random_search import RandomSearch
from tests.experiments.strategies.contract import StrategyContract, plan, played


class TestRandomSearch(StrategyContract):
    @pytest.fixture
    def strategy(self) -> RandomSearch:
        return RandomSearch()


def test_another_seed_draws_other_variants() -> None:
    a, b = (played(RandomSearch(), plan(seed=seed), 8)[3:] for seed in (0, 1))
    assert {t.variant.id for t in a}.isdisjoint(t.variant.id for t in b)


def test_it_goes_on_beyond_the_list() -> None:
    assert len(played(RandomSearch(), plan(), 12)) == 12
