"""Standing gates: set by a sentence, seen, passed or not by every later promotion, taken back by a person."""

import pandas as pd
import pytest

from assistant.caring.gates import gate_words, gates_of, set_gate, standing_gates, tightened
from assistant.caring.groups import groups_called
from assistant.commands.gates import SetGates, _set_gates
from assistant.state import state_of
from assistant.visit import Visit
from lifecycle import registry
from store.errors import BadRequest
from store.records import AliasProposal, Conversation, Gates, GroupLimit, StandingGate
from tests.assistant.caring.conftest import rows

NAME = "churn-churn"


@pytest.mark.slow
def test_a_gate_stands_until_it_is_taken_back(place):
    services = place.app.services
    place.say(("promote", {"rank": 1, "alias": "production"}))
    place.words("yes")
    assert standing_gates(services) == ()
    said = place.say(("set_gates", {"group_loss": 0.02, "group": "the basic customers"}))
    (gate,) = standing_gates(services)
    assert (gate.columns, gate.values, gate.most) == (("plan",), ("basic",), 0.02)
    assert "basic (plan) would fare worse" in said.text and "by more than 0.02" in said.text
    place.say(("set_gates", {"max_size_mb": 1e-6}))

    shut = place.say(("promote", {"rank": 2, "alias": "production"}))
    report = place.app.store.get(AliasProposal, shut.cards[0].proposal_id).report
    assert report.gates.group_losses == (GroupLimit(columns=("plan",), values=("basic",), most=0.02),)
    assert {r.gate: r.passed for r in report.results}["size"] is False and not report.passed
    assert "that ana set for every promotion" in shut.text

    shown = place.say(("set_gates", {}))
    assert len(shown.cards[0].rows) == 2 and shown.cards[0].rows[0][2] == "ana"
    place.say(("set_gates", {"revoke": ["max_size_bytes"]}))
    again = place.say(("promote", {"rank": 2, "alias": "production"}))
    gates = {r.gate for r in place.app.store.get(AliasProposal, again.cards[0].proposal_id).report.results}
    assert "size" not in gates and "group_loss" in gates
    frame = place.app.store.query("SELECT gate, in_force FROM standing_gates ORDER BY set_at")
    assert frame.in_force.tolist() == [True, False, False]
    place.say(("set_gates", {"revoke": ["all"]}))
    assert standing_gates(services) == ()
    assert "none to take back" in place.say(("set_gates", {"revoke": []})).text


def test_who_is_meant_is_asked_where_the_table_does_not_say(place):
    reply = place.say(("set_gates", {"group_loss": 0.02, "group": "left-handed people"}))
    assert reply.question is not None and "left-handed" in reply.question.text
    assert standing_gates(place.app.services) == ()


@pytest.mark.slow
def test_a_limit_said_for_good_stands_at_promotions_too(place):
    services = place.app.services
    place.app.services.understand, before = _latency, place.app.services.understand
    try:
        place.words("latency under 5 ms")
        assert standing_gates(services) == ()
        place.words("latency under 5 ms from now on")
    finally:
        place.app.services.understand = before
    (gate,) = standing_gates(services)
    assert (gate.gate, gate.most, gate.words) == ("max_latency_ms", 5.0, "latency under 5 ms from now on")
    model = registry.versions(services.store, NAME)[-1]
    assert gates_of(services, model).max_latency_ms == 5.0
    place.say(("set_gates", {"revoke": ["all"]}))


def _latency(text, context):
    from assistant.cards import Command
    from assistant.understanding.context import Understanding

    return Understanding(commands=(Command(name="constrain", args={"max_latency_ms": 5.0}),))


def of_a_model(place):
    """A turn in which a language model calls the command."""
    conversation = place.app.store.get(Conversation, place.id)
    return Visit(place.app.services, state_of(place.app.store, conversation), "ana", "words", by_model=True)


def test_a_language_model_neither_loosens_nor_takes_back_a_gate(place):
    services = place.app.services
    set_gate(services, "ben", "at most 4 ms", gate="max_latency_ms", most=4.0)
    for args in ({"max_latency_ms": 9.0}, {"revoke": ["all"]}):
        with pytest.raises(BadRequest):
            _set_gates(of_a_model(place), SetGates(**args))
    _set_gates(of_a_model(place), SetGates(max_latency_ms=3.0))
    assert standing_gates(services)[-1].most == 3.0
    place.say(("set_gates", {"revoke": ["all"]}))


def gate(kind, most, **more):
    moment = pd.Timestamp("2026-01-01", tz="UTC").to_pydatetime()
    return StandingGate(id="g", gate=kind, most=most, person="ana", set_at=moment, **more)


def test_of_two_limits_the_stricter_counts():
    standing = (
        gate("max_latency_ms", 5),
        gate("at_least_as_good", 0.01),
        gate("equalized_odds", 0.1, columns=("sex",)),
    )
    once = tightened(Gates(), standing)
    assert (once.max_latency_ms, once.tolerance, once.columns) == (5, 0.01, ("sex",))
    said = tightened(once.model_copy(update={"max_latency_ms": 9.0, "tolerance": 0.5}), standing)
    assert (said.max_latency_ms, said.tolerance) == (5, 0.01)
    stricter = tightened(once.model_copy(update={"max_latency_ms": 2.0, "tolerance": 0.0}), standing)
    assert (stricter.max_latency_ms, stricter.tolerance) == (2.0, 0.0)
    anyway = tightened(once.model_copy(update={"at_least_as_good": False}), standing)
    assert anyway.at_least_as_good and anyway.tolerance == 0.01


def test_every_gate_is_told_in_a_sentence():
    kinds = StandingGate.model_fields["gate"].annotation.__args__
    said = {gate_words(gate(kind, 0.5)) for kind in kinds}
    assert len(said) == len(kinds) and all(s.startswith("No version") for s in said)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("women", {"sex": ("F",)}),
        ("the men", {"sex": ("M",)}),
        ("sex = F", {"sex": ("F",)}),
        ("smokers", {"smoker": ("yes",)}),
        ("retired", {"work": ("retired",)}),
        ("retired people", {"work": ("retired",)}),
        ("astronauts", {}),
    ],
)
def test_groups_are_found_as_they_are_called(words, found):
    frame = pd.DataFrame(
        {"sex": ["F", "M"] * 3, "smoker": ["yes", "no"] * 3, "work": ["retired", "student", "other"] * 2, "m": range(6)}
    )
    assert groups_called(words, frame) == found


def test_a_lone_letter_is_no_group_of_people():
    assert groups_called("women", pd.DataFrame({"size": ["f", "x"] * 3, "plan": rows(6, 1).plan})) == {}
