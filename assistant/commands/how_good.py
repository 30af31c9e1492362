"""How good a model is, asked as people ask: how far off it usually is, and for whom it does worst."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant import wording
from assistant.caring.monitors import reports_of
from assistant.caring.reported import batch_words
from assistant.commands.meant import Unseen, at_start, model_meant, name_of, task_of, unseen_of
from assistant.plain import plain_run, told_score
from assistant.understanding.commands.of_work import of_groups
from assistant.understanding.commands.turns import columns_of_groups
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import DatasetVersion, ModelVersion, Task, metric

if TYPE_CHECKING:
    from lifecycle.fairness import Fairness


def group_column(visit: Visit, text: str) -> str | None:
    """The one column by whose groups a question asks how well a model does; None where it asks something else."""
    if visit.draft.version_id is None or not of_groups(text):
        return None
    columns = [c.name for c in visit.store.get(DatasetVersion, visit.draft.version_id).columns]
    inputs = [c for c in columns if c != visit.draft.target]
    named = [c for c in inputs if _names(c, text)]
    named = named or columns_of_groups(re.findall(r"[a-z]+", text.lower()), inputs)
    return named[0] if len(named) == 1 else None


def _names(column: str, text: str) -> bool:
    bare = re.sub(r"(?<=.)[_ -](?:id|no|nr|number|code|name)$", "", column, flags=re.IGNORECASE)
    words = "|".join(re.escape(c).replace("_", "[ _-]") for c in (column, bare))
    return re.search(rf"(?<!\w)(?:{words})(?:e?s)?(?!\w)", text, re.IGNORECASE) is not None


def say_error(visit: Visit) -> None:
    """How far off the kept model, else the best run, usually is: in the target's own unit, or in cases of classes."""
    found = model_meant(visit)
    if found is None:
        visit.say("No run has ended with a score yet, so how far off a model is has not been measured.")
        visit.say(_foreseen(visit))
        return
    goal, model, ranked = found
    measured = model.metrics if model is not None else ranked[0][1].metrics
    name = name_of(model, ranked)
    task = task_of(visit, model, goal)
    if task.kind in ("binary", "multiclass"):
        _tell_wrong(visit, unseen_of(visit))
    else:
        visit.say(_distance(measured, name, task.target, plain=visit.plain))
        visit.say(_beside_usual(visit, task, measured))
    visit.say("That was measured on rows that it had not learned from.")
    visit.say(_since(visit, model, task))


def _since(visit: Visit, model: ModelVersion | None, task: Task) -> str:
    """How good the kept model was on the newest rows whose true values came since; empty where none did."""
    seen = reports_of(visit.services, model.name, model.version) if model is not None else ()
    known = [r for r in seen if (r.details.get("realised") or {}).get("score") is not None]
    if not known:
        return ""
    figure = told_score(known[-1].details["realised"]["score"], task.metric, task, plain=visit.plain)
    return f"On the newest rows with true values ({batch_words(known[-1])}): {figure}."


def _tell_wrong(visit: Visit, found: Unseen | None) -> None:
    """How often it says another class than is true, counted as it says them: with its threshold."""
    if found is None:
        return
    wrong = 100 * (1 - found.share("accuracy"))
    visit.say(f"It says classes, so it is right or wrong: {found.name} is wrong in about {wrong:.0f} of 100 cases.")
    if found.measuring.kind == "binary":
        positive = found.measuring.classes[found.measuring.positive_place]
        visit.say(
            f"It finds about {100 * found.share('recall'):.0f} of 100 “{positive}” and misses the others; of its "
            f"alarms about {100 * found.share('precision'):.0f} of 100 are right."
        )


