"""Texts of other programs rewritten as delimited text: Weka's ARFF and columns that are aligned by blanks."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from experiments.data.cleaning import quote
from store.errors import BadData

_ARFF = re.compile(rb"(?im)\A(?:\s*%.*\n|\s*\n)*\s*@relation\b")
_ATTRIBUTE = re.compile(r"""(?i)^\s*@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s'"]\S*)\s+\S""")
_DATA = re.compile(rb"(?im)^\s*@data\s*$")
_SPARSE = re.compile(r"[+-]?[\d.eE+-]+(?:\s+\d+:[+-]?[\d.eE+-]+)+\s*(?:#.*)?")
_GAP = re.compile(r"[ \t]{2,}")
_SAMPLE_LINES = 300
_MOSTLY = 0.5
"""Share of the lines that have gaps where columns are aligned by blanks."""
_REGULAR = 0.99
"""Share of the lines that have the commonest number of cells where columns are aligned by blanks."""


def as_delimited(text: bytes, name: str) -> tuple[bytes, list[str]]:
    """The text as CSV where another program wrote it in a form of its own, else as it is; and what to say of that.

    Args:
        text: UTF-8 with plain line ends.
        name: the file's name, for messages.

    Raises:
        BadData: the form holds only what is not zero, or names no columns.
    """
    if _ARFF.match(text):
        return _from_arff(text, name), ["The file is written in ARFF, Weka's form."]
    some = [line for line in islice(text[: 1 << 20].decode("utf-8", "replace").splitlines(), _SAMPLE_LINES) if line]
    if some and all(_SPARSE.fullmatch(line.strip()) for line in some):
        raise BadData(
            f"{name} is in LIBSVM's sparse form, which names no columns. Read it with "
            "sklearn.datasets.load_svmlight_file, and save the table as CSV or Parquet."
        )
    if _is_aligned(some):
        return _written(_by_blanks(text.decode("utf-8", "replace").splitlines())), [
            "The columns are aligned by blanks."
        ]
    return text, []


def _from_arff(text: bytes, name: str) -> bytes:
    start = _DATA.search(text)
    head = text[: start.start() if start else len(text)].decode("utf-8", "replace")
    names = [found[1] for line in head.splitlines() if (found := _ATTRIBUTE.match(line))]
    names = [re.sub(r"\\(.)", r"\1", n[1:-1]) if n[0] in "'\"" else n for n in names]
    if start is None or not names:
        raise BadData(f"{name} begins as an ARFF file, but has no line `@data` or no `@attribute` above it.")
    lines = [s for line in text[start.end() :].decode("utf-8", "replace").splitlines() if (s := line.strip())]
    lines = [line for line in lines if not line.startswith("%")]
    if lines and lines[0].startswith("{"):
        raise BadData(f"{name} holds sparse ARFF ({quote([lines[0]], 1)}). Save it as dense ARFF or CSV.")
    mark = "'" if any("'" in line for line in lines) else '"'
    rows = csv.reader(lines, quotechar=mark, escapechar="\\", skipinitialspace=True)
    return _written([names, *([cell.strip() for cell in row] for row in rows)])


def _is_aligned(lines: list[str]) -> bool:
    """Whether blanks align columns: most lines have gaps, split at blanks all are alike, and at nothing else."""
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    if len(lines) < 3 or sum(bool(_GAP.search(line)) for line in lines[1:]) < _MOSTLY * len(lines[1:]):
        return False
    if any(_commonest([line.count(sign) for line in lines])[0] for sign in ",;|"):
        return False
    width, share = _commonest([len(row) for row in _by_blanks(lines[1:])])
    tabs = _commonest([line.strip().count("\t") for line in lines])[0]
    return (
        width > (2 * (tabs + 1) if tabs else 1)
        and share >= _REGULAR
        and len(next(iter(_by_blanks(lines)))) in (width, width - 1)
    )


def _commonest(counts: list[int]) -> tuple[int, float]:
    value, times = Counter(counts).most_common(1)[0]
    return value, times / len(counts)


def _by_blanks(lines: Iterable[str]) -> Iterable[list[str]]:
    plain = (re.sub(r"[ \t]+", " ", line).strip() for line in lines)
    return csv.reader((line for line in plain if line), delimiter=" ")


def _written(rows: Iterable[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows(rows)
    return held.getvalue().encode()
