"""Questions of numbers in ordinary words, as SQL over the public views.

A question is put together from what it speaks of (runs, decisions, …), what it counts (how many, how long, what share),
what it narrows to (failed ones, a family, a table, a person, a time) and what it splits by (per family, by week). Each
part is found by its own words, so any combination can be asked.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.effects import family_in
from store.errors import BadRequest
from store.records import METRICS


@dataclass(frozen=True)
class Asked:
    """A question, read."""

    title: str
    sql: str
    subject: str
    why: bool
    """Whether reasons were asked for."""


@dataclass(frozen=True)
class _Subject:
    """Something that can be counted."""

    view: str
    words: re.Pattern[str]
    when: str
    person: str
    dataset: str
    """Column of the dataset's name; empty where the view has none."""


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


_SUBJECTS = (
    _Subject("imported_runs", _pattern(r"imported|brought in|(?:from|of) other tools"), "imported_at", "imported_by", "dataset"),
    _Subject("decisions", _pattern(r"decisions?|decided|decide|approvals?|approved|approve|declined|decline|reject\w*"), "decided_at", "person", ""),
    _Subject("proposals", _pattern(r"proposals?|plans?|proposed"), "made_at", "decided_by", ""),
    _Subject("experiments", _pattern(r"experiments?"), "approved_at", "approved_by", "dataset"),
    _Subject("feedback", _pattern(r"feedback|opinions?|complain\w*|remarks?|said about|ratings?"), "said_at", "person", "dataset"),
    _Subject("models", _pattern(r"(?:saved|registered) models?|model versions?|models? (?:do we have|have we|were|was|did|are) ?(?:saved?|registered|kept)?"), "saved_at", "saved_by", ""),
    _Subject("recommendations", _pattern(r"recommend\w*|predict\w*|forecasts?|estimat\w*|expected"), "made_at", "", ""),
    _Subject("goals", _pattern(r"goals?|targets?"), "stated_at", "person", "dataset"),
    _Subject("datasets", _pattern(r"(?:how many|which|what|list|all) (?:\w+ )?(?:tables?|data ?sets?) (?:do|have|are|did|were|was|we)"), "", "", ""),
    _Subject("chat_turns", _pattern(r"tokens?|messages?|chats?|conversations?|language model cost\w*"), "said_at", "person", ""),
)  # fmt: skip
_RUNS = _Subject("runs", _pattern(r"runs?"), "queued_at", "approved_by", "dataset")

_FAILED = _pattern(r"fail\w*|crash\w*|broke\w*|went wrong|errors?|timed? ?out|time-?outs?|out of memory|die[ds]?")
_KINDS_OF_FAILURE = {"timeout": _pattern(r"timed? ?out|time-?outs?"), "memory": _pattern(r"out of memory|memory limit")}
_SHARE = _pattern(
    r"share|fraction|percentage|per cent|percent|proportion|how often|most often|least often|success rate|failure rate|rate"
)
_SLOWEST = _pattern(r"slowest|longest|most expensive|most time|took (?:the )?most|costliest|heaviest")
_FASTEST = _pattern(r"fastest|quickest|shortest|cheapest")
_TIME = _pattern(
    r"time|hours?|minutes?|seconds|cost\w*|spen[dt]\w*|computing|compute|cpu|expensive|how long|took|duration"
)
_MEMORY = _pattern(r"memory|megabytes?|ram|gb")
_BEST = _pattern(
    r"best|top|highest|lowest|winn\w+|leading|strongest|works? best|do(?:es)? best|performs? best|better|worked|works?|beats?"
)
_SCORE = _pattern(r"scores?|quality|performance|metrics?")
_AVERAGE = _pattern(r"average|on average|mean|typical\w*|median|usually|per run")
_WHY = _pattern(r"why|reasons?|because|what happened|cause[sd]?")
_GROUPS = (
    ("family", _pattern(r"(?:per|by|each|every|which|what) (?:famil(?:y|ies)|kinds? of models?|algorithms?|models? types?|estimators?|methods?)|famil(?:y|ies)"), "family"),
    ("dataset", _pattern(r"(?:per|by|each|every|which|what|across) (?:\w+ )?(?:tables?|data ?sets?)"), "dataset"),
    ("person", _pattern(r"(?:per|by|each|every) (?:person|people|users?|colleagues?)|\bwho\b"), ""),
    ("day", _pattern(r"(?:per|by|each|every) day|daily|day by day"), "day"),
    ("week", _pattern(r"(?:per|by|each|every) week|weekly|week by week"), "week"),
    ("month", _pattern(r"(?:per|by|each|every) month|monthly|month by month"), "month"),
    ("state", _pattern(r"(?:per|by|each|every) (?:state|outcome|status)"), "state"),
)  # fmt: skip
_SPANS = (
    (_pattern(r"today"), "{col} >= date_trunc('day', now()::TIMESTAMP)"),
    (_pattern(r"yesterday"), "{col} >= date_trunc('day', now()::TIMESTAMP) - INTERVAL 1 DAY AND {col} < date_trunc('day', now()::TIMESTAMP)"),
    (_pattern(r"(?:this|last|past|previous) week"), "{col} >= now()::TIMESTAMP - INTERVAL {week} DAY"),
    (_pattern(r"(?:this|last|past|previous) month"), "{col} >= now()::TIMESTAMP - INTERVAL {month} DAY"),
    (_pattern(r"(?:this|last|past|previous) (?:quarter|three months)"), "{col} >= now()::TIMESTAMP - INTERVAL 92 DAY"),
    (_pattern(r"(?:this|last|past|previous) year"), "{col} >= now()::TIMESTAMP - INTERVAL 366 DAY"),
)  # fmt: skip
_LAST_N = re.compile(r"\b(?:last|past|previous) (?P<n>\d{1,4}) (?P<unit>hour|day|week|month)s?\b", re.IGNORECASE)
_BEST_OF = "CASE WHEN any_value(higher_is_better) THEN max(score) ELSE min(score) END"


