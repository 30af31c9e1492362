"""Damage to kept files is found by reading them, and told with what to do."""

import os
import shutil

import pytest

from assistant.headless import Search
from assistant.keeping import model_folder
from assistant.kept_files import damaged_files
from assistant.wish import Wish
from experiments.declared.keeping import keep_data
from store.errors import BadData
from store.records import ModelVersion
from tests.assistant.made_runs import kept, measured


@pytest.fixture
def services(app, churn):
    goal = Search(app, Wish(data=str(churn), target="churn"), 0.0).settle()
    run, end = measured(app.services, goal, "r1")
    kept(app.services, goal, run, end, "churn")
    return app.services


def _cut(path):
    os.truncate(path, path.stat().st_size // 2)


def _bent(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_whole_files_are_no_trouble(services):
    assert damaged_files(services.store, services.home) == ()


@pytest.mark.parametrize("harm", [_cut, _bent])
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("data/*.parquet", "Give the table again"),
        ("models/churn/1/model.skops", "The model churn version 1 cannot be used"),
        ("models/churn/1/meta.json", "Restore them from a backup"),
    ],
)
def test_a_file_that_was_cut_or_bent_is_told(services, file, said, harm):
    (path,) = services.home.glob(file)
    harm(path)
    (found,) = damaged_files(services.store, services.home)
    assert said in found and str(services.home) in found


def test_a_model_in_whose_place_another_was_saved_is_no_trouble(services):
    (model,) = services.store.find(ModelVersion)
    services.store.append(model.model_copy(update={"id": "again", "version": 2, "files_hash": None}))
    _bent(services.home / model.path / "meta.json")
    (found,) = damaged_files(services.store, services.home)
    assert "version 2" in found


@pytest.mark.parametrize(
    ("harm", "said"),
    [(_bent, "was changed"), (os.unlink, "is gone"), (lambda p: shutil.copy(p, p.with_name("rule.json")), "was added")],
)
def test_a_file_that_is_not_the_one_kept_is_named_wherever_the_folder_is(services, tmp_path, harm, said):
    folder = shutil.copytree(services.home / "models" / "churn" / "1", tmp_path / "copied")
    assert model_folder(tmp_path, str(folder)) == folder
    harm(folder / "model.skops")
    with pytest.raises(BadData, match=rf"(model\.skops|rule\.json) {said}"):
        model_folder(tmp_path, str(folder))


def test_data_of_own_workflows_is_any_file_or_none(services, tmp_path):
    events = tmp_path / "events.log"
    events.write_text("a\nb\n")
    for path in (None, events):
        keep_data(path, services.store, services.home, "ada", services.clock, services.new_id)
    assert damaged_files(services.store, services.home) == ()
    (copy,) = services.home.glob("data/*/events.log")
    copy.write_text("a\n")
    (found,) = damaged_files(services.store, services.home)
    assert str(copy) in found and "Run the experiment's file again" in found


def test_predictions_that_cannot_be_read_are_told(services):
    _cut(services.home / "runs" / "r1" / "oof.parquet")
    (found,) = damaged_files(services.store, services.home)
    assert "run r1" in found and "backup" in found
