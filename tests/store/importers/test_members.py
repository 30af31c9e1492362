"""What single importers do beyond the contract."""

import json
import logging
import warnings
from datetime import UTC, datetime
from pathlib import Path

import optuna
import pandas as pd
import pytest

from store.errors import BadData, BadRequest
from store.importers import apply, importer_of
from store.importers.bringing import bring_in, plan_of, sentence_of
from store.importers.extremexp_text import described
from store.importers.optuna_runs import decoded
from store.merging import is_knowledge
from store.records import ImportedRun
from tests.store.importers import sources


def now():
    return datetime(2026, 3, 1, tzinfo=UTC)


def test_a_folder_and_a_server_of_mlflow_hold_the_same_runs(store, tmp_path):
    folder = sources.mlflow_folder(tmp_path)
    apply(store, importer_of(folder).read(folder), "ada", now)
    with sources.mlflow_server() as (_, url):
        done = apply(store, importer_of(url).read(url), "ada", now)
    assert (done.new, done.known) == ({"churn": 0}, {"churn": 5})


def test_the_server_is_asked_page_by_page_and_never_shown_its_password():
    with sources.mlflow_server("Basic YWRhOnMzY3JldA==") as (server, url):
        address = url.replace("://", "://ada:s3cret@")
        plan = importer_of(address).read(address)
        assert "s3cret" not in json.dumps(plan.report()) and plan.source == url
        assert [b.get("page_token") for p, b, _ in server.asked if p.endswith("runs/search")] == [None, "2", "4"]
        with pytest.raises(BadData, match=r"401.*password") as refused:
            importer_of(url).read(url)
        assert "s3cret" not in str(refused.value)
        with pytest.raises(BadData, match="answered 40"):
            importer_of(url).read(url + "/elsewhere")


def test_a_run_of_mlflow_has_its_dataset_seed_and_last_metric_value(tmp_path):
    folder = sources.mlflow_folder(tmp_path)
    run = tmp_path / "mlruns" / "77" / f"{0:032x}"
    (run / "params" / "random_state").write_text("42")
    (run / "params" / "none").write_text("None")
    first = importer_of(folder).read(folder).spaces[0].runs[0]
    assert (first.dataset, first.seed, first.metrics["deep/f1"], first.metrics["accuracy"]) == ("bank", 42, 0.25, 0.5)
    assert first.variant.choices["none"] is None and "random_state" not in first.variant.choices
    assert first.context == {"team": "red"} and first.started_at.year == 2025
    (run / "metrics" / "accuracy").write_text("17500 0.3 1\n1750000 0.4 2\n17500")  # cut off by a crash
    assert importer_of(folder).read(folder).spaces[0].runs[0].metrics["accuracy"] == 0.4
    (run / "meta.yaml").write_text("{[")
    assert importer_of(folder).read(folder).all_skipped()["its files cannot be read"] == 1


def test_one_damaged_experiment_keeps_no_other_back_and_one_name_is_one_workflow(tmp_path):
    folder = sources.mlflow_folder(tmp_path)
    root = tmp_path / "mlruns"
    (root / "88" / "abc").mkdir(parents=True)
    (root / "88" / "meta.yaml").write_text("{[")
    (root / "99" / "other" / "metrics").mkdir(parents=True)
    (root / "99" / "meta.yaml").write_text("name: churn\n")
    (root / "99" / "other" / "meta.yaml").write_text("run_id: other\nstatus: 3\n")
    (root / "99" / "other" / "metrics" / "accuracy").write_text("1 0.75 0\n")
    (root / "98" / "lost" / "params").mkdir(parents=True)
    (root / "99" / "begun" / "metrics").mkdir(parents=True)
    plan = importer_of(folder).read(folder)
    assert [(s.space.workflow, len(s.runs)) for s in plan.spaces] == [("churn", 6)]
    assert plan.all_skipped()["the description of its experiment cannot be read"] == 1
    assert plan.all_skipped()["the description of its experiment is not there"] == 1
    assert plan.all_skipped()["it has no description (meta.yaml)"] == 1


@pytest.mark.parametrize("url", ["http://u:secret@host:port", "https://[::1", "http://", "http://a b/"])
def test_what_is_no_address_is_said(url):
    with pytest.raises(BadData, match=r"no address|no answer") as refused:
        importer_of(url).read(url)
    assert "secret" not in str(refused.value)


