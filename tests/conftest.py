"""What holds for all tests: one thread for linear algebra and trees, as in real runs; two would fight for the cores."""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
