"""What is said about imported workflows: recommendations, results, and that Sextant cannot start them."""

from __future__ import annotations

from typing import Any

from assistant import wording
from assistant.cards import ExplanationCard, Option, TableCard
from assistant.elsewhere.advising import advise_elsewhere, metric_called
from assistant.elsewhere.focus import Focus
from assistant.elsewhere.narrowed import Narrowed, in_force
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import ImportedRecommendation

DEFAULT_COUNT = 5
LAUNCHES_NOT = (
    "I cannot start {workflow} myself, since it lives elsewhere: run these there and import its runs again, and I "
    "compare them with what I predicted."
)


def recommend(visit: Visit, about: Focus, by: Narrowed | None = None, n: int | None = None) -> dict[str, Any]:
    """Recommends untried combinations of the workflow in focus, records them, and shows them as a table.

    Args:
        visit: the turn under way.
        about: what the conversation is about.
        by: the metric and the limits; None for those that hold.
        n: how many.

    Returns:
        What is kept with the command.

    Raises:
        BadRequest: the metric is not one of the workflow's, or nothing is left to try within the limits.
    """
    workflow = about.workflow
    if workflow is None:
        ask_which(visit, about)
        return {}
    by = by or in_force(visit, workflow)
    advice = advise_elsewhere(
        visit.store, workflow, person=visit.person, clock=visit.services.clock, new_id=visit.services.new_id,
        metric=by.metric, dataset=_dataset_named(visit, workflow), n=n or DEFAULT_COUNT,
        conversation_id=visit.state.conversation.id, limits=by.limits, direction=by.direction,
    )  # fmt: skip
    visit.store.append(*advice.items)
    visit.show(card(advice.items))
    first = advice.items[0]
    expected = f"{metric_called(first.metric)} around {_figure(first.score)}{_interval(first)}"
    visit.say(f"I would try {first.variant.label}: {expected}.")
    visit.say(advice.basis)
    for note in (*by.notes, *advice.notes):
        visit.say(note)
    visit.say(LAUNCHES_NOT.format(workflow=workflow))
    visit.suggest("Why the first one?")
    if by.limits:
        visit.suggest("Lift all limits")
    _suggest_metric(visit, workflow, first.metric)
    return by.kept(workflow)


def card(items: tuple[ImportedRecommendation, ...]) -> TableCard:
    """Recommended combinations, one a row: each parameter, then what is predicted."""
    from store.importers.experience import COST

    names = list(dict.fromkeys(name for r in items for name in r.variant.choices))
    first = items[0]
    costs = first.metric != COST and any(r.cost_s is not None for r in items)
    columns = (
        "rank",
        *names,
        metric_called(first.metric),
        "80 % interval",
        *(("time",) if costs else ()),
        "chance of best",
        "why",
    )
    rows = tuple(
        (
            r.rank, *(r.variant.choices.get(name, "") for name in names), _figure(r.score), _ends(r),
            *((wording.seconds(r.cost_s),) if costs else ()), _share(r.chance_of_best), " ".join(r.reasons[:1]),
        )
        for r in items
    )  # fmt: skip
    sql = f"SELECT * FROM imported_recommendations WHERE set_id = '{first.set_id}' ORDER BY rank"
    title = f"What to try next in {first.workflow}" + (f" on {first.dataset}" if first.dataset else "")
    return TableCard(title=title, columns=columns, rows=rows, sql=sql)


def explain(visit: Visit, about: Focus, rank: int) -> bool:
    """Says why a combination was recommended; False where none of that rank was."""
    made = newest_set(visit, about)
    found = next((r for r in made if r.rank == rank), None)
    if found is None:
        return False
    chance = _share(found.chance_of_best)
    beats = f"; chance to beat the best run so far: {chance}" if chance else ""
    expected = f"Expected {metric_called(found.metric)}: {_figure(found.score)}{_interval(found)}{beats}."
    sentences = (*found.reasons, expected)
    visit.show(ExplanationCard(title=f"Why {found.variant.label}", sentences=sentences))
    visit.say(sentences[0])
    return True


