"""Which of the recommendations or runs is meant: "the second one", "#2 and #4", "top 3", "the last two"."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

from collections.abc import Sequence

from assistant.understanding.text.lexicon import ORDINALS
from assistant.understanding.text.quantities import number_at
from assistant.understanding.text.words import Entity, Word, bag
from store.durations import SECONDS

_NOT_RANKED = bag(
    "goal time times thing things step steps half row rows name column columns message question day days week weeks month"
    " months year years quarter hour opinion thought thoughts place impression look of all , metric target dataset table file"
    " version experiment command line thousand hundred set idea answer"
)
"""What an ordinal may count besides recommendations: no rank then."""
_ONES = bag(
    "one ones variant variants recommendation recommendations suggestion suggestions option options candidate candidates"
    " model models run runs item items entry entries workflow workflows pipeline pipelines idea ideas choice choices"
    " proposal proposals row config configs rec recs job jobs pick picks tip tips bet bets"
)
_LABELS = bag(
    "# ranks numbers nos nrs number no nr num result job rec reco config model option variant recommendation suggestion candidate rank choice item entry position recommendations suggestions candidates ideas"
)
_LABELS_OF_MANY = bag("ideas numbers ranks nos nrs recommendations suggestions options variants candidates models runs items positions places")  # fmt: skip
_AMOUNTS = bag("run runs try tries trial trials fold folds percent % mb gb ms core cores times")
_LEADERS = bag("winner leader frontrunner")
_LED = bag(
    "shift team project group section squad crew unit market party opinion community department scout prize lottery"
)
"""What a person leads, or wins, who is no model: "the shift leader has to understand it"."""
_LAST = -1
"""Stands for the last one where it isn't known how many there are."""


def _text(words: Sequence[Word], i: int) -> str:
    return words[i].text if 0 <= i < len(words) and words[i].entity is None else ""


def _ordinal(word: str) -> int | None:
    if word in ORDINALS:
        return ORDINALS[word]
    return int(word[:-2]) if len(word) > 2 and word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th") else None


def rank_at(words: Sequence[Word], i: int, count: int) -> tuple[Entity, int] | None:
    """The ranks named at a word, and how many words that takes.

    Args:
        words: the message.
        i: where to look.
        count: number of things ranked; 0 where unknown, "last" is then -1.
    """
    found = (
        _in_place(words, i)
        or _several(words, i, count)
        or _counted_best(words, i)
        or _labelled(words, i)
        or _told_off(words, i)
        or _range(words, i)
        or _middle(words, i, count)
        or _at_an_end(words, i, count)
        or (None if _says_when(words, i) else _single(words, i, count))
    )
    if found is None:
        return None
    ranks, used = found
    if _text(words, i + used) in _ONES and _text(words, i + used + 1) not in ("than", "star", "stars", "point"):
        used += 1
    return Entity("RANK", ranks), used


def _in_place(words: Sequence[Word], i: int) -> tuple[tuple[int, ...], int] | None:
    """ "in third place", "on the second place"; "in the first place" is none."""
    led = _text(words, i - 1) in ("in", "on", "at")
    led = led or (
        _text(words, i - 1) == "the" and _text(words, i) != "first" and _text(words, i - 2) in ("in", "on", "at")
    )
    stands = _text(words, i + 1) in ("place", "position", "spot") and led
    place = _ordinal(_text(words, i)) if stands else None
    return None if place is None else ((place,), 2)


def _several(words: Sequence[Word], i: int, count: int) -> tuple[tuple[int, ...], int] | None:
    """ "first three", "top 2", "last two"."""
    text = _text(words, i)
    if text not in ("first", "top", "best", "last", "bottom", "worst"):
        return None
    if _text(words, i + 1) == "half" and count > 1 and _of_the_list(words, i + 2):
        half = (count + 1) // 2
        return tuple(range(1, half + 1) if text in ("first", "top", "best") else range(count - half + 1, count + 1)), 5
    placed = text == "top" and _text(words, i + 1) in ("ranked", "rated", "placed", "scoring")
    if placed and (number := number_at(words, i + 2)) and number[0] in range(2, 51):
        return tuple(range(1, int(number[0]) + 1)), 2 + number[1]
    number = number_at(words, i + 1)
    if number is None or number[0] != int(number[0]) or not 1 <= number[0] <= 50:
        return None
    n, used = int(number[0]), number[1]
    if n == 1 and _text(words, i + 1) == "one":
        return ((count or _LAST) if text in ("last", "bottom", "worst") else 1,), 2
    after = _text(words, i + 1 + used)
    listed = _of_the_list(words, i + 1 + used)
    if (after in _NOT_RANKED - {","} and not listed) or after in ("minutes", "hours", "%", "percent", "per"):
        return None
    if text in ("last", "bottom", "worst"):
        start = max(count, n)
        return tuple(range(start - n + 1, start + 1)) if count else tuple(range(-n, 0)), 1 + used
    return tuple(range(1, n + 1)), 1 + used


