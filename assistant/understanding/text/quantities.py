"""Numbers, shares, durations and amounts of memory, in figures and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.text.lexicon import MEMORY_MB, NUMBER_WORDS
from assistant.understanding.text.words import Entity, Word, bag, number_of
from store.durations import SECONDS

_TENS = frozenset(w for w, v in NUMBER_WORDS.items() if 20 <= v <= 90)
_SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1e6, "k": 1000.0, "mio": 1e6, "mn": 1e6}
_MONEY = bag("€ $ £ eur euro euros dollar dollars usd bucks pounds gbp chf francs cents quid")
_COUNTED_ONE = bag(
    "run trial try attempt experiment suggestion recommendation proposal idea"
    " miss false missed percent euro dollar point half and star"
)
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}
_TIGHT_ONLY = frozenset({"m", "d", "g", "s", "h"})
"""Units that are letters: they must touch their number or stand alone after it."""
_ABOUT = bag("about around roughly approximately some nearly almost ~ circa")


@dataclass(frozen=True)
class Found:
    """A quantity and how many words it takes."""

    entity: Entity
    length: int


def _text(words: Sequence[Word], i: int) -> str:
    return words[i].text if 0 <= i < len(words) and words[i].entity is None else ""


def number_at(words: Sequence[Word], i: int) -> tuple[float, int] | None:
    """The number that starts at a word, and how many words it takes; None where none starts.

    Articles count only before "hundred", "dozen", "couple" and the like: "a" alone is no number.
    """
    start = i
    if _text(words, i) in ("€", "$", "£"):
        i += 1
    if _text(words, i) in ("a", "an", "one") and _text(words, i + 1) in ("hundred", "thousand", "million", "dozen"):
        i += 1
        return NUMBER_WORDS[_text(words, i)], i + 1 - start
    if _text(words, i) == "a" and _text(words, i + 1) == "couple":
        return 2.0, i + (3 if _text(words, i + 2) == "of" else 2) - start
    if (_text(words, i), _text(words, i + 1), _text(words, i + 2)) == ("half", "a", "dozen"):
        return 6.0, i + 3 - start
    value = number_of(_text(words, i))
    if value is None:
        return _in_words(words, i, start)
    i += 1
    while _grouped(words, i):
        value, i = value * 1000 + int(words[i].text), i + 1
    if _text(words, i) in _SCALES:
        value *= _SCALES[_text(words, i)]
        i += 1
    return _with_part(words, i, start, value)


def _with_part(words: Sequence[Word], i: int, start: int, value: float) -> tuple[float, int]:
    """A number with the part of one told behind it: "two and a half times"."""
    part = _MORE.get(tuple(_text(words, i + k) for k in range(3)), 0.0)
    return value + part, i + (3 if part else 0) - start


def _grouped(words: Sequence[Word], i: int) -> bool:
    """Whether a word is a group of three digits after one or more others, as in "20 000"."""
    text, before = _text(words, i), _text(words, i - 1)
    return (
        len(text) == 3
        and text.isdigit()
        and before.isdigit()
        and len(before) <= 3
        and words[i].start == words[i - 1].end + 1
    )


def _in_words(words: Sequence[Word], i: int, start: int) -> tuple[float, int] | None:
    first = _text(words, i)
    if first == "one" and not _counts_one(words, i):
        return None
    if first not in NUMBER_WORDS or first in ("half", "dozen", "½", "¼", "¾"):
        return None
    total = NUMBER_WORDS[first]
    i += 1
    if first in _TENS and 0 < NUMBER_WORDS.get(_text(words, i), 0) < 10:
        total += NUMBER_WORDS[_text(words, i)]
        i += 1
    if _text(words, i) == "point" and _text(words, i + 1) in NUMBER_WORDS:
        total += NUMBER_WORDS[_text(words, i + 1)] / 10
        i += 2
    while _text(words, i) in _SCALES:
        total *= _SCALES[_text(words, i)]
        i += 1
    if _text(words, i) == "and" and _text(words, i + 1) in NUMBER_WORDS and total >= 100:
        more = _in_words(words, i + 1, i + 1)
        if more:
            return total + more[0], i + 1 + more[1] - start
    if _text(words, i) == "dozen":
        total *= 12
        i += 1
    return _with_part(words, i, start, total)


def _counts_one(words: Sequence[Word], i: int) -> bool:
    """ "one" is a number before what can be counted or after what names a figure; else it stands for a thing."""
    after, before = _text(words, i + 1), _text(words, i - 1)
    counted = after in SECONDS or after in MEMORY_MB or after in _SCALES or after.removesuffix("s") in _COUNTED_ONE
    parted = tuple(_text(words, i + 1 + k) for k in range(3)) in _MORE
    return counted or parted or (before in _BEFORE_ONE and after != "of")


_BEFORE_ONE = bag("number option rank recommendation suggestion model costs cost to times variant run")
_PART = {"third": 1 / 3, "fifth": 0.2, "tenth": 0.1, "twentieth": 0.05, "hundredth": 0.01, "thousandth": 0.001}
"""Parts of a unit: "a tenth of a second"."""
_NUMERATORS, _DENOMINATORS = bag("1 2 3"), bag("2 3 4")
_HOURS = bag("h hr hrs hour hours")
_BEHIND_MINUTES = (
    bag("for is are at in as max maximum tops please total altogether overall only and then or to it that should will")
    | frozenset(",.;!?)…")
    | {""}
)
"""What may stand behind minutes that bear no unit: "an hour and twenty at most"."""


_FRACTIONS = {"half": 0.5, "½": 0.5, "quarter": 0.25, "¼": 0.25, "¾": 0.75}


def _fraction_of_unit(words: Sequence[Word], i: int) -> tuple[float, int] | None:
    """ "half an hour", "a quarter of an hour", "three quarters of an hour", "½ h": factor and words before the unit."""
    j = i + 1 if _text(words, i) in ("a", "an") else i
    factor: float | None = None
    if _text(words, j) in _FRACTIONS:
        factor, j = _FRACTIONS[_text(words, j)], j + 1
    elif _text(words, j) in ("three", "3") and _text(words, j + 1) in ("quarters", "quarter"):
        factor, j = 0.75, j + 2
    elif _text(words, j) in _NUMERATORS and _text(words, j + 1) == "/" and _text(words, j + 2) in _DENOMINATORS:
        factor, j = int(words[j].text) / int(words[j + 2].text), j + 3
    elif _text(words, j) in _PART or _text(words, j + 1).removesuffix("s") in _PART:
        of = _text(words, j) in _PART
        times = 1.0 if of else NUMBER_WORDS.get(_text(words, j)) or number_of(_text(words, j)) or 0.0
        factor, j = times * _PART[_text(words, j if of else j + 1).removesuffix("s")], j + (1 if of else 2)
        if not factor or _text(words, j) != "of":
            return None
    if factor is None:
        return None
    if _text(words, j) == "of":
        j += 1
    if _text(words, j) in ("a", "an", "one"):
        j += 1
    return (factor, j - i) if _text(words, j) in SECONDS else None


def quantity_at(words: Sequence[Word], i: int) -> Found | None:
    """The quantity that starts at a word: DUR in seconds, MEM in MB, PCT in percent, NUM plain, WHEN in days."""
    skipped = 1 if _text(words, i) in _ABOUT else 0
    found = (
        _when_at(words, i)
        or _fraction_share(words, i + skipped)
        or _duration_at(words, i + skipped)
        or _amount_at(words, i + skipped)
    )
    return Found(found.entity, found.length + skipped) if found and skipped else found


def _when_at(words: Sequence[Word], i: int) -> Found | None:
    text = _text(words, i)
    if text in ("yesterday", "today", "tonight"):
        return Found(Entity("WHEN", (1,)), 1)
    if text in ("last", "past", "previous", "recent", "this"):
        number = number_at(words, i + 1) if text != "this" else None
        count, used = number or (1.0, 0)
        unit = _text(words, i + 1 + used).removesuffix("s")
        if unit in _DAYS:
            return Found(Entity("WHEN", (int(count * _DAYS[unit]),)), 2 + used)
        return None
    number = number_at(words, i) or ((1.0, 1) if text in ("a", "an") else None)
    if number is None:
        return None
    count, used = number
    unit = _text(words, i + used).removesuffix("s")
    ago = _text(words, i + used + 1) in ("ago", "back")
    if unit in _DAYS and (
        ago or (i and _text(words, i - 1) in ("back", "since") and not _held_back(words, i))
    ):  # "3 weeks ago", "since 3 weeks"
        return Found(Entity("WHEN", (int(count * _DAYS[unit]),)), used + 1 + ago)
    return None


def _held_back(words: Sequence[Word], i: int) -> bool:
    """Whether "back" before a word tells of rows that are kept for the test, and of no time that is gone."""
    held = ("hold", "holding", "keep", "keeping", "held", "kept")
    return _text(words, i - 1) == "back" and _text(words, i - 2) in held


def _fraction_share(words: Sequence[Word], i: int) -> Found | None:
    """ "a fifth of the rows" is a share in percent."""
    names = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
    j = i + 1 if _text(words, i) in ("a", "one") else i
    behind = _text(words, j + 2)
    share = _text(words, j + 1) in _ASIDE | {"for", "as", "out"} and behind in _TEST
    share = share or (_text(words, j + 1) in _ASIDE and (behind == "for" or not behind.isalpha()))
    if j > i or _text(words, j) == "half":
        share = share or _held_out(words, i, j + 1)
    if share and (j > i or names.get(_text(words, j)) == 50.0) and _text(words, j) in names:
        return Found(Entity("PCT", (round(names[_text(words, j)], 2),)), j + 1 - i)
    if _text(words, j) not in names or _text(words, j + 1) != "of" or (j == i and names[_text(words, j)] != 50.0):
        return None
    if _text(words, j + 2) not in ("the", "my", "our", "all", "it", "them", "data", "rows"):
        return None
    return Found(Entity("PCT", (names[_text(words, j)],)), j + 2 - i)


_ASIDE, _TEST = bag("aside apart back"), bag("testing test a validation evaluation holdout the") | {""}


def _held_out(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a fraction is what is kept for the test: "hold out a third"."""
    before = [_text(words, k) for k in range(max(0, start - 4), start)]
    while before and before[-1] in ("about", "roughly", "only", "just", "=", ":", "of", "around"):
        before.pop()
    held = before[-1:] in (["holdout"], ["reserve"], ["withhold"]) or (
        before[-1:] in (["out"], ["back"], ["aside"])
        and before[-2:-1] in (["hold"], ["keep"], ["set"], ["put"], ["leave"])
    )
    after = _text(words, end)
    return held and (
        not after.isalpha() or after in ("of", "for", "please", "and", "as", "to", "at", "instead", "then")
    )


