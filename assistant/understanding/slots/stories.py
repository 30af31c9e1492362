"""What two mistakes cost, told in any words: which one a sentence speaks of follows from what went unseen or was in vain."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.commands.costs import costs_in
from assistant.understanding.commands.good_targets import good_target
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.slots.spoken import neat, numbers_at, spoken
from assistant.understanding.text.grammar import Args, Clause
from assistant.understanding.text.lexicon import NUMBER_WORDS, number_said
from assistant.understanding.text.words import parts, stem

_MISS, _ALARM = "false_negative", "false_positive"
_NAMED_MISS = r"\b(?:false neg\w*|fns?|type (?:ii|2|two) errors?|miss(?:es|ed|ing)?|overlook\w*|undetected|unnoticed|undiagnosed|uncaught|unflagged|false omissions?)\b"
_NAMED_ALARM = r"\b(?:false pos\w*|fps?|type (?:i|1|one) errors?|false (?:alarms?|alerts?|flags?|calls?|ones?|warnings?|hits?|accusations?)|(?:un)?necessary alarms?|needless\w*|unnecessar\w*|crying wolf|flagged (?:in error|by mistake|wrongly))\b"
_LIKE_MISS = (
    r"\b(?:unseen|unannounced|unexpected\w*|unwarned|unprepared|undiscovered|unspotted|slip\w*|escap\w*|gets? (?:away|through|past)|got (?:away|through|past)|(?:go|goes|went|fell|falls?|fall) (?:through|unseen|by)|without (?:us |anyone |anybody |me |our |our people )?(?:notic\w*|knowing|seeing|warning|catching)"
    r"|(?:not|n't|never|fail\w* to|failure to|without) (?:be |been |being |get |getting |us )?(?:catch\w*|caught|find\w*|found|detect\w*|spot\w*|see\w*|notic\w*|flag\w*|treat\w*|warn\w*|recogni[sz]\w*|identif\w*|call\w*|check\w*|act\w*|intervene|stop\w*|look\w*)"
    r"|(?:nobody|no one|none of us) (?:notic|saw|sees|caught|catch|spot|flag|expect|found|finds)\w*|if (?:we|you|i) (?:do not|don't|did not|didn't)|los(?:e|es|ing|t)|quits?|quitters?|leav(?:e|es|ing) (?:us|for|without|one|un\w+)|defaults?|defaulters?|dies|died|dead|death|kills?|killed|killing|fatal|deadly|lethal|(?:send|sends|sent|sending) (?:\w+ ){1,3}?home|bankrupt\w*|breaks? down|breakdowns?|bouncing back|comes? back ill|outages?|too late|let(?:ting)? (?:\w+ ){1,4}?(?:go|through|by|pass|loose|off|slip)"
    r"|paying out on|pay(?:ing)? out|approv\w*|accept(?:ing)? (?:a )?(?:bad|fraud\w*|fake)|shipping|shipped|released? (?:a )?(?:bad|faulty)|poisoned|cheats?|fraudsters?|made.up|fraud goes|real (?:one|case|fraud|failure|alarm|leak|defect)s?|actual(?:ly)? (?:sick|ill|fraud\w*|churn\w*|fail\w*)|ill|sick|unsold|empty|stays? empty|never shows?|no.?shows?|too few|underestimat\w*|understock\w*|in my inbox|lands? in (?:the |my )?inbox|untreated|missing out|unpaid|reaches? (?:the )?(?:customers?|shops?|market))\b"
)
_LIKE_ALARM = (
    r"\b(?:for nothing|without (?:any )?(?:need|reason|cause|necessity)|no need for it|in vain|in error|by mistake|mistakenly|wrong(?:ly)?|false(?:ly)?|wasted|waste|needless\w*|unneeded|superfluous|pointless|futile|healthy|honest|innocent|loyal|happy|legit\w*|genuine|clean|good|harmless|well|fine|sound|intact|fans?|faithful|satisfied|reliable|solvent|paying customers?|nothing (?:is|was) (?:wrong|there|broken|found)|nothing there|not there|not needed"
    r"|(?:who|that|would|'d)(?: have)? (?:stay\w*|pa(?:y|id|ys)|com(?:e|es)) ?(?:anyway)?|anyway|does come|do come|shows? up|turned? up|pester\w*|annoy\w*|bother\w*|disturb\w*|accus\w*|refus\w*|reject\w*|turn\w* (?:down|away)|send\w* away|delay\w*|overreact\w*|overbook\w*|overtreat\w*|overstock\w*|overdiagnos\w*|extra (?:check|call|visit|test|scan|inspection)s?|(?:one |\w+s? )?too many"
    r"|scann?(?:ed|ing)|throw\w* (?:away|out|in)|thrown|thrown in the junk|in the (?:junk|spam)|clos(?:e|ing)|block\w*|stopp?(?:ing|ed)|giving it away|passing over|pass over|gifts?|vouchers?|discounts?|coupons?|letters?|mailings?|phone calls?|visits?|inspections?|checks?|checking|sending a|calling (?:the |a |someone)|call the|flag\w*)\b"
)
_REJECTED_GOOD = r"\b(?:good|clean|star|talent\w*|great|right (?:one|person|candidate)|strong|deserving|clos\w*|pass\w* over|turn\w* (?:down|away)|reject\w*|refus\w*|skilled)\b"
_ACCEPTED_BAD = r"\b(?:bad|poisoned|poison\w*|dud|wrong (?:one|person|hire)|unsafe|dirty|contaminated|weak|unfit|lemon|spoil\w*|toxic)\b"
_TIMES_SAID = {"twice": 2.0, "double": 2.0, "two fold": 2.0, "twofold": 2.0, "thrice": 3.0, "triple": 3.0, "three fold": 3.0, "threefold": 3.0, "fourfold": 4.0, "quadruple": 4.0, "fivefold": 5.0, "tenfold": 10.0, "ten-fold": 10.0, "twentyfold": 20.0, "fiftyfold": 50.0, "hundredfold": 100.0, "a hundred times": 100.0, "half": 0.5, "a third": 1 / 3, "a quarter": 0.25, "a tenth": 0.1}  # fmt: skip
_EVEN = r"\b(?:equal\w*|the same|same|alike|as (?:bad|costly|expensive) as (?:each|one)|no difference|no matter which|identical\w*|one to one|1 ?: ?1|1 to 1|as much as each other|on a par|symmetric\w*|even)\b"
_RATHER = r"\b(?:rather|sooner|prefer|better|accept|tolerate|put up with|take|trade|willing|live with|swallow|stand|happy to|don't mind|fine with|okay with|ok with)\b"


@dataclass(frozen=True)
class _Figure:
    start: int
    end: int
    value: float


def cost_slots(clause: Clause, context: Context) -> Args | None:
    """What a miss and a false alarm cost, as prices or as a ratio; None where the two aren't told apart."""
    text, flip = spoken(clause), good_target(context)
    figures = _figures(clause, text)
    told = (
        _even(text, figures)
        or _called_so(text, figures, context)
        or _prices(text, figures, flip)
        or _ratio(text, figures, flip)
    )
    args = told or costs_in(clause, context)
    return args and (_whose(clause.message, args) or _both_prices(clause.message, args, flip) or args)


