"""What is to be predicted, how good is measured, how it is validated, and what may be spent."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.outcomes import models_in
from assistant.understanding.context import Context
from assistant.understanding.names.columns import ColumnBook, in_two_words
from assistant.understanding.names.implied import implied_column, in_a_row, spoken_column
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.lexicon import KINDS
from assistant.understanding.text.words import bag, parts

KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
_KIND = "(?P<kind>" + "|".join(sorted((re.escape(n) for n in KIND_OF), key=len, reverse=True)) + ")"
KIND_NAMED = re.compile(rf"(?<!\S){_KIND}(?!\S)")
"""A kind of task named in a clause."""
_NO_TARGET = bag(
    "otherwise differently it this that them something anything what which the a an my our if whether how well better good best faster on with in about"
    " things thing data model models value values outcome target result results more less me you us quickly easily now future"
    " probabilities probability one next to from new for who and or but nor so as because since while when where then than until till btw please not no also"
    " column columns field variable feature only just here there every each some any all nothing everything is are was be does do can should must will would so_far"
)
_WHO = r"(?:(?:whether|if|which|who|when|that|how many|how much|how likely|what|why) )"
_DOES_SO = re.compile(
    r"(?:FAM\d+|RANK\d+|NUM\d+|models?|it|they|one|winner)(?: \w+)?(?: (?:keeps?|kept|goes on|went on|insists? on|insisted on|tends? to|still|always|constantly|is always|are always|happily|wrongly|never))+ (?=$|predict|forecast|estimat|guess)"
)
"""What stands before what a model does, which is no wish: "boosting keeps predicting sales on Sundays"."""


def _named_only(found: Found) -> Args | None:
    """A column that is merely named while no target is known; a question about it names none."""
    text = found.clause.text
    if text.endswith("?") and re.match(
        r"(?:is|are|was|were|does|do|did|what|which|why|has|have|should|would|must)\b", text
    ):
        return None
    if _DOES_SO.search(text):
        return None
    return {"target": found.values("COL")[0], "_weak": True}


def _target(found: Found) -> Args | None:
    """The target named in the match: a column of the data, or the word as said where none is known by it."""
    if re.search(r"(?:model|classifier|predictor)$", found.match.group(0)) and _registered(found):
        return None
    if _DOES_SO.search(found.before) or found.match.group(0).startswith("tell you "):
        return None
    columns = found.values("COL", "target") if "target" in found.match.re.groupindex else found.values("COL")
    if columns:
        return pruned({"target": columns[0], **_extras(found)})
    word = found.said("word")
    denied = re.search(r"(?<!why )(?:not|never|nobody|hardly) $", found.before)
    if denied or not word or word in _NO_TARGET or word == "_" or not word[0].isalpha():
        return None
    raw = found.raw("word")
    known = ColumnBook(found.context.columns).expected(raw)
    if known is None and found.context.columns and _like_column(raw, found.context) is None:
        return {"target": raw}
    raw = raw if found.context.columns else in_two_words(raw, found.clause.text[found.match.end("word") :])
    return pruned({"target": known or _like_column(raw, found.context) or raw, **_extras(found)})


def _jotted_target(found: Found) -> Args | None:
    """The target behind a sign: "target: price", where no columns are known yet."""
    words = found.clause.covered(*found.match.span())
    signed = re.search(r"[:=]", found.clause.message[words[0].start : words[-1].start])
    return None if signed is None or found.said("word") in KIND_OF else _target(found)


def _listed_target(found: Found) -> Args | None:
    """The target in a row of what things are; elsewhere only a word that is written like a column's name is one."""
    written = re.search(r"[_\d]|[a-z][A-Z]", found.raw("word"))
    return _target(found) if written or in_a_row(found.clause.message) else None


def _implied(found: Found) -> Args | None:
    """The target that words such as "who will leave" speak of without naming it."""
    if not found.context.columns:
        return _last_word(found)
    if found.values("COL") or _registered(found):
        return None
    words = re.findall(r"[a-z]+", found.match.group("rest"))
    column = spoken_column(words, found.context.columns) or implied_column(words, found.context.columns)
    return pruned({"target": column, **_extras(found)}) if column else None


