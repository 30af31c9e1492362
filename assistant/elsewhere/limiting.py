"""What a message says of an imported workflow's next combinations: "epochs at most 50", "no CNN", "minimise the loss".

Exact rules over the workflow's own names. Each pattern takes out what it has read, so that a metric that is bounded is
not taken as the one to recommend by.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.elsewhere.space_words import TIME_WORDS, SpaceWords, any_of
from assistant.understanding.text.lexicon import ORDINALS, WHOLE_NUMBER, number_said, place_named
from store.durations import SECONDS
from store.importers.experience import COST
from store.importers.limits import COMBINATION, TIME, Limit, Sign, joined
from store.importers.wording import whole
from store.records import Direction, Scalar

_NUMBER = rf"(?:-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?|-?\.\d+|{WHOLE_NUMBER})(?![\w.]*\d)(?:\s*%|\s*percent\b|k\b)?"
_NOT_MORE = r"more than|above|over|beyond|exceed(?:ing)?|larger than|higher than|greater than|bigger than|longer than|deeper than"
_NOT_LESS = r"less than|below|under|fewer than|smaller than|lower than|shorter than"
_NEGATED = r"(?:(?:do(?:es)? not|don'?t|must not|mustn'?t|should not|shouldn'?t|cannot|can'?t|not|no|never|nothing|none)\s+(?:be |go |get |fall |drop |sink |use |have |take |try )?)"
_SIGNS: tuple[tuple[Sign, str], ...] = (
    (
        "<=",
        rf"{_NEGATED}(?:{_NOT_MORE})|at most|up to|within|capped at|limited to|maximum(?: of)?|max\.?|a maximum of|<=|≤|=<",
    ),
    (">=", rf"{_NEGATED}(?:{_NOT_LESS})|at least|minimum(?: of)?|min\.?|a minimum of|starting (?:at|from)|>=|≥|=>"),
    ("<", rf"{_NOT_LESS}|<"),
    (">", rf"{_NOT_MORE}|>"),
)
_ANY_SIGN = "|".join(p for _, p in _SIGNS)
_BEHIND: tuple[tuple[Sign, str], ...] = (
    ("<=", r"or (?:less|fewer|lower|below|smaller|under|shorter)|at (?:the )?most|max(?:imum)?\b|tops"),
    (">=", r"or (?:more|higher|above|greater|larger|bigger)|at (?:the )?least|min(?:imum)?\b|and (?:up|above)|upwards"),
)
_ANY_BEHIND = "|".join(p for _, p in _BEHIND)
_FILLER = r"(?:\s*(?:\b(?:must|should|would|could|was|were|has|have|needs?|may|can|shall|to|is|are|be|stays?|remains?|kept?|keep|set|goe?s?|values?|of|the|a|an|with|always|only|at|limit(?:ed)?|cap(?:ped)?|bound|fixed|equals?|exactly)\b|=+|:))*\s*"
_UNIT = "|".join(sorted(SECONDS, key=len, reverse=True))
_BAN = r"(?:no|not|never|without|avoid\w*|exclud\w+|skip\w*|drop|ban|forbid|leave out|leaving out|rule out|stay away from|except(?: for)?|other than|anything but|rather than|instead of|get rid of|remove|ignore|neither|(?:do(?:es)? not|did not|didn'?t|don'?t|cannot|can'?t|won'?t|must not|mustn'?t) (?:use|try|want|like|have|propose|recommend|suggest|run|take|be|allow))"
_BANNED_BEHIND = r"(?:is|are) (?:not (?:allowed|possible|available|an option|ok(?:ay)?|fine|wanted|supported)|out|excluded|forbidden|banned|off the table|ruled out|broken|unavailable)|(?:isn'?t|aren'?t) (?:allowed|possible|available|an option|ok(?:ay)?|fine|supported)"
_ONLY = r"(?:only|just|solely|exclusively|nothing but|stick(?:ing)? (?:to|with)|keep(?:ing)? to|restrict(?:ed)? (?:it |this |yourself )?to|limit(?:ed)? (?:it |this |yourself )?to|(?:must|has to|have to|should|shall) (?:be|use|run on)|always|fix(?:ed)? (?:at|to)|set to|use|using|on|with|try|=)"
_ARTICLE = r"(?:\s+(?:a|an|the|any|more|use|using|with|of|kind|type|value|values|models?|to|be|try)\b)*\s+"
_AGAIN = r"(?:is|are) (?:fine|ok(?:ay)?|allowed|possible|available|back)(?: again| now| too)?|(?:may|can) be (?:used|tried|proposed)(?: again)?|again"
_LIFT = (
    r"(?:lift|drop|remove|forget|cancel|ignore|scrap|withdraw|take (?:back|away)|undo|no more|no longer any|no|without)"
)
_LIMIT_WORD = r"(?:limits?|bounds?|rules?|restrictions?|constraints?|conditions?|bans?|caps?)"
_KEEP = r"(?:keep|leave|hold|freeze|fix|do(?:n'?t| not) (?:change|touch|vary))"
_AS_IS = r"(?:as (?:it is|is|it was|in the best(?: \w+)?|before|now)|unchanged|fixed|constant|the same|alone|where it is|at the best(?: value)?)"
_LEAST = r"minimi[sz]\w*|minimal|minimum|lowest|smallest|least|reduc\w+|lower|cut|decreas\w+|shortest"
_MOST = r"maximi[sz]\w*|maximal|maximum|highest|largest|greatest|increas\w+|rais\w+"
_BY = r"optimi[sz]\w*|care (?:most |more |only |mainly )?about|focus on|ranked by|by|in terms of|with respect to|judg\w+ by|improv\w+|best|better|go for"
_BETWEEN_WORDS = r"(?:\s+(?:the|its|our|my|for|on|only|mostly|of|possible|by|to))*\s+"
_FASTEST = re.compile(
    r"\b(?:fastest|quickest|cheapest|as (?:fast|quick|cheap|short) as possible|as quickly as possible)\b", re.IGNORECASE
)
_WAYS: dict[str, Direction | None] = {
    "low": "min", "little": "min", "small": "min", "short": "min", "high": "max", "large": "max", "great": "max",
    "good": None,
}  # fmt: skip
_AS_POSSIBLE = rf"as (?P<how>{'|'.join(_WAYS)}) as possible"
_ONCE = re.compile(
    r"\b(?:what if|what about|how about|this time|(?:just |only )?(?:this |for )?once|for now)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"^\s*(?:which|what|how|why|who|when|where|show|list|did|were|was|is|are|does|do (?!not)|has|have|compare|explain|tell|plot|count)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:what if|what about|how about|recommend\w*|suggest\w*|propos\w+|try|next|should (?:i|we))\b", re.IGNORECASE
)


_PLACE = rf"(?:the (?P<place>\d{{1,2}}(?:st|nd|rd|th)|last|{'|'.join(ORDINALS)})|(?:the )?(?:number|no\.|#)\s*(?P<number>\d{{1,2}}))(?: (?:one|combination|suggestion|recommendation|row))?"
_CHEAPER = re.compile(r"\b(?:cheaper|faster|quicker|shorter|less (?:time|expensive|costly))\b(?! than)", re.IGNORECASE)
_MATTERS = r"(?:matters?|counts?|is (?:more|most|what) \w+|comes? first|is key|is decisive)"


@dataclass(frozen=True)
class Shown:
    """A combination that was recommended."""

    label: str
    seconds: float | None
    """What it was expected to take."""


@dataclass(frozen=True)
class SaidOfSpace:
    """What a message says of what may be recommended, and by what."""

    limits: tuple[Limit, ...] = ()
    lifted: tuple[str, ...] = ()
    """Parameters, metrics or `TIME` whose limits fall; "*" for all."""
    freed: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    """Parameter to values that may be proposed again."""
    metric: str | None = None
    """What to recommend by; `COST` for the time."""
    direction: Direction | None = None
    """Which way that is wanted, where the message says so."""
    once: bool = False
    """Whether it is meant for this answer alone."""

    @property
    def narrows(self) -> bool:
        """Whether it says anything of limits."""
        return bool(self.limits or self.lifted or self.freed)


def said_of_space(
    text: str, words: SpaceWords, best: Mapping[str, Scalar] | None = None, shown: Sequence[Shown] = ()
) -> SaidOfSpace | None:
    """What a message says of a workflow's next combinations; None where it says nothing of the kind.

    Args:
        text: the message.
        words: the workflow's names and values.
        best: choices of its best configuration, for "keep the depth as it is".
        shown: what was recommended last, the first first, for "not the second one" and "cheaper ones".
    """
    if _ASKS.match(text) and not _NEXT.search(text):
        return None
    reading = _Reading(text, words, best or {}, shown)
    said = reading.read()
    return said if said.narrows or said.metric else None


def choices_said(text: str, words: SpaceWords) -> tuple[tuple[Limit, ...], str]:
    """What a question about past runs says of their choices, and the question without it.

    Args:
        text: the question: "which runs had max_depth 79?", "how many did not use adam?".
        words: the workflow's names and values.
    """
    reading = _Reading(text, words, {}, ())
    return reading.choices(), re.sub(r"[\x00\s]+", " ", reading.text).strip()


class _Reading:
    """A message of which more and more has been read."""

    def __init__(self, text: str, words: SpaceWords, best: Mapping[str, Scalar], shown: Sequence[Shown]) -> None:
        self.text = " " + re.sub(r"[’‘]", "'", text) + " "
        self.words, self.best, self.shown = words, best, shown
        self.limits: list[Limit] = []
        self.lifted: list[str] = []
        self.freed: dict[str, tuple[Scalar, ...]] = {}
        self.parameter = any_of(words.parameters.values())
        self.metric = any_of(words.metrics.values())
        self.alone = any_of(p for _, _, p in words.alone)
        self.name = any_of([self.parameter, self.metric, TIME_WORDS])

    def read(self) -> SaidOfSpace:
        """All that it says, what is least mistakable first."""
        for step in (
            self._lifts,
            self._kept,
            self._ranges,
            self._times,
            self._bounds,
            self._places,
            self._bans,
            self._onlys,
        ):
            step()
        if self.shown and self.shown[0].seconds and _CHEAPER.search(self.text):
            self.limits.append(Limit(TIME, "<", (float(f"{self.shown[0].seconds:.3g}"),), "expected"))
        metric, direction = self._aim()
        once = _ONCE.search(self.text) is not None
        limits = joined((), self.limits)
        return SaidOfSpace(limits, tuple(self.lifted), self.freed, metric, direction, once)

    def choices(self) -> tuple[Limit, ...]:
        """What it narrows to, of the choices alone; bounds of metrics and of the time stay unread."""
        self.name = self.parameter
        for step in (self._ranges, self._bounds, self._bans, self._onlys, self._mentions):
            step()
        return joined((), self.limits)

    def _each(self, pattern: str, act: Callable[[re.Match[str]], bool], since: str | int = 0) -> None:
        """Acts on every match, and takes out those it could read, from the group `since` on."""
        place = 0
        compiled = re.compile(pattern, re.IGNORECASE)
        while (match := compiled.search(self.text, place)) is not None:
            if act(match):
                begin = match.start(since)
                self.text = self.text[:begin] + "\x00" * (match.end() - begin) + self.text[match.end() :]
            place = match.end()  # a pattern always takes a word

    def _lifts(self) -> None:
        of = rf"(?:\s*(?:on|of|for|about|at|against)\s+(?:the )?(?P<of>{any_of([self.name, self.alone])}))?"
        self._each(
            rf"\b{_LIFT}\s+(?:(?:the|my|all|any|that|those|these|such)\s+)*(?P<before>{self.name})?\s*{_LIMIT_WORD}\b{of}",
            self._lift,
        )
        self._each(
            rf"\bany\s+(?:number of |values? (?:of|for) |kind of )?(?P<of>{self.name})(?:\s+(?:{_AGAIN}|will do|at all))?(?!\w)",
            self._lift,
        )
        self._each(
            rf"\b(?:allow|bring back|permit|readmit)\s+(?:the )?(?P<v>{self.alone})(?: again| back)?(?!\w)", self._free
        )
        self._each(rf"(?<!\w)(?P<v>{self.alone})\s+(?:{_AGAIN})(?!\w)", self._free)

    def _lift(self, match: re.Match[str]) -> bool:
        said = match.groupdict()
        of = said.get("of") or said.get("before")
        if of is None:
            self.lifted.append("*")
            return True
        name = self.words.named(of)
        if name is None and (found := self.words.values_of(of)):
            name = found[0]
        if name is not None:
            self.lifted.append(name)
        return name is not None

    def _free(self, match: re.Match[str]) -> bool:
        found = self.words.values_of(match["v"])
        if found:
            self.freed[found[0]] = (*self.freed.get(found[0], ()), *found[1])
        return found is not None

    def _kept(self) -> None:
        self._each(
            rf"\b{_KEEP}\s+(?:the )?(?P<p>{self.parameter})(?:\s+{_AS_IS})?(?=\s*(?:[,;.!?]|\band\b|\bbut\b|$))",
            self._keep,
        )

    def _keep(self, match: re.Match[str]) -> bool:
        name = self.words.named(match["p"])
        if name is None or name not in self.best:
            return False
        self.limits.append(Limit(name, "in", (self.best[name],)))
        return True

    def _ranges(self) -> None:
        ends = rf"(?P<low>{_NUMBER})\s*(?:and|to|-|–|\.\.)\s*(?P<high>{_NUMBER})"
        self._each(rf"(?<!\w)(?P<p>{self.name}){_FILLER}(?:between|from|in|within)\s*[\[(]?{ends}[\])]?", self._range)
        self._each(rf"\b(?:between|from)\s+{ends}\s+(?P<p>{self.name})(?!\w)", self._range)

    def _range(self, match: re.Match[str]) -> bool:
        return all(self._bound(match["p"], sign, match[end]) for sign, end in ((">=", "low"), ("<=", "high")))  # type: ignore[arg-type]

    def _times(self) -> None:
        most = any_of(p for s, p in _SIGNS if s in ("<", "<="))
        total = r"(?!\s+(?:in total|altogether|overall|for (?:all|everything)|budget))"
        span = rf"(?:(?P<n>{_NUMBER})\s*|(?P<one>half an|an?)\s+)(?P<unit>{_UNIT})\b(?:\s+(?:a|per|each|for (?:a|one|each)) (?:run|one|combination))?{total}"
        self._each(rf"(?:(?P<p>{TIME_WORDS}){_FILLER})?(?<!\w)(?P<sign>{most}|in)\s*{span}", self._time)
        self._each(rf"(?<!\w){span}\s+(?P<sign>{_BEHIND[0][1]})(?P<p>)(?!\w)", self._time)

    def _time(self, match: re.Match[str]) -> bool:
        if match["sign"].casefold() == "in" and match["p"] is None:
            return False
        number = _number(match["n"]) if match["n"] else 0.5 if match["one"].casefold() == "half an" else 1.0
        if number is None:
            return False
        seconds = number * SECONDS[match["unit"].casefold()]
        self.limits.append(Limit(TIME, "<=", (whole(seconds),), "time"))
        return True

    def _bounds(self) -> None:
        number = rf"(?P<n>{_NUMBER})"
        for order in (
            rf"(?<!\w)(?P<p>{self.name}){_FILLER}(?P<sign>{_ANY_SIGN})\s*{number}",
            rf"(?<!\w)(?P<p>{self.name}){_FILLER}{number}\s*(?P<behind>{_ANY_BEHIND})(?!\w)",
            rf"(?<!\w)(?P<sign>{_ANY_SIGN})\s*{number}\s*(?:training |of |as |in |for )?(?:the )?(?P<p>{self.name})(?!\w)",
            rf"(?<!\w){number}\s*(?P<p>{self.name})\s+(?P<behind>{_ANY_BEHIND})(?!\w)",
        ):
            self._each(order, self._bounded)

    def _bounded(self, match: re.Match[str]) -> bool:
        said = match.groupdict()
        word, table = (said["sign"], _SIGNS) if said.get("sign") else (said["behind"], _BEHIND)
        sign = next(s for s, p in table if re.fullmatch(p, word.strip(), re.IGNORECASE))
        return self._bound(match["p"], sign, match["n"])

    def _bound(self, spelt: str, sign: Sign, number: str) -> bool:
        name, value = self.words.named(spelt), _number(number)
        if name is None or value is None:
            return False
        if name == TIME:
            self.limits.append(Limit(TIME, sign, (whole(value),), "time"))
        elif name in self.words.metrics and name not in self.words.parameters:
            if name in self.words.shares and (value > 1 or re.search(r"%|percent", number)):
                value /= 100
            self.limits.append(Limit(name, sign, (whole(value),), "metric"))
        else:
            self.limits.append(Limit(name, sign, (whole(value),)))
        return True

    def _places(self) -> None:
        self._each(rf"\b{_BAN}\s+(?:to )?{_PLACE}(?!\w)", self._placed)
        self._each(rf"(?<!\w){_PLACE}\s+{_BANNED_BEHIND}(?!\w)", self._placed)

    def _placed(self, match: re.Match[str]) -> bool:
        spelt = match["place"] or match["number"]
        place = len(self.shown) if spelt.casefold() == "last" else place_named(spelt)
        if not 1 <= place <= len(self.shown):
            return False
        self.limits.append(Limit(COMBINATION, "not in", (self.shown[place - 1].label,), "combination"))
        return True

    def _bans(self) -> None:
        for name, spelt in self.words.parameters.items():
            values = self._list_of(name)
            self._each(
                rf"\b{_BAN}(?:{_ARTICLE}|\s+)(?:the )?(?:{spelt}){_FILLER}(?P<v>{values})(?!\w)",
                self._of(name, "not in"),
            )
            self._each(
                rf"(?<!\w)(?:{spelt}){_FILLER}(?:not|never|other than|anything but|!=|≠|<>){_FILLER}(?P<v>{values})(?!\w)",
                self._of(name, "not in"),
            )
            if self.words.values[name] and all(isinstance(v, bool) for v in self.words.values[name]):
                self._each(rf"\b{_BAN}(?:{_ARTICLE})(?:{spelt})(?!\w)", self._switched(name, False))
                self._each(rf"\b(?:with|always|use|using){_ARTICLE}(?:{spelt})(?!\w)", self._switched(name, True))
        some = self._list_of(None)
        behind = rf"(?:\s+{any_of([self.parameter])})?"
        self._each(
            rf"\b{_BAN}{_ARTICLE}(?:(?:{self.parameter})\s+)?(?P<v>{some}){behind}(?!\w)", self._of(None, "not in")
        )
        self._each(rf"(?<!\w)(?P<v>{some})\s+{_BANNED_BEHIND}(?!\w)", self._of(None, "not in"))

    def _onlys(self) -> None:
        for name, spelt in self.words.parameters.items():
            self._each(rf"(?<!\w)(?:{spelt}){_FILLER}(?P<v>{self._list_of(name)})(?!\w)", self._of(name, "in"))
            self._each(rf"\b(?:{_ONLY}|exactly)\s+(?P<v>{_NUMBER})\s+(?:{spelt})(?!\w)", self._of(name, "in"), "v")
        some = self._list_of(None)
        self._each(rf"\b{_ONLY}(?:{_ARTICLE}|\s*\x00+\s*(?:,|and)\s*)(?P<v>{some})(?!\w)", self._of(None, "in"))
        self._each(rf"(?<!\w)(?P<v>{some})\s+(?:only|exclusively|alone)(?!\w)", self._of(None, "in"))

    def _mentions(self) -> None:
        for name, spelt in self.words.parameters.items():
            self._each(rf"(?<![\w.])(?P<v>{_NUMBER})\s+(?:{spelt})(?!\w)", self._of(name, "in"))
        self._each(rf"(?<!\w)(?P<v>{self._list_of(None)})(?!\w)", self._of(None, "in"))

    def _list_of(self, name: str | None) -> str:
        """One value or several, of a parameter or of any that its texts tell."""
        one = self._one(name)
        return rf"{one}(?:\s*(?:,\s*(?:or|and|nor)?|or|and|nor|/|\|)\s*(?:no |not |nor |an? |the )?{one})*"

    def _one(self, name: str | None) -> str:
        return self.alone if name is None else any_of([*(p for _, p in self.words.texts.get(name, ())), _NUMBER])

    def _of(self, name: str | None, sign: Sign) -> Callable[[re.Match[str]], bool]:
        return lambda match: self._values(name, sign, match["v"])

    def _switched(self, name: str, value: bool) -> Callable[[re.Match[str]], bool]:
        def act(_: re.Match[str]) -> bool:
            self.limits.append(Limit(name, "in", (value,)))
            return True

        return act

    def _values(self, name: str | None, sign: Sign, listed: str) -> bool:
        found: dict[str, list[Scalar]] = {}
        for spelt in re.findall(rf"(?<![\w.]){self._one(name)}(?!\w)", listed, re.IGNORECASE):
            known = self.words.values_of(spelt, name)
            number = _number(spelt) if known is None and name is not None else None
            if known is not None:
                found.setdefault(known[0], []).extend(v for v in known[1] if v not in found.get(known[0], ()))
            elif number is not None and name is not None:
                found.setdefault(name, []).append(whole(number))
        self.limits += [Limit(n, sign, tuple(values)) for n, values in found.items()]
        return bool(found)

    def _aim(self) -> tuple[str | None, Direction | None]:
        measured = rf"(?P<m>{any_of([self.metric, TIME_WORDS])})"
        patterns: tuple[tuple[str, Direction | None], ...] = (
            (rf"\b(?:{_LEAST}){_BETWEEN_WORDS}{measured}(?!\w)", "min"),
            (rf"\b(?:{_MOST}){_BETWEEN_WORDS}{measured}(?!\w)", "max"),
            (rf"\b(?:{_BY}){_BETWEEN_WORDS}{measured}(?!\w)", None),
            (rf"(?<!\w){measured}\s+{_MATTERS}\b", None),
            (rf"(?<!\w){measured}{_FILLER}{_AS_POSSIBLE}", None),
        )
        for pattern, way in patterns:
            match = re.search(pattern, self.text, re.IGNORECASE)
            if match and (name := self.words.named(match["m"])):
                how = match.groupdict().get("how")
                return (COST, None) if name == TIME else (name, _WAYS[how.casefold()] if how else way)
        return (COST, None) if _FASTEST.search(self.text) else (None, None)


def _number(said: str) -> float | None:
    plain = re.sub(r"\s*(?:%|percent)\s*$", "", said.strip(), flags=re.IGNORECASE)
    thousands = plain.casefold().endswith("k") and plain[:-1].replace(".", "").isdigit()
    plain = (plain[:-1] if thousands else plain).replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        found = number_said(plain)
        if found is None:
            return None
        value = found
    return value * 1000 if thousands else value
