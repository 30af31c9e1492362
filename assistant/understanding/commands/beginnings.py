"""How people who never did this ask: where to begin, what all that means, which of it they could explain, may they use it."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Rule, nothing, rules

_LEAD = r"(?:(?:and|so|but|ok|okay|now|well|hm+|sorry|please|also|then|hello|hi|,) )*"
_BEGIN = r"(?:(?:where|how|with what|what) (?:do|should|can|shall|must|would|could|to) ?(?:i|we|one)?(?: (?:best|have to|need to|now|then))* (?:begin|start|get started|get going|do first)(?: (?:now|here|then|first|with|it|this|that|all))*|how (?:does|do) (?:this|it|that|we|i) (?:all )?(?:work|begin|start)(?: (?:here|then))*)(?: \?)?"
_A_MODEL = r"(?:i|we)(?: (?:would|want|wish|like|need|have|plan|hope|to|also|just|now|should|must|am|are|going))* (?:make|build|train|create|develop|do|get|construct)(?: (?:me|us|a|an|the|some|my|our|good|first|own|small|new|predictive|prediction|ml|machine learning|learning|statistical))* (?:models?|predictions?|classifiers?|forecasts?)(?: [^\s]+){0,12}"
_SIMPLER = r"(?:(?:i|we) (?:do|did|can|could|really|still)? ?(?:not|never)(?: (?:really|quite|fully|even|at all))* (?:understand|understood|get|got|follow|followed|grasp)(?: (?:that|it|this|you|a word|anything|much|what you (?:say|mean|said)|at all|of it|of that))*|not understand|(?:(?:can|could) you )?(?:say|tell|explain|put|write|repeat|give|show)(?: (?:it|that|this|me|us|to|again|once|more|all|everything|a))* (?:simply|simpler|easier|easy|simple|plainly|plainer|(?:in|with|using) (?:more )?(?:plain|plainer|simple|simpler|easy|easier|normal|everyday|other|fewer technical|less technical|layman)(?: (?:words|terms|english|language))?|less technical|without (?:the )?jargon)(?: (?:way|words))?|(?:that is |it is |this is |all )*(?:too|much too|far too|way too|all too) (?:complicated|technical|difficult|hard)(?: for me| for us| to understand)?|(?:in|with) (?:plain|simple|easy|easier|simpler|normal|everyday) (?:words|terms|english|language))"
_MEANS = rf"{_LEAD}what (?:does|do|is|should) (?:all |any of )?(?:that|this|it|these|those)(?: all)?(?: (?:stuff|words|figures|things|numbers|lines))? (?:mean|means|supposed to mean|tell me|say)(?: (?:to me|for me|for us|now|exactly|in plain words|in simple words))*(?: \?)?"
_WORSE = re.compile(
    r"^\W*(?:(?:and|so|but|thanks|thank you|ok|okay|well),? )*what (?:should|can|do|shall|must|could|would|will) (?:i|we|one|you) (?:do |have to do |then do )?,? ?(?:if|when|once|in case|should)\b.{0,40}\b(?:worse|worsens?|bad|drift\w*|degrad\w*|decay\w*|outdated|old|stale|wrong|fails?|declin\w*|deteriorat\w*)\W*$"
    r"|^\W*(?:(?:and|so|but|thanks|ok|well),? )*(?:and )?(?:if|when|should) (?:it|the model) (?:gets?|becomes?|turns?|starts? to) (?:\w+ ){0,2}?(?:worse|bad|drift|outdated|old|degrade|decay),? (?:what|then what|what then|how)\b.*$",
    re.IGNORECASE,
)
_EXPLAINABLE = r"(?:(?:which|what)(?: (?:one|ones|model|models|suggestion|suggestions|recommendation|recommendations|variant|variants))?(?: (?:of|among|from) (?:the|your|these|those|them|my|this|RANK|NUM)(?: (?:suggestions?|recommendations?|list|ones?|models?|variants?|first|NUM))*)? (?:is|are|can|could|would|do|should|may|will|might)(?: (?:i|we|one|be|the|most|also|it|you|easily|easiest|easier|best|a|simple|simplest|enough|well))* (?:explain|explained|explainable|interpretable|understand|understood|understandable|transparent|justify|defend|describe)(?: [^\s]+){0,8})"
_PLACE = r"(?:now|already|here|daily|in|into|at|for|from|on|as|of|starting|beginning|the|a|our|my|real|true|actual|live|clinic|hospital|practice|ward|office|production|shop|store|plant|factory|field|farm|stable|bank|branch|school|daily|work|routine|business|use|life|earnest|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|next|week|month|year|morning|onwards?|patients?|customers?|clients?|students?|people|cases|real life|please|then|straight away|right away|\?)"
_USE = rf"{_LEAD}(?:(?:can|could|may|shall|should|might|do|will) (?:we|i|you|they)|(?:we|i)(?: (?:would|want|like|wish|to))+)? ?(?:now |already |then |just |please |start to |begin to )*(?:use|take|employ) (?:it|this|that|the model)(?: {_PLACE})+"


_SAID_SIMPLER = re.compile(rf"\W*{_LEAD}{_SIMPLER}(?:\W+(?:please|and|but|{_SIMPLER}))*\W*", re.IGNORECASE)


def of_simpler(text: str) -> bool:
    """Whether a message only says that the last answer was not understood, or is wanted in simpler words."""
    folded = re.sub(r"n['’]t\b", " not", text.casefold().replace("can't", "can not"))
    return bool(_SAID_SIMPLER.fullmatch(" ".join(re.sub(r"[,.!?]", " ", folded).split())))


def _no_table(context: Context) -> bool:
    return not (context.columns or context.target)


def _not_underway(context: Context) -> bool:
    return not context.recommendations


RULES: dict[str, tuple[Rule, ...]] = {
    "help": (
        *rules("closed", nothing, rf"{_LEAD}{_BEGIN}$", order=1, when=_not_underway, firm=True),
        *rules("whole", nothing, rf"{_LEAD}{_A_MODEL}$", order=6, when=lambda c: _no_table(c) and not c.models, firm=True),
        *rules("whole", lambda f: {"topic": "gets worse"} if _WORSE.match(f.clause.message) else None, r".+", order=6, firm=True),
        *rules("whole", lambda f: {"topic": "what that means"}, rf"{_MEANS}$", order=6, when=lambda c: bool(c.target), firm=True),
    ),
    "set_role": rules("whole", lambda f: {"role": "domain_expert"}, rf"{_LEAD}{_SIMPLER}(?: (?:,|please|and|but|\.|!|{_SIMPLER}))*$", order=6, firm=True),
    "recommend": rules(
        "closed", nothing, rf"{_LEAD}(?:what|which(?: one| ones| of (?:them|these|those))?) (?:should|shall|would|could|do|must) (?:i|we|one) (?:run|try|start with|begin with|take|pick|test)(?: (?:first|now|then|best|next))*(?: \?)?$",
        order=1, when=lambda c: c.recommendations > 0, firm=True,
    ) + rules("closed", lambda f: {"wish": "interpretable"}, rf"{_LEAD}{_EXPLAINABLE}(?: \?)?$", order=1, when=lambda c: c.recommendations > 0, firm=True),
    "explain_model": rules(
        "closed", lambda f: {"rank": int(f.one("RANK"))}, rf"{_LEAD}(?:(?:show|give|tell|me|us|the|all|its|what|which|are|is) )*(?:hyper ?)?(?:params?|parameters?|settings|configuration|config)(?: (?:of|for|in|has|have|does|did|used|by|from|the|run|model))* RANK(?: (?:have|use|has|please|used|run|model))*(?: \?)?$",
        order=1, when=lambda c: c.results > 0, firm=True,
    ),
    "promote": rules("closed", lambda f: {"alias": "production"}, rf"{_USE}$", order=1, when=lambda c: bool(c.models), firm=True),
    "show_results": rules(
        "closed", nothing,
        rf"{_LEAD}(?:the )?(?:best|winner|top|it|that|this|model) (?:vs|versus|against|beside|compared (?:to|with)) (?:the |a |trivial )*(?:baseline|guessing|chance)(?: .*)?$",
        rf"{_LEAD}(?:is|was|are|does|by|how|what)(?: [^\s]+){{0,8}} (?:better|worse|gain|improvement|above|beat|beats|ahead)(?: [^\s]+){{0,4}}? (?:baseline|guessing|chance|nothing|coin|trivial [a-z]+)(?: [^\s]+){{0,6}}$",
        rf"{_LEAD}(?:how|by how much|what)(?: [^\s]+){{0,4}} (?:GE|instead_of|beats?) (?:(?:the|a|just|mere|trivial|simple|dumb|naive) )*(?:baseline|guessing|chance|coin)(?: [^\s]+){{0,6}}$",
        order=1, when=lambda c: c.results > 0, firm=True,
    ),
}  # fmt: skip
"""Rules of commands that are found elsewhere, tried before those."""
