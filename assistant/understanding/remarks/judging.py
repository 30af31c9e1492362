"""Praise and blame with the words of why that stand beside it: "I don't trust the third one. Carriers change names."

A message is cut into parts; those that name what is judged or say the judgement are the verdict, a plain statement
before, between or after them is the reason. Where there is none, what is said of the place itself is: "#2 overfits one
cycle, bad". Requests beside it stay what they are. Of several judgements each has its own stretch of the message.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.commands.memory import sentiment_of
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, thinned
from assistant.understanding.remarks.verdicts import GAINED, of_one_scale, subject, without_gain
from assistant.understanding.slots.sayings import felt, reason_after
from assistant.understanding.text.grammar import Args
from assistant.understanding.text.message_parts import Part, asks, explains, message_parts, up_to_request
from assistant.understanding.text.words import Entity, Word, stands_in

_PLACED = re.compile(
    r"#\s?\d|\b(?:rank|number|no|nr|model|option|variant|suggestion|recommendation|rec|proposal|run)s?\.? (?:no\.? )?(?:\d|one|two|three|four|five|six)\b|\b(?:first|second|third|fourth|fifth|last|top)(?: \w+)? (?:one|suggestion|recommendation|variant|model|pick|idea|proposal|run)\b|\b(?:first|second|third|fourth|fifth)\b(?! (?:time|year|day|week|month|floor))|\b(?:stars?|out of \d+|\d/\d+)\b|\bthumbs (?:up|down)\b|\bthat one\b",
    re.IGNORECASE,
)
_RATED = r"(?:(?:it )?(?:gets|deserves|i give it|from me) )?(?:\d+|one|two|three|four|five|ten|half)(?: of| out of|/)? ?(?:\d+|five|ten)? ?(?:stars?|points?)?(?: from me| for it| from (?:five|ten|\d+))?"
_OTHERWISE = r"(?:otherwise|apart from that|other than that|besides that|aside from that|except for that),? "
_EMPTY = re.compile(
    rf"(?:thanks?|thank you|please|pls|sir|mate|well done|good one|great|good|nice|bad|terrible|again|seriously|honestly|really|no thanks|yes|no|ok|sorry|frankly|i(?:'m| am) glad|i like it|i don't like it|for me|by the way|in my opinion|it(?:'s| is) a no from me|that(?:'s| is) why .*|(?:so|hence|therefore|thus) i .*|(?:(?:the )?[\w#]+ ){{0,2}}(?:not|less so)(?: so much| really| at all)?|thumbs (?:up|down)|(?:with regard to|regarding|as for|concerning) .*|{_OTHERWISE}.*|{_RATED})",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:and|but|so|because|since|as|for|well|honestly|frankly|because of)\s+", re.IGNORECASE)
_FEELS = re.compile(r"\b(?:(?:mis|dis)?trust|glad|like|love|hate|joke|rubbish|favou?rite|daft|comfortable|convinced?|right to|no from me|spot on|sucks?)\b", re.IGNORECASE)  # fmt: skip
_CONCLUDED = re.compile(r"^(?:hence|so|therefore|thus)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:it|this|that|he|she|they|the|a|an|is|was|are|were|looks?|seems?|'s|very|really|quite|so|just|simply|rather|pretty|absolutely|totally|a bit|much|still|for me|to me|in my eyes|by me|for us|from me|here|now|today|this time|job|one|idea|choice|pick|result|model|though|however|indeed|there|enough|not|no|of|i|we|and)\b|[^\w\s]",
    re.IGNORECASE,
)
"""What a judgement may be wrapped in without becoming a reason."""
_SUBJECT = re.compile(
    r"^(?:(?:honestly|frankly|well|and|but|so|for|on|in|about|with|a|an|my|our|the|that|your|impression|opinion|verdict|view|of|result|results|recommendation|suggestion|model|run|rank|number|nr|no|from)\b[\s.#]*)*$",
    re.IGNORECASE,
)
"""What may stand before a place that a part begins with."""
_ITSELF = re.compile(r"^(?:[\s,:;.#-]|\b(?:one|model|run|result|suggestion|recommendation|variant|pick|idea|proposal|too|also)\b)+", re.IGNORECASE)  # fmt: skip
_COPULA = re.compile(r"^(?:is|was|looks?|seems?|sounds?|gets?|has|deserves|be)\b\s*", re.IGNORECASE)
_MEASURED = re.compile(r"\s*(?:%|/|\.\d|(?:of|out of|from|stars?|points?|runs?|folds?|times|minutes?|hours?|seconds?)\b)", re.IGNORECASE)  # fmt: skip
"""What makes a number an amount."""
_LONGEST = 400  # characters of a message in which reasons are looked for


@dataclass(frozen=True)
class _Place:
    """A place on the list, or a family that is judged, where a message names it."""

    start: int
    end: int
    rank: object


def judged(text: str, pieces: Sequence[Piece], context: Context | None = None) -> list[Piece]:
    """The pieces with praise or blame and the reason of each judgement among them, where the words beside it tell.

    Args:
        text: the message.
        pieces: what was read, with where it stands.
        context: the moment.
    """
    pieces = without_gain(text, of_one_scale(text, pieces))
    verdicts = [p for p in pieces if p.name == "feedback"]
    if not verdicts or len(text) > _LONGEST:
        return [_felt(p) for p in pieces]
    places = _places(text, context or Context(), {subject(p) for p in verdicts})
    pieces = _opposed(text, pieces, places)
    verdicts = [p for p in pieces if p.name == "feedback"]
    out = [p for p in pieces if len(verdicts) == 1 or not _measured_by(text, p, places)]
    verdicts = [p for p in out if p.name == "feedback"]
    if len(verdicts) == 1:
        verdicts = [_of_the_one_place(text, verdicts[0], pieces, places, context or Context())]
        out = [verdicts[0] if p.name == "feedback" else p for p in out]
    for verdict in verdicts:
        stretch = _stretch(text, verdict, verdicts, places)
        if stretch is not None:
            others = [p.at for p in out if p.name != "feedback"]
            better = _with_reason(text, verdict, stretch, others, places)
            out = [better if p is verdict else p for p in out]
    felt_of = [p.args.get("sentiment") for p in out if p.name == "feedback" and p.args.keys() & {"rank", "about"}]
    told = [
        p for p in out if p.name != "feedback" or p.args.keys() - {"sentiment"} or p.args["sentiment"] not in felt_of
    ]
    return [_felt(p) for p in _turned(text, told, places)]


def _opposed(text: str, pieces: Sequence[Piece], places: Sequence[_Place]) -> list[Piece]:
    """The pieces with the judgement of a place of which only a "not" is said: "I like the first, the third not at all"."""
    out = list(pieces)
    others = {r for p in pieces for r in (p.args.get("rank"), *p.args.get("ranks", ())) if p.name not in _JUDGED_OR_RUN}
    for place in places:
        said = _TURNED.match(text, place.end) or _DENIED.search(text[: place.start])
        known = [p for p in out if p.name == "feedback" and isinstance(p.args.get("rank"), int)]
        before = [p for p in known if p.args.get("sentiment") in _OPPOSITE and p.at < place.start]
        before = [p for p in before if p.args["rank"] != place.rank]
        if not before or not said or place.rank in others or not isinstance(place.rank, int):
            continue
        turned = {"rank": place.rank, "sentiment": _OPPOSITE[before[-1].args["sentiment"]]}
        own = next((p for p in known if p.args["rank"] == place.rank), None)
        if own is None:
            out.append(Piece(place.start, "feedback", turned))
        elif _EMPTY.fullmatch(str(own.args.get("reason", "no"))):
            out = [replace(own, args=turned) if p is own else p for p in out]
        out = [q for p in out if (q := _without_ranks(p, {place.rank, *(p.args["rank"] for p in before)}))]
    return out


_JUDGED_OR_RUN = ("feedback", "propose_runs")


def _without_ranks(piece: Piece, ranks: set[object]) -> Piece | None:
    """A plan without places that are judged; None where nothing of it is left."""
    if piece.name != "propose_runs" or not ranks & set(piece.args.get("ranks", ())):
        return piece
    left = thinned(piece, "ranks", ranks)
    return left if "ranks" in left.args else None


_DENIED = re.compile(r"[,;]\s*(?:but )?not (?:the |number |rank |run |#)*$", re.IGNORECASE)
_TURNED = re.compile(r"(?: one| suggestion| model| run)?\s*(?:isn['’]?t|is not|doesn['’]?t|does not|didn['’]?t|did not|wasn['’]?t|not|less so)(?: so much| really| at all)?\s*(?:[.!,;]|$)", re.IGNORECASE)  # fmt: skip


def _turned(text: str, pieces: list[Piece], places: Sequence[_Place]) -> list[Piece]:
    """The pieces with a judgement that only turns the one before it: "run 1 is superb, run 2 isn't"."""
    out: list[Piece] = []
    for piece in pieces:
        before = next((p.args["sentiment"] for p in reversed(out) if "sentiment" in p.args), None)
        place = next((p for p in places if p.rank == piece.args.get("rank")), None)
        bare = piece.name == "feedback" and not piece.args.keys() & {"sentiment", "rating", "reason"}
        if bare and before in _OPPOSITE and place is not None and _TURNED.match(text, place.end):
            piece = replace(piece, args={**piece.args, "sentiment": _OPPOSITE[before]})
        out.append(piece)
    return out


_OPPOSITE = {"positive": "negative", "negative": "positive"}


def _measured_by(text: str, piece: Piece, places: Sequence["_Place"]) -> bool:
    """Whether a judgement is of a place that another one is only measured by: "the second is better than the first"."""
    own = [p for p in places if p.rank == piece.args.get("rank")]
    bare = piece.name == "feedback" and set(piece.args) <= {"rank", "sentiment"}
    return (
        bare
        and bool(own)
        and all(re.search(r"\bthan (?:the |number |rank |#)*$", text[: p.start], re.IGNORECASE) for p in own)
    )


def _places(text: str, context: Context, ranks: set[object]) -> list[_Place]:
    """The single places that a message names, in order; a bare number is one where a judgement is of that place.

    So are families that are judged.
    """
    named = [w for w in tagged(text, context)[0] if w.entity and w.entity.kind in ("RANK", "NUM", "FAM")]
    found = [(w, w.entity.kind, w.entity.values[0]) for one in named for w in _each(text, one) if w.entity]
    known = {value for _, kind, value in found if kind == "RANK"}
    bare = ranks - known
    return [
        _Place(w.start, w.end, value if kind == "FAM" else int(value))
        for w, kind, value in found
        if kind == "RANK" or (value in bare and not _MEASURED.match(text, w.end))
    ]


def _of_the_one_place(
    text: str, verdict: Piece, pieces: Sequence[Piece], places: Sequence[_Place], context: Context
) -> Piece:
    """A judgement of nothing in particular with the one place, or the one family, that the message speaks of."""
    ranks = {p.rank for p in places if isinstance(p.rank, int)}
    families = [w for w in tagged(text, context)[0] if w.entity and w.entity.kind == "FAM"]
    if not ranks and len(families) == 1 and len(pieces) == 1 and set(verdict.args) <= {"sentiment", "reason"}:
        kinds = families[0].entity.values if families[0].entity else ()
        begins = len(kinds) == 1 and verdict.args and _SUBJECT.match(text[: families[0].start])
        return replace(verdict, args={"about": str(kinds[0]), **verdict.args}) if begins else verdict
    named = _named_thing(text, context) if not (ranks or families) else None
    if named and verdict.args and not verdict.args.keys() & {"rank", "about"}:
        return replace(verdict, args={"about": named, **verdict.args})
    used = {r for p in pieces if p is not verdict for r in (p.args.get("rank"), *p.args.get("ranks", ()))}
    rated = "rating" in verdict.args and used == ranks  # "put the second in production, 4 stars"
    if verdict.args.keys() & {"rank", "about"} or len(ranks) != 1 or not verdict.args:
        return verdict
    if len(pieces) > 1 and not rated:
        return verdict
    return replace(verdict, args={"rank": ranks.pop(), **verdict.args})


def _named_thing(text: str, context: Context) -> str | None:
    """The one kept model or column that a message names, where a part begins with it: "churn_b is crap"."""
    named = [n for n in (*context.models, *context.columns) if stands_in(n, text)]
    parts = [p.text for p in message_parts(text) if len(named) == 1 and stands_in(named[0], p.text)]
    begun = any(_SUBJECT.match(p[: p.lower().find(named[0].lower())]) for p in parts)
    return named[0] if begun else None


def _stretch(text: str, verdict: Piece, verdicts: Sequence[Piece], places: Sequence[_Place]) -> tuple[int, int] | None:
    """Where a judgement and its reason stand: the whole message, or from its place to the part of the next one's."""
    if not verdict.args.keys() & {"rank", "about", "rating"}:
        return None
    if len(verdicts) == 1:
        return 0, len(text)
    ranks = {subject(v) for v in verdicts}
    starts = [(p.start, p.rank) for p in places if p.rank in ranks]
    if len(ranks) < len(verdicts) or {rank for _, rank in starts} != ranks:
        return None
    firsts = [(at, rank) for i, (at, rank) in enumerate(starts) if i == 0 or starts[i - 1][1] != rank]
    if len(firsts) != len(verdicts):
        return None
    edges = [part.start for part in message_parts(text)]
    cuts = [0, *(max((e for e in edges if e <= at), default=at) for at, _ in firsts[1:]), len(text)]
    i = next(i for i, (_, rank) in enumerate(firsts) if rank == subject(verdict))
    return cuts[i], cuts[i + 1]


