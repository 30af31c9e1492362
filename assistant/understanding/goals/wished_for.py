"""What recommendations are to be like, in words beside the request: "the same, only cheaper", "ones my boss can follow"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.text.lexicon import FAULTS, WISHES

_ALIKE = r"(?:all |just |simply |really |very |too |much |so |look |looks |seem |pretty |basically )*(?:(?:the|of the) same|alike|similar|one and the same|identical)(?! (?:as|data|rows|table|metric|folds|split))"


def _less_of(wish: str) -> re.Pattern[str]:
    """A wish told as more of it than before ("the same, only cheaper") or as the fault that none may have ("none of them slow")."""
    more = "|".join(n for n in WISHES[wish] if re.match(r"(?:more|less) |\S+er$", n))
    much = r"(?: (?:much|far|way|even|still|somewhat|slightly|rather|(?:a )?(?:bit|little|lot|tad)))*"
    return re.compile(
        rf"\b(?:something|anything|only|but|just|though){much} (?:{more})\b"
        rf"|\b(?:n(?:either|one)|not one) of (?:them|these|those|which)(?: (?:is|are|be|being|should|may|must|too|very|that|so|to))* (?:{'|'.join(FAULTS[wish])})\b",
        re.IGNORECASE,
    )


WISHED_FOR = (
    (
        "diverse",
        re.compile(
            r"\bdiffer\w* (?:much )?from (?:each |one an)other\b|\bas (?:different|diverse|varied|mixed|dissimilar|far apart|unlike|unalike)(?: (?:from |to )?(?:each |one an)other)? as\b|\bdiffer\w* (?:as much as|the most|widely|strongly)\b|\bunlike (?:each |one an)other\b|\ball over the (?:place|map|board)\b|\b(?:not|than|instead of) (?:\w+ times |all |always |just )?the same\b(?! as)"
            r"|\b(?:colou?rful|varied|mixed|diverse|broader|wider|richer) (?:mix|mixture|set|selection|list|choice|bunch|range|lot)\b|\b(?:more|some|greater|bit of) variety\b"
            rf"|\b(?:these|those|they|them|all of (?:these|those|them)|(?:these|those) \w+|(?:all|your) (?:two|three|four|five|six|\d)(?: of (?:these|those|them))?)(?: are|'re| look| seem| sound| being)? {_ALIKE}",
            re.IGNORECASE,
        ),
    ),
    (
        "interpretable",
        re.compile(
            r"\b(?:such|ones?|something|some|those|models?|ideas?|things?|suggestions?|recommendations?|methods?|variants?|options?|workflows?)\b(?: (?:as|that|which))? (?:i|we|one|people|everyone|every\w+|(?:the|my|our|an?) [a-z]+(?: [a-z]+)?) (?:can|could|might|may|would be able to)(?: (?!not\b|never\b)[a-z]+)? (?:explain|follow|understand|read|grasp|justify|defend|retrace)\b",
            re.IGNORECASE,
        ),
    ),
    *((wish, _less_of(wish)) for wish in FAULTS if wish != "accurate"),
    ("robust", re.compile(r"\b(?:is|are|be|stay|stays|keeps?|being)(?: it| them)? robust\b", re.IGNORECASE)),
    (
        "cheap",
        re.compile(
            r"\b(?:with|at|for|of)(?: a| the| as)? (?:(?:very|only|so|rather) )?(?:lit+le|low|lower|small|smaller|minimal|minor|hardly any|not much|next to no) (?:costs?|expenses?|money|expenditure|price|bill)\b"
            r"|\b(?<!miss )(?<!misses )(?<!alarm )(?<!alarms )(?<!error )(?<!errors )(?<!mistake )(?<!mistakes )(?<!one )(?:costs?|costing) (?:us |me )?(?:as |very |only |so |rather )*(?:lit+le|less|not much|next to nothing|hardly anything)\b|(?:n['’]t|\bnot|\bnever) cost (?:us |me )?(?:too |so |very |that )?(?:much|a lot|the earth|a fortune)\b",
            re.IGNORECASE,
        ),
    ),
)
"""Words of a request for recommendations that say of which kind they are to be."""