_END = bag("last final bottom")
"""What stands at the end of the list."""
_LISTS = bag("list lists ranking shortlist table leaderboard those them these")


def _of_the_list(words: Sequence[Word], i: int) -> bool:
    """Whether "of" leads to the list: "the top three of your suggestions", "the last two of those"."""
    if _text(words, i) not in ("of", "on", "in", "from"):
        return False
    owner, what = _text(words, i + 1), _text(words, i + 2)
    if owner in ("yours", "ours", "mine") or (owner in ("those", "them", "these") and what in _NO_NOUN):
        return True
    return owner in ("your", "the", "these", "those", "my", "our", "this", "that") and what in _ONES | _LISTS - {"row"}


def _counted_best(words: Sequence[Word], i: int) -> tuple[tuple[int, ...], int] | None:
    """ "the three best", "the 2 worst runs"."""
    number = number_at(words, i)
    if number is None or number[0] != int(number[0]) or not 2 <= number[0] <= 50:
        return None
    if _text(words, i - 1) not in ("the", "your", "our", "my", "these", "those", "of"):
        return None
    after = i + number[1]
    if _text(words, after) in ("you", "that") and _text(words, after + 1) in _THINKS:  # "the three you think best"
        judged = next((k for k in range(after + 2, after + 6) if _text(words, k) in ("best", "promising")), 0)
        return (tuple(range(1, int(number[0]) + 1)), judged + 1 - i) if judged else None
    if _text(words, after) not in ("best", "top", "leading"):
        return None
    behind = _text(words, after + 1)
    if behind.isalpha() and behind not in _ONES | _BEHIND:
        return None
    return tuple(range(1, int(number[0]) + 1)), number[1] + 1


_THINKS = bag("think thinks consider find rate deem believe reckon judge hold call look seem like")
_BEHIND = bag("and or by in on at of with from so then please compare are is do how against versus vs to for now side")
"""What may stand behind "the three best" where runs or suggestions are meant."""


def _labelled(words: Sequence[Word], i: int) -> tuple[tuple[int, ...], int] | None:
    """ "#2", "number 2", "option three", "rank 1"."""
    if _text(words, i) not in _LABELS:
        return None
    j = i + 2 if _text(words, i + 1) in ("#", ".", "number", "no") else i + 1
    several = _range(words, j) or (_spelled(words, j) if _text(words, i) in _LABELS_OF_MANY else None)
    if several is not None:
        return several[0], j - i + several[1]
    number = number_at(words, j)
    if number is None or number[0] != int(number[0]) or not 1 <= number[0] <= 50:
        return None
    counted = _text(words, j + number[1])
    if _text(words, i) == "no" and (_text(words, j).isalpha() or counted in SECONDS or _left_out(words, i)):
        return None
    return (int(number[0]),), j - i + number[1]


_TAKEN = bag("run with for do take start try just only keep launch pick choose drop skip without propose prepare queue")


def _told_off(words: Sequence[Word], i: int) -> tuple[tuple[int, ...], int] | None:
    """ "go with one, two and five": places in words behind what takes them, of which "one" is the first."""
    if _text(words, i) != "one" or _text(words, i - 1) not in _TAKEN or _text(words, i + 1) not in (",", "and", "&"):
        return None
    return _spelled(words, i)


def _spelled(words: Sequence[Word], i: int) -> tuple[tuple[int, ...], int] | None:
    """ "one, two and five" and "one to three", behind a label of several."""
    ranks: list[int] = []
    used = end = 0
    while (number := _place_at(words, i + used)) is not None:
        spans = end and ranks and _text(words, i + used - 1) in ("to", "through", "till", "until", "-")
        ranks += range(ranks[-1] + 1, number[0] + 1) if spans else [number[0]]
        used = end = used + number[1]
        while _text(words, i + used) in (",", "and", "&", "plus", "to", "through", "till", "until", "-"):
            used += 1
        if used == end:
            break
    return (tuple(ranks), end) if len(ranks) > 1 else None


def _place_at(words: Sequence[Word], i: int) -> tuple[int, int] | None:
    """A place by its bare number, "one" among them, and how many words that takes; none where it is an amount."""
    number = (1.0, 1) if _text(words, i) == "one" else number_at(words, i)
    if number is None or number[0] != int(number[0]) or not 1 <= number[0] <= 50:
        return None
    counted = _text(words, i + number[1])
    return None if counted in SECONDS or counted in _AMOUNTS else (int(number[0]), number[1])


