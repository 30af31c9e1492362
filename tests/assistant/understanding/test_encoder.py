"""The encoder is another process: it answers, it ends, and its end disturbs nobody."""

import os
import signal

import pytest

from assistant.understanding.encoder import Encoder, EncoderGone
from assistant.understanding.numbers import sense_names


@pytest.fixture(scope="module")
def encoder():
    made = Encoder()
    assert made.wait(120), made.trouble
    yield made
    made.close()


def test_each_sense_has_a_probability_and_like_sentences_get_like_ones(encoder):
    chances = encoder.senses(["list : run the first three", "list : start the top 3", "list : the weather is fine"])
    assert chances.shape == (3, len(sense_names()))
    assert chances.min() >= 0 and chances.max() <= 1
    assert abs(chances[0] - chances[1]).max() < abs(chances[0] - chances[2]).max()


def test_line_breaks_and_other_scripts_are_sentences_too(encoder):
    assert encoder.senses(["two\nlines", "größer", "日本語", ""]).shape == (4, len(sense_names()))


def test_no_sentences_give_no_rows(encoder):
    assert encoder.senses([]).shape == (0, len(sense_names()))


def test_before_it_is_loaded_it_says_so():
    with pytest.raises(EncoderGone, match="not loaded"):
        Encoder().senses(["too early"])


def test_a_killed_process_is_told_and_never_hangs():
    lost = Encoder()
    assert lost.wait(120), lost.trouble
    assert lost._process is not None
    os.kill(lost._process.pid, signal.SIGKILL)
    with pytest.raises(EncoderGone, match="ended"):
        lost.senses(["anybody there?"])
    assert not lost.ready and lost.trouble
    lost.close()


def test_closing_while_it_loads_leaves_no_process():
    hasty = Encoder()
    hasty.start()
    hasty.close()
    assert not hasty.wait(60)
    assert hasty._process is None or hasty._process.poll() is not None
