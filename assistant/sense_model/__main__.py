"""A process of its own that reads sentences with a neural model: `python -m assistant.sense_model`.

Reading holds the interpreter, and a library that ends a process must not end the app: so the app never loads the model.
A line with JSON comes in: what is asked for ("senses" or "reasons" of one of the two readers, or "meanings" of the
packaged model), and a list of texts. A line with the shape, then the numbers as raw float32 go out. The end of the
input ends the process, so it never outlives the app.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from assistant.sense_model.numbers import REASONS, WEIGHTS
from assistant.sense_model.reader import Floats, SenseReader, packaged_matrices
from store.ending import end_with_input


def answer(read: Callable[[list[str]], Floats], texts: list[str], out: BinaryIO) -> None:
    """Writes a JSON line with the shape, then float32 numbers."""
    values = read(texts)
    out.write(json.dumps(values.shape).encode() + b"\n" + values.tobytes())
    out.flush()


def _readers() -> dict[str, Callable[[list[str]], Floats]]:
    """What answers what is asked for; the readers share the matrices that none of them was trained beside."""
    packed = packaged_matrices()
    return {
        "senses": SenseReader(WEIGHTS, packed).present,
        "reasons": SenseReader(REASONS, packed).present,
        "meanings": SenseReader(None, packed).meanings,
    }


def main() -> None:
    """Loads, says that it is ready, and answers until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print must not get among the numbers
    end_with_input()
    readers = _readers()
    for read in readers.values():
        read(["warm up"])
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        of, texts = json.loads(line)
        answer(readers[of], texts, out)


if __name__ == "__main__":
    main()
