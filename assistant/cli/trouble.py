"""Faults of Sextant's own on the command line: a sentence for the person, the details in a file of the home."""

import logging
import os
import re
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

from store.home import expanded

LOG_NAME = "sextant.log"
FAULT = "Something went wrong inside Sextant: a fault of its own, not of yours."
_MOST_BYTES = 1_000_000


def keep_log(home: str | None) -> Path:
    """Sends what is logged to a file of the home instead of the terminal; returns the file, made when first needed.

    Args:
        home: the folder of `--home`; None takes SEXTANT_HOME or its default.
    """
    from store.home import home_path

    place = (expanded(home) if home else home_path()) / LOG_NAME
    logging.raiseExceptions = False  # a home that cannot be written to is said by whoever needs it, once
    handler = RotatingFileHandler(place, maxBytes=_MOST_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return place


def log_of_thread(args: threading.ExceptHookArgs) -> None:
    """What ended a thread goes to the log: whoever needs what it was to do says it, once."""
    if args.exc_value is not None:
        name = args.thread.name if args.thread else "a thread"
        logging.getLogger(__name__).error("%s ended early", name, exc_info=args.exc_value)


_SHORT = (
    (re.compile(r"out of memory|cannot allocate memory|bad.alloc|failed to map segment|memoryerror", re.IGNORECASE),
     "memory", "close other programs, or raise `ulimit -v`"),
    (re.compile(r"too many open files", re.IGNORECASE), "open files", "raise `ulimit -n`"),
    (re.compile(r"can't start new thread|resource temporarily unavailable", re.IGNORECASE),
     "threads or processes", "close other programs, or raise `ulimit -u`"),
)  # fmt: skip
"""Words of errors that come of a limit of the system, what is short, and what to do."""


def _short(error: BaseException) -> str | None:
    """What to say where the system gave no more of something; None where an error comes of something else."""
    seen: BaseException | None = error
    while seen is not None:
        for words, what, advice in _SHORT:
            if words.search(f"{type(seen).__name__}: {seen}"):
                return f"The system gave Sextant no more {what}: {advice}, and try again. What was kept before is safe."
        seen = seen.__cause__ or seen.__context__
    return None


def fault(error: Exception, log: Path) -> str:
    """What to say of an error that nobody foresaw; its traceback goes to the log."""
    from store.damage import trouble

    said = trouble(error, log.parent) or _short(error)
    if said is not None:
        return said
    logging.getLogger(__name__).error("a command failed", exc_info=error)
    if log.exists() and os.access(log, os.W_OK):
        return f"{FAULT} What was kept before is safe; the details are in {log}."
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300].rstrip(".")  # there is no other place for it
    return f"{FAULT} What was kept before is safe. No log can be written, so here are the details: {what}."