def _each(text: str, word: Word) -> list[Word]:
    """A place by itself; those of a list only where the last of them is set against the others by a "not"."""
    values = word.entity.values if word.entity else ()
    if len(values) == 1:
        return [word]
    said = list(re.finditer(r"[^\s,&]+(?: (?!and\b|or\b)[^\s,&]+)*", text[word.start : word.end]))
    parts = [m for m in said if not re.fullmatch(r"and|or|but", m.group())]
    if len(parts) != len(values) or not _TURNED.match(text, word.end):
        return []
    at = [(word.start + m.start(), word.start + m.end()) for m in parts]
    return [
        replace(word, start=a, end=b, entity=Entity("RANK", (value,))) for (a, b), value in zip(at, values, strict=True)
    ]


def _with_reason(
    text: str, verdict: Piece, stretch: tuple[int, int], others: Sequence[int], places: Sequence[_Place]
) -> Piece:
    """A judgement with its reason and whether it praises or blames, as its stretch of the message tells."""
    start, end = stretch
    said, here = text[start:end], [at - start for at in others]
    own = [replace(p, start=p.start - start, end=p.end - start) for p in places if p.rank == subject(verdict)]
    args: Args = dict(verdict.args)
    stars = None if "rating" in args else _stars(said)
    args |= {} if stars is None else {"rating": stars}
    told = str(args.get("reason", "-"))
    if len(args) > 1 and end - start < len(text) and felt(said) and "sentiment" in args:
        del args["sentiment"]  # read of a sentence that judges other places as well
    if end - start < len(text) and "reason" in args and told.lower() not in said.lower():
        told = "bad"  # the reason of another judgement
    if _plain(told) or _STARS.match(told) or _CONCLUDED.match(str(args.get("reason", ""))):
        del args["reason"]
    if "reason" not in args:
        why = reason_after(said) if end - start < len(text) else None
        why = why or _statement(said, own, here) or _predicate(said, own, here)
        args |= {"reason": why} if why else {}
    if "reason" in args:
        args["reason"] = up_to_request(str(args["reason"]))
    if not args.keys() & {"sentiment", "rating"}:
        verdict_alone = said.replace(str(args.get("reason", "\0")), " ")
        sentiment = felt(verdict_alone) or felt(said) or _yes_or_no(verdict_alone)
        args = {k: v for k, v in (("rank", args.get("rank")), ("sentiment", sentiment)) if v is not None} | args
    return replace(verdict, args=args)


