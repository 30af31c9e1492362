"""The words of a plan told in a row: what takes in, what leaves out, what counts runs, and what says nothing.

Each function takes up a word at its place and returns how many words that took, 0 where it is none of its own.
"""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.understanding.text.grammar import Args
from assistant.understanding.text.words import Word, bag

_SIGNS = bag(", . ; : ! / ( ) …")
_JOINS = bag("and or & + nor plus then but")
COUNTS = bag("runs run tries try trials trial attempts attempt fits evaluations evals experiments iterations x")
BEGINS = bag(
    "run runs launch start execute begin go take try do use pick choose select prepare prep propose plan schedule queue train fit test make set give want keep switch change swap bring put cut shrink shorten lower reduce raise increase extend limit restrict cap trim narrow turn"
)
LAYS = bag(
    "run launch start execute begin take try do pick choose select prepare prep propose plan schedule queue train set go"
)
LAID = bag(
    "propose prepare prep plan proposal set queue schedule recs recommendation recommendations suggestion suggestions"
)
_SMALL = bag(
    "edit amend revise adjust modify update correction the a an of to it its this that these those them for with by using via in into on at as me us i we you my our your so again still now rather instead would will shall can could may be is are get let has place places position positions"
    " plan proposal list experiment rank ranks number numbers nr no option options variant variants rec recs recommendation recommendations suggestion suggestions ones one thing family families strategy search method way style time limit budget total altogether together"
    " down up from please thanks wish alright all_right actually well hm hmm oh wait sorry there tops most maximum max least as_well again though therefore here amount count please think suppose guess like_this what first whole order enough suffices suffice over stay under out_of prepared put together tried forward seconds_of half_of remaining_of too"
)
_OPENERS = bag("no nah nope wait yes ok okay yeah sure fine right alright hm hmm well oh actually hey please good")
_ONLY = bag("only just alone solely merely")
_IN = bag("add include also too keep yes back plus")
LEAVES_OUT = bag(
    "drop exclude remove skip without except minus omit strike ditch delete rm forget kick throw cancel cross ignore scratch"
)
_OUT_AFTER = bag("out away off gone dropped removed skipped excluded unwanted")
_REST = bag("rest others remaining remainder other")
_REST_SAYS = bag(
    "is are ok okay fine good yes no not out as it they stays stay remains remain unchanged the same in ones runs can go of them"
)
_ALL = bag("all everything every")
_PLACE = re.compile(r"^(?:rank|ranks|nr|no|number|rec|run|place)(\d{1,2})$")
_MAY = bag("can must may should has have to needs need shall")


@dataclass
class Jotted:
    """What was said so far."""

    top: int
    """How many there are to choose from; 0 where unknown."""
    pending: bool
    chosen: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    args: Args = field(default_factory=dict)
    every: bool = False
    named: bool = False
    """Whether what to run is told beyond doubt: by a verb, a label, several places."""
    added: bool = False
    only: bool = False
    ofplan: bool = False
    out: bool = False
    """Whether places that follow are left out."""
    figure: bool = False
    """Whether a figure that follows is a number of runs."""
    last: list[int] | None = None
    """The places named last in this part of the sentence; of "first and second, third" the third alone."""


def text_at(words: Sequence[Word], i: int) -> str:
    """The plain word at a place; "" where there is none."""
    return words[i].text if 0 <= i < len(words) and words[i].entity is None else ""


def kind_at(words: Sequence[Word], i: int) -> str:
    """The kind of what is named at a place; "" where nothing is."""
    entity = words[i].entity if 0 <= i < len(words) else None
    return entity.kind if entity is not None else ""


def ends(words: Sequence[Word], i: int) -> bool:
    """Whether a part of the sentence ends before a word."""
    return i >= len(words) or (words[i].entity is None and (words[i].text in _SIGNS or words[i].text in _JOINS))


def put(plan: Jotted, places: list[int], said: str = "") -> None:
    """Takes places in, or leaves them out; of "first and second, third" the third stands apart."""
    where = plan.dropped if plan.out else plan.chosen
    where += [p for p in places if p not in where]
    other = plan.chosen if plan.out else plan.dropped
    other[:] = [p for p in other if p not in places]
    plan.last = places[-1:] if re.search(r"\band\b.*,", said) else places


