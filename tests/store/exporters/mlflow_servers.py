"""Servers that the exporter is held to: MLflow itself, and a small one with the part of its interface that is used.

MLflow needs other versions of libraries than Sextant has, so that it gets an environment of its own: the Python that
MLFLOW_PYTHON names, or one that is made for the test (only in slow tests, since that takes minutes).
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import venv
from contextlib import contextmanager
from functools import cache
from http.server import ThreadingHTTPServer
from pathlib import Path
from socket import create_server
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import urlopen

import pytest

from tests.store.json_handler import JsonHandler

PYTHON = os.environ.get("MLFLOW_PYTHON", "")


@cache
def python_with_mlflow():
    """Python of an environment that has MLflow."""
    if PYTHON:
        return PYTHON
    folder = Path(tempfile.mkdtemp(prefix="mlflow-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    made = subprocess.run([python, "-m", "pip", "install", "-q", "mlflow"], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"MLflow cannot be installed here: {made.stderr[-300:]}")
    return python


@contextmanager
def mlflow_itself(folder):
    """A real MLflow server with SQLite and artefacts of its own."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [python_with_mlflow(), "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "1", "--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--serve-artifacts",
               "--artifacts-destination", str(folder / "artefacts")]  # fmt: skip
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        try:
            _wait(f"http://127.0.0.1:{port}/health", folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(server)


def _end(server):
    """Ends a server with all its workers; one that a busy machine keeps from ending is killed."""
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=60)


def _wait(url, log):
    until = time.monotonic() + 600  # the first start imports all of MLflow, minutes on a busy machine
    while time.monotonic() < until:
        try:
            with urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"MLflow did not start: {log.read_text()[-2000:]}")


@contextmanager
def small_server(folder):
    """A real HTTP server that keeps what it is told in memory and answers as MLflow does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Small)
    server.experiments, server.runs, server.files, server.models, server.proxy = {}, {}, {}, {}, True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Refused(Exception):
    pass


class _Small(JsonHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        self._do(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()})

    def do_POST(self):
        self._do(self.path, self.posted())

    def do_PUT(self):
        place = unquote(self.path).split("/artifacts/", 1)[1]
        self.server.files[place] = self.rfile.read(int(self.headers["Content-Length"]))
        self.say(200, {})

    def _do(self, path, body):
        name = path.removeprefix("/api/2.0/mlflow/").replace("/", "_").replace("-", "_")
        try:
            self.say(200, getattr(self, f"_{name}")(body) or {})
        except _Refused as refused:
            self.say(400, {"error_code": str(refused), "message": "no"})

    def _experiments_get_by_name(self, body):
        if body["experiment_name"] not in self.server.experiments:
            raise _Refused("RESOURCE_DOES_NOT_EXIST")
        return {"experiment": self.server.experiments[body["experiment_name"]]}

    def _experiments_create(self, body):
        number = str(len(self.server.experiments) + 1)
        made = {"experiment_id": number, "name": body["name"], "lifecycle_stage": "active"}
        self.server.experiments[body["name"]] = made
        return {"experiment_id": number}

    def _experiments_search(self, body):
        return {"experiments": list(self.server.experiments.values())}

    def _runs_create(self, body):
        run = f"{len(self.server.runs):032x}"
        info = {"run_id": run, "status": "RUNNING", "artifact_uri": f"mlflow-artifacts:/{run}/artifacts",
                "lifecycle_stage": "active", **{k: v for k, v in body.items() if k != "tags"}}  # fmt: skip
        data = {"params": [], "metrics": [], "tags": []}
        self.server.runs[run] = {"info": info, "data": data, "inputs": {"dataset_inputs": []}}
        return {"run": self.server.runs[run]}

    def _runs_log_batch(self, body):
        if any(len(body.get(part, ())) > 100 for part in ("params", "tags")):
            raise _Refused("INVALID_PARAMETER_VALUE")
        for part in ("params", "metrics", "tags"):
            self.server.runs[body["run_id"]]["data"][part] += body.get(part, [])

    def _runs_log_inputs(self, body):
        self.server.runs[body["run_id"]]["inputs"]["dataset_inputs"] += body["datasets"]

    def _runs_update(self, body):
        self.server.runs[body["run_id"]]["info"] |= {"status": body["status"], "end_time": body["end_time"]}

    def _runs_set_tag(self, body):
        tag = {"key": body["key"], "value": body["value"]}
        self.server.runs[body["run_id"]]["data"]["tags"].append(tag)

    def _runs_delete(self, body):
        self.server.runs[body["run_id"]]["info"]["lifecycle_stage"] = "deleted"

    def _runs_get(self, body):
        return {"run": self.server.runs[body["run_id"]]}

    def _runs_search(self, body):
        found = [r for r in self.server.runs.values() if r["info"]["experiment_id"] in body["experiment_ids"]]
        return {"runs": [r for r in found if r["info"]["lifecycle_stage"] == "active"]}

    def _registered_models_create(self, body):
        if body["name"] in self.server.models:
            raise _Refused("RESOURCE_ALREADY_EXISTS")
        self.server.models[body["name"]] = []

    def _registered_models_alias(self, body):
        self.server.models[body["name"]][int(body["version"]) - 1]["alias"] = body["alias"]

    def _model_versions_create(self, body):
        versions = self.server.models[body["name"]]
        versions.append({**body, "version": str(len(versions) + 1)})
        return {"model_version": versions[-1]}

    def _model_versions_search(self, body):
        return {"model_versions": self.server.models[body["filter"].split("'")[1]]}


def asked_of_mlflow(url, folder, code):
    """What MLflow's own client prints, asked in its own environment with Sextant's libraries out of the way."""
    script = Path(folder) / "ask.py"
    script.write_text(f"import mlflow\nmlflow.set_tracking_uri({url!r})\n{code}")
    done = subprocess.run([python_with_mlflow(), str(script)], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]
