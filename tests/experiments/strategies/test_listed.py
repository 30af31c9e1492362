import pytest

from experiments.strategies.listed import Listed
from tests.experiments.strategies.contract import StrategyContract, plan, played


class TestListed(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Listed:
        return Listed()


def test_nothing_is_run_beyond_the_list() -> None:
    assert len(played(Listed(), plan(), 10)) == 3
