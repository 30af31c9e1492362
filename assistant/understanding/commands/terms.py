"""What a word of the trade means, asked in everyday words: "mape, what was that again?", "you lost me at hyperband"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from itertools import chain

from assistant.understanding.text.lexicon import METRICS, STRATEGIES
from assistant.understanding.text.polite import IMPERATIVES

_CONCEPTS = (
    "cross[- ]?validation|k[- ]?fold(?: cross[- ]?validation)?|cv|hold[- ]?out|drift|data drift|concept drift|psi|leak(?:age)?|overfitting|underfitting|baselines?|folds?|seeds?|ensembles?|hyper ?parameters?|calibration"
    "|fairness|thresholds?|confusion matrix|confidence intervals?|class imbalance|imbalance|feature importance|champions?|challengers?|alias(?:es)?|shadow|staging|canary|stratif\\w+|time split|grouped? split|(?:grid|random|bayesian) (?:search|optimi[sz]ation)|hyperband|halving"
)
_NAMES = sorted(
    {n.lower() for n in chain(METRICS, *METRICS.values(), STRATEGIES, *STRATEGIES.values()) if len(n) > 1 and n.lower() not in ("recommended", "error", "cost", "fit", "speed", "mean", "average")},
    key=len,
    reverse=True,
)  # fmt: skip
_TERM = rf"[\"'`“‘«]?(?P<{{}}>{_CONCEPTS}|{'|'.join(re.escape(n).replace('_', '[ _-]') for n in _NAMES)})[\"'`”’»]?"
_T = _TERM.format("term")
_FILL = r"(?:(?:the|a|an|this|that|these|your|word|term|thing|expression|name|metric|notion|concept|called|of|meaning|idea|behind|all)\s+){0,4}"
_END = r"(?=\s*(?:[?.!;,)]|$|\band\b|\bsupposed\b|\b(?:mean\w*|again|exactly|please|here|anyway|really|actually|now|then|for me|for us|to me|in (?:plain|simple|easy|your|this|my|the|here)|about|stands? for|good for)\b))"
_ODD = r"(?:on earth|in the world|the (?:hell|heck|devil)|in god['’]?s name|exactly|actually|really|again|please)"
_MEANS = re.compile(
    rf"\b(?:what(?:['’]?s| is| are| was| were| do| does| means?| did you mean (?:by|with)| do you mean (?:by|with))?(?: {_ODD}){{0,2}}(?: is| are| was| does| do)?(?: (?:the )?meaning(?: of)?)?\s+{_FILL.replace('the|a|an', 'a|an', 1)}{_T}{_END}"
    rf"|(?:explain|define|describe)\s+(?:(?:to )?(?:me|us)\s+)?{_FILL}{_TERM.format('told')}{_END}"
    rf"|(?:tell|teach)\s+(?:me|us)\s+(?:(?:a bit|a little|some|something|much|bit)\s+)?(?:more\s+)?about\s+{_FILL}{_TERM.format('about')}{_END}"
    rf"|(?:lost (?:me )?(?:at|with|on|by)|stuck (?:at|with|on)|confused (?:by|about)|stumble\w* over|never heard (?:of )?)\s+{_FILL}{_TERM.format('lost')}{_END}"
    rf"|what was that\s+(?:word|term|thing|expression)?\s*[,:-]\s*{_TERM.format('word')}{_END})",
    re.IGNORECASE,
)
"""A word that is asked after by its name."""
_BEHIND = re.compile(
    rf"^\W*(?:(?:so|and|but|hm+|well|ok|sorry|hey|this|that|the|word|term),?\s+)*{_T}\s*[,.…:;–-]+\s*(?:(?:sorry|pardon|hm+|again|i(?:['’]ve| have)?)[,\s]+)*(?:what(?:['’]?s| is| was) (?:that|it|this)\b|what does (?:that|it) mean\b|never heard\b|no idea what\b|means what\b|meaning\s*\?)",
    re.IGNORECASE,
)
"""A word with the question behind it: "roc auc... never heard, what's that"."""
_POINTED = re.compile(
    r"\bwhat (?:is|was|does) (?:it|that|this)(?: (?:mean|exactly|again|please|actually|anyway))*\s*(?:[?.!]|$)|\b(?:please )?explain (?:it|that)(?: to (?:me|us))?(?: please)?\s*(?:[?.!]|$)",
    re.IGNORECASE,
)
_PUZZLED = re.compile(
    r"\b(?:lost|stuck|stupid|silly|dumb|nods?|new (?:to|in|at) this|keep (?:saying|writing|using)|never heard|heard|puzzl\w*|confus\w*|(?:word|term|expression) (?:[\w\"'`“”-]+ ?){1,3}|don['’]?t (?:know|understand|get))\b",
    re.IGNORECASE,
)
_ABILITY = re.compile(
    rf"^\W*(?:(?:so|and|but|hey|ok|well|please|tell me),?\s+)*what (?:all )?(?:can|could|may|are|am)(?: (?:i|we|one|you|able|to|else|here))+ (?:ask|do|say|find out|see|learn)(?: you| here)? (?:about|with|on|regarding|for|around) {_FILL}(?P<area>[a-z -]{{3,40}}?)\s*\?*\s*$",
    re.IGNORECASE,
)
"""What can be asked or done about something: "what can I ask you about fairness?"."""
_NO_AREA = re.compile(r"\b(?:it|this|that|data|file|table|here|now|next|them|columns?|results?|runs?|me|us|my|our)\b", re.IGNORECASE)  # fmt: skip
_ORDERS = re.compile(
    r"(?:^|[.!?;:,]\s+|\b(?:and|then|but)\s+)(?:(?:please|then|now|also|so|just|and|can you|could you|would you)\s+)*(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_SAYS_HOW = frozenset({"explain", "tell", "define", "describe", "help", "is", "teach"})
_LONGEST = 220
"""Characters of a message that asks what a word means; a longer one asks for more."""


def term_asked(text: str, proposal: bool = False, results: int = 0) -> str | None:
    """The word whose meaning is all that a message asks for; None where it asks for more, or for something else.

    Args:
        text: the message.
        proposal: whether a plan waits; what is said beside the question may then be an answer to it.
        results: runs that ended; "mape, what was that again" may then be asked of one of them.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if (able := _ABILITY.match(text)) and not _NO_AREA.search(able["area"]):
        return able["area"]
    said = _MEANS.search(text)
    behind = None if said else _BEHIND.match(text)
    if behind and results and "never" not in behind.group() and "mean" not in behind.group():
        return None
    found = said or behind
    if found is None:
        pointed, named = _POINTED.search(text), list(re.finditer(rf"\b{_T}(?!\w)", text, re.IGNORECASE))
        terms = {m["term"].lower() for m in named}
        if pointed is None or len(terms) != 1 or named[0].start() > pointed.start() or not _PUZZLED.search(text):
            return None
        rest = text[: pointed.start()] + " " + text[pointed.end() :]
        return None if _asks_more(rest, proposal) else named[0]["term"]
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return None if _asks_more(rest, proposal) else next(g for g in found.groups() if g)


def _asks_more(rest: str, proposal: bool) -> bool:
    """Whether what stands beside the question gives an order, answers a plan or asks for something."""
    if proposal and re.search(
        r"\b(?:yes|yep|no|ok|okay|go|start|run|approve\w*|fine|agreed?|sure)\b", rest, re.IGNORECASE
    ):
        return True
    verbs = {m["verb"].lower() for m in _ORDERS.finditer(rest)}
    return bool((verbs & IMPERATIVES) - _SAYS_HOW) or bool(_MORE.search(rest))


_MORE = re.compile(
    rf"\b(?:is|are|was|were|has|have|did|does|do) (?:it|they|that|this|anything|everything|(?:the|my|our) \w+)\b|\b(?:how many|which|who|when|where|how much|why|what(?:['’]?s| is| are) (?:my|the|our))\b|\b(?:can|could|would|will) you\b(?=\s+\w)(?!\s+(?:please )?(?:explain|tell|say|help|define))|\b(?:{'|'.join(IMPERATIVES - _SAYS_HOW)}) (?:it|them|the|this|that|me|my|both|all)\b",
    re.IGNORECASE,
)
