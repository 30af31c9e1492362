"""Polite frames: "would you be so kind as to run the second" asks for the same as "run the second"."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from dataclasses import replace

from assistant.understanding.text.words import Word, bag

_YOU = r"(?:you|we|i|us|someone)"
_WOULD = r"(?:would|could|can|might|will|should|may)"
FRAMES = (
    rf"i (?:should|would|shall|do|am|will) (?:be )?(?:most |very |so |really |much |quite |only )*(?:grateful|delighted|happy|glad|obliged|pleased|thankful|relieved|interested)(?: indeed)?(?: (?:if|were|when|to see|that)(?: {_YOU})?)?(?: {_WOULD})?(?: to)?(?= )",
    rf"(?:i|we) (?:should|would|do|will|shall|could) (?:very much |rather |really |dearly )*(?:like|love|wish|appreciate|ask|request|beg|suggest|propose|urge|invite|prefer it)(?: it)?(?: (?:if|that))?(?: {_YOU}| your team)?(?: {_WOULD})?(?: to)?(?= )",
    rf"(?:i|we) (?:also |kindly |hereby |now |would |must |just |simply |wish to |want to )*(?:ask|request|beg|invite)(?: (?:for your help|kindly))?(?: (?:that|if))?(?: {_YOU})?(?: to| {_WOULD})?(?= )",
    r"(?:we|i) (?:wish|hope|intend|plan|mean|aim|propose) to(?= )",
    rf"(?:would|could|might|will|can) {_YOU} (?:please |perhaps |possibly |kindly |maybe |also |now |then |be )*(?:mind|care to|be (?:so )?(?:good|kind)(?: enough)?(?: as)? to|(?:so )?(?:good|kind)(?: enough)?(?: as)? to|be able to|able to|be willing to|willing to|be prepared to|find it in you to|trouble yourself to)(?= )",
    r"would it be (?:ok|okay|acceptable|fine|alright|all right|possible|too much|a problem|feasible)(?: for you| with you| to you)? (?:if(?: i| we| you)?|to)(?= )",
    r"(?:be )?(?:so |very )?(?:good|kind) (?:enough )?(?:as )?(?:to|and)(?= )",
    r"(?:might|may|could|can|shall|should|would) (?:i|we|you|one) (?:(?:perhaps|possibly|also|now|then|kindly|just|maybe|next|at last) )*(?:ask you(?: to)?|ask for|trouble you (?:for|to)|enquire|inquire|ask|know|request|learn|be told|have you|get you to|make you)(?: (?:to|for|about))?(?= )",
    r"(?:might|may|could|can|shall|should) (?:i|we|you) (?:(?:perhaps|possibly|also|now|then|kindly|just|maybe|next) )+(?= )?",
    rf"(?:it|that) (?:would|will|might|could) (?:be |really |greatly |also )*(?:please|help|lovely|nice|great|wonderful|good|kind|helpful|useful|splendid|marvellous|suit|a great help|appreciated)(?: (?:of you|me|us|the board|everyone|my boss|a lot|indeed))*(?: (?:if|to|when))?(?: {_YOU})?(?: {_WOULD})?(?= )",
    r"(?:if (?:it|that) is (?:not too much trouble|possible|alright|all right|ok|okay|no trouble|convenient)|if (?:you|i) (?:please|may|do not mind|would|might|could|would not mind|have a moment|have time|get a chance)|when you (?:have|get) (?:a moment|time|a chance)|at your convenience|out of (?:interest|curiosity)|having thought (?:it|about it)[^,;]*|on reflection|with respect|for the record|in that case|while you are at it|as a next step|for a start|first of all|secondly|thirdly|finally|lastly|last but not least|in addition|furthermore|moreover|besides|next up)(?: ,)?(?= )",
    r"(?:do|does)(?= (?:stop|run|show|give|use|make|keep|tell|let|try|start|take|have|go|look|load|open|compare|explain|drop|remove|include|hold|export|save|predict|pause|resume|recommend|suggest)\b)",
    r"(?:time|it is time|let it be|i think it is time) to(?= )",
)
LEAD = re.compile(rf"^(?:(?:{'|'.join(FRAMES)}) ?(?:, )?)+")
IMPERATIVES = bag(
    "pause stop show run start launch explain compare export save load open use drop remove exclude include keep try recommend suggest"
    " promote retrain train score watch monitor check give tell make let put take predict forecast optimise optimize validate split"
    " hold set limit change undo repeat replay describe summarise summarize look resume continue cancel abort list display download"
    " deploy roll forget reset import read bring treat ignore leave avoid switch go send write prepare propose add pull ship"
)
"""Verbs that requests begin with."""


def imperative(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """ "pausing the first" as "pause the first", as it follows "would you mind"."""
    if not words or words[0].entity is not None or not words[0].text.endswith("ing"):
        return words
    cut = words[0].text[:-3]
    for base in (cut, cut + "e", cut[:-1]):
        if base in IMPERATIVES:
            return (replace(words[0], text=base), *words[1:])
    return words
