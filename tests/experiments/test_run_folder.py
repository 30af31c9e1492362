from pathlib import Path

import pandas as pd
import pytest

from experiments.run_folder import FoldProgress, kept_table, read, tail, write, write_table

PROGRESS = FoldProgress(folds_done=1, folds_total=5, metrics={"roc_auc": 0.8}, elapsed_s=1.5)


def test_what_is_written_is_read_and_nothing_else_is_left(tmp_path: Path) -> None:
    write(tmp_path, "progress.json", PROGRESS)
    assert read(tmp_path, "progress.json", FoldProgress) == PROGRESS
    assert [p.name for p in tmp_path.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"folds_done": -1, "folds_total": 2}', "\x00"])
def test_half_a_file_is_no_record(tmp_path: Path, content: str) -> None:
    (tmp_path / "progress.json").write_text(content)
    assert read(tmp_path, "progress.json", FoldProgress) is None


def test_a_folder_that_is_gone_is_an_error_to_the_writer_and_nothing_to_the_reader(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write(tmp_path / "gone", "progress.json", PROGRESS)
    assert read(tmp_path / "gone", "progress.json", FoldProgress) is None
    assert tail(tmp_path / "gone") == ""


def test_a_table_is_read_as_it_was_written_or_not_at_all(tmp_path: Path) -> None:
    frame, path = pd.DataFrame({"row": range(500)}), tmp_path / "oof.parquet"
    write_table(frame, path)
    pd.testing.assert_frame_equal(kept_table(path), frame)
    content = bytearray(path.read_bytes())
    content[400] ^= 0xFF
    for damaged in (content, content[:300], b""):
        path.write_bytes(damaged)
        assert kept_table(path) is None
    assert kept_table(tmp_path / "gone") is None


def test_the_end_of_a_log_is_kept_short(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("a" * 10_000 + "the end")
    assert tail(tmp_path, characters=10) == "aaathe end"
