"""Questions of the work itself, in several wordings each, with neighbours that mean something else."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.understanding import Context, understand

TABLE = Context(columns=("age", "district", "price"), target="price", kind="regression", recommendations=5)
RUN = TABLE.model_copy(update={"results": 4})


def said(text, context=RUN):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize("text", [
    "how will you check it?", "how did you test it?", "and how is it validated?", "How do you know it works on new houses?",
    "how is the score worked out?", "what validation do you use?", "how are the models evaluated", "how does the validation work?",
])  # fmt: skip
def test_how_it_is_checked(text):
    assert said(text, TABLE) == [("help", {"topic": "how it is checked"})]


@pytest.mark.parametrize("text", ["how do I check row 12?", "how can I check for drift?", "how can I check my data?"])
def test_other_checks_are_none(text):
    assert ("help", {"topic": "how it is checked"}) not in said(text)


@pytest.mark.parametrize("text", [
    "by how much is a typical house off?", "how far off is it usually?", "what is the typical error?",
    "how wrong is it on average?", "how many euros is it off?", "by how much does it miss?", "how often is it wrong?", "how often will the model be right?",
])  # fmt: skip
def test_how_far_off_it_is(text):
    assert said(text) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize(
    "text", ["the error must be under 3 hours", "optimise the mean absolute error", "how far is it?"]
)
def test_a_wish_for_small_errors_is_no_question(text):
    assert "ask_numbers" not in [name for name, _ in said(text)]


@pytest.mark.parametrize("text", [
    "which district is worst?", "where is it worst, by district?", "how well does it do by district?",
    "does it do equally well for every district?",
])  # fmt: skip
def test_for_whom_it_does_worst(text):
    assert said(text) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize("context", [TABLE, RUN])
@pytest.mark.parametrize("text", ["does it do equally well for old and young?", "does it work as well for the elderly as for the young?"])  # fmt: skip
def test_groups_of_people_are_those_of_their_column(text, context):
    assert said(text, context) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize("text", ["what if we leave age out as well?", "drop age as well", "take 2 as well"])
def test_as_well_compares_no_groups(text):
    assert "ask_numbers" not in dict(said(text, TABLE))


def test_before_any_result_the_rows_are_asked_about():
    assert said("which district is worst?", TABLE) != said("which district is worst?", RUN)


@pytest.mark.parametrize("text", [
    "what did we learn here that helps next time?", "any lessons learned?", "what are the lessons from this?",
    "what do we take away from it?", "key takeaways",
])  # fmt: skip
def test_what_was_learned(text):
    assert said(text) == [("history", {})]


@pytest.mark.parametrize(("text", "key"), [
    ("why row 3?", "3"), ("why is patient 12 classed so?", "12"), ("and why was case 7 missed?", "7"),
])  # fmt: skip
def test_a_row_that_is_asked_about_is_no_place_on_the_list(text, key):
    assert said(text) == [("explain_prediction", {"key": key})]


@pytest.mark.parametrize(
    "text", ["download all you have learned", "save what we learnt", "export everything you've learnt"]
)
def test_what_was_learned_may_be_handed_out(text):
    assert said(text) == [("export", {"what": "knowledge"})]


def test_what_was_learned_is_handed_out_beside_another_thing(encoder):
    text = "save the chat as pdf and what you've learnt as csv"
    assert [(c.name, c.args) for c in understand(text, RUN, encoder).commands] == [
        ("export", {"what": "conversation", "format": "pdf"}), ("export", {"what": "knowledge", "format": "csv"}),
    ]  # fmt: skip


def test_lessons_are_told_where_something_else_is_handed_out():
    assert said("which lessons did we learn? and download the results") == [
        ("history", {}), ("export", {"what": "results"}),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["what did the third one learn about age?", "what has model 3 learnt about age"])
def test_what_one_model_learned_is_explained(text):
    (told,) = said(text)
    assert told[0] == "explain_model" and told[1]["rank"] == 3
