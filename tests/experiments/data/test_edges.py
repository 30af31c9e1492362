import pytest

from experiments.data.edges import is_first_row, rows_below


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        (["1.5", "u", "0"], [["2.5", "u", "1"], ["3.5", "v", "0"]], True),
        (["3", "red"], [["4", "red"], ["5", "blue"]], True),
        (["country", "2019", "2020"], [["A", "1", "2"], ["B", "3", "4"]], False),
        (["sample", "400.5", "401.0", "401.5"], [["s1", "1", "2", "3"]], False),
        (["a", "b"], [["x", "y"], ["a", "b"]], False),
        (["0", "1", "2"], [["4", "5", "1"], ["7", "8", "0"]], False),
        (["1100", "1102", "1104", "1106", "1108", "1110"], [["0.1", "0.2", "0.1", "0.3", "0.2", "0.1"]], False),
        (["1", "2", "3"], [["3", "1", "2"], ["1", "2", "3"]], True),
        (["id", "0.5"], [["1", "2"], ["2", "3"]], False),
    ],
)
def test_a_first_row_is_told_from_a_header(header, rows, expected):
    assert is_first_row(header, rows) is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ([["Total", "", "9"]], 1),
        ([["", "", ""], ["Grand total:", None, 9]], 2),
        ([["Source: our own counts", "", ""]], 1),
        ([["b", "", ""]], 0),
        ([["a", "x", "3"], ["sum", "y", ""], ["sum", "", ""]], 0),
    ],
)
def test_totals_and_remarks_below_are_no_rows(last, expected):
    rows = [["a", "x", "1"], ["b", "y", "2"], *last]
    assert rows_below(rows, [row[0] for row in rows]) == expected
