"""Long files are scored piece by piece, and come out as if they had been read at once."""

import gzip

import pandas as pd
import pytest

from assistant.keeping import write_predictions
from assistant.serving import pieces
from assistant.serving.files import score_file
from assistant.serving.pieces import line_pieces, parquet_pieces
from store.errors import BadData, BadRequest
from tests.assistant.serving.conftest import people


@pytest.fixture
def small(monkeypatch):
    """Every file counts as long, and pieces are short."""
    monkeypatch.setattr(pieces, "WHOLE_BYTES", 0)
    monkeypatch.setattr(pieces, "CSV_BYTES", 2_000)
    monkeypatch.setattr(pieces, "MOST_CELLS", 210)


@pytest.mark.parametrize("ending", ["csv", "parquet", "csv.gz", "jsonl"])
@pytest.mark.parametrize("out_ending", ["csv", "parquet"])
def test_pieces_give_the_same_predictions_as_the_whole(tmp_path, saved, small, ending, out_ending):
    frame, source = people(333, seed=5).drop(columns="churn"), tmp_path / f"rows.{ending}"
    if ending == "jsonl":
        frame.to_json(source, orient="records", lines=True)
    else:
        frame.to_parquet(source) if ending == "parquet" else frame.to_csv(source, index=False)
    folder = saved / "models" / "churn" / "1"
    whole, parts = tmp_path / f"whole.{out_ending}", tmp_path / f"parts.{out_ending}"
    write_predictions(folder, str(source), whole)
    assert score_file(folder, str(source), parts) == 333
    read = pd.read_csv if out_ending == "csv" else pd.read_parquet
    pd.testing.assert_frame_equal(read(parts), read(whole))
    assert not list(tmp_path.glob(".*part"))


@pytest.mark.parametrize("size", [40, 100, 777, 100_000])
def test_records_over_several_lines_are_never_cut(tmp_path, size):
    frame = people(60, seed=2)
    frame.to_csv(tmp_path / "rows.csv", index=False)
    found = pd.concat(line_pieces(tmp_path / "rows.csv", size), ignore_index=True)
    assert found["plan"].tolist() == frame["plan"].tolist() and found["age"].tolist() == frame["age"].tolist()


def test_a_quote_that_is_never_closed_does_not_take_the_whole_file_into_memory(tmp_path):
    lines = [f"{i},{'5 inch' + chr(34) if i == 3 else 'x'}" for i in range(4000)]
    (tmp_path / "rows.csv").write_text("\n".join(["n,size", *lines]) + "\n")
    found = list(line_pieces(tmp_path / "rows.csv", 1_000))
    assert max(map(len, found)) < 1500 and sum(map(len, found)) == 4000


def test_a_damaged_packed_file_is_named(tmp_path):
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 5000)
    (tmp_path / "rows.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadData, match=r"rows\.csv\.gz is packed and damaged"):
        list(line_pieces(tmp_path / "rows.csv.gz", 500))


def test_pieces_of_parquet_are_all_rows_in_order(tmp_path):
    frame = people(100)
    frame.to_parquet(tmp_path / "rows.parquet")
    found = pd.concat(parquet_pieces(tmp_path / "rows.parquet", 33), ignore_index=True)
    assert found["age"].tolist() == frame["age"].tolist()


def test_a_fault_in_the_middle_leaves_nothing(tmp_path, saved, small):
    frame = people(200).drop(columns="churn")
    frame.drop(columns="age").to_csv(tmp_path / "rows.csv", index=False)
    with pytest.raises(Exception, match="age"):
        score_file(saved / "models" / "churn" / "1", str(tmp_path / "rows.csv"), tmp_path / "out.csv")
    with pytest.raises(BadRequest, match="xlsx"):
        score_file(saved / "models" / "churn" / "1", str(tmp_path / "rows.csv"), tmp_path / "out.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["rows.csv"]
