"""Libraries that another thread has half loaded are waited for; what is missing is said at once."""

import pytest

from store import loading
from store.loading import patiently


def test_what_is_half_loaded_is_waited_for_and_what_is_missing_is_not(monkeypatch):
    monkeypatch.setattr(loading, "_PAUSES_S", (0.0, 0.0))
    raised: list[ImportError] = [ImportError("partially initialized"), ImportError("partially initialized")]

    def load() -> str:
        if raised:
            raise raised.pop()
        return "whole"

    assert patiently(load) == "whole"
    raised[:] = [ImportError("broken")] * 3
    with pytest.raises(ImportError, match="broken"):
        patiently(load)
    raised[:] = [ImportError("never asked for"), ModuleNotFoundError("not there")]
    with pytest.raises(ModuleNotFoundError):
        patiently(load)
    assert len(raised) == 1
