"""Sentences that steer a running experiment, and those that must not be taken for it."""

import pytest

from assistant.understanding import understand
from assistant.understanding.context import Context


def meant(text: str, **context: object) -> list[tuple[str, dict[str, object]]]:
    known = {"columns": ["age", "churn"], "target": "churn", "kind": "binary", "recommendations": 5, **context}
    return [(c.name, c.args) for c in understand(text, Context(**known), None).commands]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("do the third first", "pin_run", {"ranks": [3]}),
        ("skip the second", "skip_run", {"ranks": [2]}),
        ("run the second anyway", "run_anyway", {"ranks": [2]}),
        ("order them 3, 1, 2", "reorder_runs", {"ranks": [3, 1, 2]}),
        ("allow 5 more runs", "change_budget", {"more_runs": 5}),
        ("give it 10 more minutes", "change_budget", {"more_seconds": 600}),
        ("20 more minutes please", "change_budget", {"more_seconds": 1200}),
        ("give it 5 minutes more", "change_budget", {"more_seconds": 300}),
        ("give it 10 minutes", "set_budget", {"seconds": 600}),
        ("cut it to 5 minutes", "change_budget", {"seconds": 300}),
        ("stop the second", "stop", {"ranks": [2]}),
        ("halt the second for the moment", "pause", {"ranks": [2]}),
        ("run the first three", "propose_runs", {"ranks": [1, 2, 3]}),
        ("which strategy would you take?", "recommend_strategy", {}),
    ],
)
def test_what_is_said_while_runs_go_on(text: str, name: str, args: dict[str, object]) -> None:
    assert meant(text, running=True) == [(name, args)]


@pytest.mark.parametrize("text", ["give it 10 more minutes", "allow 10 more minutes"])
def test_where_nothing_runs_more_time_is_the_goals_budget(text: str) -> None:
    assert meant(text) == [("set_budget", {"seconds": 600})]


@pytest.mark.parametrize(
    "text",
    [
        "find the best trade-off between accuracy and training time",
        "find the best compromise between score and prediction speed",
        "weigh accuracy against training time",
    ],
)
def test_a_trade_off_against_cost_is_a_search_for_the_front(text: str) -> None:
    assert meant(text) == [("propose_runs", {"strategy": "pareto"})]


def test_with_a_plan_waiting_the_plan_is_meant() -> None:
    assert meant("skip the second", proposal=True) == [("edit_proposal", {"exclude_ranks": [2]})]


@pytest.mark.parametrize("proposal", [False, True])
@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("save this strategy as careful", "save_strategy", {"name": "careful"}),
        ("keep this search as “My quick one”", "save_strategy", {"name": "My quick one"}),
        ("call this strategy night run", "save_strategy", {"name": "night run"}),
        ("change my strategy careful to 8 runs", "save_strategy", {"name": "careful", "runs": 8}),
        (
            "make my strategy careful stop after 3 runs without improvement", "save_strategy",
            {"name": "careful", "patience": 3},
        ),
        ("run my strategy careful", "propose_runs", {"saved_strategy": "careful"}),
        ("Propose runs with my strategy My quick one", "propose_runs", {"saved_strategy": "My quick one"}),
        ("my strategies", "show_strategies", {}),
        ("which strategies do I have?", "show_strategies", {}),
        ("which strategy would you take?", "recommend_strategy", {}),
    ],
)  # fmt: skip
def test_strategies_that_are_kept_are_spoken_of_by_name(
    text: str, name: str, args: dict[str, object], proposal: bool
) -> None:
    assert meant(text, proposal=proposal) == [(name, args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("use a random search strategy", {"strategy": "random"}),
        ("use the recommended strategy", {"strategy": "recommended"}),
    ],
)
def test_strategies_that_are_built_in_are_no_kept_ones(text: str, args: dict[str, object]) -> None:
    assert meant(text) == [("propose_runs", args)]


@pytest.mark.parametrize("text", ["stop that one", "Please stop the slowest one.", "pause this one"])
def test_one_run_of_several_is_asked_for_by_its_number(text):
    understood = understand(text, Context(running=True, results=2))
    assert not understood.commands
    assert "number" in understood.question.text
    assert understand("stop 2", Context(running=True)).commands[0].args == {"ranks": [2]}


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("go on with the one you stopped, the third", [("resume", {"ranks": [3]})]),
        ("resume the run that was paused: 2", [("resume", {"ranks": [2]})]),
        ("stop 1, continue the one we held, the second", [("stop", {"ranks": [1]}), ("resume", {"ranks": [2]})]),
        ("pause the second, resume the first", [("pause", {"ranks": [2]}), ("resume", {"ranks": [1]})]),
        ("pause 1, let the other two go on", [("pause", {"ranks": [1]})]),
        ("continue with 4, leave the rest stopped", [("resume", {"ranks": [4]})]),
    ],
)  # fmt: skip
def test_a_run_may_be_told_by_what_was_done_to_it(text: str, acts: list[tuple[str, dict[str, object]]]) -> None:
    assert meant(text, running=True) == acts


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("which strategy would you take?", "recommend_strategy"),
        ("what would you use, grid or random search?", "recommend_strategy"),
        ("bayesian or halving, which would you pick?", "recommend_strategy"),
        ("run bayesian or halving, whichever is faster", "propose_runs"),
        ("run a bayesian search with 20 runs", "propose_runs"),
        ("what would you use?", "recommend"),
    ],
)
def test_the_strategy_to_take_is_a_question_of_its_own(text: str, named: str) -> None:
    context = Context(columns=("kwh", "churn"), target="churn", kind="binary", recommendations=5)
    assert [c.name for c in understand(text, context).commands] == [named]
