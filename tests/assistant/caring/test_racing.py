"""Schedulers that start at the same moment, as real processes: what is due is done once."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.caring.rounds import go_round
from assistant.state import is_running
from store.duck import DuckStore
from store.records import Alias, Decision, Experiment, ModelVersion, Policy, Proposal, Run, RunEnd
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


def look(home):
    """A scheduler's look as a process of its own, its words to be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.assistant.caring.looker", str(home)], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_what_a_killed_scheduler_broke_off_is_gone_on_with_and_done_once(home, tmp_path):
    deployed(home, tmp_path)
    killed = look(home)
    for line in killed.stdout:
        if "is being retrained by its standing policy" in line:
            break
    killed.kill()  # no time to end anything
    killed.communicate()
    said = look(home).communicate(timeout=3_000)[0]
    assert "over" in said, said
    app = assemble(home, understand=by_json)
    try:
        experiments = app.store.find(Experiment)
        assert len(experiments) == 2 and len(app.store.find(Decision, id="policy-weekly-slot-1-decision")) == 1
        retraining = experiments[-1]
        runs = app.store.find(Run, experiment_id=retraining.id)
        done = [r.position for r in runs for e in app.store.find(RunEnd, run_id=r.id) if e.outcome == "ok"]
        assert sorted(done) == sorted({r.position for r in runs}), "each once, none left out"
        (policy,) = app.store.find(Policy)
        assert go_round(app.assistant) == [], "nothing is left to do"

        # killed between the decision and the launch: both are on record, and no run is
        services, at = app.services, datetime.now(UTC)
        plan = app.store.get(Proposal, retraining.proposal_id)
        other = plan.model_copy(update={"id": "proposal-2", "made_at": at})
        decision = app.store.get(Decision, retraining.decision_id)
        app.store.append(other)
        slot = f"{policy.id}-slot-2-decision"
        again = retraining.model_copy(update={"id": "experiment-2", "proposal_id": other.id, "decision_id": slot})
        app.store.append(decision.model_copy(update={"id": slot, "proposal_id": other.id}), again)
        before = services.clock
        services.clock = lambda: before() + timedelta(days=7)
        said = go_round(app.assistant)
        services.clock = before
        assert any("broken off goes on" in line for line in said), said
        until = time.monotonic() + 900
        while is_running(app.store, again.id) and time.monotonic() < until:
            time.sleep(0.2)
        runs = app.store.find(Run, experiment_id=again.id)
        assert runs and {e.outcome for r in runs for e in app.store.find(RunEnd, run_id=r.id)} == {"ok"}
    finally:
        app.close()


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_three_schedulers_at_once_do_what_is_due_once(home, tmp_path):
    deployed(home, tmp_path)
    racing = [look(home) for _ in range(3)]
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
