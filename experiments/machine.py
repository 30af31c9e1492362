"""The machine that runs are measured on, and how fast it is.

Costs transfer between machines by the ratio of `Machine.speed`: what takes t seconds there takes
t × speed there ÷ speed here on this one.
"""

import json
import math
import os
import platform
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.records import Machine, content_hash
from store.writing import written_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BENCHMARK = "sextant-1"
"""Name of the work that is timed; another work, another name, since their speeds must not be compared."""

_known: dict[tuple[Path, str], Machine] = {}
_measured: dict[str, Machine] = {}
"""What this process measured itself, for any other home folder that has no figures yet."""


def this_machine(home: Path, clock: Callable[[], datetime]) -> Machine:
    """The machine Sextant runs on; measured once, then kept in `machine.json` of the home folder.

    Args:
        home: Sextant's folder. Where it cannot be written, the machine is measured anew in each process.
        clock: the present moment, for `measured_at`.
    """
    identity = _identity()
    if (home, identity) in _known:
        return _known[home, identity]
    kept = home / "machine.json"
    machine = _read(kept, identity) or _measured.get(identity)
    if machine is None:
        machine = _measured[identity] = _measure(identity, clock)
    _keep(kept, machine)
    _known[home, identity] = machine
    return machine


def benchmark(seconds: float = 1.0) -> float:
    """Work units per second of one core; higher is faster.

    The work is what fitting models on tables is made of: sorting and gathering numbers, products of small matrices,
    arithmetic on vectors and plain Python loops, the same in each unit. Slices of about 30 ms are timed for `seconds`
    by the processor time of this thread, and the fastest counts: what else the machine does should not.

    Args:
        seconds: wall time to spend, > 0.
    """
    import numpy as np

    rng = np.random.default_rng(0)
    numbers, matrix = rng.standard_normal(20_000), rng.standard_normal((48, 48))
    for _ in range(5):
        _unit(numbers, matrix)
    units, best = 10, 0.0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.thread_time()
        for _ in range(units):
            _unit(numbers, matrix)
        best = max(best, units / max(time.thread_time() - started, 1e-6))
        units = max(1, math.ceil(best * 0.03))
    return best


def _unit(numbers: "NDArray[np.float64]", matrix: "NDArray[np.float64]") -> float:
    """One unit of work, about a millisecond or two; small matrices keep it on one core."""
    import numpy as np

    order = np.argsort(numbers, kind="stable")
    total = float(np.cumsum(numbers[order])[-1])
    product = matrix
    for _ in range(8):
        product = product @ matrix
        product /= np.abs(product).max()
    total += float(np.exp(-np.abs(numbers)).sum()) + float(product[0, 0])
    counts: dict[int, int] = {}
    for i in range(2_000):
        counts[i % 97] = counts.get(i % 97, 0) + i
    return total + counts[0]


def _measure(identity: str, clock: Callable[[], datetime]) -> Machine:
    cores = os.cpu_count() or 1
    return Machine(
        id=identity,
        cores=cores,
        memory_mb=_memory_mb(),
        speed=benchmark(),
        description=f"{_processor()}, {cores} cores, {platform.system()}, benchmark {BENCHMARK}",
        measured_at=clock(),
    )


def _identity() -> str:
    """Equal for equal processors with as many cores, so that a moved home folder is noticed."""
    return content_hash({"processor": _processor(), "cores": os.cpu_count() or 1, "benchmark": BENCHMARK})


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass  # not Linux: the platform's own words must do
    return platform.processor() or platform.machine() or "unknown processor"


def _memory_mb() -> float:
    import psutil

    return float(psutil.virtual_memory().total) / 2**20


def _read(path: Path, identity: str) -> Machine | None:
    try:
        machine = Machine.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None  # not there, or spoilt: measuring again costs a second
    return machine if machine.id == identity else None


def _keep(path: Path, machine: Machine) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as partial:
            partial.write_text(machine.model_dump_json(indent=1), encoding="utf-8")
    except OSError:
        pass  # a home that cannot be written to is reported where something is lost by it
