"""The encoder is another process: it answers, it ends, and its end disturbs nobody."""

import os
import signal
import subprocess
import sys

import pytest

from assistant.sense_model.numbers import sense_names
from assistant.understanding import Context, understand
from assistant.understanding.reader.encoder import Encoder, EncoderGone, EncoderProcess, MessageEncoder


@pytest.fixture(scope="module")
def encoder():
    made = EncoderProcess()
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


def test_a_trade_off_with_a_limit_is_a_search_and_no_mere_limit(encoder):
    text = "Find the best trade-off between accuracy and training time, at most 12 runs"
    table = Context(columns=("age", "plan", "churn"), target="churn", recommendations=8, kind="binary")
    for context in (table, table.model_copy(update={"proposal": True})):
        found = [(c.name, c.args) for c in understand(text, context, encoder).commands]
        assert found == [("propose_runs", {"strategy": "pareto", "runs": 12})]


def test_meanings_of_like_texts_point_alike(encoder):
    said, wind, rain = encoder.meanings(["how hard it blows", "wind speed", "invoice number"])
    assert said @ said == pytest.approx(1, abs=1e-5)
    assert said @ wind > said @ rain + 0.1


def test_no_sentences_give_no_rows(encoder):
    assert encoder.senses([]).shape == (0, len(sense_names()))
    assert encoder.reasons([]).shape == (0, 1)


class _Counting(Encoder):
    """Writes down what it is asked to read."""

    def __init__(self, encoder):
        self._encoder, self.read = encoder, []

    @property
    def ready(self):
        return self._encoder.ready

    def chances(self, of, sentences):
        self.read += [(of, s) for s in sentences]
        return self._encoder.chances(of, sentences)


def test_one_message_reads_no_sentence_twice(encoder):
    counting = _Counting(encoder)
    one = MessageEncoder(counting)
    first = one.senses(["list : run the first three", "list : stop", "list : stop"])
    again = one.senses(["list : stop", "list : run the first three"])
    assert (first[[1, 0]] == again).all() and (first[1] == first[2]).all()
    assert counting.read == [("senses", "list : run the first three"), ("senses", "list : stop")]
    assert one.reasons(["list : stop"]).shape == (1, 1)
    assert counting.read[2:] == [("reasons", "list : stop")]
    assert one.senses([]).shape == (0, len(sense_names()))


def test_halves_are_read_once_though_both_the_whole_and_each_of_them_ask(encoder):
    counting = _Counting(encoder)
    context = Context(columns=("age", "price"), target="price", kind="regression", recommendations=5)
    found = understand("rank them by mae. is anything finished by now?", context, counting)
    assert [c.name for c in found.commands] == ["show_results", "status"]
    assert len(counting.read) > 2 and len(set(counting.read)) == len(counting.read)
    understand("rank them by mae. is anything finished by now?", context, counting)
    assert len(set(counting.read)) < len(counting.read)  # another message asks anew: nothing is kept


def test_before_it_is_loaded_it_says_so():
    with pytest.raises(EncoderGone, match="not loaded"):
        EncoderProcess().senses(["too early"])


def test_a_killed_process_is_told_and_never_hangs():
    lost = EncoderProcess()
    assert lost.wait(120), lost.trouble
    assert lost._process is not None
    os.kill(lost._process.pid, signal.SIGKILL)
    with pytest.raises(EncoderGone, match="ended"):
        lost.senses(["anybody there?"])
    assert not lost.ready and lost.trouble
    lost.close()


def test_closing_while_it_loads_leaves_no_process():
    hasty = EncoderProcess()
    hasty.start()
    hasty.close()
    assert not hasty.wait(60)
    assert hasty._process is None or hasty._process.poll() is not None


@pytest.mark.slow
def test_what_was_trained_is_what_is_read(tmp_path):
    import numpy as np
    import torch

    from assistant.sense_model.reader import SenseReader
    from assistant.understanding.reader.adapting import Learner, sentence_model

    learner = Learner(sentence_model(), sense_names())
    with torch.no_grad():
        for adapter in learner.adapters:  # as if trained, in the precision of the file
            adapter.down.copy_(adapter.down.half())
            adapter.up.copy_((torch.randn_like(adapter.up) / 50).half())
        learner.head.weight.copy_(learner.head.weight.half())
        learner.head.bias.copy_(learner.head.bias.half())
    learner.train(False)
    np.savez(tmp_path / "trained.npz", **learner.arrays())
    texts = ["run the first three", "größer als 日本語 😀", "", "word " * 300, "two\nlines"]
    with torch.no_grad():
        expected = torch.sigmoid(learner.logits(texts)).numpy()
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(SenseReader(tmp_path / "trained.npz").present(texts), expected, atol=1e-5)


def test_reading_needs_no_library_that_takes_seconds_to_load():
    code = "import sys, assistant.sense_model.__main__; print({'torch', 'transformers', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=True)
    assert done.stdout == "set()\n"