def _last_word(found: Found) -> Args | None:
    """Where no columns are known: what "which pots end up cracked" ends with."""
    match = re.match(
        r"(?:who|which|whether|if)(?: [a-z]+){1,4} (?:end up|ends up|is|are|gets?|becomes?|turns? out|will be|will|was|were) (?:to be )?(?P<last>[a-z_]{4,})\s*$",
        found.match.group("rest"),
    )
    return {"target": match.group("last")} if match and match.group("last") not in _NO_TARGET else None


def _asked_of_someone(found: Found) -> Args | None:
    """As `_implied`, for a question ("who is going to leave?"); a question of what was measured is none."""
    if not found.context.columns or (found.context.target and found.context.results):
        return None
    return _implied(found)


def _registered(found: Found) -> bool:
    """Whether the words name a registered model rather than what to predict."""
    return bool(models_in(found))


def _like_column(raw: str, context: Context) -> str | None:
    hits = [c for c in context.columns if raw.lower() in parts(c)]
    return hits[0] if len(hits) == 1 else None


def _extras(found: Found) -> Args:
    if found.match.group(0).startswith("forecast"):
        return {"kind": "forecast"}
    kind = KIND_OF.get(found.said("kind") or "") if "kind" in found.match.re.groupindex else None
    return {"kind": kind} if kind else {}


def _metric(found: Found) -> Args | None:
    metrics = found.values("MET", "metric") if "metric" in found.match.re.groupindex else found.values("MET")
    if not metrics or re.search(r"(?:not|never|no|instead_of|than|do not) (?:\S+ )?$", found.before):
        return None
    return {"metric": metrics[0]}


def _kind(found: Found) -> Args | None:
    said = found.said("kind")
    return (
        {"kind": KIND_OF[said]} if said and not _NOT_OF.search(found.clause.text[: found.match.start("kind")]) else None
    )


_NOT_OF = re.compile(
    r"(?<!\S)(?:not|never|no longer|instead_of|rather than|than)(?: (?:as|a|an|the|just|only|plain|simple|mere|for|usual|it|to|be|by))* $"
)


def _multiclass(found: Found) -> Args | None:
    """Classes that are counted: two make it binary, more make it multiclass."""
    count = found.one("NUM")
    return {"kind": "binary" if count == 2 else "multiclass"}


def _positive(found: Found) -> Args | None:
    value = found.values("QUOTE", "value")
    raw = str(value[0]) if value else found.raw("value").strip("\"'` ")
    signed = re.fullmatch(r"[<>=≤≥]+", raw) and re.match(
        r"[<>=≤≥]+ ?[\w.,]*\w", found.clause.message[found.clause.covered(*found.match.span("value"))[0].start :]
    )
    raw = signed.group() if signed else raw
    if not raw or raw.lower() in _NO_CLASS:
        return None
    args: Args = {"positive_class": _as_in_data(raw, found.context)}
    columns = found.values("COL")
    if columns and columns[0] != found.context.target:
        args = {"target": columns[0], **args}
    return args


_NO_CLASS = bag(
    "target label outcome y it what the that this a good bad count counts treat used taken class be seen one ones those"
    " these judged measured scored evaluated rated optimised optimized assessed coded marked labelled called named"
    " metric using with by and which who so please i we"
)
"""Words that stand where a class may be named and are none."""


def _as_in_data(value: str, context: Context) -> str:
    known = context.column_values.get(context.target or "", ())
    return next((k for k in known if k.lower() == value.lower()), value)