def asked(text: str, datasets: Sequence[str] = (), people: Sequence[str] = ()) -> Asked:
    """Reads a question.

    Args:
        text: the question.
        datasets: names of known tables.
        people: names of known people.

    Raises:
        BadRequest: it is no question that can be answered from the store; the message says what can.
    """
    subject = _subject(text)
    where = _conditions(text, subject, datasets, people)
    why = bool(_WHY.search(text))
    if subject is not _RUNS:
        return Asked(*_others(text, subject, where), subject.view, why)
    return Asked(*_of_runs(text, where, why), "runs", why)


def _subject(text: str) -> _Subject:
    runs = re.search(r"\bruns?\b", text, re.IGNORECASE)
    found = [(m.start(), s) for s in _SUBJECTS if (m := s.words.search(text))]
    if runs:
        earlier = [(at, s) for at, s in found if at < runs.start() and s.view not in ("recommendations", "decisions")]
        found = [(at, s) for at, s in found if s.view == "imported_runs"] or earlier
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    known = (_FAILED, _SLOWEST, _FASTEST, _TIME, _MEMORY, _BEST, _SHARE, _AVERAGE, *(g[1] for g in _GROUPS))
    if runs or family_in(text) or any(words.search(text) for words in known):
        return _RUNS
    raise BadRequest(
        "I can count and compare runs, experiments, decisions, plans, feedback, models and predictions: how many, how "
        "long, which were best, what failed and why; per family, table, person or week. For more, write SQL on the SQL page."
    )


def _conditions(text: str, subject: _Subject, datasets: Sequence[str], people: Sequence[str]) -> str:
    parts = []
    if subject.when:
        parts += _span(text, subject.when)
    if subject.dataset:
        parts += [f"{subject.dataset} = {quoted(name)}" for name in datasets if _names(text, name)][:1]
    if subject.person:
        parts += [f"lower({subject.person}) = {quoted(name.lower())}" for name in people if _names(text, name)][:1]
        parts += [f"{subject.person} IS NOT NULL"] * bool(not parts and re.search(r"\bwho\b", text, re.IGNORECASE))
    family = family_in(text)
    if family and subject.view in ("runs", "recommendations"):
        parts.append(f"family = {quoted(family)}")
    return " AND ".join(parts) or "TRUE"


def _span(text: str, column: str) -> list[str]:
    n = _LAST_N.search(text)
    if n:
        return [f"{column} >= now()::TIMESTAMP - INTERVAL {int(n['n'])} {n['unit'].upper()}"]
    return [sql.format(col=column, week=7, month=31) for words, sql in _SPANS if words.search(text)][:1]


def _names(text: str, name: str) -> bool:
    """Whether the text names something: by its name, or its name with blanks for other signs."""
    spoken = re.sub(r"[^a-z0-9]+", " ", text.casefold())
    plain = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\.\w+$", "", name.casefold())).strip()
    return bool(plain) and f" {plain} " in f" {spoken} "


