"""Trains what reads sentence vectors: `python -m assistant.understanding.training` after examples have changed.

Takes about ten seconds. The file it writes carries the hash of the examples it was trained on, and a test compares.
"""

from pathlib import Path

from assistant.understanding.context import Context
from assistant.understanding.encoder import Encoder
from assistant.understanding.likeness import WEIGHTS, known_sentences, vectors
from store.records import content_hash

RIDGE = 0.3
"""Weight of the penalty, chosen by leaving out one batch of sentences at a time."""


def examples_hash() -> str:
    """Hash of all examples, whatever their order."""
    return content_hash(sorted([text, name] for text, _, name in known_sentences()))


def train(encoder: Encoder, file: Path = WEIGHTS) -> int:
    """Fits the ridge regression and writes it.

    Args:
        encoder: ready to encode.
        file: where to.

    Returns:
        The number of sentences used.
    """
    import numpy as np

    known = known_sentences()
    names = sorted({name for *_, name in known})
    inputs = vectors([(text, Context(**context)) for text, context, _ in known], encoder).astype(np.float64)
    outputs = np.array([[1.0 if name == n else 0.0 for n in names] for *_, name in known])
    rarity = np.sqrt(1.0 / (outputs @ outputs.sum(axis=0)))
    weighted = inputs * (rarity / rarity.mean())[:, None]
    penalty = RIDGE * np.eye(inputs.shape[1])
    weights = np.linalg.solve(inputs.T @ weighted + penalty, weighted.T @ outputs)
    np.savez_compressed(
        file, weights=weights.astype(np.float16), names=np.array(names), examples=np.array(examples_hash())
    )
    return len(known)


def main() -> None:
    """Trains with the packaged encoder and says on how many sentences."""
    encoder = Encoder()
    if not encoder.wait():
        raise SystemExit(f"The sentence encoder could not be loaded: {encoder.trouble}")
    print(f"trained on {train(encoder)} sentences → {WEIGHTS}")


if __name__ == "__main__":
    main()
