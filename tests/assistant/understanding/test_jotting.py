# ruff: noqa: E501 - one case a line reads better than one broken over several
"""Plans and changes of plans told in a row of names and figures."""

import pytest

from assistant.understanding import Context, understand

LISTED = Context(columns=("age", "churn"), target="churn", recommendations=6)
PENDING = LISTED.model_copy(update={"proposal": True})


def said(text, context):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("2,4 and 6 for us, the rest no", {"ranks": [2, 4, 6]}),
        ("3 4 5 go", {"ranks": [3, 4, 5]}),
        ("number 4 please, number 1 and 2 not", {"ranks": [4]}),
        ("first and second, fourth not, fifth yes", {"ranks": [1, 2, 5]}),
        ("not the second, run the first and the last", {"ranks": [1, 6]}),
        ("all of them instead of just two", {"all": True}),
        ("2 and 5, plain random, 9 runs", {"ranks": [2, 5], "strategy": "random", "runs": 9}),
        ("do 2. or no, do 5.", {"ranks": [5]}),
        ("1+3, halving, 20 min", {"ranks": [1, 3], "strategy": "halving", "seconds": 1200}),
        ("fifth, sixth. 12 runs. random.", {"ranks": [5, 6], "runs": 12, "strategy": "random"}),
        ("leave out the third, prepare the others", {"all": True, "exclude_ranks": [3]}),
        ("I begin with two: rank 2 and rank 6", {"ranks": [2, 6]}),
        ("all except the last, there are 6", {"all": True, "exclude_ranks": [6]}),
    ],
)
def test_a_plan_is_read_word_by_word(text, args):
    assert said(text, LISTED) == [("propose_runs", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("40 is too much make it 15", {"runs": 15}),
        ("make that 60 runs and not 25", {"runs": 60}),
        ("20 runs to 9 runs please", {"runs": 9}),
        ("80 => 30", {"runs": 30}),
        ("-3", {"exclude_ranks": [3]}),
        ("rank 5 can go, leave the rest", {"exclude_ranks": [5]}),
        ("the first must go out, half an hour", {"exclude_ranks": [1], "seconds": 1800}),
        ("cut the third from the plan, ten runs", {"exclude_ranks": [3], "runs": 10}),
        ("not 5, but 2", {"ranks": [2]}),
        ("take 1 out and put 6 in", {"exclude_ranks": [1], "ranks": [6]}),
        ("halving instead of grid, only 2 and 3", {"strategy": "halving", "ranks": [2, 3]}),
        ("naive bayes too please", {"families": ["naive_bayes"]}),
        ("and a neural net as well", {"families": ["neural_network"]}),
        ("just boosting and trees in this plan", {"families": ["boosting", "tree"]}),
    ],
)  # fmt: skip
def test_a_change_of_the_plan_is_read_word_by_word(text, args):
    ((name, found),) = said(text, PENDING)
    assert name == "edit_proposal"
    assert {k: sorted(v) if isinstance(v, list) else v for k, v in found.items()} == args


@pytest.mark.parametrize(
    "text",
    ["5", "is 2 in the plan", "I like 2 and 4", "4/5 for the first one", "2 out of 5 for number 3", "take back my last change", "what about 2 and 3?", "limit every run to 20s", "age and churn, 10 minutes", "without boosting, 10 runs"],
)  # fmt: skip
@pytest.mark.parametrize("context", [LISTED, PENDING])
def test_a_word_that_is_none_of_a_plan_ends_it(text, context):
    from assistant.understanding.acts.jotting import jotted
    from assistant.understanding.facts import tagged
    from assistant.understanding.text.grammar import Clause

    words, _ = tagged(text, context)
    assert jotted(Clause(tuple(words), text), context) is None


def test_runs_under_way_are_no_plan():
    running = LISTED.model_copy(update={"running": True, "results": 3})
    assert "propose_runs" not in dict(said("1 and 3", running))
    assert said("prepare 1 and 3", running) == [("propose_runs", {"ranks": [1, 3]})]
