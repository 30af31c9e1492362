"""What a miss and a false alarm cost: "a missed case costs 20 times a false alarm"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.good_targets import costs_of_wanted
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Clause, Found, Meaning, rules
from assistant.understanding.text.words import bag

Figure = tuple[int, float | int]
"""Where a figure stands and what it says."""
_THING = r"(?:[a-z_][\w]*|COL\d+|L?COL\d+)"
_DET = r"(?:a|an|one|each|every|the|any|any one|our|real|single|actual|of)"
_MISS = (
    rf"(?:(?:{_DET} )*(?:missed|overlooked|unplanned|undetected|unnoticed|uncaught|lost|unflagged|unseen|undiagnosed|unidentified|escaped|slipped|leaving|departed|churned|forgotten|defaulting|defaulted|failed|unspotted)(?: (?!(?:costs?|is|as|and|than|alarm|alert)\b){_THING}){{0,2}}"
    rf"|(?:{_DET} )*(?:misses|miss|fns?|false negatives?|type (?:ii|2|two|NUM\d+) errors?|escapes?|oversights?|false omissions?)"
    rf"|(?:missing|overlooking|losing|failing to (?:catch|detect|find|spot|identify|flag|see|recogni[sz]e)|not (?:catching|detecting|finding|spotting|flagging|seeing|noticing|identifying|recogni[sz]ing)|letting|overlook|miss|failure to (?:catch|detect)|to (?:miss|overlook|lose)|forgetting)(?: (?:{_DET}|out|on) ?)*(?: (?!(?:costs?|is|as|and|than)\b){_THING}){{0,3}}"
    rf"|(?:{_DET} )*{_THING} (?:that )?(?:we |i |it |the model |you |they |goes |go |slips |is |gets |get |got |comes |passes |makes it |let )+(?:miss|misses|overlook|overlooks|lose|loses|fails? to catch|did not catch|do not catch|not see|do not see|do not detect|missed|undetected|unnoticed|through|overlooked|fail to detect|do not find|lost))"
)
_ALARM = (
    rf"(?:(?:{_DET} )*(?:false|needless|unnecessary|wrong|unneeded|wasted|useless|superfluous|unjustified|pointless|fake|spurious|mistaken|unwarranted|bogus|erroneous|extra)(?: [a-z]+)?"
    rf" (?:alarms?|alerts?|positives?|calls?|warnings?|inspections?|checks?|visits?|letters?|offers?|treatments?|flags?|hits?|tests?|biops(?:y|ies)|examinations?|investigations?|discounts?|interventions?|trips?|repairs?|mailings?|vouchers?|contacts?|reviews?|follow ups?|emails?|detections?|rejections?|accusations?|stops?|bookings?|operations?)"
    rf"|(?:{_DET} )*(?:alarms?|fps?|type (?:i|1|one|NUM\d+) errors?|crying wolf)"
    rf"|(?:wrongly|falsely|needlessly|unnecessarily|mistakenly) (?:[a-z]+ing)(?: (?!(?:costs?|is|as|and|than)\b){_THING}){{0,4}}"
    rf"|(?:bothering|calling|contacting|phoning|flagging|blocking|treating|checking|mailing|inspecting|alarming|annoying|alerting|disturbing|accusing|rejecting|warning|visiting|sending|turning away|refusing)(?: (?!(?:costs?|is|as|and|than)\b){_THING}){{1,5}}"
    rf"|(?:{_DET} )*(?:retention )?(?:calls?|phone calls?|letters?|vouchers?|inspections?|visits?|offers?|checks?|mailings?|biops(?:y|ies)|discounts?|reviews?|investigations?|repairs?|emails?|follow ups?|gifts?|coupons?)(?: too many| for nothing| to someone| to somebody| to a happy customer)?(?= (?:costs?|is|NUM\d+|about|only|around|at|just)))"
)
_TIMES = {
    "twice": 2,
    "double": 2,
    "triple": 3,
    "thrice": 3,
    "tenfold": 10,
    "ten fold": 10,
    "fivefold": 5,
    "half": 0.5,
    "hundredfold": 100,
    "twentyfold": 20,
}
_MISS_RE = re.compile(rf"(?<!\S){_MISS}(?!\S)")
_ALARM_RE = re.compile(rf"(?<!\S){_ALARM}(?!\S)")
_RELATION = re.compile(r"\b(?:times|x|as|twice|double|triple|thrice|tenfold|fold|worth|equals|than|\*|×)\b")
_ABOUT_COST = re.compile(
    r"\b(?:costs?|costing|expensive|costly|pay|worse|bad|cheaper|dearer|worth|price|loss|lose|weigh|weighs|weight|as|serious|severe|important|damage|than|euros?|rather|ratio|harmful|hurts?|dangerous|acceptable|tolerable|fine|ok|okay|matters?|prefer|outweighs?|vs|versus|lives?|equally|equal|alike|same|:|=)\b|[€$£=:]|NUM\d+"
)


def costs_in(clause: Clause, context: Context) -> Args | None:
    """What a clause says of what errors cost; no args where only their order is said."""
    match = re.match(r".*", clause.text)
    assert match is not None
    args = _costs(Found(match, clause, context))
    return None if args is None else {k: v for k, v in args.items() if k != "_span"}


def _mentions(text: str) -> tuple[re.Match[str], re.Match[str]] | None:
    """The miss and the false alarm that are spoken of; those said to cost something before others."""
    misses = _by_price(_MISS_RE, text)
    for miss in misses:
        for alarm in _by_price(_ALARM_RE, text):
            if alarm.end() <= miss.start() or alarm.start() >= miss.end():
                return miss, alarm
    return None


def _by_price(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    priced = re.compile(r"(?: \S+){0,2} (?:costs?|is|are|=|:|worth)\b")
    return sorted(pattern.finditer(text), key=lambda m: (not priced.match(text[m.end() :]), m.start()))


def _one_named(text: str) -> tuple[re.Match[str], re.Match[str]] | None:
    """One error by its name and another thing with a price ("a spoilt batch costs 900, a needless check 30")."""
    if not re.search(r"(?<!\S)costs?(?!\S)", text) or len(re.findall(r"NUM\d+", text)) < 2:
        return None
    miss, alarm = (next(iter(_by_price(p, text)), None) for p in (_MISS_RE, _ALARM_RE))
    if (miss is None) == (alarm is None):
        return None
    other = re.compile(
        r"(?:an?|each|every|one|the) (?:[a-z]+ ){1,6}?(?=(?:costs? |is |about |only |around |us |at |just |roughly |, )*NUM\d+)"
    )
    known = miss or alarm
    assert known is not None
    for match in other.finditer(text):
        if match.end() <= known.start() or match.start() >= known.end():
            return (miss, match) if miss else (match, alarm)  # type: ignore[return-value]
    return None


def _costs(found: Found) -> Args | None:
    """The two costs, as a multiple of one another or in the same unit; no args where only the order is said."""
    text = found.clause.text
    each = re.search(
        r"(NUM\d+) (?:false|needless|unnecessary) (?:alarms?|alerts?|positives?|calls?) (?:for|per|to) (?:each|every|one|a)\b",
        text,
    )
    if each:
        return {"false_negative": _value(found, each.group(1)), "false_positive": 1, "_span": each.span()}
    worth = _WORTH.search(text)
    if worth and (miss_like := _leaning(worth.group("a"))) >= 0:
        checks = re.search(r"NUM\d+ " + _ALARM, text)
        if checks and (miss_like > 0 or re.match(r"(?:paying|a|an|one|each|every|losing)\b", worth.group("a"))):
            return {"false_negative": _value(found, worth.group("n")), "false_positive": 1, "_span": worth.span()}
    for_one = _RATHER_MANY.search(text)
    if for_one and _IN_VAIN.search(for_one["alarm"]) and _leaning(for_one["miss"]) > 0 and "NUM" not in for_one["miss"]:
        return {"false_negative": _value(found, for_one["n"]), "false_positive": 1, "_span": for_one.span()}
    alike = _EQUAL.search(text)
    if alike and _OF_ERRORS.search(text) and not _NOT_EQUAL.search(text):
        return {"false_negative": 1, "false_positive": 1, "_span": alike.span()}
    factor = costs_of_wanted(found) or _price_and_factor(found) or _part_of_the_other(found)
    if factor is not None:
        return factor
    both = _mentions(text) or _one_named(text)
    if both is None:
        return _told_apart(found)
    if not _ABOUT_COST.search(text) or re.search(r"\b(?:how many|how much|why|what is)\b", text):
        return None
    miss, alarm = both
    args = _figures(found, miss, alarm)
    if args is None:
        return None
    ends = [m.end() for m in re.finditer(r"NUM\d+(?: times?)?", text)]
    return {**args, "_span": (min(miss.start(), alarm.start()), max(miss.end(), alarm.end(), *ends))}


_WORTH = re.compile(
    rf"(?P<a>(?:\S+ ){{1,7}})(?:costs?|is|hurts|weighs|is worth|counts)(?: us)?(?: as)? (?:much|bad|expensive|costly|dear|serious)?(?: ?as| like)* ?(?P<n>NUM\d+) {_ALARM}"
)
_RATHER_MANY = re.compile(
    r"\b(?:rather|better|sooner|prefer\w*|happier|glad\w*)\b(?P<alarm>(?: \S+){1,4}? (?P<n>NUM\d+)(?: \S+){1,8}?) (?:than|before)\b(?P<miss>(?: \S+){1,8})"
)
"""Many done for nothing rather than one missed: "rather ten visits in vain than lose one"."""
_LIKE_A_MISS = re.compile(
    r"\b(?:miss\w*|unnoticed|undetected|unseen|unflagged|uncaught|overlook\w*|slip\w*|lose|loses|losing|lost|escap\w*|letting|let|leav\w*|goes|fail\w*|default\w*"
    r"|not (?:catch\w*|find\w*|detect\w*|spot\w*|call\w*|see\w*|notic\w*|flag\w*|treat\w*)|undiagnosed|untreated|gets? (?:away|through)|through|pass|accept\w* (?:an? )?bad|churn\w*|sick|actually|dies|dead|late|unplanned|broken|fraudster|too late|shipp(?:ed|ing)|contaminated|defective|faulty|reach\w* (?:the |a |our )?(?:customers?|patients?|shops?|market))\b"
)
_LIKE_AN_ALARM = re.compile(
    r"\b(?:false|falsely|needless\w*|unnecessar\w*|wrong\w*|refus\w*|turn\w* (?:down|away)|reject\w*|declin\w*|good|healthy|loyal|happy|innocent|honest|harmless|fine|well|nothing|vain|call\w*|phon\w*"
    r"|check\w*|inspect\w*|visit\w*|letter\w*|alarm\w*|alert\w*|stop\w*|block\w*|extra|superfluous|bother\w*|test\w*|offer\w*|voucher\w*|discount\w*|discard\w*|accus\w*|mail\w*|send\w*|sent|contact\w*|scrap\w*|reserv\w*|stay\w*|legitimate|genuine|pays?|sound|intact|binn?ing|throw\w* away|discarding)\b"
)
_IN_VAIN = re.compile(
    r"\b(?:for nothing|in vain|for no (?:good )?reason|without (?:need|reason|cause)|needless\w*|unnecessar\w*)\b"
)
"""What is done for nothing is a false alarm, whatever else is said of it."""
_LESS = re.compile(
    r"(?: times| x| fold)? (?:less|better|milder|cheaper|lighter|more (?:harmless|bearable|acceptable))\b"
)
_EQUAL = re.compile(
    r"\b(?:do not|never|not) (?:care|mind|matter)(?: to us| to me| for us)?(?: about)? (?:which|what)(?: (?:kind|type|sort) of)? (?:errors?|mistakes?|faults?)\b"
    r"|\b(?:both|(?:all )?(?:the )?(?:NUM\d+|two)) (?:(?:kinds?|types?|sorts?) )?(?:of )?(?:(?:errors?|mistakes?|faults?) )?(?:are |is )?(?:weigh|count|cost|matter|hurt|equally|just as)?(?: (?:us|me))? ?(?:exactly |just |about )?(?:the same|equally|alike|the same weight|as (?:much|bad|costly))\b"
)
"""Errors of either kind that are alike; the sentence speaks of errors somewhere."""
_NOT_EQUAL = re.compile(r"NUM\d+ times|\b(?:twice|not the same|how|why)\b|\?|^(?:do|does|did|are|is|were|would)\b")
_OF_ERRORS = re.compile(
    r"\b(?:errors?|mistakes?|faults?|miss(?:es)?|false alarms?|false positives?|false negatives?)\b"
)
_COMPARED = re.compile(
    r"(?P<a>[^.;]+?) (?:costs?|costing|is|are|hurts?|weighs?|counts?|would be|will cost|would cost|matters?|does)(?: us| me| you| about| roughly| easily| around| at GE\d+| GE\d+| GE| LE| almost| nearly| some| like| the company| as| probably| something| maybe)* "
    r"(?P<n>NUM\d+(?!\d)|twice|double|triple|thrice|tenfold|ten fold|fivefold)(?: (?:times|x|fold))?"
    r" ?(?:as |more |less |much |what |than |the |worse |bad |expensive |costly |price |cost |harm |damage |of |dearer |costlier |higher |serious |severe |like |important |harmful |painful |for |heavily |dear |long |that )*(?P<b>[^.;]+)$"
)


_A_LOSS = re.compile(r" (?:lost|gone|wasted|down the drain|out of the window)\b")
_MONEY = re.compile(
    r"[€$£]|\b(?:euros?|dollars?|pounds?|bucks|francs?|eur|usd|gbp|chf|cents?|crowns?|yen|rupees)\b", re.IGNORECASE
)
"""What makes a figure a price by itself and no multiple of another."""


def _in_money(found: Found, figure: str) -> bool:
    """Whether a figure was said with its currency."""
    word = next((w for w in found.clause.words if w.text == figure), None)
    return word is not None and bool(_MONEY.search(found.clause.message[word.start : word.end]))


def _leaning(text: str) -> int:
    """Above 0 where a phrase speaks of a miss, below where it speaks of a false alarm."""
    return len(_LIKE_A_MISS.findall(text)) - len(_LIKE_AN_ALARM.findall(text)) - 2 * len(_IN_VAIN.findall(text))


def _told_apart(found: Found) -> Args | None:
    """Two errors in a person's own words, told apart by what they sound like ("… twenty times what a refused client does")."""
    text = found.clause.text
    compared = _COMPARED.match(text)
    price = compared and (_A_LOSS.match(text, compared.end("n")) or _in_money(found, compared.group("n")))
    both = compared and re.search(r"NUM\d", compared.group("b"))  # each has a price of its own
    if (
        compared
        and not (price or both)
        and re.search(
            r"\b(?:costs?|worse|expensive|bad|hurts?|weighs?|dearer|costlier|serious|severe|harmful|painful)\b", text
        )
    ):
        said = compared.group("n")
        factor = _TIMES[said] if said in _TIMES else _value(found, said)
        lean = _leaning(compared.group("a")) - _leaning(compared.group("b"))
        lean = -lean if _LESS.match(text, compared.end("n")) else lean
        if lean and compared.group("b").strip():
            worse, other = ("false_negative", "false_positive") if lean > 0 else ("false_positive", "false_negative")
            return {worse: factor, other: 1, "_span": compared.span()}
    return _two_prices(found, text)


