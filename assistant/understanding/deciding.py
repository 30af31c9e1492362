"""A yes or no to a waiting plan with something beside it: its reason, a change of the plan before it, another request.

The yes or no itself is a part of the message that is one by the exact rules of `consent`. Everything else must be
accounted for: as a request that may stand beside a yes, as a change of the plan that is named before it, or as a plain
statement. A condition, a doubt, a question about the plan or a negation beside a yes leaves no yes.
"""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from assistant.understanding.agreeing import (
    AGREEABLE,
    ANEW,
    AWAY_WITH_IT,
    COURTESY,
    DROPS_A_PLAN,
    HOW_IT_STANDS,
    MOOD,
    OF_CONSENT,
    OF_RUNS,
    TELL_ME,
)
from assistant.understanding.consent import AUTHORITY, approval_with_reason, is_firm, is_named, is_no, is_yes
from assistant.understanding.context import Context
from assistant.understanding.languages import foreign
from assistant.understanding.merging import Piece
from assistant.understanding.message_parts import DONE_SO, Part, asks, message_parts, requested, units_of
from assistant.understanding.words import stands_in

LONGEST = 500
"""Characters of a message that may be a decision with something beside it."""
BESIDE = frozenset(
    {"status", "show_results", "help", "show_profile", "export", "history", "ask_numbers", "explain_recommendation", "watch", "prefer", "small_talk", "explain_model", "compare", "look_at_data", "who_approved", "explain_prediction", "check_drift"}
)  # fmt: skip
"""What may be asked for in the breath of a yes without making it a yes to something else."""
_MAY_BE_FIRST = frozenset({"look_at_data", "who_approved", "explain_prediction", "check_drift"})
_BUT = re.compile(r"\b(?:but|though|yet|only)\W*$", re.IGNORECASE)
_CHANGES = frozenset({"edit_proposal", "constrain", "set_budget"})
_AFTER_A_NO = BESIDE | {"recommend", "set_goal", "set_budget", "constrain", "pause", "stop", "resume", "propose_runs", "prefer", "set_error_costs", "set_validation", "what_if", "look_at_data", "undo", "show_profile", "use_data"}  # fmt: skip
_CONDITION = re.compile(
    r"\b(?:if|unless|until|till|provided|assuming|as long as|as soon as|only(?! (?:because|since)\b)|except|whether|depends?|depending|before|first|once(?! (?:more|again))|after(?!(?<=right after)[\s.!]*$)(?!(?<=straight after)[\s.!]*$)(?!(?<=directly after)[\s.!]*$)|wenn|falls|sobald|erst|nur|si\b(?!,)|sauf|à condition|cuando|salvo)\b"
    r"|\bwhen(?! (?:it|they|that|this|everything|all|the (?:runs?|experiments?|search|first))\b.{0,20}\b(?:done|finished|ready|over|through|complete\w*|ends?|finish\w*|changes?|fails?)\b)",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:not|never|no|nothing|don't|dont|maybe|perhaps|possibly|unsure|doubt\w*|hesita\w*|wait|hold|stop|pause|cancel|later|tomorrow|think about|wonder\w*|worr\w+|concern\w*|red|against|oppos\w*|refus\w*|reject\w*|veto\w*|disagree\w*|nobody|none|rather|instead|almost|nearly|question|however|though|although|half|part of|another|mean|meant"
    r"|system|assistant|user|users|admin\w*|instructions?|ignore|override|says?|said|told|claims?|claimed|writes?|wrote|reads|email|mail|quote\w*|prompt|kein\w*|nicht|vielleicht|pas|peut-être|quizás|tal vez)\b|n['’]t\b",
    re.IGNORECASE,
)
_LATER = re.compile(r",? (?:after (?:that|this|it(?: (?:ran|has run|is done))?)|afterwards)(?= ?\??$)", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(?:would|might|may|could|should)\b", re.IGNORECASE)
"""A doubt in a statement, but only manners in a request."""
_MARKED = re.compile(r"^(?:(?:the |my |our )?(?:reason|grounds?|why|rationale|justification|begründung|raison|motivo))\s*(?:is(?: that)?|being|:|=|-|–)\s*", re.IGNORECASE)  # fmt: skip
_FAVOUR = re.compile(
    rf"^(?:yes )?{AUTHORITY} (?:(?:has|have|had) )?(?:finally |now |just |also |all |already )*(?:(?:given|gave|gives?) (?:us |me )?(?:his |her |their |its |the |a )*(?:final )?(?:ok|okay|blessing|approval|go ahead|green light|consent|permission|yes|nod)|agrees?|agreed|consents?|consented|accepts?|accepted|permits it|allows it|(?:is|are|was|were) (?:ok|okay|fine|happy|on board|in favou?r|content|satisfied)(?: with (?:it|this|that|the plan))?|come round|came round|approves?|approved(?: (?:it|this|that|the plan))?|signed (?:it )?off(?: on (?:it|this))?|on board|cleared it|nodded|okayed it|says? (?:yes|go|ok|okay|fine)|said (?:yes|go|ok|okay|fine))$",
    re.IGNORECASE,
)
_MEANING = re.compile(r"\b(?:what|how) (?:does|do|is|are|was)\b.*\b(?:means?|meant)\b(?: by\b)?", re.IGNORECASE)
Read = Callable[[str, Context], "list[Piece]"]


def decided(text: str, context: Context, read: Read) -> list[Piece] | None:
    """The decision in a message with what is said beside it, in the order to be done; None where it is none.

    Args:
        text: the message.
        context: the moment; without a waiting plan there is nothing to decide.
        read: what the rules make of a part of the message.
    """
    if not _may_decide(text, context):
        return None
    parts = message_parts(text)
    while len(parts) > 2 and _opens(parts):
        parts = parts[1:]
    if len(parts) < 2:
        return None
    why = approval_with_reason(text)
    if why:
        return [Piece(0, "approve", {"reason": _MARKED.sub("", why)})]
    return _approved(text, parts, context, read) or _declined(text, parts, context, read)


def _opens(parts: list[Part]) -> bool:
    """Whether a message begins with a courtesy, or with who is for it before the yes: "the board agrees, so start"."""
    said = parts[0].text
    if is_yes(said) or "?" in parts[0].sign:
        return False
    return bool(
        COURTESY.match(said) or (_FAVOUR.match(said) and not _CONDITION.search(said) and is_firm(parts[1].text))
    )


def _may_decide(text: str, context: Context) -> bool:
    """Whether a plan waits, and the message is no long one and quotes nobody."""
    return context.proposal and len(text) <= LONGEST and not re.search(r"[\"“”„«»`]", text)


def approves(text: str) -> bool:
    """Whether a message is a yes with nothing beside it but its reason, courtesies and other requests.

    A change of the plan before the yes makes it a yes to a plan that nobody has seen yet: it is none here.
    """
    from assistant.understanding.reading import read

    said = decided(text, Context(proposal=True), lambda t, c: read(t, c).pieces)
    names = {p.name for p in said or ()}
    return "approve" in names and not names & _CHANGES


def beside_a_yes(text: str, context: Context) -> list[str] | None:
    """What stands beside a yes by name, where none of it sounds like a condition, a doubt or a change by its words.

    Rules alone make no yes of it: what these parts ask for is yet to be found.
    """
    if not _may_decide(text, context):
        return None
    front, middle, back = _around(message_parts(text), text, is_firm)
    if not front + back or not middle:
        return None
    units = [DONE_SO.sub("", said) for _, said in units_of(middle, text)]
    hard = any(_BUT.search(text[:at]) for at, _ in units_of(middle, text)) or any(
        _CONDITION.search(re.sub(r"\bthe first\b|\bfirst (?=one|run|model|result)", " ", u))
        or _DOUBT.search(_MEANING.sub("", u))
        for u in units
    )
    return None if hard or not all(units) else units


def _run(parts: list[Part], text: str, is_so: Callable[[str], bool], last: bool = False) -> int:
    """How many parts from the front (or the end) are together one that is so, such as a plain yes."""
    for n in range(min(len(parts), 6), 0, -1):
        some = parts[-n:] if last else parts[:n]
        asks = any("?" in p.sign for p in some)
        if not asks and is_so(text[some[0].start : some[-1].end]):
            return n
    return 0


def _around(parts: list[Part], text: str, is_so: Callable[[str], bool]) -> tuple[int, list[Part], int]:
    """How many parts at the front and at the end are so, with what stands between them."""
    front = _run(parts, text, is_so)
    back = _run(parts[front:], text, is_so, last=True) if front < len(parts) else 0
    return front, parts[front : len(parts) - back], back


def _approved(text: str, parts: list[Part], context: Context, read: Read) -> list[Piece] | None:
    front, middle, back = _around(parts, text, is_yes)
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
        if AWAY_WITH_IT.fullmatch(said) and any("exclude_ranks" in p.args for p in changes):
            continue  # what was said to go before
        kind, found = _weighed(at, said, context, read)
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
    marked = any(_MARKED.match(said) for _, said in units_of(middle, text))
    if reason and not (named or marked or (firm and back)):
        return None
    args = {"reason": reason} if reason and (named or marked) and not changes else {}
    at = parts[len(parts) - back].start if back and (changes or not front) else len(text) if changes else parts[0].start
    return [*changes, Piece(at, "approve", args), *(o for o in others)]


def _looks_first(middle: list[Part], text: str, context: Context, read: Read) -> bool:
    """Whether a "but" leads to what may have to be seen before the yes holds: "yes, but check may.csv for drift"."""
    held = [(at, unit) for at, unit in units_of(middle, text) if _BUT.search(text[:at])]
    return any({p.name for p in _read(at, unit, context, read)} & _MAY_BE_FIRST for at, unit in held)


def _changed(middle: list[Part], text: str, context: Context, read: Read) -> list[tuple[int, str]]:
    """All that stands between the yeses as one, where every word of it changes the plan: "60 are too many. 24"."""
    at, said = middle[0].start, text[middle[0].start : middle[-1].end]
    found = _read(at, said, context, read)
    return [(at, said)] if found and _of_the_plan(found) else []


def _of_the_plan(found: list[Piece]) -> bool:
    return all(p.firm and p.name == "edit_proposal" for p in found)


def _all_but_these(said: str, found: list[Piece]) -> bool:
    """Whether words leave out runs and name no other condition: "good except for number 2"."""
    rest = _EXCEPT.sub("", said)
    return rest != said and all("exclude_ranks" in p.args for p in found) and not _CONDITION.search(rest)


_EXCEPT = re.compile(r"\b(?:except|apart from|aside from|bar|but|save)(?: for)?\b", re.IGNORECASE)
_ORDERED = re.compile(
    r"^(?:first |please |just )*(?:only|without|take|throw|leave|drop|kick|cut|put|bring|make|set|reduce|remove|strike|cap|limit|swap|switch|change|skip|let|give|use)\b",
    re.IGNORECASE,
)


def _then_so(parts: list[Part], front: int, back: int, yes: list[str], said: str) -> bool:
    """Whether a yes is said to the plan that a change makes: after the change, or as an order before it.

    "10 runs, then start" and "go, but leave out 2" are; "ok, but with 3 runs" only wants it changed. Nothing starts
    by either: nobody has seen the changed plan yet.
    """
    joined = bool(front) and not re.search(r"[.!;\n]", parts[front - 1].sign)
    last = parts[-back - 1] if back else None
    if last is not None and not joined:
        return is_firm(yes[-1]) or bool(re.search(r"[.!;\n]|\b(?:and|n|then)\b", last.sign))
    if last is not None:
        return is_firm(yes[-1])
    return is_firm(yes[0]) and bool(_ORDERED.match(said))


_MOOD = re.compile(rf"^{MOOD}\s*[,;:–-]\s*", re.IGNORECASE)


def _bare(said: str) -> str:
    return _MARKED.sub("", _MOOD.sub("", said)).strip(" .!,;")


def _weighed(at: int, said: str, context: Context, read: Read) -> tuple[str, list[Piece]]:
    """What a part beside a yes is: a change, a request, a reason, a courtesy, or nothing that may stand there."""
    plain = said.strip(" .!,;")
    if _FAVOUR.match(plain) and not _CONDITION.search(plain):
        return "favour", []
    if COURTESY.match(plain):
        return "courtesy", []
    if _to_be_told(plain):
        return "beside", [Piece(at, "status", {})]
    if _MARKED.match(plain) and not (_CONDITION.search(plain) or _DOUBT.search(plain)):
        return "reason", []
    found = _read(at, said, context, read)
    if found and "?" not in said and (_of_the_plan(found) or _all_but_these(plain, found)):
        return "change", found  # every word of it is of the plan
    if asks(plain):  # what is to be shown afterwards waits for nothing that the yes waits for
        plain = _LATER.sub("", plain)
    if _CONDITION.search(plain):
        return "", []
    names = {p.name for p in found}
    if (
        names
        and names <= BESIDE
        and not _DOUBT.search(_MEANING.sub("", requested(plain)))
        and (asks(plain) or not _SUPPOSED.search(plain))
    ):
        return "beside", found
    if names and names <= _CHANGES and "?" not in said:
        return "change", found
    statement = (
        len(plain.split()) >= 3
        and "?" not in said
        and not asks(plain)
        and not (_DOUBT.search(plain) or _SUPPOSED.search(plain))
    )
    return ("reason" if statement and not re.search(r"\d", plain) and not names else ""), []


def _to_be_told(said: str) -> bool:
    """Whether words only ask to be told how the runs go: "let me know when half is through"."""
    if HOW_IT_STANDS.match(said):
        return True
    told = TELL_ME.match(said)
    if told is None or not OF_RUNS.search(told["of"]) or OF_CONSENT.search(told["of"]):
        return False
    event = re.sub(r"\b(?:half(?:way| way)?|(?:the )?first(?: one| run)?)\b", "", told["of"], flags=re.I)
    return not (_DOUBT.search(event) or _CONDITION.search(event))


def _read(at: int, said: str, context: Context, read: Read) -> list[Piece]:
    found = read(said, context)
    other = foreign(said, context.columns) if not found else None
    if other is not None:
        found = read(other.english, context)
    return [Piece(p.at + at, p.name, p.args, p.firm) for p in found]


_NO_ONE = re.compile(r"^(?:hm+|well|oh|sorry|so|uh|um|hey|but|ok|okay|because|since|as it|for)\b[\s,]*", re.IGNORECASE)
_FIRM_NO = re.compile(
    rf"\b(?:declin\w*|reject\w*|refus\w*|veto\w*|disapprov\w*|turn(?:ed|ing)? (?:\w+ ){{0,2}}down|abgelehnt|rechazad\w*|{DROPS_A_PLAN})\b",
    re.IGNORECASE,
)
_PASSING = re.compile(r"\W*(?:ok|okay|right|alright|well|good|fine)\W*", re.IGNORECASE)
"""A yes in passing, which a no after it takes back: "ok, no"."""
_ECHO = r"(?:this|that|it)?\s*(?:we|i) (?:don['’]t|do not|won['’]t|will not) (?:make|do|want|need|run|like)(?: (?:it|this|that))?\W*"
"""What says no once more."""
_GROUNDS = re.compile(r"\s+(?:on (?:the )?grounds of|due to|because of|owing to|on account of|for reasons of)\s+", re.I)


def _declined(text: str, parts: list[Part], context: Context, read: Read) -> list[Piece] | None:
    if len(parts) > 1 and "?" in parts[0].sign and is_yes(parts[0].text):
        parts = parts[1:]  # "approve? no."
    if any(is_yes(p.text) and "?" not in p.sign and not _PASSING.fullmatch(p.text) for p in parts):
        return None
    reason = _grounds(parts)
    front = 1 if reason else _run(parts, text, is_no)
    back = _run(parts[front:], text, is_no, last=True) if front < len(parts) and not reason else 0
    if not front + back:
        return None
    middle = parts[front : len(parts) - back]
    told = _Told(firm=bool(_FIRM_NO.search(text)), leads=not front, reason=reason)
    after = context.model_copy(update={"proposal": False}) if told.firm else context  # there is no plan any more
    near = bool(front) and not re.search(r"[.!;\n]", parts[front - 1].sign)
    units = [(at, said, _read(at, said, after, read)) for at, said in _firsts(units_of(middle, text) if middle else ())]
    for i, (at, said, found) in enumerate(units):
        found = found or _taken_out(at, said, told.reason, context)
        again = [(p.name, p.args) for *_, later in units[i + 1 :] for p in later]
        why = bool(found) and told.firm and all((p.name, p.args) in again for p in found)  # it is asked for further on
        if found and found[0].firm and found[0].name == "constrain":
            told.others += found
        elif not _taken(told, said, [] if why else found, near and i == 0):
            return None
    no = Piece(parts[0].start, "decline", {"reason": told.reason} if told.reason else {})
    if not front and re.search(r"\bthen\b", parts[-back - 1].sign):
        return [*told.others, replace(no, at=parts[-back].start)]
    return [no, *told.others]


def _taken_out(at: int, said: str, why: str, context: Context) -> list[Piece]:
    """The one column that the reason of a no names, ruled out where the next words say "take it out"."""
    if not AWAY_WITH_IT.fullmatch(re.sub(r"(?:,? (?:please|pls|then))?[\s.!]*$", "", said)):
        return []
    named = [c for c in context.columns if c != context.target and stands_in(c, why)]
    return [Piece(at, "constrain", {"columns_forbidden": named}, firm=True)] if len(named) == 1 else []


_FIRST = re.compile(r"(?:please )?first(?: of all)?,? (?=\w)", re.IGNORECASE)


def _firsts(units: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """What stands beside a no, without the "first" before a request."""
    for at, said in units:
        first = _FIRST.match(said)
        yield (at + first.end(), said[first.end() :]) if first and asks(said[first.end() :]) else (at, said)


@dataclass
class _Told:
    """What is said beside a no."""

    firm: bool
    """Whether it is a no by name ("declined"), after which no word is about the plan any more."""
    leads: bool
    """Whether all of it stands before the no."""
    reason: str
    others: list[Piece] = field(default_factory=list)


_FACTS_AFTER = frozenset(
    {"constrain", "set_goal", "set_budget", "set_error_costs", "set_validation", "recommend", "prefer"}
)
_STATED = re.compile(
    r"\b(?:from (?:now|here) on|must|may not|only|nothing but|stays? out|out of it|leave out|budget (?:is|of|:)|(?:metric|target|goal) (?:is|:)|costs?|at most|no more than|new (?:ones|suggestions|recommendations|ideas)|recommend|suggest|instead|please)\b",
    re.IGNORECASE,
)
"""What tells that words beside a no state what shall hold, and not why it is one."""


def _taken(told: _Told, said: str, found: list[Piece], near: bool) -> bool:
    """Takes up a part beside a no as a request or as its reason; False where the no isn't one to the plan."""
    names = {p.name for p in found}
    if "edit_proposal" in names and (told.firm or ANEW.match(said)):
        found = [Piece(p.at, "propose_runs", p.args) for p in found]
        names = {"propose_runs"}
    brief = near or asks(said) or len(said.split()) < 7
    if names & {"correct", "edit_proposal"} and brief and not told.firm and not told.leads:
        return False
    stated = told.firm and names <= _FACTS_AFTER and bool(_STATED.search(said))
    stated = stated or (told.firm and names <= _FACTS_AFTER | {"propose_runs"} and bool(AGREEABLE.search(said)))
    if names and (asks(said) or stated or names <= {"set_error_costs"} or (told.firm and names <= {"recommend"})):
        told.others += found
        return names <= _AFTER_A_NO
    if names & {"constrain", "set_goal", "prefer"} and near and not told.firm and len(said.split()) < 7:
        return False
    if re.match(r"(?:i|we) (?:meant|mean|said)\b", said, re.IGNORECASE):
        return False
    bare = "" if re.fullmatch(_ECHO, said, re.IGNORECASE) else _NO_ONE.sub("", said.strip(" .!,;?"))
    told.reason = f"{told.reason}, {bare}" if told.reason and bare else told.reason or bare
    return True


def _grounds(parts: list[Part]) -> str:
    """What a no is founded on within its own part: "the committee rejects it on grounds of cost"."""
    split = _GROUNDS.split(parts[0].text, maxsplit=1)
    return split[1].strip() if len(split) == 2 and is_no(split[0]) else ""
