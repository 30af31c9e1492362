"""What people ask in passing: for the goal, for what a figure means, how a model in use does, for the runs left over."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.in_use import of_model
from assistant.understanding.commands.memory import history_args
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, nothing, pruned, rules

_LEAD = r"(?:(?:and|so|but|ok|now|well|please|hey|also|then|sorry|again|by the way|can you|could you|just) )*"
_NOW = r"(?: (?:now|again|currently|so_far|at present|here|exactly|then|right now|please|as it stands|today|these days|lately|still|already|\?))*"
_MY = r"(?:my|our|the|this|that)"
_GOAL_NOUN = r"(?:goal|goals|objective|aim|aims|task|target|goal card)"
_GOAL = rf"{_MY} (?:present |current |whole |actual |exact |last |own )?{_GOAL_NOUN}"


def _kept(context: Context) -> bool:
    return bool(context.models) and not context.running


def _in_use(found: Found) -> Args | None:
    """The model in use, unless a run is spoken of by its place."""
    if found.all("RANK") or re.search(r"\b(?:runs?|recommendations?|drawback|mean|means)\b", found.clause.text):
        return None
    return of_model(found)


def _moves(found: Found) -> Args:
    return {"question": found.clause.whole}


def _figure(found: Found) -> Args | None:
    """What a figure means; a row, case or run with a number is something else, as is a metric by its name."""
    if re.search(r"\b(?:row|rows|record|case|customer|patient|person|cow|id|run|runs|number NUM\d+ (?:on|in)|folds?|predict\w*)\b", found.clause.text):  # fmt: skip
        return None
    if not (found.all("NUM") or found.all("PCT")) or found.all("RANK") or found.all("DUR") or found.all("MEM"):
        return None
    raw = found.raw("figure").strip(" ?.!,")
    if re.fullmatch(r"\d{1,2}", raw):  # a place on the list
        return None
    return {"topic": raw} if raw and re.search(r"\d", raw) else None


def _past(found: Found) -> Args | None:
    """A look back that says how far, at whom or at which family: "hist 14d", "what did Anna run last week"."""
    args = history_args(found)
    days = [d / _DAY_S for d in found.all("DUR") if d >= _DAY_S]
    if "since_days" not in args and days:
        args["since_days"] = days[0]
    told = re.search(r"(?<!\S)(?:did|have|has|had|was|were|ran|hist|history|past)(?!\S)", found.clause.text)
    return args if "since_days" in args or (told and {"families", "dataset"} & set(args)) else None


def _looked(found: Found) -> Args | None:
    columns = found.all("COL")
    return {"columns": columns} if columns else None


def _leaned(found: Found) -> Args | None:
    """What is asked of a model's columns: "is churn_v2 still mostly looking at tenure?" is not asked of drift."""
    ranks = found.all("RANK")
    return {**(of_model(found) or {}), **({"rank": ranks[0]} if len(ranks) == 1 else {}), "columns": found.all("COL")}


def _kept_or_run(context: Context) -> bool:
    return bool(context.models or context.results)


def _columns(found: Found) -> Args | None:
    columns = [c for c in found.all("COL") if c != found.context.target]
    return {"columns_allowed": columns} if columns else None


def _rest(found: Found) -> Args | None:
    """The recommendations that were not tried yet, as many as are said."""
    context = found.context
    left = [r for r in range(1, context.recommendations + 1) if r not in context.tried]
    counted = re.search(r"\b(?:other|remaining|rest|left|missing|untried) (NUM\d+)", found.clause.text)
    numbers = found.clause.values("NUM", *counted.span(1)) if counted else []
    many = int(numbers[0]) if numbers else None
    if context.running and not (many and context.tried and many <= len(left)):
        return None  # of what runs
    limits = {"seconds": next(iter(found.all("DUR")), None)}
    if not context.tried or not left:
        return pruned({"runs": many, **limits}) if many else pruned(limits)
    return pruned({"ranks": left[:many] if many else left, **limits})


