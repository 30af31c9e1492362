"""Tables of the use cases of ExtremeXP: `*_vp` are its variability points, `feedback` is a person's rating."""

from collections.abc import Sequence
from pathlib import Path

from store.importers.delimited import header_of
from store.importers.roles import Taken, plain_name
from store.importers.table import ENDINGS, RunTable

_CONTEXT = ("domain", "intent", "method", "ttp", "time_windows", "ram")
_MARKS = frozenset({"intent", "method", "algorithm", "model"})


class ExtremeXPTable(RunTable):
    """Reads tables such as `uc2.csv`; the same configuration may occur several times, each is a run of its own."""

    kind = "extremexp-table"
    title = "a use-case table of ExtremeXP (CSV or Parquet)"
    tool = "extremexp"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = Path(source)
        if path.suffix.casefold() not in ENDINGS or not path.is_file():
            return False
        if path.suffix.casefold() in (".parquet", ".pq"):
            return _is_one(_parquet_columns(path))
        return _is_one(header_of(path))

    def told(self, columns: Sequence[str]) -> tuple[Taken, ...]:  # noqa: D102
        found = []
        for column in columns:
            if column.endswith("_vp"):
                name = column.removesuffix("_vp")
                found.append(Taken(column, "parameter", "it is a variability point", name))
            elif plain_name(column) in _CONTEXT:
                found.append(Taken(column, "context", "it describes the use case", column))
            elif plain_name(column) == "model":
                found.append(Taken(column, "name", "it names the trained model", column))
        return tuple(found)


def _is_one(columns: Sequence[str]) -> bool:
    return {plain_name(c) for c in columns} >= _MARKS


def _parquet_columns(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except (OSError, pa.ArrowException):
        return []
