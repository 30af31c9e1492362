"""The columns a sentence names or alludes to: by parts of their names, by what they record, by who they tell apart."""
# ruff: noqa: E501 - a list of words or a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Callable

from assistant.understanding.commands.goal import KIND_NAMED, KIND_OF
from assistant.understanding.commands.turns import columns_of_groups
from assistant.understanding.context import Context
from assistant.understanding.facts import loose
from assistant.understanding.names.columns import BARE_VERBS
from assistant.understanding.names.implied import (
    DATED,
    EMPTY,
    IDENTITY,
    alike,
    fit,
    implied_column,
    spoken_column,
)
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.slots.measures import metric_slot
from assistant.understanding.slots.spoken import spoken, written
from assistant.understanding.speller_words import speller
from assistant.understanding.text.grammar import Args, Clause, pruned
from assistant.understanding.text.words import bag, parts, stands_in

_OPPOSED = re.compile(
    r"(?:\b(?:not|forget|instead of|rather than|no longer|ignore|never mind|without|than|from|given|based on|using|knowing|by means of|out of|drop|not just|for each|for every|per|by|each|every)\s+(?:the |a |an |our |my )?)$"
)


def named_or_alluded(clause: Clause, context: Context) -> list[str]:
    """The columns that a sentence names, else those it alludes to, the likeliest first; empty where there are none.

    Named are columns by their name as people say it; alluded to are those with a part of whose name, or with what the
    column records, a word of the sentence fits best, and those that tell apart the groups of people spoken of.
    """
    named = clause.values("COL") or loose(clause, Tagger(context, speller())).values("COL")
    whole = [c for c in context.columns if len(c) > 2 and c.lower() not in BARE_VERBS]
    in_full = [c for c in whole if stands_in(c, clause.whole)]
    return [str(c) for c in named or in_full] or alluded(clause, context)


def alluded(clause: Clause, context: Context) -> list[str]:
    """The columns that fit the words of a sentence without being named, the likeliest first."""
    groups = columns_of_groups(re.findall(r"[a-z]+", spoken(clause)), context.columns)
    if groups:
        return groups
    scores = {c: fit(c, _words(clause), context) for c in context.columns}
    best = max(scores.values(), default=0.0)
    return [c for c in sorted(scores, key=lambda c: -scores[c]) if scores[c] >= max(1.0, best - 0.25)]


def _words(clause: Clause) -> list[str]:
    return [w for w in re.findall(r"[^\W\d_]+", spoken(clause)) if w not in EMPTY and len(w) > 1]


def columns_slot(key: str) -> Callable[[Clause, Context], Args | None]:
    """A reader of columns for one slot; the target is left out of what is forbidden beside another column."""

    def fill(clause: Clause, context: Context) -> Args | None:
        columns = named_or_alluded(clause, context)
        if key == "columns_forbidden":
            columns = _forbidden(columns, clause, context)
        return {key: columns} if columns else None

    return fill


_BECAUSE = re.compile(r"\b(?:because|since|as it|as they|when|if|while|basically|is just|is only|is a copy|equals|derived|comes from|computed|correlat\w*|which|that is|so that|for it|it is|it's|they are|to (?:predict|guess|forecast|estimate|explain)|you guess|you predict|leak\w*)\b")  # fmt: skip


def _forbidden(columns: list[str], clause: Clause, context: Context) -> list[str]:
    """Without the target, and without columns that are only named in what is said of the one forbidden."""
    if len(columns) < 2:
        return columns
    kept = [c for c in columns if c != context.target] or columns
    cue = _BECAUSE.search(clause.text)
    ahead = clause.values("COL", 0, cue.start()) if cue else []
    ahead = [c for c in ahead if c in kept]
    return ahead or kept


def protected_slots(clause: Clause, context: Context) -> Args | None:
    """The columns of those who must be treated alike."""
    groups = columns_of_groups(re.findall(r"[a-z]+", spoken(clause)), context.columns)
    named = clause.values("COL") or loose(clause, Tagger(context, speller())).values("COL")
    named = [c for c in named if c != context.target or len(named) == 1]
    columns = list(dict.fromkeys([*named, *groups])) or named_or_alluded(clause, context)
    return {"protected_columns": columns} if columns else None


def looked_slots(clause: Clause, context: Context) -> Args:
    """The columns to look at; nothing for the table as a whole."""
    named = clause.values("COL") or []
    loosely = loose(clause, Tagger(context, speller())).values("COL")
    return pruned({"columns": list(dict.fromkeys([*named, *loosely])) or alluded_parts(clause, context)})


def alluded_parts(clause: Clause, context: Context) -> list[str]:
    """Columns of which a telling part of the name is said."""
    words = [w for w in _words(clause) if w not in _GENERAL]
    scores = {c: max((alike(p, w) for w in words for p in parts(c) if p not in IDENTITY | DATED), default=0.0) for c in context.columns}  # fmt: skip
    return [c for c in context.columns if scores[c] >= 0.9]


