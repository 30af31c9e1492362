"""Kept models that are described instead of named: "retrain the icu one", "score it with the newest fraud model"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.text.lexicon import FAMILIES
from assistant.understanding.text.words import bag, stands_in, stem

_ON_A_MODEL = r"(?:re-?train|re-?fit|refresh|roll(?:ed|ing)?\b|revert|restor|promot|deploy|releas|ship\b|publish|scor(?:e|ing)\b|appl(?:y|ied)\b|drift|approv|signed off|watch|monitor)"
_DESCRIBED = re.compile(
    r"\b(?:the|our|my|that|this) (?P<words>(?:[\w-]+ ){1,4}?)(?P<noun>models?\b(?! family| kind| type)|version\b|one\b)",
    re.IGNORECASE,
)
_BY_AGE = re.compile(
    r"\bthe (?:(?P<new>newest|latest|newer|most recent|more recent)|(?P<old>oldest|older))(?: (?:of|among) (?:the|our|my|these|those)(?: two| both)?)?"
    r"(?:(?P<words>(?: [\w-]+){0,3}?) (?:models?|ones?|versions?)\b|(?<= two)(?= *(?:$|[.,;:!?)]|and\b|then\b)))(?:,? \(?(?P<version>v\d+)\b\)?)?",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?<![\w.-])(?P<words>v\d+)(?![\w.-]*\w)", re.IGNORECASE)
_NO_NAMES = bag(
    "best top worst second third fourth fifth last next other same first new old current previous two three"
)
"""Words of places and of models in general."""
_SPOKEN = 4
"""Letters from which a word and a part of a name are alike where one begins with the other."""


_HIM = re.compile(
    r"\b(?P<act>save|keep|store|use|deploy|promote|export|retrain|watch|check|test|call|name|explain|trust|take|put|publish) (?:him|her)\b"
    r"|\b(?P<how>how (?:good|bad|sure|accurate|fast|well|precise|reliable|wrong|far off) (?:is|was|does|did)) (?:he|she)\b",
    re.IGNORECASE,
)
"""A model spoken of as a person, as who thinks in another language does."""


def not_a_person(text: str, context: Context) -> str:
    """The message with a model that it speaks of as "him" as a thing, where there are runs or a kept model to speak of."""
    if not (context.results or context.models):
        return text
    return _HIM.sub(lambda m: f"{m['act'] or m['how']} it", text)


def models_in_full(text: str, context: Context) -> str:
    """The message with every kept model by its name that it only describes, by a part of its name, its age or its order.

    Args:
        text: the message.
        context: the moment; a description that fits several of its models stays.
    """
    text = _in_order(text, context)
    if context.models and _SET_AGAINST.search(text):
        text = _POST.sub(lambda m: _only(m["words"], context.models) or m.group(), text)
        text = _DESCRIBED.sub(lambda m: _described(m, context, set_against=True) or m.group(), text)
    if not context.models or not re.search(_ON_A_MODEL, text, re.IGNORECASE):
        return text
    text = _BY_AGE.sub(lambda m: _of_age(m, context.models) or m.group(), text)
    text = _DESCRIBED.sub(lambda m: _described(m, context) or m.group(), text)
    if any(stands_in(m, text) for m in context.models):
        return text
    return _VERSION.sub(lambda m: _only(m["words"], context.models) or m.group(), text)


_SET_AGAINST = re.compile(r"\b(?:compar\w*|contrast\w*|versus|vs\.?|against|side by side|differ\w*|(?:better|worse|stronger|weaker|faster|slower) than|do better|beats?|outperforms?|wins? over)(?!\w)", re.IGNORECASE)  # fmt: skip
"""Words of a comparison, whose sides are kept models."""
_POST = re.compile(r"(?<!\bas )(?<!\bto )(?<!\bbe )\bthe (?:(?:present|current|new|old|reigning) )?(?P<words>champion|challenger|production|prod|shadow|staging|baseline)\b(?: (?:model|one|version))?(?!\s*[:=]|\w)", re.IGNORECASE)  # fmt: skip
_OF_TWO = re.compile(r"\bthe (?:(?P<first>former)|latter)(?: (?:one|model|run))?\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:compar\w*|contrast\w*|versus|vs\.?|against|next to|side by side|differ\w*)(?!\w)", re.IGNORECASE
)


def _in_order(text: str, context: Context) -> str:
    """The message with "the former" or "the latter" as the model or the compared place that it is."""
    said = _OF_TWO.search(text)
    if said is None or context.proposal:
        return text
    before = text[: said.start()]
    at = {m: re.search(rf"(?<![\w.-]){re.escape(m)}(?![\w-])", before, re.IGNORECASE) for m in context.models}
    named = sorted((found.start(), m) for m, found in at.items() if found is not None)
    two = [m for _, m in named]
    if not named and _COMPARES.search(before):
        words = tagged(before, context)[0]
        figures = [v for w in words if w.entity and w.entity.kind in ("RANK", "NUM") for v in w.entity.values]
        two = [f"number {int(v)}" for v in figures]
    if len(two) != len(("former", "latter")):
        return text
    return f"{before}{two[0] if said['first'] else two[1]}{text[said.end() :]}"


def _described(match: re.Match[str], context: Context, set_against: bool = False) -> str | None:
    """The one model that words describe; "the … one" only where an act on a model leads to it, or a comparison."""
    words = match["words"].lower().split()
    if _NO_NAMES & set(words) or any(m.lower() in match.group().lower() for m in context.models):
        return None
    families = {w for said in FAMILIES.values() for one in said for w in one.split()}
    if (context.results or context.recommendations) and set(words) <= families:  # one of the list may be meant
        return None
    before = re.split(r"[.;!?\n](?=\s)", match.string[: match.start()])[-1]
    if match["noun"].lower() == "one" and not set_against and not re.search(_ON_A_MODEL, before, re.IGNORECASE):
        return None
    return _only(match["words"], context.models)


def _only(said: str, models: Sequence[str]) -> str | None:
    """The one model of whose name, and of no other's, a word is a part."""
    hits = {m for m in models for w in said.split() if _has(m, w) and not any(_has(o, w) for o in models if o != m)}
    return hits.pop() if len(hits) == 1 else None


def _has(model: str, word: str) -> bool:
    """Whether a word is a part of a model's name: "boosted" of `churn_boost`."""
    word = word.lower()
    for part in re.findall(r"[a-z0-9]+", model.lower()):
        long = min(len(part), len(word)) >= _SPOKEN and (part.startswith(word) or word.startswith(part))
        if long or part == word or (len(word) > 2 and stem(part) == stem(word)):
            return True
    return False


def _of_age(match: re.Match[str], models: Sequence[str]) -> str | None:
    """The first or last version of a model that has several, where the words fit one such model."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    for model in models:
        version = re.fullmatch(r"(?P<base>.*?[a-z])[ _.-]*?v?(?P<n>\d+)", model, re.IGNORECASE)
        if version:
            numbered.setdefault(version["base"].lower(), []).append((int(version["n"]), model))
    words = [w for w in (match["words"] or "").split() if w.lower() not in ("kept", "saved", "registered")]
    fitting = [some for some in numbered.values() if len(some) > 1 and all(_has(some[0][1], w) for w in words)]
    if len(fitting) != 1:
        return None
    return (max if match["new"] else min)(fitting[0])[1]