def test_yaml_that_would_make_objects_is_refused(tmp_path):
    folder = sources.mlflow_folder(tmp_path)
    run = tmp_path / "mlruns" / "77" / f"{0:032x}"
    (run / "meta.yaml").write_text("!!python/object/apply:os.system ['touch /tmp/never']")
    assert importer_of(folder).read(folder).all_skipped()["its files cannot be read"] == 1


def test_a_search_of_optuna_brings_its_ranges_pruned_and_failed_trials(tmp_path):
    for make in (sources.optuna_sqlite, sources.optuna_journal):
        path = make(tmp_path)
        (space,) = importer_of(path).read(path).spaces
        assert [r.status for r in space.runs] == ["ok", "ok", "ok", "failed", "stopped"]
        assert {p.name: p.kind for p in space.space.points} == {
            "depth": "int", "rate": "float", "how": "categorical"}  # fmt: skip
        assert [r.variant.choices["how"] for r in space.runs] == ["fast", None, True, "fast", None]
        assert space.space.metrics == {"value": "max", "loss": "min"} and space.runs[0].dataset == "iris"
        assert all(r.cost_s is not None for r in space.runs)


def test_a_journal_cut_off_by_a_crash_is_read_up_to_there(tmp_path):
    path = sources.optuna_journal(tmp_path)
    with open(path, "a", encoding="utf-8") as file:
        file.write('{"op_code": 4, "worker')
    assert len(importer_of(path).read(path).spaces[0].runs) == 5
    with open(path, "a", encoding="utf-8") as file:
        file.write('\n{"op_code": 4}\n{"op_code": 1, "study_id": 3}\n')
    with pytest.raises(BadData, match="Line"):
        importer_of(path).read(path)


def test_several_objectives_keep_their_names_and_directions(tmp_path):
    import optuna

    optuna.logging.set_verbosity(logging.ERROR)
    storage = f"sqlite:///{tmp_path}/two.db"
    study = optuna.create_study(storage=storage, study_name="two", directions=["minimize", "maximize"])
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), float("inf")), n_trials=2)
    (space,) = importer_of(storage).read(storage).spaces
    assert space.space.metrics == {"value_0": "min", "value_1": "max"}
    assert all(set(r.metrics) == {"value_0"} for r in space.runs)


