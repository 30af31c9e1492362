import pytest

from lifecycle import registry
from lifecycle.measuring import Measuring
from lifecycle.promotion import Contender, promotion
from store.errors import BadRequest, NotApproved, UnknownRecord
from store.records import AliasProposal, ModelVersion, PromotionReport, StandingGate
from tests.lifecycle.conftest import decide, version
from tests.store import facts

ROC = Measuring("binary", "roc_auc", ("no", "yes"))


def report(candidate: int, champion: int | None, gain: float = 0.02) -> PromotionReport:
    """A comparison over folds."""
    folds = (0.80, 0.81, 0.79)
    theirs = None if champion is None else Contender(champion, folds=folds)
    return promotion("churn", Contender(candidate, folds=tuple(f + gain for f in folds)), theirs, ROC)


@pytest.fixture
def move(store, clock, new_id):
    """Proposes, approves and carries out a move of an alias."""
    store.append(*(version(n) for n in (1, 2, 3)))

    def move(to: int | None, alias: str = registry.CHAMPION, reason: str = "better"):
        present = registry.aliases(store, "churn").get(alias)
        compared = None if to is None or alias != registry.CHAMPION else report(to, present)
        proposal = registry.propose_move(store, "churn", alias, to, report=compared, clock=clock, new_id=new_id)
        store.append(decision := decide(proposal))
        return registry.move_alias(store, proposal.id, decision.id, person="ada", reason=reason, clock=clock)

    return move


def back(store, clock, new_id):
    proposal = registry.propose_roll_back(store, "churn", clock=clock, new_id=new_id)
    store.append(decision := decide(proposal))
    return registry.roll_back(store, proposal.id, decision.id, person="ada", reason="it got worse", clock=clock)


def test_versions_are_in_order_and_names_are_known(store):
    store.append(version(2), version(1), version(1, "price"))
    assert [m.version for m in registry.versions(store, "churn")] == [1, 2]
    assert registry.models(store) == ("churn", "price")
    with pytest.raises(UnknownRecord, match="churn, price"):
        registry.versions(store, "spam")
    with pytest.raises(UnknownRecord, match="1, 2"):
        registry.version(store, "churn", 7)


def test_an_alias_points_where_it_was_moved_last_and_every_move_stays(store, move):
    move(1)
    move(2, reason="two points more")
    move(1, alias="challenger")
    assert registry.resolve(store, "churn").version == 2
    assert registry.aliases(store, "churn") == {"champion": 2, "challenger": 1}
    assert [(m.version, m.person, m.reason) for m in registry.history(store, "churn", "champion")] == [
        (1, "ada", "better"), (2, "ada", "two points more"),
    ]  # fmt: skip
    move(None, alias="challenger")
    with pytest.raises(UnknownRecord, match=r"champion \(version 2\)"):
        registry.resolve(store, "churn", "challenger")


def test_proposing_moves_nothing(store, move, clock, new_id):
    registry.propose_move(store, "churn", registry.CHAMPION, 1, clock=clock, new_id=new_id)
    assert registry.aliases(store, "churn") == {}


def test_rolling_back_twice_goes_two_versions_back(store, move, clock, new_id):
    for number in (1, 2, 3):
        move(number)
    assert back(store, clock, new_id).version == 2
    assert back(store, clock, new_id).version == 1
    with pytest.raises(BadRequest, match="had no version before"):
        back(store, clock, new_id)
    move(3)
    assert back(store, clock, new_id).version == 1


def test_a_gate_that_was_set_after_the_comparison_holds_for_it_too(store, move, clock, new_id):
    move(1)
    waiting = registry.propose_move(
        store, "churn", registry.CHAMPION, 2, report=report(2, 1), clock=clock, new_id=new_id
    )
    gate = {"id": "g", "model": "churn", "gate": "max_latency_ms", "most": 1.0, "person": "bob", "words": "under 1 ms"}
    store.append(StandingGate.model_validate({**gate, "set_at": clock()}))
    store.append(decision := decide(waiting))
    with pytest.raises(NotApproved, match="bob has set a gate since"):
        registry.move_alias(store, waiting.id, decision.id, person="ada", reason="better", clock=clock)
    again = registry.propose_move(store, "churn", registry.CHAMPION, 2, report=report(2, 1), clock=clock, new_id=new_id)
    store.append(decision := decide(again))
    assert registry.move_alias(store, again.id, decision.id, person="ada", reason="better", clock=clock).version == 2


@pytest.mark.parametrize(
    "wrong", ["verdict", "hash", "person", "withdrawn", "twice", "moved meanwhile", "another proposal"]
)
def test_a_move_without_an_approval_of_exactly_it_is_refused(store, move, clock, new_id, wrong):
    move(1)
    proposal = registry.propose_move(
        store, "churn", registry.CHAMPION, 2, report=report(2, 1), clock=clock, new_id=new_id
    )
    verdict, person, plan_hash = "approve", "ada", proposal.plan_hash
    if wrong == "verdict":
        verdict = "reject"
    if wrong == "hash":
        plan_hash = "another"
    if wrong == "person":
        person = "bob"
    decision = decide(proposal, verdict, person, plan_hash=plan_hash)
    store.append(decision)
    if wrong == "withdrawn":
        store.append(decide(proposal, "reject", "bob", "later"))
    if wrong == "moved meanwhile":
        move(3)
    if wrong == "another proposal":
        proposal = registry.propose_move(
            store, "churn", registry.CHAMPION, 3, report=report(3, 1), clock=clock, new_id=new_id
        )
    how = {"person": "ada", "reason": "better", "clock": clock}
    if wrong == "twice":
        registry.move_alias(store, proposal.id, decision.id, **how)
    before = registry.aliases(store, "churn")
    with pytest.raises(NotApproved):
        registry.move_alias(store, proposal.id, decision.id, **how)
    assert registry.aliases(store, "churn") == before


