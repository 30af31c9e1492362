"""What holds for all tests.

One thread for linear algebra and trees, as in real runs; two would fight for the cores. What Hypothesis makes up is
the same each time, so that a change is judged by what it does and not by chance; `HYPOTHESIS_PROFILE=default` looks
further.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


_LONG = (
    "tests/assistant/cli/test_commands.py", "tests/browser/", "tests/assistant/cli/test_run.py",
    "tests/assistant/caring/", "tests/assistant/declared/", "tests/assistant/test_conversations.py",
    "tests/assistant/test_interrupted.py", "tests/pages/", "tests/store/test_readonly.py", "tests/recommender/",
    "tests/experiments/backends/", "tests/experiments/families/", "tests/experiments/test_stress.py",
    "tests/experiments/test_worker.py", "tests/examples/", "tests/assistant/serving/exporting/",
)  # fmt: skip
"""Files and folders that take longest, in this order; the others follow in theirs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: begun last, it would keep one worker at work while the other is idle.

    The tests of a folder stay together, so that what they share is made once. Workers keep to this order where xdist is
    told `--no-loadscope-reorder`.
    """
    items.sort(key=lambda item: next((n for n, name in enumerate(_LONG) if item.nodeid.startswith(name)), len(_LONG)))


@pytest.fixture(scope="session")
def meta_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fitted meta-models, shared by all tests and processes of a session: fitting is not what they are about."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "meta"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def furnished(meta_folder: Path) -> Callable[[Path], Path]:
    """Makes a home that shares the meta-models of all tests and knows this machine, as after `sextant warm-up`."""
    from experiments.machine import this_machine

    def furnish(home: Path) -> Path:
        this_machine(meta_folder, lambda: datetime.now(UTC))
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(meta_folder / "machine.json", home)
        (home / "meta").symlink_to(meta_folder)
        return home

    return furnish


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's file with nothing on record, to be copied: making its tables and views takes a third of a second."""
    from store.duck import DuckStore

    file = tmp_path_factory.mktemp("empty") / "store.duckdb"
    DuckStore.open(file).close()
    return file


@pytest.fixture(scope="session")
def lending() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Where processes that take seconds to load are left by one test to the next; the last test ends them."""
    from tests.lent import end_lent, lent_processes

    yield lent_processes
    end_lent()


_FITTING = ("meta-model", "refit of the meta-model")


def pytest_unconfigure() -> None:
    """Waits for meta-models that are still being fitted: a thread inside a library can crash Python's own way out."""
    for thread in threading.enumerate():
        if thread.name in _FITTING:
            thread.join(30)
