"""Predictions are written whole or not at all, and what was ignored is said."""

import time
from datetime import UTC, datetime

import pandas as pd
import pytest

from assistant.answering import Answer, Stopped
from assistant.keeping import BUSY_TIMES, awaited, model_folder, write_predictions
from assistant.model_files import files_hash
from experiments.evaluation import fit_final
from experiments.fitting import FitEnd
from experiments.models import meta_of, save_model
from experiments.workflows.tabular import default_variant
from store.duck import DuckStore
from store.errors import BadData, BadRequest, UnknownRecord
from store.records import ModelVersion
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


def test_the_command_line_takes_no_files_that_were_put_in_a_models_place(tmp_path):
    folder = tmp_path / "models" / "churn" / "1"
    folder.mkdir(parents=True)
    (folder / "model.skops").write_bytes(b"as it was kept")
    (folder / "meta.json").write_text("{}")
    assert model_folder(tmp_path, "churn") == folder, "nothing is on record yet"
    store = DuckStore.open(tmp_path / "store.duckdb")
    store.append(ModelVersion(
        id="m", name="churn", version=1, run_id=None, goal_id=None, path="models/churn/1", signature={}, metrics={},
        rows=1, saved_by="ada", saved_at=datetime(2026, 3, 1, tzinfo=UTC), files_hash=files_hash(folder),
    ))  # fmt: skip
    store.publish()
    store.close()
    (folder / "README.md").write_text("what lies beside decides nothing")
    assert model_folder(tmp_path, "churn/1") == folder
    (folder / "model.skops").write_bytes(b"another one")
    with pytest.raises(BadData, match="not those that were kept"):
        model_folder(tmp_path, "churn")
    assert model_folder(tmp_path / "elsewhere", str(folder)) == folder, "of another home nothing is on record"


def test_a_model_saved_outside_of_the_home_is_found_by_its_name_wherever_one_stands(tmp_path):
    home, folder = tmp_path / "home", tmp_path / "elsewhere" / "wine"
    folder.mkdir(parents=True)
    (folder / "model.skops").write_bytes(b"as it was kept")
    (folder / "meta.json").write_text("{}")
    home.mkdir()
    store = DuckStore.open(home / "store.duckdb")
    store.append(ModelVersion(
        id="m", name="wine", version=1, run_id=None, goal_id=None, path=str(folder), signature={}, metrics={},
        rows=1, saved_by="ada", saved_at=datetime(2026, 3, 1, tzinfo=UTC), files_hash=files_hash(folder),
    ))  # fmt: skip
    store.publish()
    store.close()
    assert model_folder(home, "wine") == model_folder(home, "wine/1") == folder
    for name in ("wine/2", "beer"):
        with pytest.raises(UnknownRecord, match="no saved model"):
            model_folder(home, name)
    (folder / "model.skops").write_bytes(b"another one")
    with pytest.raises(BadData, match="not those that were kept"):
        model_folder(home, "wine")


class _Fit:
    """A fit that ends after so many seconds by the clock, of which it computes a share."""

    def __init__(self, takes_s, share):
        self._began, self._takes_s, self._share = time.monotonic(), takes_s, share

    @property
    def computed_s(self):
        return self._share * (time.monotonic() - self._began)

    def wait(self, timeout_s):
        time.sleep(min(timeout_s, 0.02))
        return FitEnd(saved=True) if time.monotonic() - self._began > self._takes_s else None


def test_a_fit_that_hardly_gets_the_processor_is_waited_for():
    assert awaited(_Fit(0.8, share=0.1), wait_s=0.3) == FitEnd(saved=True)
    assert awaited(_Fit(60, share=1.0), wait_s=0.3) is None, "it computes longer than it may"


def test_a_fit_that_does_nothing_is_given_up_in_the_end():
    began = time.monotonic()
    assert awaited(_Fit(60, share=0.0), wait_s=0.05) is None
    assert time.monotonic() - began >= BUSY_TIMES * 0.05


def test_who_presses_stop_does_not_wait_for_the_fit():
    answer = Answer()
    answer.stop()
    with pytest.raises(Stopped):
        awaited(_Fit(60, share=0.1), wait_s=60, check=answer.check)
