"""What was scored from files is kept for watching: fairly drawn, bounded, and only of models that are watched."""

import shutil

import pandas as pd

from assistant.cli import main
from assistant.serving import sampling
from assistant.serving.log import ScoreLog
from assistant.serving.sampling import Sample, sample_of
from tests.assistant.serving.conftest import people


def test_a_sample_of_pieces_is_drawn_from_all_of_them_and_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "MOST_ROWS", 200)
    sample = Sample(ScoreLog(tmp_path), 1, "champion")
    for start in range(0, 5000, 500):
        sample(pd.DataFrame({"n": range(start, start + 500)}), pd.DataFrame({"prediction": range(start, start + 500)}))
    assert sample.write() == 200
    (file,) = tmp_path.glob("*.parquet")
    kept = pd.read_parquet(file)
    assert (kept["n"] == kept["prediction"]).all() and kept["n"].is_monotonic_increasing
    assert 40 <= (kept["n"] < 2500).sum() <= 160, "early and late pieces both have their share"


def test_scoring_a_file_leaves_a_sample_with_its_labels_unless_told_not_to(saved, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(saved / "models", home / "models")
    people(60, 4).to_csv(tmp_path / "rows.csv", index=False)
    words = ["--home", str(home), "predict", "--model", "churn", "--data", str(tmp_path / "rows.csv"), "--out"]
    assert main([*words, str(tmp_path / "a.csv"), "--log-share", "0"]) == 0
    assert not (home / "scored").exists()
    assert main([*words, str(tmp_path / "b.csv"), "--log-share", "2"]) == 1
    assert main([*words, str(tmp_path / "c.csv")]) == 0
    (file,) = (home / "scored" / "churn").glob("*.parquet")
    kept = pd.read_parquet(file)
    assert len(kept) == 60 and {"churn", "prediction", "_id"} <= set(kept.columns) and set(kept["_version"]) == {2}


def test_a_sample_that_cannot_be_kept_costs_nobody_their_predictions(saved, tmp_path, capsys):
    home = tmp_path / "home"
    shutil.copytree(saved / "models", home / "models")
    (home / "scored").write_text("a file in the way")
    people(60, 4).to_csv(tmp_path / "rows.csv", index=False)
    words = ["--home", str(home), "predict", "--model", "churn", "--data", str(tmp_path / "rows.csv"), "--out"]
    assert main([*words, str(tmp_path / "a.csv")]) == 0
    assert len(pd.read_csv(tmp_path / "a.csv")) == 60
    assert "could be kept to watch the model" in capsys.readouterr().err


def test_a_model_that_is_only_a_folder_is_not_watched(saved, tmp_path, monkeypatch):
    apart = tmp_path / "elsewhere" / "1"
    assert sample_of(saved, apart, 1.0) is None
    kept = pd.DataFrame({"name": ["churn"], "version": [3], "path": [str(apart)]})
    known = kept.assign(model="churn", alias="champion")
    monkeypatch.setattr("store.reader.query_published", lambda _home, _sql: known)
    assert sample_of(saved, apart, 1.0) is not None, "one that is registered is, wherever it was saved"
    monkeypatch.undo()
    assert sample_of(saved, saved / "models" / "churn" / "1", 1.0) is not None
