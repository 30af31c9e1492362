import resource
import shutil
from contextlib import contextmanager

import pytest

from store.duck import DuckStore
from store.memory import MemoryStore


@pytest.fixture(params=["memory", "duckdb"])
def store(request, tmp_path, empty_store):
    made = MemoryStore() if request.param == "memory" else DuckStore.open(_copied(empty_store, tmp_path))
    yield made
    made.close()


@pytest.fixture
def duck(tmp_path, empty_store):
    made = DuckStore.open(_copied(empty_store, tmp_path))
    yield made
    made.close()


def _copied(empty_store, folder):
    return shutil.copy(empty_store, folder / "store.duckdb")


@pytest.fixture
def no_room():
    """A context in which no file can grow, as on a full disk."""

    @contextmanager
    def full():
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return full()
