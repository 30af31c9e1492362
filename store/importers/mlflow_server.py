"""A running MLflow server, over its REST interface (version 2.0): experiments/search and runs/search.

Source: https://mlflow.org/docs/latest/rest-api.html
"""

from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer, shown
from store.importers.mlflow_runs import MLflowRun, gathered
from store.importers.wording import Skipped
from store.mlflow_rest import MLflowApi


class MLflowServer(Importer):
    """Reads every active experiment and run of a server; artefacts stay there."""

    kind = "mlflow-server"
    title = "an MLflow server (http or https)"
    tool = "mlflow"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        return source.startswith(("http://", "https://"))

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        server = MLflowApi(source)
        found = []
        for experiment in server.pages("experiments/search", "experiments", {"view_type": "ACTIVE_ONLY"}):
            skipped = Skipped()
            wish = {"experiment_ids": [str(experiment["experiment_id"])], "run_view_type": "ACTIVE_ONLY"}
            runs = []
            for record in server.pages("runs/search", "runs", wish):
                try:
                    runs.append(_run(record))
                except (KeyError, TypeError, ValueError):
                    skipped("the server describes it in a way that cannot be read")
            if runs or skipped.counts:
                name = str(experiment.get("name") or experiment["experiment_id"])
                found.append(gathered(name, runs, skipped))
        if not found:
            raise BadData(f"The MLflow server {shown(source)} has no runs.")
        return tuple(found)


def _run(record: dict[str, Any]) -> MLflowRun:
    info, data = record["info"], record.get("data") or {}
    return MLflowRun(
        run_id=str(info.get("run_id") or info["run_uuid"]),
        status=str(info.get("status") or ""),
        start_ms=_float(info.get("start_time")),
        end_ms=_float(info.get("end_time")),
        name=str(info.get("run_name") or ""),
        dataset=_dataset(record.get("inputs") or {}),
        params={str(p["key"]): str(p.get("value", "")) for p in data.get("params") or ()},
        metrics={str(m["key"]): float(m["value"]) for m in data.get("metrics") or ()},
        tags={str(t["key"]): str(t.get("value", "")) for t in data.get("tags") or ()},
    )


def _dataset(inputs: dict[str, Any]) -> str:
    for one in inputs.get("dataset_inputs") or ():
        name = (one.get("dataset") or {}).get("name")
        if name:
            return str(name)
    return ""


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float | str) and str(value) else None
