"""What is remembered: past runs and decisions, and questions of numbers: SQL over the public views, always shown."""
# ruff: noqa: E501 - SQL broken over lines is harder to read than a long line

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import ExplanationCard, TableCard
from assistant.commands._base import Args, Handler
from assistant.commands.learned import say_learned
from assistant.commands.of_work import told_of_work
from assistant.commands.stated_before import show_stated
from assistant.commands.where_stood import say_moves_of, say_where_stood
from assistant.numbers.table.answering import about_table, answer, may_be_of_table
from assistant.questions import DECIDED, Asked, asked, quoted
from assistant.understanding.commands.of_work import of_lessons
from assistant.understanding.commands.whats_there import of_live, where_stood, whose_history
from assistant.understanding.looking_back import asks_back
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import METRICS, Alias, Conversation, Dataset, Family, ImportedSpace, ModelVersion, Recommendation
from store.records.metric import label_of

_MOST_ROWS = 12
_OWN_MEASURES = """
SELECT DISTINCT unnest(json_keys(metrics)) AS name
FROM (SELECT metrics FROM runs WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 200) ORDER BY name"""
_MOST_SUMMED = 10_000
"""Lines of an answer that are counted together at most; the card shows fewer."""
_DECISIONS = re.compile(r"\b(decid\w*|decisions?|approv\w*|declin\w*|agreed?)\b", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:alias(?:es)?|promotions?|production|champions?|deployments?|releases?) (?:alias )?(?:history|moves|log|timeline|trail)\b"
    r"|\bhistory of (?:the |all |our )*(?:alias|promotion|production|champion|deployment|release)",
    re.IGNORECASE,
)
_ALIKE = re.compile(
    r"\b(like (this|mine|ours|that)|similar|alike|comparable|such data|this kind of data)\b", re.IGNORECASE
)
_SQL = re.compile(r"^\s*(select|with|from|describe|summarize|pivot)\b", re.IGNORECASE)


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
    if (name := whose_history(visit.text)) and say_moves_of(visit, name):
        return
    if _MOVES.search(visit.text) and visit.store.find(Alias):
        _ask_numbers(visit, AskNumbers(question=visit.text))
        return
    if where_stood(visit.text) and say_where_stood(visit):
        return
    if of_lessons(visit.text) and not (args.dataset or args.person or args.since_days):
        say_learned(visit)
        return
    ruled = not (args.dataset or args.person or args.since_days) and asks_back(visit.text)
    told = ruled and show_stated(visit, args.families or ())
    if ruled and not told and _said_before(visit):
        return
    if _DECISIONS.search(visit.text):
        _decisions(visit, args, told)
        return
    if told:
        return
    if _ALIKE.search(visit.text) and not args.dataset and _alike(visit):
        return
    where = _conditions(args)
    sql = (
        "SELECT label, dataset, target, metric, round(score, 4) AS score, state, approved_by, ended_at::DATE AS day, "
        f"run_id\nFROM runs WHERE {where}\nORDER BY ended_at DESC NULLS LAST"
    )
    if _show(visit, "Past runs", sql) == 0:
        visit.say(f"No: {_what(args)} has been run here yet.")
        visit.say(_from_prior(visit))
        return
    visit.say(_tried(visit, args, where))


def _said_before(visit: Visit) -> bool:
    """Shows what the person said of the work in any conversation; whether there was anything."""
    sql = (
        "SELECT said_at::DATE AS day, dataset, words, effect AS changed, withdrawn FROM feedback "
        f"WHERE person = {quoted(visit.person)} ORDER BY said_at DESC"
    )
    rows = _show(visit, "What you said of the work before", sql)
    if rows:
        visit.say(
            f"In this conversation nothing yet; before it, {wording.count(rows, 'thing')} that you said of the work."
        )
    return rows > 0


def _tried(visit: Visit, args: History, where: str) -> str:
    """Whether and how often something was run, by whom, and the best that came of it."""
    tally = visit.store.query(
        "SELECT count(*) AS n, count(*) FILTER (state = 'ok') AS ok, string_agg(DISTINCT approved_by, ', ') AS people, "
        f"max(queued_at)::DATE AS last FROM runs WHERE {where}"
    ).iloc[0]
    head = "Yes: " if args.families or args.dataset or args.person else ""
    said = f"{head}{wording.count(int(tally.n), 'run')}, {int(tally.ok)} of them with a score"
    best = visit.store.query(
        f"SELECT label, dataset, metric, score FROM runs WHERE state = 'ok' AND {where} QUALIFY row_number() OVER (PARTITION BY "
        "task_id ORDER BY CASE WHEN higher_is_better THEN -score ELSE score END) = 1 ORDER BY ended_at DESC LIMIT 1"
    )
    if len(best):
        row = best.iloc[0]
        said += (
            f"; the best on {row.dataset} is {row.label}, {label_of(row.metric)} "
            f"{wording.score(float(row.score), row.metric)}"
        )
    return f"{said}. By {tally.people}, last on {str(tally['last'])[:10]}."


