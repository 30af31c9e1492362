"""Reading SQL over the rows of one table, in a DuckDB of its own that holds nothing else."""

from typing import Any

import pandas as pd

from store.readonly import run_reading, wall_in


def query_rows(
    frame: pd.DataFrame, name: str, sql: str, *, max_rows: int = 1000, timeout_s: float = 30.0
) -> pd.DataFrame:
    """Runs one reading statement over a table in memory; a missing value is NULL.

    Args:
        frame: `(n_rows, n_columns)`, only those columns that the statement names need be there. It is not changed.
        name: what the statement calls the table.
        sql: one SELECT.
        max_rows: rows of the answer at most.
        timeout_s: seconds after which it is stopped.

    Raises:
        BadRequest: see `KnowledgeStore.query`.
    """
    import duckdb
    import pyarrow as pa

    connection: Any = duckdb.connect(":memory:")
    try:
        connection.register(name, pa.Table.from_pandas(frame, preserve_index=False))
        wall_in(connection)
        return run_reading(connection, sql, max_rows, timeout_s)
    finally:
        connection.close()