def metric_in(text: str) -> str | None:
    """The metric that a question names, None where it names none."""
    spoken = re.sub(r"[^a-z0-9]+", " ", text.casefold())
    names = [(name, m.name) for m in METRICS.values() for name in (m.name, m.label)]
    found = [(at, len(words), name) for said, name in names
             if (words := re.sub(r"[^a-z0-9]+", " ", said.casefold()).strip()) and (at := f" {spoken} ".find(f" {words} ")) >= 0]  # fmt: skip
    return min(found, key=lambda f: (f[0], -f[1]))[2] if found else None


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _group(text: str, subject: _Subject) -> tuple[str, str] | None:
    """Name and SQL of what is split by; None where nothing is."""
    for name, words, column in _GROUPS:
        if not words.search(text):
            continue
        if name in ("day", "week", "month") and subject.when:
            return name, f"date_trunc('{name}', {subject.when})::DATE"
        if name == "person" and subject.person:
            return "person", subject.person
        if column and (subject.view == "runs" or (column == "dataset" and subject.dataset)):
            return name, column
    return None


def _of_runs(text: str, where: str, why: bool) -> tuple[str, str]:
    """Title and SQL of a question about runs."""
    group = _group(text, _RUNS)
    failed = _FAILED.search(text)
    if _SHARE.search(text):
        return _share(group, where)
    if failed:
        return _failures(text, group, where, why)
    for words, order in ((_SLOWEST, "DESC"), (_FASTEST, "ASC")):
        if words.search(text) and not group:
            title = "Which runs took longest?" if order == "DESC" else "Which runs were quickest?"
            return title, (
                f"SELECT run_id, dataset, label, round(wall_s, 1) AS seconds, state FROM runs\nWHERE wall_s IS NOT NULL AND {where}\nORDER BY wall_s {order} LIMIT 10"
            )
    if _BEST.search(text):
        return _best(group, where)
    return _totals(text, group, where)


def _head(group: tuple[str, str] | None) -> str:
    return f"{group[1]} AS {group[0]}, " if group else ""


def _by(group: tuple[str, str] | None, order: str) -> str:
    return f"\nGROUP BY ALL ORDER BY {'1' if group[0] in ('day', 'week', 'month') else order}" if group else ""


def _share(group: tuple[str, str] | None, where: str) -> tuple[str, str]:
    group = group or ("family", "family")
    return "What share of runs fails?", (
        f"SELECT {_head(group)}count(*) AS runs, count(*) FILTER (state IN ('failed', 'timeout', 'memory')) AS failed,\n"
        f"  round(100.0 * avg((state IN ('failed', 'timeout', 'memory'))::INT), 1) AS failed_percent FROM runs\nWHERE {where}{_by(group, 'failed_percent DESC')}"
    )


def _failures(text: str, group: tuple[str, str] | None, where: str, why: bool) -> tuple[str, str]:
    states = [state for state, words in _KINDS_OF_FAILURE.items() if words.search(text)] or [
        "failed",
        "timeout",
        "memory",
    ]
    these = ", ".join(map(quoted, states))
    columns = _head(group) + (
        "" if group and not why else "state, coalesce(nullif(error, ''), 'no reason kept') AS reason, "
    )
    return "How many runs failed, and why?", (
        f"SELECT {columns}count(*) AS runs FROM runs\nWHERE state IN ({these}) AND {where}\nGROUP BY ALL ORDER BY runs DESC"
    )


def _best(group: tuple[str, str] | None, where: str) -> tuple[str, str]:
    if group and group[0] != "dataset":
        return f"What does best, by {group[0]}?", (
            f"SELECT dataset, target, metric, {_head(group)}count(*) AS runs, round({_BEST_OF}, 4) AS best FROM runs\nWHERE state = 'ok' AND {where}\n"
            f"GROUP BY dataset, target, metric, {group[1]} ORDER BY dataset, target, metric, CASE WHEN any_value(higher_is_better) THEN -max(score) ELSE min(score) END"
        )
    return "What are the best runs?", (
        f"SELECT run_id, dataset, target, metric, label, round(score, 4) AS score FROM runs\nWHERE state = 'ok' AND {where}\n"
        "QUALIFY row_number() OVER (PARTITION BY version_id, target, metric ORDER BY CASE WHEN higher_is_better THEN -score ELSE score END) <= 3\nORDER BY dataset, target, metric, CASE WHEN higher_is_better THEN -score ELSE score END"
    )