_DATED = re.compile(r"\b(?:since|in|from|until|till|before|after|during|year|of|by)\s*$")
"""What stands before a year: "in the shop since 2009" tells no price."""


_RATE = re.compile(
    r"\s*(?!(?:k |000 )?(?:eur\w*|dollars?|usd|pounds?|bucks|chf|francs?)\b)[a-z']+(?: [a-z']+)? (?:an?|per|each|every) (?:hour|day|week|month|shift|season)\b"
)
"""How many of something there are in a time, which is no price: "twenty cases a day"."""


def _figures(clause: Clause, text: str) -> list[_Figure]:
    """The figures that are prices or multiples, in the order they are said; durations only where nothing else is."""
    plain = [_Figure(*n) for n in numbers_at(clause, ("NUM",))]
    plain = [f for f in plain if not re.match(r"[\w']*\s*(?:a |per )?(?:year|errors?)\b", text[f.end :]) and not re.search(r"type\s*$", text[: f.start])]  # fmt: skip
    plain = [f for f in plain if not _RATE.match(text, f.end)]
    plain = [f for f in plain if not (1900 <= f.value <= 2100 and _DATED.search(text[: f.start]))]
    one = re.compile(r"^(?:one|a|an|1)$")
    strong = [f for f in plain if not one.match(text[f.start : f.end]) or re.search(r":\s*$|^\s*:|=\s*$|^\s+for\b", text[: f.start][-4:] + "")]  # fmt: skip
    if len(strong) >= 2:
        return strong
    both = [
        f
        for f in plain
        if (f not in strong and re.search(r"(?:[:/=]|\bto|\band|\bis|costs?)\s*$", text[: f.start]))
        or (f not in strong and re.match(r"\s*(?:each|apiece|a piece)\b", text[f.end :]))
    ]
    if strong and both:
        return sorted([*strong, *both], key=lambda f: f.start)[:2]
    durations = [_Figure(*n) for n in numbers_at(clause, ("DUR", "PCT"))]
    if len(strong) + len(durations) >= 2 and len(durations) >= 2:
        return durations
    return strong or [f for f in plain if re.match(r"\w", text[f.start : f.end]) and f.value != 1]


