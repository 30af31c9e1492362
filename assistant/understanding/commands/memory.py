"""What a person says of what they were shown, what was done before, who they are, and taking things back."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.calendar_names import MONTHS
from assistant.understanding.commands.outcomes import models_in
from assistant.understanding.commands.past_words import days_set_off, written_as_one
from assistant.understanding.commands.plan import ranks_in
from assistant.understanding.commands.plan_limits import of_search
from assistant.understanding.commands.trades import trade_said
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.lexicon import PROFESSIONS, ROLES
from assistant.understanding.text.words import bag, stands_in

_GOOD = r"(?:good|great|excellent|nice|perfect|fantastic|brilliant|helpful|useful|spot on|convincing|promising|awesome|wonderful|amazing|impressive|lovely|cool|sensible|reasonable|what i (?:wanted|needed|was looking for)|right|thumbs up|well done|superb|ideal|interesting|sound|clever|to the point|exactly right|solid|fine|fits|fits well|outstanding|not bad|beautiful|pretty good|just right|terrific|neat|plausible|makes sense|very helpful|smart|a good (?:idea|choice|suggestion|one)|a great (?:idea|choice|suggestion|one)|worked well|works well|worked great|works great|worked nicely|surprisingly good|what we needed|a keeper|my favou?rite|on point)"
_BAD = r"(?:bad|terrible|useless|awful|poor|wrong|nonsense|rubbish|disappointing|horrible|unhelpful|weak|stupid|silly|worthless|slow|complex|complicated|expensive|risky|inaccurate|unstable|confusing|unconvincing|garbage|suspicious|implausible|a waste of time|waste of time|thumbs down|crap|ridiculous|unacceptable|opaque|irrelevant|pointless|odd|strange|hard to (?:explain|understand|read|follow)|difficult|unreliable|off|optimistic|pessimistic|costly|dumb|unrealistic|weird|no good|not good|mediocre|unusable|overkill|misleading|a bad (?:idea|choice|suggestion)|not what i (?:wanted|asked for|meant|need|expected|needed)|vague|boring|too good to be true|fishy|annoying|black box|clumsy|lousy|unclear|nonsensical|hopeless|unsatisfactory|unsatisfying|slowish|fragile)"
_NEGATIVE = re.compile(
    rf"(?<!\S)(?:(?:not (?:really )?(?:a|an)|no) (?:big |great |huge )?(?:fan|friend)|(?:(?:would|will|could|i|we) )?never (?:really )?(?:trust|like)|(?:not|never|hardly|rarely|seldom|no|is not|was not|are not) (?:[a-z]+ ){{0,2}}(?:{_GOOD}|works?|worked|helps?|helped|convinces|impresses|pleases)|too (?:[a-z]+ ){{0,2}}[a-z]+|(?:much |way |far |a bit |rather |very |quite |so |really |just |simply |pretty |totally |completely )*{_BAD}|(?:(?:do|did|does) )?not (?:really |quite |particularly )*(?:like|convince|help|work|make sense|believe|fit|suit|trust|love|agree)|dislike|hate|disappointed|disappoints?|annoys?|worries|bothers?|unhappy|not happy|not convinced|not satisfied|dissatisfied|👎|takes too long|took too long|took (?:far |way |much )*too long|disagree|takes (?:forever|ages)|took (?:forever|ages)|(?:no|little)(?: [a-z]+)? sense|overfits?|overfitted|underfits?|not useful|not helpful|failed|worse|sucks|mistrust|distrust|(?:i|we) (?:am|are) against|against (?:number )?RANK[0-9]+)(?!\S)"
)
_POSITIVE = re.compile(
    rf"(?<!\S)(?:{_GOOD}|(?<!is )(?<!was )(?<!are )(?<!looks )(?<!sounds )(?<!feels )(?<!just )like(?! (?:crazy|mad|hell|nothing|no tomorrow)\b)|liked|love|loved|happy|agree|satisfied|thumbs up|👍|helped|pleased|better|impressed|fan|trust|enjoy|enjoyed|appreciate|well|glad|convinced|excited|works|worked|convinces|impresses|pleases|delights|delighted|kudos|best|agreed|favou?rite|recommend it)(?!\S)"
)
_RATING = re.compile(
    r"(?P<n>NUM[0-9]+)(?: (?:/|out of|of|from|stars?(?: out of| of)?) ?(?P<max>NUM[0-9]+)| stars?| points?|$)"
)


def sentiment_of(text: str) -> str | None:
    """Whether a clause praises or blames; None where it does neither."""
    if _NEGATIVE.search(text):
        return "negative"
    return "positive" if _POSITIVE.search(text) else None


def _reason(found: Found) -> str | None:
    """What follows "because", or the complaint itself ("too slow")."""
    text = found.clause.text
    because = re.search(r"(?<!\S)(?:because|since|as it|as they|cause|due to|bc|cuz)(?: of)? (?P<why>.+)$", text)
    if because:
        start = because.start("why") if "as " not in because.group(0)[:3] else because.start("why") - 3
        return found.clause.raw(start, because.end("why")).rstrip(" .!?,")
    complaint = re.search(
        r"(?<!\S)(?:(?:much|way|far|a bit|bit) )?too (?:(?:much|good|hard|many) )?[a-z]+(?: to (?:be true|explain|understand|follow|read))?(?!\S)|(?<!\S)(?:takes|took) (?:far |way |much |too )*(?:long|forever|ages)(?: to \w+)?(?!\S)",
        text,
    )
    return found.clause.raw(complaint.start(), complaint.end()) if complaint else None


def _rank_in(found: Found) -> int | None:
    ranks = ranks_in(found)
    if not ranks and re.match(r"NUM\d+ ?[,:;]", found.clause.text):
        ranks = [int(v) for v in found.all("NUM")[:1] if v == int(v)]
    return ranks[0] if ranks else None


def _about(found: Found) -> str | None:
    families = found.all("FAM")
    if families:
        return str(families[0])
    about = re.search(
        r"(?<!\S)(results?|recommendations?|suggestions?|explanations?|proposal|plan|model|leaderboard|ranking|answers?|plot|chart|report|advice|experiments?|runs?|predictions?|interface|summary|goal|data)(?!\S)",
        found.clause.text,
    )
    names = {
        "suggestion": "recommendations",
        "suggestions": "recommendations",
        "recommendation": "recommendations",
        "result": "results",
        "advice": "recommendations",
    }
    return names.get(about.group(1), about.group(1)) if about else None


def _feedback(found: Found) -> Args | None:
    text = found.clause.text
    if re.search(r"\?$", text) or (
        re.match(
            r"(?:is|are|was|were|why|how|what|which|who|if|does|do|did|would|could|can|should)(?: (?!not)\S+)", text
        )
        and not text.startswith("do not")
    ):
        return None
    before = re.split(r"(?<!\S)(?:because|since)(?!\S)", text)[0]
    sentiment = sentiment_of(before) or sentiment_of(text)
    args = pruned({"rank": _rank_in(found), "sentiment": sentiment, "rating": _rating(found), "reason": _reason(found)})
    if "rank" not in args:
        about = _about(found)
        args = {"about": about, **args} if about else args
    rated = args.get("rating")
    if sentiment is None and rated is None:
        return None
    return args


def _rating(found: Found) -> float | int | None:
    match = _RATING.search(found.clause.text)
    if match is None or not re.search(r"star|point|/|out of|rat|score|give|\bof NUM", found.clause.text):
        return None
    values = found.clause.values("NUM", *match.span("n"))
    return values[0] if values else None


_ITS = r"(?:it|that|this|they|these|those|the RANK|RANK|number RANK|your RANK|the (?:FAM )?(?:one|model|ones)|the (?:results?|recommendations?|suggestions?|explanations?|proposal|plan|ranking|answers?|advice|leaderboard|plot|chart|runs?|predictions?|summary|experiments?)|(?:your|these|those|this|that|my|our) (?:\w+ )?(?:results?|recommendations?|suggestions?|explanations?|proposal|plan|ranking|answers?|advice|runs?|predictions?|summary|one|model|leaderboard|experiments?)|all of (?:them|these|those|this|that)|FAM|both|the FAM (?:one|model|variant|run|suggestion)|recommendations?|results?|suggestions?)"
_ADVERB = r"(?:really|very|quite|so|pretty|absolutely|totally|just|simply|rather|a bit|bit|a little|much|way|far|too|extremely|also|not|never|indeed|actually|somewhat|still|all|always|clearly|exactly|both|completely|more|surprisingly|about|quite|even|of|no|in fact|hardly|only|honestly|incredibly|super|in my opinion|to me|kind|slightly|terribly|particularly|especially|truly|definitely)"
_FROM = r"^(?:(?:i|we|but|well|,|and|honestly|to my mind|in my opinion|unfortunately|sorry|hm|hmm|wow|ok|oh|so|please|also|sadly|for me|frankly|personally|yes|no|to be frank|overall|ah|now|just|sextant) )*"
_FEEDBACK_RULES = (
    *rules("open", _feedback,
        rf"{_FROM}(?:think |find |believe |feel |say |must say |)?(?:that )?{_ITS} (?:is|are|was|were|looks?|seems?|looked|seemed|sounds?|feels?|takes?|took|works?|worked|has been|have been|makes?|turned out|proved|runs?|ran|came out|fits?|helped|needs?|needed|performs?|performed)(?: (?:to be|to me|{_ADVERB}))*(?: (?:{_GOOD}|{_BAD}|well|badly|long|forever|ages|slowly|poorly|sense|to my taste|nicely|perfectly|be explained|like \w+|trust\w*|[a-z]+))(?: [^\s]+)*",
        rf"{_FROM}(?:{_ADVERB} )*too (?:{_ADVERB} )*(?:slow|complex|complicated|expensive|long|risky|simple|heavy|big|opaque|hard|difficult|costly|much|many|good|vague|technical|similar|few|short|boring|wordy|optimistic|pessimistic|black box|fancy|large|cheap|inaccurate|unstable|weak|time consuming|basic|theoretical)(?: [^\s]+)*",
        rf"{_FROM}(?:i|we) (?:really |quite |do |absolutely |totally |very much |also |particularly |especially |rather |just |kind of |)*(?:like(?! to)|liked|love(?! to)|love|loved|enjoy|enjoyed|appreciate|agree with|am happy with|are happy with|am pleased with|am impressed by|am satisfied with|are satisfied with|dislike|hate|disagree with|am disappointed by|am disappointed with|am unhappy with|am a fan of|am not a fan of|am not happy with|am not convinced by|am not satisfied with|are not happy with|am not impressed by|am not convinced of|are not convinced by|am not sure about|am not convinced|am sceptical about|am skeptical about|have doubts about|am glad about|trust|am convinced by|was pleased with|was happy with|was disappointed by|had good experience with|had bad experience with|had good experiences with|had bad experiences with|am convinced) (?:the |your |this |that |these |those |it|what|how|all|any|of |by )*(?: ?[^\s]+)*",
        rf"{_FROM}(?:i|we) (?:do|did|would|really do|still do) not (?:really |quite |particularly |at all |fully |much |)*(?:trust|like|love|agree with|enjoy|believe|buy|find|see the point|care for|appreciate|understand why you recommend)(?: [^\s]+)*",
        rf"{_FROM}(?:{_GOOD}|{_BAD})(?: (?:{_ADVERB}|,|and|idea|ideas|job|work|recommendations?|suggestions?|choice|choices|one|ones|call|explanation|explanations|pick|advice|results?|answer|stuff|proposal|plan|start|thinking|that|this|it|with|the|RANK|for|me|on|was|is|guess|point|model|selection|list|sextant|overview|{_GOOD}|{_BAD}))+",
        rf"{_FROM}(?:what (?:a|an) )(?:[^\s]+ ){{1,2}}(?:idea|choice|suggestion|recommendation|result|model|answer|one)(?: [^\s]+)*",
        rf"{_FROM}(?:👍|👎|thumbs (?:up|down)|(?:a )?(?:plus|minus) for|kudos|bravo|well done)(?: [^\s]+){{0,6}}", rf"{_FROM}(?:.* )?(?:👍|👎)",
        rf"{_FROM}(?:i |we |i would |please |let us )*(?:(?:rate|score|grade|rating)(?: [^\s]+)*? (?:NUM|PCT)(?: (?:/|out of|of|stars?|points?)(?: [^\s]+){{0,3}})?|(?:give|gives?|gets?)(?: [^\s]+)*? (?:NUM|PCT) (?:/|out of|of|stars?|points?)(?: [^\s]+){{0,3}}|(?:give|gives?|gets?)(?: [^\s]+)*? (?:rating|grade|mark) of NUM)", rf"{_FROM}(?:NUM) (?:/|out of|stars?)(?: ?NUM)?(?: stars)?(?: for)?(?: [^\s]+){{0,5}}",
        rf"{_FROM}(?:really |absolutely |totally |just )*(?:love|loving|like|hate|dislike|adore) (?:the |your |this |that )*(?:RANK|FAM|ones?|it|this|that|recommendations?|suggestions?|results?)(?: [^\s]+){{0,6}}",
        rf"{_FROM}{_ITS} (?:really |do |does |did |not |simply |kind of )*(?:disappoints?|impress|impresses|convinces?|pleases?|surprises?|annoys?|worries|worry|bothers?|disappointed|impressed|pleased|helps?) (?:me|us)(?: [^\s]+){{0,4}}",
        rf"^NUM ?(?:,|:|;) (?:{_ADVERB} )*(?:{_GOOD}|{_BAD})(?: [^\s]+){{0,6}}",
        rf"{_FROM}(?:RANK|FAM) ?(?:,|:|;)? (?:{_ADVERB} )*(?:{_GOOD}|{_BAD})(?: [^\s]+){{0,6}}",
        rf"{_FROM}(?:it|this|that|the RANK|RANK)(?: [^\s]+){{0,3}} (?:took|takes|need|needs|needed) (?:far |way |much |too )*(?:long|forever|ages|much time|much memory)(?: [^\s]+){{0,4}}",
        rf"{_FROM}(?:that|this|it|RANK|the RANK|FAM) (?:did|does|do|would|will) not (?:really |quite |)*(?:help|work|make sense|convince|fit|suit|answer|satisfy)(?: [^\s]+)*",
        rf"{_FROM}(?:that|this|it|RANK|the RANK) (?:really |indeed )*(?:helped|helps|worked|convinced|fits|makes sense|made sense)(?: [^\s]+)*",
        order=25),
)  # fmt: skip


def history_args(found: Found) -> Args:
    """What a look back is limited to: families, a table, a person, days."""
    when = found.all("WHEN")
    return pruned(
        {
            "families": found.all("FAM"),
            "dataset": _dataset(found),
            "person": _person(found),
            "since_days": when[0] if when else days_set_off(found.clause.message),
        }
    )


def _dataset(found: Found) -> str | None:
    whole = found.clause.whole
    for known in found.context.datasets:
        if stands_in(known, whole):
            return known
    named = [str(v) for v in found.all("SRC") or found.all("QUOTE")]
    if named:
        return named[0]
    for pattern in _CALLED_TABLES:
        for at in pattern.finditer(whole):
            name = at.group("name")
            column = pattern is _BEHIND and any(name.lower() == str(v).lower() for v in found.all("COL"))
            column |= pattern is _CALLED_TABLES[0] and not at.group().endswith("data") and _is_column(found, name)
            if name.lower() not in _NOT_TABLES.union(MONTHS) and (column or not _is_entity(found, name)):
                return str(name)
    called = (
        n for n in written_as_one(whole, (*found.context.columns, *found.context.models)) if not _is_entity(found, n)
    )
    return next(called, None)


_BEHIND = re.compile(r"\b(?:table|data ?set|file) (?:called |named )?(?P<name>[A-Za-z][\w\-]*)", re.IGNORECASE)
"""A table named behind what it is: there its name may be that of a column, too."""
_CALLED_TABLES = (
    re.compile(r"(?:the|our|my|on|for|with|of|in) (?P<name>[A-Za-z][\w\-]*) (?:table|data ?set|dataset|data|file)\b", re.IGNORECASE),
    _BEHIND,
    re.compile(
        r"\b(?:on|with|for) (?P<name>[A-Za-z][\w\-]+)(?= (?:last|this|yesterday|before|in|so|already|ever|earlier|previously|and|since|these)\b|\s*[?.!]|\s*$)",
        re.IGNORECASE,
    ),
)  # fmt: skip


def _is_column(found: Found, name: str) -> bool:
    """Whether the name reads as that of a column, and of nothing else: "the trips table" of `trip_km`."""
    kinds = {w.entity.kind for w in found.clause.words if w.entity and found.clause.message[w.start : w.end].lower() == name.lower()}  # fmt: skip
    return kinds == {"COL"}


def _is_entity(found: Found, name: str) -> bool:
    """Whether the name is that of a family, a metric or the like."""
    spoken = (found.clause.message[w.start : w.end].lower() for w in found.clause.words if w.entity is not None)
    return name.lower() in spoken


_NOT_TABLES = bag(
    "anything everything something nothing forecast forecasts forecasting classification regression a alike all already and any as since average before boosting comparable current for forests friday her here him in is it kind like me monday my networks new of on other our same saturday search similar similarly some such sunday that the them there these this thursday trees tuesday us was wednesday were what with yet your over during within by has have had did do we i you used using from at to so or but about these those my our who which when where how here there please last past ever again tried run ran until till is are than"
)
_PEOPLE_NOT = bag(
    "anyone someone somebody anybody we i you they it people who what the that everyone nobody others he she has have did boosting ever one team my our any which how when"
)


_TITLED = re.compile(
    r"(?<!\d)(?<!\d )\b((?:(?i:dr|mrs?|ms|prof|frau|herr|mme|madame|monsieur)\.?|Miss) (?!(?i:is|are|or|and|in|for|per|at|the|on)\b)[A-Za-zÀ-ÿ][\w\-]+)"
)
"""Who is called by a title, written as quickly as one types: "ms Okafor", "dr li"."""


def _person(found: Found) -> str | None:
    text = found.clause.whole
    at = (
        _TITLED.search(text)
        or re.search(
            r"\b(?:did|has|have|had|was|what|by|from|of)\s+((?:(?:Dr|Mr|Mrs|Ms|Prof|Miss|Frau|Herr|Mme|Madame|Monsieur)\.? )?[A-ZÀ-Þ][\w\-]+(?: [A-ZÀ-Þ][a-zà-ÿ][\w\-]*)?)(?:'s)?\b",
            text,
        )
        or re.search(
            r"(?i:colleague|colleagues|mate|boss|friend|person|user),? ((?:(?:Dr|Mr|Mrs|Ms|Prof|Miss|Frau|Herr|Mme|Madame|Monsieur)\.? )?[A-ZÀ-Þ][\w\-]+)",
            text,
        )
        or re.search(r"\b([A-Z][a-z]+)(?:'s|’s)\b", text)
        or re.search(
            r"\b(?:did)\s+([a-z][\w\-]+)\s+(?:ever |already |also )?(?:try|run|do|use|decide|work|test|change|find)\b",
            text,
            re.IGNORECASE,
        )
    )
    name = at.group(1) if at else None
    if (
        name is None
        or name.lower() in _PEOPLE_NOT
        or (found.all("FAM") and name.lower() in ("xgboost", "svm", "boosting"))
    ):
        return None
    if any(
        w.entity is not None and found.clause.message[w.start : w.end].lower() == name.lower()
        for w in found.clause.words
    ):
        return None
    return name


def _looked_back(found: Found) -> Args | None:
    """A look back; to search for the best with so many runs is none."""
    return None if of_search(found.clause.whole) and not found.all("WHEN") else history_args(found)


_HISTORY_RULES = rules("closed", history_args,
    r"(?:(?:is|are|was|do|got|have) )?(?:there |we |you )?(?:have |got )?(?:anything|something|lessons?|stuff|knowledge|insights?|what)(?: [^\s]+){0,2} (?:from|of|in) (?:the |our |my |your |any |some |all |other )*(?:former|earlier|past|previous|older|prior|bygone|last) (?:projects?|work|runs|experiments|goals|attempts|trials|tasks|problems|stud(?:y|ies)|analys[ei]s|conversations|sessions)(?: [^\s]+)*$",
    order=31, firm=True) + rules("closed", _looked_back,
    r"(?:has|have|did|had)(?: (?:anyone|anybody|someone|somebody|we|i|you|they|people|others|colleagues|the team|my team|my colleagues|ever|already|before|not|yet|also|any of us|a colleague|[a-z]+))* (?:try|tried|run|ran|use|used|test|tested|do|done|work|worked|experiment|experimented|looked|seen|attempt|attempted|train|trained|see|come across|had|have|made|evaluated|evaluate|played)(?: [^\s]+)*",
    r"(?:(?:show|list|give)(?: me| us)? |what about )?(?:every|all|any|each)(?: of)?(?: the| our| those| these)? (?:single )?FAM(?: (?:runs?|models?|ones?|trials?|experiments?))?(?: (?:that|which))? (?:we|i|they|you|(?:my|our) [a-z]+)(?: (?:have|had|ever|already))* (?:ran|run|tried|did|done|trained|used|tested|fitted)(?: (?:in|during|over|within|since|for|on|so far|until now|before|here|the|this|last|past|table|data|WHEN|COL))*$",
    r"(?:what|which)(?: [^\s]+)*? (?:worked|works|work|did best|does well|was successful|performed|been tried|was tried|were tried|have been tried|was done|been done|has been done|was used|succeeded|failed on|won on|performs|turned out|proved|helped|usually)(?: [^\s]+)*? (?:like|similar|before|on|for|in the past|past|last|WHEN|previously|earlier|so_far|already|SRC|data|comparable|problems?|of this kind|ago|then)(?: [^\s]+)*",
    r"(?:what|which|why|how|who)(?: [^\s]+)*? (?:we|i|you|they|anyone|someone|[a-z]+) (?:decide|decided|agree|agreed|try|tried|do|done|did|run|ran|use|used|conclude|discuss|learn|learned|test|tested|find|found|settle|settled|train|trained|choose|chosen|chose|change|changed|reject|rejected|approve|approved|experiment|work)(?: [^\s]+)*? (?:WHEN|before|earlier|already|ago|previously|last time|last|in the past|back then|on|for|with|so_far|then|until now|since)(?: [^\s]+)*",
    r"(?:what|which)(?: [^\s]+)*? (?:have|has|had|did) (?:we|i|you|they|anyone|someone|people|others|colleagues|[a-z]+) (?:already |ever |all |last |recently )*(?:tried|done|run|tested|used|decided|decide|try|do|run|test|use|experimented|learned|learnt)(?: [^\s]+)*",
    r"(?:show|list|give|see|tell|open|view|display|browse|search|go through|look through|let me see|recall|look up|remind)(?: [^\s]+)*? (?:history|past (?:runs|experiments|goals|decisions)|earlier (?:runs|experiments|decisions)|previous (?:runs|experiments|decisions)|old (?:runs|experiments)|what we (?:did|tried|decided|have tried|have done)|decisions|what (?:was|has been) (?:done|tried|decided)|what i (?:did|tried)|what worked|past work|experiments|(?:my|our|all) (?:runs|experiments)|runs of|runs from|runs)(?: [^\s]+)*",
    r"(?:show|list|give|see|tell|recall|remind)(?: me| us)?(?: (?:all|everything|again|of))* (?:what|that) (?!it |this |that |the |you |they |model )[^\W\d_]+ (?:has |had )?(?:did|done|tried|ran|run|used|tested|found|trained|built|decided)(?: [^\s]+){0,5}$",
    r"(?:my |our |the |past |full |complete )*history(?: (?:of|for|on|please|with|since|from|in)(?: [^\s]+)*)?$",
    r"(?:any|is there any|are there any|do we have|do you have|have you|is there|do you know of|got any|what is our|what is your|what is the|anyone with)(?: [^\s]+){0,3} (?:experience|experiences|past runs|earlier runs|previous runs|knowledge|precedent|precedents|track record|prior work|history|memory|past experiments|earlier experiments)(?: [^\s]+)*",
    r"(?:do|can) you (?:remember|recall)(?: [^\s]+)*", r"when did (?:we|i|you|they|[a-z]+) (?:last |first )?(?:try|run|use|test|work|look|train|do|experiment)(?: [^\s]+)*", r"who (?:has |had |else |already |ever |last )*(?:tried|ran|used|worked|tested|did|worked on|has worked|decided|trained|experimented)(?: [^\s]+)*", r"(?:what|which)(?: [^\s]+){0,6} (?:last time|in the past|previously|back then)(?: [^\s]+)*", r"what (?:happened|was done|did happen|went on|was going on|was tried|was decided)(?: [^\s]+)*? (?:WHEN|before|last|since|while|on)(?: [^\s]+)*",
    order=32)  # fmt: skip


def _numbers(found: Found) -> Args | None:
    whole = found.clause.whole.strip()
    if found.context.running and re.search(r"\b(?:left|remaining|to go|still)\b", found.clause.text):
        return None
    return {"question": whole} if whole else None


_NUMBER_RULES = rules("closed", _numbers,
    r"(?:who|which (?:person|user|colleague))(?: [^\s]+)*? (?:most|least|fewest|how many|how often)(?: [^\s]+)*",
    r"(?:which|what|who|whose)(?: [^\s]+){0,4} (?:is|are) (?:the |our |my |a |currently |now |actually )*(?:champion|challenger|in production|in use|live|deployed|serving)(?: [^\s]+)*",
    r"since when(?: [^\s]+){1,8} (?:champion|challenger|production|use|live|deployed|serving)(?: [^\s]+)*",
    r"how (?:many|much)(?: [^\s]+)*? (?:runs?|experiments?|trials?|variants?|models?|proposals?|recommendations?|failures?|goals|datasets|people|users|decisions|approvals|feedbacks?|families|hours|time|cpu|memory|compute|money|conversations|seconds|minutes|of (?:them|the runs|those|my|our)|attempts|tables|fits|percent|share|crashes|timeouts|thumbs|questions|times)(?: [^\s]+)*? (?:failed?|succeed\w*|timed|time out|ran|run|were|was|did|have|has|had|approved|declined|finished|crashed|there|completed|do|does|been|is|are|took|take|spent|spend|used|in|last|per|by|on|WHEN|exist|started|we|i|on average|in total|so_far|went|ended|accepted|rejected|launched|stopped|belong|gave|give|got|died|broke|aborted|interrupted|use|beat|beaten|wasted)(?: [^\s]+)*",
    r"(?:what|which)(?: (?:is|was|are|were))?(?: (?:the|our|my))* (?:average|mean|median|total|overall|typical|usual|maximum|minimum|sum|share|fraction|percentage|proportion|number|count|rate|failure rate|success rate|longest|shortest|standard deviation|distribution|most common|most frequent|slowest|fastest|most expensive|cheapest|highest|lowest|average number|biggest)(?: [^\s]+)*? (?:of|for|in|per|run|runs|cost|costs|time|duration|runtime|across|by|experiments|among|so_far|that|family|families|WHEN|error|reason|failure|failures|dataset|datasets|memory)(?: [^\s]+)*",
    r"(?:count|sum up|tabulate|calculate|compute|aggregate|total up|add up|average|chart|plot|break down|give me (?:the )?(?:numbers?|counts?|statistics|figures|share|total|average|mean|median|count|number)|show me (?:the )?(?:numbers?|counts?|statistics|figures|share|total|average|mean|median|failure rate|count|number)|list all runs|list the runs|list runs|query|run a query|run sql|select)(?: [^\s]+)*? (?:runs?|experiments?|per|by|for|of|failed|from|costs?|families|family|time|duration|minutes)(?: [^\s]+)*",
    r"(?:what|which) (?:share|fraction|percentage|proportion|percent|part|number|family|families|dataset|datasets|person|user|runs|estimator|kind|variant|variants|models|machine|month|day|week|error|errors|experiments?|people)(?: [^\s]+)* (?:most|least|more|longest|fails?|failed|took|cost|costs|succeed\w*|of (?:the )?runs|of (?:all )?(?:runs|experiments)|timed|ran|average|on average|times|often|memory|GE|LE|crash\w*|spent|used|use|approved|expensive|runs)(?: [^\s]+)*",
    r"how (?:often|long|expensive|slow|fast|reliable|costly)(?: (?:do|does|did|is|are|was|were|has|have))(?: [^\s]+)*? (?:on average|average|typically|usually|fail|failed|run|runs|take|took|cost|succeed|crash|time out|in total|so_far|per|WHEN|experiments?|right|wrong|approved|happen|used)(?: [^\s]+)*", r"(?:on average|in total|overall) ,? ?(?:how|what|which)(?: [^\s]+)*", r"why (?:did|do|have|are|were|was)(?: [^\s]+){0,5} (?:runs?|experiments?|so many|fail|failed|failing|failures?|crash\w*|time out|timed out|it|timeouts?|RANK)(?: [^\s]+)*? (?:fail|failed|failing|crash|crashed|time out|timed out|WHEN|stop|stopped|died|die|aborted|interrupted)(?: [^\s]+)*", r"how (?:much|many)(?: [^\s]+)*? (?:cpu|compute|machine time|computing|gpu|memory|runs|experiments|money|hours)(?: [^\s]+)*",
    order=28)  # fmt: skip

_ROLE_OF = {name: role for role, names in ROLES.items() for name in names}
_ROLE = "(?P<role>" + "|".join(sorted((re.escape(n) for n in _ROLE_OF), key=len, reverse=True)) + ")"
_PROFESSION = "(?P<job>" + "|".join(sorted((re.escape(n) for n in PROFESSIONS), key=len, reverse=True)) + ")"


def _role(found: Found) -> Args | None:
    said = found.said("role")
    if said and re.search(
        r"(?:not|no|no longer|never) (?:a |an |really |)*$", found.clause.text[: found.match.start("role")]
    ):
        return {"role": "domain_expert"} if said in ROLES["data_scientist"] + ROLES["analyst"] else None
    return {"role": _ROLE_OF[said]} if said else None


def _profession(found: Found) -> Args | None:
    """A profession stands for the domain expert where the message says nothing else and the role isn't known."""
    alone = len(found.clause.message.split()) <= len(found.match.group(0).split()) + 8
    return {"role": "domain_expert"} if alone and found.context.role != "domain_expert" else None


