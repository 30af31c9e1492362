"""How a part of a sentence says what columns are: the words before them and behind them, to its ends."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

FORBIDDEN, REQUIRED, PROTECTED, TARGET = "columns_forbidden", "columns_required", "protected_columns", "target"
KNOWN = "known"
"""Said of columns that they are known when it is predicted: they are neither ruled in nor out by that."""

_ADV = r"(?:also|always|definitely|absolutely|really|strictly|simply|both|all|now|then|certainly|too|only|therefore|itself|again|legally|still|just|by all means|in any case|as well)"
_MODAL = r"(?:must|shall|should|has to|have to|had to|needs? to|ought to|will|would)"
BE = rf"(?:is|are|be|being|was|were|stays?|remains?|it is|they are|to|can|may|{_MODAL})"
_ANY = rf"(?:(?:{BE}|{_ADV}) )*"
_TAIL = r"(?: (?:please|then|too|as well|for (?:us|this|that|it|now)|here|of (?:it|this|the model|the game)|from (?:it|this|the model|the inputs)|by (?:it|the model|(?:any|every|each|all) models?|you|sextant)|in (?:it|there|the (?:model|inputs|features)|(?:any|every|each|all) (?:case|model|models))|at all|altogether|by law|legally|again|instead|no matter what|by all means|by the way|btw|actually))*"
_AS_INPUT = r"(?:be|used|use|an?|any|as|the|to|go|allowed|permitted|included|considered|part|of|in|inputs?|features?|predictors?|it|there|model|models|among|into|touched|taken|seen)"
GOAL = r"(?:target|goal|label|outcome|response|dependent variable|response variable|target (?:column|variable)|y|(?:thing|one|column|value|figure|variable) (?:that (?:is )?)?to (?:be )?(?:predict|forecast|foresee|estimate)\w*)"
_LEARNT = r"(?:predicted|forecast|forecasted|foreseen|estimated|classified|modelled|modeled|predict|foretold)"
_WANTING = r"(?:want|wants|need|needs|must|would|like|love|have|to|wish|should|shall|am|are|is|be|care|really|most|us|will|can|see|now|only|have it|mainly)"
_WANTED = r"(?:predict(?:ed)?|forecast(?:ed)?|foresee|foreseen|know|after|interested in|estimated?|want|need|model|learn|see coming|care about|looking for|target)"
_ALIKE = r"(?:what|all(?: that)?|(?:the|that|one) (?:thing|one|column|figure|number|quantity|value|question|outcome|measure|variable|bit)(?: that| which)?)"

AFTER: tuple[tuple[str, str], ...] = (
    (TARGET, rf"(?!{_ANY}(?:just|only|simply|merely|purely|nothing but|no more than|nothing more than) (?:an? )?(?:label|outcome|response|y)\b){_ANY}(?:as|=|{BE})(?: {_ADV})*(?: (?:as|be|the|my|our|a|new|to be|next|actual|only))* {GOAL}{_TAIL}"),
    (TARGET, rf"(?:(?:{_MODAL}|{_ADV}) )+(?:be )?{_LEARNT}{_TAIL}"),
    (TARGET, rf"(?:is|are)(?: {_ADV})* to (?:be )?{_LEARNT}{_TAIL}"),
    (TARGET, r"it is(?: then| please)?"),
    (TARGET, rf"(?:{_ANY}|that is |this is |which is ){_ALIKE} (?:i|we|they|you|everybody|everyone|(?:the|my|our) [a-z]+)(?: {_WANTING})*? {_WANTED}{_TAIL}"),
    (PROTECTED, rf"{_ANY}(?:(?:an?|the|as|to be) )*(?:protected|sensitive)(?: (?:attributes?|columns?|features?|groups?|ones?|characteristics?|variables?))?{_TAIL}"),
    (FORBIDDEN, rf"{_ANY}(?:out|forbidden|taboo|tabu|off limits|off the table|banned|excluded|prohibited|confidential|dropped|removed|ignored|left out|kept out|in none|no go|not allowed){_TAIL}"),
    (FORBIDDEN, rf"(?:(?:goes|go)(?: out| away)|(?:(?:{_ADV}) )*(?:goes|(?:must|has to|have to|can|should) go(?: out| away)?)){_TAIL}"),
    (FORBIDDEN, rf"{_ANY}(?:not|never|no(?= (?:input|feature|predictor)))(?: {_AS_INPUT})*{_TAIL}"),
    (REQUIRED, rf"{_ANY}(?:needed|required|compulsory|mandatory|obligatory|essential|indispensable|necessary|a must|must|must have|must haves|vital|non negotiable)(?: in (?:any|every|each|the|all) models?)?{_TAIL}"),
    (REQUIRED, rf"(?:(?:{_MODAL}|{_ADV}|be|is|are|stays?|remains?|to) )*(?:{_MODAL}|always|be|is|are|stays?|remains?) (?:in|in it|in there|inside|there|with it)(?: (?:every|each|any|the|all) (?:model|models|inputs))?{_TAIL}"),
    (REQUIRED, rf"(?:(?:{_ADV}) )*(?:in|stays?|remains?){_TAIL}"),
    (REQUIRED, rf"(?:{_ADV} )*(?:(?:{_MODAL}|always)(?: {_ADV})*(?: be)?|(?:is|are) always) (?:kept|used|included|considered|present|(?:a )?part of (?:it|the model|every model|the inputs)|among the (?:inputs|features)|(?:an? )?(?:inputs?|features?)){_TAIL}"),
    (REQUIRED, rf"(?:{_ANY}(?:(?:in|used|included|needed|wanted) )?)?(?:in any case|in every case|at all costs|no matter what|whatever happens|by all means){_TAIL}"),
    (REQUIRED, rf"(?:is (?:something |a thing )?)?(?:we|you|i) (?:do |really |absolutely |definitely |always )*(?:need|must have|have to have|want in|want to keep|cannot do without){_TAIL}"),
    (FORBIDDEN, rf"(?:you|we|i|one) (?:(?:can|may|could|might|should|must|{_ADV}) )+(?:forget(?: about)?|skip|drop|ignore|omit|exclude|disregard|discard|(?:leave|throw|take|kick|cut)(?: (?:out|away|aside))){_TAIL}"),
    (FORBIDDEN, rf"{_ANY}(?:in no case|under no circumstances|on no account|in no way){_TAIL}"),
    (KNOWN, rf"(?:is|are)(?: {_ADV}| already| usually| all)* (?:known|available|at hand)(?: already)?(?: (?:to|for) (?!predict)[a-z]+(?: [a-z]+){{0,3}}| beforehand| in advance| ahead| by then| from the start| from the beginning| at the time)*"),
    (FORBIDDEN, r"(?:, )?(?:is|are) (?:(?:something|things?|what|which|that|nothing(?= nobody)) )*(?:nobody|no one|none of us|(?:we|i|they|you)(?: do| can| will)? not)(?: (?:can|could|would|will|even|ever|yet|really))* (?:knows?|has|have|sees?|tell|find out)(?: (?:it|them|yet))* (?:at (?:that|the|this|such a) (?:time|moment|point|stage|hour)|then|beforehand|in advance|yet|so early|(?:before|when|until)(?: [a-z]+){1,5})(?: of course)?"),
    (REQUIRED, rf"(?:(?:{_ADV}) )*belongs? (?:(?:in|into|to) (?:it|(?:the|every|any|each|all) (?:models?|inputs?|features?))|in(?:side)?|there)(?: (?:no discussion|no question|in any case))*{_TAIL}"),
)  # fmt: skip
"""What follows the columns of a part of a sentence, to its end."""
BEFORE: tuple[tuple[str, str], ...] = (
    (TARGET, rf"(?:(?:the|my|our|a|new) )*{GOAL}(?: (?:column|variable|here|now|for this))*(?: (?:is|=|:|be|should|shall|will|to|becomes|remains|must|now))* (?P<np>.+?){_TAIL}"),
    (TARGET, rf"(?:(?:i|we) want to |(?:i|we) want you to |to |do )?(?:predict|forecast|foresee|estimate|classify|predicting|forecasting) (?P<np>.+?){_TAIL}"),
    (TARGET, rf"(?:take|use|make|set|choose|pick|with|have|treat|want|i want) (?P<np>.+?) (?:as|to be|for|be) (?:(?:the|my|our|a|new) )*{GOAL}{_TAIL}"),
    (TARGET, rf"(?:switch|change|set|move)(?: (?:the|my|our))? {GOAL} to (?P<np>.+?){_TAIL}"),
    (TARGET, rf"what (?:i|we) (?:want|need|must|are after|am after)(?: to)?(?: (?:predict|know|forecast|foresee|predicted|have predicted))? is (?P<np>.+?){_TAIL}"),
    (PROTECTED, rf"(?:protect|protected|sensitive)(?: attributes?| columns?| features?)?(?: (?::|is|are|=))? (?P<np>.+?){_TAIL}"),
    (REQUIRED, rf"(?:{_ADV} )?(?:require|required|requires|compulsory|mandatory|needed|must have|keep)(?: (?::|is|are))? (?P<np>.+?)(?: in)?{_TAIL}"),
    (REQUIRED, rf"(?:it|they|the model|(?:every|any|each) model|whatever you build|you) (?:{_ADV} )?(?:needs?|must (?:have|use|include|contain|see)|has to (?:have|use|include|see)|have to (?:have|use|include)) (?P<np>.+?){_TAIL}"),
    (REQUIRED, rf"(?:please )?(?:leave|let|have|keep) (?P<np>(?:(?! (?:in|out)(?: |$)).)+) in(?:side| there| it| the model| the inputs)?(?: (?:whatever happens|at all costs|always|in all models|in every model))*{_TAIL}"),
    (FORBIDDEN, rf"(?:please )?(?:leave|let|have|keep|take|kick|throw|cut|put) (?P<np>(?:(?! (?:in|out)(?: |$)).)+) (?:out|away|aside)(?: (?:whatever happens|at all costs|always))*{_TAIL}"),
    (FORBIDDEN, rf"(?:please )?(?:stop|prevent|keep) (?P<np>.+?) from (?:being|getting) (?:used|taken|included|considered)(?: in (?:it|the model))?{_TAIL}"),
    (FORBIDDEN, rf"(?:please )?(?:do not|never) (?:take|use|consider|include) (?P<np>.+?)(?: into (?:account|consideration)| as (?:an? )?(?:inputs?|features?|predictors?))?{_TAIL}"),
    (FORBIDDEN, rf"(?:please )?(?:do not|never) (?:trust|rely on|count on|build on|believe) (?P<np>.+?)(?: any ?more| either| too much)?{_TAIL}"),
    (FORBIDDEN, rf"(?:please )?(?:get rid of|(?:kick|throw|take|leave|cut) out|throw away|do without) (?P<np>.+?){_TAIL}"),
    (FORBIDDEN, rf"(?:(?:please|so|then|therefore|so|we|i|i would|would|it is) )*(?:rather|better|preferably|best) (?:go |do |try it |be )?without (?:using )?(?P<np>.+?){_TAIL}"),
    (FORBIDDEN, rf"(?:drop|forbid|forbidden|exclude|ban|banned|taboo|remove|ignore|without|no)(?: (?::|is|are))? (?P<np>.+?)(?: (?:out|as (?:an? )?(?:inputs?|features?)))?{_TAIL}"),
)  # fmt: skip
WORTHLESS = re.compile(
    r"\b(?:ha(?:s|ve) nothing (?:whatsoever |at all )?to do with|(?:says?|tells?|means?|adds?|explains?|knows?)(?: (?:us|me|you))?(?: (?:absolutely|really|simply))? (?:nothing|no more than noise)|(?:is|are|was|were|looks?|seems?)(?: (?:just|only|pure|purely|mere|simply|completely|totally|absolutely|mostly|all|of))* (?:nonsense|noise|rubbish|garbage|useless|worthless|meaningless|irrelevant|junk|no (?:use|value|help|importance)|random)|comes? (?:much |far )?too late|(?:nobody|no one) (?:trusts?|believes?|fills?))\b"
)
"""What is said of a column before it is to be left: then it goes, whereas what matters is left in."""
LEAVE_IT = re.compile(
    r"(?:(?:please|so|just|then|better|therefore|we|you|can|let us) )*leave (?:it|them|that one|this one|that|those|these|both)(?: (?:then|please|be))*"
)
"""A request that says neither in nor out."""
RATHER_WITHOUT = re.compile(
    r"(?:(?:please|so|then|therefore|we|i|would|it is|go|do|try) )*(?:rather|better|preferably|best) (?:(?:go|do|try|be) )?without(?: (?:it|them|that|that one|this one|those|these|both))?(?: (?:then|please|this time))*"
)
"""A request to do without what was spoken of, and nothing else."""
_NOT_TO = r"(?:(?:may|must|can|should|shall|could|would) (?:not|never)|do not(?: want to)?|never)(?: ever)?"
_WHO = r"(?:i|we|you|nobody|no one|one|they|the model)"
_THE_ONE = r"(?:what|(?:the|that|one)(?: (?:only|other|last))? (?:one|thing|column|input|feature|variable|value|figure)(?: that| which)?)"
_UNDER = r"(?: [a-z]+){0,5}?"
CLEFT: tuple[tuple[str, str], ...] = (
    (REQUIRED, rf"{_THE_ONE} {_WHO} {_NOT_TO} (?:drop|remove|exclude|ignore|omit|lose|discard|touch|forget|skip|delete|do without|be without){_UNDER} (?:is|are) (?P<np>.+)"),
    (REQUIRED, rf"{_THE_ONE} (?:that )?(?:must|has to|should|needs to|absolutely must) (?:stay|be kept|be in|remain|be included)(?: in)?{_UNDER} (?:is|are) (?P<np>.+)"),
    (FORBIDDEN, rf"{_THE_ONE} {_WHO} {_NOT_TO} (?:use|see|take|look at|know|consider|include|rely on){_UNDER} (?:is|are) (?P<np>.+)"),
)  # fmt: skip
"""What is ruled comes first and its columns last: "what you may not drop is the contract"."""
AGAIN = re.compile(
    r"(?:(?:so(?! (?:too|is|are|does|do|goes|must|should|can|has|have) )|likewise|also|is|are) |(?:so too|so (?:is|are|does|do|goes|must|should|can|has|have)|(?:the )?(?:same|like) (?:goes|holds|applies|is true|counts|with)(?: (?:for|of|to|with))?) )(?P<np>.+)|(?P<too>.+?) (?:too|as well|also|likewise|the same)(?: please)?"
)
"""A part that says of other columns what was just said of some: "and flight number as well"."""
WITH_IT = re.compile(
    r"(?:along |together )?with (?:it|them|that|this|those)(?: (?:goes?|must go|has to go|stays?))? (?P<np>(?!(?:is|are|was|in|out|not|we|you|i|the model)\b).+?)(?: goes?| too| as well| please)*"
)
"""A part that says of other columns what was just said of some: "that goes, and with it the weight"."""
THAT_GOES = re.compile(
    r"(?:that|this|it|they|those|these|both)(?: one)? (?:goes|go|stays?|(?:must|should|has to|have to) (?:go|stay)|(?:is|are) out)(?: (?:out|in|away|then|too))*"
)
"""A part that says of what the sentence before speaks of whether it is kept, and nothing else."""
AND_ALSO = re.compile(r"and also\b", re.IGNORECASE)
"""The same within a part: "crew size goes and also the carrier"."""
WHY = re.compile(
    r" (?:because|since|as (?!(?:it|they|this|that|these) (?:is|are|was|were)(?: now)?$)(?=i |we |it |they |he |she |you |this |that |the |there )|so that) ?"
)
"""How a reason begins behind what is stated."""
NOT_IT = r"(?:please )?(?:(?:we|you|i|they) )?(?:(?:do|must|should|can|may|shall) not|never)(?: (?:want to|to|ever|really))* (?:use|take|consider|include|trust|rely on|build on|count on) (?:it|them|those|these|that|that one|this one|both)(?: (?:please|then|therefore|either|at all|any more|as (?:an? )?(?:inputs?|features?)))*$"
"""A sentence that rules out what the one before speaks of."""
NOR = re.compile(r"\b(?:nor|neither)(?: (?:is|are|may|can|should))?\s*$", re.IGNORECASE)
"""What stands before columns of which the same is said as of those before: "nor the weight"."""
SPARED = re.compile(r"(?P<np>.+?) (?:is|are) not")
BARRED = re.compile(
    r"\b(?:is|are) (?:off limits|off the table|forbidden|taboo|banned|excluded|prohibited|confidential|illegal|not allowed|out)\b[^.;!?]*$",
    re.IGNORECASE,
)
"""What is not so of the columns after it: "the age is off limits, the income isn't"."""
ASKED = re.compile(
    r"^(?:(?:and|so|but|then) )*(?:if|when|whenever|unless|suppose|assuming|imagine|why|how|which|who|is|are|was|were|does|do you|did|would|could|can|should|what(?! (?:(?:i|we|must|has to|needs to) |(?:you|nobody|no one|one|they) (?:may|must|can|should|shall|do|never) )))\b"
)
ANSWERED = re.compile(r"(?P<np>.+?) (?P<is>yes|no)")
INSTEAD = re.compile(
    r"(?:do|take|predict|use|go for|forecast|rather|we do|we want|i want|make it|switch to)? ?(?P<np>.+?) instead"
)
DROPPED = re.compile(
    r"(?:forget|forget about|drop|not|no longer|no more|never mind|instead_of|skip)(?: predicting)? (?P<np>.+)"
)
FOR = re.compile(
    rf"(?P<np>.+?) instead_of (?P<other>.+?)(?P<aim> (?:as|is|be|being|for) (?:.* )?(?:{GOAL}|predict\w*|forecast\w*))?"
)
ARROW = re.compile(
    r"(?:=>|->|→)(?=\s*(?:so |then )*(?:kick|drop|remove|exclude|ignore|leave|throw|take|keep|out|bin|ban|forbid)\b)",
    re.IGNORECASE,
)
"""What joins a reason and what follows from it: "known too late => drop it"."""
FIRM = re.compile(
    r"\b(?:required|needed|forbidden|taboo|mandatory|compulsory|protected|sensitive|confidential|excluded)\b"
)
OPEN = re.compile(
    r"(?:^|(?<= ))(?:not|or|nor|no|never|instead_of|than|if|when|because|since|without|except|excluding|ignoring|minus)(?= |$)"
)
"""Words that leave open whether what is said is said of the columns beside them."""
