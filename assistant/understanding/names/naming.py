"""Columns named where nothing but columns can stand: in full, by half ("vibration" of `vib_rms`), or several at once."""
# ruff: noqa: E501 - a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.names.column_words import stands_for
from assistant.understanding.names.columns import BARE_VERBS, ColumnBook
from assistant.understanding.names.implied import fit
from assistant.understanding.text.words import Word, bag, parts, stem

_SEPARATORS = bag(", and or & / + plus nor")
_AROUND = bag(
    "the a an our my their its this that these those both all every each also column columns field fields variable variables feature features values value attribute attributes ( ) please input inputs just only then thing things stuff bit info information business"
)
_WITHIN = bag(
    "of in the a an for per to its our ( ) / - unit units reading readings measurement figure number one ones sensor sensors meter gauge"
)
_KINDS = bag("type types kind kinds category group groups class status")
"""What a named column may be called besides: "the contract type" of `Contract`."""
_HEAD_ENDS = bag("of in at per for from by after before on within during with")
_GENERAL = bag("time value level rate amount number score total count reading figure index")
"""Words that a name need not have."""
_CLEAR = 0.4
"""By so much the best column must be ahead of the next."""
_MOST_WORDS = 7
_TELLING = 4
"""Letters from which a plain word tells of the one column that has it in its name."""


def columns_named(words: Sequence[Word], context: Context, near: Sequence[Word] = ()) -> tuple[str, ...]:
    """The columns that words name, in their order; none where one of the words names no column.

    Args:
        words: words of a message, names in place.
        context: the moment; its columns are those that can be named.
        near: words around them, where "both" may stand.
    """
    book = ColumnBook(context.columns)
    out: list[str] = []
    for item in _items(words):
        named = _item(item, near or words, book)
        if not named:
            return ()
        out += named
    return tuple(dict.fromkeys(out))


def columns_told(words: Sequence[Word], context: Context) -> list[str]:
    """The columns that words name among others, also by a word that is general elsewhere: "the customer".

    Args:
        words: words of a message, names in place.
        context: the moment; its columns are those that can be told of.
    """
    stems = {c: {stem(p) for p in parts(c)} for c in context.columns}
    out: list[str] = []
    for word in words:
        if word.entity is not None:
            out += _columns([word])
        elif len(word.text) >= _TELLING:
            hits = [c for c, own in stems.items() if stem(word.text) in own]
            out += hits if len(hits) == 1 else []
    return list(dict.fromkeys(out))


def target_named(words: Sequence[Word], text: str, context: Context) -> str | None:
    """The one column that words name as what is to be predicted; None where they name none or several alike."""
    ranked = _ranked(words, text, context)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLEAR):
        return None
    return ranked[0][1]


def tied(words: Sequence[Word], text: str, context: Context) -> tuple[str, ...]:
    """The columns that words fit equally well, where there are several."""
    ranked = _ranked(words, text, context)
    alike = [c for score, c in ranked if ranked[0][0] - score < 0.1]
    return tuple(alike) if len(alike) > 1 else ()


def _items(words: Sequence[Word]) -> list[list[Word]]:
    """The words between separators, without determiners around them."""
    items: list[list[Word]] = [[]]
    for word in words:
        if word.entity is None and word.text in _SEPARATORS and items[-1]:
            items.append([])
        else:
            items[-1].append(word)
    return [kept for item in items if (kept := _bare(item))]


def _bare(words: list[Word]) -> list[Word]:
    while words and words[0].entity is None and words[0].text in _AROUND:
        words = words[1:]
    while words and words[-1].entity is None and words[-1].text in _AROUND:
        words = words[:-1]
    return words


def _columns(words: Sequence[Word]) -> list[str]:
    return [str(v) for w in words if w.entity is not None and w.entity.kind == "COL" for v in w.entity.values]


def _item(item: Sequence[Word], around: Sequence[Word], book: ColumnBook) -> list[str]:
    if len(item) > _MOST_WORDS or any(w.entity is not None and w.entity.kind != "COL" for w in item):
        return []
    named, plain = _columns(item), [w.text for w in item if w.entity is None]
    if not plain:
        return named
    if not named:
        return _half_named(plain, around, book)
    if all(any(w in _WITHIN | _KINDS or _fits(p, w) for c in named for p in parts(c)) for w in plain):
        return named
    singles = [_columns([w]) or _half_named([w.text], around, book) for w in item] if len(plain) == 1 else []
    return [c for one in singles for c in one] if len(item) > 2 and all(singles) else []


