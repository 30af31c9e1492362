from datetime import timedelta

import pytest

from lifecycle.triggers import policy_of, suggest
from store.records import DriftReport, Experiment, Policy, Proposal, Run, Suggestion
from tests.store import facts

LATER = timedelta(days=40)


@pytest.fixture
def story(store):
    """A model in use, fitted on 1,000 rows, with a monitor; its champion was set at second 21."""
    store.append(*(f for f in facts.one_of_each() if not isinstance(f, DriftReport | Suggestion | Policy)))
    return store


def report(verdict="harmful", second=30.0, score: float | None = 0.62, id="rep-a") -> DriftReport:
    measured = None if score is None else {"score": score, "low": -0.01, "high": 0.09}
    return DriftReport(
        id=id, monitor_id="mon1", batch="march", drifted=verdict != "none", severity=0.05,
        details={"realised": measured} if measured else {}, verdict=verdict, reasons=("The model got worse.",),
        rows=500, made_at=facts.at(second),
    )  # fmt: skip


def policy(**how) -> Policy:
    return Policy(id=how.pop("id", "pol"), model="churn", person="ada", written_at=facts.at(25), **how)


def causes(store, new_id, after=timedelta(minutes=1)) -> list[str]:
    return [s.cause for s in suggest(store, "churn", clock=lambda: facts.NOON + after, new_id=new_id)]


def test_nothing_is_suggested_without_a_policy_or_a_version_in_use(story, new_id):
    story.append(report())
    assert causes(story, new_id) == []
    story.append(policy())
    assert suggest(story, "none such", clock=facts.at, new_id=new_id) == ()
    story.append(policy(id="pol2", revoked=True))
    assert policy_of(story, "churn") is None and causes(story, new_id) == []


def test_harmful_drift_suggests_retraining_with_what_it_would_bring_and_take(story, new_id):
    story.append(policy(), report())
    (found,) = suggest(story, "churn", clock=lambda: facts.at(60), new_id=new_id)
    assert (found.cause, found.action, found.version, found.evidence) == ("drift", "retrain", 1, ("rep-a",))
    assert (found.expected_gain, found.gain_low, found.gain_high) == (0.05, 0.0, 0.09)
    assert found.expected_s and found.policy_id == "pol"
    assert "The model got worse. Retraining" in found.sentence
    assert story.get(Suggestion, found.id) == found


def test_without_labels_it_suggests_to_look_first(story, new_id):
    story.append(policy(), report(score=None))
    (found,) = suggest(story, "churn", clock=lambda: facts.at(60), new_id=new_id)
    assert found.action == "look" and "Labels" in found.sentence


@pytest.mark.parametrize("verdict", ["none", "harmless"])
def test_drift_that_costs_nothing_or_has_gone_suggests_nothing(story, new_id, verdict):
    story.append(policy(), report(), report(verdict, 40, id="rep-b"))
    assert causes(story, new_id) == []


def test_reports_about_an_earlier_version_do_not_count(story, new_id):
    story.append(policy(floor=0.9), report(second=5))
    assert causes(story, new_id) == []


@pytest.mark.parametrize(
    ("how", "after", "expected"),
    [
        ({"floor": 0.7}, timedelta(minutes=1), ["floor"]),
        ({"floor": 0.5}, timedelta(minutes=1), []),
        ({"max_age_days": 30}, LATER, ["age"]),
        ({"max_age_days": 60}, LATER, []),
        ({"floor": 0.7, "max_age_days": 30}, LATER, ["floor", "age"]),
    ],
)
def test_floor_and_age(story, new_id, how, after, expected):
    story.append(policy(on_drift=False, **how), report())
    assert causes(story, new_id, after) == expected


def test_new_rows(story, new_id):
    story.append(policy(new_rows=500))
    assert causes(story, new_id) == []
    newer = facts.dataset("v1")[-1]
    story.append(newer.model_copy(update={"id": "v2", "rows": 1600, "recorded_at": facts.at(50)}))
    assert causes(story, new_id) == ["new_data"]
    assert "600 rows" in story.latest(Suggestion).sentence


def test_labelled_rows_of_a_watched_folder_count_as_new(story, new_id):
    story.append(policy(new_rows=500, on_drift=False), report("none"))
    assert causes(story, new_id) == []
    seen = report("none", 40, id="rep-b")
    story.append(seen.model_copy(update={"details": {**seen.details, "path": "/in/may.csv", "all_rows": 700}}))
    assert causes(story, new_id) == ["new_data"]


def test_the_same_cause_is_told_again_only_after_the_quiet_days(story, new_id):
    story.append(policy(quiet_days=7), report())
    assert causes(story, new_id) == ["drift"]
    assert causes(story, new_id, timedelta(days=6)) == []
    assert causes(story, new_id, timedelta(days=8)) == ["drift"]


def test_a_trigger_itself_never_proposes_or_runs_anything(story, new_id):
    before = [len(story.find(n)) for n in (Proposal, Experiment, Run)]
    story.append(policy(floor=0.9, max_age_days=0, new_rows=0), report())
    assert len(causes(story, new_id)) == 4
    assert [len(story.find(n)) for n in (Proposal, Experiment, Run)] == before