def _price_and_factor(found: Found) -> Args | None:
    """The price of one error, and how many times worse the other is: "a call costs 40 euros, missing one is 20 times worse"."""
    text = found.clause.text
    numbers = list(re.finditer(r"NUM\d+", text))
    times = [n for n in numbers if re.match(r" (?:times|x|fold|×)(?!\S)", text[n.end() :])]
    if len(numbers) != 2 or len(times) != 1 or not re.search(r"\b(?:costs?|pay|price)\b|euros?|dollars?|[€$£]", text):
        return None
    price = next(n for n in numbers if n is not times[0])
    other, said = text[: price.start()], text[price.end() : times[0].start()]
    if times[0].start() < price.start():
        said, other = text[: times[0].start()], text[times[0].end() : price.start()]
    beside = rf"{text[times[0].end() :]} " if times[0].start() > price.start() else other
    if re.search(r"\b(?:than|as much as|what|the (?:cost|price)) .*\b(?:costs?|does)\b", beside) or not said.strip():
        return None
    lean = _leans(said) - _leans(other)
    if not lean:
        return None
    worse, less = ("false_negative", "false_positive") if lean > 0 else ("false_positive", "false_negative")
    return {worse: _value(found, times[0].group()), less: 1, "_span": (0, max(n.end() for n in numbers) + 6)}


