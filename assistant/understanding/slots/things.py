"""Which file, model, run, row, person or table is meant."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.models import model_named, promote_args
from assistant.understanding.commands.outcomes import FILLS as OUTCOME_FILLS
from assistant.understanding.commands.outcomes import models_in
from assistant.understanding.context import Context
from assistant.understanding.slots.plans import run_slots
from assistant.understanding.slots.spoken import found_in, numbers_at, spoken, written
from assistant.understanding.text.grammar import Args, Clause, pruned
from assistant.understanding.text.words import FILE_ENDS, stands_in

_FILE = FILE_ENDS
_ADDRESS = re.compile(
    rf"[a-z][a-z0-9+]{{1,20}}://[^\s,;'\"<>]*[^\s,;'\"<>.!?)]|(?:(?<!\w)[A-Za-z]:[\\/]|\\\\|(?<![\w:/])//(?=[A-Za-z_]))[^\s\"',;]+|(?:~|\.{{1,2}})?/[\w.~-]+(?:[/ ][\w.~ -]*?{_FILE}\b|(?:/[\w.-]*)*)|[\w.-]+(?:/[\w.-]*)+|[\w-][\w.-]*{_FILE}\b",
    re.IGNORECASE,
)
_SPACED = re.compile(rf"(?:[A-Za-z]:\\|~/|\.{{1,2}}/|/)(?:[\w.-]+[/\\])*[\w.-]+(?: [\w.()-]+){{1,4}}?{_FILE}\b")
_QUOTED = re.compile(r"(?<!\w)[\"'`]([^\"'`\n]{2,200})[\"'`](?!\w)")
_NOT_NAMES = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "our",
        "your",
        "this",
        "that",
        "these",
        "those",
        "it",
        "some",
        "any",
        "new",
        "other",
        "another",
        "old",
        "same",
        "use",
        "open",
        "load",
        "take",
        "work",
        "with",
        "on",
        "from",
        "using",
        "want",
        "need",
        "have",
        "like",
        "get",
        "read",
        "try",
        "switch",
        "to",
        "give",
        "me",
        "us",
        "let",
        "s",
        "go",
        "of",
        "for",
        "and",
        "do",
        "i",
        "we",
        "you",
        "would",
        "should",
        "please",
        "can",
        "could",
        "example",
        "sample",
        "demo",
        "toy",
        "built",
        "in",
        "test",
        "training",
        "data",
        "dataset",
        "table",
        "file",
        "set",
        "raw",
        "customer",
        "here",
        "there",
        "is",
        "are",
        "at",
        "as",
        "by",
        "into",
        "all",
        "first",
        "second",
        "which",
        "whose",
        "what",
        "more",
        "different",
        "one",
    ]
)


def source_slot(clause: Clause, context: Context) -> Args | None:
    """The file, folder, address or name of a table; None where none is said."""
    source = place_in(clause, context) or _named_table(clause, context)
    return {"source": source} if source else None


def place_in(clause: Clause, context: Context) -> str | None:
    """The file, folder or address that is said, the fullest where a file is named twice."""
    text = written(clause)
    for quoted in _QUOTED.finditer(text):
        inside = quoted.group(1).strip()
        if ("/" in inside or "\\" in inside or re.search(_FILE + "$", inside, re.IGNORECASE)) and inside not in context.models:  # fmt: skip
            return inside
    spaced = _SPACED.search(text)
    if spaced:
        return spaced.group(0)
    found = [m.group(0).rstrip(".,;:!?") for m in _ADDRESS.finditer(text) if _is_place(m)]
    if not found:
        return None
    denied = [f for f in found if re.search(rf"\b(?:not|instead of|no longer|rather than)\s+(?:the |from |at )?{re.escape(f)}", text, re.IGNORECASE)]  # fmt: skip
    kept = [f for f in found if f not in denied] or found
    files = [f for f in kept if re.search(_FILE + "$", f, re.IGNORECASE)]
    return max(files or kept, key=len) if len(files or kept) > 1 and _nested(files or kept) else (files or kept)[0]


def _nested(names: list[str]) -> bool:
    longest = max(names, key=len)
    return all(n in longest for n in names)


def _is_place(match: re.Match[str]) -> bool:
    said = match.group(0)
    if "://" in said or re.search(_FILE, said, re.IGNORECASE) or said.startswith(("/", "~", ".")) or "\\" in said:
        return len(said) > 1
    return not re.fullmatch(r"\d+/\d*|(?:and|or|yes|no|w|n|either|his|her|true|false|precision|train|he|she)/\w*", said, re.IGNORECASE)  # fmt: skip


def _named_table(clause: Clause, context: Context) -> str | None:
    text = written(clause)
    for known in sorted(context.datasets, key=len, reverse=True):
        if stands_in(known, text):
            return known
    quoted = [q.group(1).strip() for q in _QUOTED.finditer(text)]
    if quoted:
        return quoted[0]
    called = re.search(
        r"\b(?:called|named|titled|such as|say|for (?:instance|example))\s+(?:the )?([\w.-]+)", text, re.IGNORECASE
    )
    if called:
        return called.group(1)
    at = re.search(
        r"\b(?:the|our|my|your|with|on|in|load|open|use|take|try|of)\s+(?P<name>[A-Za-z][\w.-]*(?: [A-Za-z][\w.-]*){0,2}?)\s+(?:(?:example|sample|demo|toy|built-?in|public|well known|famous|standard)\s*)?(?:data ?sets?|data|samples?|examples?|tables?|demo)\b",
        text,
        re.IGNORECASE,
    ) or re.search(r"\b(?:data ?set|sample|table|example|demo(?: data)?)\s+(?:of |on |about |with |the )*(?P<name>[A-Za-z][\w.-]*(?: [a-z]+)?)\s*[.!?]*$", text, re.IGNORECASE)  # fmt: skip
    if at is None:
        last = re.match(r"(?:please )?(?:use|open|load|read|take|try|get|fetch|import|switch (?:over )?to|continue with|go with|work (?:on|with))\s+(?:the |our |my )*(?P<name>[\w.-]+)[.!?]*$", text, re.IGNORECASE)  # fmt: skip
        at = last
    words = at.group("name").split() if at else []
    while words and words[0].lower() in _NOT_NAMES:
        words = words[1:]
    while words and words[-1].lower() in _NOT_NAMES:
        words = words[:-1]
    return " ".join(words) or None


def import_slots(clause: Clause, context: Context) -> Args:
    """Where earlier experiments are; nothing where that isn't said."""
    source = place_in(clause, context)
    if source is None:
        quoted = _QUOTED.search(written(clause))
        source = quoted.group(1) if quoted else None
    return pruned({"source": source})


