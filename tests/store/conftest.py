import pytest

from store.duck import DuckStore
from store.memory import MemoryStore


@pytest.fixture(params=["memory", "duckdb"])
def store(request, tmp_path):
    made = MemoryStore() if request.param == "memory" else DuckStore.open(tmp_path / "store.duckdb")
    yield made
    made.close()


@pytest.fixture
def duck(tmp_path):
    made = DuckStore.open(tmp_path / "store.duckdb")
    yield made
    made.close()