def _what(args: History) -> str:
    parts = ["nothing"]
    if args.families:
        parts = ["no " + wording.listed([wording.family(f) for f in args.families], joint="or")]
    parts += [f"on {args.dataset}"] * bool(args.dataset) + [f"by {args.person}"] * bool(args.person)
    days = f"{args.since_days:g} days" if args.since_days and args.since_days != 1 else "day"
    parts += [f"in the last {days}"] * bool(args.since_days)
    return " ".join(parts)


def _decisions(visit: Visit, args: History, told: bool) -> None:
    """Shows plans and moves that were decided on; `told` where what was stated stands there already."""
    parts = ["TRUE"]
    if args.since_days:
        parts.append(f"x.decided_at >= now()::TIMESTAMP - INTERVAL {int(args.since_days * 24)} HOUR")
    if args.person:
        parts.append(f"lower(x.person) = lower({quoted(args.person)})")
    if args.dataset:
        parts.append(f"contains(lower(g.dataset), lower({quoted(args.dataset)}))")
    rows = _show(visit, DECIDED[0], DECIDED[1].format(where=" AND ".join(parts)))
    if rows == 0 and told:
        visit.say("No plan of runs has been approved or declined yet.")
        return
    if rows == 0:
        visit.say("Nothing was decided in that time.")
        return
    card = visit.cards[-1]
    assert isinstance(card, TableCard)
    newest = dict(zip(card.columns, card.rows[0], strict=True))
    visit.say(f"{wording.count(rows, 'decision')}. {_decided(newest)}")


def _decided(row: dict[str, Any]) -> str:
    """One decision in a sentence, with its reason."""
    verb = {"approve": "approved", "reject": "declined"}.get(str(row["verdict"]), "changed")
    what = wording.count(int(row["runs"]), "run") if row["runs"] is not None else "a move of a model"
    about = f" to predict {row['target']} in {row['dataset']}" if row["target"] else ""
    why = f" The words: “{str(row['said'])[:80]}”." if row["said"] else ""
    goal = f" It was for: “{str(row['goal_in_words'])[:100]}”." if row["goal_in_words"] else ""
    return f"On {str(row['day'])[:10]} {row['person']} {verb} {what}{about}.{why}{goal}"


def _alike(visit: Visit) -> bool:
    """Shows what worked on data like the present one, from the evidence of what is recommended; whether there is any."""
    best: dict[str, tuple[float, float | None, str, str]] = {}
    for item in visit.state.recommendations:
        for e in item.evidence:
            known = best.get(e.dataset)
            if known is None or (e.rank or 99) < known[0]:
                best[e.dataset] = (e.rank or 99, e.score, item.variant.label, f"{e.similarity:.0%}")
    if not best:
        return False
    first: Recommendation = visit.state.recommendations[0]
    rows = tuple(
        (name, alike, label, wording.score(score, first.metric), f"{rank:g} of all" if rank < 99 else "")
        for name, (rank, score, label, alike) in sorted(best.items(), key=lambda pair: -float(pair[1][3].rstrip("%")))
    )
    visit.show(
        ExplanationCard(
            title="What worked on data like this?",
            sentences=(
                "From runs on the tables that are most like yours, each with the best of what I recommend now.",
            ),
            columns=("table", "alike", "what did well there", first.metric, "place"),
            rows=rows[:_MOST_ROWS],
        )
    )
    visit.say(_from_prior(visit))
    sql = (
        "SELECT r.rank, r.label, e.evidence->>'$.dataset' AS dataset, CAST(e.evidence->>'$.similarity' AS DOUBLE) AS alike,\n"
        "  CAST(e.evidence->>'$.score' AS DOUBLE) AS score\n"
        "FROM recommendations r, (SELECT recommendation_id, unnest(CAST(evidence AS JSON[])) AS evidence FROM recommendations) e\n"
        f"WHERE e.recommendation_id = r.recommendation_id AND r.set_id = {quoted(first.set_id)} ORDER BY alike DESC"
    )
    _show(visit, "The past runs behind it", sql)
    return True


