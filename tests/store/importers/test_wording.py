import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.importers.roles import Taken
from store.importers.wording import RawRun, Skipped, in_words, label_of, moment, runs_of, scalar, whole

TAKEN = (
    Taken("depth", "parameter", "", "depth"), Taken("algorithm", "parameter", "", "algorithm"),
    Taken("auc", "metric", "", "auc", "max"), Taken("t", "cost", "", "t", unit="min"),
    Taken("state", "status", "", "state"), Taken("seed", "seed", "", "seed"), Taken("note", "context", "", "note"),
)  # fmt: skip


def only(**values):
    skipped = Skipped()
    runs = runs_of("w", [RawRun("k", values)], TAKEN, skipped)
    return runs[0] if runs else next(iter(skipped.counts))


@pytest.mark.parametrize(
    ("said", "status"),
    [("FINISHED", "ok"), ("Completed", "ok"), ("crashed", "failed"), ("KILLED", "stopped"), ("timed out", "timeout"),
     ("OOM", "memory"), ("preempted", "interrupted")],
)  # fmt: skip
def test_outcomes_in_other_words(said, status):
    assert only(state=said, auc=0.5).status == status


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"state": "running", "auc": 1}, "still running"), ({"state": "queued"}, "never started"),
     ({"state": "purple", "auc": 1}, "'purple' is not known"), ({"state": "ok"}, "no value of any metric"),
     ({"depth": 3}, "neither status nor metric")],
)  # fmt: skip
def test_a_run_is_left_out_for_a_reason(values, reason):
    assert reason in only(**values)


def test_a_run_that_diverged_failed():
    run = only(state="ok", auc=math.nan)
    assert run.status == "failed" and "auc" in run.error and run.metrics == {}


def test_minutes_become_seconds_and_whole_numbers_are_whole():
    run = only(state="ok", auc="0.5", t=1.5, depth=3.0, seed="7", note="x", algorithm="mlp")
    assert run.cost_s == 90 and run.seed == 7 and run.context == {"note": "x"}
    assert run.variant.choices == {"depth": 3, "algorithm": "mlp"} and run.variant.family == "mlp"
    assert isinstance(run.variant.choices["depth"], int)
    assert run.variant == only(state="ok", auc=0.5, depth=3, algorithm="mlp").variant


def test_nothing_as_a_choice_is_kept_and_what_is_missing_is_not_chosen():
    assert only(auc=1, depth=None).variant.choices == {"depth": None}
    assert only(auc=1, depth=math.nan).variant is None
    assert only(auc=1).variant is None


def test_the_same_run_twice_counts_once():
    skipped = Skipped()
    raw = RawRun("k", {"auc": 1.0})
    assert len(runs_of("w", [raw, raw], TAKEN, skipped)) == 1
    assert skipped.counts == {"it is in the source twice": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("-0.5", -0.5), ("1e-3", 0.001), ("True", True), ("none", None), ("", None), ("007", "007"),
     ("1.2.3", "1.2.3"), ("relu", "relu"), (" 4 ", 4), ("9" * 30, float("9" * 30)), ("1_000", "1_000")],
)  # fmt: skip
def test_texts_stand_for_values(text, value):
    assert scalar(text) == value and type(scalar(text)) is type(value)


def test_moments_of_many_spellings():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for spelled in ("2026-03-01T12:00:00Z", "2026-03-01 12:00:00", "2026-03-01T14:00:00+02:00", noon.timestamp(),
                    noon.timestamp() * 1000):  # fmt: skip
        assert moment(spelled) == noon
    assert moment("yesterday") is None and moment(None) is None and moment(1e30) is None


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=5), st.one_of(st.integers(), st.floats(), st.text(), st.none())))
def test_any_values_make_a_run_or_a_reason(values):
    taken = [Taken(n, "parameter" if i % 2 else "metric", "", n) for i, n in enumerate(values)]
    skipped = Skipped()
    runs = runs_of("w", [RawRun("k", values)], taken, skipped)
    assert len(runs) + sum(skipped.counts.values()) == 1
    assert all(type(r).model_validate_json(r.model_dump_json()) == r for r in runs)


def test_values_are_told_by_their_ends_or_by_name_and_the_rest_of_many_is_counted():
    assert in_words([5, 3, 7.5]) == "3 to 7.5" and in_words([0.1 + 0.2, 1_234_567]) == "0.3 to 1234567"
    assert in_words(["conv"]) == "conv" and in_words(["conv", "dense", True]) == "conv, dense or True"
    assert in_words([1, "auto"]) == "1 or auto"
    assert in_words(list("abcdefgh")) == "a, b, c, d, e, f or 2 others"


@settings(max_examples=40)
@given(st.floats(allow_nan=False))
def test_whole_never_changes_a_value(value):
    assert whole(value) == value
    assert len(label_of({"x" * 400: value})) <= 300
