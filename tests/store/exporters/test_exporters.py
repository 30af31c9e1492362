import resource
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import yaml

from store.errors import BadRequest
from store.exchange import export_knowledge, import_knowledge
from store.exporters import EXPORTERS, export_runs, wide_runs
from store.importers import apply, importer_of
from store.importers.experience import imported_experience, imported_runs, imported_workflows
from store.memory import MemoryStore
from tests.store import facts
from tests.store.importers import sources


def now():
    return datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    """Own runs and those of another tool, with odd names and mixed values."""
    made = MemoryStore()
    made.append(*facts.one_of_each())
    path = tmp_path / "odd name.csv"
    path.write_text(
        "param.a/b,param.mix,metric.f1,duration,rating,status\n1,x,0.5,2,3,ok\n2.5,7,0.75,4,5,ok\n,y,,9,,failed\n"
    )
    for source in (str(path), sources.table(tmp_path)):
        apply(made, importer_of(source).read(source), "ada", now)
    yield made
    made.close()


def test_every_run_that_ended_is_written(store):
    runs = list(wide_runs(store))
    assert {r.workflow for r in runs} == {"tabular-1", "elsewhere", "odd name", "runs"}
    own = runs[0]
    assert (own.run_id, own.tool, own.status, own.metrics) == ("run1", "sextant", "ok", {"roc_auc": 0.81})
    assert own.choices == {"estimator": "hist_boosting"} and own.context["approved_by"] == "ada"


@pytest.mark.parametrize("form", EXPORTERS)
def test_what_is_written_can_be_imported_elsewhere_and_again(store, form, tmp_path):
    target = tmp_path / "out"
    done = export_runs(store, target, form)
    assert sum(done.runs.values()) == 1 + 2 + 3 + 5
    other = MemoryStore()
    paths = [target] if form == "mlflow" else sorted(target.iterdir())
    for path in [*paths, *paths]:
        apply(other, importer_of(str(path)).read(str(path)), "bob", now)
    for mine, theirs in (("odd name", "odd name" if form == "mlflow" else "odd_name"), ("runs", "runs")):
        before, after = imported_runs(store, mine), imported_runs(other, theirs)
        assert sorted(map(essence, before)) == sorted(map(essence, after))
    assert len(imported_experience(other, "tabular-1", "roc_auc").runs) == 1
    other.close()


def essence(run):
    """What must survive the way there and back."""
    choices = {k.replace("/", "_"): str(v) for k, v in run.variant.choices.items()} if run.variant else {}
    return repr((sorted(choices.items()), sorted(run.metrics.items()), run.cost_s, run.rating, run.status, run.dataset))


@pytest.mark.parametrize("form", EXPORTERS)
def test_what_comes_back_home_is_known(store, form, tmp_path):
    export_runs(store, tmp_path / "out", form)
    paths = [tmp_path / "out"] if form == "mlflow" else sorted((tmp_path / "out").iterdir())
    before = len(store.query("SELECT * FROM imported_runs"))
    for path in paths:
        assert sum(apply(store, importer_of(str(path)).read(str(path)), "bob", now).new.values()) == 0
    assert len(store.query("SELECT * FROM imported_runs")) == before


@pytest.mark.parametrize("form", EXPORTERS)
def test_what_went_by_way_of_files_is_not_doubled_by_a_merge(store, form, tmp_path):
    """Runs that came as files, also by way of a third store, and then with the store that they are from."""
    second, third = MemoryStore(), MemoryStore()
    for origin, goal, name in ((store, second, "a"), (second, third, "b")):
        export_runs(origin, tmp_path / name, form)
        for path in [tmp_path / name] if form == "mlflow" else sorted((tmp_path / name).iterdir()):
            apply(goal, importer_of(str(path)).read(str(path)), "bob", now)
    everything = "SELECT run_id, workflow, score FROM all_runs WHERE state NOT IN ('queued', 'running') ORDER BY 1"
    expected = store.query(everything)
    assert len(third.query(everything)) == len(expected) == 11
    for copy in (second, third):
        export_knowledge(store, tmp_path / f"all{copy is third}")
        import_knowledge(copy, tmp_path / f"all{copy is third}")
        merged = copy.query(everything)
        assert merged["run_id"].tolist() == expected["run_id"].tolist()
        assert merged["workflow"].tolist() == expected["workflow"].tolist()
        assert len(list(wide_runs(copy))) == 11
        assert sorted(imported_workflows(copy)) == sorted(imported_workflows(store))
        assert imported_runs(copy, "odd name") == imported_runs(store, "odd name")
    if form != "mlflow":
        with pytest.raises(BadRequest, match="under another name"):
            imported_runs(second, "odd_name")
    export_knowledge(third, tmp_path / "back")
    import_knowledge(store, tmp_path / "back")
    assert store.query(everything)["run_id"].tolist() == expected["run_id"].tolist()
    second.close()
    third.close()


