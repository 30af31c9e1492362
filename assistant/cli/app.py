"""`sextant app`: serves the pages."""

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def run(args: argparse.Namespace) -> int:
    """Starts the server and stays until it ends."""
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
    environment = os.environ | ({"SEXTANT_HOME": args.home} if args.home else {})
    print(f"Sextant is at http://localhost:{port}  (stop it with Ctrl+C)", file=sys.stderr)
    # settings such as the theme are read from `.streamlit` beside the script
    process = subprocess.Popen(command, env=environment, cwd=script.parent)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        return process.wait()


def _script() -> Path:
    """`app.py` beside the package `pages`, wherever that is installed."""
    found = find_spec("pages")
    assert found is not None and found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))).resolve().parent / "app.py"
