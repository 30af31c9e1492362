"""What a Dask cluster tells while an order is under way is heard: nobody waits for the one who waits for him."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from experiments.backends import dask_cluster
from experiments.backends.dask_cluster import DaskBackend
from store.errors import BadRequest
from tests.experiments.laboratory import Laboratory

SOON_S = 10.0


class Order:
    """A future of the client: what becomes of it is of no interest here."""

    status = "pending"
    cancelled = False

    def add_done_callback(self, done: Callable[[Any], None]) -> None:
        pass

    def cancel(self) -> None:
        self.cancelled = True


class Client:
    """A client whose thread does something while it is asked for the workers, as a real one does what it is told."""

    status = "running"

    def __init__(self) -> None:
        self.meanwhile: Callable[[], None] = lambda: None
        self.heard: list[bool] = []
        self.order = Order()

    def subscribe_topic(self, topic: str, hear: Callable[[Any], None]) -> None:
        self.hear = hear

    def nthreads(self) -> dict[str, int]:
        thread = threading.Thread(target=self.meanwhile, daemon=True)
        thread.start()
        thread.join(SOON_S)
        self.heard.append(not thread.is_alive())
        return {}

    def submit(self, *_: object, **__: object) -> Order:
        return self.order

    def close(self) -> None:
        pass


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    made = Client()
    monkeypatch.setattr(dask_cluster, "_connected", lambda *_: made)
    return made


def test_a_run_is_heard_of_while_another_is_ordered(client: Client, laboratory: Laboratory) -> None:
    backend = DaskBackend("tcp://nowhere:1")
    first, second = laboratory.spec("endless"), laboratory.spec("endless")
    backend.start(first)
    client.meanwhile = lambda: client.hear((0, {"run": first.run.id, "pid": 77, "place": "here"}))
    backend.start(second)
    assert client.heard == [True, True]
    assert backend.poll(first.run.id).pid == 77


def test_a_run_stopped_while_it_is_ordered_is_taken_back(
    client: Client, laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = DaskBackend("tcp://nowhere:1")
    spec = laboratory.spec("endless")
    taken_back = threading.Event()
    monkeypatch.setattr(backend, "_signal", lambda task: taken_back.set() if task.future is not None else None)
    client.meanwhile = lambda: backend.stop(spec.run.id)
    backend.start(spec)
    ending = backend.poll(spec.run.id).ending
    assert ending is not None and ending.outcome == "stopped"
    assert taken_back.wait(SOON_S)


def test_a_run_that_could_not_be_ordered_may_be_tried_again(client: Client, laboratory: Laboratory) -> None:
    backend = DaskBackend("tcp://nowhere:1")
    spec = laboratory.spec("endless")

    def no_disk() -> None:
        raise BadRequest("no")

    known, backend._submitted = backend._submitted, lambda spec: no_disk()  # type: ignore[method-assign]
    with pytest.raises(BadRequest):
        backend.start(spec)
    backend._submitted = known  # type: ignore[method-assign]
    backend.start(spec)
    assert backend.poll(spec.run.id).ending is None
