"""What happens to a model afterwards: promotion, roll-back, drift, retraining."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.commands.outcomes import best_of, models_in, models_named
from assistant.understanding.commands.plan import ranks_in
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.lexicon import FORMATS
from assistant.understanding.text.spelling import english
from assistant.understanding.text.words import bag

_NOT_NAMES = bag(
    "if when once needed necessary whether unless the a an our my this that it its model models current new old live best production staging in into to on of for and or with from"
    " approval approvals permission blessing ok go-ahead sign off say so data drift drifted version alias as champion back again now please is has been was last previous latest deployed every all which"
    " run runs result results rank number place only both single sole green light nod okay any your one them there still today winner first second third top approved released registered first_one retrained retrain whole"
    " update updated up refresh prediction predictions predictive production trained existing"
    " possible soon well planned agreed discussed usual"
    " hourly daily nightly weekly monthly yearly automatically"
)


def model_named(found: Found) -> str | None:
    """The registered model meant, or the name said before or after the word "model"; None where none is named."""
    known = models_in(found)
    if known:
        return known[0]
    text = found.clause.whole
    quoted = found.all("QUOTE")
    if quoted:
        return str(quoted[0])
    called = re.search(
        r"\bmodel (?:called |named |)[\"'`]?([A-Za-z][\w\-]*_[\w\-]+|[A-Za-z][\w\-]*\d)", text
    ) or re.search(r"\bmodel (?:called|named) [\"'`]?([A-Za-z][\w\-]*)", text)
    if called and called.group(1).lower() not in _NOT_NAMES:
        return called.group(1)
    before = re.search(r"([A-Za-z][\w\-]*)(?:'s|’s)? (?:model|classifier|predictor|regressor|scorer)\b", text)
    name = before.group(1) if before else None
    if name and name.lower() not in _NOT_NAMES and not name.lower().endswith("ing"):
        return name
    return None


def _object_named(found: Found) -> str | None:
    """As `model_named`; or the one word that the verb is about, as in "roll back churn"."""
    named = model_named(found)
    if named or "name" not in found.match.re.groupindex or not found.said("name"):
        return named
    if found.values("RANK", "name"):
        return None
    raw = found.raw("name").strip("?.!,'\" ")
    if raw.lower() in _NOT_NAMES or not raw[:1].isalpha():
        return None
    beside = bool(models_named(found.clause.message, found.context.models))
    ordinary = " " in raw or (beside and raw.lower() in english())
    return None if ordinary else raw  # beside a model that is kept, a plain word names none: "retrain it regardless"


def _with_model(found: Found) -> Args:
    return pruned({"model": _object_named(found) or elsewhere(found) or _pointed_at(found)})


def _of_one(found: Found) -> Args | None:
    """A question of one approval; who approved most, or how many, is one of numbers."""
    return None if re.search(r"\b(?:most|least|fewest|how many|how often)\b", found.clause.text) else _with_model(found)


def elsewhere(found: Found) -> str | None:
    """The one registered model that another clause of the message names, for "it"."""
    named = models_named(found.clause.message, found.context.models)
    return named[0] if len(named) == 1 else None


def _pointed_at(found: Found) -> str | None:
    """The only registered model, where "that model" or "it" can mean no other."""
    models = found.context.models
    pointed = re.search(r"(?<!\S)(?:it|(?:that|this|said) (?:model|one)|that)(?!\S)", found.clause.text)
    return models[0] if pointed and len(models) == 1 else None


_ALIASES = r"(?P<alias>production|prod|staging|champion|challenger|candidate|live|shadow|canary|default|test|archived|archive|development|dev|baseline|fallback|pilot|stage)"
_POSTS = r"(?:production|prod|staging|champion|challenger|shadow|canary|archive|archived)"
_ALIAS_OF = {"prod": "production", "live": "production", "stage": "staging", "archive": "archived"}


_CHANGED = re.compile(
    rf"(?:please )?(?:make|keep|get|turn) (?:the |our |my )*{_ALIASES}(?: (?:sets?|split|data|run|score|model|period))?"
    r" (?:(?:a|bit|little|much|more|less|slightly|somewhat|way|even|lot|too|as|so|very|rather|quite) )*"
    r"(?!(?:better|winner|number|other|older|newer|former|latter|again|over|super)\b)(?:[a-z]+er|hard|easy|strict|short|long|large|small|big|difficult|realistic|fair|representative)(?: [^\s]+){0,3}$"
)
"""What a post's name is made: "make the test a bit harder" gives no post to anything."""