_MET = r"(?P<metric>MET)"
_PLAIN_VALUE = r"(?P<value>QUOTE|NUM|yes|no|true|false)"
_NAME = (
    r"(?!(?:it|this|that|which|what|there|here|data|table|file|column|value|use|take|set|with|and|as)(?!\S))[a-z][\w.]*"
)
"""A word that may be a column's name where no columns are known."""
_VALUE = r"(?:the )?(?:class |label |value |level |category |word |\" )?(?:(?:the )?(?:(?:ones?|those|rows|cases) )?(?:(?:that|which) (?:is|are) )?(?:coded|encoded|marked|labell?ed|called|named|tagged|written|recorded)(?: (?:as|with|by|an?))* )?(?P<value>QUOTE|[^\s,_]+)"
_GOAL_RULES = (
    *rules(
        "late", _positive,
        rf"(?:^|(?<= ))pos(?:itive)?(?: class| label)? {_PLAIN_VALUE}(?= ,|$| _)",
        rf"(?:class |label |value )?{_PLAIN_VALUE} (?:is|(?<!counting )(?<!counts )(?<!treated )(?<!taken )as|being|counts as|(?:(?:is|are) )?(?:counting|counted|taken|treated) as|=) (?:the |our |a )?(?:positive|bad|interesting)(?: class| label| case| one| outcome)?",
        order=19,
    ),
    *rules(
        "late", _positive,
        rf"(?:the )?pos(?:itive)? (?:class|label|case|one|outcome|category)(?: of COL)? (?:is|should be|=|would be|must be|:|,|being) {_VALUE}",
        rf"{_VALUE} (?:is|(?<!counting )(?<!counts )(?<!treated )(?<!taken )as|should be|counts as|(?:(?:is|are) )?(?:counting|counted|taken|treated) as|should count as|must count as|count as|being|=) (?:the |our |my )?positive(?: class| label| one| case| outcome)?",
        rf"COL (?:=|==|is|equals|equal to|being) {_VALUE} (?:is|are|being|as) (?:what|the one|the class|the case|the outcome|our|positive|the positive|the interesting)(?: [^\s,]+){{0,6}}",
        rf"(?:the )?positives? (?:are|is|means?|=)(?: (?:those|the ones|rows|cases|all|people|customers|patients|where|with|having|marked|labelled|labeled|called|by|when|of|that|say|says|the|value|class|COL|is|=))* {_VALUE}",
        r"(?P<value>QUOTE) (?:is|are|being) (?:the |our )?(?:class|one|ones|value|label|group|case|cases|category|outcome|event)(?: (?:that|which))?(?: (?:we|i|matters|counts|interests|is|are))(?: [^\s,]+){0,5}",
        rf"(?:the )?(?:class|label|outcome|value|category|event|case) (?:of interest|to (?:catch|detect|find)|we (?:look for|want|care about|are after|are looking for|want to catch|want to find)|that matters|i care about|i want) (?:is|=|being|,|would be) {_VALUE}",
        rf"(?:treat|take|use|count|consider|set) {_VALUE} (?:as|to be) (?:the )?positive(?: class| label| one| case)?",
        rf"(?:we|i) (?:are looking|look|are searching|care|am looking) (?:for|about) COL (?:=|==|is|equals) {_VALUE}",
        r"(?:class|label|category) (?P<value>QUOTE|[^\s,_]+) (?:is (?:what|the one|the class)|matters)(?: [^\s,]+){0,5}",
        r"COL (?:=|==) (?P<value>QUOTE|[^\s,_]+)(?! (?:is the target|if))",
        order=20,
    ),
    *rules(
        "late", _target,
        r"(?:the |my |our )?(?:target|label|outcome|dependent variable|response variable|response|goal|outcome variable|target variable|target column|y variable)(?: column| variable)?(?: (?:in|of|for) (?:it|there|this|that|this one|that one|(?:this|that|the)(?: new| newer| same)? (?:file|table|data|dataset|set|sheet|one))| in there| there| here)? (?:is|should be|would be|will be|=|:|must be|shall be|being|to be|remains) (?:now |actually |really |called |named |the |to predict |to forecast |to know )*(?:(?P<target>COL)|(?P<word>[^\s,]+))(?: instead)?",
        r"^y (?:=|:|is) (?:the )?(?P<target>COL)",
        r"(?:the |my |our )?(?:target|label|outcome|goal)(?: variable| column)? (?:, )?(?P<target>COL)(?: instead)?",
        r"(?P<target>COL) (?:is|as|should be|would be|will be|becomes|=|being|must be) (?:now )?(?:the |my |our )?(?:target|label|outcome|dependent variable|response|thing to predict|one to predict|column to predict|goal|what (?:i|we) (?:want|need|would like)(?: to)?(?: predict| know| forecast)?|what has to be predicted|what is to be predicted|what matters to (?:us|me)|what should be predicted)(?: column| variable)?",
        r"(?:set|change|switch|make|use|take) (?:the )?target(?: column| variable)? (?:to|as|=|from COL to|be) (?:the )?(?:(?P<target>COL)|(?P<word>[^\s,]+))",
        r"(?:use|take|set|make|choose|pick|switch to|change to|treat) (?P<target>COL) (?:as|to be|for) (?:the |my |our |a |numeric |binary |continuous |categorical |new )*(?:target|label|outcome|dependent variable|response|y)(?: column| variable)?(?: instead)?",
        r"(?:looking for|look for|after|interested in|about predicting) (?:the |a |an |any |every |all )*(?P<target>COL)$",
        r"(?:a |an )?(?P<kind>regression|forecast|classification|binary classification|multiclass classification|prediction) (?:problem |task |model |question )?(?:on|of|for|over|with|about) (?:the |target )*(?P<target>COL)",
        r"(?:which|what) (?P<target>COL) (?:a|an|the|each|every|some|one|any) [^\s,]+ (?:belongs? to|falls? (?:in|into|under)|ends? up (?:in|with)|will (?:be in|get|have|belong to|fall into))", r"what (?:really |most |now |mainly )?(?:matters|counts|is important|(?:interests|concerns|intrigues) (?:me|us))(?: (?:most|now|more|today|instead|mainly|to us|to me|here|for us|for me))* is (?:the |whether |if )*(?P<target>COL)",
        r"what (?:i|we) (?:want|need|would like|care) (?:to predict|to know|predicted|about) is (?:the |whether |if )?(?P<target>COL)",
        r"(?:switch|change|go|move)(?: back)? (?:the target )?to (?:predicting |the target )?(?P<target>COL)",
        order=25,
    ),
    *rules(
        "late", _target,
        rf"(?P<word>{_NAME}) (?:is|=) (?:what|the (?:column|thing|one)(?: that| which)?) (?:i|we) (?:(?:really|now|only|would) )*(?:want|need|would like|have|wish|like)(?: to)? (?:know|predict|forecast|predicted|estimate|find out|foresee)",
        rf"(?!(?:nothing|something|anything|everything|what|which|who|much|more)\b)(?P<word>{_NAME}) (?:is to|has to|needs to|should|shall|must) be (?:predicted|forecast|forecasted|estimated|foreseen)",
        rf"(?:i|we) (?:want|need|would like|would like to have|want to have|would have) (?:the )?(?P<word>{_NAME}) (?:predicted|forecast|forecasted|estimated|foreseen)",
        rf"(?P<word>{_NAME}) (?:as|for|is|being) (?:the |my |our )?(?:target|label|outcome|response|dependent variable)(?: column| variable)?",
        rf"(?:^|(?:with|and|the|our|my) )(?:target|label|outcome|dependent variable) (?!variable|column|data|values?|is|being)(?P<word>{_NAME})(?= ,|$| and| with)",
        order=26, when=lambda c: not c.columns,
    ),
    *rules(
        "late", _listed_target,
        rf"(?:^|(?<=, )|(?<=and ))(?:the )?(?P<word>{_NAME}) (?:the|my|our) (?:target|label|outcome|response|dependent variable)(?: column| variable)?(?= ,|$| and| with| \.)",
        order=26, when=lambda c: not c.columns,
    ),
    *rules(
        "late", _target,
        rf"is (?:the |my |our )?(?:target|label|outcome|response|dependent) (?:column|variable|field) (?!and|with|as|in|of|for|by)(?P<word>{_NAME})(?= ,|$| and| with)",
        rf"what (?:i|we) (?:want|need|would like|wish)(?: to)?(?: have| be| see| get)? (?:forecast|forecasted|predict|predicted|estimated?|foreseen?) is (?:the )?(?:column |field |variable )?(?P<word>{_NAME})(?= ,|$| and| with)",
        order=24, when=lambda c: not c.columns,
    ),
    *rules(
        "late", _jotted_target,
        rf"(?:^|(?<= ))(?:target|label|outcome|goal|dependent variable|response)(?: column| variable)? , (?P<word>{_NAME})(?= ,|$| and| with)",
        order=26, when=lambda c: not c.columns,
    ),
    *rules(
        "late", _target,
        rf"{{predict}} (?!from |out of |based on )(?:{_WHO})?(?:[^\s,_]+ ){{0,7}}?(?P<target>COL)(?: instead)?",
        rf"(?:{_WHO})(?:[^\s,_]+ ){{0,4}}?(?:will|would|is going to|are going to|might|likely to|is likely to|are likely to|about to|is about to|are about to|could) (?:be |have |get |become |probably )?(?P<target>COL)",
        r"(?:prediction|predictions|forecast|forecasts|predictor|predictive model|model|classifier|regressor|regression model|early warning|estimate|estimates) (?:of|for|on|about) (?:[^\s,_]+ ){0,3}?(?P<target>COL)",
        r"(?P<target>COL) (?:prediction|predictions|forecast|forecasting|predictor|classifier|model|estimation)",
        r"(?:what )?(?:determines|drives|influences|causes) (?P<target>COL)",
        r"(?P<target>COL) (?:has to|should|must|needs to|is to|shall) be (?:predicted|forecast|estimated|forecasted|the target|modelled|classified)",
        r"(?:likelihood|probability|chance|chances|risk) (?:of|that|for) (?:[^\s,_]+ ){0,4}?(?P<target>COL)",
        order=40,
    ),
    *rules(
        "late", _implied,
        rf"{{predict}}(?: in advance| early| beforehand| for me| me)?,? (?P<rest>(?:{_WHO}|the |our |my |a |future |an |customers |patients |each )(?:[^\s,;_]+ ?){{1,12}})",
        r"(?:chances?|likelihood|probability|risk|odds) (?:that|of|for) (?P<rest>(?:[^\s,;_]+ ?){1,10})",
        r"(?:see coming|catch early|warn us|warned|in advance|get a warning|early warning)(?: when| which| if| before| who| of| that| about)? (?P<rest>(?:[^\s,;_]+ ?){1,10})",
        order=45,
    ),
    *rules(
        "closed", _asked_of_someone,
        r"(?:so |and |, )*(?:who|which(?: of)?(?: (?:our|my|the|these|those))?(?: [a-z]+){1,2}|how (?:many|much)(?: [a-z]+){0,3}|what(?: [a-z]+){0,4}|whether(?: [a-z]+){1,4}|will(?: [a-z]+){1,4}) (?P<rest>(?:will|is going to|are going to|is about to|are about to|is likely to|are likely to|might|is most likely to|are most likely to|are at risk of|is at risk of|would|could|next|will probably|tends? to|sells? for|is worth|costs?) (?:[^\s,;_]+ ?){1,10})",
        order=5,
    ),
    *rules(
        "late", _target,
        r"(?:predict|predicting|forecast|forecasting|estimate|estimating|classify|classifying|(?<=to )guess) (?:(?:the|our|my|this|future|a|each|of|column|variable|field) (?=[a-z]))*(?P<word>[a-z][\w.]*)",
        order=70,
    ),
    *rules(
        "late", _metric,
        rf"(?:{{opt}}|focus on|focusing on|go for|aim for|aim at|aiming for|target|use|using|judge by|judge it by|measure|measured by|measured in|measure by|measure with|score by|score with|scored by|scored on|evaluate by|evaluate on|evaluate with|evaluate|rank by|switch to|change to|go with|care about|care more about|cares about|care most about|care mostly about|interested in|look at|looking at|work with|compare by|select by|select on|take|choose|pick|prefer|in terms of|based on|as for|measuring|try for|change|switch|want|need|metric|according to|maximum|minimum|maximal|minimal|max|min|highest|lowest|best possible|best|high|higher|good|better|lower|low|by|on|for|with) (?:(?:only|the|a|an|for|on|its|our|best|good|high|metric|measure|it|by|with|more|instead|to|possible|highest|low|lowest|better|score|highest possible|everything|optimising|optimizing|this|as) ){{0,3}}{_MET}",
        rf"(?:the |our |my )?(?:metric|measure|score|criterion|kpi|yardstick|evaluation metric|performance metric|success metric|key metric|measure of success|main metric|primary metric)(?: to use| to optimi[sz]e| for this| here| i care about| we care about| we use| that matters| that counts)? (?:is|should be|=|:|will be|would be|must be|shall be|to be|to|being|has to be|remains) (?:the |now |really |actually |simply |just )*{_MET}",
        rf"{_MET} (?:is|are) (?:what|the thing|all that|the one|the metric|the measure|the number|the score|our|my|more|most|the main|the only|the most|the right|the key|important|king|key|everything|the criterion)(?: [^\s,]+){{0,6}}",
        rf"{_MET} (?:instead|matters|counts|please|as (?:the |our |my |a )?(?:metric|measure|score|criterion|objective|target metric|goal|kpi|main metric)|should be (?:the metric|maximi[sz]ed|minimi[sz]ed|optimi[sz]ed|as high|as low|high|low|used)|has to be|is to be|must be (?:the metric|maximi[sz]ed|minimi[sz]ed|optimi[sz]ed|as high|as low))(?: [^\s,]+){{0,3}}",
        rf"(?:on|under|with|within|given|at|for) (?:that|this|these|such|the same) (?:condition|constraint|restriction|limit|bound|basis) ?,? (?:the |then |have |we want |i want )*{_MET} (?:is|be|should be|must be|shall be|as|to be|has to be) (?:the |then |as )*(?:highest|lowest|best|maximal|minimal|maximum|minimum|max|high|low|good)(?: (?:as )?possible)?$",
        rf"{_MET} (?:would be|will be) (?:better|nicer|more|our|my|the|fine|good)(?: [^\s,]+){{0,4}}",
        rf"{_MET} (?:,? ?(?:and )?(?:not|instead_of|over)) MET",
        rf"as (?:high|much|low|good|little) (?:a |an )?{_MET} as (?:is )?(?:possible|(?:(?:you|we|it|one|they) )?(?:possibly )?(?:can|could|allows?)(?: (?:get|squeeze out|be|manage|achieve))?)",
        rf"(?:make|get|push|bring|drive|keep|want|have|raise|lower) (?:the |our )?{_MET} (?:up |down )?as (?:high|low|good|large|small|far|big|much) (?:up |down )?as(?: [^\s,]+){{1,3}}",
        rf"(?:(?:squeeze|wring|get|push|pull|take|bring)(?: (?:out|up|in))?(?: (?:us|me))? )?(?:(?:all|every bit of|every drop of|as much|the most|whatever|maximum|the maximum)(?: of)?(?: the)?) {_MET}(?: (?:you|we|it|that) (?:can|could|possibly|is|allows?)(?: (?:get|possible|there|possibly))?| out of (?:it|them|that))",
        rf"(?:the |an? )?(?:very )?(?:high|low|best|good|highest|lowest) {_MET}",
        rf"what_about (?:using |optimi[sz]ing |to use |the |we use |instead )*{_MET}",
        rf"not MET ,? ?(?:but )?(?:rather )?{_MET}",
        rf"instead_of MET ,? ?(?:use |take |optimi[sz]e )?{_MET}",
        rf"{_MET} (?:the|our|my) (?:metric|measure|criterion|yardstick|score)",
        rf"(?:and|,|&|plus|_) (?:the )?{_MET}(?= ,| and| _|$)",
        rf"use {_MET}",
        rf"(?:^|(?<=, ))(?:please |and |the |metric )*{_MET}(?= ,|$| _| in [a-z]+| because| since| so )",
        rf"how (?:high|low|good) (?:the )?{_MET}",
        rf"from MET to {_MET}",
        rf"(?:so|hence|therefore|thus|meaning|i e) (?:use |take |it is |the |let us use )*{_MET}",
        rf"{_MET} as (?:the |our |my )?(?:score|metric|measure|criterion)",
        order=55,
    ),
    *rules(
        "late", _kind,
        rf"(?:a |an )?(?:plain |simple |classic |pure )?{_KIND}(?: question| problem| task| classification| target| outcome| one| kind| thing| setting| case)",
        rf"(?:treat|handle|frame|consider|take|model|see|approach|do|solve|make|set|run) (?:it |this |that |the target |the problem |the task |COL |the kind )*(?:as |to |like |up as |a |an )*{_KIND}",
        rf"(?:it is|this is|that is|it should be|make it|kind is|kind =|kind :|task is|it was|kind should be|be|use) (?:a |an |really |actually |just |plain )*{_KIND}",
        order=60,
    ),
    *rules("late", _kind, rf"^(?:a |it is |it is a |binary |this is |this is a )*{_KIND}$", order=61),
    *rules("late", _kind, rf"as (?:a |an |plain )*{_KIND}(?: problem| task)?", order=61),
    *rules("late", _kind, rf"(?:so|hence|therefore|thus|meaning|,) (?:it is |use |a |this is |clearly )*{_KIND}(?= ,| _|$)", r"^(?:a )?(?:[a-z]+ ){1,3}(?P<kind>regression|binary classification|multiclass classification)(?: problem| task)?(?= ,| :|$)", order=61),
    *rules("late", _named_only, r"COL", order=95, when=lambda c: c.target is None),
    *rules(
        "late", _multiclass,
        r"(?:into|one of|in|with|has|have|got|are|between|among) (?:NUM |three |four |five |several |many |multiple  |GE NUM )+(?:classes|categories|groups|kinds|labels|levels)",
        order=65,
    ),
    *rules(
        "late", lambda f: {"kind": "binary"},
        r"(?:a )?(?:yes / no|yes or no|yes no|0 / 1|true / false|true or false|either or) (?:question|problem|target|thing|outcome|answer|decision|variable)",
        order=60,
    ),
)  # fmt: skip