def _lean(text: str, flip: bool) -> float:
    """Above 0 where words speak of a miss, below where of a false alarm; what is named weighs most."""
    score = 3.0 * (len(re.findall(_NAMED_MISS, text)) - len(re.findall(_NAMED_ALARM, text)))
    bad, good = re.findall(_ACCEPTED_BAD, text), re.findall(_REJECTED_GOOD, text)
    if flip and (bad or good):
        return score + 1.5 * (len(re.findall(_REJECTED_GOOD, text)) - 2 * len(bad))
    return score + len(re.findall(_LIKE_MISS, text)) - len(re.findall(_LIKE_ALARM, text))


def _priced(first: float, a: float, b: float) -> Args | None:
    if not first:
        return None
    miss, alarm = (a, b) if first > 0 else (b, a)
    return {_MISS: neat(miss), _ALARM: neat(alarm)}


_CALLED = re.compile(
    r"\b(?:say|says|saying|call|calls|calling|predict|predicts|predicting|label|labell?ing|declare|declares|declaring|announce|announcing|claim|claiming|tell|telling|mark|marking|classify|classifying)(?: (?:it|that|to|as|is|them|something|someone|somebody|a|an|the|one|for))* "
    r"(?P<said>[a-z][\w ]{1,30}?),? (?:when|if|though|although|while|where|but) (?:it|they|he|she|this|that|the truth|in (?:truth|reality|fact) it|really it)(?: really| in fact| in truth| actually| only)? (?:is|are|was|were|'s)(?: really| in fact| in truth| actually| only)? (?P<so>[a-z][\w ]{1,30}?)(?=\s*(?:[,;.!]|$)| (?:is|costs?|weighs?|would|and|which|that)\b)"
)
"""An error told by what is said and what is so: "to say ripe when it is green"."""
_OPPOSITE = re.compile(r"\b(?:opposite|other way (?:round|around)|reverse|vice versa|contrary|inverse|other (?:one|error|mistake|case|way)|converse)\b")  # fmt: skip
"""The other of the two errors."""


def _called_so(text: str, figures: list[_Figure], context: Context) -> Args | None:
    """What an error costs that is told by what is said and what is so, as a multiple of the opposite one."""
    said = _CALLED.search(text)
    times = _times(text, figures)
    if said is None or times is None or times.value < 1 or not _OPPOSITE.search(text[said.end() :]):
        return None
    own = {stem(p) for p in parts(context.target or "") if p not in ("is", "has", "was")}
    if not own:
        return None
    positive, truth = (own <= {stem(w) for w in re.findall(r"[a-z]+", said[name])} for name in ("said", "so"))
    if positive == truth:
        return None
    denied = re.match(r"(?:not|no|un|non)\b", said["said" if positive else "so"])
    alarm = positive != bool(denied)
    return {_ALARM: neat(times.value), _MISS: 1} if alarm else {_MISS: neat(times.value), _ALARM: 1}


def _even(text: str, figures: list[_Figure]) -> Args | None:
    if figures or not re.search(_EVEN, text) or re.search(r"\b(?:not|n't) (?:\w+ )?(?:equal|the same|alike)", text):
        return None
    return {_MISS: 1, _ALARM: 1}


