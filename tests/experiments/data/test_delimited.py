import pytest

from experiments.data.delimited import read_delimited
from experiments.data.reading import read_table
from store.errors import BadData


def read(tmp_path, text: str | bytes):
    path = tmp_path / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_the_delimiter_is_found_out(tmp_path, delimiter):
    rows = [["a", "b", "c"], ["1", "x", "2.5"], ["2", "y", "3.5"], ["3", "z", "4.5"]]
    frame = read(tmp_path, "\n".join(delimiter.join(r) for r in rows)).frame
    assert list(frame.columns) == ["a", "b", "c"]
    assert frame["c"].tolist() == [2.5, 3.5, 4.5]


def test_decimal_commas_and_points_for_thousands(tmp_path):
    table = read(tmp_path, "name;wage\nA;1.234,50\nB;2,5\nC;33,25\n")
    assert table.frame["wage"].tolist() == [1234.5, 2.5, 33.25]
    assert any("Decimal commas" in note for note in table.notes)


def test_quoted_newlines_belong_to_the_cell(tmp_path):
    frame = read(tmp_path, 'id,text\n1,"two\nlines, one cell"\n2,"say ""hi"""\n').frame
    assert frame["text"].tolist() == ["two\nlines, one cell", 'say "hi"']


def test_lines_above_the_table_are_left_out_and_said(tmp_path):
    table = read(tmp_path, "Report of 2024\n\n# made by hand\na,b,c\n1,2,3\n4,5,6\n")
    assert table.frame["c"].tolist() == [3, 6]
    assert any("above the table" in note for note in table.notes)


def test_a_few_broken_rows_are_left_out_and_the_first_named(tmp_path):
    good = [f"{i},x{i},{i}" for i in range(40)]
    table = read(tmp_path, "\n".join(["a,b,c", *good, "1,2", "1,2,3,4,5"]))
    assert len(table.frame) == 40
    assert any("line 42 with 2 cells where the header has 3" in note for note in table.notes)


def test_many_broken_rows_are_refused_with_the_first_line(tmp_path):
    rows = ["1,2,3" if i % 3 else "1,2,3,4" for i in range(30)]
    with pytest.raises(BadData, match=r"line 2 with 4 cells where the header has 3"):
        read(tmp_path, "\n".join(["a,b,c", *rows]))


def test_a_quotation_mark_never_closed_does_not_swallow_the_file(tmp_path):
    rows = [f"{i},y{i}" for i in range(30)]
    table = read(tmp_path, "\n".join(["a,b", '0,"x', *rows]))
    assert len(table.frame) == 31
    assert any("never closed" in note for note in table.notes)


def test_a_file_without_header_gets_names(tmp_path):
    table = read(tmp_path, "1,2\n3,4\n")
    assert list(table.frame.columns) == ["column_1", "column_2"] and len(table.frame) == 2


def test_row_names_as_r_writes_them(tmp_path):
    assert list(read(tmp_path, "a,b\nr1,1,2\nr2,3,4\n").frame.columns) == ["row_name", "a", "b"]


def test_an_empty_last_column_is_left_out(tmp_path):
    assert list(read(tmp_path, "a,b\n1,2,\n3,4,\n").frame.columns) == ["a", "b"]


def test_missing_markers_and_codes(tmp_path):
    table = read(tmp_path, "n,code,word,sign\n1,007,NA,+\n?,010,x,-\n3,123,n/a,+\n-,999,,-\n")
    frame = table.frame
    assert frame["n"].isna().tolist() == [False, True, False, True]
    assert frame["code"].tolist() == ["007", "010", "123", "999"]
    assert frame["word"].isna().sum() == 3
    assert frame["sign"].tolist() == ["+", "-", "+", "-"]  # two signs are two classes, not one and a gap
    assert any('"?" was read as a missing value' in note for note in table.notes)


def test_line_ends_of_all_systems(tmp_path):
    for end in (b"\r\n", b"\r", b"\n"):
        assert read(tmp_path, end.join([b"a,b", b"1,2", b"3,4"])).frame["b"].tolist() == [2, 4]


def test_one_very_long_cell(tmp_path):
    assert len(read(tmp_path, 'a,b\n"' + "x" * 2_000_000 + '",1\ny,2\n').frame["a"][0]) == 2_000_000


def test_columns_with_points_and_columns_with_commas_in_one_file(tmp_path):
    rows = "\n".join(f"{i / 7:.6f};1.{i:03d},56 €" for i in range(9))
    (tmp_path / "mixed.csv").write_text(f"size;price\n{rows}\n")
    frame = read_table(tmp_path / "mixed.csv").frame
    assert frame["price"].tolist() == [1000.56 + i for i in range(9)] and frame["size"].iloc[1] == 0.142857


def test_points_of_thousands_beside_decimal_commas(tmp_path):
    (tmp_path / "towns.csv").write_text("area;people\n1,5;12.500\n22,25;980\n3,5;1.234.567\n")
    table = read_table(tmp_path / "towns.csv")
    assert table.frame["people"].tolist() == [12500, 980, 1234567]
    assert any("Points were taken out of thousands" in n and "people" in n for n in table.notes)


def test_numbers_too_long_to_be_told_apart_are_ids(tmp_path):
    rows = "\n".join(f"{10**19 + i},{9 * 10**18 + i},{1e300 * i},x" for i in range(5))
    (tmp_path / "long.csv").write_text(f"account,number,large,end\n{rows}\n")
    frame = read_table(tmp_path / "long.csv").frame
    assert frame["account"].tolist() == [str(10**19 + i) for i in range(5)]
    assert frame["number"].tolist() == [9 * 10**18 + i for i in range(5)] and frame["large"].iloc[1] == 1e300


def test_long_ids_are_told_apart_though_some_are_missing(tmp_path):
    rows = "\n".join(f"{9 * 10**17 + i},{i}" for i in range(5))
    (tmp_path / "long.csv").write_text(f"account,visits\n{rows}\n,\n")
    frame = read_table(tmp_path / "long.csv").frame
    assert frame["account"].tolist()[:5] == [str(9 * 10**17 + i) for i in range(5)] and frame["account"].isna().iloc[5]
    assert frame["visits"].tolist()[:5] == [0, 1, 2, 3, 4]


def test_a_text_to_be_read_is_called_one():
    prose = (
        b"Dear all,\n\nwe met on Monday, and this is what we found. Most people stay, but some do not.\n"
        b"The young ones leave first, the old ones, as ever, last.\nPlease look at the calls, too, when you can.\n"
        b"It is late, so I stop here.\n"
    )
    with pytest.raises(BadData, match="text to be read, not a table"):
        read_delimited(prose, "notes.txt")
    with pytest.raises(BadData, match="is broken"):
        read_delimited(b"a,b\n1,2\n1,2,3\n1,2,3\n1,2,3\n", "t.csv")
