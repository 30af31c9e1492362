"""Questions of numbers about runs, one's own and imported ones, as SQL."""
# ruff: noqa: E501 - a line of SQL broken in two is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.numbers import parts, shares
from assistant.numbers.bounds import metric_in, metric_value
from assistant.numbers.choices import Chosen
from assistant.numbers.parts import Group, Subject, by, head, quoted
from assistant.numbers.question import Question, measured, name_of

_BEST_OF = "CASE WHEN any_value(higher_is_better) THEN max(score) ELSE min(score) END"
_AGGREGATES = (
    ("median", parts.pattern(r"median"), "median({of})"),
    ("spread", parts.pattern(r"standard deviations?|std|spread|variance|vary|varies|variation"), "stddev({of})"),
    ("average", parts.pattern(r"averages?|on average|mean|typical\w*|usual\w*|per run"), "avg({of})"),
    ("total", parts.pattern(r"totals?|sum|altogether|in all"), "sum({of})"),
    ("highest", parts.pattern(r"max\w*|highest|largest|most"), "max({of})"),
    ("lowest", parts.pattern(r"min\w{0,5}|lowest|smallest|least"), "min({of})"),
)
_DISTINCT = re.compile(
    r"\b(?:different|distinct|unique) (?P<what>variants?|configurations?|families|datasets?|data sets?|tables?|people|experiments?|metrics?|seeds?|machines?)\b",
    re.IGNORECASE,
)
_DISTINCT_OF = {
    "variant": "variant_id", "configuration": "variant_id", "famil": "family", "dataset": "version_id",
    "data set": "version_id", "table": "version_id", "people": "approved_by", "experiment": "experiment_id",
    "metric": "metric", "seed": "seed", "machine": "machine",
}  # fmt: skip
_TOP = re.compile(r"\b(?:which|what|show|list|give|name)(?: me)?(?: the)? (?P<k>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?:runs?|variants?)\b|\b(?:top|best|worst|slowest|fastest|longest|last|first|newest|latest) (?P<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b|\b(?P<m>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?:best|worst|slowest|fastest|longest|quickest|newest|latest|cheapest|most expensive)\b", re.IGNORECASE)  # fmt: skip
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


_ENDS = ("highest", "lowest")


def of_runs(
    text: str,
    subject: Subject,
    narrowed: str,
    compared: str,
    why: bool,
    measures: Sequence[str] = (),
    chosen: Chosen | None = None,
) -> tuple[str, str]:
    """Title and SQL of a question about runs.

    Args:
        text: the question.
        subject: one's own runs or imported ones.
        narrowed: the condition that says which of them; empty for all.
        compared: the condition of what is compared with a number; empty where nothing is.
        why: whether reasons are asked for.
        measures: names of metrics beside the known ones.
        chosen: what the question says of the choices of an imported workflow.
    """
    chosen = chosen or Chosen()
    split = (*chosen.groups, *(g for g in parts.groups(text, subject) if not chosen.groups))
    where = " AND ".join(filter(None, (narrowed, compared))) or "TRUE"
    question = Question(text, subject, where, narrowed or "TRUE", compared, split, why, tuple(measures))
    if found := _best_elsewhere(question, chosen):
        return found
    for answer in (_when, _distinct, shares.wins, shares.together, shares.share, shares.failing, _aggregate, _bounded,
                   _ranked, _extreme, _best):  # fmt: skip
        found = answer(question)
        if found:
            return found
    return _totals(question)


def distinct_in(text: str) -> bool:
    """Whether a text asks how many different things there are."""
    return bool(_DISTINCT.search(text))


def _when(q: Question) -> tuple[str, str] | None:
    if not parts.WHEN.search(q.text) or q.why:
        return None
    first = bool(parts.FIRST.search(q.text))
    at = q.subject.when
    pick, name = ("min", "first") if first else ("max", "latest")
    return f"When was the {name} run?", (
        f"SELECT {head(q.split)}{pick}({at}) AS {name}, arg_{pick}(label, {at}) AS run, arg_{pick}(dataset, {at}) AS dataset, count(*) AS runs FROM {q.subject.view}\n"
        f"WHERE {q.where}{by(q.split, '2 DESC')}"
    )


def _distinct(q: Question) -> tuple[str, str] | None:
    found = _DISTINCT.search(q.text)
    if not found:
        return None
    what = found["what"].lower()
    column = next(c for words, c in _DISTINCT_OF.items() if what.startswith(words))
    if not q.own and column in ("version_id", "approved_by", "experiment_id", "metric", "machine"):
        return None
    split = tuple(g for g in q.split if g.sql not in (column, "label" if column == "variant_id" else column))
    name = what.replace(" ", "_")
    return f"How many different {what} are there?", (
        f"SELECT {head(split)}count(DISTINCT {column}) AS {name}, count(*) AS runs FROM {q.subject.view}\nWHERE {q.where}{by(split, f'{name} DESC')}"
    )