def taken(plan: Jotted, words: Sequence[Word], i: int) -> int:
    """Takes up a word that stands for nothing; returns how many that took, 0 where it isn't known."""
    text = words[i].text
    plan.ofplan = plan.ofplan or text in ("plan", "proposal", "list", "there")
    for take in (
        _named,
        _put_in,
        _counted_up,
        _figures,
        _anew,
        _mannerly,
        _sign,
        _opening,
        _leaving,
        _left,
        _going,
        _all_or_rest,
        _verbs,
    ):
        used = take(plan, words, i, text)
        if used:
            return used
    return 1 if text in _SMALL or text == "LE" else 0


def _counted_up(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """How many there are, said beside the choice: "all except the last, there are 4"."""
    said = [text_at(words, j) for j in (i, i + 1)]
    number = words[i + 2].entity if i + 2 < len(words) else None
    counts = said in (["there", "are"], ["they", "are"]) and number is not None and number.kind in ("NUM", "RANK")
    return 3 if counts and number is not None and list(number.values) == [plan.top] else 0


def _named(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """Places told by a word of their own."""
    place = _PLACE.match(text)
    if place:
        plan.named = True
        put(plan, [int(place[1])])
        return 1
    if text == "first" and (text_at(words, i + 1) in _MAY or text_at(words, i + 1) in _OUT_AFTER):
        plan.named = True
        put(plan, [1])
        return 1
    if text == "it" and text_at(words, i + 1) == "is" and plan.last is not None:
        plan.named = True
        return 2
    if (
        text == "last"
        and plan.top
        and text_at(words, i - 1) == "the"
        and (ends(words, i + 1) or text_at(words, i + 1) in ("one", "of"))
    ):
        plan.named = True
        put(plan, [plan.top])
        return 1
    return 0


def _put_in(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """What takes in."""
    if text in _ONLY or (text == "nothing" and text_at(words, i + 1) in ("else", "more")):
        plan.only = True
        return 2 if text == "nothing" else 1
    if text in _IN or (text == "as" and text_at(words, i + 1) == "well"):
        plan.added = plan.added or text != "yes"
        plan.out = False if text in ("add", "include", "keep", "plus") else plan.out
        plan.named = plan.named or text in ("add", "include", "keep")
        return 2 if text == "as" else 1
    if text == "in" and plan.last is not None and ends(words, i + 1):
        plan.added = True
        return 1
    return 0


def _figures(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """What tells that a figure counts runs, and the one strategy that is a plain word."""
    if text in ("runs", "n") and kind_at(words, i + 1) != "RANK" and kind_at(words, i - 1) != "NUM":
        plan.figure = True
        return 1
    if text in ("less", "fewer", "more") and text_at(words, i + 1) in COUNTS:
        plan.figure = True
        return 2
    if text == "=" or (text == "after" and text_at(words, i + 1) == "all"):
        return 1
    if text == "random" and text_at(words, i - 1) in ("instead_of", "not", "no"):
        return 1
    if text == "random":
        plan.args["strategy"] = "random"
        return 1
    return 0


def _anew(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """What takes back what was said before it: "… or no, 3"."""
    if text == "mean" and text_at(words, i - 1) == "i":
        plan.chosen, plan.dropped, plan.every, plan.out = [], [], False, False
        return 1
    if text == "or" and text_at(words, i + 1) in ("no", "rather", "better"):
        plan.chosen, plan.dropped, plan.every, plan.out, plan.last = [], [], False, False, None
        return 2
    if text == "no" and text_at(words, i + 1) == "leave":
        plan.chosen = [p for p in plan.chosen if p not in (plan.last or [])]
        return 1
    if text == "so" and (kind_at(words, i + 1) in ("RANK", "NUM") and plan.chosen):
        plan.chosen = []
        return 1
    return 0


def _mannerly(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """Words that say nothing only where they stand so."""
    if text == "before" and (ends(words, i + 1)):
        return 1
    if text == "like" and text_at(words, i - 1) == "would":
        return 1
    return 0


def _sign(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    if text == "/" and kind_at(words, i - 1) == "NUM" and kind_at(words, i + 1) == "NUM":
        return 0  # a mark, such as four of five
    if text in _SIGNS:
        plan.last = plan.last if text == ":" else None
        plan.out = False
        return 1
    if text in _JOINS:
        plan.last = None
        plan.out = plan.out and text not in ("then", "but", "plus")
        return 1
    if text in ("-", "+") and (not i or ends(words, i - 1)) and kind_at(words, i + 1) in ("RANK", "NUM"):
        plan.out, plan.named, plan.added = text == "-", True, plan.added or text == "+"
        return 1
    if text == "-" and not (kind_at(words, i - 1) and kind_at(words, i + 1)):
        plan.last, plan.out = None, False
        return 1
    return 0


def _opening(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """What a message may open with."""
    opens = text in _OPENERS and all(text_at(words, k) in _OPENERS | _SIGNS for k in range(i))
    return int(opens and not (text == "no" and kind_at(words, i + 1)))


def _leaving(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """Words that leave out the places after them."""
    if text in ("not", "no", "neither", "nor", "never"):
        return _denial(plan, words, i, text)
    if text == "kick" and text_at(words, i + 1) == "off":
        plan.named, plan.out = True, False
        return 2
    if text in LEAVES_OUT:
        plan.out, plan.named = True, True
        return 1
    if text == "all_but":
        plan.every = plan.out = plan.named = True
        return 1
    if text == "instead_of":
        if text_at(words, i + 1) == "just" and kind_at(words, i + 2) == "NUM":
            return 3
        return 1 + (text_at(words, i + 1) == "both" or text_at(words, i + 1) in ("just", "only"))
    return 0


def _left(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """Verbs that leave out or not, by what follows them."""
    if (
        text in ("cut", "take", "pull")
        and plan.pending
        and {"from", "out", "off", "away"} & {w.text for w in words[i + 1 : i + 6] if w.entity is None}
    ):
        plan.out = plan.named = True
        return 1
    ahead = words[i + 2 : i + 5]
    amount = any(w.text in ("to", "down", "by") or (w.entity and w.entity.kind in ("DUR", "NUM")) for w in ahead)
    if text == "cut" and plan.pending and kind_at(words, i + 1) == "RANK" and not amount:
        plan.out = plan.named = True
        return 1
    if text == "leave":
        here = [w.text for w in words[i + 1 : i + 6]]
        if "out" not in here and (plan.pending or kind_at(words, i + 1) not in ("NUM", "RANK")):
            return 1 if text_at(words, i + 1) in ("the", "it") and {"rest", "others", "that"} & set(here) else 0
        plan.out = True
        return 1
    return 0


def _going(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """Words that leave out the places before them."""
    if text == "out" and text_at(words, i + 1) == "of" and kind_at(words, i + 2) == "NUM":
        return 0
    if plan.last is not None and text in _MAY:
        n = next((k for k in range(1, 4) if text_at(words, i + k) in ("go", "leave", "out", "away") or text_at(words, i + k) in _OUT_AFTER), 0)  # fmt: skip
        if n and all(text_at(words, i + k) in _MAY | {"be"} for k in range(1, n)):
            return _left_out(plan, n + 1)
    if plan.last is not None and (text in _OUT_AFTER or text in ("goes", "leaves")):
        return _left_out(plan, 1)
    if plan.last is not None and text == "is" and text_at(words, i + 1) == "out":
        return _left_out(plan, 2)
    if text in ("out", "off", "away") and plan.out and plan.last is not None:
        plan.out = False
        return 1
    if text in ("out", "off", "away") and (plan.out or text_at(words, i + 1) in ("of", "with", "from")):
        plan.out = plan.out or text_at(words, i + 1) == "with"
        return 2 if text_at(words, i + 1) in ("of", "with", "from") else 1
    return 0


def _denial(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    """A "not" or "no" before what it denies, or after it."""
    after = text_at(words, i + 1)
    if plan.last is not None and text == "not" and after in ("want", "need", "wanted", "needed"):
        return _left_out(plan, 2)
    if plan.last is not None and (ends(words, i + 1) or after in ("thanks", "thank")):
        return _left_out(plan, 1 + (after == "thanks"))
    j = i + 1
    while text_at(words, j) in BEGINS | {"the", "a", "number", "rank", "for"} - {"want"}:
        j += 1
    single = words[j].entity if kind_at(words, j) == "NUM" else None
    beyond = single is not None and len(single.values) == 1 and ("runs" in plan.args or single.values[0] > plan.top)
    if kind_at(words, j) in ("RANK", "NUM") and text_at(words, j + 1) not in COUNTS and not beyond:
        plan.out, plan.named = True, True
        return 1
    if kind_at(words, j) in ("STRAT", "DUR", "NUM"):
        return 1
    if after in ("more", "longer"):
        return 2
    if text == "no" and (i == 0 or ends(words, i + 1)):
        return 1
    return 0


def _left_out(plan: Jotted, used: int) -> int:
    """The places named last are to be left out; they count as chosen no more."""
    gone = plan.last or []
    plan.chosen = [p for p in plan.chosen if p not in gone]
    plan.dropped += [p for p in gone if p not in plan.dropped]
    plan.named = True
    return used


def _all_or_rest(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    if text == "have" and text_at(words, i - 1) in ("let", "me", "us", "it", "them", "will", "to", "want", "i"):
        plan.named = plan.named or text_at(words, i - 1) in ("me", "us")
        return 1
    if text == "both" and text_at(words, i - 1) in ("for", "with"):
        return 1 + (text_at(words, i + 1) in ("together", "of"))
    if text in _REST:
        j = i + 1
        while text_at(words, j) in _REST_SAYS:
            j += 1
        denied = {"no", "not", "out"} & {text_at(words, k) for k in range(i + 1, j)}
        verb = text_at(words, i - 1) in BEGINS or text_at(words, i - 2) in BEGINS
        if kind_at(words, j) == "NUM" or not (plan.pending or plan.dropped or plan.chosen):
            return 0  # "the other three" are those not tried yet
        plan.every = plan.every or (bool(plan.dropped) and verb and not denied and not plan.pending)
        return j - i
    if text in ("whole", "full", "lot") or text in _ALL:
        return _everything(plan, words, i, text)
    return 0


def _everything(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    if text_at(words, i + 1) == "else":  # "everything else stays"
        return next(j for j in range(i + 2, len(words) + 1) if text_at(words, j) not in _REST_SAYS) - i
    before = text_at(words, i - 2 if text_at(words, i - 1) == "the" else i - 1)
    if text in ("whole", "full") and text_at(words, i + 1) not in ("list", "lot", "set"):
        return 2 if text_at(words, i + 1) in ("thing", "plan", "proposal", "time") else 0
    if text == "all" and text_at(words, i + 1) == "right":
        return 2
    if before == "is" or (text == "every" and text_at(words, i + 1) in ("run", "runs")):
        return 0
    used = 2 if text in ("whole", "full") else 1
    if before in ("in", "for", "after", "at", "of", "above", "altogether") or text_at(words, i + 1) in (
        "in",
        "together",
    ):
        return used
    if kind_at(words, i + 1) == "NUM" and text_at(words, i + 2) not in COUNTS:
        used += 1
    plan.every = plan.named = True
    while text_at(words, i + used) in ("of", "the", "them", "it", "all") and used < 5:
        used += 1
    return used


def _verbs(plan: Jotted, words: Sequence[Word], i: int, text: str) -> int:
    if text not in BEGINS or (text in ("go", "carry") and text_at(words, i + 1) == "on"):
        return 0
    if text == "take" and text_at(words, i + 1) == "back":
        return 0
    j = i + 1 + (text_at(words, i + 1) in ("it", "them", "that", "this"))
    over = j >= len(words) or text_at(words, j) in _SIGNS | {"then", "but"}
    if plan.pending and over and text in ("start", "go", "run", "launch", "begin", "execute"):
        return 0  # a yes, which is not for here
    plan.named = plan.named or text in LAYS
    plan.out = plan.out and (text_at(words, i - 1) == "not" or bool(i and not ends(words, i - 1)))
    return 1
