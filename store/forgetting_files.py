"""A person's name and words in the files of a home: exports, logs, and what lies beside runs and workflows."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from store.home import Home
from store.writing import written_whole

_OWN_LOGS = "sextant.log*"
_TEXT = {".json", ".jsonld", ".jsonl", ".md", ".txt", ".csv", ".yaml", ".yml", ".graphml", ".xml", ".log"}
SHORTEST = 12
"""Characters from which on words are looked for; shorter ones ("yes", "fast") are everybody's, and classes of data."""
_FEWEST = 3
"""Words from which on a text is somebody's: two may be the name of a kind of model."""
QUOTED = "you said: "
"""Begins a quote in Sextant's own sentences; what follows is somebody's words, however short."""
_END = ".?! "
"""What a quote leaves out at the end of words."""
_FACTS = frozenset({"variant", "choices", "task", "positive_class", "classes", "columns", "versions", "libraries"})
"""Keys of the JSON beside runs under which facts of runs are, and nobody's words."""
_LARGEST = 100_000_000
"""Bytes of a file that is read whole; none that Sextant writes comes near."""


@dataclass(frozen=True)
class Traces:
    """What is looked for."""

    person: str
    number: str
    """What stands for the name from now on."""
    words: frozenset[str]
    """What the person said, text by text."""

    def in_text(self, text: str) -> bool:
        """Whether a text has the name as a word of its own, or something they said."""
        return self.renamed(text) != text or self.unquoted(text) != text or any(_escaped(w) in text for w in self.long)

    def renamed(self, text: str) -> str:
        """A text with the number wherever it has the name as a word of its own."""
        return re.sub(rf"(?<![\w-]){re.escape(self.person)}(?![\w-])", self.number, text)

    @cached_property
    def long(self) -> list[str]:
        """The words that are looked for within texts, longest first."""
        return sorted(
            (w for w in self.words if len(w) >= SHORTEST and len(w.split()) >= _FEWEST), key=len, reverse=True
        )

    @cached_property
    def _told(self) -> re.Pattern[str]:
        """Their words behind what begins a quote, longest first."""
        bare = sorted({b for w in self.words if (b := w.rstrip(_END))}, key=len, reverse=True)
        return re.compile(rf"(?<={re.escape(QUOTED)})(?:{'|'.join(map(re.escape, bare)) or '(?!)'})(?!\w)")

    def unquoted(self, text: str) -> str:
        """A text without what it quotes of them: the whole, or their beginning up to dots or the end of the text."""
        if QUOTED in text:
            text = self._told.sub("…", text)
        for words in self.long:
            at = text.find(words[:SHORTEST])
            while at >= 0:
                end = at + _alike(words, text[at:])
                after = re.match(r"\s?…", text[end:])
                if end >= at + len(words.rstrip(_END)) or end == len(text) or after:
                    text = f"{text[:at]}…{text[end + (after.end() if after else 0) :]}"
                at = text.find(words[:SHORTEST], at + 1)
        return text

    def without(self, value: Any) -> Any:
        """A JSON value without them: the name as a whole text becomes the number, words become dots."""
        if isinstance(value, dict):
            return {k: v if k in _FACTS else self.without(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.without(v) for v in value]
        if not isinstance(value, str):
            return value
        if value == self.person:
            return self.number
        return self.unquoted(value)


def clean_files(home: Path, traces: Traces) -> dict[str, int]:
    """Takes a person out of the files of a home.

    Exports that have the name or the words, and those that cannot be searched (PDF), are removed: they can be written
    again. Of logs the lines that have them are removed; in JSON beside runs and workflows the values are replaced.

    Returns:
        What was done to how many files; nothing for what none was.
    """
    place = Home(home)
    logs = (*_files(place.logs, None), *_files(place.runs, {".log", ".txt"}), *home.glob(_OWN_LOGS))
    beside = (*_files(place.runs, {".json", ".jsonl"}), *_files(place.workflows, {".json", ".jsonl"}))
    counts = {
        "exports removed": sum(_removed(path, traces) for path in _inside(place.exports)),
        "logs cleaned": sum(_lines_removed(path, traces) for path in logs),
        "files cleaned": sum(_values_replaced(path, traces) for path in beside),
    }
    return {what: n for what, n in counts.items() if n}


def _alike(a: str, b: str) -> int:
    """Of how many letters two texts have the same beginning."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _escaped(words: str) -> str:
    """The words as they stand within JSON."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _files(folder: Path, kinds: set[str] | None) -> Iterable[Path]:
    """Files below a folder, no links; small enough to be read whole."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        wanted = kinds is None or path.suffix in kinds
        if wanted and path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST:
            yield path


def _removed(path: Path, traces: Traces) -> bool:
    if path.is_dir() and not path.is_symlink():
        if not any(_has(p.name, p.read_bytes(), traces) for p in path.rglob("*") if p.is_file()):
            return False
        shutil.rmtree(path)
        return True
    if not _has(path.name, path.read_bytes(), traces):
        return False
    path.unlink()
    return True


def _has(name: str, content: bytes, traces: Traces) -> bool:
    """Whether content has a trace; what cannot be searched counts as having one."""
    kind = Path(name).suffix.casefold()
    try:
        if kind == ".zip":
            with zipfile.ZipFile(BytesIO(content)) as archive:
                return any(_has(entry, archive.read(entry), traces) for entry in archive.namelist())
        if kind == ".parquet":
            import pyarrow.parquet as pq

            rows = pq.read_table(BytesIO(content)).to_pylist()
            return any(traces.in_text(str(value)) for row in rows for value in row.values())
    except (OSError, ValueError, zipfile.BadZipFile):
        return True
    return kind not in _TEXT or traces.in_text(content.decode(errors="replace"))


def _lines_removed(path: Path, traces: Traces) -> bool:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    kept = [line for line in lines if not traces.in_text(line)]
    if len(kept) == len(lines):
        return False
    _write(path, "".join(kept))
    return True


def _values_replaced(path: Path, traces: Traces) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines() if path.suffix == ".jsonl" else [text]
    try:
        before = [json.loads(line) for line in lines]
    except ValueError:  # half written by a run that was killed
        return False
    after = [traces.without(value) for value in before]
    if after == before:
        return False
    _write(path, "\n".join(json.dumps(value, ensure_ascii=False) for value in after))
    return True


def _write(path: Path, text: str) -> None:
    with written_whole(path) as partial:
        partial.write_text(text, encoding="utf-8")