_DAY_S = 86_400
_LEFT = r"(?:other|others|remaining|rest|remainder|untried|leftover|missing|left over)"
_RUN = r"(?:run|start|launch|try|try out|execute|plan|propose|queue|test|train|fit|do|take|add|include|go on with|continue with)"
_REST = (
    rf"{_LEAD}(?:(?:let us|i want to|we|i|will|you can|go ahead and) )*{_RUN}(?: (?:also|too|now|me|all|in))*(?: (?:the|all|all the|those|my|your|these|its))* {_LEFT}"
    r"(?: (?:NUM|ones?|runs?|recommendations?|suggestions?|variants?|models?|of them|of the list|of the recommendations|too|as well|please|now|then|also|instead|as a plan|to the plan|in|for|within|,|DUR|at most|LE|yet))*$",
    rf"{_LEAD}{_RUN}(?: (?:also|now|all))* (?:the |those |all )*(?:ones?|runs?|recommendations?|what|whatever|everything)(?: [a-z]+){{0,3}} (?:not(?: been)?(?: yet)? (?:tried|run|tested|done|had|started)|left|remaining|untried)(?: (?:yet|so_far|over|please|now|too|DUR|,|in|for))*$",
    r"(?:and |now |then |ok )*the (?:other|remaining) (?:NUM|ones)(?: (?:too|as well|now|please|instead))+$",
    r"(?:and |now |then |ok )+the (?:other|remaining) (?:NUM|ones)(?: (?:too|as well|now|please))*(?: \?)?$",
)