_HORIZON_BEFORE = re.compile(r"(?<!\S)(?:next|coming|following|last|past|previous|since)(?: \S+)? ?$")
_HORIZON_AFTER = re.compile(
    r"^ (?:ahead|in advance|earlier|beforehand|old|ago|before it|before they|before the|later|late|after|overdue|delinquen\w+)(?!\S)"
)
_A_DAY_S = 86_400
_TO_SPEND = re.compile(
    r"(?<!\S)(?:budget|limit|cap|spend|comput\w+|wall|cpu|you (?:have|get|got|can have|may (?:have|use|take))|(?:give|giving) (?:you|it|them)|let (?:it|them|this)|run (?:it |them )?for|time limit|(?:no|not) (?:more|longer) than|at most|up to|(?:in )?total(?: time)?:?(?= \d)|in (?:total|all)|altogether)(?!\S)"
)
"""What is said of days only where they are to be spent; "within 30 days" is what is predicted."""
_TOLD_OF = re.compile(
    r"(?<!\S)(?:(?:usually|typically|normally|on average)(?: (?!LE)\S+){1,3}|takes|lasts?|lasted|took|costs?(?: us| me| them)?|waits|waited|usually(?: for)?|on average|average|typically|only every|every|each|burning|loses?|lost|late|off by|(?P<of>\S+) (?:is|are|was|were))(?: (?:only|about|some|around|roughly|nearly|a|an|good|full))* ?$"
)
"""A duration that a story tells of something else: "a charge takes four hours"."""
_SPENT = bag(
    "budget limit cap time it that everything all total maximum max this search deadline what run runs there here"
)


