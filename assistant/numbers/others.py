"""Questions of numbers about anything but runs, as SQL: decisions, models in use, tables, feedback, drift, …"""
# ruff: noqa: E501 - a line of SQL broken in two is harder to read than a long one

from __future__ import annotations

import re

from assistant.numbers import parts
from assistant.numbers.parts import Group, Subject, by, head

DECIDED = (
    "What was decided, and why?",
    "SELECT x.decided_at::DATE AS day, x.person, x.verdict, p.n_runs AS runs, g.dataset, g.target,\n"
    "  coalesce(nullif(x.reason, ''), nullif(x.words, ''), 'by ' || x.channel) AS said, g.statement AS goal_in_words, e.best_score, e.metric\n"
    "FROM decisions x LEFT JOIN proposals p ON p.proposal_id = x.proposal_id\n"
    "  LEFT JOIN goals g ON g.goal_id = x.goal_id LEFT JOIN experiments e ON e.experiment_id = x.experiment_id\n"
    "WHERE {where} ORDER BY x.decided_at DESC",
)
_USUAL = {
    "decisions": Group("verdict", "verdict"),
    "proposals": Group("state", "state"),
    "experiments": Group("dataset", "dataset"),
    "models": Group("model", "model"),
    "goals": Group("dataset", "dataset"),
    "alias_moves": Group("kind", "kind"),
    "drift_reports": Group("verdict", "verdict"),
    "alerts": Group("cause", "cause"),
}
_VERDICTS = (
    ("approve", parts.pattern(r"approv\w+|accept\w*|agreed")),
    ("reject", parts.pattern(r"declin\w+|reject\w*|turned down|refus\w+")),
    ("edit", parts.pattern(r"edit\w*|changed")),
)
_ALIASES = ("champion", "challenger", "staging", "production")
_NEVER_RUN = parts.pattern(
    r"(?:never|not|\w+n't)(?: yet)?(?: been)?(?: yet)? (?:run|used|tried|modelled)|without (?:any )?(?:runs?|experiments?)|ha(?:ve|s) no runs?|no runs? (?:yet|so far)|unused"
)
_SIZE = parts.pattern(r"rows?|size|large\w*|big\w*|small\w*|columns?|wide\w*|long\w*")


def of_others(text: str, subject: Subject, where: str, bounded: bool) -> tuple[str, str]:
    """Title and SQL of a question about anything but runs.

    Args:
        text: the question.
        subject: what is spoken of.
        where: its conditions.
        bounded: whether one of them compares with a number.
    """
    split = parts.groups(text, subject)
    special = _SPECIAL.get(subject.view)
    found = special(text, where, split, bounded) if special else None
    return found or _when(text, subject, where, split) or _counted(text, subject, where, split)


def _when(text: str, subject: Subject, where: str, split: tuple[Group, ...]) -> tuple[str, str] | None:
    if not parts.WHEN.search(text) or not subject.when:
        return None
    pick, name = ("min", "first") if parts.FIRST.search(text) else ("max", "latest")
    noun = subject.view.replace("_", " ")
    return f"When was the {name} of the {noun}?", (
        f"SELECT {head(split)}{pick}({subject.when}) AS {name}, count(*) AS {subject.view} FROM {subject.view}\nWHERE {where}{by(split, '2 DESC')}"
    )


def _counted(text: str, subject: Subject, where: str, split: tuple[Group, ...]) -> tuple[str, str]:
    usual = _USUAL.get(subject.view)
    if parts.SHARE.search(text) and usual and not split:
        split = (usual,)
    share = (
        ",\n  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent"
        if parts.SHARE.search(text) and split
        else ""
    )
    split = split or ((usual,) if usual else ())
    way = "ASC" if parts.LEAST.search(text) else "DESC"
    return f"How many {subject.view.replace('_', ' ')} are there?", (
        f"SELECT {head(split)}count(*) AS {subject.view}{share} FROM {subject.view}\nWHERE {where}"
        + (f"\nGROUP BY ALL ORDER BY {subject.view} {way}" if split else "")
    )