def _duration_at(words: Sequence[Word], i: int) -> Found | None:
    part = _one_duration(words, i)
    if part is None:
        return None
    seconds, used = part
    if _text(words, i + used) == "and" and _text(words, i + used + 1) == "a" and _text(words, i + used + 2) == "half":
        unit = SECONDS.get(_text(words, i + used - 1), 0.0)
        return Found(Entity("DUR", (_neat(seconds + unit / 2),)), used + 3)
    quarter = tuple(_text(words, i + used + k) for k in range(3))
    if quarter == ("and", "a", "quarter"):
        unit = SECONDS.get(_text(words, i + used - 1), 0.0)
        return Found(Entity("DUR", (_neat(seconds + unit / 4),)), used + 3)
    joint = 1 if _text(words, i + used) in ("and", ",") else 0
    if joint and _text(words, i - 1) in _DENIALS:  # "not 30 minutes, 30 seconds" sets one against the other
        return Found(Entity("DUR", (_neat(seconds),)), used)
    more = _one_duration(words, i + used + joint)
    if more and _text(words, i + used) == "," and _text(words, i + used + 1 + more[1]) in _OF_EACH:
        return Found(Entity("DUR", (_neat(seconds),)), used)
    if more and more[0] < seconds and more[0] < (3600 if joint or seconds < 86400 else 86400):
        return Found(Entity("DUR", (_neat(seconds + more[0]),)), used + joint + more[1])
    rest = _minutes_behind(words, i + used) or _minutes_behind(words, i + used + 1, joined=True)
    if rest:
        return Found(Entity("DUR", (_neat(seconds + 60 * rest[0]),)), rest[1] - i)
    minutes = number_at(words, i + used)
    if _text(words, i + used - 1) == "h" and minutes and minutes[0] < 60 and not joint:
        return Found(Entity("DUR", (_neat(seconds + 60 * minutes[0]),)), used + minutes[1])
    return Found(Entity("DUR", (_neat(seconds),)), used)


