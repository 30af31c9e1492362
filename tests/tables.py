"""Tables that tests use: where the real ones lie (a stranger may not have them), and a small one that is made."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest


def tables_folder() -> Path:
    """The folder of real tables with its `manifest.csv`; skips the test where there is none."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "datasets"
    folder = Path(os.environ.get("SEXTANT_TABLES", beside))
    if not (folder / "manifest.csv").exists():
        pytest.skip(f"no folder of real tables at {folder}; set SEXTANT_TABLES to one with a manifest.csv")
    return folder


def small_table(path: Path, rows: int, columns: str) -> Path:
    """Writes a table of numbers, a column a letter, whose column `y` (yes or no) follows `a` with some noise."""
    random = np.random.default_rng(3)
    made = pd.DataFrame(random.normal(size=(rows, len(columns))).round(3), columns=list(columns))
    made["y"] = np.where(made.a + random.normal(0, 0.3, rows) > 0, "yes", "no")
    made.to_csv(path, index=False)
    return path
