"""Several places judged in one message: "like the first, hate the second, run the first", "1 and 3 look good, 2 doesn't".

Where parts of sentences are nothing but a judgement of places, each place has its own; what is to be run then is what
its part names, or the places that were praised ("run the good ones").
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.understanding.commands.memory import sentiment_of
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece
from assistant.understanding.slots.sayings import felt
from assistant.understanding.text.lexicon import ORDINALS
from assistant.understanding.text.words import Entity, Word, bag

_OPPOSITE = {"positive": "negative", "negative": "positive"}
_CUT = bag(", ; . ! but while whereas though although … - – — : yet however")
_SAYS = bag(": - – — =")
_JOINS = bag(", and & or plus")
_ONES = r"(?: (?:one|ones|suggestions?|recommendations?|ideas?|options?|models?|runs?|candidates?|variants?|picks?))?"
_PLACES = rf"(?:(?:the|number|numbers|no|my|your|#|rank|run|both) )*(?P<places>(?:RANK|NUM)\d+(?:{_ONES}(?: (?:,|and|&|or|plus|the|number|#))+ (?:RANK|NUM)\d+)*){_ONES}"
_LEAD = r"(?:(?:and|so|then|well|ok|okay|also|honestly|for me|to me|overall|hm|hmm|i think|we think|i find|i say|i must say) )*"
_VERY = r"(?:(?:really|very|quite|so|pretty|absolutely|rather|totally|just|particularly|especially|clearly|much|all|both|too|at all|that|rather|most|extremely|completely|to me|for me) )*"
_TAIL = (
    r"(?: (?:most|best|a lot|very much|too|as well|also|at all|so much|though|really|much|either|to me|for me|here))*"
)
_LIKES = "like|love|adore|fancy|trust|favou?r|enjoy|care for|think (?:much|highly) of|see the point of|keen on|fond of|happy with|sold on|convinced (?:by|of)|impressed by|a fan of"
_LOATHES = "hate|dislike|loathe|detest|distrust|mistrust|despise|can not stand|cannot stand"
_FELT = re.compile(
    rf"{_LEAD}(?:(?:i|we) )?(?:(?:do|did|would|could|am|are) )?{_VERY}(?P<not>(?:not|never) )?{_VERY}(?:(?P<likes>{_LIKES})|(?P<loathes>{_LOATHES})) {_PLACES}{_TAIL}"
)
_FRONTED = re.compile(
    rf"{_LEAD}{_PLACES}(?: ,)? (?:i|we) (?:(?:do|did|would|could|can) )?{_VERY}(?P<not>(?:not|never) )?{_VERY}(?:(?P<likes>{_LIKES})|(?P<loathes>{_LOATHES})){_TAIL}"
)
_THUMBS = re.compile(rf"{_LEAD}(?:a )?(?:(?:thumbs? )?(?:(?P<likes>up)|(?P<loathes>down))|(?:(?P<yes>yes)|(?P<no>no))) (?:to|for|on) {_PLACES}{_TAIL}")  # fmt: skip
_SAID_OF = re.compile(
    rf"{_LEAD}{_PLACES} (?:(?:is|are|was|were|looks?|seems?|sounds?|feels?|do|does|did|will|would|reads?) )?{_VERY}(?P<not>not )?(?:(?:look|seem|sound|feel|be|work) )?{_VERY}(?P<what>(?!(?:is|are|was|were|do|does|did)$|(?:no|yes|not|than|then|and|over|or)\b)[a-z]+(?: [a-z]+)?){_TAIL}"
)
_ANSWERED = re.compile(
    rf"{_LEAD}{_PLACES} (?:(?:is|are) )?(?:an? )?(?:clear |big |definite )?(?:(?P<yes>yes|yep|yeah)|(?P<no>no|nope|nah))(?: (?:(?:from|for) me|please|thanks?|thank you|way))?"
)
_NOT_THIS = re.compile(rf"{_LEAD}(?:but )?not (?:so (?:much )?|really )?(?:(?:on|of|with|by|for) )?{_PLACES}{_TAIL}")
_TURNED = re.compile(rf"{_LEAD}{_PLACES}(?: i| we)? (?:(?:is|are|was|were|do|does|did|looks?|seems?|sounds?|would|will) )?(?P<not>not|less so)(?: (?:so|that))?{_TAIL}")  # fmt: skip
_IS_SO = re.compile(rf"{_LEAD}{_PLACES} (?:is|are|was|were|do|does|did){_TAIL}")
_TOO = re.compile(rf"{_LEAD}{_PLACES} (?:too|as well|also|likewise)")
_RUN = re.compile(
    rf"(?:(?:and|so|then|please|just|only|let us|now|you may|you can|we|i|can|could|should|want to|would like to) )*(?:run|start|try|launch|queue|go with|do|take|execute|prepare|propose|fit|train|test) (?:(?:only|just|me) )*"
    rf"(?:{_PLACES}|(?P<liked>(?:the |all (?:of )?the |my )?(?:promising|good|better|best|fine|sensible|nice|ok|okay|great|convincing|liked|favou?rite|right|solid|sound|strong|interesting) (?:ones?|two|three|runs|models|suggestions|ideas)|(?:those|them|these|both)(?: two| three)?|(?:the ones?|those|what|whatever|those ones) (?:that |which )?i (?:like|liked|love|loved|praised)))"
    r"(?: (?:please|first|now|then|for (?:me|DUR\d+)|in DUR\d+|with .*|for (?:LE )?DUR\d+(?: each)?|at most DUR\d+|only))*"
)
_WHY = re.compile(r" (?:because|since|as it|as they) ")
_CHOOSES = re.compile(r"\b(?:yes|yep|yeah|no|nope|nah)\b(?:,? (?:please|thanks?|thank you))?\W*$", re.IGNORECASE)
_LABELLED = re.compile(_PLACES)
_MOST_WORDS = 24


@dataclass(frozen=True)
class _Verdict:
    """A part of a message that judges places and says nothing else."""

    start: int
    end: int
    ranks: tuple[int, ...]
    sentiment: str


_DISTRUST = re.compile(
    r"\b(?:do not|don['’]?t|dont|can ?not|can['’]?t|would not|wouldn['’]?t|hardly|never)(?: (?:really|quite|fully|yet|ever|at all))* (?:trust|believe|buy) (?:it|this|that|him|the \w+)\b"
    r"|\b(?:have|got|having)(?: \w+)? (?:doubts|reservations|misgivings|a bad feeling)|\b(?:am|['’]m|are|remain) (?:not (?:\w+ )?convinced|unconvinced|s[ck]eptical|suspicious|wary)\b",
    re.IGNORECASE,
)
"""What takes praise back: "looks fine on paper, I don't trust it"."""


def _taken_back(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the one place that is praised and then distrusted turned down: the distrust counts."""
    told = [p for p in pieces if p.name == "feedback"]
    about = [p for p in told if p.args.keys() & {"rank", "about"}]
    distrust = _DISTRUST.search(text)
    named = {v for w in tagged(text, context)[0] if w.entity and w.entity.kind in ("RANK", "NUM") for v in w.entity.values} if distrust else ()  # fmt: skip
    praised = (
        len(about) == 1 >= len(named) and about[0].args.get("sentiment") == "positive" and "rating" not in about[0].args
    )
    if distrust is None or not praised or any(p.args.keys() - {"sentiment", "reason"} for p in told if p not in about):  # fmt: skip
        return list(pieces)
    kept = {k: v for k, v in about[0].args.items() if k != "reason" or text.find(str(v)) >= distrust.start()}
    turned = replace(about[0], args={**kept, "sentiment": "negative"})
    return [turned if p is about[0] else p for p in pieces if p.name != "feedback" or p is about[0]]


