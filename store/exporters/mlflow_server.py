"""Runs, metrics, artefacts and models to a running MLflow server, over its REST interface.

What is there already is recognised by a tag and left; a run whose writing was cut off is written again. Artefacts go
through the server's proxy, as MLflow serves them by default; of a server that keeps them elsewhere only the rest is
written, and the report says so.
"""

import math
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.errors import BadRequest
from store.exporters.mlflow_folder import milliseconds, params_of, plain_name, tags_of
from store.exporters.wide import Exported, WideRun, parents_first, wide_runs
from store.home import Home
from store.importers.mlflow_runs import key_of
from store.knowledge import KnowledgeStore
from store.mlflow_rest import MLflowApi, MLflowRefused
from store.records import Alias, ModelVersion, content_hash

LOADER = "assistant.elsewhere.mlflow_model"
"""Module that MLflow's `pyfunc` loads a registered model with; Sextant must be installed where that is done."""
_RUN, _WHOLE, _MODEL = "sextant.run_id", "sextant.exported", "sextant.model_id"
_STATUS = {"ok": "FINISHED", "failed": "FAILED"}
"""Outcome to MLflow's status; all others were ended: KILLED."""
_AT_ONCE = 100
"""Parameters, metrics or tags of one request."""
_LONGEST_TAG = 5000
_LARGEST = 200_000_000
"""Bytes of an artefact that is sent."""
_PROXY = "mlflow-artifacts:"


def export_to_server(store: KnowledgeStore, home: Path, url: str) -> Exported:
    """Writes every run that has ended, with its files, and every kept model of such a run.

    Args:
        store: what is written.
        home: SEXTANT_HOME, where the files of runs and models are.
        url: the server, which may have user and password in it.

    Raises:
        BadRequest: an experiment of that name was deleted there.
        BadData: the server does not answer, or refuses something.
    """
    server, done = _Server(MLflowApi(url)), Exported()
    for run in parents_first(wide_runs(store)):
        if server.has(run):
            done.known += 1
            continue
        place = server.write(run)
        done.runs[run.workflow] = done.runs.get(run.workflow, 0) + 1
        if run.tool == "sextant":
            server.send(place, Home(home).runs / run.run_id, "", done)
        server.finish(place, run)
    for model in store.find(ModelVersion):
        _register(server, store, home, model, done)
    return done


class _Server:
    """What is on the server already, and what is written to it."""

    def __init__(self, api: MLflowApi) -> None:
        self.api = api
        self._experiments: dict[str, str] = {}
        self._runs: dict[str, dict[str, str]] = {}
        """Experiment's id to MLflow's run of each of Sextant's."""
        self._others: dict[str, dict[str, str]] = {}
        """Experiment's id to the runs that MLflow itself made, by what they are known by."""
        self._artefacts: dict[str, str] = {}
        """MLflow's run to where its artefacts are."""

    def has(self, run: WideRun) -> bool:
        """Whether a run is there as a whole, also where it was imported from there."""
        experiment = self._experiment(run.workflow)
        return run.run_id in self._runs[experiment] or run.source_key in self._others[experiment]

    def place_of(self, run_id: str) -> str | None:
        """MLflow's id of one of Sextant's runs, where it is there."""
        return next((known[run_id] for known in self._runs.values() if run_id in known), None)

    def write(self, run: WideRun) -> str:
        """Writes all of a run but its files and its end, and returns MLflow's id of it."""
        experiment = self._experiment(run.workflow)
        start = milliseconds(run.started_at)
        parent = self._others[experiment].get(run.parent_key) or self._runs[experiment].get(run.parent, "")
        tags = {name: text[:_LONGEST_TAG] for name, text in tags_of(run, parent).items()}
        made = self.api.post("runs/create", {
            "experiment_id": experiment, "start_time": start, "run_name": run.name or run.run_id,
            "user_id": str(run.context.get("approved_by", "sextant")), "tags": [],
        })["run"]["info"]  # fmt: skip
        place = str(made["run_id"])
        self._artefacts[place] = str(made.get("artifact_uri") or "")
        end = start + round((run.cost_s or 0.0) * 1000)
        for part in _parts({plain_name(k): v for k, v in params_of(run).items()}):
            self._log(place, params=part)
        finite = {plain_name(k): v for k, v in run.metrics.items() if math.isfinite(v)}
        for part in _parts(finite):
            self._log(place, metrics=[{**m, "timestamp": end, "step": 0} for m in part])
        for part in _parts({plain_name(k): v for k, v in tags.items()}):
            self._log(place, tags=part)
        if run.dataset:
            version = str(run.context.get("version_id") or content_hash({"dataset": run.dataset}, 32))
            data = {"name": run.dataset[:500], "digest": version[:36], "source_type": "local", "source": "{}"}
            self.api.post("runs/log-inputs", {"run_id": place, "datasets": [{"dataset": data, "tags": []}]})
        self._runs[experiment][run.run_id] = place
        return place

    def finish(self, place: str, run: WideRun) -> None:
        """Says how a run ended, and last that all of it is there."""
        end = milliseconds(run.started_at) + round((run.cost_s or 0.0) * 1000)
        status = _STATUS.get(run.status, "KILLED")
        self.api.post("runs/update", {"run_id": place, "status": status, "end_time": end})
        self.api.post("runs/set-tag", {"run_id": place, "key": _WHOLE, "value": "whole"})

    def send(self, place: str, folder: Path, under: str, done: Exported) -> bool:
        """Sends the files of a folder as artefacts of a run; False where the server takes none."""
        files = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink()] if folder.is_dir() else []
        for path in files:
            if path.stat().st_size > _LARGEST:
                _left(done, "files of over 200 MB")
            elif not self.put(place, f"{under}{path.relative_to(folder).as_posix()}", path.read_bytes()):
                _left(done, "files, since the server takes artefacts elsewhere (start it with --serve-artifacts)")
                return False
        return True

    def put(self, place: str, name: str, content: bytes) -> bool:
        """Sends one artefact; False where the server does not take any."""
        uri = self._artefacts.get(place)
        if uri is None:
            uri = str(self.api.get("runs/get", run_id=place)["run"]["info"].get("artifact_uri") or "")
            self._artefacts[place] = uri
        if not uri.startswith(_PROXY):
            return False
        self.api.upload(f"{uri.removeprefix(_PROXY).lstrip('/')}/{name}", content)
        return True

    def artefacts_of(self, place: str) -> str:
        """Where the artefacts of a run are, once one was sent."""
        return self._artefacts[place]

    def _log(self, place: str, **what: Any) -> None:
        self.api.post("runs/log-batch", {"run_id": place, **what})

    def _experiment(self, workflow: str) -> str:
        """The experiment of a workflow, made where it is not there; what it has is looked up once."""
        if workflow in self._experiments:
            return self._experiments[workflow]
        try:
            found = self.api.get("experiments/get-by-name", experiment_name=workflow)["experiment"]
        except MLflowRefused as error:
            if error.code != "RESOURCE_DOES_NOT_EXIST":
                raise
            found = self.api.post("experiments/create", {"name": workflow})
        if found.get("lifecycle_stage") == "deleted":
            raise BadRequest(f"The experiment {workflow!r} was deleted on {self.api.base}. Restore it there first.")
        number = str(found["experiment_id"])
        self._others[number] = {}
        self._experiments[workflow], self._runs[number] = number, dict(self._known(number))
        return number

    def _known(self, experiment: str) -> Iterator[tuple[str, str]]:
        """Sextant's runs that are there as a whole; those that were cut off are deleted."""
        wish = {"experiment_ids": [experiment], "run_view_type": "ACTIVE_ONLY"}
        for record in list(self.api.pages("runs/search", "runs", wish)):
            tags = {t["key"]: t["value"] for t in record.get("data", {}).get("tags") or ()}
            place = str(record["info"]["run_id"])
            if _RUN in tags and _WHOLE in tags:
                yield tags[_RUN], place
            elif _RUN in tags:
                self.api.post("runs/delete", {"run_id": place})
            else:
                self._others[experiment][key_of(place)] = place


