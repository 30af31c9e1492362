"""Proposing, editing, deciding on a plan; and what can be done while it runs."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.consent.exact import is_no, is_unopposed, is_yes
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.words import bag

_ALL = re.compile(
    r"(?<!\S)(?<!at )(?<!in )(?<!after )(?<!above )(?:all|everything(?! else)|them all|the lot|every one|all_but|the whole list|each|every|whole(?! (?:thing|plan|proposal) DUR)|both|full list|anything)(?!\S)"
)
_EXCEPT = re.compile(
    r"(?:all_but|not want|except|without|but not|not|minus|drop|remove|skip|leave|omit|exclude|other than|instead_of|ignore|delete|besides|discard|no)(?: (?:for|the|run|runs|please|out|number|also|and|a|your|that|of))* (RANK[0-9]+|NUM[0-9]+)"
)
_GOES = r"(?<!all )(?<!these )(?<!those )(?:RANK|NUM)(?: (?:one|run|variant|number|could|can|should|may|must|might|to|be|being|is|are|get|gets|got|has|have|needs?|goes?|go|please|,|and|then|just|that|the|it|i|we|would|like|want|wish|rather)){0,7}? (?:dropped|left out|taken out|thrown out|kicked out|taken off|removed|omitted|skipped|excluded|struck|crossed (?:out|off)|benched|cut|(?:need not|not need to|not have to) be (?:in|there|part|run|tried)|(?:throw|leave|take|kick|drop|strike|cut|get|toss) (?:that|it|this)(?: one)? (?:out|off|away|from)|(?:drop|skip|remove|omit|exclude|strike|scrap|toss|delete|ditch) (?:that|it|this)(?: one)?|out)(?= |$)(?! (?:of the (?:results|list)|to) )"
GONE = re.compile("(" + _GOES.replace("(?:RANK|NUM)", r"(?:RANK|NUM)\d+)", 1))
"""A place that goes, told behind it: "I'd have the third left out", "number 2, throw that out"."""
_BENCHED = re.compile(
    r"(?<!\S)(?:cut|bench|axe|bin|(?:nobody|no one|none of us) needs?|not need)(?: (?!to |down )[a-z_]+){0,3}? (RANK\d+)"
)
"""A place that is told to go by words that are said of other things, too."""
_SWAPPED = re.compile(
    r"(?<!\S)(?:(?:swap|exchange|trade|switch|replace) (?:the )?((?:RANK|NUM)\d+)(?: one)?(?: out)? (?:for|with|by|against) (?:the )?((?:RANK|NUM)\d+)"
    r"|(?:swap|put|bring|take) (?:in )?(?:the )?(?P<new>(?:RANK|NUM)\d+)(?: one)? (?:in )?(?:in place of|instead_of) (?:the )?(?P<old>(?:RANK|NUM)\d+)|(?:swap|put|bring|take)(?: in (?:the )?(?P<new2>(?:RANK|NUM)\d+)(?: one)?| (?:the )?(?P<new3>(?:RANK|NUM)\d+)(?: one)? in) for (?:the )?(?P<old2>(?:RANK|NUM)\d+))(?! (?:minutes?|hours?|runs?|folds?)\b)"
)
"""One place in place of another: "swap 2 for 4", "swap the fifth in for the first"."""
_AMOUNT_BEFORE = re.compile(r"(?:DUR\d+|NUM\d+ (?:runs?|tries|trials|attempts|experiments))(?: [a-z]+){0,2} ?,? ?(?:and )?(?:instead_of|not|no)(?: the| just)? $")  # fmt: skip
"""What makes the number behind it an amount that was named before: "20 minutes rather than 5"."""
_COUNTED = r"(?:runs?|tries|trials?|attempts?|experiments?|evaluations?|iterations?|variants?|models?|fits?|evals?|configurations?|candidates?|combinations?|tries more|more|samples|points)"
_COUNTS_RUNS = re.compile(rf" {_COUNTED}(?!\S)")


def _count(ranks: list[int], context: Context) -> list[int]:
    """Ranks counted from the end (negative) turned into ranks from the front where the number is known."""
    total = context.recommendations or context.results
    return [r if r > 0 else total + 1 + r for r in ranks if r > 0 or total]


def ranks_in(found: Found) -> list[int]:
    """Ranks in the clause, numbers after a run verb included."""
    return _count([int(r) for r in found.all("RANK")], found.context)


def _swapped(found: Found) -> tuple[list[int], list[int]]:
    """The place that comes in for another, and the other; none where nothing is swapped."""
    said = _SWAPPED.search(found.clause.text)
    come_in = next((g for g in ("new", "new2", "new3") if said and said[g]), "")
    groups = ((come_in, "old" if said["old"] else "old2") if come_in else (2, 1)) if said else ()
    values = [
        found.clause.values("RANK", *said.span(g)) or found.clause.values("NUM", *said.span(g)) for g in groups if said
    ]
    come, gone = (_count([int(v) for v in some], found.context) for some in values) if values else ([], [])
    return (come, gone) if come and gone else ([], [])


def plan_args(found: Found) -> Args:
    """All that a clause says of a plan: ranks, all, exceptions, families, budget, strategy."""
    text = found.clause.text
    excluded: list[int] = []
    for match in [*_EXCEPT.finditer(text), *GONE.finditer(text), *_BENCHED.finditer(text)]:
        counted = re.search(r"NUM\d+ instead_of $", text[: match.start(1)]) and _COUNTS_RUNS.match(text, match.end(1))
        if counted:
            continue  # "30 rather than 20 tries"
        if _AMOUNT_BEFORE.search(text[: match.start(1)]) and not found.clause.values("RANK", *match.span(1)):
            continue
        excluded += _count(
            [int(v) for v in found.clause.values("RANK", *match.span(1)) or found.clause.values("NUM", *match.span(1))],
            found.context,
        )
    come, gone = _swapped(found)
    excluded = gone or excluded
    ranks = come or [r for r in ranks_in(found) if r not in excluded]
    runs = _runs(found)
    if not ranks and not excluded and runs is None:
        ranks = _bare_numbers(found)
    everything = bool(_ALL.search(text)) and not ranks
    if re.search(r"(?<!\S)both(?!\S)", text) and found.context.recommendations != 2 and not ranks:
        everything, ranks = False, [1, 2]
    if (
        not ranks
        and not excluded
        and re.search(r"(?:the |your )(?:best|top|favou?rite|most promising)(?: one)?(?: [a-z]+)?(?!\S)", text)
        and not found.all("NUM")
    ):
        ranks = [1]
    return pruned(
        {
            "ranks": ranks, "all": True if everything else None, "exclude_ranks": gone if ranks else list(dict.fromkeys(excluded)), "families": found.all("FAM"),
            "seconds": next(iter(found.all("DUR")), None), "runs": runs, "strategy": _strategy(found),
        }
    )  # fmt: skip


_STRATS = re.compile(
    r"(?P<not>(?:instead_of|not|no|without|than|from|replace|swap|drop|ditch) (?:the |a |this |that )?)?(?P<name>STRAT\d+)(?P<gives>(?= (?:search )?(?:GE|->|→|=>|to|into|for|by|with) (?:the |a )?(?:STRAT|random|recommended)))?"
    r"(?P<bad>(?= (?:search )?(?:is|was|seems|looks|feels|would be) (?:(?:way|far|much|so|quite|rather|really|just|a|an|bit|complete|total) )*(?:too|pointless|useless|overkill|silly|hopeless|nonsense|wasteful|waste|coarse|slow|expensive|stupid|crude|dumb|not|no|out|over)\b))?"
)
_RANDOM = re.compile(
    r"(?:(?:GE|->|→|=>|but|to|:|with|,|^) ?)(?:plain |pure )?(?P<name>random|(?:the )?recommended(?: (?:mix|one|way|order|strategy))?)(?= (?:,|\.|;|instead_of|instead|rather|over|with NUM|for DUR|please)|$)|(?<!\S)(?:the )?recommended (?:mix|order|strategy)(?= instead_of)"
    r"|(?<!\S)(?:NUM\d+|some|a few|several) (?:more |other )?random (?:runs?|tries|trials|experiments?|draws|configs|configurations|combinations|variants)(?!\S)"
)
"""A strategy by a word that is one only in its place: "grid -> random", "random over the forests"."""


def _strategy(found: Found) -> str | None:
    """The strategy that is wanted: not the one that another takes the place of, "grid -> random", "not grid"."""
    named = [m for m in _STRATS.finditer(found.clause.text) if m["bad"] is None]
    wanted = [m for m in named if not m["not"] and m["gives"] is None]
    if not wanted and (plain := _RANDOM.search(found.clause.text)):
        return "random" if "random" in plain[0] else "recommended"
    wanted = wanted or named[-1:]
    return str(found.clause.values("STRAT", *wanted[0].span("name"))[0]) if wanted else None


def _runs(found: Found) -> int | None:
    match = re.search(rf"(NUM[0-9]+) instead_of (?:the )?NUM[0-9]+ {_COUNTED}(?!\S)", found.clause.text) or re.search(
        rf"(NUM[0-9]+) (?:more |different |random |further |other |of your |best |such |bayesian |STRAT[0-9]+ |new |FAM[0-9]+ |random )*{_COUNTED}(?!\S)",
        found.clause.text,
    )
    values = found.clause.values("NUM", *match.span(1)) if match else []
    return int(values[0]) if values else None


def _bare_numbers(found: Found) -> list[int]:
    match = re.search(
        r"(?:run|runs|start|launch|execute|do|only|just|take|try|with|train|pick|go for|keep|choose|select|approve|use|queue|number|numbers)(?: (?:only|just|numbers?|variants?|options?|ranks?|experiments?|the|models?|recommendations?|with|for))* (NUM[0-9]+)(?: (?:please|only|first|now|then|and nothing else|for now|at once|together|in parallel|,|in|for|within|LE|at most|DUR[0-9]+|total|all|altogether|[?!.]))*$",
        found.clause.text,
    )
    values = found.clause.values("NUM", *match.span(1)) if match else []
    return [int(v) for v in values if isinstance(v, int) and 1 <= v <= 50]


def _propose(found: Found) -> Args | None:
    args = plan_args(found)
    if "all" in args and "families" in args:
        args.pop("all")
    limits_only = args and set(args) <= {"seconds", "runs"}
    return None if limits_only and re.search(r"\bbudget\b", found.clause.text) else args


def _propose_something(found: Found) -> Args | None:
    """As `_propose`, but only where something is said of what to run."""
    return _propose(found) or None


def _edit(found: Found) -> Args | None:
    args = plan_args(found)
    return args or None


def _pending(context: Context) -> bool:
    return context.proposal


def _approve(found: Found) -> Args | None:
    return {} if is_yes(found.clause.message) else None


_ITSELF = r"(?:(?:it|this|that|them|everything|all|all of (?:it|them)|now|please|there|right now|at once|immediately|(?:the |this |that )?(?:plan|proposal|one|experiment|idea|suggestion|run|whole thing)s?) ?)+"
"""What a refused plan is called: no reason."""


def _decline(found: Found) -> Args | None:
    """A no, with what follows it as the reason."""
    if is_no(found.clause.message):
        return {}
    if found.context.question_slot:
        return None
    halts = re.match(r"(?:please )?(?:stop|abort|cancel|call it off)\b", found.clause.text)
    if halts and found.context.running and not re.search(r"\b(?:plan|proposal)\b", found.clause.text):
        return None  # of what runs
    if is_unopposed(found.clause.message):
        return None
    reason = found.raw("reason").strip(" ,.;:-–—!") if found.said("reason") else ""
    if re.fullmatch(
        r"(?:this|that|it)?\s*(?:we|i) (?:don't|do not|won't|will not) (?:make|do|want|need|run|like)(?: (?:it|this|that))?",
        reason,
        re.I,
    ):
        reason = ""
    reason = re.sub(r"^(?:(?:as|so) long as|because|since|as|for|but)\s+", "", reason, flags=re.I)
    reason = "" if re.fullmatch(_ITSELF, reason, re.I) else reason
    if re.search(
        r"\b(?:only|without|instead|but|meant|mean|rather|make it|change|add|drop|use|optimi[sz]e|try|give)\b",
        reason,
        re.I,
    ) or (
        re.search(r"(?:RANK|FAM|COL|MET)\d", found.said("reason") or "")
        and not re.match(r"\W*(?:as|so) long as\b", found.said("reason") or "")
    ):
        return None
    return pruned({"reason": reason})


def _on_runs(found: Found) -> Args | None:
    """Ranks to pause, resume or stop; none for all."""
    ranks = ranks_in(found)
    if not ranks:
        match = re.search(
            r"(?:runs?|number|variant|model|experiment|pause|stop|kill|resume|cancel|abort|halt|terminate|continue|restart|unpause|end) (NUM[0-9]+)",
            found.clause.text,
        )
        ranks = [int(v) for v in found.clause.values("NUM", *match.span(1)) if 1 <= v <= 50] if match else []
    return pruned({"ranks": ranks})


_RUNV = r"(?:initiate|commence|conduct|run|runs|launch|start|execute|kick off|fire up|fire off|fire|train|fit|queue up|queue|schedule|set off|spin up|propose to run|propose running|proceed with|go ahead with|go with|do|running|begin|plan|begin with|start with|try out|try|test|carry out|perform|put|prepare|go for|get going with|get started with|use|evaluate|set up|work through|explore|search|benchmark|submit|prepare a plan for|take|a proposal for|want|throw|propose a plan with)"
_MANY = r"(?:(?:the|your|me|us|only|just|all|of|a|an|both|first|top|best|also|now|please|them|those|these|it|up|a plan|plan|with|for|to|out|some|every|whole|each|proposal|full|complete|another|about|exactly|LE|in|DUR|by|using|NUM|,|and|numbers?|random|experiments?|runs?|recommendations?|models?) )*"
_TAKES = frozenset({"RANK", "DUR", "FAM", "NUM", "STRAT"})

_PROPOSE_RULES = (
    *rules(
        "open", _propose_something,
        rf"{_RUNV} {_MANY}RANK(?: [^\s]+)*",
        rf"{_RUNV} {_MANY}(?:all_but|all|everything(?! else)|them all|the lot|every one|each of them|both)(?: [^\s]+)*",
        rf"(?:initiate|conduct|run|launch|start|execute|kick off|do|perform|queue|schedule|carry out|train|fit|want|explore|evaluate|plan) {_MANY}NUM (?:[^\s,]+ )*?{_COUNTED}(?: [^\s]+)*",
        r"(?:go with|go for|try|take|pick|use|do|choose|select|opt for|let us do) (?:numbers? |options? |variants? |the |only |just )*NUM(?: please| then| first)*$",
        r"(?:initiate|run|launch|execute|start|kick off|train|fit|queue|schedule|fire up|fire|begin|benchmark)(?: (?:the|only|just|a|an|some|numbers?|with|your|also|now|few|me|variants?|couple|of|models?|both|experiments?|experiment|runs|options?|recommendations?))* (?:FAM|NUM|the best|top|best|favou?rite)(?: [^\s]+)*",
        rf"(?:(?:run|do|use|start|try|perform|with|make|launch|propose|plan|let us|go for|go with|want|prefer|need|like|switch to|by|apply|using|search|explore|carry out|as strategy|strategy|via|set|do it) )+(?:{_MANY})STRAT(?: [^\s]+)*",
        r"(?:a |the )*STRAT (?!(?:is|are|was|were|would|seems?|looks?) )(?:[^\s,]+ )*?(?:over|with|for|on|of|in|please|instead|search|then|is fine|strategy|,)(?: [^\s]+)*",
        r"STRAT", r"(?:strategy|method|search)(?: is| =| :| should be| to)* STRAT(?: [^\s]+)*",
        r"(?:only|just|and|then|also|but|go|maybe|please|next|now|ok|yes)* ?(?:the )?RANK(?: (?:please|only|now|then|first|for DUR|in DUR|and nothing else|for now|go|next|sounds good|sound good|look good|looks good|looks promising|look promising|is fine|are fine|let us do|let us run|let us try|would be good))*$",
        r"(?:i want |we want |let us |i will |i would |i )*(?:take|pick|choose|select|go for|go with|settle on|opt for|try|use|have|like to run|like to try|try out)(?: me)? (?:the |numbers? |only |just |option |a go |a try )*RANK(?: [^\s]+)*",
        r"give (?:the )?RANK a (?:try|go|shot|chance)(?: [^\s]+)*",
        r"(?:all of them|everything|(?<!at )(?<!in )(?<!after )(?<!above )all|them all|all_but (?:the )?RANK|both)(?: please| then| now| at once)*$",
        r"(?:run|start|launch|execute|try|queue)(?: (?:number|numbers|ranks?))? NUM(?: (?:at once|together|in parallel|please|now))+$",
        rf"(?:propose |plan |prepare |please |run |try )*(?:all|everything|them all|the lot)(?: of them| the recommendations?| recommendations)?(?: (?:with|in|for|,|LE|at most|using))+ NUM {_COUNTED}(?: [^\s,]+){{0,3}}$",
        rf"{_COUNTED[:-1]}|proposal|plan)(?: for| with| of)? (?:the )?RANK(?: [^\s]+)*$",
        order=40, takes=_TAKES,
    ),
    *rules(
        "open", _propose,
        r"^(?:make|prepare|draw up|write|draft|create|give me|show me|put together|set up|i want|we want|come up with|let me have|build|assemble|generate|work out)(?: me| us)? (?:a |an |the |your )*(?:plan|proposal|experiment plan|experiment|schedule)(?: [^\s]+)*",
        r"^(?:run|start|launch|execute|begin|try|train|test|fit)(?: (?:them|it|these|those|the experiments?|experiments?|the runs?|the recommendations?|your recommendations?|the recommended|recommended ones|the search|searching|training|the training|that|this|the models|now|please|some experiments|the first experiments|the first runs|running|the variants|those variants|the suggestions|your suggestions|with|the plan|what you recommend|what you suggest|what you recommended|what you suggested))+",
        r"^(?:go ahead|let us go|let us start|let us begin|let us run it|let us run them|go|start|begin|let us get started|get started|ready to run|let us try it|let us try them|let us do it|let us do this|do it|run|launch)(?: now| then| please| with it| with them| with those| with these| already| immediately)*$",
        order=60, takes=_TAKES,
        when=lambda c: c.recommendations > 0 or bool(c.target),
    ),
)  # fmt: skip
_EDIT_RULES = (
    *rules(
        "open", _edit,
        rf"(?:(?:yes|ok|okay|sure|fine|go|no|good|and|run it|approved?|agreed|alright|yeah|well|do it|start|please|,|but|then|however|great|actually|hmm|rather|make it|let us|run|could you|can you|change it to|change it|i want|wait|leave|let us do|it|maybe|keep|with|take|do|reduce it to|reduce to|limit it to|limit to|cut it to|cut down to|restrict it to|restrict to|just do|so|that|shorten it to|shrink it to|trim it to) )*(?:only|just|keep|leave) {_MANY}(?:RANK|NUM(?! {_COUNTED}))(?: [^\s]+)*",
        r"(?:.* )?(?:drop|remove|skip|leave|omit|exclude|delete|without|not|minus|except|but not|all_but|cut|kick|discard|ignore|take away|cancel|forget|strike|no) (?:out |the |run |runs |number |variant |please |also |for |and |model |off |away |experiment |in |plan |option |of |only |just |it |a |your )*(?:RANK|NUM)(?! MET)(?: (?:out|away|please|from the plan|from it|from the proposal|then|again|in the plan|off|from the list|for now|too|as well|first|though|one))*$",
        r"(?:.* )?(?:give|allow|grant|let|make|set|limit|cap|reduce|increase|raise|shorten|extend|cut|change|lower|shrink|within|in|for|only|with|LE|use|spend|run|stretch|take|at most|budget|max|not|put|no more than|have|but|trim|bring|time|keep|double|stop|more|another|about|less)(?: (?:it|them|this|the plan|the budget|the time|that|the limit|the proposal|to|a|an|of|in|for|at|LE|GE|run|only|just|time|budget|limit|the|down|up|max|about|another|just|by|whole thing|the whole thing|total|is|should be|under|=|:|runs|everything|on))* DUR(?: [^\s]+){0,4}",
        rf"(?:.* )?NUM (?:more |different |further )*{_COUNTED}(?: [^\s]+){{0,5}}",
        r"(?:.* )?(?:add|include|put|also|plus|with|append|throw in|and)(?: (?:in|the|also|run|number|back|a|an|some|to the plan|too|please|one|more))* (?:RANK|FAM)(?: (?:too|as well|please|to it|to the plan|in|back|also|to the list|to the proposal|again))*$",
        r"(?:.* )?(?:use|switch|change|do|try|make|with|prefer|via|rather|by|using|apply)(?: (?:it|the strategy|to|a|an|the|strategy|search|instead|as|that|into|this|plan))* STRAT(?: [^\s]+){0,3}",
        r"STRAT(?: instead| please| search| strategy| rather)*",
        r"(?!(?:would|will|is|does|do|are|should|what|why|how|which|if)\b)(?:.* )?STRAT(?: search| strategy)?(?: would| will)?(?: (?:be|is|suits?|fits?|works?|does?|do|serves?|feels?|seems?|looks?))+(?: (?:us|me|it|this|so much|a lot|far|much|just))*(?: (?:better|best|fine|enough|good enough|ok|plenty|well|preferable|more sensible))?(?: (?:here|for (?:this|that|it|me|us)|instead|then|too|i think))*$",
        r"(?:no |but |and |make it |make that |actually |better |rather |ok |yes |, |change to |change it to |do |run |use |replace it with |swap it for |take )*(?:only |just |the |instead |rather |numbers? )*(?:RANK|FAM|NUM)(?: (?:only|instead|please|is enough|are enough|will do|suffices|suffice|and nothing else|is fine|alone|would be enough|should do|then|rather|first|will be enough|and no more|are fine|would do))*$",
        rf"(?!(?:is|was|are|were|why|how|did|has|had|what|which|if|when|show|explain)\b)(?:.* )?{_GOES}(?: [^\s]+)*",
        r"(?:run |do |try |make it |include |let us |just |with |better |rather |take )*(?:all|everything|them all|all of them|the lot|all_but (?:the )?RANK)(?: instead| please| rather| of them| after all)*$",
        order=30, takes=_TAKES, when=_pending,
    ),
    *rules("open", lambda f: plan_args(f) or None, r"(?:run|launch|start|execute|propose|plan|make it|change it to|edit|swap|replace)(?: [^\s]+)* (?:RANK|FAM|STRAT)(?: [^\s]+)*", order=38, takes=_TAKES, when=_pending),
)  # fmt: skip

_REASON = r"(?: ?(?:,|;|-|:|because|since|as|for|but)? ?(?P<reason>.+))?"
_DECISION_RULES = (
    *rules("whole", _approve, r".+", order=1, when=_pending),
    *rules("whole", lambda f: {} if is_no(f.clause.message) else None, r".+", order=1, when=_pending),
    *rules("whole", _decline, rf"(?:(?:(?:i|we) (?:regret|am sorry|fear|am afraid)(?: to (?:say|tell you))?(?: (?:that|but))? )?(?:i|we) (?:can not|could not|will not|do not|would not) (?:agree(?: to)?|accept|approve|consent(?: to)?|go along with)(?: (?:to|with|this|that|the|it|your|plan|proposal))*|(?:i|we) (?:must|have to|would|will|want to|need to|prefer to|am going to|am afraid i must) (?:decline|reject|refuse)(?: it| this| that| the plan)?|no thank you|no thanks|no way|nack|veto|no|nope|nah|decline(?: it| that| this| the plan| the proposal)?|reject(?: it| that| this| the plan| the proposal)?|cancel(?: it| that| this| the plan| the proposal)?|do not (?:run|start|launch|do)(?: it| that| this| them| any of (?:them|it|that))?|not now|not yet|never mind|forget it|abort(?: it)?|scrap (?:it|that|the plan)|drop the plan|i decline|i reject (?:it|that|this|the plan|the proposal)|i do not (?:approve|agree|want that|want this|want it)(?: it| this| that| the plan)?|hold off|rather not|better not|let us not(?: do (?:it|that|this))?|discard (?:it|the plan|the proposal|that)|throw (?:it|the plan) away|call it off|not approved|disapproved?|i am not (?:going to approve|approving)(?: it| that| this)?|we will not (?:run|do)(?: it| this| that)?|stop|i would rather not(?: have (?:this|that|it)(?: plan| proposal)?)?|i prefer not(?: to)?(?: (?:run|do|start|launch))?(?: (?:it|this|that|them))?)(?!\S){_REASON}$", order=2, when=_pending),
)  # fmt: skip

_THING = r"(?:it|them|this|that|these|those|everything|all|all of (?:them|it|this|that)|the (?:whole )?lot|all runs|the runs?|runs?|the experiments?|experiments?|the training|training|the whole thing|the job|jobs|the search|the plan|whatever is (?:still )?running|what is (?:still )?running|too|as well|also|(?:the |all the |my |our |current )*(?:calculations?|computations?|computing|processes|trainings?|work|fits?|trials?|tries)|now|please|for now|running|for a (?:moment|while|bit)|immediately|at once|right away|the machine|anything|every run|everything that is running|current run|the current run|the current runs|current runs|the current experiment|the rest|the others|the remaining runs|the remaining ones|remaining|again|a moment|a minute|a second|a sec|where it (?:left off|stopped)|from where it (?:stopped|left off)|where we (?:left off|stopped)|DUR|until (?:i am back|tomorrow|later|i say so|further notice)|computing|calculating|any|more|my laptop|the execution|execution|the evaluation)"
_RUN_RULES = (
    *rules("closed", _on_runs,
        rf"(?:pause|suspend|freeze|halt for now|hold|put on hold|interrupt|put)(?: {_THING}| the| runs?| number| variant| model| on hold| RANK| NUM)*(?: on hold)?(?: (?:please|for now|a moment|for DUR|a bit|briefly|until .*|i need .*|because .*|while .*|temporarily))*$",
        r"(?:take|make|have) a (?:break|pause)(?: [^\s,]+){0,3}",
        r"(?:pause|suspend)(?: [^\s,]+){0,3} (?:RANK|NUM)(?: [^\s,]+){0,3}",
        order=20, when=lambda c: True),
)  # fmt: skip
_RESUME_RULES = rules("closed", _on_runs,
    rf"(?:resume|unpause|un pause|go on|carry on|keep going|proceed|continue|restart|pick up|take up)(?: with| {_THING}| the| runs?| number| running| variant| model| RANK| NUM| training)*(?: (?:please|now|again|from there))*$",
    r"(?:you (?:can|may) |please )*(?:go on|continue|carry on|resume)(?: running| again| now| please| working| the paused .*)*$",
    r"(?:go|go ahead|go on|start|run|continue|proceed|carry on)(?: [^\s,]+){0,3} (?:the )?paused(?: [^\s,]+){0,2}",
    r"(?:resume|unpause|continue)(?: [^\s,]+){0,3} (?:RANK|NUM)(?: [^\s,]+){0,3}",
    order=21)  # fmt: skip
_STOP_RULES = rules("closed", _on_runs,
    rf"(?:stop(?! after| at| when)|kill|abort|terminate|halt|cancel|end|quit|shut down|break off|call off|stopp|interrupt|finish)(?: {_THING}| the| runs?| number| variant| model| experiment| running| RANK| NUM| already| with)*(?: (?:please|now|immediately|right away|it is enough|at once|,|thanks|it takes too long|it is too slow|that is enough|enough|too slow|i have seen enough|it is taking too long|too long))*$",
    r"(?:that is |it is |i have seen |we have seen )?enough(?: already| now| of this| for today|, stop)*$",
    r"(?:stop|kill|abort|cancel|terminate)(?: (?!after|at|when|if|GE|once)[^\s,]+){0,3} (?:RANK|NUM)(?: [^\s,]+){0,4}",
    r"(?:please )?(?:the )?(?:runs?|RANK|NUM|number|it|they|everything|all of them|experiments?|model|variant| )+ (?:should|must|can|may|needs? to|has to|have to) be (?:stopped|killed|cancell?ed|aborted|terminated|ended)(?: [^\s,]+){0,3}",
    r"(?:pull the plug|make it stop|shut it down|stop right there)",
    order=22) + rules("closed", lambda f: {},
    r"(?:(?:i|we) )?(?:give up|abandon|leave off|call it a day|enough|have had enough|had enough|pull the plug)(?: (?:on|with|of|for))? (?:(?:the|these|those|this|that|my|our|all|current|running|whole|of|them) )*(?:runs?|experiments?|search|training|trials)(?: (?:please|now|already))*$",
    order=22, firm=True)  # fmt: skip
_STATUS_RULES = (
    *rules("closed", lambda f: {},
        r"(?:what is (?:the |its |your |our |my )*(?:status|progress|state of (?:play|the runs|things|it)|state|eta)|status|progress|eta|state of play)(?: (?:of|on|for|update|report|please|now|of the runs|of it|of my runs|check|\?))*(?: [^\s,]+){0,4}",
        r"how (?:it|things|the [a-z]+|my [a-z]+|your [a-z]+|they|everything|all|that) (?:is|are) (?:going|coming along|coming on|progressing|doing|getting on|getting along|looking)(?: [^\s,]+){0,4}", r"how (?:is|are) (?:it|things|the runs?|the experiments?|my runs?|the training|we|they|everything|that|this|the search|the models|my experiments?|your runs|those runs|those|all|the (?:other|remaining)(?: \w+)?|the others|the rest(?: of (?:it|them|the runs))?)(?: (?:going|doing|coming along|coming|progressing|looking|run|now|getting on|moving|proceeding|along|so_far))*(?: [^\s,]+){0,3}",
        r"how (?:long|much time|much longer)(?: (?:it|this|that|the [^\s,]+|they|everything))? (?:still |yet )*(?:takes?|needs?|lasts?|will (?:it|this|that|they) (?:take|need|last)|is left|to go)(?: [^\s,]+){0,3}",
        r"how (?:far|much longer|much more time|long (?:until|till|before|to go|left|more|will it take|will it still|does it still|is it going|do i|do we|now|yet|still|is left|will this|will that|will the runs?|must i|must we|until it is)|much (?:is left|time is left|is still|remains|is done|longer|time)|many (?:runs )?(?:are )?(?:left|done|still running|finished|still to go|remain|remaining|to go|more to go|are finished))(?: [^\s,]+){0,7}",
        r"when (?:will|is|are|does|do|can)(?: [^\s,]+){0,4} (?:be done|be finished|be ready|done|finish|finished|ready|end|complete|over|through)(?: [^\s,]+){0,2}",
        r"(?:is|are) (?:it|they|(?:the )?RANK|the runs?|everything|that|we|this|the experiments?|you|all|the training|my runs?|the job|anything|something|all of them|run NUM|RANK)(?: (?:still|already|all|yet|now))* (?:done|finished|ready|running|complete|completed|over|there yet|through|stuck|working|alive|hanging|going|frozen|computing|training|at it)(?: [^\s,]+){0,3}",
        r"(?:has|have|did) (?:it|they|(?:the )?RANK|the runs?|anything|everything|the experiments?|the training|any run|any of them|something|all of them)(?: (?:all|already|now|yet))* (?:finished|ended|completed|stopped|failed|started|finish|fail|crash|break|start|crashed|come back|done|begun)(?: [^\s,]+){0,3}",
        r"(?:what is|what are|anything|something|is anything|which runs? (?:is|are)|who is|what|which ones are) (?:running|still running|going on|happening|you doing|in progress|going|left to do|left|currently running)(?: [^\s,]+){0,2}",
        r"(?:any|some|give me|ping me with|ping me|update me on|update me with|send me|keep me posted on|show me|show|i want|tell me|see|need|what is|got|get)(?: (?:an|a|the|me|any|the latest|latest|your))* (?:progress|update|news|status|updates|status update|progress report|progress bar|eta)(?: [^\s,]+){0,4}",
        r"(?:are we|is it) (?:there|done|nearly there|almost there|nearly done|almost done|close)(?: yet)?", r"where (?:are|do) (?:we|things|they|the runs|the experiments?)(?: (?:stand|at|now|are|standing|then|currently|right now|by then|today))*(?: (?:with|in) (?:(?:the|my|our|all|these|those) )*(?:runs?|experiments?|training|search|models|queue|it|this|that|everything)(?: (?:now|currently|today))*)?(?: \?)?$", r"still (?:running|going|working|at it|busy)(?: [^\s,]+){0,2}", r"done yet|finished yet|ready yet|news", r"(?:finished|done|ready|running) \?",
        r"what are you (?:doing|up to|working on)(?: [^\s,]+){0,3}",
        r"(?:(?:just|please|show|tell|say|give|ping|let|keep|me|us|again|once more|know|posted on|updated on|a|an|the|kindly|provide|quick|short|brief) )*(?:status|progress|state(?= *$)|present state|current state|state of (?:affairs|things|play)|overview of the (?:present|current) state|how it goes|how it is going|how things (?:go|are going|stand)|how far (?:it|they|you|we) (?:is|are|got)|where (?:we|things|it|they) stands?)(?: (?:of|on|for|the|other|ones|runs|others|rest|remaining|please|now|experiment|experiments|again|all|them|update|report|at present|today))*",
        order=30),
)  # fmt: skip

MEANINGS = (
    Meaning("approve", (_DECISION_RULES[0],), (), when=_pending),
    Meaning("decline", _DECISION_RULES[1:], (), when=_pending),
    Meaning("edit_proposal", _EDIT_RULES, (
        "without the second one", "only the first two please", "give it ten minutes instead", "make it five runs", "add the fourth as well", "yes but only the first",
        "use a random search instead", "leave the slow one out of the plan", "shorten the plan",
    ), fill=plan_args, when=_pending),
    Meaning("propose_runs", _PROPOSE_RULES, (
        "run the first three", "start them all", "run everything except the second", "launch the best one for ten minutes", "do a bayesian search with 30 runs",
        "let's try the second one", "make a plan", "execute your recommendations", "I'd like to see the top two in action", "go with numbers 1 and 3",
        "give the third one a try",
    ), fill=plan_args, words=bag("run launch start execute proposal plan strategy hyperband halving bayesian")),
    Meaning("status", _STATUS_RULES, (
        "how is it going", "how far are we", "is it done yet", "when will it be finished", "what is running right now", "how much longer", "any progress", "are we there yet",
        "is it stuck", "did anything finish", "what is the machine doing",
    ), words=bag("status progress finished running")),
    Meaning("pause", _RUN_RULES, ("pause everything", "hold the runs for a moment", "put the second run on hold", "wait a moment with the runs", "I need the machine for a while, pause"), fill=_on_runs, words=bag("pause suspend hold")),
    Meaning("resume", _RESUME_RULES, ("resume", "continue the runs", "go on with the second", "carry on where you left off", "unpause", "you can go on now"), fill=_on_runs, words=bag("resume continue unpause")),
    Meaning("stop", _STOP_RULES, ("stop everything", "kill the third run", "abort the experiment", "cancel the runs", "that's enough, stop it", "end the training", "I have seen enough, break it off"), fill=_on_runs, words=bag("stop abort cancel terminate")),
)  # fmt: skip
