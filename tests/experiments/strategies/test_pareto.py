"""Score against cost, and the front that none beats in both."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.strategies.pareto import Pareto, front
from tests.experiments.strategies.contract import StrategyContract

numbers = st.floats(-10, 10)


class TestPareto(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Pareto:
        return Pareto()


@settings(max_examples=50)
@given(st.lists(st.tuples(numbers, numbers), max_size=20))
def test_the_front_beats_or_equals_everything_else_and_nothing_of_it_is_beaten(points) -> None:
    on = front(points)
    for i in range(len(points)):
        beaten = any(
            points[j][0] >= points[i][0] and points[j][1] <= points[i][1] and points[j] != points[i]
            for j in range(len(points))
        )
        if i in on:
            assert not beaten
        else:
            assert beaten or any(points[j] == points[i] for j in on)


def test_the_front_begins_with_the_cheapest() -> None:
    assert front([(0.9, 5.0), (0.8, 1.0), (0.7, 2.0), (0.95, 9.0)]) == [1, 0, 3]
