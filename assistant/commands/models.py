"""Models of the person: keeping the best, and predicting with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ConfigDict

from assistant import wording
from assistant.cards import TableCard
from assistant.caring import kept
from assistant.caring.kept import folder_of, in_use
from assistant.caring.new_rows import rows_at_hand
from assistant.caring.scored import ScoredRows
from assistant.commands._base import Args, Handler
from assistant.commands.data import place_of
from assistant.keeping import goal_with_runs, ranked_runs
from assistant.plain import plain_names, plain_threshold
from assistant.refining import allowed
from assistant.serving.files import score_file
from assistant.serving.sampling import sample_of
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Goal, ModelVersion, Run, RunEnd, Variant, metric

if TYPE_CHECKING:
    from assistant.keeping_once import Saved
    from assistant.serving.sampling import Sample


class SaveModel(Args):
    """Which run to keep, and under what name."""

    rank: int | None = None
    """Its place in the results, from 1; the best where nothing is said."""
    run_id: str | None = None
    name: str | None = None


class ScoreData(Args):
    """What to predict, and with which model."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())
    source: str | None = None
    model: str | None = None


def save_model(visit: Visit, args: SaveModel) -> None:
    """Keeps the chosen run's variant as a model, fitted on all rows."""
    services = visit.services
    goal = goal_with_runs(services, visit.state.goal)
    if goal is None:
        raise BadRequest("No run has ended with a score yet, so there is no model to keep. Run something first.")
    if args.run_id:
        run, end = visit.store.get(Run, args.run_id), visit.store.get(RunEnd, args.run_id)
    else:
        ranked, rank = ranked_runs(services, goal), args.rank or 1
        if not 1 <= rank <= len(ranked):
            raise BadRequest(f"There is no number {rank}: {wording.count(len(ranked), 'run')} ended with a score.")
        run, end = ranked[rank - 1]
    saved = _saved(visit, args, goal, run, end)
    model, score, threshold = saved.model, saved.score, saved.threshold
    label, measure = called([r.variant for r in saved.runs], plain=visit.plain), metric(goal.task.metric)
    if args.rank is None and not args.run_id and not allowed(goal, run.variant):
        left_out = called([run.variant], plain=visit.plain)
        visit.say(f"The best run, {left_out}, is not what your goal allows now, so the best of the others counts.")
    where = f"{model.name}, version {model.version}: {label}, fitted on all {model.rows:,} rows."
    visit.say(f"That is kept already as {where}" if saved.before else f"Saved as {where}")
    if saved.late:
        visit.say(
            f"{wording.count(saved.late, 'model').capitalize()} that would make it better still could not be fitted in "
            "time. Ask for it again once less runs beside it."
        )
    if visit.plain:
        task = goal.task
        meant = wording.plain_score(score, measure.name, task.positive_class, task.target)
        visit.say(f"On new rows of the same kind, expect: {meant}.")
    else:
        visit.say(f"Expect {measure.label} around {wording.score(score, measure)} on new rows of the same kind.")
    if threshold is not None:
        visit.say(plain_threshold(threshold) if visit.plain else threshold.in_words)
    _note_other_goal(visit, goal)
    visit.suggest("Predict with it", f"Predict new data with {model.name}")


def _saved(visit: Visit, args: SaveModel, goal: Goal, run: Run, end: RunEnd) -> Saved:
    """The model that was asked for: one run's, or the best that all make."""
    from assistant.keeping_once import keep_best, keep_run

    if args.rank is not None or args.run_id is not None:
        return keep_run(visit.services, goal, run, end, args.name or "", visit.person)
    return keep_best(visit.services, goal, args.name or "", visit.person)


def called(variants: Sequence[Variant], *, plain: bool) -> str:
    """What a model is made of: one variant, or several whose answers are averaged."""
    kinds = {v.label: v.family for v in variants}
    labels = plain_names(list(kinds.values())) if plain else list(kinds)
    if len(labels) == 1:
        return labels[0]
    if plain:
        return f"what these say together: {wording.listed(labels, 5)}"
    return f"a blend of {wording.listed([f'“{name}”' for name in labels], 5)}"  # names have commas of their own


def _note_other_goal(visit: Visit, goal: Goal) -> None:
    if visit.state.goal is not None and goal.task.id != visit.state.goal.task.id:
        visit.say("It was measured for the goal as it was before your last change.")


def _score_data(visit: Visit, args: ScoreData) -> None:
    name = kept.named(visit.services, args.model, visit.state.goal)
    source = place_of(visit, args.source) if args.source else rows_at_hand(visit, name)
    if source is None:
        visit.ask(f"Which rows should {name} predict? Drop their table here, or give me its path.", "source")
        return
    out = visit.services.home / "predictions" / f"{Path(source).stem}-{name}-{visit.services.clock():%Y%m%d-%H%M%S}.csv"
    # the version in use answers, not the newest one, which may never have been promoted or have been rolled back
    model = in_use(visit.services, name)
    folder = folder_of(visit.services, model)
    sample = sample_of(visit.services.home, folder, share=1.0, clock=visit.services.clock)
    shown = _shown(visit, model, sample)
    rows = score_file(folder, source, out, visit.say, shown or sample)
    if sample is not None and (trouble := sample.write_or_say()):
        visit.say(trouble)
    file = out.relative_to(visit.services.home).as_posix()
    visit.show(_preview(out, file) if shown is None else shown.card(plain=visit.plain, file=file))
    visit.say(f"Predicted {wording.count(rows, 'row')} with {name}; all of them are in {out}.")
    visit.say("" if shown is None else shown.words())


def _shown(visit: Visit, model: ModelVersion, sample: Sample | None) -> ScoredRows | None:
    """What keeps the rows that are shown; None for a forecast and for several targets, which are shown as written."""
    goal = kept.goal_of(visit.services, model)
    if goal is None or goal.task.forecast is not None or goal.task.further_targets:
        return None
    return ScoredRows(goal.task, model.signature, sample)


def _preview(out: Path, file: str) -> TableCard:
    import pandas as pd

    return TableCard.of("The first predictions", pd.read_csv(out, nrows=8), "").model_copy(update={"file": file})


HANDLERS = (
    # a final fit computes, so only a person may ask for it
    Handler(
        "save_model",
        "Fit the best variant on all rows and keep it; people only.",
        SaveModel,
        save_model,
        for_models=False,
    ),
    Handler("score_data", "Predict a table with a saved model.", ScoreData, _score_data),
)
