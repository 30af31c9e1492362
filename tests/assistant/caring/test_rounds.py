"""A round looks at every model whatever is wrong with one; a slot of a policy is done once, whatever the clock does."""

from datetime import timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from assistant.caring import rounds
from assistant.caring.monitors import folder_of_scored
from assistant.caring.rounds import go_round
from assistant.caring.slots import done_ahead, next_due, slot_of
from assistant.services import Services
from assistant.serving.log import LABELS
from store.memory import MemoryStore
from store.records import Alert, Alias, Decision, DriftReport, ModelVersion, Monitor, Policy, Suggestion
from tests.store import facts


@pytest.fixture
def assistant(tmp_path):
    """Two models in use whose rows a service logs; of the first, labels have come and its files are gone."""
    store = MemoryStore()
    for n, name in enumerate(("gone", "other")):
        store.append(
            ModelVersion(id=f"mv-{name}", name=name, version=1, run_id=None, goal_id=None, path=f"models/{name}/1",
                         signature={"age": "int64"}, metrics={}, rows=10, saved_by="ada", saved_at=facts.at(n)),
            Alias(id=f"al-{name}", model=name, alias="champion", version=1, person="ada", reason="best",
                  moved_at=facts.at(n)),
        )  # fmt: skip
        folder_of_scored(tmp_path, name).mkdir(parents=True)
    labels = folder_of_scored(tmp_path, "gone") / LABELS
    labels.mkdir()
    pd.DataFrame({"_id": ["a"], "churn": ["yes"]}).to_parquet(labels / "1.parquet")
    return SimpleNamespace(services=Services(store, tmp_path, lambda: facts.at(9), facts.Ids(), None, None, None))


def test_a_model_whose_files_are_gone_keeps_no_other_from_being_looked_at(assistant):
    said = go_round(assistant)
    assert any(line.startswith("gone: gone version 1 cannot be used") for line in said), said
    assert [m.model for m in assistant.services.store.find(Monitor)] == ["other"]


def test_a_fault_with_one_model_is_told_and_logged_and_ends_no_round(assistant, monkeypatch, caplog):
    looked_at = []

    def suggested(services, name):
        looked_at.append(name)
        return [] if name == "other" else [1 / 0]

    monkeypatch.setattr(rounds, "_suggested", suggested)
    assert "gone: ZeroDivisionError while looking after it; the log says more." in go_round(assistant)
    assert looked_at == ["gone", "other"] and "ZeroDivisionError" in caplog.text
    caplog.clear()  # it was meant


def test_what_was_seen_before_sextant_was_killed_is_told_by_the_next_round(assistant):
    store = assistant.services.store
    store.append(
        Monitor(id="m", model="other", settings={"source": "/nowhere"}, person="ada", made_at=facts.at(3)),
        DriftReport(id="r", monitor_id="m", batch="week-1.csv", drifted=True, severity=0.1, details={"version": 1},
                    verdict="harmful", reasons=("The model got worse.",), rows=500, made_at=facts.at(8)),
    )  # fmt: skip
    go_round(assistant)
    go_round(assistant)
    assert [a.about for a in store.find(Alert)] == ["r"]


def test_a_folder_that_is_locked_keeps_no_other_from_being_looked_at(assistant, monkeypatch):
    store = assistant.services.store
    for name in ("locked", "open"):
        store.append(Monitor(id=name, model=name, settings={"source": name}, person="ada", made_at=facts.at(3)))
    looked_at = []

    def reports(services, monitor):
        looked_at.append(monitor.id)
        if monitor.id == "locked":
            raise PermissionError(13, "Permission denied", "/in/locked")
        return []

    monkeypatch.setattr(rounds, "new_reports", reports)
    assert "locked: /in/locked cannot be used (Permission denied)." in go_round(assistant)
    assert {"locked", "open"} <= set(looked_at)


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


def due(slot):
    return Suggestion(id=f"p-slot-{slot}", model="churn", cause="schedule", action="retrain", sentence="It is due.",
                      made_at=facts.at(slot))  # fmt: skip


def test_a_clock_that_was_ahead_and_is_put_back_does_nothing_again(policy):
    store = MemoryStore()
    assert not done_ahead(store, policy, 1)
    store.append(due(1), decided(1), due(52), decided(52), decided(90, "p2"))
    assert done_ahead(store, policy, 2) and done_ahead(store, policy, 51)
    assert not done_ahead(store, policy, 52) and not done_ahead(store, policy, 60)


def test_after_the_clock_is_right_again_only_the_first_slot_counts_as_done(policy):
    store = MemoryStore()
    store.append(due(1), decided(1), due(52), decided(52), due(2))
    assert done_ahead(store, policy, 2)
    store.append(due(3))
    assert done_ahead(store, policy, 2) and not done_ahead(store, policy, 3), "it is not ended for a year"


def test_a_day_of_the_week_begins_a_schedule(policy):
    monday = policy.written_at + timedelta(days=3)
    weekly = policy.model_copy(update={"starts_at": monday})
    assert slot_of(weekly, monday - timedelta(seconds=1)) == 0 and slot_of(weekly, monday) == 1
    assert next_due(weekly, policy.written_at) == monday
    assert next_due(weekly, monday) == monday + timedelta(days=7)
    assert next_due(policy, policy.written_at) == policy.written_at + timedelta(days=7)
