"""A conversation in the app: said, shown, pressed, reloaded; only the store keeps it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.cards import Command
from assistant.understanding import Context, Understanding
from pages.components import frame
from store.records import Proposal, Recommendation, Turn
from tests.pages import made
from tests.pages.conftest import ROOT, html_of


def scripted(text: str, context: Context) -> Understanding:
    """An understanding that knows three sentences: quick, and always the same."""
    said = {
        "predict": [
            Command(name="use_data", args={"source": "wine"}),
            Command(name="set_goal", args={"target": "cultivar"}),
        ],
        "run": [Command(name="propose_runs", args={"ranks": [1, 2]})],
        "table": [Command(name="use_data", args={"source": "wine"})],
    }
    commands = next((c for word, c in said.items() if word in text.lower()), [Command(name="help")])
    return Understanding(commands=tuple(commands), question=None, confidence=1.0)


@pytest.fixture
def talk(app: AppTest) -> AppTest:
    frame.services().app.services.understand = scripted
    return app.run()


def test_a_sample_starts_a_conversation_that_the_address_names(talk: AppTest) -> None:
    talk.button(key="try-wine").click().run()
    assert not talk.exception
    html = html_of(talk)
    assert "178 rows" in html
    assert "Your goal" in html
    assert "What would you like to predict?" not in html
    conversation = talk.query_params["conversation"]
    assert frame.services().app.assistant.turns(conversation[0] if isinstance(conversation, list) else conversation)


def test_a_second_tab_shows_the_same(talk: AppTest) -> None:
    talk.button(key="try-wine").click().run()
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    other.query_params["conversation"] = talk.query_params["conversation"]
    other.run()
    assert not other.exception
    assert "Your goal" in html_of(other)


def test_what_is_typed_is_shown_as_typed(talk: AppTest) -> None:
    talk.chat_input[0].set_value(made.NASTY).run()
    assert not talk.exception
    assert "&lt;img src=x onerror=alert(1)&gt;" in html_of(talk)
    assert "<img" not in html_of(talk)


def _with_recommendations() -> str:
    app = frame.services().app
    reply = app.assistant.say(None, "Predict cultivar", "ada")
    from experiments.workflows.tabular import default_variant
    from store.records import Goal

    goal = app.store.find(Goal)[-1]
    for i, name in enumerate(("linear", "decision_tree", "naive_bayes")):
        app.store.append(
            Recommendation(
                id=f"rec-{i}", set_id="set", goal_id=goal.id, rank=i + 1, score=0.9, cost_s=2, made_at=made.NOW,
                variant=default_variant(name, goal.task.kind), metric=goal.task.metric,
            )
        )  # fmt: skip
    app.assistant.say(reply.conversation_id, "Run the first two", "ada")
    return reply.conversation_id


def test_a_plan_is_changed_and_declined_by_buttons(talk: AppTest) -> None:
    talk.query_params["conversation"] = _with_recommendations()
    talk.run()
    assert not talk.exception
    assert "This would run" in html_of(talk)
    next(c for c in talk.checkbox if c.key.endswith("-0")).uncheck()
    next(s for s in talk.selectbox if s.key.startswith("run-s-")).set_value(30.0)
    next(b for b in talk.button if b.key and b.key.startswith("changed-")).click().run()
    assert not talk.exception
    plan = frame.services().app.store.find(Proposal)[-1].plan
    assert [run.rank for run in plan.runs] == [2]
    assert plan.limits.run_s == 30.0
    assert "stopped after 30 s" in html_of(talk)
    next(b for b in talk.button if b.key and b.key.startswith("decline-")).click().run()
    assert not talk.exception
    assert not [b for b in talk.button if b.key and b.key.startswith("approve-")]
    assert any("Declined by you" in e.label for e in talk.expander)


def test_a_plan_that_waits_is_seen_from_every_page(talk: AppTest) -> None:
    _with_recommendations()
    talk.switch_page("pages/knowledge.py").run()
    assert not talk.exception
    assert any("A plan waits for you" in str(e.proto.label) for e in talk.get("page_link"))


def test_every_kind_of_card_is_drawn_and_none_takes_the_talk_with_it(talk: AppTest, home: Path) -> None:
    app = frame.services().app
    reply = app.assistant.say(None, "help", "ada")
    cards = (
        made.data_card(made.NASTY), made.goal_card(made.NASTY), made.recommendations_card(), made.explanation_card(),
        made.table_card(), made.recommendations_card(2),
    )  # fmt: skip
    contents = [card.content() for card in cards]
    contents += [
        {"kind": "proposal", "proposal_id": "gone"},
        {"kind": "profile", "person": "ada"},
        {"kind": "feedback", "feedback_id": "gone", "understood": ["no neural networks"]},
        {"kind": "notice", "level": "warning", "text": "mind the gap"},
    ]
    app.store.append(
        Turn(
            id="turn-made", conversation_id=reply.conversation_id, position=9, speaker="sextant",
            text=f"I looked at {made.NASTY}.", cards=tuple(contents), said_at=made.NOW,
        )
    )  # fmt: skip
    talk.query_params["conversation"] = reply.conversation_id
    talk.run()
    assert not talk.exception
    html = html_of(talk)
    for words in ("churn_date", "Worth trying next", "runs by family".capitalize(), "mind the gap", "gone"):
        assert words in html
    assert "<img" not in html
    assert any("Earlier recommendations (5)" in e.label for e in talk.expander)
