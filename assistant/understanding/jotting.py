"""A plan told in a row of names and figures: "top 2 only, 15 min", "-2, then 4 as well", "100 => 40", "1 and 2, 3 not".

A small grammar of its own: every word is a place on the list, a figure with what it counts, a word that takes in or
leaves out, or one that says nothing. A word it does not know ends it, so that nothing else is taken for a plan.
"""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.understanding.context import Context
from assistant.understanding.grammar import Args, Clause, pruned
from assistant.understanding.words import Word, bag

_MOST_WORDS = 40
_SIGNS = bag(", . ; : ! / ( ) …")
_JOINS = bag("and or & + nor plus then but")
_COUNTS = bag("runs run tries try trials trial attempts attempt fits evaluations evals experiments iterations x")
_OF_COUNTS = bag("more different random further in other total")
_BEGINS = bag(
    "run runs launch start execute begin go take try do use pick choose select prepare prep propose plan schedule queue train fit test make set give want keep switch change swap bring put cut shrink shorten lower reduce raise increase extend limit restrict cap trim narrow turn"
)
_LAYS = bag(
    "run launch start execute begin take try do pick choose select prepare prep propose plan schedule queue train set go"
)
_LAID = bag(
    "propose prepare prep plan proposal set queue schedule recs recommendation recommendations suggestion suggestions"
)
_SMALL = bag(
    "the a an of to it its this that these those them for with by using via in into on at as me us i we you my our your so again still now rather instead would will shall can could may be is are get let has place places position positions"
    " plan proposal list experiment rank ranks number numbers nr no option options variant variants rec recs recommendation recommendations suggestion suggestions ones one thing family families strategy search method way style time limit budget total altogether together"
    " down up from please thanks wish alright all_right actually well hm hmm oh wait sorry there tops most maximum max least as_well again though therefore here amount count please think suppose guess like_this what first whole order enough suffices suffice over stay under out_of prepared put together tried going forward seconds_of half_of remaining_of too"
)
_OPENERS = bag("no nah nope wait yes ok okay yeah sure fine right alright hm hmm well oh actually hey please good")
_ONLY = bag("only just alone solely merely")
_IN = bag("add include also too keep yes back plus")
_LEAVES_OUT = bag(
    "drop exclude remove skip without except minus omit strike ditch delete rm forget kick throw cancel cross ignore scratch"
)
_OUT_AFTER = bag("out away off gone dropped removed skipped excluded unwanted")
_REST = bag("rest others remaining remainder other")
_REST_SAYS = bag(
    "is are ok okay fine good yes no not out as it they stays stay remains remain unchanged the same in ones runs can go of them"
)
_ALL = bag("all everything every")
_NO_PLACE = frozenset({"COL", "MET", "PCT", "MEM", "MODEL", "SRC", "QUOTE", "WHEN"})
_PLACE = re.compile(r"^(?:rank|ranks|nr|no|number|rec|run|place)(\d{1,2})$")
_TOO_MUCH = re.compile(r"(?:runs? )?(?:is |are )?(?:way |far |much )?(?:too (?:much|many)|a lot|overkill|mad|crazy)\b")
_MAY = bag("can must may should has have to needs need shall")


@dataclass
class _Plan:
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


def jotted(clause: Clause, context: Context) -> tuple[str, Args] | None:
    """A plan, or a change of the plan that waits, in which every word is understood; None where one isn't.

    Args:
        clause: a whole message, or a sentence of it.
        context: the moment; there must be something to plan.
    """
    words = [w for w in clause.words if w.text != "_"]
    if not (context.recommendations or context.proposal) or not 0 < len(words) <= _MOST_WORDS or context.question_slot:
        return None
    if _asks(words) and not _LIKED.match(clause.text):
        return None
    plan = _Plan(context.recommendations, context.proposal)
    liked = _LIKED.match(clause.text) if context.proposal else None
    i = len(liked[0].split()) if liked else 0
    while i < len(words):
        used = _entity(plan, words, i, clause.message) if words[i].entity is not None else _word(plan, words, i)
        if not used:
            return None
        i += used
    args = _told(plan)
    if not args or (not context.proposal and not _laid(words, context)):
        return None
    return ("edit_proposal" if context.proposal else "propose_runs"), args


def _laid(words: Sequence[Word], context: Context) -> bool:
    """Whether a plan is spoken of where other things could be: the runs under way, or those that ended."""
    said = {w.text for w in words if w.entity is None}
    if context.running:
        return bool(said & _LAID)
    return not context.results or bool(said & (_LAID | _LAYS))


