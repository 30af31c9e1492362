"""Variants that a person's own function yields."""

from collections.abc import Sequence
from typing import Any

import pytest

from experiments.strategies import WAIT, Choice, Scene, Strategy, Tried, choose_next
from experiments.strategies.generated import Generated
from store.errors import BadRequest
from store.records import Plan, Stage, Variant
from tests.experiments.strategies.contract import StrategyContract, plan, tried_of

STAGE = Stage(strategy="generated", runs=9, generate="ideas:deeper")


def deeper(made: Plan, function: str, tried: Sequence[Tried], variant: Variant | None) -> Any:
    """Decision trees, each one level deeper than the deepest that ended; filters drop depth 3."""
    if variant is not None:
        return variant.choices.get("decision_tree.depth") != 3
    depths = [int(t.variant.choices["decision_tree.depth"] or 0) for t in tried if t.over]
    return [{"estimator": "decision_tree", "decision_tree.depth": d} for d in range(2, 2 + max(depths, default=1))]


def with_stage(stage: Stage) -> Plan:
    return plan().model_copy(update={"stages": (stage,)})


class TestGenerated(StrategyContract):
    @pytest.fixture
    def strategy(self) -> Strategy:
        return Generated()


def test_each_choice_is_the_first_that_the_function_yields_and_that_was_not_tried() -> None:
    tried: list[Tried] = []
    for depth in (2, 3, 4):
        choice = choose_next(with_stage(STAGE), tried, consult=deeper)
        assert isinstance(choice, Choice)
        assert choice.variant.choices["decision_tree.depth"] == depth and "ideas:deeper" in choice.reason
        tried.append(tried_of(choice, 0))


def test_what_the_filter_drops_is_left_out() -> None:
    made = with_stage(STAGE.model_copy(update={"filter": "ideas:not_three"}))
    first = choose_next(made, [], consult=deeper)
    assert isinstance(first, Choice)
    assert choose_next(made, [tried_of(first, 0)], consult=deeper) is None


def test_it_waits_for_what_runs_before_it_is_over() -> None:
    made = with_stage(STAGE)
    first = choose_next(made, [], consult=deeper)
    assert isinstance(first, Choice)
    running = Tried(first.variant, over=False)
    assert Generated().choose(Scene(made, made.stages[0], [running], consult=deeper)) == WAIT


def test_what_is_no_variant_is_said_with_the_function() -> None:
    with pytest.raises(BadRequest, match=r"ideas:deeper yielded .*which is no variant"):
        choose_next(with_stage(STAGE), [], consult=lambda *_: [{"estimator": "crystal ball"}])


def test_without_anything_that_can_call_it_that_is_said() -> None:
    with pytest.raises(BadRequest, match="cannot be called here"):
        choose_next(with_stage(STAGE), [])
