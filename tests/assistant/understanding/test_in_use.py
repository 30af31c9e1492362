"""Sentences about kept models that read like something else."""

import pytest

from assistant.understanding.context import Context
from assistant.understanding.slots.policies import standing_slots
from assistant.understanding.understand import understand

KEPT = Context(columns=("customer", "age", "plan", "churn"), target="churn", models=("churn",), results=2)
NOTHING = Context(columns=("customer", "age", "plan", "churn"), target="churn")


@pytest.mark.parametrize(
    ("text", "meant", "args"),
    [
        ("is it still fine?", "check_drift", {}),
        ("why did it get worse in March?", "check_drift", {}),
        ("what made the score drop last week?", "check_drift", {}),
        ("is the recommender still good?", "check_drift", {}),
        ("the labels are in /data/labels.csv", "check_drift", {"source": "/data/labels.csv"}),
        ("here are the true outcomes: /data/truth.parquet", "check_drift", {"source": "/data/truth.parquet"}),
        ("retrain churn weekly, at most 5 minutes, promote never", "retrain", {"model": "churn"}),
        ("what would retraining cost?", "retrain", {}),
        ("suggest retraining when accuracy is below 0.8", "retrain", {}),
        ("which policies are set?", "retrain", {}),
        ("what is the retraining policy?", "retrain", {}),
        ("what policy stands for churn?", "retrain", {"model": "churn"}),
        ("when will it be retrained?", "retrain", {}),
        ("how often is churn retrained?", "retrain", {"model": "churn"}),
        ("why was it bad in 2026-03?", "check_drift", {}),
        ("stop watching", "watch", {}),
        ("tell me when its accuracy falls below 0.8", "watch", {}),
        ("tell me if it gets worse", "watch", {}),
        ("let us know when the model gets worse", "watch", {"model": "churn"}),
        ("tell me when it got worse", "check_drift", {}),
        ("how robust is it?", "explain_model", {}),
        ("what happens if values are missing?", "explain_model", {}),
        ("is it fair by plan?", "explain_model", {"columns": ["plan"]}),
        ("does the churn model discriminate by age?", "explain_model", {"model": "churn", "columns": ["age"]}),
        ("it must be fair with regard to age", "constrain", {"protected_columns": ["age"]}),
        ("what would have to change for customer 4711?", "explain_prediction", {"key": "4711"}),
        ("which past cases are similar to row 12?", "explain_prediction", {"key": "12"}),
        ("have we seen cases like customer c1-17 before?", "explain_prediction", {"key": "c1-17"}),
        ("export churn as a Python package", "export", {"what": "model", "format": "python"}),
        ("give me the churn model as a docker container", "export", {"what": "model", "format": "docker"}),
        ("export the churn model as ONNX", "export", {"what": "model", "format": "onnx"}),
        ("predict new.csv", "score_data", {"source": "new.csv"}),
        ("score the new customers in new.csv with churn", "score_data", {"source": "new.csv", "model": "churn"}),
        ("how is it going?", "status", {}),
        ("how many runs failed?", "ask_numbers", None),
    ],
)  # fmt: skip
def test_what_is_asked_of_a_model_in_use(text, meant, args):
    (command,) = understand(text, KEPT).commands
    assert command.name == meant and (args is None or command.args == args)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the labels are in /data/labels.csv", "use_data"),
        ("accuracy must not fall below 0.8", "constrain"),
        ("show me similar past experiments", "history"),
        ("be fair with regard to age", "constrain"),
        ("stop", "stop"),
    ],
)
def test_without_a_kept_model_the_same_words_mean_what_they_did(text, meant):
    assert [c.name for c in understand(text, NOTHING).commands] == [meant]


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("retrain churn weekly, at most 5 minutes, promote never", "churn"),
        ("promote never, retrain weekly at most 5 minutes", None),
        ("please retrain the churn model every night for at most 9 minutes and never promote it without me", "churn"),
        ("retrain it every two weeks (five minutes max), promotion stays my decision", None),
        ("retrain churn daily until the end of March", "churn"),
        ("stop the weekly retraining of churn", "churn"),
        ("don't retrain churn every week any more", "churn"),
        ("revoke the retraining policy", None),
        ("no more automatic retraining", None),
    ],
)  # fmt: skip
def test_a_standing_policy_is_one_command_with_all_its_bounds(text, model):
    assert standing_slots(text, KEPT.models) == ({} if model is None else {"model": model})
    (command,) = understand(text, KEPT).commands
    assert command.name == "retrain" and command.args.get("model") in (model, "churn")


@pytest.mark.parametrize(
    "text",
    ["retrain churn", "don't retrain it", "retrain churn weekly and promote the second", "how often is it retrained?"],
)
def test_what_is_no_standing_policy_is_not_read_as_one(text):
    assert standing_slots(text, KEPT.models) is None


def test_the_end_of_training_under_way_is_no_end_of_a_policy():
    assert standing_slots("stop retraining", KEPT.models, running=True) is None
    assert standing_slots("stop retraining it every week", KEPT.models, running=True) == {}


def test_fairness_is_asked_of_the_model_before_there_is_one():
    found = understand("is it fair by plan?", NOTHING).commands
    assert [(c.name, c.args) for c in found] == [("explain_model", {"columns": ["plan"]})]


def test_what_is_to_be_seen_to_is_a_rule_until_there_is_a_model_to_look_at():
    said = "check that it is fair between ages"
    (rule,) = understand(said, NOTHING).commands
    assert (rule.name, rule.args) == ("constrain", {"protected_columns": ["age"]})
    (asked,) = understand(said, KEPT).commands
    assert asked.name == "explain_model"


@pytest.mark.parametrize("text", ["split by plan, 5 folds", "5 folds by plan", "5 folds, and use plan as the group"])
def test_a_column_with_a_common_name_is_one_where_rows_are_split_by_it(text):
    (found,) = understand(text, NOTHING).commands
    assert found.args == {"method": "group", "column": "plan", "folds": 5}


@pytest.mark.parametrize("text", ["take this plan as it is", "go by plan 2", "stick to the plan by Friday"])
def test_a_common_word_is_no_column_elsewhere(text):
    assert "plan" not in str([c.args for c in understand(text, NOTHING).commands])