def _left_out(words: Sequence[Word], i: int) -> bool:
    """Whether a "no" before a figure leaves it out of what was said before: "run all, no 4", "1 and 2, no 3"."""
    if _text(words, i - 1) not in (",", "but"):
        return False
    before = [_text(words, k) for k in range(i)]
    return bool({"all", "everything"} & set(before)) or any(_places_before(words, k, before) for k in range(i - 1))


def _places_before(words: Sequence[Word], k: int, before: Sequence[str]) -> bool:
    """Whether a bare figure that counts nothing stands at a word, in words that label no place with "no" themselves."""
    number = number_at(words, k)
    listed = _text(words, k + 1) in (",", "and", "&", "but")
    return number is not None and listed and 1 <= number[0] <= 50 and "no" not in before


def _range(words: Sequence[Word], i: int) -> tuple[tuple[int, ...], int] | None:
    """ "1-3", "1 to 3", "2 through 4"; never with a unit or colon after it."""
    first = number_at(words, i)
    if first is None or _text(words, i + first[1]) not in ("-", "to", "through", "thru", "till", "until"):
        return None
    j = i + first[1] + 1
    second = number_at(words, j)
    after = _text(words, j + second[1]) if second else ""
    if (
        second is None
        or after[:3] in ("min", "hou", "sec", "%", "run", "tri", "fol", "mb", "gb", "ms")
        or after in ("h", "s", "m")
    ):
        return None
    low, high = first[0], second[0]
    if low != int(low) or high != int(high) or not 1 <= low < high <= 30:
        return None
    return tuple(range(int(low), int(high) + 1)), j - i + second[1]


def _single(words: Sequence[Word], i: int, count: int) -> tuple[tuple[int, ...], int] | None:
    text = _text(words, i)
    after = _text(words, i + 1)
    if text in _LEADERS and _text(words, i - 1) not in _LED:
        return (1,), 1
    if text == "runner" and after == "up":
        return (2,), 2
    if text in ("best", "top", "highest", "winning", "leading") and (
        after in _ONES - {"models", "ones", "runs"}
        or (after in ("ranked", "rated", "scoring", "performing") and _text(words, i + 2) in _ONES)
    ):
        return (1,), 1 if after in _ONES else 2
    shown = (after in ("", ",") and text != "bottom") or _of_the_list(words, i + 1)
    if (text == "last" and after in _ONES - {"run", "runs"}) or (
        text in _END and (after == "one" or (shown and _text(words, i - 1) in ("the", "my", "your", "very")))
    ):
        return ((count or _LAST),), 1
    if (
        text == "best"
        and _text(words, i - 1) == "the"
        and after in ("and", "with", "versus", "vs", "against")
        and (_is_ranked(words, i + 2) or any(_other_end(words, i + k) for k in (2, 3)))
    ):
        return (1,), 1
    ordinal = _ordinal(text)
    of_ours = after == "of" and _text(words, i + 2) in ("your", "the", "these", "those", "them", "my", "our", "its")
    alone = _text(words, i + 2) == "them" or (
        _text(words, i + 2) in ("those", "these") and _text(words, i + 3) in _NO_NOUN
    )
    if of_ours and ordinal is not None and (_text(words, i + 3) in _ONES or alone):
        return (ordinal,), 2 if alone else 3
    if (
        ordinal is None
        or (after in _NOT_RANKED and after != "," and not _looks(words, i) and not _your_idea(words, i))
        or _text(words, i - 1) in ("a", "at", "per", "every", "each")
    ):
        return None
    if after == "," and _opens(words, i) and not _is_ranked(words, i + 2):
        return None
    if text == "first" and ((after == "," and _text(words, i - 1) != "the") or _sequence_word(words, i)):
        return None
    return (ordinal,), 1


def _your_idea(words: Sequence[Word], i: int) -> bool:
    """Whether an ordinal counts ideas that were given: "your second idea", and not "my first idea was …"."""
    before, after = _text(words, i - 1), _text(words, i + 2)
    told = before == "the" and after in ("was", "is", "that", "would", "to", "i", "we", "which")
    return _text(words, i + 1) == "idea" and before in ("your", "ur", "this", "that", "the") and not told


_ALIKE = ("the", "alike", "similar", "identical", "equal", "equally", "much", "almost", "nearly", "very", "quite", "so")


def _looks(words: Sequence[Word], i: int) -> bool:
    """Whether "look" behind the last of several places is what they do: "the second and third look the same"."""
    joined = _text(words, i - 1 - (_text(words, i - 1) == "the")) in ("and", "&", "or")
    return joined and _text(words, i + 1) == "look" and _text(words, i + 2) in _ALIKE