def _in_use(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str]:
    """Which version an alias points to, since when and by whom."""
    named = next((a for a in _ALIASES if re.search(rf"\b{a}", text, re.IGNORECASE)), "champion")
    alias = "champion" if named == "production" else named
    where = re.sub(r"\b(model|person|moved_at)\b", r"a.\1", where)
    return f"Which version is {alias}, and since when?", (
        "SELECT a.model, a.version, m.label, a.moved_at AS since, a.person AS moved_by, a.reason, m.metric,\n"
        "  CAST(json_extract_string(m.metrics, '$.' || m.metric) AS DOUBLE) AS score\n"
        "FROM aliases a LEFT JOIN models m ON m.model = a.model AND m.version = a.version\n"
        f"WHERE a.in_force AND a.version IS NOT NULL AND a.alias = '{alias}' AND {where} ORDER BY a.moved_at DESC"
    )


def _moves(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str] | None:
    """How aliases moved, unless a count or a time of the moves is asked for."""
    if any(p.search(text) for p in (parts.HOW_MANY, parts.WHEN, parts.MOST, parts.SHARE)) or split:
        return None
    return "How did the aliases move?", (
        "SELECT model, alias, kind, from_version, to_version, decided_by, reason, moved_at FROM alias_moves\n"
        f"WHERE {where} ORDER BY moved_at DESC LIMIT 30"
    )


def _decisions(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str] | None:
    verdict = next((v for v, words in _VERDICTS if words.search(text)), None)
    counts = parts.HOW_MANY.search(text) or parts.MOST.search(text) or parts.SHARE.search(text)
    if not counts and parts.WHEN.search(text):
        return None
    if not counts:
        return DECIDED[0], DECIDED[1].format(where=re.sub(r"\b(decided_at|person|verdict)\b", r"x.\1", where))
    if parts.SHARE.search(text) and not parts.MOST.search(text):
        return None
    if verdict and not any(g.name == "verdict" for g in split) and split:
        where = f"verdict = '{verdict}' AND {where}"
        way = "ASC" if parts.LEAST.search(text) else "DESC"
        return f"Who or what has most of “{verdict}”?" if not parts.WHO.search(text) else "Who decided so most?", (
            f"SELECT {head(split)}count(*) AS decisions FROM decisions\nWHERE {where}\nGROUP BY ALL ORDER BY decisions {way}"
        )
    return None


def _recommendations(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str]:
    how_many = parts.HOW_MANY.search(text) and not re.search(r"\b(?:inside|within|right|wrong|hit)\b", text)
    if how_many:
        return "How many recommendations were made?", (
            f"SELECT {head(split) or 'family, '}count(*) AS recommendations FROM recommendations\nWHERE {where}\nGROUP BY ALL ORDER BY recommendations DESC"
        )
    if re.search(r"\b(?:most wrong|wrongest|worst|furthest|farthest|best|closest|most right)\b", text, re.IGNORECASE):
        way = "ASC" if re.search(r"\b(?:best|closest|most right)\b", text, re.IGNORECASE) else "DESC"
        return "Which predictions were furthest off?" if way == "DESC" else "Which predictions were nearest?", (
            "SELECT label, metric, predicted_score, score_low, score_high, actual_score, round(abs(actual_score - predicted_score), 4) AS off_by FROM recommendations\n"
            f"WHERE actual_score IS NOT NULL AND {where} ORDER BY off_by {way} LIMIT 10"
        )
    split = tuple(g for g in split if g.name != "metric")
    return "How good were my predictions?", (
        f"SELECT {head(split)}metric, count(actual_score) AS runs, round(avg(abs(actual_score - predicted_score)), 4) AS off_by,\n"
        "  count(*) FILTER (score_inside) AS inside_interval, round(100.0 * avg(score_inside::INT), 0) AS percent_within_interval, round(median(actual_s / nullif(predicted_s, 0)), 2) AS actual_over_predicted_time\n"
        f"FROM recommendations WHERE actual_score IS NOT NULL AND {where} GROUP BY ALL ORDER BY runs DESC"
    )