_LIKED = re.compile(
    r"(?:(?:it|that|this|the plan|all) )?(?:is|looks|sounds|seems) (?:good|fine|ok|okay|nice|great|right)(?= (?:,|but))"
)


def _asks(words: Sequence[Word]) -> bool:
    return words[0].text in ("is", "are", "was", "has", "does", "did", "what", "which", "why", "how", "when")


def _text(words: Sequence[Word], i: int) -> str:
    return words[i].text if 0 <= i < len(words) and words[i].entity is None else ""


def _kind(words: Sequence[Word], i: int) -> str:
    entity = words[i].entity if 0 <= i < len(words) else None
    return entity.kind if entity is not None else ""


def _ends(words: Sequence[Word], i: int) -> bool:
    """Whether a part of the sentence ends before a word."""
    return i >= len(words) or (words[i].entity is None and (words[i].text in _SIGNS or words[i].text in _JOINS))


def _entity(plan: _Plan, words: Sequence[Word], i: int, message: str) -> int:
    """Takes up a name or a figure; returns how many words that took, 0 where it is nothing of a plan."""
    kind = _kind(words, i)
    denied = _text(words, i - 1) in ("instead_of", "not", "no") or (
        _text(words, i - 1) in ("a", "the") and _text(words, i - 2) in ("instead_of", "not", "no")
    )
    entity = words[i].entity
    values = list(entity.values) if entity is not None else []
    if kind in _NO_PLACE:
        return 0
    if kind in ("DUR", "STRAT"):
        if not denied:
            plan.args["seconds" if kind == "DUR" else "strategy"] = values[0]
        return 1
    if kind == "FAM":
        plan.families += [v for v in values if v not in plan.families]
        return 0 if denied or plan.out else 1
    if kind not in ("RANK", "NUM"):
        return 0
    if kind == "NUM":
        used = _counted(plan, words, i, values, denied)
        if used:
            return used
    if message[words[i].start : words[i].end].lower() == "first" and _text(words, i + 1) in _BEGINS | _LEAVES_OUT | {
        "the"
    }:
        return 1  # to begin with
    places = _places(plan, words[i], values, message)
    if not places:
        return 0
    plan.named = plan.named or kind == "RANK" or len(places) > 1
    if denied and _text(words, i - 1) == "instead_of":
        return 1
    _place(plan, places, message[words[i].start : words[i].end])
    return 1


def _counted(plan: _Plan, words: Sequence[Word], i: int, values: list[float], denied: bool) -> int:
    """Takes up a figure that counts runs; 0 where it is one of places."""
    if len(values) > 1 or values[0] != int(values[0]):
        return 0
    j = i + 1
    while _text(words, j) in _OF_COUNTS or _kind(words, j) == "STRAT":
        j += 1
    counts = _text(words, j) in _COUNTS and not (_text(words, j) == "run" and j > i + 1)
    after = " ".join(_text(words, k) for k in range(i + 1, min(i + 6, len(words))))
    much = _TOO_MUCH.match(after)
    if much:
        plan.figure = True
        return 1 + len(much[0].split())
    if _text(words, i + 1) in ("=", "GE", "to") and _next_figure(words, i) and (plan.figure or values[0] > plan.top):
        plan.figure = True
        return 2 + (_text(words, i + 2) == "GE")
    limited = _text(words, i - 1) in ("LE", "=") or _text(words, i + 1) == "LE"
    if _text(words, i - 1) == "the" and _text(words, i - 2) == "of" and values[0] == plan.top:
        return 1
    if (
        _text(words, i + 1) in (":", ",", "of")
        and _text(words, i - 1) in ("with", "just", "only")
        and _kind(words, i + 2 + 2 * (_text(words, i + 1) == "of")) in ("RANK", "NUM")
    ):
        plan.chosen = []
        return 1
    if (plan.out and not counts) or not (counts or limited or plan.figure or values[0] > max(plan.top, 1)):
        return 0
    if not denied:
        if not (counts or limited or plan.figure or plan.pending):
            return 0
        plan.args["runs"] = int(values[0])
    plan.figure = counts and _text(words, j + 1) in ("to", "=", "GE")
    return (1 + j - i) if counts else 1


def _next_figure(words: Sequence[Word], i: int) -> bool:
    """Whether "100 =>" or "100 to" is followed by the figure that replaces it."""
    return any(_kind(words, i + k) == "NUM" for k in (2, 3))


