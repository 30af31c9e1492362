"""What a request is made with names no column that sounds like it."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.merging import Piece
from assistant.understanding.names.columns import ColumnBook
from assistant.understanding.reader.casting import _only_asked_with, _unnamed
from assistant.understanding.slots.alluded import named_or_alluded

FIELD = Context(columns=("date", "leaves", "roots", "class"), target="class", kind="multiclass", recommendations=5)


def _clause(text):
    from assistant.understanding.reader.senses import clause_of

    return clause_of(text, FIELD)


def test_leave_is_no_leaves():
    book = ColumnBook(FIELD.columns)
    assert [book.stemmed(["leave"]), book.misspelt("leave"), book.loosely(["leave"]), book.expected("leave")] == [
        None
    ] * 4
    assert (
        book.stemmed(["leaf", "leaves"]) is None
        and book.same(["leaves"]) == "leaves"
        and book.expected("root") == "roots"
    )
    assert _only_asked_with("leaves", "leave these out") and not _only_asked_with("leaves", "leave the leaves out")


@pytest.mark.parametrize(
    ("text", "columns"),
    [("leave date out", ["date"]), ("leave these out", []), ("the leaves, please, leave them out", ["leaves"])],
)
def test_what_is_left_out_is_what_is_named(text, columns):
    assert named_or_alluded(_clause(text), FIELD) == columns
    ruled = [c.args.get("columns_forbidden") for c in understand(text, FIELD).commands]
    assert ruled in ([], [columns])


def test_a_column_that_no_word_names_does_not_take_the_place_of_one_called_target():
    def goal(column):
        return [Piece(0, "set_goal", {"target": column})]

    assert _unnamed("I want to know which disease it is", goal("class"), goal("severity")) == ("class", "severity")
    assert _unnamed("I want to know how severe, the severity", goal("class"), goal("severity")) == ()
    assert _unnamed("which disease is it", goal("roots"), goal("leaves")) == ()


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("no trees please", ["tree"]),
        ("which trees grow there?", []),
        ("the bark says nothing, trees from the same stand are alike", []),
        ("no network of neurons", ["neural_network"]),
    ],
)
def test_trees_that_grow_are_no_models(text, families):
    said = [f for c in understand(text, FIELD).commands for f in c.args.get("families_forbidden", [])]
    from assistant.understanding.facts import tagged

    named = [v for w in tagged(text, FIELD)[0] if w.entity and w.entity.kind == "FAM" for v in w.entity.values]
    assert said == families and named == families


def test_a_word_for_all_of_it_alludes_to_no_column():
    assert _only_asked_with("whole_weight", "take the whole thing as a number")
    assert not _only_asked_with("whole_weight", "the weight as a whole")


def test_where_somebody_works_is_no_part_of_a_column():
    from assistant.understanding.reader.likeness import named_in

    ward = Context(columns=("time_in_hospital", "age"), target="age")
    assert not named_in("in our hospital nobody counts it", ward)
    assert [w.entity.values for w in named_in("leave the hospital out", ward) if w.entity] == [("time_in_hospital",)]


def test_a_follow_up_asks_for_no_explanation():
    from assistant.understanding.commands.guesses import guess

    assert guess(_clause("everybody gets a follow-up call in June")) is None
    assert guess(_clause("everybody here must follow it")) == ("constrain", {"interpretable": True})
