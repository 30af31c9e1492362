"""The log that Weights & Biases writes of each run (`run-<id>.wandb`): all there is of a run that was made offline.

A file of records as LevelDB keeps its log (blocks of 32 kB, checksums), each a message of protocol buffers. Sources:
https://github.com/google/leveldb/blob/main/doc/log_format.md and `wandb/proto/wandb_internal.proto`.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.errors import BadData

_MARK = b":W&B"
_HEAD = 7
_BLOCK = 32768
_WHOLE, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4
_HISTORY, _SUMMARY, _CONFIG, _RUN, _EXIT = 2, 3, 5, 17, 18
"""Numbers of what a record may hold; all else is passed over."""
_LARGEST_RECORD = 50_000_000

Fields = list[tuple[int, int | bytes]]


@dataclass
class RunLog:
    """What the log tells of a run."""

    run_id: str = ""
    name: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)
    """The last value of everything that was logged, unless a summary says another."""
    runtime_s: float | None = None
    exit_code: int | None = None
    """None where the run has not come to an end, or its process was killed."""
    started_s: float | None = None
    """Seconds since 1970."""


def read_log(path: Path) -> RunLog:
    """Reads a log as far as it is whole; a tail that a crash cut off is left.

    Raises:
        BadData: it is no such log, or no run is told in it.
    """
    found = RunLog()
    try:
        for record in _records(path):
            for number, content in _fields(record):
                if isinstance(content, bytes):
                    _take(found, number, content)
    except (ValueError, IndexError, UnicodeDecodeError, struct.error) as error:
        raise BadData(f"{path} cannot be read as a log of Weights & Biases: {error}") from error
    if not found.run_id:
        raise BadData(f"{path} tells of no run.")
    return found


def _take(found: RunLog, number: int, content: bytes) -> None:
    if number == _RUN:
        parts = _fields(content)
        found.run_id = _text(parts, 1) or found.run_id
        found.name = _text(parts, 8) or found.name
        for _, inner in (p for p in parts if p[0] == 4):
            _items(found.config, inner)
        for _, moment in (p for p in parts if p[0] == 17):
            found.started_s = next((float(v) for n, v in _fields(moment) if n == 1 and isinstance(v, int)), None)
    elif number == _CONFIG:
        _items(found.config, content)
    elif number in (_HISTORY, _SUMMARY):
        _items(found.summary, content)
    elif number == _EXIT:
        parts = _fields(content)
        found.exit_code = next((v for n, v in parts if n == 1 and isinstance(v, int)), 0)
        found.runtime_s = next((float(v) for n, v in parts if n == 2 and isinstance(v, int)), None)


def _items(into: dict[str, Any], content: int | bytes) -> None:
    """Takes each item (field 1) of a config, summary or history: a name, or a nested one, and its value."""
    for number, item in _fields(content):
        if number == 1 and isinstance(item, bytes):
            parts = _fields(item)
            nested = [v.decode() for n, v in parts if n == 2 and isinstance(v, bytes)]
            name = ".".join(nested) or _text(parts, 1)
            if name:
                into[name] = _value(parts)


def _value(parts: Fields) -> Any:
    """An item's value: JSON (16, 8), a text (7), or since 0.20 a number (6), whole number (5) or truth value (4)."""
    for number, content in parts:
        if number in (8, 16) and isinstance(content, bytes):
            return json.loads(content)
        if number == 7 and isinstance(content, bytes):
            return content.decode()
        if number == 6 and isinstance(content, bytes):
            return struct.unpack("<d", content)[0]
        if number == 5 and isinstance(content, int):
            return (content >> 1) ^ -(content & 1)
        if number == 4:
            return bool(content)
    return None


def _text(parts: Fields, number: int) -> str:
    return next((v.decode() for n, v in parts if n == number and isinstance(v, bytes)), "")


def _fields(content: int | bytes) -> Fields:
    """Numbers and contents of a message's fields: whole numbers, or bytes."""
    found: Fields = []
    if isinstance(content, int):
        return found
    at = 0
    while at < len(content):
        tag, at = _varint(content, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(content, at)
            found.append((tag >> 3, value))
            continue
        if kind == 2:
            size, at = _varint(content, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f"a field of kind {kind}")
        if at + size > len(content):
            raise ValueError("a field goes beyond its message")
        found.append((tag >> 3, content[at : at + size]))
        at += size
    return found


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 70:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("a number without an end")


def _records(path: Path) -> Iterator[bytes]:
    """The records of a log in their order, as far as they are whole."""
    with path.open("rb") as file:
        if file.read(_HEAD)[:4] != _MARK:
            raise ValueError("it does not begin as one")
        before, at = b"", _HEAD
        while True:
            left = _BLOCK - at % _BLOCK
            if left < _HEAD:  # what is too short for a head is filled up
                file.seek(left, 1)
                at += left
                continue
            head = file.read(_HEAD)
            if len(head) < _HEAD:
                return
            check, size, kind = struct.unpack("<IHB", head)
            part = file.read(size)
            at += _HEAD + size
            if len(part) < size or zlib.crc32(part, zlib.crc32(bytes([kind]))) != check:
                return
            if kind in (_WHOLE, _FIRST):
                before = b""
            before += part
            if len(before) > _LARGEST_RECORD:
                raise ValueError("a record of over 50 MB")
            if kind in (_WHOLE, _LAST):
                yield before