def _places(plan: _Plan, word: Word, values: list[float], message: str) -> list[int]:
    """The places of a figure or a list of them; "1,2" is two of them, a negative one counts from the end."""
    said = message[word.start : word.end]
    if len(values) == 1 and values[0] != int(values[0]):
        values = [float(v) for v in said.split(",")] if re.fullmatch(r"\d,\d", said) else []
    elif any(v != int(v) for v in values):
        figures = re.findall(r"\d+", said)
        values = [float(v) for v in figures] if "." not in said else []
    places = [int(v) if v > 0 else plan.top + 1 + int(v) for v in values if v > 0 or plan.top]
    return places if all(1 <= p <= max(plan.top, 12) for p in places) else []


def _place(plan: _Plan, places: list[int], said: str = "") -> None:
    where = plan.dropped if plan.out else plan.chosen
    where += [p for p in places if p not in where]
    other = plan.chosen if plan.out else plan.dropped
    other[:] = [p for p in other if p not in places]
    plan.last = places[-1:] if re.search(r"\band\b.*,", said) else places


def _word(plan: _Plan, words: Sequence[Word], i: int) -> int:
    """Takes up a word that stands for nothing; returns how many that took, 0 where it isn't known."""
    text = words[i].text
    plan.ofplan = plan.ofplan or text in ("plan", "proposal", "list", "there")
    for take in (_taking, _sign, _leaving, _all_or_rest, _verbs):
        used = take(plan, words, i, text)
        if used:
            return used
    return 1 if text in _SMALL or text == "LE" else 0


def _sign(plan: _Plan, words: Sequence[Word], i: int, text: str) -> int:
    if text == "/" and _kind(words, i - 1) == "NUM" and _kind(words, i + 1) == "NUM":
        return 0  # a mark, such as four of five
    if text in _SIGNS:
        plan.last = plan.last if text == ":" else None
        plan.out = False
        return 1
    if text in _JOINS:
        plan.last = None
        plan.out = plan.out and text not in ("then", "but", "plus")
        return 1
    if text in ("-", "+") and (not i or _ends(words, i - 1)) and _kind(words, i + 1) in ("RANK", "NUM"):
        plan.out, plan.named, plan.added = text == "-", True, plan.added or text == "+"
        return 1
    if text == "-" and not (_kind(words, i - 1) and _kind(words, i + 1)):
        plan.last, plan.out = None, False
        return 1
    opens = text in _OPENERS and all(_text(words, k) in _OPENERS | _SIGNS for k in range(i))
    if opens and not (text == "no" and _kind(words, i + 1)):
        return 1
    return 0


def _leaving(plan: _Plan, words: Sequence[Word], i: int, text: str) -> int:
    """Words that leave places out, before or after them."""
    if text == "out" and _text(words, i + 1) == "of" and _kind(words, i + 2) == "NUM":
        return 0
    if text in ("not", "no", "neither", "nor", "never"):
        return _denial(plan, words, i, text)
    if text == "kick" and _text(words, i + 1) == "off":
        plan.named, plan.out = True, False
        return 2
    if text in _LEAVES_OUT:
        plan.out, plan.named = True, True
        return 1
    if text == "all_but":
        plan.every = plan.out = plan.named = True
        return 1
    if text == "instead_of":
        if _text(words, i + 1) == "just" and _kind(words, i + 2) == "NUM":
            return 3
        return 1 + (_text(words, i + 1) == "both" or _text(words, i + 1) in ("just", "only"))
    if (
        text in ("cut", "take", "pull")
        and plan.pending
        and {"from", "out", "off", "away"} & {w.text for w in words[i + 1 : i + 6] if w.entity is None}
    ):
        plan.out = plan.named = True
        return 1
    if text == "leave":
        here = [w.text for w in words[i + 1 : i + 6]]
        if "out" not in here and (plan.pending or _kind(words, i + 1) not in ("NUM", "RANK")):
            return 1 if _text(words, i + 1) in ("the", "it") and {"rest", "others", "that"} & set(here) else 0
        plan.out = True
        return 1
    if plan.last is not None and text in _MAY:
        n = next((k for k in range(1, 4) if _text(words, i + k) in ("go", "leave", "out", "away") or _text(words, i + k) in _OUT_AFTER), 0)  # fmt: skip
        if n and all(_text(words, i + k) in _MAY | {"be"} for k in range(1, n)):
            return _left_out(plan, n + 1)
    if plan.last is not None and (text in _OUT_AFTER or text in ("goes", "leaves")):
        return _left_out(plan, 1)
    if plan.last is not None and text == "is" and _text(words, i + 1) == "out":
        return _left_out(plan, 2)
    if text in ("out", "off", "away") and plan.out and plan.last is not None:
        plan.out = False
        return 1
    if text in ("out", "off", "away") and (plan.out or _text(words, i + 1) in ("of", "with", "from")):
        plan.out = plan.out or _text(words, i + 1) == "with"
        return 2 if _text(words, i + 1) in ("of", "with", "from") else 1
    return 0


