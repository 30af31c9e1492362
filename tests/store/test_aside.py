"""Reading a store that another process holds."""

import subprocess
import sys
from contextlib import contextmanager

import pytest

from store.aside import store_to_read
from store.duck import DuckStore
from store.errors import BadRequest, StoreBusy
from store.home import Home
from store.records import Run
from tests.store import facts

_HOLDER = """
import sys
from pathlib import Path
from store.duck import DuckStore
from store.publish import Publisher
from tests.store import facts
home = Path(sys.argv[1])
store = DuckStore.open(home / "store.duckdb", holder="sextant app")
publisher = Publisher(store, home) if sys.argv[2] == "publish" else None
store.append(*facts.one_of_each())
print("holding", flush=True)
sys.stdin.readline()
"""


@contextmanager
def held(home, how):
    """Another process that has recorded facts and goes on holding the store."""
    command = [sys.executable, "-c", _HOLDER, str(home), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "holding\n"
        try:
            yield child
        finally:
            child.kill()


def test_a_store_that_is_free_is_opened_itself(tmp_path):
    store = DuckStore.open(Home(tmp_path).store)
    store.append(*facts.one_of_each())
    store.close()
    with store_to_read(tmp_path) as opened:
        assert len(opened.store.find(Run)) == 2 and opened.sentence == ""
    DuckStore.open(Home(tmp_path).store).close()


def test_of_a_store_in_use_everything_published_is_read(tmp_path):
    with held(tmp_path, "publish"):
        with store_to_read(tmp_path, wait_s=120) as opened:
            assert len(opened.store.find(Run)) == 2
            assert opened.sentence.startswith("The store is in use: this is its state of 20")
        with pytest.raises(StoreBusy):
            DuckStore.open(Home(tmp_path).store)


def test_a_store_in_use_that_publishes_nothing_is_refused_by_name(tmp_path):
    refused = pytest.raises(StoreBusy, match=r"sextant app.*not published")
    with held(tmp_path, "hold"), refused, store_to_read(tmp_path, wait_s=0.2):
        pass


def test_what_is_no_store_is_said(tmp_path):
    Home(tmp_path).store.write_bytes(b"no database" * 1000)
    with pytest.raises(BadRequest, match="cannot be opened"), store_to_read(tmp_path):
        pass
