import json

import pytest

from experiments.cards import FORMATS, card_of, write_card
from store.errors import BadRequest, UnknownRecord
from store.memory import MemoryStore
from store.records import Run, RunEnd, Variant
from tests.store import facts


@pytest.fixture
def store():
    made = MemoryStore()
    made.append(*facts.one_of_each())
    yield made
    made.close()


def test_the_card_says_what_was_wanted_done_found_and_learned(store, tmp_path):
    card = card_of(store, tmp_path, "e1")
    assert card.title == "Predict churn on churners" and sum(card.outcomes.values()) == 2
    write_card(card, tmp_path / "card.md", "md")
    text = (tmp_path / "card.md").read_text()
    for heading in ("Goal", "Constraints", "Data", "Strategy", "Decisions", "Results", "Costs", "Feedback", "Lessons"):
        assert f"## {heading}" in text
    assert ": 0.810 ± 0.010, predicted 0.800" in text, "with the digits that scores have wherever they are shown"
    assert "sextant replay run1" in text and "Approved by ada" in text
    assert "too slow" not in text, "feedback that was withdrawn is not in force"


def test_runs_that_have_not_ended_shift_no_highlight(store, tmp_path):
    run, end = next(r for r in store.find(Run) if r.experiment_id == "e1"), store.latest(RunEnd, run_id="run1")
    for k in range(30):
        choices = {"estimator": "linear" if k >= 20 else "forest", "C": float(k % 3)}
        variant = Variant.of("tabular-1", choices["estimator"], choices, f"variant {k}")
        store.append(run.model_copy(update={"id": f"more{k}", "variant": variant, "position": 10 + k}))
        if k >= 7:  # those before wait yet
            score = 0.7 + 0.1 * (k >= 20) + k / 10_000
            store.append(end.model_copy(update={"run_id": f"more{k}", "score": score, "wall_s": 1.0 + 9 * (k >= 20)}))
    card = card_of(store, tmp_path, "e1")
    best = card.groups[0]
    named = {card.runs[place].variant.family for place in best.runs}
    assert "linear" in named and "forest" not in named and card.runs[best.medoid].variant.family == "linear"
    assert card.importance is not None and card.importance.alone[0][0] == "estimator"


def test_json_ld_names_data_people_and_result(store, tmp_path):
    write_card(card_of(store, tmp_path, "e1"), tmp_path / "card.jsonld", "jsonld")
    document = json.loads((tmp_path / "card.jsonld").read_text())
    assert document["@id"] == "sextant:experiment/e1" and document["prov:used"]["name"] == "churners"
    assert document["variableMeasured"]["name"] == "roc_auc" and "ada" in {a["name"] for a in document["author"]}


def test_a_pdf_is_one(store, tmp_path):
    write_card(card_of(store, tmp_path, "e1"), tmp_path / "card.pdf", "pdf")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF-")


def test_what_is_not_there_is_said(store, tmp_path):
    with pytest.raises(UnknownRecord):
        card_of(store, tmp_path, "e9")
    with pytest.raises(BadRequest, match=", ".join(FORMATS)):
        write_card(card_of(store, tmp_path, "e1"), tmp_path / "x", "docx")
