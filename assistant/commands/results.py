"""What came of the runs: the leaderboard and comparisons."""

from __future__ import annotations

import math
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import ResultsCard, TableCard
from assistant.commands._base import Args, Handler
from assistant.commands.goal import goal_or_ask
from assistant.commands.moves import challenger_told, versions_told
from assistant.commands.trade_off import ASKED, expected_ways, measured_ways, say_trade_off
from assistant.keeping import goal_with_runs, outcomes_without_score, ranked_runs
from assistant.plain import plain_metric, plain_run
from assistant.state import is_running, models_of
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Goal, Metric, ModelVersion, Recommendation, Run, RunEnd, Variant, metric


class ShowResults(Args):
    """Which results."""

    metric: str | None = None
    n: int | None = Field(default=None, ge=1, le=100)


class Compare(Args):
    """What to compare: runs by their place in the results, or saved models by name."""

    ranks: list[int] | None = None
    models: list[str] | None = None


def _show_results(visit: Visit, args: ShowResults) -> None:
    if visit.state.goal is None:
        visit.say("There are no results yet, since nothing has run.")
        goal_or_ask(visit)
        return
    goal = goal_with_runs(visit.services, visit.state.goal) or visit.state.goal
    if args.metric is not None and not metric(args.metric).measures(goal.task.kind):
        raise BadRequest(f"{metric(args.metric).label} is not measured for {goal.task.kind} tasks.")
    ranked = ranked_runs(visit.services, goal)
    going = any(is_running(visit.store, e.id) for e in visit.state.experiments)
    if not ranked:
        visit.say("No run has ended with a score yet." + (" Some are under way." if going else ""))
        visit.say("" if going else _expected(visit))
        return
    visit.show(ResultsCard(goal_id=goal.id, metric=args.metric))
    measure = metric(args.metric or goal.task.metric)
    if args.metric:
        known = {end.run_id: end.metrics[measure.name] for _, end in ranked if measure.name in end.metrics}
        ranked.sort(key=lambda pair: -measure.gain(known[pair[0].id]) if pair[0].id in known else math.inf)
    run, end = ranked[0]
    score = end.metrics.get(measure.name, end.score if measure.name == goal.task.metric else None)
    best = f"{run.variant.label}: {measure.label} {wording.score(score, measure)}"
    if visit.plain:
        best = plain_run(run.variant.family, score, measure.name, goal.task.positive_class, goal.task.target)
    beside = wording.without_score(outcomes_without_score(visit.services, goal))
    beside = f" Beside these: {beside}." if beside else ""
    of = f"The best of {len(ranked)} runs{' with a score' if beside else ''} is"
    visit.say(f"{of if len(ranked) > 1 else 'The one run with a score:'} {best}.{beside}")
    if visit.role == "analyst":
        _show_sql(visit, goal)
    if end.baseline is not None and args.metric in (None, goal.task.metric):
        visit.say(_beside_baseline(end.baseline, measure, plain=visit.plain))
    if goal.task.id != visit.state.goal.task.id:
        visit.say("These are for the goal as it was before your last change: no run has a score for the present one.")
    if going:
        visit.say("Some runs are still under way.")
    _suggest_next(visit, goal)


def _suggest_next(visit: Visit, goal: Goal) -> None:
    """Of a person's own workflow no model is kept, and its file says what comes next."""
    if goal.task.kind != "declared":
        visit.suggest("What next?", "Recommend what to try next")
        visit.suggest("Save the best model")


def _expected(visit: Visit) -> str:
    """What is expected where nothing was measured yet; empty where nothing is recommended."""
    first = next((r for r in visit.state.recommendations if r.score is not None), None)
    if first is None or visit.state.goal is None:
        return ""
    task = visit.state.goal.task
    if visit.plain:
        meant = plain_run(first.variant.family, first.score, first.metric, task.positive_class, task.target)
        return f"So far I only expect; of number {first.rank}, {meant}. Say “run the first three” to measure it."
    expected = f"{metric(first.metric).label} around {wording.score(first.score, first.metric)}"
    return f"So far I only expect {expected} of number {first.rank}. Say “run the first three” to measure it."