_PARTS = {
    word: n for n, words in ((2, "half"), (3, "third"), (4, "quarter fourth"), (5, "fifth"), (6, "sixth"), (7, "seventh"), (8, "eighth"), (9, "ninth"), (10, "tenth"), (20, "twentieth"), (50, "fiftieth"), (100, "hundredth"), (1000, "thousandth"))
    for word in words.split()
}  # fmt: skip
_A_PART = re.compile(
    rf"(?P<a>(?:\S+ ){{1,9}})(?:costs?|is|are|weighs?|hurts?|counts?|amounts to|comes to|would be|does)(?: (?:us|me|maybe|perhaps|about|only|roughly|around|at GE\d+|at most|LE|just|but|merely|probably|some|possibly|like))* "
    rf"(?:(?:an? |one |NUM\d+ )?(?P<part>{'|'.join(_PARTS)})(?: (?:of|as)\b| that\b| it\b)|(?P<pct>PCT\d+)(?= (?:of )?(?:that|it|this|what|the|an?)\b))(?P<b>.*)$"
)
"""One error as a part of the other: "opening one for nothing costs a tenth of that"."""


def _part_of_the_other(found: Found) -> Args | None:
    """The cheaper error, told as a part of what the other costs."""
    text = found.clause.text
    part = _A_PART.search(text)
    if part is None or not re.search(
        r"\b(?:costs?|bad|expensive|serious|terrible|weighs?|hurts?|harm\w*|dear)\b", text
    ):
        return None
    share = _value(found, part["pct"]) / 100 if part["pct"] else 1 / _PARTS[part["part"]]
    lean = _leans(part["a"]) or -_leans(part["b"])
    if not lean or not 0 < share < 1:
        return None
    dear, cheap = ("false_positive", "false_negative") if lean > 0 else ("false_negative", "false_positive")
    factor = round(1 / share, 2)
    return {dear: int(factor) if factor == int(factor) else factor, cheap: 1, "_span": part.span()}


