"""What was said holds as far as it was said to, is taken back whole, and is not used where it no longer fits."""

import pytest

from store.records import Feedback, Goal, Recommendation


@pytest.fixture
def talk(app, churn):
    class Talk:
        conversation: str | None = None

        def say(self, text, *, fresh=False, person="ana", files=()):
            reply = app.assistant.say(None if fresh else self.conversation, text, person, files)
            self.conversation = reply.conversation_id
            return reply

    talk = Talk()
    talk.say('set_goal {"target": "churn"}', files=[churn])
    return talk


def families(app):
    newest = app.store.find(Recommendation)[-1].set_id
    return [r.variant.family for r in app.store.find(Recommendation) if r.set_id == newest]


def test_reset_my_profile_takes_an_always_wish_out_of_the_present_goal(app, talk):
    talk.say('prefer {"wish": "fast", "scope": "always"}')
    assert [p.wish for p in app.store.latest(Goal).preferences] == ["fast"]
    talk.say("reset_profile")
    assert app.store.latest(Goal).preferences == ()
    assert app.assistant.profile("ana").facts == ()


def test_forget_what_i_said_about_neural_nets_restores_what_was(app, talk):
    before = app.store.latest(Goal).constraints
    talk.say('constrain {"families_forbidden": ["neural_network"]}')
    talk.say('prefer {"wish": "simple"}')
    reply = talk.say("Forget what I said about neural nets, please")
    assert "Taken back" in reply.text
    assert app.store.latest(Goal).constraints == before
    assert [p.wish for p in app.store.latest(Goal).preferences] == ["simple"], "the rest stays"
    assert [line.withdrawn for line in app.assistant.feedback("ana")] == [False, True]
    assert "nothing that you said" in talk.say("forget what I said about penguins").text


def test_what_holds_for_everyone_holds_for_another_person(app, talk, churn, monkeypatch):
    import assistant.doing as doing

    monkeypatch.setattr(doing, "scope_in", lambda text: "domain")
    talk.say('constrain {"families_forbidden": ["linear", "boosting", "ensemble"]}')
    assert {e.scope for f in app.store.find(Feedback) for e in f.understood} == {"domain"}
    talk.say('set_goal {"target": "churn"}', fresh=True, person="bob", files=[churn])
    assert not {"linear", "boosting", "ensemble"} & set(families(app))


def test_what_was_said_for_another_target_is_flagged_and_not_used(app, talk):
    talk.say('constrain {"columns_forbidden": ["spend"]}')
    talk.say('feedback {"about": "neural_network", "sentiment": "negative", "reason": "no neural networks"}')
    reply = talk.say('set_goal {"target": "plan"}')
    assert "Not used here" in reply.text
    assert all(line.stale for line in app.assistant.feedback("ana"))


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("never use SVMs", "goal"), ("no neural nets on this data", "dataset"), ("I always want fast models", "always"),
        ("for everyone in our team: no SVMs", "domain"), ("from now on simple models", "always"),
    ],
)  # fmt: skip
def test_words_say_how_far_something_holds(words, scope):
    from assistant.effects import scope_in

    assert scope_in(words) == scope
