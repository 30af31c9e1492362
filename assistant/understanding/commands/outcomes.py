"""Looking at what came out: results, comparisons, explanations, and repeating a run."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.commands.plan import ranks_in
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.words import Entity


def _ranks(found: Found) -> list[int]:
    return ranks_in(found)


def _results(found: Found) -> Args | None:
    text = found.clause.text
    if re.search(r"\b(?:GE|LE) (?:NUM|PCT)", text):
        return None
    if re.search(r"\b(?:export|save|download|share|send|explain|why|same)\b", text):
        return None
    if re.match(r"(?:rank|sort|order|arrange)", text) and not found.context.results:
        return None
    counts = re.search(r"(?:top|best|which|what|first|show|list|see|me|the|only|LE) (?:the )?(NUM[0-9]+)", text)
    number = found.clause.values("NUM", *counts.span(1)) if counts else []
    ranks = _ranks(found)
    if ranks and re.search(r"RANK[0-9]+$", text) and (not found.context.results or ranks[0] != 1):
        return None
    top = ranks[-1] if ranks and ranks == list(range(1, len(ranks) + 1)) and len(ranks) > 1 else None
    return pruned({"metric": next(iter(found.all("MET")), None), "n": int(number[0]) if number else top})


_LEADER = re.compile(
    r"(?<!\S)(?:best|winner|leader|top)(?: (?:one|model|run|result|variant|pipeline|candidate|recommendation|suggestion))? (?:and|with|to|vs|versus|against|or|,)(?!\S)"
)


_PAIR = re.compile(
    r"\bcompar\w* (?:the )?(?:number |rank |run |#)?(\d{1,2}) to (?:number |rank |run |#)?(\d{1,2})\b", re.IGNORECASE
)


OF_WORDS = re.compile(
    r"\bdifferences? between (?!.*\b(?:models?|runs?|results?|ones?|two|three|both|them|these|those|best|first|second|third|last|top|it|version|suggestions?|recommendations?|list)\b)[a-z]",
    re.IGNORECASE,
)
"""Two words that somebody wants explained: "the difference between holdout and cv"."""


def _compare(found: Found) -> Args | None:
    pair = _PAIR.search(found.clause.whole)
    ranks = [int(pair[1]), int(pair[2])] if pair else _ranks(found)
    if not ranks:
        ranks = [int(v) for v in found.all("NUM") if isinstance(v, int) and 1 <= v <= 50]
    if len(ranks) == 1 and ranks != [1] and _LEADER.search(found.clause.text):
        ranks = [1, *ranks]
    counted = re.search(r"(?<!\S)(?:the|these|those|both|our|my|your) (NUM\d+)(?: (?:results?|runs?|models?|ones|of them|finished|leading|best))*(?: ,| against| side| next|$)", found.clause.text)  # fmt: skip
    count = found.clause.values("NUM", *counted.span(1))[0] if counted else 0
    if counted and not found.all("RANK") and 2 <= count <= max(found.context.results, 2):
        ranks = list(range(1, int(count) + 1))
    if len(ranks) == 1 and re.search(r"\b(?:it|this|that)\b", found.clause.text):
        ranks = [*(r for r in ranks_before(found) if r not in ranks), *ranks]
    if ranks:
        return {"ranks": ranks}
    if OF_WORDS.search(found.clause.whole):
        return None
    models = models_in(found)
    if models:
        return {"models": models}
    if re.search(r"(?:both|two of them|the two|them both|top two)", found.clause.text):
        return {"ranks": [1, 2]}
    return {}


def ranks_before(found: Found) -> list[int]:
    """What "it" stands for: the ranks named last in the message before this clause."""
    from assistant.understanding.facts import tagged  # which knows all commands

    words, _ = tagged(found.clause.message[: found.clause.words[0].start], found.context)
    named = [w.entity.values for w in words if w.entity is not None and (w.entity.kind == "RANK" or _is_list(w.entity))]
    return [int(v) for v in named[-1]] if named else []


def _is_list(entity: Entity) -> bool:
    """Whether several bare figures stand in a row, which are places: "compare 2, 3 and 5"."""
    whole = all(isinstance(v, int) and 1 <= v <= 50 for v in entity.values)
    return entity.kind == "NUM" and len(entity.values) > 1 and whole


def models_in(found: Found) -> list[str]:
    """Registered models named in the clause, in the order they are named."""
    return models_named(found.clause.whole, found.context.models)


def models_named(text: str, models: Sequence[str]) -> list[str]:
    """Registered models named in a text, in the order they are named; blanks and hyphens may stand for underscores."""
    text = text.lower()
    hits = []
    for name in models:
        spoken = re.escape(name.lower()).replace("_", "[ _-]").replace(r"\-", "[ _-]").replace(r"\ ", "[ _-]")
        at = re.search(rf"(?<![\w]){spoken}(?![\w])", text)
        if at:
            hits.append((at.start(), -len(name), name))
    kept: list[tuple[int, int, str]] = []
    for start, size, name in sorted(hits):
        if not kept or start >= kept[-1][0] - kept[-1][1]:
            kept.append((start, size, name))
    return [name for _, _, name in kept]


def _why(found: Found) -> Args | None:
    if re.search(r"(?:row|customer|record|case|patient) (?:NUM|QUOTE)", found.clause.text):
        return None
    explained = re.match(r"(?:explain|describe|what about|tell me)(?! why)", found.clause.text) and not re.search(
        r"recommend|suggest|rank|propos|\bideas?\b|\brecs?\b|\bwhy\b|\bbehind\b",
        found.clause.text + " " + re.sub(r"\branks?\b", "", found.clause.whole.lower()),
    )
    if (
        explained
        and found.context.results
        and (
            not found.context.recommendations
            or found.clause.text.startswith(("explain", "describe"))
            or re.search(r"\b(?:model|winner|run|pipeline)\b", found.clause.whole.lower())
        )
    ):
        return None
    if (
        re.match(r"(?:what|which|who) (?:is|was|are)\b", found.clause.text)
        and re.search(r"\b(?:best|top|winner|winning|leading)\b", found.clause.whole.lower())
        and not re.search(r"reason|rationale|recommend", found.clause.text)
    ):
        return None
    ranks = _ranks(found)
    if not ranks and re.search(
        r"(?:why (?:is |are |do you |did you )?(?:the |your )?(?:best|top|favou?rite)|(?:best|top) one|^explain (?:the )?(?:first|best|top)(?: one)?$|(?:on|at) (?:the |your |our )?(?:very )?top(?: of|$| \?| ,)|(?:leads|heads|tops) (?:the|your|our) (?:list|ranking|table))",
        found.clause.text,
    ):
        ranks = [1]
    if not ranks and _AT_THE_END.search(found.clause.text) and found.context.recommendations:
        ranks = [found.context.recommendations]
    if not ranks and (
        bare := re.search(
            r"(?:why|recommend(?:ed)?|suggest(?:ed)?|number|about|behind|explain) (?:did you |the |#|number )?(NUM[0-9]+)(?: first)?(?:$| \?| and)",
            found.clause.text,
        )
    ):
        ranks = [int(v) for v in found.clause.values("NUM", *bare.span(1))]
    return {"rank": ranks[0]} if ranks else {}


_AT_THE_END = re.compile(r"(?<!\S)(?:(?:at|on) (?:the |your |our )?(?:very )?(?:bottom|end) of (?:the|your|our|this) (?:list|ranking|table)|(?:is|are|comes?|put|ranked|listed|being) (?:it |this one |that one )?(?:dead |only |so )?last(?: (?:on|in|of) (?:the|your|our) (?:list|ranking)|$))")  # fmt: skip
_BEST_ONE = re.compile(r"(?:explain|describe|interpret)(?: me)? (?:the )?(?:first|better|best|top|winner|winning)(?: (?:one|model|run))?$|why (?:does|is|did) (?:the )?(?:better|best|top|winning)(?: one)?(?!\S)")  # fmt: skip
"""The first of the list by another name; results are listed best first."""


_BEST_OF = re.compile(r"(?<!\S)(?:best|better|strongest|stronger|leading|top|first|winning)(?: (?:one|model|run))? of (?:them|these|those|the (?:two|three|four|five|lot|bunch|pair)|(?:the )?NUM\d+)(?!\S)|(?<!\S)the (?:better|stronger)(?: (?:one|model|run))?(?!\S)(?! (?:than|the)\b)")  # fmt: skip
"""The best of the places that are compared just before."""


def best_of(found: Found) -> list[int]:
    """The place of "the best model", or of "the best of them" among those that are compared just before."""
    if re.search(r"\b(?:best|winning|top) (?:model|run|one|variant|pipeline|result)\b", found.clause.text):
        return [1]
    said = _BEST_OF.search(found.clause.text)
    ranks = ranks_before(found) if said else []
    return [min(ranks, default=1)] if said and (len(ranks) > 1 or " of " in said.group()) else []


def _explain_model(found: Found) -> Args | None:
    models = models_in(found)
    ranks = _ranks(found)
    columns = found.all("COL")
    if re.match(
        r"what (?:really |most )?(?:matters|counts|is important)(?: (?:most|to us|to me|here))* is (?:the )?COL",
        found.clause.text,
    ):
        return None
    if re.search(r"\b(?:matters?|matter|counts?|important) (?:most )?(?:to|for) (?:me|us)\b", found.clause.text):
        return None
    if not ranks and not models:
        ranks = best_of(found)
    columns = [
        c
        for c in columns
        if c != found.context.target
        or (
            len(columns) == 1
            and not models
            and not re.search(
                r"(?:predict|drive|influence|matter|important|cause|explain|affect)\w* (?:the |our |for |of |in )*COL",
                found.clause.text,
            )
        )
    ]
    bare = re.match(
        r"(?:(?:explain|describe|interpret)(?: me)?|what(?: has| did)?) (?:the )?(NUM[0-9]+)(?!\S)", found.clause.text
    )
    if bare and not ranks and not models:
        ranks = [int(v) for v in found.clause.values("NUM", *bare.span(1)) if 1 <= v <= max(found.context.results, 1)]
        if not ranks:
            return None
    if not ranks and not models and _BEST_ONE.match(found.clause.text):
        if not found.context.results:
            return None
        ranks = [1]
    pointed = re.search(r"\b(?:that|this) model\b", found.clause.text)
    if pointed and not models and not ranks and len(found.context.models) == 1 and not found.context.results:
        models = list(found.context.models)
    if models:
        columns = [c for c in columns if c.lower() not in {m.lower() for m in models}]
    return pruned(
        {"model": models[0] if models else None, "rank": ranks[0] if ranks and not models else None, "columns": columns}
    )


def _opened(found: Found) -> Args | None:
    """What a model that is named or pointed to has inside: "open the winner up", "is churn_b leaning on the age?"."""
    args = _explain_model(found)
    pointed = re.search(r"(?<!\S)(?:the|this|that|our|my) model(?!\S)", found.clause.text)
    return args if args is not None and (args.keys() & {"rank", "model"} or pointed) else None


_KEY = re.compile(
    r"(?:row|rows|customer|patient|record|case|client|id|number|passenger|applicant|transaction|order|loan|instance|sample|observation|line|person|user|house|entry|claim|employee|student|machine|invoice|trip|visit|call|plant|batch|part|building|booking|shop|email|message|no|item|example|prediction|account|policy|member|subscriber|car|flight|shipment|ticket|borrower|product|store|borrower|unit|tenant|index|application|#)\s*(?:with\s+|the\s+)?(?:id\s*|number\s*|no\.?\s*|nr\.?\s*|index\s*|named\s+|called\s+|=\s*|:\s*|#\s*)*[\"'`]?(?P<key>[A-Za-z]{0,4}[-_#]?\d[\w\-./]*[\w]|\d|(?-i:[A-Z]{2,}[-_]?[A-Z0-9]+))",
    re.IGNORECASE,
)
_ID = re.compile(r"(?<![\w])(?P<key>\d{3,}-\w+|[A-Za-z]{1,6}[-_]?\d[\w\-]*)(?![\w])")


def _prediction(found: Found) -> Args | None:
    whole = found.clause.whole
    at = _KEY.search(whole) or _ID.search(whole)
    quotes = found.all("QUOTE")
    key = str(quotes[0]) if quotes else at.group("key").rstrip("?.,") if at else None
    if key is None:
        return (
            {}
            if re.search(
                r"(?:this|that|one|single|individual|particular) (?:single |individual |one |particular )*(?:prediction|row|case)",
                found.clause.text,
            )
            else None
        )
    return {"key": key}


def _replay(found: Found) -> Args | None:
    at = re.search(
        r"\b(?:run|experiment|trial|job)\s+(?:number\s+|no\.?\s*|id\s+|#)?[\"'`]?(?P<run>[\w\-]*\d[\w\-]*)",
        found.clause.whole,
        re.IGNORECASE,
    )
    at = at or re.search(r"\b(?P<run>run[_\-][\w\-]+|[0-9a-f]{6,}|r[_\-]?\d+)\b", found.clause.whole, re.IGNORECASE)
    at = at or re.search(
        r"(?:replay|reproduce|repeat|rerun|re-run)\s+(?:#)?[\"'`]?(?P<run>[\w\-]*\d[\w\-]*)",
        found.clause.whole,
        re.IGNORECASE,
    )
    if at:
        return {"run": at.group("run")}
    ranks = _ranks(found)
    if ranks:
        return {"run": str(ranks[0])}
    last = re.search(r"\b(last|latest|best|first|previous) run\b", found.clause.text)
    return {"run": last.group(1)} if last else {}


_RESULT_WORDS = r"(?:results?|leaderboard|scores?|ranking|outcomes?|score table|table of results|standings|score board|scoreboard|findings|performance|league table)"
MEANINGS = (
    Meaning("explain_prediction", rules("closed", _prediction,
        r"(?:why|how come|what made|what makes|explain|how did|how was|how is|what (?:drove|led|speaks|contributed|decided|caused)|what is behind|reason|reasons|break down|walk me through|tell me why|interpret|justify|what pushed)(?: [^\s]+)*? (?:row|rows|customer|patient|record|case|client|id|passenger|applicant|transaction|order|loan|instance|sample|observation|line|person|user|house|prediction|predicted|classified|flagged|entry|claim|employee|student|machine|scored|rated|rejected|invoice|example|item|account|policy|member|subscriber|product|application|borrower|ticket|COL)(?: [^\s]+)*",
        r"(?:why|how come|explain|for what reason|what is the reason)(?: [^\s]+)*? (?:predicted|classified|flagged|scored|rated|rejected|declined|accepted|prediction|predict)(?: [^\s]+)* (?:NUM|QUOTE)(?: [^\s]+)*",
        r"(?:why|how come|explain)(?: [^\s]+)*? (?:NUM|QUOTE)(?: [^\s]+)* (?:predicted|classified|flagged|scored|rated|rejected|declined|accepted|prediction)(?: [^\s]+)*",
        r"why (?:did|does|do|was|is|were) (?:[^\s]+ )*?(?:it|the model|you|he|she)(?: [^\s]+)*? (?:predict|say|think|classify|flag|score|rate|decide)(?: [^\s]+)* (?:row|number|for|customer|id|QUOTE|NUM)(?: [^\s]+)*",
        order=12), ("why was row 17 predicted as yes", "explain the prediction for customer 4711", "how come patient 12 is flagged", "what made it reject application 88", "why does it think that house 5 is so expensive")),
    Meaning("replay", rules("closed", _replay,
        r"(?:please )?(?:replay|reproduce|rerun|re run|repeat|redo|run again|do again)(?: [^\s]+)*? (?:run|RANK|NUM|[a-z]*_?\d\w*|it|that|exactly|QUOTE|run_\w+|r_\w+)(?: [^\s]+)*",
        r"(?:please )?(?:replay|reproduce)(?: [^\s]+){0,6}",
        r"(?:run|do) (?:the )?(?:run )?(?:[a-z_]*\d\w*|RANK|NUM|last run|best run) (?:again|once more|a second time)(?: [^\s]+){0,5}",
        r"(?:is|are|can|could|does)(?: [^\s]+){0,4} (?:reproducible|be reproduced|reproduce)(?: [^\s]+){0,4}",
        r"(?:check|verify|show|prove|make sure)(?: [^\s]+){0,3} (?:run [^\s]+|that run|NUM)(?: [^\s]+){0,3} (?:repeats|reproducible|identical|same|reproduces|repeated|reproduced)(?: [^\s]+){0,4}",
        order=14), ("replay run 17", "repeat that run exactly", "can the best run be reproduced", "do run r_3f2a again and see whether it gives the same"), words=frozenset(("replay", "reproduce", "repeat"))),
    Meaning("compare", rules("closed", lambda f: {},
        r"(?:what|how|which|where|is there|are there|show|see|give|tell|explain)(?: [^\s,]+){0,6} trade ?-? ?offs?(?: [^\s,]+){0,12}",
        order=11) + rules("closed", lambda f: {} if f.context.models else None,
        r"(?:(?:and|but|so|ok|okay|well) )*(?:is|was|are|does|did|do|has|how (?:is|does|did|has|goes|well does|good is))(?: (?!there\b|i\b|we\b)[^\s]+){0,5}? (?:the|our|my|its|this|that) (?:[^\s]+ ){0,2}?(?:challenger|shadow)(?: [^\s]+)*",
        order=12) + rules("closed", _compare,
        r"(?:please )?(?:compare|contrast|comparing|comparison|diff|difference|differences|put side by side|juxtapose|how (?:do|does|did|would) (?:[^\s]+ )*?(?:compare|differ|stack up|relate|fare against)|side by side|what is the difference|what are the differences|what differs|what distinguishes|what separates|which (?:one )?is better)(?: [^\s]+)*",
        r"(?:what|where|how)(?: [^\s]+)*? (?:difference|differences|different|differ)(?: [^\s]+)*? (?:between|from|RANK|models?|runs?)(?: [^\s]+)*",
        r"(?:show|put|see|view|display|set|lay|give|make|want)(?: [^\s]+)*? (?:side by side|next to each other|against each other|comparison)(?: [^\s]+)*",
        r"(?:(?:and|but|so) )*(?:does|did|do|is|was|can|would|will) (?:it|this|that|this one|that one|the RANK|RANK|the winner|the best|the best one)(?: (?:really|clearly|actually|still|much|even))* (?:beats?|better than|worse than|ahead of|outperforms?|outdo|stronger than|win against|top|surpass)(?: (?:the|one|model|run|number|in|at|on))* (?:RANK|NUM)(?: [^\s]+){0,3}",
        r"(?:RANK|NUM) (?:vs|versus|against|or) (?:RANK|NUM|the baseline|the others)(?: [^\s]+)*",
        r"(?:is|are|was) (?:the )?RANK (?:really |much |any |actually )*(?:better|worse|faster|stronger|different|slower|more|GE|LE)(?: than)?(?: [^\s]+)*",
        order=25), ("compare the first two", "what's the difference between the first and the third", "put them side by side", "is the second better than the first", "how do the models differ"), words=frozenset(("compare", "comparison", "difference", "differences"))),
    Meaning("explain_recommendation", rules("closed", lambda f: {},
        r"(?:(?:and|but|so|then|ok|okay|well|hm|also) )*(?:why|how come|how is it)(?: (?:are|is|were|was) there)? (?:not|no|never)(?: (?:a|an|the|any|some|single|one|of|among|them|on|list|for|example|plain|simple|small|deep))* FAM(?: [^\s,]+){0,6}",
        order=8) + rules("closed", _why,
        r"(?:what|which)(?: [^\s]+){0,3} (?:evidence|past runs|runs|experience|data|reasons|basis|grounds)(?: [^\s]+){0,3} (?:based on|rest on|behind|for|support|supports|speak|recommendation|rank|it based|this based)(?: [^\s]+)*",
        order=30) + rules("closed", _why,
        r"(?:explain |tell me |say |show me |i wonder |i do not see |i do not understand |i do not get )?(?:why|how come)(?: not)?(?: you| we| do you| did you| would you| are you| have you| should i| should we| would i| must i| is| are| was| were| the| your| do| does| exactly| on earth| of all things| it| this| that| these| those| in particular| particularly)* (?:recommend\w*|suggest\w*|propos\w*|rank\w*|first|put|think|chose|choose|pick\w*|advise|RANK|NUM|this one|that one|these|this|that|those|so|FAM|on top|won|wins|came first|come first|like|prefer|believe|favou?r|best|top|use|try|in this order)(?: [^\s]+)*",
        r"(?:why|how so|how come)$", r"why \?$", r"explain NUM(?: (?:to me|for me|too|as well|again|now))*", r"explain (?:the )?(?:first|best|top)(?: one)?", r"why (?:these|those|this|that|this one|that one|them|exactly|so|though|precisely|the RANK|RANK|FAM)(?: [^\s]+){0,3}",
        r"(?:explain|justify|motivate|elaborate on|tell me more about|more about|go into|give me the reasons? (?:for|behind)|what speaks for|what is the (?:reason|rationale|reasoning|evidence|logic|idea|thinking|basis) (?:for|behind|of)|reasons? for|reasoning behind|on what (?:basis|grounds|evidence)|what is behind|what makes you|how did you|how do you|rationale for|rationale behind|defend|what supports|what evidence|walk me through|talk me through|where does|where do)(?: [^\s]+)*? (?:recommend\w*|suggest\w*|choice|choices|ranking|order|advice|rank|recommended|suggested|proposed|pick|proposal|think so|come up|came up|arrive|come to|think this|believe|estimate|predicted score|expect)(?: [^\s]+)*",
        r"(?:explain|justify|motivate|elaborate on|tell me (?:more )?about|more about|details on|details about|what is|what about|more on|describe)(?: me)? (?:the )?RANK(?: [^\s]+){0,3}",
        r"what (?:is|are|was|were) (?:[^\s]+ ){1,3}(?:based on|resting on|built on|founded on)(?: [^\s]+){0,3}", r"how (?:sure|certain|confident) are you(?: [^\s]+)*", r"(?:i|we) (?:do|can|could) not (?:quite |really )*(?:follow|understand|get|see) (?:the |your )?(?:argument|reasons?|reasoning|logic|rationale)(?: [^\s]+)*", r"what makes (?:the )?RANK (?:so )?(?:good|better|promising|special|the best)(?: [^\s]+){0,3}", r"where (?:do|does|did)(?: [^\s]+){0,3} (?:numbers?|estimate|estimates|prediction|recommendation|recommendations|ranking) come from(?: [^\s]+){0,3}",
        order=35), ("why the second one", "why do you recommend this", "what is your advice based on", "explain the first recommendation", "how did you come up with this ranking", "what makes you think so", "how sure are you"),),
    Meaning("explain_model", rules("closed", _opened,
        r"(?:please )?(?:open up|unpack|dissect|crack open|take apart|pull apart)(?: [^\s]+){1,6}$",
        r"(?:please )?(?:open|crack|take|pull)(?: [^\s]+){1,5} (?:up|apart)(?: (?:for (?:me|us)|please|now|then|a bit))*$",
        r"(?:(?:and|but|so) )*(?:is|are|was|does|do|did|would) (?:[^\s]+ ){1,4}?(?:lean|leaning|rely|relying|depend|depending|rest|resting|hang|hanging|go|going|look|looking) (?:[a-z]+ )?(?:on|upon|at|by) (?:[^\s]+ ){0,2}?COL(?: [^\s]+){0,3}",
        order=11, firm=True) + rules("closed", _explain_model,
        r"(?:(?:and|but|so|now|,) )*(?:does|do|did|would) (?:(?:the|our|your|my) )*(?:best |winning )?(?:RANK|models?|winner)(?: NUM)? (?:agree|see (?:it|this|that) (?:that way|the same|so|like that|alike|too)|think so|say (?:so|the same)|confirm (?:this|that|it)|share (?:this|that|my|our) (?:view|opinion))(?: [^\s]+){0,4}",
        r"what (?:has|did|have|does|do) (?:(?:the|our|my|your) )*(?:RANK|NUM|FAM|runner up|winner|champion|leader)(?: (?:one|model|run))? (?:learn|learned|learnt|pick up|make of|get out of|take from)(?: [^\s]+)*", r"what (?:the )?(?:RANK|NUM) (?:has |have )?(?:learned|learnt)(?: [^\s]+)*", r"explain (?:the )?(?:first|better|best|top)(?: one)?",
        r"(?:what|which|how)(?: [^\s]+)*? (?:important|matters?|mattered|matter most|importance|importances|drives?|influences?|influence|drivers?|relevant|predictive|weight|weights|effect|affects?|contribute\w*|impact|impacts|used|uses|look at|looks at|rely on|relies on|role)(?: [^\s]+)*",
        r"(?:show|give|list|plot|explain|see|display|want|tell)(?: [^\s]+)*? (?:importance|importances|drivers|main factors|key factors|partial dependence|coefficients|feature effects|shap values|shap|effects?|what matters|weights)(?: [^\s]+)*",
        r"(?:feature|variable|column|permutation|predictor) importances?(?: [^\s]+)*",
        r"(?:explain|describe|interpret|open up|break down|help me understand|walk me through|tell me about|make sense of|understand)(?: [^\s]+)*? (?:model|winner|pipeline|RANK model|best one|best|result model|best run|forest|it works|FAM)(?: [^\s]+)*",
        r"how does (?:\w+ )*?(?:model|winner|pipeline|it|RANK|one|FAM) (?:work|works|decide|decides|predict|make|makes|use|come|reach|arrive|treat|weigh|do it|do)(?: [^\s]+)*",
        r"(?:what|how) (?:does|do|did)(?: [^\s]+)*? COL (?:do|does|affect|influence|matter|have|play|mean|change|count|contribute|drive|enter|work|act|come|impact)(?: [^\s]+)*",
        r"(?:what|how much) (?:is the )?(?:role|influence|effect|impact|importance|weight)(?: of)?(?: [^\s]+)*? COL(?: [^\s]+)*", r"why (?:is|are|does|do) COL (?:so |that |not )?(?:important|matter|relevant|influential|high|strong|count)(?: [^\s]+)*", r"how (?:important|relevant|influential|decisive) (?:is|are|was|were) (?:the )?(?:COL|[a-z]+)(?: [^\s]+)*", r"what (?:did|has) (?:the |it |this )?(?:model|models|winner|it|RANK|best one)? ?(?:learn|learned|learnt)(?: [^\s]+)*", r"explain (?:the )?(?:model|it)(?: [^\s]+)*", r"(?:does|did|is) (?:the )?COL (?:matter|important|play a role|help|make a difference|relevant|have an effect)(?: [^\s]+)*",
        r"(?:explain|describe|tell me about|interpret|go through|understand)(?: me)? (?:the )?RANK(?: [^\s]+){0,3}",
        r"(?:(?:show|tell|explain|describe)(?: to)?(?: me| us)? )?how (?:it|that|this|that one|this one|the model|RANK|the RANK) (?:decides|works|predicts|thinks|judges|reaches|makes|comes|came|arrives)(?: [^\s]+){0,5}",
        r"(?:explain|describe|interpret)(?: me)? NUM(?: (?:to me|for me|too|as well|again|now|please|in detail|(?:on|for|by|with|wrt|w|r|t|,|and|in terms of|with respect to|/|\+)(?= )|COL))*",
        order=40) + rules("closed", _explain_model,
        r"(?:what|how) (?:does|do|did) (?:the |our |a )?COL (?:do|affect|influence|matter|change|count|contribute|enter|work|act|weigh|play)(?: (?:in|to|for|on|with|into) (?:it|this|that|there|(?:the |this |that )?(?:model|forecast|prediction|result|score|outcome)s?))?(?: \?)?",
        order=41, loose=True), ("explain the model", "what matters most", "which columns are important", "how does the best model decide", "feature importance please", "what drives the predictions", "what influence does age have", "what did the model learn")),
    Meaning("show_results", (
        *rules("closed", _results,
            r"(?:please )?(?:put|show|list|lay|set|bring|arrange|give|see|have|want)(?: (?:me|us|out|all|of|the|my|our|these|those|what|is|has|have|been))* (?:(?:finished|completed|done|ended) (?:runs?|models?|experiments?|ones)|(?:runs?|models?|experiments?|ones) (?:that )?(?:are |have )?(?:finished|completed|done|ended))(?: (?:in|into|as|for|a|an|one|the|table|list|overview|me|us|please|so_far|now))*$",
            order=12, firm=True),
        *rules("closed", _results,
            rf"(?:please )?(?:(?:the )?RANK|show|display|list|see|view|print|give|get|open|bring up|what are|what were|what do|where are|how are|how do|how were|let me see|i want to see|what about|what_about|tell me|present|summari[sz]e|sum up|rank|sort|order|reorder|inspect|examine|review|study|go over|provide|can i see|go to|look at|have|check|back to|recap)(?: [^\s]+)*? {_RESULT_WORDS}(?: [^\s]+)*",
            rf"(?!scores? (?:by|with|on) )(?:the |my |our |latest |final |current |all |so_far |RANK )*{_RESULT_WORDS}(?: (?:,|please|so_far|now|by|sorted by|for|of|in terms of|ranked by|with|according to|ordered by|table|the|MET|then|again|overview|top|NUM|RANK|summary|look like|all|\?))*$",
            r"(?:what|which|who) (?:is|was|are) (?:the |our |my )?RANK(?: (?:so_far|now|then|model|run|at|by|in|\?)[^\s]*)*$",
            r"(?:are there |do we have |have we |have you |do you have |got |is there )?(?:any|some|first|new|more) (?:results?|scores?|outcomes?)(?: (?:yet|already|so_far|to see|available|in|now|by now|\?))*$",
            rf"(?:the |my |our )?{_RESULT_WORDS} (?:should be|must be|please|to be|can be)? ?(?:sorted|ranked|ordered|shown) (?:by|in terms of|according to|on) (?:the )?MET(?: [^\s]+){{0,3}}",
            r"how (?:far off|wrong|close|precise) (?:is|are|were|was|do|does)(?: [^\s]+){0,6}",
            r"(?:what|which) NUM (?:[^\s,]+ )?(?:is|are|was|were|did|do|performed|have been) (?:the )?(?:best|top|highest|on top|better|well)(?: [^\s]+){0,4}",
            r"(?:the )?RANK (?:by|in terms of|according to|sorted by|ranked by) (?:the )?MET(?: [^\s]+){0,2}",
            r"(?:(?:give|show|get|tell)(?: me| us)? |what (?:is|are|was|were) )?(?:the )?MET (?:of|for|on) (?:all|everything|every (?:run|model|one)|each(?: (?:run|model|one))?|them all)(?: (?:NUM|of them|runs|models))*",
            r"(?:please )?(?:show|display|list|see|give|print)(?: (?:me|us|the|only|just))* RANK$",
            r"(?:please )?(?:show|display|list|see|give|print|name)(?: (?:me|us|the|only|just))* NUM (?:best|top|highest)(?: [^\s]+){0,4}",
            r"(?:show|display|list|see|view|sort|rank|order|reorder|sorted|ranked|rerank|arrange)(?: (?:me|us|the|all|them|it|these|those|runs?|models?|results?|everything|variants?|again|now|top|best|NUM|RANK|finished|completed|this|please))* (?:by|on|in terms of|according to|for|with|after|using|based on) (?:the |their |highest |lowest |best )*MET(?: [^\s]+)*",
            r"(?:what|which|who)(?: (?:is|are|was|were|one|ones|model|models|variant|run|runs|the|of them|has|have|our|had|currently|did|does|gave|gives|got|do|scored|performed|came|of|these|those))* (?:best|winner|winning|leading|on top|won|first|top|highest|best one|performed best|lead|leads|ahead|strongest|did best|does best|works best|worked best|does well|out on top|wins|win|lowest|most accurate|fared best)(?: [^\s]+)*",
            r"how (?:good|well|accurate|bad|strong)(?: (?:is|are|did|does|do|was|were))(?: [^\s]+)*", r"what (?:did we|did you|have we|did i|have you|did it|have i) (?:get|find|found|achieve|learn|got|achieved|find out|come up with|learned|reach|reached|discovered|learnt)(?: [^\s]+){0,6}", r"how did (?:it|they|we|things|that|the runs?|the models?|the experiments?|everything|those|these|FAM|RANK|all of them|the others?)(?: [^\s]+){0,2} (?:go|do|perform|turn out|work out|fare|score|end|come out|end up)(?: [^\s]+){0,4}",
            r"(?:what|how)(?: [^\s]+){0,2} (?:came out|come out|was the outcome|is the outcome|is the result|was the result|turned out|is the best score|is the score|is our score|is the best MET)(?: [^\s]+){0,4}", r"what (?:is|was|are|were)(?: (?:the|our|my|its|best|current|highest|lowest|top|final|achieved))* (?:MET|score|scores|error)(?: [^\s]+){0,8}", r"(?:show|see|give me|plot|draw|display|view)(?: (?:me|the|a|an|its|us|our))* (?:roc curve|confusion matrix|curve|predicted against true|predictions against|errors|residuals|MET curve|MET)(?: [^\s]+){0,5}", r"(?:is|are|was) (?:it|that|this|any|the best|they|any of them|the models?|anything|our model)(?: of them)? (?:any good|better than|good enough|GE|above|beating|good)(?: [^\s]+){0,6}", r"(?:did|do|does) (?:it|any|anything|we|they|any of them|something)(?: (?:of them|manage to|of the))? (?:beat|reach|improve|top|outperform|exceed|work)(?: [^\s]+){0,6}",
            order=45),
    ), ("show me the results", "leaderboard", "what is the best so far", "how good is it", "rank them by recall", "top five results", "what came out", "which model won", "did we beat the baseline", "and the outcome?"), words=frozenset(("results", "leaderboard", "ranking", "scores"))),
)  # fmt: skip

FILLS = {
    "explain_prediction": _prediction,
    "replay": _replay,
    "compare": _compare,
    "explain_recommendation": _why,
    "explain_model": _explain_model,
    "show_results": _results,
}
"""Slots of clauses that are only like the examples."""
