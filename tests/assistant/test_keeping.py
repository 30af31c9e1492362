"""Predictions are written whole or not at all, and what was ignored is said."""

import pandas as pd
import pytest

from assistant.keeping import write_predictions
from store.errors import BadRequest


@pytest.fixture
def predicted(monkeypatch):
    def predict(_folder, frame, say=None):
        if say is not None:
            say("1 column was ignored.")
        return pd.DataFrame({"prediction": range(len(frame))})

    monkeypatch.setattr("experiments.blending.predict_model", predict)


def test_notes_are_said_and_every_row_is_written(predicted, churn, tmp_path):
    said = []
    assert write_predictions(tmp_path, str(churn), tmp_path / "new" / "out.csv", said.append) == 160
    assert said == ["1 column was ignored."]
    assert len(pd.read_csv(tmp_path / "new" / "out.csv")) == 160
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["out.csv"]


def test_a_place_that_cannot_be_written_is_named(predicted, churn, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("")
    for place in ("folder.csv", "file/out.csv"):
        with pytest.raises(BadRequest, match=r"cannot be written .*Name another file"):
            write_predictions(tmp_path, str(churn), tmp_path / place)
    with pytest.raises(BadRequest, match=r"not as \.xlsx"):
        write_predictions(tmp_path, str(churn), tmp_path / "out.xlsx")
