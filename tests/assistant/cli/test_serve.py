"""`sextant serve` as a process of its own, asked by real clients over loopback."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.cli import serve
from tests.assistant.serving.conftest import saved  # noqa: F401 - the fixture

ROW = {"age": 70, "plan": "basic", "spend": 21.5}


def ask(port, method, path, body=None, token="secret"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.fixture
def served(saved):  # noqa: F811
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "--home", str(saved), "serve", "--model", "churn"]
    environment = os.environ | {"SEXTANT_SERVE_TOKEN": "secret", "SEXTANT_HOME": str(saved)}
    process = subprocess.Popen([*command, "--port", str(port)], env=environment, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 240
    while time.monotonic() < until:
        try:
            ask(port, "GET", "/health")
            break
        except OSError:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.2)
    yield port, saved
    process.send_signal(signal.SIGTERM)
    process.wait(120)
    process.stderr.close()


def test_many_clients_at_once_get_the_same_answer(served):
    port, _ = served
    assert json.loads(ask(port, "GET", "/health")[1])["version"] == 2, "without an alias the newest is served"
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda _: ask(port, "POST", "/predict", ROW), range(40)))
    said = [json.loads(text) for _, text in answers]
    assert {status for status, _ in answers} == {200} and len({a.pop("id") for a in said}) == 40
    assert all(a == said[0] for a in said)
    assert ask(port, "POST", "/predict", ROW, token="wrong")[0] == 401
    assert 'sextant_requests_total{path="/predict",status="200"} 40' in ask(port, "GET", "/metrics")[1]


def test_without_a_token_only_this_machine_is_served(saved):  # noqa: F811
    command = [sys.executable, "-m", "assistant.cli", "--home", str(saved), "serve", "--model", "churn"]
    done = subprocess.run([*command, "--no-token", "--host", "0.0.0.0"], capture_output=True, text=True, timeout=240)
    assert done.returncode == 1 and "this machine only" in done.stderr


def test_a_look_at_the_alias_that_fails_is_told_and_does_not_end_the_following(monkeypatch, tmp_path, capsys):
    stop, looks, served = threading.Event(), iter([OSError("the disk is away"), (2, None)]), []

    def pointing(home, named):
        found = next(looks)
        if isinstance(found, OSError):
            raise found
        return found

    class Service:
        def replace(self, serving):
            served.append(serving)
            stop.set()

    monkeypatch.setattr(serve, "_pointing", pointing)
    monkeypatch.setattr(serve, "_found", lambda home, named, pointing: pointing)
    serve._follow(Service(), tmp_path, "churn", (1, None), 0.0, stop)
    assert served == [(2, None)]
    said = capsys.readouterr().err
    assert "the disk is away" in said and "version 2 is served from now on" in said
