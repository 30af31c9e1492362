"""Strategies that people keep under a name, with what came of them."""

from __future__ import annotations

from typing import Any

from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import SavedStrategy


def saved_strategies(store: KnowledgeStore) -> dict[str, SavedStrategy]:
    """The strategies in force, the newest of each name."""
    return {s.name.casefold(): s for s in store.find(SavedStrategy)}


def saved_strategy(store: KnowledgeStore, name: str) -> SavedStrategy:
    """The strategy of that name.

    Raises:
        BadRequest: there is none; the message lists those that exist.
    """
    known = saved_strategies(store)
    found = known.get(name.strip().casefold())
    if found is None:
        names = ", ".join(s.name for s in known.values()) or "none so far"
        raise BadRequest(f"There is no strategy called “{name}”. Saved are: {names}.")
    return found


def history(store: KnowledgeStore) -> list[dict[str, Any]]:
    """What came of every strategy, named or built in, the one used last first."""
    found = store.frame("SELECT * FROM strategies ORDER BY last_used_at DESC NULLS LAST")
    return [{str(k): v for k, v in row.items()} for row in found.to_dict("records")]
