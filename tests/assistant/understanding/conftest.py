"""What tests of understanding share."""

from collections.abc import Iterator

import pytest

from assistant.understanding.reader.encoder import Encoder, EncoderProcess


@pytest.fixture(scope="module")
def encoder() -> Iterator[Encoder]:
    """The trained reader in its process, ready."""
    one = EncoderProcess()
    assert one.wait(120), one.trouble
    yield one
    one.close()
