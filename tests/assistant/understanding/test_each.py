"""What is asked of several places or rows is a command for each; one question about several stays one."""

import pytest

from assistant.understanding import Context
from assistant.understanding.acts.each import for_each
from assistant.understanding.merging import Piece

CONTEXT = Context(columns=("age", "ward", "late"), target="late", recommendations=5, results=3)


def asked(text, name, **args):
    return [(p.name, *p.args.values()) for p in for_each(text, [Piece(0, name, args)], CONTEXT)]


@pytest.mark.parametrize(
    ("text", "rank", "ranks"),
    [
        ("why your first and fourth choice?", 1, [1, 4]),
        ("explain options 2, 3 and 5", 2, [2, 3, 5]),
        ("give me the reasons for #1 and #2", None, [1, 2]),
        ("explain the third, it looks odd", 3, [3]),
        ("why is 2 above 3 and 4?", 2, [2]),
        ("explain the top 3", 1, [1]),
        ("explain 1 and 12", 1, [1]),
    ],
)
def test_each_place_of_a_list_is_explained(text, rank, ranks):
    args = {} if rank is None else {"rank": rank}
    assert asked(text, "explain_recommendation", **args) == [("explain_recommendation", r) for r in ranks]


@pytest.mark.parametrize(
    ("text", "key", "keys"),
    [
        ("explain the prediction for patient P-17 and then the one for P-203", "P-17", ["P-17", "P-203"]),
        ("why is customer 88-AB flagged? and the same for 91-QX", "88-AB", ["88-AB", "91-QX"]),
        ("explain rows 12, 15 and 19", "12", ["12", "15", "19"]),
        ("explain row 12 and give it 5 minutes", "12", ["12"]),
        ("explain P-17 but not P-203", "P-17", ["P-17"]),
        ("how does P-17 differ from P-203?", "P-17", ["P-17"]),
    ],
)
def test_each_row_is_explained(text, key, keys):
    assert asked(text, "explain_prediction", key=key) == [("explain_prediction", k) for k in keys]


def test_what_is_asked_by_two_pieces_already_is_not_asked_again():
    pieces = [Piece(0, "explain_recommendation", {"rank": 1}), Piece(20, "explain_recommendation", {"rank": 2})]
    assert for_each("explain the first and the second", pieces, CONTEXT) == pieces