def promote_args(found: Found) -> Args | None:
    """Which model or run is promoted, and to what."""
    if re.match(
        r"(?:please )?(?:promote|deploy|release|ship)(?: it| them)? (?:never|neither|none|nothing|no one)\b",
        found.clause.text,
    ):
        return None
    if _CHANGED.match(found.clause.text):
        return None
    ranks = ranks_in(found)
    model = _object_named(found)
    alias_at = re.search(
        rf"(?:official|to|as|into|in|the|alias|a|our|go|new|be|for|=|it|RANK\d+|model|with|:|version|onto|on(?! \S+ (?:data|sets?|scores?|runs?|tables?|files?|rows))) {_ALIASES}(?!\S)",
        found.clause.text,
    ) or re.search(rf"(?<![\w-]){_ALIASES}$", found.clause.text)
    alias = alias_at.group("alias") if alias_at else None
    called = re.search(rf"\b(?:with|under|by|using) (?:the |a )?(?:name|alias|label|title|tag)(?: of)?(?: the)? {_ALIASES}(?!\S)", found.clause.text)  # fmt: skip
    alias = called["alias"] if called else alias
    quoted = re.search(r"(?:alias|as|to|label|tag) (?:alias )?(QUOTE[0-9]+)", found.clause.text)
    if quoted:
        alias = str(found.clause.values("QUOTE", *quoted.span(1))[0])
        model = next(iter(models_in(found)), None)
    named = re.search(
        r"(?:alias|as|under the alias|under alias|tag|label) (?:the |alias |of |named )*[\"'`]?([A-Za-z][\w\-]*)",
        found.clause.whole,
    )
    if alias is None and named and named.group(1).lower() not in _NOT_NAMES | {"soon", "well", *FORMATS}:
        alias = named.group(1)
    if model is not None and alias is not None and model.lower() == alias.lower():
        model = None
    bare = re.match(r"(?:please )?\w+ (?:the )?(NUM[0-9]+)", found.clause.text)
    if not ranks and bare:
        ranks = [int(v) for v in found.clause.values("NUM", *bare.span(1))]
    if not ranks and (model is None or model.lower() in ("better", "stronger")):
        ranks, model = best_of(found), None
    if (
        not ranks
        and model is None
        and re.search(r"(?:the )?(?:best|winning|top)(?: (?:model|one|run|variant))?(?!\S)", found.clause.text)
    ):
        ranks = [1]
    return pruned(
        {
            "rank": ranks[0] if ranks and model is None else None,
            "model": model,
            "alias": _ALIAS_OF.get(alias or "", alias),
            "name": _called(found.clause.whole, (alias, model)) if alias_at else None,
        }
    )


_CALLED = re.compile(
    r"\b(?:as|called|named|under the name(?: of)?|and call it|name it)\s+[\"'`“]?(?P<name>[A-Za-z][\w-]*)[\"'`”]?(?:\s+(?:please|now|then))*\W*$",
    re.IGNORECASE,
)
_NO_CALL = bag(
    "main primary only sole replacement backup successor latest planned agreed discussed usual quickly possible well soon is it one such main standard"
) | frozenset(FORMATS)


def _called(text: str, taken: Sequence[str | None]) -> str | None:
    """The name that a model gets beside its post: "put it in production as hearty"; None where none is said."""
    said = _CALLED.search(text)
    if said is None or said["name"].lower() in _NOT_NAMES | _NO_CALL or re.fullmatch(_ALIASES, said["name"].lower()):
        return None
    known = {word.lower() for word in taken if word}
    if any(re.fullmatch(_ALIASES, part) for part in said["name"].lower().split("-")):
        return None  # "ship it as north-prod" names the post
    return None if said["name"].lower() in known else said["name"]