def test_constraints_of_optuna_are_told(tmp_path):
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(logging.ERROR)
    journal = JournalStorage(JournalFileBackend(f"{tmp_path}/bound.log"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # constraints are experimental there
        sampler = optuna.samplers.TPESampler(seed=1, constraints_func=lambda t: (t.params["x"] - 5, -1.0))
    for storage, source in ((f"sqlite:///{tmp_path}/bound.db",) * 2, (journal, f"{tmp_path}/bound.log")):
        study = optuna.create_study(storage=storage, study_name="bound", sampler=sampler)
        for x in (1.0, 9.0, 6.0):
            study.enqueue_trial({"x": x})
        study.optimize(lambda t: t.suggest_float("x", 0, 10), n_trials=3)
        (space,) = importer_of(source).read(source).spaces
        assert [r.context["feasible"] for r in space.runs] == [True, False, False]
        assert "2 of 3 trials break" in space.report()["notes"][0]


@pytest.mark.parametrize(
    ("coded", "text", "value"),
    [(2.0, {"name": "CategoricalDistribution", "attributes": {"choices": ["a", [1], None]}}, None),
     (1.0, {"name": "CategoricalDistribution", "attributes": {"choices": ["a", [1], None]}}, "[1]"),
     (3.0, {"name": "IntDistribution", "attributes": {"low": 1, "high": 9, "step": 1, "log": True}}, 3),
     (0.5, {"name": "UniformDistribution", "attributes": {"low": 0, "high": 1}}, 0.5)],
)  # fmt: skip
def test_coded_values_of_optuna(coded, text, value):
    assert decoded("x", coded, json.dumps(text))[0] == value


def test_a_range_that_a_search_changed_is_as_wide_as_all(tmp_path):
    journal = tmp_path / "j.log"
    backend = optuna.storages.journal.JournalFileBackend(str(journal))
    search = optuna.create_study(storage=optuna.storages.JournalStorage(backend), study_name="s")
    for high in (5, 2):
        search.optimize(lambda trial, high=high: trial.suggest_float("x", 2 - high, high), n_trials=1)
    (space,) = importer_of(str(journal)).read(str(journal)).spaces
    assert [(p.name, p.low, p.high) for p in space.space.points] == [("x", -3, 5)]


def test_results_of_weights_and_biases_that_json_has_no_number_for(tmp_path):
    for n, value in enumerate((0.5, "NaN", "Infinity")):
        files = tmp_path / "wandb" / f"run-{n}" / "files"
        files.mkdir(parents=True)
        (files / "wandb-summary.json").write_text(json.dumps({"accuracy": value, "note": "NaN so far"}))
        (files / "config.yaml").write_text(f"lr:\n  value: 0.{n + 1}\n")
    (space,) = importer_of(str(tmp_path / "wandb")).read(str(tmp_path / "wandb")).spaces
    assert [(r.status, r.metrics) for r in space.runs] == [("ok", {"accuracy": 0.5}), ("failed", {}), ("failed", {})]


def test_pictures_and_tables_in_a_summary_are_no_metrics(tmp_path):
    path = sources.wandb_folder(tmp_path)
    summary = tmp_path / "project" / "wandb" / "run-20250601_100000-id0" / "files" / "wandb-summary.json"
    media = {"sample": {"_type": "image-file", "size": 2500, "width": 28}, "loss": {"min": 0.25}}
    summary.write_text(json.dumps(json.loads(summary.read_text()) | media))
    (space,) = importer_of(path).read(path).spaces
    assert "loss.min" in space.space.metrics and not [m for m in space.space.metrics if m.startswith("sample")]


def test_a_run_exported_from_the_runs_page_again_is_the_same_run(store, tmp_path):
    path = Path(sources.wandb_table(tmp_path))
    bring_in(store, plan_of(str(path)), "ada", now, accept=True)
    frame = pd.read_csv(path)
    frame.assign(Notes="seen", extra=range(len(frame))).to_csv(path, index=False)
    done = bring_in(store, plan_of(str(path)), "ada", now, accept=True)
    assert sum(done["new"].values()) == sum(done["changed"].values())
    assert len(store.query("FROM imported_runs")) == sources.RUNS


def test_folders_of_weights_and_biases_keep_nested_settings(tmp_path):
    path = sources.wandb_folder(tmp_path)
    (space,) = importer_of(path).read(path).spaces
    assert space.space.workflow == "project"
    assert space.runs[0].variant.choices == {"depth": 0, "rate": 0, "model.kind": "mlp", "model.sizes": "[8, 8]"}
    assert space.runs[3].error and space.runs[0].started_at is not None


@pytest.mark.parametrize(
    ("space", "grid"),
    [("strategy gridsearch; param a_vp = range(1, 6, 2); param b = enum('x', 2);",
      [(1, "x"), (1, 2), (3, "x"), (3, 2), (5, "x"), (5, 2)]),
     ("strategy randomsearch; param a = range(1, 3);", []), ("strategy gridsearch; param a = range(0.1, 1.0);", []),
     ("strategy gridsearch;", []), ("strategy gridsearch; param a = range(0, 1000000, 1);", []),
     ("strategy gridsearch; param a = range(1, 3, 0);", [(1,), (2,)])],
)  # fmt: skip
def test_the_grid_of_an_experiments_text(space, grid):
    text = (
        f"workflow W {{}} // space X of W {{\nexperiment E {{ space S of W {{ {space} task T {{ param c = d; }} }} }}"
    )
    assert [tuple(point.values()) for point in described(text).grid] == grid
    assert described(text + f" space T of W {{ {space} }}").grid == ()
    assert described(text[:40]).grid == ()


def test_records_of_runs_say_more_than_the_grid(tmp_path):
    folder = sources.extremexp_dal(tmp_path)
    task = {"name": "T", "parameters": [{"name": "depth", "value": "12", "type": "integer"}]}
    record = {"tasks": [task], "status": "completed", "start": "2025-05-12T18:12:44Z", "end": "2025-05-12T18:12:54Z"}
    (tmp_path / "dal_workflows.json").write_text(json.dumps({"workflows": [{"w0": record}]}))
    first = importer_of(folder).read(folder).spaces[0].runs[0]
    assert first.variant.choices == {"depth": 12} and first.cost_s == 10 and first.status == "ok"


def test_doubtful_columns_are_asked_for(store, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("depth,accuracy,zeta\n" + "\n".join(f"{k},0.{k},{0.37 * k * k}" for k in (1, 2, 3, 4, 5, 7)))
    plan = plan_of(str(path))
    assert plan.doubtful == ("zeta",)
    with pytest.raises(BadRequest, match="zeta=parameter"):
        bring_in(store, plan, "ada", now)
    assert store.position == 0
    assert sentence_of(plan, None) == "6 runs of odd would be imported."
    settled = plan_of(str(path), take={"zeta": "parameter"})
    assert bring_in(store, settled, "ada", now)["new"] == {"odd": 6}
    done = bring_in(store, plan, "ada", now, accept=True)
    assert done["changed"] == {"odd": 6} and "read anew" in sentence_of(plan, done)


def test_nothing_to_import_says_why(store, tmp_path):
    path = tmp_path / "running.csv"
    path.write_text("depth,accuracy,status\n1,,running\n2,,queued\n")
    with pytest.raises(BadRequest, match="1 × it was still running"):
        bring_in(store, plan_of(str(path)), "ada", now)


def test_sextants_own_exports_are_told_apart(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    assert is_knowledge(str(tmp_path)) and is_knowledge("team.zip")
    assert not is_knowledge(sources.table(tmp_path))
    with pytest.raises(BadData, match="nothing at"):
        plan_of(str(tmp_path / "gone"))
    with pytest.raises(BadRequest, match="mlflow-folder"):
        plan_of(str(tmp_path), kind="mlflows")


def test_a_range_of_optuna_that_cannot_be_read_is_refused_in_a_sentence(tmp_path):
    import sqlite3

    storage, journal = sources.optuna_sqlite(tmp_path), Path(sources.optuna_journal(tmp_path))
    connection = sqlite3.connect(storage.removeprefix("sqlite:///"))
    connection.execute("UPDATE trial_params SET distribution_json = '{broken'")
    connection.commit()
    connection.close()
    with pytest.raises(BadData, match="cannot be read as a storage of Optuna"):
        importer_of(storage).read(storage)
    journal.write_text(journal.read_text().replace('{\\"name\\"', '{\\"name'))
    with pytest.raises(BadData, match="describes a parameter in a way that cannot be read"):
        importer_of(str(journal)).read(str(journal))


def test_a_storage_of_optuna_whose_writer_was_killed_or_holds_it_is_read_or_said_to_be_held(tmp_path, monkeypatch):
    import sqlite3

    storage = Path(sources.optuna_sqlite(tmp_path).removeprefix("sqlite:///"))
    whole = importer_of(str(storage)).read(str(storage)).report()
    writer = sqlite3.connect(storage, isolation_level=None)
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN EXCLUSIVE")
    writer.execute("DELETE FROM trial_values")
    writer.executemany("INSERT INTO trials (number, study_id, state) VALUES (?, 1, ?)", [(9, "x" * 9000)] * 99)
    left = tmp_path / "left"
    left.mkdir()
    for file in (storage, storage.with_name(f"{storage.name}-journal")):
        (left / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr("store.importers.optuna_sqlite.LONGEST_WAIT_S", 0.0)
    with pytest.raises(BadData, match="locked by a program that writes to it"):
        plan_of(str(storage))
    writer.close()
    assert plan_of(str(left / storage.name)).report() | {"source": whole["source"]} == whole


def test_a_short_number_of_parquet_is_the_same_choice_as_in_text(tmp_path):
    import numpy as np
    import pandas as pd

    path = tmp_path / "runs.parquet"
    lr = pd.Series([0.1, 0.2, None], dtype="float32")
    pd.DataFrame({"lr": lr, "max_depth": [1, 2, 3], "accuracy": np.float32([0.7, 0.8, 0.9])}).to_parquet(path)
    (space,) = importer_of(str(path)).read(str(path)).spaces
    assert [r.variant.choices.get("lr") for r in space.runs] == [0.1, 0.2, None]
    assert [r.metrics["accuracy"] for r in space.runs] == [0.7, 0.8, 0.9]


def test_infinity_as_a_database_of_mlflow_keeps_it_is_no_number(tmp_path):
    from store.importers.mlflow_runs import MLflowRun, gathered
    from store.importers.wording import Skipped, runs_of

    largest = 1.7976931348623157e308
    found = gathered("e", [
        MLflowRun("a", "FINISHED", 1.0, 2.0, params={"lr": "9"}, metrics={"loss": largest, "accuracy": float("nan")}),
        MLflowRun("b", "FINISHED", 1.0, 2.0, params={"lr": "1"}, metrics={"loss": 0.5}),
    ], Skipped())  # fmt: skip
    one, two = runs_of("e", found.runs, found.told, Skipped())
    assert (one.status, one.metrics) == ("failed", {}) and "loss" in one.error
    assert (two.status, two.metrics) == ("ok", {"loss": 0.5})


def test_long_choices_that_differ_at_their_ends_stay_apart(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("param.prompt,accuracy\n" + "".join(f"{'x' * 3000}{k},0.{k}\n" for k in (5, 6, 7)))
    (space,) = importer_of(str(path)).read(str(path)).spaces
    assert len({r.variant.id for r in space.runs}) == 3
    assert max(len(r.variant.choices["prompt"]) for r in space.runs) <= 2000


def _mlflow_run(root, folder, run_id, rate, metric):
    place = root / "1" / folder
    for part in ("params", "metrics"):
        (place / part).mkdir(parents=True)
    (root / "1" / "meta.yaml").write_text("experiment_id: '1'\nlifecycle_stage: active\nname: odd\n")
    (place / "meta.yaml").write_text(
        f"lifecycle_stage: active\nrun_id: {run_id}\nrun_name: a\nstart_time: 1690000000000\nstatus: 3\n"
    )
    (place / "params" / "rate").write_text(rate)
    (place / "metrics" / "acc").write_text(metric)


def test_a_metric_cut_off_within_its_value_is_none(store, tmp_path):
    _mlflow_run(tmp_path / "mlruns", "a", "a", "0.1", "1 0.55 0\n2 0.")
    _mlflow_run(tmp_path / "mlruns", "b", "b", "0.2", "1 0.66 0\n2 0.77 1")
    bring_in(store, plan_of(str(tmp_path / "mlruns")), "ada", now)
    assert sorted(r.metrics["acc"] for r in store.find(ImportedRun)) == [0.55, 0.77]


def test_two_runs_with_one_id_are_one_and_the_report_says_so(store, tmp_path):
    _mlflow_run(tmp_path / "mlruns", "a", "same", "0.1", "1 0.55 0\n")
    _mlflow_run(tmp_path / "mlruns", "copy", "same", "0.2", "1 0.66 0\n")
    plan = plan_of(str(tmp_path / "mlruns"))
    assert plan.all_skipped() == {"another run has the same id": 1}
    bring_in(store, plan, "ada", now)
    assert [r.metrics["acc"] for r in store.find(ImportedRun)] == [0.55]


def test_words_among_the_values_of_a_metric_are_runs_that_failed(store, tmp_path):
    lines = "".join(f"{k / 10},{0.5 + k / 100}\n" for k in range(1, 9))
    (tmp_path / "runs.csv").write_text(f"lr,accuracy\n{lines}0.9,diverged\n")
    bring_in(store, plan_of(str(tmp_path / "runs.csv")), "ada", now)
    runs = store.find(ImportedRun)
    assert [r.status for r in runs].count("ok") == 8 and [r.status for r in runs].count("failed") == 1
    assert all("accuracy" not in r.variant.choices and "accuracy" not in r.context for r in runs)


def test_a_metric_written_in_several_ways_is_asked_about(tmp_path):
    (tmp_path / "runs.csv").write_text('lr,accuracy,loss\n0.1,"91%",hinge\n0.2,"0,92",log\n0.3,n/a,log\n0.4,0.95,log\n')
    (space,) = plan_of(str(tmp_path / "runs.csv")).spaces
    assert space.doubtful == ("accuracy",)
    assert {t.column: t.role for t in space.taken}["loss"] == "parameter"
