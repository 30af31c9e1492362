"""What is asked of a challenger, and which true values count: late ones, repeated ones, those of rows never scored."""

from types import SimpleNamespace

import pandas as pd
import pytest

from assistant.caring.gate_words import said_gates, unread_gate
from assistant.caring.shadowing import _labelled, _recorded, judged
from assistant.serving.log import ROW_ID, VERSION
from assistant.understanding.context import Context
from assistant.understanding.understand import understand
from store.records import Gates, PromotionReport


def report(gain, low, high):
    return PromotionReport(
        model="churn", candidate=2, champion=1, metric="roc_auc", basis="rows", n=500, candidate_score=0.8 + gain,
        champion_score=0.8, gain=gain, low=low, high=high, chance_better=0.9, gates=Gates(), results=(), passed=True,
        sentences=("",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "gain", "low", "high", "says"),
    [
        ("is the challenger better?", 0.02, 0.01, 0.03, "It is clearly better"),
        ("is the challenger clearly better?", 0.02, -0.01, 0.05, "It is not clearly better"),
        ("is the challenger better?", 0.02, -0.01, 0.05, "It is better on these rows, but chance"),
        ("is it better?", -0.02, -0.03, -0.01, "It is clearly worse"),
        ("is the challenger at least as good?", 0.02, 0.0, 0.05, "It is not worse, beyond chance"),
        ("is it at least as good?", 0.0, -0.01, 0.01, "It is probably not worse"),
        ("is it as good as the champion?", -0.01, -0.03, 0.01, "It is probably worse"),
        ("is it not worse by more than 0.01?", 0.0, -0.008, 0.01, "It is not worse by more than 0.01, beyond chance"),
        ("is it worse by more than 1 point?", -0.03, -0.05, -0.02, "It is worse by more than 0.01, beyond chance"),
        ("not worse by more than 2 points?", -0.015, -0.03, 0.0, "It is probably not worse by more than 0.02"),
        ("is it better?", None, None, None, "cannot be told"),
    ],
)  # fmt: skip
def test_what_is_asked_of_a_challenger_is_answered(asked, gain, low, high, says):
    made = report(gain or 0.0, low, high)
    made = made if gain is not None else made.model_copy(update={"gain": None})
    said = judged(made, asked)
    assert says in said and (low is None or "between" in said)
    assert not any(c.isdigit() for c in judged(made, "is it better?", plain=True))


@pytest.mark.parametrize(
    "text",
    [
        "is the challenger better?", "is our challenger clearly better than the champion?",
        "how does the challenger do?",
        "is the challenger at least as good?", "is it certain that the challenger is better?",
        "is the challenger not worse by more than 0.01?",
    ],
)  # fmt: skip
def test_a_question_about_the_challenger_is_a_comparison(text):
    assert [c.name for c in understand(text, Context(models=("churn",))).commands] == ["compare"]
    assert understand(text, Context()).commands == ()


@pytest.mark.parametrize(
    ("text", "gates"),
    [
        ("promote the challenger if it is clearly better", {"certain": True}),
        ("promote it if it is better beyond any doubt", {"certain": True}),
        ("promote it if it is not worse by more than 0.01", {"tolerance": 0.01}),
        ("promote it unless it is more than 2 points worse", {"tolerance": 0.02}),
        ("promote it if it's no more than 1 point worse", {"tolerance": 0.01}),
        ("promote it if it is at least as good", {}),
    ],
)
def test_the_same_words_are_gates_of_a_promotion(text, gates):
    assert said_gates(text, Gates()).model_dump(exclude_defaults=True) == gates
    assert unread_gate(text) == ""


def test_late_and_corrected_values_count_once_and_those_of_rows_never_scored_not_at_all(tmp_path):
    folder = tmp_path / "scored" / "churn"
    for name in ("labels", "challenger"):
        (folder / name).mkdir(parents=True)
    words = {"prediction": ["yes", "no", "no"], "probability_yes": [0.9, 0.2, 0.4]}
    ids = ["a", "b", "c"]
    used = pd.DataFrame({"age": [1, 2, 3], ROW_ID: ids, VERSION: 1, **words})
    used.to_parquet(folder / "2026-01-01-1.parquet")
    pd.DataFrame({"age": [1, 2, 3], ROW_ID: ids, VERSION: 2, **words}).to_parquet(folder / "challenger" / "1.parquet")
    services, ours = SimpleNamespace(home=tmp_path), SimpleNamespace(task=SimpleNamespace(target="churn"))
    both = _recorded(folder, 1, 2)
    assert len(both) == 3 and _labelled(both, services, "churn", ours) is None
    for number, labels in enumerate(
        [{"a": "yes", "zzz": "yes"}, {"a": "no"}, {"b": "no", "b2": "no"}]  # too early, corrected, late
    ):
        made = pd.DataFrame({ROW_ID: list(labels), "churn": list(labels.values())})
        made.to_parquet(folder / "labels" / f"2026-01-0{number + 1}.parquet")
    truth, theirs, champions = _labelled(both, services, "churn", ours)
    assert truth.tolist() == ["no", "no"] and len(theirs) == len(champions) == 2
