"""What is done with a model that was found: it gets a name of its own, rows to predict, a folder to look after.

"Save the best one as heart-v1", "use it on march.csv", "every Friday a file lands in /in, look at it and retrain", "is it
live?".
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.outcomes import models_in
from assistant.understanding.commands.trusting import ASKED, OF_PLACE
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, pruned, rules
from assistant.understanding.text.words import bag


def _results(context: Context) -> bool:
    """Whether there is something to keep."""
    return context.results > 0 or bool(context.models)


_VERB = r"(?:save|keep|store|register|remember|archive)"
_NUMBERED = r"(?:first|second|third|fourth|fifth|last|(?:number|no\.?|nr\.?|run|rank|result|model|#)\s*#?\d{1,2}|\d{1,2}(?:st|nd|rd|th)?|(?:one|two|three|four|five))"
_WHAT = rf"(?:(?:me|us)\s+)?(?:(?:the|this|that|my|our)\s+)*(?:it|this|that|(?:best|winning|top|strongest)(?:\s+(?:one|run|model|result|variant|so far|of them))*|winner|champion|{_NUMBERED}(?:\s+(?:one|run|model|result|variant))?|model|run|classifier|predictor)"
_AS = r"(?:as|under|by|with(?=\s+(?:the\s+)?(?:name|title)\b))"
_TITLE = r"(?:(?:the\s+)?(?:name|title)\s*(?:of\s+)?[:=]?\s*)"
_KEPT_AS = re.compile(rf"^(?:(?:please|also|now|then|just)\s+)*{_VERB}\s+(?P<what>{_WHAT})\s*,?\s+{_AS}\s+(?P<titled>{_TITLE})?(?P<name>.+)$", re.IGNORECASE | re.DOTALL)  # fmt: skip
_CALLED = re.compile(rf"^(?:(?:please|also|now|then|just)\s+)*(?:call|name|dub|christen|title)\s+(?P<what>{_WHAT})\s+(?:as\s+)?(?P<name>.+)$", re.IGNORECASE | re.DOTALL)  # fmt: skip
_BARE = re.compile(rf"^(?:(?:please|also|now|then|just)\s+)*{_VERB}\s+(?P<what>{_WHAT})\W*$", re.IGNORECASE)
_NAMED_AFTER = re.compile(r"\b(?:(?:call|name|dub)\s+(?:it|this|that)\s+|(?:under|with|by)\s+(?:the\s+)?name\s*(?:of\s+)?[:=]?\s*|(?:its\s+)?name\s*[:=]\s*|(?:called|named)\s+)(?P<name>[\"'`“]?[^\s,;.!?\"'`”]+[\"'`”]?)", re.IGNORECASE)  # fmt: skip
_KEEPS = re.compile(rf"\b{_VERB}\b", re.IGNORECASE)
_MANNERS = re.compile(r"(?:[\s,]+(?:please|pls|plz|thanks|thank you|thx|now|then|too|again|for (?:later|now|me|us|next time|the record)|and))+\W*$", re.IGNORECASE)  # fmt: skip
_NO_NAME = re.compile(
    r"^(?:a|an|the|our|my|your|its?|is|as|soon|long|far|well|usual|much|little|few|many|small|simple|short|possible|agreed|before|discussed|planned|this|that|now|one|low|high)\b"
    r"|\bas\b|\.\w{2,7}$|\b(?:onnx|docker|container|package|wheel|pickle|joblib|zip|tar|json|csv|html|pdf|markdown|md|excel|xlsx|file|strategy|feature|input|predictor|target|format)\b"
    r"|^(?:production|prod|staging|champion|challenger|shadow|canary|archived?|backup|candidate|baseline|fallback|pilot|live|default)\W*$",
    re.IGNORECASE,
)  # fmt: skip
"""What stands behind "as" and is no name: a format, a post, a measure."""
_OWN_NAME = re.compile(r"^[\"'`“].+[\"'`”]$|[\d_-]|^[A-Z]")
_BELOW = re.compile(r"\bunder \d", re.IGNORECASE)
_KEPT_UNDER = re.compile(r"\bkeep\b.*\bunder (?!(?:the )?(?:name|title)\b)", re.IGNORECASE)
_MOST_WORDS = 5


def _kept_as(found: Found) -> Args | None:
    """The place in the results and the name that it is to be kept under."""
    whole, message = found.clause.whole.strip(" .!?"), found.clause.message
    said = _KEPT_AS.match(whole)
    if said is None and (said := _CALLED.match(whole)) and not (
        _OWN_NAME.search(said["name"]) or (_KEEPS.search(message) and said["what"].casefold() != "it")
    ):  # fmt: skip
        return None  # "call the first one useless" is an opinion
    name = _name(said["name"], bool(said.groupdict().get("titled"))) if said else None
    if said is None and (said := _BARE.match(whole)):
        after = _NAMED_AFTER.search(message, found.clause.words[-1].start)
        name = _name(after["name"], titled=True) if after else None
    if said is None or name is None or any(m.casefold() != name.casefold() for m in models_in(found)):
        return None  # a known model may get another version under its name, and is not what is kept
    if _BELOW.search(whole) or (_KEPT_UNDER.search(whole) and not _OWN_NAME.search(said.groupdict().get("name", ""))):
        return None  # "keep it under five minutes"
    return pruned({"rank": _rank(found, said), "alias": name})


def _name(said: str, titled: bool) -> str | None:
    """The name without manners around it; None where it is none."""
    bare = _MANNERS.sub("", said.strip()).strip(" .,;:!?")
    name = bare.strip("\"'`“”")
    quoted = bare != name
    if not name or len(name.split()) > _MOST_WORDS or (not (titled or quoted) and _NO_NAME.search(name)):
        return None
    return name


def _rank(found: Found, said: re.Match[str]) -> int | None:
    """The place that is kept; None for "it" or "the model"."""
    until = found.clause.words[0].start + said.end("what")
    named = [
        int(v)
        for w in found.clause.words
        if w.start < until and w.entity is not None and w.entity.kind in ("RANK", "NUM")
        for v in w.entity.values
    ]
    if named:
        return named[0] if named[0] > 0 else found.context.results + 1 + named[0]
    return 1 if re.search(r"\b(?:best|winning|winner|top|strongest)\b", said["what"], re.IGNORECASE) else None


_FREE_ALIAS = re.compile(
    r"^(?:(?:please|also|now|then|just|ok|and)\s+)*(?:make|mark|tag|set|call|declare)\s+(?P<what>it|this|that|(?:this|that|the|my|our) (?:one|model)|(?:the |my |our )?[\w-]+)\s+(?:as )?(?:the|our|my)\s+[\"'`]?(?P<alias>[A-Za-z][\w-]*)[\"'`]?\s+(?:one|model|version)\b",
    re.IGNORECASE,
)
_NO_ALIAS = re.compile(
    r"(?:best|worst|new|newest|old|oldest|first|second|third|fourth|fifth|last|latest|next|previous|same|other|right|wrong|only|main|final|final|simple|fast|cheap|small|big|large|good|bad|accurate|interpretable|current|present|default|champion|challenger|production|prod|live|staging|shadow|canary|winning|official|active|saved|kept|\w{3,}(?:er|est))",
    re.IGNORECASE,
)
"""What tells one of several models and is no alias of a person's own, or is one of the usual ones."""


