"""What a variant or a run must satisfy: families, columns, explanation, limits of time and memory, a floor on a metric."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.text.grammar import Args, Fill, Found, Meaning, rules
from assistant.understanding.text.lexicon import LOWER_IS_BETTER, SHARES
from assistant.understanding.text.words import bag


def _list(key: str, kind: str) -> Fill:
    """A fill that puts all entities of a kind in the match under one key."""

    def fill(found: Found) -> Args | None:
        values = found.values(kind)
        return {key: values} if values else None

    return fill


def _required_columns(found: Found) -> Args | None:
    """Columns to keep; "do not want to use" asks for the contrary."""
    denied = re.search(
        r"^ ?(?:is|are|would be|will be) (?:simply |just |clearly |completely |absolutely )?(?:unacceptable|not acceptable|useless|no use|of no use|not enough|no good|too low|not an option|worthless|not ok|a no go|out of the question|not good enough|intolerable)",
        found.after,
    ) or re.search(r"\b(?:not|never|no|without|nobody)(?: \S+){0,2} $", found.before)
    if re.match(r"^ (?:out|away|aside|outside)\b", found.after):
        return None
    own = re.match(r"(?:do not|never|must not|can not|should not|not)\b", found.match.group(0))
    return None if denied and not own else _list("columns_required", "COL")(found)


def _protected(found: Found) -> Args | None:
    """Columns that must not matter for how people are treated; a "fair price" is about money."""
    if re.search(
        r"\bfair (?:price|value|deal|rent|wage|share)\b|\bsame (?:goes|holds|applies|is true|counts) (?:for|of|to)\b",
        found.clause.whole.lower(),
    ):
        return None
    return _list("protected_columns", "COL")(found)


def _forbidden_columns(found: Found) -> Args | None:
    told = re.search(
        r" (?:after|before|when|once|until|while|because|since|(?:at|by) the (?:time|moment|point)) ",
        found.match.group(0),
    )
    ahead = found.clause.values("COL", found.match.start(), found.match.start() + told.start()) if told else []
    columns = ahead or found.values("COL")
    if re.search(r"(?<!\S)(?:after|before|when|once|until|as soon as) (?:the |a |an )?$", found.before):
        return None  # "written down after the pump is out" tells when
    whole = re.search(r"(?<!\S)(?:leave|keep|hold|put|take|with) (?:out |back |aside )?(?:the |all |one )*(?:whole|entire|complete|one) COL", found.before + found.match.group(0))  # fmt: skip
    if whole and re.search(
        r"\b(?:validat\w*|test\w*|evaluat\w*|cv|cross|folds?|split\w*|hold ?out|checking)\b", found.clause.text
    ):
        return None  # "leave whole sites out when you validate" is about the test
    rest = re.sub(r"^.*?COL\d+", "", found.match.group(0)) + found.after
    if re.match(
        r" (?:[a-z]+ ){0,3}?(?:(?:in|on|across) (?:both|two|several|the two|different|train\w*)|(?:straddl|span|bridg|cross)\w* (?:the )?(?:split|folds?|cut|sides))\b",
        rest,
    ):
        return None  # "no station in both parts" is about the test
    if re.search(r"(?<!\S)same $", found.before) or re.search(r"(?<!\S)same COL", found.match.group(0)):
        return None  # "the same sensor must not be on both sides" is about the test
    if re.match(r"^ ?(?:out )?(?:cv|cross validation)\b", found.after):
        return None
    if re.search(r"\b(?:except|all_but)\b", found.match.group(0).split("COL")[0]) and "drop" not in found.match.group(
        0
    ):
        return None
    return {"columns_forbidden": columns} if columns else None


def _consequence(found: Found) -> Args | None:
    """A column that follows from what is predicted is known too late to predict it."""
    first, last = found.values("COL")[0], found.values("COL")[-1]
    ruled = last == found.context.target and first != last
    return {"columns_forbidden": [first]} if ruled else None


def _only_families(found: Found) -> Args | None:
    families = found.values("FAM")
    none = re.search(r"(?<!\S)(?:none|nothing|no one)(?: of (?:them|these|those|it))? $", found.before)
    return {"families_allowed": families} if families and not none else None


def _share(name: str, value: float) -> float:
    return round(value / 100, 6) if name in SHARES and value > 1 else value


_ADVISED_WITH = re.compile(
    r"\b(?:what|which)\b(?!.*\b(?:did|was|were|got|had)\b).*\b(?:suggest|recommend|propose|offer|advise|give me|come up)\b(?: [a-z]+){0,3}(?: (?:with|at|keeping|that (?:has|keeps|reaches|gets)))?(?: (?:an?|the|at))*\s*$"
)
"""A question for suggestions that are to reach what follows: "what can you suggest with recall of at least 0.9"."""


def _floor(found: Found) -> Args | None:
    """A bound on a metric: at least where higher is better, at most where lower is."""
    name = found.one("MET")
    percents = found.values("PCT")
    numbers = percents or found.values("NUM")
    if name is None or not numbers:
        return None
    denied = re.search(
        r"^ ?(?:is|are|would be|will be) (?:simply |just |clearly |completely |absolutely )?(?:unacceptable|not acceptable|useless|no use|of no use|not enough|no good|too low|not an option|worthless|not ok|a no go|out of the question|not good enough|intolerable)",
        found.after,
    ) or re.search(r"\b(?:not|no|never|nothing|without)\b", found.before)
    gap = re.search(r"MET\d+ (?P<between>.*?)(?<!\S)(?:GE|LE)(?!\S)", found.match.group(0))
    if gap and re.match(r" MET\d", found.after) and re.search(r"\b(?:but|and|while|with|yet)\b", gap["between"]):
        return None  # "precision counts, but never below 0.7 recall" bounds the recall
    wrong_way = "LE" in found.match.group(0).split() and name not in LOWER_IS_BETTER and not denied
    asked = re.search(r"\b(?:how|why|was|were|got|is it|did)\b|\bwhat\b(?!.*\bif\b)", found.before)
    if wrong_way or (asked and not _ADVISED_WITH.search(found.before)):
        return None
    value = numbers[0] / 100 if percents else _share(name, numbers[0])
    return {"min_metric": {"metric": name, "value": round(value, 6)}}


def _scaled(key: str, kind: str, factor: float = 1.0) -> Fill:
    def fill(found: Found) -> Args | None:
        value = found.one(kind)
        if not value:  # a limit of nothing is none
            return None
        scaled = round(value * factor, 6)
        return {key: int(scaled) if scaled == int(scaled) else scaled}

    return fill


def _latency(found: Found) -> Args | None:
    """A limit on one prediction; minutes are only meant so where it is said of each one."""
    seconds = found.one("DUR")
    outright = re.search(r"\b(?:latency|inference|response|per|each|every|row|request)\b", found.match.group(0))
    return (
        None if seconds is None or (seconds > 10 and not outright) else _scaled("max_latency_ms", "DUR", 1000.0)(found)
    )


_NEAR = 10
"""Signs before a match in which the count of its runs stands: "60 tries inside 2 h" limits all of them."""


def _per_run(found: Found) -> Args | None:
    """A limit on one run; how long runs took is none."""
    told = re.search(r"\b(?:took|lasted|have taken|has taken|had taken|ran for|needed)\b", found.clause.text)
    near = found.before[-_NEAR:] + found.match.group(0)
    told = told or re.search(
        r"NUM\d+ (?:runs|tries|trials|attempts|experiments)(?: (?:LE|in|within|for|over))* DUR", near
    )
    return None if told else _scaled("max_run_s", "DUR")(found)


def _interpretable(found: Found) -> Args | None:
    if re.search(r"(?<!\S)(?:prefer|rather|sooner) (?!than).* than(?!\S)", found.clause.text):
        return None  # what is preferred is a wish
    return {"interpretable": True}


def _opaque(found: Found) -> Args | None:
    if re.search(
        r"\bout of the question\b|^ ?(?:is|are|would be|stays?|remains?) (?:strictly |absolutely )?(?:out|off|taboo|banned)\b|^ ?(?:is|are|would be) (?:of )?(?:simply |really )?(?:no|not|never|useless|unacceptable|forbidden|worthless)\b",
        found.after,
    ):
        return None
    if re.search(r"\b(?:not|never|no|nobody|without)\b[^,;]*$", found.before):
        return None
    return {"interpretable": False}


_NEG = r"(?:none(?: of (?:them|these|those|it))?(?: (?:should|must|may|can|shall) (?:be|use|have|contain|come from))?(?: (?:being|with|using|from|based on))?(?<!none)|no|not|never|without|do not|can not|must not|should not|may not|not any|nothing with|not use|not using|no more)"
_USE = r"(?:use|using|try|trying|want|consider|include|including|recommend|suggest|run|need|see|touch|allow|have|show me|give me|propose|train|trust|bother with|go with|look at|rely on|be using|show|accept|believe in|take|like to use|want to use|want to see|want to try|want any|work with|bring)"
_FILL = r"(?:(?:itself|any|the|a|an|more|use|using|of|on|to|me|kind|sort|those|these|that|such|such as|please|anything|like|with|from|other|fancy|complicated|heavy|stupid|damn|again|i|we|allowed|all|is|are) )*"
_FAMILY_RULES = (
    *rules(
        "early", _list("families_forbidden", "FAM"),
        rf"(?:i |we |you |please |also |and )*{_NEG} (?:{_USE} )?{_FILL}FAM(?: (?:please|models?|either|methods?|at all|anymore|any more|again|stuff|or anything|here|this time|for this|algorithms?|or similar|or so|approach|approaches))*",
        rf"(?:anything|everything|all_but|any model|whatever|all models|any family|all families|any) ?(?:but|except|other than|is fine except|is ok except|goes except|besides)? {_FILL}FAM(?: please)?",
        rf"(?:drop|remove|exclude|ignore|discard|omit|skip|avoid|ban|forbid|eliminate|rule out|stop using|stop trying|stop suggesting|stop recommending|avoiding|excluding|skipping|hate|distrust|keep out|forget about|forget|no longer use|quit|blacklist|prohibit|disallow|stop with|enough of|enough with|done with|fed up with|veto|except|against|get away from) {_FILL}FAM(?: (?:please|models?|family|families|from the list|altogether|entirely|completely))*",
        r"FAM (?:is|are|must|should|may|can|was|were|would be|will be) (?:strictly |absolutely |definitely |simply |also |all )*(?:out|out of the question|not allowed|forbidden|not be used|off the table|not an option|banned|taboo|excluded|prohibited|no option|not acceptable|not welcome|off limits|not permitted|no go|a no go|not possible|never be used|be avoided|be excluded|be dropped|not wanted|unacceptable|a no|not to be used|ruled out)(?: [^\s,;]+){0,3}",
        r"(?:nobody|no one|noone|do not|does not|never|would not|will not|can not|did not|distrusts?|distrust)(?: [^\s,;]+){0,2}? (?:trusts?|believe in|believes in|accepts?|allows?|want|wants|permits?|like to see|understands?) (?:in |any |the |a |these |those |using )*FAM",
        r"(?:can not|do not|must not|should not|never|will not|may not|would not|not allowed to|shall not|could not) (?:(?!forget|exclude|drop|forbid|mind|rule|remove|only|ban|just)[a-z]+ ){1,3}?FAM",
        r"(?:refuse|hate|loathe|object|decline|(?:am|are) (?:tired|sick|fed up)(?: and tired)? (?:of|with)|(?:have )?had(?: (?:quite|more than))? enough (?:of|with))(?: to [a-z]+)? (?:any |the |these |those )*FAM",
        r"FAM(?: (?:and|or|models?|ones|, ?))* (?:i|we) (?:have )?had(?: (?:quite|more than))? enough of",
        r"FAM (?:scare|scares|frighten|worry|worries) (?:me|us)",
        r"what_about not (?:using )?FAM",
        order=10,
    ),
    *rules(
        "early", _list("families_forbidden", "FAM"),
        rf"(?:only|just|but|except|save|apart from) {_FILL}FAM (?:not|never|no)(?= ,|$| please| and| though| for)",
        rf"(?:only|just) (?:please |simply )?(?:no|not|never|without) {_FILL}FAM(?: (?:models?|please|stuff|methods?|either))*",
        rf"(?:leave|let|keep) {_FILL}FAM (?:models? |ones? |methods? )?(?:alone|aside|out of (?:it|this|the game|the list)|be|away)",
        order=7,
    ),
    *rules(
        "early", _only_families,
        r"(?:only|just|stick to|stick with|stay with|restrict (?:it |this |yourself |the search |everything |us |to )*to|limit (?:it |this |yourself |the search |everything |us |ourselves |the families |families |models )*to|limited to|restricted to|keep to|confine (?:it |yourself )*to|narrow (?:it |this |the search )*(?:down )?to|sticking to|sticking with) (?:use |using |try |want |consider |with |the |to |run |show me |give me |recommend |accept |allow |look at |work with |trust |a |an |for |some |simple |train |have |take |plain |compare |i want |keep )*FAM(?: (?:models?|please|only|family|families|methods?|then|this time|for now|from now on|variants?|allowed|here))*",
        r"(?:use |using |try |with |consider |want |accept |allow |keep |trust |recommend |run |give me |show me |the )*FAM (?:models? |ones? |variants? |families |family |methods? |or nothing )?(?:only|exclusively|alone|and nothing else|and no other|or nothing|and nothing more|nothing else|please and nothing else|and no others|, nothing else|and that is it|but nothing else)",
        r"(?:it|the model|this|everything|models?|they|variants?|recommendations?|all of them|all|all models|all variants) (?:must|should|has to|have to|needs to|need to|can only|may only|will have to) (?:only )?be (?:an? |either |some |some kind of |one of )*FAM",
        r"(?:must|has to|have to|should) be (?:an? )?FAM",
        r"(?:allowed|acceptable|permitted|allowed families|families allowed|allowed models|allowed model families)(?: families| models| are| is| :| only)* FAM",
        r"(?<!not )only (?:[a-z]+ ){0,4}?FAM",
        r"FAM (?:is|are) (?:the only|all (?:that is |we |i )?(?:allowed|accept|allow|want|permitted)|the only ones?)(?: [^\s,;]+){0,5}",
        r"no (?:other )?(?:models?|families|methods?|algorithms?) (?:other than|except|but|besides|than|outside) (?:the )?FAM",
        r"no (?:models?|families|methods?|algorithms?) instead_of FAM",
        order=8,
    ),
    *rules(
        "early", _list("families_allowed", "FAM"),
        r"(?:allow|permit|re allow|bring back|you may use|you can use|it is ok to use|it is fine to use|feel free to use) (?:the |a |again )*FAM(?: again)?",
        r"FAM (?:is|are) (?:allowed|ok|okay|fine|permitted|acceptable|alright|welcome)(?: again| after all)?",
        order=15,
    ),
)  # fmt: skip

_COLUMN_NOUN = r"(?:columns?|fields?|variables?|features?|the|a|an|our|my|any|of|information|info|itself|string|codes?|in|data|attribute|attributes|both|at all|about|also|called|named|like|such as|with|on|using|use|to|that|anything|please|everything|all|from|their|his|her|customers?|patients?|person s|also the|it|either|is|have|want|for)"
_C = rf"(?:{_COLUMN_NOUN} )*COL(?: {_COLUMN_NOUN}(?![^\s]))*"
_COLUMN_RULES = (
    *rules("early", _forbidden_columns, rf"^(?:please |and |but |also )*{_C} (?:please |we |you |i |simply |better |rather )*(?:leave|keep|put|set|throw|kick|cut|take|lay) (?:aside|out|away|off|out of (?:it|this))(?= ,|$| and| please| since| because| as)", order=19),
    *rules(
        "early", _protected,
        rf"(?:discriminat\w*|biased|bias|unfair|unfairly|prejudiced?|disadvantag\w*|prejudice|unequal\w*)(?: (?!COL)[^\s;_]+){{0,6}} {_C}",
        rf"(?:fair(?! (?:price|value|amount|enough|share|guess|idea))|fairly|fairness|equal|equally|equitable|neutral|parity|unbiased|even handed|blind|equity)(?: (?!COL)[^\s,;_]+){{0,6}} {_C}",
        rf"{_C} (?:we |i |you |it )?(?:must|should|has to|have to|shall) (?:treat|handle|be treated) (?:fair|fairly|equal|equally)(?: [^\s,;]+){{0,3}}",
        rf"{_C} (?:is|are|was|were|became|as|must be treated as|should be treated as|should be|must be|counts as|count as|to be)(?: a| an| the| legally| our)* (?:protected|sensitive|protected attributes?|sensitive attributes?|fairness)(?: attributes?| attribute| columns?| group| groups| features?| characteristics?)?",
        rf"(?:protect|protected|sensitive|fairness)(?: attributes?| columns?| features?| groups?| is| are| :| =| for| groups| on| check on| by| across| characteristic| characteristics)* {_C}",
        rf"(?:same|similar|equal|equally well|equally good|comparable)(?: [^\s,;]+){{0,4}} (?:for|across|in|between|on|whatever|regardless of|over) {_C}",
        rf"regardless of {_C}",
        rf"(?:treats?|treated|treating|handles?) (?:[^\s;_]+ ){{1,6}}?(?:differently|unequally|worse|unfairly)(?: (?!COL)[^\s;_]+){{0,6}} {_C}",
        rf"(?:not|never) (?:matter|depend on|differ|vary)(?: (?!COL)[^\s;_]+){{0,14}} {_C}",
        rf"{_C} (?:{{must}}|is to|are to|shall|will) (?:always )?be (?:treated|handled|judged) (?:equally|fairly|the same|alike|identically|without bias|with fairness)(?: [^\s,;]+){{0,3}}",
        rf"(?:treats?|handles?|rates?|serves?|judges?) {_C} (?:equally|fairly|the same|alike|identically|equal|evenly|without bias)(?: [^\s,;]+){{0,3}}",
        order=5, loose=True,
    ),
    *rules(
        "early", _forbidden_columns,
        rf"(?:forbids|forbidding|prohibits|bans|objects to|drop|remove|exclude|ignore|delete|discard|omit|skip|avoid|ban|forbid|eliminate|disregard|dropping|removing|excluding|ignoring|without|minus|except|hide|blacklist|leave|kick|prohibit|disallow|forget|forget about|stop using|mask|strip|lose|take away|leaving out|keep out|no longer use|never use|cut|skipping|exempt) {_C}(?: (?:out|away|aside|completely|entirely|altogether|from the data|from the model|from it|from training))*",
        rf"(?:i |we |you |it |the model |they |please |also |and )*(?:do not|can not|must not|should not|may not|never|not|are not allowed to|am not allowed to|is not allowed to|not allowed to|cannot|are not permitted to|will not|shall not|would not|not supposed to|are forbidden to|not be|prohibited from|barred from|forbidden from|not legally|must never|should never|may never|can never|could not|not able to|are unable to) (?:legally |ever |to |be |really |actually |want |like |you |it |even |be able to |allowed )*(?:use|using|look at|touch|include|rely on|consider|see|know|train on|feed|take|looking at|have|trust|employ|base it on|be based on|depend on|work with|put in|learn from|consult|take into account|pay attention to|want|count on|exploit|process|peek at) {_C}(?: in the model| in it| as an input| as input| as a feature)?",
        rf"{_C} (?:must|should|may|can|is|are|has|have|will|shall|needs?|was|were|would|could|ought)(?: to)? (?:legally |strictly |also |really |please |ever |simply |of course |absolutely |both |all )*(?:not be used|not to be (?:used|considered|touched|included|taken)|not allowed|forbidden|not allow|not permitted|not be allowed|be dropped|be ignored|be excluded|be removed|not be in|off limits|not play|never be used|not be an input|to be ignored|to be dropped|to be excluded|taboo|not go in|out|be left out|not influence|not be considered|not be included|not be touched|not be known|not known|not available|not be part|a leak|leaks|leaking|leakage|leaky|cheating|useless|irrelevant|meaningless|just an id|only an id|an id|an identifier|just a number|only a number|just an identifier|only an identifier|be forgotten|be thrown|not permitted|prohibited|banned|be kept out|not legal|illegal|not be available|not relevant|nonsense|garbage|rubbish|excluded|not use|go|be left|not enter|stay out|be hidden|off the table|not matter|no use|noise|unreliable|not reliable|known only|only known|filled in|filled|recorded after|not usable|be disregarded|be skipped|unusable|a row number|just a row number|arbitrary|random|merely)(?: [^\s,;]+){{0,9}}",
        rf"(?:keep|leave|hold|put) {_C} (?:out(?! (?:cv|cross|validation))|away|aside|outside)(?: [^\s,;]+){{0,4}}",
        rf"{_C} (?:means? nothing|says? nothing|has no meaning|is (?:just |only |merely |simply )?(?:a |an )?(?:number|id|key|counter|row number|technical|administrative|serial)|(?:comes|is|are|gets?|was|were) (?:only )?(?:known|recorded|filled|entered|written|decided|set|assigned|measured|available) (?:only )?(?:after|afterwards|later|at the end|once|when))(?: [^\s,;]+){{0,6}}",
        rf"{_C} (?:please |kindly |better |then )*(?:out|not use|not to use|not take|away|not consider|you must not (?:take|use)|(?:we|i|you) (?:must|can|may|should|shall|do|will) not (?:take|use|want|need|consider|include)|throw away|leave out|leave away|exclude|drop|remove|skip|ignore)(?: [^\s,;]+){{0,3}}",
        rf"{_C} (?:must|may|can|should|shall) not be (?:used|considered|included|touched|taken) ,? ?(?:or|and also not|and not) (?:can |may |must |should )*{_C}",
        rf"{_C} (?:carr(?:y|ies)|has|have|holds?|bears?) (?:no|little) (?:meaning|information|value|sense)(?: [^\s,;]+){{0,6}}",
        rf"{_C} (?:must|may|should|shall|can) (?:not|never) (?:appear|show up|turn up|be seen|enter|count|have any|play any|be there|be in)(?: [^\s,;]+){{0,6}}",
        rf"{_C} (?:is|are|was|were|gets?) (?:only )?(?:measured|recorded|known|taken|available|written down|weighed|counted|entered) (?:only )?(?:in the following|afterwards|later|after|the year after|at the end|much later|too late|in hindsight|once)(?: [^\s,;]+){{0,6}}",
        rf"{_C} (?:were|was|is|are|be) (?:left out|kept out|taken out|removed|excluded|dropped|omitted|not used|not considered)(?: [^\s,;]+){{0,4}}",
        rf"{_C} (?:out|leaks?|do not count|does not matter|do not matter|do not belong|does not belong|do not exist|does not exist|gives it away|gives the answer away|comes? after|do not mean|means nothing|has no meaning|have no meaning|has nothing to do)(?: [^\s,;]+){{0,6}}",
        rf"(?:not|no|never) {_C}",
        rf"{_C} (?:(?:to|should|must|shall|is|are|has|have|will|may|can|needs?|ought|column|variable|please|also|both|all|always|strictly|therefore|of course) )*(?:be |stay |stays |remain |remains |itself )*(?:off the table|out|excluded|omitted|dropped|removed|ignored|disregarded|banned|prohibited|left out|discarded|eliminated|masked|hidden|blacklisted|thrown out|taken out|kept out|deleted|skipped|avoided)(?: (?:from|in|by|for|please|completely|entirely|altogether|at all|the|all|any|analys[ie]s|model|data|training|models))*",
        rf"(?:all_but|(?:everything|anything|all columns|all the columns|every column|all features|all|every feature|everything else|the other columns|the rest) (?:but|except|other than|besides)) {_C}",
        rf"(?:illegal|unlawful|forbidden|not allowed|not legal|unethical|prohibited|against the law) (?:for us )?to (?:use|consider|include|look at|process) {_C}",
        rf"(?:do not|can not|must not|never|should not) let (?:it|the model|them|anything) (?:use|see|look at|touch|know|rely on|learn from) {_C}",
        order=20, loose=True,
    ),
    *rules(
        "early", _consequence,
        rf"{_C} (?:is|are|was|were) (?:(?:only|merely|just|rather|really|clearly|simply|in fact) )*(?:an? |the )?(?:direct |mere )?(?:consequences?|results?|effects?|symptoms?|products?|by products?|after effects?) of {_C}",
        order=19, loose=True,
    ),
    *rules(
        "early", _required_columns,
        rf"(?:must|should|has to|have to|needs to|need to|always|be sure to|make sure|make sure to|make sure you|make sure it|ensure|insist on|please|do|definitely|absolutely|in any case|certainly|insist that you|insist|at all costs|do not forget to|never forget to|make sure that it|i want you to|want to|want it to|want the model to|will have to|remember to) (?:you |it |the model |we |be |always |to |really |definitely |that |using |actually |is |please )*(?:use|uses|using|include|includes|including|keep|keeps|contain|contains|consider|considers|rely on|retain|have|take into account|take|leave in|look at|considered|make use of|account for|respect|see|be based on) {_C}(?: (?:in|as an input|as a feature|in the model|into account|into consideration))*",
        rf"(?:make sure|ensure|see to it|be sure|guarantee)(?: that)? {_C} (?:is|are|stays?|remains?|gets?|goes|go|get|be|will be) (?:always |really )*(?:in|used|included|considered|part|among|kept|taken|there|into)(?: [^\s,;]+){{0,4}}",
        rf"(?:keep|leave|put|keeping|leaving) {_C} (?:in|inside|included|there|in the model|as an input|as a feature|in it|as input|back|back in|among the inputs|in the data)",
        rf"(?:keep|include|require|retain) {_C}(?: in(?: the model)?| as an input| no matter what| whatever happens| at all costs| included)?",
        rf"{_C} (?:must|should|has to|have to|needs to|need to|shall|ought to) (?:always |definitely |absolutely |really |also |of course )*(?:be used|be included|stay(?! out)|be in|be kept|remain|be part|be considered|stay in|play|be taken|be an input|be there|be a feature|be retained|be present|go in|enter|be a part|be among)(?: [^\s,;]+){{0,6}}",
        rf"{_C} (?:must|should|has to|have to|needs to) (?:be |stay |remain )(?:inside|in there|part of it|with it|always in)(?: [^\s,;]+){{0,3}}",
        rf"(?:insist|require|demand|important|essential|vital|sure)(?: that)? {_C} (?:be|is|are|stays?|remains?) (?:a |always |still )*(?:part|included|in|used|kept|considered|among|taken)(?: [^\s,;]+){{0,6}}",
        rf"{_C} (?:is|are) (?:required|mandatory|a must|obligatory|compulsory|indispensable|a must have|non negotiable|needed in the model|essential)(?: [^\s,;]+){{0,4}}",
        rf"(?:do not|never|must not|can not|should not|not) (?:ever )?(?:drop|remove|exclude|ignore|discard|omit|leave out|forget|lose|skip|disregard|delete) {_C}",
        rf"(?:not|never) without {_C}",
        rf"{_C} (?:must|should|may|can|shall|will|is|are) (?:not|never) (?:to )?(?:ever )?(?:be )?(?:dropped|removed|excluded|ignored|left out|missing|omitted|discarded|forgotten|lost|deleted)(?: [^\s,;]+){{0,3}}",
        rf"(?:need|needs|want|wants|require|requires|like) (?:to have |to see |to keep )?{_C} (?:in the model|included|in there|as (?:a |an )?(?:features?|inputs?)|inside|in(?! (?:the )?(?:results?|data)))",
        order=18, loose=True,
    ),
)  # fmt: skip

_WHO_SEES = r"(?:my boss|our boss|the boss|boss|my manager|managers?|management|customers?|clients?|regulators?|the regulator|people|everyone|everybody|anyone|auditors?|the auditor|an auditor|the board|doctors?|patients?|colleagues|my colleagues|the committee|a judge|humans?|users?|the business|my team|the team|stakeholders|my director|the director|a layman|laymen|others|them|lawyers?|court|our clinicians|clinicians|the nurses|nurses|the credit committee|compliance|the staff|sales|my mother|my grandmother|applicants|authorities|the authorities|executives|the ceo|a human|somebody|someone|the doctors|me|us|non experts|my wife|the public|the steering committee|supervisors?|our lawyers|the head|the head of \w+|the physicians|physicians|my supervisor|our managers|the client|the customer|the farmers|farmers|investors|our customers|my client|my clients|bosses|the ward|the court|the board of directors|the shop floor|the sales team|the workers)"
_INTERPRETABLE_RULES = (
    *rules(
        "early", _opaque,
        r"(?:it |the model )?(?:(?:does|do|did|would|need|needs) not|no longer|no more) (?:need |needs |have |has )?(?:to )?be (?:interpretable|explainable|explained|understood|transparent|understandable)(?: [^\s,;]+){0,3}",
        r"(?:interpretab(?:le|ility)|explainab(?:le|ility)|transparen(?:t|cy)|explanations?|(?:interpretable|explainable|transparent) (?:models?|ones?)) (?:is|are|does|do) (?:not|no|no longer|never) (?:longer |an? |really |strictly )*(?:needed|required|necessary|important|matter|a concern|an issue|a requirement|a must|mandatory|obligatory|demanded|asked for|relevant)(?: [^\s,;]+){0,3}",
        r"(?:do not|does not|no) (?:need|care about|care for|require|want|need for|need of|care whether|mind if) (?:any |an )?(?:interpretability|explainability|transparency|explanations?|interpretable models?|interpretable)(?: [^\s,;]+){0,3}",
        r"(?:do not|does not) (?:need|want|require) (?:it|them|this|that|the models?|models|everything|anything)(?: to be)? (?:explainable|interpretable|explained|understandable|transparent|readable)(?: [^\s,;]+){0,3}",
        r"(?:black box|black boxes|black box models) (?:is|are|would be|will be) (?:fine|ok|okay|allowed|acceptable|no problem|alright|welcome|all right|perfectly fine|good enough)(?: [^\s,;]+){0,3}",
        r"(?:do not|does not) (?:have|need) to (?:explain|be able to explain|understand|justify|be explained)(?: [^\s,;]+){0,5}",
        r"(?:a |allow |accept |i do not mind |do not mind |happy with )+black box(?:es)?(?: is fine)?",
        r"(?:nobody|no one|none of us|not one of us)(?: (?:here|at all|really|in|on|at|from|of|our|my|the|this|team|side|company|office|department|ever|else|actually|who|that|counts|matters))* (?:needs?|has|have|will need|will have|wants?|cares|asks|insists|is required|is going) to (?:be able to )?(?:understand|explain|interpret|follow|read|see (?:through|inside|into)|look (?:into|inside)|justify|retrace|know how|see how|know why|see why)(?: [^\s,;]+){0,3}",
        r"(?:can|may) be a black box", r"no need (?:to explain|for explanations?|to be interpretable|for interpretability|for it to be interpretable)(?: [^\s,;]+){0,3}",
        order=5,
    ),
    *rules(
        "early", _interpretable,
        r"(?:nothing|no model|no models|not anything|not something|not use anything|not use something|never anything|no thing|no algorithm|no method)(?: (?:that|which|what))? (?:i|we|one|you|nobody|people|" + _WHO_SEES[3:-1] + r"|no one)(?: [^\s,;]+){0,1}? (?:can|could|am|are|is|would|will|do|does|understands?|might)(?: [^\s,;]+)*? ?(?:explain|understand|follow|justify|defend|interpret|present|show|read|explaining|understands?|comprehend|explained|grasp|understood|see through|check)(?: [^\s,;]+){0,6}",
        r"(?:it |that |they |which |this |the model |the result |results |models |everything |whatever you use |all models |the models |someone |we |i |and |but |the outcome |each decision |every decision |decisions |predictions |each prediction |every prediction )*(?:{must}|want|wants|would like|need|needs|want it|want them|want to|need it|has got|is obliged|are obliged|am obliged|be able|want something|required|will have|expected|is required|are required|are expected)(?: to)? (?:to |be able to |always |still |really |easily |also |be |fully |clearly |it |in the end |later )*(?:explain|explained|explainable|interpretable|be understood|understandable|transparent|justify|justified|justifiable|defend|interpreted|be followed|explaining|easy to explain|easy to understand|understood|comprehensible|be interpreted|readable|human readable|white box|auditable|audited|traceable|simple enough to explain|a white box|readable by humans|intelligible|explain itself|simple to explain|easy to interpret|easy to follow)(?: [^\s,;_]+){0,7}",
        rf"{_WHO_SEES} (?:{{must}}|want|wants|need|needs|will want|will need|should|can|could|would like|insists|demands|asks|expects?|ask|asked|insist|has asked|likes|like|will ask)(?: to)? (?:to |be able to |be |still |always |me |us |really |have a chance to |it |on |for |easily |know |understand |see |being able to )*(?:understand|follow|read|explain|interpret|check|comprehend|see why|why|explanations?|an explanation|understanding|reasons?|how it works|how it decides|grasp|understands?|verify|audit|reproduce it|trace|follow it|transparency|how a decision|retrace|see how)(?: [^\s,;_]+){{0,7}}",
        r"(?:something|anything|(?:a |some )?models?|one|ones|whatever)(?: (?:that|which))? (?:an?|the|my|our|every|any|each) (?!(?:[a-z]+ ){0,2}(?:system|machine|computer|software|script|tool|program|api|server|database|device|phone|sensor|plc|app|spreadsheet)s? )(?:[a-z]+ ){1,3}?(?:can|could|will|is able to|would be able to|has a chance to) (?:still |actually |easily |really |also )*(?:read|follow|understand|grasp|comprehend|see through|explain|check by hand|retrace|defend)(?! (?:mail|files?|data))",
        r"(?:something|anything|(?:a |some )?models?|one) (?:that |which )?(?:(?:the|my|our|every|any|each) (?!model\b|system\b|machine\b|computer\b)[a-z]+(?: [a-z]+)?|(?:a|an) (?!model\b|system\b|machine\b|computer\b)[a-z]+) (?:understands|follows|grasps|sees through|can make sense of)(?! (?:the|this|that|it|our|my) )",
        r"(?:i |we |you )?(?:can|could|will be able to|am able to) (?:easily |actually |still |really )*(?:explain|justify|defend)(?: (?:it|them|this|that|the model|each|every|decision|decisions|the|result|results|to))* " + _WHO_SEES,
        r"(?:explain|justify|defend) (?:it |them |this |that |each |every |decisions? |the |results? |predictions? |the model |its |what it does )*(?:to |before |in front of )" + _WHO_SEES,
        r"(?:can|could|may|is to|are to|able to) (?:always |easily |fully |really )*be (?:explained|understood|justified|followed|traced|defended|interpreted|audited|reproduced by hand)(?: [^\s,;_]+){0,6}",
        r"(?:tell|show|say to|explain to|convince|answer) (?!me\b|us\b)" + _WHO_SEES + r" (?:exactly |clearly )?(?:why|how|what)(?: [^\s,;_]+){0,8}",
        r"(?:no|not|without|never|avoid|not a|not any|not want|do not want|do not like|do not accept|hate|forbid|nothing|do not use|not use|not accept|do not need)(?: a| any| the| of those| these| use| into| like| to see)* (?:black box|black boxes|blackbox|blackboxes|black box models?|black box methods?|opaque models?|black magic|opaque|opaque ones|blackbox models?|black box stuff|black box approach|black box algorithms?|magic)",
        r"(?:black box|black boxes|blackbox|black box models) (?:is|are|stays?|remains?) (?:strictly |absolutely |simply )*(?:not allowed|out|off limits|off the table|taboo|banned|forbidden|not acceptable|not an option|out of the question|no option|a no go|not ok|unacceptable|no good|ruled out|excluded)",
        r"(?:only|just|nothing except|exclusively|limit (?:it |yourself )?to|stick to|restrict (?:it |yourself )?to|use|only use|only want|only accept|with)(?: (?:use|using|the|show|me|want|consider|try|some|recommend))* (?:interpretable|explainable|transparent|understandable|white box|glass box|comprehensible|readable|auditable)(?: (?:models?|ones|methods?|families|variants?|algorithms?|things|stuff|approaches|please|only))*",
        r"(?:interpretable|explainable|transparent|understandable|white box) (?:models? |ones |methods? |variants? )?(?:only|please|exclusively|required|needed|is a must|are a must|or nothing)",
        r"(?:interpretability|explainability|transparency|being explainable|being able to explain it|explanations?) (?:is|are) (?:a must|required|mandatory|needed|important|essential|key|crucial|necessary|critical|non negotiable|very important|a requirement|vital|obligatory|paramount)(?: [^\s,;]+){0,5}",
        r"(?:need|require|demand|insist on|want|requires|needs|demands) (?:full |some |complete |an? )?(?:interpretability|explainability|transparency|explainable models?|interpretable models?|explainable model|interpretable model|white box|white box models?|interpretable one|explainable one|transparent models?|transparent model|explainable ai|something interpretable|something explainable|explanation for each|explanation for every)(?: [^\s,;]+){0,4}",
        r"(?:it|this|the model|they|that|result|models|everything) (?:is|are|stays?|remains?|be) (?:to be |fully |still )?(?:interpretable|explainable|explained|understandable|transparent)(?: [^\s,;]+){0,4}",
        r"(?:keep|make|leave) (?:it|them|everything|things|the model|the models|this) (?:fully |simple and |nicely |always )?(?:interpretable|explainable|understandable|transparent|easy to explain|easy to understand|readable|simple enough to explain|simple enough for|so that)(?: [^\s,;]+){0,7}",
        r"(?:something|a model|one|models?|things) (?:that |which )?(?:i|we|one|you|people|they|he|she|" + _WHO_SEES[3:-1] + r") (?:can|could|will|would) (?:be able to )?(?:actually |easily |really |also |still )*(?:explain|understand|justify|defend|follow|read|interpret)(?: [^\s,;]+){0,6}",
        r"so (?:that )?" + _WHO_SEES + r" (?:can|could|will|understands?|is able to|are able to|may)(?: (?:be able to|easily|actually|also|still))* ?(?:understand|follow|read|explain|check|interpret|see why|trust)?(?: [^\s,;]+){0,4}",
        r"(?:simple|easy|clear|plain) enough (?:to|for|that) (?:[^\s,;]+ ){0,5}?(?:explain|understand|follow|read|understands?|explained|print)(?: [^\s,;]+){0,5}",
        r"(?:would|will|must|should) (?:have to |need to )?(?:be able to )?(?:explain|justify) (?:it|every|each|the|to|this|them|why|how)(?: [^\s,;]+){0,5}",
        order=30,
    ),
)  # fmt: skip

_EACH_RUN = r"(?:(?:each|every|any|a|one|no|single|individual|per|the|of|for|all|these|none of the|none of) )*(?:single |individual |separate |one )?(?:runs?|models?|variants?|fits?|training|trials?|candidates?|try|tries|experiments?|job|jobs|training run|attempts?|training runs|training each|fold|configuration)"
_LIMIT_RULES = (
    *rules(
        "early", _latency,
        r"(?:[^\s,;_]+ )?(?:prediction|predictions|predict(?! COL)|predicting|predicts|inference|latency|scoring|score|scores|response|responses|respond|responds|answer|answers|reply|replies|serve|serving|predicted|response time|responding|answering|inference time|prediction time|scored|lookup|decide|decides|react|reacts|answered|a decision|decision) (?:(?!COL)[^\s;_]+ ){0,6}?(?:LE |within |in |under |below |than |= |to |is |of |than |GE )*DUR(?: (?:per|each|for each|for a|a|or less|or faster|max|at most|tops|for one|for every|latency|maximum)(?: (?:rows?|records?|predictions?|requests?|customers?|calls?|sample|case|item|one|patient|transaction|at most|single|new|of them))*)*",
        r"(?:LE |within |in |under |below |max |maximum |of |a |an )*DUR (?:per|for each|for every|for one|for a|a|each|for a single) (?:new |single |one |individual )*(?:rows?|records?|predictions?|requests?|customers?|call|sample|case|item|patient|transaction|score|inference|query|answer|claim|applicant|image|order|decision)",
        r"(?:LE |within |in |under |below |max |maximum |of |a |an )*DUR (?:for |of |per )?(?:(?:a|each|the|one|its|single) )*(?:latency|inference|response time|prediction time|to predict|to answer|to respond|to score|for predictions?|for scoring|for answering|response|to make a prediction|prediction latency|to decide|scoring time|inference time)(?: [^\s,;]+){0,2}",
        order=10,
    ),
    *rules(
        "early", _per_run,
        rf"{_EACH_RUN}(?: (?:that|which|may|must|should|can|is|are|was|were|takes?|taking|take|needs?|time|not|over|could|might|had|would|run|runs|allowed|has|have|of|be|will|shall|finish|finishes|to|would|only|lasts?|last|for|no|done|ready|stop|stopped|killed|after|kill|its|limit|limited|with|never|cost|costs?|train|trains|GE|LE|at|in|within|under|longer|than|:|a|an|get|gets|the|maximum|max|more|duration|runtime|itself|goes|go|on|beyond|exceed|exceeds|exceeding|individually|each|running|complete|completes))* DUR(?: (?:each|or less|max|at most|tops|maximum|to train|to run|long|only))*",
        r"(?:LE |GE |within |in |max |only |of |about |a |an |limit |limited |to |not |kill |stop |anything |everything |that |takes |over |after |longer |than |taking |abort |time |out )*DUR (?:at most |max |maximum |tops |limit |or less )*(?:(?:per|/|each|for each|for every|for any|for a|for one|for a single|a|every|apiece|for an individual|by) (?:single |individual |one |training )*(?:runs?|model|variant|fit|training|trial|candidate|try|experiment|job|attempt|configuration|pipeline|fold)|apiece|each|a piece|for each|individually|(?:on|by) (?:its|their) own|(?:by|for|in) (?:itself|themselves))",
        r"(?:train|trains|fit|fits|training|trained|to train|train in|training time|run time|runtime|training must take|must train|fitting|run duration)(?: (?!RANK)[^\s,;_]+){0,4}(?: ,)? (?:LE|within|in|under|below|than|is|GE) DUR",
        r"(?:timeout|time out|time limit|limit|cap|maximum|max|maximum time|max time) (?:per|for each|for every|of each) (?:single )?(?:run|model|variant|fit|training|try)(?: (?:,|is|of|at|=|to|should be))* DUR",
        r"each(?: one| of them| of these)? (?:LE|max|within|under|in) DUR",
        r"(?:kill|stop|abort|cut|cancel|terminate|end|drop|interrupt|timeout|time out) (?:anything|everything|whatever|all|any|those|it|runs?|what|things|the ones|models|a model|a run|them|each|every|one)?(?: [^\s,;_]+){0,5} ?(?:GE|after|over|longer than|beyond|than|at|LE) DUR",
        r"(?:nothing|no one|none|not anything|no single one|no model|anything)(?: [^\s,;_]+){0,5} GE DUR",
        order=12,
    ),
    *rules(
        "early", _scaled("max_memory_mb", "MEM"),
        r"(?:(?:use|using|memory|ram|need|needs|fit|fits|within|in|into|LE|limit|only|have|with|at|most|less|than|must|should|not|it|has|to|of|is|under|below|the|a|an|max|maximum|stay|keep|consumption|usage|footprint|budget|cap|take|takes|keep it|we|i|my|our|machine|laptop|server|box|computer|got|peak|no|runs|run|on|can|=|:|just|you|that|consume|consumes|exceed|never|all|per|each) )*MEM(?: (?:of |in )?(?:memory|ram|limit|max|maximum|at most|each|per run|or less|free|available|total|tops|only|laptop|machine|box|server|for|it|we|have|that|peak|here))*",
        r"(?:nothing|no one|none|anything|everything|whatever|no single one|no model)(?: [^\s,;]+){0,5} GE MEM",
        order=14,
    ),
    *rules(
        "early", _floor,
        r"MET (?:(?!MET)[^\s,;_]+ ){0,5}?(?:GE|LE|of|=|is|be|:|to|reach|reaches|hit|beyond|stay|stays|than|not be less than|around|goes|with) (?:GE |LE |the |about |a |an |of |is )*(?:NUM|PCT)(?! (?:(?:of |in |on |for )(?:the )?MET|positives?|negatives?|prevalence|(?:more |new |other |further )?(?:suggestions?|ideas?|recommendations?|options?|candidates?|runs?|folds?)))(?: (?:or (?:better|more|higher|above|lower|less|below|up)|minimum|at least|at minimum|min|and above|and up|at the very least|is a must|required|max|at most|maximum))*",
        r"(?:GE|LE|of|have|reach|reaches|get|hit|need|want|with|keep|a|an|than|minimum|min) (?:GE |LE |the |about |a |an |of |is )*(?:NUM|PCT) (?:of |in |on |for |the )*MET(?: (?:or (?:better|more|higher|above|lower|less|below|up)|minimum|at least|at minimum|is a must|at the very least|is required|required|min))*",
        r"(?:NUM|PCT) (?:of |in |on |for )?MET (?:or (?:better|more|higher|above|lower|less|below|up)|minimum|at least|at minimum|is a must|required|is required|is the minimum|is the floor|is the least|min|at the very least|or i|needed|or bust)(?: [^\s,;]+){0,4}",
        r"MET (?:LE|GE) (?:NUM|PCT)",
        r"(?:floor|minimum|lower bound|threshold|bar|ceiling|upper bound|limit) (?:on|for|of) (?:the )?MET (?:is |of |at |to |= |: |should be |must be )*(?:NUM|PCT)",
        r"(?:minimum|min|lowest acceptable|worst acceptable|least acceptable|maximum|max|highest acceptable|LE|GE) MET (?:is |of |at |to |= |: |should be |must be |i accept is |allowed is |allowed )*(?:NUM|PCT)",
        r"MET (?:NUM|PCT) (?:or (?:better|more|higher|above|lower|less|below)|minimum|at least|min|at minimum)(?: [^\s,;]+){0,2}",
        order=25,
    ),
    *rules(
        "early", lambda f: {"min_metric": {"metric": "recall", "value": round(f.one("PCT") / 100, 6)}},
        r"(?:catch|find|detect|identify|spot|flag|capture|recogni[sz]e|discover|catching|finding|detecting) (?:GE |the |about |a |an |of )*PCT(?: (?!(?:of )?MET)[^\s,;]+){0,5}",
        order=26,
    ),
    *rules(
        "early", lambda f: {"min_metric": {"metric": "recall", "value": round(1 - f.one("PCT") / 100, 6)}},
        r"(?:miss|overlook|lose|missing) (?:LE |no |only )+PCT(?: [^\s,;]+){0,5}",
        order=26,
    ),
)  # fmt: skip

MEANINGS = (
    Meaning(
        "constrain", (*_FAMILY_RULES, *_COLUMN_RULES, *_INTERPRETABLE_RULES, *_LIMIT_RULES),
        (
            "no neural networks", "anything but boosting", "only linear models and trees", "drop the customer id", "the postcode must not be used",
            "nothing I can't explain to my boss", "it has to be understandable for a doctor", "each run at most 30 seconds",
            "it must answer within 50 ms", "at least 90 percent recall", "use no more than 2 GB of memory", "always keep income in the model",
            "it must be fair to women and men", "we are legally not allowed to use the age", "that column is only known afterwards",
            "the regulator wants to see the reasons for each decision",
        ),
        words=bag("interpretable explainable explain understand column columns memory latency without forbidden allowed fair discriminate protected"),
    ),
)  # fmt: skip
