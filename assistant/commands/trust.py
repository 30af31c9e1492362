"""Whether a model may be relied on: for all rows, or for those that a question speaks of, as far as it was measured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from assistant import wording
from assistant.commands.meant import Unseen, unseen_of
from assistant.numbers.table.names import Names
from assistant.numbers.table.some_rows import SomeRows, places_of, rows_meant
from assistant.numbers.table.telling import in_words
from assistant.plain import told_score
from assistant.state import is_running
from assistant.understanding.text.words import parts
from assistant.visit import Visit
from store.records import DatasetVersion, metric

if TYPE_CHECKING:
    import pandas as pd

    from lifecycle.fairness import Fairness

_THOSE, _OTHERS = "those", "others"
_LED = re.compile(r"^(?:for|with|on|in|when|where|if)\s+", re.IGNORECASE)


def say_trust(visit: Visit, rows: str) -> None:
    """Says how far the kept model, else the best run, may be trusted, measured on rows it had not learned from.

    Args:
        visit: the turn.
        rows: for which rows, in the person's words; "" for all.
    """
    found = unseen_of(visit)
    if found is None:
        going = any(is_running(visit.store, e.id) for e in visit.state.experiments)
        so_far = "No run has ended yet" if going else "Nothing has run yet"
        visit.say(f"{so_far}, so all I have is an expectation, and that is for the whole table.")
        visit.say(
            "Once a run has ended I can measure it on just those rows: each keeps what it said of rows it had not seen."
        )
        if not going:
            visit.suggest("Run the first three")
        return
    if not rows:
        _of_all(visit, found)
        return
    version = visit.store.get(DatasetVersion, found.task.version_id)
    table = visit.services.known_frame(version.id, found.task.codes)
    number = _age_of(version) if found.measuring.of_classes else found.task.target
    meant = rows_meant(rows, Names(table, {c.name: c.kind for c in version.columns}, {}), number)
    if not meant.tests:
        said = _LED.sub("", rows)
        visit.say(f"I cannot tell which rows you mean by “{said}”: no column of the table has such a name or value.")
        visit.say(f"I only know how it does on the whole: {_score(visit, found)}.")
        visit.say(f"Name a column, such as “can I trust it for {_example(found, table)}?”.")
        return
    if meant.unknown:
        left = wording.listed([f"“{w}”" for w in meant.unknown])
        visit.say(f"I left out {left}: I cannot tell which rows of the table that means.")
    _of_some(visit, found, table, meant)


def _age_of(version: DatasetVersion) -> str:
    """The column that "over 60" is of where none is named: how old people are; "" where none says so."""
    named = (c.name for c in version.columns if c.kind == "numeric" and "age" in parts(c.name))
    return next(named, "")


def _of_all(visit: Visit, found: Unseen) -> None:
    visit.say(f"On {len(found.truth):,} rows that it had not learned from, {found.name} is: {_score(visit, found)}.")
    trivial = found.measuring.of(found.truth, found.measuring.trivial(found.truth, len(found.truth)))
    if trivial == trivial:
        visit.say(f"Guessing without looking at the columns: {_meant(visit, found, trivial)}.")
    visit.say("That holds for new rows that are like these; for others, nobody has measured it.")
    visit.suggest("Show its mistakes", "Show me its mistakes")


def _of_some(visit: Visit, found: Unseen, table: pd.DataFrame, meant: SomeRows) -> None:
    from lifecycle.fairness import LEAST_GROUP, fairness

    words = in_words(list(meant.tests))
    inside = np.isin(found.rows, places_of(meant, table))
    count = int(inside.sum())
    if count == 0:
        visit.say(
            f"Better not: none of the {len(inside):,} rows has {words}, so it has never seen such a case, and nobody "
            "can say."
        )
        return
    if count < LEAST_GROUP or len(inside) - count < LEAST_GROUP:
        visit.say(f"{count:,} of {len(inside):,} rows have {words}: {_too_few(count < LEAST_GROUP)}.")
        visit.say(f"I only know how it does on the whole: {_score(visit, found)}.")
        return
    groups = np.where(inside, _THOSE, _OTHERS)
    compared = fairness(words, groups.tolist(), found.truth, found.predicted, found.measuring)
    spread = compared.spreads[0].groups
    here, there = spread[_THOSE].value, spread[_OTHERS].value
    if here is None or there is None:
        visit.say(f"Of the {count:,} rows with {words} the metric says nothing: they have one outcome only.")
        visit.say(f"I only know how it does on the whole: {_score(visit, found)}.")
        return
    low, high = spread[_THOSE].low, spread[_THOSE].high
    span = (
        ""
        if visit.plain or low is None or high is None
        else f" (90 % interval {wording.interval(low, high, metric(found.measuring.metric_name))})"
    )
    visit.say(
        f"For {words} ({wording.count(count, 'row')} that it had not learned from): {_meant(visit, found, here)}{span}."
    )
    visit.say(f"For all others: {_meant(visit, found, there)}.")
    visit.say(_verdict(found, compared, here, there))


def _too_few(those: bool) -> str:
    if those:
        return "too few to measure it for them apart"
    return "that is nearly all, so there are too few others to compare them with"


def _verdict(found: Unseen, compared: Fairness, here: float, there: float) -> str:
    """Whether it is to be trusted less there than elsewhere, as far as chance allows to say."""
    low = compared.spreads[0].difference.low
    if low is None or low <= 0:
        return "Chance alone can make that difference: trust it there as much as elsewhere, no more."
    worse = found.measuring.metric.gain(here) < found.measuring.metric.gain(there)
    return f"So trust it {'less' if worse else 'more'} there than elsewhere; chance alone hardly makes that difference."


def _score(visit: Visit, found: Unseen) -> str:
    return _meant(visit, found, found.measuring.of(found.truth, found.predicted))


def _meant(visit: Visit, found: Unseen, value: float) -> str:
    return told_score(value, found.measuring.metric_name, found.task, plain=visit.plain)


def _example(found: Unseen, table: pd.DataFrame) -> str:
    """Some rows as one may name them."""
    import pandas as pd

    from assistant.commands.explain_row import number_words

    numeric = [c for c in found.importance if c in table.columns and pd.api.types.is_numeric_dtype(table[c].dtype)]
    if not numeric:
        return f"{found.importance[0]} = …" if found.importance else "age above 40"
    return f"{numeric[0]} above {number_words(float(table[numeric[0]].median()))}"
