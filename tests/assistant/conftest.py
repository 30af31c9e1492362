import logging
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest

from assistant.assembly import App, assemble
from assistant.meta_models import MetaModels
from store.memory import MemoryStore
from tests.assistant.scripted import by_json


@pytest.fixture(scope="package", autouse=True)
def processes(lending):
    with lending():
        yield


@contextmanager
def without_refits() -> Iterator[None]:
    """Runs that end bring no new fit of a meta-model: it takes seconds in the background, where no test looks at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MetaModels, "_fit_anew", lambda self, field: None)
        yield


@pytest.fixture(scope="module", autouse=True)
def refits():
    """None, but where a module has a fixture of this name."""
    with without_refits():
        yield


@pytest.fixture
def home(tmp_path, meta_folder):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "meta").symlink_to(meta_folder)
    return folder


@pytest.fixture
def app(home) -> Iterator[App]:
    """Sextant over a memory store; messages are commands as JSON."""
    made = assemble(home, store=MemoryStore(), understand=by_json)
    yield made
    made.close()


@pytest.fixture
def churn(tmp_path):
    """A small table with a target that can be learned."""
    return churn_table(tmp_path / "churn.csv")


def churn_table(path):
    random = np.random.default_rng(7)
    age = random.integers(18, 80, 160)
    plan = random.choice(["basic", "plus", "pro"], 160)
    left = np.where(age + 20 * (plan == "basic") + random.normal(0, 10, 160) > 55, "yes", "no")
    spend = random.normal(30, 9, 160).round(2)
    pd.DataFrame({"age": age, "plan": plan, "spend": spend, "churn": left}).to_csv(path, index=False)
    return path


@pytest.fixture(autouse=True)
def no_hidden_faults(caplog):
    """A fault of Sextant's own is told as a sentence; in tests it must not pass unseen."""
    yield
    # at this point `caplog.records` are those of the tidying up alone
    told = [*caplog.get_records("setup"), *caplog.get_records("call")]
    faults = [r for r in told if r.levelno >= logging.ERROR and r.name.startswith("assistant")]
    assert not faults, faults[0].exc_text
