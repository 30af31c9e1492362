"""Why something is recommended, and what matters to a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant import wording
from assistant.cards import Bars, ExplanationCard
from assistant.commands._base import Args, Handler
from assistant.commands.why_not import families_missed, say_why_not
from assistant.keeping import goal_with_runs, ranked_runs
from assistant.plain import plain_evidence
from assistant.state import models_of
from assistant.visit import Visit
from store.errors import BadRequest
from store.home import IMPORTANCE
from store.records import Metric, Recommendation, Run, RunEnd, Task, Variant, metric

_MOST_COLUMNS = 12


class ExplainRecommendation(Args):
    """Which recommendation, by rank from 1; the first where nothing is said."""

    rank: int | None = None


class ExplainModel(Args):
    """Which run or model, and which columns."""

    rank: int | None = None
    model: str | None = None
    columns: list[str] | None = None


def _explain_recommendation(visit: Visit, args: ExplainRecommendation) -> None:
    items = visit.state.recommendations
    if not items:
        raise BadRequest("There are no recommendations to explain yet. State a goal first.")
    missed = families_missed(visit) if args.rank is None else []
    if missed and visit.state.goal is not None:
        say_why_not(visit, visit.state.goal, missed)
        return
    rank = args.rank or 1
    if not 1 <= rank <= len(items):
        raise BadRequest(f"There is no number {rank}: there are {len(items)} recommendations.")
    item = items[rank - 1]
    if visit.plain:
        _explain_plainly(visit, item, items)
        return
    rows = tuple(
        (e.dataset, f"{e.similarity:.0%}", wording.score(e.score, item.metric), f"{e.rank} of {e.of}" if e.rank else "")
        for e in item.evidence
    )
    visit.show(
        ExplanationCard(
            title=f"Why number {rank}, {item.variant.label}?",
            sentences=item.reasons[1:],
            bars=_against_others(items),
            columns=("similar dataset", "similarity", metric(item.metric).label, "place there") if rows else (),
            rows=rows,
        )
    )
    visit.say(item.reasons[0] if item.reasons else f"{item.variant.label} covers what the others do not.")
    visit.say(" ".join(_expectation(item)))
    if visit.role == "data_scientist":
        visit.say(parameters(item.variant))
    if not item.evidence:
        visit.say("I have no past run on similar data, so this rests on how such models behave in general.")


def _explain_plainly(visit: Visit, item: Recommendation, items: tuple[Recommendation, ...]) -> None:
    """The same for somebody who does not build models: how it decides, what speaks for it, what it would be like."""
    goal = visit.state.goal
    target, positive = (goal.task.target, goal.task.positive_class) if goal else ("it", None)
    name = wording.plain_family(item.variant.family)
    said = [f"It decides by {name}." if item.variant.family != "neural_network" else f"It is {name}."]
    said.append(plain_evidence(item))
    if item.score is not None:
        said.append(f"Here I expect: {wording.plain_score(item.score, item.metric, positive, target)}.")
    if item.cost_s is not None:
        said.append(f"Fitting it takes {wording.seconds(item.cost_s)}.")
    known = [r for r in items if r.score is not None]
    visit.show(
        ExplanationCard(
            title=f"Why number {item.rank}?",
            sentences=(said[-1],) if len(said) > 3 else (),
            columns=("number", "how it decides", "what I expect") if known else (),
            rows=tuple(
                (
                    r.rank,
                    wording.plain_family(r.variant.family),
                    wording.plain_score(r.score, r.metric, positive, target),
                )
                for r in known
            ),
        )
    )
    for line in said[:3]:
        visit.say(line)


def parameters(variant: Variant) -> str:
    """The choices of a variant, for people who set them themselves."""
    chosen = {k: v for k, v in variant.choices.items() if v is not None}
    return "Parameters: " + wording.listed([f"{k}={v}" for k, v in chosen.items()], 14, joint="and") + "."


def _expectation(item: Recommendation) -> list[str]:
    said = []
    if item.score is not None:
        span = wording.interval(item.score_low, item.score_high, item.metric)
        said.append(
            f"Expected {metric(item.metric).label}: {wording.score(item.score, item.metric)}"
            + (f", in 8 of 10 cases {span}." if span else ".")
        )
    return said


def _against_others(items: tuple[Recommendation, ...]) -> Bars | None:
    known = [r for r in items if r.score is not None]
    if len(known) < 2:
        return None
    with_ends = all(r.score_low is not None and r.score_high is not None for r in known)
    return Bars(
        title="What is expected of each recommendation?",
        labels=tuple(f"{r.rank}. {r.variant.label}" for r in known),
        values=tuple(r.score or 0.0 for r in known),
        lows=tuple(r.score_low or 0.0 for r in known) if with_ends else (),
        highs=tuple(r.score_high or 0.0 for r in known) if with_ends else (),
        unit=metric(known[0].metric).label,
    )


def own_past(task: Task, variant: Variant) -> str:
    """What a forecast that uses no other column rests on."""
    season = task.forecast.season if task.forecast else 1
    repeats = f", alike again every {season} values" if season > 1 else ""
    return (
        f"“{variant.label}” sees no other column: all it says of {task.target} rests on its own past{repeats}, and on "
        "the calendar where the label says so."
    )


def explain_run(visit: Visit, args: ExplainModel) -> None:
    """What mattered to a run's model, as measured when it ran."""
    run, end = _chosen(visit, args)
    importance = _importance(visit, end)
    if importance is None and run.task.forecast is not None:
        visit.say(own_past(run.task, run.variant))
        return
    if importance is None:
        raise BadRequest("What mattered was not measured for that run. Run it again to see it.")
    rows = [(str(r.column), float(r.mean), float(r.std)) for r in importance.itertuples()]
    every = sorted(rows, key=lambda r: -r[1])
    rows = [r for i, r in enumerate(every) if i < _MOST_COLUMNS or r[0] in (args.columns or ())]
    measure = metric(run.task.metric)
    visit.show(
        ExplanationCard(
            title="What does it look at?" if visit.plain else f"What matters to {run.variant.label}?",
            sentences=(
                "Each bar is how much worse it gets when the column's values are shuffled."
                if visit.plain
                else f"Each bar is the {measure.label} that is lost when the column's values are shuffled.",
                "A column that repeats another can look unimportant, because the other one stands in for it.",
            ),
            bars=Bars(
                title="Which columns matter?",
                labels=tuple(r[0] for r in rows),
                values=tuple(r[1] for r in rows),
                lows=tuple(r[1] - r[2] for r in rows),
                highs=tuple(r[1] + r[2] for r in rows),
                unit=measure.label,
            ),
        )
    )
    if args.columns:
        for column in args.columns[:3]:
            visit.say(_place_of(column, every, measure, plain=visit.plain))
        visit.say("This says what the model uses, not what causes what.")
        return
    leaders = [r[0] for r in rows if r[1] > 0][:3]
    words = wording.listed(leaders) if leaders else "no single column"
    lead = "It looks mostly at" if visit.plain else f"What matters most to {run.variant.label}:"
    visit.say(f"{lead} {words}.")
    visit.say("This says what the model uses, not what causes what.")


