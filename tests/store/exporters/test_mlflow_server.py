"""Export to a running MLflow server, and back."""

import json
from datetime import UTC, datetime

import pytest

from store.errors import BadData
from store.exporters.mlflow_server import export_to_server
from store.home import made_home
from store.importers import apply, importer_of
from store.memory import MemoryStore
from store.mlflow_rest import MLflowApi
from tests.store import facts
from tests.store.exporters import mlflow_servers
from tests.store.importers import sources

MARKS = [pytest.mark.timeout(900), *([] if mlflow_servers.PYTHON else [pytest.mark.slow])]
REAL = pytest.param(mlflow_servers.mlflow_itself, marks=MARKS)


@pytest.fixture(params=[mlflow_servers.small_server, REAL], ids=["small", "mlflow"])
def server(request, tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    with request.param(folder) as url:
        yield url


@pytest.fixture
def home(tmp_path):
    made = made_home(tmp_path / "home")
    (made / "runs" / "run1").mkdir()
    (made / "runs" / "run1" / "result.json").write_text('{"folds": []}')
    (made / "models" / "churn" / "1").mkdir(parents=True)
    (made / "models" / "churn" / "1" / "meta.json").write_text("{}")
    return made


@pytest.fixture
def store(tmp_path):
    made = MemoryStore()
    made.append(*facts.one_of_each())
    apply(made, importer_of(sources.table(tmp_path)).read(sources.table(tmp_path)), "ada", moment)
    yield made
    made.close()


def moment():
    return datetime(2026, 3, 1, tzinfo=UTC)


def test_runs_files_and_models_are_there_and_a_second_export_adds_nothing(store, home, server):
    done = export_to_server(store, home, server)
    assert done.runs == {"tabular-1": 1, "elsewhere": 2, "runs": 5} and done.known == 0
    assert done.models == ["churn 1"] and done.left_out == {}
    again = export_to_server(store, home, server)
    assert (again.runs, again.known, again.models) == ({}, 8, [])


def test_what_was_imported_from_there_is_not_written_beside_itself(store, home, server):
    api = MLflowApi(server)
    number = str(api.post("experiments/create", {"name": "trees"})["experiment_id"])
    for k in (1, 2):
        made = api.post("runs/create", {"experiment_id": number, "start_time": 1})["run"]["info"]
        metrics = [{"key": "auc", "value": 0.5 + k / 10, "timestamp": 1, "step": 0}]
        params = [{"key": "depth", "value": str(k)}]
        api.post("runs/log-batch", {"run_id": made["run_id"], "params": params, "metrics": metrics})
        api.post("runs/update", {"run_id": made["run_id"], "status": "FINISHED", "end_time": 2})
    apply(store, importer_of(server).read(server), "ada", moment)
    done = export_to_server(store, home, server)
    assert "trees" not in done.runs and done.known == 2


def test_what_comes_back_is_known(store, home, server):
    export_to_server(store, home, server)
    before = len(store.query("FROM imported_runs"))
    for reading in [importer_of(server).read(server)]:
        assert sum(apply(store, reading, "bob", moment).new.values()) == 0
    assert len(store.query("FROM imported_runs")) == before


def test_a_run_whose_writing_was_cut_off_is_written_again(store, home, server, monkeypatch):
    def cut_off(*_):
        raise BadData("The line is down.")

    with monkeypatch.context() as patched, pytest.raises(BadData, match="line is down"):
        patched.setattr("store.exporters.mlflow_server._Server.finish", cut_off)
        export_to_server(store, home, server)
    done = export_to_server(store, home, server)
    assert sum(done.runs.values()) == 8 and done.known == 0
    (plan,) = [importer_of(server).read(server)]
    assert sum(apply(store, plan, "bob", moment).new.values()) == 0


def test_runs_stay_nested_there_and_back(home, server, tmp_path):
    first, other, folder = MemoryStore(), MemoryStore(), sources.mlflow_nested(tmp_path)
    apply(first, importer_of(folder).read(folder), "ada", moment)
    export_to_server(first, home, server)
    (experiment,) = MLflowApi(server).pages("experiments/search", "experiments", {"filter": "name = 'churn'"})
    runs = list(MLflowApi(server).pages("runs/search", "runs", {"experiment_ids": [experiment["experiment_id"]]}))
    names = {r["info"]["run_id"]: r["info"]["run_name"] for r in runs}
    nested = {
        r["info"]["run_name"]: names[t["value"]]
        for r in runs for t in r["data"]["tags"] if t["key"] == "mlflow.parentRunId"
    }  # fmt: skip
    assert nested == {"fold": "trial one", "trial one": "sweep", "trial two": "sweep"}
    apply(other, importer_of(server).read(server), "bob", moment)
    parts = "SELECT run_id, parent_run_id IS NULL AS lone, parent_name FROM run_parents ORDER BY parent_name, run_id"
    before, after = first.query(parts), other.query(parts)
    assert after["parent_name"].tolist() == before["parent_name"].tolist() and after["lone"].sum() == 1
    first.close()
    other.close()


def test_no_server_is_said(store, home):
    with pytest.raises(BadData, match="no answer from"):
        export_to_server(store, home, "http://127.0.0.1:9")


@pytest.mark.timeout(900)
@pytest.mark.skipif(not mlflow_servers.PYTHON, reason="MLFLOW_PYTHON names no Python with MLflow")
def test_mlflows_own_client_sees_what_was_written(store, home, tmp_path):
    (tmp_path / "server").mkdir()
    with mlflow_servers.mlflow_itself(tmp_path / "server") as url:
        export_to_server(store, home, url)
        seen = json.loads(mlflow_servers.asked_of_mlflow(url, tmp_path, """
import json
client = mlflow.MlflowClient()
run = mlflow.search_runs(experiment_names=["tabular-1"]).iloc[0]
version = client.get_model_version_by_alias("churn", "champion")
files = [f.path for f in client.list_artifacts(run.run_id)]
print(json.dumps({"auc": run["metrics.roc_auc"], "estimator": run["params.estimator"], "status": run.status,
    "files": files, "model": version.run_id == run.run_id,
    "flavour": list(mlflow.models.Model.load("models:/churn/1").flavors)}))
"""))  # fmt: skip
    assert seen == {
        "auc": 0.81, "estimator": "hist_boosting", "status": "FINISHED", "files": ["churn-1", "result.json"],
        "model": True, "flavour": ["python_function"],
    }  # fmt: skip
