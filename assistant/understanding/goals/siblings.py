"""Columns that share a name but for one part: "the math score" of `mathScore1` and `mathScore2` is asked, never guessed.

"Both math scores" and "the magnitudes" are all of them, so they are read as if every one had been named.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.cards import Command, Option, Question
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.goals.stated import EITHER, said_of_columns
from assistant.understanding.names.column_words import MONEY, UNITS, stands_for, taken_apart
from assistant.understanding.names.columns import LOOSE_STOP
from assistant.understanding.text.lexicon import place_named
from assistant.understanding.text.words import Word, bag, fold, parts, split, stands_in, stem

SLOT = "column"
_MOST_OFFERED = 4
_LONGEST = 400
"""Characters of a message in which a shared name is looked for."""
_MOST_TOGETHER = 12
"""Columns of one name that a plural may stand for."""
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_ALL_OF_THEM = re.compile(
    rf"\b(?:(?:both|all|every|each|either|any)(?: of)?(?: the| my| our| these| those)*(?: {_COUNT})?(?: of)?(?: the| my| our| these| those)*|(?:the|my|our|these|those) {_COUNT}) $"
)
_COUNTED = re.compile(rf"\b(?P<n>{_COUNT}) (?:of (?:the |my |our |these |those )?)?$")
_AIMED = re.compile(r"\b(?:predict\w*|forecast\w*|target|estimat\w*|classif\w*|goal)\b", re.IGNORECASE)
_THIN = bag(
    "in out min max avg mean med std left right old new start end before after first last low high top bottom am pm day night"
    " north south east west front back upper lower pre post begin open close morning evening male female home away inner outer from to"
)
"""Parts that tell columns of one thing apart, beside figures and letters; other parts name things of their own."""
_OTHERS = re.compile(rf"\b(?:(?:the|my|our|all|all the|both) )?(?:other|remaining)(?: {_COUNT})? $")
_BUT = re.compile(r",? (?:but|except(?: for)?|apart from|other than|besides) (?:the )?(?P<name>\w+)\b", re.IGNORECASE)
"""One of several columns of a name that is left out of what is said: "all magnitudes but g"."""
_EACH_NAMED = re.compile(
    r"[\s,:–(-]+(?:namely |that is |i mean )?(?:(?:neither|both|either|each|all)(?: of (?:them|those|these|the two))?(?: (?:the )?[a-z]+(?: ones?)? (?:nor|and|or|&) (?:the )?[a-z]+(?: ones?)?)?|the [a-z]+(?: one)? (?:and|nor|or) the [a-z]+ ones?)\)?(?=\s*(?:[.;!,]|$))",
    re.IGNORECASE,
)
"""Behind what two columns share, words that mean each of them: "the country, both the sending and the receiving one"."""
_FLAGS = bag("is no nr id n has")
"""First parts that say what kind of value a column has."""
_LISTS = ("columns_forbidden", "columns_required", "columns_allowed", "protected_columns", "columns", "known")


@dataclass(frozen=True)
class _Shared:
    """A phrase of a message that several columns share."""

    start: int
    end: int
    columns: tuple[str, ...]
    plural: bool


def in_full(text: str, context: Context) -> str:
    """The message with "both magnitudes" written out as the columns that it stands for."""
    text = _all_in_full(text, context) if _EACH_NAMED.search(text) else text  # "both the left and the right one"
    return _all_in_full(_told_by_letters(_told_by_parts(text, context), context), context)


def _all_in_full(text: str, context: Context) -> str:
    """The message with every phrase that stands for several columns written out."""
    found = [s for s in _shared(text, context) if s.plural and len(s.columns) <= _MOST_TOGETHER]
    for one in reversed(found):
        text = text[: one.start] + " and ".join(f"`{c}`" for c in one.columns) + text[one.end :]
    return text


_OF_WHAT = re.compile(r"\b(?P<base>[a-z]{3,}) (?:on|at|in|of|upon|for|by) (?:the )?(?P<own>[a-z]{3,})\b", re.IGNORECASE)
_THE_ONE = re.compile(
    r"\bthe (?:one (?:on|at|in|of|upon|for|from) (?:the )?(?P<at>[a-z]{3,})|(?P<own>[a-z]{3,}) one)\b", re.IGNORECASE
)


def _told_by_parts(text: str, context: Context) -> str:
    """The message with "the delay on arrival", and "the one at departure" behind it, as the columns of such parts.

    They are `arr_delay` and `dep_delay`: names of two parts, of which one is shared, and the other is written short.
    """
    twins = _twins(context.columns)
    if not twins or len(text) > _LONGEST:
        return text
    for said in reversed(list(_OF_WHAT.finditer(text))):
        columns = [c for c, own, base in twins if _meant_by(own, said["own"]) and _meant_by(base, said["base"])]
        text = f"{text[: said.start()]}`{columns[0]}`{text[said.end() :]}" if len(columns) == 1 else text
    for said in reversed(list(_THE_ONE.finditer(text))):
        before = re.findall(r"[^\W_]+", text[: said.start()].lower())
        word = said["at"] or said["own"]
        columns = [c for c, own, base in twins if _meant_by(own, word) and any(_meant_by(base, w) for w in before)]
        text = f"{text[: said.start()]}`{columns[0]}`{text[said.end() :]}" if len(columns) == 1 else text
    return text


_LETTER = r"(?:[b-z]|(?<=the )a)"
_ALSO = {
    "in": bag("in inner inside inlet indoor incoming internal"), "out": bag("out outer outside outlet outdoor outgoing external"),
    "max": bag("max maximum maximal"), "min": bag("min minimum minimal"), "avg": bag("avg average mean"), "mean": bag("mean average"),
    "front": bag("front"), "rear": bag("rear back"), "back": bag("back rear"), "left": bag("left"), "right": bag("right"),
    "upper": bag("upper top"), "lower": bag("lower bottom"), "top": bag("top upper"), "bottom": bag("bottom lower"),
    "am": bag("am morning"), "pm": bag("pm afternoon evening"), "post": bag("post"), "pre": bag("pre"), "before": bag("before"), "after": bag("after"),
}  # fmt: skip
"""What the parts that tell columns of one thing apart are called before a noun: "the outer temperature" of `temp_out`."""


_PARTICLES = bag("in out after before back left right top post am")
"""Those of them that say other things where no article stands before them: "take out temperature"."""


def _told_by_letters(text: str, context: Context) -> str:
    """The message with "the g magnitude" and "the inlet and outlet pressures" as the columns that these words tell apart."""
    if len(text) > _LONGEST:
        return text
    for base, columns in _groups(context.columns).items():
        own = {w: c for c in columns for p in _parts(c) if not all(p in _parts(o) for o in columns) for w in _called(p)}
        names = sorted((w for w in own if len(w) > 1), key=len, reverse=True)
        one = "|".join(rf"(?<=the ){w}" if w in _PARTICLES else re.escape(w) for w in names)
        word = rf"(?:{_LETTER}{'|' + one if one else ''})"
        more = rf"(?P<more>(?:(?: ?,| ?/| and| or| &| ?\+)+ (?:the )?{word}(?![\w'’.]))*)"
        said = rf"(?<![\w'’.])(?<!\d )(?P<own>{word}){more} (?P<base>[a-z]+{' [a-z]+' * (len(base) - 1)})(?![\w'’])"
        for match in reversed(list(re.finditer(said if own else "(?!)", text, re.IGNORECASE))):
            words = [match["own"].lower(), *re.findall(rf"(?<!\w){word}(?!\w)", match["more"].lower())]
            if _says(base, match["base"].lower().split()) and all(w in own for w in words):
                text = text[: match.start()] + " and ".join(f"`{own[w]}`" for w in words) + text[match.end() :]
    return text


def _called(part: str) -> frozenset[str]:
    """What a part that tells columns of one thing apart is called before a noun; none where that may be anything."""
    return frozenset({part}) if len(part) == 1 else _ALSO.get(part, frozenset())


def _meant_by(part: str, word: str) -> bool:
    return (
        part == word.lower()
        or word.lower() in _ALSO.get(part, ())
        or (len(word) > _ABBREVIATION and stands_for(part, word.lower()))
    )


@lru_cache(maxsize=64)
def _twins(columns: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Columns that share a part with another, each with the part of its own and the one that is shared."""
    have = {c: tuple(p for p in _parts(c) if p not in UNITS - MONEY) for c in columns}
    pairs = [(c, own, base) for c, ps in have.items() if len(ps) == len(_PAIR) for own, base in (ps, ps[::-1])]
    shared = [base for _, _, base in pairs]
    return tuple(one for one in pairs if shared.count(one[2]) > 1 and len(one[1]) > 1)