def _place_of(column: str, every: Sequence[tuple[str, float, float]], measure: Metric, *, plain: bool) -> str:
    """Where a column stands among all that were shuffled, beside the first; `every` holds name, loss and its spread."""
    place = next((i for i, row in enumerate(every, 1) if row[0] == column), None)
    if place is None:
        return f"{column} was not used by it, or not measured."
    (_, loss, spread), (first, most, _) = every[place - 1], every[0]
    of = f"{column} is number {place} of {len(every)} columns by how much it matters"
    if loss <= spread:
        said = "without it, it would hardly do worse" if plain else "what is lost when it is shuffled could be chance"
        return f"{of}: {said}." + (f" What matters most is {first}." if place > 1 else "")
    amount = "" if plain else f": {wording.score(loss, measure)} of {measure.label} is lost when it is shuffled"
    return f"{of}{amount}." + (
        f" What matters most is {first}{'' if plain else f' ({wording.score(most, measure)})'}." if place > 1 else ""
    )


def _chosen(visit: Visit, args: ExplainModel) -> tuple[Run, RunEnd]:
    if args.model and args.model in (models := models_of(visit.store)):
        run_id = models[args.model].run_id
        if run_id is not None:
            return visit.store.get(Run, run_id), visit.store.get(RunEnd, run_id)
    goal = goal_with_runs(visit.services, visit.state.goal)
    ranked = ranked_runs(visit.services, goal) if goal else []
    if not ranked:
        raise BadRequest(
            "No run has ended with a score yet, so there is no model to explain. Say “run the first three”: each run "
            "measures which columns mattered."
        )
    rank = args.rank or 1
    if not 1 <= rank <= len(ranked):
        raise BadRequest(f"There is no number {rank}: {wording.count(len(ranked), 'run')} ended with a score.")
    return ranked[rank - 1]


def _importance(visit: Visit, end: RunEnd) -> Any:
    from experiments.run_folder import kept_table

    return kept_table(visit.services.home / end.artefacts / IMPORTANCE) if end.artefacts else None


HANDLERS = (
    Handler(
        "explain_recommendation", "Say why a recommendation was made.", ExplainRecommendation, _explain_recommendation
    ),
)
