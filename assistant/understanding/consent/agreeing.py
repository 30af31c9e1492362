"""How people say yes or no to a plan in sentences of their own: who agrees, to what, and that it may begin.

A small grammar in place of a list: a person ("I", "we"), a word of consent ("accept", "sign", "allow") and the plan; the
plan with what it is ("accepted", "not allowed"); that it may start; the order to start. Its sentences hold nothing but
these parts, so that no condition, doubt or question can stand in one.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

_PLAN = r"(?:it|this|that|everything|all of it|all of this|(?:the|this|that|your|our) (?:whole |entire |proposed |shown |new |current |present )?(?:plan|proposal|experiment|suggestion|search|run|runs)|what you(?:ve| have)? (?:so )?(?:propos|suggest|plann|prepar|show|recommend)(?:e|ed|n)?)"
_I = r"(?:i|we)"
_GLADLY = r"(?:(?:do|fully|hereby|gladly|happily|also|now|just|all|both|certainly|totally|completely|therefore) )*"
_CONSENTS = r"(?:a+p+r+o+v+e(?: of)?|accept|agree(?: to| with)?|sign(?: off)?(?: on)?|confirm|consent(?: to)?|authori[sz]e|endorse|ok|okay|permit|allow|validate)"
_DONE = r"(?:a+p+r+o+v+e?d|accepted|agreed(?: to| upon)?|signed(?: off)?|confirmed|authori[sz]ed|endorsed|permitted|allowed|granted|cleared)"
_LEAVE = r"(?:ok|okay|approval|consent|permission|blessing|go ahead|go|green light|signature|authori[sz]ation|yes|nod|vote|clearance|agreement|placet)"
_HEARTILY = r"(?: (?:fully|completely|entirely|wholeheartedly|totally|absolutely|with all my heart|with pleasure))?"
_BEGIN = r"(?:start|begin|run|launch|execute|proceed|go ahead|go on|go|kick off|get going|get started|set off|carry on|do (?:it|so|that|this))"
_BEGUN = r"(?:be )?(?:started|begun|run|launched|executed|carried out|done)"
_SO = r"(?: (?:so|now|then|thereafter|afterwards|like this|like that|this way|that way|the way it is|as it is|as shown|already|right away|immediately|straight away|asap))*"

AGREES = "|".join(
    (
        rf"{_I} {_GLADLY}{_CONSENTS}(?: {_PLAN})?{_HEARTILY}",
        rf"(?:{_I}|so {_I}) say (?:yes|go)(?: to {_PLAN})?{_HEARTILY}",
        rf"{_I} {_GLADLY}(?:give|grant)(?: (?:you|it|this|the plan|the proposal))? (?:(?:my|our|the|an|a|full|final) )*{_LEAVE}(?: (?:to|for) {_PLAN})?",
        rf"(?:(?:you|{_PLAN}) (?:have|has)(?: got)?|youve(?: got)?) (?:(?:my|our|full|final) )+{_LEAVE}",
        rf"{_I} (?:press|click|push|hit|say|choose|tick)(?: on)?(?: the)? (?:ok|okay|yes|approve|start|go)(?: button)?",
        rf"(?:{_PLAN} (?:is|are)|its|thats) (?:(?:hereby|all|fully|now|also) )*{_DONE}",
        rf"{_DONE}|a+p+r+o+v+e?(?: {_PLAN})?",
        r"(?:permission|approval|consent|authori[sz]ation|clearance|agreement) (?:(?:is|has been|hereby) )*(?:given|granted)",
        rf"(?:(?:you|they|{_PLAN}) (?:may|can|shall|are allowed to|is allowed to|are free to)|we (?:can|shall)) (?:(?:now|then|just|all|already|therefore|please|gladly) )*(?:{_BEGIN}|{_BEGUN})(?: with)?(?: {_PLAN}| them)?{_SO}",
        rf"(?:do|start|run|launch|begin|execute|kick off|carry out|proceed with|go ahead with|go on with|go with|get on with|set off|initiate|commence|conduct) (?:{_PLAN}|them|these|those){_SO}",
        rf"(?:{_I}|let us|lets) (?:(?:will|shall|can) )?(?:do|go with|go for|take|run|start|go ahead with|proceed with) {_PLAN}{_SO}",
        rf"(?:carry|kick|set|get) {_PLAN} (?:out|off|going|started|rolling|under way)|(?:ship|fire up|greenlight) {_PLAN}",
        r"do (?:exactly )?(?:what|as) you (?:have )?(?:propose|suggest|plan|recommend)(?:d|ed|ned)?|do (?:please )?(?:begin|start|proceed|go ahead)",
        r"(?:(?:you are|youre|its|it is) )?(?:ok|okay|fine|clear|cleared|free) to (?:start|begin|go|run|launch|proceed)",
        rf"(?:so |it |now )?(?:can|may) (?:now |then )?(?:start|begin|run|launch|proceed){_SO}|(?:now )?you may(?: now)?",
        r"do so|off (?:it|they) goes?|away it goes",
    )
)
"""Sentences that agree to a plan, over plain words."""
LIKES = r"(?:(?:it|this|that|everything|all|what you propose|the (?:plan|proposal)) )?(?:all )?(?:looks?|sounds?|seems?|reads|is|are|its|thats) (?:(?:very|quite|really|all|pretty|perfectly|just|absolutely) )*(?:sane|reasonable|sensible|ok|okay|fine|good|great|right|nice|perfect|sound|solid|grand|alright|all right|correct|in order|acceptable|convincing)(?: (?:to|for|by|with) (?:me|us))?"
"""Praise of a plan, which is no yes by itself."""

_NOT = r"(?:do not|dont|does not|can not|cannot|cant|could not|will not|wont|would not|wouldnt|may not|must not|shall not|am not|are not)"
_UNABLE = r"(?:(?:be able to|want to|wish to|going to|willing to|allowed to|permitted to|in a position to|prepared to|ready to|authori[sz]ed to) )*"
_SORRY = rf"(?:(?:{_I} )?(?:(?:much|deeply|do|very much|really|sincerely) )*(?:regret|fear|am afraid|are afraid|am sorry|are sorry|sorry)|im (?:sorry|afraid)|were (?:sorry|afraid))(?: to say| to tell you| to have to say| to have to| to)?(?: that| but)?"
_OBLIGED = r"(?:am|are|feel) (?:obliged|bound|compelled|forced|constrained) to"
_PREPARED = r"(?:all |everything )?(?:what|that) you (?:have |had |so kindly |kindly )*(?:prepared?|proposed?|suggest|suggested|planned?|laid out|put together|put forward|drawn up|shown?|offer|offered|worked out)(?: here| for me| for us)?"
DROPS_A_PLAN = r"(?:scrap|scratch|bin|drop|kill|cancel|discard|trash|dump|shelve|withdraw|forget|abandon|ditch|toss|axe|call off|throw away|tear up) (?:the|this|that|your) (?:whole )?(?:plan|proposal)"
REFUSES = "|".join(
    (
        rf"(?:i|we|im|were) (?:{_NOT}|not) {_UNABLE}(?:{_CONSENTS}|start|run|launch|go ahead with|go along with)(?: {_PLAN})?",
        rf"{_I} (?:do not|dont) want {_PLAN}",
        rf"(?:cant|cannot|can not|wont|will not|would not) {_CONSENTS}(?: {_PLAN})?",
        rf"(?:{_PLAN} (?:is|are)|its|thats) not (?:{_DONE}|ok|okay|acceptable)",
        rf"not (?:{_DONE}|ok|okay|acceptable)(?: (?:by|with|for) (?:me|us))?",
        rf"(?:(?:{_I}(?: am| are)?|im|were) )?(?:(?:hereby|have to|must|will) )*(?:declin(?:e|ed|ing)|reject(?:ed|ing)?|refus(?:e|ed|ing)|veto(?:ed|ing)?|turn(?:ed|ing)? down)(?: {_PLAN})?",
        rf"(?:{_SORRY} )?(?:{_I} (?:(?:hereby|have to|must|will|shall|should|would rather|would like to|would prefer to|wish to|want to|{_OBLIGED}) )*)?(?:decline|reject|refuse|veto|turn down|say no to|withhold my consent from|pass on)(?: {_PLAN}| {_PREPARED})?",
        rf"(?:{_SORRY} )?(?:{_I} (?:(?:hereby|have to|must|will|shall|{_OBLIGED}) )*)?turn (?:{_PLAN}|them|all of them) down",
        rf"{_SORRY} {_I} (?:{_NOT}) {_UNABLE}(?:{_CONSENTS}|start|run|launch|go ahead with|go along with)(?: {_PLAN}| {_PREPARED})?",
        DROPS_A_PLAN,
        rf"(?:{_I}|id|wed)(?: would| have to| must| will)? say no(?: to {_PLAN})?",
        r"not (?:like (?:this|that)|in this form|this way)",
    )
)
"""Sentences that turn a plan down."""

MOOD = r"(?:with (?:a |some |great |mixed |much |deep )*(?:heavy hearts?|reluctance|regrets?|joy|feelings|relief|misgivings)|reluctantly|grudgingly|half heartedly|through gritted teeth)"
"""In what mood somebody decides, which is no reason of it."""

_SOMEBODY = r"(?: (?!(?:if|unless|not|maybe|perhaps|wait|never|no|once|when|until|till|later|but)\b)[a-z]+)+"
"""Words of whom or what, none of doubt among them."""
_CONSIDERED = rf"(?:slept on it|(?:thought|think) (?:about it|it over|it through)|(?:read|checked|reviewed|studied|considered|been through|gone through|looked at|looked over|looked through|discussed|talked over) (?:it|this|that|everything|all of it|(?:the|this|your) (?:whole )?(?:plan|proposal))(?: with{_SOMEBODY})?)(?: (?:twice|again|over|carefully|thoroughly|in full|once more|now|properly|overnight))*"
_UNOPPOSED = r"(?:(?:i|we) )?(?:find|found|see|saw|have|had|(?:i|we)(?:['’]ve|['’]d)) (?:nothing|no reason|no grounds|not a thing) to (?:object(?: to)?|complain about|change|add|criticise|say against it)(?: (?:in|to|about) (?:it|this|that))?"
COURTESY = re.compile(
    r"^(?:"
    + MOOD
    + r"|(?:(?:so )?(?:am|do|did) i|same here|me too|still|anyway|there|i(?:['’]m| am) (?:just |only )?(?:curious|asking)|(?:next|one|another|a|quick) (?:quick )?question)"
    + rf"|(?:i|we)(?:['’]ve| have)? (?:(?:now|also|just) )?{_CONSIDERED}(?:,? and {_UNOPPOSED})?|{_UNOPPOSED}"
    + rf"|(?:(?:that|this|it)(?:['’]s| is) )?(?:much |far )?better(?: now)?|with (?:my |our )?(?:compliments|best wishes|kind regards|warm regards|regards)|(?:cheers|ta|bless you|nice work|good work|great work|good job|well done|kudos)(?: (?:for|on|with){_SOMEBODY})?|(?:it was |very |so )?(?:kind|nice|good|thoughtful|polite|considerate) of you (?:to ask|for asking)(?: first| me| us)?"
    + rf"|(?:many )?thanks(?: a lot| so much| for{_SOMEBODY})?|thank you(?: so much| very much| kindly| indeed)*(?: for{_SOMEBODY})?|keep me posted|let me know(?: how it goes)?|keep me (?:updated|informed)|i will be back(?: later)?|see you(?: later)?|good luck|fingers crossed|have fun|that will do(?: nicely)?|wish us luck|i (?:trust you|trust your judge?ment|(?:have|put)(?: (?:all|my|full|every|complete|total|great|enough))* (?:trust|faith|confidence) in (?:you|this|it))|take your time|(?:the |my |our |an? )?(?:[a-z]+ ){{1,2}}(?:(?:is|are) waiting(?: for (?:it|this|us|me))?|can(?:no|['’])t wait)|time is short|it is urgent|we are (?:in a hurry|late)|i am in a hurry|no rush|there is no rush|no hurry|meanwhile|in the meantime|until then"
    r"|(?:it|that|this)(?:['’]s| is) (?:really |quite |certainly |well )?(?:cheap|short|quick|fast|small|good|little) enough(?: for (?:me|us|that|this))?"
    r"|(?:while|as) you(?:['’]re| are)? (?:busy|at it|on it|working|work|running it|run it|doing (?:that|so|it))"
    r"|(?:while|as) (?:it|they|that|this|the (?:runs?|experiments?|models?|machine|computer)|everything|all (?:of )?that) (?:(?:is|are) )?(?:works?|working|runs?|running|goes? on|going|trains?|training|computes?|computing|busy|at it|under way))$",
    re.IGNORECASE,
)
TELL_ME = re.compile(
    r"^(?:please |and |then |also |just )*(?:(?:tell|let|notify|ping|inform|alert|update|message|warn|keep|remind|e-?mail|call|text|ring|report(?: back)? to|write(?: to)?|send word to) (?:me|us)|shout|holler|report back)(?: (?:know|posted|informed|updated|up to date))?"
    r" (?:when|once|whenever|as soon as|after|before|at|on|every|each|if|how|about|in between|halfway|half way|of|by)\b(?P<of>.*?)(?:,? (?:will|would|can|could) you\W*)?$",
    re.IGNORECASE,
)
HOW_IT_STANDS = re.compile(
    r"^(?:please |and |then |also |just |now |afterwards )*(?:(?:ping|wake|send|text|mail|e-?mail|message|give|show|tell|report|get|bring|post|drop|write)(?: to)?(?: me| us)?(?: up)?(?: with| on| about| of)? (?:the |a |an |some )?(?:short |quick |brief |latest |current )?(?:state of (?:things|play|affairs|it|the runs)|status(?: report| update)?|updates?|progress(?: report)?|news|word(?= (?:on|of) (?:how|the)))"
    r"|(?:show|tell|let|give|report|keep|update|inform|ping|text|mail|message|write|send)(?: to)?(?: me| us)?(?: (?:know|see|posted|informed|updated))?)(?: (?:as it goes|as it runs|as they run|on the way|in between|from time to time|now and then|regularly|once in a while))?,?"
    r" (?:what (?:it|they|you)(?:['’]s|['’]re| is| are) (?:up to|doing)|(?:how|where) (?:it|we|they|things|the runs?|everything|all of it) (?:stands?|goes|go|(?:is|are) going|(?:is|are)(?: now| by then)?|(?:is|are) doing|runs?|comes? along|develops?|(?:is|are) (?:getting on|coming along)))(?:,? (?:as it goes|as it runs|on the way|in between|from time to time|now and then|then|please|now))*$",
    re.IGNORECASE,
)
"""A wish to see how the runs go, which waits for nothing."""
OF_RUNS = re.compile(r"\b(?:done|finish\w*|ready|over|through|half\w*|end\w*|complet\w*|fail\w*|crash\w*|stuck|results?|progress|goes|going|runs?|each|every|first|second|third|last|best|next|per ?cent|minutes?|hour|trained|fitted|score)\b", re.IGNORECASE)  # fmt: skip
OF_CONSENT = re.compile(r"\b(?:approv\w*|start\w*|begin\w*|launch\w*|consent|decid\w*|agree\w*|allow\w*|may|can|could|should|shall|must|want|need|plan|cost\w*|change\w*|instead|without|first (?:and|then))\b|\b(?:it|that) is (?:ok|okay|fine|safe|cheap)", re.IGNORECASE)  # fmt: skip
"""Being told of these may be a condition of the yes: no wish that stands beside it."""
SETS_TO = re.compile(
    r"(?:(?:please|then|so|just|rather|better|and|instead),? )*(?:put|set|bring|raise|lower|reduce|increase|shorten|extend|stretch|cut|cap|limit|change|bump|take|get|let it (?:have|be|run)|give it|allow(?: it)?)\b[^?]{0,40}\b(?:to|at|down|up|by|of|for)\b[^?]*\d",
    re.IGNORECASE,
)
"""An order that sets an amount, which is no reason: "put it to 45 minutes"."""
AWAY_WITH_IT = re.compile(
    r"(?:please |just )?(?:throw|leave|take|kick|cut|drop|skip|remove|strike|scrap|ditch|toss) (?:that|it|this)(?: one)?(?: (?:out|away|off|please|altogether|completely|entirely|now|too|for good|for ever|forever|once and for all))*",
    re.IGNORECASE,
)
"""What is to go that was named just before."""
AGREEABLE = re.compile(
    r"\b(?:(?:i|we) (?:could|would|can|might)|(?:i|we)['’]d) (?:agree to|live with|accept|sign|approve|be (?:fine|ok|okay|happy) with|say yes to|go along with|settle for)\b",
    re.IGNORECASE,
)
"""What would be agreed to instead."""
ANEW = re.compile(
    r"(?:(?:please|just|but|then),? )*(?:better|rather|instead),? (?:please )?(?:let(?:['’]s| us) )?(?:do|run|try|make|take|use|start|set up|prepare|go (?:for|with))\b|(?:(?:please|better|rather|instead|just),? )*(?:re-?do|re-?run|re-?plan|retry|try again|propose|plan|lay)\b",
    re.IGNORECASE,
)
"""What asks for another plan in place of the one that is turned down."""