def _aggregate(q: Question) -> tuple[str, str] | None:
    """A median, a mean, a spread, … of what runs measured, split as asked."""
    measure = measured(q)
    kinds = [(name, sql) for name, words, sql in _AGGREGATES if words.search(q.text)]
    way = "ASC" if kinds and kinds[-1][0] == "lowest" else "DESC"
    if len(kinds) > 1 and kinds[0][0] not in _ENDS:  # "the highest median" is a median, and which comes first
        kinds = [k for k in kinds if k[0] not in _ENDS]
    worst = bool(parts.WORST.search(q.text))
    if measure is None or not (kinds or worst):
        return None
    if measure.name == "memory" and not q.split:
        q = replace(q, split=(Group("family", "family"),))
    if worst and not kinds:
        of_all = "CASE WHEN any_value(higher_is_better) THEN min({of}) ELSE max({of}) END"
        kinds = [("worst", of_all if measure.of_score else "min({of})")]
    split = tuple(g for g in q.split if g.name != "metric") + ((Group("metric", "metric"),) if measure.of_score else ())
    shown = ", ".join(f"round({sql.format(of=measure.sql)}, 4) AS {name}{measure.unit}" for name, sql in kinds)
    plain = measure.name.strip('"').replace("_", " ")
    title = f"What is the {kinds[0][0]} {plain}" + (f" by {split[0].name}?" if q.split else "?")
    return title, (
        f"SELECT {head(split)}{shown}, count(*) AS runs FROM {q.subject.view}\nWHERE {measure.sql} IS NOT NULL AND {q.where}"
        + by(split, f"{kinds[0][0]}{measure.unit} {way}")
    )


def _bounded(q: Question) -> tuple[str, str] | None:
    """Runs beyond a bound: their number where that is asked for, else themselves."""
    if not q.compared:
        return None
    if parts.HOW_MANY.search(q.text) or q.split:
        return "How many runs are there like that?", (
            f"SELECT {head(q.split)}count(*) AS runs FROM {q.subject.view}\nWHERE {q.where}{by(q.split, 'runs DESC')}"
        )
    more = "round(score, 4) AS score, " if q.own else "metrics, "
    if q.metric:
        more = f"round({metric_value(q.subject, q.metric)}, 4) AS {name_of(q.metric)}, "
    return "Which runs are like that?", (
        f"SELECT run_id, dataset, label, {more}round({q.seconds}, 1) AS seconds, state FROM {q.subject.view}\nWHERE {q.where}\n"
        f"ORDER BY {q.subject.when} DESC LIMIT 20"
    )


def _ranked(q: Question) -> tuple[str, str] | None:
    """Who or what has most runs."""
    text = re.sub(r"\bmost (?:time|memory|expensive|recent)\b", " ", q.text)
    if not q.split or not parts.MOST.search(text) or parts.TIME.search(q.text) or parts.MEMORY.search(q.text):
        return None
    way = "ASC" if parts.LEAST.search(text) else "DESC"
    return f"Which {q.split[0].name} has the {'fewest' if way == 'ASC' else 'most'} runs?", (
        f"SELECT {head(q.split)}count(*) AS runs FROM {q.subject.view}\nWHERE {q.where}\nGROUP BY ALL ORDER BY runs {way}"
    )


def _limit(text: str, usual: int) -> int:
    found = _TOP.search(text)
    said = (found["k"] or found["n"] or found["m"]).lower() if found else ""
    return usual if not said else int(said) if said.isdigit() else _WORDS.index(said)


def _extreme(q: Question) -> tuple[str, str] | None:
    for words, order in ((parts.SLOWEST, "DESC"), (parts.FASTEST, "ASC")):
        if words.search(q.text) and not q.split:
            title = "Which runs took longest?" if order == "DESC" else "Which runs were quickest?"
            return title, (
                f"SELECT run_id, dataset, label, round({q.seconds}, 1) AS seconds, state FROM {q.subject.view}\nWHERE {q.seconds} IS NOT NULL AND {q.where}\n"
                f"ORDER BY {q.seconds} {order} LIMIT {_limit(q.text, 10)}"
            )
    return None


