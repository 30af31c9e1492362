"""What sentences ask for, read by a packaged model: no network, loaded in the background by another process."""

import json
import os
import subprocess
import sys
import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chances = NDArray[np.float32]
else:
    Chances = Any

from assistant.sense_model.numbers import sense_names


class EncoderGone(RuntimeError):
    """The encoder cannot answer: it isn't loaded yet, or its process has ended."""


class Encoder(ABC):
    """What reads sentences by a neural model; any thread may ask one that is ready."""

    @property
    @abstractmethod
    def ready(self) -> bool:
        """Whether it can read at once."""

    @abstractmethod
    def chances(self, of: str, sentences: Sequence[str]) -> Chances:
        """What is found in at least one sentence, a row each.

        Args:
            of: "senses", "reasons" or "meanings".
            sentences: one or more.

        Raises:
            EncoderGone: it isn't ready, or its process has ended.
        """

    def senses(self, sentences: Sequence[str]) -> Chances:
        """Probability that each sense (`numbers.sense_names`) is present, shape (n_sentences, n_senses).

        Raises:
            EncoderGone: it isn't ready, or its process has ended.
        """
        return self._rows("senses", sentences, len(sense_names()))

    def reasons(self, sentences: Sequence[str]) -> Chances:
        """Probability that a part of a message says why something is liked or turned down, shape (n_sentences, 1).

        Args:
            sentences: parts with their message beside them (`told_reasons.asked_of`).

        Raises:
            EncoderGone: it isn't ready, or its process has ended.
        """
        return self._rows("reasons", sentences, 1)

    def meanings(self, texts: Sequence[str]) -> Chances:
        """What texts mean as vectors of length one, shape (n_texts, size); the dot product of two tells how alike.

        Raises:
            EncoderGone: it isn't ready, or its process has ended.
        """
        return self._rows("meanings", texts, 0)

    def _rows(self, of: str, sentences: Sequence[str], columns: int) -> Chances:
        if sentences:
            return self.chances(of, sentences)
        import numpy as np

        return np.zeros((0, columns), dtype=np.float32)


class MessageEncoder(Encoder):
    """An encoder for one message, which reads no sentence twice.

    The parts of understanding ask for the whole, its sentences and its halves, each without knowing of the others, and
    a half is understood by itself afterwards. Each message makes one of its own, which is used by the thread that
    understands it and freed with it, so that no two messages share anything.

    Args:
        encoder: what reads.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[str, str], Chances] = {}

    @property
    def ready(self) -> bool:
        """Whether it can read at once."""
        return self._encoder.ready

    def chances(self, of: str, sentences: Sequence[str]) -> Chances:
        """What is found in at least one sentence, a row each; only sentences that are new are read."""
        import numpy as np

        new = [s for s in dict.fromkeys(sentences) if (of, s) not in self._known]
        if new:
            rows = self._encoder.chances(of, new)
            self._known.update(((of, s), row) for s, row in zip(new, rows, strict=True))
        return np.stack([self._known[of, s] for s in sentences])


class EncoderProcess(Encoder):
    """all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020) with the trained reader of senses.

    Loading takes about a second and happens in a process of its own (see `assistant.sense_model.__main__`); until
    then `ready` is False and nothing waits for it. All methods may be called from any thread.
    """

    def __init__(self) -> None:
        """An encoder that is not loaded yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._closed = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._trouble = ""

    @property
    def ready(self) -> bool:
        """Whether it can read at once."""
        return self._ready

    @property
    def trouble(self) -> str:
        """Why it could not be loaded; "" where nothing is wrong."""
        return self._trouble

    def start(self) -> None:
        """Loads the model in the background; does nothing if that is under way or done."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._load, name="sextant-encoder", daemon=True)
                self._thread.start()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Loads the model and waits for it; returns whether it is ready."""
        self.start()
        assert self._thread is not None
        self._thread.join(timeout_s)
        return self.ready

    def chances(self, of: str, sentences: Sequence[str]) -> Chances:
        """What is found in at least one sentence, a row each.

        Raises:
            EncoderGone: it isn't ready, or its process has ended.
        """
        with self._lock:
            if self._process is None or not self._ready:
                raise EncoderGone("the encoder is not loaded yet; wait() for it")
            try:
                return _asked(self._process, of, sentences)
            except (OSError, ValueError) as error:
                self._ready, self._trouble = False, f"the encoder's process has ended ({error})"
                raise EncoderGone(self._trouble) from error

    def close(self) -> None:
        """Ends the process; afterwards it is not ready. Calling it again does nothing."""
        self._closed = True
        if self._process is not None:
            self._ready = False
            _end(self._process)

    def _load(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.sense_model"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parents[3],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        self._process = process
        weakref.finalize(self, _end, process)
        assert process.stdout is not None
        said = process.stdout.readline() if not self._closed else b""
        self._ready = said == b"ready\n" and not self._closed
        if not self._ready:
            _end(process)
            self._trouble = "" if self._closed else "the process that encodes sentences ended while it was loading"


def _asked(process: "subprocess.Popen[bytes]", of: str, sentences: Sequence[str]) -> Chances:
    import numpy as np

    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps([of, list(sentences)]).encode() + b"\n")
    process.stdin.flush()
    rows, columns = json.loads(process.stdout.readline() or b"null") or (0, 0)
    raw = process.stdout.read(4 * rows * columns)
    if rows != len(sentences) or len(raw) != 4 * rows * columns:
        raise ValueError("its answer broke off")
    return np.frombuffer(raw, dtype=np.float32).reshape(rows, columns)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # a broken pipe has nothing left to flush
                stream.close()
