"""Wishes stated by themselves: "simple and fast please", "cheap ones, in all my projects", "an hour, robust if possible".

Where a part of a sentence is nothing but wishes and small words, it says what is preferred, each wish of it; where
recommendations are asked for right before, it says of which kind they are to be.
"""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.understanding.commands.wishes import WISH_OF
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.goals.wished_for import WISHED_FOR
from assistant.understanding.merging import Piece, without_args
from assistant.understanding.slots.sayings import wish_alluded
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.lasting import lasting, lasting_by_all
from assistant.understanding.text.lexicon import PLACES
from assistant.understanding.text.words import Word, bag

_ADVERBS = {"cheaply": "cheap", "robustly": "robust", "accurately": "accurate", "simply": "simple"}
_SMALL = bag(
    "i we my our me us want wants like love need needs prefer prefers preferred would will it its them they things thing models model something smth sth stuff what that which is are be was"
    " a an the only just best should go for with always generally generally everything everywhere to have let keep and so now really still more most also preferably possibly ideally rather please"
    " here enough first all above if possible run goal goals this too very pretty ones one methods method solutions variants + & / or plus kind in general counts count matters as every each any project projects task tasks"
    " from on future today usually anyway of mine day work do case time"
)
_SCOPE = bag(
    "only just for this goal once one project task case always in every all my our projects goals studies analyses cases experiments of mine from now on future general but and here today time also the later"
    " everything whatever you do i me we us ask anyway anyhow least at though mind"
)
_ASKING = re.compile(
    r"(?<!\S)(?:recommend\w*|suggest\w*|advise|advice|ideas?|recs?|proposals?|options?|alternatives?|candidates?|give|gimme|show|see|find|offer|list|bring|try|rank|variants to|others|another|more|what_if|replace|worth)(?!\S)"
)
_SO_MANY = re.compile(r"(?:^|, )(?:only |just |maybe |say )*(?:NUM|RANK)\d+(?: of (?:them|it|those))?(?= ,|$| or so)")
_ELSEWHERE = bag(
    "what_if explain_model explain_recommendation correct help approve decline feedback compare edit_proposal"
)
_LONGEST = 14
"""Words of a part of a sentence that may be nothing but wishes."""
_LONGEST_MESSAGE = 2_000
"""Characters of a message that may state a wish; longer ones are stories."""
_VAGUE = bag("best better light strong plain small easy basic simply baseline")
"""Words that say a wish only beside others."""
_COMPARING = re.compile(r"(?:er|^more .*|^less .*)$")
"""Something faster is another than what was recommended."""
_LIKED = re.compile(r"\b(?:prefer\w*|like|love|rather|first|above all|value|always|in general|general)\b")


_SOMETHING = re.compile(r"\b(?:some|any)thing\b|\bs(?:ome?|m)th(?:i?n?g)?\b|\bsth\b")


@dataclass(frozen=True)
class _Wish:
    """A wish that stands by itself; without a name, that models must be interpretable."""

    at: int
    wish: str
    scope: str | None