def _from_prior(visit: Visit) -> str:
    """One sentence on the nearest datasets of the shipped experience, from the evidence of the recommendations."""
    seen: dict[str, float] = {}
    for item in visit.state.recommendations:
        for evidence in item.evidence:
            seen[evidence.dataset] = max(seen.get(evidence.dataset, 0.0), evidence.similarity)
    if not seen:
        return "" if visit.draft.version_id else "Give me a table, and I say what worked on tables like it."
    nearest = sorted(seen, key=lambda name: -seen[name])
    first = visit.state.recommendations[0]
    return (
        f"On the most similar tables I know ({wording.listed(nearest, 3)}), {first.variant.label} is what to try first."
    )


def _conditions(args: History) -> str:
    parts = ["TRUE"]
    if args.families:
        parts.append(f"family IN ({', '.join(quoted(f) for f in args.families)})")
    if args.dataset:
        parts.append(f"contains(lower(dataset), lower({quoted(args.dataset)}))")
    if args.person:
        parts.append(f"lower(approved_by) = lower({quoted(args.person)})")
    if args.since_days:
        parts.append(f"queued_at >= now()::TIMESTAMP - INTERVAL {int(args.since_days * 24)} HOUR")
    return " AND ".join(parts)


_IN_USE = "which version is in production?"
"""What "what's live?" asks for."""


def _ask_numbers(visit: Visit, args: AskNumbers) -> None:
    text = visit.text if args.question in visit.text else f"{args.question} {visit.text}"
    if _SQL.match(text):
        rows = _show(visit, "Your query", text.strip().rstrip(";"))
        visit.say(f"{wording.count(rows, 'row')}." if rows else "No row fits that query.")
        return
    wanted = args.question or visit.text
    wanted = _IN_USE if of_live(wanted) else wanted
    if told_of_work(visit, wanted) or ((name := whose_history(wanted)) and say_moves_of(visit, name)):
        return
    if about_table(visit, args.question):
        answer(visit, args.question)
        return
    tables = [d.name for d in visit.store.find(Dataset)]
    people = list(dict.fromkeys(c.person for c in visit.store.find(Conversation)))
    try:
        question = asked(wanted, tables, people, **_elsewhere(visit))
    except BadRequest:
        if not may_be_of_table(visit, args.question):
            raise
        answer(visit, args.question)
        return
    frame = visit.store.query(question.sql, max_rows=_MOST_SUMMED)
    if not _table(visit, question.title, question.sql, frame):
        visit.show(TableCard(title=question.title, columns=("none",), rows=(), sql=question.sql))
        visit.say(_none(visit, question))
        return
    card = visit.cards[-1]
    assert isinstance(card, TableCard)
    visit.say(_answer(question, card, frame))


def _elsewhere(visit: Visit) -> dict[str, list[str]]:
    """Names that a question may have: of kept models, imported workflows and their metrics, metrics of one's own runs."""
    spaces = visit.store.find(ImportedSpace)
    own = visit.store.query(_OWN_MEASURES)["name"]
    return {
        "models": list(dict.fromkeys(m.name for m in visit.store.find(ModelVersion))),
        "workflows": list(dict.fromkeys(s.workflow for s in spaces)),
        "measures": list(dict.fromkeys(name for s in spaces for name in s.metrics)),
        "own_measures": [name for name in own if name not in METRICS],
    }


def _answer(question: Asked, card: TableCard, frame: Any) -> str:
    """The answer in a sentence: the count in all, and the first line."""
    told = _TOLD.get(question.subject)
    if told is not None and set(told[0]) <= set(card.columns):
        return told[1](dict(zip(card.columns, card.rows[0], strict=True)), len(frame))
    said, rows = question.title, len(frame)
    counted = next((c for c in card.columns if c == question.subject or c in ("runs", "replies")), None)
    if counted is not None and not frame.attrs["truncated"] and frame[counted].dtype.kind in "iuf":
        total = int(frame[counted].sum())
        noun = counted.removesuffix("ies") + "y" if counted.endswith("ies") else counted.removesuffix("s")
        said = f"{wording.count(total, noun, counted)} in all."
    if rows == 1 and len(card.columns) == 1:
        return said
    if rows == 1 and counted == card.columns[0]:  # the count is said with the other figures
        return f"It is {_line_in_words(card)}."
    return f"{said} {'First' if rows > 1 else 'It is'} {_line_in_words(card)}."


