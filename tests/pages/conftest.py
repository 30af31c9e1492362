"""The real app on a home of its own, driven without a browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import frame
from store.home import Home
from tests.nurseries import lent_nurseries

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="package", autouse=True)
def nurseries() -> Iterator[None]:
    with lent_nurseries():
        yield


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
