"""What a monitor saw, told to somebody who does not build models."""

import re
from datetime import UTC, datetime

import numpy as np
import pytest

from assistant.caring.health import health_lines, why_lines
from assistant.caring.moves import move_lines
from assistant.caring.plainly import plain_fairness, plain_gate, plain_gate_name, plain_reasons
from lifecycle.fairness import fairness
from lifecycle.measuring import Measuring, Predicted
from store.records import AliasProposal, DriftReport, GateResult, PromotionReport, StandingGate
from tests.store.facts import NOON

MOVED = [
    {"test": "numeric", "subject": "age", "effect": 0.2, "usual": 0.01, "z": 9.0},
    {"test": "categorical", "subject": "plan", "effect": 0.2, "usual": 0.01, "z": 5.0},
    {"test": "domain", "subject": "*", "effect": 0.7, "usual": 0.5, "z": 7.0},
]
MEASURED = {"score": 0.81, "loss": 0.11, "low": 0.08, "high": 0.14, "z": 8.0, "rank": 0.6, "batches": 1}
TECHNICAL = re.compile(r"AUC|\u03c3|interval|reference|batch|drift|distance|percentile|%|rank", re.IGNORECASE)


def seen(verdict, drifted=(), realised=None, estimated=None, day=1, **more):
    details = {"drifted": list(drifted), "unknown_rows": 0.0, **more}
    details |= {"realised": realised} if realised else {}
    details |= {"estimated": estimated} if estimated else {}
    return DriftReport(
        id=f"r{day}", monitor_id="m", batch="march.csv", drifted=verdict != "none", severity=0.1, details=details,
        verdict=verdict, reasons=("Jensen-Shannon distance of `age` is 0.3 (usual 0.01).",), rows=500,
        made_at=datetime(2026, 3, day, tzinfo=UTC),
    )  # fmt: skip


def told(report):
    return plain_reasons(report, "roc_auc", "yes", "churn")


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (seen("harmful", realised=MEASURED), "what they lead to has changed"),
        (seen("harmful", MOVED, MEASURED), "the values of age are others"),
        (seen("harmful", MOVED, estimated={"score": 0.7}), "before the outcomes are known"),
        (seen("harmless", MOVED, MEASURED), "does not make its answers worse"),
        (seen("harmless", realised=MEASURED), "wrong in other cases"),
        (seen("harmless", MOVED[2:], MEASURED), "the rows as a whole"),
        (seen("none", realised=MEASURED), "as often right"),
        (seen("none", estimated={"score": 0.8}), "only when these are known"),
    ],
)
def test_every_verdict_is_told_in_everyday_words(report, says):
    words = " ".join(told(report))
    assert says.casefold() in words.casefold() and not TECHNICAL.search(words), words
    lines = health_lines("churn", 2, [report], "roc_auc", plain=told)
    assert not TECHNICAL.search(" ".join(lines[:-1])), lines


def test_a_figure_is_told_about_cases():
    assert "tells them apart in about 81 of 100 pairs" in " ".join(told(seen("none", realised=MEASURED)))


def test_groups_are_told_about_cases_too():
    rng = np.random.default_rng(0)
    group, truth = rng.choice(["f", "m"], 600), rng.integers(0, 2, 600)
    wrong = rng.random(600) < np.where(group == "f", 0.3, 0.05)
    said = Predicted(np.where(wrong, 1 - truth, truth))
    found = fairness("sex", group, truth, said, Measuring("binary", "accuracy", ("no", "yes")), resamples=50)
    first, second = plain_fairness(found, "accuracy", "yes", "churn")
    assert "for f, right in about" in first and "hardly" in first
    assert "it says “yes” of" in second and "of 100 (f)" in second


def test_what_could_not_be_read_or_predicted_keeps_its_words():
    unread = seen("harmful", unreadable=True)
    assert told(unread) == unread.reasons