def _parts(values: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Keys and values, as many as a request takes."""
    items = [{"key": k, "value": v} for k, v in values.items()]
    yield from (items[i : i + _AT_ONCE] for i in range(0, len(items), _AT_ONCE))


def _register(server: _Server, store: KnowledgeStore, home: Path, model: ModelVersion, done: Exported) -> None:
    """Sends a kept model, registers it as a version of its name, and points the champion's alias to it."""
    place = server.place_of(model.run_id) if model.run_id else None
    folder = Path(model.path) if Path(model.path).is_absolute() else home / model.path
    if place is None or not folder.is_dir():
        return _left(done, "models without a run or without files")
    if _registered(server.api, model):
        return None
    under = f"{plain_name(model.name).replace('/', '_')}-{model.version}"
    if not server.put(place, f"{under}/MLmodel", _mlmodel(place, under)):
        return _left(done, "models, since the server takes artefacts elsewhere (start it with --serve-artifacts)")
    server.send(place, folder, f"{under}/data/", done)
    made = server.api.post("model-versions/create", {
        "name": model.name, "source": f"{server.artefacts_of(place)}/{under}", "run_id": place,
        "tags": [{"key": _MODEL, "value": model.id}, {"key": "sextant.version", "value": str(model.version)}],
    })["model_version"]  # fmt: skip
    moves = sorted(store.find(Alias, model=model.name, alias="champion"), key=lambda move: move.moved_at)
    if moves and moves[-1].version == model.version:
        body = {"name": model.name, "alias": "champion", "version": str(made["version"])}
        server.api.post("registered-models/alias", body)
    done.models.append(f"{model.name} {model.version}")
    return None


def _registered(api: MLflowApi, model: ModelVersion) -> bool:
    """Whether that very version is there; its name is registered where it is not."""
    try:
        api.post("registered-models/create", {"name": model.name})
        return False
    except MLflowRefused as error:
        if error.code != "RESOURCE_ALREADY_EXISTS":
            raise
    name = model.name.replace("'", "\\'")
    found = api.get("model-versions/search", filter=f"name='{name}'", max_results="1000").get("model_versions") or ()
    return any(t["value"] == model.id for v in found for t in v.get("tags") or () if t["key"] == _MODEL)


def _mlmodel(place: str, under: str) -> bytes:
    """The description that MLflow loads a model by."""
    import yaml

    flavour = {"loader_module": LOADER, "data": "data", "python_version": platform.python_version()}
    about = {"artifact_path": under, "run_id": place, "flavors": {"python_function": flavour}}
    return str(yaml.safe_dump(about)).encode()


def _left(done: Exported, what: str) -> None:
    done.left_out[what] = done.left_out.get(what, 0) + 1
