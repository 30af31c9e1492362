"""From the bytes of a text file to UTF-8 text, whatever it was written in."""

from store.errors import BadData

_PROGRAMS = {
    b"SQLite format 3": "an SQLite database; save the table in it as CSV or Parquet",
    b"\x89HDF": "an HDF5 file; save the table in it as Parquet",
    b"\x80\x04\x95": "a pickle, which may run code when it is read; save the table as Parquet",
    b"\x80\x05\x95": "a pickle, which may run code when it is read; save the table as Parquet",
    b"\x93NUMPY": "an array of NumPy, without names of columns; save a table with names as CSV or Parquet",
    b"<stata_dta>": "a Stata file; save the table as CSV",
}
"""How files of programs begin, and what is said of them."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def to_utf8(data: bytes, name: str) -> tuple[bytes, list[str]]:
    """The text as UTF-8 bytes with plain line ends, and what was found out about its encoding.

    UTF-8, UTF-16 (with or without its mark) and Windows-1252 are recognised; where only some lines are not UTF-8,
    those alone are read as Windows-1252.

    Raises:
        BadData: these bytes are no text.
    """
    for start, what in _PROGRAMS.items():
        if data.startswith(start):
            raise BadData(f"{name} is {what}.")
    notes: list[str] = []
    mark, encoding = next(((m, e) for m, e in _BOMS if data.startswith(m)), (b"", ""))
    body = data[len(mark) :]
    if not encoding:
        encoding = _unmarked_utf16(body)
    if encoding.startswith("utf-16"):
        text = body.decode(encoding, errors="replace")
        if text.count("\ufffd") > 0.01 * len(text):
            raise _no_text(name)
        body = text.encode()
        notes.append("The file is written in UTF-16.")
    _refuse_binary(body, name)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        body = _line_by_line(body, notes)
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return body, notes


def _unmarked_utf16(body: bytes) -> str:
    """UTF-16 without its mark shows as zeros in every second byte."""
    head = body[:4000]
    if len(head) < 4 or head.count(0) < 0.3 * len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _refuse_binary(body: bytes, name: str) -> None:
    head = body[:100_000]
    control = sum(head.count(c) for c in range(32) if c not in (9, 10, 11, 12, 13, 28, 29, 30, 31))
    if b"\0" in head or control > 0.01 * len(head):
        raise _no_text(name)


def _no_text(name: str) -> BadData:
    return BadData(
        f"{name} does not look like a table: its bytes are no text, and no Parquet or Excel file either. "
        "Save the table as CSV, Parquet, Excel (.xlsx) or JSON lines."
    )


def _line_by_line(body: bytes, notes: list[str]) -> bytes:
    lines = body.split(b"\n")
    other = 0
    accented = 0
    for position, line in enumerate(lines):
        try:
            line.decode("utf-8")
            accented += not line.isascii()
        except UnicodeDecodeError:
            other += 1
            lines[position] = line.decode("cp1252", errors="replace").encode()
    if accented:
        lines_are = "1 line that is not UTF-8 was" if other == 1 else f"{other:,} lines that are not UTF-8 were"
        notes.append(f"The file mixes encodings: {lines_are} read as Windows-1252.")
    else:
        notes.append("The file is written in Windows-1252.")
    return b"\n".join(lines)
