"""Stages one after another."""

from experiments.strategies import Choice, Tried, choose_next
from experiments.strategies.sequence import stages_of
from store.records import Budget, Condition, Plan, Stage
from tests.experiments.strategies.contract import plan, stage_of, tried_of


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
    from experiments.workflows.tabular import default_variant

    by_hand = Tried(default_variant("lightgbm", "binary"), 0.9, stage=None)
    choice = choose_next(made, [by_hand])
    assert isinstance(choice, Choice) and choice.variant == made.runs[0].variant


def test_stages_beside_each_other_take_turns() -> None:
    stages = (
        Stage(strategy="random", runs=3), Stage(strategy="grid", runs=2, beside=True), Stage(strategy="random", runs=1),
    )  # fmt: skip
    assert _all(_with(*stages)) == [0, 1, 0, 1, 0, 2]


def test_while_one_waits_the_other_goes_on() -> None:
    stages = (Stage(strategy="grid", runs=2), Stage(strategy="random", runs=2, beside=True))
    made = _with(*stages)
    first = choose_next(made, [])
    assert isinstance(first, Choice) and first.stage == 0
    second = choose_next(made, [Tried(first.variant, over=False, stage=0)])
    assert isinstance(second, Choice) and second.stage == 1


def test_a_condition_on_an_answer_decides_whether_a_stage_runs() -> None:
    asked = Condition(of="answer", sign=">=", value=3, name="review.rating")
    also = Condition(of="answer", sign="==", value=True, name="verdict")
    when = asked.model_copy(update={"also": (also,)})
    stages = (Stage(strategy="random", runs=2), Stage(strategy="random", runs=2, when=when))
    for answers, n in (
        ({"review.rating": 4, "verdict": True}, 4), ({"review.rating": 4, "verdict": False}, 2),
        ({"review.rating": 2, "verdict": True}, 2), ({"review.rating": "good", "verdict": True}, 2), ({}, 2),
    ):  # fmt: skip
        assert len(_all(_with(*stages).model_copy(update={"answers": answers}))) == n


def test_a_condition_can_be_a_function_of_the_results() -> None:
    when = Condition(of="function", sign="==", value=True, name="ideas:stuck")
    made = _with(Stage(strategy="random", runs=1), Stage(strategy="random", runs=1, when=when))
    first = choose_next(made, [])
    assert isinstance(first, Choice)
    tried = [tried_of(first, 0)]
    assert choose_next(made, tried, consult=lambda *_: False) is None
    assert isinstance(choose_next(made, tried, consult=lambda *_: True), Choice)


def test_halving_after_other_stages_never_asks_for_a_run_that_was_there() -> None:
    stages = (Stage(strategy="random", runs=4), stage_of("halving", runs=9), stage_of("hyperband", runs=12))
    made = _with(*stages)
    tried: list[Tried] = []
    while (choice := choose_next(made, tried)) is not None:
        assert isinstance(choice, Choice)
        assert (choice.variant.id, choice.fidelity) not in {(t.variant.id, t.fidelity) for t in tried}
        tried.append(tried_of(choice, len(tried)))
    assert len(tried) > 20


def test_plans_from_before_keep_their_hash() -> None:
    when = Condition(of="best", sign="<", value=0.9)
    stage = Stage(strategy="random", runs=2, when=when).said()
    assert stage["when"] == {"of": "best", "sign": "<", "value": 0.9}
    assert not {"beside", "filter", "generate"} & set(stage)
