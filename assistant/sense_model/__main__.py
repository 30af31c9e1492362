"""A process of its own that reads sentences with a neural model: `python -m assistant.sense_model`.

Reading holds the interpreter, and a library that ends a process must not end the app: so the app never loads the model.
A line with JSON comes in: which of the two readers is asked ("senses" or "reasons"), and a list of texts. A line with
the shape, then the probabilities as raw float32 go out. The end of the input ends the process, so it never outlives the
app.
"""

import json
import os
import sys
from typing import BinaryIO

from assistant.sense_model.numbers import REASONS, WEIGHTS
from assistant.sense_model.reader import SenseReader, packaged_matrices


def answer(reader: SenseReader, texts: list[str], out: BinaryIO) -> None:
    """Writes a JSON line with the shape, then float32 probabilities."""
    values = reader.present(texts)
    out.write(json.dumps(values.shape).encode() + b"\n" + values.tobytes())
    out.flush()


def _readers() -> dict[str, SenseReader]:
    """The two readers by what they are asked for; they share the matrices that neither was trained beside."""
    packed = packaged_matrices()
    return {"senses": SenseReader(WEIGHTS, packed), "reasons": SenseReader(REASONS, packed)}


def main() -> None:
    """Loads, says that it is ready, and answers until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print must not get among the numbers
    readers = _readers()
    for reader in readers.values():
        reader.present(["warm up"])
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        of, texts = json.loads(line)
        answer(readers[of], texts, out)


if __name__ == "__main__":
    main()