_NO_NOUN = bag("on in you and now please then is looks for with , . ? ! ;") | {""}
"""What may follow "those" that stands for places on the list."""


def _other_end(words: Sequence[Word], i: int) -> bool:
    """Whether a word is the end of the list beside its top: "first and last", "the best against the worst"."""
    after = _text(words, i + 1)
    if _text(words, i) not in _END | {"worst", "weakest"}:
        return False
    if after not in _ONES | {"", ",", ".", "?", "!", "and", "please"} and not _of_the_list(words, i + 1):
        return False
    k = i - 1
    while _text(words, k) in ("the", "my", "your", "very", "absolute"):
        k -= 1
    if _text(words, k) not in ("and", "&", "with", "against", "versus", "vs", "to", "from"):
        return False
    k -= 1
    while _text(words, k) in _ONES:
        k -= 1
    before = _text(words, k)
    return before in ("best", "top", *_LEADERS) or before == "1" or _ordinal(before) is not None


def _middle(words: Sequence[Word], i: int, count: int) -> tuple[tuple[int, ...], int] | None:
    """ "the middle one" of an odd number of things."""
    if _text(words, i) != "middle" or _text(words, i - 1) != "the" or _text(words, i + 1) not in _ONES:
        return None
    of, used = _so_many(words, i, count)
    return (((of + 1) // 2,), used) if of % 2 else None


def _says_when(words: Sequence[Word], i: int) -> bool:
    """Whether "first" says when and not which: "first run number 4"."""
    when = _text(words, i) == "first" and _text(words, i - 1) != "the" and _text(words, i + 1) == "run"
    return when and _is_labelled(words, i + 2)


def _so_many(words: Sequence[Word], i: int, count: int) -> tuple[int, int]:
    """Of how many things one is "the middle one", and how many words that takes: "of the three", else all there are."""
    for k in range(i + 2, i + 6):
        number = number_at(words, k) if _text(words, i + 2) == "of" else None
        if number is not None:
            return int(number[0]), k + number[1] - i
    return count, 1


def _is_labelled(words: Sequence[Word], i: int) -> bool:
    """Whether a place is named by its number."""
    return _text(words, i).isdigit() or _labelled(words, i) is not None


def _at_an_end(words: Sequence[Word], i: int, count: int) -> tuple[tuple[int, ...], int] | None:
    """A place told from an end of the list: "the one at the bottom", "the second from the bottom", "first and last"."""
    if _other_end(words, i):
        return ((count or _LAST),), 1
    said = [_text(words, i + k) for k in range(4)]
    if said[2] != "the" or (_text(words, i + 4) == "of" and _text(words, i + 6) not in ("list", "ranking")):
        return None
    low, high = said[3] in ("bottom", "end"), said[3] == "top"
    high = high or (said[3] in ("head", "front", "start") and _text(words, i + 4) == "of")
    if said[0] in ("one", "run") and said[1] == "at" and _text(words, i - 1) == "the" and (low or high):
        return ((count or _LAST) if low else 1,), 4
    if said[0] == "one" and said[1:] == ["in", "the", "middle"] and _text(words, i - 1) == "the" and count % 2:
        return ((count + 1) // 2,), 4
    ordinal = _ordinal(said[0]) if said[1] == "from" and (low or high) else None
    if ordinal is None or (low and count < ordinal):
        return None
    return (count - ordinal + 1 if low else ordinal,), 4


def _opens(words: Sequence[Word], i: int) -> bool:
    """Whether a word opens a sentence, as "Second, …" does when steps are counted."""
    return i == 0 or _text(words, i - 1) in (".", ";", "!", "?")


def _is_ranked(words: Sequence[Word], i: int) -> bool:
    """Whether another place follows, with or without an article."""
    return any(_ordinal(_text(words, i + k)) is not None for k in (0, 1))


def _sequence_word(words: Sequence[Word], i: int) -> bool:
    """ "first" that only says "to begin with": it opens or closes a clause and no "the" stands before it."""
    before = _text(words, i - 1)
    opens = i == 0 or before in (",", ".", ";", "but", "and", "then", "please") or words[i - 1].entity is not None
    counted = _text(words, i + 1) in _ONES or _text(words, i + 1) in (
        "and",
        "or",
        ",",
        "",
        "only",
        "is",
        "was",
        "please",
        ".",
        "?",
        "!",
    )
    closes = before not in ("the", "your", "that", "this") and _text(words, i + 1) in ("", ".", ",")
    return (opens and not counted) or (
        closes and before not in ("run", "try", "start", "only", "just", "launch", "and")
    )
