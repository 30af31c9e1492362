"""The conversation from a table to a saved model, its state read from the store alone."""

import json
import time
from types import SimpleNamespace

import pytest

from assistant.actions import Approve, ChangeProfile, Decline, DropRun, Rate, Withdraw
from assistant.assistant import Assistant
from assistant.cards import Command, Option, Question, ResultsCard, card_reader
from assistant.doing import _said_by
from assistant.reading import _as_offered
from store.errors import UnknownRecord
from store.records import (
    Decision,
    Experiment,
    ExperimentSignal,
    Feedback,
    FeedbackEffect,
    Goal,
    Message,
    Proposal,
    Recommendation,
    Run,
    Turn,
)


class Talk:
    """One conversation with short calls."""

    def __init__(self, app, person="ana"):
        self.app, self.person, self.id = app, person, None

    def say(self, *commands, attachments=()):
        words = "; ".join(f"{name} {json.dumps(args)}" for name, args in commands)
        return self.words(words, attachments)

    def words(self, text, attachments=()):
        reply = self.app.assistant.say(self.id, text, self.person, attachments)
        self.id = reply.conversation_id
        return reply

    def press(self, action):
        return self.app.assistant.press(self.id, action, self.person)

    def wait(self, seconds=240):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.app.assistant.turns(self.id)[-1].id.endswith("-ended"):
                return self.app.assistant.turns(self.id)[-1]
            time.sleep(0.1)
        raise AssertionError("the experiment did not end")


@pytest.fixture
def talk(app, churn):
    made = Talk(app)
    made.say(("use_data", {"source": str(churn)}), ("set_goal", {"target": "churn"}))
    return made


def test_an_attachment_and_a_target_give_data_goal_and_recommendations(app, churn):
    talk = Talk(app)
    reply = talk.say(("set_goal", {"target": "churn"}), attachments=[churn])
    assert [c.kind for c in reply.cards] == ["data", "goal", "recommendations"]
    assert reply.question is None
    assert 2 <= len(reply.text.splitlines()) <= 5


def test_what_is_missing_is_asked_one_question_at_a_time_with_options(app, churn):
    talk = Talk(app)
    first = talk.say(("set_budget", {"seconds": 60}))
    assert first.question.slot == "data"
    second = talk.words("", [churn])
    assert second.question.slot == "target"
    assert second.question.options
    third = talk.words(second.question.options[0].says)
    assert third.commands[0].name == "set_goal"


def test_the_state_survives_the_assistant(talk):
    again = Assistant(talk.app.services)
    reply = again.say(talk.id, 'propose_runs {"ranks": [1, 2]}', "ana")
    assert [c.kind for c in reply.cards] == ["proposal"]
    assert again.proposal(reply.cards[0].proposal_id).state == "pending"


@pytest.mark.slow
def test_the_whole_path_runs_tells_the_end_once_and_saves_a_model(talk):
    app = talk.app
    plan = talk.say(("propose_runs", {"ranks": [1, 2]})).cards[0]
    assert not app.store.find(Run)
    reply = talk.words("yes")
    assert [c.kind for c in reply.cards] == ["progress"]
    ended = talk.wait()
    (card,) = [card_reader.validate_python(c) for c in ended.cards]
    assert isinstance(card, ResultsCard)
    app.assistant.tell_ended()
    assert sum(t.id.endswith("-ended") for t in app.assistant.turns(talk.id)) == 1
    assert app.assistant.proposal(plan.proposal_id).state == "approved"
    (decision,) = app.store.find(Decision)
    assert decision.words == "yes"
    results = app.assistant.results(app.store.latest(Goal).id)
    assert results.best is not None
    status = talk.say(("status", {}))
    assert "2 of 2 runs done" in status.text
    again = talk.say(("recommend", {}))
    run_ids = {r.variant.id for r in app.store.find(Run)}
    assert run_ids.isdisjoint(r.variant.id for r in again.cards[0].items), "what was run is not recommended again"
    saved = talk.say(("save_model", {}))
    assert "Saved as churn-churn, version 1" in saved.text
    named = talk.say(("promote", {"rank": 1, "alias": "leavers"}))
    assert "Saved as leavers, version 1" in named.text
    forwards, backwards = (talk.say(("compare", {"ranks": ranks})).text for ranks in ([1, 2], [2, 1]))
    assert forwards == backwards, "the better one is ahead, however they are named"
    talk.say(("set_goal", {"target": "plan"}))
    none = talk.say(("show_results", {}))
    assert "No run has ended with a score yet" in none.text, "another target's results are none of this goal"