def _multiple(text: str, figure: _Figure) -> bool:
    """Whether a figure is a number of times rather than a price."""
    return bool(re.match(r"\s*-?(?:times|x|×|fold|to one|to 1)\b", text[figure.end :]))


def _prices(text: str, figures: list[_Figure], flip: bool) -> Args | None:
    """Two figures, each with the mistake it belongs to."""
    if len(figures) < 2 or (any(_multiple(text, f) for f in figures[:2])):
        return None
    first, second = figures[0], figures[1]
    between = text[first.end : second.start]
    if re.fullmatch(r"\s*(?::|to|/|against|vs\.?|versus)\s*", between):
        return _in_order(text[: first.start] or text[second.end :], text[second.end :], first, second, flip)
    if re.search(_RATHER, text[: second.start]) and re.search(r"\b(?:than|for|to avoid|before)\b", between):
        traded = _lean(between, flip)
        if traded:
            return _priced(-traded, first.value, second.value)
    after = re.match(r"(?:\s*(?:[€$£]|eur\w*|dollars?|usd|pounds?|bucks|points?|k))?\s*(?:each )?(?:for|if|when|per|in case|on|every time|whenever|goes? to|to(?! (?:us|me|them|the (?:company|firm|hotel|shop|bank|farm)|our)\b))\b", between)  # fmt: skip
    one, two = (between, text[second.end :]) if after else (text[: first.start], between + " " + text[second.end :])
    if not after:
        tail = re.match(r"[^.;:,]*?(?=[.;:,]|\band\b|\bwhile\b|\bbut\b|$)", between)
        one += (
            tail.group(0)
            if tail
            and tail.end() < len(between)
            and not _mentioned(tail.group(0))
            and not re.match(r"\s*$", tail.group(0))
            else ""
        )
        two = between[tail.end() if tail else 0 :] + " " + text[second.end :]
    lean = _lean(one, flip) - _lean(two, flip)
    return _priced(lean, first.value, second.value)


def _in_order(before: str, after: str, first: _Figure, second: _Figure, flip: bool) -> Args | None:
    """ "miss to false alarm 8 : 1": the first figure is of the mistake that is said first, or of the one called worse."""
    told = before if _mentioned(before) else after
    halves = re.split(r"\bto\b|\bagainst\b|\bversus\b|\bvs\b|,|;|:|=(?=.*\w{3})|/|\band\b|\bthan\b", told)
    leans = [x for x in (_lean(h, flip) for h in halves) if x]
    return _priced(leans[0], first.value, second.value) if leans else None


def _mentioned(text: str) -> bool:
    return bool(re.search(f"{_NAMED_MISS}|{_NAMED_ALARM}|{_LIKE_MISS}|{_LIKE_ALARM}", text))


def _ratio(text: str, figures: list[_Figure], flip: bool) -> Args | None:
    """One mistake as a multiple of the other."""
    times = _times(text, figures)
    if times is None:
        return None
    before, after = text[: times.start], text[times.end :]
    parted = re.split(r"\b(?:than|before|to avoid|in order not|so as not|for (?:each|every|one|a)\b|to not|not to|if it (?:saves|keeps)|rather than|as to|as|compared to)\b", after, maxsplit=1)  # fmt: skip
    one_thing = not re.search(r"\bas much\b|\btimes\b|\bx\b|\bfold\b", after[:14]) and times.value >= 1
    if re.search(_RATHER, before) and len(parted) == 2:
        lean = _lean(parted[0], flip) - _lean(text[text.find(parted[0]) + len(parted[0]) :], flip)
        return _priced(-lean, times.value, 1.0) if one_thing or lean else None
    split = re.search(r"\b(?:than|as|compared (?:to|with)|what|that of|of|:|then|over)\b(?!\s+(?:as|much|bad|expensive|costly|times|serious|important|it)\b)", after)  # fmt: skip
    subject = _lean(before, flip)
    traded = re.split(r"\b(?:as (?:bad|costly|expensive|much|serious|harmful) as|equals?|is worth|are worth|the same as|like|outweigh\w*|correspond\w* to)\b", after, maxsplit=1)  # fmt: skip
    if not subject and one_thing and len(traded) == 2 and not _multiple(text, times):
        return _priced(_lean(traded[1], flip) - _lean(traded[0], flip), times.value, 1.0)
    compared = re.split(r"\bthan\b|\bas\b(?=\s+(?:to|a|an|the|when|if|not|\w+ing)\b)|\bcompared\b", after)
    if not subject and len(compared) > 1:
        subject, other = _lean(" ".join(compared[:-1]), flip), _lean(compared[-1], flip)
    else:
        other = _lean(after[split.start() :] if split else after, flip)
    lean = subject - other
    return _relative(lean, times.value)


