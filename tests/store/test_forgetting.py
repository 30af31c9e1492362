import json
import threading

import pytest

from store.copying import copy_whole
from store.duck import DuckStore
from store.errors import BadRequest, UnknownRecord
from store.exchange import export_knowledge
from store.forgetting import forget_person, rewrite
from store.forgetting_files import Traces
from store.home import Home, made_home
from store.records import (
    AliasProposal,
    Feedback,
    FeedbackEffect,
    ImportAct,
    PersonForgotten,
    Policy,
    ProfileFact,
    Recommendation,
    Run,
    StandingGate,
    Turn,
)  # fmt: skip
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


WORDS = "the churn of our customers in Größe worries me"


@pytest.fixture
def files(tmp_path):
    """A home with a person's words in files of every kind that Sextant writes, and files without any."""
    home = made_home(tmp_path / "home")
    store = DuckStore.open(home / "store.duckdb")
    store.append(*facts.one_of_each(), facts.goal("g9", "c9").model_copy(update={"statement": WORDS}))
    run = home / "runs" / "run1"
    run.mkdir()
    (run / "spec.json").write_text(json.dumps({"run": {"id": "run1"}, "approved_by": "ada", "why": f"“{WORDS}”"}))
    (run / "result.json").write_text('{"folds": [{"auc": 0.5}], "estimator": "adaboost", "by": "ada-lovelace"}')
    (home / "logs").mkdir()
    (home / "logs" / "app.log").write_text(f"10:00 INFO began\n10:01 ERROR ada asked {WORDS}\n10:02 INFO adaboost\n")
    exports = home / "exports"
    exports.mkdir()
    export_knowledge(store, exports / "knowledge-1.zip")
    export_knowledge(store, exports / "folder")
    (exports / "conversation-1.md").write_text("**ada** (2026)\n\nhello\n")
    (exports / "conversation-2.md").write_text("**bob** (2026)\n\nadaboost is fine\n")
    (exports / "experiment-e1.pdf").write_bytes(b"%PDF-1.7 compressed")
    yield home, store
    store.close()


def test_words_are_gone_from_files_too_and_the_entry_counts_them(files):
    home, store = files
    done = forget_person(
        store, "ada", asked_by="root", clock=lambda: facts.at(40), new_id=lambda p: f"{p}-9", home=home
    )
    spec = json.loads((home / "runs" / "run1" / "spec.json").read_text())
    assert spec == {"run": {"id": "run1"}, "approved_by": done.person, "why": "“…”"}
    assert "adaboost" in (home / "runs" / "run1" / "result.json").read_text()
    assert (home / "logs" / "app.log").read_text() == "10:00 INFO began\n10:02 INFO adaboost\n"
    assert [p.name for p in (home / "exports").iterdir()] == ["conversation-2.md"]
    assert {k: done.counts[k] for k in ("exports removed", "logs cleaned", "files cleaned")} == {
        "exports removed": 4, "logs cleaned": 1, "files cleaned": 1}  # fmt: skip
    store.publish()
    store.close()
    rewrite(home)
    for path in (p for p in home.rglob("*") if p.is_file()):
        assert WORDS.encode() not in path.read_bytes(), path


LONG = "that one is far too slow for what my grandmother Hildegard needs"


def test_words_are_in_no_rule_reason_or_shortened_quote(tmp_path):
    store = DuckStore.open(tmp_path / "store.duckdb")
    move = facts.alias_proposal("ap9").model_copy(update={"why": LONG[:40]})
    policy = Policy(id="p9", model="churn", new_rows=5, words=LONG, person="ada", written_at=facts.at())
    cut = f"It is lower because you said: {LONG[:30]} …."
    quoting = facts.recommendation(facts.variant(), "r9").model_copy(update={"reasons": (cut, "It is quick.")})
    effect = FeedbackEffect(id="e9", feedback_id="f1", set_id="s1", sentences=(cut,), made_at=facts.at())
    by_ada = PersonForgotten(id="x9", person="forgotten-7", asked_by="ada", forgotten_at=facts.at())
    store.append(*facts.one_of_each(), move, policy, quoting, effect, by_ada)
    done = forget(store)
    assert {r.words for r in store.find(Policy)} == {r.words for r in store.find(StandingGate)} == {""}
    assert store.get(FeedbackEffect, "e9").sentences == ("It is lower because you said: ….",)
    assert store.get(Recommendation, "r9").reasons == ("It is lower because you said: ….", "It is quick.")
    assert store.get(AliasProposal, "ap9").why == "…"
    assert store.get(PersonForgotten, "x9").asked_by == done.person
    store.close()


def test_the_name_is_in_no_path_that_runs_were_imported_from(tmp_path):
    store = DuckStore.open(tmp_path / "store.duckdb")
    act = next(f for f in facts.one_of_each() if isinstance(f, ImportAct))
    mine, other = "/home/ada/ada-lovelace/runs.csv", "/home/adam/runs.csv"
    store.append(act.model_copy(update={"source": mine}), act.model_copy(update={"id": "ia2", "source": other}))
    done = forget(store)
    assert [a.source for a in store.find(ImportAct)] == [f"/home/{done.person}/ada-lovelace/runs.csv", other]
    assert done.counts["import_act source unnamed"] == 1
    store.close()


def test_what_everybody_says_and_what_was_run_is_not_taken_out_of_files():
    traces = Traces("ada", "forgotten-1", frozenset({"yes", "gradient boosting", LONG}))
    spec = {
        "positive_class": "yes",
        "label": "gradient boosting, 79 trees",
        "variant": {"label": LONG},
        "answer": "yes",
    }
    assert traces.without(spec) == spec
    said = Traces("ada", "forgotten-1", frozenset({"cheaper!", "far too slow, Quitte!"}))
    why = "is out because you said: cheaper, and because you said: far too slow, Quitte, since it is cheaper."
    assert said.unquoted(why) == "is out because you said: …, and because you said: …, since it is cheaper."


def test_a_store_that_could_not_be_written_anew_is_as_soon_as_it_can(home, no_room):
    folder, store, _, _ = home
    store.close()
    with no_room, pytest.raises(BadRequest, match=r"unused parts.*sextant tidy"):
        rewrite(folder)
    assert Home(folder).to_rewrite.exists() and not list(folder.glob("*.fresh*"))
    rewrite(folder)
    assert not Home(folder).to_rewrite.exists()
    assert b"too slow" not in (folder / "store.duckdb").read_bytes()


def test_a_copy_begun_before_never_takes_the_place_of_the_one_that_went(tmp_path, monkeypatch):
    store = DuckStore.open(tmp_path / "store.duckdb")
    store.append(*facts.one_of_each())
    forgetting = threading.Thread(target=forget, args=(store,))

    def slowly(cursor, target, **how):
        done = copy_whole(cursor, target, **how)
        forgetting.start()
        forgetting.join(0.2)  # it waits until this copy is there
        return done

    monkeypatch.setattr("store.duck.copy_whole", slowly)
    store.publish()
    forgetting.join()
    monkeypatch.undo()
    assert store.query("SELECT count(*) AS n FROM feedback WHERE words <> ''").n[0] == 0
    store.close()
