"""What is remembered: past runs and decisions, and questions of numbers: SQL over the public views, always shown."""
# ruff: noqa: E501 - SQL broken over lines is harder to read than a long line

from __future__ import annotations

import re
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import ExplanationCard, TableCard
from assistant.commands._base import Args, Handler
from assistant.commands.learned import say_learned
from assistant.commands.of_work import told_of_work
from assistant.commands.stated_before import show_stated
from assistant.commands.where_stood import say_moves_of, say_where_stood
from assistant.elsewhere.asked import spaces_asked
from assistant.numbers.answer_words import answer_in_words, when_in_words
from assistant.numbers.table.answering import about_table, answer, may_be_of_table
from assistant.periods import Period, days_back, period_of
from assistant.questions import DECIDED, Asked, asked, quoted
from assistant.understanding.commands.of_work import of_lessons
from assistant.understanding.commands.whats_there import of_live, where_stood, whose_history
from assistant.understanding.remarks.looking_back import asks_back
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import (
    METRICS,
    Alias,
    Conversation,
    Dataset,
    Family,
    ImportedSpace,
    ModelVersion,
    Recommendation,
    Run,
)
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
    period = _period(visit, args)
    ruled = not (args.dataset or args.person or period) and asks_back(visit.text)
    told = ruled and show_stated(visit, args.families or ())
    if ruled and not told and _said_before(visit):
        return
    if _DECISIONS.search(visit.text):
        _decisions(visit, args, told, period)
        return
    if told:
        return
    if _ALIKE.search(visit.text) and not args.dataset and _alike(visit):
        return
    where = _conditions(args, period)
    sql = (
        "SELECT label, dataset, target, metric, round(score, 4) AS score, state, approved_by, ended_at::DATE AS day, "
        f"run_id\nFROM runs WHERE {where}\nORDER BY ended_at DESC NULLS LAST"
    )
    if _show(visit, "Past runs", sql) == 0:
        visit.say(f"No: {_what(args, period)} has been run here yet.")
        visit.say(_from_prior(visit))
        return
    visit.say(_tried(visit, args, where))


def _period(visit: Visit, args: History) -> Period | None:
    """The time that is looked back at: as it was said, else so many days."""
    now = visit.services.clock()
    said = period_of(visit.text, now) if visit.text else None
    return said or (days_back(args.since_days, now) if args.since_days else None)


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


def _what(args: History, period: Period | None) -> str:
    parts = ["nothing"]
    if args.families:
        parts = ["no " + wording.listed([wording.family(f) for f in args.families], joint="or")]
    parts += [f"on {args.dataset}"] * bool(args.dataset) + [f"by {args.person}"] * bool(args.person)
    parts += [period.when] if period else []
    return " ".join(parts)


def _decisions(visit: Visit, args: History, told: bool, period: Period | None) -> None:
    """Shows plans and moves that were decided on; `told` where what was stated stands there already."""
    parts = ["TRUE"]
    if period:
        parts.append(period.condition("x.decided_at"))
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


def _conditions(args: History, period: Period | None) -> str:
    parts = ["TRUE"]
    if args.families:
        parts.append(f"family IN ({', '.join(quoted(f) for f in args.families)})")
    if args.dataset:
        parts.append(f"contains(lower(dataset), lower({quoted(args.dataset)}))")
    if args.person:
        parts.append(f"lower(approved_by) = lower({quoted(args.person)})")
    if period:
        parts.append(period.condition("queued_at"))
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
        question = asked(wanted, tables, people, now=visit.services.clock(), **_elsewhere(visit))
    except BadRequest:
        if not may_be_of_table(visit, args.question):
            raise
        answer(visit, args.question)
        return
    frame = visit.store.query(question.sql, max_rows=_MOST_SUMMED)
    if not _table(visit, question.title, question.sql, frame):
        visit.show(TableCard(title=question.title, columns=("none",), rows=(), sql=question.sql))
        visit.say(_none(visit, question))
        visit.say(when_in_words(question))
        return
    card = visit.cards[-1]
    assert isinstance(card, TableCard)
    visit.say(f"{answer_in_words(question, card, frame)} {when_in_words(question)}".rstrip())


def _elsewhere(visit: Visit) -> dict[str, Any]:
    """Names that a question may have: of kept models, imported workflows and their metrics, metrics of one's own runs."""
    spaces = visit.store.find(ImportedSpace)
    own = visit.store.query(_OWN_MEASURES)["name"]
    return {
        "models": list(dict.fromkeys(m.name for m in visit.store.find(ModelVersion))),
        "workflows": list(dict.fromkeys(s.workflow for s in spaces)),
        "measures": list(dict.fromkeys(name for s in spaces for name in s.metrics)),
        "own_measures": [name for name in own if name not in METRICS],
        "spaces": lambda: spaces_asked(visit),
        "own_runs": visit.store.latest(Run) is not None,
    }


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
