"""Questions of numbers in ordinary words, as SQL over the public views.

A question is put together from what it speaks of (runs, decisions, …), what it counts (how many, how long, what share),
what it compares with (longer than 5 minutes, above 0.9), what it narrows to (failed ones, a family, a table, a person,
a time) and what it splits by (per family, by week). Each part is found by its own words, so any can be put together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.effects import families_in
from assistant.numbers import narrowing, parts
from assistant.numbers.bounds import bounds, metric_in
from assistant.numbers.choices import Chosen, Space, chosen_in, of_own_runs, refuse_unknown_choices
from assistant.numbers.others import DECIDED, of_others
from assistant.numbers.parts import RUNS, SUBJECTS, Asked, Subject, names, quoted
from assistant.numbers.runs import distinct_in, of_runs
from assistant.periods import Period, period_of
from store.errors import BadRequest

__all__ = ["DECIDED", "Asked", "asked", "quoted"]

_BESIDE_RUNS = frozenset({"recommendations", "decisions", "aliases", "alias_moves", "drift_reports", "alerts"})
"""What may be spoken of beside runs without being what is counted: “how many runs did Bob approve?”"""
_OF_RUNS = (
    parts.FAILED, parts.SCORE, parts.WORST, parts.SLOWEST, parts.FASTEST, parts.TIME, parts.MEMORY, parts.BEST,
    parts.SHARE, parts.AVERAGE,
)  # fmt: skip
_BY_PERSON = ("runs", "imported_runs")
IMPORTED = next(s for s in SUBJECTS if s.view == "imported_runs")


def asked(
    text: str,
    datasets: Sequence[str] = (),
    people: Sequence[str] = (),
    *,
    now: datetime,
    models: Sequence[str] = (),
    workflows: Sequence[str] = (),
    measures: Sequence[str] = (),
    own_measures: Sequence[str] = (),
    spaces: Callable[[], Sequence[Space]] = tuple,
    own_runs: bool = True,
) -> Asked:
    """Reads a question.

    Args:
        text: the question.
        datasets: names of known tables.
        people: names of known people.
        now: the present moment, in UTC.
        models: names of kept models.
        workflows: names of imported workflows; naming one asks about imported runs.
        measures: names of the metrics of imported runs.
        own_measures: names of metrics of one's own runs beside the usual ones.
        spaces: gives imported workflows, for what a question about runs says of their parameters.
        own_runs: whether there are runs of one's own; where there are none, imported ones are meant.

    Raises:
        BadRequest: it is no question that can be answered from the store; the message says what can.
    """
    period = _period(text, (*datasets, *people, *models, *workflows), now)
    if period:
        text = f"{text[: period.at[0]]} {text[period.at[1] :]}"
    subject = _subject(text, workflows)
    elsewhere = tuple(spaces()) if subject.view in _BY_PERSON else ()
    chosen = chosen_in(text, elsewhere)
    if subject is RUNS and elsewhere and not (own_runs and of_own_runs(text, chosen)):
        subject = IMPORTED
    if subject is IMPORTED:
        text = chosen.rest
        if not chosen.where:
            refuse_unknown_choices(text, elsewhere, measures)
    else:
        chosen = Chosen(rest=text)
    if subject.view in ("runs", "recommendations") and len(narrowing.families(text)[0]) > 1:
        text += " by family"
    if subject.dataset and len(narrowing.tables(text, datasets)) > 1:
        text += " per dataset"
    known = measures if subject.view == "imported_runs" else own_measures
    narrowing.refuse_unknown_figures(text, subject, known)
    compared = " AND ".join([*bounds(text, subject, known), *chosen.where])
    at_time = [period.condition(subject.when)] if period and subject.when else []
    parted = [f"{group.sql} IS NOT NULL" for group in chosen.groups]
    narrowed = " AND ".join([*at_time, *parted, *_narrowed(text, subject, datasets, people, models, workflows)])
    why = bool(parts.WHY.search(text))
    if subject.view in _BY_PERSON:
        title, sql = of_runs(text, subject, narrowed, compared, why, known, chosen)
    else:
        where = " AND ".join(filter(None, (narrowed, compared))) or "TRUE"
        title, sql = of_others(text, subject, where, bool(compared))
    if not (narrowed or compared):
        sql = sql.replace(" AND TRUE", "").replace("\nWHERE TRUE\n", "\n").replace(" WHERE TRUE ", " ")
    return Asked(title, sql, subject.view, why, period if at_time else None)


def _period(text: str, named: Sequence[str], now: datetime) -> Period | None:
    """The time that is spoken of; what stands in a name, such as that of June or of a table, is none."""
    for name in sorted((n for n in named if n), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda m: "_" * len(m.group()), text, flags=re.IGNORECASE)
    return period_of(text, now)


def _subject(text: str, workflows: Sequence[str]) -> Subject:
    runs = re.search(r"\bruns?\b", text, re.IGNORECASE)
    found = [(m.start(), s) for s in SUBJECTS if (m := s.words.search(text))]
    if any(s is IMPORTED for _, s in found) or any(names(text, w) for w in workflows):
        return IMPORTED
    if runs:
        found = [(at, s) for at, s in found if at < runs.start() and s.view not in _BESIDE_RUNS]
    if any(s.view == "alias_moves" for _, s in found):
        found = [(at, s) for at, s in found if s.view != "models"]
    in_use = [s for _, s in found if s.view == "aliases"]
    if in_use and not parts.HOW_MANY.search(text):
        return in_use[0]
    if found:
        return min(found, key=lambda pair: (pair[1].view == "aliases", _at(text, *pair)))[1]
    known = any(words.search(text) for words in _OF_RUNS) or bool(parts.groups(text, RUNS)) or distinct_in(text)
    if runs or families_in(text) or known or bounds(text, RUNS) or metric_in(text):
        return RUNS
    raise BadRequest(
        "I can count and compare runs, experiments, decisions, plans, feedback, models, tables and predictions: how "
        "many, how long, which were best, above or below a number, what failed and why; per family, table, person or "
        "week. For more, write SQL on the SQL page."
    )


def _at(text: str, at: int, subject: Subject) -> int:
    """Where a subject is spoken of; decisions after what was decided on: “who approved the most experiments?”"""
    who = parts.WHO.match(text.strip()) or re.match(r"\s*(?:what|which) (?:share|percent\w*)", text, re.IGNORECASE)
    return at if not who or subject.view == "decisions" else at + len(text)


def _narrowed(
    text: str,
    subject: Subject,
    datasets: Sequence[str],
    people: Sequence[str],
    models: Sequence[str],
    workflows: Sequence[str],
) -> list[str]:
    found = []
    if subject.dataset:
        named_tables = narrowing.tables(text, datasets)
        found += [narrowing.one_of(subject.dataset, named_tables)] * bool(named_tables)
    if subject.person:
        named = [f"lower({subject.person}) = {quoted(name.lower())}" for name in people if names(text, name)][:1]
        found += named or [f"{subject.person} IS NOT NULL"] * bool(parts.WHO.search(text))
    if subject.view in ("models", "aliases", "alias_moves", "drift_reports", "alerts"):
        found += [f"model = {quoted(name)}" for name in models if names(text, name)][:1]
    if subject.view == "imported_runs":
        found += [f"workflow = {quoted(name)}" for name in workflows if names(text, name)][:1]
    if subject.view in ("runs", "recommendations"):
        wanted, out = narrowing.families(text)
        found += [narrowing.one_of("family", wanted)] * bool(wanted)
        found += [narrowing.one_of("family", out, out=True)] * bool(out)
    return found
