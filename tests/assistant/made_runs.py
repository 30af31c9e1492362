"""Runs and kept models as they lie in the store and the home, made within this process in less than a second."""

from assistant.keeping import register
from assistant.services import Services
from experiments.evaluation import evaluate, fit_final
from experiments.models import meta_of, save_model
from experiments.workflows.tabular import default_variant
from store.records import Goal, Limits, ModelVersion, Run, RunEnd


def measured(
    services: Services, goal: Goal, run_id: str, estimator: str = "linear", position: int = 0
) -> tuple[Run, RunEnd]:
    """A run of an estimator's best practice that has ended, with what it said of rows it had not learned from."""
    run = Run(
        id=run_id, experiment_id="e", position=position, variant=default_variant(estimator, "binary"), task=goal.task,
        seed=3, limits=Limits(), queued_at=services.clock(),
    )  # fmt: skip
    found = evaluate(services.frame(goal.task.version_id), run.variant, goal.task, run.seed)
    (services.home / "runs" / run_id).mkdir(parents=True)
    found.oof.to_parquet(services.home / "runs" / run_id / "oof.parquet")
    end = RunEnd(
        run_id=run_id, outcome="ok", score=found.score, metrics=found.metrics, wall_s=0.5, artefacts=f"runs/{run_id}",
        ended_at=services.clock(),
    )  # fmt: skip
    services.store.append(run, end)
    return run, end


def kept(services: Services, goal: Goal, run: Run, end: RunEnd, name: str) -> ModelVersion:
    """The first version of a model: a run's variant, fitted on all rows."""
    frame, folder = services.frame(goal.task.version_id), services.home / "models" / name / "1"
    fitted = fit_final(frame, run.variant, goal.task, run.seed)
    meta = meta_of(frame, goal.task, run.variant, run.seed, {})
    save_model(fitted, folder, meta, frame.drop(columns=goal.task.target))
    return register(services, run, end, goal, name, 1, folder, "me")
