"""Stages one after another."""

from experiments.strategies import Choice, choose_next
from experiments.strategies.sequence import stages_of
from store.records import Budget, Plan, Stage
from tests.experiments.strategies.contract import plan, tried_of


def _with(*stages: Stage) -> Plan:
    return plan().model_copy(update={"stages": stages})


def _all(made: Plan, most: int = 60) -> list[int | None]:
    tried = []
    while len(tried) < most:
        choice = choose_next(made, tried)
        if choice is None:
            break
        assert isinstance(choice, Choice)
        tried.append(tried_of(choice, len(tried)))
    return [t.stage for t in tried]


def test_each_stage_has_its_runs() -> None:
    stages = (Stage(strategy="random", runs=4), Stage(strategy="bayesian", runs=3))
    assert _all(_with(*stages)) == [0] * 4 + [1] * 3


def test_a_stage_ends_when_enough_is_reached() -> None:
    stages = (Stage(strategy="random", runs=9, enough=0.5), Stage(strategy="grid", runs=1))
    assert _all(_with(*stages)) == [0, 1]


def test_a_stage_ends_when_nothing_better_came_for_long() -> None:
    stages = (Stage(strategy="random", runs=50, patience=3),)
    assert len(_all(_with(*stages))) < 20


def test_a_stage_with_nothing_more_to_choose_gives_way_to_the_next() -> None:
    made = plan("recommended").model_copy(
        update={"stages": (Stage(strategy="recommended", runs=9), Stage(strategy="random", runs=2))}
    )
    assert _all(made) == [0, 0, 0, 1, 1]


def test_a_plan_without_stages_has_its_one_strategy() -> None:
    made = plan().model_copy(update={"stages": (), "strategy": "random", "budget": Budget(runs=7)})
    assert stages_of(made) == (Stage(strategy="random", runs=7),)
    assert len(_all(made)) == 7


def test_what_a_person_added_counts_for_no_stage() -> None:
    made = _with(Stage(strategy="random", runs=4))
    from experiments.strategies import Tried
    from experiments.workflows.tabular import default_variant

    by_hand = Tried(default_variant("lightgbm", "binary"), 0.9, stage=None)
    choice = choose_next(made, [by_hand])
    assert isinstance(choice, Choice) and choice.variant == made.runs[0].variant
