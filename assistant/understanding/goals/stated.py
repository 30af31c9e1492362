"""What a part of a sentence states of columns from end to end: "oxygen must stay, the vet not, mortality is the goal".

Where a part of a sentence is nothing but columns and the words that say what they are, it leaves no doubt; so it counts
for more than what rules or the reader made of a column by the words around it, and names may be said by half: what
stands where a column must stand is one.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.goals.stated_parts import parts_of
from assistant.understanding.goals.stated_words import (
    AFTER,
    AGAIN,
    AND_ALSO,
    ANSWERED,
    ARROW,
    ASKED,
    BARRED,
    BE,
    BEFORE,
    CLEFT,
    DROPPED,
    FIRM,
    FOR,
    FORBIDDEN,
    INSTEAD,
    KNOWN,
    LEAVE_IT,
    NOR,
    NOT_IT,
    OPEN,
    PROTECTED,
    RATHER_WITHOUT,
    REQUIRED,
    SPARED,
    TARGET,
    THAT_GOES,
    WHY,
    WITH_IT,
    WORTHLESS,
)
from assistant.understanding.merging import WEAK, Piece
from assistant.understanding.names.columns import COMMON
from assistant.understanding.names.naming import columns_named, target_named, tied
from assistant.understanding.names.pronouns import KEEP_IT, LED, THOSE, counted, subject
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import COLUMN_RULES, Args
from assistant.understanding.text.words import Word, bag

ASIDE, EITHER = "aside", "either"
"""Of columns that something is set against, and of several that may be meant as the target."""
_RULED = (FORBIDDEN, REQUIRED, PROTECTED)
_ELSEWHERE = frozenset(
    {
        "correct",
        "what_if",
        "explain_model",
        "look_at_data",
        "compare",
        "ask_numbers",
        "history",
        "approve",
        "decline",
        "explain_prediction",
    }
)
"""Where a message asks for these, its columns belong to them; beside a decision nothing is added."""
OF_SOME = frozenset({"explain_model", "look_at_data"})
"""Of these only the columns that they are of do."""

_WITHOUT_IT = r"(?:please )?(?:without|drop|remove|exclude|ignore|forget|leave|kick|throw|take) (?:it|them|those|these|that one|both)(?: out| away| please)*$"
_DENIED = re.compile(r"(?:not|instead_of|no longer) (?P<np>.+)")
_POINTING = re.compile(rf"(?:that|this|it|those|these|they|them|both|which)(?: is| are)?|{THOSE.pattern}")
_GOES_ON = re.compile(
    rf"{KEEP_IT.pattern}$|{_WITHOUT_IT}|{NOT_IT}|(?:that|this|those)(?: one)? (?:we|you|i) (?:(?:do|really|absolutely|definitely) )*(?:need|want in|want to keep|must have)$|{RATHER_WITHOUT.pattern}$|(?:the|these|those) NUM\d+ (?:columns?|fields?|features?|variables?|ones)?"
)
"""How a sentence begins that speaks of the columns of the one before: "keep it", "these two have to be in"."""
_BACK = bag("it they them this that these those")
"""Words that begin a part which goes on about the one before: "with those in it is trivial"."""
_A_VERB = re.compile(rf"{BE}|in|out|not|target|goal|predict|forecast|drop|forbid|keep|require|take|use|split|load")
_LONGEST = 2_000
"""Characters of a message that may state something of columns; longer ones are stories."""
_LONGEST_PART = 24
"""Words of a part of a sentence that may state something."""
_RETORT = re.compile(r"\W*(?:no|nope|nah|wrong|sorry|sry)\b ?[,.!:;-]", re.IGNORECASE)
"""How an answer begins that puts right what was understood."""
_MOST_WORDS = 40
"""Words of a part that is read so; in longer ones nothing stands from end to end."""
_MOST_JOINTS = 4


@dataclass(frozen=True)
class Said:
    """What a part of a sentence says of columns."""

    at: int
    end: int
    """Half-open range of the message that names them."""
    role: str
    """A kind of rule on columns, TARGET, ASIDE or EITHER."""
    columns: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """A part of a sentence, with the one before it where that states nothing by itself."""

    words: Sequence[Word]
    before: Sequence[Word]
    last: str
    """The role that was stated last."""
    message: str
    context: Context

    @property
    def text(self) -> str:
        """The part as rules see it."""
        return " ".join(w.text for w in self.words)

    def cut(self, start: int, end: int | None = None) -> "_Part":
        """Some of the words as a part of their own."""
        return replace(self, words=self.words[start:end], before=() if start else self.before)

    def said(self, span: tuple[int, int], role: str, firm: bool = False) -> list[Said]:
        """What a role says of the columns named in a range of `text`."""
        return self.named(_within(self.words, span), role, firm)

    def named(self, words: Sequence[Word], role: str, firm: bool = False) -> list[Said]:
        """What a role says of the columns that words name; a common word alone names one only where it is firmly said."""
        if not words:
            return []
        at, end = words[0].start, words[-1].end
        if role in (TARGET, ASIDE):
            one = target_named(words, self.message, self.context)
            either = () if one or role == ASIDE else tied(words, self.message, self.context)
            return [Said(at, end, role, (one,))] if one else [Said(at, end, EITHER, either)] if either else []
        lone = len(words) == 1 and words[0].entity is None and words[0].text in COMMON and not firm
        columns = () if lone else columns_named(words, self.context, self.words)
        return [Said(at, end, ASIDE if role == KNOWN else role, columns)] if columns else []


def stated(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with every column in the role that a part of a sentence states for it.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    if not context.columns or any(p.name in _ELSEWHERE - OF_SOME for p in pieces):
        return list(pieces)
    asked = [p for p in pieces if p.name in OF_SOME]
    told = {str(c) for p in asked for c in p.args.get("columns", ())}
    said = [one for one in said_of_columns(text, context) if one.role != EITHER and told.isdisjoint(one.columns)]
    ruled = {*COLUMN_RULES, *(() if context.target else (TARGET,))}  # beside a look at some, a first goal is one
    said = [one for one in said if one.role in ruled] if asked else said
    if not said:
        return list(pieces)
    roles = [one for one in said if one.role != ASIDE]
    targets = [one for one in roles if one.role == TARGET]
    aside = {c for one in said if one.role == ASIDE for c in one.columns}
    out = [kept for p in pieces if (kept := _without_others(p, roles, targets, aside)) is not None]
    for one in roles:
        if one.role != TARGET:
            out += _ruled(one, out)
    if not targets or len({one.columns for one in targets}) > 1:
        return out
    if context.target not in (None, *targets[-1].columns) and _RETORT.match(text) and not pieces:
        return [*out, Piece(targets[-1].at, "correct", {"target": targets[-1].columns[0]})]
    return _aimed(targets[-1], out)


def said_of_columns(text: str, context: Context) -> list[Said]:
    """What the parts of a message that are nothing else state of columns, in their order.

    Args:
        text: the message.
        context: the moment; its columns are those that can be named.
    """
    if len(text) > _LONGEST:
        return []
    text = ARROW.sub(lambda m: ",".ljust(len(m.group())), text)
    words, _ = tagged(text, context)
    out: list[Said] = []
    last: Sequence[Word] = ()
    for sentence in sentences(words, text):
        line = " ".join(w.text for w in sentence)
        spoken = text[sentence[0].start : sentence[-1].end].lower()
        if (
            line.endswith(" ?")
            or ASKED.match(LED.sub("", line, count=1))
            or any(m.lower() in spoken for m in context.models)
        ):
            continue
        cut = list(parts_of(sentence, text))
        begins = " ".join(w.text for w in cut[0]) if cut else ""
        before = last if (len(cut) == 1 and _GOES_ON.match(begins)) or THAT_GOES.fullmatch(begins) else ()
        for part in cut:
            if len(part) > _MOST_WORDS:
                before = ()
                continue
            found = _stated_in(_Part(part, before, out[-1].role if out else "", text, context))
            found += _told_beside(before, found, context)
            out += found
            goes_on = before and any(w.entity is None and w.text in _BACK for w in part[:2])
            before = () if found and found[-1].role != ASIDE else [*before, *part] if goes_on else part
        last = before
    return out


def _within(words: Sequence[Word], span: tuple[int, int]) -> list[Word]:
    """The words whose text lies in a range of their joined text."""
    out, at = [], 0
    for word in words:
        if span[0] <= at < span[1]:
            out.append(word)
        at += len(word.text) + 1
    return out


def _told_beside(before: Sequence[Word], found: Sequence[Said], context: Context) -> list[Said]:
    """What the part before tells of the column that is ruled in or out: "eGFR comes from creatinine, so drop eGFR"."""
    ruled = {c for one in found if one.role in COLUMN_RULES for c in one.columns}
    one = subject(before, "", context) if ruled and before else None
    told = [c for c in one.told if c not in ruled] if one is not None and ruled >= set(one.columns) else []
    return [Said(before[0].start, before[-1].end, ASIDE, tuple(told))] if told else []


def _stated_in(part: _Part) -> list[Said]:
    """What a part of a sentence states; where it states nothing, what its halves around an "and" do."""
    found = _whole(part) or _before_why(part)
    joints = [i for i, w in enumerate(part.words) if w.entity is None and w.text == "and"] if not found else []
    for i in joints[:_MOST_JOINTS]:
        left = _whole(part.cut(0, i))
        right = _whole(part.cut(i + 1))
        if left and not right and left[-1].role in COLUMN_RULES and AND_ALSO.match(part.message, part.words[i].start):
            right = part.named(part.words[i + 1 :], left[-1].role, firm=True)
        if left and right:
            return [*left, *right]
    if joints:
        found = _whole(part.cut(0, joints[0]))
        if not found and any(w.entity is None and _A_VERB.fullmatch(w.text) for w in part.words[: joints[-1]]):
            found = _whole(part.cut(joints[-1] + 1))
    return found


def _before_why(part: _Part) -> list[Said]:
    """What a part states before the reason for it: "location not because next year I move the hives"."""
    why = WHY.search(part.text)
    return _whole(part.cut(0, part.text[: why.start()].count(" ") + 1)) if why else []


def _whole(part: _Part) -> list[Said]:
    """What a part of a sentence states from end to end."""
    if not part.words or len(part.words) > _LONGEST_PART:
        return []
    if part.last == FORBIDDEN and SPARED.fullmatch(part.text) and (spared := _other(part)):
        return spared
    if (goes_on := _left_or_kept(part)) is not None:
        return goes_on
    for role, pattern in AFTER:
        match = re.fullmatch(rf"(?P<np>.+?) {pattern}", part.text)
        found = _before_it(part, match, role) if match else []
        if found:
            return found
    for role, pattern in (*BEFORE, *CLEFT):
        match = re.fullmatch(pattern, part.text)
        if match and role != TARGET and _POINTING.fullmatch(match["np"]):
            found = _of_subject(part, role)
        else:
            found = part.said(match.span("np"), role) if match and not OPEN.search(match["np"]) else []
        if found:
            return found
    return _other(part)


def _left_or_kept(part: _Part) -> list[Said] | None:
    """What a part that only points back says: "keep it", "rather without", "leave it" of what is worth something or not."""
    if RATHER_WITHOUT.fullmatch(part.text):  # no plan is done without
        return _of_subject(replace(part, context=part.context.model_copy(update={"proposal": False})), FORBIDDEN)
    if LEAVE_IT.fullmatch(part.text) and part.before and WORTHLESS.search(" ".join(w.text for w in part.before)):
        return _of_subject(part, FORBIDDEN)
    return _of_subject(part, REQUIRED) if KEEP_IT.fullmatch(part.text) else None


def _before_it(part: _Part, match: re.Match[str], role: str) -> list[Said]:
    """The columns that stand before what is said of them, or in the part before where that is pointed to."""
    if _POINTING.fullmatch(match["np"]):
        if role != TARGET:
            return _of_subject(part, role)
        return part.named(part.before, role) if part.before else []
    if OPEN.search(match["np"]):
        return []
    return part.said(match.span("np"), role, firm=bool(FIRM.search(match.string)))


def _of_subject(part: _Part, role: str) -> list[Said]:
    """What is said of "it": of the column that the part before speaks of, which is named where it begins.

    What that part names besides is only told of: "the closing time is entered once the customer has left, so drop it".
    """
    number = next((i for i, w in enumerate(part.words) if w.entity is not None and w.entity.kind == "NUM"), None)
    if number is not None:
        several = counted(part.before, part.words[number : number + 1], part.context)
        return [Said(part.before[0].start, part.before[-1].end, role, several)] if several else []
    one = subject(part.before, part.text, part.context)
    if one is None:
        return []
    at, end = one.words[0].start, one.words[-1].end
    beside = [Said(end, part.before[-1].end, ASIDE, one.told)] if one.told else []
    return [*beside, Said(at, end, role, one.columns)]


def _other(part: _Part) -> list[Said]:
    """A yes or a no beside a column, one column taken instead of another, and what something is set against."""
    target = part.context.target
    spared = SPARED.fullmatch(part.text) if part.last == FORBIDDEN else None
    if spared and BARRED.search(part.message[: part.words[0].start]):
        return part.said(spared.span("np"), ASIDE)
    answered = ANSWERED.fullmatch(part.text) if target else None
    if answered:
        role = REQUIRED if answered["is"] == "yes" else FORBIDDEN
        return [one for one in part.said(answered.span("np"), role) if target not in one.columns]
    if part.last == FORBIDDEN and NOR.search(part.message[: part.words[0].start]):
        return part.named(part.words, FORBIDDEN)
    along = WITH_IT.fullmatch(part.text) if part.last in COLUMN_RULES else None
    if along:
        return part.said(along.span("np"), part.last, firm=True)
    again = AGAIN.fullmatch(part.text) if part.last in COLUMN_RULES else None
    if again:
        return part.said(again.span("np" if again["np"] else "too"), part.last, firm=True)
    denied = _DENIED.fullmatch(part.text)
    if denied and part.last == TARGET:
        return part.said(denied.span("np"), ASIDE)
    return _instead(part)


def _instead(part: _Part) -> list[Said]:
    """Another target than the one that stands: "forget yield, do the overlay error instead"."""
    rather = FOR.fullmatch(part.text)
    if rather:
        one, other = part.said(rather.span("np"), TARGET), part.said(rather.span("other"), ASIDE)
    else:
        match, dropped = INSTEAD.fullmatch(part.text), DROPPED.fullmatch(" ".join(w.text for w in part.before))
        if not match or not dropped:
            return []
        one = part.said(match.span("np"), TARGET)
        other = part.named(_within(part.before, dropped.span("np")), ASIDE)
    aimed = bool(rather and rather["aim"]) or [o.columns for o in other] == [(part.context.target,)]
    return [*one, *other] if one and other and aimed else []


def _without_others(piece: Piece, roles: Sequence[Said], targets: Sequence[Said], aside: set[str]) -> Piece | None:
    """A piece without columns for which something else is stated."""
    args: Args = dict(piece.args)
    if piece.name == "constrain":
        for key in _RULED:
            other = {
                c for one in roles if one.role != key and {one.role, key} != {FORBIDDEN, PROTECTED} for c in one.columns
            }
            own = {c for one in roles if one.role == key for c in one.columns}
            if key in args:
                args[key] = [c for c in args[key] if c in own or c not in other | aside]
    elif piece.name == "set_goal" and not targets:
        ruled = {c for one in roles for c in one.columns}
        if args.get("target") in ruled:
            del args["target"]
    if args == piece.args:
        return piece
    args = {k: v for k, v in args.items() if v != []}
    return replace(piece, args=args) if set(args) - {WEAK} else None


def _ruled(one: Said, pieces: Sequence[Piece]) -> list[Piece]:
    """What is ruled of columns and no piece says yet."""
    known = {c for p in pieces if p.name == "constrain" for c in p.args.get(one.role, ())}
    more = [c for c in one.columns if c not in known]
    return [Piece(one.at, "constrain", {one.role: more})] if more else []


def _aimed(one: Said, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the one target that is stated."""
    goals = [p for p in pieces if p.name == "set_goal"]
    if any(p.args.get("target") == one.columns[0] for p in goals):
        named = [p for p in goals if p.args.get("target") == one.columns[0]]
        return [replace(p, args=_strong(p.args)) if p in named else p for p in pieces]
    if not goals:
        return [*pieces, Piece(one.at, "set_goal", {"target": one.columns[0]})]
    first = next((p for p in goals if "target" in p.args), goals[0])
    return [replace(p, args={**_strong(p.args), "target": one.columns[0]}) if p is first else p for p in pieces]


def _strong(args: Args) -> Args:
    return {k: v for k, v in args.items() if k != WEAK}
