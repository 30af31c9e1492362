"""Of two columns that tell the same one is kept, and the other is ruled out."""

import pytest

from assistant.understanding import Context
from assistant.understanding.goals.one_kept import one_kept
from assistant.understanding.merging import Piece

CONTEXT = Context(columns=("rooms", "floor_area", "year_built", "price"), target="price", kind="regression")


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("Rooms and floor area tell the same, keep only the floor area.", "rooms"),
        ("Rooms and square metres are the same information; leave just square metres", "rooms"),
        ("year_built and rooms mean the same thing, only year_built stays.", "rooms"),
        ("Rooms and year built say practically the same. Use rooms alone.", "year_built"),
    ],
)
def test_the_other_of_two_that_are_the_same_is_ruled_out(text, out):
    found = one_kept(text, [Piece(0, "constrain", {"columns_required": ["floor_area", "rooms"]})], CONTEXT)
    assert found[-1].args == {"columns_forbidden": [out]}
    assert out not in found[0].args.get("columns_required", ())


@pytest.mark.parametrize(
    "text",
    [
        "Rooms and floor area are not the same, keep both",
        "Rooms and floor area are the same information, aren't they?",
        "keep only rooms and floor area",
        "price and rooms are the same for us, keep only rooms",
    ],
)
def test_what_is_kept_alone_rules_nothing_else_out(text):
    pieces = [Piece(0, "constrain", {"columns_required": ["rooms"]})]
    assert one_kept(text, pieces, CONTEXT) == pieces
