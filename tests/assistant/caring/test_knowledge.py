"""What was learned on another table is a reason to suggest a better variant for a model in use."""

import time

import pytest

from assistant.assembly import assemble
from assistant.caring.laying import care_id
from assistant.caring.rounds import go_round
from store.memory import MemoryStore
from store.records import Alert, Experiment, Goal, Proposal, Suggestion
from tests.assistant.caring.conftest import rows
from tests.assistant.scripted import by_json
from tests.assistant.test_assistant import Talk


def ran(app, path, target, families):
    talk = Talk(app)
    talk.say(("use_data", {"source": str(path)}), ("set_goal", {"target": target, "metric": "roc_auc"}))
    talk.say(("recommend", {"families": families, "n": 1}))
    talk.say(("propose_runs", {"all": True}))
    talk.words("yes")
    talk.wait()
    return talk


def rounds_until_told(app, seconds=900):
    """What two rounds said: the first may have to prepare what was learned."""
    task, until = app.store.find(Goal)[0].task, time.monotonic() + seconds
    told = go_round(app.assistant)
    while not app.services.advising.is_ready(task) and time.monotonic() < until:
        time.sleep(0.2)
    return [*told, *go_round(app.assistant)]


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_a_better_variant_known_from_elsewhere_is_suggested_once_and_runs_nothing(home, tmp_path):
    rows(500, 1).drop(columns="customer").to_csv(tmp_path / "churn.csv", index=False)
    app = assemble(home, store=MemoryStore(), understand=by_json)
    try:
        talk = ran(app, tmp_path / "churn.csv", "churn", ["tree"])
        talk.say(("promote", {"rank": 1, "alias": "production"}))
        talk.words("yes")
        before = len(app.store.find(Experiment))
        told = rounds_until_told(app)
        (suggestion,) = app.store.find(Suggestion, cause="knowledge")
        assert suggestion.action == "retrain" and suggestion.expected_gain > 0
        assert suggestion.gain_low <= suggestion.expected_gain <= suggestion.gain_high
        said = suggestion.sentence
        assert "would probably improve churn-churn by" in said and "points in ROC AUC" in said and ", for " in said, (
            said
        )
        assert any("waits for a yes" in line for line in told), told
        assert app.store.find(Proposal, conversation_id=care_id("churn-churn"))
        assert [a.cause for a in app.store.find(Alert)] == ["suggestion"]
        go_round(app.assistant)
        assert len(app.store.find(Suggestion)) == 1 and len(app.store.find(Experiment)) == before
    finally:
        app.close()