def test_an_answer_about_one_file_counts_all_that_were_looked_at():
    first, second = seen("none", day=1), seen("harmful", realised=MEASURED, day=2)
    lines = health_lines("churn", 1, [second], "roc_auc", seen=[first, second])
    assert lines[-1].startswith("Looked at so far: 2 batches, 1 harmful")


def test_the_last_time_it_got_worse_is_not_the_first():
    days = [seen(v, realised=dict(MEASURED, score=s), day=d)
            for d, v, s in ((1, "harmful", 0.5), (2, "none", 0.9), (3, "harmful", 0.7), (4, "none", 0.9))]  # fmt: skip
    lines, card = why_lines("churn", days, None, "roc_auc")
    assert lines[0].startswith("ROC AUC was 0.700 on average when it last got worse, against 0.700 before.")
    assert card is not None and card.title == "Why did churn get worse?"
    moved = {"test": "numeric", "subject": "age", "z": 4.0, "effect": 0.2, "usual": 0.1}
    days[2].details["drifted"] = [moved]
    plainly, card = why_lines("churn", days, None, "roc_auc", told)
    assert plainly[0].startswith("When it last got worse: shown") and card is not None and card.bars is not None
    shown = f"{plainly[0]} {card.columns[2:]} {card.rows} {card.bars.title} {card.bars.unit}"
    assert not TECHNICAL.search(shown) and "70 of 100" in card.rows[-1]


@pytest.mark.parametrize(
    ("gate", "metric", "says"),
    [
        ({"gate": "at_least_as_good", "most": 0.0}, "accuracy", "at least as good as the one in use."),
        ({"gate": "at_least_as_good", "most": 0.02}, "accuracy", "or worse by 2 of 100 at most."),
        ({"gate": "at_least_as_good", "most": 0.02}, "rmse", "or worse by 0.02 at most."),
        ({"gate": "equalized_odds", "most": 0.1, "columns": ("sex",)}, None, "(sex), or 10 of 100 apart at most."),
        ({"gate": "group_loss", "most": 0.0, "values": ("F",), "columns": ("sex",)}, "mae", "answers than now (F)."),
        ({"gate": "max_size_bytes", "most": 3 * 2**20}, "accuracy", ": at most 3 MB."),
    ],
)  # fmt: skip
def test_a_gate_is_a_condition_in_everyday_words_with_shares_of_a_hundred(gate, metric, says):
    made = StandingGate(id="g", person="ana", set_at=NOON, **gate)
    assert plain_gate(made, metric).endswith(says)


def test_no_gate_is_called_by_a_term():
    terms = ("gate", "parity", "odds", "latency", "metric", "bytes")
    for kind in StandingGate.model_fields["gate"].annotation.__args__:
        made = StandingGate(id="g", gate=kind, most=0.5, person="ana", set_at=NOON)
        said = f"{plain_gate_name(kind)} {plain_gate(made)}".casefold()
        assert not any(term in said for term in terms), said


def test_a_move_that_a_gate_stops_is_told_without_terms():
    gate = GateResult(
        gate="demographic_parity", passed=False, sentence="Demographic parity by sex is 0.9; at most 0.1."
    )
    unknown = GateResult(gate="size", passed=False, sentence="Its size is not known; at most 20 bytes allowed.")
    report = PromotionReport(
        model="churn", candidate=2, champion=None, metric="roc_auc", basis="none", n=0, candidate_score=0.9,
        champion_score=None, gain=None, results=(gate, unknown), passed=False,
        sentences=("There is no champion to compare with; its ROC AUC is 0.9.", gate.sentence, unknown.sentence),
    )  # fmt: skip
    move = AliasProposal(
        id="move", kind="promote", model="churn", alias="champion", from_version=None, to_version=2, report=report,
        plan_hash="0" * 32, why="", made_at=NOON,
    )  # fmt: skip
    assert move_lines(move, plain=True) == [
        "Version 2 of churn would be put into use.",
        "Nothing is in use yet that it could be compared with.",
        "It says yes more often for some groups of cases than for others.",
        "Its size is not known; at most 20 bytes allowed.",
    ]
    assert move_lines(move)[1:] == list(report.sentences)