def _minutes_behind(words: Sequence[Word], i: int, joined: bool = False) -> tuple[float, int] | None:
    """Minutes without a unit behind hours, and where they end: "two hours thirty", "an hour and twenty"."""
    unit = i - 2 if joined else i - 1
    if _text(words, unit) not in _HOURS or (joined and _text(words, i - 1) != "and"):
        return None
    found = number_at(words, i)
    if found is None or found[0] not in range(5, 60, 5) or _text(words, i + found[1]) not in _BEHIND_MINUTES:
        return None
    listed = _text(words, i + found[1]) in ("and", "or", "to") and number_at(words, i + found[1] + 1) is not None
    return None if listed else (found[0], i + found[1])


def _one_duration(words: Sequence[Word], i: int) -> tuple[float, int] | None:
    fraction = _fraction_of_unit(words, i)
    if fraction is not None:
        factor, used = fraction
        return factor * SECONDS[_text(words, i + used)], used + 1
    number = number_at(words, i)
    if number is None and _is_rate(words, i):
        return None
    if number is None and _text(words, i) in ("a", "an") and _article_unit(words, i + 1):
        return SECONDS[_text(words, i + 1)], 2
    if (
        number is None
        and _text(words, i) in ("a", "an")
        and _text(words, i + 1) in ("whole", "full", "single")
        and _article_unit(words, i + 2)
    ):
        return SECONDS[_text(words, i + 2)], 3
    if number is None:
        return None
    value, used = number
    part = _MORE.get(tuple(_text(words, i + used + k) for k in range(3)), 0.0)
    value, used = value + part, used + (3 if part else 0)
    if _text(words, i + used) in _OF_TIME and _text(words, i + used + 1) in SECONDS:
        used += 1
    unit = _text(words, i + used)
    if unit not in SECONDS or not _unit_fits(words, i + used) or _is_speed(words, i + used):
        return None
    return value * SECONDS[unit], used + 1


