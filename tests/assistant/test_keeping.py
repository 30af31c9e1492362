"""Predictions are written whole or not at all, and what was ignored is said."""

import pandas as pd
import pytest

from assistant.keeping import write_predictions
from experiments.evaluation import fit_final
from experiments.models import meta_of, save_model
from experiments.workflows.tabular import default_variant
from store.errors import BadRequest
from tests.experiments.messy import messy, task_for


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept") / "model"
    table, task, variant = messy(90), task_for("binary"), default_variant("linear", "binary")
    save_model(fit_final(table, variant, task, 0), folder, meta_of(table, task, variant, 0), table)
    return folder


@pytest.fixture
def rows(tmp_path):
    messy(40).assign(extra=1).to_csv(tmp_path / "rows.csv", index=False)
    return str(tmp_path / "rows.csv")


def test_notes_are_said_and_every_row_is_written(model, rows, tmp_path):
    said = []
    assert write_predictions(model, rows, tmp_path / "new" / "out.csv", said.append) == 40
    assert any("extra" in s and "ignored" in s for s in said)
    assert len(pd.read_csv(tmp_path / "new" / "out.csv")) == 40
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["out.csv"]


def test_a_place_that_cannot_be_written_is_named(model, rows, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("")
    for place in ("folder.csv", "file/out.csv"):
        with pytest.raises(BadRequest, match=r"cannot be written .*Name another file"):
            write_predictions(model, rows, tmp_path / place)
    with pytest.raises(BadRequest, match=r"not as \.xlsx"):
        write_predictions(model, rows, tmp_path / "out.xlsx")