def _best(q: Question) -> tuple[str, str] | None:
    worst = bool(parts.WORST.search(q.text))
    compared = parts.COMPARED.search(q.text) and not parts.TIME.search(q.text)
    if not (parts.BEST.search(q.text) or worst or compared) or not q.own:
        return None
    if q.split and q.split[0].name != "dataset":
        group = q.split[0]
        return f"What does best, by {group.name}?", (
            f"SELECT dataset, target, metric, {group.sql} AS {group.name}, count(*) AS runs, round({_BEST_OF}, 4) AS best FROM runs\nWHERE state = 'ok' AND {q.where}\n"
            f"GROUP BY dataset, target, metric, {group.sql} ORDER BY dataset, target, metric, CASE WHEN any_value(higher_is_better) THEN -max(score) ELSE min(score) END"
        )
    value, order = "score", "CASE WHEN higher_is_better THEN -score ELSE score END"
    if worst:
        order = f"-({order})"
    return f"What are the {'worst' if worst else 'best'} runs?", (
        f"SELECT run_id, dataset, target, metric, label, round({value}, 4) AS score FROM runs\nWHERE state = 'ok' AND {q.where}\n"
        f"QUALIFY row_number() OVER (PARTITION BY version_id, target, metric ORDER BY {order}) <= {_limit(q.text, 3)}\nORDER BY dataset, target, metric, {order}"
    )


def _best_elsewhere(q: Question, chosen: Chosen) -> tuple[str, str] | None:
    """The best imported runs, or what does best of a parameter, by the metric named or the usual one."""
    worst = bool(parts.WORST.search(q.text))
    space = chosen.space
    if q.own or space is None or not (parts.BEST.search(q.text) or worst):
        return None
    metric = metric_in(q.text, q.measures) or space.metric
    way = space.directions.get(metric) if metric else None
    if metric is None or way is None:
        return None
    value = metric_value(q.subject, metric)
    order = "DESC" if (way == "max") != worst else "ASC"
    if q.split:
        name = q.split[0].name
        best = "max" if way == "max" else "min"
        return f"Which {name} does {'worst' if worst else 'best'} in {metric}?", (
            f"SELECT {head(q.split)}round(avg({value}), 4) AS average, round({best}({value}), 4) AS best, count(*) AS runs FROM {q.subject.view}\n"
            f"WHERE {value} IS NOT NULL AND {q.where}\nGROUP BY ALL ORDER BY avg({value}) {order}"
        )
    return f"What are the {'worst' if worst else 'best'} runs?", (
        f"SELECT run_id, dataset, label, round({value}, 4) AS {name_of(metric)}, round({q.seconds}, 1) AS seconds FROM {q.subject.view}\n"
        f"WHERE {value} IS NOT NULL AND {q.where}\nORDER BY {value} {order} LIMIT {_limit(q.text, 3)}"
    )


def _totals(q: Question) -> tuple[str, str]:
    view, seconds, split, where, text = q.subject.view, q.seconds, q.split, q.where, q.text
    if parts.MEMORY.search(text) and q.own:
        split = split or (Group("family", "family"),)
        return "How much memory do runs take?", (
            f"SELECT {head(split)}count(*) AS runs, round(avg(peak_mb), 1) AS average_mb, round(max(peak_mb), 1) AS most_mb FROM runs\nWHERE peak_mb IS NOT NULL AND {where}{by(split, 'most_mb DESC')}"
        )
    if parts.TIME.search(text) or parts.AVERAGE.search(text) or parts.SLOWEST.search(text):
        first = "seconds_a_run" if parts.AVERAGE.search(text) else "seconds"
        hours = f"round(sum({seconds}) / 3600, 2) AS hours, " if re.search(r"\bhours?\b", text, re.IGNORECASE) else ""
        return "How much time did runs take?", (
            f"SELECT {head(split)}count(*) AS runs, {hours}round(sum({seconds}), 1) AS seconds, round(avg({seconds}), 1) AS seconds_a_run, round(median({seconds}), 1) AS median_seconds FROM {view}\n"
            f"WHERE {where}{by(split, f'{first} DESC NULLS LAST')}"
        )
    states = [s for s, words in parts.STATES.items() if words.search(text)]
    if states:
        where = f"state = {quoted(states[0])} AND {where}"
    usual = "dataset, state, " if q.own else "workflow AS workflow, state, "
    columns = head(split) or ("" if states or parts.IN_ALL.search(text) else usual)
    return (
        "How many runs were there?",
        f"SELECT {columns}count(*) AS runs FROM {view}\nWHERE {where}"
        + (by(split, "runs DESC") or ("\nGROUP BY ALL ORDER BY runs DESC" if columns else "")),
    )