def _trade(found: Found) -> Args | None:
    """What somebody does for a living, where the message says nothing else and the role isn't known."""
    message = found.clause.message
    alone = len(message.split()) <= _MOST_TRADE_WORDS and len(found.clause.whole) > 0.8 * len(message.strip())
    if not alone or found.context.role == "domain_expert" or "?" in message or found.all("COL"):
        return None
    return {"role": "domain_expert"} if trade_said(found.clause.whole) else None


_MOST_TRADE_WORDS = 12
_ROLE_RULES = (
    *rules("closed", _role,
        rf"(?:hi |hello |hey |well |by the way |fyi |and |but |please |, |just so you know |for your information |note that |you know |i )*(?:am|was|are|work as|working as|my role is|my role :|role :|role =|my job is|treat me as|treat me like|talk to me as|talk to me like|talk to me as if i (?:am|was|were)|speak to me as|speak to me like|see me as|consider me|set my role to|set role to|set the role to|change my role to|switch my role to|role is|call me|i am now|answer me as|assume i am|pretend i am|i am more of|we are|count me as|think of me as|explain (?:it |things )?(?:as )?(?:to|for)|switch to|i speak as|talk like i am|my profession is)(?: (?:an?|the|just|only|actually|really|now|more|of|to|like|your|simple|mere|senior|junior|lead|experienced|trained|by trade|mode|am|kind|professional|also|be|as|working|full time|here|our|no|not))* {_ROLE}(?: [^\s]+){{0,12}}$",
        rf"(?:talk|speak|go) (?:like )?(?:an? |full |pure )?{_ROLE}(?: (?:to|with) (?:me|us))?(?: [^\s]+){{0,2}}", rf"{_ROLE} (?:here|mode|view|speaking|talking)(?: please)?", rf"(?:set|change|switch)(?: [^\s]+){{0,3}} role(?: [^\s]+){{0,2}} {_ROLE}",
        order=13),
    *rules("closed", _profession, rf"i (?:am|work as) (?:a |an |the |just |only |actually |by profession |simply )*(?:[a-z]+ )?{_PROFESSION}(?: [^\s]+){{0,10}}$", order=14),
    *rules("closed", _trade, r"(?:[^\s]+ )+[^\s]+", order=14),
    *rules("closed", lambda f: {"role": "domain_expert"},
        r"(?:please )?(?:talk|speak|explain|answer|say|keep|use|write|put|tell)(?: [^\s]+){0,4} (?:plain (?:words|english|language|terms)|simple (?:words|terms|language|english)|layman s? ?terms|laymans terms|lay terms|non technical(?: terms)?|everyday language|less technical|without jargon|no jargon|jargon free|without (?:the )?(?:technical )?jargon|layman terms)(?: [^\s]+){0,3}", r"(?:no|less|without|skip the|spare me the|stop the|drop the) (?:technical |more |tech |ml |)*jargon(?: please)?",
        r"i (?:do not|am not|have no|know nothing|know little|never|am no)(?: (?:know|understand|expert|really|idea|clue|much|anything|very|background|at all|have|good|in|studied|studying|learned|an|a))* ?(?:about |of |in |with |on )*(?:statistics|machine learning|data science|algorithms|ml|programming|any of this|technical things|maths?|modelling)(?: [^\s]+){0,4}$",
        order=14),
    *rules("closed", lambda f: None if f.context.role == "domain_expert" else {"role": "domain_expert"},
        r"(?:(?:i am|i|am|as|and|but|so|,) )*(?:not|no) (?:(?:an?|any|much of|really|exactly|at all) )*(?:statistics|stats|statistical|computer|computers|numbers|maths?|data|it|tech|technical|machine learning|ml|ai) (?:person|guy|gal|woman|man|girl|type|people|whiz|wizard|nerd|specialist|freak|geek)(?: [^\s,]+){0,3}",
        order=13),
    *rules("closed", lambda f: {"role": "data_scientist"}, r"(?:i )?(?:do|build|train|develop|know) (?:machine learning|ml|ml models|data science) (?:for a living|professionally|every day|all day|well|very well|for years)(?: [^\s]+){0,3}", r"(?:give me|show me|you can give me|talk) (?:the )?(?:technical details|hyperparameters|parameters|full technical details|all the technical details|all parameters|technically)(?: [^\s]+){0,4}", order=15),
    *rules("closed", lambda f: {"role": "analyst"}, r"i (?:know|speak|write|use|am good at|work with|work in|like|live in|think in|am fluent in|mostly use|prefer) sql(?: [^\s]+){0,6}$", r"i (?:make|build|do|write) (?:the )?(?:reports|reporting|dashboards|bi)(?: [^\s]+){0,6}$", order=15),
)  # fmt: skip

