"""MLflow's REST interface (version 2.0), as importer and exporter use it.

Source: https://mlflow.org/docs/latest/rest-api.html; artefacts go through the server's proxy (`mlflow-artifacts`).
"""

import base64
import json
import os
import time
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from store.errors import BadData

PAGE = 1000
MOST_PAGES = 1000
WAIT_S = 30.0
_PAUSES_S = (0.5, 2.0)
TOKEN = "MLFLOW_TRACKING_TOKEN"
"""Environment variable of MLflow itself with a bearer token; user and password go into the URL."""


class MLflowRefused(BadData):
    """The server answered, but not as wished; `code` is MLflow's word for why, such as RESOURCE_ALREADY_EXISTS."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code


class MLflowApi:
    """A server that is asked; every trouble is a sentence."""

    def __init__(self, source: str) -> None:
        """Asks nothing yet.

        Args:
            source: its URL, which may have user and password.

        Raises:
            BadData: it is no URL.
        """
        try:
            parts = urlsplit(source)
            host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
        except ValueError as error:
            plain = source.rsplit("@", 1)[-1]
            raise BadData(f"{plain} is no address of a server; one is http://localhost:5000.") from error
        self.base = urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))
        self._headers = {"Content-Type": "application/json"}
        if parts.username:
            user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = f"Basic {base64.b64encode(user.encode()).decode()}"
        elif os.environ.get(TOKEN):
            self._headers["Authorization"] = f"Bearer {os.environ[TOKEN]}"

    def pages(self, path: str, field: str, wish: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All records of a search.

        Raises:
            BadData: there is no answer, or none as MLflow gives.
        """
        token = ""
        for _ in range(MOST_PAGES):
            answer = self.post(path, {**wish, "max_results": PAGE, **({"page_token": token} if token else {})})
            yield from answer.get(field) or ()
            token = answer.get("next_page_token") or ""
            if not token:
                return
        raise BadData(f"{self.base} has more than {PAGE * MOST_PAGES:,} {field}; import one experiment at a time.")

    def post(self, path: str, body: dict[str, Any], *, method: str = "POST") -> dict[str, Any]:
        """Asks or tells; `path` is what follows `/api/2.0/mlflow/`.

        Raises:
            MLflowRefused: the server answered with an error.
            BadData: there is no answer, or none as MLflow gives.
        """
        request = Request(f"{self.base}/api/2.0/mlflow/{path}", json.dumps(body).encode(), self._headers, method=method)
        return self._answer(request, path)

    def get(self, path: str, **wish: str) -> dict[str, Any]:
        """Asks with GET; raises as `post`."""
        url = f"{self.base}/api/2.0/mlflow/{path}?{urlencode(wish)}"
        return self._answer(Request(url, headers=self._headers), path)

    def upload(self, place: str, content: bytes) -> None:
        """Puts an artefact to its place (experiment, run, path) by way of the server; raises as `post`."""
        url = f"{self.base}/api/2.0/mlflow-artifacts/artifacts/{quote(place)}"
        headers = {**self._headers, "Content-Type": "application/octet-stream"}
        self._answer(Request(url, content, headers, method="PUT"), "artefacts")

    def _answer(self, request: Request, path: str) -> dict[str, Any]:
        try:
            found = json.loads(_read(request) or b"{}")
        except HTTPError as error:
            raise self._refused(error, path) from error
        except (URLError, OSError, HTTPException) as error:
            raise BadData(f"There is no answer from {self.base}: {getattr(error, 'reason', error)}.") from error
        except ValueError as error:
            raise BadData(f"{self.base} answers, but not as an MLflow server does.") from error
        if not isinstance(found, dict):
            raise BadData(f"{self.base} answers, but not as an MLflow server does.")
        return found

    def _refused(self, error: HTTPError, path: str) -> MLflowRefused:
        with error:
            try:
                said = json.loads(error.read())
                code, why = str(said.get("error_code", "")), str(said.get("message", ""))
            except (ValueError, AttributeError, OSError):
                code, why = "", ""
        advice = " Check user and password or the token." if error.code in (401, 403) else ""
        reason = f": {why[:300].rstrip('.')}" if why else ""
        return MLflowRefused(f"The MLflow server {self.base} answered {error.code} to {path}{reason}.{advice}", code)


def _read(request: Request) -> bytes:
    """The answer; a connection that breaks off (a worker of the server that is started anew) is tried again."""
    for pause in _PAUSES_S:
        try:
            with urlopen(request, timeout=WAIT_S) as response:
                return bytes(response.read())
        except ConnectionError:
            time.sleep(pause)
    with urlopen(request, timeout=WAIT_S) as response:
        return bytes(response.read())
