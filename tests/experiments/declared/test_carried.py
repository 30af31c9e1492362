"""What a declared workflow runs goes along when knowledge goes to another home."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from experiments.declared.declaration import read_workflow
from experiments.declared.keeping import keep_data, keep_workflow, kept_data, kept_workflow, workflow_folder
from store.errors import BadData
from store.exchange import export_knowledge, import_knowledge
from store.memory import MemoryStore
from tests.experiments.declared.workshop import by_command


@pytest.mark.parametrize("form", ["export", "export.zip"])
def test_code_and_a_folder_of_data_come_along_once_and_are_checked(tmp_path: Path, form: str) -> None:
    mine, theirs, first, second = tmp_path / "mine", tmp_path / "theirs", MemoryStore(), MemoryStore()
    data = tmp_path / "signals"
    data.mkdir()
    (data / "a.txt").write_text("1")
    workflow = keep_workflow(read_workflow(by_command(tmp_path / "code")), mine)
    version = keep_data(data, first, mine, "ada", lambda: datetime(2026, 1, 2, tzinfo=UTC), lambda p: f"{p}-1")
    first.append(workflow)
    export_knowledge(first, tmp_path / form, home=mine)
    done = import_knowledge(second, tmp_path / form, home=theirs)
    assert (done.workflows, done.tables, done.models) == (1, 1, 0)
    assert kept_workflow(theirs, workflow.id)[1].joinpath("train.py").read_text()
    assert (kept_data(version, theirs) or theirs).joinpath("a.txt").read_text() == "1"
    again = import_knowledge(second, tmp_path / form, home=theirs)
    assert (again.workflows, again.tables) == (0, 0)


def test_code_that_was_changed_on_the_way_is_not_run(tmp_path: Path) -> None:
    mine, theirs, store = tmp_path / "mine", tmp_path / "theirs", MemoryStore()
    workflow = keep_workflow(read_workflow(by_command(tmp_path / "code")), mine)
    store.append(workflow)
    export_knowledge(store, tmp_path / "export", home=mine)
    (workflow_folder(tmp_path / "export" / "tables", workflow.id) / "code" / "train.py").write_text("print('other')")
    import_knowledge(MemoryStore(), tmp_path / "export", home=theirs)
    with pytest.raises(BadData, match="no longer what"):
        kept_workflow(theirs, workflow.id)
