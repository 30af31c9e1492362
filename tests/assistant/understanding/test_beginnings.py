# ruff: noqa: E501 - one case a line reads better than one broken over several
"""How people who never did this ask: where to begin, what all that means, what they could explain, whether to use it."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.commands.beginnings import of_simpler

COLUMNS = ("limp", "fever", "breed", "operated")
LISTED = Context(columns=COLUMNS, target="operated", kind="binary", recommendations=5)
DONE = LISTED.model_copy(update={"results": 2})
KEPT = DONE.model_copy(update={"models": ("vet",)})


def said(text, context, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    "text",
    [
        "Where should I start?",
        "how do we get started?",
        "I would like to build a model",
        "we want make a prediction model of our cows",
    ],
)
def test_who_has_no_table_yet_is_helped(text, encoder):
    assert said(text, Context(), encoder) == [("help", {})]


def test_with_a_table_the_same_words_are_no_call_for_help():
    assert said("I want to build a model for operated", LISTED) != [("help", {})]


@pytest.mark.parametrize(
    "text",
    [
        "I don't understand a word",
        "say it easier please",
        "that is too technical for me",
        "can you explain that in simple words?",
        "we did not follow",
    ],
)
def test_what_was_not_understood_is_wanted_simpler_and_no_simpler_model(text, encoder):
    assert said(text, LISTED, encoder) == [("set_role", {"role": "domain_expert"})]
    assert of_simpler(text)


@pytest.mark.parametrize(
    "text",
    ["I prefer simple models", "I don't understand why the second is better", "a simpler model please", "I am a vet"],
)
def test_other_wishes_for_the_simple_are_not(text):
    assert not of_simpler(text)


@pytest.mark.parametrize("text", ["and what does all this mean?", "what does that mean for me?"])
def test_what_that_means_is_asked_of_the_last_reply(text, encoder):
    assert said(text, LISTED, encoder) == [("help", {"topic": "what that means"})]


@pytest.mark.parametrize("text", ["which of those could I explain to a farmer?", "which ones can be understood?"])
def test_what_could_be_explained_is_a_wish_for_the_list(text, encoder):
    assert said(text, LISTED, encoder) == [("recommend", {"wish": "interpretable"})]


@pytest.mark.parametrize(
    "text",
    ["may we use it in the practice from next week?", "can I take it into daily use now?", "use him for our patients"],
)
def test_to_use_it_is_to_put_it_into_use(text, encoder):
    assert said(text, KEPT, encoder) == [("promote", {"alias": "production"})]


@pytest.mark.parametrize(
    "text", ["can I use it for cows with fever above 39?", "use it on may.csv", "can I use fever?"]
)
def test_to_use_it_on_rows_is_not(text, encoder):
    assert all(name != "promote" for name, _ in said(text, KEPT, encoder))


@pytest.mark.parametrize(
    "text",
    [
        "what do I do when it gets worse?",
        "and if it becomes outdated, what then?",
        "what should we do if the model starts to drift?",
    ],
)
def test_what_to_do_later_is_help_and_no_check(text, encoder):
    assert said(text, KEPT, encoder) == [("help", {"topic": "gets worse"})]


@pytest.mark.parametrize(
    "text", ["how much better than guessing is that?", "by how much does the best beat the baseline?"]
)
def test_what_is_gained_over_guessing_is_in_the_results(text, encoder):
    assert said(text, DONE, encoder) == [("show_results", {})]


def test_a_model_spoken_of_as_a_person_is_one(encoder):
    assert said("save him with the name limper", DONE, encoder) == [("promote", {"alias": "limper"})]


@pytest.mark.parametrize(
    ("text", "use"), [("compare it", 1), ("predict the rows", 0), ("open it", 2), ("the second", 1)]
)
def test_a_use_of_a_file_is_chosen_in_other_words(text, use, encoder):
    asked = understand("what about may.csv?", KEPT, encoder).question
    waiting = KEPT.model_copy(
        update={"question_slot": asked.slot, "question_options": tuple(o.says for o in asked.options)}
    )
    offered = asked.options[use].says
    assert said(text, waiting, encoder) == said(offered, KEPT, encoder)
    assert said("show me the results", waiting, encoder) == [("show_results", {})]


@pytest.mark.parametrize(
    "text", ["params of #1", "which hyperparameters did the first run have?", "show me the settings of number 1"]
)
def test_how_a_run_was_set_is_no_plan(text, encoder):
    assert said(text, DONE, encoder) == [("explain_model", {"rank": 1})]


@pytest.mark.parametrize("text", ["what should we try first?", "which of them shall I run?"])
def test_what_to_run_first_is_recommended(text, encoder):
    assert said(text, LISTED, encoder) == [("recommend", {})]


def test_not_liking_something_is_no_polite_no(encoder):
    assert said("I don't like it", LISTED, encoder) == [("feedback", {"sentiment": "negative"})]
