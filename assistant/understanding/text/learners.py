"""English in the order and the words of other mother tongues, put as rules and the reader know it.

"Them stop", "can you me the results give?", "which is the model more fast?" and "all less the second" are said word by
word as in German, Turkish, Hindi, Spanish or Japanese. Each pattern here is one such habit; what it makes of a message is
read like any other. A habit that is also good English for something else ("more time", "the two first runs ended") stays.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.understanding.context import Context
from assistant.understanding.text.lexicon import NUMBER_WORDS, ORDINALS, number_said

_COUNT = rf"(?:\d+|{'|'.join(w for w, n in NUMBER_WORDS.items() if w.isalpha() and 1 <= n <= 90)})"
_NTH = rf"(?:{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th)|last)"
_CALLED = r"(?:numbers?|run|runs|models?|variants?|options?|trainings?|experiments?)"
_PLACE = rf"(?:(?:the )?{_NTH}(?: (?:one|{_CALLED}))?|(?:the )?{_CALLED} {_COUNT}|(?:the )?(?:run|model|variant|option|training) (?:number|no|nr) {_COUNT})"
_PLACES = rf"{_PLACE}(?:(?:,| and|, and) {_PLACE}){{0,9}}"
_SHORTER = {
    "fast": "fast", "quick": "quick", "slow": "slow", "cheap": "cheap", "simple": "simpl", "easy": "easi", "light": "light", "safe": "saf",
    "small": "small", "big": "bigg", "short": "short", "long": "long", "high": "high", "low": "low", "strong": "strong", "clear": "clear", "late": "lat", "old": "old", "new": "new",
}  # fmt: skip
_ADJECTIVES = "|".join(_SHORTER)
_QUALITIES = "|".join((*_SHORTER, "exact", "accurate", "precise", "robust", "stable", "performing", "interpretable", "explainable", "complex", "reliable"))  # fmt: skip
_BEST = frozenset({"exact", "performing", "accurate"})
"""What is said of the one that does best."""

_ACTS = "stop|pause|resume|continue|compare|show|export|remove|drop|delete|exclude|forget|explain|promote|open|load|repeat|undo|recommend|suggest|predict|forecast|give|send|add|skip|retrain|forbid|calculate|save|download|tell|start|launch|interrupt|cancel|abort|ignore|use|make"
"""What is asked for at the end of a sentence."""
_OF_OTHERS = "take|put|bring|see|get|have|do|run|test|try|check|look at|change|set"
"""The same behind "can you the …" alone, as elsewhere they may be part of something else."""
_APART = {"throw": "throw out", "take out": "take out", "out take": "take out", "outtake": "take out", "leave out": "leave out", "out leave": "leave out", "break off": "stop", "throw out": "throw out", "throw away": "throw out", "put out": "leave out", "out throw": "throw out"}  # fmt: skip
_ENDS = r"(?=\s*(?:[.,;!?]|$|\band\b|\bbut\b|\bplease\b|\bthe rest\b|\bthe others?\b))"
_HEADS = r"(?:^|(?<=[.,;:!?] )|(?<=\band )|(?<=\bbut )|(?<=\bthen )|(?<=\bplease )|(?<=\balso ))"
_PERSON = r"(?-i:(?!I\b|It\b|We\b|You\b|They\b|The\b|This\b|That\b|MCC\b|AUC\b)[A-ZÀ-Þ][\w'’-]*[a-zà-ÿ](?: [A-ZÀ-Þ][\w'’-]+)?)"
_DETERMINED = r"(?:me|us|it|them|the|a|an|my|our|this|these|those|number)"
_BASE = {"tried": "try", "tested": "test", "trained": "train", "changed": "change", "ran": "run"}

Change = str | Callable[[re.Match[str]], str]


def _er(ending: str) -> Callable[[re.Match[str]], str]:
    def said(match: re.Match[str]) -> str:
        word = match["how"].lower().removesuffix("er") if match["how"].lower() not in _SHORTER else match["how"].lower()
        return _SHORTER[word] + ending

    return said


def _most(match: re.Match[str]) -> str:
    """ "The model more fast of all" and "the model the most exact": the best of its kind."""
    how = match["how"].lower()
    best = "best" if how in _BEST else _SHORTER[how] + "est" if how in _SHORTER else f"most {how}"
    return f"the {best} {match['what']}"


def _halves(match: re.Match[str]) -> str:
    """ "Two hours and half", without its article."""
    return f"{(number_said(match['n'] or '1') or 1) + 0.5:g} hours"


def _act(said: str) -> str:
    return _APART.get(said.lower(), said.lower())


def _put_first(match: re.Match[str]) -> str:
    """ "The third put as staging" with its verb first; beside another place that is told so both stay as they are."""
    paired = re.search(r"\bas\b", match.string[: match.start()])
    return match.group() if paired else f"{match['act']} {_inner(match['what'])} "


_HABITS: tuple[tuple[str, Change], ...] = (
    # times and numbers
    (r"\bin (?:the|this) moment\b(?! (?:of|when|that|where|i|we|you|it|they)\b)", "at the moment"),
    (r"(?<![\w.]\. )(?<!^)(?<=[\w,;:.] )no\. ?(?=\d+\b(?! ?(?:%|percent|h\b|hours?|min|seconds?|folds?|runs?|times|days?|more|trees?)))|^No\. ?(?=\d+\b(?! ?(?:%|percent|h\b|hours?|min|seconds?|folds?|runs?|times|days?|more|trees?)))|\bn[°º] ?(?=\d)", "number "),
    (rf"\b(?:(?:(?P<n>{_COUNT}) )?hours?) and half\b(?! (?:the|of the|a)\b)|(?<!\ban )\bhour and a half\b", _halves),
    (r"\b(?P<be>is|are|has|have) at the moment (?P<what>the \w+(?: \w+)?)(?=\s*(?:[?.!,;]|$))", r"\g<be> \g<what> at the moment"),
    (r"\b(?P<be>is|are|do we have|does it have) actually (?=the (?:best|status|state|leader|winner|top|first))", r"\g<be> currently "),
    (r"\bhalf of (?:an )?hour\b", "half an hour"),
    (r"\b(?:in )?the half of (?:the )?(?=time\b)", "half the "),
    (rf"\bthe (?P<n>two|three|four|five|[2-9]) (?P<which>first|last)\b(?!-)(?!,? (?:and )?then\b)(?=\s*(?:[.,;!?]|$|and\b|with\b|in\b|for\b|{_CALLED}\b|recommend|ones?\b|suggest))", r"the \g<which> \g<n>"),
    (r"(?<=minutes |seconds )in all\b|(?<=hours )in all\b|(?<=runs )in all\b|(?<=hour )in all\b", "in total"),
    (r"\bnot (?:during|while) (?=(?:more|longer) than\b)", "not for "),
    (r"\bsubstitut(?:e|ing) (?P<new>[\w ]{1,30}?) for (?P<old>[\w ]{1,30}?)(?=\s*(?:[.,;!?]|$))", r"replace \g<old> with \g<new>"),
    (r"\bsubstitut(?:e|ing) (?P<old>[\w ]{1,30}?) (?:with|by) (?P<new>[\w ]{1,30}?)(?=\s*(?:[.,;!?]|$))", r"replace \g<old> with \g<new>"),
    (r"(?P<want>\b(?:want|wants|like|able|need|wish|trying) to )tell (?P<what>(?:the|our) [a-z]\w*) apart\b", r"\g<want>classify \g<what>"),
    # comparisons
    (rf"\bthe (?P<what>model|run|one|variant|method|option|result)s? (?:the |that is |which is )?(?:more|most) (?P<how>{_QUALITIES})\b(?= (?:of all|of them|of these|of everything|until now|so far|for the)\b|\s*\?|\s*$)", _most),
    (rf"\bthe (?P<what>model|run|one|variant|method|option) the most (?P<how>{_QUALITIES})\b", _most),
    (r"\bmost performing\b", "best performing"),
    (rf"(?<!\w )(?<!no )\bmore (?P<how>(?:{_ADJECTIVES})(?:er)?)\b(?! (?:and|or) more\b)|(?<!\bno )(?<!\bany )(?<!\bfew )(?<!\bsome )(?<!\btwo )(?<!\bthree )(?<!\bfour )(?<!\bfive )(?<!\d )\bmore (?P<how2>(?:fast|quick|cheap|simple|easy|light|safe|slow|short)(?:er)?)\b", lambda m: _er("er")(m) if m["how"] else _SHORTER.get(m["how2"].lower(), _SHORTER.get(m["how2"].lower().removesuffix("er"), "")) + "er"),
    (rf"(?<=\bthe )most (?P<how>{_ADJECTIVES})\b|(?<=\bis )most (?P<how2>{_ADJECTIVES})\b", lambda m: _SHORTER[(m["how"] or m["how2"]).lower()] + "est"),
    (r"\b(?P<how>more|most|less) exact\b", r"\g<how> accurate"),
    (rf"\b(?P<how>longer|shorter|more|less|fewer|bigger|higher|lower|faster|slower|older|greater|smaller) as (?=(?:an? )?{_COUNT}\b)", r"\g<how> than "),
    (rf"\b(?P<how>better|worse|faster|slower|simpler|stronger|cheaper) as (?=the {_NTH}\b)", r"\g<how> than "),
    (rf"\b(?P<n>{_COUNT}) times (?P<how>so much|so bad|so expensive|more|worse) (?:as|from|of) (?=the|a|an|to|one)\b", r"\g<n> times \g<how> than "),
    (r"\btimes so (?P<how>much|bad|expensive|costly)\b", r"times as \g<how>"),
    (rf"\b(?P<all>all|everything|every one)(?P<of>(?: of)?(?: the| these| those| your| my)?(?: [a-z]+)?) (?:less|menos|but not|save) (?=(?:the |number )*(?:{_NTH}|number {_COUNT})\b)", r"\g<all>\g<of> except "),
    (rf"\binstead (?=(?:{_COUNT}|the {_NTH})\b)", "instead of "),
    # questions
    (r"\b(?:for|because of|by|from) (?:what|which) (?:reason|motive|cause)s?\b|\bfor why\b(?! (?:it|this))|\bwhy reason\b", "why"),
    (r"(?:^|(?<=[.;!?] ))from where (?:do|did|have)? ?(?=(?:you|it|they)\b)", "where did "),
    (r"\bwhat means (?!of\b|were\b|are\b|was\b|do\b|did\b|can\b|will\b|have\b)(?P<x>[^?.,;!]{2,40}?)(?=\s*(?:[?.,;!]|$))", r"what does \g<x> mean"),
    (r"(?:^|(?<=[.;!?,] ))(?P<x>[\w][\w -]{1,40}?),? (?:meaning what(?: is| it is)?|what is (?:the |its )?meaning|what means|means what|what is it meaning)(?=\s*(?:[?.,;!]|$))", r"what does \g<x> mean"),
    (rf"\bwhat (?P<act>tried|did|made|ran|tested|trained|changed) (?:the )?(?!(?:Dr|Mr|Mrs|Ms|Prof)\b)(?P<who>{_PERSON})(?= (?:in|on|with|during|before|since|last|the last|yesterday|today|until|so far|there)\b|\s*[?.,;!]|\s*$)", lambda m: f"what did {m['who']} {_BASE.get(m['act'].lower(), 'do')}"),
    (rf"\b(?:before |until now )?(?P<who>{_PERSON}) (?:has |have )?(?:did|done|tried|made) what\b(?: experiments?| things?)?", r"what did \g<who> do"),
    (rf"\bwhat (?:all )?(?P<who>{_PERSON}) has (?P<did>done|tried|made|found|used|changed)\b|\bwhat all (?P<who2>{_PERSON}) (?P<did2>did|tried)\b", lambda m: f"what has {m['who']} {m['did']}" if m["who"] else f"what did {m['who2']} do"),
    (rf"\b(?P<q>what|where|when|how) (?P<aux>did |has )?the (?=(?P<who>{_PERSON}) (?:did|made|tried|has|do|done)\b)", r"\g<q> \g<aux>"),
    (rf"\bwhat (?P<aux>has|have) (?P<did>done|tried|made|changed) (?P<who>{_PERSON})", r"what \g<aux> \g<who> \g<did>"),
    (rf"(?:^|(?<=[.;!?] ))(?P<who>{_PERSON}) (?P<when>(?:in )?(?:the )?(?:last|past) (?:\w+ )?(?:days?|weeks?|months?|years?)|yesterday) what (?:did|has done|tried|made)(?: do)?(?=\s*(?:[?.!]|$))", r"what did \g<who> do \g<when>"),
    (r"\bhow much (?:time )?(?:lacks?|misses|is lacking|still to wait)\b(?: (?:to|until|till|for) (?:the )?end)?", "how much longer does it take"),
    (r"\bwhat is the mean of (?=(?:mcc|auc|f1|recall|precision|accuracy|rmse|mae|log ?loss|brier|r2|mape)\b)", "what is the meaning of "),
    (r"\bteach me (?=(?:why|how|what|which|the reasons?)\b)", "tell me "),
    (r"\buntil when (?=(?:is|are|will|do|does)\b)", "when "),
    (r"\bhow (?:stands|goes|go|stand|walks|walk|runs|advances?) (?:it with )?(?P<what>the (?:runs?|trainings?|experiments?|models?|computations?))(?=\s*[?.!]|\s*$)", r"how are \g<what> going"),
    (r"(?:^|(?<=[.;!?] ))(?:and )?(?:my |our |the )(?:boss|manager|chief|client|director|team lead|supervisor|colleague|professor|teacher) (?:is asking|asks|asked|wants to know|is wanting to know|is questioning)(?: me| us)?(?: for| about| that)?:?,? (?=(?:how|what|which|where|when|why|average|mean|median|number|total|the (?:average|mean|median|number|total))\b)", ""),
    (r"(?:^|(?<=[.;!?,] ))(?P<x>(?:the |its |their )?(?:average|mean|median|total|sum|share|number|mae|rmse|auc|recall|precision|accuracy|f1)(?: [\w%-]+){0,10}?),? how (?P<much>much|many|high|big) ?(?:it is|is it|is|they are|are they|are)?(?=\s*(?:[?.!]|$))", lambda m: f"{'how many' if m['much'].lower() == 'many' else 'what'} {'are' if m['much'].lower() == 'many' else 'is'} {_inner(m['x'])}"),
    (rf"(?:^|(?<=[.;!?,] ))(?P<x>{_PLACE}) (?:has|have|is having|gives) how (?:much|high|big|good) (?P<what>[a-z][\w ]{{1,30}}?)(?=\s*(?:[?.!]|$))", r"what is the \g<what> of \g<x>"),
    (r"\b(?P<be>is|are|am) having\b", lambda m: "has" if m["be"].lower() == "is" else "have"),
    (r"\b(?P<q>(?:what|which|who)\b[^.;!?]{0,60}?\b(?:do|did|done|tried|try|made|ran|run|happened)\b[^.;!?]{0,20}?) since (?P<n>an?|one|the last|\d+|two|three|four|five|six) (?P<of>days?|weeks?|months?|years?)\b(?! ago)", lambda m: f"{m['q']} in the last {'' if m['n'].lower() in ('a', 'an', 'one', 'the last') else m['n'] + ' '}{m['of']}"),
    (r"\b(?P<q>(?:experiments?|did|tried|done|trainings?|trials?)\b[^.;!?]{0,40}?) over (?=(?:the )?\w*_\w+(?![\w.]*\.\w))", r"\g<q> on "),
    (r"(?:^|(?<=[.;!?,] ))(?P<when>(?:first|now|then|next|before),? )(?:i|we) (?:see|look(?: at)?|regard) (?!that\b|if\b|how\b|why\b|what\b|no\b|it\b|you\b|some\b|whether\b|a\b|an\b|only\b)(?=\w)", r"\g<when>show me "),
    # words that look alike in another language
    (r"\b(?P<who>i|we) (?:search|pretend|intent|look) to (?=(?:predict|foresee|forecast|estimate|classify|know|find)\b)", r"\g<who> want to "),
    (r"\bretire (?=(?:me )?(?:the )?(?:columns?|variables?|fields?|features?)\b)|\bsuppress (?=(?:the )?(?:columns?|variables?|fields?|features?)\b)", "remove "),
    (r"\bsensibility\b", "sensitivity"),
    (r"\banterior (?=(?:versions?|models?|ones?|goals?|states?|runs?|list|champion)\b)", "previous "),
    (rf"\b(?:arrest|block) (?=(?:{_PLACE})\b)", "stop "),
    (rf"\bdetain (?=(?:{_PLACE})\b)", "stop "),
    (r"\bconfront (?=(?:the|number|them|both|these|those)\b)", "compare "),
    (r"\b(?:let|leave) (?:we |us )(?:better |rather )?(?:outside|out|away)\b", "we leave out"),
    (r"[,;:]? ?(?:because |since |as )?\bwithout (?:it|them|this|these|that)(?: it)?(?: is| goes| makes| has)? (?:not possible|impossible|no sense|not sense|nothing works|nothing goes|not work|not go)\b", ""),
    (r"\bwithout of (?=the |our |\w)", "without "),
    (r"(?:^|(?<=[.;!?,] ))(?:because )?without (?P<what>(?!it\b|them\b|this\b|that\b|these\b)\w[\w ]{0,25}?),? (?:the |our |any )?(?:model|prediction|it|everything|all) (?:has|makes|is|would be|gives) (?:no sense|nonsense|not possible|impossible|useless|worthless)\b", lambda m: f"{_inner(m['what'])} must be used"),
    (rf"\b(?:paralyze|paralyse|interrupt for now) (?=(?:{_PLACE})\b)", "pause "),
    (rf"\bquit (?=(?:{_PLACE})\b)", "remove "),
    (rf"\b(?:can|could) (?P<again>resume|pause|stop|run) only (?:the one|the ones|that|those) of (?={_PLACE})", r"\g<again> only "),
    (rf"\bthe ones? of (?=number {_COUNT}\b)", ""),
    (r"\b(?:make|do) (?P<n>\d+) (?:proofs?|essays?|attempts?)\b", r"run \g<n> tries"),
    (r"\b(?:at the random|by hazard|at hazard|in random way|by random)\b", "at random"),
    (r"\b(?:in|on) (?:the )?base (?:to|of|on)\b", "based on"),
    (r"\b(?P<what>model|data|table|conversation|results?|pipeline) self\b", r"\g<what> itself"),
    (r"\band after (?=(?:show|tell|put|run|start|compare|export|explain|give|open|stop|save|promote)\b)", "and then "),
    (r"(?:^|(?<=[.;!?] ))(?:Me,? (?=I\b)|For me,? I think (?=I\b))", ""),
    (r"\b(?P<kind>model|one|method|algorithm|variant) who (?=(?:is|can|runs|works|has)\b)", r"\g<kind> that "),
    (r"\b(?:do|does) ?(?:not|n['’]?t) serves?(?: (?:for|to|of))?(?: us)?(?: (?:nothing|anything|for nothing))?(?=\s*(?:[.,;:!]|$|\band\b))|\bserves? (?:for|to|of) nothing\b", "is useless"),
    (r"\bnot (?P<v>convince|please|like|work|help|fit|suit|interest|serve)s(?= |$)", r"does not \g<v>"),
    (r"\b(?P<did>do|does|did)(?P<n> not|n['’]t) please (?=(?:me|us)\b)", r"\g<did>\g<n> convince "),
    (rf"\b(?P<act>remove|delete|drop|throw out|throw away|take out|take away|exclude|quit) (?P<what>{_PLACES}) of (?=(?:the |your |our )?(?:plan|list|proposal)\b)", r"\g<act> \g<what> from "),
    (r"\b(?:to me|me) (?:does )?not like\b|\bto me not likes\b", "i do not like"),
    (r"[:;,.]\s*(?:so |then )?(?:outside|out|away)(?: with)? (?:the two|both|them|these|those|these two|those two)(?: of them)?(?=\s*(?:[.,;!]|$))", ": leave both out"),
    # the verb at the end, or what it is done to before it
    (rf"\b(?P<may>can|could|will|would) (?P<who>you|we|i) (?P<what>{_DETERMINED}\b[^.,;!?]{{1,60}}?) (?P<act>{_ACTS}|{_OF_OTHERS})(?=\s*(?:[.,;!?]|$|and\b))", lambda m: f"{m['may']} {m['who']} {_given(m['act'], m['what'])}"),
    (r"\b(?P<who>i|we) (?:will|would|must|should|want|need)(?: to)? (?P<what>(?:the|our|a|my)\b[^.,;!?]{1,40}?) (?P<act>predict|foresee|exclude|compare|remove)(?=\s*(?:[.,;!?]|$|and\b|to\b))", r"\g<who> want to \g<act> \g<what>"),
    (rf"{_HEADS}(?P<what>{_PLACES})(?P<why> (?:is|are|was|were) [^.,;!?]{{2,40}})?,(?: so)? (?P<it>them|it|these|those) (?P<act>stop|pause|resume|continue|throw|drop|remove|exclude|compare|run|start|take|use|explain){_ENDS}", lambda m: f"{_act(m['act'])} {_inner(m['what'])}{_reason(m['why'])}"),
    (rf"{_HEADS}(?P<it>them|it|these|those|both|this|that) (?P<act>stop|pause|resume|throw out|throw|drop|remove|exclude|compare|explain|undo|delete|forget|promote){_ENDS}", lambda m: f"{_act(m['act'])} {m['it'].lower()}"),
    (rf"{_HEADS}(?P<what>{_PLACES})(?P<of> (?:from|of|out of|in) (?:the )?(?:plan|list|proposal|table))?(?P<how> (?:please|then|also|now|first|again))* (?P<act>throw out|throw away|throw|out take|take out|outtake|out throw|leave out|break off|remove|delete|exclude|promote|explain){_ENDS}", lambda m: f"{_act(m['act'])} {_inner(m['what'])}{m['of'] or ''}"),
    (rf"{_HEADS}(?P<what>{_PLACES}) (?:(?:then|please|also|now) )?(?P<act>put|take|bring) (?:(?:then|please|also|now|we) )*(?=(?:as|in|into|to|online|live)\b)", _put_first),
    (rf"{_HEADS}(?P<what>{_PLACES}) (?P<how>(?:very |so |too |quite |really |more )?(?:slow|fast|nice|good|bad|well|complicated|strange|long|promising|heavy|simple|nicely|badly|slowly)) (?P<act>looks?|goes|go|seems?|works?|is|runs|are|going)\b", r"\g<what> \g<act> \g<how>"),
    (r"\b(?P<act>goes|go|going|works|runs) (?P<how>very |so |too |really )?(?P<adj>nice|good)\b", r"\g<act> \g<how>well"),
    (rf"{_HEADS}(?P<what>{_PLACES}) (?:first|now|please|also|then|again|at once) (?P<act>stop|pause|resume|run|start|train|export|show){_ENDS}", lambda m: f"{m['act'].lower()} {_inner(m['what'])}"),
    (rf"{_HEADS}(?P<what>(?!(?:if|when|that|what|which|who|how|not|do|can|i|we|you)\b)[\w][\w ]{{0,30}}?) (?P<act>predict|forecast|foresee|compare|export|download|see|exclude|remove) (?:i|we) (?:want|need|wish|like)(?=\s*(?:[.,;!]|$|and\b))", lambda m: f"I want to {m['act'].lower()} {_inner(m['what'])}"),
    (r"\bmetric (?:to )?(?P<what>[a-z]\w+(?: \w+)?) (?:let )?be(?=\s*(?:[.,;!]|$))", r"the metric should be \g<what>"),
    (rf"{_HEADS}(?P<what>{_PLACES}) (?:(?:please|also) )?(?:leave|let)(?: (?:in|stay|inside))?(?=\s*(?:[.,;!?]|$|\band\b|\bbut\b))", r"keep \g<what>"),
    (rf"\btake (?P<what>{_PLACES}),? (?:and )?put (?=(?:as|in|into|to|online|live)\b)", r"put \g<what> "),
    (r"\b(?P<act>stop|pause|load|open|remove|resume) the same(?=\s*(?:[.,;!?]|$|\bplease\b|\band\b))", r"\g<act> it"),
    (r"\b(?:have |had )?(?P<said>said|told you|mentioned|written)(?: already)? that (?=(?:no|not|without) )", r"\g<said> "),
    (rf"\bis there (?=(?:(?:{'|'.join(s + 'er' for s in _SHORTER.values())})|(?:more|less) (?!than\b|of\b|to\b)[a-z]+) (?:one|model|variant|option)\b)", "is there a "),
    (rf"\b(?P<what>folds|time|budget|runs|target|metric) (?:also )?(?P<n>(?:to )?{_COUNT}(?: (?:minutes?|hours?|mins?))?) make{_ENDS}|\b(?P<what2>folds|time|budget|runs|target|metric) (?:also )?make (?P<n2>{_COUNT}(?: (?:minutes?|hours?|mins?))?){_ENDS}", lambda m: f"make the {m['what'] or m['what2']} {m['n'] or m['n2']}"),
)  # fmt: skip


def _inner(what: str) -> str:
    """What began a sentence and stands within it now."""
    first = what.split(" ", 1)[0].split(",")[0]
    return what[:1].lower() + what[1:] if first[1:].islower() else what


def _reason(why: str | None) -> str:
    return "" if not why else f", {'they' if why.split()[0] in ('are', 'were') else 'it'}{why}"


def _given(act: str, what: str) -> str:
    """An act that stood at the end, before what it is done to: "me the results … give"."""
    to, _, rest = what.partition(" ")
    if to.lower() in ("me", "us") and act.lower() not in ("give", "show", "send", "tell"):
        return f"{act} {rest}"
    return f"{act} {what}"


@lru_cache(maxsize=1)
def _compiled() -> Sequence[tuple[re.Pattern[str], Change]]:
    return tuple((re.compile(pattern, re.IGNORECASE), change) for pattern, change in _HABITS)


_KEPT = re.compile(
    r"\"[^\"\n]*\"|“[^”\n]*”|`[^`\n]*`|(?<!\w)'[^'\n]{1,100}'(?!\w)|(?<!\S)(?=[^\s\\/_]{0,200}[\\/_])\S+|(?<!\w)\w{1,80}\.[a-z]\w+"
)
"""Quotations, names and files: nothing in them is put otherwise."""


_LONGEST = 2000
"""Characters of a message that is looked at; longer ones are hardly typed."""


def in_english_order(text: str, context: Context) -> str:
    """The message as somebody would write it whose mother tongue is English, as far as that is sure.

    Args:
        text: the message.
        context: the moment; names of columns and models stay as they are.
    """
    if len(text) > _LONGEST:
        return text
    out = text
    for pattern, change in _compiled():
        if not pattern.search(out):
            continue
        kept = [m.span() for m in _KEPT.finditer(out)]
        kept += [m.span() for name in (*context.columns, *context.models) if " " in name for m in re.finditer(re.escape(name), out, re.IGNORECASE)]  # fmt: skip
        out = _changed(out, pattern, change, kept)
    return out


def _changed(text: str, pattern: re.Pattern[str], change: Change, kept: Sequence[tuple[int, int]]) -> str:
    def put(match: re.Match[str]) -> str:
        if any(a < match.start() < b or a < match.end() < b for a, b in kept):
            return match.group()
        new = match.expand(change) if isinstance(change, str) else change(match)
        return new[:1].upper() + new[1:] if match.start() == 0 and match.group()[:1].isupper() else new

    return pattern.sub(put, text)