_PROFILE_RULES = (
    *rules("closed", lambda f: {},
        r"(?:please )?(?:reset|clear|wipe|delete|erase|forget|empty|remove|purge|drop)(?: [^\s]+){0,4} (?:profile|preferences|everything you know about me|about me|my data|my settings|my defaults|what you (?:know|learned|learnt|have learned|remember) about me|you know about me|you know of me|my feedback|learned about me|habits)(?: [^\s]+){0,4}", r"(?:start|begin) (?:over |afresh |again |fresh |)(?:with )?(?:a )?(?:new|fresh|blank|clean|empty) profile", r"forget (?:everything about )?me", r"forget who i am", order=10),
)  # fmt: skip
_SHOW_PROFILE_RULES = rules("closed", lambda f: {},
    r"(?:(?:please|now|and|so|i want to|let me|can i|could i|,) )*(?:(?:show|tell|give|read|list|see|view)(?: (?:me|us))? )?(?:everything|all|whatever)(?: that)? you (?:(?:have|ever|still|currently|already|had) )*(?:hold|have|keep|kept|know|store|stored|saved|save|remember|remembered|noted|note|collected|recorded|gathered|written|learned|learnt)(?: (?:down|on file|stored|saved|collected|noted))* (?:on|about|of) (?:me|us)(?: (?:please|now|so_far|here))*$",
    order=10, firm=True) + rules("closed", lambda f: {},
    r"(?:please )?(?:show|display|see|view|open|what is in|what is|what does|print|let me see|i want to see|give|list|tell me|look at|check|where is|how does)(?: [^\s]+){0,3} (?:profile|preferences|my defaults|my settings|you think i like)(?: [^\s]+){0,6}",
    r"what (?:do|did|have) you (?:already |ever |actually |currently )*(?:know|remember|think|learn|learned|learnt|stored?|noted|assume|saved?|believe|keep|written|got|have)(?: [^\s]+){0,3} (?:about|of|on|from) (?:me|us|my \w+)(?: [^\s]+){0,4}", r"(?:my )?profile(?: please)?", r"(?:(?:show|tell)(?: me| us)? )?(?:who|what) i am (?:to|for) you(?: [^\s]+){0,3}", r"who am i(?: [^\s]+){0,4}", r"what (?:are|were) my (?:preferences|defaults|settings|constraints|rules|habits)(?: [^\s]+){0,4}", r"what (?:role|preferences|profile) (?:do|have|did) (?:you|i)(?: [^\s]+){0,6}", r"(?:which|what) (?:of my )?(?:preferences|defaults|facts|settings|things|information|rules|wishes|habits)(?: [^\s]+)*? (?:you|me|stored|saved|mine)(?: [^\s]+){0,4}", r"(?:everything|all) you know about me", r"how do you (?:see|know|perceive) me", r"what (?:have i told you|did i tell you|have you learned about me|did you learn about me|do you remember about me)(?: [^\s]+){0,4}",
    order=11)  # fmt: skip


