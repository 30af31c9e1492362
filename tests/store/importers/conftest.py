import pytest

from store.memory import MemoryStore


@pytest.fixture
def store():
    made = MemoryStore()
    yield made
    made.close()
