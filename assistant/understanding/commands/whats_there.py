"""What is there, what was said, and where one stood: "which models are there?", "what have I ruled out?", "where were we?"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.memory import history_args
from assistant.understanding.commands.models import elsewhere
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Rule, pruned, rules
from assistant.understanding.text.words import parts_said

_LEAD = r"^\W*(?:(?:and|so|but|ok|okay|now|well|hm+|hey|hi|hello|please|also|then|wait|fine|right|great|me again|can you|could you|would you|tell me|show me|give me|remind me|i want to know|i wonder),?\s+)*"
_KEPT = r"(?:saved |kept |registered |stored |different |other )*(?:models?|versions?|alias(?:es)?)"
_ARE_THERE = r"(?:(?:are|is|have|has|do|does|did|exist\w*|got|were|was)\b|there\b|we\b|i\b|so far\b)"


def _listed(what: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_LEAD}(?:(?:which|what|how many) {what}\b(?: of [\w-]+)? {_ARE_THERE}|(?:list|show|give me|see|view|display)(?: me)?(?: (?:all|the|my|our|every|of))* {what}\b(?! (?:files? |object |itself )?(?:as|into)\b)|(?:a |the )?list of (?:(?:all|the|my|our) )*{what}\b|(?:(?:all|my|our) )+{what}\W*$|{what} (?:please|pls)?\W*$|is there (?:an?|any) {what}\b)",
        re.IGNORECASE,
    )


_MODELS_THERE = _listed(_KEPT)
_POLICIES_THERE = _listed(r"(?:standing |retraining |retrain )*(?:polic(?:y|ies)|schedules?)")
_NOT_A_LIST = re.compile(
    r"\b(?:recommend\w*|suggest\w*|try|tried|run|runs|ran|allowed|forbidden|rul(?:e|ed)|interpretable|explain\w*|best|fastest|cheapest|beats?|linear|trees?|forests?|use[ds]?|compare\w*|without|only|no|production|prod|live|deployed|in use)\b",
    re.IGNORECASE,
)
"""Kinds of models to try are no models that are kept, and which of those is in use is another question."""
_HISTORY_OF = re.compile(
    rf"{_LEAD}(?:(?:what is|what was|whats|what's|show|see|get|give)(?: me)? )?(?:(?:the|whole|full|complete) )*(?:history|timeline|log|story|past) of (?:(?:the|our|my|model|alias) )*[\"'`]?(?P<name>[\w.-]+)[\"'`]?\W*$"
    rf"|{_LEAD}(?:(?:what is|whats|what's|show|see)(?: me)? )?[\"'`]?(?P<whose>[\w.-]+?)[\"'`]?(?:['’]s)? (?:history|timeline|past)\W*$",
    re.IGNORECASE,
)
_POSTS = frozenset({"champion", "champions", "production", "prod", "challenger", "staging", "alias", "aliases"})
_WHERE = re.compile(
    rf"{_LEAD}(?:where (?:were|was|are|did) (?:we|i)(?: (?:leave|left|stop|stopped|get|got|at|left off|again|then|before|last time|off|to))*\W*$"
    r"|(?:go on|continue|pick up|carry on) where (?:we|i) (?:left off|stopped|were)"
    r"|(?:catch me up|bring me up to (?:date|speed)|recap(?! (?:of )?(?:the |our |my )?(?:goal|results?|plan|table|data|target)\b)|sum(?:marise|marize)? (?:up )?(?:what we did|so far|where we (?:are|were)))"
    r"|what (?:did|have|had) (?:we|i) (?:do|did|done|doing|find|found|find out|found out|get|got)\b(?P<of>[^?!;]*)\W*$)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:last time|before|earlier|yesterday|so far|here|until now|about|abt|with|w)\b|^\s*$", re.IGNORECASE)  # fmt: skip
_TOLD = r"(?:told|said|say|tell|stated|state|ruled? out|forb[aiy]\w*|forbid|excluded?|objected?|object|complain\w*|criticis\w+|criticiz\w+|wish(?:ed)?(?: for)?|note[d]?|mention(?:ed)?|require[d]?|decide[d]?|limit(?:ed)?)"
_RECALLS = re.compile(
    rf"{_LEAD}(?:what(?: all| else)? (?:have|had|did|do) (?:i|we)(?: (?:already|ever|just|so far|all))* {_TOLD}\b"
    r"|what (?:are|were|was) (?:(?:the|my|our|all|current|present) )*(?:constraints?|rules?|limits?|wishes|conditions|requirements)\b"
    r"|(?:which|what) (?:of (?:my|the|our) )?(?:constraints?|rules?|limits?|wishes|conditions|requirements) (?:still |do |have |are |hold|count|apply|stand)"
    r"|(?:list|show)(?: me)? (?:(?:the|my|our|all) )+(?:constraints?|rules?|limits?|wishes|conditions|requirements)\b)",
    re.IGNORECASE,
)
_WHO_DECIDED = re.compile(rf"{_LEAD}who (?:has |had )?(?:approved|declined|rejected|decided on|signed) (?:the|this|that|my|our|these|those) (?:last |latest |first )?(?:plans?|proposals?)\b", re.IGNORECASE)  # fmt: skip
_BASELINE = re.compile(
    r"\b(?:what|which|how|where|does|do|is|are|include|show|and)\b.{0,50}\b(?:baseline|dummy|trivial (?:model|classifier|guess\w*|baseline|predictor|score|one)|(?:a |pure |pure(?:ly)? |random |blind |plain |mere(?:ly)? |wild |just |simply |only |always )guess(?:ing)?|(?:just |simply |always |only )(?:predicting|saying|taking|guessing) (?:the )?(?:mean|average|median|majority|most common)|majority (?:class|vote)|naive (?:guess|baseline|forecast|classifier))\b(?! (?:model|version)s? (?:in|to) )",
    re.IGNORECASE,
)
_BY_HOW_MUCH = re.compile(r"\b(?:how much|how many|by what|what (?:share|percentage))\b", re.IGNORECASE)
"""A figure that is computed from results."""
_BEATEN = re.compile(r"^\W*(?:so |and |but )*(?:is|are|does|do|did|was) (?:it|this|that|they|the \w+|our \w+)\b.{0,25}\b(?:better|beats?|worse|ahead|any good)\b", re.IGNORECASE)  # fmt: skip
"""Whether it is better at all, which the results say beside the baseline: "by how much" is in them."""
_HELPED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(words, re.IGNORECASE))
    for topic, words in (
        ("serving", r"\bhow\b.{0,40}\b(?:call|use|query|reach|integrate|embed|hook|plug|host|serve)\b.{0,40}\b(?:code|api|app|program|service|backend|website|http|endpoint)\b|\b(?:i|we) (?:need|want|would like) (?:a |an |some )?(?:rest|http|web)[ -]?(?:api|service|endpoint)\b|\b(?:is there|do you have|got) (?:a |an )?(?:rest|http|web)?[ -]?(?:api|endpoint)\b|\b(?:which|what|whats)\b.{0,20}\bcommand\b.{0,30}\b(?:serve|serving|host|api)\b"),
        ("after a yes", r"\bwhat\b.{0,20}\bhappens?\b.{0,20}\b(?:if|when|once|after) i (?:say|said|type|press|click|approve|agree|confirm)\b|\b(?:does|will|do)\b.{0,30}\b(?:send|upload|leave|share|leak|transmit)\b.{0,25}\b(?:data|file|table|somewhere|anywhere|cloud|machine|computer|out)\b"),
        ("how it is checked", r"\bhow (?:will|do|would|can|are|shall) (?:you|we|i)\b.{0,15}\b(?:check|test|verify|validate|make sure|ensure|prove|guard)\b.{0,25}\b(?:memori[sz]\w*|over ?fit\w*|by heart|cheat\w*)\b|\bhow (?:do|can|would|will|should) (?:i|we|you)\b.{0,20}\b(?:know|tell|be sure|make sure|see)\b.{0,25}\b(?:memori[sz]\w*|over ?fit\w*|by heart|learn\w* it by)\b|\b(?:is|isn['’]?t|is not|does|did) (?:it|this|that|the model)\b.{0,15}\b(?:memori[sz]\w*|over ?fit\w*)\b"),
    )
)  # fmt: skip


def _topic(found: Found) -> Args | None:
    text = found.clause.message if len(found.clause.message) < 160 else found.clause.whole
    first, last = (found.clause.words[0].start, found.clause.words[-1].end) if text != found.clause.whole else (0, 999)
    asked = ((topic, words.search(text)) for topic, words in _HELPED)
    topic = next((topic for topic, said in asked if said and said.start() < last and said.end() > first), None)
    if topic is None and found.context.target and _WHAT_METRIC.match(found.clause.whole):
        return {"topic": "how it is checked"}
    if (
        topic is None
        and not found.context.results
        and _BASELINE.search(found.clause.whole)
        and not _BY_HOW_MUCH.search(found.clause.whole)
    ):
        topic = "baseline"
    return {"topic": topic} if topic else None


_CONFUSED = re.compile(r"\bconfusion (?:matrix|table)\b", re.IGNORECASE)
_ROW = re.compile(
    rf"{_LEAD}(?:what|how) (?:about|abt|bout|of) (?:the )?(?:row|case|line|record|patient|customer) (?:number |no\.? ?|nr\.? ?|#)?(?P<key>\d[\w-]*)\b(?:[\s,;.:–-]*(?:why|how come|explain|then|now|please))*\W*$",
    re.IGNORECASE,
)
_WHAT_METRIC = re.compile(
    rf"{_LEAD}(?:the |our )?(?:metric|measure|score) (?:is|was)(?: it)? [\w -]{{2,20}}?(?:,? or (?:what|not|something)|,? right|,? no|,? (?:isn|wasn)['’]?t it)\W*$",
    re.IGNORECASE,
)
_LIVE = re.compile(
    rf"{_LEAD}(?:which(?: one| model| version)?|what|who)(?: is|['’]?s) (?:now |currently |actually )*(?:live|deployed|online|in (?:prod|production|use))\b(?:,? (?:and )?(?:why|since when|now|right now|at the moment|how good (?:is|was) it(?: again)?))*\W*$",
    re.IGNORECASE,
)


def _baseline(found: Found) -> Args | None:
    if _CONFUSED.search(found.clause.whole):
        return {}
    asked = found.clause.whole
    figure = _BY_HOW_MUCH.search(asked) and not _BEATEN.search(asked)
    return {} if found.context.results and _BASELINE.search(asked) and not figure else None


def _row_asked(found: Found) -> Args | None:
    said = _ROW.match(found.clause.message)
    return {"key": said["key"]} if said else None


def of_kept(text: str) -> bool:
    """Whether a question is for the models, versions or aliases that there are."""
    return bool(_MODELS_THERE.match(text)) and not _NOT_A_LIST.search(text)


def of_live(text: str) -> bool:
    """Whether a question is for the model in use: "whats live?", "which one's in prod and why"."""
    return bool(_LIVE.match(text))


def where_stood(text: str) -> bool:
    """Whether somebody who comes back asks where the work stood: "where were we?", "what did we do last time?"."""
    asked = [found for part in parts_said(text) if (found := _WHERE.match(part))]
    return any(found["of"] is None or bool(_BEFORE.search(found["of"])) for found in asked)


def recalls(text: str) -> bool:
    """Whether a question is for what the person stated before: "what have I ruled out?"."""
    return any(_RECALLS.match(part) for part in parts_said(text))


def whose_history(text: str) -> str:
    """The model or alias whose history is asked for; "" where none is."""
    found = _HISTORY_OF.match(text)
    return ((found["name"] or found["whose"] or "") if found else "").rstrip(".")


def _question(found: Found) -> Args | None:
    text = found.clause.whole
    if of_kept(text) or of_live(text) or _WHO_DECIDED.match(text):
        return {"question": text}
    name = whose_history(text).lower()
    known = {m.lower() for m in found.context.models}
    return {"question": text} if name and (name in known or name in _POSTS) else None


_OF_OURS = re.compile(r"\b(?:standing|retraining|retrain|schedules?)\b", re.IGNORECASE)
_NOTHING_MORE = re.compile(
    r"\b(?:there|set|exist|in force|active|in place|have|got|polic(?:y|ies)|please|now)\W*$", re.IGNORECASE
)


def _of_policies(found: Found) -> bool:
    """Whether standing policies are asked for; those that are counted, or are rows of the table, are an insurer's."""
    text = found.clause.whole
    if not _POLICIES_THERE.match(text):
        return False
    insured = "how many" in text.lower() or any("pol" in c.lower() for c in found.context.columns)
    return bool(_OF_OURS.search(text) or (_NOTHING_MORE.search(text) and not insured))