def _undone(found: Found) -> Args | None:
    """Taking back; a version of a registered model is rolled back instead."""
    if re.match(r"(?:drop|ignore|discard|skip|forget|delete) (?:that|it|this)", found.clause.text):
        return {"_weak": True}
    return (
        None if models_in(found) or re.search(r"\b(?:version|model|promotion|deployment)\b", found.clause.text) else {}
    )


_UNDO_RULES = rules("closed", _undone,
    r"(?:please |can you |no |no , |oops |oops , |wait |wait , |sorry |sorry , |actually |ah |hm |and |, |let us |ok )*(?:undo|ctrl z|revert|take back|take that back|take it back|take (?:back )?(?:that|this|the|my)(?: (?:last|latest|previous|earlier|other|same|time|memory|latency|speed|column|family|run))* (?:constraint|restriction|limit|limitation|rule|condition|requirement|setting|budget|cap|ban|bound|wish|preference|rating|change|statement|instruction|order) back|roll that back|reverse|withdraw|scratch|strike|rewind|backtrack|undoing|unset|rescind)(?: (?:that|it|this|the|last|change|step|my|what|i|you|just|said|did|one|again|please|everything|previous|message|command|thing|setting|goal|most|recent|latest|constraint|restriction|limitation|rule|condition|requirement|cap|ban|bound|wish|feedback|update|action|edit|to|back|those|changes|for|me|limit|and|go|all|of|NUM|RANK|statement|last one|budget|preference|rating|sentence))*$",
    r"(?:go|step|switch|change|get|move|return|jump|put it|set it|take me|reset)(?: (?:one|a|NUM|it|us))*(?: step| steps)? back(?: (?:to|one|a|the|step|my|our|RANK|first|previous|old|earlier|original|last|initial|goal|setting|settings|target|metric|state|version|how|it|was|before|where|we|were|that|as|things|please|ones?|definition|formulation|which|had|i))*$",
    r"(?:forget|ignore|disregard|never mind|cancel|scratch|drop|delete|discard|strike|skip) (?:that|it|what i (?:just )?said|what i have said|my last (?:message|sentence|wish|remark)|the last (?:message|thing|change|sentence|remark|one|statement|instruction|bit|command|step)|my previous (?:message|sentence|wish)|this|what i (?:just )?(?:wrote|typed|asked)|(?:my|the) (?:last|latest|previous|most recent) (?!run|experiment|week|month|model|recommendation|column)[a-z]+)(?: please| again| i said| ,? ?i was wrong)*$",
    r"(?:restore|return to|reinstate|bring back|go back to|back to|revert to) (?:the |my |our )*(?:previous|first|original|old|earlier|last|former|initial|RANK) (?:goal|settings?|state|version|target|metric|setup|one|definition|constraints?|statement|situation|configuration|budget)(?: [^\s]+){0,3}",
    r"(?:that|this|it) was (?:a mistake|an error|wrong|a typo|not meant|by mistake|my mistake|an accident|a slip)(?: [^\s]+){0,5}", r"(?:i )?did not mean (?:that|it|to (?:say|do|send|write) (?:that|it|this))(?: [^\s]+){0,2}$", r"i take (?:that|it|this|everything) back(?: [^\s]+){0,3}", r"(?:(?:we|you|i|just|please|let us|can|could|simply) )*(?:pretend|act|behave|make|imagine|do)(?: it(?: is)?)?(?: as)?(?: if| though| like| that)?(?: i| we) (?:never|did not|had not|had never|have not|have never) (?:just )?(?:say|said|ask|asked|write|wrote|written|type|typed|mention|mentioned|set|do|did|done)(?: (?:that|it|this|anything|so|a word|any of (?:it|that)))*$", r"(?:as you were|back one step|one step back|step back|go back|back)(?: please)?$", r"(?:as|like) (?:it was |we had it |it had been )?before(?: please)?$", r"put (?:it|that|everything|things) back(?: [^\s]+){0,6}", r"i changed my mind(?: (?!i\b|,|and\b|(?:RANK|NUM)\d)[^\s]+){0,5}$",
    order=8)  # fmt: skip


