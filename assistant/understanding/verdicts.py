"""Several places judged in one message: "like the first, hate the second, run the first", "1 and 3 look good, 2 doesn't".

Where parts of sentences are nothing but a judgement of places, each place has its own; what is to be run then is what
its part names, or the places that were praised ("run the good ones").
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.commands.memory import sentiment_of
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.lexicon import ORDINALS
from assistant.understanding.merging import Piece
from assistant.understanding.words import Entity, Word, bag

_OPPOSITE = {"positive": "negative", "negative": "positive"}
_CUT = bag(", ; . ! but while whereas though although … - – — : yet however")
_JOINS = bag(", and & or plus")
_ONES = r"(?: (?:one|ones|suggestions?|recommendations?|ideas?|options?|models?|runs?|candidates?|variants?|picks?))?"
_PLACES = rf"(?:(?:the|number|numbers|no|my|your|#|rank|run|both) )*(?P<places>(?:RANK|NUM)\d+(?:{_ONES}(?: (?:,|and|&|or|plus|the|number|#))+ (?:RANK|NUM)\d+)*){_ONES}"
_LEAD = r"(?:(?:and|so|then|well|ok|okay|also|honestly|for me|to me|overall|hm|hmm|i think|we think|i find|i say|i must say) )*"
_VERY = r"(?:(?:really|very|quite|so|pretty|absolutely|rather|totally|just|particularly|especially|clearly|much|all|both|too|at all|that|rather|most|extremely|completely|to me|for me) )*"
_TAIL = (
    r"(?: (?:most|best|a lot|very much|too|as well|also|at all|so much|though|really|much|either|to me|for me|here))*"
)
_LIKES = "like|love|adore|fancy|trust|favou?r|enjoy"
_LOATHES = "hate|dislike|loathe|detest|distrust|mistrust|despise|can not stand|cannot stand"
_FELT = re.compile(
    rf"{_LEAD}(?:(?:i|we) )?(?:(?:do|did|would|could) )?{_VERY}(?P<not>not )?{_VERY}(?:(?P<likes>{_LIKES})|(?P<loathes>{_LOATHES})) {_PLACES}{_TAIL}"
)
_THUMBS = re.compile(rf"{_LEAD}(?:a )?(?:thumbs? (?:(?P<likes>up)|(?P<loathes>down))|(?:(?P<yes>yes)|(?P<no>no))) (?:to|for|on) {_PLACES}{_TAIL}")  # fmt: skip
_SAID_OF = re.compile(
    rf"{_LEAD}{_PLACES} (?:(?:is|are|was|were|looks?|seems?|sounds?|feels?|do|does|did|will|would|reads?) )?{_VERY}(?P<not>not )?(?:(?:look|seem|sound|feel|be|work) )?{_VERY}(?P<what>(?!(?:is|are|was|were|do|does|did)$)[a-z]+(?: [a-z]+)?){_TAIL}"
)
_TURNED = re.compile(rf"{_LEAD}{_PLACES} (?:(?:is|are|was|were|do|does|did|looks?|seems?|sounds?|would|will) )?(?P<not>not|less so)(?: (?:so|that))?{_TAIL}")  # fmt: skip
_IS_SO = re.compile(rf"{_LEAD}{_PLACES} (?:is|are|was|were|do|does|did){_TAIL}")
_TOO = re.compile(rf"{_LEAD}{_PLACES} (?:too|as well|also|likewise)")
_RUN = re.compile(
    rf"(?:(?:and|so|then|please|just|only|let us|now|you may|you can|we|i|can|could|should|want to|would like to) )*(?:run|start|try|launch|queue|go with|do|take|execute|prepare|propose|fit|train|test) (?:(?:only|just|me) )*"
    rf"(?:{_PLACES}|(?P<liked>(?:the |all (?:of )?the |my )?(?:promising|good|better|best|fine|sensible|nice|ok|okay|great|convincing|liked|favou?rite|right|solid|sound|strong|interesting) (?:ones?|two|three|runs|models|suggestions|ideas)|(?:those|them|these|both)(?: two| three)?|(?:the ones?|those|what|whatever|those ones) (?:that |which )?i (?:like|liked|love|loved|praised)))"
    r"(?: (?:please|first|now|then|for (?:me|DUR\d+)|in DUR\d+|with .*|for (?:LE )?DUR\d+(?: each)?|at most DUR\d+|only))*"
)
_MOST_WORDS = 24


@dataclass(frozen=True)
class _Verdict:
    """A part of a message that judges places and says nothing else."""

    start: int
    end: int
    ranks: tuple[int, ...]
    sentiment: str


def each_judged(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the judgement of each place that parts of the message speak of, and what is to be run.

    Args:
        text: the message.
        pieces: what was read, its judgements with their reasons.
        context: the moment.
    """
    if not any(p.name in ("feedback", "propose_runs") for p in pieces) or "?" in text or context.proposal:
        return list(pieces)
    parts = _parts(tagged(text, context)[0])
    verdicts = _verdicts(parts, context)
    judged = {r: v.sentiment for v in verdicts for r in v.ranks}
    if (len(judged) < 2 and not _runs_another(parts, judged)) or sum(len(v.ranks) for v in verdicts) > len(judged):
        return list(pieces)
    kept = [p for p in pieces if p.name != "feedback" or not _replaced(p, judged, verdicts)]
    known = {p.args.get("rank") for p in kept if p.name == "feedback"}
    said = [
        Piece(v.start, "feedback", {"rank": r, "sentiment": v.sentiment})
        for v in verdicts for r in v.ranks if r not in known
    ]  # fmt: skip
    return sorted([*_run(kept, parts, verdicts, judged), *said], key=lambda p: p.at)


