"""Conversations have names, are found by their words, and go along as Markdown."""

import pytest

from store.errors import BadRequest


def test_a_conversation_is_called_after_its_goal_until_a_person_names_it(app, churn):
    reply = app.assistant.say(None, 'set_goal {"target": "churn"}', "ana", [churn])
    (line,) = app.assistant.conversations("ana")
    assert line.title == "churn in churn"
    app.assistant.rename(reply.conversation_id, "  Pilot   for the board ", "ana")
    (line,) = app.assistant.conversations("ana")
    assert line.title == "Pilot for the board"
    with pytest.raises(BadRequest, match="1 to 80"):
        app.assistant.rename(reply.conversation_id, " ", "ana")


def test_what_was_said_is_found_by_its_person(app):
    app.assistant.say(None, "help", "ana")
    app.assistant.say(None, "small_talk", "ana")
    (hit,) = app.assistant.search("SMALL_talk", "ana")
    assert "small_talk" in hit.excerpt and hit.hits == 1
    assert app.assistant.search("small_talk", "bob") == ()
    assert app.assistant.search("  ", "ana") == ()


def test_markdown_has_words_readings_cards_and_sql(app, churn):
    reply = app.assistant.say(None, 'set_goal {"target": "churn", "metric": "f1"}', "ana", [churn])
    app.assistant.say(reply.conversation_id, 'ask_numbers {"question": "how many goals are there?"}', "ana")
    text = app.assistant.markdown(reply.conversation_id)
    for part in (
        "# churn in churn",
        "> set_goal",
        f"*With `{churn.name}`*",
        "Understood:",
        "predict churn",
        "```sql",
        "### Recommendations",
    ):
        assert part in text


def test_what_is_exported_in_the_conversation_is_what_the_page_gives(app, churn):
    reply = app.assistant.say(None, 'set_goal {"target": "churn", "metric": "f1"}', "ana", [churn])
    app.assistant.say(reply.conversation_id, 'export {"what": "conversation"}', "ana")
    (file,) = (app.home / "exports").glob("conversation-*.md")
    (card,) = app.assistant.turns(reply.conversation_id)[-1].cards
    assert app.home / card["file"] == file, "it can be taken along"
    for part in ("# churn in churn", "> set_goal", "Understood:", "### Recommendations"):
        assert part in file.read_text()


def test_the_guide_leads_from_a_table_to_a_judgement(app, churn):
    assert app.assistant.guide("ana", None).at == 0
    reply = app.assistant.say(None, "", "ana", [churn])
    assert app.assistant.guide("ana", reply.conversation_id).at == 1
    app.assistant.say(reply.conversation_id, 'set_goal {"target": "churn"}', "ana")
    assert app.assistant.guide("ana", reply.conversation_id).at == 2
    app.assistant.say(reply.conversation_id, 'propose_runs {"ranks": [1]}', "ana")
    assert app.assistant.guide("ana", reply.conversation_id).at == 3