def _of_something_else(found: Found) -> bool:
    """Whether a duration is told of something else than the work: how far ahead is seen, or what something takes."""
    before = found.before + found.match.group(0).split("DUR")[0]
    if _HORIZON_BEFORE.search(before) or _HORIZON_AFTER.match(found.after):
        return True
    if (found.one("DUR") or 0) >= _A_DAY_S and not _TO_SPEND.search(found.clause.whole.lower()):
        return True
    told = _TOLD_OF.search(before)
    return told is not None and (told["of"] is None or told["of"] not in _SPENT)


_INSTEAD_OF = re.compile(r"(?<!\S)instead_of(?: (?:the|only|just|these|those|my|our|usual|present|current))* ?$")
"""What stands before a figure that another one takes the place of: "2 hours instead of 30 minutes"."""


def _budget(found: Found) -> Args | None:
    """Seconds or runs to spend in all; "in the next seven days" and "a day ahead" say how far to look, not how long to compute."""
    if found.one("DUR") is not None and _of_something_else(found):
        return None
    if _INSTEAD_OF.search(found.before):
        return None
    seconds, runs = found.one("DUR"), None
    if found.values("NUM", "runs") if "runs" in found.match.re.groupindex else False:
        runs = int(found.one("NUM", "runs"))
    if (seconds is None and runs is None) or (seconds is not None and seconds < 1):
        return None  # what is over in a moment is the answer for a row
    return pruned({"seconds": seconds, "runs": runs})