def _is_rate(words: Sequence[Word], i: int) -> bool:
    """Whether an article stands behind what is counted: "twenty cases a day", but not "2 runs a minute each"."""
    counted, before = _text(words, i - 1), _text(words, i - 2)
    if i < 2 or not counted.isalpha() or counted in SECONDS or _text(words, i + 2) in _OF_EACH:
        return False
    return number_of(before) is not None or before in NUMBER_WORDS


_MORE: dict[tuple[str, ...], float] = {
    ("and", "a", "half"): 0.5, ("and", "a", "quarter"): 0.25, ("and", "a", "third"): 1 / 3,
    ("and", "three", "quarters"): 0.75, ("and", "three", "quarter"): 0.75,
}  # fmt: skip
"""What may stand between a number and its unit: "two and a quarter hours"."""
_OF_EACH = bag("per each apiece every individually")
"""Behind a second duration after a comma: it is of each run, and the first of all of them."""
_DENIALS = bag("not no never")


def _is_speed(words: Sequence[Word], i: int) -> bool:
    """Whether a unit that is a letter is a length by what it is divided by: "20 m/s", "3 m per minute"."""
    return words[i].text == "m" and _text(words, i + 1) in ("/", "per") and _text(words, i + 2) in SECONDS


_OF_TIME = bag("whole full more extra additional further cpu gpu compute computing machine core clock solid straight")
"""What may stand between a number and its unit of time."""


def _article_unit(words: Sequence[Word], i: int) -> bool:
    """ "a minute" is a duration; "a second" is one only where a limit speaks of it."""
    unit = _text(words, i)
    if unit == "second":
        return _text(words, i - 2) in ("in", "within", "under", "than", "most", "below") and not _noun_after(words, i)
    return unit in ("minute", "hour", "day", "week", "millisecond", "min")


_NO_NOUN = bag(
    "per for and or to each total altogether overall max maximum tops please budget only apiece together all then"
)
_IN_ALL = bag("all total sum")


def _noun_after(words: Sequence[Word], i: int) -> bool:
    after = _text(words, i + 1)
    if after == "in" and _text(words, i + 2) in _IN_ALL:
        return False
    return after[:1].isalpha() and after not in _NO_NOUN


def _unit_fits(words: Sequence[Word], i: int) -> bool:
    unit = words[i].text
    if unit in _TIGHT_ONLY:
        return words[i - 1].end == words[i].start or not _noun_after(words, i)
    return True


def _amount_at(words: Sequence[Word], i: int) -> Found | None:
    number = (1, 1) if _one_of_memory(words, i) else number_at(words, i)
    if number is None:
        return None
    value, used = number
    after = _text(words, i + used)
    if after in ("%", "percent", "pct", "percentage"):
        points = 1 if _text(words, i + used + 1) in ("points", "point") else 0
        return Found(Entity("PCT", (_neat(value),)), used + 1 + points)
    if after == "per" and _text(words, i + used + 1) == "cent":
        return Found(Entity("PCT", (_neat(value),)), used + 2)
    if after in MEMORY_MB and (after != "g" or words[i + used - 1].end == words[i + used].start):
        return Found(Entity("MEM", (_neat(value * MEMORY_MB[after]),)), used + 1)
    if after in _MONEY:
        used += 1
    return Found(Entity("NUM", (_neat(value),)), used)


def _one_of_memory(words: Sequence[Word], i: int) -> bool:
    """Whether "a gigabyte" is said of memory; "a gig" or "a g" may be something else."""
    spelt = len(_text(words, i + 1)) > _SPELT_OUT or _text(words, i + 2 + (_text(words, i + 2) == "of")) in _OF_MEMORY
    return _text(words, i) in ("a", "an", "one") and _text(words, i + 1) in MEMORY_MB and spelt


_SPELT_OUT = 4
"""Letters of the longest unit that is written short."""
_OF_MEMORY = bag("ram memory")


def _neat(value: float) -> int | float:
    """Whole numbers as such, others without the dust of binary fractions."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
