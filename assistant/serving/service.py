"""The HTTP service of one model: predict, batch, health, metrics, and a page that says how to use it."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.serving.page import Served, openapi, page
from assistant.serving.rows import Invalid, table_of
from assistant.serving.shadow import Shadow
from experiments.workflows.columns import text_of
from store.errors import SextantError

if TYPE_CHECKING:
    import pandas as pd

    from assistant.serving.log import ScoreLog

_log = logging.getLogger(__name__)
MOST_BYTES = 20 * 2**20
MOST_ROWS = 20_000
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_GONE = 499
_ELSEWHERE = "elsewhere"
"""What all addresses that are none count as: clients must not make up labels of a metric."""
_MOST_WAIT_S = 60.0
"""Seconds within which a whole request must have come."""
_OPEN = ("/health", "/", "/openapi.json")
"""Paths that need no token: they say nothing of data."""


@dataclass(frozen=True)
class Serving:
    """The version in use, and the one that shadows it."""

    name: str
    version: int
    model: Served
    challenger: tuple[int, Served] | None = None


@dataclass
class Counters:
    """What Prometheus asks for. Any thread."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    rows: int = 0
    seconds: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * len(_BUCKETS_S))
    started: float = field(default_factory=time.time)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, path: str, status: int, elapsed_s: float, rows: int) -> None:
        """One answered request."""
        with self._lock:
            self.requests[path, status] += 1
            self.rows += rows
            self.seconds += elapsed_s
            for i, edge in enumerate(_BUCKETS_S):
                self.buckets[i] += elapsed_s <= edge

    def text(self, serving: Serving, shadow: Shadow | None = None) -> str:
        """In the Prometheus text format."""
        with self._lock:
            labels = f'model="{_label(serving.name)}",version="{serving.version}"'
            total = sum(self.requests.values())
            lines = [
                "# HELP sextant_model_info The version that is served.",
                "# TYPE sextant_model_info gauge",
                f"sextant_model_info{{{labels}}} 1",
                "# HELP sextant_requests_total Requests answered.",
                "# TYPE sextant_requests_total counter",
                *(f'sextant_requests_total{{path="{p}",status="{s}"}} {n}' for (p, s), n in self.requests.items()),
                "# HELP sextant_rows_total Rows predicted.",
                "# TYPE sextant_rows_total counter",
                f"sextant_rows_total {self.rows}",
                "# HELP sextant_request_seconds Seconds that requests took.",
                "# TYPE sextant_request_seconds histogram",
                *(
                    f'sextant_request_seconds_bucket{{le="{edge:g}"}} {n}'
                    for edge, n in zip(_BUCKETS_S, self.buckets, strict=True)
                ),
                f'sextant_request_seconds_bucket{{le="+Inf"}} {total}',
                f"sextant_request_seconds_sum {self.seconds:.6f}",
                f"sextant_request_seconds_count {total}",
                "# HELP process_start_time_seconds When the service started.",
                "# TYPE process_start_time_seconds gauge",
                f"process_start_time_seconds {self.started:.3f}",
            ]
            if shadow is not None and serving.challenger is not None:
                number = f'model="{_label(serving.name)}",version="{serving.challenger[0]}"'
                lines += [
                    "# HELP sextant_shadow_rows_total Rows that the challenger predicted for the record.",
                    "# TYPE sextant_shadow_rows_total counter",
                    f"sextant_shadow_rows_total{{{number}}} {shadow.asked}",
                    "# HELP sextant_shadow_left_out_total Rows that the challenger was not asked of or failed at.",
                    "# TYPE sextant_shadow_left_out_total counter",
                    f"sextant_shadow_left_out_total{{{number}}} {shadow.left_out}",
                ]
        return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status, self.body = status, {"error": error, **more}