_COUNT = r"(?:more |different |further |full |separate |single |training |model |other |total |experiment |new )*(?:runs|run|tries|try|trials|trial|attempts|attempt|experiments|evaluations|fits|iterations|shots|goes|evals|trainings|tests|experiment|rounds|variants|models)"
_BUDGET_RULES = (
    *rules(
        "late", _budget,
        rf"(?:(?:budget|limit|cap|time limit|time budget|maximum|max|total|time|stop after|finish|finished|done|ready|complete|over)(?: of| is| to| at| for| in all| overall| should be| =| :| on| all| within| in| the| everything)* )?(?:LE |GE |in |within |for |about |only |use |spend |take |have |got |it |to |a |an |the |is |not |exactly |another |maybe |give it |give you |give |them |you |roughly |just )*DUR(?: of| in| for| on| total| max| maximum| tops| altogether| at most| overall| all| or| less| LE| budget| compute| computing| time| wall| clock| training| computation| machine| and| ,| in total| per goal| limit| cpu| at| most)*(?: (?:LE |and |or |, |with |but )*(?P<runs>NUM) {_COUNT})?",
        rf"(?:(?:budget|limit|cap|maximum|max|total|allow|allowed|stop after|after|spend|use|do|try|make|have|got|with|for|in|is|of|to|it|us|only|about|another|exactly|just|LE|GE|give|you|me|a|an|i|we|can|no|afford|not)(?: |: |= ))*(?P<runs>NUM) {_COUNT}(?: (?:max|maximum|at most|tops|in total|altogether|overall|total|LE|in|or less|all in all|allowed|budget|are enough|is enough|will do|should do|suffice|should be enough|should suffice|only))*(?: (?:and |or |, |within |in |LE |for |over )*DUR)?",
        r"(?:budget|limit|cap)(?: of| is| to| =| :)* (?:LE )?(?P<runs>NUM)",
        order=60,
    ),
)  # fmt: skip

MEANINGS = (
    Meaning(
        "set_goal", _GOAL_RULES,
        (
            "predict the churn column", "the target is price", "I want to know who will leave", "which customers are going to cancel",
            "optimise recall", "F1 is what counts", "judge the models by area under the curve", "treat it as a regression",
            "the positive class is yes", "what we want to know is whether a loan defaults", "help me find out who will buy",
            "can you work out what a house will sell for", "use accuracy as the metric", "we need to catch as many as we can",
            "it should be right as often as possible", "I care about how far off the predictions are", "the thing to predict is demand",
            "tell me in advance which machines will fail", "build me a model for sales", "score it by how well it ranks people",
        ),
        words=bag("predict forecast classify target metric optimise optimize maximise maximize minimise minimize regression multiclass binary positive"),
    ),
    Meaning(
        "set_budget", _BUDGET_RULES,
        (
            "you have ten minutes", "spend at most an hour", "no more than 20 runs", "keep it under five minutes",
            "twenty tries at most", "I can only wait half an hour", "we have until the meeting in 30 minutes",
        ),
        words=bag("budget minutes minute hours hour seconds tries runs trials attempts maximum"),
    ),
)  # fmt: skip
