"""A table that a kept model could predict is asked about, and "these rows" are those of the conversation's table."""

import pandas as pd
import pytest

from assistant.caring.scored import ScoredRows
from assistant.understanding.acts.bare_files import chosen_use
from assistant.understanding.context import Context
from store.records import Goal
from tests.assistant.caring.conftest import rows


@pytest.fixture(scope="module")
def kept(place):
    """The conversation with a saved model, and a file of rows that came later, without their answer."""
    later = place.folder / "june.csv"
    rows(40, 7).drop(columns="churn").to_csv(later, index=False)
    before = place.say(("score_data", {}))
    place.say(("save_model", {}))
    return place, later, before


def test_rows_without_an_answer_are_offered_to_the_model_and_predicted_by_the_button(kept):
    place, later, _ = kept
    reply = place.say(("use_data", {"source": str(later)}))
    assert reply.question.slot == "rows_use" and "churn-churn" in reply.question.text
    assert reply.question.options[0].says == "Score june.csv with churn-churn"
    reply = place.say(("score_data", {}))
    assert reply.question is None and "Predicted 40 rows with churn-churn" in reply.text
    (card,) = reply.cards
    assert card.columns == ("row", "customer", "it says", "chance of “yes”")
    chances = [row[3] for row in card.rows]
    assert len(chances) == 40 and chances == sorted(chances, reverse=True), "whom to look at first comes first"
    assert all(row[1] == f"c7-{row[0] - 1}" for row in card.rows), "a row is called as its file calls it"
    yes = sum(row[2] == "yes" for row in card.rows)
    assert f"It says “yes” of {yes} of 40 rows" in reply.text
    assert len(pd.read_csv(place.app.services.home / card.file)) == 40


def test_the_models_own_table_is_not_predicted_again(kept):
    place, _, before = kept
    assert "No model is saved yet" in before.text
    place.say(("use_data", {"source": str(place.folder / "churn.csv")}))
    assert place.say(("score_data", {})).question.slot == "source"


def test_another_table_is_asked_what_to_predict_as_ever(kept):
    place, _, _ = kept
    other = place.folder / "other.csv"
    rows(40, 8)[["plan", "spend"]].to_csv(other, index=False)
    reply = place.say(("use_data", {"source": str(other)}))
    assert reply.question is None or reply.question.slot != "rows_use"


@pytest.mark.parametrize("said", ["yes", "Yes please!", "sure, do that", "ok go ahead"])
def test_a_yes_to_that_question_predicts(said):
    options = ("Score june.csv with churn-churn", "Check june.csv for drift", "What is in the table?")
    context = Context(question_slot="rows_use", question_options=options, models=("churn-churn",))
    assert chosen_use(said, context) == options[0]
    assert chosen_use("check them for drift", context) == options[1]
    assert chosen_use("no, leave them", context) == ""
    assert chosen_use(said, context.model_copy(update={"question_slot": "file_use"})) == ""


def test_pieces_of_a_long_file_make_one_card(kept):
    place, _, _ = kept
    task = place.app.store.find(Goal)[-1].task.model_copy(update={"positive_class": "yes"})
    shown = ScoredRows(task, {"age": "int64"})
    for start in (0, 300):
        at = range(start, start + 300)
        shown(
            pd.DataFrame({"age": [40] * 300, "no": at}),
            pd.DataFrame({"prediction": ["yes"] * 300, "probability_yes": [i / 1000 for i in at]}),
        )
    card = shown.card(plain=True, file="predictions/x.csv")
    assert card.rows[0] == (600, "599", "yes", "60 in 100") and len(card.rows) == 200
    assert "of 600 of 600 rows" in shown.words()
