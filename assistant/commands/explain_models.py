"""Why a kept model says what it says: of all rows, and of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.cards import Bars, ExplanationCard, TableCard
from assistant.caring import kept
from assistant.caring.forecasts import refuse
from assistant.caring.meaning import FAIR, ROBUST
from assistant.caring.rows import Case, find_case, names_rows
from assistant.commands._base import Args, Handler
from assistant.commands.explain import ExplainModel, explain_run, own_past
from assistant.state import models_of
from assistant.visit import Visit
from store.errors import BadRequest

if TYPE_CHECKING:
    import pandas as pd

    from assistant.caring.parting import Parted
    from lifecycle.explaining import Change, Contribution

_BACKGROUND = 120
_ROWS = 600
_SHOWN = 8
_SURE = 2.0
_RULES = re.compile(
    r"\b(?:explain\w*|rules?|trees?|mimic\w*|decides?|works?|simple|simpl\w+|surrogate)\b", re.IGNORECASE
)
"""Words that ask how the whole of it decides, not only what matters to it."""


class ExplainPrediction(Args):
    """Which row, by its number or an id, and of which model."""

    key: str | int | None = None
    model: str | None = None


def _explain_model(visit: Visit, args: ExplainModel) -> None:
    """What matters over all rows; of a kept model also how it answers to a column, and a small tree that mimics it."""
    name = _kept_name(visit, args)
    if FAIR.search(visit.text) and models_of(visit.store):
        _fair(visit, name or kept.named(visit.services, None, visit.state.goal), args.columns or [])
        return
    if ROBUST.search(visit.text) and models_of(visit.store):
        _robust(visit, name or kept.named(visit.services, None, visit.state.goal))
        return
    if not (args.columns and name):
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


def _fair(visit: Visit, name: str, columns: list[str]) -> None:
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
        visit.show(fairness_card(model, found))
        whole = kept.loaded(visit.services, model)
        plain = plain_fairness(found, whole.task.metric, whole.meta.positive_class, whole.task.target)
        for sentence in plain if visit.plain else found.sentences[:2]:
            visit.say(sentence)
    visit.say("Whether a difference is unfair is for people to judge; the intervals say how sure the figures are.")


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
                labels=tuple(_number(v) for v in found.at),
                values=found.change,
                lows=found.low,
                highs=found.high,
                unit="" if said else whole.task.target,
            ),
            columns=(column, "change", "mean when all rows have it"),
            rows=tuple(
                (_number(a), f"{c:+.3g}", f"{m:.3g}")
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


def _explain_prediction(visit: Visit, args: ExplainPrediction) -> None:
    from assistant.caring.parting import parted
    from lifecycle.explaining import counterfactuals, numbers, similar_rows

    services = visit.services
    name = kept.named(services, args.model, visit.state.goal)
    if args.key is None or not str(args.key).strip():
        raise BadRequest("Which row shall I explain? Say its number or an id, such as “row 12” or “customer 4711”.")
    model = kept.in_use(services, name)
    whole = kept.loaded(services, model)
    refuse(whole, "row")
    case = find_case(visit, name, whole, str(args.key))
    table = whole(case.row)
    said = None if not whole.meta.classes else str(table["prediction"].iloc[0])
    of_class = None if said is None else whole.meta.classes[_place(whole, table)]
    past = services.frame(whole.task.version_id)
    inputs = past[list(whole.signature)]
    background = inputs.sample(min(_BACKGROUND, len(inputs)), random_state=0).reset_index(drop=True)
    found = parted(whole, case.row, background, of_class)
    parts = found.parts
    base, word = found.base, found.word
    if found.unit or found.raw:  # what adds up is not what the model says in the end
        base, word = (float(numbers(rows, of_class).mean()) for rows in (whole(background), table))
    few = inputs.sample(min(2_000, len(inputs)), random_state=1)
    others = counterfactuals(
        case.row, few, whole, _other(word, of_class, base, past, whole), of_class,
        columns=[p.column for p in parts if abs(p.amount) > 1e-9 and not names_rows(inputs, p.column)][:12],
    )  # fmt: skip
    near = similar_rows(case.row, inputs.drop(index=[case.fitted_on]) if case.fitted_on is not None else inputs,
                        kept.importance(services, model))  # fmt: skip
    kept_rows = past.drop(index=[case.fitted_on]) if case.fitted_on is not None else past
    visit.lines += _not_as_asked(visit.text, of_class, whole.meta.classes)
    _show_case(visit, model, case, of_class, (base, word), found, others)
    target = whole.task.target
    leaders = [p.column for p in parts[:4]]
    rows = []
    for one in near:
        values = [_number(kept_rows[c].iloc[one.row]) for c in (*leaders, target)]
        rows.append((*values, f"{1 - one.distance:.0%}"))
    visit.show(
        TableCard(title="Past cases most like it", columns=(*leaders, f"true {target}", "alike"), rows=tuple(rows))
    )


def _place(whole: kept.Loaded, table: pd.DataFrame) -> int:
    shares = [f"probability_{c}" for c in whole.meta.classes]
    written = [str(v) for v in whole.meta.class_values]
    said = str(table["prediction"].iloc[0])
    return written.index(said) if said in written else int(table[shares].iloc[0].to_numpy(float).argmax())


def _other(word: float, of_class: str | None, base: float, past: pd.DataFrame, whole: kept.Loaded) -> Any:
    """What counts as another answer: another class, or a number on the other side of the usual."""
    if of_class is not None:
        bar = 0.5 if len(whole.meta.classes) == 2 else 1.0 / len(whole.meta.classes)
        return (lambda w: w < bar) if word >= bar else (lambda w: w < word / 2)
    return (lambda w: w <= base) if word > base else (lambda w: w >= base)


def _show_case(
    visit: Visit,
    model: Any,
    case: Case,
    of_class: str | None,
    words: tuple[float, float],
    found: Parted,
    others: tuple[Change, ...],
) -> None:
    (base, word), parts = words, found.parts
    what = f"chance of “{of_class}”" if of_class is not None else "prediction"
    told = partial(_told, as_chance=visit.plain and of_class is not None)
    if visit.plain and of_class is not None:
        visit.say(f"For {case.place}, {model.name} says “{of_class}”: a chance of {told(word)}; usual is {told(base)}.")
    else:
        lead = f"For {case.place}, {model.name} version {model.version} gives a {what} of {word:.3g}"
        visit.say(f"{lead}; usual is {base:.3g}.")
    least = 0.02 * abs(found.word - found.base)
    strong = [p for p in parts if abs(p.amount) > max(_SURE * p.error, least)][:3]
    for_it = [_part(p, visit.plain, found.unit) for p in strong if p.amount > 0]
    against = [_part(p, visit.plain, found.unit) for p in strong if p.amount < 0]
    if for_it:
        visit.say(f"What raises it: {wording.listed(for_it)}.")
    if against:
        visit.say(f"What lowers it: {wording.listed(against)}.")
    if others:
        visit.say(f"It would have been otherwise {_change(others[0])} (then {told(others[0].word)}).")
    else:
        visit.say("No change of one or two columns to values that occur would have turned it.")
    if case.truth is not None:
        visit.say(f"Its true value is {case.truth}.")
    visit.show(
        ExplanationCard(
            title=f"Why this answer for {case.place}?",
            sentences=(
                f"Each bar is what the row's value adds to the {_measure(what, found)}, starting from the usual "
                f"{found.base:.3g} and ending at {found.word:.3g} ({_surely(parts)}). They say what the model does, "
                "not what causes what.",
                *(f"Otherwise {_change(c)}: {c.word:.3g}." for c in others[:3]),
            ),
            bars=Bars(
                title="What made it so?",
                labels=tuple(f"{p.column} = {_number(p.value)}" for p in parts[:_SHOWN]),
                values=tuple(p.amount for p in parts[:_SHOWN]),
                unit=found.unit,
            ),
        )
    )


def _not_as_asked(text: str, says: str | None, classes: Sequence[str]) -> list[str]:
    """That the model says another class than the one a question takes for granted, where it names one."""
    words = {w.casefold() for w in re.findall(r"\w{3,}", text)} - {"yes"}
    asked = [c for c in classes if c.casefold() in words]
    if says is None or not asked or says in asked:
        return []
    return [f"The model does not say “{asked[0]}” of it, but “{says}”."]


def _measure(what: str, found: Parted) -> str:
    """What the amounts add up to, in words."""
    said = f"log-odds of the {what}, in which boosted trees add up" if found.unit else what
    return f"{said} (before it is calibrated)" if found.raw else said


def _surely(parts: tuple[Contribution, ...]) -> str:
    error = max((p.error for p in parts), default=0.0)
    if error == 0:
        return "Shapley values, exact for the rows it is compared with"
    return f"Shapley values, sampled, each within about {2 * error:.2g}"


def _part(part: Contribution, plain: bool, unit: str) -> str:
    amount = f" ({part.amount:+.2g}{' ' + unit if unit else ''})"
    return f"{part.column} is {_number(part.value)}" + ("" if plain else amount)


def _change(change: Change) -> str:
    return "if " + wording.listed([f"{c} were {_number(new)} instead of {_number(now)}"
                                   for c, (now, new) in change.changes.items()])  # fmt: skip


def _told(value: float, *, as_chance: bool) -> str:
    return f"{100 * value:.0f} in 100" if as_chance else f"{value:.3g}"


def _number(value: object) -> str:
    if isinstance(value, float):
        return "missing" if value != value else f"{value:.4g}"
    return "missing" if value is None else str(value).removesuffix(" 00:00:00")


HANDLERS = (
    Handler(
        "explain_model", "Say what matters to a model, or how it answers to a column.", ExplainModel, _explain_model
    ),
    Handler(
        "explain_prediction",
        "Say why one row was predicted so, and what would have had to differ.",
        ExplainPrediction,
        _explain_prediction,
    ),
)