def _aliased(found: Found) -> Args | None:
    """A kept model that gets an alias of a person's own: "make it the barn one"."""
    said = _FREE_ALIAS.match(found.clause.whole)
    if said is None or _NO_ALIAS.fullmatch(said["alias"]) or found.all("FAM") or found.all("COL"):
        return None
    named = models_in(found)
    pointed = re.match(r"it|this|that|(?:this|that|the|my|our) (?:one|model)", said["what"], re.IGNORECASE)
    if not named and not pointed:
        return None
    only = found.context.models[0] if len(found.context.models) == 1 else None
    return pruned({"model": named[0] if named else only, "alias": said["alias"]})


_RECURS = re.compile(
    r"\b(?:every|each|once (?:a|per)|twice (?:a|per)|per) (?:other |second |third |single )?(?:hour|day|night|week|weekend|month|quarter|year|shift|morning|evening|afternoon|minute|mon|tues|wednes|thurs|fri|satur|sun|\d+ )"
    r"|\b(?:daily|nightly|hourly|weekly|monthly|quarterly|yearly|regularly|from time to time|now and then)\b|\b(?:whenever|always|constantly|keeps?)\b.*\b(?:new|files?|data)\b",
    re.IGNORECASE,
)
_ARRIVES = re.compile(
    r"\b(?:puts?|drops?|gets?|receives?|uploads?|saves?|cop(?:y|ies)|delivers?|stores?|adds?|lands?|arrives?|comes?|appears?|shows? up|dumps?|sends?|writes?|exports?|is put|are put|is dropped|are dropped)\b",
    re.IGNORECASE,
)
_LEARNT = re.compile(r"\b(?:predict|forecast|train(?:ed)? on|learn from|score)\b", re.IGNORECASE)


def _comes_in(found: Found) -> Args | None:
    """A place where new files come in again and again, which is to be watched."""
    whole = found.clause.whole
    sources = found.all("SRC")
    if (
        len(sources) != 1
        or not (_RECURS.search(whole) and _ARRIVES.search(whole))
        or _LEARNT.search(found.clause.message)
    ):
        return None
    return pruned({"source": sources[0], "model": next(iter(models_in(found)), None)})


