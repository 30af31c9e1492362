"""Which imported workflow a conversation is about, derived from its turns alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.visit import Visit


@dataclass(frozen=True)
class Focus:
    """The import that was spoken of last."""

    workflows: tuple[str, ...]
    """Workflows it brought; none where it waits for the person to say what some columns are."""
    source: str = ""
    """Where it was imported from, empty where the workflow was only named."""
    take: tuple[tuple[str, str], ...] = ()
    """What the person said of columns so far."""

    @property
    def workflow(self) -> str | None:
        """The one workflow, None where there are several or none."""
        return self.workflows[0] if len(self.workflows) == 1 else None


def focus(visit: Visit) -> Focus | None:
    """The import in focus: of this turn, else of earlier ones unless a table was taken up since.

    A workflow that the message names comes first; in a conversation without any table, a store that knows nothing but
    one imported workflow is about that.
    """
    from store.importers.experience import imported_workflows

    said = _last_import(visit)
    known = imported_workflows(visit.store)
    named = named_workflow(visit.text, said.workflows if said is not None and said.workflows else known)
    if named is not None and (said is not None or visit.draft.version_id is None):
        source = said.source if said is not None and named in said.workflows else ""
        return Focus((named,), source, said.take if source and said is not None else ())
    if said is not None:
        return said
    return Focus(known) if known and visit.draft.version_id is None and not _has_tables(visit) else None


def named_workflow(text: str, known: Iterable[str]) -> str | None:
    """The workflow that a message names; the longest where several are."""
    low = text.casefold()
    found = [w for w in known if re.search(rf"(?<![\w/]){re.escape(w.casefold())}(?![\w/])(?!\.\w)", low)]
    return max(found, key=len) if found else None


def _last_import(visit: Visit) -> Focus | None:
    earlier = (c for t in reversed(visit.state.turns) for c in reversed(t.commands))
    for command in (*reversed(visit.commands), *earlier):
        if command["name"] == "use_data" and not command.get("refused"):
            return None
        if command["name"] == "import_history" and "workflows" in command:
            return _of(command)
    return None


def _of(command: Mapping[str, Any]) -> Focus:
    args = command.get("args", {})
    source = args.get("source") or command.get("source", "")
    return Focus(tuple(command["workflows"]), source, tuple(dict(args.get("take") or {}).items()))


def _has_tables(visit: Visit) -> bool:
    from store.records import Dataset

    return visit.store.latest(Dataset) is not None
