"""How scores are checked: folds, a share held out, along time, or by groups that stay together."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from itertools import pairwise

from assistant.understanding.text.grammar import Args, Fill, Found, Meaning, pruned, rules
from assistant.understanding.text.words import LOOSE_FROM, bag, parts

_DATED = re.compile(r"date|time|year|month|day|week|(?:_|^)(?:at|on|ts)$|[a-z]At$", re.IGNORECASE)
_GENERAL = bag("id date time in the a and on of is same split test all rows row data each one")
_FOLDS = re.compile(
    r"(?:NUM\d+|(?:RANK)\d+) ?(?:x |times )?(?:fold|folds|cv|splits|parts|cross|way|times|splitted)"
    r"|(?:k|folds|fold|splits|n_splits) (?:= |of |to |: )?NUM\d+|cv (?:= |: )?NUM\d+|(?:into|in) NUM\d+"
)
_BY_FOLDS = r"(?:cross validation|cross validat\w+|crossvalidat\w+|crossval|cross val|cv|xval|k fold|kfold|folds)(?!\S)"
_BY_HOLDOUT = r"(?:holdout|hold out|held out)(?!\S)"
_TURNED_DOWN = r"(?<!\S)(?:no|not|never|without|skip|avoid|instead_of|rather than)(?: (?:do|use|want|need|run|bother|with|any|a|the|using|doing|to))* (?:(?:NUM\d+|k|fold|folds|times|way|x|full|repeated|simple|single) )*"


def _is_denied(way: str, text: str) -> bool:
    """Whether a way to test is named only to turn it down: "no cross validation", "not a holdout"."""
    denied = re.findall(rf"{_TURNED_DOWN}{way}", text)
    return bool(denied) and len(denied) == len(re.findall(rf"(?<!\S){way}", text))


_MOST_PLACES = 12
"""Places of a list that are named together; figures beyond are no places."""
_FOR_TRAINING = re.compile(
    r"(?:PCT|NUM)\d+ (?:of \S+ )?(?:\S+ )?(?:for |to |of )?(?:training|train|learning|fitting|learn)"
)


def validation(method: str) -> Fill:
    """A fill for one method of validation, with folds, column and share as said."""

    def fill(found: Found) -> Args | None:
        text = found.clause.text
        if method == "holdout" and _is_denied(_BY_HOLDOUT, text):
            return None
        lists = [w.entity.values for w in found.clause.covered(*found.match.span()) if w.entity and w.entity.kind == "NUM"]  # fmt: skip
        if method == "holdout" and any(len(some) > 1 and max(some) <= _MOST_PLACES for some in lists):
            return None  # "leave 1 and 2 aside" is of two places
        if method == "cv" and _is_denied(_BY_FOLDS, text):  # what is left to test on is a share held out
            return pruned({"method": "holdout", "holdout_fraction": _held_out(found, "holdout")})
        column = _column_of(method, found) if method in ("time", "group") else None
        by_date = method == "group" and column is not None and re.search(r"\bby\b", found.match.group(0))
        return pruned(
            {
                "method": "time" if by_date and _DATED.search(str(column)) else method,
                "folds": _folds(found),
                "holdout_fraction": None if method == "cv" else _held_out(found, method),
                "column": column,
            }
        )

    return fill


def _by_column(found: Found) -> Args | None:
    """ "validate by COL": in time order where the column holds dates, else grouped."""
    column = found.one("COL")
    method = (
        "time"
        if _DATED.search(str(column)) or re.search(r"\b(?:along|over|order)\b", found.match.group(0))
        else "group"
    )
    return pruned({"method": method, "folds": _folds(found), "column": column})


def _folds(found: Found) -> int | None:
    counts = [v for v in found.all("NUM") if isinstance(v, int) and 2 <= v <= 50]
    return counts[0] if counts and _FOLDS.search(found.clause.text) else None


def _held_out(found: Found, method: str) -> float | None:
    """The share kept for testing: the smaller of two, or what training leaves."""
    text = found.clause.text
    if method in ("holdout", "time") and re.search(r"NUM\d+ ?[/:] ?NUM\d+|NUM\d+ - NUM\d+", text):
        pair = [v for v in found.all("NUM") if 0 < v < 100][:2]
        if len(pair) == 2 and (method == "holdout" or sum(pair) == 100):
            return float(round(min(pair) / 100, 4))
    shares = found.all("PCT") or [100 * v for v in found.all("NUM") if isinstance(v, float) and 0 < v < 1]
    part = _PART.search(_without_durations(found))
    if part is not None and not shares and method in ("holdout", "time"):
        return _PARTS[part["part"].lower()]
    if not shares:
        return None
    share = min(shares) if len(shares) == 2 else shares[-1]
    return float(round(1 - share / 100 if len(shares) == 1 and _FOR_TRAINING.search(text) else share / 100, 4))


def _without_durations(found: Found) -> str:
    """The clause as written without how long something takes: the half of "an hour and a half" is no share."""
    clause = found.clause
    timed = [(w.start - clause.words[0].start, w.end - clause.words[0].start) for w in clause.words if w.entity and w.entity.kind == "DUR"]  # fmt: skip
    said = clause.whole
    for start, end in timed:
        said = said[:start] + " " * (end - start) + said[end:]
    return said


_PARTS = {"half": 0.5, "third": 0.3333, "fifth": 0.2, "tenth": 0.1}
_PART = re.compile(
    r"\b(?:last|latest|newest|final|most recent|youngest|later|a|one|the) (?P<part>half|third|fifth|tenth)\b(?! (?:one|run|model|row|column|day|month|year|of (?:january|february|march|april|may|june|july|august|september|october|november|december))\b)",
    re.IGNORECASE,
)
"""A share told in words: "the most recent fifth"."""


_ONE_GROUP = re.compile(
    r"\bCOL\d+(?: [a-z]+)? (?:of|from|with|for|in|belonging to) (?:one|the same|same|each|every|any|a single|a) (?P<of>COL\d+)"
    r"|\b(?:one|the same|same|each|every|any|no) (?P<one>COL\d+)(?: [a-z]+)? (?:may|must|should|can|could|shall|never|cannot|is|are|has|have|ought|stays?|belongs?|appears?)(?!\S)"
)
"""A column that stands for one group: "all wafers of one lot", "one patient may not be on both sides"."""
_OF_ONE = re.compile(
    r"\b(?:of|from|with|for|belonging to) (?:one|the same|same|each|every|any|a single) (?P<word>[a-z]{3,})(?!\S)"
)
"""The same told by a part of its name: "all trips of one member" of `member_id`."""


def _column_of(method: str, found: Found) -> str | None:
    """The column that orders or groups the rows: what stands for one group, named outright, in part, or loosely."""
    group = _ONE_GROUP.search(found.clause.text) if method == "group" else None
    if group is not None:
        named = found.clause.values("COL", *group.span("of" if group["of"] else "one"))
        if len(named) == 1:
            return str(named[0])
    of_one = _OF_ONE.search(found.clause.text) if method == "group" else None
    if of_one is not None:
        hits = [c for c in found.context.columns if {of_one["word"], of_one["word"].removesuffix("s")} & set(parts(c))]
        if len(hits) == 1:
            return hits[0]
    outright = [
        v
        for w in found.clause.words
        if w.entity and w.entity.kind == "COL" and int(w.text[3:]) < LOOSE_FROM
        for v in w.entity.values
    ]
    later = [c for c in found.clause.values("COL", found.match.start()) if c in outright]
    part = _named_part(found) or (_column_called_time(found) if method == "time" else None)
    loosely = found.all("COL") if method == "group" else []
    return next(iter([*later, *outright, *([part] if part else []), *loosely]), None)


def _column_called_time(found: Found) -> str | None:
    """The column called just what was said, such as `date` in "validate by date"."""
    said = re.findall(r"\b(?:date|time|timestamp|year|month|week|day|ts)\b", found.clause.whole.lower())
    named = [c for c in found.context.columns if c.lower() in said]
    return named[0] if len(named) == 1 else None


def _named_part(found: Found) -> str | None:
    """The one column that has a word of the clause in its name, such as `patient_id` for "the same patient".

    Words after "each", "same" and the like count before others.
    """
    words = found.clause.message[found.clause.words[0].start : found.clause.words[-1].end].lower()
    plain = re.findall(r"[a-z]+", words)
    marked = [b for a, b in pairwise(plain) if a in ("each", "same", "one", "every", "per", "by", "a", "any")]
    for word in [*marked, *plain]:
        if word in _GENERAL:
            continue
        hits = [c for c in found.context.columns if {word, word.removesuffix("s")} & set(parts(c))]
        if len(hits) == 1:
            return hits[0]
    for word in marked:  # a compound of it: "one borehole" is of hole_id
        ends = [c for c in found.context.columns if any(len(p) > 3 and word.endswith(p) for p in parts(c))]
        if len(ends) == 1:
            return ends[0]
    return None


_VALIDATION_RULES = (
    *rules("early", _by_column, r"COL (?:is|gives|tells) (?:the clock|the time axis|the order|the time|how (?:you|we|to|they) (?:must |should |can )?(?:split|cut|order|validate|divide)|what (?:you|we|to) (?:must |should )?(?:split|cut|order|validate|divide)(?: by| on| along)?)(?: [^\s,;]+){0,2}", order=2),
    *rules("early", _by_column, r"(?:validate|validated|validation|cross validate|split|cut|folds|fold|test|cv|evaluate)(?: it| them| the data| everything)? (?:along|by|over|in (?:the )?order of|according to|ordered by|sorted by|grouped by|grouped on|per) (?:the )?(?:column )?COL(?! (?:is|as))", r"(?:per|by|along) (?:the )?COL (?:splits?|splitting|folds?|cv|cross validation|validation)", order=3),
    *rules("early", validation("group"), r"(?:make|use|take|treat|set|with|have) (?:the )?COL (?:as |for |to be )?(?:the |a )?(?:group|grouping|groups|group variable|grouping variable|grouping column)(?: [^\s,]+){0,3}", order=4, takes=frozenset({"COL"})),
    *rules("early", validation("group"), r"group(?:s|ed|ing)? ?(?:=|:) ?(?:the )?COL", r"COL (?:as|is|are)(?: the| a)? (?:groups?|grouping)(?: column)?(?= ,|$| for)", order=4, loose=True, takes=frozenset({"COL"})),
    *rules("early", validation("group"), r"leave one (?:COL|[a-z]+) out", r"leave COL out (?:cv|cross validation|validation)", order=4, takes=frozenset({"COL"})),
    *rules(
        "early", validation("time"),
        r"(?:train|learn|fit|training)(?: it| them| the model| the models)? (?:on|with|from) (?:the )?(?:past|older|old|earlier|oldest|early|history|previous|first)",
        r"(?:time|time series|temporal|chronological|time based|time ordered|time aware|date|forward chaining|rolling|walk forward|expanding window|rolling origin|out of time) (?:split|splits|splitting|validation|cv|cross validation|order|window|ordered|series split|holdout)",
        r"(?:split|validate|order|ordered|sort|validated|splitting|divide|evaluate|test|cut)(?: it| them| the data| the rows| everything| always)? (?:in |by |on |over |along |according to )+(?:time|date|the time|the date|chronologically|time order|chronological order|year|month|the year)",
        r"(?:validate|test|evaluate|testing|tested|hold out|score)(?: it| them)? (?:on |with |using )?(?:the )?(?:most recent|latest|newest|future|later|more recent|recent)",
        r"(?:older|past|earlier|old|previous|historical|historic) (?:[^\s,]+ ){0,2}?(?:for|to) (?:training|learning|train|learn|fit)",
        r"(?:newer|recent|latest|later|new|newest) (?:[^\s,]+ ){0,2}?(?:for|to) (?:testing|validation|evaluation|test|validate|evaluate)",
        r"(?:newest|newer|latest|later|most recent|recent|last) (?:[^\s,]+ ){0,4}?(?:is|are|be|go|goes|serve|serves) (?:kept |held |used |meant |reserved |left )?(?:for|to|as) (?:the |a )?(?:testing|test|validation|evaluation|test set)",
        r"(?:sort|order|ordered|sorted|arranged) (?:by|along|on|in) (?:the )?COL", r"(?:folds|fold|splits?|validation|rows|records|data|everything) in (?:the )?order of (?:the )?COL",
        r"(?:newer|later|recent|latest|new|future|next|coming) (?:[^\s,]+ ){0,4}?(?:predicted|forecast|forecasted|estimated|judged|foretold) (?:only )?(?:from|by|with|on|out of|using) (?:the )?(?:older|earlier|past|previous|old)",
        r"future(?: [^\s,]+){0,3} (?:not|never)(?: [^\s,]+){0,2} (?:leak|leaks|used|enter|known|influence|be)(?: [^\s,]+){0,4}",
        r"(?:split|validate|cut|divide|ordered)(?: it| the data)? (?:chronologically|temporally|in time)",
        r"(?:respect|keep|keep to|preserve|honou?r|mind|follow|obey|observe|stick to) (?:the )?(?:order|sequence|succession) (?:of|in|by) (?:the )?COL",
        r"(?:respect|keep|preserve|honou?r|mind|follow) (?:the )?(?:calendar|time order|order of time|temporal order|chronology|chronological order|time|order in time)",
        r"(?:never|not|do not|without) (?:ever )?(?:train|use|peek|look|learn|leak|see|leaking|peeking|looking)(?: on| into| at| from| with)? (?:the )?(?:future|information from the future|later data|future data)",
        order=30, loose=True, takes=frozenset({"PCT", "COL"}),
    ),
    *rules(
        "early", validation("group"),
        r"(?:group|grouped|groupwise|group based|leave one group out|group wise|grouping|groups|grouped by) ?(?:k fold|kfold|by|split|splits|cv|cross validation|on|validation|per|folds|are)",
        r"(?:keep|keeping|hold|put|leave|stay|stays|belong|belongs) (?:[^\s]+ ){0,5}?(?:together|in one fold|in the same fold|on one side|in the same split|on the same side|within one fold|in a single fold|within a fold)",
        r"(?:must|has to|have to|should|always|needs? to|need to|ought to|goes?|lands?|ends?|falls?)(?: [^\s]+){0,3}? (?:on|to|in|into) (?:the same|one) (?:side|fold|part|half)(?: of the (?:split|cut|folds?))?",
        r"(?:never|not|do not|must not|should not|no|avoid|without) (?:be |have |having |put |putting |split |splitting |appear |share |let )+(?:[^\s]+ ){0,8}?(?:across|over|between|both|on both|in both|in train|in training|train|apart)",
        r"(?:wholly|entirely|completely|fully|either) (?:[^\s]+ ){0,3}?(?:training|train|testing|test)(?: [^\s]+){0,3}? or (?:[^\s]+ ){0,3}?(?:training|train|testing|test)",
        r"(?:never|not|no|avoid|without)(?: [^\s]+){0,3}? (?:straddl|span|bridg|cross)(?:e|es|ing)? (?:the )?(?:split|cut|folds?|sides|train\w*)",
        r"not (?:[^\s]+ ){0,2}?(?:in|on) both (?:sides|parts|sets|halves|train|splits)", r"in (?:one|a single) (?:part|side|fold|set|split) only",
        r"(?:split|validate|cross validate|folds|fold|validation|separate)(?: it| them| the data)? by (?:the )?(?:COL|patient|customer|user|person|subject|household|store|shop|site|machine|hospital|group|company|school|client)",
        r"(?:same|one) (?:COL|[a-z]+) (?:must|should|may|can|is|has to|never|cannot|are)(?: [^\s]+){0,4}? (?:both|train|training|folds|fold|sides|test)",
        r"no (?:single |one )?(?:COL|[a-z]+) (?:must|should|may|can|is to|is allowed to|shall|ought to)(?: (?!used|an?|in_it)[^\s]+){0,3}? (?:in|on) (?:both|train|training|test|the (?:train|training|test)\S*)(?: (?:set|data|part|half))? (?:sides|sets|halves|parts|folds|and)",
        order=35, loose=True, takes=frozenset({"PCT", "COL"}),
    ),
    *rules(
        "early", validation("holdout"),
        r"(?:hold|holdout|hold out|held out|held|keep|set|put|leave|reserve|save|holding|holding out|keeping) ?(?:out |back |aside |apart |away |of )*(?:the |a |an |last )*PCT",
        r"(?:hold|holdout|hold out|held out|held|reserve|holding|holding out|(?:keep|set|put|leave|save|keeping) (?:out|back|aside|apart|away)) ?(?:out |back |aside |apart |away |of )*(?:the |a |an |last )*NUM",
        r"(?:PCT|NUM) (?:[^\s]+ ){0,5}?(?:hold out|holdout|held out|test set|for testing|as test|as a test|as a holdout|validation set|for validation|aside|for the test|as validation|test split|for evaluation|out for|back for|test data|testing|to test|in the test)",
        r"(?:hold out|holdout|held out) (?:sample|is enough|is fine|of|with|instead|please|only)",
        r"(?:hold out|holdout|held out|simple|single|one|train / test|train test|test|train and test) (?:set|split|validation)",
        r"NUM ?(?:/|-|:) ?NUM (?:[^\s]+ )?(?:split|holdout|hold out|train|partition)",
        r"(?:split|holdout|hold out|partition)(?: it| the data)?(?: into| in|  of)? NUM ?(?:/|-|:) ?NUM",
        r"(?:use |with |do |just |only |simple |a |an |switch to |change to |by )*(?:hold out|holdout)",
        order=45, takes=frozenset({"PCT"}),
    ),
    *rules(
        "early", validation("cv"),
        r"(?:(?:NUM|RANK) |x |k |fold |folds |stratified |repeated |times |way |\\* )*(?:cross validation|cross validate|cross validated|crossvalidation|crossval|cv|k fold|kfold|cross val|xval|cross validating|crossvalidate)(?: (?:with|using|of|on|in|=|,|k|:|and)* ?NUM(?: (?:folds|fold|splits|parts|times))?)?",
        r"(?:NUM|RANK) (?:fold|folds|splits)",
        r"leave one out",
        order=50,
    ),
)  # fmt: skip

MEANINGS = (
    Meaning(
        "set_validation", _VALIDATION_RULES,
        (
            "use ten fold cross validation", "hold out a fifth of the rows", "train on the past and test on the future",
            "never put rows of the same patient on both sides", "split by time", "a single train test split is enough",
            "validate on the last year", "group the folds by customer", "check it on data it has not seen, say 30 percent",
        ),
        words=bag("cross validation validate holdout folds fold split stratified chronologically"),
    ),
)  # fmt: skip