def test_yes_after_talk_of_other_things_shows_the_plan_again(talk):
    talk.say(("propose_runs", {"ranks": [1]}))
    talk.say(("help", {}))
    reply = talk.say(("approve", {}))
    assert [c.kind for c in reply.cards] == ["proposal"]
    before = Message(
        id="m", conversation_id=talk.id, person="ana", text="", said_at=talk.app.store.find(Turn)[0].said_at
    )
    reply = talk.app.assistant.say(talk.id, "approve {}", "ana", message=before)  # it waited while the plan was made
    assert "You said that before you could see the plan" in reply.text
    assert [c.kind for c in reply.cards] == ["proposal"]
    assert not talk.app.store.find(Decision)


def test_a_changed_goal_makes_the_plan_outdated(talk):
    plan = talk.say(("propose_runs", {"ranks": [1]})).cards[0]
    talk.say(("constrain", {"columns_forbidden": ["spend"]}))
    state = talk.app.assistant.proposal(plan.proposal_id)
    assert state.state == "outdated"
    reply = talk.press(Approve(proposal_id=plan.proposal_id, plan_hash=state.proposal.plan_hash))
    assert "goal has changed" in reply.text
    assert not talk.app.store.find(Experiment)


def test_a_run_can_be_dropped_and_the_plan_declined(talk):
    first = talk.say(("propose_runs", {"ranks": [1, 2, 3]})).cards[0]
    reply = talk.press(DropRun(proposal_id=first.proposal_id, position=1))
    second = talk.app.store.get(Proposal, reply.cards[0].proposal_id)
    assert len(second.plan.runs) == 2
    assert second.replaces == first.proposal_id
    talk.press(Decline(proposal_id=second.id, plan_hash=second.plan_hash, reason="not today"))
    assert talk.app.assistant.proposal(second.id).state == "declined"
    assert talk.app.store.latest(Decision).reason == "not today"


def test_feedback_changes_the_recommendations_says_so_and_can_be_withdrawn(talk):
    app = talk.app
    before = app.store.latest(Goal)
    first = app.store.find(Recommendation)[0]
    reply = talk.say(("constrain", {"families_forbidden": [first.variant.family]}))
    said = app.store.latest(Feedback)
    assert said.words.startswith("constrain")
    assert [e.kind for e in said.understood] == ["family_forbidden"]
    card = next(c for c in reply.cards if c.kind == "feedback")
    assert card.changed
    assert app.store.find(FeedbackEffect, feedback_id=said.id)
    shown = next(c for c in reply.cards if c.kind == "recommendations")
    assert first.variant.family not in {r.variant.family for r in shown.items}
    talk.press(Withdraw(feedback_id=said.id))
    after = app.store.latest(Goal)
    assert after.constraints == before.constraints
    assert app.assistant.feedback("ana")[0].withdrawn


def test_a_thumb_is_kept_with_its_subject(talk):
    item = talk.app.store.find(Recommendation)[0]
    talk.press(Rate(subject_kind="recommendation", subject_id=item.id, up=False, words="too slow"))
    said = talk.app.store.latest(Feedback)
    assert (said.subject_id, said.sentiment) == (item.id, "negative")
    assert {e.kind for e in said.understood} == {"rating", "preference"}


def test_a_wish_for_always_reaches_the_profile_and_the_next_goal(talk, churn):
    talk.say(("prefer", {"wish": "fast", "scope": "always"}))
    other = Talk(talk.app)
    other.say(("use_data", {"source": str(churn)}), ("set_goal", {"target": "churn"}))
    goal = talk.app.store.latest(Goal)
    assert goal.conversation_id == other.id
    assert [p.wish for p in goal.preferences] == ["fast"]
    talk.press(ChangeProfile(key="preference:fast", value=None))
    assert talk.app.assistant.profile("ana").facts == ()


def test_a_goal_that_cannot_be_is_refused_and_the_old_one_stands(talk):
    before = talk.app.store.latest(Goal)
    reply = talk.say(("set_goal", {"metric": "rmse"}))
    assert talk.app.store.latest(Goal) == before or reply.question is not None
    assert reply.text or reply.question
    talk.say(("set_goal", {"metric": "f1"}))
    assert talk.app.store.latest(Goal).task.metric == "f1"


