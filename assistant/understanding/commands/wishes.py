"""What a person would like to see next: preferences, recommendations, and what would happen if."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.lasting import ALWAYS, lasting, lasting_by_all
from assistant.understanding.text.lexicon import WISHES
from assistant.understanding.text.words import bag

WISH_OF = {name: wish for wish, names in WISHES.items() for name in names}
_WORDS = sorted((re.escape(n) for n in WISH_OF), key=len, reverse=True)
WISH = "(?P<wish>" + "|".join(_WORDS) + ")"
_MORE = r"(?:much |far |a |bit |slightly |way |even |somewhat |little |really |very |rather |quite |as |still |considerably |as well |also |something |too |more |most )*"
_THINGS = r"(?:models?|ones?|variants?|options?|recommendations?|suggestions?|things?|methods?|approaches|approach|alternatives?|solutions?|candidates?|pipelines?|workflows?|ideas?|choices?|stuff|experiments?|algorithms?|proposals?|baseline|kinds?|families|results?|predictions?)"


def _wish_args(found: Found) -> Args | None:
    wish = WISH_OF.get(found.said("wish") or "")
    if wish is None:
        return None
    args: Args = {"wish": wish}
    text = found.clause.text
    whole = found.clause.message.lower()
    scope = "always" if lasting_by_all(whole) == "always" else lasting(text)
    return args | ({"scope": scope} if scope else {})


_LASTS = re.compile(
    rf"{ALWAYS.pattern}|\b(?:for|in) (?:just )?this (?:goal|question|task|project|problem|case|study)\b"
)


def _lasting(found: Found) -> Args | None:
    """What somebody wants, told for how long: "I want robust ones from now on" asks for no list."""
    return _wish_args(found) if _LASTS.search(found.clause.text) else None


_SPEED = {
    "speed": "fast", "accuracy": "accurate", "simplicity": "simple", "cost": "cheap", "robustness": "robust", "diversity": "diverse",
    "interpretability": "interpretable", "explainability": "interpretable", "transparency": "interpretable", "stability": "robust", "quality": "accurate", "variety": "diverse",
    "reliability": "robust", "low cost": "cheap", "low costs": "cheap", "costs": "cheap", "performance": "accurate", "quickness": "fast", "price": "cheap", "predictive power": "accurate", "precision of the model": "accurate", "clarity": "interpretable", "understanding": "interpretable",
}  # fmt: skip
_NOUN = "(?P<noun>" + "|".join(sorted(_SPEED, key=len, reverse=True)) + "|MET)"


_UNCARED = re.compile(
    r"(?<!\S)(?:not|never|no longer|hardly|stop|no more)(?: (?:really|much|so|very|at|all|too|that|to))*(?: (?:care|caring|value|prefer|prioriti[sz]e|favou?r|focus|go|need|want|worry|bother|fuss|mind)(?: (?:about|for|on|over|much|so|a lot|at all|the))*)? ?$"
)
"""What denies the wish behind it: "I don't care about speed"."""


def _noun_args(found: Found) -> Args | None:
    said = found.said("noun") or ""
    if _UNCARED.search(found.clause.text[: found.match.start("noun")]):
        return None
    metrics = found.values("MET", "noun")
    wish = _SPEED.get(said) or ("accurate" if metrics == ["accuracy"] else None)
    if wish is None:
        return None
    return pruned({"wish": wish, "scope": lasting(found.clause.text)})


def _recommend(found: Found) -> Args | None:
    """How many, with which wish, of which families."""
    text = found.clause.text
    if re.search(r"\b(?:results?|leaderboard|history|status)\b", found.match.group(0)):
        return None
    count = found.values("NUM", "n") if "n" in found.match.re.groupindex and found.said("n") else []
    count = count or ([1] if "n" in found.match.re.groupindex and found.said("n") == "one" else [])
    word = found.said("wish") if "wish" in found.match.re.groupindex else None
    if word is None:
        beside = re.search(rf"(?<!\S){_MORE}{WISH}(?!\S)", text)
        word = (
            beside.group("wish") if beside and not re.search(r"\b(?:not|less|no)\s*$", text[: beside.start()]) else None
        )
    families = found.all("FAM")
    args = pruned({"n": int(count[0]) if count else None, "wish": WISH_OF.get(word or ""), "families": families})
    return args


def _one_wish(found: Found) -> Args | None:
    """ "something simple as a baseline": the wish as said, whether or not anything was recommended yet."""
    wish = WISH_OF.get(found.said("wish") or "")
    if wish is None:
        return None
    families = found.all("FAM")
    return pruned({"wish": wish, "families": families})


def _has_advice(context: Context) -> bool:
    return context.recommendations > 0


_ASK = r"(?:recommend|suggest|advise|come (?:up )?with|think of|propose|show|give|offer|find|look for|search for|pick|bring|list|get|generate|need|want|have|see|like)"
_RECOMMEND_RULES = (
    *rules(
        "open", _recommend,
        rf"{_ASK} (?:me |us |for |up |to |with |see |please |out |have )*(?:(?:the|your|some|a|other|another|more|different|better|few|top|best|new|next|fresh|further|of) )*(?:(?P<n>NUM) )?(?:(?:the|your|some|a|other|another|more|different|better|few|top|best|new|next|further|possible|good|fresh|good|promising|likely) )*(?:{_MORE}{WISH} )?(?:FAM )?(?:models? |machine learning |workflow |pipeline |experiment )?(?:recommendations?|suggestions?|recs?|configs?|configurations?|ideas|options|alternatives|candidates|variants|proposals to try|workflows|pipelines|experiments|models|things|approaches|algorithms|others?|ones)(?: to try| to run| to start with| to test)?",
        r"(?:recommend|suggest|advise)(?: me| us| please| something| some| anything| a model| models| to me)*(?: (?:(?:another|other|the|top|best|more|only|just|up to|LE|about) )*(?P<n>NUM))?(?: (?:more|others?|of them|further|different|new|variants?|models?|options?|experiments?|things|best|alternatives?|candidates?|workflows?|pipelines?|ones|FAM|to me|please))*",
        order=50, takes=frozenset({"FAM"}),
    ),
    *rules(
        "closed", lambda f: {},
        r"(?:and |so |but )*what (?:should|would|could|shall|ought to|might) (?:then |now )?(?:come|follow|be done|be) next(?: (?:(?!RANK)[^\s]+)){0,8}$",
        order=9, firm=True,
    ),
    *rules(
        "closed", _recommend,
        r"(?:what|which)(?: [^\s,]+){0,3} (?:do you |would you |can you |could you )(?:recommend|suggest|advise|propose|try|start with|run|do|use|pick|choose|improve|change|take|go (?:with|for)|bet on|begin with)(?: [^\s,]+){0,4}",
        r"(?:what|which)(?: [^\s,]+){0,3} to (?:try|run|start with|use|test|do|choose|pick|take)(?: (?:next|first|now|out|on this|here|then))*(?: \?)?$",
        r"(?:what|which (?:model|variant|workflow|algorithm|method|approach|models|experiment|experiments|family|families|pipeline|one|ones))(?: [^\s,]+){0,2} (?:should|shall|could|would|can|might|ought)(?: (?:i|we|you))?(?: [^\s,]+){0,2} (?:try|run|do|start|use|test|begin|train|experiment|pick|choose|take|work|recommend|suggest)(?: [^\s,]+){0,6}",
        r"what (?:is|would be|are)(?: [^\s,]+){0,3} (?:my options|our options|the options|worth trying|the next step|the next thing to try|promising|best next|next to try|your advice|your recommendations?|your suggestions?|the best thing to try|your proposal|the most promising|a good start|a good starting point|best to try)(?: [^\s,]+){0,4}",
        rf"(?:just |only |simply |give me |show me |take |i want |we want |i would like )*(?:the |your ){WISH}(?: (?:one|ones|thing|model|idea|option|variant|suggestion))? (?:that )?(?:(?:you|we) (?:have(?: got)?|got|can (?:offer|think of|find|come up with|do)|know(?: of)?)|on offer|there is|available)(?: (?:please|for me|for us|for this))*(?: ,? ?(?:just |only )?(?P<n>NUM|one)(?: of (?:them|those))? (?:is (?:enough|plenty|fine|all i need)|will do|would do|does|suffices|please))?$",
        rf"(?:otherwise |else |apart from that |and |then |give me |show me |once more )*(?:the |a )?(?:very )?same (?:list|suggestions|recommendations|ideas|selection|thing)(?: again| once more)?(?: ,)? (?:but|only|just|except)(?: all)? {_MORE}{WISH}(?: (?:please|this time|now))*$",
        r"what (?:next|now|else|do i try next|comes next|shall we try)(?: (?:can|could|should|do|is|would|might|there)(?: [^\s,]+){0,5})?(?: to try| then| should we do| do we have| is there)?",
        order=46,
    ),
    *rules(
        "closed", lambda f: {"wish": "interpretable"},
        r"(?:recommend|suggest|propose|show|give|find|try|offer)(?: me| us)? (?:something|anything|a model|one|models|variants|some|a variant|options)(?: [^\s,]+){0,5}? (?:can|could|will|would|might)(?: [^\s,]+){0,3}? (?:understand|follow|explain|read|grasp|interpret|defend)(?: [^\s,]+){0,4}",
        order=44,
    ),
    *rules(
        "open", _recommend,
        r"^(?:please )?(?:(?:the )?next|one more|any|some|more|other|another|further|new|fresh|your) (?:ideas|suggestions?|recommendations?|advice|alternatives?|options|proposals|ideas for me|one|variants?)(?: for (?:me|us|this|it|that))?(?: please| then| to try| what (?:to|i|we)(?: [^\s,]+){0,4})?",
        rf"^(?P<n>NUM) (?:more |other |{_MORE}{WISH} |FAM )*(?:recommendations?|suggestions?|ideas|options|alternatives|candidates|variants|configs?|configurations?|recs|models)(?: , please| please)?",
        r"(?:see|show|give|have|get|print)(?: me| us)? (?:your|the|a) (?:(?:new|updated|fresh|next|revised|current|changed) )+(?:list|ranking|recommendations|order|suggestions|selection)(?: [^\s]+){0,2}", r"(?:rerank|re rank|shortlist|rank again)(?: (?P<n>NUM))?(?: (?:again|please|them|for me|the variants|the candidates|of them))*$",
        r"(?P<n>NUM) (?:more |other |new |different |further |better |good |of your best |best |fresh )*(?:(?:recommendations?|suggestions?|ideas|options|alternatives|proposals|candidates)|more please|others please|others|more)(?: please)?",
        r"what (?:can|could) (?:i|we|you) (?:try|do|run|test)(?: next| now| first| with this| with it| here| on this| about it| else)*",
        r"^where (?:do|should|shall|would|can) (?:i|we|you) (?:start|begin)(?: with)?(?: this| here)?",
        r"(?:recommend|recommendations|suggestions)(?: please| again| now| for me)?",
        r"(?:same (?:deal|thing|again|sort|kind)|similar thing|any ideas|any idea|what do you (?:got|have|reckon|suggest)(?: for me| for us)?(?: , any ideas)?|surprise me|your turn|you choose|you decide|you pick|show me what you have got|what have you got|what have you got for me|anything else|something else|something new|try something else|another one|next batch|another batch|more of those|more of the same|more please|show me more|give me more|other ideas|some others)(?: please)?",
        r"(?:advise me|help me (?:choose|pick|decide)(?: a model| one| the model| what to (?:run|try))?)(?: please)?",
        order=50, takes=frozenset({"FAM"}),
    ),
    *rules(
        "open", _one_wish,
        rf"^(?:try|test|show me|give me|find|find me|suggest|recommend|look for|search for|go for|propose|offer|bring|what_about|i want|we want|want|i need|we need|need|is there|are there|have you|have you got|do you have|get me|let us try|let us see|maybe|perhaps|rather|prefer|use|any|take|make it|can i have|can we have|could i have|could we have|like|i would like|switch to|ideally|do|start with|begin with|come up with|think of|got)? ?(?:me |us |to |with |something |anything |a |an |some |one |the |other |same |same but |but |more |see |try |have |things |even |for |also |models that are |variants that are |ones that are |something that is |something which is |that is |which is |maybe |perhaps |please )*?{_MORE}{WISH}(?: (?:FAM|but (?:still )?{_MORE}\w+|{_THINGS}|as a baseline|as baseline|to start with|to begin with|to start|please|first|instead|next|to train|to run|for a start|for comparison|for now|this time|than that|than this|than these|than those|than the (?:first|second|third|last|others?|current)|then|one|possible|if possible|alternatives?|there is|you have|too|as well|again|and|or|to compare|to compare with|for the beginning|for once|available|still|now|yet|\?))*$",
        order=70, takes=frozenset({"FAM"}),
        when=_has_advice,
    ),
    *rules(
        "open", _one_wish,
        rf"(?:try|test|show me|give me|find|find me|suggest|recommend|look for|search for|propose|what_about|let us try|let us see|start with|begin with|come up with|is there|do you have|have you got|bring|get me|let us start with|want to try|want to see|i want|we want|i need|we need) (?:me |us |to |with |see |something |anything |a |an |some |one |the |things |for |that is |which is |more |also |same |but )*?{_MORE}{WISH}(?: (?:FAM|{_THINGS}|as a baseline|as baseline|to start with|to begin with|to start|please|first|instead|next|to train|to run|for a start|for comparison|for now|this time|then|than that))*",
        rf"(?:something|anything|some things|a model|one|ones) (?:that is |which is |that are |much |a |even |still )*?{_MORE}{WISH}(?: (?:as a baseline|as baseline|to start with|to begin with|to start|please|first|instead|next|to train|to run|for a start|for comparison|then|than that|than this))*",
        rf"(?:something|anything|models?|ones?|variants?|options?|one) (?:that|which) (?:\w+ ){{1,2}}{_MORE}{WISH}(?: [^\s,;]+){{0,3}}",
        rf"(?:a |the )?{WISH} baseline(?: first| please| to start with| model)*",
        r"(?:start with |begin with |give me |show me |try |first |need |want |just )*(?:a )?(?P<wish>baseline)(?: first| please| model| to start with| to compare (?:to|with|against))*",
        order=71, takes=frozenset({"FAM"}),
    ),
    *rules(
        "open", lambda f: {"families": f.all("FAM")} if f.all("FAM") else None,
        r"(?:try|test|see|view|what_about|suggest|recommend|consider|look at|show me|give me|think about|include|add|maybe|perhaps|let us try|let us see|explore|experiment with|go for|have you tried|have you considered|have you thought of|can you try|could you try|why not try|why not|want to try|want to see|like to see|like to try|i want|we want|rather|switch to|see how|is|could|would|might|use) (?:also |out |with |a |an |the |some |something with |something like |something from |using |one |more |me |good |other |instead |NUM |variants of |variant of |models of |kind of |to |try |different |using |at |how )*FAM(?: [^\s,;]+){0,6}",
        r"(?:see|check|find out|test|try|know|look) (?:if|whether) (?:(?:an?|the|some|one|plain|simple|single|even|maybe|perhaps|good old) )*FAM(?: (?:models?|ones?))? (?:is|are|does|do|can|could|would|might|will|keeps?|performs?|works?|comes?|gets?|fares?|holds?)(?!(?: \S+){0,2} (?:running|done|finished|ready|through|allowed|there|listed))(?: [^\s,;]+){0,6}",
        r"(?:something|anything|some|a variant|variants|one|a few|more) (?:with|like|from|using|of|based on|in the) (?:the |a )?FAM(?: [^\s,;]+){0,2}",
        r"^(?:more |other |another |different |a |an |one |some |and |also |plus |ok |maybe |perhaps )*FAM(?: models?| variants?| please| instead| then| next| first| maybe| perhaps| too| as well| also| on top| besides| \?)*$",
        order=80, takes=frozenset({"FAM"}),
    ),
)  # fmt: skip

_PREFER_RULES = (
    *rules(
        "early", _wish_args,
        rf"(?:i |we )(?:always|generally|usually|typically|normally|mostly|in general) (?:like|want|go for|choose|take|use|pick|need|opt for|love|look for|would like|end up with) (?:my |our |the |a |models that are |models which are |things |to have |it |something )*{_MORE}{WISH}(?: {_THINGS})?(?: [^\s,;]+){{0,4}}",
        rf"(?:always|from now on|in general|by default|as a rule|whenever possible|every time|in future|in the future|generally) ,? ?(?:please |recommend |show me |give me |prefer |go for |choose |use |pick |suggest |i want |favour |favor |take |put |try |i like |make it |keep it )*(?:the |a |models that are |things )*{_MORE}{WISH}(?: {_THINGS})?(?: [^\s,;]+){{0,3}}",
        order=28,
    ),
    *rules(
        "early", _wish_args,
        rf"(?:i |we |my team |my boss |generally |always |usually |in general |personally |strongly |really |mostly |tend to |would |do |normally |please |you should |from now on |by default |for me |here |this time |rather |actually |definitely |much |clearly |also |and |but |then |remember that |as a rule |typically )*(?:prefers?|favou?rs?|prioriti[sz]e|lean towards?|have a preference for|give priority to|put .{{0,12}} first|am happier with|preference is|preference for|value|preferring|am a fan of|am a friend of|are fans of|am fond of|am a big fan of|am keen on|am partial to|like to have|tend to like|tend to prefer) (?:to have |to use |to see |a |an |the |having |models that are |models which are |things |something |it |my |our |models |always |that are |to be |results that are |to get |using |for |mostly )*{_MORE}{WISH}(?: (?:and|or|,|{_THINGS}|over [^\s,]+ ones|over [^\s,]+|to [^\s,]+ ones|instead_of [^\s,]+(?: ones)?|whenever possible|if possible|always|in general|from now on|here|this time|for this goal|generally|by default|for everything|models?|ones|as a rule|every time))*",
        rf"(?:i |we )(?:like|love|enjoy|appreciate|am fond of) (?:my |our )?(?:models|things|solutions|pipelines|results)? ?(?:to be |that are |which are )?{_MORE}{WISH} {_THINGS}(?: (?:always|in general|best|most|better|more|the most|generally|from now on|by default))*",
        rf"^(?:(?:please|always|and|but|the|then|so|from WHEN on|from now on|,|{_MORE[3:-2]}) )*{WISH} {_THINGS} (?:come |go |get done |should come |should go )?(?:first|RANK(?= please| and| ,|$)|before (?:the )?(?:others?|rest|slow \w+|costly \w+|dear \w+|expensive \w+))(?!\S)",
        rf"{WISH} (?:is|are) (?:better|best|preferred|preferable|nicer|more important|good enough|what (?:i|we) (?:like|prefer|value|want))(?: [^\s,;]+){{0,6}}",
        rf"(?:i|we) (?:would )?(?:rather|sooner) (?:have |take |see |use |get |go for |go with |it (?:be |was ))*(?:the |a |an |something |it )*{_MORE}{WISH}(?: [^\s,;]+){{0,6}}",
        rf"{WISH}(?: {_THINGS})? (?:beats?|trumps?|comes? before|goes before|wins? over|before|rather than|over|instead_of) (?:\w+ ?){{1,3}}(?: [^\s,;]+){{0,6}}",
        rf"{WISH}(?: {_THINGS})? (?:is |are )?(?:preferred|favou?red|wanted|welcome|appreciated)(?: [^\s,;]+){{0,3}}",
        rf"(?:keep|leave) (?:it|things|everything|them|the models?) {_MORE}{WISH}(?: [^\s,;]+){{0,2}}",
        rf"(?:should|must|has to|have to|needs to|need to) be {_MORE}{WISH}(?: [^\s,;]+){{0,2}}",
        order=45,
    ),
    *rules(
        "early", _lasting,
        rf"(?:i|we) (?:want|need|like|love|expect)(?: to (?:have|see|get|use))? (?:(?:a|an|the|some|only|something|my|our|models|things|that are|which are) )*{_MORE}{WISH}(?: (?!(?:suggestions?|recommendations?|list|ideas)\b)[^\s,;]+){{0,4}}",
        order=44,
    ),
    *rules(
        "early", _noun_args,
        rf"{_NOUN} (?:is|are|matters?|counts?|comes?|before|over|first|beats|trumps|goes|has|takes|weighs) (?:more|less |most|first|important|the most|much|priority|above|everything|king|key|what|before|simplicity|speed|accuracy|interpretability|cost|MET|my|our|all|a lot|precedence|the main|in general|always|to me|to us|than|for me|the top|over|crucial)(?: [^\s,;]+){{0,7}}",
        rf"(?:i |we |please |always |you should |my boss |generally )*(?:value|prefer|prioriti[sz]e|favou?r|care (?:most |more |mostly |a lot |mainly )?about|care for|focus on|go for|put|emphasi[sz]e|appreciate|attach importance to|give priority to|priority is|main concern is|priority :|rank) (?:the |high |low |more |most )*{_NOUN}(?: (?:most|first|more|over|above|than|before|in front|higher|a lot|always|in general|in this|here|this time|the most|very much|everything|all|else|instead_of|to|speed|accuracy|simplicity|MET|cost|from now on|for this goal|whenever|on|comes|second|now))*",
        r"(?:i|we) (?:would )?(?:like|love|want|need|wish for|prefer|favou?r|appreciate)(?: to (?:have|see|get))?(?: (?:a bit|a little|much|some|somewhat))? (?:more|greater) (?P<noun>variety|diversity|robustness|stability|simplicity|transparency|interpretability|explainability|reliability)(?: (?:in|among|between|of|on|within) (?:the|your|my|our) [a-z]+)?",
        rf"(?:my|our|the|top|main|first|number one) (?:top |main |first |biggest |number one )?(?:priority|priorities|concern|preference) (?:is|are|:|=) (?:the |on |always )*(?:{_NOUN})(?: [^\s,;]+){{0,3}}",
        order=46,
    ),
)  # fmt: skip

_WHAT_IF = r"^(?:and |so |ok |but |well |hm |now |then |hmm |just curious |out of curiosity |(?:just |only )?(?:thinking aloud|wondering|musing|dreaming)(?: here)? |: |hypothetically , (?=were|had|suppose|if|what)|, )*(?:what if|what_if|suppose|supposing|assuming|assume|imagine|imagining|what happens if|what (?:might|may|could|will) (?:happen|change)|what would happen if|what would happen|what would change|what changes|what would it change|what would be|what would we get|what could we get|what could i get|what would you|what would it take|would it help|would it help if|how would|how much would|how much better|how much more would|how long would|how much time would|hypothetically|if|say i|say we|say you|let us say|let us assume|let us suppose|what difference|would it make a difference|would more|would it be|would the|would another|would you|would things|would it change|would anything|would your|would i get|would we get|what could|could we do better|would dropping|would allowing|would having|would a|would twice|does it help|does it matter if|what then|could it get|were (?:i|we|you|it) to|(?:and )?were (?:i|we|you|it|there)|(?:and )?were (?:the |a |an )?(?:FAM|COL|MET)|how differently? would|would adding|would removing|would using|would doing)(?!\S)"
_PLAN_QUESTION = re.compile(
    r"^(?:(?:and|so|but|then|ok|well|now|also) )*(?:would .* be (?:something|anything|a budget|an amount) (?:that )?(?:you|we) (?:can|could|would) (?:live|work|cope|do|be happy)\b|if (?:(?:your|the|this|that|such a|a) )?(?:tool|program|model|system|assistant|software|machine|computer|it|sextant) (?:could|can|would|were able to|is able to) (?:tell|show|warn|say|predict|forecast|find)\b|if (?:possible|necessary|needed|not|so|you|that is|it is possible|at all|in doubt)\b|would you (?:like|mind|please|kindly|recommend|suggest|be so)|could it be|if you (?:can|could|please|want|like)|if it (?:is|was) ok|what would you (?:improve|change|recommend|suggest|do|try|advise|pick|choose|start|run|propose|use)(?!.* (?:if|suppose|supposing|assuming) (?:i|we|they|there|the|our|my|a|an|all|nobody|only|no|it were|COL|FAM)\b)|what would be (?:the best|best|your|worth)|suppose so|assuming that is ok|would it be (?:ok|okay|acceptable|fine|alright|all right|possible|too much|a problem|feasible)\b|if it (?:works|is possible))"
)


def _what_if(found: Found) -> Args | None:
    text = found.clause.text
    if _PLAN_QUESTION.search(text) or re.match(
        r"(?:(?:and|so|but|then|also) )*would you(?:$| \?| (?!get|gain|lose|say|estimate|rank|still|then))", text
    ):
        return None
    if re.match(r"^(?:and |but |so |then )*if\b", text) and not re.search(
        r"\?|\b(?:would|could|might|what|how|will|does|is it)\b", text
    ):
        return None
    if (
        re.match(r"^(?:how long would|how much time would|how much would)\b", text)
        and re.search(r"\b(?:it|that|this) (?:take|cost|last)\b(?! to| if)", text)
        and not found.clause.values("FAM")
    ):
        return {}
    return {"_fold": True}


MEANINGS = (
    Meaning("prefer", _PREFER_RULES, (
        "I prefer simple models", "always favour something I can read", "speed matters more to me than the last percent", "we usually go for robust solutions",
        "cheap is good enough", "I like models that run quickly", "simplicity comes first", "I care most about stability",
    ), words=bag("prefer prefers favour favor interpretable robust simple accurate diverse cheap fast always priority")),
    Meaning("recommend", _RECOMMEND_RULES, (
        "what should I try next", "recommend five variants", "give me three ideas", "show me other options", "something cheaper", "something simple as a baseline",
        "try something faster", "which experiments look promising", "what would you do", "suggest random forests", "any other ideas",
        "where do I start", "show me something completely different", "what are your recommendations", "I need advice on which model to take", "what do you think would work best",
    ), words=bag("recommend recommendations recommendation suggest suggestions something faster cheaper simpler alternatives options")),
    Meaning("what_if", (*rules("closed", _what_if, _WHAT_IF, order=10), *rules("closed", lambda f: {}, r"how (?:long|much time|much)(?: (?:does it take|would it take|is needed|it takes|will it take))? to (?:try|run|test|do|train) (?:everything|all|them all|every|the lot)(?: [^\s,]+)*", order=9), *rules("closed", _what_if, r"^would (?!you|it be (?:ok|possible|great|nice|fine|good))[^\s]+ .+", order=11), *rules("closed", lambda f: {}, r"(?:what|how much|how long) (?:would|will|does|might|could|is)(?: [^\s,]+){0,2} (?:cost|take|be needed|require|need|the cost of|the price of)(?: [^\s,]+){0,2}? (?:to )?(?:try|trying|run|running|test|testing|do|explore|exploring|search|evaluate|train|training) (?:everything|all|them all|every|each|the whole|the lot|all of)(?: [^\s,]+)*", order=9)), (
        "what if I had ten more minutes", "what would it cost to try everything", "how much better would it get with an hour",
        "suppose we dropped the postcode, what then", "would more time help", "what would change if we optimised recall instead",
        "how would the ranking look without boosting", "how long would it take to run them all",
    )),
)  # fmt: skip


def _preferred(found: Found) -> Args | None:
    """The wish named anywhere in the clause."""
    wish = re.search(rf"(?<!\S){WISH}(?!\S)", found.clause.text)
    noun = re.search(
        r"(?<!\S)(?P<noun>" + "|".join(sorted(_SPEED, key=len, reverse=True)) + r")(?!\S)", found.clause.text
    )
    value = WISH_OF[wish.group("wish")] if wish else _SPEED[noun.group("noun")] if noun else None
    if value is None:
        return None
    return {"wish": value, "scope": "always"} if ALWAYS.search(found.clause.text) else {"wish": value}


FILLS = {"prefer": _preferred, "recommend": _recommend}
"""Slots of clauses that are only like the examples."""
