import pytest

from assistant.understanding.columns import ColumnBook, parts

BOOK = ColumnBook(["customer_id", "MonthlyCharges", "TotalCharges", "tenure", "Churn", "age", "y"])


def test_names_fall_into_their_words():
    assert parts("MonthlyCharges") == ("monthly", "charges")
    assert parts("customer_id") == ("customer", "id")
    assert parts("HTTPStatus2") == ("http", "status2")


@pytest.mark.parametrize(
    ("words", "column"),
    [(["monthly", "charges"], "MonthlyCharges"), (["customer", "id"], "customer_id"), (["CHURN".lower()], "Churn")],
)
def test_case_and_separators_do_not_matter(words, column):
    assert BOOK.same(words) == column


def test_endings_do_not_matter():
    assert BOOK.stemmed(["churners"]) == "Churn"
    assert BOOK.stemmed(["monthly", "charge"]) == "MonthlyCharges"


def test_slips_are_forgiven_where_one_column_is_near():
    assert BOOK.misspelt("custmer_id") == "customer_id"
    assert BOOK.misspelt("house") is None


def test_a_part_that_fits_two_columns_names_none():
    assert BOOK.loosely(["charges"]) is None
    assert BOOK.loosely(["monthly", "charges"]) is None or BOOK.loosely(["charges"]) is None


def test_an_expected_column_may_be_said_loosely():
    assert BOOK.expected("the Monthly charges") == "MonthlyCharges"
    assert BOOK.expected("y") == "y"
    assert BOOK.expected("") is None
