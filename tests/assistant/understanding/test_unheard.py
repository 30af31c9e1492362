"""What a message certainly says and nothing could be read of is told."""

import pytest

from assistant.cards import Command
from assistant.understanding import Context, understand
from assistant.understanding.joining.unheard import SAID, unheard
from assistant.unheard import tell_unheard

PARTS = Context(columns=("part_id", "lot", "pressure", "shift", "broken"), target="broken", kind="binary")
NO_LOT = Command(name="constrain", args={"columns_forbidden": ["lot"]})


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        (
            "Letting a broken part out is for us what a burnt kitchen is to a cook, far worse than one looked at for"
            " nothing. The lot must be left out.",
            "set_error_costs",
        ),
        ("be fair to left handed workers, and no lot please", "constrain.protected_columns"),
    ],
)
def test_what_could_not_be_read_beside_a_rule_is_told_of(text, sense, encoder):
    understood = understand(text, PARTS, encoder)
    assert understood.commands == (NO_LOT,)
    assert understood.unheard == (sense,)


@pytest.mark.parametrize(
    "text",
    [
        "leave out the lot, and be fair by shift",
        "a broken part that gets out costs 90, a needless check 6; leave out the lot",
        "hello, what can you do?",
    ],
)
def test_what_was_read_is_not_told_of(text, encoder):
    assert understand(text, PARTS, encoder).unheard == ()


def test_another_arg_may_say_the_same():
    certain = {"constrain.columns_forbidden", "constrain.families_forbidden"}
    only = Command(name="constrain", args={"protected_columns": ["shift"], "families_allowed": ["tree"]})
    assert unheard(certain, [only]) == ()
    assert unheard(certain, [NO_LOT]) == ("constrain.families_forbidden",)


@pytest.mark.parametrize("name", ["correct", "what_if", "decline"])
def test_facts_within_a_correction_or_a_supposition_are_of_it(name):
    assert unheard({"set_error_costs"}, [Command(name=name)]) == ()
    assert unheard({"set_error_costs"}, []) == ()


class _Reply:
    def __init__(self, unheard):
        self.lines = []
        self.unheard = unheard

    def say(self, line):
        self.lines.append(line)


@pytest.mark.parametrize("sense", SAID)
def test_everything_that_may_be_told_has_words_of_how_to_say_it(sense):
    reply = _Reply((sense,))
    tell_unheard(reply)
    (line,) = reply.lines
    assert line.startswith("You also") and "Say " in line
