"""Why a process failed, in a sentence: which error ended it, where, and what to do about it."""

import re
import signal
import traceback
from dataclasses import dataclass
from pathlib import Path

CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE, signal.SIGILL, signal.SIGBUS)
"""Signals by which a process ends itself: compiled code did what it must not."""
_FRAME = re.compile(r'^\s+File "(?P<file>[^"]+)", line (?P<line>\d+)')
_ERROR = re.compile(r"^(?P<name>[A-Za-z_][\w.]*)(?::\s*(?P<words>.*))?$")
_NOT_OWN = re.compile(r"site-packages|dist-packages|/lib/python3|^<")
_MOST_LINES = 2_000
_MOST_WORDS = 300
_ADVICE = (
    (
        r"^(ModuleNotFound|Import)Error: No module named",
        "Install it where Sextant runs, or put it beside the workflow's file.",
    ),
    (
        r"^FileNotFoundError",
        "A run works in a fresh copy of the code: name the file in “code”, or hand it over as the experiment's “data”.",
    ),
    (r"^PermissionError", "Let the account that runs Sextant use it."),
    (r"\[Errno 28\]|No space left", "The disk is full: free some space."),
    (r"contains? (NaN|infinity|missing)|Input \w+ contains", "Fill in missing values before, or leave such rows out."),
    (r"^KeyError", "There is no such key or column."),
)
"""What to do about an error, by its words."""


@dataclass(frozen=True)
class Failure:
    """The error that ended a Python program."""

    name: str
    """Of its class."""
    words: str
    place: str = ""
    """File and line of the person's own code where it came up."""

    @property
    def of_memory(self) -> bool:
        """Whether memory ran out."""
        return self.name.endswith(("MemoryError", "OutOfMemoryError"))

    @property
    def in_words(self) -> str:
        """Error, place and advice, without a full stop where there is no advice."""
        words = " ".join(self.words.split())
        words = words if len(words) <= _MOST_WORDS else f"{words[: _MOST_WORDS - 3]}…"
        said = f"{self.name}: {words}" if words else self.name
        advice = next((a for form, a in _ADVICE if re.search(form, said)), "")
        said += f" ({self.place})" if self.place else ""
        return f"{said}. {advice}" if advice else said


def failure_in(printed: str) -> Failure | None:
    """The last error with a traceback in what a Python program printed, whatever was printed after it."""
    lines = printed.splitlines()[-_MOST_LINES:]
    for at in range(len(lines) - 1, 0, -1):
        found = _ERROR.match(lines[at])
        if found is None or not lines[at - 1][:1].isspace():
            continue
        frames = _frames(lines, at)
        if not frames:
            continue
        words = found["words"] or ""
        if words.endswith((":", ",")) and at + 1 < len(lines):
            words += " " + lines[at + 1].strip()
        return Failure(found["name"].rpartition(".")[2], words, _place(frames))
    return None


def failure_of(error: BaseException, code: Path) -> Failure:
    """An error that was raised in this process.

    Args:
        error: as it was raised.
        code: folder of the person's own code.
    """
    frames = [(f.filename, f.lineno or 0) for f in reversed(traceback.extract_tb(error.__traceback__))]
    within = [(file, line) for file, line in frames if Path(file).is_relative_to(code)]
    return Failure(type(error).__name__, str(error), _place(within))


def _frames(lines: list[str], at: int) -> list[tuple[str, int]]:
    """Files and lines of the traceback above a line, the innermost first."""
    found = []
    while at > 0 and lines[at - 1][:1].isspace():
        at -= 1
        if frame := _FRAME.match(lines[at]):
            found.append((frame["file"], int(frame["line"])))
    return found


def _place(frames: list[tuple[str, int]]) -> str:
    own = next(((f, n) for f, n in frames if not _NOT_OWN.search(f)), None)
    return f"{own[0].rpartition('/')[2]}, line {own[1]}" if own else ""


def signal_name(number: int) -> str:
    """A signal as people know it, such as `SIGSEGV (Segmentation fault)`."""
    try:
        found = signal.Signals(number)
    except ValueError:
        return f"signal {number}"
    return f"{found.name} ({signal.strsignal(number)})"
