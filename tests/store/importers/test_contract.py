"""What every importer does; each test runs on a real source of every kind."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from store.errors import BadData, BadRequest
from store.importers import IMPORTERS, apply, importer_of
from store.importers.experience import imported_experience, imported_runs
from store.records import ImportAct, ImportedRun
from tests.store.importers import sources

MADE = {
    "table": sources.table,
    "parquet": sources.parquet,
    "extremexp-table": sources.extremexp_table,
    "extremexp-dal": sources.extremexp_dal,
    "optuna-sqlite": sources.optuna_sqlite,
    "optuna-journal": sources.optuna_journal,
    "mlflow-folder": sources.mlflow_folder,
    "mlflow-server": None,
    "wandb-table": sources.wandb_table,
    "wandb-folder": sources.wandb_folder,
}
SKIPPED = {"table": 1, "parquet": 1, "extremexp-dal": 4, "mlflow-folder": 2, "mlflow-server": 1, "optuna-sqlite": 1,
           "optuna-journal": 1, "wandb-table": 1}  # fmt: skip


def clock():
    ticks = count()
    return lambda: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=next(ticks))


@pytest.fixture(params=list(MADE), scope="module")
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def source(kind, tmp_path_factory):
    """Made once a kind: importers change nothing in it."""
    if kind != "mlflow-server":
        yield MADE[kind](tmp_path_factory.mktemp(kind))
        return
    with sources.mlflow_server() as (_, url):
        yield url


def test_every_importer_is_held_to_the_contract():
    assert {i.kind for i in IMPORTERS} == set(MADE) - {"parquet"}


def test_the_source_is_recognised_by_its_importer(kind, source):
    assert importer_of(source).kind == ("table" if kind == "parquet" else kind)
    assert importer_of(source, importer_of(source).kind) is importer_of(source)


def test_the_dry_run_finds_the_five_runs_and_says_what_it_leaves_out(kind, source):
    plan = importer_of(source).read(source)
    (space,) = plan.spaces
    assert len(space.runs) == sources.RUNS
    assert sum(plan.all_skipped().values()) == SKIPPED.get(kind, 0), plan.all_skipped()
    report = json.loads(json.dumps(plan.report()))
    assert report["runs"] == sources.RUNS and report["doubtful"] == []
    assert {c["column"]: c["as"] for c in report["workflows"][0]["columns"]}
    accuracy = next(n for n in space.space.metrics if "accuracy" in n or n == "value")
    assert space.space.metrics[accuracy] == "max"
    best = max((r for r in space.runs if r.status == "ok"), key=lambda r: r.metrics[accuracy])
    assert best.metrics[accuracy] == pytest.approx(0.7 if kind.startswith("optuna") else 0.9)


def test_configurations_costs_and_outcomes_are_taken_over(kind, source):
    (space,) = importer_of(source).read(source).spaces
    runs = space.runs
    assert all(r.variant is not None for r in runs)
    assert len({r.variant.id for r in runs}) == sources.RUNS
    assert all(isinstance(v, bool | int | float | str | None) for r in runs for v in r.variant.choices.values())
    if kind == "extremexp-dal":
        assert [(r.variant.choices["depth"], r.variant.choices["rate"]) for r in runs] == [
            (0, 0.5), (0, "auto"), (1, 0.5), (1, "auto"), (2, 0.5)]  # fmt: skip
        assert [r.rating for r in runs] == [0, 1, 2, 3, 4] and runs[0].dataset == "sets/a.parquet"
        return
    depth = next(n for n in space.space.parameters if "depth" in n)
    assert [r.variant.choices[depth] for r in runs] == [0, 1, 2, 3, 4]
    assert [r.status for r in runs].count("ok") == (3 if kind.startswith("optuna") else 4)
    assert runs[3].status == "failed"
    if not kind.startswith("optuna"):
        assert [r.cost_s for r in runs] == [0, 1, 2, 3, 4]


def test_applying_records_all_and_again_changes_nothing(store, source):
    importer, now = importer_of(source), clock()
    first = apply(store, importer.read(source), "ada", now)
    assert sum(first.new.values()) == sources.RUNS and sum(first.known.values()) == 0
    before = store.position
    again = apply(store, importer.read(source), "bob", now)
    assert sum(again.new.values()) == 0 and sum(again.known.values()) == sources.RUNS
    assert store.position == before
    (act,) = store.find(ImportAct)
    assert act.person == "ada" and act.new == sources.RUNS
    assert len(store.find(ImportedRun)) == sources.RUNS


def test_a_moved_source_is_the_same(store, kind, source, tmp_path_factory):
    if kind == "mlflow-server":
        pytest.skip("a server is not moved")
    path, moved = Path(source), tmp_path_factory.mktemp("moved")
    if path.is_dir():
        shutil.copytree(path, moved / path.name, symlinks=True)
        target = moved / path.name
        workflow = importer_of(source).read(source).spaces[0].space.workflow
    else:
        target, workflow = Path(shutil.copy(path, moved)), None
    apply(store, importer_of(source).read(source), "ada", clock())
    done = apply(store, importer_of(str(target)).read(str(target), workflow=workflow), "ada", clock())
    assert sum(done.new.values()) == 0


def test_it_becomes_experience_of_its_own_workflow(store, source):
    plan = importer_of(source).read(source)
    apply(store, plan, "ada", clock())
    space = plan.spaces[0].space
    metric = next(n for n in space.metrics if "accuracy" in n or n == "value")
    known = imported_experience(store, space.workflow, metric)
    assert set(known.runs.columns) >= {"dataset_id", "variant_id", "score", "cost_s", "status"}
    assert set(known.runs.variant_id) <= set(known.variants.index)
    assert set(known.runs.dataset_id) <= set(known.datasets.index)
    assert len(known.runs) + len(known.set_aside) == sources.RUNS
    frame = store.query("SELECT workflow, state, count(*) AS n FROM imported_runs GROUP BY ALL")
    assert frame.n.sum() == sources.RUNS


def test_a_person_corrects_the_assignment_and_both_readings_are_kept(store, source):
    importer, now = importer_of(source), clock()
    plan = importer.read(source)
    apply(store, plan, "ada", now)
    column = next(t.column for t in plan.spaces[0].taken if t.role == "parameter")
    corrected = importer.read(source, take={column: "ignore"})
    assert column not in corrected.spaces[0].space.columns
    done = apply(store, corrected, "ada", now)
    assert sum(done.changed.values()) == sources.RUNS
    workflow = plan.spaces[0].space.workflow
    assert len(imported_runs(store, workflow)) == sources.RUNS
    assert all(len(r.variant.choices) < len(p.variant.choices) for r, p in zip(
        imported_runs(store, workflow), plan.spaces[0].runs, strict=True) if r.variant)  # fmt: skip
    apply(store, plan, "ada", now)  # and back again
    assert {r.variant.id for r in imported_runs(store, workflow)} == {r.variant.id for r in plan.spaces[0].runs}
    assert len(store.query("SELECT * FROM imported_runs")) == sources.RUNS


def test_another_name_is_another_workflow(store, source):
    importer = importer_of(source)
    names = {s.space.workflow for s in importer.read(source).spaces}
    if importer.kind != "extremexp-dal":
        plan = importer.read(source, workflow="mine")
        assert [s.space.workflow for s in plan.spaces] == ["mine"]
    else:
        with pytest.raises(BadRequest, match="grid"):
            importer.read(source, workflow="mine")
    assert names


@pytest.mark.parametrize("wish", [{"nowhere": "parameter"}, {"": "metric"}])
def test_a_column_that_is_not_there_is_named(source, wish):
    with pytest.raises(BadRequest, match="no column"):
        importer_of(source).read(source, take=wish)


def test_a_role_that_does_not_exist_is_named(source):
    importer = importer_of(source)
    column = importer.read(source).spaces[0].taken[0].column
    with pytest.raises(BadRequest, match="metric max"):
        importer.read(source, take={column: "wonder"})


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda i: i.kind)
def test_what_is_not_there_is_said(importer, tmp_path):
    missing = "http://127.0.0.1:9" if importer.kind == "mlflow-server" else str(tmp_path / "gone.csv")
    with pytest.raises(BadData):
        importer.gather(missing)
    assert importer.kind == "mlflow-server" or not importer.recognises(missing)


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda i: i.kind)
@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"{}", b"SQLite format 3\x00rest", b"a,b\n"])
def test_rubbish_is_refused_in_a_sentence(importer, content, tmp_path):
    if importer.kind == "mlflow-server":
        pytest.skip("a server is no file")
    for name in ("x.csv", "x.parquet", "dal_experiments.json"):
        (tmp_path / name).write_bytes(content)
        assert importer.recognises(str(tmp_path / name)) in (True, False)
        with pytest.raises(BadData):
            importer.read(str(tmp_path / name))
    with pytest.raises(BadData):
        importer.read(str(tmp_path))
