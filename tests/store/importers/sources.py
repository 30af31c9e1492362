"""One source of each kind, all with the same five runs, so that one suite can hold every importer to the contract.

Run k has the parameters depth = k and rate = 0.1 * k, an accuracy of 0.5 + 0.1 * k and took k seconds, where the
kind can say so; run 3 failed, and where the kind knows runs under way, one is.
"""

import csv
import json
import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import optuna
import yaml

from tests.store.json_handler import JsonHandler

STARTED_MS = 1_750_000_000_000
RUNS = 5


def extremexp_folder():
    """The folder with the history of ExtremeXP, None where it is not there."""
    import os

    place = os.environ.get("SEXTANT_EXTREMEXP")
    folder = Path(place) if place else Path(__file__).parents[4] / "shared" / "extremexp"
    return folder if (folder / "uc2.csv").is_file() else None


def numbers(k):
    return {"depth": k, "rate": round(0.1 * k, 1)}, {"accuracy": round(0.5 + 0.1 * k, 2), "loss": round(1 - 0.1 * k, 2)}


def table(folder):
    path = folder / "runs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file)
        write.writerow(["name", "max_depth", "learning_rate", "accuracy", "val_loss", "duration_s", "status", "host"])
        for k in range(RUNS):
            p, m = numbers(k)
            status = "failed" if k == 3 else "finished"
            scores = ["", ""] if k == 3 else m.values()
            write.writerow([f"run {k}", *p.values(), *scores, k, status, "box"])
        write.writerow(["run 9", 1, 1, "", "", "", "running", "box"])
    return str(path)


def parquet(folder):
    import pandas as pd

    frame = pd.read_csv(table(folder))
    frame.to_parquet(folder / "runs.parquet")
    return str(folder / "runs.parquet")


