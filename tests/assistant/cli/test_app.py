"""What pages need is loaded beside the server, once it answers."""

import socket
import sys
import threading

from assistant.cli import app


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
