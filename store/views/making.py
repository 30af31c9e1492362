"""Puts the public views into a store."""

import hashlib
from typing import Any

from store.migrations import quoted
from store.views import experiments, imported, people, things
from store.views._view import View


def public_views() -> tuple[View, ...]:
    """All public views, those before that others read from."""
    return (*experiments.VIEWS, *people.VIEWS, *things.VIEWS, *imported.VIEWS)


def _statements() -> list[str]:
    made = []
    for view in public_views():
        made.append(f"CREATE OR REPLACE VIEW main.{view.name} AS {view.sql.strip()}")
        made.append(f"COMMENT ON VIEW main.{view.name} IS {quoted(view.comment)}")
        made += [f'COMMENT ON COLUMN main.{view.name}."{c}" IS {quoted(t)}' for c, t in view.columns.items()]
    return made


def make_views(connection: Any) -> None:
    """Makes the public views where they are not as they are defined here; an unchanged store is left as it is."""
    statements = _statements()
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'facts' ORDER BY ALL"
    ).fetchall()
    mark = hashlib.sha256(repr((statements, columns)).encode()).hexdigest()
    connection.execute("CREATE TABLE IF NOT EXISTS facts.views_made (mark VARCHAR)")
    if connection.execute("SELECT mark FROM facts.views_made").fetchall() == [(mark,)]:
        return
    connection.execute("BEGIN")
    for statement in statements:
        connection.execute(statement)
    connection.execute("DELETE FROM facts.views_made")
    connection.execute("INSERT INTO facts.views_made VALUES (?)", [mark])
    connection.execute("COMMIT")


def document() -> str:
    """All public views and their columns, as Markdown."""
    parts = []
    for view in public_views():
        parts += [f"### `{view.name}`\n", f"{view.comment}\n", "| column | meaning |", "|---|---|"]
        parts += [f"| `{column}` | {text} |" for column, text in view.columns.items()]
        parts.append("")
    return "\n".join(parts)