_STARS = re.compile(r"(?<![\w.])(?P<n>\d+(?:\.5)?|one|two|three|four|five|six|seven|eight|nine|ten)\s*(?:(?:/|out of|of)\s*(?:5|10|five|ten)\b|stars?\b|points?\b)", re.IGNORECASE)  # fmt: skip
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _stars(said: str) -> float | int | None:
    """The rating in a judgement's stretch of the message."""
    match = _STARS.search(GAINED.sub(" ", said))
    if match is None:
        return None
    n = match["n"].lower()
    value = _WORDS.index(n) + 1 if n in _WORDS else float(n)
    return int(value) if value == int(value) else value


def _yes_or_no(said: str) -> str | None:
    """A yes or a no to a place as praise or blame: "1 yes, 4 no"."""
    if re.search(r"\b(?:no|nope|nah|never)\b(?! doubt)", said, re.IGNORECASE):
        return "negative"
    return "positive" if re.search(r"\b(?:yes|yep|i(?:['’]m| am) for it)\b", said, re.IGNORECASE) else None


def _felt(piece: Piece) -> Piece:
    """A rating with a reason says by itself whether it praises or blames."""
    rating = piece.args.get("rating")
    if piece.name == "feedback" and rating is not None and float(rating) <= 2 and piece.args.get("sentiment") == "positive":  # fmt: skip
        return replace(piece, args={**piece.args, "sentiment": "negative"})
    if piece.name != "feedback" or rating is None or "sentiment" in piece.args or "reason" not in piece.args:
        return piece
    seen = "negative" if float(rating) <= 2 else "positive" if float(rating) in (4, 5, 8, 9, 10) else None
    return replace(piece, args={**piece.args, "sentiment": seen}) if seen else piece


