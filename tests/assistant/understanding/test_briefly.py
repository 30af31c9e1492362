# ruff: noqa: E501 - one case a line reads better than one broken over several
import pytest

from assistant.understanding import Context, understand

LISTED = Context(
    columns=("age", "Churn"), target="Churn", kind="binary", recommendations=5, models=("quit_net", "quit_tree")
)
PENDING = Context(columns=("age", "Churn"), target="Churn", kind="binary", recommendations=5, proposal=True)


def said(text, context=LISTED):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("top 2 only, 15 min", {"ranks": [1, 2], "seconds": 900}),
        ("xgb / lgbm only, hyperband, 60 runs", {"families": ["boosting"], "runs": 60, "strategy": "hyperband"}),
        ("go w/ 1,2,5", {"ranks": [1, 2, 5]}),
        ("all 4, total 40 min", {"all": True, "seconds": 2400}),
        ("rank 1,3: bayesian, n=50, 1h", {"ranks": [1, 3], "runs": 50, "seconds": 3600, "strategy": "bayesian"}),
        ("take the first and third, give them 10 min", {"ranks": [1, 3], "seconds": 600}),
    ],
)
def test_a_plan_may_be_jotted_down(text, args):
    assert said(text) == [("propose_runs", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("n=50 -> n=20", {"runs": 20}),
        ("100 is mad, 35", {"runs": 35}),
        ("sub off 2, bring on 5", {"exclude_ranks": [2], "ranks": [5]}),
        ("number 2 goes, the rest of the plan can stay as it is", {"exclude_ranks": [2]}),
        ("not yet! first the 4 must go", {"exclude_ranks": [4]}),
        ("drop 1 from the plan, cap it to 12 runs, use bayesian", {"exclude_ranks": [1], "runs": 12, "strategy": "bayesian"}),
    ],
)  # fmt: skip
def test_a_waiting_plan_is_changed_in_few_words(text, args):
    assert said(text, PENDING) == [("edit_proposal", args)]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("How would I put a model back to its former version?", "put a model back to its former version"),
        ("and how do i publish a model", "publish a model"),
        ("how do I compare two models side by side?", "compare two models side by side"),
    ],
)
def test_who_asks_how_gets_help_and_never_the_act(text, topic):
    assert said(text) == [("help", {"topic": topic})]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("quit_net -> rollback", [("roll_back", {"model": "quit_net"})]),
        ("quit_net for prod, retrain quit_tree, compare the two of them after", [("promote", {"model": "quit_net", "alias": "production"}), ("retrain", {"model": "quit_tree"}), ("compare", {"models": ["quit_net", "quit_tree"]})]),
        ("import old_runs.csv", [("import_history", {"source": "old_runs.csv"})]),
        ("import telco.csv", [("use_data", {"source": "telco.csv"})]),
        ("rank 1 four stars, rank 4 one star", [("feedback", {"rank": 1, "rating": 4, "sentiment": "positive"}), ("feedback", {"rank": 4, "rating": 1, "sentiment": "negative"})]),
        ("only glm or a single CART", [("constrain", {"families_allowed": ["linear", "tree"]})]),
        ("sens >= .98", [("constrain", {"min_metric": {"metric": "recall", "value": 0.98}})]),
    ],
)  # fmt: skip
def test_specialists_write_short(text, commands):
    assert said(text) == commands


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("Rank 2 is rubbish, it overfits each time we change the die", {"rank": 2, "sentiment": "negative", "reason": "it overfits each time we change the die"}),
        ("I don't trust the third one. Carriers change names every quarter.", {"rank": 3, "sentiment": "negative", "reason": "Carriers change names every quarter"}),
    ],
)  # fmt: skip
def test_a_judgement_keeps_its_reason(text, args):
    assert said(text) == [("feedback", args)]
