"""A trigger makes a plan that waits in a conversation of its own; nothing runs, and nothing is laid twice."""

from datetime import timedelta

import pytest

from assistant.cards import Command
from assistant.caring import closing, slots
from assistant.caring.laying import care_id, laid
from assistant.caring.policy_words import said_policy
from assistant.caring.rounds import go_round
from assistant.keeping import keep_model
from assistant.understanding.context import Understanding
from experiments.fitting import FitFailed
from store.records import Alert, Conversation, Experiment, ModelVersion, Policy, Proposal, Run, Suggestion, Turn


@pytest.fixture(scope="module")
def deployed(place):
    place.say(("promote", {"rank": 1, "alias": "production"}))
    place.words("yes")
    return place


def said(place, text):
    place.app.services.understand = lambda text, context: Understanding(commands=(Command(name="retrain"),))
    return place.words(text)


def test_each_trigger_lays_one_plan_and_starts_nothing(deployed):
    store, name = deployed.app.store, "churn-churn"
    reply = said(deployed, "tell me when it is older than 1 day, or when 500 new rows have come")
    policy = store.latest(Policy)
    assert (policy.max_age_days, policy.new_rows, policy.standing) == (1.0, 500, False), reply.text
    runs = len(store.find(Run))
    assert go_round(deployed.app.assistant) == [], "it is young yet"

    before = deployed.app.services.clock
    deployed.app.services.clock = lambda: before() + timedelta(days=3)
    told = go_round(deployed.app.assistant)
    deployed.app.services.clock = before
    (suggestion,) = store.find(Suggestion, cause="age")
    assert any("waits for a yes in the conversation “Care of churn-churn”" in line for line in told), told
    (plan,) = store.find(Proposal, conversation_id=care_id(name))
    assert laid(deployed.app.services, suggestion) == plan.id
    assert plan.plan.runs[0].expected_s is not None and len(store.find(Run)) == runs
    assert store.get(Conversation, care_id(name)).person == "ana"
    titles = {line.conversation.id: line.title for line in deployed.app.assistant.conversations("ana")}
    assert titles[care_id(name)] == "Care of churn-churn", "not the goal that it shares with another conversation"
    (turn,) = deployed.app.assistant.turns(care_id(name))
    assert turn.cards[-1]["kind"] == "proposal" and suggestion.sentence in turn.text
    assert any(a.about == suggestion.id for a in store.find(Alert))
    go_round(deployed.app.assistant)
    assert len(store.find(Proposal, conversation_id=care_id(name))) == 1, "one waits, no other is laid"


def test_a_plan_that_was_declined_is_not_laid_again(deployed):
    store = deployed.app.store
    deployed.app.services.understand = lambda text, context: Understanding(commands=())
    deployed.app.assistant.say(care_id("churn-churn"), "no", "ana")
    go_round(deployed.app.assistant)
    assert len(store.find(Proposal, conversation_id=care_id("churn-churn"))) == 1


def test_a_retraining_that_ended_before_sextant_did_is_compared_after_the_restart(deployed, monkeypatch):
    """The end was told, and the process was killed before the best was fitted and compared."""
    store, assistant = deployed.app.store, deployed.app.assistant
    experiment = store.find(Experiment)[0]
    ident = f"{experiment.id}-compared"
    assistant.tell_ended()
    assert not store.find(Turn, id=ident), "it fitted nothing anew"
    monkeypatch.setattr(closing, "retrained_model", lambda services, experiment: "churn-churn")
    assistant.tell_ended()
    assert not store.find(Turn, id=ident), "another version came into use since"
    monkeypatch.setattr(closing, "is_open", lambda services, experiment: True)
    assistant.tell_ended()
    assistant.tell_ended()
    (told,) = store.find(Turn, id=ident)
    assert told.text


def test_the_fit_on_all_rows_is_within_the_time_that_a_policy_allows(deployed):
    services = deployed.app.services
    experiment = services.store.find(Experiment)[0]
    run, end, goal = closing._best(services, experiment)
    before = len(services.store.find(ModelVersion))
    with pytest.raises(FitFailed):
        keep_model(services, run, end, goal, "hurried", "ana", most_s=0.01)
    assert len(services.store.find(ModelVersion)) == before
    policy = Policy(id="p", model="churn-churn", most_s=100.0, person="ana", written_at=services.clock())
    assert closing._left_s(services, experiment, policy) <= 100.0


def test_what_a_revoked_policy_began_is_stopped_and_nothing_of_it_is_kept(deployed, monkeypatch):
    services, name = deployed.app.services, "churn-churn"
    experiment = services.store.find(Experiment)[0]
    said(deployed, "retrain it weekly, at most 5 minutes")
    policy = services.store.latest(Policy)
    signals = []
    monkeypatch.setattr(slots, "standing_experiments", lambda services, name: (experiment,))
    monkeypatch.setattr(services.confirmation, "signal", lambda *args, **more: signals.append(args[:2]))
    assert "is stopped as well" in said(deployed, "stop retraining it").text
    assert signals == [(experiment.id, "stop")]
    before = len(services.store.find(ModelVersion))
    monkeypatch.setattr(closing, "retrained_model", lambda services, experiment: name)
    monkeypatch.setattr(closing, "policy_behind", lambda services, experiment: policy)
    assert "was revoked meanwhile" in closing.close_loop(services, experiment)["text"]
    assert len(services.store.find(ModelVersion)) == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tell me when its accuracy falls below 0.8", {"floor": 0.8}),
        ("alert me if RMSE rises above 5.2", {"floor": 5.2}),
        ("retrain it when the roc auc drops under 80 %", {"floor": 0.8}),
        ("suggest retraining once 2k more rows arrived", {"new_rows": 2000}),
        ("warn me if the model is older than 6 weeks", {"max_age_days": 42.0}),
        ("retrain it weekly, at most thirty-five minutes", {"every_days": 7.0, "most_s": 2100.0}),
        ("retrain it weekly, at most an hour", {"every_days": 7.0, "most_s": 3600.0}),
        ("retrain it seven times a week, at most twelve minutes", {"every_days": 1.0, "most_s": 720.0}),
        ("tell me when it is done", {}),
        ("tell me when it is over 5 minutes", {}),
    ],
)
def test_what_a_policy_waits_for_is_read_from_words(text, expected):
    assert said_policy(text) == expected