def watched_slots(clause: Clause, context: Context) -> Args:
    """The place and the registered model that a watch or a scoring is about."""
    place = place_in(clause, context)
    rest = Clause(clause.words, clause.message)
    names = models_in(found_in(rest, context))
    text = spoken(clause)
    if place:
        outside = text.replace(place.lower(), " ")
        names = [n for n in names if re.search(rf"(?<!\w){re.escape(n.lower()).replace('_', '[ _-]')}(?!\w)", outside)]
    model = names[0] if names else None
    if model is None and not place:
        model = model_named(found_in(clause, context))
    return pruned({"source": place, "model": model})


def promote_slots(clause: Clause, context: Context) -> Args:
    """Which run or model goes where; "live" is an alias only where it is called one."""
    args = dict(promote_args(found_in(clause, context)) or {})
    text = spoken(clause)
    models = models_in(found_in(clause, context))
    if models and not ("rank" in args and len(models) > 1):
        args["model"] = models[0]
    elif "model" in args and args["model"] not in context.models:
        ranks = run_slots(clause, context).get("ranks", [])
        if ranks:
            args.pop("model")
            args["rank"] = ranks[0]
    if "model" in args:
        args.pop("rank", None)
    said = re.search(r"\b(prod|stage|live)\b(?=[\s.!?,]*(?:$|please|now|alias|for|with|today))", text)
    if args.get("alias") == "production" and not re.search(r"\bproduction\b", text):
        if re.search(r"\b(?:to|in|into|as|on|onto) prod\b|\bprod\b", text):
            args["alias"] = "production"
        elif said or re.search(r"\blive\b", text):
            args.pop("alias")
    if not args.keys() & {"rank", "model"} and re.search(r"\b(?:leader|winner|winning|best|top|champion run)\b", text):
        args["rank"] = 1
    return pruned(args)


def named_model(clause: Clause, context: Context) -> Args:
    """The registered model that is named; nothing for "it" or "that model"."""
    models = models_in(found_in(clause, context))
    model = models[0] if models else _nearly_named(clause, context)
    if model is None:
        model = model_named(found_in(clause, context))
        vague = re.search(r"\b(?:old|former|earlier|previous|prior|production|deployed|current|new|working|good|better|running|last|live)\b", (model or "").lower())  # fmt: skip
        model = None if vague else model
    return pruned({"model": model})


def _nearly_named(clause: Clause, context: Context) -> str | None:
    """A registered model whose name is inflected or cut: "the loan model" for `loans`."""
    words = re.findall(r"[a-z0-9]+", spoken(clause))
    for model in context.models:
        pieces = re.findall(r"[a-z0-9]+", model.lower())
        stems = [p.rstrip("s") for p in pieces]
        for i in range(len(words) - len(pieces) + 1):
            if [w.rstrip("s") for w in words[i : i + len(pieces)]] == stems:
                return model
    return None