def _runs_another(parts: Sequence[Sequence[Word]], judged: dict[int, str]) -> bool:
    """Whether one place is judged and others are to be run, and nothing else is said: "like the first, run the third"."""
    runs = [(part, match) for part in parts if (match := _RUN.fullmatch(_text(part))) and match["places"]]
    others = all(judged.keys().isdisjoint(_ranks(part, match)) for part, match in runs)
    return bool(judged and runs) and others and len(parts) == len(runs) + 1


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
        if match is None:
            continue
        ranks = list(_ranks(part, match)) if match["places"] else [r for r, s in judged.items() if s == "positive"]
        at, end = part[0].start, part[-1].end
        limits = {k: v for p in pieces if p.name == "set_budget" and at <= p.at < end for k, v in p.args.items()}
        plans = [p for p in pieces if p.name == "propose_runs"]
        args = {k: v for p in plans for k, v in p.args.items() if k not in ("ranks", "all", "exclude_ranks")}
        left = [p for p in pieces if p not in plans and not (p.name == "set_budget" and at <= p.at < end)]
        return [*left, Piece(at, "propose_runs", {"ranks": ranks, **limits, **args})] if ranks else list(pieces)
    return [
        p for p in pieces
        if p.name != "propose_runs" or p.args.keys() != {"ranks"} or not set(p.args["ranks"]) <= judged.keys()
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
            if found is None or any(not 1 <= r <= max(context.recommendations, context.results, 10) for r in found[0]):
                continue
            out.append(_Verdict(some[0].start, some[-1].end, *found))
            denied = " not " in f" {text} "
    return out


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
    return []


def _one(part: Sequence[Word], text: str, before: str | None, denied: bool) -> tuple[tuple[int, ...], str] | None:
    """The places that a part judges and how; None where it says anything else."""
    if not part or len(part) > _MOST_WORDS:
        return None
    felt = _FELT.fullmatch(text) or _THUMBS.fullmatch(text)
    if felt:
        found = felt.groupdict()
        praise = bool(found["likes"] or found.get("yes")) != bool(found.get("not"))
        return _ranks(part, felt), "positive" if praise else "negative"
    if before:
        for pattern, turned in ((_TURNED, True), (_IS_SO, denied), (_TOO, False)):
            match = pattern.fullmatch(text)
            if match:
                return _ranks(part, match), _OPPOSITE[before] if turned else before
    said = _SAID_OF.fullmatch(text)
    sentiment = sentiment_of(said["what"]) if said else None
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


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """The words between signs and the like; a comma between two places joins them."""
    out: list[list[Word]] = [[]]
    words = [_as_place(w) for w in words]
    for i, word in enumerate(words):
        cuts = word.entity is None and word.text in _CUT
        lists = word.text in _JOINS and all(w.entity and w.entity.kind in ("RANK", "NUM") for w in (*words[max(0, i - 1) : i], *words[i + 1 : i + 2]))  # fmt: skip
        if cuts and not lists:
            out.append([])
        else:
            out[-1].append(word)
    return [part for part in out if part]


def _as_place(word: Word) -> Word:
    """An ordinal that was taken for no place, as in "first and third look good", as one."""
    if word.entity is not None or word.text not in ORDINALS:
        return word
    return replace(word, text=f"RANK{_OWN + word.start}", entity=Entity("RANK", (ORDINALS[word.text],)))


_OWN = 10_000
"""From here on ordinals are numbered that are places in these parts only."""