def test_a_candidate_that_failed_a_gate_is_not_moved_even_if_approved(store, move, clock, new_id):
    move(1)
    compared = report(2, 1, gain=-0.1)
    proposal = registry.propose_move(store, "churn", registry.CHAMPION, 2, report=compared, clock=clock, new_id=new_id)
    store.append(decision := decide(proposal))
    with pytest.raises(NotApproved, match="failed a gate"):
        registry.move_alias(store, proposal.id, decision.id, person="ada", reason="x", clock=clock)


@pytest.mark.parametrize(("person", "reason"), [("", "better"), ("ada", " ")])
def test_a_move_needs_a_person_and_a_reason(store, move, clock, new_id, person, reason):
    proposal = registry.propose_move(store, "churn", registry.CHAMPION, 1, clock=clock, new_id=new_id)
    store.append(decision := decide(proposal))
    with pytest.raises(BadRequest, match="person and a reason"):
        registry.move_alias(store, proposal.id, decision.id, person=person, reason=reason, clock=clock)


def test_a_champion_is_not_replaced_without_a_comparison_with_it(store, move, clock, new_id):
    move(1)
    how = {"clock": clock, "new_id": new_id}
    with pytest.raises(BadRequest, match="compared with the champion"):
        registry.propose_move(store, "churn", registry.CHAMPION, 2, **how)
    with pytest.raises(BadRequest, match="Compare again"):
        registry.propose_move(store, "churn", registry.CHAMPION, 2, report=report(2, 3), **how)
    with pytest.raises(BadRequest, match="not 'churn' version 3"):
        registry.propose_move(store, "churn", registry.CHAMPION, 3, report=report(2, 1), **how)
    with pytest.raises(BadRequest, match="already"):
        registry.propose_move(store, "churn", registry.CHAMPION, 1, report=report(1, 1), **how)


def test_who_approved_names_both_decisions(store, clock, new_id):
    store.append(*facts.one_of_each())
    store.append(version(2, run_id="run1"))
    story = registry.who_approved(store, "churn")
    assert "without a recorded approval" in story.sentence, "a move from before proposals"
    assert story.run_decision is not None
    proposal = registry.propose_move(
        store, "churn", registry.CHAMPION, 2, report=report(2, 1), clock=clock, new_id=new_id
    )
    store.append(decision := decide(proposal, person="grace"))
    registry.move_alias(store, proposal.id, decision.id, person="grace", reason="two points more", clock=clock)
    story = registry.who_approved(store, "churn")
    assert story.move_decision == decision and story.model.version == 2
    assert "approved by grace (button); why: “two points more”" in story.sentence
    assert "experiment behind it was approved by ada" in story.sentence


def test_who_approved_a_version_that_is_not_in_use_now(store, move, clock, new_id):
    move(1)
    move(2)
    first = registry.who_approved(store, "churn", number=1)
    assert first.model.version == 1 and first.move is not None and first.move.version == 1
    assert "It is not champion now: version 2 is." in first.sentence
    assert registry.who_approved(store, "churn", number=2).sentence == registry.who_approved(store, "churn").sentence
    assert "It was never made champion" in registry.who_approved(store, "churn", number=3).sentence
    with pytest.raises(UnknownRecord):
        registry.who_approved(store, "churn", number=9)


def test_what_was_left_by_going_back_is_named_where_there_is_nothing_before(store, move, clock, new_id):
    move(1)
    move(2)
    assert back(store, clock, new_id).version == 1
    with pytest.raises(BadRequest, match="Version 2 was left by going back, and can be promoted again"):
        back(store, clock, new_id)


def test_who_approved_a_model_in_no_use(store):
    store.append(version(1))
    assert "never made champion" in registry.who_approved(store, "churn").sentence


def test_a_move_is_traceable_in_sql(store, move, clock, new_id):
    move(1)
    move(2)
    registry.propose_roll_back(store, "churn", clock=clock, new_id=new_id)
    found = store.query(
        "SELECT kind, state, to_version, passed, gain > 0 AS better FROM alias_proposals ORDER BY made_at"
    )
    assert found["state"].tolist() == ["moved", "moved", "waiting"]
    assert found["kind"].tolist() == ["promote", "promote", "roll_back"]
    assert found["passed"].tolist()[:2] == [True, True] and found["better"].tolist()[1]
    traced = store.query(
        "SELECT d.covers_plan, a.version FROM aliases a JOIN decisions d USING (decision_id) WHERE a.in_force"
    )
    assert traced.values.tolist() == [[True, 2]]


def test_an_old_record_without_the_new_fields_is_still_read(store):
    store.append(*facts.one_of_each())
    assert registry.resolve(store, "churn").version == 1
    assert store.find(AliasProposal)[0].plan_hash
    assert isinstance(registry.resolve(store, "churn"), ModelVersion)
