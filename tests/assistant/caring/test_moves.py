"""Promotion and going back by conversation: proposed with a comparison, done by a person's decision only."""

import pytest

from assistant.actions import Approve, Decline
from assistant.caring import kept
from assistant.caring.gate_words import said_gates, unread_gate
from assistant.caring.overview import model_card
from assistant.commands.moves import versions_told
from assistant.model_files import files_hash
from assistant.state import state_of
from assistant.visit import Visit
from lifecycle import registry
from store.errors import BadData
from store.records import Alias, AliasProposal, Conversation, Decision, Gates, ModelVersion

NAME = "churn-churn"


def champion(place):
    return registry.aliases(place.app.store, NAME).get("champion")


def test_from_no_model_to_production_and_back(place):
    store = place.app.store
    first = place.say(("promote", {"rank": 2, "alias": "production"}))
    assert [c.kind for c in first.cards] == ["move"]
    assert not store.find(Alias) and store.find(ModelVersion)[0].version == 1
    done = place.words("yes")
    assert "in production" in done.text and champion(place) == 1
    (decision,) = [d for d in store.find(Decision) if d.proposal_id == first.cards[0].proposal_id]
    assert (decision.words, decision.channel, decision.person) == ("yes", "typed", "ana")

    second = place.say(("promote", {"rank": 1, "alias": "production"}))
    move = store.get(AliasProposal, second.cards[0].proposal_id)
    report = move.report
    assert (report.candidate, report.champion, report.basis) == (2, 1, "rows")
    assert report.n == 900 and report.low < report.gain < report.high
    assert {g.column for g in report.groups} == {"plan"} and all(v is not None for v in report.latency_ms)
    assert champion(place) == 1, "nothing moves by a proposal"

    place.say(("help", {}))
    again = place.say(("approve", {}))
    assert champion(place) == 1 and [c.kind for c in again.cards] == ["move"], "it is shown again after other talk"
    place.words("yes, but only on Mondays")
    assert champion(place) == 1
    state = place.app.assistant.move(move.id)
    place.press(Decline(proposal_id=move.id, plan_hash=move.plan_hash, reason="not today"))
    said = [t.text for t in place.app.assistant.turns(place.id) if t.speaker == "person"]
    assert said[-1] == f"Decline the move to version 2 of {NAME}. not today"
    assert state.state == "pending" and place.app.assistant.move(move.id).state == "declined"
    refused = place.press(Approve(proposal_id=move.id, plan_hash=move.plan_hash))
    assert "declined by ana already" in refused.text and champion(place) == 1

    conversation = state_of(store, store.get(Conversation, place.id))
    visit = Visit(place.app.services, conversation, "ana", f"compare version 2 with 1 of {NAME}")
    assert versions_told(visit, None), "of the model, not of the runs in those places"
    (told,) = visit.lines
    assert told.startswith(f"{NAME}, version 2 against version 1: On the same 900 rows")

    third = place.say(("promote", {"rank": 1, "alias": "champion"})).cards[0]
    move = store.get(AliasProposal, third.proposal_id)
    wrong = place.press(Approve(proposal_id=move.id, plan_hash="another"))
    assert "changed since it was shown" in wrong.text and champion(place) == 1
    place.press(Approve(proposal_id=move.id, plan_hash=move.plan_hash))
    assert champion(place) == (2 if move.report.passed else 1)

    who = place.say(("who_approved", {"model": "churn"}))
    assert "ana made it champion" in who.text and "approved by ana" in who.text
    if champion(place) == 2:
        back = place.say(("roll_back", {}))
        assert "back from version 2 to version 1" in back.text and champion(place) == 2
        place.words("yes")
        assert champion(place) == 1
    frame = store.query("SELECT kind, from_version, to_version, decided_by FROM alias_moves ORDER BY moved_at")
    assert frame.kind.iloc[0] == "promote" and set(frame.decided_by) == {"ana"}


def test_the_card_of_a_version_says_what_made_it_and_who_approved_it(place):
    services = place.app.services
    card = dict(model_card(services, registry.version(place.app.store, NAME, 1)))
    assert len(card["By fold"].split(",")) == card["By fold"].count(",") + 1 and card["By fold"].startswith(
        "ROC AUC 0."
    )
    assert {"basic", "plus", "pro"} <= set(card["By plan"].replace("(", " ").split())
    assert "experiment: ana" in card["Approved"] and "champion: ana" in card["Approved"]
    assert card["Code"].startswith("0.") and "hash" in card["Goal"]