def _totals(text: str, group: tuple[str, str] | None, where: str) -> tuple[str, str]:
    if _MEMORY.search(text):
        group = group or ("family", "family")
        return "How much memory do runs take?", (
            f"SELECT {_head(group)}count(*) AS runs, round(avg(peak_mb), 1) AS average_mb, round(max(peak_mb), 1) AS most_mb FROM runs\nWHERE peak_mb IS NOT NULL AND {where}{_by(group, 'most_mb DESC')}"
        )
    scored = metric_in(text)
    counted = re.search(r"\bhow many\b", text, re.IGNORECASE)
    if not counted and (scored is not None or (_SCORE.search(text) and not _TIME.search(text))):
        only = f" AND metric = {quoted(scored)}" if scored else ""
        return "What scores do runs reach?", (
            f"SELECT {_head(group)}metric, count(*) AS runs, round(avg(score), 4) AS average, round({_BEST_OF}, 4) AS best "
            f"FROM runs\nWHERE state = 'ok' AND {where}{only}\nGROUP BY ALL ORDER BY metric, "
            "CASE WHEN any_value(higher_is_better) THEN -avg(score) ELSE avg(score) END"
        )
    if _TIME.search(text) or _AVERAGE.search(text):
        group = group or ("dataset", "dataset")
        return "How much time did runs take?", (
            f"SELECT {_head(group)}count(*) AS runs, round(sum(wall_s), 1) AS seconds, round(avg(wall_s), 1) AS seconds_a_run FROM runs\nWHERE {where}{_by(group, 'seconds DESC NULLS LAST')}"
        )
    columns = _head(group) or "dataset, state, "
    return (
        "How many runs were there?",
        f"SELECT {columns}count(*) AS runs FROM runs\nWHERE {where}\nGROUP BY ALL ORDER BY runs DESC",
    )


def _others(text: str, subject: _Subject, where: str) -> tuple[str, str]:
    """Title and SQL of a question about anything but runs."""
    if subject.view == "decisions" and not re.search(r"\bhow many\b", text, re.IGNORECASE):
        return DECIDED[0], DECIDED[1].format(
            where=where.replace("decided_at", "x.decided_at")
            .replace("lower(person)", "lower(x.person)")
            .replace("person IS", "x.person IS")
        )
    if subject.view == "recommendations":
        return "How good were my predictions?", (
            "SELECT metric, count(actual_score) AS runs, round(avg(abs(actual_score - predicted_score)), 4) AS off_by,\n"
            "  round(100.0 * avg(score_inside::INT), 0) AS percent_within_interval, round(median(actual_s / nullif(predicted_s, 0)), 2) AS actual_over_predicted_time\n"
            f"FROM recommendations WHERE actual_score IS NOT NULL AND {where} GROUP BY metric ORDER BY runs DESC"
        )
    if subject.view == "chat_turns":
        return "What did conversations take?", (
            "SELECT understanding, count(*) AS replies, sum(tokens_in) AS tokens_read, sum(tokens_out) AS tokens_written, round(sum(cost), 4) AS cost,\n"
            f"  round(avg(elapsed_s), 2) AS seconds_a_reply FROM chat_turns WHERE speaker = 'sextant' AND {where} GROUP BY ALL ORDER BY replies DESC"
        )
    if subject.view == "feedback":
        return "What was said about the work?", (
            f"SELECT said_at::DATE AS day, person, dataset, words, effect AS changed, withdrawn FROM feedback WHERE {where} ORDER BY said_at DESC"
        )
    if subject.view == "datasets" and not re.search(r"\bhow many\b", text, re.IGNORECASE):
        return "Which tables are known?", (
            "SELECT dataset, rows, n_columns, size_bytes, runs, source, recorded_by, recorded_at FROM datasets\n"
            f"WHERE {where} ORDER BY recorded_at DESC"
        )
    group = _group(text, subject) or _USUAL.get(subject.view)
    return f"How many {subject.view} are there?", (
        f"SELECT {_head(group)}count(*) AS {subject.view} FROM {subject.view}\nWHERE {where}"
        + ("\nGROUP BY ALL ORDER BY 2 DESC" if group else "")
    )


_USUAL = {
    "decisions": ("verdict", "verdict"),
    "proposals": ("state", "state"),
    "experiments": ("dataset", "dataset"),
    "models": ("model", "model"),
    "goals": ("dataset", "dataset"),
    "imported_runs": ("workflow", "workflow"),
}
DECIDED = (
    "What was decided, and why?",
    "SELECT x.decided_at::DATE AS day, x.person, x.verdict, p.n_runs AS runs, g.dataset, g.target,\n"
    "  coalesce(nullif(x.reason, ''), nullif(x.words, ''), 'by ' || x.channel) AS said, g.statement AS goal_in_words, e.best_score, e.metric\n"
    "FROM decisions x LEFT JOIN proposals p ON p.proposal_id = x.proposal_id\n"
    "  LEFT JOIN goals g ON g.goal_id = x.goal_id LEFT JOIN experiments e ON e.experiment_id = x.experiment_id\n"
    "WHERE {where} ORDER BY x.decided_at DESC",
)