def _distance(measured: dict[str, float], name: str, target: str, *, plain: bool) -> str:
    """The middle, the mean and the weighted distance, as far as they were measured."""
    mae, middle, rmse = (measured.get(m) for m in ("mae", "median_ae", "rmse"))
    if mae is None and rmse is None and middle is None:
        raise BadRequest(f"How far off it is in {target} was not measured for {name}. Say “show the results”.")
    parts = [f"by {wording.score(mae, 'mae')} on average{'' if plain else ' (MAE)'}"] if mae is not None else []
    parts += [f"by less than {wording.score(middle, 'median_ae')} in half of all cases"] if middle is not None else []
    parts += [f"by {wording.score(rmse, 'rmse')} with large misses counting more{'' if plain else ' (RMSE)'}"] * (
        rmse is not None
    )
    return f"{at_start(name)} is off in {target} {wording.listed(parts)}."


def _beside_usual(visit: Visit, task: Task, measured: dict[str, float]) -> str:
    """The mean distance beside what the target usually is."""
    error = measured.get("mae", measured.get("rmse"))
    values = visit.services.frame(task.version_id)[task.target].dropna()
    usual = float(abs(values).median()) if len(values) else 0.0
    if error is None or usual <= 0:
        return ""
    middle, share = wording.score(float(values.median()), "mae"), 100 * error / usual
    return f"The middle {task.target} is {middle}, so that is about {share:.0f} % of it."


def _foreseen(visit: Visit) -> str:
    """What is expected of the first recommendation, where nothing was measured."""
    first = next((r for r in visit.state.recommendations if r.score is not None), None)
    if first is None or visit.state.goal is None:
        return ""
    task = visit.state.goal.task
    said = plain_run(first.variant.family, first.score, first.metric, task.positive_class, task.target)
    if not visit.plain:
        said = f"{metric(first.metric).label} {wording.score(first.score, first.metric)} of {first.variant.label}"
    return f"I expect {said}. Say “run the first three” to measure it."


def say_by_group(visit: Visit, column: str) -> None:
    """How well the kept model, else the best run, does in each group of a column, the worst first."""
    from assistant.caring.fair import fairness_by, fairness_card, fairness_of_run
    from assistant.caring.plainly import plain_fairness

    found = model_meant(visit)
    if found is None:
        visit.say(
            f"How well a model does by {column} shows once a run has ended: each keeps what it said of rows it had not "
            "learned from."
        )
        visit.suggest("Run the first three")
        visit.suggest(f"Count by {column}", f"How many rows by {column}?")
        return
    goal, model, ranked = found
    if goal.task.forecast is not None:
        raise BadRequest("A series is one case, so there are no groups of rows to compare.")
    run, end = ranked[0]
    one = (
        fairness_by(visit.services, model, column)
        if model is not None
        else fairness_of_run(visit.services, goal, run, end, column)
    )
    name, task = name_of(model, ranked), task_of(visit, model, goal)
    visit.show(fairness_card(name, one))
    visit.say(_worst(one, task, name, plain=visit.plain))
    if visit.plain and task.kind == "binary":
        for line in plain_fairness(one, task.metric, task.positive_class, task.target)[1:]:
            visit.say(line)
    visit.say("Each figure is of rows it had not learned from; the card has every group with its interval.")


def _worst(found: Fairness, task: Task, name: str, *, plain: bool) -> str:
    """The group it does worst in and the one it does best in, and whether chance could have made that."""
    spread, measure = found.spreads[0], metric(task.metric)
    known = {g: f.value for g, f in spread.groups.items() if f.value is not None}
    if len(known) < 2:
        raise BadRequest(
            f"{measure.label} is defined in fewer than two groups of {found.column}: they have too few rows."
        )
    ordered = sorted(known, key=lambda g: measure.gain(known[g]))
    worst, best = ordered[0], ordered[-1]

    def told(group: str) -> str:
        said = told_score(known[group], measure.name, task, plain=plain)
        return f"{group} ({wording.count(found.rows[group], 'row')}): {said}"

    low = spread.difference.low
    chance = low is None or low <= 0
    sure = " Chance alone can make that difference." if chance else " Chance alone hardly makes that difference."
    return f"By {found.column}, {name} does worst for {told(worst)}; best for {told(best)}.{sure}"