RULES: dict[str, tuple[Rule, ...]] = {
    "history": rules(
        "closed", _past,
        r"(?!.*\bfail)(?:any |the |our |my |all |past |old |which |show |list |give |me |are there |do we have )*(?:runs|experiments|work|attempts)(?: we have| done| made)? (?:of|by|from)(?: [^\s]+){1,7}? (?:DUR|WHEN)(?: [^\s]+){0,4}$",
        r"(?:hist|history)(?: (?!of|please|first)[^\s]+){0,4} (?:DUR|WHEN|FAM|user|by)(?: [^\s]+){0,4}$",
        r"(?:the |my |our )*(?:WHEN|DUR|last WHEN|last DUR|past DUR) history(?: [^\s]+){0,3}$",
        r"(?:tell me |tell us |say |list |show me |show )?(?:what|wht)(?: all)?(?:(?: have| has| did| had) (?:[^\s]+ ){1,2}?(?:run|ran|do|done|try|tried|test|tested|made|make|train|trained)|(?: was| were)? (?:ran|run|tried|tested|trained))(?: [^\s]+)*? (?:DUR|WHEN|FAM)(?: [^\s]+){0,6}$",
        order=6,
    ),
    "look_at_data": rules(
        "closed", _looked,
        rf"{_LEAD}(?:the )?COL ?[:,;]? (?:(?:please|pls|can you|could you|now|just|i want to|let me|let us|what) )*(?:(?:do|does) (?:they|it|these|those|this|that) look like|what (?:do|does) (?:they|it|these|those|this|that) look like|(?:display|show|describe|inspect|plot) (?:them|these|those|it|this|that)|(?:have|take) a (?:quick |closer |short |)look(?: at (?:it|them|these|those))?|look at (?:it|them|these|those)|how (?:do|does) (?:they|it|these|those) look)(?: (?:please|pls|now|first|to me|me|for me|a bit|quickly|once))*(?: \?)?$",
        rf"{_LEAD}(?:a |one )?(?:quick |short |closer )*(?:look|glance) (?:at|on|into) (?:the )?COL(?: (?:columns?|please|now|first|,|if|you|would|be|so|kind))*$",
        order=6,
    ),
    "status": rules(
        "closed", nothing,
        rf"{_LEAD}(?:what|which|how)(?: exactly)?(?: is| was| are| were| does)(?: now| again| exactly| actually| currently)* {_GOAL}(?: (?:set|look|looks|like|to|defined|stated|understood|settled|as|at))*{_NOW}$",
        rf"{_LEAD}(?:show|display|see|tell|give|remind|repeat|state|read|list|recap|say|print|summari[sz]e)(?: me| us)?(?: again| once more| of| back| about)* (?:what )?(?:{_GOAL}|(?:present|current) {_GOAL_NOUN})(?: (?:is|was|card|looks like|set|to be|we|i|you|have|had|chose|chosen|agreed|settled|on|for|me|us))*{_NOW}$",
        rf"{_LEAD}(?:{_MY} )?(?:present |current )?(?:goal|objective)(?: card)?(?: \?)?$",
        rf"{_LEAD}(?:is|was) {_GOAL}(?: (?:still|really|now|currently|to|predict|the|a|set to))+ (?:[^\s]+ ){{0,3}}\?$",
        rf"{_LEAD}(?:which|what) (?:column|field|variable|outcome|value|thing) (?:are we|am i|do we|do i|is it that we|are you)(?: (?:want to|trying to|going to|actually))* (?:predict|predicting|forecast|forecasting|estimate|estimating|after)(?: (?:here|for))*{_NOW}$",
        rf"{_LEAD}(?:remind (?:me|us) |tell (?:me|us) |say )?what(?: exactly)? (?:am i|are we|we are|i am|do we|do i|we|were we)(?: (?:trying to|want to|wanting to|supposed to|going to|about to|now|again|here|actually|currently))* (?:predict|predicting|forecast|forecasting|after|optimi[sz]e|optimi[sz]ing|aiming (?:at|for)|estimating)(?: (?:for|at|here|in this|table))*{_NOW}$",
        rf"{_LEAD}(?:which|what) (?:goal|target|objective|aim) (?:is|did i|did we|have i|have we|do i have|do we have)(?: (?:set|have|choose|chosen|settled on|agreed on|stated|in force|active|it))*{_NOW}$",
        rf"{_LEAD}what (?:have|did) (?:i|we) (?:ask|asked|want|wanted|wish|wished|set|settle|settled)(?: (?:for|on|up|you to do|as the goal|as goal))*{_NOW}$",
        order=5, when=lambda c: bool(c.target), firm=True,
    ) + rules(
        "closed", nothing,
        rf"{_LEAD}did (?:everything|all|it|they|the runs?|all (?:of )?(?:the |them )?(?:runs)?|things)(?: of (?:it|them))? (?:go|run|work|finish|end|come|turn)(?: (?:well|ok|okay|fine|smoothly|through|out|right|as planned|alright|all right|properly|without trouble|without problems|over ?night|over night|last night|so_far|so far|during the night|yesterday|yet|already))* \?$",
        order=6, when=lambda c: bool(c.running or c.results), firm=True,
    ) + rules(
        "closed", nothing,
        rf"{_LEAD}how (?:is|are) (?:{_MY} )?models? (?:doing|going|coming along|getting on|getting along|progressing)(?: [^\s]+){{0,3}}$",
        order=6, when=lambda c: c.running,
    ),
    "check_drift": rules(
        "closed", _in_use,
        rf"{_LEAD}how (?:is|are|has|have|was)(?: now)? (?:{_MY} |[^\s]+ )?(?:live |deployed |old |kept |present |current |[^\s]+ )?(?:models?|classifier|predictor)(?: been)?(?: (?:doing|performing|holding up|getting on|getting along|faring|behaving|working|coping|feeling|ageing|aging|going))(?: [^\s]+){{0,4}}",
        rf"{_LEAD}how (?:has it been (?:doing|performing|working|going|behaving|faring)|is it (?:holding up|performing|faring|behaving|coping|ageing|aging))(?: [^\s]+){{0,4}}",
        rf"{_LEAD}(?:what|anything|something|has anything|did anything|has something|did something)(?: ever)? (?:happened|happen|went wrong|go wrong|gone wrong|goes wrong|changed|change|is wrong|is going on|is the matter|is up) (?:to|with|in|about) (?:{_MY} )?(?:live |deployed |[^\s]+ )?(?:models?|it|classifier|predictor|predictions?)(?: [^\s]+){{0,6}}",
        rf"{_LEAD}(?:how|what) (?:healthy|good|fit|reliable|about the health of)(?: is| are)? (?:{_MY} )?(?:live |deployed )?(?:model|it) (?:still|today|now|these days|nowadays|lately|since)(?: [^\s]+){{0,4}}",
        order=7, when=_kept, firm=True,
    ),
    "watch": rules(
        "closed", of_model,
        rf"{_LEAD}(?:(?:show|tell|list|say)(?: me| us)? )?(?:what|which|whom|anything|something)(?: (?:all|folders?|files?|models?|sources?|data|places?|addresses|tables?|exactly|else|of|it|is))* (?:are you|you are|do you|is|are|you|is being|are being|being|it|we are|are we)(?: (?:currently|being|now|still|even|all|to))* (?:watch|watching|watched|monitor|monitoring|monitored|keep(?:ing)? an eye on|keep(?:ing)? watch (?:on|over))(?: (?:over|for me|for us|on|at))*{_NOW}$",
        rf"{_LEAD}(?:is|are|do you|are you)(?: (?:there|you|we|it|any|anything|something|some|folders?|files?|models?|being|still|the|a|my|our|data|currently|now))* (?:watch|watching|watched|monitor|monitoring|monitored)(?: (?:for me|for us|it|by you|anything|something|any|folders?|files?|models?|now))*{_NOW}$",
        rf"{_LEAD}(?:show|list|give|display)(?: me| us)?(?: (?:all|my|our|the|your|active|current))* (?:monitors|watches|watch ?list|watched (?:folders|files|models|sources|places))(?: [^\s]+){{0,3}}",
        order=2, when=_kept, firm=True,
    ),
    "ask_numbers": rules(
        "closed", _moves,
        rf"{_LEAD}(?:(?:show|list|give|display|tell|see|get)(?: me| us)? )?(?:the |an? |all |any |our |complete |full |whole |recent |past )*(?:alias(?:es)?|promotions?|production|champions?|deployments?|version|release|live)(?: alias| model| of \w+)? (?:history|moves|log|changes|movements|timeline|record|trail)(?: [^\s]+){{0,5}}",
        rf"{_LEAD}(?:history|log|record|list|timeline|trail) of (?:the |all |our )*(?:alias(?:es)?|promotions?|production|champions?|deployments?|releases?)(?: [^\s]+){{0,4}}",
        rf"{_LEAD}(?:how|when) (?:did|have|has) (?:the |our |its )*alias(?:es)? (?:move|moved|change|changed)(?: [^\s]+){{0,4}}",
        rf"{_LEAD}(?:show|list|give|display)(?: me| us)?(?: (?:all|the|our|past|recent))* (?:promotions|alias moves|deployments|releases)(?: [^\s]+){{0,4}}",
        rf"{_LEAD}(?:what|which (?:version|model)) was (?:in production|live|in use|the champion|champion|deployed)(?: [^\s]+){{0,2}} (?:before|previously|earlier|until|last|first|then)(?: [^\s]+){{0,4}}",
        rf"{_LEAD}(?:what|which) (?:version|model|one)(?: of (?:it|the model|\w+))? (?:do|are|am) (?:we|i|you) (?:use|using|run|running|serving|serve|have)(?: (?:in production|live|at the moment))*{_NOW}$",
        rf"{_LEAD}(?:what|which)(?: model| version| one)?(?: is| are)?(?: now)? (?:serving|answering|answers|serves|deployed)(?: (?:in production|live|requests|us|rows))*{_NOW}$",
        order=5, when=lambda c: bool(c.models), firm=True,
    ),
    "who_approved": rules(
        "closed", of_model,
        rf"{_LEAD}(?:when|since when)(?: did| was| is| has)(?: [^\s]+){{0,4}} (?:go|went|gone|become|became|get|put|been|come|moved)(?: (?:in|into|to|as|the))* (?:live|production|champion|promoted|deployed|use)(?: [^\s]+){{0,3}}$",
        order=6, when=lambda c: bool(c.models), firm=True,
    ),
    "help": rules(
        "closed", _figure,
        rf"{_LEAD}what (?:does|do|is|are|did)(?: it mean)?(?: the| a| that| those| these| this)*(?: score| figure| number| value| result| share)?(?: of)? (?P<figure>(?:NUM|PCT)(?: (?:of|out of|in|/) (?:NUM|PCT|every NUM))?)(?: (?:here|there|now|actually|really|exactly))*(?: (?:mean|means|stand for|stands for|tell me|tell us|say|supposed to (?:mean|tell|say)|about|good for|measure|in plain words|there|here|me|us|to|for|exactly|actually|score))+(?: (?:for|to|in|about|on)(?: [^\s]+){{1,5}})?(?: \?)?$",
        rf"{_LEAD}(?:explain|what_about|help me (?:understand|read|with)|how (?:do|should|shall|can|must) (?:i|we|one) (?:read|understand|take|interpret))(?: me| us| to me)?(?: the| a| that| those| these| this)*(?: score| figure| number| value| result)?(?: of)? (?P<figure>(?:NUM|PCT)(?: (?:of|out of|in|/) (?:NUM|PCT|every NUM))?)(?: (?:here|there|please|to me|in plain words|score|means?))*(?: \?)?$",
        rf"{_LEAD}(?:is|are) (?:a |an |the |that |those |these )*(?:score |figure |value |result )?(?:of )?(?P<figure>(?:NUM|PCT)(?: (?:of|out of|in|/) (?:NUM|PCT))?)(?: (?:a|any|really|actually|very|that|so))* (?:good|bad|much|high|low|ok|okay|fine|enough|acceptable|decent|useful|great)(?: (?:score|value|result|figure|here|for this|or bad|or not|enough|one))*(?: \?)?$",
        order=4, when=lambda c: bool(c.results or c.recommendations), firm=True,
    ) + rules(
        "closed", lambda f: {"topic": f.raw("topic").strip(" ?.!,")},
        rf"{_LEAD}what (?:does|do) (?:the |a |an )*(?P<topic>(?:class|classes|well|un|not)? ?balanced|class weights?|weighted|scaled|one hot|median filled|target encoded|imputed|standardi[sz]ed|out of fold|fitted|calibrated|pruned|halving|hyperband|successive halving) (?:mean|means|stand for|do|say)(?: [^\s]+){{0,3}}",
        order=4, firm=True,
    ),
    "explain_model": rules(
        "closed", _leaned,
        rf"{_LEAD}(?:is|does|do|are) (?:[^\s]+ ){{1,3}}?(?:(?:still|mostly|mainly|only|chiefly|largely|really|now) )+(?:look\w*|rel(?:y|ying|ies)|lean\w*|depend\w*|listen\w*|driven|based|built|using|use|judg\w*|decid\w*|going|go) (?:(?:at|on|to|by|upon|mostly|mainly|the|only) )*COL(?: [^\s]+)*$",
        order=4, when=_kept_or_run, firm=True,
    ) + rules(
        "closed", nothing,
        rf"{_LEAD}(?:which|what)(?: of (?:the|these|those))?(?: (?:signs?|symptoms?|clues?|hints?|signals?|indicators?|cues?|factors?|columns?|things?|facts?|features?|variables?|inputs?|measurements?|details?|ones?|kinds? of \w+))? (?:told|tells?|taught|helped|helps?|gave|gives?|spoke|speaks?|counted|counts?|matters?|tell|help|mattered|betrayed|betrays?|revealed|reveals?|said|says?|tipped|informed|informs?|weighed|weighs?|decided|decides?|convinced|guided)(?: (?:you|it|the model|us|me|off|away|up|for|the|about|its|answer|outcome))*(?: (?:the )?(?:most|more|strongest|clearest|loudest|really|away|off))(?: (?:about|of|in|for|to|signs?|symptoms?|clues?|here|all|it|you|model|COL|the|one|ones))*(?: that(?: [^\s]+){{1,9}})?(?: \?)?$",
        r"(?:which|what)(?: of (?:the|these|those|my|our))? (?:signs?|symptoms?|clues?|hints?|signals?|indicators?|factors?|columns?|features?|variables?|inputs?|measurements?) (?:were|was|are|is) (?:the )?(?:most|more) (?:telling|decisive|important|informative|revealing|useful|predictive|indicative|helpful)(?: [^\s]+){0,5}$",
        r"(?:what|which) (?:are|were) the (?:main|most \w+|clearest|strongest|best|key|telltale|first) (?:signs?|symptoms?|clues?|hints?|signals?|indicators?)(?: [^\s]+){0,5}$",
        order=6, when=lambda c: c.results > 0 or bool(c.models or c.target), firm=True,
    ),
    "edit_proposal": rules("closed", _rest, *_REST, order=3, when=lambda c: c.proposal and c.recommendations > 0, firm=True),
    "propose_runs": rules(
        "closed", _rest, *_REST, order=4, when=lambda c: not c.proposal and c.recommendations > 0, firm=True
    ),
    "resume": rules(
        "closed", nothing,
        rf"{_LEAD}(?:run|let|continue|go on with|start|resume|finish|keep)(?: (?:the|all|all the|those))* (?:rest|others|other ones|other runs|remaining|remaining ones|remaining runs)(?: (?:run|running|go on|going|continue|too|now|please|as well))*$",
        order=5, when=lambda c: c.running and not c.proposal, firm=True,
    ),
    "constrain": rules(
        "closed", _columns,
        rf"{_LEAD}(?:(?:you|we|i|it) (?:may|can|could|should|want to|would like to) )?(?:use|take|allow|consider|read|include|admit|bring|let in|permit|have)(?: (?:the|in|also|column|columns|back))* COL(?: (?:column|columns|in|back))* (?:again|once more|after all|back|back in)(?: (?:please|now|too|as well))*$",
        rf"{_LEAD}(?:the )?COL (?:is|are|may|can|could|should)(?: be)? (?:fine|ok|okay|allowed|used|back|back in|taken|permitted|welcome)(?: (?:to use|in|back))* (?:again|after all|once more)(?: (?:please|now|too|as well))*$",
        order=5, firm=True, loose=True,
    ),
}  # fmt: skip
"""Rules of commands that are found elsewhere, tried before those."""
