"""What is asked of what the replies before showed or changed: "why did it say that for that one?", "did that help?"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, nothing, rules

_LEAD = r"^\W*(?:(?:and|so|but|ok|okay|now|well|hm+|please|also|then|interesting|strange|odd|really|can you|could you|would you|tell me|say|explain(?: to me)?|i wonder|i want to know),? )*"
_MODEL = r"(?:it|the model|this model|that model|you|he|she|they|your model)"
_OTHER_THING = r"(?:recommendations?|suggestions?|runs?|models?|variants?|plans?|goals?|scores?|metrics?|results?|lists?|order|ranks?|places?|columns?|features?|famil(?:y|ies)|tables?|files?|budgets?|time|times)"
_THAT_ONE = (
    rf"(?:(?:that|this|the (?:last|first|same)) (?!{_OTHER_THING}\b)[a-z]+|the (?:row|case) above|that|this|him|her|it)"
)
_SAID = r"(?:say|said|think|thought|predict\w*|get|got|call\w*|guess\w*|answer\w*|believe\w*|claim\w*|decide\w*|conclude\w*|miss|missed|overlook\w*|mistake|confuse|wrong|mistaken|incorrect|off|fooled|misled|(?:so |that |this |very )*(?:sure|certain|confident|wrong|far off|bad|high|low))"
_WHY_THAT = re.compile(
    rf"{_LEAD}(?:why|how come|what for)(?: (?:did|does|do|was|is|were|has|had|would|could)(?: not|n't)?)? {_MODEL}(?: (?:so|even|still|really|just|be|have|been|that|this|all))*? {_SAID}\b"
    rf"|{_LEAD}why (?:(?:did|does|do|was|is|were|has|about|for|on|with|of|so|exactly|just) )*{_THAT_ONE}(?: (?:wrong|missed|misclassified|mistaken|off|so|overlooked|one|predicted so|called so|and not))*\W*$"
    rf"|{_LEAD}(?:explain|break down|look (?:closer )?(?:at|into)|tell me (?:more )?about|what is behind|reasons? for) (?:that|this) (?:one|row|case|record|prediction|mistake|answer|error|miss|patient|customer|person|client|[a-z]+ one)\b"
    rf"|{_LEAD}what (?:made|makes|led|leads|drove|misled|fooled|threw|confused|tricked|convinced) (?:it|the model|you)\b"
    rf"|{_LEAD}what (?:went wrong|happened|was it thinking|was wrong) (?:there|with (?:that|this|him|her|it)\b|(?:in|for|on) that)"
    r"|^\W*(?:(?:and|but|ok|so) )*(?:why|how come|why so|why is that|why that|why though)\W*$",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    rf"\b(?:recommend\w*|suggest\w*|not (?:use|take|try)|long|slow\w*|fail\w*|crash\w*|cost\w*|expensive|seconds|minutes|drift\w*|matters?|important|{_OTHER_THING})\b",
    re.IGNORECASE,
)
_THAT = r"(?:that|this|it|any of (?:that|it|this)|what i (?:just )?(?:said|told you|did|asked)|(?:saying|leaving|dropping|excluding|removing|forbidding|taking|telling) [^?.!;]{1,50}|my (?:last )?(?:rule|wish|answer|word|words|input|remark|feedback|correction|change|setting)s?|(?:the|that|this) (?:rule|wish|answer|correction|change|setting|cost|costs|constraint|restriction))"
_EFFECT = r"(?:chang\w+|alter\w*|affect\w*|shift\w*|mov(?:e|ed)|help\w*|matter\w*|mak(?:e|es) (?:any|a|much|some|no|that much)(?: real| big)? (?:difference|change)|made (?:any|a|much|some|no)(?: real| big)? (?:difference|change)|do (?:anything|something|much)|done (?:anything|something)|ha(?:ve|s|d) (?:any|an|some|much)? ?(?:effect|influence|impact|consequences?)|work|worked)"
_CHANGE = re.compile(
    rf"{_LEAD}(?:did|has|have|does|do|will|would|was there|did not|didn't|hasn't|doesn't)(?: not)? {_THAT}(?: (?:now|then|really|actually|even|just|already))* {_EFFECT}\b(?P<of>[^?!.;]*)\W*$"
    rf"|{_LEAD}(?:what|how much|anything|something|which (?:places|ones?|recommendations?))(?: (?:has|have|did|does|is|was|were|exactly|all|actually))*(?: {_THAT})? (?:changed?|different(?: now)?|difference|moved?|altered?|new now|the difference|the effect)\b(?P<what>[^?!.;]*)\W*$"
    rf"|{_LEAD}(?:is|was|has|did) (?:anything|something|it all) (?:different|changed?|new)(?: now| then)*\b(?P<any>[^?!.;]*)\W*$"
    rf"|{_LEAD}(?:(?:do )?tell me )?what(?: exactly| all)? (?:(?:would|will|did|do|does|have|has) (?:i|we|it|that|this)|(?:i|we|it|that|this)(?: would| will| did)?)(?: have to| actually| really| just)* (?:lose|lost|give up|gave up|given up|gain|gained|sacrifice[d]?|cost(?: me| us)?)(?P<lost>[^?!.;]*)\W*$"
    r"|^\W*(?:(?:and|so|ok),? )*(?:any|what|no|some) (?:changes?|difference|effect)(?P<bare>[^?!.;]*)\W*$",
    re.IGNORECASE,
)
_FOLLOWED_BY = re.compile(
    r"\W*(?:(?:me|us|accuracy|score|quality|in|of|on|to|with|for|by|because of|through|from|after|about|the|your|my|our|that|this|it|now|then|here|there|much|a lot|at all|anything|something|list|order|ranking|recommendations?|suggestions?|advice|goal|top|first|places?|rule|answer|wish|any|thing|things|really|somehow|me|us|what|i|said|before|just|compared|earlier)\W*)*",
    re.IGNORECASE,
)
"""What may follow: words of the list and of what was said; anything else is what the change is asked of."""


def of_change(text: str) -> bool:
    """Whether a question is for what the last thing said changed, as far as its words tell."""
    match = _CHANGE.match(text)
    return match is not None and bool(_FOLLOWED_BY.fullmatch(next((g for g in match.groups() if g is not None), "")))


_NOT_NOW = r"(?:not (?:right )?now|not yet|not today|not this time|not for now|not at the moment|(?:maybe |perhaps |some ?time |rather |better )?later(?: on)?(?: maybe| perhaps)?|(?:maybe |perhaps )?another time|(?:maybe |perhaps )?some other time|(?:maybe |perhaps )?next time|rather not|better not|never ?mind|leave it(?: (?:for now|there|at that|like that|as it is))?|let us not|let us leave it(?: there| at that| for now)?|no need|not necessary|not needed|that is (?:not necessary|not needed|all(?: for now)?|enough(?: for now)?)|it is (?:fine|ok|okay|good) as it is|forget it|i (?:do not|would not|will not) (?:want|need)(?: to)?(?: (?:that|it|this|anything))? (?:now|yet|today|right now|for now)|no (?:thanks|thank you))"
_REFUSED = rf"(?:(?:ah|oh|well|hm+|ok|okay|but|sorry|please|thanks|thank you|,) )*(?:no(?:pe)? ,? ?)?{_NOT_NOW}(?: ,? ?(?:please|thanks|thank you|then|for now|maybe|perhaps|today|sorry))*"
"""A no to what only was offered: nothing waits for it."""
_GO_ON = r"(?:(?:ok|okay|please|just|so|and|then|now|well|yes|,) )*(?:go on|continue|carry on|keep going|proceed|go ahead) with (?:(?:the|these|those|my|our|all|running|current|present|started|other) )*(?:runs?|experiments?|ones?|others?|rest|search|training)(?: (?:please|now|then|again|,|that are running|under way))*"
"""Said while runs are under way it is of them, and no yes to a plan that waits beside them."""
_ON_WITH_RUNS = re.compile(rf"\W*{_GO_ON}\W*", re.IGNORECASE)


def goes_on_with_runs(text: str) -> bool:
    """Whether a message from end to end says that runs are to go on."""
    return bool(_ON_WITH_RUNS.fullmatch(" ".join(re.sub(r"([,.!])", r" \1", text.casefold()).split())))


def _row(found: Found) -> Args | None:
    said = found.clause.whole
    others = any(found.all(kind) for kind in ("RANK", "NUM", "FAM", "MET", "SRC"))
    others |= bool(found.all("COL")) and not re.search(r"(?:that|this) COL\d+", found.clause.text)
    if others or not _WHY_THAT.search(said) or _OF_OTHERS.search(said):
        return None
    return {"key": found.context.row}


def _changes(found: Found) -> Args | None:
    said = found.clause.whole
    if any(found.all(kind) for kind in ("RANK", "NUM", "MET", "SRC")) or not of_change(said):
        return None
    if _SUPPOSED.match(found.clause.message):  # "suppose I gave you an hour - would that change anything?"
        return None
    alone = len(said) >= len(found.clause.message.strip(" .?!"))
    told = found.context.changed or not alone or not (found.context.models or found.context.results)
    return {"question": said} if told else None


_SUPPOSED = re.compile(
    r"\W*(?:(?:and|so|but|ok|well|now|just) )*(?:suppos\w+|imagine|imagining|assum\w+|what if|if|say|let['’]?s say|let us (?:say|assume|suppose)|picture|hypothetically|had|were) (?:that )?(?:i|we|they|you|it|the|my|our|a|an|no|there|all|one|somebody|someone|nobody|\d+)\b[^.?!]{3,160}",
    re.IGNORECASE,
)


def _row_shown(context: Context) -> bool:
    return bool(context.row)


def _advised(context: Context) -> bool:
    return bool(context.target) and context.recommendations > 0


_LESS_SO = r"(?:(?:but|ok|okay|well|no|please|,) )*not (?:that|so|too|quite so|all that) (?:cheap|fast|quick|simple|accurate|precise|diverse)(?: (?:please|though|again|,))*"
"""Said of a list that a wish put in order: the wish goes."""
_OPEN = r"(?:(?:please|now|then|so|ok|just|,) )*(?:open|load|open up) (?:(?:the|my|our|file|table|data|new) )*SRC(?: (?:please|now|as|a|an|the|new|another|table|data|instead|file))*"


def _nothing_waits(context: Context) -> bool:
    return not context.proposal


RULES: dict[str, tuple[Rule, ...]] = {
    "small_talk": rules("whole", nothing, rf"{_REFUSED}$", order=5, when=_nothing_waits, firm=True),
    "use_data": rules(
        "whole", lambda f: {"source": f.one("SRC")}, rf"{_OPEN}$", order=5, when=lambda c: bool(c.models), firm=True
    ),
    "resume": rules("whole", nothing, rf"{_GO_ON}$", order=0, when=lambda c: c.running and c.proposal),
    "recommend": rules("closed", nothing, rf"{_LESS_SO}$", order=1, when=_advised, firm=True),
    "explain_prediction": rules("closed", _row, r".+", order=1, when=_row_shown, firm=True),
    "ask_numbers": rules("closed", _changes, r".+", order=1, when=_advised, firm=True),
}
"""Rules of commands that are found elsewhere, tried before those."""
