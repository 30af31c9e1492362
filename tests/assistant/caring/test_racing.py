"""Schedulers that start at the same moment, as real processes: what is due is done once."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.assembly import assemble
from store.duck import DuckStore
from store.records import Alias, Decision, Experiment, ModelVersion, Policy, Run
from tests.assistant.caring.conftest import rows
from tests.assistant.scripted import by_json
from tests.assistant.test_assistant import Talk

ROOT = Path(__file__).parents[3]


def deployed(home, folder):
    """A home with a model in use whose standing policy is due since yesterday."""
    rows(300, 1).drop(columns="customer").to_csv(folder / "churn.csv", index=False)
    app = assemble(home, understand=by_json)
    try:
        talk = Talk(app)
        talk.say(("use_data", {"source": str(folder / "churn.csv")}), ("set_goal", {"target": "churn"}))
        talk.say(("recommend", {"families": ["linear"], "n": 1}))
        talk.say(("propose_runs", {"ranks": [1]}))
        talk.words("yes")
        talk.wait()
        talk.say(("promote", {"rank": 1, "alias": "production"}))
        talk.words("yes")
        name = app.store.latest(ModelVersion).name
        app.store.append(
            Policy(
                id="policy-weekly", model=name, every_days=7.0, standing=True, most_s=60.0, words="retrain it weekly",
                conversation_id=talk.id, person="ana", written_at=datetime.now(UTC) - timedelta(days=8),
            )
        )  # fmt: skip
    finally:
        app.close()


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_three_schedulers_at_once_do_what_is_due_once(tmp_path, meta_folder):
    home = tmp_path / "home"
    home.mkdir()
    (home / "meta").symlink_to(meta_folder)
    deployed(home, tmp_path)
    command = [sys.executable, "-m", "tests.assistant.caring.looker", str(home)]
    racing = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=3_000)[0] for process in racing]
    assert [p.returncode for p in racing] == [0, 0, 0], said
    assert sum("is being retrained by its standing policy" in s for s in said) == 1, said
    store = DuckStore.open(home / "store.duckdb")
    try:
        assert len(store.find(Experiment)) == 2, "the first, and one retraining"
        assert len(store.find(Decision, id="policy-weekly-slot-1-decision")) == 1
        runs = store.find(Run)
        assert len({(r.experiment_id, r.position) for r in runs}) == len(runs)
        assert len(store.find(Alias)) == 1, "nothing is promoted by itself"
    finally:
        store.close()