def _corrected(found: Found) -> Args | None:
    return {"_fold": True}


_CORRECT_RULES = (
    *rules("sentence", _corrected,
        r"^.*?(?<!\S)(?:i|we) (?:actually |really |rather |in fact |just |of course |only )*(?:meant|did mean|wanted to say|meant to say|was referring to)(?: .+)$",
        r"^(?:that is |this is |it is |this was |that was )?not (?:at all )?what (?:i|we) (?:meant|said|wanted|asked for|had in mind|asked)(?: .+)?$",
        r"^(?:no|nope|wrong|not quite|sorry|oops|wait|hm|hmm|actually|well|ah|oh|hang on|nah|not right|incorrect|my bad|stop|argh|ehm|uh|err|hold on)?(?: ,| ;| \.)? ?(?:that is (?:not right|wrong|incorrect|not correct|not what i (?:meant|said|wanted))|you (?:misunderstood|got (?:it|that|me) wrong|understood (?:it|me|that) wrong|misread|have misunderstood)(?: me| that| it)?|that was wrong|misunderstanding|wrong)?(?: ,| ;| :)? ?(?:(?:but|no|sorry|because|and|actually|,|as) )*(?:what )?(?:i|we) (?:actually |really |rather |in fact |just |of course |only )*(?:meant|mean|wanted to say|said|intended|was talking about|was thinking of|had in mind|meant to say|wanted|asked for|was referring to|did mean|spoke of|am talking about|was asking for|asked|did not say)(?: .+)$",
        r"^wrong again(?: .+)?$", r"^no not .+$", r"^wrong (?:parse|reading|interpretation|understanding)(?: ,| ;| :| -)? .+$", r"^(?:no|nope|wrong|not quite|sorry|incorrect|not right|correction|misunderstanding|not correct)(?: ,| ;| :| -| \.)+ .+$",
        r"^(?:(?:no|nope|sorry|wait|hm|hmm|but|,) )*(?:that is (?:not right|wrong|incorrect|not correct|not what i (?:meant|said|wanted))|you (?:misunderstood|got (?:it|that|me) wrong|misread)(?: me| that| it)?|this is wrong|it is wrong|that was wrong|correction|misunderstanding|not correct|you are wrong)(?: ,| ;| :| -| —)? .+$",
        order=20),
)  # fmt: skip

