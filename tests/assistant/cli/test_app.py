"""What pages need is loaded beside the server, once it answers."""

import socket
import sys
import threading

import pytest

from assistant.cli import app, main


def test_what_pages_need_is_loaded_once_the_server_answers(monkeypatch, tmp_path):
    (tmp_path / "slow_to_load.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(app, "NEEDED", ("not_there_at_all", "slow_to_load"))
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
    loading = threading.Thread(target=app._load, args=(port,), daemon=True)
    loading.start()
    loading.join(0.3)
    assert loading.is_alive() and "slow_to_load" not in sys.modules
    with socket.create_server(("localhost", port)):
        loading.join(30)
    assert not loading.is_alive() and sys.modules.pop("slow_to_load")


def test_all_that_is_loaded_beforehand_is_there():
    from importlib.util import find_spec

    assert [name for name in app.NEEDED if find_spec(name) is None] == []
    assert app._port(["run", "app.py", "--server.port=8123"]) == 8123


def test_a_port_that_is_taken_is_told_before_an_address_is(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SEXTANT_HOME", str(tmp_path))
    monkeypatch.setattr(app.os, "execve", _not_reached)
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
        assert main(["app", "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"cannot be served at port {port}: address already in use" in said and "Sextant is at" not in said


def test_port_0_is_any_that_is_free(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SEXTANT_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)  # the server begins beside its script
    served = []

    def becomes(_path, arguments, _environment):
        served.extend(arguments)
        sys.exit()

    monkeypatch.setattr(app.os, "execve", becomes)
    with socket.create_server(("localhost", 0)) as other:
        with pytest.raises(SystemExit):
            main(["app", "--port", "0"])
        port = app._port(served)
        assert port not in (0, 8501, other.getsockname()[1])
    assert f"Sextant is at http://localhost:{port} " in capsys.readouterr().err


def _not_reached(*_: object) -> None:
    pytest.fail("the server was started")