def each_judged(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the judgement of each place that parts of the message speak of, and what is to be run.

    Args:
        text: the message.
        pieces: what was read, its judgements with their reasons.
        context: the moment.
    """
    pieces = _taken_back(text, _rated_each(text, pieces, context), context)
    read = {p.name for p in pieces}
    plan = all(p.name == "propose_runs" and p.firm for p in pieces)  # read word by word, its yes and no choose places
    if not read & {"feedback", "propose_runs"} or plan or "?" in text or context.proposal:
        return list(pieces)
    parts = _parts(tagged(text, context)[0], context.recommendations or context.results)
    verdicts = _verdicts(parts, context)
    judged = {r: v.sentiment for v in verdicts for r in v.ranks}
    if "feedback" not in read and all(_CHOOSES.search(text[v.start : v.end]) for v in verdicts):
        return list(pieces)  # "third yes, fourth no" chooses
    if (len(judged) < 2 and not _runs_another(parts, judged)) or sum(len(v.ranks) for v in verdicts) > len(judged):
        return list(pieces)
    aside = [(v.start, v.end) for v in verdicts]
    aside += [(part[0].start, part[-1].end) for part in parts if _RUN.fullmatch(_text(part))]
    felt_so = [_with_sentiment(p, judged) for p in pieces]
    reasons = [_without_reason(p, [text[a:b] for a, b in aside]) for p in felt_so]
    kept = [p for p in reasons if p.name != "feedback" or not _replaced(p, judged, verdicts)]
    kept = _without_strays(kept, parts, verdicts, judged)
    known = {p.args.get("rank") for p in kept if p.name == "feedback"}
    said = [
        Piece(v.start, "feedback", {"rank": r, "sentiment": v.sentiment})
        for v in verdicts for r in v.ranks if r not in known
    ]  # fmt: skip
    return sorted([*_run(kept, parts, verdicts, judged), *said], key=lambda p: p.at)


_STARS = r"NUM(?P<{0}>\d+)(?: (?:of|out of) NUM\d+)?(?: (?:stars?|points?))?"
_GIVES = r"(?:(?:and|but|so|only|just|even|i|we|you|would|give|gave|get|it|gets?|a|an|here|my|rating|ratings|,|:) )*"
_STARS_FOR = re.compile(
    rf"{_GIVES}{_STARS.format('n')} (?:for|to) (?:(?:the|number|#|run|model) )*RANK(?P<place>\d+){_ONES}"
)
_GETS_STARS = re.compile(
    rf"{_GIVES}(?:the )?RANK(?P<place>\d+){_ONES}(?: (?:gets?|deserves?|earns?|is|has|only|just|even|:|-|–|=))* {_STARS.format('n')}"
)
_RATED_BY = re.compile(r"\b(?:stars?|points?|out of (?:5|five|10|ten)|of (?:five|ten))\b|★", re.IGNORECASE)


def _rated_each(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the rating of each of several places, "stars" said once: "5 stars for the last, 1 for the first"."""
    if not _RATED_BY.search(text) or not any(p.name == "feedback" for p in pieces):
        return list(pieces)
    words = [w for w in tagged(text, context)[0] if w.text not in (".", "!", ";")]
    own = {w.text: w for w in words}
    found: list[Piece] = []
    for pattern in (_STARS_FOR, _GETS_STARS):
        line = " ".join(w.text for w in words)
        rows = re.fullmatch(
            rf"{_plain(pattern)}(?: (?:,|and|&|but|while))*(?: {_plain(pattern)}(?: (?:,|and|&|but|while))*)+", line
        )
        for said in pattern.finditer(line) if rows else ():
            n, place = own[f"NUM{said['n']}"], own[f"RANK{said['place']}"]
            if n.entity and place.entity and len(place.entity.values) == 1:
                args = {"rank": int(place.entity.values[0]), "rating": n.entity.values[0]}
                found.append(Piece(words[0].start + said.start(), "feedback", args))
    known = [p.args for p in pieces if p.name == "feedback"]
    told = all(any(p.args.items() <= args.items() for args in known) for p in found)
    if told or len({p.args["rank"] for p in found}) < 2:
        return list(pieces)
    return [*(p for p in pieces if p.name not in ("feedback", "propose_runs")), *found]


def _plain(pattern: re.Pattern[str]) -> str:
    """A pattern without the names of its groups, to be said several times."""
    return re.sub(r"\?P<\w+>", "?:", pattern.pattern)


def _runs_another(parts: Sequence[Sequence[Word]], judged: dict[int, str]) -> bool:
    """Whether one place is judged and others are to be run, and nothing else is said: "like the first, run the third"."""
    runs = [(part, match) for part in parts if (match := _RUN.fullmatch(_text(part))) and match["places"]]
    others = all(judged.keys().isdisjoint(_ranks(part, match)) for part, match in runs)
    return bool(judged and runs) and others and len(parts) == len(runs) + 1


def _with_sentiment(piece: Piece, judged: dict[int, str]) -> Piece:
    """A judgement of a place that says why and not yet how it is judged."""
    bare = piece.name == "feedback" and "reason" in piece.args and not piece.args.keys() & {"sentiment", "rating"}
    sentiment = judged.get(piece.args.get("rank", 0)) if bare else None
    return replace(piece, args={**piece.args, "sentiment": sentiment}) if sentiment else piece


def _without_reason(piece: Piece, aside: Sequence[str]) -> Piece:
    """A judgement without a reason that is itself a judgement or a request."""
    reason = str(piece.args.get("reason", ""))
    beside = [s for s in aside if reason and (reason.startswith(s) or (reason in s and len(reason.split()) > 2))]
    if piece.name != "feedback" or not beside or any(_GIVEN.search(s) for s in beside):
        return piece
    return replace(piece, args={k: v for k, v in piece.args.items() if k != "reason"})


_GIVEN = re.compile(r"\b(?:because|since|as it)\b|\btoo \w+$")
"""How a judgement's own reason is given."""


def _without_strays(
    pieces: Sequence[Piece], parts: Sequence[Sequence[Word]], verdicts: Sequence[_Verdict], judged: dict[int, str]
) -> list[Piece]:
    """The pieces without a second act on a place that is judged and named nowhere else: "1 is poor. promote the 2nd"."""
    spans = [(v.start, v.end) for v in verdicts]
    others = [w for part in parts if (part[0].start, part[-1].end) not in spans for w in part]
    named = {v for w in others if w.entity is not None and w.entity.kind in ("RANK", "NUM") for v in w.entity.values}
    names = [p.name for p in pieces]
    return [
        p for p in pieces
        if p.name == "feedback" or p.args.keys() != {"rank"} or names.count(p.name) < 2
        or p.args["rank"] in named or p.args["rank"] not in judged
    ]  # fmt: skip


def _replaced(piece: Piece, judged: dict[int, str], verdicts: Sequence[_Verdict]) -> bool:
    """Whether a judgement that was read is one of the parts', and says no more than it does."""
    if "rank" in piece.args:
        rank, args = piece.args["rank"], piece.args
        same = args.get("sentiment") == judged.get(rank) and not re.search(r"\b(?:first|second|third|fourth|fifth|\d)\b", str(args.get("reason", "")))  # fmt: skip
        return rank in judged and not (same and ("reason" in args or "rating" in args))
    return "rating" not in piece.args and any(v.start <= piece.at < v.end for v in verdicts)


def _run(
    pieces: Sequence[Piece], parts: Sequence[Sequence[Word]], verdicts: Sequence[_Verdict], judged: dict[int, str]
) -> list[Piece]:
    """The pieces with a plan of the places that a part asks to run; none of those that are judged and no more."""
    for part in parts:
        match = _RUN.fullmatch(_text(part))
        if match is None or (match["places"] and _REST in _ranks(part, match)):
            continue
        ranks = list(_ranks(part, match)) if match["places"] else [r for r, s in judged.items() if s == "positive"]
        at, end = part[0].start, part[-1].end
        times = [w.entity.values[0] for w in part if w.entity and w.entity.kind == "DUR"]
        limits = {"seconds": times[0]} if len(times) == 1 else {}
        limits |= {k: v for p in pieces if p.name == "set_budget" and at <= p.at < end for k, v in p.args.items()}
        plans = [p for p in pieces if p.name == "propose_runs"]
        args = {k: v for p in plans for k, v in p.args.items() if k not in ("ranks", "all", "exclude_ranks")}
        left = [p for p in pieces if p not in plans and not (p.name == "set_budget" and at <= p.at < end)]
        return [*left, Piece(at, "propose_runs", {"ranks": ranks, **limits, **args})] if ranks else list(pieces)
    return [
        p for p in pieces
        if p.name != "propose_runs" or not {"ranks"} <= p.args.keys() <= {"ranks", "exclude_ranks"} or not set(p.args["ranks"]) <= judged.keys()
        or not any(v.start <= p.at < v.end for v in verdicts)
    ]  # fmt: skip


def _verdicts(parts: Sequence[Sequence[Word]], context: Context) -> list[_Verdict]:
    """The parts that judge places and say nothing else; an ellipsis ("2 doesn't") is the one before it turned round."""
    out: list[_Verdict] = []
    denied = False
    for part in parts:
        for some in _halves(part, out, denied):
            text = _text(some)
            found = _one(some, text, out[-1].sentiment if out else None, denied)
            ranks = _resolved(found[0], out, context) if found else ()
            if found is None or not ranks:
                continue
            out.append(_Verdict(some[0].start, some[-1].end, ranks, found[1]))
            denied = " not " in f" {text} "
    return out


def _resolved(ranks: Sequence[int], before: Sequence[_Verdict], context: Context) -> tuple[int, ...]:
    """The places that are meant, "the others" by their numbers; none where one of them cannot be."""
    count = context.recommendations or context.results
    known = {r for v in before for r in v.ranks} | set(ranks)
    out = [
        r for rank in ranks for r in ([n for n in range(1, count + 1) if n not in known] if rank == _REST else [rank])
    ]
    return tuple(out) if all(1 <= r <= max(count, _MOST_PLACES) for r in out) else ()


_REST = 0
"""Stands for the places that were not named yet."""
_MOST_PLACES = 10


def _halves(part: Sequence[Word], before: Sequence[_Verdict], denied: bool) -> list[Sequence[Word]]:
    """A part, or its halves around an "and" where each of them is a judgement."""
    last = before[-1].sentiment if before else None
    if _one(part, _text(part), last, denied):
        return [part]
    for i, word in enumerate(part):
        if word.entity is None and word.text == "and":
            first = _one(part[:i], _text(part[:i]), last, denied) if i else None
            if first and _one(part[i + 1 :], _text(part[i + 1 :]), first[1], False):
                return [part[:i], part[i + 1 :]]
    return _in_a_row(part)


def _in_a_row(part: Sequence[Word]) -> list[Sequence[Word]]:
    """The parts of "1 good 2 bad 3 good", where each begins with a place and is a judgement."""
    starts = [i for i, w in enumerate(part) if w.entity is not None and w.entity.kind in ("RANK", "NUM")]
    if len(starts) < 2 or starts[0] != 0:
        return []
    each = [part[a:b] for a, b in pairwise([*starts, len(part)])]
    return list(each) if all(_one(one, _text(one), None, False) for one in each) else []


def _one(part: Sequence[Word], text: str, before: str | None, denied: bool) -> tuple[tuple[int, ...], str] | None:
    """The places that a part judges and how; None where it says anything else."""
    if not part or len(part) > _MOST_WORDS:
        return None
    text = _WHY.split(text)[0]
    told = _FELT.fullmatch(text) or _FRONTED.fullmatch(text) or _THUMBS.fullmatch(text) or _ANSWERED.fullmatch(text)
    if told:
        found = told.groupdict()
        if told.re is _ANSWERED and _REST in _ranks(part, told):  # "2 and 4, the rest no" is a choice
            return None
        praise = bool(found.get("likes") or found.get("yes")) != bool(found.get("not"))
        return _ranks(part, told), "positive" if praise else "negative"
    if before:
        for pattern, turned in ((_TURNED, True), (_NOT_THIS, True), (_IS_SO, denied), (_TOO, False)):
            match = pattern.fullmatch(text)
            if match:
                return _ranks(part, match), _OPPOSITE[before] if turned else before
    said = _SAID_OF.fullmatch(text)
    sentiment = (sentiment_of(said["what"]) or felt(said["what"])) if said else None
    if said is None or sentiment is None:
        return None
    return _ranks(part, said), _OPPOSITE[sentiment] if said["not"] else sentiment


def _ranks(part: Sequence[Word], match: re.Match[str]) -> tuple[int, ...]:
    """The places that a match names."""
    named = set(re.findall(r"(?:RANK|NUM)\d+", match["places"]))
    values = [v for w in part if w.entity is not None and w.text in named for v in w.entity.values]
    return tuple(dict.fromkeys(int(v) for v in values))


def _text(part: Sequence[Word]) -> str:
    return " ".join(w.text for w in part)


def _parts(words: Sequence[Word], count: int) -> list[list[Word]]:
    """The words between signs and the like; a comma between two places joins them."""
    out: list[list[Word]] = [[]]
    words = [_as_place(w, words[i + 1].text if i + 1 < len(words) else "", count) for i, w in enumerate(words)]
    for i, word in enumerate(words):
        cuts = word.entity is None and word.text in _CUT
        if cuts and word.text in _SAYS and out[-1] and _LABELLED.fullmatch(_text(out[-1])):
            continue  # "second: no", "2 - nice"
        lists = word.text in _JOINS and all(w.entity and w.entity.kind in ("RANK", "NUM") for w in (*words[max(0, i - 1) : i], *words[i + 1 : i + 2]))  # fmt: skip
        if cuts and not lists:
            out.append([])
        else:
            out[-1].append(word)
    return [part for part in out if part]


def _as_place(word: Word, after: str, count: int) -> Word:
    """An ordinal that was taken for no place, as in "first and third look good", as one; "the others" as the rest."""
    place = _REST if word.text in ("others", "rest") else ORDINALS.get(word.text)
    place = count if count and word.text == "last" and after in _OF_THE_LAST else place
    if word.entity is not None or place is None:
        return word
    return replace(word, text=f"RANK{_OWN + word.start}", entity=Entity("RANK", (place,)))


_OF_THE_LAST = bag("is was looks seems sounds does feels not one too")
_OWN = 10_000
"""From here on ordinals are numbered that are places in these parts only."""


def subject(verdict: Piece) -> object:
    """What a judgement is of: a place, a family, or nothing in particular."""
    return verdict.args.get("rank", verdict.args.get("about"))


def of_one_scale(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with one rating of "four out of five", where its end was read as another."""
    rated = [p for p in pieces if p.name == "feedback" and "rating" in p.args]
    ends = [p for p in rated if re.search(_SCALE.format(n=f"{p.args['rating']:g}"), text, re.IGNORECASE)]
    if len(rated) != 2 or len(ends) != 1 or len({subject(p) for p in rated} - {None}) > 1:
        return list(pieces)
    one = next(p for p in rated if p is not ends[0])
    whole = replace(one, args={**ends[0].args, **one.args}, at=min(p.at for p in rated))
    return [whole if p is one else p for p in pieces if p is not ends[0]]


_SCALE = r"(?:/|\bof|\bfrom) ?{n}\b"


GAINED = re.compile(
    r"\b(?:for|by|gain\w*|lost|loses?|lose)(?: (?:only|just|about|a mere))? (?P<for>\d+(?:\.\d+)?) (?:percent\w*|points?|pp)\b"
    r"|(?P<than>\b\d+(?:\.\d+)?) (?:percent\w*|points?|pp) (?:better|worse|more|less|higher|lower|above|below|gain\w*|up|down)\b",
    re.IGNORECASE,
)
"""Points that were gained or lost, which are no rating: "half the budget for 0.3 points"."""


def without_gain(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without ratings that are points gained or lost."""
    gained = {float(m["for"] or m["than"]) for m in GAINED.finditer(text)}
    return [
        replace(p, args={k: v for k, v in p.args.items() if k != "rating"})
        if p.name == "feedback" and p.args.get("rating") in gained
        else p
        for p in pieces
    ]
