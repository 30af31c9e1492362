"""From a path or an address to bytes."""

import bz2
import difflib
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import Path
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, url2pathname, urlopen

from store.errors import BadData
from store.home import expanded

MAX_BYTES = 4 * 1024**3
"""Files larger than this are refused: they would not fit in memory while being read."""
_TIMEOUT_S = 30
_GIVEN = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Pipes that whoever started the program fills, as with `<(…)`."""
_PACKED = (
    (b"\x1f\x8b", "gz", gzip.decompress),
    (b"BZh", "bz2", bz2.decompress),
    (b"\xfd7zXZ\0", "xz", lzma.decompress),
)
"""First bytes, ending and how to unpack."""
_TABLES = (".csv", ".tsv", ".parquet", ".feather", ".xlsx", ".json", ".jsonl")
"""Endings of tables, by which one is found among other files that are packed with it."""


def is_address(source: str) -> bool:
    """Whether the source is a web address."""
    return source.lower().startswith(("http://", "https://"))


def local_path(source: str) -> Path:
    """The path that a path or a file:// URL means."""
    if source.lower().startswith("file:"):
        return Path(url2pathname(unquote(urlsplit(source).path)))
    return expanded(source)


def read_bytes(source: str) -> tuple[bytes, str]:
    """The bytes of a file or web address, unpacked from gzip, bz2 or xz, and the file's name without that ending.

    Raises:
        BadData: there is no such file, it cannot be read, or it is too large.
    """
    data, name = _download(source) if is_address(source) else _from_disk(local_path(source))
    packed = next((p for p in _PACKED if data.startswith(p[0])), None)
    if packed is not None:
        _, ending, unpack = packed
        name = name.removesuffix(f".{ending}")
        try:
            data = unpack(data)
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            form = "gzip" if ending == "gz" else ending
            raise BadData(
                f"{name} is packed with {form} but damaged ({error}). Pack it again or give it unpacked."
            ) from error
    _check_size(len(data), name)
    if not data.strip():
        raise BadData(f"{name} is empty: there is no table in it. Check that it was saved or uploaded completely.")
    return data, name


def unpacked(data: bytes, name: str) -> tuple[bytes, str]:
    """The one table in a zip file with its name; other content, an Excel file (a zip too) among it, as it is.

    Raises:
        BadData: the zip file holds several files or none, is locked or too large, or its content is damaged.
    """
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return data, name
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [i.filename for i in archive.infolist() if not i.is_dir()]
            if any(n == "[Content_Types].xml" or n.startswith(("xl/", "word/", "ppt/")) for n in names):
                return data, name
            inside = [n for n in names if not n.startswith("__MACOSX/") and not Path(n).name.startswith(".")]
            tables = [n for n in inside if n.lower().endswith(_TABLES)]
            inside = tables if len(tables) == 1 else inside
            if len(inside) != 1:
                held = f"{len(inside)} files ({', '.join(inside[:3])})" if inside else "no file"
                raise BadData(f"{name} is a zip file with {held}. Unpack it and give the one that holds the table.")
            _check_size(archive.getinfo(inside[0]).file_size, inside[0])
            found = archive.read(inside[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise BadData(f"{name} is locked with a password. Unpack it and give the table itself.") from error
        if name.lower().endswith(".xlsx"):
            return data, name
        raise BadData(f"{name} is a damaged zip file ({error}). Pack it again or give the table unpacked.") from error
    if not found.strip():
        raise BadData(f"{inside[0]} in {name} is empty: there is no table in it. Check that it was saved completely.")
    return found, Path(inside[0]).name


def _from_disk(path: Path) -> tuple[bytes, str]:
    try:
        if path.is_dir():
            raise BadData(f"{path} is a folder. Name one file in it{_inside(path)}.")
        _check_size(path.stat().st_size, path.name)
        if path.exists() and not path.is_file() and not str(path).startswith(_GIVEN):
            raise BadData(
                f"{path} is a pipe or a device and might never end. Write its table to a file, and name that."
            )
        return path.read_bytes(), path.name
    except FileNotFoundError as error:
        raise BadData(
            f"There is no file at {path}{_nearby(path)}. Check the path, or drop the file in the chat."
        ) from error
    except PermissionError as error:
        raise BadData(f"The file {path} may not be read. Change its permissions or copy it elsewhere.") from error
    except (OSError, ValueError) as error:
        raise BadData(f"The file {str(path)[:200]!r} could not be read: {error}. Check the path.") from error


def _inside(path: Path) -> str:
    files = sorted(p.name for p in path.iterdir() if p.is_file())[:3]
    return f", such as {', '.join(files)}" if files else ""


def _nearby(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    close = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def _check_size(size_bytes: int, name: str) -> None:
    if size_bytes > MAX_BYTES:
        raise BadData(
            f"{name} holds {size_bytes / 1024**3:.1f} GB; Sextant reads tables up to {MAX_BYTES // 1024**3} GB. "
            "Give a sample of its rows."
        )


def _download(address: str) -> tuple[bytes, str]:
    name = Path(unquote(urlsplit(address).path)).name or urlsplit(address).netloc
    try:
        with urlopen(Request(address, headers={"User-Agent": "sextant"}), timeout=_TIMEOUT_S) as answer:
            data: bytes = answer.read(MAX_BYTES + 1)
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise BadData(f"{address} could not be fetched: {reason}. Check the address, or give a local file.") from error
    return data, name
