"""Turns of phrase: what the other rules know by plainer words, asked for with another verb or another order of words."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.commands.models import promote_args
from assistant.understanding.commands.outcomes import models_in
from assistant.understanding.commands.plan import ranks_in
from assistant.understanding.commands.wishes import WISH, WISH_OF
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.words import bag, parts

_PEOPLE: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (bag("men women man woman boys girls boy girl male males female females ladies gentlemen mothers fathers genders sexes gender sex"), bag("sex gender")),
    (bag("young old older younger elderly seniors pensioners kids generations age ages teenagers"), bag("age age_group agegroup birth senior seniorcitizen")),
    (bag("black white blacks whites ethnic minorities minority migrants immigrants foreigners asian hispanic races race ethnicity nationalities nationality"), bag("race ethnicity ethnic nationality origin citizenship migrant foreign_worker")),
    (bag("muslims christians jews religious religion religions believers"), bag("religion faith")),
    (bag("disabled disability disabilities handicapped"), bag("disability disabled")),
    (bag("married unmarried singles divorced"), bag("marital_status married marital civil_status")),
)  # fmt: skip
"""Groups of people, and how the column is called that tells them apart."""
GROUP = "(?:" + "|".join(sorted({w for said, _ in _PEOPLE for w in said})) + ")"
"""Words for groups of people, as a pattern."""
_FAIRLY = r"(?:fair|fairly|fairness|unfair|unfairly|equal|equally|alike|same|discriminat\w+|disadvantag\w+|bias|biased|prejudice|differently|worse off|just|even handed|equitable|equitably)"


def columns_of_groups(words: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns that tell apart the groups of people who are named, in the order of the data."""
    named = {column for said, column in _PEOPLE if said & set(words)} if words else set()
    names = frozenset().union(*named) if named else frozenset[str]()
    return [c for c in columns if "_".join(parts(c)) in names or "".join(parts(c)) in names or set(parts(c)) & names]


def _protected(found: Found) -> Args | None:
    columns = columns_of_groups(found.clause.text.split(), found.context.columns)
    return {"protected_columns": columns} if columns else None


def _columns(found: Found) -> Args:
    return pruned({"columns": found.all("COL")})


def _why_rank(found: Found) -> Args:
    ranks = ranks_in(found) or [int(v) for v in found.all("NUM") if float(v).is_integer() and 1 <= v <= 50]
    return pruned({"rank": ranks[0] if ranks else None})


def _both_models(found: Found) -> Args | None:
    models = models_in(found)
    return {"models": models} if len(models) > 1 else None


def _wished(found: Found) -> Args | None:
    wish = WISH_OF.get(found.said("wish") or "")
    return {"wish": wish} if wish else None


def _seconds(found: Found) -> Args | None:
    durations = found.values("DUR")
    return {"seconds": durations[0]} if durations else None


def _latency(found: Found) -> Args | None:
    durations = found.values("DUR")
    return {"max_latency_ms": round(durations[0] * 1000, 6)} if durations and durations[0] <= 60 else None


def _past_runs(found: Found) -> Args | None:
    sources = found.all("SRC")
    return {"source": sources[0]} if sources else None


def _without(found: Found) -> Args | None:
    ranks = ranks_in(found) or [int(v) for v in found.values("NUM") if float(v).is_integer() and 1 <= v <= 50]
    return {"exclude_ranks": ranks} if ranks else None


def _hoped(found: Found) -> Args | None:
    ranks = _why_rank(found)
    return {**ranks, "sentiment": "negative" if found.said("not") else "positive"} if ranks else None


def _edited(found: Found) -> Args | None:
    runs = found.values("NUM")
    return {"runs": int(runs[-1])} if runs else None


def _pending(context: Context) -> bool:
    return context.proposal