def _relative(lean: float, times: float) -> Args | None:
    if times <= 0:  # nothing costs no times as much: the figure tells something else
        return None
    if times >= 1 or not lean:
        return _priced(lean, times, 1.0)
    return _priced(-lean, 1 / times, 1.0)


def _times(text: str, figures: list[_Figure]) -> _Figure | None:
    multiples = [f for f in figures if _multiple(text, f)]
    if multiples or figures:
        return (multiples or figures)[0]
    for word, value in sorted(_TIMES_SAID.items(), key=lambda p: -len(p[0])):
        at = re.search(rf"\b{word}\b", text)
        if at:
            return _Figure(at.start(), at.end(), value)
    return None


_SENTENCE = re.compile(r"[^.;!?\n]+[.;!?\n]*")
_WORSE = re.compile(
    rf"\b(?P<n>\d+(?:[.,]\d+)?|{'|'.join(w for w in NUMBER_WORDS if w.isalpha())})[ -]?(?:times|x|fold) (?:(?:as|so|that|more|this) )*(?:bad|worse|costly|expensive|serious|grave|dear|harmful|terrible|awful|dangerous)\b(?! (?:as|than)\b)",
    re.IGNORECASE,
)
"""A multiple that a sentence of its own tells of the mistake spoken of last: "I would say five times as bad"."""


