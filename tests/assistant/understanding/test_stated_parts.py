"""The parts of a sentence that may state something of columns."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.facts import tagged
from assistant.understanding.goals.stated_parts import parts_of

HERD = Context(columns=("herd", "parity", "scc", "fat_pct", "ketosis"), target="ketosis", kind="binary")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("so must herd, and also parity (the count)", ["so must COL", "COL"]),
        ("herd on the other hand stays, parity if you ask me goes", ["COL stays", "COL goes"]),
        ("so we keep herd", ["we keep COL"]),
    ],
)
def test_what_joins_or_sets_against_another_is_left_out(text, parts):
    found = parts_of(tagged(text, HERD)[0], text)
    assert [" ".join("COL" if w.entity else w.text for w in part) for part in found] == parts


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("the herd has to stay out, and so must the fat", {"columns_forbidden": ["herd", "fat_pct"]}),
        ("parity is out, so is the herd", {"columns_forbidden": ["parity", "herd"]}),
        ("fat_pct must be in there, and so should parity", {"columns_required": ["fat_pct", "parity"]}),
        ("herd must stay out; so we have to keep parity in",
         {"columns_forbidden": ["herd"], "columns_required": ["parity"]}),
        ("the cell count by contrast belongs in", {"columns_required": ["scc"]}),
        ("herd to my mind stays out", {"columns_forbidden": ["herd"]}),
        ("The herd is just a name. Please do not use it.", {"columns_forbidden": ["herd"]}),
        ("herd is merely a label, forget it", {"columns_forbidden": ["herd"]}),
    ],
)  # fmt: skip
def test_what_is_said_of_one_column_is_said_of_another(text, rules):
    assert [(c.name, c.args) for c in understand(text, HERD).commands] == [("constrain", rules)]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("The fat is only weighed after the illness. That goes, and with it the parity.",
         {"columns_forbidden": ["fat_pct", "parity"]}),
        ("The herd tells us a lot. It stays, but parity is out.",
         {"columns_forbidden": ["parity"], "columns_required": ["herd"]}),
        ("herd stays, and with it parity", {"columns_required": ["herd", "parity"]}),
    ],
)  # fmt: skip
def test_what_goes_or_stays_with_a_column_of_the_sentence_before(text, rules, encoder):
    merged = {}
    for command in understand(text, HERD, encoder).commands:
        assert command.name == "constrain"
        merged |= command.args
    assert {k: sorted(v) for k, v in merged.items()} == {k: sorted(v) for k, v in rules.items()}


def test_what_a_column_behind_a_comma_does_begins_a_clause():
    text = "parity and scc explain the ketosis, the herd gives away whose cow it was, so it must stay out"
    assert [(c.name, c.args) for c in understand(text, HERD).commands] == [
        ("constrain", {"columns_forbidden": ["herd"]})
    ]