_GENERAL = bag(
    "columns data table rows file odd missing strange summary overview describe description distribution empty values outliers type types quality clean average mean range count counts balanced percent"
)


def target_slot(clause: Clause, context: Context) -> Args | None:
    """The column to be predicted, with a metric, kind or positive class said beside it."""
    column = target_of(clause, context)
    if column is None:
        return None
    args: Args = {"target": column, **_beside(clause, context)}
    return pruned(args)


def target_of(clause: Clause, context: Context) -> str | None:
    """The column that a sentence wants predicted; never one that it sets aside."""
    text, words = spoken(clause), _words(clause)
    wider = loose(clause, Tagger(context, speller()))
    aside = _aside(wider)
    exact = [c for c in clause.values("COL") if c not in aside]
    if len(exact) == 1 and not _weak(exact[0], clause):
        return str(exact[0])
    if len(exact) > 1:
        return _of_several([str(c) for c in exact], clause, context)
    plain = re.findall(r"[a-z]+", text)
    implied = spoken_column(plain, context.columns) or implied_column(plain, context.columns)
    if implied and implied not in aside:
        return implied
    scores = {c: fit(c, words, context) + _likely_target(c, context) for c in context.columns if c not in aside}
    for c in scores:
        scores[c] += _asked_for(c, text)
    for c in wider.values("COL"):
        if c in scores:
            scores[c] += 0.3
    for c in exact:
        scores[c] = scores.get(c, 0.0) + 0.4
    best = max(scores, key=lambda c: scores[c], default=None)
    if best is not None and scores[best] >= 0.75:
        return best
    last = context.columns[-1] if context.columns else None
    described = last is not None and last not in aside and _likely_target(last, context) > 0 and len(words) >= 2
    return str(exact[0]) if exact else last if described else None


_ASKED = (
    (r"\bhow (?:long|late|soon|quick\w*|fast|slow)\b|\bwhen\b|\bduration\b|\bwait\w*\b", bag("minutes min mins hours hour days duration delay time wait length seconds eta lateness")),
    (r"\bhow many\b|\bnumber of\b|\bcount of\b", bag("count cnt n num number units quantity qty total rentals sold visits orders clicks sales volume demand")),
    (r"\bhow much (?:\w+ )?(?:power|energy|electricity|current)\b|\bpower\b|\benergy\b", bag("kw kwh mw mwh watt watts output power energy load consumption")),
    (r"\bhow (?:warm|hot|cold)\b", bag("temp temperature")),
    (r"\bhow (?:heavy|big|large|tall|thick|deep)\b", bag("weight kg size height thickness depth mm cm area sqm")),
    (r"\bhow (?:good|well|nice)\b|\bgrade\b", bag("quality rating score grade rank stars points")),
    (r"\bhow (?:expensive|dear|costly)\b|\bworth\b|\bfetch\b|\bmoney\b|\bpay\b|\bbill\b", bag("price cost charges value amount fare premium salary revenue spend")),
    (r"\bwhat (?:kind|sort|type|species|breed|class)\b|\bwhich (?:kind|sort|type|species|group|team|class|category)\b|\bwhat's\b", bag("type class species category kind group team label segment cluster variety cover")),
    (r"\bharvest|\bcrop", bag("yield tonnes ton tons t harvest")),
    (r"\bearly\b|\bdrop\w*|\bgive up\b|\bquit\w*|\bleave\b|\bstay\b", bag("dropped dropout churn churned quit left exited attrition retained cancelled canceled withdrawn")),
)  # fmt: skip
"""What is asked, and the words in names of columns that hold the answer."""


def _asked_for(column: str, text: str) -> float:
    return 0.5 * sum(1 for said, named in _ASKED if set(parts(column)) & named and re.search(said, text))


def _weak(column: str, clause: Clause) -> bool:
    """Whether a column is named by a word that is also said of the rows themselves: "each shop", "the parcel"."""
    have = set(parts(column))
    return bool(have & IDENTITY or have & DATED) and column.lower() not in written(clause).lower().replace(" ", "_")


def _aside(clause: Clause) -> set[str]:
    out: set[str] = set()
    for match in re.finditer(r"COL\d+", clause.text):
        if _OPPOSED.search(clause.text[: match.start()]):
            out |= set(clause.values("COL", *match.span()))
    return out


def _of_several(columns: list[str], clause: Clause, context: Context) -> str | None:
    cued = re.search(r"(?:predict|forecast|target|estimate|goal is|learn|classify|model|how much|how many|what)\b(?: [a-z]+){0,3}? (COL\d+)", clause.text)  # fmt: skip
    if cued:
        return str(clause.values("COL", *cued.span(1))[0])
    return max(columns, key=lambda c: _likely_target(c, context))