def test_undo_goes_back_one_change(talk):
    talk.say(("set_goal", {"metric": "f1"}))
    talk.say(("undo", {}))
    assert talk.app.store.latest(Goal).task.metric != "f1"


def test_a_plan_stays_within_the_budget(talk):
    talk.say(("set_budget", {"runs": 2}))
    reply = talk.say(("propose_runs", {"all": True}))
    plan = talk.app.store.get(Proposal, reply.cards[-1].proposal_id).plan
    assert len(plan.runs) == 2
    assert "Left out" in reply.text


def test_wishes_that_leave_nothing_are_asked_about(talk):
    talk.say(("constrain", {"interpretable": True}))
    reply = talk.say(("constrain", {"families_allowed": ["neural_network"]}))
    assert reply.question is not None
    assert reply.question.slot == "constraints"
    answer = talk.words(reply.question.options[0].says)
    assert answer.text


def test_an_unknown_conversation_is_an_error(app):
    with pytest.raises(UnknownRecord):
        app.assistant.say("nowhere", "hello", "ana")


@pytest.mark.parametrize("name", ["promote", "roll_back", "check_drift", "retrain", "watch", "who_approved"])
def test_without_a_model_it_is_said_what_to_do_first(app, name):
    args = {"alias": "champion"} if name == "promote" else {}
    assert "No model is saved yet" in Talk(app).say((name, args)).text


def test_how_much_worse_an_error_is_gets_asked(talk):
    reply = talk.say(("set_error_costs", {}))
    assert reply.question.slot == "error_costs"
    talk.say(("set_error_costs", {"false_negative": 20, "false_positive": 1}))
    assert talk.app.store.latest(Goal).error_costs.false_negative == 20


def test_an_answer_is_typed_as_its_button_has_it():
    worse = Option(label="Missing one is worse, say 5 times", says="A missed case costs 5 times a false alarm")
    question = Question(text="Which is worse?", options=(worse, Option(label="Both are as bad", says="Both cost 1")))
    visit = SimpleNamespace(state=SimpleNamespace(question=question))
    assert _as_offered(visit, worse.label) == _as_offered(visit, "missing one is worse.") == worse.says
    assert _as_offered(visit, "missing rows are fine") == "missing rows are fine"


def test_every_command_answers_without_data_too(app):
    from assistant.commands import HANDLERS

    needed = {
        "use_data": {"source": "no such file.csv"},
        "prefer": {"wish": "fast"},
        "set_role": {"role": "analyst"},
        "import_history": {"source": "nowhere"},
        "ask_numbers": {"question": "how many runs failed?"},
    }
    for handler in HANDLERS:
        reply = Talk(app).say((handler.name, needed.get(handler.name, {})))
        assert reply.text or reply.question or reply.cards, handler.name
        assert len(reply.text.splitlines()) <= 6, handler.name


def test_a_yes_to_the_plan_of_an_older_goal_says_so_and_starts_nothing(app, churn):
    start = app.assistant.say(None, 'set_goal {"target": "churn"}', "ana", [churn])
    conversation = start.conversation_id
    app.assistant.say(conversation, 'propose_runs {"ranks": [1]}', "ana")
    app.assistant.say(conversation, 'set_goal {"metric": "f1"}', "ana")
    reply = app.assistant.say(conversation, "approve", "ana")
    assert "goal has changed" in reply.text
    assert not app.store.find(Experiment)


def test_a_yes_where_no_plan_waits_says_that_there_is_none(app, churn):
    start = app.assistant.say(None, 'set_goal {"target": "churn"}', "ana", [churn])
    reply = app.assistant.say(start.conversation_id, "yes", "ana")
    assert "no plan waiting" in reply.text
    assert not app.store.find(Experiment)


def test_what_stood_first_for_another_table_is_no_news(app, churn, tmp_path):
    start = app.assistant.say(None, 'set_goal {"target": "churn"}', "ana", [churn])
    other = tmp_path / "other.csv"
    other.write_text("\n".join(churn.read_text().splitlines()[:120]))
    reply = app.assistant.say(start.conversation_id, "", "ana", [other])
    assert "another table" in reply.text
    assert "before at" not in reply.text


