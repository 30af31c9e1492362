"""Who was forgotten here is not brought back by an older copy, nor by another store that knows them."""

from pathlib import Path

import pytest

from store.duck import DuckStore
from store.exchange import export_knowledge, import_knowledge
from store.forgetting import forget_person
from store.memory import MemoryStore
from store.records import Conversation, Feedback, PersonForgotten, ProfileFact, Turn
from tests.store import facts

SECRET = "Ada's own words"


@pytest.fixture
def older(tmp_path):
    """What a store knew before the person was forgotten in a copy of it, and what they said there since."""
    made = MemoryStore()
    made.append(*(f for f in facts.one_of_each() if not isinstance(f, PersonForgotten)))
    (known,) = made.find(Conversation)
    (said,) = made.find(Feedback)
    (turn,) = made.find(Turn)
    made.append(
        known.model_copy(update={"id": "c2", "title": SECRET}),
        turn.model_copy(update={"id": "t2", "conversation_id": "c2", "text": SECRET}),
        said.model_copy(update={"id": "f2", "words": SECRET}),
        said.model_copy(update={"id": "f3", "person": "bob", "words": "Bob's words"}),
        ProfileFact(id="pf2", person="ada", key="expertise", value="expert", source=SECRET, learned_at=facts.at(29)),
        ProfileFact(id="pf3", person="bob", key="role", value="analyst", source="SQL?", learned_at=facts.at(29)),
    )
    export_knowledge(made, tmp_path / "older")
    yield tmp_path / "older"
    made.close()


@pytest.fixture
def store(tmp_path):
    made = DuckStore.open(tmp_path / "store.duckdb")
    made.append(*(f for f in facts.one_of_each() if not isinstance(f, PersonForgotten)))
    forget_person(made, "ada", asked_by="root", clock=lambda: facts.at(40), new_id=lambda prefix: f"{prefix}-9")
    yield made
    made.close()


def test_an_older_store_brings_neither_name_nor_words_back(store, older):
    runs = store.frame("SELECT * FROM runs ORDER BY run_id").astype(str)
    done = import_knowledge(store, older)
    assert done.refused == []
    assert store.frame("SELECT person FROM profiles")["person"].tolist() == ["bob"]
    said = store.frame("SELECT feedback_id, person, words FROM feedback ORDER BY 1").values.tolist()
    assert said == [["f1", "forgotten-1", ""], ["f2", "forgotten-1", ""], ["f3", "bob", "Bob's words"]]
    assert store.get(Turn, "t2").text == "" and store.get(Conversation, "c2").title == ""
    assert store.frame("SELECT * FROM runs ORDER BY run_id").astype(str).equals(runs)
    assert sum(import_knowledge(store, older).new.values()) == 0
    store.publish()
    store.close()
    assert not any(SECRET.encode() in p.read_bytes() for p in Path(store.path).parent.glob("*.duckdb*"))


def test_where_nobody_was_forgotten_all_comes(older, tmp_path):
    with_all = MemoryStore()
    import_knowledge(with_all, older)
    assert {f.person for f in with_all.find(ProfileFact)} == {"ada", "bob"}
    with_all.close()