def _turns(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str]:
    if re.search(r"\bconversations?\b", text, re.IGNORECASE) and parts.HOW_MANY.search(text):
        return "How many conversations are there?", (
            f"SELECT {head(split)}count(DISTINCT conversation_id) AS conversations, count(*) AS messages FROM chat_turns\nWHERE {where}{by(split, 'conversations DESC')}"
        )
    return "What did conversations take?", (
        f"SELECT {head(split)}understanding, count(*) AS replies, sum(tokens_in) AS tokens_read, sum(tokens_out) AS tokens_written, round(sum(cost), 4) AS cost,\n"
        f"  round(avg(elapsed_s), 2) AS seconds_a_reply FROM chat_turns WHERE speaker = 'sextant' AND {where} GROUP BY ALL ORDER BY replies DESC"
    )


def _feedback(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str] | None:
    if parts.HOW_MANY.search(text) or (split and parts.MOST.search(text)):
        return None
    return "What was said about the work?", (
        f"SELECT said_at::DATE AS day, person, dataset, words, effect AS changed, withdrawn FROM feedback WHERE {where} ORDER BY said_at DESC"
    )


def _datasets(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str] | None:
    if _NEVER_RUN.search(text):
        where = f"runs = 0 AND {where}"
    if parts.HOW_MANY.search(text):
        return "How many datasets are there?", f"SELECT count(*) AS datasets FROM datasets\nWHERE {where}"
    order = "recorded_at DESC"
    if parts.MOST.search(text) or _SIZE.search(text):
        column = "n_columns" if re.search(r"\b(?:columns?|wide\w*)\b", text, re.IGNORECASE) else "rows"
        column = "runs" if re.search(r"\bruns?\b", text, re.IGNORECASE) else column
        order = f"{column} {'ASC' if parts.LEAST.search(text) else 'DESC'}"
    return "Which tables are known?", (
        f"SELECT dataset, rows, n_columns, size_bytes, runs, source, recorded_by, recorded_at FROM datasets\nWHERE {where} ORDER BY {order}"
    )


def _experiments(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str] | None:
    if parts.WHEN.search(text):
        return None
    counts = parts.HOW_MANY.search(text) or parts.SHARE.search(text)
    if (re.search(r"\btotal|sum|spent|altogether|hours\b", text, re.IGNORECASE) and not bounded) or (
        split and parts.TIME.search(text)
    ):
        return "How much time did experiments take?", (
            f"SELECT {head(split)}count(*) AS experiments, round(sum(wall_s) / 3600, 2) AS hours, round(avg(wall_s), 1) AS seconds_each FROM experiments\nWHERE {where}{by(split, 'hours DESC NULLS LAST')}"
        )
    if counts and bounded and not split:
        return (
            "How many experiments are there like that?",
            f"SELECT count(*) AS experiments FROM experiments\nWHERE {where}",
        )
    if counts or split:
        return None
    order = "approved_at DESC"
    for words, way in ((parts.SLOWEST, "DESC"), (parts.FASTEST, "ASC")):
        if words.search(text):
            order = f"wall_s {way} NULLS LAST"
    return "Which experiments were there?", (
        "SELECT experiment_id, dataset, target, metric, state, planned, best_score, round(wall_s, 1) AS seconds, approved_by, approved_at FROM experiments\n"
        f"WHERE {where} ORDER BY {order} LIMIT 20"
    )


def _models(text: str, where: str, split: tuple[Group, ...], bounded: bool) -> tuple[str, str] | None:
    if parts.HOW_MANY.search(text) or parts.WHEN.search(text) or parts.MOST.search(text):
        return None
    return "Which models are kept?", (
        f"SELECT model, version, aliases, label, metric, rows, saved_by, saved_at FROM models\nWHERE {where} ORDER BY saved_at DESC"
    )


_SPECIAL = {
    "aliases": _in_use, "decisions": _decisions, "recommendations": _recommendations, "chat_turns": _turns,
    "feedback": _feedback, "datasets": _datasets, "experiments": _experiments, "models": _models,
    "alias_moves": _moves,
}  # fmt: skip