_ASKS = r"(?:(?:give|show|find|suggest|recommend|get|i want|i would like|i need|bring|try|how about|what_about)(?: me| us)? )?"
_PAST = r"(?:past|old|older|earlier|previous|former|legacy|prior|historic|historical|archived|finished|our|my|her|his|their)"
_RUNS = r"(?:runs|experiments?|trials|trainings|benchmarks|run log|run logs|experiment log|experiment logs|experiment records|run records|track record)"
_MORE = r"(?:much |far |a |bit |slightly |way |even |somewhat |little |really |very |rather |more |also |still |one |it |that is |which is |be |should be |must be |make it |something )*"

_ON_TOP = r"(?:on|at|in) (?:the )?(?:first|top|1st) (?:place|position|spot|rank)|(?:on|at) (?:the )?top"

MEANINGS = (
    Meaning("constrain", rules("closed", _protected,
        rf"(?!.*\b(?:is|are|was) it\b)(?!(?:is|are|why|how|what|does|do|did)\b)(?:.* )?{GROUP} (?:.* )?{_FAIRLY}(?: .*)?", rf"(?!(?:is|are|why|how|what|does|do|did)\b)(?:.* )?{_FAIRLY} (?:.* )?{GROUP}(?: .*)?",
        order=6, when=lambda c: bool(c.columns)) + rules("closed", _latency,
        r"(?:(?:the|a|each|every|one|any|our) )*(?:predictions?|answers?|scores?|responses?|forecasts?|replies|reply|scoring|inference|results? for one row)(?: (?!run|training|search)[^\s,]+){0,6} (?:in|within|LE|under|after|below|faster than)(?: (?:in|LE|within|than|a|an|about|the))* DUR(?: [^\s,]+){0,4}",
        order=6), ()),
    Meaning("constrain", rules("early", lambda f: {"columns_required": f.values("COL")} if f.values("COL") else None,
        r"COL (?:has to|have to|must|should|needs to|need to|ought to) be (?:(?:one|some|part|two|all) of|among|within|a part of) (?:the |its |your |our )*(?:inputs?|features?|predictors?|columns|variables|model|it)",
        order=6) + rules("early", lambda f: {"columns_forbidden": f.values("COL")} if f.values("COL") else None,
        r"(?:we |i |you |they )?(?:will )?(?:only )?(?:know|learn|get|have|see|hear|find out|receive|measure) (?:about |of )?(?:the )?COL(?: (?:values?|results?|readings?|figures?|measurements?|levels?|data))?(?: only| back)* (?:when it is too late|afterwards|after the fact|too late|once it is over|only later|later on|in hindsight|when it is over|at the end|(?:(?:about|some|a|an|one|two|three|few|several|many|DUR|NUM|day|days|week|weeks|month|months|year|years|hour|hours) )+(?:later|after|afterwards|then|too late))",
        order=6, loose=True), ()),
    Meaning("prefer", rules("closed", _wished,
        rf"(?:a |an |some |one |only |just |something |anything |the )*{_MORE}{WISH}(?: (?:model|models|solution|solutions|one|ones|approach|variant|method|thing))? (?:would|will|might) (?:be|do|suit)(?: (?:me|us|very|really|quite|most|so|just))* (?:nice|good|great|best|preferable|ideal|appreciated|welcome|lovely|fine|perfect|preferred|well|better)(?: [^\s]+){{0,3}}",
        order=7, when=lambda c: not c.recommendations and not c.proposal), ()),
    Meaning("set_goal", rules("early", lambda f: {"kind": "forecast"},
        r"(?:goal|task|aim|problem|job|need|want|make|after|looking for|purpose|idea|plan)(?: (?:is|of|to make|to have|for))? (?:a|an|our) (?:(?!weather)[^\s,]+ ){0,2}forecast(?: of| for)?",
        order=20), ()),
    Meaning("feedback", rules("closed", _hoped,
        r"(?:(?:the|your|that|this|recommendation|suggestion|number) )*(?:RANK|NUM)(?: (?:one|suggestion|recommendation|pick|model))? (?:is|was|looks like|seems) (?P<not>not |hardly |nowhere near )?(?:exactly |just |precisely |pretty much |really |very much |at all )*(?:what|the (?:one|kind|sort|thing)) (?:i|we|my team|my boss) (?:was|were|am|are|had|have|want|wanted|need|needed|hoped|expected)(?: [^\s]+){0,5}",
        order=8), ()),
    Meaning("look_at_data", rules("closed", _columns,
        r"(?:(?:please|give|show|get|make|want|draw|i|need|me|us|a|an|the|quick|short|brief|statistical|data|small|nice|full) )*(?:profile|rundown|breakdown|snapshot|distributions?|histograms?|spread|stats|statistics|summary statistics)(?: (?:of|for|on|about|how))* (?:the |column |columns |values of )*COL(?: [^\s,]+){0,3}",
        order=6), ()),
    Meaning("explain_recommendation", rules("closed", _why_rank,
        r"(?:and )?what (?:made|makes|led|leads|prompted|brought|caused|moved|convinced|drove)(?: you)?(?: to)? (?:suggest|suggesting|recommend|recommending|propose|pick|choose|put|rank|favour|favor|think of|come up with|select|go for|advise|place|list|want|believe in|prefer)(?: [^\s]+)*",
        order=6) + rules("closed", lambda f: {"rank": 1},
        rf"why (?!on earth)(?:[^\s]+ )*?(?:put|place|rank|set|is|has|have|comes?|stands?|landed)(?: [^\s]+)*? (?:{_ON_TOP})(?: [^\s]+){{0,2}}",
        order=6), ()),
    Meaning("status", rules("closed", lambda f: {},
        r"how (?:is|are|goes|go|does|runs|run)(?: (?:going|running|doing|progressing|advancing|go|it))?(?: (?:with|on))? (?:the |my |our )*(?:training|runs?|experiments?|search|fits?|trials?|calculations?|computations?|work|process|job|jobs|things)(?: (?:going|go|doing|running))?(?: (?:now|please|so_far|today|at present|along))*",
        order=6), ()),
    Meaning("compare", rules("closed", _both_models,
        r"(?:.* )?(?:versus|vs|against|compared to|compared with|next to|or|better than|with|and)(?: .*)?",
        order=26), ()),
    Meaning("recommend", rules("closed", _wished,
        rf"{_ASKS}(?:more|something|others|another one|another|one|anything|variants|models|ones|some)(?: of the same| ones| models| variants| ideas)? (?:like|similar to|along the lines of|in the style of|close to|in the spirit of)(?: [^\s]+)*? (?:but|only|just|except|and|yet|though|that is|which is|,)(?: ,| but)* {_MORE}{WISH}(?: [^\s]+){{0,3}}",
        order=6), ()),
    Meaning("what_if", rules("closed", lambda f: {"_fold": True},
        r"(?:and |so |but )?what (?:would|could|might|will)(?: then)? (?:you|we|i|it|change|happen|be different|be possible|be your (?:advice|recommendation|pick))(?: (?:do|try|run|achieve|get|reach|recommend|suggest|pick|change|propose|advise|differently|then|rank|be|first|best))* (?:if|with (?:just|only|another|more|no|twice|half)|without|given|were|had (?:i|we|you)|under)(?: [^\s]+)+",
        order=8), ()),
    Meaning("set_budget", rules("closed", lambda f: None if f.context.proposal or re.search(r"\b(?:each|every|per|one)\b", f.clause.text) else _seconds(f),
        r"(?:(?:just|you can|you may|please) )*(?:let|leave|have) (?:it|them|everything|the search|the machine|the runs|things|this|that|the computer|the whole thing)(?: to)? (?:run|work|go on|search|compute|train|running|going|working|be|on|churn|cook)(?: (?:overnight|over night|for|about|,|say|up to|LE|a|good|full|whole|the|night|at most|over the weekend|over lunch|so|well|around|roughly|maybe|on))* DUR(?: [^\s,]+){0,3}",
        order=8), ()),
    Meaning("set_error_costs", rules("closed", lambda f: None if re.search(r"(?<!\S)(?:not|why|what|how)(?!\S)", f.clause.text) else {"false_negative": 1, "false_positive": 1},
        r"(?!do |does |did |are |is |were |would )(?:.* )?(?:both|the two|all|either|each)(?: [^\s]+){0,4} (?:mistakes?|errors?|wrong predictions)(?: [^\s]+){0,5} (?:equally|same|alike|equal|just as)(?: [^\s]+){0,4}",
        r"(?:the )?(?:mistakes|errors)(?: [^\s]+){0,6} (?:equally|the same|alike|same)(?: (?:bad|costly|serious|expensive|much|weight|whichever|either way|in both directions))+(?: [^\s]+){0,3}",
        order=8), ()),
    Meaning("promote", rules("closed", promote_args,
        r"(?:i want |we want |i would like |put |have )?(?:the )?RANK(?: one| model| run)? (?:to|into|in|as|goes to|goes into|for|becomes)(?: the| our| new)* (?:production|prod|staging|champion|challenger|live)(?: [^\s]+){0,3}",
        order=8), ()),
    Meaning("import_history", rules("closed", _past_runs,
        rf"(?:.* )?(?:{_PAST} (?:[^\s,]+ )?{_RUNS}|{_RUNS} (?:history|log|records|from before|of (?:last|the last|past)|we (?:did|ran|had|made))|(?:log|logs|records?|history|list|archive|collection) of (?:[^\s,]+ ){{0,2}}{_RUNS})(?: .*)? SRC(?: .*)?",
        rf"(?:.* )?SRC(?: .*)? (?:{_PAST} (?:[^\s,]+ )?{_RUNS}|(?:log|logs|records?|history|list|archive|collection) of (?:[^\s,]+ ){{0,2}}{_RUNS})(?: .*)?",
        rf"(?:.* )?SRC(?: .*)? {_RUNS}(?: .*)? ,? ?(?:(?:and|so|please|you|can|may|should|could|,) )*(?:learn|profit|benefit|take lessons|draw) (?:something )?from (?:it|them|that|those|these|there)(?: .*)?",
        rf"(?:.* )?(?:learn|profit|benefit) from (?:[^\s,]+ ){{0,4}}{_RUNS}(?: .*)? SRC(?: .*)?",
        order=8), ()),
    Meaning("edit_proposal", rules("closed", _without,
        r"(?:(?:and|but|then|also|please) )*(?:take|leave|cut|throw|kick|strike|pull|cross|drop|get|keep|remove)(?: the| run| runs| number| variant)* (?:RANK|NUM)(?: run| runs| one| ones| variant)? (?:out|off|away)(?: of| from)?(?: the| this| your)*(?: plan| proposal| list| it)?(?: [^\s]+){0,2}",
        r"(?:(?:and|but|then|also|please) )*(?:drop|remove|delete|cut|strike|take)(?: the| run| runs| number| variant)* (?:RANK|NUM)(?: run| runs| one| ones| variant)? (?:from|out of|off)(?: the| this| your)* (?:plan|proposal|list|it)(?: [^\s]+){0,2}",
        order=6, when=_pending) + rules("closed", _edited,
        r"(?:(?:and|but|then|also|please) )*(?:cut|reduce|limit|bring|trim|shrink|lower|raise|increase|extend|change|set|restrict)(?: (?:the|number|of|proposed|planned|amount|count|plan|proposal|it))* (?:runs|experiments|tries|trials|attempts) (?:down |up |back )?to (?:just |only |at most |LE )?NUM(?: [^\s]+){0,2}",
        order=6, when=_pending) + rules("closed", lambda f: {"all": True},
        r"(?:(?:and|but|then|also|please) )*(?:put|add|include|take|bring|have|get)(?: (?:them|in))* (?:all|everything|the lot|all NUM|all RANK|all of them|the whole list)(?: (?:NUM|of them|suggestions|recommendations|of|them|the|runs))* (?:into|in|to|onto)(?: (?:the|this|your|our))* (?:proposal|plan|list|experiment|it)",
        order=6, when=_pending), (), when=_pending),
)  # fmt: skip
