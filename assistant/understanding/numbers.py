"""Where the trained numbers of the sentence reader lie, and the senses they are for."""

from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("likeness.npz")


@lru_cache(maxsize=1)
def sense_names() -> tuple[str, ...]:
    """The senses in the order of the reader's outputs."""
    import numpy as np

    with np.load(WEIGHTS, allow_pickle=False) as file:
        return tuple(str(n) for n in file["names"])
