"""`sextant app`: serves the pages."""

import argparse
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn


def run(args: argparse.Namespace) -> NoReturn:
    """Becomes the server, and stays until that ends."""
    from store.errors import BadRequest
    from store.settings import Settings

    script = _script()
    if not script.exists():
        raise BadRequest(f"The app's script is not at {script}; run `sextant app` from a clone of the project.")
    port = args.port or Settings.read().port
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        f"--server.port={port}",
        f"--server.headless={'false' if args.browser else 'true'}",
        "--browser.gatherUsageStats=false",
    ]
    print(f"Sextant is at http://localhost:{port}  (stop it with Ctrl+C)", file=sys.stderr, flush=True)
    home = args.home or os.environ.get("SEXTANT_HOME")
    environment = os.environ | ({"SEXTANT_HOME": str(Path(home).expanduser().resolve())} if home else {})
    # Settings such as the theme are read from `.streamlit` beside the script. The server takes this process's place,
    # so that whoever stops this process stops the server.
    os.chdir(script.parent)
    os.execve(command[0], command, environment)


def _script() -> Path:
    """`app.py` beside the package `pages`, wherever that is installed."""
    found = find_spec("pages")
    assert found is not None and found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))).resolve().parent / "app.py"
