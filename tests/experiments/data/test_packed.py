"""Zip files: the one table inside is read, anything else is said in a sentence."""

import io
import zipfile

import numpy as np
import pandas as pd
import pytest

from experiments.data.look import look
from experiments.data.reading import read_table
from store.errors import BadData
from tests.experiments.data.made import clock, version_of


def packed(**files: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return into.getvalue()


def test_a_zip_with_one_table_is_that_table_whatever_explains_it(tmp_path):
    (tmp_path / "t.zip").write_bytes(packed(sales__csv="a,b\n1,x\n2,y\n", README__txt="What it is."))
    table = read_table(tmp_path / "t.zip")
    assert table.name == "sales" and table.frame.shape == (2, 2)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed(a__csv="a,b\n1,2\n", b__csv="a,b\n1,2\n"), r"2 files \(a\.csv, b\.csv\)"),
        (packed(), "no file"),
        (packed(a__csv=" "), "is empty"),
        (packed(a__csv="a,b\n1,2\n" * 50)[:-30], "damaged zip"),
    ],
)
def test_other_zips_are_refused_in_one_sentence(tmp_path, data, words):
    (tmp_path / "t.zip").write_bytes(data)
    with pytest.raises(BadData, match=words):
        read_table(tmp_path / "t.zip")


def test_numbers_near_the_largest_are_looked_at():
    values = np.linspace(-1, 1, 60) * 1.7e308
    frame = pd.DataFrame({"a": np.arange(60) % 7, "y": values})
    report = look(frame, version_of(frame), "y", clock)
    assert len(report.pictures) == 1


def test_a_word_document_that_is_called_a_table_is_told_as_what_it_is(tmp_path):
    (tmp_path / "letter.csv").write_bytes(packed(**{"[Content_Types]__xml": "<x/>", "word/document__xml": "<w/>"}))
    with pytest.raises(BadData, match=r"letter\.csv is a Word document and no table"):
        read_table(str(tmp_path / "letter.csv"))