def _statement(text: str, places: Sequence[_Place], others: Sequence[int]) -> str | None:
    """The plain words beside a judgement: those after it, else those before, else those amid it."""
    parts = message_parts(text)
    strict = [_says(p, places) for p in parts]
    brief = [is_so or (len(p.text.split()) < 7 and bool(sentiment_of(p.text.lower()))) for p, is_so in zip(parts, strict, strict=True)]  # fmt: skip
    return _beside(text, parts, strict, others) or _beside(text, parts, brief, others)


def _beside(text: str, parts: Sequence[Part], says: Sequence[bool], others: Sequence[int]) -> str | None:
    """The plain words beside the parts that say the judgement."""
    if True not in says:
        return None
    first, last = says.index(True), len(says) - 1 - says[::-1].index(True)
    after = _block(text, parts[last + 1 :], others)
    amid = next((i for i in range(first, last) if not says[i]), last)
    return (
        after or _block(text, parts[:first], others) or _block(text, _until(parts[amid:last], says[amid:last]), others)
    )


def _until(parts: Sequence[Part], says: Sequence[bool]) -> Sequence[Part]:
    """The parts up to the first that says the judgement."""
    return parts[: says.index(True)] if True in says else parts


def _says(part: Part, places: Sequence[_Place]) -> bool:
    """Whether a part says or names what is judged."""
    if any(part.start <= p.start < part.end for p in places) or (not places and _PLACED.search(part.text)):
        return True
    return bool(_FEELS.search(part.text)) or _plain(part.text)


