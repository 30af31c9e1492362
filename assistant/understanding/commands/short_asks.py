"""Short everyday asks, a message from end to end: "is it calibrated?", "threshold?", "feature imp", "nulls per column".

Each is a few words that people type beside the work; with anything else in them they are read as any other message.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.cards import Command, Option, Question
from assistant.understanding.context import Context
from assistant.understanding.text.lexicon import ORDINALS, place_named

_LEAD = r"\W*(?:(?:and|so|but|ok|okay|now|well|hm+|hey|also|please|then|btw|by the way|tell me|show me|show|give me|can you show me|what about|whats|what's|what is|what are)[\s,]+)*"
_END = r"(?:[\s,]+(?:please|pls|now|then|again|here|at all|by the way|btw))*\W*"
_IT = r"(?:it|the (?:best )?(?:model|one)|this|that|they|my model|the model|the winner|the best (?:one|model|run))"
_FIRST = re.compile(r"\b(?:winner|best)\b", re.IGNORECASE)
_CHANCES = r"(?:the |its |those |these )?(?:probabilit(?:y|ies)|chances?|percentages?|scores|confidences?)"
_CALIBRATED = re.compile(
    rf"{_LEAD}(?:(?:is|are|was|how) )?(?:(?:well |is )?(?:{_IT}|{_CHANCES}) )?(?:is |are )?(?:well |properly |still |really )*(?:calibrat(?:ed|ion)|trustworthy probabilities)(?: (?:is it|are they|like|of (?:{_IT})|curve|plot))*{_END}"
    rf"|{_LEAD}(?:can|should|may) (?:i|we|one) (?:trust|believe|rely on|take) {_CHANCES}(?: at face value| literally)?{_END}"
    rf"|{_LEAD}(?:are|is) {_CHANCES} (?:right|honest|true|real|reliable|accurate|meaningful|to be trusted){_END}",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(
    rf"{_LEAD}(?:the |its |a |which |what |current |present )*(?:decision |classification |probability )?(?:threshold|cut-?off|cut point|cutpoint)(?: (?:is|does|do|did|was|are|used|uses?|it|the model|you|we|set|chosen|apply|applies|now|for|a|yes))*{_END}"
    rf"|{_LEAD}(?:from|at) (?:what|which) (?:probability|chance|percentage|score)(?: [\w“”\"' ]{{1,30}})?{_END}"
    rf"|{_LEAD}where (?:is|does|do you (?:put|set|draw)) (?:the )?(?:threshold|cut-?off|a yes begin|line)(?: (?:lie|sit|set|begin))?{_END}",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(
    rf"{_LEAD}how (?:many|much) (?:(?:past|earlier|previous|old|other|similar) )*(?:runs?|experiments?|data ?sets?|tables?|experience|evidence)(?: (?:do|does|did|is|are|was|were))? (?:that|this|it|they|these|those|your? (?:recommendations?|list|advice|ranking|expectations?)|the (?:recommendations?|list|advice|ranking|first(?: one)?|expectations?)|you|behind)(?: (?:rest|rests|resting|based|base|build|built|draw|drawn|rely|relies|go by|stand|know|learned|learnt|come|comes)(?: (?:up)?on| from| of)?| behind)*(?: (?:that|this|it))?{_END}"
    rf"|{_LEAD}(?:what|which runs?|on what) (?:does|do|is|are) (?:that|this|it|these|your recommendations?|the list|the recommendations?) (?:rest|based|built|drawn)(?: on| from)?{_END}",
    re.IGNORECASE,
)
_IMPORTANCE = re.compile(
    rf"{_LEAD}(?:the |my |our |variable |var |feature |feat |column |col |predictor |input )*(?:imps?|importances?|import|importance ranking|feature ranking|feats imp){_END}",
    re.IGNORECASE,
)
_NULLS = re.compile(
    rf"{_LEAD}(?:the |number of |no of |nr of |count of |how many )*(?:nulls?|nans?|nas?|missing(?: values?| cells?)?|blanks?|gaps|empty (?:cells|values))(?: counts?)? (?:per|by|in each|for each|in every|of each|each|across (?:the )?) ?(?:column|col|field|feature|variable)s?{_END}",
    re.IGNORECASE,
)
_ROW = re.compile(
    rf"{_LEAD}(?:why did (?:it|you|the model) (?:say|predict) (?:that|so|this) for|explain(?: me)?(?: (?:the|its) (?:prediction|answer))?(?: (?:for|of))?|why(?: is| was)?(?: it)?) (?:the )?(?:row|record|line|case) (?:number |no\.? ?|# ?)?(?P<key>\d[\w-]*)(?: (?:predicted|called|classed|classified|judged)(?: (?:so|like that|that way))?| so)?{_END}",
    re.IGNORECASE,
)
_REDO = re.compile(
    rf"{_LEAD}(?:re-?do|do over|once more|do (?:it|that|this) (?:again|over|once more))(?: (?:it|that|this))?{_END}",
    re.IGNORECASE,
)


_PREDICT_WITH = re.compile(
    rf"{_LEAD}(?:(?:can|could|shall|may) (?:we|i|you)(?: now)? |let(?:'s|’s| us) (?:now )?|go (?:ahead )?and |i want to |we want to )?(?:predict|score|forecast|make (?:some |the )?predictions?|get (?:some |the )?predictions?)(?: (?:something|some (?:new )?(?:rows|data|cases)|new (?:rows|data|cases|ones)))? (?:with|using|by|from) (?:it|that|this|that one|this one|(?:that|the|this|my|our|the kept|the saved) (?:model|one)){_END}",
    re.IGNORECASE,
)
"""A wish to use the model that is spoken of; which rows is asked."""


_LIST_AGAIN = re.compile(
    rf"(?:{_LEAD})(?:(?:give|show|tell|read|print|display|list|bring|let me see|i want to see|i want)(?: (?:me|us|back|up))* )?(?:the |that |your |whole |full |new )*(?:list|suggestions|recommendations|ideas|candidates)(?: of (?:suggestions|recommendations|ideas))?(?: (?:again|once more|anew|afresh|as it is now)){_END}",
    re.IGNORECASE,
)
_PLACED = rf"(?:the |number |no\.? ?|nr\.? ?|# ?|run |model |rank )*(?P<{{0}}>\d{{{{1,2}}}}|{'|'.join(ORDINALS)}|best|winner|last)(?: one| run| model)?"
_WHY_AHEAD = re.compile(
    rf"{_LEAD}(?:why|how come|what makes|what made|what explains|what(?:['’]?s| is| would you say is) the reason(?: (?:why|that))?|how (?:did|does|could|can))(?: (?:did|does|do|is|was|has|would|that))*\s+{_PLACED.format('one')}\b[^?.;,]{{0,30}}?\b(?:beats?|beaten|outperform\w*|outdo\w*|better|worse|ahead|above|behind|below|w[io]n\w*|los[et]\w*|higher|lower|stronger|weaker|faster|slower|surpass\w*)\b[^?.;,]{{0,20}}?\s{_PLACED.format('other')}\b(?![-:]|\s+(?:fold|row|minute|second|hour|day|of)s?\b)[^?]{{0,25}}(?:\?.{{0,40}})?$",
    re.IGNORECASE,
)
"""Why one run came out ahead of another: the two are set side by side."""
_GAPS_MATTER = re.compile(
    r"(?:^|[.!;]\s+)(?:(?:so|and|but|now|well),? )*(?:does|do|is|are|will|would|can|could) (?:it|that|this|they|the (?:gaps|blanks|holes|missing values|empty cells)|(?:so many|all those|all these) (?:gaps|blanks|holes|missing values|empty cells))\b[^.;!?]{0,40}?\b(?:matter|problem|trouble|harm|hurt|bad|ok|okay|fine|issue|worry)\b(?=(?P<rest>[^.;!?]*))[^.;!?]*\?\W*$",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\b(?:empty|missing|blanks?|gaps?|holes?|incomplete|not filled|unfilled|left out|nothing in)\b", re.IGNORECASE)  # fmt: skip


def gaps_asked_of(text: str) -> bool:
    """Whether a message ends with the question whether it matters that cells are empty."""
    said = _GAPS_MATTER.search(text)
    return said is not None and bool(_EMPTY.search(said.group()))


def _set_side_by_side(text: str, context: Context) -> Command | None:
    said = _WHY_AHEAD.fullmatch(text.strip()) if context.results > 1 else None
    if said is None:
        return None
    ranks = [{"best": 1, "winner": 1, "last": context.results}.get(w.lower()) or place_named(w) for w in (said["one"], said["other"])]  # fmt: skip
    known = ranks[0] != ranks[1] and all(1 <= r <= context.results for r in ranks)
    return Command(name="compare", args={"ranks": ranks}) if known else None


_GOES_BY = re.compile(
    rf"{_LEAD}(?:on |by )?(?:which|what)(?: (?:signs?|columns?|features?|things?|factors?|variables?|symptoms?|measurements?|values?|clues?|inputs?|hints?))? (?:does|did|do|would|is) {_IT} (?:mostly |mainly |really |actually )*(?:go by|going by|look at|looking at|use|using|rely(?: on)?|rest(?: on)?|lean on|base (?:it|this|that|its (?:answers?|verdicts?|decisions?)) on|decide by|decide on|judge by|pay attention to)(?: (?:most|mostly|mainly|the most))?{_END}",
    re.IGNORECASE,
)
"""What a model decides by, asked in everyday words."""
_LEADING = re.compile(
    rf"{_LEAD}(?:(?:what|who|which)(?: (?:one|run|model|variant))?(?:['’]?s| is)? (?:currently |now )?(?:leading|leads|ahead|in the lead|in front|on top|out front|winning|the leader|the front ?runner)|(?:the )?(?:current )?(?:leader|front ?runner))(?: (?:so far|at the moment|right now|of (?:them|those|the runs)))*{_END}",
    re.IGNORECASE,
)
"""Which run is best so far."""
_STOP_THE_REST = re.compile(
    rf"{_LEAD}(?:that(?: is|['’]s) enough,? )?(?:stop|kill|end|cancel|abort|halt|terminate) (?:(?:all )?the (?:rest|remaining(?: ones| runs)?|remainder)|(?:what(?:ever)?|all that|everything that) (?:is left|['’]?s left|remains|still runs|is still running))(?: of (?:them|it|the runs))?{_END}",
    re.IGNORECASE,
)
"""What still runs is to end."""
_LONGEST = 200
"""Characters of a message that may tell of empty cells before it asks of them."""


def of_calibration(text: str) -> bool:
    """Whether a question is for how far the probabilities of a model may be taken at their word."""
    return _CALIBRATED.fullmatch(text.strip()) is not None


def of_threshold(text: str) -> bool:
    """Whether a question is for the probability from which a model says yes."""
    return _THRESHOLD.fullmatch(text.strip()) is not None


def of_evidence(text: str) -> bool:
    """Whether a question is for what the recommendations rest on."""
    return _EVIDENCE.fullmatch(text.strip()) is not None


def short_ask(text: str, context: Context) -> Command | None:
    """What a short ask means; None where the message is something else.

    Args:
        text: the message.
        context: the moment; without a goal there is no model to be asked of.
    """
    if context.columns and len(text) < _LONGEST and not context.proposal and gaps_asked_of(text):
        return Command(name="look_at_data")
    if len(text) > 90 or context.question_slot not in (None, "", "reading", "error_costs"):
        return None
    row = _ROW.fullmatch(text.strip())
    if row is not None and (context.results > 0 or context.models):
        return Command(name="explain_prediction", args={"key": row["key"]})
    if (pointed := _pointing(text, context)) is not None:
        return pointed
    measured = context.results > 0 or bool(context.models) or bool(context.target)
    if measured and (of_calibration(text) or of_threshold(text)):
        return Command(name="ask_numbers", args={"question": text.strip()})
    if context.recommendations and of_evidence(text):
        return Command(name="ask_numbers", args={"question": text.strip()})
    if measured and _IMPORTANCE.fullmatch(text.strip()) and not _named(text, context):
        return Command(name="explain_model")
    if context.columns and _NULLS.fullmatch(text.strip()):
        return Command(name="look_at_data")
    return None


def _pointing(text: str, context: Context) -> Command | None:
    """What words that only point mean: the list once more, a model that is kept, two runs set side by side."""
    if context.models and not context.proposal and _PREDICT_WITH.fullmatch(text.strip()):
        return Command(name="score_data", args={"model": context.models[0]} if len(context.models) == 1 else {})
    if context.recommendations and not (context.results or context.running) and _LIST_AGAIN.fullmatch(text.strip()):
        return Command(name="recommend")
    if context.running and _STOP_THE_REST.fullmatch(text.strip()):
        return Command(name="stop")
    if (context.running or context.results) and _LEADING.fullmatch(text.strip()):
        return Command(name="show_results")
    if context.results and not context.proposal and _GOES_BY.fullmatch(text.strip()):
        return Command(name="explain_model", args={"rank": 1} if _FIRST.search(text) else {})
    return _set_side_by_side(text, context)


def _named(text: str, context: Context) -> bool:
    """Whether the message is the name of a column."""
    return text.strip(" ?!.").lower() in {c.lower() for c in context.columns}


def redo(text: str, context: Context) -> Question | None:
    """What is to be done again, where that is not told: the runs, or the list; a change that was undone is put back."""
    if context.proposal or context.running or not context.target or _REDO.fullmatch(text.strip()) is None:
        return None
    again = Option(label="Run the best one again", says="replay the best run")
    options = (
        *((again,) if context.results else ()),
        Option(label="Recommend anew", says="recommend what to try next"),
    )
    return Question(text="What shall I do again?", slot="again", options=options)


def is_redo(text: str) -> bool:
    """Whether a message asks to do again what was undone, or what was done, and says no more."""
    return _REDO.fullmatch(text.strip()) is not None
