"""How to use the service: an OpenAPI description, and a page for people made of the same facts."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assistant.serving.rows import json_type, kind_of

if TYPE_CHECKING:
    import pandas as pd


class Served(Protocol):
    """A model in memory, as far as answering over HTTP needs it."""

    @property
    def folder(self) -> Path:
        """Where its files lie."""

    @property
    def signature(self) -> dict[str, str]:
        """Input column to dtype."""

    @property
    def task(self) -> Any:
        """Has `target` and `kind`."""

    @property
    def meta(self) -> Any:
        """Has `classes`."""

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`prediction` and `probability_<class>`, one line a row."""


def sample_row(model: Served) -> dict[str, Any]:
    """An input row as an example, as it was kept with the model; nulls where none was."""
    members = [p for p in [model.folder, *sorted(model.folder.iterdir())] if (p / "sample.json").is_file()]
    if members:
        rows = json.loads((members[0] / "sample.json").read_text("utf-8"))
        if rows:
            return {c: rows[0].get(c) for c in model.signature}
    return dict.fromkeys(model.signature)


def openapi(name: str, version: int, model: Served) -> dict[str, Any]:
    """The service in OpenAPI 3.1."""
    columns = {
        c: {"type": [json_type(d), "null"], "description": kind_of(d).capitalize()} for c, d in model.signature.items()
    }
    row = {"type": "object", "required": list(model.signature), "properties": columns, "example": sample_row(model)}
    answer: dict[str, Any] = {
        "type": "object",
        "properties": {"prediction": {}, "version": {"type": "integer"}, "id": {"type": "string"}},
    }
    if model.meta.classes:
        shares = {c: {"type": "number", "minimum": 0, "maximum": 1} for c in model.meta.classes}
        answer["properties"]["probabilities"] = {"type": "object", "properties": shares}
    rows = {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": {"$ref": _ROW}}}}
    label = {"type": "object", "required": ["id", "label"], "properties": {"id": {"type": "string"}, "label": {}}}
    labels = {"type": "object", "required": ["labels"], "properties": {"labels": {"type": "array", "items": label}}}
    told = {"type": "object", "properties": {"labels": {"type": "integer"}}}
    many = {"type": "object", "properties": {"predictions": {"type": "array", "items": {"$ref": _ANSWER}}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: predicts {model.task.target}",
            "version": str(version),
            "description": "Served by Sextant. Columns that the model does not know are ignored.",
        },
        "paths": {
            "/predict": {"post": _post("Predict one row", {"$ref": _ROW}, {"$ref": _ANSWER})},
            "/batch": {"post": _post("Predict many rows", rows, many)},
            "/labels": {"post": _post("Tell the true values of rows answered before", labels, told)},
            "/health": {"get": {"summary": "Whether the service answers", "responses": {"200": {"description": "ok"}}}},
            "/metrics": {"get": {"summary": "Figures for Prometheus", "responses": {"200": {"description": "text"}}}},
        },
        "components": {
            "schemas": {"Row": row, "Answer": answer},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


_ROW, _ANSWER = "#/components/schemas/Row", "#/components/schemas/Answer"


def _post(summary: str, body: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    def of(schema: dict[str, Any]) -> dict[str, Any]:
        return {"application/json": {"schema": schema}}

    return {
        "summary": summary,
        "requestBody": {"required": True, "content": of(body)},
        "responses": {
            "200": {"description": "Predicted", "content": of(answer)},
            "401": {"description": "The token is missing or wrong"},
            "422": {"description": "Values that cannot be used, each with its row, column and what was expected"},
        },
    }


def page(name: str, version: int, model: Served) -> str:
    """The same for people: what it predicts, what it needs, and a command to copy."""
    rows = "".join(
        f"<tr><td><code>{html.escape(c)}</code></td><td>{html.escape(kind_of(d))}</td></tr>"
        for c, d in model.signature.items()
    )
    example = html.escape(json.dumps(sample_row(model), ensure_ascii=False))
    title = f"{html.escape(name)}, version {version}"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;color:#1c2429}}
code,pre{{font:14px/1.4 ui-monospace,monospace}}pre{{background:#f3f5f6;padding:1rem;overflow:auto;border-radius:6px}}
td{{padding:.15rem 1.5rem .15rem 0}}h1{{font-size:1.4rem}}h2{{font-size:1.05rem;margin-top:2rem}}</style></head><body>
<h1>{title}</h1><p>Predicts <code>{html.escape(model.task.target)}</code> ({html.escape(model.task.kind)}).</p>
<h2>One row</h2><pre>curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{example}' http://127.0.0.1:PORT/predict</pre>
<h2>Many rows</h2><p>POST <code>{{"rows": [...]}}</code> to <code>/batch</code>.</p>
<h2>What became of them</h2><p>Each answer has an <code>id</code>. Once the true value is known, POST
<code>{{"labels": [{{"id": "…", "label": …}}]}}</code> to <code>/labels</code>:
it shows whether the model is still good.</p>
<h2>What a row has</h2><table>{rows}</table><p>Unknown values are <code>null</code>; other columns are ignored.</p>
<h2>More</h2><p><a href="/openapi.json">OpenAPI description</a> · <code>/health</code> · <code>/metrics</code></p>
</body></html>"""