_PAIR = ("own", "base")
_ABBREVIATION = 3
"""Letters of a word that is itself a part cut short, and stands for no longer one."""


def chosen(text: str, context: Context) -> str:
    """The message that an answer to "which of these columns?" stands for; the text itself where it is no such answer."""
    offered = context.question_options
    said = fold(text).strip(" .!")
    if context.question_slot != SLOT or len(offered) < 2 or len(said.split()) > 6:
        return text
    if re.fullmatch(r"(?:both|all)(?: of (?:them|these|those))?(?: please)?", said):
        return _together(offered)
    middles = _middles(offered)
    named = [o for o, m in zip(offered, middles, strict=True) if stands_in(m, said)]
    return named[0] if len(named) == 1 else text


def which_column(text: str, commands: Sequence[Command], context: Context) -> Question | None:
    """What to ask where a message names several columns by what they share, and one of them would be guessed."""
    used = {c for command in commands for c in _columns_of(command)}
    aimed = bool(_AIMED.search(text))
    aims = _as_target(text, context)
    for one in [*_shared(text, context), *aims]:
        columns = [c for c in one.columns if aimed or c != context.target]
        guessed = used & set(columns) or not commands or used - set(context.columns) or one in aims
        if one.plural or len(columns) < 2 or not guessed:
            continue
        said = text[one.start : one.end]
        offered = columns[:_MOST_OFFERED]
        more = f" ({len(columns)} columns are called so)" if len(columns) > _MOST_OFFERED else ""
        return Question(
            text=f"“{said}” may be {', '.join(offered[:-1])} or {offered[-1]}{more}: which do you mean?", slot=SLOT,
            options=tuple(Option(label=c, says=(text[: one.start] + c + text[one.end :]).strip()) for c in offered),
        )  # fmt: skip
    return None


