"""What is said in passing beside a request, and would be read as one: "why not" behind an order, how it is to be said.

Also which of two places an order is of where the one is said to double the other: "2's a dup of 1, kick it".
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.text.lexicon import METRICS, ORDINALS

_ORDER = r"(?:(?:and|so|ok|okay|well|yes|yeah|sure|then|please|just|now|let['’]?s|let us|we could|we can|i['’]?d say|i say)[\s,]+)*"
_ACT = r"(?:run|start|launch|try|test|take|do|show|give|use|add|make|save|keep|promote|compare|plan|propose|include|go|queue|score|export|set|put|drop)\b"
_WHY_NOT = re.compile(
    rf"^(?P<order>\W*{_ORDER}{_ACT}[^?!]{{3,160}}?)\s*[,;.–—-]+\s*(?:(?:and|so|well|i mean|really)[\s,]+)*why (?:the hell |on earth )?not\W*$",
    re.IGNORECASE,
)
"""An order with a shrug behind it, which asks for no reason."""
_THEIRS = r"(?:i|we|you|anyone|anybody|everyone|everybody|a (?:\w+ )?(?:human|person|child|layman|layperson|novice|beginner)|my (?:boss|mother|team|nurses|staff)|(?:a|my|our|the) \w+)"
_HOW_TO_SAY = re.compile(
    rf"[\s,;–—(-]*\b(?:(?:and|but|please|pls|put|say|tell me|explain|ideally|if possible|preferably)[\s,]+)*(?:in|with|using) (?:(?:plain|simple|easy|everyday|normal|ordinary|common|clear|short|small|the|those|such|some) )*(?:words?|language|english|terms|sentences) (?:that )?(?:even )?{_THEIRS} (?:(?:(?:can|could|will|would|might)(?: actually| easily| still| really| also)? (?:understand|follow|grasp|read|get|make sense of))|understands?|follows?|grasps?|gets?)\b(?:,? (?:please|too|as well))*\)?",
    re.IGNORECASE,
)
"""How an answer is to be worded: "in words I can follow"."""
_NO_EXPERT = re.compile(
    r"(?:^|(?<=[.;!?,] )|(?<=[–—-] ))(?:(?:and|but|as|since|because|please|remember|mind you)[\s,]+)*(?:i['’]?m|i am|we['’]?re|we are) (?:just |really |only )*(?:no|not an?|not much of an?|hardly an?) (?:\w+ )?(?:computer|maths?|mathematics|numbers?|tech\w*|it|stats|statistics|software) ?(?:man|woman|person|guy|girl|expert|wizard|whi[sz]z?|people|genius|specialist|nerd|freak)?\b[\s.!]*",
    re.IGNORECASE,
)
"""Who speaks, said as an excuse: "I am no computer man"."""


_EXPLAINED = re.compile(
    r"\s+[-–—]+\s+(?:whether|that is|i\.? ?e\.?|meaning|that means|which (?:is|means|tells|says)|so|or)\b[^-–—.;:!?\n]{3,80}?(?:,?\s+[-–—]+\s+)",
    re.IGNORECASE,
)
"""What a name means, between dashes: "the outcome - whether it lived - is not known then"."""


_OTHERS = r"(?:the )?(?:rest|others|other (?:ones|runs|models|two|three|four)|remaining (?:ones|runs|models|two|three|four)|everything else|all (?:the )?(?:others?|rest)|all other (?:ones|runs))(?: of (?:them|it|the runs))?"
_AS_THEY_ARE = r"(?:paused|stopped|asleep|put|running|untouched|alone|on hold|idle|resting|unchanged|undisturbed|as (?:it|they) (?:is|are)|where (?:it|they) (?:is|are)|the (?:same|way (?:it|they) (?:is|are)))"
_REST_STAYS = re.compile(
    rf"(?:^|(?P<apart>[\s,;.–—-]+))(?:(?:and|but|while|with|please|just|let|leave|keep|have)[\s,]+){{0,4}}\b{_OTHERS} (?:(?:please|just|can|should|shall|may|must|will|is to|are to|to|still|all|simply|i think)\s+)*"
    rf"(?:(?:stays?|remains?|keeps?|be|is|are|staying|remaining|left|sits?) )?{_AS_THEY_ARE}(?: (?:for now|please|then|too|as well|still|until later|for the moment))*(?=\s*(?:[,;.!]|$|and\b|but\b))",
    re.IGNORECASE,
)
"""What is told of the other runs, which stay as they are: "wake up 2, the rest stays paused"."""
_STEERS = re.compile(r"\b(?:resume|wake|continue|unpause|go on|restart|carry on|revive|reactivate|pause|hold|suspend|freeze|stop|kill|abort|halt|cancel|end|start|un-?freeze)\b", re.I)  # fmt: skip
_WHEN = r"(?:later|when(?:ever)?|once|if|as soon as|whether|in due course|eventually|another time|tomorrow|next week|in time|after(?:wards)?|separately|then)"
_WILL_SAY = r"(?:i|we)(?:['’]ll| will| shall|['’]m going to| am going to)(?: \w+)? (?:(?:tell|ask|message|ping) you|let you know|say so|say|decide|come back (?:to you )?|shout)"
_NOT_YET = re.compile(
    rf"\s*[,;.–—-]*\s+(?:(?:and|but|then|so|as for the rest)[\s,]+){{0,3}}(?:(?:if|when|once|as soon as) [^,;.!?]{{2,30}}?,? {_WILL_SAY}\b[^,;.!?]{{0,60}}"
    rf"|{_WILL_SAY}\b(?=[^,;.!?]*\b{_WHEN}\b)[^,;.!?]{{0,80}}"
    rf"|(?:the )?(?:re-?training|export(?:ing)?|promot(?:ing|ion)|deploy(?:ing|ment)|scoring|roll(?:ing)? ?back|run(?:ning|s)?|decision) (?:(?:can|will|may|must|is to) )?(?:comes?|come|follows?|follow|happens?|happen|waits?|wait|is for)(?: (?:only|for))* (?:later|until|till|when|once|afterwards|another time)\b[^,;.!?]{{0,60}})(?=\s*[.!]*\s*$)",
    re.IGNORECASE,
)
"""What is announced for later, which is not to be done now: "and if needed I'll tell you to retrain"."""
_HASTE = re.compile(r"(?:[\s,;.!–—-]+(?:(?:and|but|please|pls|do it|make it|be)[\s,]+){0,3}(?:hurry(?: up)?|asap|a\.s\.a\.p\.|pronto|chop chop|on the double)|\s*[,;.!–—]\s*(?:(?:and|but|please|pls)[\s,]+){0,3}(?:quick|quickly|fast))(?:[\s,]+please)?\s*[!.]*\s*$", re.I)  # fmt: skip
_MAY_BE_FAST = re.compile(r"\b(?:recommend|suggest|propos|plan|model|train|try|run|fit|prefer|want|need|something|anything|one|ones|predict|forecast|search|simple|cheap|accurate|goal|wish|it)\w*\b", re.I)  # fmt: skip
"""Words of what may itself be wanted fast: "a model, simple and quick"."""


def _without_announced(text: str, context: Context) -> str:
    """The message without what is to come later, what stays as it is and haste: none of them asks for anything now."""
    if context.running and _STEERS.search(kept := _REST_STAYS.sub("", text)):
        text = kept
    hurried = _HASTE.sub("", text)
    kept = text if _MAY_BE_FAST.search(hurried) else hurried
    kept = _NOT_YET.sub("", kept)
    return kept if len(re.findall(r"\w+", kept)) > 1 else text


_PEOPLE = re.compile(
    r"(?P<of>\b(?:the|our|my|this|their|his|her) (?:(?:working|research|study|project|steering|whole|entire) )?)group(?=(?: (?:will|would|can|could|might|does|do|did|has|have|not|never|really|always|ever|also|still|even|only)|n['’]t|(?<=n)['’]t)* (?:believes?|trusts?|likes?|understands?|knows?|wants?|uses?|reads?|buys?|accepts?|follows?|agrees?|says?|thinks?|complains?|prefers?|hates?|asks?|insists?|decided|asked|agreed|discussed|likes)\b)",
    re.IGNORECASE,
)
"""A group that does what only people do: "nobody in the group will believe it" parts no rows."""


_MOST = 4_000
"""Letters of a message in which remarks are looked for; longer ones are pasted, not told."""


def without_passing(text: str, context: Context) -> str:
    """The message without what is only said in passing; as it is where nothing else would be left, or a plan waits.

    Args:
        text: the message.
        context: the moment; beside a plan that waits every word counts.
    """
    if context.proposal or len(text) > _MOST:
        return text
    text = _PEOPLE.sub(r"\g<of>team", text)
    text = _without_announced(_EXPLAINED.sub(" ", text), context)
    order = _WHY_NOT.match(text)
    text = order["order"] if order else text
    told = _NO_EXPERT.sub(" ", _HOW_TO_SAY.sub(" ", text))
    if told == text:
        return text
    told = re.sub(r"\s+([?!.,;])", r"\1", re.sub(r"\s{2,}", " ", told)).strip(" ,;")
    told = re.sub(r"([?!.])\.+$", r"\1", told)
    return told if len(re.findall(r"\w+", told)) > 1 else text


_METRIC = "|".join(sorted((re.escape(n) for names in METRICS.values() for n in names), key=len, reverse=True))
_ASKED_OF = re.compile(
    rf"(?P<asks>\b(?:what|how|which|explain|tell me|is|does)\b[^.!;]*?\b(?P<metric>{_METRIC})\b[^.!;]*?)(?P<join>[?.!;,]*\s*(?:and|then|also|,)?\s*(?:(?:then|please|just|so|also) )*)(?P<act>use|take|go with|go by|measure by|judge by|optimi[sz]e|optimi[sz]e for|score by|set|switch to|change to) (?:it|that|that one|this|this one)(?P<rest>(?: (?:instead|please|then|from now on|as (?:the |my |our )?metric|here))*\W*)$",
    re.IGNORECASE,
)
"""A metric that is asked about and then wanted: "what is log loss, and use it"."""


def with_metric_named(text: str) -> str:
    """The message with the metric in place of the "it" that is to be used, where one was asked about just before."""
    said = _ASKED_OF.search(text)
    if said is None:
        return text
    return f"{text[: said.start()]}{said['asks']}{said['join']}measure by {said['metric']}{said['rest']}"


_NTH = rf"(?:(?:the|number|no\.?|nr\.?|run|option|suggestion|model|#)\s?)*(?:\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(ORDINALS)}|last)\b(?: (?:one|run|model|suggestion|option))?"
_SAME = r"(?:an? |the |only |just |but |really |basically |practically |almost |nearly |exactly |pretty much |essentially |virtually )*(?:dup(?:e|licate|licates?)?|copy|repeat|repetition|repeats?|twin|double|clone|duplicates|copies|same(?: thing)?|identical|equal|no different)(?: (?:of|as|to|from|with|thing as))?"
_AWAY = r"(?:kick|drop|remove|skip|ditch|scrap|toss|bin|axe|delete|omit|leave|throw|take|cut|strike|lose|chuck|forget|exclude)"
_DOUBLED = re.compile(
    rf"^\W*(?:(?:and|but|so|ok|hm+|well|i think|i see|looks like|seems)[\s,]+)*(?P<one>{_NTH})(?:['’]?s| is| are| looks(?: like)?| seems(?: to be)?| duplicates| copies| repeats)?(?: {_SAME})? (?P<other>{_NTH})[\s,;.:–—-]+(?:(?:so|and|please|pls|just|then|better|let['’]?s|you can|we can)[\s,]+)*(?P<act>{_AWAY}) (?P<which>it|that|that one|this one|this|the former|the latter|one of them|either)\b(?P<rest>[^?]*)$",
    re.IGNORECASE,
)
"""One place said to double another, and an order that "it" goes: it is the one that doubles."""
_TELLS_SAME = re.compile(
    r"\b(?:dup\w*|cop(?:y|ies)|repe\w+|twin|double|clone|same|identical|equal|no different|look\w* (?:\w+ )?like)\b",
    re.I,
)


def with_double_named(text: str, context: Context) -> str:
    """The message with the place that doubles another in the order to take "it" out; as it is where none does.

    Args:
        text: the message: "2's a dup of 1, kick it".
        context: the moment; there are places to speak of.
    """
    said = _DOUBLED.match(text) if context.recommendations or context.results or context.proposal else None
    if said is None or not _TELLS_SAME.search(text[said.end("one") : said.start("other")]):
        return text
    place = said["other"] if said["which"].lower() == "the latter" else said["one"]
    place = place.strip()
    place = f"number {place}" if place.isdigit() else place if not re.match(r"\d", place) else f"the {place}"
    act = said["act"] if said["act"].lower() not in ("kick", "take", "throw", "leave", "cut") else "drop"
    return f"{act} {place}"
