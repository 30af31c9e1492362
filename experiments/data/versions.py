"""Versions of a table: recognised by content, kept as Parquet, read back only if unchanged."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.data.cleaning import canonical
from experiments.data.columns import describe_columns
from experiments.data.reading import Table
from store.errors import BadData, DuplicateFact, SextantError, UnknownRecord
from store.knowledge import KnowledgeStore
from store.records import Dataset, DatasetVersion
from store.writing import written_whole

HASH_DIGITS = 24
_EXACT_IN_FLOAT = 2**53


def frame_hash(frame: pd.DataFrame) -> str:
    """Hash of a table's content: column names, kinds and values, all in order.

    The file's format, the row index, the width of numbers (an int column equals a float column of the same numbers)
    and the sign of zero do not matter; a missing value equals any other. It is the same in all processes and on all
    machines. SHA-256 over each column's values as little-endian float64, int64 microseconds, or UTF-8 with lengths.

    Args:
        frame: `(n_rows, n_columns)` of numbers, truth values, text or dates, as `canonical` gives it.

    Returns:
        24 hexadecimal digits.
    """
    whole = hashlib.sha256(json.dumps(["sextant-table-1", len(frame), frame.shape[1]]).encode())
    for position, name in enumerate(frame.columns):
        kind, payload = _payload(frame.iloc[:, position])
        whole.update(json.dumps([str(name), kind]).encode())
        for part in payload:
            whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:HASH_DIGITS]


def _payload(values: pd.Series) -> tuple[str, list[bytes | memoryview]]:
    dtype = values.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return "truth", [np.ascontiguousarray(values.to_numpy(dtype="uint8")).data]
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "date", [np.ascontiguousarray(values.to_numpy(dtype="datetime64[us]").astype("<i8")).data]
    if pd.api.types.is_integer_dtype(dtype):
        whole = values.to_numpy(dtype="int64")
        if len(whole) and (whole.max() > _EXACT_IN_FLOAT or whole.min() < -_EXACT_IN_FLOAT):
            return "integer", [np.ascontiguousarray(whole.astype("<i8")).data]
    if pd.api.types.is_numeric_dtype(dtype):
        plain = values.to_numpy(dtype="float64", na_value=np.nan) + 0.0  # adding zero takes the sign off -0.0
        plain[np.isnan(plain)] = np.nan
        return "number", [np.ascontiguousarray(plain.astype("<f8")).data]
    return "text", _text_payload(values)


def _text_payload(values: pd.Series) -> list[bytes | memoryview]:
    """Lengths in bytes (-1 = missing), and all bytes one after the other."""
    texts = pa.array(values, type=pa.large_string(), from_pandas=True)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    lengths = pc.fill_null(pc.binary_length(texts), -1).to_numpy(zero_copy_only=False).astype("<i8")
    packed = pc.fill_null(texts, "")
    _, offsets, content = packed.buffers()
    ends = np.frombuffer(offsets, dtype="<i8")[packed.offset : packed.offset + len(packed) + 1]
    letters = memoryview(content)[ends[0] : ends[-1]] if content is not None and len(packed) else b""
    return [np.ascontiguousarray(lengths).data, letters]


def keep_version(
    table: Table,
    store: KnowledgeStore,
    home: Path,
    person: str,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
) -> tuple[Dataset, DatasetVersion, datetime | None]:
    """Keeps a table's content and records its dataset and version, unless that very content is known.

    Args:
        table: the table as read.
        store: where dataset and version are recorded.
        home: SEXTANT_HOME; the rows go to `data/<hash>.parquet` in it.
        person: who gave the table.
        clock: the moment, UTC.
        new_id: makes an id from a prefix.

    Returns:
        The dataset, the version, and the moment this content was first recorded (None: just now).

    Raises:
        BadData: the snapshot cannot be written.
    """
    frame, _ = canonical(table.frame, texts_read=True)
    version_id = frame_hash(frame)
    snapshot = f"data/{version_id}.parquet"
    known = _known(store, version_id)
    if known is not None:
        dataset, version = known
        if not _is_whole(version, home):
            _write(frame, home / version.snapshot)
        return dataset, version, version.recorded_at
    size_bytes = _write(frame, home / snapshot)
    now = clock()
    dataset_before = store.latest(Dataset, name=table.name, source=table.source)
    dataset = dataset_before or Dataset(
        id=new_id("dataset"), name=table.name, source=table.source, recorded_at=now, recorded_by=person
    )
    version = DatasetVersion(
        id=version_id, dataset_id=dataset.id, rows=len(frame), columns=describe_columns(frame),
        snapshot=snapshot, size_bytes=size_bytes, recorded_at=now,
    )  # fmt: skip
    try:
        store.append(*([] if dataset_before else [dataset]), version)
    except DuplicateFact:  # somebody else recorded the same content in this very moment
        known = _known(store, version_id)
        if known is None:
            raise
        return *known, known[1].recorded_at
    return dataset, version, None


def _is_whole(version: DatasetVersion, home: Path) -> bool:
    """Whether the kept copy still has the version's rows; where not, the same table brings it back."""
    if not (home / version.snapshot).exists():
        return False
    try:
        load_version(version, home)
    except BadData:
        return False
    return True


def _known(store: KnowledgeStore, version_id: str) -> tuple[Dataset, DatasetVersion] | None:
    try:
        version = store.get(DatasetVersion, version_id)
    except UnknownRecord:
        return None
    return store.get(Dataset, version.dataset_id), version


def _write(frame: pd.DataFrame, path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as partial:
            pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), partial, compression="zstd")
    except (OSError, pa.ArrowException) as error:
        raise BadData(f"The copy of the table could not be kept at {path}: {error}. Check the free space.") from error
    return path.stat().st_size


def load_version(version: DatasetVersion, home: Path) -> pd.DataFrame:
    """The rows of a version, `(version.rows, n_columns)`, exactly as they were.

    Raises:
        BadData: the snapshot is gone, damaged or no longer holds that content.
    """
    path = home / version.snapshot
    again = "Give the table again: the same content is recognised and its copy restored."
    try:
        frame = pq.read_table(path, memory_map=False).to_pandas()
        frame, _ = canonical(frame, texts_read=True)
    except FileNotFoundError as error:
        raise BadData(f"The kept copy of dataset version {version.id} is gone from {path}. {again}") from error
    except (OSError, pa.ArrowException, ValueError, SextantError) as error:
        why = str(error).rstrip(".")
        raise BadData(f"The kept copy of dataset version {version.id} cannot be read: {why}. {again}") from error
    if frame_hash(frame) != version.id:
        raise BadData(f"The file {path} is no longer what dataset version {version.id} was recorded with. {again}")
    return frame