def _likely_target(column: str, context: Context) -> float:
    """What speaks for a column being a target whatever is said: its place, and that it isn't an id or a date."""
    have = set(parts(column))
    score = 0.3 if context.columns and column == context.columns[-1] else 0.0
    score += 0.2 if column == context.target else 0.0
    return score - (0.6 if have & bag("id ids uuid key vin serial") else 0.0) - (0.3 if have & DATED else 0.0)


def _beside(clause: Clause, context: Context) -> Args:
    text = spoken(clause)
    args: Args = {}
    if clause.values("MET") or re.search(r"\b(?:miss|error|deviation|measured|judged?|score|metric)\b", text):
        args |= metric_slot(clause, context) or {}
    kind = kind_slot(clause, context)
    if kind and re.search(
        r"\b(?:forecast|regress\w*|classif\w*|time series|two (?:classes|outcomes)|binary|multi\w*|yes.?(?:/|or).?no)\b",
        text,
    ):
        args |= kind
    if re.search(r"\bpositives?\b", text):
        args |= positive_slot(clause, context) or {}
    return args


def kind_slot(clause: Clause, context: Context) -> Args | None:
    """The kind of task, by name or by how it is described."""
    text = spoken(clause)
    described = next((kind for kind, said in _KIND_SAID if re.search(said, text)), None)
    if described:
        return {"kind": described}
    named = KIND_NAMED.search(clause.text)
    return {"kind": KIND_OF[named.group("kind")]} if named else None


_KIND_SAID: tuple[tuple[str, str], ...] = (
    ("regression", r"\bregress\w* .*\b(?:instead|not|rather)\b|\b(?:instead of|not|rather than) classif\w*"),
    ("binary", r"\b(?:two|2) (?:classes|outcomes|values|groups|answers|possibilities|labels|options)\b|\byes.?(?:/|or|-|and).?no\b|\b(?:0 ?(?:or|/) ?1|1 ?(?:or|/) ?0)\b|\beither\b.*\bor\b|\bone of two\b"),
    ("multiclass", r"\b(?:several|many|more than two|three|four|five|six|seven|eight|nine|ten|\d+) (?:classes|categories|kinds|groups|labels|outcomes|types)\b|\bwhich of (?:the )?(?:several|many|\w+) (?:classes|kinds)\b"),
    ("forecast", r"\b(?:forecast\w*|time.?series)\b.*\b(?:over time|coming|next|days|weeks|months|hours|future|ahead)\b|\btime.?series\b|\b(?:days|weeks|months|hours) ahead\b|\bforecast over\b"),
    ("multiclass", r"\b(?:multi|several|many|three|four|five)[ -]?class\b"),
    ("regression", r"\b(?:(?:a|as|the) number(?! of| \d)|an amount|a quantity|continuous|numeric\w*|real.valued|regress)\b"),
)  # fmt: skip


_QUOTED = re.compile(r"(?<!\w)[\"'`“‘]([^\"'`“”‘’\n]{1,60})[\"'`”’](?!\w)")
"""A value in quotes; the apostrophe of "I'd" is none of them."""
_THE_WORD = re.compile(r"positives?(?: (?:class|one|case|label)s?)?", re.IGNORECASE)


def positive_slot(clause: Clause, context: Context) -> Args | None:
    """The class that counts as positive, as it is written."""
    text = written(clause)
    quoted = [q for q in _QUOTED.findall(text) if q not in context.columns or len(text) < 60]
    quoted = [q for q in quoted if not _THE_WORD.fullmatch(q)]
    if quoted:
        return {"positive_class": quoted[0]}
    values = context.column_values.get(context.target or "", ())
    said = [v for v in values if stands_in(v, text)]
    if said:
        return {"positive_class": said[0]}
    at = re.search(r"\b(?:class|label|value|treat|count|take|consider|use|make)\s+(?:the\s+)?(?P<v>[\w-]+)\s+(?:\w+\s+)?(?:as|is|be|to be|should be|means|for)\s+(?:the\s+)?positive", text, re.IGNORECASE) or re.search(r"(?P<v>[\w-]+)\s+(?:is|are|as|be|counts as|should be|means|=)\s+(?:the\s+|a\s+)?positive", text, re.IGNORECASE) or re.search(r"\bpositive(?: class| label| one| value| outcome| case)?\s*(?:is|are|be|=|:|means|should be|being)\s+(?:the\s+)?(?P<v>[\w-]+)", text, re.IGNORECASE)  # fmt: skip
    at = at or re.search(r"[\w-]+ ?(?:=|==|is) ?(?P<v>yes|no|true|false|0|1|\d+|[\w-]+)[.!?]*$", text, re.IGNORECASE)
    return {"positive_class": at.group("v")} if at and at.group("v").lower() not in EMPTY - {"no"} else None