def with_told_times(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with what errors cost as a multiple told after both of them, which counts more than a price of one.

    "Opening it for nothing costs eight thousand. But sending it home kills it. Five times as bad, I would say."

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    said = _WORSE.search(text)
    if said is None or context.kind in ("regression", "forecast", "multiclass"):
        return list(pieces)
    told = [(m.start(), _lean(m.group().lower(), good_target(context))) for m in _SENTENCE.finditer(text)]
    leans = [lean for at, lean in told if at <= said.start() and lean]
    if len(leans) < 2 or leans[-1] * leans[-2] > 0:
        return list(pieces)
    times = number_said(said["n"].lower())
    args = _relative(leans[-1], float(times)) if times else None
    if args is None:
        return list(pieces)
    kept = [p for p in pieces if p.name != "set_error_costs"]
    kept = [p for p in kept if not (p.name == "feedback" and p.at >= 0)]
    return [*kept, Piece(said.start(), "set_error_costs", args)]


_PRICE = re.compile(
    rf"(?<![\w.,:])(?P<n>\d{{1,3}}(?:[ ,.'’]\d{{3}})+(?![\d.,]\d)|\d+(?:[.,]\d+)?|(?:{'|'.join(w for w, n in NUMBER_WORDS.items() if w.isalpha() and n > 1)})\b)(?P<k> ?(?:k|thousand|million)\b)?"
    r"(?!\w*[\d:]|[.,]\d)(?! of \d)(?! ?-?(?:%|percent|per cent|times|x|×|fold|to \w|in (?:\d|\w+ty\b|ten\b|hundred)|out of|of (?:the|them|our)|seconds?|s\b|minutes?|mins?|hours?|h\b|days?|weeks?|months?|years?|o['’]clock|am\b|litres?|liters?|tonnes?|kilos?|metres?|meters?|degrees?|folds?|runs?|such\b|claims?\b|cases\b|people|customers|rows)\b)",
    re.IGNORECASE,
)
"""A figure that may be a price: no share, no multiple, no time and no count."""
_IN_VAIN = re.compile(
    r"\b(?:for nothing|in vain|without (?:any )?(?:need|reason|cause)|needless\w*|unnecessar\w*|superfluous|pointless\w*)\b"
)
_WHOSE = re.compile(
    rf"\b(?:the |count |with )?(?P<n>\d+(?:[.,]\d+)?) (?:is |being |stands |goes )?(?:for|to) (?:(?:the|a|each|every) )*(?P<of>{_NAMED_MISS}|{_NAMED_ALARM})(?! ?[:=]? ?\d)|(?P<what>{_NAMED_MISS}|{_NAMED_ALARM})\S* (?:being|is|are|gets?|counts?) the (?P<m>\d+(?:[.,]\d+)?)",
    re.IGNORECASE,
)
"""Which of two figures is whose: "5 to 1, the 5 for misses", "false positive being the 5"."""
_LED_BY = 4
"""Words ahead of a figure without which the sentence before tells what it is the price of: "It's 140 a trip"."""


def with_told_prices(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with both prices that a message tells, each by the words before it, wherever only one was found.

    A multiple that is told behind both errors counts more (`with_told_times`).

    "Digging up a street for nothing sets us back 6,500. A burst main, with the flooded cellars, 90k easily."

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    pieces = with_told_times(text, pieces, context)
    costs = [p for p in pieces if p.name == "set_error_costs" and p.args]
    if len(costs) != 1:
        return list(pieces)
    args = _whose(text, costs[0].args) or _both_prices(text, costs[0].args, good_target(context))
    return [replace(p, args=args) if p is costs[0] and args else p for p in pieces]


def _whose(text: str, args: Args) -> Args | None:
    """The two costs, where one figure is said outright to be of one of the errors."""
    said = _WHOSE.search(text)
    value = number_said(said["n"] or said["m"]) if said else None
    if said is None or value is None or value not in args.values():
        return None
    own, other = (_MISS, _ALARM) if re.search(_NAMED_MISS, (said["of"] or said["what"]).lower()) else (_ALARM, _MISS)
    rest = next((v for v in args.values() if v != value), 1)
    return {own: neat(value), other: rest}


def _both_prices(text: str, args: Args, flip: bool) -> Args | None:
    """The two prices of a message in which one was overlooked, or given to the other error against plain words."""
    prices = list(_PRICE.finditer(text))
    values = [_amount(m) for m in prices]
    if len(prices) != 2 or None in values or values[0] == values[1]:
        return None
    first, second = (v for v in values if v is not None)
    if all(_OF_EACH.match(text, m.end()) for m in prices):  # "200 for every visit in vain, 5000 for each we missed"
        told = [text[prices[0].end() : prices[1].start()].lower(), text[prices[1].end() :].lower()]
    else:
        told = [text[: prices[0].end()], text[prices[0].end() : prices[1].end()]]
        told = [_its_part(part, prices[i]["n"]) for i, part in enumerate(told)]
    known = {v for v in args.values() if v != 1}
    if known == {first, second}:
        vain = [bool(_IN_VAIN.search(part)) for part in told]
        missed = [bool(re.search(_NAMED_MISS, part)) for part in told]
        plain = vain[1] - vain[0] or missed[0] - missed[1]
        return _priced(plain, first, second) if plain and not flip else None
    if not known & {first, second} or len(known) > 1:
        return None
    lean = 0.0 if flip else _lean(told[0], flip) - _lean(told[1], flip)
    lean = lean or (1.0 if args.get(_MISS) == first or args.get(_ALARM) == second else -1.0)
    return _priced(lean, first, second)


_OF_EACH = re.compile(r"(?: ?(?:€|\$|£|[a-z]+))? (?:for|per|on) (?:every|each|any|an?|one|the)\b", re.IGNORECASE)
"""A price ahead of what it is the price of."""


def _its_part(part: str, figure: str) -> str:
    """The words of a figure's own sentence before it, with the sentence ahead where these are few."""
    cut = [one for one in re.split(r"(?<=[.;!?])\s+", part.lower()) if one.strip(" .,;!?")]
    own = cut[-1] if cut else ""
    return " ".join(cut[-2:]) if len(own.split()) <= _LED_BY else own


def _amount(said: re.Match[str]) -> float | None:
    """The amount of a price: "90k", "56 000", "14 thousand"."""
    digits = re.sub(r"(?<=\d)[ ,.'’](?=\d{3}(?!\d))", "", said["n"].lower())
    value = number_said(digits)
    scale = (said["k"] or "").strip().lower()
    return None if value is None else value * {"": 1, "k": 1000, "thousand": 1000, "million": 1e6}[scale]
