import pytest

from store.duck import DuckStore
from store.errors import BadRequest, UnknownRecord
from store.forgetting import forget_person, rewrite
from store.records import Feedback, PersonForgotten, ProfileFact, Run, Turn
from tests.store import facts


def forget(store, person="ada"):
    return forget_person(
        store, person, asked_by="root", clock=lambda: facts.at(40), new_id=lambda prefix: f"{prefix}-9"
    )


@pytest.fixture
def home(tmp_path):
    store = DuckStore.open(tmp_path / "store.duckdb")
    store.append(*facts.one_of_each())
    store.publish()
    runs = store.query("SELECT * EXCLUDE (approved_by) FROM runs ORDER BY run_id").astype(str)
    done = forget(store)
    yield tmp_path, store, runs, done
    store.close()


def test_profile_and_words_are_gone_and_the_facts_of_runs_stay(home):
    _, store, runs, done = home
    assert store.find(ProfileFact) == () and {t.text for t in store.find(Turn)} == {""}
    assert {(f.words, f.person) for f in store.find(Feedback)} == {("", done.person)}
    again = store.query("SELECT * EXCLUDE (approved_by) FROM runs ORDER BY run_id").astype(str)
    assert again.to_numpy().tolist() == runs.to_numpy().tolist() and len(store.find(Run)) == 2


def test_an_entry_says_what_was_done_without_the_name(home):
    _, store, _, done = home
    entry = store.find(PersonForgotten)[-1]
    assert entry == done and done.person == "forgotten-2" and done.counts["profile_fact deleted"] == 1
    assert len(store.query("SELECT * FROM forgotten WHERE asked_by = 'root'")) == 1


def test_no_part_of_any_file_has_the_words(home):
    folder, store, _, _ = home
    store.publish()
    store.close()
    rewrite(folder)
    for name in ("store.duckdb", "analytics.duckdb"):
        assert (
            "Größe 🧭".encode() not in (folder / name).read_bytes() and b"too slow" not in (folder / name).read_bytes()
        )
    opened = DuckStore.open(folder / "store.duckdb")
    assert len(opened.find(Run)) == 2
    opened.close()


def test_nobody_and_the_forgotten_cannot_be_forgotten(home):
    _, store, _, done = home
    with pytest.raises(UnknownRecord, match="'zed'"):
        forget(store, "zed")
    with pytest.raises(BadRequest, match="already"):
        forget(store, done.person)
