"""Sentences that set, show or take back what every later promotion must pass."""

import pytest

from assistant.understanding.context import Context
from assistant.understanding.slots.gates import gate_slots
from assistant.understanding.understand import understand

CONTEXT = Context(columns=("sex", "A1", "age", "churn"), target="churn", models=("churn",))


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("never promote if women fare worse by more than 2 points", {"group_loss": 0.02, "group": "women"}),
        ("only promote what is at least as good", {"at_least_as_good": True}),
        ("from now on no model goes live unless it is as good as the champion", {"at_least_as_good": True}),
        ("nothing goes live that is worse for any group by more than 1 %", {"group_loss": 0.01}),
        ("never put a model into production that is worse for smokers", {"group_loss": 0.0, "group": "smokers"}),
        ("no version may be deployed if any group of A1 gets worse by more than 0,03",
         {"group_loss": 0.03, "columns": ["A1"]}),
        ("every promotion must pass demographic parity under 0.1 by sex",
         {"demographic_parity": 0.1, "columns": ["sex"]}),
        ("never ship a model bigger than 20 MB", {"max_size_mb": 20.0}),
        ("only deploy what beats the champion beyond chance", {"at_least_as_good": True, "certain": True}),
        ("never promote if it is more than 0.5 points worse", {"at_least_as_good": True, "tolerance": 0.005}),
        ("never promote if any group is worse by more than .02", {"group_loss": 0.02}),
        ("never promote where older people do worse than others by more than 3 points", {"group_difference": 0.03}),
        ("don't promote anything that hurts women by more than 2 points", {"group_loss": 0.02, "group": "women"}),
        ("which gates are set?", {}),
        ("revoke the latency gate", {"revoke": ["max_latency_ms"]}),
        ("remove all gates", {"revoke": ["all"]}),
    ],
)  # fmt: skip
def test_what_stands_for_every_promotion_is_read(text, args):
    (command,) = understand(text, CONTEXT).commands
    assert (command.name, command.args) == ("set_gates", args)


@pytest.mark.parametrize(
    "text",
    ["promote the second model", "promote it if no group gets worse by more than 0.02", "never use the column sex",
     "do not promote it", "never deploy on fridays", "retrain churn weekly, at most 5 minutes, promote never",
     "only promote the first one", "what would happen if I deploy it?", "the gate number is a column"],
)  # fmt: skip
def test_what_is_no_standing_gate_is_read_as_before(text):
    assert not gate_slots(text, CONTEXT.columns, CONTEXT.models)


def test_a_limit_beside_a_gate_is_read_too():
    found = understand("use auc. never promote if women fare worse by more than 2 points", CONTEXT).commands
    assert [c.name for c in found] == ["set_goal", "set_gates"]
