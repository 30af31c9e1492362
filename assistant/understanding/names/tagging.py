"""Names in a message: columns, families, metrics, ranks and quantities become entities that rules can speak of."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from assistant.understanding.context import Context
from assistant.understanding.names.apart import set_apart
from assistant.understanding.names.brackets import without_brackets, without_kinds_of_places
from assistant.understanding.names.columns import COMMON, LOOSE_STOP, ColumnBook
from assistant.understanding.names.homonyms import NAMED_AFTER, a_network, counts_trees, grows, is_done, is_setting
from assistant.understanding.names.ranks import rank_at
from assistant.understanding.text.lexicon import FAMILIES, FAMILY_GROUPS, METRICS, STRATEGIES, table
from assistant.understanding.text.quantities import quantity_at
from assistant.understanding.text.spelling import Speller, english
from assistant.understanding.text.words import LOOSE_FROM, Entity, Word, bag, parts, split

_FAMILY_NAMES = {k: (v,) for k, v in table(FAMILIES).items()} | {tuple(k.split()): v for k, v in FAMILY_GROUPS.items()}
_METRIC_NAMES = table(METRICS)
_STRATEGY_NAMES = table(STRATEGIES)
_LONGEST = max(len(k) for t in (_FAMILY_NAMES, _METRIC_NAMES, _STRATEGY_NAMES) for k in t)
_CUES = bag(
    "column columns field variable feature drop remove exclude ignore predict predicting forecast without named called target"
    " estimate"
)
_LISTED = frozenset({"COL", "FAM", "RANK", "NUM", "LCOL"})
_SEPARATORS = frozenset({",", "and", "or", "nor", "&", "/", "+", "plus"})
_DETERMINERS = bag("the a an any our my also both column columns number no nr their his her")
_FAMILY_NOUNS = bag("stuff model models ones methods things family families variants")
_SAID_OF_THEM = bag("out not off away yes must needed required forbidden protected taboo stays goes")
"""What is said of a column right before the next: "crew out, temperature in"."""
_SINGULAR_VERBS = bag("is = == costs cost was has means counts")

_ASKING = frozenset({"is", "has", "was", "are"})
"""A question may begin with these: "is fraud still good?" doesn't name the column `is_fraud`."""

_JOINING = bag("of the in a an and or to by for is are must not no with on my our")
_Match = tuple[Entity, int]


@lru_cache(maxsize=64)
def _book(columns: tuple[str, ...]) -> ColumnBook:
    return ColumnBook(columns)