def _leans(text: str) -> int:
    """As `_leaning`, with the usual names of the two errors counted first."""
    return _leaning(text) + 2 * bool(_MISS_RE.search(text)) - 2 * bool(_ALARM_RE.search(text))


def _two_prices(found: Found, text: str) -> Args | None:
    """Two things with a price each, one like a miss and one like a false alarm."""
    numbers = list(re.finditer(r"NUM\d+", text))
    priced = re.search(r"\b(?:costs?|pay|price|euros?|dollars?|bill)\b|[€$£]", text)
    if len(numbers) != 2 or not (priced or any(_in_money(found, n.group()) for n in numbers)):
        return None
    first, second = text[: numbers[0].start()], text[numbers[0].end() : numbers[1].start()]
    if re.match(r" (?:for|per|when|if|whenever|each time|every time)\b", text[numbers[0].end() :]):
        first, second = second, text[numbers[1].end() :]
    lean = _leaning(first) - _leaning(second)
    if not lean or not (_leaning(first) and _leaning(second)):
        return None
    values = [_value(found, n.group()) for n in numbers]
    worse, other = ("false_negative", "false_positive") if lean > 0 else ("false_positive", "false_negative")
    return {worse: values[0], other: values[1], "_span": (0, numbers[1].end())}


def _figures(found: Found, miss: re.Match[str], alarm: re.Match[str]) -> Args | None:
    text = found.clause.text
    values = [(m.start(), _value(found, m.group())) for m in re.finditer(r"NUM\d+", text)]
    numbers = [
        (at, v) for at, v in values if not (miss.start() <= at < miss.end() or alarm.start() <= at < alarm.end())
    ]
    miss_first = miss.start() < alarm.start()
    return (
        _traded(found)
        or _priced(numbers, miss, alarm, text)
        or _multiple(numbers, miss_first, text)
        or _one_price(numbers, miss, alarm, text)
        or _without_figures(text, bool(numbers))
    )