def _half_named(plain: Sequence[str], around: Sequence[Word], book: ColumnBook) -> list[str]:
    """The column of which words are a part, or short for it; all that share them where "both" or "all" is said."""
    if any("_" in w for w in plain):  # written as a name in full: where none is called so, it is asked about
        return []
    phrase = " ".join(plain)
    one = book.same(plain) or book.stemmed(plain) or (book.expected(phrase) if len(phrase) > 3 else None)
    if one:
        return [one]
    said = [w for w in plain if w not in _WITHIN]
    hits = [c for c in book.columns if said and all(any(_fits(p, w) for p in parts(c)) for w in said)]
    several = {w.text for w in around} & {"both", "all"}
    if several and len(hits) > 1:
        return hits if "all" in several or len(hits) == 2 else []
    return hits if len(hits) == 1 else []


def _fits(part: str, word: str) -> bool:
    """Whether a word is a part of a name, written out or cut short."""
    if word in BARE_VERBS:
        return part == word
    if stem(part) == stem(word) or stands_for(part, word):
        return True
    cut = len(part) >= 3 and len(word) >= len(part) + 2 and word.startswith(part)
    return cut or (len(word) >= 4 and part.startswith(word))


def _ranked(words: Sequence[Word], text: str, context: Context) -> list[tuple[float, str]]:
    """The columns that words fit, the best first; the words before "of", "after" and the like count double."""
    bare = _bare(list(words))
    foreign = any("_" in w.text if w.entity is None else w.entity.kind not in ("COL", "NUM", "DUR") for w in bare)
    if not bare or len(bare) > 2 * _MOST_WORDS or foreign or bare[0].text in _HEAD_ENDS or _items(bare) != [bare]:
        return []
    head = next((i for i, w in enumerate(bare) if w.entity is None and w.text in _HEAD_ENDS), len(bare))
    named = columns_named(bare, context)
    named = named if len(named) < 2 else columns_named(bare[:head], context)
    if named:
        return [(2.0, c) for c in _alike(named, bare, text, ColumnBook(context.columns))]
    first, rest = (_said(some) for some in (bare[:head], bare[head:]))
    direct = set(_columns(bare[:head]))
    if (_columns(bare[head:]) and not direct) or len(direct) > 1:
        return []
    scores = {c: 2 * fit(c, first, context) + fit(c, rest, context) + 2 * (c in direct) for c in context.columns}
    told = [c for c in context.columns if _told_share(c, first, c in direct) >= 0.5]
    found = sorted(((scores[c], c) for c in told), key=lambda one: -one[0])
    found = [one for one in found if one[0] >= 1.6]
    clear = len(found) == 1 or (len(found) > 1 and found[0][0] - found[1][0] >= _CLEAR)
    if not clear:
        return found
    return [(found[0][0], c) for c in _alike((found[0][1],), bare, text, ColumnBook(context.columns))]


def _told_share(column: str, said: Sequence[str], direct: bool) -> float:
    """The share of words that are parts of a column's name."""
    fitting = sum(any(_fits(p, w) for p in parts(column)) for w in said) + direct
    return fitting / max(1, len(said) + direct)


def _alike(named: Sequence[str], words: Sequence[Word], text: str, book: ColumnBook) -> Sequence[str]:
    """The column that was named; where it is not named in full, with those that the same words name as well."""
    said = [p for w in words for p in re.findall(r"[^\W_]+", text[w.start : w.end].lower())]
    raw = [p for p in said if p not in _AROUND | _WITHIN]
    if book.same(raw) or book.same(said) or len(named) > 1:
        return named
    for told in (raw, [w for w in raw if w not in _GENERAL]):
        hits = [c for c in book.columns if told and all(any(_begins(p, w) for p in parts(c)) for w in told)]
        if hits:
            return (hits if named[0] in hits else named) if len(hits) > 1 or not _kin(told, hits, book) else ()
    return named


def _kin(told: Sequence[str], hits: Sequence[str], book: ColumnBook) -> bool:
    """Whether another column begins like a word that was said: "cancellations" of `prev_cancel` and `is_canceled`."""
    return any(p[:6] == w[:6] and len(p) > 5 for c in book.columns if c not in hits for p in parts(c) for w in told)


def _begins(part: str, word: str) -> bool:
    """Whether a word is a part of a name, or one of them begins with the other."""
    long = min(len(part), len(word)) >= 3
    return stem(part) == stem(word) or (long and (part.startswith(word) or word.startswith(part)))


def _said(words: Sequence[Word]) -> list[str]:
    return [w.text for w in words if w.entity is None and len(w.text) > 1 and w.text not in _WITHIN | _AROUND]
