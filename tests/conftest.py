"""What holds for all tests.

One thread for linear algebra and trees, as in real runs; two would fight for the cores. What Hypothesis makes up is
the same each time, so that a change is judged by what it does and not by chance; `HYPOTHESIS_PROFILE=default` looks
further.
"""

import os
import threading

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

_FITTING = ("meta-model", "refit of the meta-model")


def pytest_unconfigure() -> None:
    """Waits for meta-models that are still being fitted: a thread inside a library can crash Python's own way out."""
    for thread in threading.enumerate():
        if thread.name in _FITTING:
            thread.join(30)
