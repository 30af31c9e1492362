"""Trains what reads sentences: `python -m assistant.understanding.training` after examples have changed.

A multinomial logistic regression (scikit-learn, L2) from the features of `assistant.understanding.likeness` onto
senses; rare senses weigh more, by the root of their rarity. Takes about a minute. The file it writes carries the hash
of the examples it was trained on, and a test compares.
"""

from collections import Counter
from pathlib import Path

from assistant.understanding.context import Context
from assistant.understanding.encoder import Encoder
from assistant.understanding.known import known_sentences
from assistant.understanding.likeness import WEIGHTS, features
from store.records import content_hash

INVERSE_PENALTY = 12.0
"""Chosen by leaving out one batch of sentences at a time."""


def examples_hash() -> str:
    """Hash of all examples, whatever their order."""
    return content_hash(sorted([text, sense] for text, _, sense in known_sentences()))


def train(encoder: Encoder, file: Path = WEIGHTS) -> int:
    """Fits the regression and writes it.

    Args:
        encoder: ready to encode.
        file: where to.

    Returns:
        The number of sentences used.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    known = known_sentences()
    inputs = features([(text, Context(**context)) for text, context, _ in known], encoder)
    senses = [sense for *_, sense in known]
    weight = {sense: (len(senses) / n) ** 0.5 for sense, n in Counter(senses).items()}
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=400, class_weight=weight).fit(inputs, senses)
    np.savez_compressed(
        file,
        weights=np.vstack([model.coef_.T, model.intercept_]).astype(np.float16),
        names=np.array(model.classes_),
        examples=np.array(examples_hash()),
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
