"""Two stores that take each other's knowledge come to know the same: nothing twice, nothing lost."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from store.exchange import export_knowledge, import_knowledge
from store.memory import MemoryStore
from store.nouns import NOUNS
from tests.store import facts

EVERYTHING = facts.one_of_each()
SIZE = len(EVERYTHING) + 6
OWN = [facts.run(facts.variant(n=i), f"own{i}") for i in range(3)] + [facts.end(f"own{i}") for i in range(3)]
ALL = [*EVERYTHING, *OWN]


def known(store):
    """Every fact, by noun, whatever their order."""
    return {n.table: {f.model_dump_json() for f in store.find(n.record)} for n in NOUNS}


def count(store):
    return sum(len(store.find(n.record)) for n in NOUNS)


def merge(source, target, folder, name):
    export_knowledge(source, folder / name)
    return import_knowledge(target, folder / name)


@settings(max_examples=30, deadline=None)
@given(mine=st.sets(st.integers(0, SIZE - 1)), theirs=st.sets(st.integers(0, SIZE - 1)))
def test_both_directions_twice_lose_and_double_nothing(mine, theirs):
    one, two = MemoryStore(), MemoryStore()
    one.append(*(ALL[i] for i in sorted(mine)))
    two.append(*(ALL[i] for i in sorted(theirs, reverse=True)))
    expected = {t: known(one)[t] | known(two)[t] for t in known(one)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second = merge(one, two, folder, "a"), merge(two, one, folder, "b")
        assert first.refused == second.refused == []
        assert known(one) == known(two) == expected
        assert count(one) == count(two) == len({ALL[i].model_dump_json() for i in mine | theirs})
        for again in (merge(one, two, folder, "c"), merge(two, one, folder, "d")):
            assert sum(again.new.values()) == 0
            assert again.refused == []
        assert known(one) == known(two) == expected