def _denial(plan: _Plan, words: Sequence[Word], i: int, text: str) -> int:
    """A "not" or "no" before what it denies, or after it."""
    after = _text(words, i + 1)
    if plan.last is not None and text == "not" and after in ("want", "need", "wanted", "needed"):
        return _left_out(plan, 2)
    if plan.last is not None and (_ends(words, i + 1) or after in ("thanks", "thank")):
        return _left_out(plan, 1 + (after == "thanks"))
    j = i + 1
    while _text(words, j) in _BEGINS | {"the", "a", "number", "rank", "for"} - {"want"}:
        j += 1
    single = words[j].entity if _kind(words, j) == "NUM" else None
    beyond = single is not None and len(single.values) == 1 and ("runs" in plan.args or single.values[0] > plan.top)
    if _kind(words, j) in ("RANK", "NUM") and _text(words, j + 1) not in _COUNTS and not beyond:
        plan.out, plan.named = True, True
        return 1
    if _kind(words, j) in ("STRAT", "DUR", "NUM"):
        return 1
    if after in ("more", "longer"):
        return 2
    if text == "no" and (i == 0 or _ends(words, i + 1)):
        return 1
    return 0


def _left_out(plan: _Plan, used: int) -> int:
    """The places named last are to be left out; they count as chosen no more."""
    gone = plan.last or []
    plan.chosen = [p for p in plan.chosen if p not in gone]
    plan.dropped += [p for p in gone if p not in plan.dropped]
    plan.named = True
    return used


def _taking(plan: _Plan, words: Sequence[Word], i: int, text: str) -> int:
    """Words that take in, and labels of figures."""
    place = _PLACE.match(text)
    if place:
        plan.named = True
        _place(plan, [int(place[1])])
        return 1
    if text == "first" and (_text(words, i + 1) in _MAY or _text(words, i + 1) in _OUT_AFTER):
        plan.named = True
        _place(plan, [1])
        return 1
    if text in _ONLY or (text == "nothing" and _text(words, i + 1) in ("else", "more")):
        plan.only = True
        return 2 if text == "nothing" else 1
    if text in _IN or (text == "as" and _text(words, i + 1) == "well"):
        plan.added = plan.added or text != "yes"
        plan.out = False if text in ("add", "include", "keep", "plus") else plan.out
        plan.named = plan.named or text in ("add", "include", "keep")
        return 2 if text == "as" else 1
    if text in ("runs", "n") and _kind(words, i + 1) != "RANK" and _kind(words, i - 1) != "NUM":
        plan.figure = True
        return 1
    if text in ("less", "fewer", "more") and _text(words, i + 1) in _COUNTS:
        plan.figure = True
        return 2
    if text == "=" or (text == "after" and _text(words, i + 1) == "all"):
        return 1
    if text == "random" and _text(words, i - 1) in ("instead_of", "not", "no"):
        return 1
    if text == "random":
        plan.args["strategy"] = "random"
        return 1
    if text == "mean" and _text(words, i - 1) == "i":
        plan.chosen, plan.dropped, plan.every, plan.out = [], [], False, False
        return 1
    if text == "or" and _text(words, i + 1) in ("no", "rather", "better"):
        plan.chosen, plan.dropped, plan.every, plan.out, plan.last = [], [], False, False, None
        return 2
    if text == "it" and _text(words, i + 1) == "is" and plan.last is not None:
        plan.named = True
        return 2
    if (
        text == "last"
        and plan.top
        and _text(words, i - 1) == "the"
        and (_ends(words, i + 1) or _text(words, i + 1) in ("one", "of"))
    ):
        plan.named = True
        _place(plan, [plan.top])
        return 1
    if text == "in" and plan.last is not None and _ends(words, i + 1):
        plan.added = True
        return 1
    if text == "before" and (_ends(words, i + 1)):
        return 1
    if text == "like" and _text(words, i - 1) == "would":
        return 1
    if text == "no" and _text(words, i + 1) == "leave":
        plan.chosen = [p for p in plan.chosen if p not in (plan.last or [])]
        return 1
    if text == "so" and (_kind(words, i + 1) in ("RANK", "NUM") and plan.chosen):
        plan.chosen = []
        return 1
    return 0


