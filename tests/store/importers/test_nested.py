"""Runs nested in MLflow: which is a part of which is kept, queried, and goes out again."""

from datetime import UTC, datetime

import pytest

from store.exporters import export_runs
from store.exporters.wide import parents_first, wide_runs
from store.importers import apply, importer_of
from store.memory import MemoryStore
from tests.store.importers import sources


def now():
    return datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    """A sweep with two trials, one of them with a part of its own, and a sweep that measured nothing itself."""
    root = sources.mlflow_nested(tmp_path)
    made = MemoryStore()
    apply(made, importer_of(root).read(root), "ada", now)
    yield made
    made.close()


def relation(store):
    """Names of a part and of what it is a part of, None where that is not here."""
    found = store.query(
        "SELECT c.name AS part, p.name AS whole, r.parent_name FROM run_parents r JOIN imported_runs c USING (run_id) "
        "LEFT JOIN imported_runs p ON p.run_id = r.parent_run_id ORDER BY part"
    )
    return [tuple(None if v != v else v for v in row) for row in found.itertuples(index=False, name=None)]


EXPECTED = [
    ("fold", "trial one", "trial one"), ("lone trial", None, "empty sweep"),
    ("trial one", "sweep", "sweep"), ("trial two", "sweep", "sweep"),
]  # fmt: skip


def test_what_is_a_part_of_what_can_be_queried_and_is_in_the_graph(store):
    assert relation(store) == EXPECTED
    edges = store.query("SELECT * FROM kg_edges WHERE relation = 'is part of'")
    assert len(edges) == 3 and edges["target"].str.startswith("run:").all()
    keys = store.query("SELECT DISTINCT parent_key FROM run_parents WHERE parent_run_id IS NULL")
    assert len(keys) == 1


@pytest.mark.parametrize("form", ["mlflow", "csv", "parquet"])
def test_it_goes_out_and_comes_in_elsewhere(store, form, tmp_path):
    export_runs(store, tmp_path / "out", form)
    other, third = MemoryStore(), MemoryStore()
    for source, goal, folder in ((store, other, "out"), (other, third, "again")):
        export_runs(source, tmp_path / folder, form)
        paths = [tmp_path / folder] if form == "mlflow" else sorted((tmp_path / folder).iterdir())
        for path in paths:
            apply(goal, importer_of(str(path)).read(str(path)), "bob", now)
        assert relation(goal) == EXPECTED
    if form == "mlflow":
        nested = {p.read_text() for p in (tmp_path / "out").rglob("mlflow.parentRunId")}
        assert nested and all((tmp_path / "out").glob(f"*/{one}/meta.yaml") for one in nested)
        assert len(list((tmp_path / "out").rglob("mlflow.parentRunId"))) == 3
    other.close()
    third.close()


def test_what_holds_others_comes_before_them(store):
    names = [r.name for r in parents_first(wide_runs(store))]
    assert names.index("sweep") < names.index("trial one") < names.index("fold") and len(names) == 5