def which_target(text: str, columns: Sequence[str]) -> Question:
    """What to ask where several columns of one name may be what is to be predicted."""
    offered = columns[:_MOST_OFFERED]
    return Question(
        text=f"What is to be predicted may be {', '.join(offered[:-1])} or {offered[-1]}: which do you mean?", slot=SLOT,
        options=tuple(Option(label=c, says=f"{text.strip(' .!?;,')}; the target is {c}") for c in offered),
    )  # fmt: skip


def _as_target(text: str, context: Context) -> list[_Shared]:
    """What is stated as the target and may be one of several columns, none of which stands as such."""
    either = [one for one in said_of_columns(text, context) if one.role == EITHER and context.target not in one.columns]
    return [_Shared(one.at, one.end, one.columns, False) for one in either]


def _columns_of(command: Command) -> Iterator[str]:
    for key in _LISTS:
        values = command.args.get(key)
        yield from (str(v) for v in values) if isinstance(values, list | tuple) else ()
    yield from (str(command.args[key]) for key in ("target", "column") if isinstance(command.args.get(key), str))


def _shared(text: str, context: Context) -> list[_Shared]:
    """The phrases of a message that several columns share and that name none of them in full."""
    groups = _groups(context.columns)
    if not groups or len(text) > _LONGEST:
        return []
    words = split(text)
    names = {"".join(_parts(c)) for c in context.columns}
    out: list[_Shared] = []
    i = 0
    while i < len(words):
        found = next((f for n in (3, 2, 1) if (f := _at(words, i, n, groups, names, text)) is not None), None)
        if found is not None:
            out.append(found[0])
        i += found[1] if found else 1
    if not out:
        return []
    whole = [(w.start, w.end) for w in tagged(text, context)[0] if w.entity is not None and w.entity.kind == "COL"]
    return [s for s in out if not _one_is_named(text, s.columns) and not any(_within(s, text, *at) for at in whole)]


def _within(one: _Shared, text: str, start: int, end: int) -> bool:
    """Whether a phrase is a part of what names a column in more words: "loan" of "the loan amount"."""
    return start <= one.end - 1 < end and len(text[start:end].split()) > len(text[one.start : one.end].split())


Groups = dict[tuple[str, ...], tuple[str, ...]]


