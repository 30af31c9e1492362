"""What is older than the settings keep goes, what is younger and every other fact stays, and entries say so."""

import os
from datetime import timedelta

import pytest

from store.duck import DuckStore
from store.home import Home
from store.nouns import NOUNS
from store.records import DriftReport, FilesRemoved, Message, RunEnd, Turn
from store.retention import tidy
from store.settings import Settings
from tests.store import facts

NOW = facts.at() + timedelta(days=10)


@pytest.fixture
def home(tmp_path):
    for run in ("run1", "run2"):
        (tmp_path / "runs" / run).mkdir(parents=True)
        (tmp_path / "runs" / run / "oof.parquet").write_bytes(b"12345")
        (tmp_path / "runs" / run / "log.txt").write_bytes(b"log")
    (tmp_path / "scored" / "churn").mkdir(parents=True)
    for name, days in (("old", 9), ("new", 1)):
        file = tmp_path / "scored" / "churn" / f"{name}.parquet"
        file.write_bytes(b"rows")
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(file, (moment, moment))
    return tmp_path


@pytest.fixture
def store(home):
    made = DuckStore.open(Home(home).store)
    made.append(*facts.one_of_each())
    yield made
    made.close()


def done(store, home, **settings):
    ids = iter(range(100))
    return tidy(store, home, Settings(**settings), clock=lambda: NOW, new_id=lambda prefix: f"{prefix}-{next(ids)}")


def everything(store, *but):
    return {n.table: store.find(n.record) for n in NOUNS if n.record not in (FilesRemoved, *but)}


def files(home):
    return {f.relative_to(home).as_posix() for part in ("runs", "scored") for f in (home / part).rglob("*.*")}


def test_nothing_goes_where_nothing_is_set(store, home):
    before, there = everything(store), files(home)
    assert done(store, home) == ()
    assert (everything(store), files(home)) == (before, there)


@pytest.mark.parametrize(
    ("setting", "gone"),
    [("keep_predictions_days", {"runs/run1/oof.parquet"}),
     ("keep_run_files_days", {"runs/run1/oof.parquet", "runs/run1/log.txt"}),
     ("keep_scored_days", {"scored/churn/old.parquet"})],
)  # fmt: skip
def test_old_files_go_and_every_fact_stays(store, home, setting, gone):
    before, there = everything(store), files(home)
    assert done(store, home, **{setting: 100.0}) == ()
    (entry,) = done(store, home, **{setting: 5.0})
    assert files(home) == there - gone
    assert (entry.setting, entry.days, entry.files, entry.facts) == (setting, 5.0, len(gone), 0)
    assert entry.size_bytes > 0 and entry.subjects in (("run1",), ("churn",))
    assert everything(store) == before
    assert entry in store.find(FilesRemoved)
    assert done(store, home, **{setting: 5.0}) == ()


def test_old_words_are_blanked_and_what_was_decided_stays(store, home):
    before, turns = everything(store, Turn, Message), store.find(Turn)
    copy = store.publish()
    assert done(store, home, keep_words_days=100.0) == ()
    (entry,) = done(store, home, keep_words_days=5.0)
    assert entry.facts == len([t for t in turns if t.text or t.cards]) + len(store.find(Message)) > 1
    assert {(m.text, m.attachments) for m in store.find(Message)} == {("", ())}
    assert everything(store, Turn, Message) == before
    assert all((t.text, t.cards, t.commands) == ("", (), ()) for t in store.find(Turn))
    assert [t.id for t in store.find(Turn)] == [t.id for t in turns]
    assert not copy.exists()
    assert store.query("SELECT max(length(text)) AS n FROM chat_turns")["n"][0] == 0
    assert done(store, home, keep_words_days=5.0) == ()
    row = store.query("SELECT setting, facts FROM files_removed WHERE setting = 'keep_words_days'").iloc[0]
    assert row.facts == entry.facts


def test_details_of_old_drift_reports_are_blanked_and_their_verdict_stays(store, home):
    reports = store.find(DriftReport)
    (entry,) = done(store, home, keep_drift_days=5.0)
    after = store.find(DriftReport)
    assert [(r.id, r.drifted, r.verdict, r.severity) for r in after] == [
        (r.id, r.drifted, r.verdict, r.severity) for r in reports
    ]
    assert all(not r.details and not r.reasons for r in after)
    assert entry.subjects == tuple(sorted(r.id for r in reports))


def test_an_id_that_leads_out_of_the_home_removes_nothing(store, home):
    outside = home / "precious"
    outside.mkdir()
    (outside / "oof.parquet").write_bytes(b"12345")
    store.append(facts.end("run2").model_copy(update={"run_id": "../precious"}))
    assert isinstance(store.find(RunEnd)[-1], RunEnd)
    done(store, home, keep_predictions_days=1.0, keep_run_files_days=1.0)
    assert (outside / "oof.parquet").exists()