def test_a_table_that_sextant_wrote_is_known_under_another_name_too(store, tmp_path):
    export_runs(store, tmp_path / "a", "csv")
    other, table = MemoryStore(), tmp_path / "a" / "runs.csv"
    apply(other, importer_of(str(table)).read(str(table)), "bob", now)
    again = apply(other, importer_of(str(table)).read(str(table), workflow="mine"), "bob", now)
    assert (again.new, again.known) == ({"mine": 0}, {"mine": 5})
    assert imported_workflows(other) == ("runs",)
    other.close()


def test_a_second_export_to_mlflow_adds_only_what_is_new(store, tmp_path):
    assert export_runs(store, tmp_path / "m", "mlflow").known == 0
    again = export_runs(store, tmp_path / "m", "mlflow")
    assert again.known == 11 and again.runs == {}


def test_runs_of_a_folder_are_not_written_beside_themselves(tmp_path):
    folder, store = sources.mlflow_folder(tmp_path), MemoryStore()
    apply(store, importer_of(folder).read(folder), "ada", now)
    done = export_runs(store, Path(folder), "mlflow")
    assert done.runs == {} and done.known == len(list(wide_runs(store))) > 0
    store.close()


def test_the_folder_is_laid_out_as_mlflow_wants_it(store, tmp_path):
    export_runs(store, tmp_path / "m", "mlflow")
    (own,) = [p for p in (tmp_path / "m").glob("*/*/tags/sextant.run_id") if p.read_text() == "run1"]
    run = own.parents[1]
    meta, experiment = (yaml.safe_load((p / "meta.yaml").read_text()) for p in (run, run.parent))
    assert experiment["experiment_id"] == run.parent.name and experiment["experiment_id"].isdigit()
    assert meta["run_id"] == run.name and len(run.name) == 32 and meta["status"] == 3
    assert meta["end_time"] - meta["start_time"] == 9500 and meta["lifecycle_stage"] == "active"
    assert (run / "metrics" / "roc_auc").read_text() == f"{meta['end_time']} 0.81 0\n"
    assert (run / "params" / "estimator").read_text() == "hist_boosting"
    (taken,) = (run / "inputs").glob("*/meta.yaml")
    data = run.parent / "datasets" / yaml.safe_load(taken.read_text())["source_id"] / "meta.yaml"
    assert yaml.safe_load(data.read_text())["name"] == "churners"
    inside = tmp_path / "m"
    assert all(p.resolve().is_relative_to(inside.resolve()) for p in inside.rglob("*"))


def test_tables_are_wide_and_typed(store, tmp_path):
    export_runs(store, tmp_path, "parquet")
    frame = pd.read_parquet(tmp_path / "runs.parquet")
    assert list(frame.columns[:3]) == ["run_id", "name", "status"]
    assert frame["param.max_depth"].tolist() == sorted(frame["param.max_depth"]) or len(frame) == 5
    assert set(frame.columns) >= {"param.learning_rate", "metric.accuracy", "cost_s"}


def test_a_folder_with_other_things_is_left_alone(store, tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "thesis.txt").write_text("mine")
    with pytest.raises(BadRequest, match="neither empty"):
        export_runs(store, tmp_path / "m", "mlflow")
    with pytest.raises(BadRequest, match="csv, parquet, mlflow"):
        export_runs(store, tmp_path / "m", "xlsx")
    with pytest.raises(BadRequest, match="cannot be written"):
        export_runs(store, tmp_path / "m" / "thesis.txt", "csv")


@pytest.mark.parametrize("form", ["mlflow", "parquet"])
def test_half_an_export_is_none(store, form, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(BadRequest, match="Name another folder"):
            export_runs(store, tmp_path / "out", form)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not (tmp_path / "out").exists()
