"""A store of every earlier schema opens today, with nothing lost."""

import shutil

import duckdb
import pytest

from store import migrations
from store.duck import DuckStore
from store.errors import BadRequest
from store.exchange import export_knowledge, import_knowledge
from store.migrations import MIGRATIONS, migrate
from store.nouns import NOUNS
from store.records import Run
from tests.store import facts

STEPS = range(1, len(MIGRATIONS) + 1)
LATER = ("star", "saved_query", "saved_query_removal", "files_removed", "policy", "import_act", "model_check",
         "standing_gate")  # fmt: skip
"""Nouns that came after the first schema, as some stores have never seen them."""


def of_schema(path, steps, monkeypatch):
    """A store that only the first steps were applied to, filled with everything."""
    monkeypatch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:steps])
    store = DuckStore.open(path)
    store.append(*facts.one_of_each())
    expected = {n.record: store.find(n.record) for n in NOUNS}
    store.close()
    monkeypatch.undo()
    return expected


@pytest.mark.parametrize("steps", STEPS)
def test_a_store_of_each_schema_opens_with_nothing_lost(steps, tmp_path, monkeypatch):
    path = tmp_path / "store.duckdb"
    expected = of_schema(path, steps, monkeypatch)
    store = DuckStore.open(path)
    assert {n.record: store.find(n.record) for n in NOUNS} == expected
    assert store.query("SELECT count(*) AS n FROM runs").n[0] == len(expected[Run])
    store.append(facts.run(facts.variant(n=9), "later"))
    assert len(store.find(Run)) == len(expected[Run]) + 1
    store.close()


@pytest.mark.parametrize("noun", [n for n in NOUNS if n.table in LATER], ids=lambda n: n.table)
def test_a_store_from_before_a_noun_learns_it(noun, tmp_path, monkeypatch):
    path = tmp_path / "store.duckdb"
    expected = of_schema(path, len(MIGRATIONS), monkeypatch)
    with duckdb.connect(str(path)) as old:
        for (view,) in old.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            old.execute(f'DROP VIEW main."{view}"')
        old.execute("DROP TABLE facts.views_made")
        old.execute(f"DROP TABLE facts.{noun.table}")
    store = DuckStore.open(path)
    assert store.find(noun.record) == ()
    store.append(*expected[noun.record])
    assert {n.record: store.find(n.record) for n in NOUNS} == expected
    store.close()


def newer_fields():
    """Fields that an earlier record may have lacked: each has a default, and no content hash is made of it."""
    hashed = {"imported_space", "imported_run", "variant", "task", "dataset_version"}
    return [
        (n, f.name)
        for n in NOUNS
        for f in n.fields
        if n.table not in hashed and f.name not in n.key and not n.record.model_fields[f.name].is_required()
    ]


def test_a_store_from_before_the_newer_fields_reads_their_defaults(tmp_path, monkeypatch):
    path = tmp_path / "store.duckdb"
    expected = of_schema(path, len(MIGRATIONS), monkeypatch)
    gone = newer_fields()
    with duckdb.connect(str(path)) as old:
        for (view,) in old.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            old.execute(f'DROP VIEW main."{view}"')
        old.execute("DROP TABLE facts.views_made")
        for noun, column in gone:
            old.execute(f'ALTER TABLE facts.{noun.table} DROP COLUMN "{column}"')
    store = DuckStore.open(path)
    for noun in NOUNS:
        lost = {column: noun.record.model_fields[column] for n, column in gone if n is noun}
        defaults = {c: f.get_default(call_default_factory=True) for c, f in lost.items()}
        assert store.find(noun.record) == tuple(f.model_copy(update=defaults) for f in expected[noun.record])
    store.close()


def test_a_newer_schema_is_left_alone(tmp_path):
    path = tmp_path / "store.duckdb"
    DuckStore.open(path).close()
    with duckdb.connect(str(path)) as newer:
        newer.execute("INSERT INTO facts.schema_version VALUES (99, 'later', now())")
    with pytest.raises(BadRequest, match="newer Sextant"):
        DuckStore.open(path)


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "store.duckdb"
    expected = of_schema(path, len(MIGRATIONS), monkeypatch)

    def broken(connection):
        connection.execute("DELETE FROM facts.run")
        raise RuntimeError("power cut")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(RuntimeError, match="power cut"):
        DuckStore.open(path)
    monkeypatch.undo()
    store = DuckStore.open(path)
    assert store.find(Run) == expected[Run]
    store.close()


def test_an_export_of_an_old_store_comes_in(tmp_path, monkeypatch):
    path = tmp_path / "old.duckdb"
    expected = of_schema(path, 1, monkeypatch)
    shutil.copyfile(path, tmp_path / "copy.duckdb")
    old, new = DuckStore.open(tmp_path / "copy.duckdb"), DuckStore.open(tmp_path / "new.duckdb")
    export_knowledge(old, tmp_path / "out")
    import_knowledge(new, tmp_path / "out")
    assert {n.record: new.find(n.record) for n in NOUNS} == expected
    old.close()
    new.close()
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as connection:
        migrate(connection)