def _at(
    words: Sequence[Word], i: int, n: int, groups: Groups, names: set[str], text: str
) -> tuple[_Shared, int] | None:
    """What n words from one on share with several columns, and how many words that takes."""
    window = words[i : i + n]
    if len(window) < n or not all(w.is_plain for w in window):
        return None
    spoken = [w.text for w in window]
    after = words[i + n] if i + n < len(words) else None
    beside = after is not None and (after.text.isdigit() or (len(after.text) == 1 and after.text.isalpha() and after.text not in "aisd"))  # fmt: skip
    if beside or "".join(spoken) in names or (n == 1 and (spoken[0] in LOOSE_STOP or len(spoken[0]) < 3)):
        return None
    columns = next((c for base, c in groups.items() if _says(base, spoken)), None)
    if columns is None:
        return None
    said = fold(text)[: window[0].start]
    quantified, others = _ALL_OF_THEM.search(said), _OTHERS.search(said)
    start = others.start() if others else quantified.start() if quantified else window[0].start
    behind = after is not None and after.text in ("both", "all")
    end = after.end if after is not None and behind else window[-1].end
    several = bool(quantified or others) or behind or _plural(spoken[-1], columns)
    each = _EACH_NAMED.match(text, end) if not several and len(columns) == len(_PAIR) else None
    several, end = several or each is not None, each.end() if each else end
    spared = _BUT.match(text, end) if several else None
    aside = f" {spared['name']} ".lower() if spared else f" {text[:start]} ".lower() if others else ""
    left = tuple(c for c in columns if not _told_apart(c, columns, aside))
    if not left or (spared and len(left) == len(columns)):
        left, spared = columns, None
    counted = _COUNTED.search(said)
    fits = counted is None or place_named(counted["n"]) == len(left)
    return _Shared(start, spared.end() if spared else end, left, several and fits), n


def _told_apart(column: str, columns: Sequence[str], said: str) -> bool:
    """Whether words name one of several columns: in full, or by the part in which it differs from the others."""
    own = [p for p in _parts(column) if not all(p in _parts(c) for c in columns) and p not in ("a", "i", "s", "t")]
    return any(stands_in(p, said) for p in (column.lower(), *own))


def _says(base: tuple[str, ...], spoken: Sequence[str]) -> bool:
    return len(base) == len(spoken) and all(
        stem(b) == stem(w) or stands_for(b, w) or stands_for(b, w.removesuffix("s"))
        for b, w in zip(base, spoken, strict=True)
    )


def _plural(word: str, columns: Sequence[str]) -> bool:
    """Whether the word is a plural that the names themselves do not have."""
    return word.endswith("s") and not word.endswith("ss") and not any(word in _parts(c) for c in columns)


def _one_is_named(text: str, columns: Sequence[str]) -> bool:
    """Whether one of the columns is written in full somewhere in the message: then it is no question which."""
    plain = re.sub(r"[\W_]", "", text.lower())
    return any(re.sub(r"[\W_]", "", c.lower()) in plain for c in columns)


@lru_cache(maxsize=64)
def _groups(columns: tuple[str, ...]) -> Groups:
    """The columns that differ in a thin last or first part only, by the words beside it; only where there are several."""
    behind: dict[tuple[str, ...], list[str]] = {}
    ahead: dict[tuple[str, ...], list[str]] = {}
    for column in columns:
        have = _parts(column)
        if len(have) > 1 and (len(have[-1]) < 3 or have[-1].isdigit() or have[-1] in _THIN):
            behind.setdefault(have[:-1], []).append(column)
        if len(have) > 1 and have[0] not in _FLAGS and (len(have[0]) < 3 or have[0] in _THIN):
            ahead.setdefault(have[1:], []).append(column)
    compounds = {base: list(cs) for base, cs in _compounds(columns).items()}
    return {base: tuple(cs) for found in (compounds, ahead, behind) for base, cs in found.items() if len(cs) > 1}


def _compounds(columns: tuple[str, ...]) -> Groups:
    """German compounds that end with the same word, by that word: `Lufttemperatur` and `Wassertemperatur`."""
    ends = {c: apart for c in columns if len(_parts(c)) == 1 and len(apart := taken_apart(_parts(c)[0])) > 1}
    whole = {p for c in columns for p in _parts(c)}
    heads = {apart[-1] for apart in ends.values()} - whole
    return {(head,): tuple(c for c, apart in ends.items() if apart[-1] == head) for head in heads}


def _parts(column: str) -> tuple[str, ...]:
    """The words of a name, figures at the end taken apart: `mathScore1` is math, score, 1."""
    return tuple(p for part in parts(column) for p in re.findall(r"[^\W\d]+|\d+", part))


def _middles(offered: Sequence[str]) -> list[str]:
    """Where offered messages differ."""
    first, last = min(offered), max(offered)
    head = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    while head and not offered[0][head - 1].isspace():
        head -= 1
    tails = [o[::-1] for o in offered]
    first, last = min(tails), max(tails)
    tail = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    while tail and not tails[0][tail - 1].isspace():
        tail -= 1
    return [o[head : len(o) - tail].strip() for o in offered]


def _together(offered: Sequence[str]) -> str:
    """The message that names all that was offered."""
    middles = _middles(offered)
    return offered[0].replace(middles[0], " and ".join(middles), 1)
