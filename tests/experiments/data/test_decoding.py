import pytest

from experiments.data.decoding import to_utf8
from store.errors import BadData

TEXT = "stadt,zahl\nKöln,1\nMünchen,2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found_out(encoding):
    data = TEXT if encoding not in ("utf-16-le", "utf-16-be") else TEXT * 3
    assert to_utf8(data.encode(encoding), "t.csv")[0].decode() == data


def test_mixed_encodings_are_read_line_by_line_and_said():
    data = "stadt\nKöln\n".encode() + "München\n".encode("cp1252")
    text, notes = to_utf8(data, "t.csv")
    assert text.decode() == "stadt\nKöln\nMünchen\n"
    assert "mixes encodings" in notes[0] and "1 line " in notes[0]


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(BadData, match="does not look like a table"):
        to_utf8(bytes(range(256)) * 50, "t.csv")
