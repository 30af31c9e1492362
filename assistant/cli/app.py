"""`sextant app`: serves the pages, and loads what they need while the first browser is on its way to them."""

import argparse
import importlib
import logging
import os
import socket
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from store.home import expanded

NEEDED = (
    "pages", "assistant.assembly", "duckdb", "pages.components.talk", "pages.components.runs",
    "pages.components.graph", "plotly.graph_objects", "networkx",
)  # fmt: skip
"""What a first page would have to wait for: what all of them stand on first, what pictures need last."""
_LOOK_S = 0.05
_PATIENCE_S = 60.0


def run(args: argparse.Namespace) -> NoReturn:
    """Becomes the server, and stays until that ends."""
    from store.errors import BadRequest
    from store.settings import Settings

    script = _script()
    if not script.exists():
        raise BadRequest(f"The app's script is not at {script}; run `sextant app` from a clone of the project.")
    port = _free(Settings.read().port if args.port is None else args.port)
    command = [
        sys.executable,
        "-m",
        "assistant.cli.app",
        "run",
        str(script),
        f"--server.port={port}",
        f"--server.headless={'false' if args.browser else 'true'}",
        "--browser.gatherUsageStats=false",
    ]
    print(f"Sextant is at http://localhost:{port}  (stop it with Ctrl+C)", file=sys.stderr, flush=True)
    home = args.home or os.environ.get("SEXTANT_HOME")
    environment = os.environ | ({"SEXTANT_HOME": os.path.realpath(expanded(home))} if home else {})
    # Settings such as the theme are read from `.streamlit` beside the script. The server takes this process's place,
    # so that whoever stops this process stops the server.
    os.chdir(script.parent)
    os.execve(command[0], command, environment)


def _free(port: int) -> int:
    """The port, once it is known that nothing listens there; of 0 one that is free.

    Raises:
        BadRequest: another program has it, or it may not be used.
    """
    from store.errors import BadRequest

    try:
        with socket.create_server(("localhost", port)) as sock:
            return int(sock.getsockname()[1])
    except OSError as error:
        why = (error.strerror or str(error)).rstrip(".").lower()
        raise BadRequest(
            f"Sextant cannot be served at port {port}: {why}. If it is open there already, go to "
            f"http://localhost:{port}; else name another port with --port. --port 0 takes any that is free."
        ) from error


def _script() -> Path:
    """`app.py` beside the package `pages`, wherever that is installed."""
    found = find_spec("pages")
    assert found is not None and found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))).resolve().parent / "app.py"


def _serve() -> None:
    """Is the server of the pages until that ends; `sys.argv` has its arguments."""
    threading.Thread(target=_load, args=(_port(sys.argv),), name="loading", daemon=True).start()
    importlib.import_module("streamlit.web.cli").main(prog_name="streamlit")


def _port(arguments: list[str]) -> int:
    return next((int(a.partition("=")[2]) for a in arguments if a.startswith("--server.port=")), 0)


def _load(port: int) -> None:
    """Loads once the server answers, so that it comes up as soon as without."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and not _answers(port):
        time.sleep(_LOOK_S)
    for name in NEEDED:
        try:
            importlib.import_module(name)
        except Exception as error:  # the page that needs it tells the person
            logging.getLogger("sextant").info("%s could not be loaded beforehand: %s", name, error)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("localhost", port), timeout=1):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    _serve()
