"""Why a model says what it says of one row: the kept one, else the best run's, fitted for the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.cards import Bars, ExplanationCard, TableCard
from assistant.caring import kept
from assistant.caring.forecasts import refuse
from assistant.caring.rows import Case, find_case, names_rows
from assistant.caring.unkept import best_run, fitted_run
from assistant.commands._base import Args, Handler
from assistant.commands.meant import unseen_of
from assistant.commands.suppose_row import say_supposed
from assistant.visit import Visit
from store.errors import BadRequest, SextantError

if TYPE_CHECKING:
    import pandas as pd

    from assistant.caring.parting import Parted
    from lifecycle.explaining import Change, Contribution

_BACKGROUND = 120
_SHOWN = 8
_SURE = 2.0
_LARGE, _HUGE = 1e4, 1e12
"""Numbers in between are told with all digits before the point."""


class ExplainPrediction(Args):
    """Which row, by its number or an id, and of which model."""

    key: str | int | None = None
    model: str | None = None
    changes: dict[str, str | int | float] | None = None
    """Values it would have, by column: what the model would say then."""


def _explain_prediction(visit: Visit, args: ExplainPrediction) -> None:
    from assistant.caring.parting import parted
    from lifecycle.explaining import counterfactuals, numbers, similar_rows

    services = visit.services
    if args.key is None or not str(args.key).strip():
        raise BadRequest("Which row shall I explain? Say its number or an id, such as “row 12” or “customer 4711”.")
    meant = _meant(visit, args.model)
    whole = meant.whole
    refuse(whole, "row")
    case = find_case(visit, meant.name, whole, str(args.key))
    if args.changes:
        say_supposed(visit, meant.called, whole, case, services.frame(whole.task.version_id), args.changes)
        return
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
        case.row, few, whole, _other(word, of_class, base, whole), of_class,
        columns=[p.column for p in parts if abs(p.amount) > 1e-9 and not names_rows(inputs, p.column)][:12],
    )  # fmt: skip
    near = similar_rows(case.row, inputs.drop(index=[case.fitted_on]) if case.fitted_on is not None else inputs,
                        meant.importance)  # fmt: skip
    kept_rows = past.drop(index=[case.fitted_on]) if case.fitted_on is not None else past
    visit.lines += _not_as_asked(visit.text, of_class, whole.meta.classes)
    _show_case(visit, meant, case, of_class, (base, word), found, others)
    if case.truth is not None:
        visit.say(f"Its true value is {case.truth}.{_not_learned_yet(visit, case, whole, of_class)}")
    target = whole.task.target
    leaders = [p.column for p in parts[:4]]
    rows = []
    for one in near:
        values = [number_words(kept_rows[c].iloc[one.row]) for c in (*leaders, target)]
        rows.append((*values, f"{1 - one.distance:.0%}"))
    visit.show(
        TableCard(title="Past cases most like it", columns=(*leaders, f"true {target}", "alike"), rows=tuple(rows))
    )


@dataclass(frozen=True)
class _Meant:
    """The model whose answer is explained."""

    name: str
    """Of the kept model; empty where none is kept for the goal."""
    called: str
    whole: kept.Loaded
    importance: dict[str, float]


def _meant(visit: Visit, name: str | None) -> _Meant:
    """The kept model that was named or belongs to the goal; else what the goal's best run makes; else any kept one."""
    services = visit.services
    best = None if name or kept.of_goal(services, visit.state.goal) else best_run(services, visit.state.goal)
    goal = visit.state.goal
    if best is not None and goal is not None:
        visit.answer.step("Fitting the best run's model for the answer")
        whole = fitted_run(services, goal, *best, by_model=visit.by_model, check=visit.answer.check)
        visit.say(
            "No model is saved yet, so this is what the best run's model says, fitted on all rows for this answer."
        )
        visit.suggest("Save the best model")
        return _Meant("", "the best run's model", whole, kept.importance_of(services, best[1]))
    chosen = kept.named(services, name, visit.state.goal)
    model = kept.in_use(services, chosen)
    called = f"{chosen} version {model.version}"
    return _Meant(chosen, called, kept.loaded(services, model), kept.importance(services, model))


def _place(whole: kept.Loaded, table: pd.DataFrame) -> int:
    shares = [f"probability_{c}" for c in whole.meta.classes]
    written = [str(v) for v in whole.meta.class_values]
    said = str(table["prediction"].iloc[0])
    return written.index(said) if said in written else int(table[shares].iloc[0].to_numpy(float).argmax())


def _other(word: float, of_class: str | None, base: float, whole: kept.Loaded) -> Any:
    """What counts as another answer: another class, or a number on the other side of the usual."""
    if of_class is not None:
        bar = _bar(of_class, whole)
        return (lambda w: w < bar) if word >= bar else (lambda w: w < word / 2)
    return (lambda w: w <= base) if word > base else (lambda w: w >= base)


