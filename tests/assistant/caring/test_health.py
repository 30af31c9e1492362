"""Whether a model is still fine: yes or no by what was asked, for the good or for the bad."""

from datetime import UTC, datetime

import pytest

from assistant.caring.health import health_card, health_lines, why_lines
from store.records import DriftReport


def seen(verdict):
    return DriftReport(
        id="r", monitor_id="m", batch="march.csv", drifted=verdict != "none", severity=0.1, details={}, verdict=verdict,
        reasons=("Age has moved.",), rows=500, made_at=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "worse", "moved", "usual"),
    [
        ("is it still fine?", "No: ", "Yes, but its inputs", "Yes: "),
        ("", "No: ", "Yes, but its inputs", "Yes: "),
        ("has the model degraded?", "Yes: ", "No, but its inputs", "No: "),
        ("did it get worse lately?", "Yes: ", "No, but its inputs", "No: "),
        ("is anything wrong with churn?", "Yes: ", "No, but its inputs", "No: "),
        ("has it drifted?", "Yes: ", "Yes, its inputs", "No: "),
    ],
)
def test_yes_and_no_go_by_what_was_asked(asked, worse, moved, usual):
    heads = [health_lines("churn", 1, [seen(v)], "accuracy", asked)[0] for v in ("harmful", "harmless", "none")]
    assert [h.startswith(w) for h, w in zip(heads, (worse, moved, usual), strict=True)] == [True] * 3, heads


def test_an_answer_has_at_most_four_lines_and_one_on_a_file_no_count_of_others():
    lost = seen("harmful").model_copy(
        update={"reasons": ("Age has moved.", "Plan has moved."), "details": {"realised": {"score": 0.6}}}
    )
    since = seen("harmless").model_copy(update={"id": "s", "batch": "april.csv"})
    lines = health_lines("churn", 1, [lost, since], "accuracy", "has it drifted?")
    assert len(lines) == 4 and lines[1].startswith("Age has moved. Plan has moved. Expected loss: 0.1")
    alone = health_lines("churn", 1, [lost], "accuracy", "has it drifted?", seen=[lost, since], counted=False)
    assert len(alone) == 2 and not any("Looked at so far" in line for line in alone)


def test_a_file_that_cannot_be_read_tells_nothing_of_the_model():
    unread = seen("harmful").model_copy(
        update={"id": "u", "batch": "april.csv", "details": {"unreadable": True}, "reasons": ("april.csv is empty.",)}
    )
    lines = health_lines("churn", 1, [seen("none"), unread], "accuracy")
    assert lines[0].startswith("Yes: ") and lines[1] == "april.csv tells nothing. april.csv is empty."
    assert lines[-1].startswith("Looked at so far: 2 batches, all as usual but 1 that cannot be read")
    (alone,) = health_lines("churn", 1, [unread], "accuracy")
    assert alone.startswith("I cannot say whether churn version 1 is fine: april.csv tells nothing.")


def test_rows_without_true_values_do_not_make_a_loss_undone():
    lost = seen("harmful").model_copy(update={"details": {"realised": {"score": 0.6}}})
    since = seen("harmless").model_copy(update={"id": "s", "batch": "april.csv"})
    lines = health_lines("churn", 1, [lost, since], "accuracy", "is it still fine?")
    assert lines[0] == "No: churn version 1 got worse, first seen in march.csv."
    assert any(line.startswith("april.csv came without true values") for line in lines)
    well = since.model_copy(update={"details": {"realised": {"score": 0.8}}})
    assert health_lines("churn", 1, [lost, well], "accuracy")[0].startswith("Yes, but its inputs")


def _made(verdict, batch, hour, **details):
    made_at = datetime(2026, 3, 1, hour, tzinfo=UTC)
    return seen(verdict).model_copy(update={"id": batch, "batch": batch, "made_at": made_at, "details": details})


def test_a_loss_is_not_first_seen_in_a_file_that_could_not_be_read():
    unread = _made("harmful", "empty.csv", 1, unreadable=True)
    lost = _made("harmful", "april.csv", 2, realised={"score": 0.6})
    assert "first seen in april.csv." in health_lines("churn", 1, [seen("none"), unread, lost], "accuracy")[0]
    rows = health_card("churn", [unread, lost], "accuracy").rows
    assert [row[:2] for row in rows] == [("april.csv", "got worse"), ("empty.csv", "cannot be read")]


def test_nothing_is_why_it_got_worse_where_only_a_file_could_not_be_read():
    lines, _ = why_lines("churn", [seen("none"), _made("harmful", "empty.csv", 1, unreadable=True)], None, "accuracy")
    assert lines[0].startswith("No batch so far shows that churn got worse")


def test_a_relation_that_changed_after_the_rows_did_is_told_beside_them():
    moved = _made("harmful", "older.csv", 1, drifted=[{"test": "numeric", "subject": "age", "z": 9.0}])
    turned = _made("harmful", "turned.csv", 2, drifted=[], realised={"score": 0.1, "batches": 1})
    lines, _ = why_lines("churn", [seen("none"), moved, turned], None, "accuracy")
    assert "above all in age" in lines[-1] and "In turned.csv" in lines[-1] and "relation has changed" in lines[-1]
    later = turned.model_copy(update={"details": {"drifted": [], "realised": {"score": 0.1, "batches": 2}}})
    lines, _ = why_lines("churn", [seen("none"), moved, later], None, "accuracy")
    assert "relation" not in lines[-1], "both batches together say nothing of the second alone"


def test_without_true_values_it_is_not_called_as_good_as_before():
    unlabelled = seen("none")
    labelled = unlabelled.model_copy(update={"details": {"realised": {"score": 0.9}}})
    assert health_lines("churn", 1, [unlabelled], "accuracy")[0] == (
        "Yes: the newest rows of churn version 1 look as usual."
    )
    assert "as good as when it was measured" in health_lines("churn", 1, [labelled], "accuracy")[0]