_ASKED = re.compile(
    r"(?:^|[.!?;,:\n]\s*|\band\s+|\bbut\s+)(?:(?:so|and|but|now|please|hey|well|then|tell me|i wonder|whether)\s+)*(?:who|whose|which|what|when|why|how|is|are|was|were|has|have|had|does|did|should|if)\b[^.!?;,:\n]*$|\b(?:not|never)\b|n['’]t\b[^.!?;,:\n]*$",
    re.IGNORECASE,
)


def asks_of_it(found: Found) -> bool:
    """Whether a clause asks of a model's post, makes it depend on something or denies it: "is it in production?"."""
    return bool(_ASKED.search(found.clause.message[: found.clause.words[-1].end]))


def _placed_as(found: Found) -> Args | None:
    """A run or a kept model that is given a post without a verb for it: "the third into production as champion"."""
    if asks_of_it(found):
        return None
    args = promote_args(found) or {}
    return args if args.get("rank") or models_in(found) else None


def _drift(found: Found) -> Args | None:
    if re.search(r"\b(?:what (?:is|does|do)|mean|means|explain|how does)\b", found.clause.text) and not models_in(
        found
    ):
        return None
    named = _object_named(found)
    if named is None and re.search(r"\bit\b", found.clause.text):
        named = elsewhere(found)
    return pruned({"model": named, "source": source_in(found)})


def source_in(found: Found) -> str | None:
    """The file, address or quoted name in a clause."""
    return next(iter(found.all("SRC")), None)


