"""Strategies as a person keeps them: under a name, changed by it, used by it, with what came of each."""

import pytest

from store.records import Proposal, SavedStrategy
from tests.assistant.test_assistant import Talk


@pytest.fixture
def talk(app, churn):
    said = Talk(app)
    said.say(("use_data", {"source": str(churn)}), ("set_goal", {"target": "churn"}))
    return app, said


def test_a_strategy_is_kept_changed_and_used_by_its_name(talk):
    app, said = talk
    said.say(("save_strategy", {"name": "Careful", "strategies": ["random", "bayesian"], "runs": 12}))
    said.say(("save_strategy", {"name": "careful", "runs": 8, "patience": 3}))
    first, second = app.store.find(SavedStrategy)
    assert second.supersedes == first.id and first.supersedes is None
    assert [s.strategy for s in second.stages] == ["random", "bayesian"]
    assert sum(s.runs for s in first.stages) == 12 and sum(s.runs for s in second.stages) == 8
    assert second.stages[-1].patience == 3
    said.say(("save_strategy", {"name": "careful", "patience": 2}))
    third = app.store.find(SavedStrategy)[-1]
    assert sum(s.runs for s in third.stages) == 8 and third.stages[-1].patience == 2
    said.say(("propose_runs", {"saved_strategy": "CAREFUL"}))
    plan = app.store.find(Proposal)[-1].plan
    assert plan.strategy_id == third.id and plan.stages == third.stages


def test_what_is_not_kept_cannot_be_changed(talk):
    app, said = talk
    reply = said.say(("save_strategy", {"name": "nobody", "runs": 8}))
    assert "There is no strategy called “nobody”" in str(reply)
    assert not app.store.find(SavedStrategy)
