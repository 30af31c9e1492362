"""Steering what runs: which run next, which not, which anyway, and how much more or less of everything."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.plan import ranks_in
from assistant.understanding.context import Context
from assistant.understanding.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.words import bag


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


_RUN = r"(?:the |run |runs |number |variant |model |and |, )*(?:RANK|NUM)(?:(?: |, )(?:and |then |run |number |the )*(?:RANK|NUM))*(?: (?:one|run|runs|ones|model|variant))?"

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
            order=11, when=_running),
    ), (), when=_running),
    Meaning("propose_runs", rules("closed", _traded,
        r"(?:[^\s,]+ ){0,7}(?:trade ?-?offs?|compromises?|balance|pareto front|front) (?:between|of|for|in) (?:[^\s,]+ ){1,5}(?:and|against|versus|vs|over) (?:[^\s,]+ ){0,3}(?:time|times|cost|costs|speed|latency|seconds|duration|runtime)(?:,? (?:with|in|within|using|at most|LE|up to|no more than|a|at|most|budget of|,|and|only))*(?: (?:NUM|DUR)(?: runs?)?)?(?: please)?",
        r"(?:please )?(?:trade|weigh|balance) (?:[^\s,]+ ){1,4}(?:and|against|versus|vs|with|for) (?:[^\s,]+ ){0,3}(?:time|times|cost|costs|speed|latency|seconds|duration|runtime)(?:,? (?:with|in|within|using|at most|LE|up to|no more than|a|at|most|budget of|,|and|only))*(?: (?:NUM|DUR)(?: runs?)?)?(?: please)?",
        order=12), ()),
    Meaning("recommend_strategy", rules("closed", lambda f: {},
        r"(?:which|what) (?:search )?strategy (?:would|do|should|shall|is|suits|fits)(?: [^\s,]+){0,6}",
        r"(?:recommend|suggest|propose|pick|choose)(?: me)? (?:a|the best|the right|some) (?:search )?strategy(?: [^\s,]+){0,4}",
        order=12, when=_always), (), when=_always, words=bag("strategy")),
    Meaning("show_strategies", rules("closed", lambda f: {},
        r"(?:show|list|what are|which are)(?: (?:me|all|the|my|our|saved))* strategies(?: [^\s,]+){0,5}",
        r"how (?:have|did) (?:the |my |our )?strategies (?:do|done|perform|performed|compare)(?: [^\s,]+){0,3}",
        order=12, when=_always), (), when=_always, words=bag("strategies")),
)  # fmt: skip
