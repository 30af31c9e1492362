"""Halving and Hyperband: rungs that are known beforehand, and only the best of one go on to the next."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.strategies import WAIT, Choice, Scene, Strategy, Tried
from experiments.strategies.halving import Halving, Hyperband, halving_stage, hyperband_stage
from tests.experiments.strategies.contract import StrategyContract, plan, played, task


class TestHalving(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Strategy:
        return Halving()


class TestHyperband(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Strategy:
        return Hyperband()


@settings(max_examples=40)
@given(st.integers(1, 200), st.integers(1, 10**6), st.sampled_from(("rows", "folds", "share")))
def test_the_rungs_have_exactly_the_runs_that_were_asked_for(runs: int, rows: int, over: str) -> None:
    for make in (halving_stage, hyperband_stage):
        stage = make(task(), runs, rows, over)
        assert sum(r.runs for r in stage.rungs) == runs
        assert stage.rungs[-1].fidelity is None, "what is best is measured on all of the data"
        for below, above in zip(stage.rungs, stage.rungs[1:], strict=False):
            if below.bracket == above.bracket:
                assert below.runs >= above.runs and below.fidelity is not None


def test_a_small_table_is_not_cut_into_smaller_ones() -> None:
    assert [r.fidelity for r in halving_stage(task(), 9, 400).rungs] == [None]


def test_only_the_best_of_a_rung_go_on() -> None:
    made = plan("halving", runs=13)
    first, second, third = made.stages[0].rungs
    tried = played(Halving(), made, 20)
    assert len(tried) == 13
    low = [t for t in tried if t.rung == 0]
    assert len(low) == first.runs and {t.fidelity for t in low} == {first.fidelity}
    risen = {t.variant.id for t in tried if t.rung == 1}
    best = sorted((t for t in low if t.score is not None), key=lambda t: -(t.score or 0))[: second.runs]
    assert risen == {t.variant.id for t in best}
    assert all(t.fidelity is None for t in tried if t.rung == 2) and third.fidelity is None


def test_a_rung_waits_for_the_one_below() -> None:
    made = plan("halving", runs=13)
    low = played(Halving(), made, made.stages[0].rungs[0].runs)
    last = Tried(low[-1].variant, over=False, fidelity=low[-1].fidelity, stage=0, rung=0)
    assert Halving().choose(Scene(made, made.stages[0], [*low[:-1], last])) == WAIT


def test_halving_over_folds_measures_fewer_folds_first() -> None:
    stage = halving_stage(task(), 12, 400, over="folds")
    assert [r.fidelity.folds if r.fidelity else None for r in stage.rungs] == [1, None]


def test_halving_over_the_share_of_the_work_needs_no_rows_to_count() -> None:
    stage = halving_stage(task(), 13, 0, over="share")
    assert [(r.runs, r.fidelity.rows if r.fidelity else 1.0) for r in stage.rungs] == [(9, 1 / 9), (3, 1 / 3), (1, 1.0)]


def test_hyperband_goes_on_to_another_bracket_while_the_last_of_one_runs() -> None:
    made = plan("hyperband", runs=20)
    tried: list[Tried] = []
    while True:
        choice = Hyperband().choose(Scene(made, made.stages[0], tried))
        if not isinstance(choice, Choice):
            break
        final = made.stages[0].rungs[choice.rung or 0].fidelity is None
        score = None if final else 0.5
        tried.append(Tried(choice.variant, score, not final, None, choice.fidelity, 0, choice.rung))
    assert {made.stages[0].rungs[t.rung or 0].bracket for t in tried} == {0, 1, 2}
