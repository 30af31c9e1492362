"""Steering what runs: which run next, which not, which anyway, and how much more or less of everything."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.plan import ranks_in
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.words import bag


def _running(context: Context) -> bool:
    return context.running and not context.proposal


def _always(context: Context) -> bool:
    return not context.proposal


def _runs(found: Found) -> Args | None:
    """The runs meant; nothing is meant where none is named."""
    ranks = ranks_in(found)
    if not ranks:
        ranks = [int(v) for v in found.all("NUM") if float(v).is_integer() and 1 <= v <= 500]
    return {"ranks": ranks} if ranks else None


def _more(found: Found) -> Args | None:
    seconds, numbers = found.all("DUR"), [int(v) for v in found.all("NUM") if float(v) >= 1]
    counted = bool(
        re.search(r"NUM[0-9]+ (?:more |further |additional |extra )*(?:runs?|tries|variants?)", found.clause.text)
    )
    return (
        pruned(
            {"more_seconds": seconds[0] if seconds else None, "more_runs": numbers[0] if numbers and counted else None}
        )
        or None
    )


def _longer(found: Found) -> Args | None:
    """More time than there was: words such as "10 more minutes", read as one duration, say so themselves."""
    seconds = found.all("DUR")
    said = re.search(r"\b(?:more|another|extra|additional|further|longer)\b", found.raw().casefold())
    return {"more_seconds": seconds[0]} if seconds and said else None


def _traded(found: Found) -> Args:
    """A search whose answer is the front of score against cost."""
    seconds, numbers = found.all("DUR"), [int(v) for v in found.all("NUM") if float(v) >= 1]
    counted = numbers and re.search(r"NUM[0-9]* runs?", found.clause.text)
    return {
        "strategy": "pareto",
        **({"seconds": seconds[0]} if seconds else {}),
        **({"runs": numbers[0]} if counted else {}),
    }


def _at_most(found: Found) -> Args | None:
    seconds, numbers = found.all("DUR"), [int(v) for v in found.all("NUM") if float(v) >= 1]
    return pruned({"seconds": seconds[0] if seconds else None, "runs": numbers[0] if numbers else None}) or None


_QUOTES = "“”\"'‘’"
_NAMED = re.compile(
    rf"(?:\b(?:as|under(?: the name(?: of)?)?|called|named)\s+|:\s*|^(?:please )?(?:call|name)(?: (?:this|that|the|my|it))*"
    rf"(?: (?:strategy|search|plan))? )[{_QUOTES}]?(?P<name>[^{_QUOTES}]+?)[{_QUOTES}]?\s*[.!]?$",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"\b(?:my|our|the|saved|kept)(?: saved| kept| own)? strategy (?:called |named )?"
    rf"(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]+)[{_QUOTES}]|(?P<plain>[^{_QUOTES}]+?)(?=\s*(?:$|[.!?,]|\b(?:to|with|have|should|at|for"
    r"|has|takes?|please|on|over|now|again|instead|stops?|ends?|only|without|within)\b)))",
    re.IGNORECASE,
)


def _mine(found: Found) -> str | None:
    """The name of a strategy that is kept."""
    said = _MINE.search(found.raw())
    return None if said is None else (said["quoted"] or said["plain"]).strip()


def _kept_as(found: Found) -> Args | None:
    """The name that the strategy of the newest plan is to have."""
    said = _NAMED.search(found.raw())
    return {"name": said["name"].strip()} if said else None


def _edited(found: Found) -> Args | None:
    """Another number of runs, or patience, for a strategy that is kept."""
    name, numbers = _mine(found), [int(v) for v in found.all("NUM") if float(v) >= 1]
    if name is None or not numbers:
        return None
    patience = re.search(
        r"patience|without (?:anything|improvement|gain)|nothing better|in a row", found.raw().casefold()
    )
    return {"name": name, ("patience" if patience else "runs"): numbers[0]}


def _by_name(found: Found) -> Args | None:
    """A plan by a strategy that is kept."""
    name = _mine(found)
    return {"saved_strategy": name} if name else None


_RUN = r"(?:the |run |runs |number |variant |model |and |, )*(?:RANK|NUM)(?:(?: |, )(?:and |then |run |number |the )*(?:RANK|NUM))*(?: (?:one|run|runs|ones|model|variant))?"

_EITHER = r"(?:a |the )?STRAT(?: (?:search|optimi[sz]ation|one))?(?: (?:or|,|versus|vs|against)(?: (?:a|the|rather|maybe))*) STRAT(?: (?:search|optimi[sz]ation))?"
_WHICH = r"(?:what|which)(?: (?:one|strategy|search|of (?:them|the two|these|those|both)))?"
_BEGIN = r"(?:(?:so|and|hm|hmm|well|please|ok|tell me|just|for this|here|now|say|,|:) )*"


def _asked(found: Found) -> bool:
    """Whether it is a question, and nothing that is to be done either way."""
    return found.clause.message.rstrip().endswith("?")


MEANINGS = (
    Meaning("pin_run", rules("closed", _runs,
        rf"(?:please )?(?:do|run|start|take|try|put|move|pin|prioriti[sz]e|pull) {_RUN} (?:first|next|to the front|to the top|up front|before the others|before the rest|on top|now|forward|ahead)(?: please)?",
        rf"(?:please )?(?:pin|prioriti[sz]e) {_RUN}(?: please)?",
        order=12, when=_running), (), when=_running, words=bag("pin prioritise next first front")),
    Meaning("skip_run", rules("closed", _runs,
        rf"(?:please )?(?:skip|veto|leave out|drop|do not (?:run|do|start)|omit|never mind|forget) {_RUN}(?: out)?(?: please)?",
        order=12, when=_running), (), when=_running, words=bag("skip veto omit")),
    Meaning("run_anyway", rules("closed", _runs,
        rf"(?:please )?(?:run|do|start|finish|try|measure) {_RUN} (?:anyway|all the same|nevertheless|regardless|after all|to the end|to its end)(?: please)?",
        order=12, when=_always) + rules("closed", lambda f: {},
        r"(?:please )?(?:run|do|finish|try|measure) (?:it|that|this|that one|this one|that run) (?:anyway|all the same|nevertheless|regardless)(?: please)?",
        order=12, when=lambda c: not c.proposal and (c.running or c.results > 0)), (), when=_always, words=bag("anyway nevertheless regardless")),
    Meaning("reorder_runs", rules("closed", _runs,
        rf"(?:please )?(?:reorder|re order|order|sort|arrange|change the order|the order (?:is|should be)|put them in the order)(?: (?:the|runs?|as|to|is|it|them|like|this|:|should|be))* {_RUN}",
        order=12, when=_running), (), when=_running, words=bag("reorder order")),
    Meaning("change_budget", (
        *rules("closed", _more,
            r"(?:please )?(?:give|allow|grant|let|add|extend|let it have|spend)(?: (?:the|it|this|that|running|current|experiment|search|run|for|by|have|runs|another|an|a|to|go on))* (?:DUR|NUM)(?: (?:more|longer|extra|further|additional|runs?|tries|variants?))+(?: (?:to|for) (?:the|this) (?:running |current )?(?:experiment|search))?",
            order=11, when=_running),
        *rules("closed", _longer,
            r"(?:please )?(?:(?:give|allow|grant|let|add|extend|spend|run|take|i (?:will |can )?(?:give|allow|grant|add))(?: (?:the|it|this|that|running|current|experiment|search|run|runs|for|by|have|another|an|a|to|go on|yourself))* )?DUR(?: (?:more|longer|extra|further|additional))*(?: (?:to|for) (?:the|this) (?:running |current )?(?:experiment|search))?(?: please)?",
            order=10, when=_running),
        *rules("closed", _at_most,
            r"(?:please )?(?:limit|cut|cap|reduce|shorten|restrict|shrink) (?:the |this )?(?:running |current )?(?:experiment|search|it)(?: (?:to|down|at|at most|LE|a|total|of|only|just))* (?:DUR|NUM)(?: (?:in all|runs?|tries|altogether|in total|only))*",
            order=11, firm=True, when=_running),
    ), (), when=_running),
    Meaning("propose_runs", rules("closed", _traded,
        r"(?:[^\s,]+ ){0,7}(?:trade ?-?offs?|compromises?|balance|pareto front|front) (?:between|of|for|in) (?:[^\s,]+ ){1,5}(?:and|against|versus|vs|over) (?:[^\s,]+ ){0,3}(?:time|times|cost|costs|speed|latency|seconds|duration|runtime)(?:,? (?:with|in|within|using|at most|LE|up to|no more than|a|at|most|budget of|,|and|only))*(?: (?:NUM|DUR)(?: runs?)?)?(?: please)?",
        r"(?:please )?(?:trade|weigh|balance) (?:[^\s,]+ ){1,4}(?:and|against|versus|vs|with|for) (?:[^\s,]+ ){0,3}(?:time|times|cost|costs|speed|latency|seconds|duration|runtime)(?:,? (?:with|in|within|using|at most|LE|up to|no more than|a|at|most|budget of|,|and|only))*(?: (?:NUM|DUR)(?: runs?)?)?(?: please)?",
        order=12, firm=True), ()),
    Meaning("recommend_strategy", rules("closed", lambda f: {},
        r"(?:which|what) (?:search )?strategy (?:would|do|should|shall|is|suits|fits)(?: [^\s,]+){0,6}",
        r"(?:recommend|suggest|propose|pick|choose)(?: me)? (?:a|the best|the right|some) (?:search )?strategy(?: [^\s,]+){0,4}",
        order=12, firm=True) + rules("whole", lambda f: {} if _asked(f) else None,
        rf"{_BEGIN}{_EITHER}(?: (?:,|-|:|here|then|for this|now|in this case))* (?:{_WHICH} (?:would|do|does|should|shall|is|are|will|suits|fits|works|performs|wins|makes|gives)|your (?:pick|choice|opinion|advice|preference|recommendation)|any (?:preference|opinion|advice)|any thoughts)\b(?: [^\s]+){{0,8}}",
        rf"{_BEGIN}{_WHICH} (?:would|do|should|shall|is|suits|fits|works) (?:[^\s]+ ){{0,6}}?{_EITHER}(?: [^\s]+){{0,4}}",
        rf"{_BEGIN}(?:should|shall|would|do|is|are|does) (?:(?!not )[^\s]+ ){{0,6}}?{_EITHER}(?: [^\s]+){{0,8}}",
        order=3, firm=True), (), words=bag("strategy")),
    Meaning("show_strategies", rules("closed", lambda f: {},
        r"(?:show|list|what are|which are)(?: (?:me|all|the|my|our|saved))* strategies(?: [^\s,]+){0,5}",
        r"(?:(?:all|the|my|our|saved|kept) )*strategies",
        r"(?:which|what) (?:[^\s,]+ )?strategies (?:are there|do i have|have i|were used|are saved|are kept|did i (?:save|keep)|do we have)(?: [^\s,]+){0,3}",
        r"how (?:have|did) (?:the |my |our )?strategies (?:do|done|perform|performed|compare)(?: [^\s,]+){0,3}",
        order=12), (), words=bag("strategies")),
    Meaning("save_strategy", (
        *rules("closed", _kept_as,
            r"(?:please )?(?:save|keep|store|remember|call|name)(?: (?:this|that|the|my|our|search|current|new|last|it|of|plan))* (?:strategy|search)(?: [^\s,]+){1,9}",
            order=12),
        *rules("closed", _edited,
            r"(?:please )?(?:change|edit|set|let|make|give|alter|adjust|extend|shorten|limit)(?: (?:my|our|the|saved|kept|own))+ strategy (?:[^\s,]+ ){1,6}?(?:to |have |with |at |stop |end |after |a |patience |of |only |at most )*NUM(?: [^\s,]+){0,6}",
            order=13),
    ), (), words=bag("save strategy")),
    Meaning("propose_runs", rules("closed", _by_name,
        r"(?:please )?(?:run|use|propose|take|apply|go with|follow|plan|start|try|search)(?: (?:runs|a plan|it|again|with|by|using))* (?:my|our|the|saved|kept|own)(?: (?:saved|kept|own))* strategy (?:[^\s,]+ ?){1,6}",
        order=13), ()),
)  # fmt: skip
