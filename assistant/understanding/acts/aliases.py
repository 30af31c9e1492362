"""What a promoted model or run is called: "number two goes live, call it prod", "ofl_8 shadow", "ship 5 as esc-prod"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.merging import Piece, with_ends
from assistant.understanding.once import part_of_rank
from assistant.understanding.placing import BETWEEN
from assistant.understanding.text.lexicon import FORMATS, place_named
from assistant.understanding.text.words import bag

_NAME = r"[\"'`“”]?([A-Za-z][\w-]*\w)"
_ALIAS_GIVEN = re.compile(
    rf"\b(?:under|with|by|gets?|as|has|have|give it|giving it|is)(?: the| an?| as)* (?:alias|nickname)(?: of| name)?[ :=]+{_NAME}"
    rf"|\bunder (?:the |an? )?(?:name|label|title|tag|nickname)(?: of)? {_NAME}"
    rf"|\balias(?:ed)?(?: as| is|:| to)? {_NAME}|\b(?:name|call|label|tag|dub) (?:it|this|that|this one|that one)(?: as)? {_NAME}",
    re.IGNORECASE,
)
_ALIAS_PLACED = re.compile(r"\b(?:goes|go|going|moves?|comes?) (?:in|on)?to (production|staging)\b", re.IGNORECASE)
_NO_ALIAS = bag(
    "me us them you him her everybody everyone all the a an it is as and then of for to in on please now so alias model version off out back up good bad"
    " possible soon well planned agreed discussed usual"
) | frozenset(FORMATS)
_USUAL = r"(?P<usual>production|prod|staging|champion|challenger|shadow|canary|archive|archived|backup|candidate|baseline|fallback|pilot)"
_BESIDE = re.compile(
    rf"(?:->|=>|→|\b(?:to|into|in|as|is|be|becomes?|gets?|the|new)|[:,=])\s*(?:the |our |a |new )*\b{_USUAL}\b|^\W*{_USUAL.replace('usual', 'alone')}\b",
    re.IGNORECASE,
)
"""An alias of the usual ones right beside what is promoted."""
_AHEAD = re.compile(rf"\b{_USUAL}\b (?:for|to|goes to|belongs to) (?!be\b)", re.IGNORECASE)
"""A post that stands before what gets it: "give production to lane_delay"."""
_AHEAD_OF_IT = re.compile(
    rf"\b{_USUAL}\b (?:for|to|goes to) (?:the (?:best|winner|result|model|first|second|third|fourth|one)\b|number|#|\d)",
    re.IGNORECASE,
)
_HYPHENATED = re.compile(r"\b(?:as|to|under|alias)(?: the| an?)? [\"'`]?(?P<name>[A-Za-z]\w*(?:-\w+)+)")
_LIVE_AS = re.compile(rf"\blive\b[^,.;:]{{0,12}}?\bas (?:the |our |a )?{_USUAL}\b", re.IGNORECASE)
_AS_LIVE = re.compile(
    r"\bas (?:the )?(?P<name>live)\b(?!\s+(?:model|one|version|system|candidate|as)\b)", re.IGNORECASE
)
_FREELY = re.compile(
    r"\b(?:promot\w*|deploy\w*|releas\w*|ship\w*|publish\w*|save|keep|register)\b[^,.;:]*?\b(?:to|as|under) (?:the |an? |our )?[\"'`]?(?P<name>[A-Za-z][\w-]+)[\"'`]?\s*(?:$|too\b|please\b|pls\b|now\b)",
    re.IGNORECASE,
)
"""Whatever stands last behind "promote … as"."""
_FULL = {"prod": "production"}


_A_POST = re.compile(rf"\b{_USUAL}\b", re.IGNORECASE)


def post_said(text: str) -> str | None:
    """The one post that words name; None where they name none, or several."""
    said = {_FULL.get(m["usual"].lower(), m["usual"].lower()) for m in _A_POST.finditer(text)}
    return said.pop() if len(said) == 1 else None


_PARTS = re.compile(r"\s*(?:[,;.!\n]+(?=\s|$)|\s(?:and|plus|\+|&|then)\s)\s*", re.IGNORECASE)
_PLACE = r"(?:(?:number|rank|result|run|no\.?|nr\.?|#)\s*#?(?P<digit>\d{1,2})|#(?P<hash>\d{1,2})|(?P<ordinal>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th))(?: (?:place|one|result|run|model|rank|of (?:the |those |these |our )?(?:results|runs|models|list|ranking)))*(?: (?:i|we)(?: would|'d|’d)? (?:like (?:to )?)?(?:take|have|put|see|use|want|make))?"
_POST = rf"(?:\s*(?:->|=>|→|:|=)\s*|\s+(?:goes |go |going |put |taken |set |made |moved )?(?:to|into|in|as|becomes?|gets?)\s+|\s+(?:live as )?)(?:(?:the|our|new|alias)\s+)*{_USUAL.replace('usual', 'post')}(?:\s+as\s+(?:the |our )?{_USUAL.replace('usual', 'name')})?(?:\s+(?:please|pls|now|too|at last|again))*"


def posts_in(text: str, models: Sequence[str], results: int) -> list[tuple[int, dict[str, object]]]:
    """Posts that are handed out without a verb, each with where it stands: "a_v2 -> production, a_v1 -> archive".

    Args:
        text: the message.
        models: names of kept models.
        results: number of runs that ended; without any no place can have a post.
    """
    named = "|".join(re.escape(m) for m in sorted(models, key=len, reverse=True))
    subject = rf"(?:(?P<model>{named})|{_PLACE})" if named else _PLACE
    getting = re.compile(
        rf"(?:(?:ok|and|then|please|now|give|the|our)\s+)*{_USUAL.replace('usual', 'post')}\s+(?:for|to|goes to|belongs to)\s+(?:(?:the|our|model)\s+)*(?:{subject}|(?P<best>best|winner|top)(?: one| run| model| result)?)(?P<name>)(?:\s+(?:please|pls|now|too))*",
        re.IGNORECASE,
    )
    whole = re.compile(rf"(?:(?:ok|and|then|please|now|the|our|model)\s+)*{subject}{_POST}", re.IGNORECASE)
    found: list[tuple[int, dict[str, object]]] = []
    at = 0
    for end, after in [*((m.start(), m.end()) for m in _PARTS.finditer(text)), (len(text), len(text))]:
        match = whole.fullmatch(text[at:end].strip()) or getting.fullmatch(text[at:end].strip())
        if match and (match.groupdict().get("model") or results):
            found.append((at, _post(match, models)))
        at = after
    for match in _LET_BE.finditer(text):
        args = _let_be(match, models) if results or models else {}
        found += [(match.start(), args)] if args else []
    return sorted(found, key=lambda one: one[0]) if "?" not in text else []


_LET_BE = re.compile(
    rf"\b(?:let|have)\b(?P<who>[^.;!?]{{2,40}}?)\b(?:be|become|act as|serve as)\s+(?:the |our |a )?{_USUAL.replace('usual', 'post')}\b",
    re.IGNORECASE,
)


def _let_be(match: re.Match[str], models: Sequence[str]) -> dict[str, object]:
    """What "let the best one - rank 1 - be the shadow" promotes; nothing where that isn't named."""
    alias = _FULL.get(match["post"].lower(), match["post"].lower())
    model = next((m for m in models if m.lower() in match["who"].lower()), None)
    if model:
        return {"model": model, "alias": alias}
    place = re.search(_PLACE, match["who"], re.IGNORECASE)
    if place:
        return {"rank": _rank(place), "alias": alias}
    return {"rank": 1, "alias": alias} if re.search(r"\b(?:best|winner|top)\b", match["who"], re.IGNORECASE) else {}


