"""What every knowledge store does; each test runs on both."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import BadData, BadRequest, DuplicateFact, UnknownRecord
from store.memory import MemoryStore
from store.nouns import NOUNS, noun_of
from store.records import Column, Conversation, Decision, Measurement, ProfileFact, Run, RunEnd, RunStart, Turn, Variant
from tests.store import facts


def test_every_noun_comes_back_as_it_was(store):
    story = facts.one_of_each()
    assert {type(f) for f in story} == {n.record for n in NOUNS}, "the story has every noun"
    store.append(*story)
    for fact in story:
        noun = noun_of(type(fact))
        assert store.get(type(fact), noun.key_of(noun.row(fact))) == fact
        assert fact in store.find(type(fact))


def test_find_keeps_the_order_and_latest_is_the_last(store):
    for i in (3, 1, 2):
        store.append(ProfileFact(id=f"x{i}", person="ada", key="role", value=i, learned_at=facts.at(i)))
    assert [f.value for f in store.find(ProfileFact, person="ada")] == [3, 1, 2]
    assert store.latest(ProfileFact, key="role").value == 2
    assert store.latest(ProfileFact, key="other") is None
    assert store.find(ProfileFact, person="bob") == ()


def test_find_by_several_values_at_once(store):
    said = [
        ProfileFact(id=f"x{i}", person=person, key="role", value=i, learned_at=facts.at(i))
        for i, person in enumerate(("ada", "bob", "ada", "eve"))
    ]
    store.append(*said)
    assert list(store.find(ProfileFact, person=("ada", "eve", "nobody"))) == [said[0], said[2], said[3]]
    assert store.find(ProfileFact, person=()) == ()
    assert store.latest(ProfileFact, person=("bob", "ada")) == said[2]
    with pytest.raises(BadRequest):
        store.find(ProfileFact, person=("ada", 3))


def test_find_by_every_plain_type_and_by_nothing(store):
    store.append(*facts.one_of_each())
    run = store.get(Run, "run1")
    assert store.find(Run, seed=7, experiment_id="e1", resumes=None)[0] == run
    assert store.find(Run, expected_s=10)[0] == run
    assert store.find(Run, queued_at=run.queued_at.astimezone(timezone(timedelta(hours=5))))[0] == run
    assert store.find(Run, resumes="run0") == ()


@pytest.mark.parametrize("wish", [{"nothing": 1}, {"seed": "7"}, {"id": 1}, {"variant": {}}, {"queued_at": "today"}])
def test_a_wrong_condition_is_named(store, wish):
    with pytest.raises(BadRequest, match=next(iter(wish))):
        store.find(Run, **wish)


def test_the_same_fact_again_changes_nothing(store):
    story = facts.one_of_each()
    store.append(*story)
    before = store.position
    store.append(*story, story[0], story[0])
    assert store.position == before
    assert len(store.find(Run)) == 2


def test_another_fact_of_that_key_is_refused_and_nothing_recorded(store):
    store.append(facts.end())
    with pytest.raises(DuplicateFact, match="run1"):
        store.append(facts.start("run9"), facts.end(score=0.9))
    assert store.find(RunStart) == ()
    assert store.get(RunEnd, "run1").score == 0.81
    with pytest.raises(DuplicateFact):
        store.append(facts.end("run3"), facts.end("run3", score=0.1))
    assert store.find(RunEnd, run_id="run3") == ()


def test_a_measurement_is_known_by_run_fold_and_metric(store):
    store.append(*facts.measurements())
    assert store.get(Measurement, "run1/-1/roc_auc").value == 0.81
    with pytest.raises(DuplicateFact):
        store.append(Measurement(run_id="run1", fold=0, metric="roc_auc", value=0.5))
    store.append(Measurement(run_id="run1", fold=0, metric="f1", value=0.5))


def test_what_is_not_there_is_named(store):
    with pytest.raises(UnknownRecord, match="decision with the id 'x'"):
        store.get(Decision, "x")


def test_what_is_no_noun_is_refused(store):
    with pytest.raises(BadRequest, match="Column"):
        store.append(Column(name="a", kind="text", dtype="str", missing=0, distinct=0))


def test_what_cannot_be_kept_is_refused_whole(store):
    bad = ProfileFact(id="b", person="ada", key="k", value=float("nan"), learned_at=facts.at())
    with pytest.raises(BadData, match="profile fact"):
        store.append(ProfileFact(id="a", person="ada", key="k", learned_at=facts.at()), bad)
    with pytest.raises(BadData):
        store.append(facts.run(facts.variant()).model_copy(update={"seed": 2**63}))
    assert store.find(ProfileFact) == ()


def test_nothing_to_append_is_fine(store):
    store.append()
    assert store.position == 0


def test_what_is_read_is_a_copy(store):
    store.append(facts.variant("svm", "svm", C=1.0))
    key = facts.variant("svm", "svm", C=1.0).id
    store.get(Variant, key).choices["C"] = 99.0
    assert store.get(Variant, key).choices["C"] == 1.0


def test_what_was_given_may_change_afterwards(store):
    given_fact = facts.variant("svm", "svm", C=1.0)
    store.append(given_fact)
    given_fact.choices["C"] = 99.0
    assert store.get(Variant, given_fact.id).choices["C"] == 1.0


def test_many_threads_read_and_write(store):
    trouble = []

    def work(me):
        try:
            for i in range(8):
                store.append(facts.start(f"run-{me}-{i}"), *facts.measurements(f"run-{me}-{i}", folds=2))
                assert store.get(RunStart, f"run-{me}-{i}").pid == 4242
                store.find(Measurement, run_id=f"run-{me}-{i}")
        except Exception as error:
            trouble.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not trouble
    assert len(store.find(RunStart)) == 48
    assert len(store.find(Measurement)) == 48 * 3


def test_closed_twice_is_closed_once_and_says_so(store):
    store.close()
    store.close()
    with pytest.raises(BadRequest, match="closed"):
        store.append(facts.start())
    with pytest.raises(BadRequest, match="closed"):
        store.find(RunStart)
    with pytest.raises(BadRequest, match="closed"):
        store.query("SELECT 1")


plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
free = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(),
    value=free,
    choices=st.dictionaries(st.text(), plain, max_size=4),
    moment=st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(
        lambda m: m.replace(fold=0)
    ),
    number=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_content_comes_back_exactly(store, text, value, choices, moment, number):
    ids = facts.Ids()
    tag = f"{store.position}"
    story = (
        Turn(id=ids(tag), conversation_id="c", position=2, speaker="person", text=text, elapsed_s=number,
             cards=({"any": value},), question={"q": choices}, said_at=moment),
        ProfileFact(id=ids(tag), person="p" + text[:300], key="k", value=value, source=text, learned_at=moment),
        Conversation(id=ids(tag), person="ada", title=text, started_at=moment),
        Variant.of(f"w-{tag}", "f", choices, "label"),
    )  # fmt: skip
    store.append(*story)
    for fact in story:
        kept = store.get(type(fact), fact.id)
        assert kept == fact
        assert repr(kept) == repr(fact), "types and signs of zero as well"


@pytest.mark.parametrize("rows", [0, 3])
def test_sql_sees_the_views(store, rows):
    for i in range(rows):
        store.append(facts.run(facts.variant(n=i), f"run{i}", position=i))
    frame = store.query("SELECT run_id, state, choices FROM runs ORDER BY position")
    assert list(frame.columns) == ["run_id", "state", "choices"]
    assert list(frame.state) == ["queued"] * rows
    assert store.frame("SELECT run_id FROM runs WHERE position = ?", [1]).run_id.tolist() == ["run1"][: rows // 3]


def test_memory_and_sql_agree_after_more_facts():
    store = MemoryStore()
    store.append(facts.run(facts.variant()))
    assert store.query("SELECT state FROM runs").state.tolist() == ["queued"]
    store.append(facts.start())
    assert store.query("SELECT state FROM runs").state.tolist() == ["running"]
