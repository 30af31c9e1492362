"""A yes or no to a waiting plan with something beside it: its reason, a change of the plan before it, another request.

The yes or no itself is a part of the message that is one by the exact rules of `consent`. Everything else must be
accounted for: as a request that may stand beside a yes, as a change of the plan that is named before it, or as a plain
statement. A condition, a doubt, a question about the plan or a negation beside a yes leaves no yes.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from dataclasses import replace

from assistant.understanding.consent.agreeing import (
    AWAY_WITH_IT,
    COURTESY,
    HOW_IT_STANDS,
    MOOD,
    OF_CONSENT,
    OF_RUNS,
    TELL_ME,
)
from assistant.understanding.consent.beside_words import (
    BECAUSE,
    BEFOREHAND,
    BESIDE,
    BUT,
    BY_THEN,
    CONDITION,
    DOUBT,
    EXCEPT,
    FAVOUR,
    HELD,
    HEREAFTER,
    HOW_TO_AGREE,
    LATER,
    LEFT_OUT,
    MARKED,
    MEANING,
    ORDERED,
    SUPPOSED,
    THEN_FINE,
)
from assistant.understanding.consent.declining import declined
from assistant.understanding.consent.exact import AUTHORITY, approval_with_reason, is_firm, is_named, is_praise, is_yes
from assistant.understanding.consent.exact import plain as plain_words
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.text.languages import Read, read_part
from assistant.understanding.text.message_parts import (
    DONE_SO,
    Part,
    around,
    asks,
    message_parts,
    requested,
    sentence_amid,
    units_of,
)

LONGEST = 500
"""Characters of a message that may be a decision with something beside it."""
_MAY_BE_FIRST = frozenset({"look_at_data", "who_approved", "explain_prediction", "check_drift"})
_OF_OTHER_RUNS = frozenset({"pause", "resume", "stop"})
_ON_RUNS = re.compile(r"\bruns?\b", re.IGNORECASE)
_CHANGES = frozenset({"edit_proposal", "constrain", "set_budget"})


def decided(text: str, context: Context, read: Read) -> list[Piece] | None:
    """The decision in a message with what is said beside it, in the order to be done; None where it is none.

    Args:
        text: the message.
        context: the moment; without a waiting plan there is nothing to decide.
        read: what the rules make of a part of the message.
    """
    if not may_decide(text, context) or is_yes(text):
        return None
    parts = message_parts(text)
    while len(parts) > 2 and _opens(parts):
        parts = parts[1:]
    if len(parts) < 2:
        return None
    why = approval_with_reason(text)
    if why:
        return [Piece(0, "approve", {"reason": MARKED.sub("", why)})]
    return (
        _favoured(parts)
        or _approved(text, parts, context, read)
        or _amended(text, parts, context, read)
        or declined(text, parts, context, read)
        or _amid(text, parts, context, read)
    )


def _amid(text: str, parts: list[Part], context: Context, read: Read) -> list[Piece] | None:
    """A yes by name that is a sentence of its own amid others: what stands before it and behind it is weighed apart."""
    at = sentence_amid(text, parts, is_firm)
    if at is None:
        return None
    before, behind = decided(text[: at.stop], context, read), decided(text[at.start :], context, read)
    if before is None or behind is None or not all("approve" in {p.name for p in some} for some in (before, behind)):
        return None
    moved = [replace(p, at=p.at + at.start) for p in behind]
    return [*(p for p in before if p.name != "approve"), *moved]


def _favoured(parts: list[Part]) -> list[Piece]:
    """A yes made of praise and of who has agreed: "the plan is good, my committee has agreed"; neither is one alone."""
    if any("?" in p.sign for p in parts):
        return []
    said = [p.text for p in parts]
    agreed = [s for s in said if FAVOUR.match(s) and re.match(AUTHORITY, s, re.IGNORECASE) and not CONDITION.search(s)]
    liked = [s for s in said if is_praise(s) or _SO_AM_I.fullmatch(s)]
    if not agreed or not liked or len(agreed) + len(liked) < len(said):
        return []
    return [Piece(parts[0].start, "approve", {"reason": ", ".join(agreed)})]


_SO_AM_I = re.compile(r"so (?:am|do|are|did) (?:i|we)(?: too)?|(?:and )?me too|same here|and (?:i|we) (?:agree|concur)|(?:i|we) concur", re.IGNORECASE)  # fmt: skip


def _opens(parts: list[Part]) -> bool:
    """Whether a message begins with a courtesy, or with who is for it before the yes: "the board agrees, so start"."""
    said = parts[0].text
    if is_yes(said) or "?" in parts[0].sign:
        return False
    return bool(COURTESY.match(said) or (FAVOUR.match(said) and not CONDITION.search(said) and is_firm(parts[1].text)))


def may_decide(text: str, context: Context) -> bool:
    """Whether a plan waits, and the message is no long one and quotes nobody."""
    return context.proposal and len(text) <= LONGEST and not re.search(r"[\"“”„«»`]", text)


def approves(text: str) -> bool:
    """Whether a message is a yes with nothing beside it but its reason, courtesies and other requests.

    A change of the plan before the yes makes it a yes to a plan that nobody has seen yet: it is none here.
    """
    from assistant.understanding.reading import read  # which asks this module first

    said = decided(text, Context(proposal=True), lambda t, c: read(t, c).pieces)
    names = [p.name for p in said or ()]
    return "approve" in names and _CHANGES.isdisjoint(names[: names.index("approve")])


def _approved(text: str, parts: list[Part], context: Context, read: Read) -> list[Piece] | None:
    front, middle, back = around(parts, text, is_yes)
    if not front + back or not middle or _looks_first(middle, text, context, read):
        return None
    yes = [text[some[0].start : some[-1].end] for some in (parts[:front], parts[len(parts) - back :]) if some]
    named, firm = any(map(is_named, yes)), any(map(is_firm, yes))
    changes: list[Piece] = []
    others: list[Piece] = []
    reason = ""
    for at, unit in _changed(middle, text, context, read) or units_of(middle, text):
        said = DONE_SO.sub("", unit)
        said = said if asks(said) else unit  # with no request after it, a time is a condition
        said = BEFOREHAND.sub("", f"{said} ").strip() if back else said
        if not said or (AWAY_WITH_IT.fullmatch(said) and any("exclude_ranks" in p.args for p in changes)):
            continue  # what was said to go before
        kind, found = _weighed(at, said, context, read, firm)
        if kind == "reason" and DONE_SO.match(unit):  # what is to be done later is no reason
            return None
        if kind == "change" and _then_so(parts, front, back, yes, said) and (back or not changes):
            changes += found
        elif kind == "beside":
            others += found
        elif kind == "reason" or (kind == "favour" and named):
            reason = f"{reason}, {_bare(said)}" if reason else _bare(said)
        elif kind not in ("courtesy", "favour"):
            return None
    marked = any(MARKED.match(said) or BECAUSE.search(text[:at]) for at, said in units_of(middle, text))
    if reason and not (named or marked or (firm and back)):
        return None
    args = {"reason": reason} if reason and (named or marked) and not changes else {}
    at = parts[len(parts) - back].start if back and (changes or not front) else len(text) if changes else parts[0].start
    return [*changes, Piece(at, "approve", args), *(o for o in others)]


_THE_REST = re.compile(
    r"(?:please )?(?:approve|start|run|launch|begin(?: with)?|go(?: ahead)?(?: with)?|proceed with|do|fire|accept) (?:the )?(?:rest|remainder|others|other ones|remaining (?:ones|runs))(?: then| please| now)?"
    r"|(?:(?:and )?(?:then )?(?:we have|its|it is|thats|that is) )?(?:a )?(?:deal|go)|(?:and )?(?:then )?(?:im|i am|were|we are) (?:on board|in|happy|game|good to go)|fire|go"
)
"""A yes to what a change leaves, and what is one only behind a change: "drop the fourth and launch the rest"."""


def _amended(text: str, parts: list[Part], context: Context, read: Read) -> list[Piece] | None:
    """A change told in whatever words, with a yes behind it; None where a question, a doubt or a condition is in them.

    Nothing starts by it: nobody has seen the changed plan, which is shown and asked about.
    """
    _, middle, back = around(parts, text, _agrees_behind)
    front = len(parts) - back - len(middle)
    middle = [*parts[:front], *middle]
    if not back or not middle or any("?" in p.sign for p in middle) or is_yes(middle[-1].text):
        return None
    said = text[middle[0].start : middle[-1].end]
    if HELD.search(said) or not (is_firm(text[parts[-back].start : parts[-1].end]) or _parted(middle[-1])):
        return None
    found = read(said, context)
    found = [p for p in found if p.name != "feedback" or p.args.get("about") != "proposal"]  # "good plan, but …"
    changes = [p for p in found if p.name == "edit_proposal"]
    steered = [p for p in found if p.name in _OF_OTHER_RUNS]
    if not changes or len(changes) + len(steered) < len(found) or (steered and not context.running):
        return None
    moved = [replace(p, at=p.at + middle[0].start) for p in found]
    return [*moved, Piece(parts[-back].start, "approve", {})]


def _agrees_behind(said: str) -> bool:
    """Whether words are a yes, or one that is said of what a change leaves."""
    return is_yes(said) or bool(_THE_REST.fullmatch(plain_words(said)))


def _parted(last: Part) -> bool:
    """Whether what stands before a yes is closed before it."""
    return bool(re.search(r"[.!;\n]|\b(?:and|n|then)\b", last.sign))


def _looks_first(middle: list[Part], text: str, context: Context, read: Read) -> bool:
    """Whether a "but" leads to what may have to be seen before the yes holds: "yes, but check may.csv for drift"."""
    held = [(at, unit) for at, unit in units_of(middle, text) if BUT.search(text[:at])]
    return any({p.name for p in read_part(at, unit, context, read)} & _MAY_BE_FIRST for at, unit in held)


def _changed(middle: list[Part], text: str, context: Context, read: Read) -> list[tuple[int, str]]:
    """All that stands between the yeses as one, where every word of it changes the plan: "60 are too many. 24"."""
    at, said = middle[0].start, text[middle[0].start : middle[-1].end]
    found = read_part(at, said, context, read)
    return [(at, said)] if found and _of_the_plan(found) else []


def _of_the_plan(found: list[Piece]) -> bool:
    return all(p.firm and p.name == "edit_proposal" for p in found)


def _all_but_these(said: str, found: list[Piece]) -> bool:
    """Whether words leave out runs and name no other condition: "good except for number 2"."""
    rest = EXCEPT.sub("", said)
    return rest != said and all("exclude_ranks" in p.args for p in found) and not CONDITION.search(rest)


def _then_so(parts: list[Part], front: int, back: int, yes: list[str], said: str) -> bool:
    """Whether a yes is said to the plan that a change makes: after the change, or as an order before it.

    "10 runs, then start" and "go, but leave out 2" are; "ok, but with 3 runs" only wants it changed. Nothing starts
    by either: nobody has seen the changed plan yet.
    """
    joined = bool(front) and not re.search(r"[.!;\n]", parts[front - 1].sign)
    last = parts[-back - 1] if back else None
    if last is not None and not joined:
        return is_firm(yes[-1]) or _parted(last)
    if last is not None:
        return is_firm(yes[-1])
    return (is_firm(yes[0]) or bool(_THEN.search(yes[0] + parts[front - 1].sign))) and bool(ORDERED.match(said))


_THEN = re.compile(r"\bthen\b", re.IGNORECASE)
"""What makes a yes in passing one to what follows: "ok then, but throw out the fourth"."""
_MOOD = re.compile(rf"^{MOOD}\s*[,;:–-]\s*", re.IGNORECASE)


def _bare(said: str) -> str:
    return MARKED.sub("", _MOOD.sub("", said)).strip(" .!,;")


def _weighed(at: int, said: str, context: Context, read: Read, firm: bool) -> tuple[str, list[Piece]]:
    """What a part beside a yes is: a change, a request, a reason, a courtesy, or nothing that may stand there."""
    left_out = LEFT_OUT.match(said)  # "without the fourth it's good"
    said = THEN_FINE.sub("", said.rstrip(" .!,;")) if left_out else said
    plain = said.strip(" .!,;")
    if _to_be_told(plain):
        return "beside", [Piece(at, "status", {})]
    if kind := _told_by_its_words(plain):
        return kind, []
    found = read_part(at, said, context, read)
    if found and "?" not in said and (_of_the_plan(found) or _all_but_these(plain, found)):
        return "change", found  # every word of it is of the plan
    if asks(plain):  # what is to be shown afterwards waits for nothing that the yes waits for
        plain = LATER.sub("", plain)
    if CONDITION.search(plain):
        return "", []
    names = {p.name for p in found}
    if names == {"help"} and HOW_TO_AGREE.search(plain):
        return "", []  # who asks how to agree has not agreed yet
    if names and (_may_stand(plain, names) or (firm and _of_other_runs(plain, found, context))):
        return "beside", found
    if names and names <= _CHANGES and "?" not in said:
        return "change", found
    statement = (
        len(plain.split()) >= 3
        and not left_out
        and "?" not in said
        and not asks(plain)
        and not (DOUBT.search(BY_THEN.sub("", plain)) or SUPPOSED.search(plain))
    )
    return ("reason" if statement and not re.search(r"\d", plain) and not names else ""), []


def _told_by_its_words(plain: str) -> str:
    """Whether a part is a favour of others, a courtesy or a reason by its first words; nothing where it is neither."""
    if FAVOUR.match(plain) and not CONDITION.search(plain):
        return "favour"
    if COURTESY.match(plain):
        return "courtesy"
    marked = MARKED.match(plain) and not (CONDITION.search(plain) or DOUBT.search(plain))
    return "reason" if marked else ""


def _may_stand(plain: str, names: set[str]) -> bool:
    """Whether a part asks for what may stand beside a yes, or for what is to hold of later plans only."""
    if names <= {"constrain", "prefer"} and HEREAFTER.search(plain) and "?" not in plain:
        return True
    sure = not DOUBT.search(MEANING.sub("", requested(plain))) and (asks(plain) or not SUPPOSED.search(plain))
    return names <= BESIDE and sure


def _of_other_runs(said: str, found: list[Piece], context: Context) -> bool:
    """Whether words only steer runs that are under way, by their numbers or as the runs that they are."""
    named = all(p.name in _OF_OTHER_RUNS and (p.args.get("ranks") or _ON_RUNS.search(said)) for p in found)
    return (
        context.running
        and bool(found)
        and named
        and not DOUBT.search(re.sub(r"\b(?:stop|pause)\b", "", said, flags=re.I))
    )


def _to_be_told(said: str) -> bool:
    """Whether words only ask to be told how the runs go: "let me know when half is through"."""
    if HOW_IT_STANDS.match(said):
        return True
    told = TELL_ME.match(said)
    if told is None or not OF_RUNS.search(told["of"]) or OF_CONSENT.search(told["of"]):
        return False
    event = re.sub(r"\b(?:half(?:way| way)?|(?:the )?first(?: one| run)?)\b", "", told["of"], flags=re.I)
    return not (DOUBT.search(event) or CONDITION.search(event))
