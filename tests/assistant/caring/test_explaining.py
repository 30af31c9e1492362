"""Why a kept model says what it says, asked in conversation."""

import re

import pytest


@pytest.fixture(scope="module")
def kept(place):
    place.say(("save_model", {"rank": 1}))
    return place


def test_why_a_customer_was_predicted_so(kept):
    reply = kept.say(("explain_prediction", {"key": "c1-17"}))
    assert "row 18" in reply.text and "chance of" in reply.text, reply.text
    assert "What raises it" in reply.text or "What lowers it" in reply.text
    card, cases = reply.cards
    assert card.kind == "explanation" and card.bars.labels[0].startswith(("age", "plan"))
    assert len(cases.rows) == 5 and cases.columns[-1] == "alike"


def test_a_question_that_takes_another_answer_for_granted_is_put_right():
    from assistant.commands.explain_row import _not_as_asked

    classes = ("approved", "rejected")
    assert _not_as_asked("why was customer 12 Rejected?", "rejected", classes) == []
    assert _not_as_asked("why was customer 12 treated so?", "approved", classes) == []
    (line,) = _not_as_asked("why was customer 12 rejected?", "approved", classes)
    assert line == "The model does not say “rejected” of it, but “approved”."


def test_a_row_by_its_number_and_one_that_is_not_there(kept):
    assert "row 12" in kept.say(("explain_prediction", {"key": 12})).text
    gone = kept.say(("explain_prediction", {"key": "nobody"}))
    assert "There is no row “nobody”" in gone.text and not gone.cards
    assert "Which row" in kept.say(("explain_prediction", {})).text


def test_how_a_model_answers_to_a_column_and_what_mimics_it(kept):
    effect = kept.say(("explain_model", {"model": "churn-churn", "columns": ["age"]}))
    assert effect.cards[0].bars.values[0] < effect.cards[0].bars.values[-1] or effect.cards[0].bars.values[0] > 0
    whole = kept.say(("explain_model", {"model": "churn-churn"}))
    assert [c.kind for c in whole.cards] == ["explanation", "table"] and "reproduces" in whole.text


def test_how_groups_are_treated_is_measured_on_rows_not_learned_from(kept):
    kept.app.services.understand, before = (lambda text, context: _read(["plan"])), kept.app.services.understand
    reply = kept.words("is it fair by plan?")
    (card,) = reply.cards
    assert {row[1] for row in card.rows} == {"basic", "plus", "pro"} and "Demographic parity" in " ".join(
        card.sentences
    )
    kept.app.services.understand = lambda text, context: _read([])
    assert "Name a column" in kept.words("is it biased?").text
    kept.app.services.understand = before


def test_how_robust_a_model_is_is_measured_once_and_stands_in_its_card(kept):
    from assistant.caring import kept as models
    from assistant.caring.overview import model_card
    from store.records import ModelCheck

    services, before = kept.app.services, kept.app.services.understand
    services.understand = lambda text, context: _read([])
    reply = kept.words("how robust is it?")
    (card,) = reply.cards
    assert {"missing", "noise", "shift", "unseen"} <= {
        s["kind"] for s in services.store.latest(ModelCheck).figures["strains"]
    }
    assert card.bars.lows and len(card.rows) >= 12 and "not learned from" in reply.text
    kept.words("does it cope with missing values?")
    (check,) = services.store.find(ModelCheck, kind="robustness")
    assert check.rows == 900, "small tables are measured fold by fold, on every row"
    lines = dict(model_card(services, models.in_use(services, "churn-churn")))
    assert "Robustness" in lines and "Fairness by plan" in lines
    services.understand = before


def _read(columns):
    from assistant.cards import Command
    from assistant.understanding.context import Understanding

    args = {"columns": columns} if columns else {}
    return Understanding(commands=(Command(name="explain_model", args=args),))


def test_how_much_a_column_matters_is_told_with_how_the_model_answers_to_it(kept):
    from assistant.cards import Command
    from assistant.understanding.context import Understanding

    before = kept.app.services.understand
    asked = Understanding(commands=(Command(name="explain_model", args={"columns": ["spend"]}),))
    kept.app.services.understand = lambda text, context: asked
    told = kept.words("spend surely matters more?").text
    kept.app.services.understand = before
    assert "spend is number 3 of 3 columns" in told and "Along spend" in told, told


def test_who_builds_no_models_gets_chances_of_a_hundred_and_no_names_of_methods(kept):
    kept.say(("set_role", {"role": "domain_expert"}))
    reply = kept.say(("explain_prediction", {"key": "c1-17"}))
    kept.say(("set_role", {"role": "data_scientist"}))
    card = reply.cards[0]
    told = " ".join(card.sentences)
    assert "Shapley" not in told and "log-odds" not in told and not re.search(r"\d\.\d{3}", told), told
    assert " in 100" in told
    assert card.bars.unit in ("", "in 100")


def test_what_would_be_said_otherwise_is_called_by_its_class(kept):
    from assistant.caring.kept import in_use, loaded
    from assistant.commands.explain_row import _then
    from lifecycle.explaining import Change

    whole = loaded(kept.app.services, in_use(kept.app.services, "churn-churn"))
    change = Change(changes={"age": (30, 60)}, word=0.1)
    assert _then(change, "no", whole, plain=True) == "a chance of 10 in 100, so it says “yes”"
    assert _then(change, "no", whole, plain=False) == "0.1"