def test_saying_how_the_goal_stands_already_leaves_its_plan_open(talk):
    goal = talk.app.store.latest(Goal)
    plan = talk.say(("propose_runs", {"ranks": [1]})).cards[0]
    reply = talk.say(("set_validation", {"method": "cv", "folds": goal.task.validation.folds}))
    assert reply.text == "That is how the goal stands already."
    assert talk.app.assistant.proposal(plan.proposal_id).state == "pending"


def test_another_table_does_not_bring_back_columns_of_the_one_before(talk, tmp_path):
    talk.say(("constrain", {"columns_forbidden": ["spend"]}))
    other = tmp_path / "other.csv"
    other.write_text("a,b,c\n" + "".join(f"{i % 7},{i % 3},{'yes' if i % 2 else 'no'}\n" for i in range(60)))
    reply = talk.say(("set_goal", {"target": "c"}), attachments=[other])
    assert "another table" in reply.text
    assert "Say it again if it still holds" in reply.text
    assert "spend" not in talk.app.store.latest(Goal).constraints.columns_forbidden


def test_what_is_undone_already_is_not_undone_again(talk):
    assert talk.say(("undo", {})).text.startswith("Undone")
    assert "nothing left to undo" in talk.say(("undo", {})).text


@pytest.mark.parametrize(("args", "same"), [({"runs": 10}, True), ({"seconds": 10}, False), ({"runs": 9}, False)])
def test_only_the_same_figures_of_the_same_thing_are_another_reading(args, same):
    visit = SimpleNamespace(state=SimpleNamespace(goal=None))
    more, budget = Command(name="change_budget", args={"more_runs": 10}), Command(name="set_budget", args=args)
    assert _said_by(visit, more, budget) is same


def test_more_for_the_experiment_under_way_is_not_the_goals_budget_too(talk):
    talk.say(("propose_runs", {"runs": 6, "strategy": "random"}))
    talk.words("yes")
    before = talk.app.store.latest(Goal)
    said = talk.say(("change_budget", {"more_runs": 10}), ("set_budget", {"runs": 10}))
    assert "At most 16 runs" in said.text and talk.app.store.latest(Goal) == before
    assert talk.app.store.latest(Proposal).plan.goal_id == before.id, "the plan it was shown can be approved"
    plans = talk.app.store.find(Proposal)
    talk.say(("run_anyway", {"ranks": [1]}), ("propose_runs", {"ranks": [1]}))
    assert talk.app.store.find(Proposal) == plans, "a run that is wanted after all is no new plan"
    talk.say(("stop", {}))


def test_single_runs_are_signalled_by_their_number_and_it_is_said_where_that_comes_too_late(talk, monkeypatch):
    monkeypatch.setenv("SEXTANT_PARALLEL", "1")
    talk.say(("propose_runs", {"ranks": [1, 2, 3, 4]}))
    talk.words("yes")
    talk.say(("pause", {}))
    talk.say(("skip_run", {"ranks": [4]}))
    late = talk.say(("stop", {"ranks": [4]}))
    assert late.text == "Number 4 has ended already, so there is nothing to stop.", "nothing was stopped"
    assert talk.say(("pause", {"ranks": [3]})).text.endswith("with its number: number 3.")
    both = talk.say(("stop", {"ranks": [3, 4]})).text
    assert "Stopped: number 3." in both and "Number 4 has ended already" in both
    assert "no run number 9" in talk.say(("stop", {"ranks": [9]})).text
    talk.say(("stop", {}))


def test_what_is_under_way_follows_the_goal_as_far_as_it_was_approved(talk):
    talk.say(("propose_runs", {"runs": 6, "strategy": "random"}))
    talk.words("yes")
    talk.say(("pause", {}))
    said = talk.say(("constrain", {"families_forbidden": ["linear", "knn"]})).text
    assert "What is under way keeps to that from now on, too" in said
    (signal,) = talk.app.store.find(ExperimentSignal, signal="narrow")
    assert signal.value["families"] == ["knn", "linear"] and signal.person == "ana"
    other = talk.say(("set_goal", {"metric": "recall"})).text
    assert "What runs goes on as you approved it, judged by" in other and "say “stop” to end it" in other
    talk.say(("stop", {}))
    assert "What runs" not in talk.say(("set_goal", {"metric": "precision"})).text
