"""Columns that only tell when or why are not ruled in or out beside those that are spoken of."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.goals.reasons import without_reasons
from assistant.understanding.merging import Piece

COLUMNS = ("guest_id", "stay_days", "invoice_sum", "tip", "maid_name", "left_at", "complaint")
CONTEXT = Context(columns=COLUMNS, target="complaint", kind="binary")


def ruled(text, *columns, key="columns_forbidden"):
    pieces = [Piece(0, "constrain", {key: list(columns)})]
    return [c for p in without_reasons(text, pieces, CONTEXT) for c in p.args.get(key, ())]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("left_at is written down once the guest is gone, so ignore it", "left_at"),
        ("since the tip is paid in cash, invoice_sum has to go", "invoice_sum"),
        ("drop the tip because maid_name gives it", "tip"),
        ("stay_days is only known when the invoice is sent; leave it out", "stay_days"),
    ],
)
def test_a_column_that_tells_when_or_why_is_not_ruled_out(text, kept):
    others = {"left_at": "guest_id", "invoice_sum": "tip", "tip": "maid_name", "stay_days": "invoice_sum"}
    assert ruled(text, kept, others[kept]) == [kept]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("drop tip before you drop left_at", ["tip", "left_at"]),
        ("after the stay we learn of the tip, drop left_at and tip", ["left_at", "tip"]),
        ("left_at is set after the stay. The tip is noise, drop it once and for all", ["left_at", "tip"]),
        ("once gone, tip and left_at are known: drop them", ["tip", "left_at"]),
        ("since the tip is known late, drop it", ["tip"]),
        ("left_at is written once the tip is given, so leave out both", ["left_at", "tip"]),
    ],
)
def test_what_is_ruled_elsewhere_or_alone_stays_ruled(text, columns):
    assert ruled(text, *columns) == columns


def test_the_same_holds_for_what_is_required():
    assert ruled("keep the tip because maid_name depends on it", "tip", "maid_name", key="columns_required") == ["tip"]


def commands(text):
    return [(c.name, c.args) for c in understand(text, CONTEXT).commands]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("left_at is a direct consequence of the complaint, no cause", {"columns_forbidden": ["left_at"]}),
        ("the tip follows the complaint, so remove it", {"columns_forbidden": ["tip"]}),
        ("the invoice_sum is wrong for some maids, but keep it", {"columns_required": ["invoice_sum"]}),
        ("the invoice_sum is wrong now and then. Still keep it.", {"columns_required": ["invoice_sum"]}),
        ("tip is what the maids swear by, therefore it must be included", {"columns_required": ["tip"]}),
        ("what you must not drop under any circumstances is stay_days", {"columns_required": ["stay_days"]}),
        ("the one thing we may never use is the maid_name", {"columns_forbidden": ["maid_name"]}),
    ],
)
def test_it_is_the_column_that_a_clause_speaks_of(text, rules):
    assert commands(text) == [("constrain", rules)]


@pytest.mark.parametrize(
    "text", ["the plan is fine, keep it", "the complaint follows from stay_days", "we have ten minutes, keep it"]
)
def test_what_speaks_of_no_input_rules_none(text):
    assert not any(set(a) & {"columns_required", "columns_forbidden"} for _, a in commands(text))
