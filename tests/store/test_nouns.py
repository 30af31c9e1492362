"""Every noun has one table, and a store made before a noun came gets its table when it is opened."""

from store.duck import DuckStore
from store.nouns import NOUNS
from store.records import Policy


def test_no_noun_and_no_table_is_listed_twice():
    assert len({n.table for n in NOUNS}) == len(NOUNS) == len({n.record for n in NOUNS})


def test_a_store_from_before_a_noun_opens_and_has_it(tmp_path):
    path = tmp_path / "store.duckdb"
    store = DuckStore.open(path)
    table = next(n.table for n in NOUNS if n.record is Policy)
    store._connection.execute(f"DROP TABLE facts.{table} CASCADE")
    store.close()
    again = DuckStore.open(path)
    assert again.find(Policy) == ()
    again.close()
