"""The encoder is another process: it answers, it ends, and its end disturbs nobody."""

import os
import signal

import numpy as np
import pytest

from assistant.understanding.encoder import DIMENSION, Encoder, EncoderGone


@pytest.fixture(scope="module")
def encoder():
    made = Encoder()
    assert made.wait(120), made.trouble
    yield made
    made.close()


def test_vectors_have_unit_length_and_like_sentences_are_near(encoder):
    vectors = encoder.encode(["run the first three", "start the top 3", "the weather is fine"])
    assert vectors.shape == (3, DIMENSION)
    assert np.allclose((vectors**2).sum(axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_line_breaks_and_other_scripts_are_sentences_too(encoder):
    assert encoder.encode(["two\nlines", "größer", "日本語", ""]).shape == (4, DIMENSION)


def test_no_sentences_give_no_vectors(encoder):
    assert encoder.encode([]).shape == (0, DIMENSION)


def test_before_it_is_loaded_it_says_so():
    with pytest.raises(EncoderGone, match="not loaded"):
        Encoder().encode(["too early"])


def test_a_killed_process_is_told_and_never_hangs():
    lost = Encoder()
    assert lost.wait(120), lost.trouble
    assert lost._process is not None
    os.kill(lost._process.pid, signal.SIGKILL)
    with pytest.raises(EncoderGone, match="ended"):
        lost.encode(["anybody there?"])
    assert not lost.ready and lost.trouble
    lost.close()


def test_closing_while_it_loads_leaves_no_process():
    hasty = Encoder()
    hasty.start()
    hasty.close()
    assert not hasty.wait(60)
    assert hasty._process is None or hasty._process.poll() is not None