class Service:
    """Answers requests for one model; `replace` puts another version in its place while it runs."""

    def __init__(self, serving: Serving, token: str | None = None, log: ScoreLog | None = None) -> None:
        """Prepares the service.

        Args:
            serving: the version in use.
            token: what clients must send as `Authorization: Bearer …`; None asks for nothing.
            log: where scored rows go.
        """
        self._serving, self._token, self._log = serving, token, log
        self.counters = Counters()
        self.shadow = Shadow(log.add) if log is not None else None

    def stop(self) -> None:
        """Waits for the challenger and writes what has gathered in the log."""
        if self.shadow is not None and self._log is not None:
            self.shadow.stop()
            self._log.flush()

    def replace(self, serving: Serving) -> None:
        """Serves another version from the next request on."""
        self._serving = serving

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/", self._answer(self._page), methods=["GET"]),
            Route("/openapi.json", self._answer(self._openapi), methods=["GET"]),
            Route("/health", self._answer(self._health), methods=["GET"]),
            Route("/metrics", self._answer(self._metrics), methods=["GET"]),
            Route("/predict", self._answer(self._predict), methods=["POST"]),
            Route("/batch", self._answer(self._batch), methods=["POST"]),
            Route("/labels", self._answer(self._labels), methods=["POST"]),
        ]
        return Starlette(routes=routes, exception_handlers={404: self._no_path, 405: self._no_path})

    def _answer(self, work: Callable[[Request], Any]) -> Callable[[Request], Any]:
        """Wraps a path with the token, the counters, and errors in words."""

        async def answer(request: Request) -> Response:
            began, path, rows = time.perf_counter(), request.url.path, 0
            try:
                self._check_token(request)
                response, rows = await work(request)
            except Refused as refused:
                response = JSONResponse(refused.body, refused.status)
            except Invalid as invalid:
                body = {"error": "Some values cannot be used; nothing was predicted.", "details": invalid.troubles}
                response = JSONResponse(body, 422)
            except SextantError as error:
                response = JSONResponse({"error": str(error)}, 400)
            except ClientDisconnect:
                response = Response(status_code=_GONE)  # nobody is there to read it
            except Exception:  # a client must get an answer in words, and the next one the service
                _log.exception("a request to %s could not be answered", path)
                response = JSONResponse({"error": "This could not be answered; the service's own log says why."}, 500)
            self.counters.count(path, response.status_code, time.perf_counter() - began, rows)
            final: Response = response
            return final

        return answer

    async def _no_path(self, request: Request, error: Exception) -> Response:
        """Answers what asks for something that there is not, in words and counted like any other."""
        status = getattr(error, "status_code", 404)
        said = "There is nothing at this address" if status == 404 else f"{request.method} is not understood there"
        told = f"{said}. Send rows as POST to /predict or /batch; /openapi.json lists all there is."
        self.counters.count(_ELSEWHERE, status, 0.0, 0)
        return JSONResponse({"error": told}, status, headers=getattr(error, "headers", None))

    def _check_token(self, request: Request) -> None:
        if self._token is None or request.url.path in _OPEN:
            return
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            raise Refused(401, "Send the token as the header “Authorization: Bearer …”.")

    async def _page(self, request: Request) -> tuple[Response, int]:
        return HTMLResponse(page(self._serving.name, self._serving.version, self._serving.model)), 0

    async def _openapi(self, request: Request) -> tuple[Response, int]:
        return JSONResponse(openapi(self._serving.name, self._serving.version, self._serving.model)), 0

    async def _health(self, request: Request) -> tuple[Response, int]:
        serving = self._serving
        return JSONResponse({"status": "ok", "model": serving.name, "version": serving.version}), 0

    async def _metrics(self, request: Request) -> tuple[Response, int]:
        return PlainTextResponse(
            self.counters.text(self._serving, self.shadow), media_type="text/plain; version=0.0.4"
        ), 0

    async def _predict(self, request: Request) -> tuple[Response, int]:
        given, serving = await _json(request), self._serving
        if not isinstance(given, dict):
            raise Refused(422, "Send one row as a JSON object: column to value.")
        row = given["row"] if isinstance(given.get("row"), dict) and "row" not in serving.model.signature else given
        said = await run_in_threadpool(self._score, serving, [row])
        return JSONResponse(said[0] | {"version": serving.version}), 1

    async def _batch(self, request: Request) -> tuple[Response, int]:
        given, serving = await _json(request), self._serving
        rows = given.get("rows") if isinstance(given, dict) else given
        if not isinstance(rows, list) or not rows:
            raise Refused(422, "Send rows as a JSON list of objects, or as {“rows”: […]}.")
        if len(rows) > MOST_ROWS:
            raise Refused(413, f"{len(rows):,} rows are too many at once; send at most {MOST_ROWS:,}.")
        said = await run_in_threadpool(self._score, serving, rows)
        return JSONResponse({"version": serving.version, "predictions": said}), len(rows)

    async def _labels(self, request: Request) -> tuple[Response, int]:
        """True values of rows that were answered before, by the ids that came with the answers."""
        given, model = await _json(request), self._serving.model
        rows = given.get("labels") if isinstance(given, dict) else given
        if self._log is None:
            raise Refused(409, "Scored rows are not logged here, so labels have nothing to belong to.")
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
            raise Refused(422, f"Send 1 to {MOST_ROWS:,} labels as {{“labels”: [{{“id”: …, “label”: …}}]}}.")
        known = model.meta.classes
        bad = [i for i, r in enumerate(rows) if not _is_label(r, known)]
        if bad:
            what = f"one of {', '.join(known[:20])}" if known else "a number"
            raise Refused(422, f"Label {bad[0]} cannot be used: it needs an “id” of an answer and a “label”, {what}.")
        ids, values = [str(r["id"]) for r in rows], [r["label"] for r in rows]
        if known:
            values = [text_of(v) for v in values]
        await run_in_threadpool(self._log.label, ids, values, model.task.target)
        return JSONResponse({"labels": len(rows)}), 0

    def _score(self, serving: Serving, rows: list[Any]) -> list[dict[str, Any]]:
        """Answers by the version that was in use when the request came, whatever takes its place meanwhile."""
        table = table_of(rows, serving.model.signature)
        said = serving.model(table)
        answers = _as_json(said)
        if self._log is not None:
            ids = [uuid.uuid4().hex[:16] for _ in rows]
            for answer, ident in zip(answers, ids, strict=True):
                answer["id"] = ident
            try:
                self._keep(serving, rows, table, said, ids)
            except Exception:  # a full disk must not keep a client from its answer
                _log.exception("scored rows could not be logged")
        return answers

    def _keep(self, serving: Serving, rows: list[Any], table: pd.DataFrame, said: pd.DataFrame, ids: list[str]) -> None:
        """Logs a sample of the rows, and has the challenger predict the same ones."""
        assert self._log is not None and self.shadow is not None
        hit = self._log.drawn(len(rows))
        if not hit.any():
            return
        drawn = [i for i, h in zip(ids, hit, strict=True) if h]
        self._log.add(table[hit], said[hit], serving.version, "champion", drawn)
        if serving.challenger is None:
            return
        number, other = serving.challenger
        kept = [r for r, h in zip(rows, hit, strict=True) if h]
        try:
            shadowed = table_of(kept, other.signature) if set(other.signature) - set(table.columns) else table[hit]
        except Invalid:  # the challenger needs a column that clients do not send
            self.shadow.left_out += len(kept)
            return
        self.shadow.offer(number, other, shadowed, drawn)