def wished(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with a preference for each wish that stands by itself, and none of them asked for as well.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    if any(p.name == "decline" for p in pieces):
        return _after_a_no(text, pieces)
    chats = [p.name for p in pieces] == ["small_talk"] and pieces[0].firm  # "cheers, that was quick"
    if chats or context.proposal or len(text) > _LONGEST_MESSAGE or any(p.name in _ELSEWHERE for p in pieces):
        return list(pieces)
    stated = list(_stated(text, context))
    wishes = {one.wish for one in stated}
    if any(p.name == "constrain" and p.args.get("interpretable") is True for p in pieces):
        wishes |= {"interpretable"}  # what must be is no wish beside it
    out = [kept for p in pieces if (kept := _without_wish(p, wishes)) is not None]
    out = _only_preferred(text, out)
    for one in stated:
        out = _preferred(one, out)
    if not wishes & {"interpretable", "simple", ""} and (formula := _FORMULA.search(text)) is not None:
        out = _preferred(_Wish(formula.start(), "interpretable", None), out)
    traded = _TRADED.search(text)
    if (
        traded
        and not _NEVER.search(text[: traded.start()])
        and (wish := wish_alluded((traded["what"] or traded["then"]).lower()))
    ):
        out = [p for p in out if p.args.get("wish") != "accurate" and p.args != {"metric": "accuracy"}]
        out = _preferred(_Wish(traded.start(), wish, None), out)
    return _of_one_scope(text, out, context)


_FORMULA = re.compile(
    r"\b(?:an?|some|one|the simplest) (?:[a-z]+ )?(?:formula|equation|score ?sheet|rule of thumb)\b(?=[^.;!?]{0,60}\b(?:(?:write|print|work|put|note|calculate|compute|reckon|do|read)\b[^.;!?]{0,20}\b(?:on paper|by hand|in (?:my|our|the|one's|your) head|with a pencil|down|on (?:a|the) (?:card|wall|board|napkin|bag|sheet))))(?=[^.;!?]*\b(?:nice\w*|best|great|love\w*|like|prefer\w*|ideal\w*|please|better|good|perfect|want)\b)"
    r"|\b(?:like|love|want|prefer) (?:to have )?(?:an?|some) (?:[a-z]+ )?(?:formula|equation|score ?sheet|rule of thumb)\b(?=[^.;!?]{0,60}\b(?:on paper|by hand|in (?:my|our|the|one's|your) head|with a pencil|down|on (?:a|the) (?:card|wall|board|napkin|bag|sheet)))",
    re.IGNORECASE,
)
"""A wish for what can be worked out without a computer: "a formula I can write on paper would be nicest"."""


_SCORE = r"(?:accuracy|precision|performance|quality|exactness|(?:the )?score|points?|percent(?:age points?)?|auc)"
_SOME = r"(?:(?:a (?:bit|little|few|touch|couple|tad)|some|one or two|two|three|half an?)(?: of)? |(?:the|our|my) )*"
_TRADED = re.compile(
    rf"\b(?:trade|trading|give up|giving up|sacrifice|swap|forgo|do without|lose|part with|exchange)(?: off)? {_SOME}{_SCORE}(?: \w+){{0,4}}? (?:for|if|against|in (?:exchange|return) for|to (?:get|have)|so that|as long as) (?P<what>[^.;!?]+)"
    rf"|\b(?:(?:a (?:bit|little|tad)|slightly|somewhat) )?(?:less {_SCORE}|(?:less|a bit less) (?:accurate|precise|exact)|worse(?: {_SCORE})?) (?:is|are|would be) (?:\w+ )?(?:fine|ok|okay|acceptable|all right|alright|no problem)(?: \w+){{0,3}}? (?:if|as long as|provided(?: that)?|when) (?P<then>[^.;!?]+)",
    re.IGNORECASE,
)
"""Accuracy given up for something else, which is the wish: "some accuracy for a model that lasts"."""


_NEVER = re.compile(
    r"\b(?:not|never|no|nor|without|cannot|can't|don't|won't|wouldn't|would you)\b[^.;!?]{0,24}$", re.IGNORECASE
)
_OF_OTHERS = re.compile(
    r"\b(?P<wish>[a-z]+er|more [a-z]+|less expensive) (?:models?|ones|runs?|variants?|methods?|plans?|experiments?|proposals?|suggestions?|solutions?)\b",
    re.IGNORECASE,
)


_POINTED_AT = (
    r"\b(?:these|those|all|all of these|all of those|your) {n}(?: \w+)? (?:are|look|looks|were|seem|sound|all)\b"
    r"|\b(?:than|besides?|except|beyond|apart from|aside from|in addition to|on top of|other than|beside) (?:these|those|the|your|my)(?: (?:first|other))? {n}\b"
)


_HELD = re.compile(
    r"\b(?:keep|remember|hold|holds|note|apply|applies|use|take|do|save|store|goes|valid|true|same|count|counts)\b[^.;!?]{0,30}\b(?:for|in|to|with|on) (?:all|every|any|each|whatever)(?: of)?(?: (?:my|our|the|that|which))*(?: (?:next|future|other|coming|following|later|new))* ?(?:projects?|goals?|tasks?|experiments?|works?|problems?|data ?sets?|i do|we do|comes)\b",
    re.IGNORECASE,
)
"""A wish that a sentence of its own keeps for good: "keep this for all my next projects"."""


def _whole_scope(text: str, piece: Piece) -> str | None:
    """How long a wish holds by the whole message; the goal that is named there counts for more than the wish's own words."""
    whole = lasting_by_all(text)
    given = whole if whole == "goal" else piece.args.get("scope")
    return given or ("always" if _HELD.search(text) else whole)


def with_wish(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece:
    """What recommendations are to be like, where words behind them say so, and without a count of those that are there.

    Args:
        text: the message.
        piece: one of those that were read.
        pieces: all of them.
    """
    if piece.name == "prefer" and (scope := _whole_scope(text, piece)) != piece.args.get("scope"):
        return replace(piece, args={**piece.args, "scope": scope}) if scope else piece
    if piece.name != "recommend":
        return piece
    wish = next((name for name, said in WISHED_FOR if said.search(text)), None)
    args = dict(piece.args)
    told = any(p.name == "prefer" or "interpretable" in p.args for p in pieces)
    if wish and "wish" not in args and not told:
        args["wish"] = wish
    said = [w for w, n in PLACES.items() if n == args.get("n")]
    if said and re.search(_POINTED_AT.format(n=rf"(?:{'|'.join([*said, str(args['n'])])})"), text, re.IGNORECASE):
        del args["n"]
    return replace(piece, args=args) if args != piece.args else piece


_RULED = re.compile(
    r"\b(?:must|has to|have to|needs? to|only|nothing|no|never|forbid\w*|required?|mandatory|insist\w*|demands?)\b",
    re.IGNORECASE,
)

_EVER = re.compile(
    r"\b(?:always|everywhere)\b[^.;!?]*\b(?:whatever|whichever|every|all|any|everything)\b|\b(?:whatever|whichever|every|all|any|everything)\b[^.;!?]*\balways\b",
    re.IGNORECASE,
)
"""Words of a wish that goes beyond the goal at hand."""


def without_rule_of_wish(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the rule of one goal that a wish for always was read as, too: "interpretable please, always"."""
    rule = [p for p in pieces if p.name == "constrain" and p.args == {"interpretable": True}]
    known = [p for p in pieces if p.name == "prefer" and p.args.get("wish") == "interpretable"]
    if not rule or _RULED.search(text) or not (_EVER.search(text) or any("scope" in p.args for p in known)):
        return list(pieces)
    wish = Piece(rule[0].at, "prefer", {"wish": "interpretable", "scope": "always"})
    return [*(p for p in pieces if p not in rule), *([] if known else [wish])]


_ONLY_HERE = re.compile(r"\bonly\b|\bjust\b|\bnothing but\b|\bexclusively\b", re.IGNORECASE)
_FOR_THE_GOAL = re.compile(
    r"\b(?:from (?:now|here) on|always|ever|allow\w*|permit\w*|forbid\w*|forbidden|rule|must|may|can|accept\w*|restrict\w*|limit\w*|stick|for (?:good|this goal)|no (?:other|more)|nothing else)\b",
    re.IGNORECASE,
)


def without_rule_of_list(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without a rule on families that only says what a list is to hold: "give me 6, trees only"."""
    asked = [p.args["families"] for p in pieces if p.name == "recommend" and p.args.get("families")]
    if len(asked) != 1 or not _ONLY_HERE.search(text) or _FOR_THE_GOAL.search(text):
        return list(pieces)
    kept = [
        without_args(p, "families_allowed")
        if p.name == "constrain" and p.args.get("families_allowed") == asked[0]
        else p
        for p in pieces
    ]
    return [p for p in kept if p is not None]


def _after_a_no(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with what other runs than those turned down are to be like: "no, too long. Could we agree on simpler models?"."""
    decline = next(p for p in pieces if p.name == "decline")
    said = next((m for m in _OF_OTHERS.finditer(text, max(decline.at, 0)) if m["wish"].lower() in WISH_OF), None)
    why = str(decline.args.get("reason", "")).lower()
    if said is None or said.group().lower() in why or any("wish" in p.args for p in pieces):
        return list(pieces)
    asked = [p for p in pieces if p.name == "recommend"]
    wish = {"wish": WISH_OF[said["wish"].lower()]}
    if asked:
        return [replace(p, args={**p.args, **wish}) if p is asked[0] else p for p in pieces]
    return [*pieces, Piece(said.start(), "recommend", wish)]


def _stated(text: str, context: Context) -> Iterator[_Wish]:
    """The wishes of parts of sentences that hold nothing else, unless recommendations are asked for before."""
    words, _ = tagged(text, context)
    parts = sentences(words, text)
    for i, sentence in enumerate(parts):
        if _SO_MANY.search(_joined(sentence)):
            continue
        before = " ".join(_joined(s) for s in parts[:i])
        cut = _cut(sentence)
        for at, part in enumerate(cut):
            found = _wishes(part)
            said = text[part[0].start : part[-1].end]
            if found and not _ASKING.search(before) and not _asked_after(cut[at + 1 :]) and not _another(said, context):
                scope = _scope(said) or next(iter(_bare_scopes([sentence], text)), None)
                firm = found == ["interpretable"] and not scope and not _LIKED.search(said.lower())
                firm = firm and not _NO_MUST.search(text)
                yield from (_Wish(part[0].start, "" if firm else wish, scope) for wish in found)
            before = f"{before} {_joined(part)}"


def _asked_after(parts: Sequence[Sequence[Word]]) -> bool:
    """Whether the sentence goes on to ask for recommendations, so that the wish says of which kind."""
    return any(_ASKING.search(_joined(p)) for p in parts) and not any(p[0].text == "then" for p in parts)


def _another(said: str, context: Context) -> bool:
    """Whether something else than what was recommended is asked for: "something simple"."""
    short = len(said.split()) < 2 or _SOMETHING.search(said.lower())
    return bool(context.recommendations and short and not _LIKED.search(said.lower()))


def _joined(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def _cut(sentence: Sequence[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    for word in sentence:
        if word.entity is None and word.text in (",", "but", "_"):
            parts.append([])
        else:
            parts[-1].append(word)
    return [p for p in parts if p]


def _wishes(part: Sequence[Word]) -> list[str]:
    """The wishes of a part that is nothing but wishes and small words; of "simple rather than accurate" the first."""
    part = _without_other(part)
    found: list[str] = []
    i = 0
    while i < len(part) and len(part) <= _LONGEST:
        longest = 4 if part[i].text in ("not", "nothing") else 2
        step = next((n for n in range(longest, 1, -1) if _joined(part[i : i + n]) in WISH_OF), 1)
        word = _joined(part[i : i + step])
        if step > 1 and word.startswith("no") and i and part[i - 1].text in _IS:  # "it is not that slow" is an opinion
            return []
        wish = (WISH_OF | _ADVERBS).get(word) if part[i].entity is None else None
        if wish is None and (part[i].entity is not None or word not in _SMALL):
            return []
        if word in _VAGUE or (wish and _COMPARING.search(word)):
            return []
        found += [wish] if wish and wish not in found else []
        i += step
    return found


_IS = bag("is was are were seems seemed looks looked")


def _without_other(part: Sequence[Word]) -> Sequence[Word]:
    """The part without a wish that comes after another: "rather simple than accurate here" is "rather simple here"."""
    for i, word in enumerate(part[:-1]):
        second = WISH_OF.get(part[i + 1].text) if part[i + 1].entity is None else None
        first = any(w.entity is None and w.text in WISH_OF for w in part[:i])
        others = _BEFORE_OTHERS | ({"to"} if any(w.text.startswith("prefer") for w in part[:i]) else frozenset())
        if word.entity is None and word.text in others and second and first:
            return [*part[:i], *part[i + 2 :]]
    return part


_BEFORE_OTHERS = bag("than over before instead_of not above")
"""Words between what is preferred and what it is preferred to."""


def _scope(said: str) -> str | None:
    return lasting(re.sub(r"\bhere\b", " ", said.lower()))


def _bare_scopes(parts: Sequence[Sequence[Word]], text: str) -> set[str]:
    """How far wishes hold by parts of sentences that say nothing else: "…, but only for this goal"."""
    bare = [p for s in parts for p in _cut(s) if all(w.entity is None and w.text in _SCOPE for w in p)]
    return {scope for p in bare if (scope := _scope(text[p[0].start : p[-1].end]))}


def _without_wish(piece: Piece, wishes: set[str]) -> Piece | None:
    """A piece that asks for no recommendation of a kind that is preferred by itself."""
    if piece.name != "recommend" or piece.args.get("wish") not in wishes:
        return piece
    args = {k: v for k, v in piece.args.items() if k != "wish"}
    return replace(piece, args=args) if args else None


_MUST = re.compile(r"\b(?:must|has to|have to|had to|needs?|requir\w*|only|able to|can|cannot|can't|no|not allowed)\b", re.IGNORECASE)  # fmt: skip


def _only_preferred(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces without the rule that models must be interpretable, where that is said to be preferred, and no must."""
    preferred = any(p.name == "prefer" and p.args.get("wish") == "interpretable" for p in pieces)
    if _NO_MUST.search(text):
        rule = [p for p in pieces if p.name == "constrain" and p.args == {"interpretable": True}]
        known = [Piece(p.at, "prefer", {"wish": "interpretable"}) for p in rule[: not preferred]]
        return [*(p for p in pieces if p not in rule), *known]
    if not preferred or _MUST.search(_NOT_ONLY.sub(" ", text)) or not re.search(r"\bprefer", text, re.IGNORECASE):
        return pieces
    ruled = [p for p in pieces if p.name == "constrain" and p.args.get("interpretable") is True]
    less = {id(p): replace(p, args={k: v for k, v in p.args.items() if k != "interpretable"}) for p in ruled}
    return [kept for p in pieces if (kept := less.get(id(p), p)).args or p not in ruled]


_NO_MUST = re.compile(
    r"(?:\b(?:not|no|never|isn['’]t|aren['’]t)|n['’]t be)(?: (?:a|an|strictly|really|absolutely|an absolute|at all))* (?:must|mandatory|obligatory|compulsory|obligation|requirement|required|condition|strict rule|deal.?breaker)\b",
    re.IGNORECASE,
)
"""What would be nice and is not insisted on."""
_NOT_ONLY = re.compile(r"\bnot (?:only|just)\b|\bas (?:[a-z]+ ){1,4}?as (?:it )?can be\b", re.IGNORECASE)


def _preferred(one: _Wish, pieces: list[Piece]) -> list[Piece]:
    if not one.wish:
        ruled = any(p.name == "constrain" and "interpretable" in p.args for p in pieces)
        return pieces if ruled else [*pieces, Piece(one.at, "constrain", {"interpretable": True})]
    known = next((p for p in pieces if p.name == "prefer" and p.args.get("wish") == one.wish), None)
    scope = {"scope": one.scope} if one.scope else {}
    if known is None:
        return [*pieces, Piece(one.at, "prefer", {"wish": one.wish, **scope})]
    return [replace(p, args={**scope, **p.args}) if p is known else p for p in pieces]


def _of_one_scope(text: str, pieces: list[Piece], context: Context) -> list[Piece]:
    """The one preference of a message with the scope that a part of its sentence is nothing but."""
    open_ = [p for p in pieces if p.name == "prefer"]
    if len(open_) != 1 or "scope" in open_[0].args:
        return pieces
    scopes = _bare_scopes(sentences(tagged(text, context)[0], text), text)
    if len(scopes) != 1:
        return pieces
    return [replace(p, args={**p.args, "scope": next(iter(scopes))}) if p is open_[0] else p for p in pieces]
