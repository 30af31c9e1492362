"""Damage to a home's DuckDB files: how it is told from other errors, what to say of it, and what can be done."""

import re
from pathlib import Path

from store.home import Home, unwritable

_WORDS = re.compile(
    r"corrupt database file|computed checksum|not a valid duckdb database|could not read enough bytes"
    r"|failure while replaying wal|database has been invalidated|serialization error",
    re.IGNORECASE,
)


def is_damage(error: BaseException) -> bool:
    """Whether an error, or what led to it, comes of a DuckDB file that is damaged."""
    seen: BaseException | None = error
    while seen is not None:
        if _WORDS.search(str(seen)):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def trouble(error: BaseException, home: Path | str) -> str | None:
    """What to say where an error comes of a full or closed disk, or of damage; None where it comes of something else.

    Args:
        error: with what led to it.
        home: Sextant's folder.
    """
    return unwritable(error, home) or (damaged(error, Home(Path(home)).store) if is_damage(error) else None)


def damaged(error: BaseException, store: Path) -> str:
    """What to say of a damaged store, in two sentences; once where the error says it already."""
    said = f"The knowledge store {store} cannot be opened or read, since it is damaged: "
    return str(error) if str(error).startswith(said) else f"{said}{reason(error)}. {advice(store)}"


def reason(error: BaseException) -> str:
    """What pydantic or DuckDB say, in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and "errors.pydantic.dev" not in line]
    return ", ".join(lines[:3])[:400].rstrip(".!") or type(error).__name__


def advice(store: Path) -> str:
    """What to do about a store that cannot be read."""
    said = "Put the newest backup back: `sextant restore FILE --replace` moves what is here aside first."
    return said + from_copy(store)


def from_copy(store: Path) -> str:
    """What can be done without a backup, where there is a published copy; empty where there is none."""
    copy = Home(store.parent).analytics
    if not copy.is_file():
        return ""
    return f" Without one, `sextant --home NEW import {copy}` brings over what was published of it."
