"""Values that stand for missing ones: "zeros in glucose mean missing", "-999 in temp is not measured"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from typing import Any

from assistant.understanding.text.grammar import Args, Found, Meaning, rules
from assistant.understanding.text.words import Word

_ZERO = r"(?:zeros?|zeroes|nulls of 0)"
_FIGURE = r"(?:[-−–;] )?NUM"  # a minus behind a blank is read as a dash, which parts a sentence
_VALUE = rf"(?:(?:a|an|the|all|any|every|each|that|this|those|these|such|value|values|code|of|entry|entries|reading|readings) )*(?P<value>{_ZERO}|{_FIGURE}(?: (?:or|and|,) {_FIGURE})*|QUOTE(?: (?:or|and|,) QUOTE)*)(?: (?:values?|readings?|entries|ones|there))*"
_COLS = r"(?:(?:the|column|columns|field|fields|variable) )*(?P<by>COL(?:(?: ,)?(?: and| or| ,)?(?: an?| the| in| of)* COL)*)(?: (?:column|columns|field|values?|readings?))*"
_MEANS = r"(?:(?:really|actually|just|always|here|in fact|of course|probably|usually) )*(?:means?|meant|meaning|stands? for|is|are|was|were|counts? as|(?:should|must|shall|has to|have to) (?:count|be (?:read|treated|taken|seen|counted|regarded|handled|considered)) (?:as|like)|marks?|encodes?|denotes?|signif(?:y|ies)|represents?|=|indicates?)(?: (?:really|actually|just|that|a|an|the|it|they|was|were|is|are|value|values|to be|treated as|taken as|as|simply|probably|in fact|in truth|nobody|no one|someone|they have|it has|has|have|been))*"
_MISSING = r"(?:missing|not (?:measured|recorded|known|available|taken|there|given|done|entered|asked|real|filled in|reported|observed)|unknown|unmeasured|unrecorded|absent|blanks?|empty|no (?:value|measurement|data|reading|answer|record|information)|na|n a|nan|null|gaps?|never (?:measured|recorded|taken|asked)|measured it|measured that|recorded it|(?:the )?(?:sensor|meter|counter|probe|device|station|logger|machine|instrument)(?: (?:was|is|were|had))?(?: been)? (?:down|off|out|dead|broken|failed|offline|not working|faulty|unplugged|silent|failing)|(?:sensor |measuring |measurement )?(?:failure|fault|outage|dropout|error)s?|(?:sensor|meter) (?:down|off|failure|fault))"
_REAL = r"(?:real|genuine|valid|true|a real value|a valid value|real values|valid values|actual values|a true zero|not missing|no missing values?|meaningful)"
_NEVER = r"(?:impossible|not possible|never possible|not plausible|implausible|not real|absurd|nonsense|no real value|an error|a mistake|wrong|not alive|unrealistic|makes no sense|can not be(?: right| true| real)?|can not happen|does not (?:exist|happen|occur|make sense)|do not (?:exist|happen|occur|make sense)|never happens?|could not be(?: right| true)?)"
_SO = rf"(?:(?: ,| -)?(?: (?:so|and|that|those|these|this|it|they|zeros?|values?|just|only|simply|must|then|the|therefore|hence|surely|,|please|numbers?|entries|rows?|have|has|be))* (?:{_MEANS} {_MISSING}|(?:treat|read|take|count|consider|regard|handle)(?: (?:it|them|those|these|that|this|zeros?|the|values?))* (?:as|like) {_MISSING})(?: (?:values?|one|there|data|at all|then|please))*)?"
_AS = r"(?:as|to|by|with|into|like)"


def _values(found: Found) -> list[str]:
    if re.fullmatch(_ZERO, found.said("value") or ""):
        return ["0"]
    told = found.clause.covered(*found.match.span("value"))
    numbers = [_signed(found, w, v) for w in told if w.entity and w.entity.kind == "NUM" for v in w.entity.values]
    return numbers or [str(v) for v in found.values("QUOTE", "value")]


def _signed(found: Found, word: Word, value: Any) -> str:
    """A figure as text, with the sign that stands right before it."""
    before = found.clause.message[max(word.start - 2, 0) : word.start]
    sign = "-" if re.search(r"(?:^|[^\w.])[-−–]$", before) else ""
    return sign + (f"{value:g}" if isinstance(value, int | float) else str(value))


def _asked(found: Found) -> bool:
    """Whether it is only asked."""
    return found.clause.whole.rstrip().endswith("?")


def _codes(found: Found) -> Args | None:
    columns, values = found.values("COL", "by"), _values(found)
    denied = re.match(r"(?:you|one|people|we|there|it)\b(?!.*\b(?:not|never|no)\b)", found.match.group(0))
    if not columns or not values or _asked(found) or denied:
        return None
    return {"missing_codes": [{"column": c, "values": values} for c in columns]}


def _none(found: Found) -> Args | None:
    columns = found.values("COL", "by")
    return {"missing_codes": [{"column": c, "values": []} for c in columns]} if columns else None


def _each(found: Found) -> Args | None:
    """Values and the columns they stand in, pair by pair: "-1 in age and 999 in bmi"."""
    codes: list[tuple[list[str], list[str]]] = []
    for word in found.clause.covered(*found.match.span("pairs")):
        kind = word.entity.kind if word.entity else "ZERO" if re.fullmatch(_ZERO, word.text) else ""
        if kind in ("NUM", "QUOTE", "ZERO") and (not codes or codes[-1][0]):
            codes.append(([], []))
        if kind == "ZERO":
            codes[-1][1].append("0")
        elif kind == "NUM" and word.entity:
            codes[-1][1].extend(_signed(found, word, v) for v in word.entity.values)
        elif kind == "QUOTE" and word.entity:
            codes[-1][1].extend(str(v) for v in word.entity.values)
        elif kind == "COL" and word.entity and codes:
            codes[-1][0].extend(str(v) for v in word.entity.values)
    if _asked(found):
        return None
    return {"missing_codes": [{"column": c, "values": values} for columns, values in codes for c in columns]}


_PAIR = rf"{_VALUE.replace('?P<value>', '?:')} (?:in|of|for|at|under|on) {_COLS.replace('?P<by>', '?:')}"

MEANINGS = (
    Meaning(
        "constrain",
        rules(
            "early",
            _none,
            rf"{_VALUE} (?:in|of|for|at|under) {_COLS} (?:is|are)(?: (?:really|actually|in fact|after all|all|just))* {_REAL}(?: (?:after all|though|values?))*",
            rf"(?:in|for|of) {_COLS}(?: ,)? {_VALUE} (?:is|are)(?: (?:really|actually|in fact|after all|all|just))* {_REAL}(?: (?:after all|though|values?))*",
            order=1,
            firm=True,
        )
        + rules(
            "early",
            _each,
            rf"(?P<pairs>{_PAIR}(?:(?: ,)?(?: and| or)? {_PAIR})+) {_MEANS} {_MISSING}(?: (?:values?|one|there|data|at all))*",
            order=1,
            firm=True,
        )
        + rules(
            "early",
            _codes,
            rf"(?:nobody|no one|none|nothing|no [a-z]+|you|one|people|we|there|it)(?: (?:can|could|will|would|ever|really|alive|of (?:them|us|our [a-z]+)|living|is|are|on earth|here|not|never|does|do|has|have|had|with|no|an?|any))* {_COLS} (?:of|at|=|is|equal to|equals|with|being) {_VALUE}{_SO}",
            rf"(?:(?:a|an|the|any) )?{_COLS} (?:of|at|=|equal to|being) {_VALUE}(?: (?:is|are|would be|clearly|just|simply|of course|surely|really|physically|medically|obviously))* {_NEVER}{_SO}",
            rf"{_VALUE} {_COLS}(?: (?:is|are|would be|clearly|just|simply|of course|surely|really))* {_NEVER}{_SO}",
            rf"{_VALUE} (?:in|of|for|at|under|on) {_COLS} {_MEANS} {_MISSING}(?: (?:values?|one|there|data|at all))*",
            rf"(?:in|for|of|at|under) {_COLS}(?: ,| :)? {_VALUE} {_MEANS} {_MISSING}(?: (?:values?|one|there|data|at all))*",
            rf"(?:(?:a|an|the|any|every) )?{_COLS} (?:=|==|is|of|equals?|equal to|being|at|with)(?: set to)? {_VALUE} {_MEANS} {_MISSING}(?: (?:values?|one|there|data|at all))*",
            rf"(?:treat|read|take|count|consider|regard|handle|interpret|see|set|turn|replace|make|code|mark) {_VALUE} (?:in|of|for|at|under) {_COLS} {_AS}(?: (?:being|a|if it was|if they were))* {_MISSING}(?: (?:values?|one))*",
            rf"(?:missing|unknown|unmeasured|absent)(?: (?:values?|readings?|measurements?|entries))?(?: (?:in|of|for))? {_COLS} (?:is|are|was|were|gets?|got|has been|have been) (?:coded|stored|written|entered|recorded|saved|encoded|given|noted|set|filled|put|marked|shown)(?: (?:in|down))?(?: (?:as|with|by|to))? {_VALUE}",
            order=2,
            firm=True,
        ),
    ),
)
