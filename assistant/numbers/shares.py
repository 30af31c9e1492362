"""Shares of runs, failures with their reasons, who wins most often, and what goes with what, as SQL."""
# ruff: noqa: E501 - a line of SQL broken in two is harder to read than a long one

from __future__ import annotations

import re
from dataclasses import replace

from assistant.numbers import parts
from assistant.numbers.parts import Group, by, head, quoted
from assistant.numbers.question import OFF, Question, measured

_WINS = parts.pattern(r"wins?|winning|won|comes? (?:out )?(?:first|on top)")
_OFTEN = parts.pattern(r"often|most|how many|number of|count|times|usually")
_TOGETHER = parts.pattern(r"correlat\w+|relationship between|go(?:es)? together")
_WELL = parts.pattern(rf"success\w*|{parts.STATES['ok'].pattern[5:-3]}")
_WITHIN = re.compile(r"\bwithin|inside\b", re.IGNORECASE)
_FIRST = "row_number() OVER (PARTITION BY version_id, target, metric ORDER BY CASE WHEN higher_is_better THEN -score ELSE score END, queued_at) = 1"


_AND_OF_THEM = re.compile(
    r"\bhow many\b(?:(?!\bfail)[^?])*?\b(?:and|,) (?:also )?how many\b[^?]{0,20}?\bfail|\btotal (?:and|,)[^?]{0,20}\bfailed",
    re.IGNORECASE,
)
"""Failures are asked beside the count of all, and not alone."""


def states(text: str) -> list[str]:
    """The ways of failing that a text speaks of."""
    found = [state for state, words in parts.KINDS_OF_FAILURE.items() if words.search(text)]
    return found or ["failed", "timeout", "memory"]


def failing(q: Question) -> tuple[str, str] | None:
    """Failures with their reasons, and runs that did not fail."""
    these = ", ".join(map(quoted, states(q.text)))
    if parts.NOT_FAILED.search(q.text):
        return "How many runs did not fail?", (
            f"SELECT {head(q.split)}count(*) AS runs FROM {q.subject.view}\nWHERE state NOT IN ({these}) AND {q.where}{by(q.split, 'runs DESC')}"
        )
    if not failed_in(q.text):
        return None
    if _AND_OF_THEM.search(q.text) and not q.why:
        return "How many runs were there, and how many failed?", (
            f"SELECT {head(q.split)}count(*) AS runs, count(*) FILTER (state IN ({these})) AS failed FROM {q.subject.view}\nWHERE {q.where}{by(q.split, 'failed DESC')}"
        )
    columns = head(q.split)
    if not q.split or q.why:
        columns += "state, coalesce(nullif(error, ''), 'no reason kept') AS reason, "
    return "How many runs failed, and why?", (
        f"SELECT {columns}count(*) AS runs FROM {q.subject.view}\nWHERE state IN ({these}) AND {q.where}\nGROUP BY ALL ORDER BY runs DESC"
    )


def failed_in(text: str) -> bool:
    """Whether a text speaks of failing, not of errors of predictions."""
    return bool(parts.FAILED.search(re.sub(OFF, " ", text)))


def share(q: Question) -> tuple[str, str] | None:
    """What share of runs failed, ended well, or lies beyond a bound."""
    failed = failed_in(q.text)
    often = re.search(r"\b(?:how|most|least) often\b", q.text, re.IGNORECASE)
    if not parts.SHARE.search(q.text) or _WITHIN.search(q.text) or (often and not (failed or q.compared)):
        return None
    title, name, test, where = _share_of(q, failed)
    return title, (
        f"SELECT {head(q.split)}count(*) AS runs, count(*) FILTER ({test}) AS {name},\n"
        f"  round(100.0 * avg(({test})::INT), 1) AS {name}_percent FROM {q.subject.view}\nWHERE {where}{by(q.split, f'{name}_percent DESC')}"
    )


def _share_of(q: Question, failed: bool) -> tuple[str, str, str, str]:
    """Title, name of the column, condition, and the runs that it is a share of."""
    if q.compared and not failed:
        return "What share of runs is like that?", "like_that", f"coalesce({q.compared}, false)", q.narrowed
    if _WELL.search(q.text) or parts.NOT_FAILED.search(q.text):
        return "What share of runs ends well?", "ended_well", "state = 'ok'", q.where
    return "What share of runs fails?", "failed", f"state IN ({', '.join(map(quoted, states(q.text)))})", q.where


def wins(q: Question) -> tuple[str, str] | None:
    """On how many tasks each family (variant, person, …) has the best run."""
    if not q.own or not _WINS.search(q.text) or not _OFTEN.search(q.text):
        return None
    split = tuple(g for g in q.split if g.name not in ("dataset", "metric")) or (Group("family", "family"),)
    return f"Which {split[0].name} has the best run most often?", (
        f"SELECT {''.join(f'{g.name}, ' for g in split)}count(*) AS tasks_won FROM (\n"
        f"  SELECT {head(split)}run_id FROM runs WHERE state = 'ok' AND score IS NOT NULL AND {q.where}\n  QUALIFY {_FIRST})\n"
        "GROUP BY ALL ORDER BY tasks_won DESC"
    )


def together(q: Question) -> tuple[str, str] | None:
    """How scores go with another figure: their correlation, within each metric."""
    if not q.own or not _TOGETHER.search(q.text):
        return None
    other = measured(replace(q, text=parts.SCORE.sub(" ", q.text)))
    figure = other.sql if other and not other.of_score else q.seconds
    name = other.name.strip('"').replace("_", " ") if other and not other.of_score else "time"
    return f"How do scores and {name} go together?", (
        f"SELECT {head(q.split)}metric, round(corr(score, {figure}), 3) AS correlation, count(*) AS runs FROM runs\n"
        f"WHERE score IS NOT NULL AND {figure} IS NOT NULL AND {q.where}\nGROUP BY ALL ORDER BY runs DESC"
    )
