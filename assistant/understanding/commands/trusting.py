"""Whether a model may be relied on, and where it was wrong: "can I trust it for houses above 40?", "show me a mistake"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, rules

_MISTAKES = r"(?:mistakes?|wrong (?:predictions?|cases?|answers?|ones?|rows?|guesses|calls)|mispredictions?|misclassifi\w+(?: (?:cases?|rows?|ones?))?|missed (?:cases?|ones?|patients?|customers?)|misses|false (?:alarms?|positives?|negatives?)|(?:worst|biggest|largest|gravest|grossest|most serious) (?:errors?|misses|predictions?|mistakes?))"
_SHOWN = re.compile(
    rf"^\W*(?:(?:and|so|but|ok|now|well|please|also|then|can you|could you|would you|i want to|i would like to|let me|just) )*(?:show|give|name|list|see|find|tell|pick|print|look at|let me see|got|have you|display)(?: (?:me|us|of))*(?: (?:an?|the|some|any|its|all|all the|one|two|three|five|ten|\d+|few|typical|example|examples|of|your|their|cases where))* {_MISTAKES}\b"
    r"|^\W*(?:(?:and|so|but|show|give|me|the|a|its) )*(?:confusion (?:matrix|table)|(?:worst|biggest|largest|gravest) (?:errors?|mistakes?|misses))(?: please| of it)?\W*$"
    rf"|^\W*(?:(?:and|so|but) )?(?:an?|one|some|its|the) (?:example of )?(?:an? )?{_MISTAKES}(?: it (?:made|makes))?(?: please)?\W*$",
    re.IGNORECASE,
)
_IT = r"(?:it|he|she|the (?:best |saved |final |first )?(?:model|run|one|winner|classifier|predictions?)|you|they|your model|that model|this)"
_GOT_WRONG = re.compile(
    rf"\b(?:which|what|who|whom|where|for whom|for which|on which|in which)\b(?: [\w-]+){{0,4}}? (?:did|does|do|was|is|are|were|has|have|had) {_IT}(?: (?:get|got|go|gone|have|had|predict\w*|call\w*|say|been|be|most|usually|ever|really|actually))*(?: [\w-]+){{0,2}}? (?:wrong(?:ly)?|mistaken|miss|missed|overlook(?:ed)?|incorrect(?:ly)?|misclassif\w+|err(?:ed)?|fail(?:ed)?|astray|(?:furthest |farthest |most |worst )?off(?! by| in))\b"
    rf"|\b(?:which|what) (?:[\w-]+ ){{1,4}}?(?:were|was|are|is|got|get|have been) (?:[\w-]+ )?(?:missed|overlooked|misclassified|wrongly \w+|predicted wrong(?:ly)?|wrong|mispredicted|falsely \w+)\b"
    rf"|\b(?:where|what|which \w+|when) (?:does|did|do|will|would) {_IT} (?:mix (?:\w+ )?up|mix up \w+|confuse|mistake|take for|swap)\b"
    rf"|\b(?:which|what|who|whom)\b(?: [\w-]+){{0,3}}? (?:would|will|does|did|do|has|had) {_IT}(?: (?:still|probably|then|likely|have|also))* (?:wrongly|falsely|mistakenly|needlessly) \w+"
    r"|\bwhere (?:does|did|do) (?:it|the model|you) (?:go|get it|get things|make (?:its |the )?(?:most )?mistakes?|err|fail)\b",
    re.IGNORECASE,
)
_PERSON = r"(?:(?:an?|one|the|those|these|some|any|all|somebody|someone|people|ones?|cases?|patients?|customers?|rows?|clients?|loans?|\d+|two|three|five|few|that|of|\w+) ){1,4}?"
_MISTAKEN = r"(?:missed|overlooked|misjudged|misclassified|got (?:it |them )?wrong|(?:was|is) wrong (?:about|on|with)|failed (?:on|to (?:find|see|spot|catch))|did not (?:find|see|spot|catch|notice)|didn['’]t (?:find|see|spot|catch|notice)|mistook|called wrong(?:ly)?|(?:wrongly|falsely) \w+)"
_SHOWN_ONE = re.compile(
    rf"^\W*(?:(?:and|so|but|ok|now|well|please|also|then|can you|could you|would you|i want to|let me|just) )*(?:show|give|name|list|see|find|pick|display)(?: me| us)? {_PERSON}(?:(?:that|which|who|whom|where) )?{_IT} (?:has |had )?{_MISTAKEN}",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    rf"\bhow many\b(?: [\w-]+){{0,4}}? (?:would|will|does|did|do|has|had|could|might) (?:{_IT}|we|i)(?: (?:still|probably|then|likely|have|also|usually|really))* (?:miss(?:ed)?|overlook(?:ed)?|fail to (?:find|see|spot|catch)|not (?:find|see|spot|catch)|get wrong|got wrong|misjudge|misclassify|lose)\b"
    r"|\bhow many (?:false (?:alarms?|positives?|negatives?)|needless \w+|mistakes|missed (?:cases|ones|patients|customers))\b(?! (?:for|per|can|may|should))",
    re.IGNORECASE,
)
"""A count of mistakes that is asked for."""
_WORST_CLASS = re.compile(
    rf"\b(?:which|what)(?: (?:of )?(?:the |these |those |my |our )*(?:\d+|two|three|four|five|six)?)? ?(?:class(?:es)?|labels?|categor(?:y|ies)) (?:is|are|does|do|did|was|has|gives?|makes?)\b[^?.;!]{{0,30}}?\b(?:bad|worst|weak(?:est)?|poor(?:est)?|struggl\w*|confus\w*|mix\w*|difficult|hard(?:est)?|troubles?|lousy|wrong)\b"
    rf"|^\W*(?:(?:and|so|but) )*(?:what|where) (?:is|was) {_IT} (?:really |still |especially )*(?:bad|worst|weak|weakest|poor|lousy)(?: at| in)?\W*$",
    re.IGNORECASE,
)
"""Which class a model gets wrong most."""
_OTHER = re.compile(
    r"\b(?:how (?:many|often|much|far)|costs?|worse|worth|expensive|price|by mistake|my mistake|runs?|experiments?|columns?|feature|famil(?:y|ies)|metric|per|plan|proposal|file|last (?:week|month|year)|yesterday)\b",
    re.IGNORECASE,
)
"""Words of counts, costs and runs: another question."""
_TRUST = re.compile(
    rf"\b(?:can|could|should|may|do|would|might|must|dare) (?:i|we|one|you|they|people|doctors?|(?:the|our|my|these) \w+|anyone|somebody)(?: (?:really|safely|actually|honestly|even|ever|always|fully))* (?:trust|rely (?:up)?on|believe|depend on|count on|bank on|go by|use) (?:{_IT}|that|these|those|(?:its|the|these|this|your) (?:\w+ )?(?:predictions?|answers?|results?|score|scores|figures?|forecasts?|estimates?|model))\b(?P<of>.*)$"
    rf"|\bhow (?:far|much|well) (?:can|could|should|may|do) (?:i|we|one|you) (?:trust|rely on|believe) (?:{_IT}|that|these|(?:its|the) (?:predictions?|results?|answers?))\b(?P<far>.*)$"
    rf"|\b(?:is|are) (?:{_IT}|that|(?:its|the) (?:predictions?|results?)) (?:really |also |just as |as |equally |any )*(?:reliable|trustworthy|accurate|dependable|valid|usable|good|worse|weaker|less (?:accurate|reliable|good|sure))(?: enough)? (?P<on>(?:for|with|on|in|when|where|if|above|below|over|under) .*)$"
    rf"|\b(?:does|do|will|would) (?:{_IT}|that|(?:its|the) predictions?)(?: (?:also|really|still|even))* (?:hold|work|apply|do well|perform(?: well)?)(?: (?:also|up|well|too))* (?P<where>(?:for|with|on|in|when|where|above|below|over|under) .*)$",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:still|nowadays|these days|lately|any ?more|now that|since|drift\w*|new (?:data|rows|file)|production|live|missing|gaps|noise|noisy)\b"
    r"|\b(?:recommendation|suggestion|list)s?\b",
    re.IGNORECASE,
)
"""Words of a model in use, of disturbed rows or of the list: another question."""


def of_mistakes(text: str) -> bool:
    """Whether a question is for the rows that a model was wrong about."""
    if _HOW_MANY.search(text):
        return not _OTHER.search(re.sub(r"\bhow many\b", "", text, flags=re.IGNORECASE))
    return any(p.search(text) for p in (_SHOWN, _SHOWN_ONE, _GOT_WRONG, _WORST_CLASS)) and not _OTHER.search(text)


def of_trust(text: str) -> str | None:
    """The rows for which a message asks whether a model may be trusted: "" for all; None where it asks no such thing."""
    match = None if _LATER.search(text) else _TRUST.search(text)
    if match is None:
        return None
    rows = next((g for g in match.groups() if g is not None), "").strip(" ?.!,")
    if match["of"] is not None and re.search(r"\b(?:use|go by)\b", match.group()[: match.start("of") - match.start()]):
        return rows if re.match(r"(?:for|with|on|in|when|above|below)\b(?!.*\.\w{2,7}$)", rows) else None
    return rows


def _done(context: Context) -> bool:
    return context.results > 0


def _listed(context: Context) -> bool:
    return bool(context.target) and context.recommendations > 0


def _wrong(found: Found) -> Args | None:
    return {"question": found.clause.whole} if of_mistakes(found.clause.whole) and not found.all("SRC") else None


def _trusted(found: Found) -> Args | None:
    rows = of_trust(found.clause.whole)
    if rows is None or found.all("SRC") or found.all("RANK") or found.all("FAM"):
        return None
    return {"question": found.clause.whole} if rows or found.context.results else None


_OF_PLACE = re.compile(r"\b(?:can|could|should|may|do|would|might) (?:i|we|one|you)(?: (?:really|safely|actually|honestly))* (?:trust|rely (?:up)?on|believe|depend on)\b", re.IGNORECASE)  # fmt: skip


def _place_trusted(found: Found) -> Args | None:
    """A place on the list that one would rely on: what is expected of it and why."""
    ranks = found.all("RANK")
    if len(ranks) != 1 or not found.clause.message.strip().endswith("?") or not _OF_PLACE.search(found.clause.whole):
        return None
    return {"rank": int(ranks[0])} if ranks[0] > 0 else None


OF_PLACE = rules("closed", _place_trusted, r".+", order=3, when=_listed, firm=True)
ASKED: tuple[Rule, ...] = (
    *rules("closed", _wrong, r".+", order=2, when=_done, firm=True),
    *rules("closed", _trusted, r".+", order=2, when=_listed, firm=True),
)
"""Both are asked of figures."""