def _traded(found: Found) -> Args | None:
    """A number of false alarms weighed against misses: "one miss is as bad as 40 false alarms"."""
    text = found.clause.text
    alarms = re.search(r"(NUM\d+) (?:false|needless|unnecessary|fps?|alarms?|wrong)\b", text)
    if alarms is None or not re.search(r"\b(?:as|like|equals?|worth|than|outweighs?|rather|for)\b", text):
        return None
    misses = re.search(r"(NUM\d+) (?:missed|miss|misses|fns?|overlooked|undetected|lost|false negatives?)\b", text)
    factor = _value(found, alarms.group(1))
    if misses and misses.group(1) != alarms.group(1):
        each = factor / _value(found, misses.group(1))
        factor = int(each) if each == int(each) else each
    return {"false_negative": factor, "false_positive": 1}


def _priced(numbers: list[Figure], miss: re.Match[str], alarm: re.Match[str], text: str) -> Args | None:
    """Two prices in the same unit."""
    prices = [_price(numbers, m, o) for m, o in ((miss, alarm), (alarm, miss))]
    if None not in prices and not _RELATION.search(text):
        return {"false_negative": prices[0], "false_positive": prices[1]}
    if len(numbers) >= 2 and not re.search(r"NUM\d+ (?:times|x|fold|\*|×)", text):
        return _two(numbers, miss.start() < alarm.start())
    return None


