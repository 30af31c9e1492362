"""What is handed out, and in which format."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from itertools import pairwise

from assistant.understanding.context import Context
from assistant.understanding.slots.spoken import spoken
from assistant.understanding.text.grammar import Args, Clause, pruned
from assistant.understanding.text.lexicon import EXPORT_WHAT, FORMATS

_WHATS: tuple[tuple[str, str], ...] = (
    ("conversation", r"\b(?:conversation|chat\w*|discussion|dialog(?:ue)?|transcript|talk\w*|(?:what|everything|all)(?: that)? (?:we|i|you)(?:['’]ve| have)? (?:said|wrote|written|discussed|talked|typed)|messages|protocol|minutes of|our (?:exchange|words))\b"),
    ("knowledge", r"\b(?:knowledge|memory|everything (?:you|it) (?:know|learn)\w*|what (?:you|we) (?:know|have learn|learn)\w*|all you know|whole history|know-?how|store of|store\b(?= (?:as|to|in|out)\b)|learned|learnt)\b"),
    ("experiment", r"\b(?:experiments?|exp|runs?|trials?|trainings?)\b"),
    ("results", r"\b(?:results?|leaderboard|scores?|rankings?|outcomes?|metrics table|figures|numbers|findings|comparison|league|what (?:you|we)(?:['’]ve| have)? found(?: out)?)\b"),
    ("model", r"\b(?:models?|pipeline|winner|best (?:one|run)|classifier|regressor|predictor|leader)\b"),
)  # fmt: skip
_MORE_FORMATS = {"zipped": "zip", "spreadsheet": "spreadsheet", "word document": "word", "plain text": "text", "text file": "text", "spread sheet": "spreadsheet", "jupyter notebook": "notebook", "orc": "orc", "feather": "feather", "avro": "avro", "svg": "svg", "ods": "ods", "hdf5": "hdf5", "rds": "rds", "stata": "stata", "spss": "spss", "slides": "slides", "comma separated": "csv", "comma-separated": "csv", "tab separated": "tsv", "tab-separated": "tsv", "torchscript": "torchscript", "sqlite": "sqlite", "rtf": "rtf", "odt": "odt", "epub": "epub", "tex": "latex", "jpeg": "jpeg", "jpg": "jpg", "mlflow": "mlflow", "toml": "toml", "gzip": "gzip", "tar": "tar"}  # fmt: skip
_FORMAT_RE = re.compile(
    r"(?<![\w/])\.?(?P<format>"
    + "|".join(sorted((re.escape(f) for f in {**FORMATS, **_MORE_FORMATS}), key=len, reverse=True))
    + r")(?:s|d|-?file|-?format)?(?!\w)"
)


_UNWANTED = re.compile(
    r"\s*(?:i|we|you|nobody)(?: really)?(?: (?:do|does|can|will|would) ?(?:not|n['’]t)|n['’]t| never| dont| don['’]t| doesn['’]t| can['’]t| won['’]t)(?: really)? (?:need|want|have to have|require|care)|\s*(?:is|are)(?: not|n't) (?:needed|wanted|necessary)"
)
"""What follows a thing that is not to be handed out: "the chat I don't need"."""


def export_slots(clause: Clause, context: Context) -> Args:
    """What is exported and in which format."""
    text = f"{spoken(clause)} , {clause.text}"
    hits = [(m.start(), -len(m.group(0)), what) for what, said in _WHATS for m in re.finditer(said, text)]
    wanted = [h for h in hits if not _UNWANTED.match(text, h[0] - h[1])]
    wanted = _of_others(wanted, text)
    whole = min(_at_format(wanted, text) or wanted)[2] if wanted else None
    if whole is None:
        whole = next((w for w, names in EXPORT_WHAT.items() if any(re.search(rf"\b{re.escape(n)}\b", text) for n in names)), None)  # fmt: skip
    found = list(_FORMAT_RE.finditer(text))
    formats = [m.group("format") for m in ([m for m in found if _INTO.search(text[: m.start()])] or found)]
    formats = [f for f in formats if f not in ("word", "text", "html") or re.search(rf"\b(?:as|in|to|into|a|an)\b[^,;]{{0,15}}\b{f}\b|\b{f} (?:file|format|document)", text)]  # fmt: skip
    named = formats[-1] if formats else None
    kind = _format(named) if named else None
    return pruned({"what": whole, "format": kind})


def _format(named: str) -> str:
    """The format that a word names."""
    return _MORE_FORMATS.get(named, FORMATS.get(named, named))


_INTO = re.compile(r"\b(?:as|in|into|to)(?: an?| one| the)? $")
"""Words before the format that something is to be in, of several that are named."""
_PART_OF = re.compile(
    r"\b(?:across|from|out of|of|about|over|in|for) (?:(?:all|the|our|my|these|those|this|that|your|past|whole) )*$"
)


_JOINT = re.compile(r"[,;+&]|\b(?:and|plus|then)\b")


def _of_others(hits: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """The things named without those that another is only of: "the lessons learned across our experiments"."""

    def is_part(start: int) -> bool:
        before = [(at, at - length) for at, length, _ in hits if at < start <= at - length + 30]
        return bool(_PART_OF.search(text[:start])) and not all(_JOINT.search(text[end:start]) for _, end in before)

    return [h for h in hits if not is_part(h[0])] or hits


def _at_format(hits: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """Of the things named those that stand beside a format: "promote the winner, write the results into a csv"."""
    formats = [m.span() for m in _FORMAT_RE.finditer(text)]
    return [h for h in hits if any(_beside(text, (h[0], h[0] - h[1]), span) for span in formats)]


_JOINED = re.compile(
    r"^(?: (?:for|to) [\w ]{2,30})?\s*[:=]\s*$|^(?:[\s,:]|\b(?:two|both|three|separate|as|in|to|into|a|an|the|of|file|base|store|whole|for|my|our|me|it|too|also|colleague|then|dump|log|report|summary|table|list|sheet|export|copy|version)\b)*$"
)
_DENIED = re.compile(r"\b(?:not|n't|no|never|without|before|instead of|rather than)\b[^,;.]*$")


def exports_in(text: str) -> list[Args]:
    """What is handed out in which format, where a message asks for several: "results as csv, the chat as pdf".

    Args:
        text: the message.

    Returns:
        A pair for each thing that has a format beside it, in the order they are named; none where one is denied.
    """
    said = text.lower()
    hits = [(m.start(), -len(m[0]), what) for what, words in _WHATS for m in re.finditer(words, said)]
    whats = sorted((start, start - length, what) for start, length, what in _of_others(hits, said))
    formats = [(m.start(), m.end(), m.group("format")) for m in _FORMAT_RE.finditer(said)]
    found: list[tuple[int, Args]] = []
    taken: set[int] = set()
    for start, end, what in whats:
        beside = [f for f in formats if f[0] not in taken and _beside(said, (start, end), f[:2])]
        kind = next((f for f in beside if _INTO.search(said[: f[0]])), beside[0] if beside else None)
        if kind is None or what in {args["what"] for _, args in found}:
            continue
        if _DENIED.search(said[: min(start, kind[0])]):
            return []
        taken.add(kind[0])
        found.append((min(start, kind[0]), {"what": what, "format": _format(kind[2])}))
    kinds = {args["what"]: args["format"] for _, args in found}
    for (start, end, what), (after, _, other) in pairwise(whats):
        if what not in kinds and other in kinds and _AND.fullmatch(said[end:after]) and start < after:
            found.append((start, {"what": what, "format": kinds[other]}))
    return [args for _, args in sorted(found, key=lambda one: one[0])]


_AND = re.compile(r"\s*(?:\+|&|,|and|plus)\s*(?:(?:the|our|my|all|whole) )*")
"""What joins two things that share a format: "knowledge + results as csv"."""
_SAME_FORMAT = re.compile(r"\bsame (?:format|kind of file)\b|\b(?:likewise|ditto)\b", re.IGNORECASE)


def same_format(text: str) -> bool:
    """Whether a message says that what it names last is to be written like what it named before."""
    return _SAME_FORMAT.search(text) is not None


_PART = re.compile(r"[,;.!?\n]+(?=\s|$)|\s(?:and|plus|\+|n|then)\s")
_BARE_OF = re.compile(
    r"\s*(?:(?:and|also|then|please|plus|an?|the|one) )*\.?(?P<format>[a-z]+)(?: (?:file|export|dump|copy|version))? of (?:(?:the|all|our|my|those|these|whole) )*(?P<what>[a-z]+)(?: (?:for|to) (?:(?:me|us)|(?:my|our|the|an?) [a-z]+|[a-z]+)| please| pls| too| thanks)*\s*"
)
"""A format with what it is of: "then a csv of the results"."""
_BARE = re.compile(
    r"\s*(?:(?:and|also|then|please|plus|all|the|our|my|those|these|whole) )*(?P<what>[a-z]+(?: [a-z]+){0,2}) (?:as|in|to|into)(?: (?:an?|the|one))? (?:[a-z]+ )?\.?(?P<format>[a-z]+)(?:[ -](?:file|format|document|sheet))?"
    r"(?: (?:for|to) (?:(?:me|us)|(?:my|our|the|an?) [a-z]+(?: [a-z]+)?)| please| pls| too| as well| thanks| then)*\s*"
)


def bare_exports(text: str, strictly: bool = False) -> list[tuple[int, Args]]:
    """What parts of a message hand out that are nothing but a thing and a format: "…, and the results in a csv for my boss".

    Args:
        text: the message.
        strictly: whether a thing may be said to be brought in; only "a csv of the results" is then handed out.

    Returns:
        Where each part begins, and what it hands out.
    """
    said = text.lower()
    found: list[tuple[int, Args]] = []
    at = 0
    for end, after in [*((m.start(), m.end()) for m in _PART.finditer(said)), (len(said), len(said))]:
        part = _BARE.fullmatch(said[at:end])
        each = exports_in(said[at:end]) if part and "?" not in said[end:after] else []
        known = part and any(re.match(rf"(?:{words})", part["what"]) for _, words in _WHATS)
        found += [(at, each[0])] if known and len(each) == 1 and not strictly else []
        of = _BARE_OF.fullmatch(said[at:end])
        kind = _FORMAT_RE.fullmatch(of["format"]) if of else None
        what = next((w for w, words in _WHATS if of and re.fullmatch(words, of["what"])), None)
        if kind and what and "?" not in said[end:after]:
            found.append((at, {"what": what, "format": _format(kind["format"])}))
        at = after
    return found


_FORMAT_ALONE = re.compile(
    r"[.;,!–-]\s+(?:(?:and|please|preferably|ideally|best|if possible),? )*(?:as|in|into)(?: an?| the)? \.?(?P<format>[a-z]+)(?:[ -]?(?:file|format|document))?(?=\s*(?:[.,;!]|$|please\b|if\b|thanks\b))"
)


def format_alone(text: str) -> str | None:
    """The format that a part of a message is nothing but: "I want our talk on paper. As PDF, please"."""
    for part in _FORMAT_ALONE.finditer(text.lower()):
        known = _FORMAT_RE.fullmatch(part["format"])
        if known:
            return _format(known["format"])
    return None


_OF_MODELS = frozenset({"onnx", "pickle", "docker", "joblib", "python", "package", "container", "torchscript", "pmml"})
_POINTED = re.compile(r"\b(?:it|them|that|this|these|those|everything|all of it)\b", re.IGNORECASE)
_TOO = re.compile(
    r"(?:\band|,|\bplus|\balso)\s+(?:also |then )?(?:the |our |all |whole |entire |full |complete )*$", re.IGNORECASE
)
_ENDS = re.compile(
    r"[\s,]*(?:(?:too|also|as well|please|pls|itself|(?:in )?(?:the )?same format|likewise|(?:behind|with|of|to) (?:it|this|that))[\s,]*)*(?:[.!?;]|$)",
    re.IGNORECASE,
)
_SHOWS = {
    "show_results": "results",
    "compare": "results",
    "promote": "model",
    "retrain": "model",
    "explain_model": "model",
}


def what_is_meant(said: str, kind: str | None, before: str) -> str | None:
    """What an export that names nothing hands out: what a format is only for, or what "it" was spoken of just before.

    Args:
        said: the words of the export.
        kind: its format; None where none is named.
        before: the command that stands before it; "" for none.
    """
    named = [
        (m.start(), what)
        for what, words in _WHATS
        for m in re.finditer(words, said.lower())
        if m[0] != "comparison" and not _UNWANTED.match(said.lower(), m.end())
    ]
    if named:
        return min(named)[1]
    if kind in _OF_MODELS:
        return "model"
    return _SHOWS.get(before) if _POINTED.search(said) or before == "show_results" else None


def handed_out_too(text: str, known: set[str]) -> list[tuple[int, str]]:
    """What a message that hands something out names last besides: "the results as xlsx, and the knowledge too".

    Args:
        text: the message.
        known: what is handed out already.
    """
    said = text.lower()
    found = []
    for what, words in _WHATS:
        for match in re.finditer(words, said):
            listed = _TOO.search(said[: match.start()]) and _ENDS.match(said, match.end())
            if listed and what not in known and not _DENIED.search(said[: match.start()]):
                found.append((match.start(), what))
    return found[:1]


def _beside(said: str, thing: tuple[int, int], kind: tuple[int, int]) -> bool:
    """Whether only small words stand between a thing and a format, whichever comes first."""
    first, second = sorted((thing, kind))
    return first[1] <= second[0] and bool(_JOINED.match(said[first[1] : second[0]]))
