"""What a look back at earlier work is limited to."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.memory import history_args
from assistant.understanding.context import Context
from assistant.understanding.slots.spoken import found_in, spoken, written
from assistant.understanding.text.grammar import Args, Clause, pruned
from assistant.understanding.text.lexicon import number_said

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


def _someone(raw: str) -> str | None:
    titled = re.search(
        r"\b(?:[Dd]r|[Mm]rs?|(?<!\d )[Mm]s|[Pp]rof(?:essor)?|Miss|[Ff]rau|[Hh]err(?:n|en)?|[Mm]me|[Mm]adame|[Mm]onsieur|[Ss]eñora?)\.?\s+[A-Za-zÀ-ÿ][\w'-]+",
        raw,
    )
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
    stop = r"(?:similar|like|this|these|that|those|such|kind|problems?|tables?|data|same|it|them|here|earlier|last|past|before|us|me|record|all|any|other|what|how|my|our|time|goals?|models?|[a-z]*ing|things?|tasks?|comparable|new|old|file)"
    if not name or any(re.fullmatch(stop, w, re.IGNORECASE) for w in name.split()) or name == person:
        return None
    return name


_SPAN = re.compile(
    r"\b(?:last|past|previous)\s+(?P<n>\d{1,3}|[a-z]+(?:-[a-z]+)?)\s+(?P<unit>day|week|month|year)s\b", re.IGNORECASE
)
_COLLEAGUE = re.compile(
    r"\b(?:colleague|friend|team ?mate|co-?worker|predecessor|neighbou?r|intern|student|assistant)s?\b[^.;:!?,]{0,25}?, (?P<who>[A-ZÀ-Þ][\w-]+)(?=,| (?:has|had|was|did|tried|ran|worked|is|looked)\b)"
)


def told_before(text: str) -> Args:
    """Whose work and how many days of it a message speaks of before it asks to look back."""
    span, who = _SPAN.search(text), _COLLEAGUE.search(text)
    count = number_said(span["n"].lower()) if span else None
    days = int(count * _DAYS[span["unit"].lower()]) if span and count else None
    return pruned({"person": who["who"] if who else None, "since_days": days})