def _beside_baseline(baseline: float, measure: Metric, *, plain: bool) -> str:
    """What answering without looking at the data would reach."""
    if plain:
        return f"Guessing without looking at the columns: {wording.plain_score(baseline, measure.name)}."
    return f"The trivial baseline reaches {wording.score(baseline, measure)}."


def _show_sql(visit: Visit, goal: Goal) -> None:
    """The leaderboard as an analyst would ask for it."""
    order = "DESC" if metric(goal.task.metric).direction == "max" else "ASC"
    sql = (
        "SELECT run_id, label, round(score, 4) AS score, round(score_std, 4) AS spread, round(wall_s, 1) AS seconds\n"
        f"FROM runs WHERE task_id = '{goal.task.id}' AND state = 'ok' ORDER BY score {order}"
    )
    visit.show(TableCard.of("The same as a query", visit.store.query(sql, max_rows=50), sql))


def _compare(visit: Visit, args: Compare) -> None:
    if (not args.ranks and challenger_told(visit, args.models)) or versions_told(visit, args.models):
        return
    if args.models:
        _compare_models(visit, args.models)
        return
    goal = goal_with_runs(visit.services, visit.state.goal)
    ranked = ranked_runs(visit.services, goal) if goal else []
    if not args.ranks and ASKED.search(visit.text):
        ways = measured_ways(ranked) or expected_ways(visit.state.recommendations)
        about = goal or visit.state.goal
        if ways and about is not None:
            say_trade_off(visit, about, ways, measured=bool(ranked))
            return
    if goal is None or not ranked:
        _compare_recommendations(visit, args.ranks)
        return
    ranks = args.ranks or list(range(1, min(2, len(ranked)) + 1))
    if any(not 1 <= r <= len(ranked) for r in ranks):
        raise BadRequest(f"Only {wording.count(len(ranked), 'run')} ended with a score so far; choose among those.")
    chosen = [ranked[r - 1] for r in ranks]
    _compare_runs(visit, goal, ranks, chosen)


def _compare_runs(visit: Visit, goal: Goal, ranks: list[int], chosen: list[tuple[Run, RunEnd]]) -> None:
    names = [n for n in (goal.task.metric, *chosen[0][1].metrics) if all(n in e.metrics for _, e in chosen)]
    rows: list[tuple[Any, ...]] = [
        (metric(n).label, *(wording.score(e.metrics[n], n) for _, e in chosen)) for n in dict.fromkeys(names)
    ]
    rows.append(("seconds", *(round(e.wall_s or 0.0, 1) for _, e in chosen)))
    rows += differing_choices([run.variant for run, _ in chosen])
    visit.show(
        TableCard(title="Where do they differ?", columns=("", *(f"number {r}" for r in ranks)), rows=tuple(rows))
    )
    measure = metric(goal.task.metric)
    ordered = sorted(chosen, key=lambda pair: -measure.gain(pair[1].score or 0.0))
    first, last = ordered[0], ordered[-1]
    gap = measure.regret(last[1].score or 0.0, first[1].score or 0.0)
    spread = max(first[1].score_std or 0.0, last[1].score_std or 0.0)
    sure = f"{'less' if gap <= spread else 'more'} than it varies between folds" if spread else "measured once each"
    place = {run.id: rank for rank, (run, _) in zip(ranks, chosen, strict=True)}
    ahead, behind = f"Number {place[first[0].id]}", f"number {place[last[0].id]}"
    if len(chosen) < 2 or not gap:
        visit.say(
            f"{ahead} and {behind} reach the same {measure.label}." if len(chosen) > 1 else "That is one run alone."
        )
    elif visit.plain:
        visit.say(f"{ahead} does better than {behind}, judged by {plain_metric(measure.name)}; the gap is {sure}.")
    else:
        by = f"by {measure.shown_gap(gap)} in {measure.label}"
        visit.say(f"{ahead}, {first[0].variant.label}, is ahead of {behind} {by}, {sure}.")


