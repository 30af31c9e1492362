"""Loading what takes libraries along, beside other threads that load them, too."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_PAUSES_S = (0.2, 1.0, 3.0)


def patiently(load: Callable[[], T]) -> T:
    """What a call gives; where it meets libraries that another thread has half loaded, once they are loaded.

    Two threads that import libraries which need each other, as right after a start, see a part of them only: Python
    then raises an `ImportError` instead of waiting for ever. What is not installed at all is not waited for.

    Raises:
        ImportError: something cannot be loaded, however long one waits.
    """
    for pause_s in _PAUSES_S:
        try:
            return load()
        except ModuleNotFoundError:
            raise
        except ImportError:
            time.sleep(pause_s)
    return load()
