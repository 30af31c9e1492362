"""What is remembered: past runs and decisions, and questions of numbers: SQL over the public views."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import TableCard
from assistant.commands._base import Args, Handler
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Family

_MOST_ROWS = 12


class History(Args):
    """Which part of the past."""

    families: list[Family] | None = None
    dataset: str | None = None
    person: str | None = None
    since_days: float | None = Field(default=None, gt=0)


class AskNumbers(Args):
    """A question of numbers."""

    question: str = ""


def _history(visit: Visit, args: History) -> None:
    where = _conditions(args)
    sql = (
        "SELECT dataset, target, label, metric, round(score, 4) AS score, state, approved_by, ended_at::DATE AS day "
        f"FROM runs WHERE {where} "
        "ORDER BY ended_at DESC NULLS LAST"
    )
    asks_why = re.search(r"\b(decide|decided|decision|approve|approved)\b", visit.text, re.IGNORECASE)
    if asks_why:
        sql = (
            "SELECT decided_at::DATE AS day, person, verdict, coalesce(nullif(reason, ''), words) AS words, plan_hash "
            "FROM decisions ORDER BY decided_at DESC"
        )
    rows = _show(visit, "What was decided" if asks_why else "Past runs", sql)
    if rows == 0:
        visit.say("Nothing like that has been run here yet.")
        similar = _from_prior(visit)
        if similar:
            visit.say(similar)
        return
    if asks_why:
        visit.say(f"{wording.count(rows, 'decision')}, the newest first.")
        return
    tally = visit.store.query(f"SELECT count(*) AS n, count(*) FILTER (state = 'ok') AS ok FROM runs WHERE {where}")
    total, ok = int(tally["n"][0]), int(tally["ok"][0])
    visit.say(f"{wording.count(total, 'run')} so far, {ok} of them with a score; the newest are below.")


def _from_prior(visit: Visit) -> str:
    """One sentence on the nearest datasets of the shipped experience, from the evidence of the recommendations."""
    seen: dict[str, float] = {}
    for item in visit.state.recommendations:
        for evidence in item.evidence:
            seen[evidence.dataset] = max(seen.get(evidence.dataset, 0.0), evidence.similarity)
    if not seen:
        return ""
    nearest = sorted(seen, key=lambda name: -seen[name])
    first = visit.state.recommendations[0]
    return (
        f"On the most similar tables I know ({wording.listed(nearest, 3)}), {first.variant.label} is what to try first."
    )


def _conditions(args: History) -> str:
    parts = ["TRUE"]
    if args.families:
        parts.append(f"family IN ({', '.join(_quoted(f) for f in args.families)})")
    if args.dataset:
        parts.append(f"contains(lower(dataset), lower({_quoted(args.dataset)}))")
    if args.person:
        parts.append(f"lower(approved_by) = lower({_quoted(args.person)})")
    if args.since_days:
        parts.append(f"queued_at >= now()::TIMESTAMP - INTERVAL {int(args.since_days * 24)} HOUR")
    return " AND ".join(parts)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class _Known:
    """A question that can be answered: the words that it needs, and its SQL."""

    words: tuple[str, ...]
    title: str
    sql: str


_SINCE = (
    (re.compile(r"\btoday\b", re.I), "1 DAY"),
    (re.compile(r"\b(this|last|past) week\b", re.I), "7 DAY"),
    (re.compile(r"\b(this|last|past) month\b", re.I), "31 DAY"),
    (re.compile(r"\b(this|last|past) year\b", re.I), "366 DAY"),
)
_KNOWN = (
    _Known(
        ("fail", "timeout", "timed out", "crash", "wrong"),
        "How many runs failed, and why?",
        "SELECT state, coalesce(nullif(error, ''), 'no reason kept') AS reason, count(*) AS runs FROM runs "
        "WHERE state IN ('failed', 'timeout', 'memory') AND {since} GROUP BY ALL ORDER BY runs DESC",
    ),
    _Known(
        ("slowest", "longest", "most expensive", "most time"),
        "Which runs took longest?",
        "SELECT dataset, label, round(wall_s, 1) AS seconds, state FROM runs WHERE wall_s IS NOT NULL AND {since} "
        "ORDER BY wall_s DESC",
    ),
    _Known(
        ("time", "hours", "seconds", "cost", "spent", "computing"),
        "How much time did runs take?",
        "SELECT dataset, count(*) AS runs, round(sum(wall_s), 1) AS seconds, round(avg(wall_s), 1) AS per_run "
        "FROM runs WHERE {since} GROUP BY ALL ORDER BY seconds DESC NULLS LAST",
    ),
    _Known(
        ("family", "families", "kind of model", "which model", "algorithm"),
        "Which families of models do best?",
        "SELECT dataset, metric, family, count(*) AS runs, round(CASE WHEN any_value(higher_is_better) THEN max(score) "
        "ELSE min(score) END, 4) AS best FROM runs WHERE state = 'ok' AND {since} GROUP BY dataset, metric, family "
        "ORDER BY dataset, metric, CASE WHEN any_value(higher_is_better) THEN -max(score) ELSE min(score) END",
    ),
    _Known(
        ("best", "top", "highest", "lowest"),
        "What are the best runs?",
        "SELECT dataset, target, metric, label, round(score, 4) AS score FROM runs WHERE state = 'ok' AND {since} "
        "QUALIFY row_number() OVER (PARTITION BY version_id, target, metric ORDER BY "
        "CASE WHEN higher_is_better THEN -score ELSE score END) <= 3 ORDER BY dataset, target, metric",
    ),
    _Known(
        ("predicted", "prediction", "accurate", "right", "expected"),
        "How good were my predictions?",
        "SELECT metric, count(*) AS runs, round(avg(abs(score - expected_score)), 4) AS mean_error, "
        "round(avg(expected_s / nullif(wall_s, 0)), 2) AS predicted_over_actual_time FROM runs "
        "WHERE state = 'ok' AND expected_score IS NOT NULL AND {since} GROUP BY metric",
    ),
    _Known(
        ("how many", "number of", "count", "runs", "experiments"),
        "How many runs were there?",
        "SELECT dataset, state, count(*) AS runs FROM runs WHERE {since} GROUP BY ALL ORDER BY runs DESC",
    ),
)


def _ask_numbers(visit: Visit, args: AskNumbers) -> None:
    question = f"{args.question} {visit.text}".casefold()
    known = next((k for k in _KNOWN if any(w in question for w in k.words)), None)
    if known is None:
        raise BadRequest(
            "I can answer how many runs there were or failed and why, which were best or slowest, what time was spent, "
            "and how good my predictions were. For anything else write SQL on the SQL page."
        )
    span = next((span for words, span in _SINCE if words.search(question)), None)
    since = f"queued_at >= now()::TIMESTAMP - INTERVAL {span}" if span else "TRUE"
    rows = _show(visit, known.title, known.sql.format(since=since))
    if rows == 0:
        visit.say("There is nothing to count yet: no run fits that question.")
        return
    card = visit.cards[-1]
    assert isinstance(card, TableCard)
    first = ", ".join(f"{name} {value}" for name, value in zip(card.columns, card.rows[0], strict=True))
    visit.say(f"{known.title} {wording.count(rows, 'line')}; the first: {first}.")


def _show(visit: Visit, title: str, sql: str) -> int:
    """Adds a table card, and returns the number of rows found."""
    frame = visit.store.query(sql, max_rows=1000)
    rows = tuple(tuple(_cell(v) for v in row) for row in frame.head(_MOST_ROWS).itertuples(index=False))
    if rows:
        visit.show(TableCard(title=title, columns=tuple(map(str, frame.columns)), rows=rows, sql=sql))
    return len(frame)


def _cell(value: Any) -> Any:
    """A cell as a JSON value."""
    import pandas as pd

    if value is None or (not isinstance(value, list | dict) and pd.isna(value)):
        return None
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, bool | int | float | str) else str(value)


HANDLERS = (
    Handler("history", "Say what was run or decided before, by family, dataset, person or time.", History, _history),
    Handler("ask_numbers", "Answer a question of numbers about runs, costs and predictions.", AskNumbers, _ask_numbers),
)
