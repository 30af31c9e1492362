"""Turns of phrase: other verbs and other orders of words for what plainer words ask."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

from typing import Any

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.reader.encoder import Encoder

COLUMNS = ("customer_id", "age", "sex", "distance_km", "weight_kg", "temp_in", "temp_out", "churned")
TABLE = Context(columns=COLUMNS, target="churned", recommendations=5)
PENDING = TABLE.model_copy(update={"proposal": True})
RUNNING = Context(columns=COLUMNS, target="churned", running=True)
MODELS = Context(columns=COLUMNS, results=3, models=("demand",))


@pytest.mark.parametrize(
    ("text", "context", "meant"),
    [
        ("men and women must be treated alike", TABLE, [("constrain", {"protected_columns": ["sex"]})]),
        ("what made you suggest number 3?", TABLE, [("explain_recommendation", {"rank": 3})]),
        ("distance and weight must be in the model", TABLE, [("constrain", {"columns_required": ["distance_km", "weight_kg"]})]),
        ("propose the first three, but without number 2", TABLE, [("propose_runs", {"ranks": [1, 3]})]),
        ("run recommendations 2 through 4", TABLE, [("propose_runs", {"ranks": [2, 3, 4]})]),
        ("take the second run out of the plan", PENDING, [("edit_proposal", {"exclude_ranks": [2]})]),
        ("cut the planned runs down to eight", PENDING, [("edit_proposal", {"runs": 8})]),
        ("the third run, stop it", RUNNING, [("stop", {"ranks": [3]})]),
        ("stop the first, let the rest continue", RUNNING, [("stop", {"ranks": [1]})]),
        ("answers must be there within a tenth of a second", TABLE, [("constrain", {"max_latency_ms": 100.0})]),
        ("both kinds of errors are equally bad", TABLE, [("set_error_costs", {"false_negative": 1, "false_positive": 1})]),
        ("what would you do with just 5 runs?", TABLE, [("what_if", {"runs": 5})]),
        ("not the first model, the second one to production", MODELS, [("promote", {"rank": 2, "alias": "production"})]),
        ("retrain that model", MODELS, [("retrain", {"model": "demand"})]),
        ("my old experiments are in legacy.csv, bring them in", TABLE, [("import_history", {"source": "legacy.csv"})]),
    ],
)  # fmt: skip
def test_it_is_understood(text: str, context: Context, meant: list[tuple[str, dict[str, Any]]]) -> None:
    assert [(c.name, c.args) for c in understand(text, context).commands] == meant


@pytest.mark.parametrize(
    "text", ["leave out the temperature", "recall of at least 140 percent", "hold out 120% of the rows",
             "use one-fold cross-validation", "give it minus ten minutes"]
)  # fmt: skip
def test_what_cannot_be_meant_is_asked_about(text: str) -> None:
    understood = understand(text, TABLE)
    assert not understood.commands
    assert understood.question is not None


@pytest.mark.parametrize("text", ["retrain the model", "roll it back", "promote it"])
def test_of_several_models_it_is_asked_which(text: str) -> None:
    understood = understand(text, Context(models=("churn", "fraud")))
    assert understood.question is not None
    assert understood.question.slot == "model"
    assert understood.question.options[1].says.endswith("fraud")


@pytest.mark.parametrize("text", ["limit it to 8 runs", "limit it to 9 runs"])
def test_a_limit_of_what_runs_is_one_whatever_the_reader_takes_it_for(text: str, encoder: Encoder) -> None:
    commands = understand(text, Context(running=True, results=4), encoder).commands
    assert [(c.name, c.args) for c in commands] == [("change_budget", {"runs": int(text.split()[3])})]
