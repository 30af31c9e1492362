"""Why a kept model says what it says: what matters to it, how it answers to a column, how it treats groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant import wording
from assistant.cards import Bars, ExplanationCard, TableCard
from assistant.caring import kept
from assistant.caring.forecasts import refuse
from assistant.caring.meaning import FAIR, ROBUST
from assistant.commands._base import Handler
from assistant.commands.explain import ExplainModel, explain_run, own_past, parameters
from assistant.commands.explain_row import number_words
from assistant.keeping import goal_with_runs, ranked_runs
from assistant.state import models_of
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import metric

if TYPE_CHECKING:
    import pandas as pd


_ROWS = 600
_MATTERS = re.compile(
    r"\b(?:matter\w*|important|importance|influen\w*|decisive|count(?:s|ed)?|weigh\w*)\b", re.IGNORECASE
)
"""Words that ask how much a column matters, not only how the model answers to it."""
_RULES = re.compile(
    r"\b(?:explain\w*|rules?|trees?|mimic\w*|decides?|works?|simple|simpl\w+|surrogate)\b", re.IGNORECASE
)
"""Words that ask how the whole of it decides, not only what matters to it."""


_PARAMETERS = re.compile(r"\b(?:hyper-?)?param(?:eter)?s?\b|\bconfig(?:uration)?\b|\bsettings\b", re.IGNORECASE)


def _say_parameters(visit: Visit, rank: int | None) -> bool:
    """Tells how a run of the results was set, where that is asked; whether it is, and there is one of that rank."""
    if rank is None or not _PARAMETERS.search(visit.text):
        return False
    goal = goal_with_runs(visit.services, visit.state.goal)
    ranked = ranked_runs(visit.services, goal) if goal is not None else []
    if not 1 <= rank <= len(ranked):
        return False
    run, end = ranked[rank - 1]
    measure = metric(run.task.metric)
    visit.say(f"Number {rank} is {run.variant.label}: {measure.label} {wording.score(end.score, measure)}.")
    visit.say(parameters(run.variant))
    return True


def _explain_model(visit: Visit, args: ExplainModel) -> None:
    """How a run was set, where that is asked; else what its model does."""
    if not _say_parameters(visit, args.rank):
        _explain_whole(visit, args)


def _explain_whole(visit: Visit, args: ExplainModel) -> None:
    """What matters over all rows; of a kept model also how it answers to a column, and a small tree that mimics it."""
    name = _kept_name(visit, args)
    if FAIR.search(visit.text):
        _fair(visit, name, args.columns or [])
        return
    if ROBUST.search(visit.text) and models_of(visit.store):
        _robust(visit, name or kept.named(visit.services, None, visit.state.goal))
        return
    if not (args.columns and name) or _MATTERS.search(visit.text):
        try:
            explain_run(visit, args)
        except BadRequest:
            if name is None:
                raise
    if name is None or not (args.columns or args.model or _RULES.search(visit.text)):
        return
    model = kept.in_use(visit.services, name)
    whole = kept.loaded(visit.services, model)
    if whole.task.forecast is not None:
        visit.say(own_past(whole.task, whole.meta.variant))
        return
    frame = visit.services.frame(whole.task.version_id)[list(whole.signature)]
    frame = frame.sample(min(_ROWS, len(frame)), random_state=0).reset_index(drop=True)
    said = _class_of(whole)
    if args.columns:
        # a model is often called by what it predicts: "how does the churn model answer to age?"
        asked = [c for c in args.columns if c != whole.task.target] or args.columns
        for column in asked[:3]:
            _effect(visit, whole, frame, column, said)
    else:
        _tree(visit, whole, frame, said)


def _fair(visit: Visit, name: str | None, columns: list[str]) -> None:
    """How groups are treated by the kept model that is meant, else by the best run, else by any kept model."""
    ran = goal_with_runs(visit.services, visit.state.goal) is not None
    if name is None and (ran or not models_of(visit.store)):
        _fair_of_runs(visit, columns)
        return
    name = name or kept.named(visit.services, None, visit.state.goal)
    _fair_of_model(visit, name, columns)


def _fair_of_model(visit: Visit, name: str, columns: list[str]) -> None:
    """How the version in use treats the groups of the columns that were named, else of those to be protected."""
    from assistant.caring.checks import keep_fairness
    from assistant.caring.fair import fairness_by, fairness_card
    from assistant.caring.plainly import plain_fairness

    model = kept.in_use(visit.services, name)
    refuse(kept.loaded(visit.services, model), "fair")
    goal = kept.goal_of(visit.services, model)
    wanted = columns or list(goal.constraints.protected_columns if goal else ())
    if not wanted:
        raise BadRequest("Between which groups? Name a column, such as “is it fair by sex?”.")
    for column in wanted[:3]:
        found = fairness_by(visit.services, model, column)
        keep_fairness(visit.services, model, found, kept.loaded(visit.services, model).task.metric, visit.person)
        visit.show(fairness_card(f"{model.name} version {model.version}", found))
        whole = kept.loaded(visit.services, model)
        plain = plain_fairness(found, whole.task.metric, whole.meta.positive_class, whole.task.target)
        for sentence in plain if visit.plain else found.sentences[:2]:
            visit.say(sentence)
    visit.say("Whether a difference is unfair is for people to judge; the intervals say how sure the figures are.")


def _fair_of_runs(visit: Visit, columns: list[str]) -> None:
    """How the best run treats groups, where no model was kept yet."""
    from assistant.commands.how_good import say_by_group

    goal = visit.state.goal
    wanted = columns or list(goal.constraints.protected_columns if goal else ())
    if not wanted:
        raise BadRequest("Between which groups? Name a column, such as “is it fair by sex?”.")
    for column in wanted[:3]:
        say_by_group(visit, column)
    visit.say("Whether a difference is unfair is for people to judge.")


def _robust(visit: Visit, name: str) -> None:
    """How the version in use bears up on rows that are worse than those it was measured on."""
    from assistant.caring.checks import plain_line, robustness_card, robustness_of

    model = kept.in_use(visit.services, name)
    visit.answer.step("Measuring the model on disturbed rows")
    check = robustness_of(visit.services, model, visit.person)
    visit.show(robustness_card(model, check))
    for line in (plain_line(check),) if visit.plain else check.sentences[:4]:
        visit.say(line)
    visit.say(
        f"Measured on {check.rows:,} rows that were not learned from; the card has every degree with its interval."
    )


def _kept_name(visit: Visit, args: ExplainModel) -> str | None:
    """The kept model that is meant; None where a run of the conversation is."""
    known = models_of(visit.store)
    if args.model:
        return kept.named(visit.services, args.model)
    if not known or (args.rank is not None and visit.state.experiments):
        return None
    name = kept.named(visit.services, None, visit.state.goal)
    if not visit.state.experiments:
        return name
    # where runs were done here, only a model that was kept of them is meant
    theirs, goal = kept.goal_of(visit.services, kept.in_use(visit.services, name)), visit.state.goal
    same = theirs and goal and (theirs.task.target, theirs.task.kind) == (goal.task.target, goal.task.kind)
    return name if same else None


def _class_of(whole: kept.Loaded) -> str | None:
    """The class whose probability is explained; None for numbers."""
    classes = whole.meta.classes
    return (whole.meta.positive_class or classes[-1]) if classes else None


def _effect(visit: Visit, whole: kept.Loaded, frame: pd.DataFrame, column: str, said: str | None) -> None:
    from lifecycle.explaining import effect_of

    found = effect_of(frame, column, whole, said)
    unit = f"chance of “{said}”" if said else whole.task.target
    ends = min(found.change), max(found.change)
    visit.show(
        ExplanationCard(
            title=f"How does the model answer to {column}?",
            sentences=(
                f"Each bar is how much the {unit} changes on average at that value, other columns as they are.",
                "Accumulated local effects: only values near a row's own are tried, so columns that move together are "
                "treated fairly. The mean with the column set to that value in all rows is in the table. "
                "Whiskers are 90 % intervals over rows.",
            ),
            bars=Bars(
                title=f"What does {column} change?",
                labels=tuple(number_words(v) for v in found.at),
                values=found.change,
                lows=found.low,
                highs=found.high,
                unit="" if said else whole.task.target,
            ),
            columns=(column, "change", "mean when all rows have it"),
            rows=tuple(
                (number_words(a), f"{c:+.3g}", f"{m:.3g}")
                for a, c, m in zip(found.at, found.change, found.average, strict=True)
            ),
        )
    )
    visit.say(f"Along {column} the {unit} moves between {ends[0]:+.3g} and {ends[1]:+.3g} around its mean.")
    visit.say("This says what the model does, not what causes what.")


def _tree(visit: Visit, whole: kept.Loaded, frame: pd.DataFrame, said: str | None) -> None:
    from lifecycle.explaining import surrogate

    found = surrogate(frame, whole, said)
    trust = "a good" if found.fidelity >= 0.8 else "a rough" if found.fidelity >= 0.5 else "a poor"
    visit.show(
        TableCard(
            title="A small tree that mimics the model",
            columns=("rule",),
            rows=tuple((line,) for line in found.rules[:24]),
        )
    )
    visit.say(
        f"A tree of three questions is {trust} likeness of it: it reproduces {max(found.fidelity, 0):.0%} of what"
    )
    visit.lines[-1] += " the model says on rows that the tree was not fitted on."


HANDLERS = (
    Handler(
        "explain_model", "Say what matters to a model, or how it answers to a column.", ExplainModel, _explain_model
    ),
)