def _multiple(numbers: list[Figure], miss_first: bool, text: str) -> Args | None:
    """One error as a multiple of the other."""
    named = [(at, v) for at, v in numbers if re.match(r"NUM\d+ (?:times|x|fold|\*|×)(?!\S)", text[at:])]
    times = [(0, _TIMES[w]) for w in _TIMES if re.search(rf"\b{w}\b", text)] or named or numbers
    if not times or not _RELATION.search(text):
        return None
    rather = re.search(r"\b(?:rather|prefer|better|accept|tolerate|trade)\b", text)
    miss_first = miss_first != bool(re.search(rf"(?:NUM\d+|twice|thrice){_LESS.pattern}", text))
    worse = ("false_negative", "false_positive") if miss_first or rather else ("false_positive", "false_negative")
    return {worse[0]: times[0][1], worse[1]: 1}


def _one_price(numbers: list[Figure], miss: re.Match[str], alarm: re.Match[str], text: str) -> Args | None:
    """The price of one error, where the other's isn't said."""
    if len(numbers) != 1 or not re.search(r"\bcosts?\b|\bworth\b", text):
        return None
    at, price = numbers[0]
    return {"false_negative" if abs(at - miss.end()) < abs(at - alarm.end()) else "false_positive": price}


def _without_figures(text: str, figures: bool) -> Args | None:
    """Equal costs, or only that one error is worse than the other."""
    alike = re.search(
        r"\bas (?:bad|expensive|costly|much|severe|serious|harmful|costs|dear|important) as\b|\bequal(?:ly)?\b|\balike\b|\bthe same\b",
        text,
    )
    if figures:
        return None
    return {"false_negative": 1, "false_positive": 1} if alike and not re.search(r"\bnot\b", text) else {}


def _price(numbers: list[Figure], mention: re.Match[str], other: re.Match[str]) -> float | int | None:
    """The first figure after a mention and before the other one."""
    limit = other.start() if other.start() >= mention.end() else 10**9
    return next((v for at, v in numbers if mention.end() <= at < limit), None)


def _value(found: Found, token: str) -> float | int:
    word = next(w for w in found.clause.words if w.text == token)
    assert word.entity is not None
    value: float | int = word.entity.values[0]
    return value


def _two(numbers: list[Figure], miss_first: bool) -> Args:
    """Two figures go to the two errors in the order they are said."""
    first, second = numbers[0][1], numbers[1][1]
    if miss_first:
        return {"false_negative": first, "false_positive": second}
    return {"false_negative": second, "false_positive": first}


MEANINGS = (
    Meaning(
        "set_error_costs",
        rules("sentence", _costs, r".+", order=10),
        (
            "a missed case costs 20 times a false alarm", "false alarms cost us 50, a missed fraud 5000",
            "a miss is ten times as bad as a false alarm", "missing a churner is worse than a false alarm",
            "better ten false alarms than one miss", "false negatives are five times more expensive than false positives",
            "the ratio of miss to false alarm is 20 to 1", "a lost customer costs 400 and a call costs 15",
        ),
        words=bag("missed alarm alarms false negatives positives costs cost times"),
    ),
)  # fmt: skip