def _bar(of_class: str, whole: kept.Loaded) -> float:
    """From which probability on a class is said: of two classes as the model's threshold has it, where it has one."""
    if len(whole.meta.classes) != 2:
        return 1.0 / len(whole.meta.classes)
    threshold = whole.whole.rule.threshold if whole.whole.rule is not None else None
    if threshold is None:
        return 0.5
    value = float(threshold.value)
    return value if of_class == threshold.positive else 1.0 - value


def _show_case(
    visit: Visit,
    meant: _Meant,
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
        who = meant.name or meant.called
        visit.say(f"For {case.place}, {who} says “{of_class}”: a chance of {told(word)}; usual is {told(base)}.")
    else:
        lead = f"For {case.place}, {meant.called} gives a {what} of {word:.3g}"
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
        then = _then(others[0], of_class, meant.whole, plain=visit.plain)
        visit.say(f"It would have been otherwise {_change(others[0])} (then {then}).")
    else:
        visit.say("No change of one or two columns to values that occur would have turned it.")
    otherwise = [f"Otherwise {_change(c)}: {_then(c, of_class, meant.whole, plain=visit.plain)}." for c in others[:3]]
    read = _read_plainly(what, of_class, found, told) if visit.plain else _read_exactly(what, found)
    scale = 100.0 if visit.plain and of_class is not None and not found.unit else 1.0
    unit = ("in 100" if scale > 1 else "") if visit.plain else found.unit
    visit.show(
        ExplanationCard(
            title=f"Why this answer for {case.place}?",
            sentences=(f"{read} They say what the model does, not what causes what.", *otherwise),
            bars=Bars(
                title="What made it so?",
                labels=tuple(f"{p.column} = {number_words(p.value)}" for p in parts[:_SHOWN]),
                values=tuple(scale * p.amount for p in parts[:_SHOWN]),
                unit=unit,
            ),
        )
    )


def _read_exactly(what: str, found: Parted) -> str:
    """What the bars are, for who builds models."""
    return (
        f"Each bar is what the row's value adds to the {_measure(what, found)}, starting from the usual "
        f"{found.base:.3g} and ending at {found.word:.3g} ({_surely(found.parts)})."
    )


def _read_plainly(what: str, of_class: str | None, found: Parted, told: Callable[[float], str]) -> str:
    """What the bars are, in everyday words."""
    if found.unit and of_class is not None:
        return f"A bar to the right speaks for “{of_class}”, one to the left against it; the longer, the more."
    return (
        f"Each bar is what the row's value adds to the {what}, starting from the usual {told(found.base)} and ending "
        f"at {told(found.word)}."
    )


def _then(change: Change, of_class: str | None, whole: kept.Loaded, *, plain: bool) -> str:
    """What would be said with other values; in everyday words with the class that it would be called."""
    if not plain or of_class is None:
        return f"{change.word:.3g}"
    said = wording.in_hundred(change.word)
    classes = whole.meta.classes
    if len(classes) != 2 or change.word >= _bar(of_class, whole):
        return said
    return f"a chance of {said}, so it says “{next(c for c in classes if c != of_class)}”"


def _not_learned_yet(visit: Visit, case: Case, whole: kept.Loaded, says: str | None) -> str:
    """What was said of a row before it was learned from, where that was something else: mistakes are counted so."""
    if case.fitted_on is None or says is None:
        return ""
    try:
        unseen = unseen_of(visit)
    except SextantError:  # nothing is kept of what was said of rows it had not learned from
        return ""
    if unseen is None or unseen.task.version_id != whole.task.version_id:
        return ""
    at = (unseen.rows == case.fitted_on).nonzero()[0]
    before = unseen.measuring.classes[int(unseen.predicted.value[at[0]])] if len(at) else says
    return f" When it had not learned from this row yet, it said “{before}”." if before != says else ""


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
    return f"{part.column} is {number_words(part.value)}" + ("" if plain else amount)


def _change(change: Change) -> str:
    return "if " + wording.listed([f"{c} were {number_words(new)} instead of {number_words(now)}"
                                   for c, (now, new) in change.changes.items()])  # fmt: skip


def _told(value: float, *, as_chance: bool) -> str:
    return wording.in_hundred(value) if as_chance else f"{value:.3g}"


def number_words(value: object) -> str:
    """A value of a row as it is told: four digits of a small number, a large one whole, `missing` for none."""
    if isinstance(value, float):
        large = _LARGE <= abs(value) < _HUGE
        return "missing" if value != value else f"{value:,.0f}" if large else f"{value:.4g}"
    return "missing" if value is None else str(value).removesuffix(" 00:00:00")


HANDLERS = (
    Handler(
        "explain_prediction",
        "Say why one row was predicted so, and what would have had to differ.",
        ExplainPrediction,
        _explain_prediction,
    ),
)