_ITEM = r"(?:rows?|records?|case|customer|patient|client|id|number|no\.?|nr\.?|passenger|applicant|applications?|transaction|order|loan|parcel|listing|flight|student|child|bottle|house|policy|claim|machine|pump|cow|entry|line|sample|item|instance|invoice|account|ticket|mail|email|message|shop|plot|well|field|cage|panel|unit|coil|batch|bike|station|person|user|member|player|guest|booking|visit|driver|truck|vehicle|observation|example|[a-z]+)"
_KEY_AT = re.compile(
    rf"\b{_ITEM}\s+(?:number\s+|no\.?\s*|nr\.?\s*|id\s+|called\s+|with\s+(?:the\s+)?id\s+|#\s*)*[\"'`]?(?P<key>[A-Za-z]{{0,5}}[-_]?\d[\w/-]*)", re.IGNORECASE
)  # fmt: skip


_MEASURED = re.compile(r"\s*(?:%|€|\$|(?:minutes?|mins?|hours?|days?|weeks?|months?|years?|euros?|eur|dollars?|usd|pounds?|percent|kg|tons?|litres?|points?)\b)", re.IGNORECASE)  # fmt: skip
"""What makes a number an amount that was predicted, and no row."""
_NO_ITEM = re.compile(r"(?:did|does|do|say|says|said|why|is|was|be|at|run|result|model|rank|gave|give|over|under|of|about|around)\b", re.IGNORECASE)  # fmt: skip


_IDS = re.compile(r"(?<![\w.-])(?:\d+ [A-Z]{1,3} \d+(?:/\d+)?|(?=[\w/-]*\d)[A-Z0-9]+(?:[-_/][A-Za-z0-9]+)+)(?![\w-])")
"""Numbers of rows as offices and laboratories write them: "4 O 118/21", "2024-11-03", "SDSS-J1030"."""


def whole_key(key: str, text: str) -> str:
    """The number or id of a row as it stands in a text, where `key` is a part of it."""
    return next(
        (m.group() for m in _IDS.finditer(text) if re.search(rf"(?<!\w){re.escape(key)}(?!\w)", m.group())), key
    )


def prediction_slots(clause: Clause, context: Context) -> Args:
    """The row whose prediction is to be explained, by number or id as said."""
    text = written(clause)
    quoted = _QUOTED.search(text)
    denied = r"\b(?:not|instead of|rather than)\s+(?:\w+\s+)?$"
    keys = [m for m in re.finditer(r"(?<![\w.])#?(?P<key>[A-Za-z]{0,6}[-_]?\d[\w/-]*)", text)]
    keys = [m for m in keys if not re.search(denied, text[: m.start()])]
    unmeasured = [m for m in keys if not _MEASURED.match(text, m.end())]
    keys = unmeasured or keys
    if keys:
        labelled = next((m for m in _KEY_AT.finditer(text) if m["key"] in {k["key"] for k in keys} and not _NO_ITEM.match(m.group())), None)  # fmt: skip
        first = labelled.group("key") if labelled and len(keys) > 1 else keys[0].group("key")
        return {"key": first.rstrip("-/")}
    if quoted:
        return {"key": quoted.group(1)}
    fill = OUTCOME_FILLS["explain_prediction"](found_in(clause, context)) or {}
    if fill:
        return fill
    numbers = numbers_at(clause, ("NUM", "RANK"))
    return {"key": str(int(numbers[0][2]))} if numbers else {}


def replay_slots(clause: Clause, context: Context) -> Args:
    """The run to be repeated: an id or number as said, or its place."""
    text = written(clause)
    quoted = _QUOTED.search(text)
    if quoted:
        return {"run": quoted.group(1)}
    ids = [m.group(1) for m in re.finditer(r"(?<![\w.])#?([A-Za-z_]{0,12}[-_]?\d[\w-]*)", text)]
    ids = [i for i in ids if not re.fullmatch(r"\d+(?:st|nd|rd|th)", i)]
    labelled = re.search(r"\b(?:run|experiment|number|id|trial|job|no\.?)\s+(?:number |no\.? ?|id |with id |# ?)*[\"'`]?([\w-]*\d[\w-]*)", text, re.IGNORECASE)  # fmt: skip
    if ids:
        return {"run": labelled.group(1) if labelled and labelled.group(1) in ids else ids[0]}
    return OUTCOME_FILLS["replay"](found_in(clause, context)) or _numbered(clause)


def _numbered(clause: Clause) -> Args:
    numbers = numbers_at(clause, ("NUM", "RANK"))
    return {"run": str(int(numbers[0][2]))} if numbers else {}
