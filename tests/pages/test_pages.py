"""Every page opens on an empty home, says what will be there, and survives what goes wrong."""

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import frame
from store.records import Dataset
from tests.pages.conftest import html_of, page
from tests.pages.made import NOW

EMPTY = {
    "chat": "What would you like to predict?",
    "data": "No table yet",
    "runs": "No experiment yet",
    "experiment": "No experiment yet",
    "graph": "Nothing is known yet",
    "models": "No model yet",
    "monitors": "Nothing to watch yet",
    "knowledge": "No wishes yet",
    "sql": "nothing can be changed from here",
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_page_opens_by_a_direct_link_and_says_what_will_be_there(name: str, home: Path) -> None:
    at = page(name).run()
    assert not at.exception
    assert EMPTY[name] in html_of(at)


def test_the_app_opens_with_the_chat(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert EMPTY["chat"] in html_of(app)
    assert [b.label.split("**")[1] for b in app.button if b.key.startswith("try-")] == [
        "Breast cancer", "Wine", "Diabetes",
    ]  # fmt: skip
    assert app.chat_input


def test_the_look_stands_in_the_page_where_no_toast_takes_its_place(app: AppTest) -> None:
    app.run()
    assert any("--sx-accent" in str(e.proto.body) for e in app.main.get("html"))


def test_a_conversation_that_is_not_known_is_said_calmly(app: AppTest) -> None:
    app.query_params["conversation"] = "conversation-of-nobody"
    app.run()
    assert not app.exception
    assert "not known here" in html_of(app)
    app.chat_input[0].set_value("help").run()  # what is said there begins a conversation
    assert [m.name for m in app.chat_message] == ["user", "assistant"] and "not known here" not in html_of(app)


def test_a_store_held_by_another_process_is_said_calmly(home: Path) -> None:
    import subprocess
    import sys

    code = "import time; from assistant.assembly import assemble as a; a(); print('open', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "open"
        at = page("chat").run()
        other.kill()
    assert not at.exception
    assert str(other.pid) in html_of(at)


def test_a_page_that_fails_shows_a_sentence_and_logs_the_rest(
    home: Path, monkeypatch: pytest.MonkeyPatch, faults: list[logging.LogRecord]
) -> None:
    monkeypatch.setattr(frame.services().app.assistant, "datasets", lambda: 1 / 0)
    at = page("data").run()
    assert not at.exception
    assert "could not be drawn" in html_of(at)
    assert "ZeroDivisionError" not in html_of(at)
    assert "ZeroDivisionError" in (home / "logs" / "app.log").read_text()
    faults.clear()  # it was meant


def test_what_goes_wrong_in_a_turn_is_in_the_log_that_the_reply_names(app: AppTest, home: Path) -> None:
    app.run()
    services = frame.services().app.assistant.services
    services.understand = lambda text, context: 1 / 0
    app.chat_input[0].set_value("predict churn").run()
    assert not app.exception
    assert "its log says what happened" in html_of(app)
    assert "ZeroDivisionError" in (home / "logs" / "app.log").read_text()


def test_sql_answers_and_refuses_in_words(home: Path) -> None:
    at = page("sql").run()
    at.text_area[0].set_value("SELECT 1 AS one")
    at.button(key="sql-run").click().run()
    assert not at.exception
    assert at.dataframe[0].value["one"].tolist() == [1]
    at.text_area[0].set_value("DROP TABLE runs")
    at.button(key="sql-run").click().run()
    assert not at.exception
    assert "That did not work" in html_of(at)


def test_the_role_is_kept_and_everything_can_be_forgotten(home: Path) -> None:
    assistant = frame.services().app.assistant
    assistant.services.learn("ada", "preference:fast", True, "always fast, please")
    at = page("knowledge").run()
    assert "Prefers: fast" in html_of(at)
    at.button(key="reset").click().run()
    at.button(key="reset-yes").click().run()
    assert not at.exception
    assert not assistant.profile("ada").facts
    assert "No wishes yet" in html_of(at)


def test_a_page_is_drawn_on_itself_whatever_its_thread_drew_before(home: Path) -> None:
    def within_a_card() -> None:  # as a thread is left that has just redrawn a fragment in a card
        import streamlit as st

        from pages.components.frame import navigation

        st.container(border=True).__enter__()
        navigation()
        st.chat_input("Say something")

    at = AppTest.from_function(within_a_card, default_timeout=60).run()
    assert not at.exception
    assert at.chat_input[0].proto.is_auto_positioned_at_bottom


def test_tables_are_chosen_by_their_names_as_they_are_written(home: Path) -> None:
    for name in ("breast_cancer", "loans (old)"):
        made = Dataset(id=f"dataset-{name[:5]}", name=name, source="upload", recorded_at=NOW, recorded_by="ada")
        frame.services().app.store.append(made)
    at = page("data").run()
    assert not at.exception
    assert sorted(at.selectbox(key="chosen-dataset").options) == ["breast_cancer", "loans (old)"]


def test_a_choice_follows_the_address_back_and_forth_and_is_kept_in_it(home: Path) -> None:
    for name in ("bread", "wine"):
        made = Dataset(id=f"dataset-{name}", name=name, source="upload", recorded_at=NOW, recorded_by="ada")
        frame.services().app.store.append(made)
    at = page("data").run()
    first = at.selectbox(key="chosen-dataset").value
    other = {"dataset-bread": "dataset-wine", "dataset-wine": "dataset-bread"}[first]
    at.selectbox(key="chosen-dataset").set_value(other).run()
    assert other in at.query_params["dataset"]
    del at.query_params["dataset"]  # as the browser's button back does
    at.run()
    assert at.selectbox(key="chosen-dataset").value == first
    at.query_params["dataset"] = other
    at.run()
    assert at.selectbox(key="chosen-dataset").value == other
    assert "is not known here" not in html_of(at)
    at.query_params["dataset"] = "dataset-gone"
    at.run()
    assert at.selectbox(key="chosen-dataset").value == first
    assert "“dataset-gone”, which this link names, is not known here." in html_of(at)
    assert not at.exception
