import pytest

from experiments.data.reading import read_table
from store.errors import BadData


@pytest.mark.parametrize(
    ("text", "columns", "first"),
    [
        (
            "% of flowers\n@RELATION iris\n\n@attribute length numeric\n@attribute 'the class' {a,'b c'}\n@data\n"
            "1.5,'b c'\n% nothing\n?,a\n",
            ["length", "the class"],
            [1.5, "b c"],
        ),
        ("x1 b\n 0.1  2\n-1.5 22\n 0.3  1\n", ["x1", "b"], [0.1, 2]),
        ("  id   name   value\n   1   ab     1.50\n   3   d     10.00\n", ["id", "name", "value"], [1, "ab", 1.5]),
        ('8.0  8  "amc x"\n5.5  8  "buick"\n6.0  6  "ford"\n', ["column_1", "column_2", "column_3"], [8.0, 8, "amc x"]),
        ("a\tb\nx  y\t1\nz  w\t2\nq  r\t3\n", ["a", "b"], ["x  y", 1]),
    ],
)  # fmt: skip
def test_forms_of_other_programs_are_read(tmp_path, text, columns, first):
    (tmp_path / "t.txt").write_text(text)
    table = read_table(tmp_path / "t.txt").frame
    assert list(table.columns) == columns
    assert list(table.iloc[0]) == first


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"1 1:0.5 3:2\n0 2:1.5\n1 1:2\n", "LIBSVM"),
        (b"@relation r\n@attribute a numeric\n@data\n{0 1.5}\n", "sparse ARFF"),
        (b"@relation r\n@attribute a numeric\n1.5\n", "@data"),
        (b"SQLite format 3\x00" + bytes(200), "SQLite"),
        (b"\x80\x04\x95\x00", "pickle"),
    ],
)
def test_forms_that_cannot_be_read_are_named(tmp_path, content, said):
    (tmp_path / "t.dat").write_bytes(content)
    with pytest.raises(BadData, match=said):
        read_table(tmp_path / "t.dat")