class Tagger:
    """Reads the names in one message, given the moment it was written in."""

    def __init__(self, context: Context, speller: Speller) -> None:
        self._context = context
        self._book = _book(context.columns)
        self._speller = speller

    def tag(self, text: str) -> list[Word]:
        """The message's words with entities in place and lists of one kind ("A, B and C") made one entity."""
        words = [self._spelt(w, text) for w in set_apart(split(text), self._context)]
        tagged: list[Word] = []
        i = 0
        while i < len(words):
            entity, length = self._at(words, i, text) or (None, 1)
            if entity is None:
                tagged.append(words[i])
            else:
                tagged.append(_entity_word(entity, words[i].start, words[i + length - 1].end, len(tagged)))
            i += length
        return merged(self._listed(without_kinds_of_places(without_brackets(tagged), text)))

    def _listed(self, words: list[Word]) -> list[Word]:
        """The words with general ones beside a column in a list made columns too: "distance and weight"."""
        out = list(words)
        for i, word in enumerate(words):
            if not self._book or not word.is_plain or len(word.text) < 3 or word.text in _SAID_OF_THEM:
                continue
            joined = [j for j in (i - 2, i + 2) if 0 <= j < len(words) and words[(i + j) // 2].text in _SEPARATORS]
            after = words[i + 1].text if i + 1 < len(words) else ""
            beside = any((e := out[j].entity) is not None and e.kind == "COL" for j in joined)
            free = beside and after not in _SINGULAR_VERBS
            column = self._book.listed(word.text) or self._book.loosely([word.text]) if free else None
            if column:
                out[i] = _entity_word(Entity("COL", (column,)), word.start, word.end, len(words) + i)
        return out

    def loosened(self, words: Sequence[Word]) -> list[Word]:
        """The words with parts of column names tagged too ("charges"), for places where a column is expected."""
        if not self._book:
            return list(words)
        out: list[Word] = []
        i = 0
        while i < len(words):
            step = 1
            for n in (3, 2, 1):
                window = words[i : i + n]
                if len(window) == n and all(w.is_plain for w in window) and not (n == 1 and is_setting(words, i)):
                    column = self._book.loosely([w.text for w in window])
                    if column:
                        entity = Entity("COL", (column,))
                        out.append(_entity_word(entity, window[0].start, window[-1].end, LOOSE_FROM + len(out)))
                        step = n
                        break
            else:
                out.append(words[i])
            i += step
        return merged(out)

    def _spelt(self, word: Word, text: str) -> Word:
        """Right spelling, unless the word may be a column's."""
        if not word.is_plain:
            return word
        raw = text[word.start : word.end]
        if self._book and (self._book.exact(raw) or self._book.same([word.text]) or self._book.stemmed([word.text])):
            return word
        part = self._book.part_misspelt(word.text) if self._book and word.text not in english() else None
        corrected = part or self._speller.corrected(word.text)
        if part or corrected == word.text or not self._book:
            return replace(word, text=corrected)
        if self._book.misspelt(word.text) or self._book.begins(word.text) or self._book.bends(word.text):
            return word
        return replace(word, text=corrected)

    def _at(self, words: Sequence[Word], i: int, text: str) -> _Match | None:
        if words[i].entity is not None:
            return self._quoted(words[i])
        readers: tuple[Callable[[], _Match | None], ...] = (
            lambda: self._column(words, i, text),
            lambda: _lexical(words, i),
            lambda: _quantity(words, i),
            lambda: rank_at(words, i, self._context.recommendations or self._context.results),
        )
        first, lexical = readers[0](), readers[1]()
        if first and (lexical is None or (first[1] >= lexical[1] and not _against_a_metric(words, i, lexical))):
            return first
        return lexical or _rank_first(readers[2](), readers[3]()) or self._similar_column(words, i)

    def _quoted(self, word: Word) -> _Match | None:
        assert word.entity is not None
        value = str(word.entity.values[0])
        if word.entity.kind == "QUOTE" and self._book:
            column = self._book.exact(value) or self._book.same([value])
            if column:
                return Entity("COL", (column,)), 1
        return word.entity, 1

    def _column(self, words: Sequence[Word], i: int, text: str) -> _Match | None:
        """A column by its name: exactly, or with another case or other separators."""
        if not self._book:
            return None
        for n in range(min(self._book.longest, len(words) - i), 0, -1):
            window = words[i : i + n]
            if any(w.entity is not None or not (w.text[:1].isalnum()) for w in window[1:]) or window[0].entity:
                continue
            raw = text[window[0].start : window[-1].end]
            if n == 1 and ((i and words[i - 1].text == "too") or (raw in english() and is_done(words, i))):
                continue
            if n > 1 and i == 0 and window[0].text in _ASKING:
                continue
            column = self._book.exact(raw) or (
                self._book.same([w.text for w in window]) if window[0].text[0].isalnum() else None
            )
            if column and self._plausible(words, i, n, raw, column):
                return Entity("COL", (column,)), n
        return None

    def _plausible(self, words: Sequence[Word], i: int, n: int, raw: str, column: str) -> bool:
        """A common word is a column only where something says so."""
        if (
            n > 1
            or words[i].text not in COMMON
            or (raw == column and (raw != raw.lower() or (len(raw) == 1 and raw not in "aisd")))
        ):
            return not raw.isdigit()
        if raw == column and self._stands_alone(words, i):
            return True
        before = [w.text for w in words[max(0, i - 2) : i]]
        after = words[i + 1].text if i + 1 < len(words) else ""
        return bool(_CUES & set(before)) or after in NAMED_AFTER or _splits(words, i)

    @staticmethod
    def _stands_alone(words: Sequence[Word], i: int) -> bool:
        """Whether a word is a whole item of a telegram such as "class, multiclass, F1"."""
        before = words[i - 1].text if i else ","
        return before in (",", ";") and i + 1 < len(words) and words[i + 1].text in (",", ";") and i < 4

    def _similar_column(self, words: Sequence[Word], i: int) -> _Match | None:
        """A column by its stem ("churners") or with a slip ("custmer_id")."""
        if not self._book or not words[i].is_plain:
            return None
        if i and words[i - 1].text == "too":
            return None
        for n in (4, 3, 2, 1):
            window = [w.text for w in words[i : i + n]]
            if (
                len(window) < n
                or not all(w.is_plain for w in words[i : i + n])
                or (n > 1 and i == 0 and window[0] in _ASKING)
            ):
                continue
            if n == 1 and (
                window[0] in LOOSE_STOP or (self._speller.knows(window[0]) and not self._target_like(window[0]))
            ):
                continue
            column = self._book.stemmed(window)
            if column is None and (n > 1 or not self._speller.knows(window[0])):
                column = self._misspelt(window)
            if column is None and window[0] not in _JOINING and window[-1] not in _JOINING:
                column = self._book.shortened(window)
            if column:
                return Entity("COL", (column,)), n
        return None

    def _target_like(self, word: str) -> bool:
        return self._book.stemmed([word]) is not None and len(word) >= 4

    def _misspelt(self, window: Sequence[str]) -> str | None:
        if len(window) > 1 and {window[0], window[-1]} & _JOINING:
            return None
        if all(w in COMMON for w in window) or all(w in english() for w in window):
            return None
        column = self._book.misspelt("".join(window))
        return column if column and (len(window) == 1 or len(parts(column)) == len(window)) else None


def _splits(words: Sequence[Word], i: int) -> bool:
    """Whether rows are to be split by what is named there: "folds by plan", "use plan as the group"."""
    if words[i].text in _NO_GROUP:
        return False
    before, after = ([w.text for w in some] for some in (words[max(0, i - 5) : i], words[i + 1 : i + 4]))
    split = before[-1:] == ["by"] and not _SPLITTING.isdisjoint(before)
    return split or (after[:1] == ["as"] and not _GROUPS.isdisjoint(after))


_SPLITTING = bag("split splits splitting fold folds validation validate validated group grouped grouping groups cv")
_GROUPS = bag("group groups grouping")
_NO_GROUP = bag("time date day month year class classes label target type row rows data that this it hand default")


def _entity_word(entity: Entity, start: int, end: int, number: int) -> Word:
    return Word(f"{entity.kind}{number}", start, end, entity)


def _lexical(words: Sequence[Word], i: int) -> _Match | None:
    """The longest name of a metric, family or strategy that starts here."""
    for n in range(min(_LONGEST, len(words) - i), 0, -1):
        window = words[i : i + n]
        if any(w.entity is not None for w in window):
            continue
        key = tuple(w.text for w in window)
        if key in _METRIC_NAMES:
            return Entity("MET", (_METRIC_NAMES[key],)), n
        if key in _STRATEGY_NAMES and not (n == 1 and a_network(words, i)):
            return Entity("STRAT", (_STRATEGY_NAMES[key],)), n
        if key in _FAMILY_NAMES and not (counts_trees(words, i) or grows(words, i)):
            return Entity("FAM", _FAMILY_NAMES[key]), n
    return None


def _against_a_metric(words: Sequence[Word], i: int, lexical: _Match) -> bool:
    """Whether a name that a metric and a column share is set against another metric: "mcc instead of f1"."""
    if lexical[0].kind != "MET":
        return False
    after = " ".join(w.text for w in words[i + lexical[1] : i + lexical[1] + 4])
    before = " ".join(w.text for w in words[max(0, i - 4) : i])
    ahead, behind = _OTHER_AFTER.match(after), _OTHER_BEFORE.search(before)
    return bool(ahead and _is_metric(ahead["name"])) or bool(behind and _is_metric(behind["name"]))


def _is_metric(said: str) -> bool:
    return any(tuple(said.split()[:n]) in _METRIC_NAMES for n in (1, 2))


_OTHER_AFTER = re.compile(
    r"(?:,? ?not|,? ?instead of|,? ?rather than|,? ?and not|over|in place of) (?:the )?(?P<name>[a-z]\S*(?: \S+)?)"
)
_OTHER_BEFORE = re.compile(
    r"(?:from|not|instead of|rather than)(?: the)? (?P<name>[a-z]\S*) (?:,? ?but|to|,|use|take)$"
)


def _quantity(words: Sequence[Word], i: int) -> _Match | None:
    found = quantity_at(words, i)
    return (found.entity, found.length) if found else None


def _rank_first(quantity: _Match | None, rank: _Match | None) -> _Match | None:
    """ "1-3" and "#2" are ranks although they start with numbers; the longer reading wins."""
    if rank and (quantity is None or rank[1] > quantity[1] or quantity[0].kind == "NUM"):
        return rank
    return quantity


def merged(words: Sequence[Word]) -> list[Word]:
    """Lists of one kind made one entity: "A, B and C", "the first and the third", "1, 2 and 5"."""
    out: list[Word] = []
    i = 0
    while i < len(words):
        word = words[i]
        if word.entity is None or word.entity.kind not in _LISTED:
            out.append(word)
            i += 1
            continue
        values, j, rank = word.entity.values, i, word.entity.kind == "RANK"
        while True:
            k = _next_member(words, i, j, "RANK" if rank else word.entity.kind)
            if k is None:
                break
            member = words[k].entity
            assert member is not None
            rank = rank or member.kind == "RANK"
            values, j = values + tuple(v for v in member.values if v not in values), k
        kind = "RANK" if rank else word.entity.kind
        suffix = word.text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        out.append(Word(f"{kind}{suffix}", word.start, words[j].end, Entity(kind, values)))
        i = j + 1
    return out


_ONE_OF = bag("predict predicting forecast forecasting target estimate estimating classify")
"""After these a single column is named."""


_DENIED = bag("neither no not without never")
_TELLS = bag("gives tells reveals leaks shows explains depends contains measures records")
"""What one thing does: a column behind a comma and before one of these begins a clause of its own."""


def _next_member(words: Sequence[Word], i: int, j: int, kind: str) -> int | None:
    """Where the list that began at i and has a member at j goes on; None where it ends."""
    if kind == "COL" and i and words[i - 1].text in _ONE_OF:
        return None
    if kind == "RANK" and any(w.text == "not" for w in words[max(0, i - 2) : i]):
        return None  # "not the first, the second"
    k, separated = _past_separators(words, j + 1 + _noun_between(words, j + 1, kind), kind)
    separated = separated or (kind in ("RANK", "NUM") and _spaced(words, i, j))
    if not separated or k is None or k >= len(words):
        return None
    entity = words[k].entity
    allowed = {kind} | ({"NUM"} if kind == "RANK" else {"RANK"} if kind == "NUM" else set())
    if entity is None or entity.kind not in allowed:
        return None
    after = words[k + 1].text if k + 1 < len(words) else ""
    if kind in ("COL", "FAM") and after in _SINGULAR_VERBS and words[k - 1].text not in ("or", "nor"):
        return None
    if kind in ("COL", "FAM") and after == "yes" and i and words[i - 1].text in _DENIED and words[k - 1].text == ",":
        return None  # "neither knn nor svm, forests yes"
    if kind == "COL" and after in _TELLS and not any(w.text in ("and", "or", "nor", "&") for w in words[j + 1 : k]):
        return None  # "rain explains the yield, the owner gives it away"
    if kind == "COL" and _new_clause(words, j, k):
        return None
    if kind in ("RANK", "NUM") and not _rank_follows(words, k):
        return None
    return k


def _spaced(words: Sequence[Word], i: int, j: int) -> bool:
    """Whether figures stand beside one another with nothing but a space between, before an "and": "1 2 and 4"."""
    joined = next((k for k in range(j + 1, min(j + 9, len(words))) if not words[k].text.startswith("NUM")), 0)
    bare = all(w.entity is not None and w.end - w.start <= 2 and w.entity.kind == "NUM" for w in words[i:joined])
    close = joined - j > 1 and all(b.start - a.end == 1 for a, b in pairwise(words[i:joined]))
    return bare and close and words[joined].text in ("and", "&", "+", "or")


def _past_separators(words: Sequence[Word], k: int, kind: str) -> tuple[int | None, bool]:
    """Where the next member may stand, and whether anything separates it; None after "or no"."""
    separated = False
    separators = _SEPARATORS if kind in ("COL", "FAM", "LCOL") else _SEPARATORS - {"/"}
    while k < len(words) and words[k].text in separators:
        k, separated = k + 1, True
    while separated and k < len(words) and words[k].text in _DETERMINERS:
        if words[k].text == "no":
            return None, separated
        k += 1
    return k, separated


def _noun_between(words: Sequence[Word], k: int, kind: str) -> int:
    """1 where a noun stands between a family and the next one ("linear models and trees"), else 0."""
    follows = k + 1 < len(words) and words[k + 1].text in _SEPARATORS
    return int(kind == "FAM" and follows and words[k].text in _FAMILY_NOUNS)


def _new_clause(words: Sequence[Word], j: int, k: int) -> bool:
    """Whether ", and" after a single column opens a new clause: two columns are joined without the comma."""
    entity = words[j].entity
    alone = entity is not None and len(entity.values) == 1 and (j < 2 or words[j - 1].text != ",")
    return alone and [w.text for w in words[j + 1 : k]][:2] == [",", "and"]


_COUNTED = bag(
    "runs run tries trials times fold folds experiments attempts models variants for false percent x points euros per missed"
)


def _rank_follows(words: Sequence[Word], k: int) -> bool:
    after = words[k + 1].text if k + 1 < len(words) else ""
    entity = words[k].entity
    whole = entity is not None and all(isinstance(v, int) and -3 <= v <= 50 for v in entity.values)
    return whole and after not in _COUNTED
