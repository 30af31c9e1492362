"""Where the real tables lie that some tests use; a stranger may not have them."""

import os
from pathlib import Path

import pytest


def tables_folder() -> Path:
    """The folder of real tables with its `manifest.csv`; skips the test where there is none."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "datasets"
    folder = Path(os.environ.get("SEXTANT_TABLES", beside))
    if not (folder / "manifest.csv").exists():
        pytest.skip(f"no folder of real tables at {folder}; set SEXTANT_TABLES to one with a manifest.csv")
    return folder
