"""What a person says of things and of themselves: reasons, praise and blame, wishes, roles, topics of help."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.memory import sentiment_of
from assistant.understanding.commands.plan import ranks_in
from assistant.understanding.context import Context
from assistant.understanding.slots.spoken import found_in, spoken, written
from assistant.understanding.text.grammar import Args, Clause, pruned
from assistant.understanding.text.lasting import lasting
from assistant.understanding.text.lexicon import place_named

_WHY = re.compile(
    r"\b(?:because(?: of)?|since|due to|on account of|owing to|given that|seeing that|cause|cuz|bc|the reason is(?: that)?|reason:|in that|for the reason that|considering(?: that)?|thanks to)\s+(?P<why>.+)$"
    r"|\b(?:as|for(?=\s+(?:it|they|we|i|you|he|she|there|nobody|no one)\b))\s+(?P<as>(?:it|they|this|that|we|i|you|the|our|my|there|he|she|these|those|its|nobody|no one|all)\b.+)$",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(r"(?:\s[-–—]+\s|[:;,.!]\s+|\s*\()(?P<why>[^()]{4,}?)\)?\s*$", re.DOTALL)
_NO = r"(?:no+|nope|nah|nack|nay|never|not|don't|do not|doesn't|reject\w*|declin\w*|refus\w*|scrap|cancel|forget|stop|disapprove\w*|den(?:y|ied)|veto\w*|turn\w* (?:it |this |that )?down|drop|discard|waste|sorry|against|leave|skip|pass|thanks)"


def _ended(text: str) -> str:
    return text.strip().strip(" .!?,;:-").strip()


def reason_after(text: str) -> str | None:
    """What follows "because", "since" or the like; None where no such word is there."""
    because = _WHY.search(text)
    if because is None:
        return None
    return _ended(because.group("why") or because.group("as")) or None


def decline_slots(clause: Clause, context: Context) -> Args:
    """The reason of a no: what follows a because, or what is left after the part that says no."""
    text = written(clause)
    because = reason_after(text)
    if because:
        return {"reason": because}
    parts = re.split(r"\s-+\s|[:;,.!?]\s+|\s\(|\)", text)
    kept = [p for p in parts if _ended(p)]
    denials = [i for i, p in enumerate(kept) if re.search(rf"\b{_NO}\b", p, re.IGNORECASE)]
    if not denials or len(kept) < 2:
        alone = re.search(r"\b(?:too|way too|far too)\b.+$", text, re.IGNORECASE)
        return {"reason": _ended(alone.group(0))} if alone else {}
    first = denials[0]
    rest = text[text.find(kept[first]) + len(kept[first]) :] if first == 0 else ", ".join(kept[:first])
    rest = _ended(re.sub(r"^[\s,;:.!?(-]+", "", rest))
    if re.fullmatch(rf"(?:(?:{_NO}|please|it|this|that|thank you|thanks|sorry|then|plan|the|one|do|run|we|i|yes|now|again|for now|ok|okay|want|what|i'd|we'd|would|i would|rather|don't|make|need|like|not really|really)[\s,.;:!-]*)*", rest, re.IGNORECASE):  # fmt: skip
        return {}
    return pruned({"reason": re.sub(r"^(?:because|since|as|for|but)\s+", "", rest, flags=re.IGNORECASE)})


_GOOD_SAID = re.compile(
    r"\b(?:rocks?|fond of|hoped|hoping for|beautiful\w*|exactly (?:what|right|this|the)|convinc\w+|delight\w*|great|good|nice|love\w*|(?<!is )(?<!was )(?<!are )(?<!looks )(?<!sounds )(?<!feels )(?<!just )likes?|liked|super\w*|perfect\w*|brilliant\w*|bravo|honest|see the (?:sense|point|logic) (?:in|of)|hits the (?:nail|spot)|gold|marvel\w*|splendid|win|wins"
    r"|fantastic|excellent\w*|useful|helpful|helps?|helped|happy|glad|pleased|thrilled|impress\w*|right on|nailed|nails|spot on|sensible|cheers|worked|works|wonderful\w*|clever|well done|best|terrific|amaz\w*|fits|saved|smooth\w*|keeper|agree|approve|trust\w*|outstanding|satisf\w*|sweet|plausible|readable|understandable|valuable|proud|neat|top|pleasant\w*|bang on|on point|on target|superb|stellar|ace|solid|wow|bravo|kudos|hooray|hurray|legend|genius|lifesaver|hats off|chapeau|champion|magic|bullseye|charm|sold on|into it|made my day|cheered|enjoy\w*|comfortable|confident|reassur\w*|sings?|shines?|shone|flawless\w*|elegant\w*|handy|dandy|admir\w*|praise\w*|applaud\w*|thumbs.?up|welcome|correctly|faster than|relief|can't complain|cannot complain|nothing to complain|no complaints|could not be better|couldn't be better|sharp|insightful|eye.?opener|straight to|spotless|persuad\w*|thank\w*|favou?rite|exactly|(?:ought to|should) be (?:higher|first|on top))\b"
)
_BAD_SAID = re.compile(
    r"\b(?:trouble|daft|sux|sceptical|skeptical|shame that|(?:not (?:really )?an?|no) (?:\w+ )?fan|upside down|way off|off the mark|far off|worse|worst|breaks?|broke|fail\w*|bad\w*|poor\w*|waste|wasted|useless|slow\w*|opaque|meh|terribl\w*|awful\w*|nonsens\w*|disagree\w*|hate\w*|dislike\w*|wrong\w*|annoy\w*|disappoint\w*|over-?fit\w*|nobody|complain\w*|confus\w*|unusable|rubbish|garbage"
    r"|crash\w*|lame|weak\w*|mess\w*|messy|horribl\w*|stupid|absurd|ridiculous|pointless|misleading|nowhere|unhappy|unfair|unreliable|suspicious|dubious|doubt\w*|laugh\w*|ignor\w*|too|lousy|mediocre|boring|ugly|never works|falls? apart|hopeless|unconvinc\w*|irritat\w*|frustrat\w*|not (?:good|great|happy|helpful|useful|right|impressed|convinced|sure|what)|n't (?:like|help|work|convince|trust|agree|make sense|buy|good|impress)\w*|no (?:good|use|(?:\w+ )?sense|help|better)|thumbs.?down|flop\w*|dud|junk|trash|bin|joke|hardly|barely|cumbersome|clumsy|unclear|vague|puzzl\w*|baffl\w*|mislead\w*|misled|inaccurate|sluggish|expensive|costly|heavy|bloated|overkill|unstable|erratic|shaky|fishy|odd|weird|strange|unrealistic|implausible|unhelpful|dreadful|dismal|lacking|lacks?|missed|misses|forgot|letdown|let (?:us|me) down|underwhelm\w*|unsatisf\w*|dissatisf\w*|displeas\w*|unimpress\w*|off|far from|out of touch|regret\w*|reject\w*|refus\w*|shocking|insult\w*|tiring|tedious|unacceptable|can't use|cannot use|can't work with|won't do|does not do|learned nothing|nothing (?:new|useful)|never again|back to the drawing|problem\w*|struggl\w*|suffer\w*|sad|sadly|unfortunately|hopeless\w*|time.?consuming|forever|ages|sucks?|creepy|mistrust\w*|distrust\w*|contradict\w*|over-?estimat\w*|under-?estimat\w*|cheats?|leaks?|bored|bores|(?:hold|think) (?:little|nothing|not much) of|(?:i|we)(?:['’]m| am| are) against)\b"
)
_ABOUT = {
    "ranking": r"\b(?:ranking|order of (?:the|your)|leaderboard)\b", "predictions": r"\b(?:predictions?|forecasts?)\b", "explanation": r"\bexplanations?\b", "results": r"\bresults?\b",
    "recommendations": r"\b(?:recommendations?|suggestions?|proposals\b|ideas)\b", "proposal": r"\b(?:proposal)\b", "plan": r"\bplan\b", "report": r"\breport\b", "plot": r"\b(?:plots?|charts?)\b", "summary": r"\bsummary\b",
}  # fmt: skip


def feedback_slots(clause: Clause, context: Context) -> Args | None:
    """Of what it is said, whether it is praise or blame, how many stars, and why."""
    text, raw = spoken(clause), written(clause)
    rating = _stars(clause)
    ranks = _rank_meant(clause, context)
    reason = reason_after(raw)
    without = text.replace(reason.lower(), " ") if reason else text  # "I love it because it finds the weak ones"
    alone = _feeling(without, re.split(r"(?<!\S)(?:because|since)(?!\S)", clause.text)[0]) if reason else None
    sentiment = alone or _feeling(text, clause.text)
    if sentiment is None and rating is None:
        return None
    families = clause.values("FAM")
    about = None if ranks else str(families[0]) if families else _about(text)
    reason = reason or _why(raw, bool(ranks or families))
    return pruned({"rank": ranks[0] if ranks else None, "about": about, "sentiment": sentiment, "rating": rating, "reason": reason})  # fmt: skip


_OKAY = re.compile(r"\b(?:ok|okay|okayish|fine|fair|acceptable|makes (?:\w+ )?sense)\b")


def felt(said: str) -> str | None:
    """Whether words as they were written praise or blame; None where they do neither."""
    said = _TAG.sub("", _AS_WELL.sub("", said))
    text = re.sub(r"\bdon['’]?t\b", "do not", re.sub(r"n['’]t\b", " not", re.sub(r"[,;:.!]", " ", said.lower())))
    return _feeling(text, text) or ("positive" if _OKAY.search(text) else None)


_AS_WELL = re.compile(r" ,? ?too(?=\s*(?:[,.;!]|$))|,? too(?=\s*(?:[,.;!]|$))")
"""A "too" at the end of what is said: "2 is fine, too"."""
_TAG = re.compile(
    r",\s*(?:no|right|eh|or not|(?:is|are|was|does|do|did)n['’]?t (?:it|they|that|you)(?: think)?)\s*\?", re.IGNORECASE
)
"""A question that only asks for assent: "it will do for us, no?"."""
_NOT_BAD = re.compile(r"(?:\bnot |n['’]t |\bnever )(?:half |too |so |that |at all |really )?bad\b")
"""Praise that denies blame: "not half bad"."""


def _feeling(text: str, read: str) -> str | None:
    text, read = (_AS_WELL.sub("", _NOT_BAD.sub("good", said)) for said in (text, read))
    known = sentiment_of(read)
    bad, good = len(_BAD_SAID.findall(text)), len(_GOOD_SAID.findall(text))
    if bad == good:
        return known or ("negative" if bad else None)
    return "negative" if bad > good or (bad and known == "negative") else known if known == "negative" else "positive"


def _about(text: str) -> str | None:
    return next((name for name, said in _ABOUT.items() if re.search(said, text)), None)


def _rank_meant(clause: Clause, context: Context) -> list[int]:
    """The rank of a thing: a label before a bare place, "the first two words … for number three"."""
    ranks = ranks_in(found_in(clause, context))
    if len(ranks) > 1:
        labelled = re.search(r"\b(?:number|no\.?|#|option|variant|rank|model)\s*(\w+)", spoken(clause))
        if labelled:
            n = place_named(labelled.group(1))
            return [n] if n else ranks
    if ranks:
        return ranks
    first = re.search(r"\b(first|second|third|fourth|fifth|top)\s+(?:pick|idea|choice|proposal|suggestion|one|tip)\b", spoken(clause))  # fmt: skip
    if first:
        return [place_named(first.group(1)) or 1]
    bare = re.match(r"(NUM\d+) ?(?:,|:|;|is|was)", clause.text)
    return [int(v) for v in clause.values("NUM", *bare.span(1)) if float(v).is_integer()] if bare else []


def _stars(clause: Clause) -> float | int | None:
    text = clause.text
    if not re.search(r"\bstars?\b|\bpoints?\b|\bout of\b|\bout_of\b|/|\brat(?:e|ed|ing)\b|\bscore\b|\bgive\b|\bgrade\b|\bmark\b|\bof NUM", text):  # fmt: skip
        return None
    near = re.search(r"(NUM\d+) (?:(?:big |full |whole )?stars?|points?|out of|out_of|/|of NUM)", text)
    near = near or re.search(r"\b(?:with|a|it|give|rate|rated|rating|grade|mark)(?: (?:it|this|a|an|of|:))* (NUM\d+)", text)  # fmt: skip
    near = near or re.match(r"(NUM\d+)$", text)
    return clause.values("NUM", *near.span(1))[0] if near else None


def _why(raw: str, named: bool) -> str | None:
    """The complaint or praise itself: after a dash or comma, or what is said of the thing that is named."""
    tail = _AFTER.search(raw)
    if tail:
        why = _ended(tail.group("why"))
        short = re.fullmatch(r"(?:really|thanks?|thank you|sorry|please|guys|mate|number \w+|the \w+|#\d+|no \d+|well done|not \w+|again|seriously|honestly)(?: \w+)?", why, re.IGNORECASE)  # fmt: skip
        head = raw[: tail.start()]
        if not short and (_BAD_SAID.search(head.lower()) or _GOOD_SAID.search(head.lower()) or (":" in tail.group(0)[:2] and len(head) > 12)):  # fmt: skip
            return why
        if not short and re.search(r"\b(?:too|takes?|took)\b", why.lower()):
            return why
    too = re.search(r"\b(?:(?:way|far|much|a bit) )?too \w+.*$|\b(?:takes|took) (?:far |way |much |too )*(?:long|forever|ages).*$", raw, re.IGNORECASE)  # fmt: skip
    if too:
        return _ended(too.group(0))
    said = re.search(r"\b(?:is|was) (?P<waste>a (?:total |complete )?(?:waste|relief|joy|pain|mess|help|disaster|dream|nightmare|gem)\b.*)$", raw, re.IGNORECASE)  # fmt: skip
    if said:
        return _ended(said.group("waste"))
    if named:
        does = re.search(r"(?:\b\d+|\bmodel|\bproposal|\bone|\bpick|\bidea|\bsuggestion|\bnetwork|\b(?:two|three|four|five|six|seven|eight))\s+(?:is\s+)?(?P<does>(?:exactly|just) what\b.{6,}|(?:worked|works|convinced|impressed|convinces|helped|saved|failed|broke|breaks|crashed|ignores|surprised)\b.{4,})$", raw, re.IGNORECASE)  # fmt: skip
        return _ended(does.group("does")) if does else None
    return None


_WISH_SAID: tuple[tuple[str, str], ...] = (
    ("interpretable", r"\b(?:understand\w*|explain\w*|interpret\w*|transparen\w*|eas(?:y|ier) to (?:understand|explain|follow|read|interpret|grasp|see)|read(?:able|)|follow|black box\w*|defend|see why|look inside|see inside|justify|comprehen\w*|intelligib\w*|glass|opaque|trace|reason behind|clarity|clear|make sense of|makes sense|audit\w*|show (?:to )?(?:the |my |our )?(?:board|boss|regulator|patients?|customers?|management|auditors?)|grasp\w*|decipher|rules i|human.?readable|translucent|legible|logical)\b"),
    ("cheap", r"\b(?:cheap\w*|thrift\w*|frugal\w*|econom\w*|spend\w*|pay for|cost\w*|budget|resources?|money|compute|expens\w*|afford\w*|inexpensive|low.cost|bill|waste|electricity|saving|save|light\w*|stingy|price|penny|pennies|cents?|dollars?|euros?|cpu|gpu|cloud|invoice|hardware|laptop|old computer|power bill|footprint|green|energy|parsimon\w*|pricey|shoestring|skimp\w*|modest means|little machine)\b"),
    ("diverse", r"\b(?:divers\w*|variet\w*|varied|mix\w*|different\w*|range|wider|broad\w*|all sorts|alike|similar|same|exotic|contrast\w*|unlike|spread|bunch of kinds|assort\w*|unusual|colou?rful|heterogen\w*|novel\w*|surprise me|far apart|not alike|one of each|each from another|each kind|new kinds?|breadth|palette|out of the box|experiment with|explor\w*|all kinds|many kinds|opposites?|monoton\w*|bored|repetit\w*)\b"),
    ("robust", r"\b(?:robust\w*|surviv\w*|stab\w+|sturd\w*|reliab\w*|solid\w*|dependab\w*|steady|steadi\w*|consisten\w*|breaks?|falls? apart|season|hold\w* up|surprises?|safe\w*|risk\w*|trustworth\w*|unshak\w*|withstand\w*|last|lasts|noise|drift|resilien\w*|tough\w*|fragile|brittle|rock.?solid|bulletproof|no drama|won't (?:crack|fail|break)|does not (?:crack|fail|wobble)|wobbl\w*|hardy|durable|outliers?|messy|dirty data|next year|over time|keeps? working|predictable|rely|count on|unexpected|volatil\w*|swing\w*|jump\w*|certain\w*|cautious\w*|conservative|careful\w*|overfit\w*)\b"),
    ("fast", r"\b(?:fast\w*|quick\w*|speed\w*|swift\w*|rapid\w*|hurry|rush|time|soon\w*|wait\w*|minutes?|snappy|slow|haste|asap|short\w*|instant\w*|seconds?|moments?|immediate\w*|prompt\w*|brisk|no patience|impatien\w*|zippy|nippy|express|before lunch|deadline|lightning|tempo|pace|can't sit)\b"),
    ("simple", r"\b(?:simpl\w*|plain\w*|uncomplicated|basic\w*|easy|small\w*|boring|lean(?! to)|minimal\w*|straightforward|complicat\w*|fancy|complex\w*|bells|frills?|modest|elementary|few parts|parsimon\w*|no.nonsense|humble|bare.?bones?|vanilla|few (?:parameters|moving parts|columns|rules|knobs)|back of (?:an|the) envelope|textbook|rudimentary|keep it real|nothing (?:fancy|sophisticated|elaborate)|sophisticat\w*|elaborate|unpretentious|tiny|compact|short rules)\b"),
    ("accurate", r"\b(?:accura\w*|exact\w*|precis\w*|correct\w*|right answers?|sharp\w*|best|strong\w*|power\w*|perform\w*|quality|brilliant|top scores?|score|highest|true|errors?|mistakes?|last percent|better|decimal|hits?|spot.?on|top.?notch|excellen\w*|state of the art|max\w*|win|winning|champion|beat\w*|peak|finest|superior|ultimate|every (?:point|bit|drop)|squeeze\w*|results? (?:count|matter)|faithful|skill\w*|class)\b"),
)  # fmt: skip
_NOT_WISHED = re.compile(
    r"\b(?:(?<!less )than|over|above|rather than|instead of|not|no|before|more than|beats|to|without|even if|whatever|at the expense of|however|don't care (?:about|if)|never mind|matter less|nothing|hang the|forget)\s+(?:\w+\s+){0,2}$"
)


_TOLERATED = re.compile(
    r"\b(?:(?:an? |even )?(?:(?:very|rather|somewhat|quite|bit|more) )*(?:slow|expensive|complex|complicated|long|costly|opaque|pricey|fancy|slower|black box)(?:er)?(?: \w+)? (?:is|are|would be|will be)|(?:time|money|costs?|speed|simplicity|run ?time|price) (?:is|are)) (?:(?:perfectly|quite|just|totally|all) )?(?:fine|ok|okay|alright|right|acceptable|no (?:issue|problem|concern|object|matter)|not an? (?:issue|problem|concern)|secondary|unimportant|irrelevant)\b"
)
"""What is put up with is no wish: "a slow model is fine"."""


def prefer_slots(clause: Clause, context: Context) -> Args | None:
    """The wish that is put first, and whether it holds for this goal or always."""
    text = _TOLERATED.sub(" ", spoken(clause))
    hits = [
        (bool(_turned(text, wish, m)), rank, m.start(), wish)
        for rank, (wish, said) in enumerate(_WISH_SAID)
        for m in re.finditer(said, text)
    ]
    if not hits:
        return None
    wanted = [h for h in hits if not h[0]] or hits
    weak = (
        r"\b(?:best|better|right|last|time|same|save|price|clear|waste|score|true|last percent|decimal|budget|light)\b"
    )
    firm = [h for h in wanted if not re.match(weak, text[h[2] :])] or wanted
    first = re.search(r"\b(?:above|over|before|beats|rather than|instead of|more than|than|first|comes first)\b", text)
    chosen = min(firm, key=lambda h: h[2]) if first or len({h[3] for h in firm}) > 1 else firm[0]
    return pruned({"wish": chosen[3], "scope": lasting(text)})


def wish_alluded(text: str) -> str | None:
    """The wish other than accuracy that words describe, the likeliest one first; None where they describe none.

    Args:
        text: words in small letters.
    """
    return next((wish for wish, said in _WISH_SAID if wish != "accurate" and re.search(said, text)), None)


_FLIPPING = {
    "cheap": r"expens\w*|spend\w*|pay for|costs?|money|bill|resources?|waste|budget|compute|price",
    "fast": r"slow|wait\w*|time|minutes?",
    "simple": r"complicat\w*|fancy|complex\w*|frills?|bells|sophisticat\w*|elaborate",
    "robust": r"breaks?|fragile|brittle|surprises?|risk\w*|season|drift|noise|falls? apart|wobbl\w*|unexpected|volatil\w*|swing\w*|jump\w*|overfit\w*|outliers?",
    "diverse": r"same|alike|similar|monoton\w*|repetit\w*|bored",
    "interpretable": r"black box\w*|opaque",
    "accurate": r"errors?|mistakes?",
}
"""Words of what a wish avoids: a "no" before them is the wish itself."""


def _turned(text: str, wish: str, match: re.Match[str]) -> bool:
    """Whether a word is said of what is not wanted."""
    before = text[: match.start()]
    if re.fullmatch(_FLIPPING.get(wish, "$^"), match.group(0)):
        return bool(re.search(r"\b(?:don't mind|even if|no matter|whatever|may|can|however|not about|over|above|than|never mind|fine if|is fine|allowed)\b(?:\s+\S+){0,4}\s*$", before))  # fmt: skip
    return bool(_NOT_WISHED.search(before)) or bool(
        re.match(
            r"\s+(?:is|are|does|do|matters?) (?:not|n't|secondary|less|second|no)\b|\s+can wait|\s+isn't|\s+doesn't",
            text[match.end() :],
        )
    )


_ROLE_SAID: tuple[tuple[str, str], ...] = (
    ("analyst", r"\b(?:sql|dashboards?|bi|analysts?|reporting|reports?|queries|joins|pivot\w*|tableau|power ?bi|kpis?|spreadsheets?|excel|business intelligence|looker|metabase|charts|data warehouse|warehouse|tables all day|select statements?|analytics|controlling|controller|insights team)\b"),
    ("data_scientist", r"\b(?:data scien\w*|ml|machine learning|phd|hyper-?parameters?|configs?|technical\w*|statistician|kaggle\w*|deep learning|gradient\w*|python|scikit\w*|sklearn|pytorch|train(?:ed|ing)? models|build(?:ing)? models|researcher|modell?er|equations?|formulas?|jargon is|numbers and|raw numbers|roc curves?|loss functions?|boosting|coder?|expert mode|full detail|math\w*|statistics|biostatistic\w*|stats|jupyter|notebooks?|xgboost|lightgbm|kernels?|neural\w*|bayes\w*|cross.?validation|algorithms?|quant|ai (?:engineer|researcher|lab)|nerd\w*|geek\w*|mlops|computer scien\w*|developer|programmer|engineer of models|tuning|tune|priors|regulari[sz]\w*|ensembles?)\b"),
)  # fmt: skip
_LAY = r"\b(?:not|no|never|nothing|without|less|plain|simple|layman\w*|lay|don't|skip|n't|neither|hardly|little|spare me|cut|zero|isn't|drop)\b"


_TAKEN_FOR = re.compile(
    r"(?:(?<!can )(?<!could )(?<!should )(?<!may )(?<!please )(?<!if )(?<!when )\byou(?: are|['’]?re| keep| always| still| just)* (?:talk|speak|writ|explain|answer|address|treat|tak)\w*|\b(?:stop|quit|no more) (?:talk|speak|writ|explain|answer|address|treat)ing)\b[^,.;:!?]{0,40}\b(?:like|as|for)\b[^,.;:!?]{0,20}$"
)
"""What somebody complains of being taken for: "you are talking to me like to a statistician"."""
_LANGUAGE = re.compile(r"\b(?:speak\w*|talk\w*|write|writing|answer\w*|chat\w*|understand)\b[^,.;]{0,20}\b(?:english|german|french|spanish|italian|dutch|polish|portuguese|turkish|deutsch|fran[çc]ais|espa[ñn]ol)\b", re.IGNORECASE)  # fmt: skip
"""A language to speak: no one is anything by it."""


def role_slots(clause: Clause, context: Context) -> Args | None:
    """The role by who people say they are and how they want to be spoken to; None where only a language is named."""
    text = spoken(clause)
    if re.search(r"\b(?:domain|subject matter|subject) experts?\b", text):
        return {"role": "domain_expert"}
    scored: dict[str, int] = {}
    for role, said in _ROLE_SAID:
        for match in re.finditer(said, text):
            denied = re.search(_LAY + r"(?:\s+[^\s,.;:!?-]+){0,5}\s*$", text[: match.start()])
            denied = denied or _TAKEN_FOR.search(text[: match.start()])
            after = re.match(r"[^,.;]{0,12}\b(?:no|not for me|is not|isn't|nonsense|lingo|scares|means nothing)\b", text[match.end() :])  # fmt: skip
            scored[role] = scored.get(role, 0) + (-1 if denied or after else 1)
    best = max(scored, key=lambda r: scored[r], default=None)
    if best is None and _LANGUAGE.search(text):
        return None
    return {"role": best if best is not None and scored[best] > 0 else "domain_expert"}


_TOPIC_SAID: tuple[tuple[str, str], ...] = (
    ("roll_back", r"\broll\w*[ -]?back\b|\b(?:previous|earlier|old) version\b"), ("who_approved", r"\bwho (?:approved|signed|released|authori[sz]ed)\b|\bapprovals?\b"), ("retrain", r"\bre-?train\w*|\bre-?fit\w*"),
    ("check_drift", r"\bcheck\w*(?: for)? drift\b|\bdrift (?:check|test|detection)"), ("undo", r"\bundo\w*|\btake (?:it |something |things |that )?back\b|\brevers\w*"), ("set_validation", r"\bvalidat\w*|\bcross.validation\b|\bfolds?\b|\bhold.?out\b|\btest set\b|\bsplit\w*"),
    ("set_error_costs", r"\b(?:error|mistake)s? costs?\b|\bcosts? of (?:errors?|mistakes?|a miss|misses)\b|\bcost (?:ratio|matrix)\b|\bfalse alarms? (?:costs?|count)"), ("set_budget", r"\bbudgets?\b|\btime limit\b|\bhow long it may\b"),
    ("constrain", r"\bconstrain\w*|\bforbid\w*|\bexclud\w*|\bban\w*\b|\blimits?\b|\brestrict\w*|\bprotected\b|\brule out\b|\bfairness\b"), ("edit_proposal", r"\b(?:chang|edit|alter|adjust|modif|amend)\w* (?:the |a |your |my )?(?:plan|proposal)\b"),
    ("approve", r"\bapprov\w+ (?:a |the )?(?:plan|proposal)|\bconfirm\w*|\bsay yes\b"), ("decline", r"\b(?:declin|reject|refus)\w+"), ("propose_runs", r"\b(?:start|launch|propos|begin|run)\w* (?:a |an |some |the |new |my |your )*(?:runs?|experiments?|trainings?|models|plan)\b"),
    ("pause", r"\bpaus\w*|\bon hold\b"), ("resume", r"\bresum\w*"), ("stop", r"\b(?:stop|cancel|abort|kill)\w* (?:a |the |my )?(?:runs?|experiments?|training)"), ("promote", r"\bpromot\w*|\bdeploy\w*|\bgo(?:ing)? live\b|\bproduction\b|\bput .{0,20}live\b"),
    ("compare", r"\bcompar\w+"), ("explain_prediction", r"\b(?:explain|explanation)\w*.{0,20}\b(?:prediction|row|single|one case)"), ("explain_model", r"\bexplain\w*.{0,20}\bmodels?\b|\bfeature importance\b"), ("explain_recommendation", r"\bexplain\w*.{0,20}\b(?:recommend|suggest|rank)\w*"),
    ("what_if", r"\bwhat.if\b|\bsuppos\w*|\bhypothetical\w*"), ("watch", r"\bwatch\w*|\bmonitor\w*|\balerts?\b"), ("score_data", r"\bscor(?:e|ing) (?:new |my |a |some |the )*(?:data|rows|file|table|customers|cases|batch)|\b(?:predictions?|predict) (?:for|on) (?:new|a new|my)"), ("replay", r"\breplay\w*|\breproduc\w*|\brepeat\w* (?:a |the |an )?(?:old |past )?(?:run|experiment)"),
    ("import_history", r"\bimport\w*.{0,25}\b(?:history|runs|results|experiments|knowledge)"), ("export", r"\bexport\w*|\bdownload\w*|\bsav(?:e|ing) (?:the |my |a )?(?:results?|model|conversation|experiment)"), ("ask_numbers", r"\bask\w*.{0,20}\b(?:numbers|figures|statistics)"), ("history", r"\bhistory\b|\b(?:past|earlier|old) (?:runs|experiments|work)"),
    ("feedback", r"\bfeedback\b|\brat(?:e|ing) (?:a |the |your )?(?:recommendation|suggestion)s?"), ("reset_profile", r"\breset\w*.{0,15}\bprofile"), ("show_profile", r"\bprofile\b|\bknow about me\b"), ("set_role", r"\broles?\b"), ("prefer", r"\bprefer\w*|\bpriorit\w*|\bwish\w*"),
    ("set_goal", r"\b(?:set|choos|chang|pick|defin|stat)\w* (?:a |the |my |another )*(?:goal|target|metric|kind)\b|\bgoals?\b|\btargets?\b"), ("use_data", r"\b(?:upload|open|load|bring|add|us|giv)\w* .{0,20}\b(?:data|files?|table|csv|dataset)|\bdata files?\b|\b(?:file|data) (?:formats?|types?|kinds?)\b|\bkinds? of (?:data|files?|tables?)\b|\bfiles?\b"),
    ("look_at_data", r"\b(?:look|see|view|inspect|show)\w* .{0,20}\b(?:data|columns|table)\b"), ("show_results", r"\bresults?\b|\bleaderboard\b"), ("recommend", r"\brecommend\w*|\bsuggest\w*"), ("status", r"\bstatus\b|\bprogress\b"), ("correct", r"\bcorrect(?:ion|ing)?\b.{0,15}\b(?:you|misunder|understanding)?"),
)  # fmt: skip
_DOING = r"\b(?:how (?:do|does|can|could|would|should|are|is|to|i|you|we|one|will|it|might|may)|where|can i|could i|may i|am i able|what (?:kinds?|types?|sorts?|formats?|files?|data)|which|way to|ways to|steps|explain how|works?|working|done|set up|go about|possible|possib\w*|help (?:me )?(?:with|on|to|about)|instructions|guide|docs|documentation|tutorial (?:on|for|about)|manual (?:on|for|about)|show me how|teach)\b"
_MEANS = re.compile(
    r"(?:what (?:on earth |the heck |the hell |exactly |in the world )?(?:is|are|was|does|do|means|'s)|what's|whats|explain|define|meaning of|definition of|describe|tell me (?:about|what)|understand|stand(?:s)? for|don't get|help (?:me )?(?:with|on|about))\s+(?:me |us |to me |(?:what )?you (?:mean|meant|understand)(?: by)? |meant by |exactly |really |actually |by |is |what |means? )*(?:the |a |an |this |that |your |term |word |thing called |metric |meaning of |sense of |meaning behind |definition of )*[\"'`]?(?P<topic>[\w .&^/-]{1,40}?)[\"'`]?(?:,?\s+(?:supposed to|meant to|mean\w*|please|to me|is|stands? for|again|about|please|in (?:plain|simple|easy|this|here|your)\b.*|for (?:dummies|me|beginners)|do|does|are|here|exactly|tell me|good for|like i.*|actually|refer\w*))*\s*[?.!]*$"
)


_SHOWN = re.compile(
    r"\b(?:(?:all )?at sea|lost|confused|puzzled|baffled|stuck|overwhelmed|no expert|not (?:at home|familiar)|new|hazy|unclear|in the dark) (?:with|by|about|on|to|as to|regarding|when it comes to) (?:the |these |those |this |that |all |your |of )*(?P<topic>(?!it\b|that\b|this\b|what\b|how\b|here\b|you\b)[\w -]{3,40}?)\s*(?:[,.;!?]|$)"
    r"|\b(?:no|not a|not the faintest|not the slightest) (?:clue|idea|notion|inkling) (?:about |of |on )?(?P<after>how (?!to start|it works|this works|you)[\w '-]{5,60}?)\s*(?:[,.;!?]|$)",
    re.IGNORECASE,
)
"""What somebody is at a loss with: "I am lost with these folds, explain please", "no clue how one picks a metric"."""


def help_slots(clause: Clause, context: Context) -> Args:
    """What help is wanted on: a command that the question is about, a metric or a word."""
    text = spoken(clause)
    metrics = clause.values("MET")
    doing = re.search(_DOING, text)
    meant = _MEANS.search(text)
    if metrics and not (doing and not meant):
        return {"topic": _ended(meant.group("topic")) if meant else str(metrics[0])}
    if doing and not re.search(r"\bhow (?:this|it|that|all this|everything|you|the (?:whole )?(?:thing|tool|program\w*|system)) works?\b", text):  # fmt: skip
        named = next((name for name, said in _TOPIC_SAID if re.search(said, text)), None)
        if named:
            return {"topic": named}
    if not meant and (shown := _SHOWN.search(text)):
        return {"topic": _ended(shown.group("topic") or shown.group("after"))}
    if meant:
        topic = _ended(meant.group("topic"))
        general = r"(?:you|i|me|it|this|that|we|here|possib\w*|to do|can|sextant|going on|up|next|for|now|your\w*|how|the|options|commands|everything|all|use|supposed)\b"
        return {} if not topic or re.match(general, topic) else {"topic": topic}
    named = next((name for name, said in _TOPIC_SAID if re.search(said, text)), None)
    if named and re.search(r"\bhelp\b|\bmanual\b|\bguide\b", text):
        return {"topic": named}
    return pruned({"topic": _asked_for(text, clause)})


_ASKED_HOW = re.compile(
    r"\bhow (?P<works>(?!(?:do|does|did|can|could|would|should|shall|will|is|are|am|it|this|that|you|all|everything|things|the (?:tool|app|program|thing))\b)[\w -]{3,40}?) (?:works?|functions?)\b"
    r"|\bwhat (?:the |a |an |all )*(?P<what>(?!(?:it|this|that|you|i|we|to|do|does|is|are|can|there)\b)[\w -]{3,40}?) (?:is|are|means?)\s*(?:[?.!]|$)"
    r"|\b(?P<happens>what happens (?:when|if|with|to|after) [^?.!;]{3,60}?)\s*(?:[?.!;]|$)"
    r"|\bhow (?:(?:do|does|did|can|could|would|should|shall|must|may|might|will) )?(?:(?:i|we|one|you|somebody|someone|people|to)\s+)(?:(?:can|could|may|best|actually|also|then|to) )*(?P<how>(?!(?:start|begin|use (?:it|this|you)|do (?:it|this|that)|go on|know|work|get started|proceed|are|came|got)\b)[a-z][^?.!;,]{3,60}?)(?:,? (?:please|exactly|then|here|again|in sextant|actually|now))*\s*(?:[,?.!;]|$)",
    re.IGNORECASE,
)
"""What is asked after in words of its own: "how does one keep a folder under observation?"."""


def _asked_for(text: str, clause: Clause) -> str | None:
    """The topic of a question that no command is named in: what stands in quotes, else what it asks how to do."""
    quoted = clause.values("QUOTE")
    if quoted:
        return str(quoted[0])
    said = _ASKED_HOW.search(text)
    return _ended(next(t for t in said.groups() if t)) if said else None