def _use_in_words(row: dict[str, Any], rows: int) -> str:
    """Which version is in use, of which model, since when and by whom."""
    label = f", {row['label']}," if row["label"] else ""
    known = row["score"] is not None and row["metric"] in METRICS
    score = (
        f" Its {METRICS[row['metric']].label} was {wording.score(float(row['score']), row['metric'])}." if known else ""
    )
    why = f", because: “{str(row['reason'])[:80]}”" if row["reason"] else ""
    more = f" {wording.count(rows - 1, 'other model')} in the card." if rows > 1 else ""
    return (
        f"Version {row['version']} of {row['model']}{label} is in use since {str(row['since'])[:16]}; "
        f"{row['moved_by']} put it there{why}.{score}{more}"
    )


def _moves_in_words(row: dict[str, Any], rows: int) -> str:
    """How often aliases moved, and the newest move."""
    went = "was taken away" if row["to_version"] is None else f"went to version {row['to_version']}"
    before = f" from version {row['from_version']}" if row["from_version"] is not None else ""
    by = f", by {row['decided_by']}" if row["decided_by"] else ""
    newest = f"{row['alias']} of {row['model']} {went}{before} on {str(row['moved_at'])[:16]}{by}."
    return f"{wording.count(rows, 'move')}, newest first: {newest}"


_TOLD: dict[str, tuple[tuple[str, ...], Callable[[dict[str, Any], int], str]]] = {
    "aliases": (("model", "version", "since", "moved_by"), _use_in_words),
    "alias_moves": (("model", "alias", "from_version", "to_version"), _moves_in_words),
}
"""Answers that are better told in a sentence of their own, with the columns they need."""


def _line_in_words(card: TableCard) -> str:
    """The first line of a table: what names it, then its figures, such as "forest: 1 run, 6.1 seconds"."""
    row = zip(card.columns, card.rows[0], strict=True)
    pairs = [(n, v) for n, v in row if v is not None and not isinstance(v, dict | list)]
    names = [str(v) for _, v in pairs if not isinstance(v, int | float)]
    figures = [_figure_in_words(n, v) for n, v in pairs if isinstance(v, int | float)]
    if not names or not figures:
        return ", ".join(names or figures)
    return f"{', '.join(names)}: {', '.join(figures)}"


def _figure_in_words(name: str, value: float) -> str:
    """A figure of a table with the name of its column: `1 run`, `6.1 seconds a run`, `best 0.91`."""
    said = name.replace("_", " ")
    if said == "failed":
        return f"{value:,} failed"
    if said.split()[0] in ("runs", "replies", "seconds", "decisions", "experiments", "goals", "models", "proposals"):
        first, *rest = said.split()
        one = first.removesuffix("ies") + "y" if first.endswith("ies") else first.removesuffix("s")
        return " ".join([f"{value:,}", one if value == 1 else first, *rest])
    return f"{said} {value:,}" if isinstance(value, int) else f"{said} {value}"


def _none(visit: Visit, question: Asked) -> str:
    """That nothing fits, and of how many; nothing at all is told apart from nothing of the kind that was asked for."""
    noun = question.subject.removesuffix("s").replace("_", " ")
    total = int(visit.store.query(f"SELECT count(*) AS n FROM {question.subject}")["n"][0])
    if not total and question.subject == "aliases":
        return _none_in_use(visit)
    if not total:
        return f"None: there is no {noun} here yet."
    return (
        f"None: not one of the {total:,} {noun}s here fits that."
        if total > 1
        else f"None: the one {noun} does not fit."
    )


def _none_in_use(visit: Visit) -> str:
    """That no model is in use, and how one gets there."""
    kept = list(dict.fromkeys(m.name for m in visit.store.find(ModelVersion)))
    if not kept:
        return "No model is in use: none is saved yet. Say “save the best model” when runs have ended."
    return (
        f"No model is in use yet. Saved: {wording.listed(kept, 3)}; say “put {kept[-1]} in production” to propose it."
    )


def _show(visit: Visit, title: str, sql: str) -> int:
    """Adds a table card of what a query finds, and returns the number of rows found."""
    return _table(visit, title, sql, visit.store.query(sql, max_rows=1000))


def _table(visit: Visit, title: str, sql: str, frame: Any) -> int:
    """Adds a table card, and returns the number of rows."""
    if len(frame):
        visit.show(TableCard.of(title, frame.head(_MOST_ROWS), sql))
    return len(frame)


HANDLERS = (
    Handler("history", "Say what was run or decided before, by family, dataset, person or time.", History, _history),
    Handler("ask_numbers", "Answer a question of numbers about runs, costs and predictions.", AskNumbers, _ask_numbers),
)