def _post(match: re.Match[str], models: Sequence[str]) -> dict[str, object]:
    """What is promoted to what, of a part that hands out a post."""
    said = (match["name"] or match["post"]).lower()
    alias = _FULL.get(said, said)
    model = match.groupdict().get("model")
    if model:
        return {"model": next(m for m in models if m.lower() == model.lower()), "alias": alias}
    return {"rank": 1 if match.groupdict().get("best") else _rank(match), "alias": alias}


def _rank(match: re.Match[str]) -> int:
    """The place that was named."""
    return place_named(match["digit"] or match["hash"] or match["ordinal"])


def called(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the alias that the message gives each promotion.

    Args:
        text: the message.
        pieces: what was read, in order.
    """
    pieces = _only_named(text, pieces)
    several = sum(p.name == "promote" for p in pieces) > 1
    return [
        _called(text, p, end if several and end > p.at else len(text), several) if p.name == "promote" else p
        for p, end in with_ends(text, pieces)
    ]


_NAMES_IT = re.compile(
    r"(?:(?:please|then|also|just|let us|let['’]s|you can|we) )*(?:call|name|label|tag|dub) (?:it|this|that)\b", re.I
)


def _only_named(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without a promotion that only gives the one before it its name: "put the winner live, call it ada"."""
    out: list[Piece] = []
    for piece in pieces:
        alone = out and out[-1].name == piece.name == "promote" and set(piece.args) == {"alias"}
        if alone and _NAMES_IT.match(text, max(piece.at, 0)):
            out[-1] = replace(out[-1], args={**out[-1].args, **piece.args})
        else:
            out.append(piece)
    return out


_NAMED_SO = re.compile(r"\b(?:make|give|call|name|known)\b[^,.;!?\"'’]{0,24}? [\"'`‘“](?P<name>[A-Za-z][\w-]*)[\"'`’”]", re.IGNORECASE)  # fmt: skip
"""A name that is given in quotes: "make it the 'squad' model"."""
_NTH = re.compile(_PLACE, re.IGNORECASE)


def _by_its_alias(text: str, piece: Piece) -> Piece:
    """A promotion of the place that the message speaks of, where the name that it gives was taken for a model's."""
    given = _NAMED_SO.search(text)
    nameless = given is not None and "rank" in piece.args and not piece.args.keys() & {"model", "alias"}
    if given is None or not (nameless or str(piece.args.get("model", "")).lower() == given["name"].lower()):
        return piece
    places = {_rank(m) for m in _NTH.finditer(text)}
    args = {k: v for k, v in piece.args.items() if k != "model"}
    place = {"rank": places.pop()} if len(places) == 1 and "rank" not in args else {}
    return replace(piece, args=args | place | {"alias": given["name"]})


def _called(text: str, piece: Piece, end: int, several: bool) -> Piece:
    """A promotion with its alias, looked for up to a place; in the whole message where it is the only one."""
    piece = _by_its_alias(text, piece)
    given = _ALIAS_GIVEN.search(text, max(piece.at, 0), end) or (None if several else _ALIAS_GIVEN.search(text))
    alias = next((g for g in given.groups() if g), "") if given else ""
    if not alias or alias.lower() in _NO_ALIAS:
        alias = _alias_beside(text, piece)
    if not alias and "alias" not in piece.args and not several and (ahead := _AHEAD_OF_IT.search(text)):
        alias = _FULL.get(ahead["usual"].lower(), ahead["usual"].lower())
    if not alias and "alias" not in piece.args:
        placed = _ALIAS_PLACED.search(text)
        alias = placed.group(1).lower() if placed else ""
    if not alias or alias.lower() in _NO_ALIAS or alias == piece.args.get("model"):
        return piece
    return replace(piece, args={**piece.args, "alias": alias})


def _alias_beside(text: str, piece: Piece) -> str:
    """The alias in the part of the message that names what is promoted; "" where there is none, or it is known."""
    here = _part(text, piece)
    exact = _HYPHENATED.search(here)
    if exact:
        return exact["name"]
    live = _LIVE_AS.search(here)
    if live:
        return live["usual"].lower()
    if "alias" in piece.args:
        return named["name"].lower() if (named := _AS_LIVE.search(here)) else ""
    model = str(piece.args.get("model", ""))
    behind = here[here.lower().find(model.lower()) + len(model) :] if model else here
    usual = _BESIDE.search(behind) or _AHEAD.search(here)
    if usual:
        said = next(g for g in usual.groups() if g).lower()
        return _FULL.get(said, said)
    freely = _FREELY.search(here)
    return freely["name"] if freely else ""


def _part(text: str, piece: Piece) -> str:
    """The part of a message that names the model or the place, else that in which the promotion stands."""
    model, rank = str(piece.args.get("model", "")), piece.args.get("rank")
    at = text.lower().find(model.lower()) if model else -1
    if at < 0 and isinstance(rank, int) and (said := part_of_rank(text, rank)):
        return said
    at = at if at >= 0 else max(piece.at, 0)
    cuts = [m for m in BETWEEN.finditer(text) if m.group().strip() not in (":", "->", "→", "-")]
    start = max((m.end() for m in cuts if m.end() <= at), default=0)
    return text[start : min((m.start() for m in cuts if m.start() > at), default=len(text))]