def extremexp_table(folder):
    path = folder / "uc9.csv"
    head = "data,intent,method,algorithm,model,depth_vp,rate_vp,accuracy,loss,training_time,feedback,status"
    lines = [head]
    for k in range(RUNS):
        p, m = numbers(k)
        scores = (",", "failed") if k == 3 else (f"{m['accuracy']},{m['loss']}", "completed")
        lines.append(f"a.parquet,detect,binary,NN,NN_{k},{p['depth']},{p['rate']},{scores[0]},{k},{k + 1},{scores[1]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def extremexp_dal(folder):
    text = """
    workflow W { define input data In; configure data In { path "sets/a.parquet"; } }
    // space OLD of W { strategy gridsearch; param x = range(1, 9); }
    experiment E { space S of W {
      strategy gridsearch;
      param depth_vp = range(0, 3);
      param rate_vp = enum(0.5, "auto");
      task T { param depth = depth_vp; }
    } }"""
    run_ids = [f"w{k}" for k in range(6)]
    experiments = [
        {"e1": {"id": "e1", "name": "grid", "status": "completed", "model": text, "workflow_ids": run_ids}},
        {"e2": {"id": "e2", "name": "grid", "status": "new", "model": text, "workflow_ids": []}},
        {"e3": {"id": "e3", "name": "empty", "status": "running", "workflow_ids": ["z1"]}},
    ]
    metrics = []
    for k in range(5):
        about = {"parent_id": f"w{k}", "parent_type": "workflow", "experimentId": "e1", "type": "double"}
        metrics.append({f"m{k}": {"id": f"m{k}", "name": "X_accuracy", "value": str(0.5 + 0.1 * k), **about}})
        metrics.append({f"n{k}": {"id": f"n{k}", "name": "rating", "value": str(k), **about}})
    metrics.append({"s": {"id": "s", "name": "stray", "experimentId": "gone", "parent_id": "w0", "value": "1"}})
    (folder / "dal_experiments.json").write_text(json.dumps({"experiments": experiments}), encoding="utf-8")
    (folder / "dal_metrics.json").write_text(json.dumps({"metrics": metrics}), encoding="utf-8")
    return str(folder)


def _optimise(storage):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(storage=storage, study_name="search", direction="maximize")
    study.set_user_attr("dataset", "iris")

    def objective(trial):
        k = trial.number
        _, m = numbers(k)
        trial.suggest_int("depth", 0, 8)
        trial.suggest_float("rate", 0.0, 1.0)
        trial.suggest_categorical("how", ["fast", None, True])
        trial.set_user_attr("loss", m["loss"])
        if k == 3:
            raise ValueError
        if k == 4:
            raise optuna.TrialPruned
        return m["accuracy"]

    for k in range(RUNS):
        p, _ = numbers(k)
        study.enqueue_trial({**p, "how": ["fast", None, True][k % 3]})
    study.optimize(objective, n_trials=RUNS, catch=(ValueError,))
    study.enqueue_trial({"depth": 1})


def optuna_sqlite(folder):
    path = folder / "optuna.db"
    _optimise(f"sqlite:///{path}")
    return str(path)


def optuna_journal(folder):
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    path = folder / "journal.log"
    _optimise(JournalStorage(JournalFileBackend(str(path))))
    return str(path)


def mlflow_folder(folder):
    """As MLflow 2 writes it: status as a number, one line a step in each metric's file."""
    root = folder / "mlruns"
    for path, name in ((root / "0", "Default"), (root / "77", "churn")):
        path.mkdir(parents=True)
        (path / "meta.yaml").write_text(yaml.safe_dump({
            "artifact_location": "file:///x", "experiment_id": path.name, "lifecycle_stage": "active", "name": name,
        }))  # fmt: skip
    data = root / "77" / "datasets" / "d1"
    data.mkdir(parents=True)
    (data / "meta.yaml").write_text(yaml.safe_dump({"name": "bank", "digest": "1", "source_type": "local"}))
    for k in range(RUNS + 2):
        _mlflow_run(root / "77" / f"{k:032x}", k)
    return str(root)


def _mlflow_run(run, k):
    for part in ("params", "metrics", "tags", "inputs/i1"):
        (run / part).mkdir(parents=True)
    p, m = numbers(k)
    for name, value in p.items():
        (run / "params" / name).write_text(str(value))
    if k not in (3, RUNS):
        for name, value in m.items():
            (run / "metrics" / name).write_text(
                f"{STARTED_MS} 0.9 1\n{STARTED_MS + 5} {value} 2\n{STARTED_MS + 9} 0.1 0\n"
            )
        (run / "metrics" / "deep").mkdir()
        (run / "metrics" / "deep" / "f1").write_text(f"{STARTED_MS} 0.25 0\n")
    (run / "tags" / "mlflow.user").write_text("bob")
    (run / "tags" / "team").write_text("red")
    (run / "inputs" / "i1" / "meta.yaml").write_text(yaml.safe_dump(
        {"source_type": "DATASET", "source_id": "d1", "destination_type": "RUN", "destination_id": run.name, "tags": {}}
    ))  # fmt: skip
    (run / "meta.yaml").write_text(yaml.safe_dump({
        "run_id": run.name, "run_name": f"run {k}", "experiment_id": "77", "start_time": STARTED_MS,
        "end_time": None if k == RUNS else STARTED_MS + 1000 * k, "status": {3: 4, RUNS: 1}.get(k, 3),
        "lifecycle_stage": "deleted" if k == RUNS + 1 else "active",
    }))  # fmt: skip


def mlflow_nested(folder):
    """A sweep with two trials, one of them with a part of its own, and a sweep that measured nothing itself."""
    root, sweep, empty = folder / "nested", "a" * 32, "b" * 32
    (root / "7").mkdir(parents=True)
    (root / "7" / "meta.yaml").write_text(yaml.safe_dump({"name": "churn", "lifecycle_stage": "active"}))
    runs = (
        ("1" * 32, "fold", "2" * 32), ("2" * 32, "trial one", sweep), ("3" * 32, "trial two", sweep),
        (sweep, "sweep", ""), ("4" * 32, "lone trial", empty), (empty, "empty sweep", ""),
    )  # fmt: skip
    for number, name, parent in runs:
        place = root / "7" / number
        for part in ("params", "metrics", "tags"):
            (place / part).mkdir(parents=True)
        about = {"run_id": number, "run_name": name, "status": 3, "start_time": 1000, "end_time": 2000}
        (place / "meta.yaml").write_text(yaml.safe_dump(about))
        if number != empty:
            (place / "params" / "depth").write_text(str(len(name)))
            (place / "metrics" / "accuracy").write_text("1 0.5 0\n")
        if parent:
            (place / "tags" / "mlflow.parentRunId").write_text(parent)
    return str(root)


def wandb_table(folder):
    path = folder / "wandb_export.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file)
        head = "Name,State,Notes,User,Tags,Created,Runtime,Sweep,depth,learning_rate,optimizer,accuracy,val_loss,_step"
        write.writerow(head.split(","))
        for k in range(RUNS):
            p, m = numbers(k)
            state = "crashed" if k == 3 else "finished"
            scores = ["", ""] if k == 3 else m.values()
            write.writerow([f"sunny-{k}", state, "", "bob", "", f"2025-06-0{k + 1}T10:00:00.000Z", k, "", *p.values(),
                            "adam" if k % 2 else "sgd", *scores, 100 + k])  # fmt: skip
        write.writerow(["dark-9", "running", "", "bob", "", "", "", "", 1, 1, "sgd", "", "", 3])
    return str(path)


def wandb_folder(folder):
    root = folder / "project" / "wandb"
    for k in range(RUNS):
        p, m = numbers(k)
        files = root / f"run-20250601_10000{k}-id{k}" / "files"
        files.mkdir(parents=True)
        wrapped = {name: {"desc": None, "value": value} for name, value in p.items()}
        nested = {"model": {"desc": None, "value": {"kind": "mlp", "sizes": [8, 8]}}}
        config = {"wandb_version": 1, "_wandb": {"desc": None, "value": {"python": "3.11"}}, **wrapped, **nested}
        (files / "config.yaml").write_text(yaml.safe_dump(config))
        scores = {"accuracy": float("nan")} if k == 3 else m
        summary = {**scores, "_step": 9, "_runtime": k + 0.5, "_wandb": {"runtime": k}, "note": "x"}
        (files / "wandb-summary.json").write_text(json.dumps(summary))
        (files / "wandb-metadata.json").write_text(json.dumps({"startedAt": f"2025-06-01T10:00:0{k}.0"}))
    (root / "latest-run").symlink_to(root / "run-20250601_100000-id0")
    return str(root)


class _Answers(JsonHandler):
    """The two searches of MLflow's REST interface over the runs of `numbers`, two a page."""

    def do_POST(self):
        body = self.posted()
        self.server.asked.append((self.path, body, self.headers.get("Authorization")))
        if self.server.password and self.headers.get("Authorization") != self.server.password:
            self.say(401, {"error_code": "UNAUTHENTICATED"})
        elif self.path == "/api/2.0/mlflow/experiments/search":
            found = [{"experiment_id": "77", "name": "churn", "lifecycle_stage": "active"}]
            self.say(200, {"experiments": found})
        elif self.path == "/api/2.0/mlflow/runs/search":
            at = int(body.get("page_token") or 0)
            page = {"runs": [_rest_run(k) for k in range(at, min(at + 2, RUNS + 1))]}
            self.say(200, {**page, **({"next_page_token": str(at + 2)} if at + 2 < RUNS + 1 else {})})
        else:
            self.say(404, {"error_code": "ENDPOINT_NOT_FOUND"})


def _rest_run(k):
    p, m = numbers(k)
    scores = [{"key": n, "value": v, "timestamp": STARTED_MS, "step": 2} for n, v in {**m, "deep/f1": 0.25}.items()]
    status = {3: "FAILED", RUNS: "RUNNING"}.get(k, "FINISHED")
    info = {"run_id": f"{k:032x}", "run_name": f"run {k}", "experiment_id": "77", "status": status,
            "start_time": STARTED_MS, "lifecycle_stage": "active"}  # fmt: skip
    return {
        "info": info if k == RUNS else {**info, "end_time": STARTED_MS + 1000 * k},
        "data": {
            "params": [{"key": n, "value": str(v)} for n, v in p.items()],
            "tags": [{"key": "mlflow.user", "value": "bob"}, {"key": "team", "value": "red"}],
            **({} if k in (3, RUNS) else {"metrics": scores}),
        },
        "inputs": {"dataset_inputs": [{"dataset": {"name": "bank", "digest": "1"}}]},
    }


@contextmanager
def mlflow_server(password=None):
    """A real HTTP server on a free port; `server.asked` is what it was asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.asked, server.password = [], password
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