def _story(found: Found) -> Args | None:
    if found.context.running and re.match(
        r"\W*(?:so |and |ok |now )?where are we\b", found.clause.whole, re.IGNORECASE
    ):
        return None
    if where_stood(found.clause.whole) and not (found.context.results and found.all("MET")):
        return history_args(found)
    return {} if recalls(found.clause.whole) else None


def _anything(context: Context) -> bool:
    return True


RULES: dict[str, tuple[Rule, ...]] = {
    "ask_numbers": rules("closed", _question, r".+", order=1, when=_anything, firm=True),
    "history": rules("closed", _story, r".+", order=1, when=_anything, firm=True),
    "help": rules("closed", _topic, r".+", order=2, when=_anything, firm=True),
    "show_results": rules("closed", _baseline, r".+", order=2, when=_anything, firm=True),
    "explain_prediction": rules(
        "closed", _row_asked, r".+", order=1, when=lambda c: c.results > 0 or bool(c.models), firm=True
    ),
    "retrain": rules(  # its handler tells which policy stands
        "closed", lambda f: pruned({"model": elsewhere(f)}) if _of_policies(f) else None, r".+",
        order=1, when=_anything, firm=True,
    ),
    "who_approved": rules(
        "closed", lambda f: {"model": f.context.models[0]} if len(f.context.models) == 1 else {},
        r"who (?:has |had )?(?:approved|promoted|signed|released|deployed) (?:it|that|this|them)$",
        order=1, firm=True,
    ),
}  # fmt: skip
"""Rules of commands that are found elsewhere, tried before those."""