def test_a_version_is_named_by_its_number_and_nothing_happens_twice(place):
    same = place.words(f'promote {{"model": "{NAME}"}}')
    assert same.cards or "already" in same.text
    unknown = place.say(("promote", {"model": "sales"}))
    assert "no model “sales”" in unknown.text and not unknown.cards


def test_an_alias_that_is_no_champion_replaces_nothing(place):
    reply = place.say(("promote", {"rank": 1, "alias": "challenger"}))
    move = place.app.store.get(AliasProposal, reply.cards[0].proposal_id)
    assert (move.alias, move.from_version) == ("challenger", None)
    place.words("yes")
    assert registry.aliases(place.app.store, NAME)["challenger"] == move.to_version
    own = place.say(("promote", {"version": champion(place), "model": NAME, "alias": "challenger"}))
    assert "its challenger must be another version" in own.text and not own.cards


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("promote version 2 even if it is up to 0.01 worse", "tolerance", 0.01),
        ("deploy it with a latency under 5 ms", "max_latency_ms", 5.0),
        ("put it live if no group gets worse by more than 0,02", "group_loss", 0.02),
        ("deploy it if demographic parity by sex is under 0.1", "demographic_parity", 0.1),
        ("promote it, equalised odds at most 0.08", "equalized_odds", 0.08),
        ("promote it if groups may differ by at most 0.05", "group_difference", 0.05),
        ("ship it when it is smaller, at most 20 MB", "max_size_bytes", 20 * 2**20),
        ("promote it if no group is worse by more than 2 points", "group_loss", 0.02),
        ("promote it unless a group is worse by more than .02", "group_loss", 0.02),
        ("promote it if no group loses more than 3 %", "group_loss", 0.03),
        ("promote version 2 even if it is 1% worse", "tolerance", 0.01),
        ("promote version 2 even if it is up to 1 point worse", "tolerance", 0.01),
        ("promote it if latency is under 0.5 s", "max_latency_ms", 500.0),
        ("promote it if it is smaller than 20 kB", "max_size_bytes", 20 * 2**10),
        ("promote it if it is certainly better", "certain", True),
        ("promote it anyway", "at_least_as_good", False),
        ("promote version 2", "tolerance", 0.0),
    ],
)
def test_gates_can_be_said(words, field, value):
    assert getattr(said_gates(words, Gates()), field) == value


@pytest.mark.parametrize(
    ("words", "unread"),
    [
        ("promote version 2", ""),
        ("put the 2nd model in production", ""),
        ("promote version 2 with no group worse by more than 2 points and latency under 3 ms", ""),
        ("promote version 2 even if it is up to 0.01 worse", ""),
        ("promote it if demographic parity by sex is under 0.1", ""),
        ("promote it only if it is at least 0.01 better", "if it is at least 0.01 better"),
        ("promote it unless it costs more than 3 euros a month", "unless it costs more than 3 euros a month"),
    ],
)
def test_a_condition_that_is_no_gate_is_found(words, unread):
    assert unread_gate(words) == unread


def test_columns_whose_groups_count_are_read_from_the_sentence():
    gates = said_gates("promote it with equalized odds under 0.1 by Sex and plan", Gates(), ("sex", "plan", "age"))
    assert gates.columns == ("sex", "plan") and gates.equalized_odds == 0.1
    assert said_gates("promote it under 5 ms", Gates(), ("sex",)).columns == ()


def test_what_is_in_use_is_told_in_a_sentence(place):
    place.say(("promote", {"rank": 2, "alias": "production"}))
    if champion(place) is None:
        place.words("yes")
    use = place.say(("ask_numbers", {"question": "which version is in production?"}))
    assert f"Version {champion(place)} of {NAME}" in use.text and "ana put it there" in use.text
    assert "'roc_auc':" not in use.text and "Its ROC AUC was" in use.text
    moves = place.say(("ask_numbers", {"question": "show me the alias history"}))
    assert "newest first" in moves.text and moves.cards[0].columns[:2] == ("model", "alias")


def test_files_that_were_changed_since_they_were_kept_are_never_used(place):
    services = place.app.services
    model = registry.versions(place.app.store, NAME)[-1]
    folder = kept.folder_of(services, model)
    assert model.files_hash == files_hash(folder)
    (folder / "notes.txt").write_text("what is kept beside the model does not count")
    kept.loaded(services, model)
    meta = folder / "meta.json"
    before = meta.read_bytes()
    meta.write_bytes(before.replace(b'"yes"', b'"no "'))
    try:
        with pytest.raises(BadData, match="not those that were kept"):
            kept.loaded(services, model)
    finally:
        meta.write_bytes(before)
    kept.loaded(services, model)