def _compare_recommendations(visit: Visit, ranks: list[int] | None) -> None:
    items = visit.state.recommendations
    if not items:
        raise BadRequest("There is nothing to compare yet.")
    chosen = [r for r in items if r.rank in (ranks or [1, 2])]
    if len(chosen) < 2:
        raise BadRequest(f"Choose two of the {len(items)} recommendations to compare.")
    rows: list[tuple[Any, ...]] = [
        ("predicted score", *(wording.score(r.score, r.metric) for r in chosen)),
        ("between", *(wording.interval(r.score_low, r.score_high, r.metric) for r in chosen)),
        ("time", *(wording.seconds(r.cost_s) for r in chosen)),
    ]
    rows += differing_choices([r.variant for r in chosen])
    columns = ("", *(f"number {r.rank}" for r in chosen))
    visit.show(TableCard(title="Where do they differ?", columns=columns, rows=tuple(rows)))
    visit.say(_expected_gap(chosen))
    visit.say("Nothing has run yet, so these are expectations; only what differs is shown.")


def _expected_gap(chosen: list[Recommendation]) -> str:
    """Which of some recommendations is expected to do best, and whether that is sure."""
    known = [r for r in chosen if r.score is not None]
    if len(known) < 2:
        return f"Of {wording.listed([f'number {r.rank}' for r in chosen])} I cannot say yet which does better."
    measure = metric(known[0].metric)
    first, *_, last = sorted(known, key=lambda r: -measure.gain(r.score or 0.0))
    gap = measure.shown_gap(measure.regret(last.score or 0.0, first.score or 0.0))
    up = measure.direction == "max"
    worst, best = (first.score_low, last.score_high) if up else (first.score_high, last.score_low)
    sure = worst is not None and best is not None and measure.better(worst, best)
    how = "and their intervals do not overlap" if sure else "but their intervals overlap"
    if gap == measure.shown_gap(0.0):
        return f"I expect number {first.rank} to do no better than number {last.rank} in {measure.label}."
    return f"I expect number {first.rank} to be ahead of number {last.rank} by {gap} in {measure.label}, {how}."


def _compare_models(visit: Visit, names: list[str]) -> None:
    models = models_of(visit.store)
    unknown = [n for n in names if n not in models]
    if unknown:
        raise BadRequest(f"There is no saved model “{unknown[0]}”. Saved: {wording.listed(list(models)) or 'none'}.")
    chosen: list[ModelVersion] = [models[n] for n in names]
    shared = [m for m in chosen[0].metrics if all(m in c.metrics for c in chosen)]
    rows = tuple((metric(m).label, *(round(c.metrics[m], 4) for c in chosen)) for m in shared)
    visit.show(TableCard(title="Which model is better?", columns=("", *names), rows=rows))
    visit.say(f"{wording.listed(names)} side by side, as measured when they were made.")


def differing_choices(variants: list[Variant]) -> list[tuple[Any, ...]]:
    """Rows of the choices in which variants differ: name, then each one's value."""
    names = dict.fromkeys(name for v in variants for name in v.choices)
    rows = [(name, *(v.choices.get(name, "–") for v in variants)) for name in names]
    differing = [row for row in rows if len({str(v) for v in row[1:]}) > 1]
    return [(str(name).replace("_", " ").replace(".", " "), *values) for name, *values in differing]


HANDLERS = (
    Handler("show_results", "Show the leaderboard of the goal's runs.", ShowResults, _show_results),
    Handler("compare", "Compare runs, recommendations or saved models, differences only.", Compare, _compare),
)
