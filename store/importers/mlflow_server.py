"""A running MLflow server, over its REST interface (version 2.0): experiments/search and runs/search.

Source: https://mlflow.org/docs/latest/rest-api.html
"""

import base64
import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from store.errors import BadData
from store.importers._base import Gathered, Importer, shown
from store.importers.mlflow_runs import MLflowRun, gathered
from store.importers.wording import Skipped

PAGE = 1000
MOST_PAGES = 1000
WAIT_S = 30.0
TOKEN = "MLFLOW_TRACKING_TOKEN"
"""Environment variable of MLflow itself with a bearer token; user and password go into the URL."""


class MLflowServer(Importer):
    """Reads every active experiment and run of a server; artefacts stay there."""

    kind = "mlflow-server"
    title = "an MLflow server (http or https)"
    tool = "mlflow"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        return source.startswith(("http://", "https://"))

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        server = _Server(source)
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


class _Server:
    """Asks the server, page after page."""

    def __init__(self, source: str) -> None:
        parts = urlsplit(source)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
        self.base = urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))
        self.headers = {"Content-Type": "application/json"}
        if parts.username:
            user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self.headers["Authorization"] = f"Basic {base64.b64encode(user.encode()).decode()}"
        elif os.environ.get(TOKEN):
            self.headers["Authorization"] = f"Bearer {os.environ[TOKEN]}"

    def pages(self, path: str, field: str, wish: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All records of a search."""
        token = ""
        for _ in range(MOST_PAGES):
            body = {**wish, "max_results": PAGE, **({"page_token": token} if token else {})}
            answer = self._ask(path, body)
            yield from answer.get(field) or ()
            token = answer.get("next_page_token") or ""
            if not token:
                return
        raise BadData(f"{self.base} has more than {PAGE * MOST_PAGES:,} {field}; import one experiment at a time.")

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = Request(f"{self.base}/api/2.0/mlflow/{path}", json.dumps(body).encode(), self.headers, method="POST")
        try:
            with urlopen(request, timeout=WAIT_S) as response:
                found = json.loads(response.read())
        except HTTPError as error:
            with error:
                advice = " Check user and password or the token." if error.code in (401, 403) else ""
                raise BadData(f"The MLflow server {self.base} answered {error.code} to {path}.{advice}") from error
        except (URLError, OSError) as error:
            raise BadData(f"There is no answer from {self.base}: {getattr(error, 'reason', error)}.") from error
        except ValueError as error:
            raise BadData(f"{self.base} answers, but not as an MLflow server does.") from error
        if not isinstance(found, dict):
            raise BadData(f"{self.base} answers, but not as an MLflow server does.")
        return found


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
