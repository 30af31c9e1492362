"""How past predictions fared is told from the runs that tested them, per person and data."""

from datetime import UTC, datetime, timedelta

from assistant.recommending import track_record
from experiments.workflows.tabular import sample_variants
from store.memory import MemoryStore
from store.records import Constraints, Experiment, Goal, Limits, Recommendation, Run, RunEnd, Task, Validation

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def goal(person: str = "ann", version: str = "v") -> Goal:
    task = Task(
        id="t", version_id=version, target="y", kind="binary", metric="roc_auc", validation=Validation(method="cv")
    )
    return Goal(
        id=f"g-{person}", conversation_id="c", person=person, statement="predict y", task=task,
        constraints=Constraints(), stated_at=NOW,
    )  # fmt: skip


def test_predictions_are_set_against_the_runs_that_followed():
    store, aim = MemoryStore(), goal()
    begun = Experiment(id="e", proposal_id="p", decision_id="d", goal_id=aim.id, approved_by="ann", approved_at=NOW)
    store.append(aim, begun)
    assert track_record(store, aim) == ""
    for place, variant in enumerate(sample_variants("binary", 5)):
        for again in range(2):  # the second prediction, made last before the run, is the one that counts
            store.append(
                Recommendation(
                    id=f"a{place}{again}", set_id=f"s{again}", goal_id=aim.id, rank=place + 1, variant=variant,
                    metric="roc_auc", score=0.80 if again else 0.5, score_low=0.78, score_high=0.83,
                    made_at=NOW + timedelta(seconds=again),
                )
            )  # fmt: skip
        run = Run(
            id=f"r{place}", experiment_id="e", position=place, variant=variant, task=aim.task, seed=0, limits=Limits(),
            queued_at=NOW + timedelta(seconds=9),
        )  # fmt: skip
        score = 0.805 + 0.01 * place
        store.append(run, RunEnd(run_id=run.id, outcome="ok", score=score, wall_s=1.0, ended_at=NOW))
    said = track_record(store, aim)
    assert "last 5 predictions" in said and "off by 0.025" in said and "3 of 5 inside" in said
    assert track_record(store, goal("ben")) == track_record(store, goal(version="w")) == ""
