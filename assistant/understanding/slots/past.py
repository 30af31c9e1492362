"""What a look back at earlier work is limited to."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Collection

from assistant.calendar_names import MONTHS, WEEKDAYS
from assistant.understanding.commands.memory import history_args
from assistant.understanding.context import Context
from assistant.understanding.slots.spoken import found_in, spoken, written
from assistant.understanding.text.grammar import Args, Clause, pruned
from assistant.understanding.text.lexicon import number_said
from assistant.understanding.text.words import bag

_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "semester": 182, "year": 365}


_DAY = 86400


def history_slots(clause: Clause, context: Context) -> Args:
    """Families, table, person and time that a look back is limited to."""
    args = dict(history_args(found_in(clause, context)))
    text, raw = spoken(clause), written(clause)
    span = re.search(r"\b(?:past|last|previous|recent)\s+(?:(\w+)\s+)?(day|week|fortnight|month|quarter|semester|year)s?\b", text)  # fmt: skip
    count = _count(span.group(1)) if span else None
    if span and count and "since_days" not in args:
        args["since_days"] = int(count * _DAYS[span.group(2)])
    days = [int(v / _DAY) for v in clause.values("DUR") if v % _DAY == 0 and v > 0]
    if "since_days" not in args and len(days) == 1:  # "past runs, any person, 180 days"
        args["since_days"] = days[0]
    person = _someone(raw)
    families = {clause.message[w.start : w.end].lower() for w in clause.words if w.entity and w.entity.kind == "FAM"}
    if (
        person
        and person.lower() not in families
        and (args.get("person") is None or str(args["person"]).lower() in person.lower())
    ):
        args["person"] = person
    args = {**told_of_work(raw, (*context.columns, *context.models, *families)), **args}
    if str(args.get("person", "")).lower() in _NO_NAMES:
        del args["person"]
    table = _table_of(raw, context, args.get("person"))
    named = {clause.message[w.start : w.end].lower() for w in clause.words if w.entity and w.entity.kind != "COL"}
    if table and "dataset" not in args and not any(table.lower() in n or n in table.lower() for n in named):
        args["dataset"] = table
    return pruned({k: args.get(k) for k in ("families", "dataset", "person", "since_days")})


def _count(said: str | None) -> float | None:
    """How many of a span of time; one where no number is said."""
    return 1 if said is None else number_said(said)


_NOBODY = frozenset(
    [
        "we",
        "i",
        "you",
        "they",
        "he",
        "she",
        "it",
        "anyone",
        "someone",
        "anybody",
        "somebody",
        "people",
        "who",
        "what",
        "others",
        "nobody",
        "the",
        "a",
        "my",
        "our",
        "this",
        "that",
        "there",
        "everyone",
        "one",
        "team",
        "colleagues",
        "have",
        "has",
        "been",
        "was",
        "were",
        "is",
        "are",
        "us",
        "them",
        "me",
        "all",
        "in",
        "on",
        "with",
        "like",
        "and",
        "before",
        "last",
        "similar",
        "these",
        "those",
        "any",
        "no",
        "his",
        "her",
        "their",
        "its",
        "past",
        "earlier",
        "recent",
    ]
)


_TITLED = re.compile(
    r"\b(?:[Dd]r|[Mm]rs?|(?<!\d )[Mm]s|[Pp]rof(?:essor)?|Miss|[Ff]rau|[Hh]err(?:n|en)?|[Mm]me|[Mm]adame|[Mm]onsieur|[Ss]eñora?)\.?\s+[A-Za-zÀ-ÿ][\w'-]+"
)


def _someone(raw: str) -> str | None:
    titled = _TITLED.search(raw)
    if titled:
        return re.sub(r"'s$", "", titled.group(0))
    did = re.search(
        r"\b(?:what|which \w+|whatever|everything|anything|things|stuff|models|runs|how)\s+(?:did |has |have |had )?(?P<who>[A-Za-zÀ-ÿ][\w-]+(?: [A-ZÀ-Þ][a-zà-ÿ][\w-]*)?)\s+(?:found|find|did|do|done|tried|try|ran|run|used|use|learned|learnt|got|made|built|trained|worked|decided|discovered|concluded|has|had|left|tested)\b",
        raw,
    ) or re.search(r"\b(?:by|from|of)\s+(?P<who>[A-Z][\w-]+)\b(?!\s*(?:table|data|file))", raw)
    if did is None:
        return None
    who = re.sub(r"'s$", "", did.group("who"))
    return None if who.lower() in _NOBODY else who


def _table_of(raw: str, context: Context, person: object) -> str | None:
    at = re.search(
        r"\b(?:on|about|at|with|for)\s+(?:the |our |my |that |those )?(?P<name>[a-z][\w-]*(?: [a-z][\w-]*)?)(?:\s+(?:by|table|data|dataset|data set|set|file|before|last|in|from|so far|back|during|over|within|since|please)\b.*)?\s*[.?!]*$",
        raw,
        re.IGNORECASE,
    )
    if at is None:
        return None
    words = at.group("name").split()
    name = " ".join(w for w in words if w.lower() not in ("table", "data", "dataset", "set", "file", "by"))
    stop = r"(?:similar|like|this|these|that|those|such|kind|problems?|tables?|data|same|it|them|here|earlier|last|past|before|us|me|record|all|any|other|what|how|my|our|time|anything|everything|something|nothing|forecasts?|classification|regression|goals?|models?|[a-z]*ing|things?|tasks?|comparable|new|old|file)"
    if not name or any(re.fullmatch(stop, w, re.IGNORECASE) for w in name.split()) or name == person:
        return None
    return name


_SPAN = re.compile(
    r"\b(?:last|past|previous|recent)\s+(?:(?P<n>\d{1,3}|[a-z]+(?:-[a-z]+)?)\s+)?(?P<unit>day|week|fortnight|month|quarter|year)s?\b",
    re.IGNORECASE,
)
_IN_FIGURES = re.compile(
    r"(?:\b(?:say|roughly|about|around|approximately|circa|i\.e\.|meaning|so|nothing older than|not older than|no older than|since|for|within|over|away)\s+|[(,;:–-]\s*)"
    r"(?:say |roughly |about |only |just )?(?P<n>\d{1,4}|[a-z]+(?:-[a-z]+)?)\s+(?P<unit>day|week|month|year)s?\b(?!\s+(?:old|long|each|limit|budget))",
    re.IGNORECASE,
)
"""A span told as such: "the last half year, say 180 days", "nothing older than a month (30 days)", "since 10 days"."""
_COLLEAGUE = re.compile(
    r"\b(?:colleague|friend|team ?mate|co-?worker|predecessor|neighbou?r|intern|student|assistant)s?\b[^.;:!?,]{0,25}?, (?P<who>[A-ZÀ-Þ][\w-]+)(?=,| (?:has|had|was|did|tried|ran|worked|is|looked)\b)"
)
_NAME = r"([A-ZÀ-Þ][a-zß-ÿ][\w-]*)"
_WORKED = r"(?:found|did|done|tried|ran|run|used|learned|learnt|made|built|trained|worked|tested|experimented|looked at|do|try|use|test|build|work)"
_WORKER = re.compile(
    rf"\b(?:(?:did|has|have|had|whether|if|what|that|everything|anything|all|stuff|runs|models|experiments|believe|think|guess|Did|Has|Have|Had|What|Everything|All)) {_NAME} (?:(?:ever|already|has|had|have|once|also|perhaps|maybe|here|so far|actually) )*{_WORKED}\b"
    rf"|\b(?:worked|works|did well|helped|paid off|succeeded|failed)(?: (?:best|well|out|badly|most))? for {_NAME}(?! (?:table|data|file))"
    rf"|\b{_NAME}(?:['’]s?) (?:own |old |earlier |past |previous |latest |last |recent )*(?:experiments?|runs?|work|stuff|trials?|attempts?|tests?|tries|things|models|history|efforts)\b"
    rf"|\b(?:those|ones|runs|experiments|trials|attempts|stuff|work|anything|everything) (?:of|by|from) {_NAME}\b(?!['’]|\s+(?:table|data|file)\b)"
)
"""Whose work is spoken of, by a name and what that person did or owns."""
DAYS_AND_MONTHS = frozenset((*WEEKDAYS, *MONTHS, "christmas", "easter"))
_NO_NAMES = DAYS_AND_MONTHS | bag(
    "anyone anybody someone somebody everyone everybody nobody people others one we you they he she it this that there the our my yesterday today who what which"
)


def told_of_work(text: str, known: Collection[str]) -> Args:
    """Whose work and how many days of it a message speaks of, wherever it asks to look back.

    Args:
        text: what is said.
        known: columns, models and families, which are no people.
    """
    span, told = _SPAN.search(text), _IN_FIGURES.search(text)
    days = _days(told) or _days(span)
    whose = _COLLEAGUE.search(text) or _WORKER.search(text)
    who = next((v for v in whose.groups() if v), "") if whose else ""
    names = {part for k in known for part in (k.lower(), *re.split(r"[\W_]+", k.lower()))}
    person = who if who and who.lower() not in names | _NO_NAMES else None
    if person is None and (titled := _TITLED.search(text)):
        person = re.sub(r"['’]s$", "", titled.group())
    return pruned({"person": person, "since_days": days})


def _days(said: re.Match[str] | None) -> int | None:
    if said is None:
        return None
    count = 1 if said["n"] is None else 0.5 if said["n"].lower() == "half" else number_said(said["n"].lower())
    return int(count * _DAYS[said["unit"].lower()]) if count else None


_EXPERIMENTS_ON = re.compile(
    r"\b(?:experiments?|runs?|trials?|tests?|attempts?|work|tried|done|did|history)\b(?: [\w',-]+){0,12}? (?:on|with|about|over|for|against) (?:the |our |that )?(?:file |table |data ?set )?$",
    re.IGNORECASE,
)
_BROUGHT = re.compile(
    r"\b(?:import\w*|load\w*|read\w*|bring\w*|tak(?:e|ing) (?:in|over)|ingest\w*|pull\w*|merg\w*|feed\w*|learn\w*|add\w*|open\w*|copy|transfer|migrate|use|put)\b",
    re.IGNORECASE,
)


def of_past_table(text: str, source: str) -> bool:
    """Whether a file is the table that earlier work was on, and not where its record is: "the experiments on loans.csv"."""
    at = text.find(source)
    sentence = re.split(r"[.!?;]\s", text[: max(at, 0)])[-1]
    return at > 0 and _EXPERIMENTS_ON.search(sentence) is not None and _BROUGHT.search(sentence) is None
