"""A column's name alone speaks for no test by it."""

import pytest

from assistant.understanding import Context
from assistant.understanding.goals.named_so import without_named_so
from assistant.understanding.merging import Piece

WARD = Context(columns=("skin_fold", "ward", "ill"), target="ill", kind="binary")


def _read(column):
    return [
        Piece(0, "constrain", {"columns_forbidden": [column]}),
        Piece(0, "set_validation", {"method": "group", "column": column}),
    ]


@pytest.mark.parametrize("text", ["leave out skin_fold", "ok, drop the skin fold please"])
def test_a_column_that_is_ruled_out_is_no_group(text):
    assert [p.name for p in without_named_so(text, _read("skin_fold"), WARD)] == ["constrain"]


def test_what_else_speaks_for_a_test_by_it_counts():
    pieces = _read("ward")
    assert without_named_so("drop ward but keep each ward together in the folds", pieces, WARD) == pieces
    alone = pieces[1:]
    assert without_named_so("leave one skin_fold out", alone, WARD) == alone
