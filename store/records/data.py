"""Tables: what they are called, which content they had, what was seen in them."""

from typing import Literal

from pydantic import Field, NonNegativeInt

from store.records.base import Moment, Name, Record

ColumnKind = Literal["numeric", "boolean", "categorical", "text", "date"]


class Column(Record):
    """One column of a dataset version, as it was read."""

    name: str
    kind: ColumnKind
    dtype: str
    """The pandas dtype it was read with."""
    missing: NonNegativeInt
    """Rows without a value."""
    distinct: NonNegativeInt
    """Different values, missing not counted; exact up to 100,000 rows, from a sample above."""
    examples: tuple[str, ...] = ()
    """Up to three values as text, cut at 60 characters."""


class Dataset(Record):
    """A table with a name and a place it came from; its contents over time are versions."""

    id: Name
    name: Name
    source: str
    """Path, URL or sample's name as the person gave it."""
    recorded_at: Moment
    recorded_by: Name


class DatasetVersion(Record):
    """The content of a dataset at a moment; its id is the hash of that content."""

    id: Name
    dataset_id: Name
    rows: NonNegativeInt
    columns: tuple[Column, ...]
    snapshot: str
    """Path of the Parquet copy kept by Sextant, relative to SEXTANT_HOME: replay needs the very rows."""
    size_bytes: NonNegativeInt
    recorded_at: Moment

    def column(self, name: str) -> Column | None:
        """The column of that exact name, None where there is none."""
        return next((c for c in self.columns if c.name == name), None)

    def distinct(self, name: str, unknown: int = 0) -> int:
        """How many different values the column of that name has; `unknown` where there is no such column."""
        column = self.column(name)
        return unknown if column is None else column.distinct


FindingKind = Literal[
    "rows", "missing", "imbalance", "duplicates", "constant", "id_like", "leak", "date", "long_text",
    "group", "time", "many_categories", "infinite", "mixed_types", "outliers", "few_rows", "wide", "rare_class",
]  # fmt: skip


class Finding(Record):
    """Something noticed in a table, in words a person can check."""

    kind: FindingKind
    severity: Literal["info", "warning", "problem"]
    columns: tuple[str, ...] = ()
    sentence: str
    """What was seen and what Sextant does about it, in one or two sentences."""
    figure: float | None = None
    """The number behind the sentence (a share, a count, a score), where there is one."""


class Picture(Record):
    """A small bar picture: labels and heights, with the question it answers as title."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str = "rows"


class DataReport(Record):
    """What was seen in a dataset version, with or without a target."""

    id: Name
    version_id: Name
    target: str | None
    rows: NonNegativeInt
    n_columns: NonNegativeInt
    summary: str
    """Two or three sentences."""
    findings: tuple[Finding, ...]
    pictures: tuple[Picture, ...] = ()
    made_at: Moment


class DatasetProfile(Record):
    """Meta-features of a dataset version for one target: what the recommender knows of it."""

    id: Name
    version_id: Name
    target: str
    kind: str
    profiler: Name
    """Name and version of the code that computed it; profiles of different profilers don't mix."""
    features: dict[str, float | None] = Field(min_length=1)
    """Name (`mf_…`) to value, None where it could not be computed."""
    made_at: Moment