MEANINGS = (
    Meaning("undo", _UNDO_RULES, ("undo that", "take that back", "go back to the first goal", "scratch what I said", "forget the last change", "restore the previous goal", "oops, reverse that", "back to how it was"), words=frozenset(("undo", "revert"))),
    Meaning("correct", _CORRECT_RULES, ("no, I meant recall", "that's wrong, the target is price", "you misunderstood me, I said 20 runs", "not accuracy, F1")),
    Meaning("reset_profile", _PROFILE_RULES, ("reset my profile", "forget everything you know about me", "clear my preferences", "start with a blank profile"), words=frozenset(("profile", "preferences"))),
    Meaning("show_profile", _SHOW_PROFILE_RULES, ("show my profile", "what do you know about me", "what are my preferences", "what have you learned about me", "which defaults have you stored for me")),
    Meaning("set_role", _ROLE_RULES, ("I'm a data scientist", "I am a doctor", "treat me as an analyst", "I don't know anything about statistics", "talk to me in plain words", "I work with SQL all day", "you can give me all the technical details", "I am from the marketing department and no techie")),
    Meaning("ask_numbers", _NUMBER_RULES, ("how many runs failed last month and why", "what was the average cost of a run", "which family fails most often", "what share of the proposals did I approve", "how much compute did we spend this week", "count the runs per dataset", "how long do boosting runs take on average", "which dataset has the most runs", "how many experiments has Anna started"), fill=_numbers),
    Meaning("history", _HISTORY_RULES, ("what worked on data like this", "has anyone tried boosting on the loans table", "what did we decide last week and why", "show me our past experiments", "what did Anna run yesterday", "any experience with data like mine", "did somebody use neural networks here before", "list the earlier runs"), fill=history_args, words=frozenset(("history", "tried", "decided", "anyone"))),
    Meaning("feedback", _FEEDBACK_RULES, ("the second one is too slow", "I like the first suggestion", "these recommendations are useless", "great advice", "the third took ages", "thumbs up for number two", "I would give it 4 out of 5", "that was not helpful at all", "I'm not happy with the results", "this does not convince me")),
)  # fmt: skip


def _role_like(found: Found) -> Args | None:
    """The role that the words fit."""
    text = found.clause.text
    named = re.search(rf"(?<!\S){_ROLE}(?!\S)", text)
    if named:
        denied = re.search(r"\b(?:not|no|never)\b(?!.* (?:i am|but|am) )", text[: named.start()])
        return {"role": "domain_expert" if denied else _ROLE_OF[named.group("role")]}
    if re.search(r"\b(?:sql|reports?|reporting|dashboards?|queries)\b", text):
        return {"role": "analyst"}
    expert = re.search(r"\b(?:parameters?|hyperparameters?|technical|machine learning|models?|python|code)\b", text)
    plain = re.search(r"\b(?:not|no|never|nothing|without|less|too|plain|simple|ordinary|layman)\b", text)
    return {"role": "data_scientist" if expert and not plain else "domain_expert"}


FILLS = {"feedback": _feedback, "set_role": _role_like}
"""Slots of clauses that are only like the examples."""
