"""Whether a model is still fine: yes or no by what was asked, for the good or for the bad."""

from datetime import UTC, datetime

import pytest

from assistant.caring.health import health_lines
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
