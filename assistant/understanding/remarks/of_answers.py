"""What is said for or against an answer itself: "the explanation of temp was wrong, cats have 38.5"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece
from assistant.understanding.text.grammar import Args
from assistant.understanding.text.message_parts import asks

_SAID = re.compile(
    r"(?:^|(?<=[.!;\n] ))(?:(?:well|hm+|sorry|but|so|and|also|hi|hey|i think|i find|honestly),? )*"
    r"(?P<about>(?:the|your|that|this) (?:explanations?|reasoning|justifications?|rationale|reasons?(?= (?:\w+ )?(?:for|behind) )|argument(?:ation)?|(?:drift |fairness |quality )?reports?|answers?|findings|results?(?= (?:smells?|feels?|rings?|reads?)\b)|summary|plots?|charts?|overview|descriptions?|(?:decisions?|predictions?|verdicts?|forecasts?|judge?ments?)(?= (?:on|for|about|of) (?:(?:the|this|that|our|my) )?(?:\w+ ){0,2}#?(?=\w*-?\d)[\w-]+\b))(?: (?:you (?:gave|give|wrote|show\w*)|given))?(?: (?:of|for|about|on|to|behind) [^,.;:!?]{1,40}?)?)"
    r" (?:was|is|were|are|looks?|looked|seems?|seemed|sounds?|sounded|smells?|feels?|felt|rings?|reads?|read|makes?|made|(?P<denies>(?:does|did|do) not|(?:does|did|do)n['’]?t)) (?P<verdict>(?:(?:not|all|like an?|like|absolute|complete|pure|simply|just|really|very|quite|completely|totally|plain|a bit|rather|pretty|so|too|no) )*(?:wrong|false|incorrect|nonsense|rubbish|useless|sense|bad|poor|confusing|misleading|unclear|vague|helpful|unhelpful|useful|good|great|excellent|clear|right|correct|spot on|perfect|convincing|unconvincing|true|odd|strange|fishy|plausible|implausible|(?:hard|difficult|impossible|tough|easy) to (?:follow|understand|read|grasp|make sense of)|over my head|technical|incomprehensible|gibberish|circular|shallow|hollow|thin|empty|cryptic|jargon|horoscopes?|tea leaves|riddle|fairy tale|double dutch|worthless|superficial|sensible|reasonable|thorough|enlightening|neat|hold(?: water| up)?|add up|convince me|help(?: me)?|make sense))\b(?: (?:to|for) (?:me|us|an? \w+))?"
    r"(?P<why>(?:\s*[,;:.!–-]| because| since| as)\s*[^?\n]+)?",
    re.IGNORECASE,
)
_BAD = re.compile(r"\b(?:wrong|false|incorrect|nonsense|rubbish|useless|bad|poor|confusing|misleading|unclear|vague|unhelpful|unconvincing|odd|strange|fishy|implausible|off|blind|terrible|hopeless|unreliable|misled|overlooks|misses|ignores|fails|errs|exaggerates|overestimates|underestimates|hard|difficult|impossible|tough|over|incomprehensible|too|no|gibberish|circular|shallow|hollow|thin|empty|cryptic|jargon|horoscopes?|tea leaves|riddle|fairy tale|double dutch|worthless|superficial)\b", re.IGNORECASE)  # fmt: skip
_MISREAD = frozenset({"explain_prediction", "explain_model", "explain_recommendation", "look_at_data", "constrain", "feedback", "set_goal", "correct", "check_drift", "propose_runs"})  # fmt: skip
_FEWEST = 2
"""Words that a reason has at least."""


def of_answers(text: str, pieces: Sequence[Piece], context: Context | None = None) -> list[Piece]:
    """The pieces with what a message says of an answer or a kept model, in place of what that was taken for.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment, with the kept models.
    """
    said = _SAID.search(text)
    blamed = _of_a_model(text, context.models if context else ())
    if said is None and blamed is not None and all(p.name in _MISREAD for p in pieces):
        return [Piece(0, "feedback", blamed)]
    if said is None or re.match(r"[^.!;\n]*\?", text[said.end("verdict") :]):
        return list(pieces)
    args: Args = _of_what(said["about"], context) | {
        "sentiment": "negative" if said["denies"] else _felt(said["verdict"])
    }
    why = re.sub(r"^\W*(?:because|since|as)?\s*", "", said["why"] or "").strip(" .!")
    end = said.end()
    if asks(why) or len(why.split()) < _FEWEST:
        why, end = "", said.end("verdict")
    kept = [p for p in pieces if not (p.name in _MISREAD and said.start() <= p.at < end)]
    return sorted([*kept, Piece(said.start(), "feedback", args | ({"reason": why} if why else {}))], key=lambda p: p.at)


def _of_what(about: str, context: Context | None) -> Args:
    """What is judged: the place whose reasons they are, else the answer as it is called."""
    words = tagged(about, context)[0] if context else []
    places = [w.entity.values for w in words if w.entity and w.entity.kind in ("RANK", "NUM")]
    bare = re.search(r"\b(?:reason\w*|rationale|explanation|justification)\b", about, re.IGNORECASE)
    if (
        bare
        and context
        and len(places) == 1 == len(places[0])
        and 1 <= places[0][0] <= max(context.recommendations, context.results)
    ):
        return {"rank": int(places[0][0])}
    return {"about": about}


def _of_a_model(text: str, models: Sequence[str]) -> Args | None:
    """What a sentence that is all of the message says for or against a kept model, by its name."""
    for model in models:
        said = re.fullmatch(rf"{_FIRST}(?:the )?{re.escape(model)} {_JUDGES}", text.strip(), re.IGNORECASE)
        if said is not None:
            reason = said["reason"].strip(" .!")
            told = {"reason": reason} if len(reason.split()) > _FEWEST else {}
            return {"about": model, "sentiment": _felt(said["verdict"]), **told}
    return None


_FIRST = r"(?:(?:well|hm+|sorry|but|so|and|also|i think|i find|honestly|it seems|frankly),? )*"
_JUDGES = (
    r"(?:(?:is|was|seems|looks|keeps being|has been|stays|gets|becomes) )?(?:(?:nearly|almost|far|so|way|quite|really|very|always|often|simply|just|too|still|completely|usually) )*"
    r"(?P<reason>(?P<verdict>(?:(?:not|never|rarely|hardly ever) (?:\w+ )?)?(?:wrong|off|useless|bad|poor|blind|terrible|hopeless|unreliable|misled|good|great|right|reliable|excellent|spot on|helpful|useful|overlooks|misses|ignores|fails|errs|exaggerates|overestimates|underestimates))\b(?![^.!]*[,;] ?(?:and |so |please |then )*(?:retrain|check|promote|drop|use|roll|why|what|show|explain)\b)[^.!?;]*)[.!]*"
)


def _felt(verdict: str) -> str:
    """Praise or blame in a verdict: "not helpful" and "makes no sense" blame."""
    turned = re.search(r"\b(?:not|never|rarely|hardly)\b", verdict, re.IGNORECASE) is not None
    return "negative" if turned != bool(_BAD.search(verdict)) else "positive"


def without_empty(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without judgements that neither praise nor blame, where something else is asked for."""
    asked = any(p.name != "feedback" for p in pieces)
    return [p for p in pieces if not (asked and p.name == "feedback" and not p.args.keys() & {"sentiment", "rating"})]
