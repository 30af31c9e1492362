"""Two homes, such as two laptops of a team, are merged both ways: nothing twice, nothing lost, whatever was in both."""

import pytest

from store.care import backup, check
from store.duck import DuckStore
from store.errors import BadData, BadRequest
from store.home import Home
from store.merging import is_knowledge, merge
from store.nouns import NOUNS
from store.records import Alias, Conversation, DatasetVersion, Feedback, ModelVersion, ProfileFact, Run, Turn
from tests.store import facts


def laptop(folder, person):
    """A home in which somebody ran, kept and said something; both know the same table and call a model the same."""
    folder.mkdir()
    store = DuckStore.open(Home(folder).store)
    own = facts.one_of_each()
    shared = [f for f in own if isinstance(f, DatasetVersion)]
    store.append(*(f.model_copy(update={"recorded_by": person}) for f in shared))
    for version in shared:
        (folder / version.snapshot).parent.mkdir(parents=True, exist_ok=True)
        (folder / version.snapshot).write_text("rows")
    run = facts.run(facts.variant(), f"run-{person}")
    said = next(f for f in own if isinstance(f, Feedback)).model_copy(update={"id": f"f-{person}", "person": person})
    model = next(f for f in own if isinstance(f, ModelVersion)).model_copy(
        update={"id": f"model-{person}", "name": "churn", "version": 1, "path": "models/churn/1", "saved_by": person}
    )
    moved = Alias(id=f"a-{person}", model="churn", alias="champion", version=1, person=person, moved_at=facts.at())
    learned = ProfileFact(id=f"p-{person}", person=person, key="role", value="analyst", learned_at=facts.at())
    store.append(run, facts.end(run.id), said, model, moved, learned)
    for path, text in (("models/churn/1/model.skops", person), (f"runs/{run.id}/oof.parquet", person)):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(text)
    return store


@pytest.fixture
def laptops(tmp_path):
    homes = tmp_path / "ada", tmp_path / "bob"
    stores = [laptop(home, home.name) for home in homes]
    for store in stores:
        store.close()
    return homes


def opened_merge(home, source):
    store = DuckStore.open(Home(home).store)
    try:
        return merge(store, source, home)
    finally:
        store.close()


def known(home):
    """Ids of every fact, by noun."""
    store = DuckStore.open(Home(home).store)
    try:
        return {n.table: sorted(n.key_of(n.row(f)) for f in store.find(n.record)) for n in NOUNS}
    finally:
        store.close()


def test_both_ways_and_again(laptops):
    ada, bob = laptops
    before = known(ada), known(bob)
    there, back = opened_merge(bob, ada), opened_merge(ada, bob)
    assert there.refused == back.refused == []
    union = {t: sorted({*before[0][t], *before[1][t]}) for t in before[0]}
    assert known(ada) == known(bob) == union
    for again in (opened_merge(bob, ada), opened_merge(ada, bob), opened_merge(ada, bob / "store.duckdb")):
        assert (sum(again.new.values()), again.refused, again.tables, again.models) == (0, [], 0, 0)
    assert known(ada) == known(bob) == union


def test_people_feedback_models_and_files_come_along(laptops):
    ada, bob = laptops
    done = opened_merge(bob, ada)
    assert done.models == 1
    store = DuckStore.open(Home(bob).store)
    try:
        assert {f.person for f in store.find(Feedback)} == {p.person for p in store.find(ProfileFact)} == {"ada", "bob"}
        assert {r.id for r in store.find(Run)} == {"run-ada", "run-bob"}
        mine, theirs = sorted(store.find(ModelVersion), key=lambda m: m.id != "model-bob")
        assert (mine.name, mine.version) == ("churn", 1)
        assert (theirs.name, theirs.version, theirs.path) == ("churn--ada", 1, "models/churn--ada/1")
        assert {a.person: a.model for a in store.find(Alias)} == {"bob": "churn", "ada": "churn--ada"}
        for model, text in ((mine, "bob"), (theirs, "ada")):
            assert (bob / model.path / "model.skops").read_text() == text
        assert (bob / "runs" / "run-ada" / "oof.parquet").read_text() == "ada"
        assert not [p for p in check(store, bob).problems if "model" in p.lower() and " run" not in p]
    finally:
        store.close()


def test_plans_for_models_of_one_name_stay_apart(laptops):
    ada, bob = laptops
    for home in laptops:
        store = DuckStore.open(Home(home).store)
        talk = Conversation(id="care-of-churn", person=home.name, title="Care of churn", started_at=facts.at())
        said = Turn(id=f"t-{home.name}", conversation_id=talk.id, position=0, speaker="sextant", text="A plan.",
                    said_at=facts.at())  # fmt: skip
        store.append(talk, said)
        store.close()
    for _ in range(2):
        assert opened_merge(bob, ada).refused == opened_merge(ada, bob).refused == []
    for home, own, other in ((ada, "ada", "bob"), (bob, "bob", "ada")):
        store = DuckStore.open(Home(home).store)
        talks = {t.id: (t.person, t.title) for t in store.find(Conversation)}
        spoken = {t.id: t.conversation_id for t in store.find(Turn)}
        store.close()
        theirs = f"churn--{other}"
        assert talks == {"care-of-churn": (own, "Care of churn"), f"care-of-{theirs}": (other, f"Care of {theirs}")}
        assert spoken == {f"t-{own}": "care-of-churn", f"t-{other}": f"care-of-{theirs}"}


def test_a_version_that_comes_later_stays_with_its_model(laptops):
    ada, bob = laptops
    opened_merge(bob, ada)
    store = DuckStore.open(Home(ada).store)
    second = store.find(ModelVersion)[0].model_copy(update={"id": "model-ada2", "version": 2, "path": "models/churn/2"})
    store.append(second)
    store.close()
    opened_merge(bob, ada)
    assert opened_merge(bob, ada).new == {n: 0 for n in opened_merge(bob, ada).new}
    store = DuckStore.open(Home(bob).store)
    names = {m.id: m.name for m in store.find(ModelVersion)}
    store.close()
    assert names == {"model-ada": "churn--ada", "model-ada2": "churn--ada", "model-bob": "churn"}


def test_a_backup_and_a_lone_file_are_taken_and_this_store_is_not(laptops, tmp_path):
    ada, bob = laptops
    store = DuckStore.open(Home(ada).store)
    archive = backup(store, ada, tmp_path / "ada.tar.gz")
    lone = tmp_path / "other.duckdb"
    lone.write_bytes(store.publish().read_bytes())
    store.close()
    assert is_knowledge(archive) and is_knowledge(lone) and is_knowledge(ada) and not is_knowledge(tmp_path)
    first = opened_merge(bob, archive)
    assert sum(first.new.values()) > 0 and first.models == 1
    assert sum(opened_merge(bob, lone).new.values()) == 0
    with pytest.raises(BadRequest, match="this very store"):
        opened_merge(bob, bob / "store.duckdb")
    for nothing in ("none.duckdb", "none.tar.gz"):
        with pytest.raises((BadRequest, BadData)):
            opened_merge(bob, tmp_path / nothing)


def test_a_file_that_knows_nothing_of_sextant_is_refused(laptops, tmp_path):
    DuckStore.open(tmp_path / "empty.duckdb").close()
    with pytest.raises(BadRequest, match="no knowledge of Sextant"):
        opened_merge(laptops[0], tmp_path / "empty.duckdb")