_IS_SO = re.compile(r"^[\w.-]+ (?:is|was|are|looks?|seems?|feels?)\b", re.IGNORECASE)


def _plain(said: str) -> bool:
    """Whether words are a judgement and nothing else: "very bad", "that's good", "thumbs down"; "too slow" says more."""
    left = re.sub(r"[,;:.!–—-]+(?=\s|$)", " ", _FILLER.sub(" ", _STARS.sub(" ", _IS_SO.sub("", said)))).split()
    return bool(left) and len(left) < 3 and "too" not in left and bool(sentiment_of(said.lower()) or felt(said)) and all(
        sentiment_of(w.lower()) or felt(w) or w.lower() in ("thumbs", "up", "down", "well", "done") for w in left
    )  # fmt: skip


def _predicate(text: str, places: Sequence[_Place], others: Sequence[int]) -> str | None:
    """What is said of the place itself, where that is more than the judgement: "result 3 overestimates in ballast"."""
    parts = message_parts(text)
    for i, part in enumerate(parts):
        place = next((p for p in places if part.start <= p.start < part.end), None)
        if place is None or not _SUBJECT.match(text[part.start : place.start]) or "?" in part.sign:
            continue
        said = _ITSELF.sub("", text[place.end : _joined_to(parts, i, others)]).strip(" .!,;:-")
        if (
            asks(said)
            or any(part.start <= at < part.end for at in others)
            or _EMPTY.fullmatch(said)
            or _FEELS.search(said)
        ):
            return None
        bare = _COPULA.sub("", said)
        verb = bare == said and re.match(r"[a-z]+(?:s|ed|t)\b|can\b|does\b|made\b|forgot\b", said, re.IGNORECASE)
        elsewhere = bool(felt(text[: part.start] + " " + text[part.end :]))
        family = not isinstance(place.rank, int)
        elsewhere = elsewhere or (family and len(bare.split()) > 3)
        enough = len(bare.split()) >= (1 if verb and elsewhere else 3)
        if not elsewhere and len(said.split()) < 5 and sentiment_of(said.lower()):
            return None
        blames = bool(verb) and elsewhere and felt(said) == "negative"
        return said if enough and (blames or not _plain(said)) and (verb or elsewhere) else None
    return None


def _joined_to(parts: Sequence[Part], i: int, others: Sequence[int]) -> int:
    """Where a part ends with what an "and" joins to it."""
    while (
        i + 1 < len(parts)
        and parts[i].sign.strip().lower() == "and"
        and not (asks(parts[i + 1].text) or any(parts[i + 1].start <= at < parts[i + 1].end for at in others))
    ):
        i += 1
    return parts[i].end


def _block(text: str, parts: Sequence[Part], others: Sequence[int]) -> str | None:
    """The statement that some parts make up to the first request; None where they make none."""
    kept: list[tuple[int, int]] = []
    for part in parts:
        if not explains(part.text) or "?" in part.sign or any(part.start <= at < part.end for at in others):
            break
        elsewhere = re.search(_OTHERWISE + "$", text[: part.start], re.IGNORECASE)  # what is said of all the rest
        if not (elsewhere or _EMPTY.fullmatch(part.text) or _STARS.search(part.text)):
            kept.append((part.start, part.end))
    if not kept:
        return None
    why = _LEAD.sub("", text[kept[0][0] : kept[-1][1]].strip(" .!,;:-"))
    return why if len(why.split()) >= 3 else None
