"""Where a person wants a file that is handed out: "export the results to /data/out.csv"."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.visit import Visit
from store.home import expanded
from store.writing import copied_whole

_PLACE = re.compile(
    r"\b(?:to|into|in|at|as|under|->|=>)\s+(?:the (?:folder|file|path) )?[\"'`“]?"
    r"(?P<path>(?:~|\.{1,2})?/[^\s,;\"'`”]+|[A-Za-z]:[\\/][^\s,;\"'`”]+)"
)


def put_where_said(visit: Visit, made: Path) -> Path:
    """Copies a file that was written out to the place that the message names; where it lies then.

    Only a person's own words name a place. Nothing that is there is written over: that is said, and the file stays
    among the exports.

    Args:
        visit: the turn under way.
        made: the file among the exports.
    """
    said = None if visit.by_model else _PLACE.search(visit.text)
    if said is None:
        return made
    wanted = expanded(said["path"].rstrip(".!?"))
    if wanted.suffix and wanted.suffix.lower() != made.suffix.lower():
        visit.say(f"It is written as {made.suffix.lstrip('.')}, so its name ends so.")
        wanted = wanted.with_suffix(made.suffix)
    place = wanted if wanted.suffix else wanted / made.name
    if not place.parent.is_dir():
        visit.say(f"There is no folder {place.parent}, so the file stays among the exports.")
        return made
    if place.exists():
        visit.say(f"{place} is there already and is not written over.")
        return made
    try:
        copied_whole(made, place)
    except OSError as error:
        visit.say(f"{place} could not be written ({error.strerror or error}), so the file stays among the exports.")
        return made
    return place
