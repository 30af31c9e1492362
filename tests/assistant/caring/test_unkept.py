"""Questions about the model before any is saved: answered by the best run's, and nothing is registered by asking."""

import re

import pytest

from assistant.caring import unkept
from assistant.caring.kept import load
from assistant.caring.unkept import _MOST_S, _computing_s, best_run
from assistant.commands.explain_row import _bar, number_words
from experiments.deciding import load_rule
from store.records import Goal, ModelVersion, Run


def test_a_row_is_explained_by_the_best_run_where_no_model_is_saved(place):
    runs = len(place.app.store.find(Run))
    reply = place.say(("explain_prediction", {"key": "c1-17"}))
    assert "No model is saved yet" in reply.text and "the best run's model" in reply.text
    assert "row 18" in reply.text and "chance of" in reply.text, reply.text
    assert "What raises it" in reply.text or "What lowers it" in reply.text
    assert [c.kind for c in reply.cards] == ["explanation", "table"]
    assert not place.app.store.find(ModelVersion)
    assert len(place.app.store.find(Run)) == runs


def test_a_row_is_answered_for_with_other_values(place):
    reply = place.say(("explain_prediction", {"key": "c1-17", "changes": {"age": 80, "plan": "Basic"}}))
    young = place.say(("explain_prediction", {"key": "c1-17", "changes": {"age": 19.0, "plan": "pro"}}))
    assert "age were 80 instead of" in reply.text and "plan were basic instead of" in reply.text
    assert "“yes”" in reply.text and "say “no”" in young.text, (reply.text, young.text)
    (old, new), (same, other) = (re.findall(r"a chance of “(\w+)” of ([\d.]+)", t.text)[0] for t in (reply, young))
    assert old == same and (float(new) > float(other)) == (old == "yes"), (reply.text, young.text)
    assert not reply.cards and place.app.store.find(Goal)[-1].task.target == "churn"


@pytest.mark.parametrize(
    ("value", "words"), [(40000.0, "40,000"), (60512.6, "60,513"), (31.256, "31.26"), (float("nan"), "missing")]
)
def test_large_values_are_told_without_powers_of_ten(value, words):
    assert number_words(value) == words


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"age": "pro"}, "age holds numbers, and “pro” is none"),
        ({"age": 300}, "knows nothing for sure"),
        ({"plan": "gold"}, "No row it learned from has plan = gold"),
        ({"height": 3}, "does not look at height"),
    ],
)
def test_values_that_a_row_cannot_have_are_told(place, changes, told):
    assert told in place.say(("explain_prediction", {"key": "c1-17", "changes": changes})).text


def test_chances_are_held_against_what_came_true(place):
    reply = place.say(("ask_numbers", {"question": "is it calibrated?"}))
    assert reply.text.startswith("Its probabilities are roughly right"), reply.text
    (card,) = reply.cards
    said = [float(row[0].rstrip("%")) for row in card.rows]
    assert said == sorted(said) and sum(row[2] for row in card.rows) == int(reply.text.split("said of ")[1].split()[0])
    assert "says “yes” from a probability of 0.5" in place.say(("ask_numbers", {"question": "threshold?"})).text


def test_another_answer_begins_where_the_costs_of_errors_put_it(place):
    place.say(("set_error_costs", {"false_negative": 10, "false_positive": 1}))
    reply = place.say(("explain_prediction", {"key": "c1-17"}))
    assert "the best run's model" in reply.text
    rule = load_rule(next(place.app.services.home.glob("runs/**/model/rule.json")).parent)
    assert rule is not None and rule.threshold is not None and rule.threshold.value < 0.4
    whole = load(next(place.app.services.home.glob("runs/**/model")))
    assert _bar("yes", whole) == rule.threshold.value == pytest.approx(1.0 - _bar("no", whole))


def test_a_model_that_takes_long_is_to_be_asked_for(place, monkeypatch):
    monkeypatch.setattr(unkept, "_MOST_S", 0.0)
    monkeypatch.setattr(unkept, "_FOLDER", "another")
    reply = place.say(("explain_prediction", {"key": "c1-17"}))
    assert "Say “save the best model”, then ask again." in reply.text and not reply.cards


def test_a_fit_that_was_cut_off_is_made_again(place):
    place.say(("explain_prediction", {"key": "c1-17"}))
    folder = next(place.app.services.home.glob("runs/**/model"))
    (folder / "meta.json").unlink()  # the app was ended while the model was written
    reply = place.say(("explain_prediction", {"key": "c1-18"}))
    assert [c.kind for c in reply.cards] == ["explanation", "table"], reply.text
    assert (folder / "meta.json").exists()
    assert [p.name for p in folder.parent.glob("model*")] == ["model"]


def test_a_run_beside_other_load_took_longer_than_its_fit_will(place):
    run, end = best_run(place.app.services, place.app.store.find(Goal)[-1])
    busy = end.model_copy(update={"wall_s": 1_000.0, "cpu_s": 2.0})
    assert _computing_s(run, busy) < 5.0 < _MOST_S
    assert _computing_s(run, busy.model_copy(update={"cpu_s": None})) > _MOST_S


def test_groups_are_compared_by_the_best_run(place):
    place.app.services.understand, before = _fair, place.app.services.understand
    reply = place.words("is it fair by plan?")
    place.app.services.understand = before
    (card,) = reply.cards
    assert {row[1] for row in card.rows} == {"basic", "plus", "pro"}
    assert "the best of 2 runs does worst for" in reply.text


def _fair(text, context):
    from assistant.cards import Command
    from assistant.understanding.context import Understanding

    return Understanding(commands=(Command(name="explain_model", args={"columns": ["plan"]}),))
