"""Homes with a store of known facts."""

from pathlib import Path

from store.duck import DuckStore
from store.home import Home
from tests.store import facts


def published(folder: Path) -> Path:
    """A home with one fact of each kind, published, that nobody holds."""
    store = DuckStore.open(Home(folder).store)
    store.append(*facts.one_of_each())
    store.publish()
    store.close()
    return folder
