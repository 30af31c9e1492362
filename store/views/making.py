"""Puts the public views into a store."""

import hashlib
from typing import Any

from store.migrations import quoted
from store.views import experiments, graph, imported, people, things
from store.views._view import View


def public_views() -> tuple[View, ...]:
    """All public views, those before that others read from."""
    return (*experiments.VIEWS, *people.VIEWS, *things.VIEWS, *imported.VIEWS, *graph.VIEWS)


def _statements() -> list[str]:
    made = []
    for view in public_views():
        made.append(f"CREATE OR REPLACE VIEW main.{view.name} AS {view.sql.strip()}")
        made += comments_of(view, f"VIEW main.{view.name}")
    return made


def comments_of(view: View, thing: str) -> list[str]:
    """Statements that explain a view, or a table with its columns.

    Args:
        view: what explains it.
        thing: what it is and its name, such as "VIEW main.runs".
    """
    name = thing.split(" ", 1)[1]
    columns = [f'COMMENT ON COLUMN {name}."{c}" IS {quoted(t)}' for c, t in view.columns.items()]
    return [f"COMMENT ON {thing} IS {quoted(view.comment)}", *columns]


def make_views(connection: Any) -> None:
    """Makes the public views where they are not as they are defined here; an unchanged store is left as it is."""
    statements = _statements()
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'facts' "
        "AND table_name <> 'views_made' ORDER BY ALL"
    ).fetchall()
    mark = hashlib.sha256(repr((statements, columns)).encode()).hexdigest()
    connection.execute("CREATE TABLE IF NOT EXISTS facts.views_made (mark VARCHAR)")
    published = connection.execute(
        "SELECT 1 FROM duckdb_schemas() WHERE schema_name = 'kept' AND database_name = current_database()"
    ).fetchall()
    if not published and connection.execute("SELECT mark FROM facts.views_made").fetchall() == [(mark,)]:
        return
    connection.execute("BEGIN")
    for statement in statements:
        connection.execute(statement)
    if published:  # a published copy became a store: its kept rows would grow old
        connection.execute("DROP SCHEMA kept CASCADE")
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
