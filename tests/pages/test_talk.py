"""A conversation in the app: said, shown, pressed, reloaded; only the store keeps it."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.cards import Command, HumanStepCard
from assistant.understanding import Context, Understanding
from pages.components import frame
from pages.components.desk import Desk
from pages.components.feedback import changed_title
from pages.components.talk import form_again
from pages.components.words import label
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


def _takes_a_step_back_just_before_it_is_drawn_again() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    from pages.components.desk import draw_again

    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1
    if st.session_state["drawn"] == 1:
        run = get_script_run_ctx()
        assert run is not None
        assert run.script_requests is not None
        run.script_requests.request_rerun(RerunData(query_string="at=before", page_script_hash=run.page_script_hash))
        draw_again()
    st.text(st.query_params.get("at", "taken back"))


def test_a_step_back_is_not_undone_by_a_page_that_draws_itself_anew() -> None:
    page = AppTest.from_function(_takes_a_step_back_just_before_it_is_drawn_again).run()
    assert [line.value for line in page.text] == ["before"]


def test_who_leaves_for_a_new_conversation_is_not_taken_back_to_one_that_is_being_answered(talk: AppTest) -> None:
    talk.session_state["sextant-begun"] = [_with_recommendations()]
    talk.run()
    assert not talk.exception
    assert "What would you like to predict?" in html_of(talk)
    talk.chat_input[0].set_value("help").run()  # nor is what is said next said there
    assert "This would run" not in html_of(talk)


def test_a_message_is_answered_where_it_was_said_though_its_page_is_cut_off_and_left(
    talk: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_in, assistant = _with_recommendations(), frame.services().app.assistant
    talk.query_params["conversation"] = said_in
    before = len(assistant.turns(said_in))
    runs, draw = iter((True, False)), frame.sidebar.draw

    def cut_off(desk: Desk, folder: Path) -> None:
        if desk.conversation_id == said_in and not next(runs, False):
            st.query_params["conversation"] = ""
            st.rerun()
        draw(desk, folder)

    monkeypatch.setattr(frame.sidebar, "draw", cut_off)
    talk.run().chat_input[0].set_value("Predict cultivar").run()
    assert not talk.exception
    assert "What would you like to predict?" in html_of(talk)
    under_way = assistant.answering(said_in)
    assert under_way is None or under_way.wait(20)
    assert len(assistant.turns(said_in)) == before + 2


def _presses_on_a_part_of_a_page() -> None:
    import streamlit as st

    from pages.components.desk import attempt, show_told, tell
    from store.errors import BadRequest

    def fails() -> None:
        raise BadRequest("It has ended.")

    @st.fragment
    def part() -> None:
        show_told(trouble=True)
        st.button("Pause", on_click=tell, args=("Paused: nothing new begins.",))
        st.button("Stop", on_click=attempt, args=(fails,))

    part()


def test_what_a_press_on_a_part_of_a_page_did_is_told_once_and_so_is_why_it_could_not() -> None:
    at = AppTest.from_function(_presses_on_a_part_of_a_page).run()
    assert not at.toast
    at.button[0].click().run()
    assert [t.value for t in at.toast] == [label("Paused: nothing new begins.")]
    at.button[1].click().run()
    assert [t.value for t in at.toast] == [label("It has ended.")]
    assert not at.run().toast


def test_a_form_that_is_asked_for_once_more_stands_below_the_last_words() -> None:
    about = {"experiment": "experiment-1", "step": "review", "kind": "form", "fields": []}
    by = {"conversation_id": "c", "position": 1, "speaker": "sextant", "said_at": made.NOW}
    said = {"id": "turn-1", "text": "Noted.", **by}
    again = Turn(**said, question={"text": "How?", "slot": "human_step", "about": about})
    assert form_again(again) == [HumanStepCard(experiment_id="experiment-1", step="review")]
    first = Turn(**said, question=again.question, cards=[c.model_dump() for c in form_again(again)])
    assert form_again(first) == [], "its own card asks it"
    assert form_again(Turn(**said, question={"text": "Which?", "about": {**about, "kind": "choice"}})) == []
    assert form_again(Turn(**said)) == []


def test_runs_that_ended_meanwhile_have_their_part_in_what_changed() -> None:
    by_words = ("Linear moved from 1 to 2 because you said: cheaper.",)
    assert changed_title(by_words) == "What changed because of it (1)"
    both = ("Linear moved from 1 to 2 because you said: cheaper, and because of the runs since.",)
    assert changed_title(both) == "What changed by it and by runs that ended meanwhile (1)"