def _applied(found: Found) -> Args | None:
    sources = found.all("SRC")
    return pruned({"source": sources[0], "model": next(iter(models_in(found)), None)}) if len(sources) == 1 else None


_ON_A_FILE = bag(
    "put run use apply let set have send push feed pass take throw stick point try give get i we want need would like please pls now then and also just the our my your model actual list file table this that new fresh it go goes"
    " going through thru over on for to into by past with at against onto should must shall may can could you me us all of them rows row every each whole today quickly once , : ; . ! so ok"
)
"""Words around a model and a file of which the one is to be used on the other: "knots should go through boards.csv"."""
_CONNECTS = bag("through thru over on for to into by past with at against onto")


def _through(found: Found) -> Args | None:
    """A kept model and a file with nothing but small words around them: the file is scored with the model."""
    models, sources = models_in(found), found.all("SRC")
    if len(models) != 1 or len(sources) != 1 or not re.search(r"\.[a-z0-9]{2,7}$", str(sources[0])):
        return None
    if models[0].lower() in {c.lower() for c in found.context.columns}:
        return None
    said = found.clause.whole.lower().replace(str(sources[0]).lower(), " ").replace(models[0].lower(), " ")
    words = re.findall(r"[\w'’-]+|[,:;.!?]", said)
    return {"source": sources[0], "model": models[0]} if set(words) <= _ON_A_FILE and set(words) & _CONNECTS else None


def _in_use(found: Found) -> Args | None:
    """Which model is in use; how far runs are is another question."""
    if found.context.running or found.all("RANK") or (found.said("name") and not models_in(found)):
        return None
    return {"question": found.clause.whole}


def _goal_or_results(context: Context) -> bool:
    """Whether there is a goal: the file that "it" is used on is then none to learn from."""
    return bool(context.target) or _results(context)


_IT = r"(?:it|this|that|(?:the|our|my|this|that) (?:best |saved |new |kept |final )*(?:model|winner|one|classifier|predictor|champion)|[^\s]+ model)"
_LIVE = r"(?:live|deployed|online|in (?:production|prod|use|service|operation)|productive|serving|being used|used (?:in production|live))"
RULES: dict[str, tuple[Rule, ...]] = {
    "promote": rules(
        "closed", _kept_as,
        r"(?:(?:please|also|now|then|just) )*(?:save|keep|store|register|remember|archive|call|name|dub|christen|title) [^\s]+(?: [^\s]+)*",
        order=3, when=_goal_or_results, firm=True,
    ) + rules(
        "closed", _aliased,
        r"(?:(?:please|also|now|then|just|ok|and) )*(?:make|mark|tag|set|call|declare) [^\s]+(?: [^\s]+){0,3} (?:the|our|my) [^\s]+ (?:one|model|version)(?: (?:please|now|then|too))*$",
        order=3, when=lambda c: bool(c.models), firm=True,
    ),
    "watch": rules(
        "closed", _comes_in, r"(?:[^\s]+ )*?[^\s]+(?: [^\s]+)*", order=4, when=_results, firm=True,
    ),
    "score_data": rules("closed", _through, r"(?:[^\s]+ )*?[^\s]+(?: [^\s]+)*", order=4, when=lambda c: bool(c.models), firm=True) + rules(
        "closed", _applied,
        rf"(?:please |now |then |and |also )*(?:use|apply|try|run|take) {_IT}(?: now)? (?:for|on|with|against|to|over|upon)(?: (?:the|my|our|these|new|rows|data|table|file|in|of|from|customers|patients|cases|people))* SRC(?: (?:please|now|too|as well|then))*$",
        order=4, when=_goal_or_results, firm=True,
    ),
    "explain_recommendation": OF_PLACE,
    "ask_numbers": ASKED
    + rules(
        "closed", _in_use,
        rf"(?:(?:and|so|but|ok|now|well|please|hey|also|then|tell me|is it true that|do you know) )*(?:is|are|was) (?:{_IT}|(?P<name>[^\s]+))(?: (?:now|already|actually|really|currently|finally))* {_LIVE}(?: (?:now|already|yet|at the moment|right now|at all|today|then))*(?: \?)?$",
        rf"(?:(?:and|so|but|ok|now|well|please|hey|also|then) )*(?:who|what|which(?: one| model| version)?) is(?: (?:now|already|actually|currently))* {_LIVE}(?: (?:now|already|yet|at the moment|right now|today))*(?: \?)?$",
        order=4, when=_goal_or_results, firm=True,
    ),
}  # fmt: skip
"""Rules of commands that are found elsewhere, tried before those."""
