"""What loads in the background waits for what people look at."""

import threading
import time

import pytest

from pages.components import frame


class _Loads:
    """An app of which only the moment counts at which it is asked to load."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.told = threading.Event()

    def warm_up(self) -> None:
        self.asked.append(time.monotonic())
        self.told.set()

    def close(self) -> None:
        pass


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> frame.Running:
    monkeypatch.setattr(frame, "WARM_UP_AFTER_S", 0.05)
    return frame.Running(_Loads())  # type: ignore[arg-type]


def test_loading_waits_longer_where_a_page_took_longer_and_begins_once(running: frame.Running) -> None:
    began = time.monotonic()
    running.warm_up_soon(took_s=0.2)
    running.warm_up_soon(took_s=0.2)
    assert running.app.told.wait(20)  # type: ignore[attr-defined]
    assert running.app.asked[0] - began >= 0.6  # type: ignore[attr-defined]
    running.warm_up_soon()
    time.sleep(0.2)
    assert len(running.app.asked) == 1  # type: ignore[attr-defined]


def test_pages_put_loading_off_but_not_for_ever(running: frame.Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_LATEST_S", 0.5)
    until = time.monotonic() + 20
    while not running.app.asked and time.monotonic() < until:  # type: ignore[attr-defined]
        running.warm_up_soon(took_s=0.3)
        time.sleep(0.02)
    assert running.app.asked  # type: ignore[attr-defined]


def test_the_least_wait_is_kept_whatever_is_the_most(running: frame.Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "WARM_UP_AFTER_S", 3600.0)
    monkeypatch.setattr(frame, "_LATEST_S", 0.05)
    running.warm_up_soon(took_s=0.1)
    assert not running.app.told.wait(0.5)  # type: ignore[attr-defined]
    running.close()


def test_nothing_loads_after_the_end(running: frame.Running) -> None:
    running.warm_up_soon(took_s=0.1)
    running.close()
    assert not running.app.told.wait(0.6)  # type: ignore[attr-defined]
