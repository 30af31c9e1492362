"""A process that is killed while it writes and publishes loses no fact it had recorded and leaves no torn copy."""

import random
import subprocess
import sys
import time

import pytest

from store.duck import DuckStore
from store.reader import query_published
from store.records import Run

_WRITER = """
import sys, threading
from pathlib import Path
from store.duck import DuckStore
from tests.store import facts
first, home = int(sys.argv[1]), Path(sys.argv[2])
store = DuckStore.open(home / "store.duckdb")
def publish():
    while True:
        store.publish()
threading.Thread(target=publish, daemon=True).start()
for n in range(first, first + 100_000):
    store.append(facts.run(facts.variant(n=n), f"run{n}"), *facts.measurements(f"run{n}"))
    print(n, flush=True)
"""


def killed(home, first, after_s):
    """Lets a writer record runs from number `first` on, kills it, and returns the last number it said was recorded."""
    command = [sys.executable, "-c", _WRITER, str(first), str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        line = child.stdout.readline()
        time.sleep(after_s)
        child.kill()
        said = [line, *child.stdout.read().splitlines(keepends=True)]
    whole = [int(s) for s in said if s.endswith("\n")]
    return whole[-1] if whole else first - 1


@pytest.mark.parametrize("times", [5, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_nothing_recorded_is_lost_and_no_copy_is_torn(tmp_path, times):
    rng, last = random.Random(times), -1
    for _ in range(times):
        last = killed(tmp_path, last + 1, rng.uniform(0, 0.4))
        if (tmp_path / "analytics.duckdb").exists():
            shown = query_published(tmp_path, "SELECT count(*) AS n, count(DISTINCT run_id) AS d FROM runs")
            whole = query_published(
                tmp_path, "SELECT count(*) AS n FROM (SELECT run_id FROM measurements GROUP BY ALL)"
            )
            assert shown.n[0] == shown.d[0] == whole.n[0]
        store = DuckStore.open(tmp_path / "store.duckdb")
        known = {int(r.id.removeprefix("run")) for r in store.find(Run)}
        store.close()
        assert known >= set(range(last + 1)), "what was recorded is there"
        last = max(known, default=-1)