def _is_label(row: Any, classes: Sequence[str]) -> bool:
    if not isinstance(row, dict) or not str(row.get("id") or "") or row.get("label") is None:
        return False
    if classes:
        return text_of(row["label"]) in classes if isinstance(row["label"], str | int | float) else False
    return isinstance(row["label"], int | float) and not isinstance(row["label"], bool)


def _as_json(said: pd.DataFrame) -> list[dict[str, Any]]:
    shares = [c for c in said.columns if c.startswith("probability_")]
    found = []
    for values in said.to_dict("records"):
        line: dict[str, Any] = {"prediction": _plain(values["prediction"])}
        if shares:
            line["probabilities"] = {s.removeprefix("probability_"): round(float(values[s]), 8) for s in shares}
        for end in ("low", "high"):
            if f"prediction_{end}" in values:  # of a forecast: ends of its 80 % interval
                known = float(values[f"prediction_{end}"])
                line[end] = known if known == known else None
        found.append(line)
    return found


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


async def _json(request: Request) -> Any:
    """The body as JSON, of bounded size.

    Raises:
        Refused: it is too large or no JSON.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_MOST_WAIT_S):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    raise Refused(413, f"The request is larger than {MOST_BYTES // 2**20} MB; send fewer rows at once.")
    except TimeoutError:
        raise Refused(408, f"The request did not come whole within {_MOST_WAIT_S:.0f} s; send it again.") from None
    try:
        return json.loads(bytes(body), parse_constant=_no_constant, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"The body is no JSON: {str(error)[:200]}.") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that comes twice has two values, and nobody can say which is meant."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise ValueError(f"“{names.most_common(1)[0][0][:80]}” comes twice in one object")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value; send null for what is not known")
