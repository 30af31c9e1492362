"""Grid search goes through a fixed set of points."""

import pytest

from experiments.strategies.grid import Grid, grid, size, values
from store.records import VariationPoint
from tests.experiments.strategies.contract import StrategyContract, plan, played


class TestGrid(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Grid:
        return Grid()


def test_a_grid_ends_when_all_its_points_were_tried() -> None:
    made = plan("grid", families=("knn",), runs=500)
    points = {v.id for v in grid(made)}
    tried = played(Grid(), made, 500)
    assert {t.variant.id for t in tried} >= points
    assert len(tried) == size(made) + len({r.variant.id for r in made.runs} - points)


def test_values_cover_the_range_and_begin_in_the_middle() -> None:
    assert values(VariationPoint(name="a", kind="int", low=1, high=9)) == (5, 1, 9)
    assert values(VariationPoint(name="a", kind="float", low=0.01, high=1.0, log=True)) == pytest.approx((0.1, 0.01, 1))
    assert values(VariationPoint(name="a", kind="categorical", choices=("x", "y"))) == ("x", "y")
    assert values(VariationPoint(name="a", kind="int", low=2, high=2)) == (2,)
