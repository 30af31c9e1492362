"""The rows that a model was wrong about, of those that it had not learned from: the surest of its mistakes first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant import wording
from assistant.cards import TableCard
from assistant.caring.rows import names_rows
from assistant.commands.meant import Unseen, at_start, unseen_of
from assistant.state import is_running
from assistant.visit import Visit
from store.records import Dataset, DatasetVersion

if TYPE_CHECKING:
    import pandas as pd

    from lifecycle.measuring import Floats

_ONE = re.compile(
    r"\b(?:an?|one|single)\b[^.;!?]{0,30}\b(?:mistake|error|miss|case|prediction|row|patient|customer|alarm|one)\b"
    r"|\b(?:someone|somebody|one (?:that |which )?(?:it|you|the model|they)) ",
    re.IGNORECASE,
)
_MISSED = re.compile(
    r"\b(?:miss(?:ed|es)?|overlook\w*|(?:not|n['’]t|fail\w* to) (?:find|see|spot|catch)|lose|false negatives?)\b",
    re.IGNORECASE,
)
_ALARMS = re.compile(r"\b(?:false (?:alarms?|positives?)|for nothing)\b", re.IGNORECASE)
_MOST = 10
_COLUMNS = 4


def say_mistakes(visit: Visit, question: str) -> None:
    """Tells how often the model that is meant was wrong, and shows the rows it was surest about or furthest off at."""
    found = unseen_of(visit)
    if found is None:
        going = any(is_running(visit.store, e.id) for e in visit.state.experiments)
        then = "Some are under way: ask again when they are done." if going else "Say “run the first three”."
        visit.say(f"No run has ended with a score yet, so there are no mistakes to show. {then}")
        return
    wrong, kind = _wrong(found, question)
    losses = found.measuring.losses(found.truth, found.predicted)
    ordered = wrong[np.argsort(-losses[wrong], kind="stable")]
    visit.say(_told(found, wrong, kind))
    if not len(ordered):
        return
    shown = ordered[: 1 if _ONE.search(question) else _MOST]
    visit.show(_card(visit, found, shown, losses))
    first = int(found.rows[shown[0]]) + 1
    visit.say(_first(found, int(shown[0]), first))
    if found.task.version_id == visit.draft.version_id:
        visit.suggest(f"Why for row {first}?", f"Why did it say that for row {first}?")
    else:
        version = visit.store.get(DatasetVersion, found.task.version_id)
        visit.say(
            f"The rows are those of {visit.store.get(Dataset, version.dataset_id).name}, the table it was fitted on."
        )


def _wrong(found: Unseen, question: str) -> tuple[np.ndarray, str]:
    """Places of the rows that count as mistakes, and what they are called; of numbers every row is more or less off."""
    if not found.measuring.of_classes:
        return np.arange(len(found.truth)), ""
    off = found.truth != found.predicted.value
    if found.measuring.kind == "binary":
        positive = found.truth == found.measuring.positive_place
        if _MISSED.search(question):
            return np.flatnonzero(off & positive), "missed"
        if _ALARMS.search(question):
            return np.flatnonzero(off & ~positive), "alarms"
    return np.flatnonzero(off), ""


def _told(found: Unseen, wrong: np.ndarray, kind: str) -> str:
    """How many mistakes there are, of how many rows that it had not learned from."""
    of, measuring = f"{len(found.truth):,}", found.measuring
    name = at_start(found.name)
    if not measuring.of_classes:
        losses = measuring.losses(found.truth, found.predicted)
        half = wording.score(float(np.median(losses)), "median_ae")
        return (
            f"{name} is never quite right about a number: in half of {of} rows that it had not learned from it is off "
            f"by more than {half}."
        )
    if measuring.kind != "binary":
        said = f"{name} was wrong about {len(wrong):,} of {of} rows that it had not learned from."
        return f"{said}{_most_confused(found, wrong)}"
    positive = measuring.classes[measuring.positive_place]
    off = found.truth != found.predicted.value
    missed = int((off & (found.truth == measuring.positive_place)).sum())
    alarms = int(off.sum()) - missed
    if kind == "missed":
        there = int((found.truth == measuring.positive_place).sum())
        beside = f", with {wording.count(alarms, 'false alarm')} beside" if alarms else ""
        return f"{name} missed {missed:,} of {there:,} “{positive}” in {of} rows that it had not learned from{beside}."
    if kind == "alarms":
        return f"{name} said “{positive}” for nothing {alarms:,} times among {of} rows that it had not learned from."
    return (
        f"{name} was wrong about {missed + alarms:,} of {of} rows that it had not learned from: "
        f"{missed:,} “{positive}” missed, {wording.count(alarms, 'false alarm')}."
    )


def _most_confused(found: Unseen, wrong: np.ndarray) -> str:
    """Which class it gets wrong most often, and what it says instead; empty where it is never wrong."""
    known = wrong[found.measuring.known(found.truth)[wrong]]
    if not len(known):
        return ""
    classes = found.measuring.classes
    missed = np.bincount(found.truth[known], minlength=len(classes))
    worst = int(missed.argmax())
    instead = int(np.bincount(found.predicted.value[known[found.truth[known] == worst]]).argmax())
    there = int((found.truth == worst).sum())
    return (
        f" Most often that is true “{classes[worst]}” ({missed[worst]:,} of {there:,}), for which it mostly says "
        f"“{classes[instead]}”."
    )


def _first(found: Unseen, at: int, number: int) -> str:
    """The first of them in a sentence."""
    measuring = found.measuring
    if not measuring.of_classes:
        value, real = float(found.predicted.value[at]), float(found.truth[at])
        return f"Furthest off is row {number:,}: it said {value:.4g}, true is {real:.4g}."
    said, true = (measuring.classes[int(p)] for p in (found.predicted.value[at], found.truth[at]))
    chance = found.predicted.probability
    share = None if chance is None else float(chance[at, int(found.predicted.value[at])])
    sure = "" if share is None else f" with a chance of {wording.in_hundred(share)}"
    return f"Surest and wrong was it about row {number:,}: it said “{said}”{sure}, true is “{true}”."


def _card(visit: Visit, found: Unseen, shown: np.ndarray, losses: Floats) -> TableCard:
    table: pd.DataFrame = visit.services.frame(found.task.version_id)
    target = found.task.target
    ids = [str(c) for c in table.columns if c != target and names_rows(table, str(c))][:1]
    columns = [*ids, *[c for c in found.importance if c in table.columns and c not in ids][:_COLUMNS]]
    measuring, rows = found.measuring, []
    for at in shown:
        cells = [_cell(table[c].iloc[int(found.rows[at])]) for c in columns]
        values = [str(v) if c in ids else v for c, v in zip(columns, cells, strict=True)]  # digits of a name stay as is
        if measuring.of_classes:
            said, true = (measuring.classes[int(p)] for p in (found.predicted.value[at], found.truth[at]))
            rows.append((int(found.rows[at]) + 1, *values, said, true))
        else:
            numbers = (round(float(found.predicted.value[at]), 4), round(float(found.truth[at]), 4))
            rows.append((int(found.rows[at]) + 1, *values, *numbers, round(float(losses[at]), 4)))
    last = () if measuring.of_classes else ("off by",)
    title = "Where was it sure and wrong?" if measuring.of_classes else "Where was it off most?"
    return TableCard(title=title, columns=("row", *columns, "it said", f"true {target}", *last), rows=tuple(rows))


def _cell(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value != value:
        return "missing"
    return value if isinstance(value, int | float | str | bool) else str(value)