def results(visit: Visit, about: Focus) -> None:
    """Shows the best imported configurations by the metric spoken of."""
    from assistant.elsewhere.advising import metric_to_learn
    from store.importers.experience import COST, RATING

    if about.workflow is None:
        ask_which(visit, about)
        return
    name, way = metric_to_learn(
        visit.store, about.workflow, metric_named(visit, about.workflow) or in_force(visit, about.workflow).metric
    )
    escaped, path = about.workflow.replace("'", "''"), name.replace('"', "").replace("'", "''")
    score = name if name in (RATING, COST) else f"CAST(json_extract_string(metrics, '$.\"{path}\"') AS DOUBLE)"
    sql = (
        f"SELECT label, dataset, count(*) AS runs, avg({score}) AS mean, stddev({score}) AS spread,\n"
        "  avg(cost_s) AS mean_s\n"
        f"FROM imported_runs WHERE workflow = '{escaped}' AND state = 'ok'\nGROUP BY label, dataset\n"
        f"ORDER BY mean {'DESC' if way == 'max' else 'ASC'} NULLS LAST LIMIT 10"
    )
    found = visit.store.query(sql)
    rows = tuple(
        tuple(None if v != v else round(v, 4) if isinstance(v, float) else v for v in row)
        for row in found.astype(object).itertuples(index=False, name=None)
    )
    columns = ("configuration", "data", "runs", name, "spread", "seconds")
    visit.show(
        TableCard(title=f"The best of {about.workflow} by {metric_called(name)}", columns=columns, rows=rows, sql=sql)
    )
    if rows:
        over = wording.count(int(rows[0][2] or 0), "run")
        visit.say(f"The best so far is {rows[0][0]}: {metric_called(name)} {rows[0][3]} over {over}.")
    visit.suggest("Recommend what to try next")


def cannot_launch(visit: Visit, about: Focus) -> None:
    """Says honestly that the workflow must be run where it lives, with its combinations at hand."""
    made = newest_set(visit, about)
    visit.say(LAUNCHES_NOT.format(workflow=about.workflow or "these workflows"))
    if made:
        visit.show(card(made))
    else:
        visit.suggest("Recommend what to try next")


def newest_set(visit: Visit, about: Focus) -> tuple[ImportedRecommendation, ...]:
    """The combinations recommended last in this conversation for the workflow in focus."""
    made = visit.store.find(ImportedRecommendation, conversation_id=visit.state.conversation.id)
    of = [r for r in made if r.workflow in about.workflows]
    return tuple(sorted((r for r in of if r.set_id == of[-1].set_id), key=lambda r: r.rank)) if of else ()


def ask_which(visit: Visit, about: Focus) -> None:
    """Asks which of several imported workflows is meant."""
    if not about.workflows:
        raise BadRequest("The runs are not imported yet: first say what the unclear columns are.")
    options = tuple(Option(label=w, says=f"Recommend what to try next in {w}") for w in about.workflows[:6])
    visit.ask("Which workflow should I recommend for?", "workflow", options)


def metric_named(visit: Visit, workflow: str) -> str | None:
    """The workflow's metric that the message names, in its own spelling or plainly."""
    import re

    from store.importers.experience import RATING, imported_directions
    from store.importers.roles import plain_name

    low = " " + re.sub(r"[\s\-]+", " ", visit.text.casefold()) + " "
    found = []
    for name in (*imported_directions(visit.store, workflow), RATING):
        words = {name.casefold(), plain_name(name).replace("_", " ")}
        short = plain_name(name).removesuffix("_score")
        if any(re.search(rf"(?<![\w.]){re.escape(w)}(?![\w])", low) for w in (*words, short, short.replace("_", " "))):
            found.append(name)
    return max(found, key=len) if found else None


def _dataset_named(visit: Visit, workflow: str) -> str | None:
    from store.importers.experience import imported_runs

    low = visit.text.casefold()
    names = {r.dataset for r in imported_runs(visit.store, workflow) if r.dataset}
    found = [n for n in names if len(n) > 1 and n.casefold() in low and n != workflow]
    return max(found, key=len) if found else None


def _suggest_metric(visit: Visit, workflow: str, metric: str) -> None:
    from store.importers.experience import imported_directions

    others = [n for n, way in imported_directions(visit.store, workflow).items() if way and n != metric]
    if others:
        visit.suggest(f"By {others[0]}", f"Recommend what to try next by {others[0]}")


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"


def _ends(one: ImportedRecommendation) -> str:
    return "" if one.score_low is None or one.score_high is None else f"{one.score_low:.4g} to {one.score_high:.4g}"


def _interval(one: ImportedRecommendation) -> str:
    ends = _ends(one)
    return f" (80 % of such runs: {ends})" if ends else ""


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
