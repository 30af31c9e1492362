import json

import pytest

from experiments.cards import FORMATS, card_of, write_card
from store.errors import BadRequest, UnknownRecord
from store.memory import MemoryStore
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
