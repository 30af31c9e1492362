"""`python -m experiments.prior`: make or go on making the experience that ships with Sextant."""

import os
import sys
import warnings


def _run() -> int:
    # Before numpy and friends are imported: forked runs must be of one thread, for equal costs and for safety.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    from experiments.prior.making import main

    warnings.simplefilter("ignore")
    return main()


if __name__ == "__main__":
    sys.exit(_run())
