import numpy as np
import pytest

from assistant.understanding import Context, understand
from assistant.understanding.encoder import Encoder
from assistant.understanding.known import known_sentences
from assistant.understanding.likeness import WEIGHTS, masked
from assistant.understanding.training import examples_hash


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    one = Encoder(tmp_path_factory.mktemp("vectors"))
    assert one.wait(120), one.trouble
    return one


def test_the_shipped_weights_belong_to_the_shipped_examples():
    with np.load(WEIGHTS, allow_pickle=False) as file:
        assert str(file["examples"]) == examples_hash(), "run python -m assistant.understanding.training"


def test_names_are_replaced_by_typical_ones():
    assert (
        masked("drop customer_id and use at most 5 GB", Context(columns=("customer_id",)))
        == "drop age and use at most two gigabytes"
    )


def test_a_paraphrase_no_rule_knows_is_read(encoder):
    understood = understand("I wonder which of them came out on top in the end", Context(results=3), encoder)
    assert [c.name for c in understood.commands] == ["show_results"] or understood.question is not None


def test_consent_is_never_given_by_likeness(encoder):
    for text in (
        "that seems to be a fine plan to me",
        "you have my blessing",
        "my answer is affirmative",
        "we are on board with this",
    ):
        commands = understand(text, Context(proposal=True, recommendations=5), encoder).commands
        assert not any(c.name in ("approve", "decline") for c in commands)


def test_unsure_is_asked_with_two_readings(encoder):
    understood = understand("purple monkey dishwasher yes maybe banana", Context(), encoder)
    assert understood.commands == () or understood.commands[0].name == "out_of_scope"


def test_vectors_of_known_sentences_are_kept(encoder):
    first = encoder.encode_known(["one", "two"])
    again = Encoder(encoder._cache)
    assert first.shape == (2, 384)
    assert len(list(encoder._cache.glob("*.npy"))) == 1
    assert not again.ready


def test_an_encoder_that_is_not_ready_says_so():
    with pytest.raises(RuntimeError, match="not loaded"):
        Encoder().encode(["x"])


def test_examples_cover_the_commands_and_background():
    names = {name for *_, name in known_sentences()}
    assert {"background", "set_goal.target", "constrain.columns_forbidden", "history"} <= names
