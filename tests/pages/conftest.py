"""The real app on a home of its own, driven without a browser."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from streamlit.errors import StreamlitPageNotFoundError
from streamlit.testing.v1 import AppTest

from pages.components import frame
from store.home import Home

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="package", autouse=True)
def processes(lending: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    with lending():
        yield


class _Heard(logging.Handler):
    """Keeps what is logged: what goes to the app's own file reaches no other."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not any(isinstance(e, StreamlitPageNotFoundError) for e in (error, getattr(error, "__context__", None))):
            self.records.append(record)  # a page that is run without `app.py` knows no other from its second run on


@pytest.fixture(autouse=True)
def faults() -> Iterator[list[logging.LogRecord]]:
    """Faults of the pages, which are told as a sentence: in tests none must pass unseen. Clear what is meant."""
    heard, log = _Heard(), logging.getLogger("sextant")
    log.addHandler(heard)
    yield heard.records
    log.removeHandler(heard)
    assert not heard.records, heard.records[0].exc_info or heard.records[0].getMessage()


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, furnished: Callable[[Path], Path], empty_store: Path
) -> Iterator[Path]:
    shutil.copy(empty_store, Home(furnished(tmp_path)).store)
    monkeypatch.setenv("SEXTANT_HOME", str(tmp_path))
    monkeypatch.setenv("SEXTANT_PERSON", "ada")
    monkeypatch.setattr(frame, "WARM_UP_AFTER_S", 3600.0)  # what loads in the background would outlive the test
    frame.services.clear()
    yield tmp_path
    frame.services().close()
    frame.services.clear()


@pytest.fixture
def app(home: Path) -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def page(name: str) -> AppTest:
    """A page on its own, as a direct link on a cold server runs it."""
    return AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=60)


def html_of(at: AppTest) -> str:
    """All HTML that was drawn, in order."""
    return "\n".join(str(e.proto.body) for e in at.get("html"))