MEANINGS = (
    Meaning("who_approved", rules("closed", _of_one,
        r"(?:who|which person|whose|by whom|when and by whom|when was|who was it that)(?: [^\s]+)*? (?:approved?|promoted?|released?|signed off|signed|deployed?|approval|sign off|put|authori[sz]ed?|gave|allowed|let|okayed|decided|published?|responsible|moved|green lit|waved|agreed|accepted|approve|cleared|sanctioned|launched|made)(?: (?:the |our |my |this )?(?P<name>[a-z][\w\-]*))?(?: [^\s]+)*",
        r"(?:was|has|is)(?: [^\s]+){0,4} (?:approved|signed off|authori[sz]ed) by (?:whom|who|anyone|someone)(?: [^\s]+)*",
        r"(?:has|have|did|had) (?:anyone|anybody|someone|somebody|any of us|any one)(?: (?:already|ever|yet|really|actually|formally))* (?:approved?|sign(?:ed)?(?! up)|authori[sz]ed?|okayed|cleared?|sanction(?:ed)?)(?! (?:the |this |that |my |your )?(?:plan|proposal))(?: [^\s]+){0,5}",
        r"(?:show|give|list)(?: [^\s]+){0,3} (?:approvals?|approver|approval history|sign off|audit trail)(?: [^\s]+)*",
        order=15), ("who approved the churn model", "who signed off on this", "who put that model into production", "whose decision was it to deploy it", "when was the model promoted and by whom")),
    Meaning("roll_back", rules("closed", lambda f: _with_model(f) or None if re.search(r"model|version|deploy|production", f.clause.message.lower()) else None, r"(?:go|switch|get|change) back to (?:the )?(?:old|previous|last|former|earlier) one(?: [^\s]+){0,3}", order=7) + rules("closed", _with_model,
        r"(?:put|take|bring|set|move|switch|turn|return|give)(?: [^\s]+)*? (?:back )?to (?:the |its |their )*(?:version|model|state|one|release|precedent version|preceding version|earlier state) ?(?:before|from before|of before|that we had|we had|before that)?(?: [^\s]+){0,2}", r"(?:please )?(?:roll|rolling|fall|step) (?:it |that |them |the \w+(?: model)? |\w+ |COL |our \w+ (?:model )?)?back(?: (?:the |our |my |to )*(?P<name>[a-z][\w\-]*|COL))?(?: [^\s]+)*", r"rollback(?: (?:the |our |my |of )*(?P<name>[a-z][\w\-]*|COL))?(?: [^\s]+)*",
        r"(?:go|revert|switch|return|get|change|restore|reinstate|bring back|set|put|reset|move|take)(?: [^\s]+)*? (?:previous|old|earlier|last|older|former|prior|before)(?: [^\s]+){0,2} (?:version|model|release|champion|production)(?: [^\s]+)*", r"(?:restore|reinstate|bring back) (?:the )?(?:previous|old|earlier|last|older|former|prior) (?:version|model|one)(?: [^\s]+)*", r"(?:revert|undo|take back|withdraw|reverse) (?:the )?(?:promotion|deployment|release|last deployment|last promotion|(?P<name>[a-z][\w\-]*) model)(?: [^\s]+)*", r"(?:take|pull|remove) (?:the |our )?(?:(?P<name>[a-z][\w\-]*) )?(?:model )?(?:out of|from|off) production(?: [^\s]+)*",
        order=16), ("roll back the churn model", "go back to the previous version of the model", "restore the old model", "the new model is worse, revert to the last version", "undo the promotion"), words=frozenset(("rollback", "revert"))),
    Meaning("check_drift", (*rules("closed", _drift,
        r"(?:.* )?(?:psi (?:check|test)|ks test|drift check|drift|drifts|drifted|drifting|data shift|distribution shift|covariate shift|concept drift|population shift)(?: [^\s]+)*",
        r"(?:is|are|has|have|did|does|do)(?: [^\s]+)*? (?:data|inputs?|distribution|population|world|customers|numbers|new data|columns|values|SRC)(?: [^\s]+){0,3} (?:changed|shifted|different|change|shift|look different|moved|unusual|differ|still look|still like|still the same|the same as|still similar|the same)(?: [^\s]+)*",
        r"(?:is|are|does|do|has|will) (?:\w+ )*?(?:model|models|classifier|predictor|predictions) (?:still |getting |become |gotten |got |any )*(?:good|ok|okay|valid|fine|up to date|work|works|hold|holds|accurate|reliable|healthy|worse|perform|performs|stale|alright|performing|trustworthy|usable|aged|outdated|degraded|degrading|deteriorating|working|trusted|fit|current|in shape)(?: [^\s]+)*", r"(?:check|test|verify|monitor|see)(?: [^\s]+){0,3} (?:model health|health of|whether the data|if the data|for changes|against the training data)(?: [^\s]+)*",
        r"(?:does|do|is|are|how)(?: [^\s]+)* (?:training data|like the training|trained on)(?: [^\s]+)*",
        order=18), *rules("closed", lambda f: _drift(f) if models_in(f) else None, r"(?:is|are|does|do|has|will|can|how)(?: [^\s]+)*? (?:still|holding up|getting worse|degraded|doing these days|aged|up to date)(?: [^\s]+)*", order=18)), ("has the data drifted", "is the churn model still good", "check for drift against new.csv", "does the new data look like the training data", "did the inputs change since we trained it", "is it still valid"), words=frozenset(("drift", "drifted"))),
    Meaning("retrain", rules("closed", _with_model,
        r"(?:please )?(?:retrain|re train|refit|re fit|retraining|refresh|renew|update|refitting)(?: (?:the |our |my |a |it )*(?P<name>[a-z][\w\-]*|COL))?(?: (?!profile|budget|goal|plan|target)[^\s]+)*(?: (?:model|with|on|again|now|please|classifier|using|it|data|today|from)(?: [^\s]+)*)?$",
        r"(?:train|fit)(?: (?:the|our|my|it|them|this|that|\w+|COL))* (?:again|anew|afresh|once more|from scratch|on the new data|on the latest data|on newer data|on fresh data|with the new data|with fresh data|with the latest data|on all the data)(?: [^\s]+)*", r"(?:bring|get) (?:the |our )?(?:(?P<name>[a-z][\w\-]*) )?(?:model )?(?:up to date|current)(?: [^\s]+)*", r"(?:.* )?(?:needs?|due for|time for|should get|wants?|time to|could use|requires?|deserves) (?:a |to be |be |an )*(?:retraining|retrained|retrain|refit|refresh|refreshed|updating)(?: [^\s]+)*",
        order=19), ("retrain the churn model", "train it again on the new data", "the model is old, refresh it", "update the model with the latest data", "refit it please", "bring it up to date"), words=frozenset(("retrain", "refit"))),
    Meaning("set_gates", (), ("never promote if women fare worse by more than 2 points", "only promote what is at least as good", "nothing goes live that is worse for any group", "which gates are set", "revoke the latency gate"), words=frozenset(("gate", "gates", "revoke"))),
    Meaning("promote", rules("closed", promote_args,
        r"(?:please )?(?:promote|deploy|release|ship|publish|roll out|roll it out|go live|productioni[sz]e|productise|productionise|crown|register|push|put|move|set|make|take|bring|mark|tag|label|use|install|advance|launch|elevate|alias|send|transfer|declare|appoint|name)(?: (?:the |our |my |this |that )*(?P<name>[a-z][\w\-]*|COL))?(?: [^\s]+)*? (?:to|as|into|in|live|the|alias|our|new|go|onto|on(?= (?:the |our )?" + _POSTS + r"(?! (?:data|sets?|scores?|runs?|tables?|files?|rows)))) (?:the |a |our |alias |new |go |be |=|)*" + _ALIASES + r"(?: [^\s]+)*",
        r"(?:please )?(?:promote|deploy|release|ship|roll out|productioni[sz]e|crown)(?: (?:the |our |my |this |that )*(?P<name>[a-z][\w\-]*|COL))?(?: [^\s]+)*", r"(?:put|take|bring|push|make|set|get|let) (?:the |our |my )?(?P<name>[a-z][\w\-]*|COL|RANK)(?: model)? (?:go )?(?:live|into production|in production|online)(?: [^\s]+){0,3}", r"(?:go|let us go|going|take it|put it|bring it|get it) live(?: with)?(?: (?:the |our |my )*(?P<name>[a-z][\w\-]*|COL))?(?: [^\s]+)*", r"(?:.* )?(?:should|can|may|shall|must|could) (?:go|be|become)(?: [^\s]+){0,2} (?:production|live|champion|deployed|promoted|released|staging)(?: [^\s]+)*", r"(?:save|keep|register|store|remember) (?:the |this |that )*(?:RANK|best|winning|top|model|it)(?: [^\s]+)*? (?:as|under) (?!(?:well|long|soon|far|is|it|usual|possible|before|[a-z]+ as)(?: |$))(?:the )?(?:name |alias )?(?P<name>[a-z][\w\-]*|COL|QUOTE)(?: [^\s]+)*", r"(?:save|keep|register) (?:the |this |that )*(?:RANK|best model|model|winner|best one|winning model)(?: model)?$",
        order=20) + rules("closed", _placed_as,
        r"(?:let|have) (?:[^\s]+ ){1,6}?(?:be|become|act as|serve as) (?:the |our |a )?" + _POSTS + r"(?: [^\s]+){0,3}", r"(?:[^\s]+ ){1,4}?(?:to|into|in|as|:|->|becomes?|gets?|goes (?:to|into)) (?:the |our |new )*" + _POSTS + r"(?: (?:please|now|too|at last|as [^\s]+))*$",
        order=21), ("promote the second to production", "deploy the best model", "put it in staging", "make the first one the champion", "let's go live with the churn model", "ship it", "use the winner in production from now on"), words=frozenset(("promote", "deploy", "production", "staging"))),
)  # fmt: skip

FILLS = {
    "who_approved": _with_model,
    "roll_back": _with_model,
    "retrain": _with_model,
    "check_drift": _drift,
    "promote": promote_args,
}
"""Slots of clauses that are only like the examples."""