def _all_or_rest(plan: _Plan, words: Sequence[Word], i: int, text: str) -> int:
    if text == "have" and _text(words, i - 1) in ("let", "me", "us", "will", "to", "want", "i"):
        plan.named = plan.named or _text(words, i - 1) in ("me", "us")
        return 1
    if text == "both" and _text(words, i - 1) in ("for", "with"):
        return 1 + (_text(words, i + 1) in ("together", "of"))
    if text in _REST:
        j = i + 1
        while _text(words, j) in _REST_SAYS:
            j += 1
        denied = {"no", "not", "out"} & {_text(words, k) for k in range(i + 1, j)}
        verb = _text(words, i - 1) in _BEGINS or _text(words, i - 2) in _BEGINS
        if _kind(words, j) == "NUM" or not (plan.pending or plan.dropped or plan.chosen):
            return 0  # "the other three" are those not tried yet
        plan.every = plan.every or (bool(plan.dropped) and verb and not denied and not plan.pending)
        return j - i
    if text in ("whole", "full", "lot") or text in _ALL:
        return _everything(plan, words, i, text)
    return 0


def _everything(plan: _Plan, words: Sequence[Word], i: int, text: str) -> int:
    before = _text(words, i - 2 if _text(words, i - 1) == "the" else i - 1)
    if text in ("whole", "full") and _text(words, i + 1) not in ("list", "lot", "set"):
        return 2 if _text(words, i + 1) in ("thing", "plan", "proposal", "time") else 0
    if text == "all" and _text(words, i + 1) == "right":
        return 2
    if before == "is" or (text == "every" and _text(words, i + 1) in ("run", "runs")):
        return 0
    used = 2 if text in ("whole", "full") else 1
    if before in ("in", "for", "after", "at", "of", "above", "altogether") or _text(words, i + 1) in ("in", "together"):
        return used
    if _kind(words, i + 1) == "NUM" and _text(words, i + 2) not in _COUNTS:
        used += 1
    plan.every = plan.named = True
    while _text(words, i + used) in ("of", "the", "them", "it", "all") and used < 5:
        used += 1
    return used


def _verbs(plan: _Plan, words: Sequence[Word], i: int, text: str) -> int:
    if text not in _BEGINS or (text in ("go", "carry") and _text(words, i + 1) == "on"):
        return 0
    if text == "take" and _text(words, i + 1) == "back":
        return 0
    j = i + 1 + (_text(words, i + 1) in ("it", "them", "that", "this"))
    ends = j >= len(words) or _text(words, j) in _SIGNS | {"then", "but"}
    if plan.pending and ends and text in ("start", "go", "run", "launch", "begin", "execute"):
        return 0  # a yes, which is not for here
    plan.named = plan.named or text in _LAYS
    plan.out = plan.out and (_text(words, i - 1) == "not" or bool(i and not _ends(words, i - 1)))
    return 1


def _told(plan: _Plan) -> Args:
    """The args of all that was said; empty where it isn't plain what is to run."""
    args: Args = {**plan.args, **_chosen(plan)}
    if plan.families:
        args["families"] = plan.families
    places = args.keys() & {"ranks", "all", "exclude_ranks"}
    limits = args.keys() & {"seconds", "runs", "strategy"}
    vague = (plan.families and not limits and not plan.ofplan) or (places and not plan.named)
    planned = plan.pending or (plan.named and places) or plan.families
    return pruned(args) if planned and not vague else {}


def _chosen(plan: _Plan) -> Args:
    """Which places run, and which do not."""
    if plan.every and not plan.chosen:
        out: Args = {"exclude_ranks": plan.dropped} if plan.dropped else {}
        return out if plan.dropped and plan.pending else {"all": True, **out}
    if not plan.chosen:
        return {"exclude_ranks": plan.dropped} if plan.dropped else {}
    beside = plan.pending and plan.dropped and plan.added and not plan.only
    return {"ranks": plan.chosen, **({"exclude_ranks": plan.dropped} if beside else {})}
