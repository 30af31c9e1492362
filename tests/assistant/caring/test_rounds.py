"""The slots of a standing policy: none is done twice, whatever the clock does."""

from datetime import timedelta

import pytest

from assistant.caring.rounds import later_slot_done, slot_of
from store.memory import MemoryStore
from store.records import Decision, Policy
from tests.store import facts


@pytest.fixture
def policy():
    return Policy(id="p", model="churn", every_days=7.0, standing=True, most_s=300.0, person="ada",
                  written_at=facts.at(0))  # fmt: skip


def decided(slot, policy="p"):
    return Decision(
        id=f"{policy}-slot-{slot}-decision", proposal_id=f"pr-{policy}-{slot}", plan_hash="h", verdict="approve",
        person="ada", channel="flag", words="retrain churn weekly", decided_at=facts.at(slot),
    )  # fmt: skip


@pytest.mark.parametrize(("days", "slot"), [(-30, -4), (0, 0), (6.9, 0), (7, 1), (20, 2), (365, 52)])
def test_a_slot_is_a_whole_span_since_the_policy_was_written(policy, days, slot):
    assert slot_of(policy, policy.written_at + timedelta(days=days)) == slot


def test_a_clock_that_was_ahead_and_is_put_back_does_nothing_again(policy):
    store = MemoryStore()
    assert not later_slot_done(store, policy, 1)
    store.append(decided(1), decided(52), decided(90, "p2"))
    assert later_slot_done(store, policy, 2) and later_slot_done(store, policy, 51)
    assert not later_slot_done(store, policy, 52) and not later_slot_done(store, policy, 60)
