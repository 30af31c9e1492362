"""What words name in a table: its columns, the values of its columns, and what a plain yes is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.calendar_names import MONTHS, WEEKDAYS
from assistant.understanding.names.columns import LOOSE_STOP, ColumnBook
from assistant.understanding.text.spelling import english
from assistant.understanding.text.words import bag, stem

if TYPE_CHECKING:
    import pandas as pd

_MOST_VALUES = 300
"""Different values of a column by which its rows can be spoken of."""
_YES = ("yes", "y", "true", "t", "1", "ja", "oui", "si", "positive", "pos", "present", "bad", "fail", "failed")
_NO = ("no", "n", "false", "f", "0", "nein", "non", "negative", "neg", "absent", "good", "ok", "pass", "passed")
_FIGURE_WORDS = bag(
    "std sd stdev spread variance mode median middle typical highest lowest oldest newest youngest latest earliest"
    " correlation distinct different most common frequent negative positive"
)
"""Words of figures, which are a value only beside its column."""
_SAME = {
    "women": ("female", "f", "woman", "w"), "woman": ("female", "f"), "females": ("female", "f"),
    "girls": ("female", "f", "girl"),
    "men": ("male", "m", "man"), "man": ("male", "m"), "males": ("male", "m"), "boys": ("male", "m", "boy"),
}  # fmt: skip
"""Other words for values that tables write in few letters."""
_NO_NAMES = bag(
    "a an the of in on at to for and or by per is are was were be not no with without where when how many much number"
    " count mean average avg median max min maximum minimum sum total share percent percentage fraction proportion rate"
    " row rows record records data table file each every which what who than more less over under above below between"
    " from have has had did do does that there most least highest lowest we our my your it its if all any or vs n"
    " value values case cases"
)
"""Words that are a column or a value only as the name is written in the table, or after "column"."""


@dataclass(frozen=True)
class Seen:
    """A column as questions speak of it."""

    name: str
    kind: str
    """numeric, boolean, categorical, text or date."""
    values: dict[str, Any] = field(default_factory=dict)
    """Its values by what they are called in lower case; empty where there are too many."""
    yes: Any = None
    """The value that says yes, where it has two and one of them does."""
    distinct: int = 0
    rows: int = 0

    @property
    def measures(self) -> bool:
        """Whether its values can be added up."""
        return self.kind in ("numeric", "boolean")

    @property
    def identifies(self) -> bool:
        """Whether nearly every row has a value of its own that only names it."""
        named = bool(re.search(r"(?:^|[\W_]|(?<=[a-z]))(?:id|no|nr|nummer|key|ref)$", self.name, re.IGNORECASE))
        return self.distinct >= self.rows * 0.99 and (self.kind not in ("numeric", "date") or named)


class Names:
    """Finds columns and values in words.

    Args:
        frame: the table.
        kinds: what each column holds, by name.
        positive: the value that is looked for, by column, where it was said.
    """

    def __init__(self, frame: pd.DataFrame, kinds: dict[str, str], positive: dict[str, Any]) -> None:
        self.columns = tuple(str(c) for c in frame.columns)
        self._frame, self._kinds, self._positive = frame, kinds, positive
        self._book = ColumnBook(self.columns)
        self._seen: dict[str, Seen] = {}

    def seen(self, column: str) -> Seen:
        """What is known of a column."""
        if column not in self._seen:
            self._seen[column] = self._look(column)
        return self._seen[column]

    def middle(self, column: str) -> float:
        """The median of a column of numbers."""
        return float(self._frame[column].median())

    def column(self, words: Sequence[str], raw: str) -> str | None:
        """The column that words call by its name, whatever the case and the separators."""
        exact = self._book.exact(raw.strip())
        if exact and (len(words) > 1 or words[0] not in _NO_NAMES or raw != raw.lower()):
            return exact
        if len(words) == 1 and words[0] in _NO_NAMES:
            return None
        return self._book.same(words) or self._book.stemmed(words)

    def alluded(self, words: Sequence[str]) -> str | None:
        """The one column that words only allude to: a part of its name, written out, or with a slip."""
        if len(words) > 1 and words[-1] not in _NO_NAMES and any(w in _NO_NAMES for w in words):
            return self._book.shortened(words)  # "max depth" of `max_depth_m`
        if not words or any(w in _NO_NAMES for w in words) or words[0] in _FIGURE_WORDS:
            return None
        near = self.candidates(words[0]) if len(words) == 1 else []
        if len(near) > 1:
            written = self._book.shortened(words)
            return written if written in near else None
        found = self._book.shortened(words) or self._book.loosely(words)
        if found or len(words) > 1 or len(words[0]) < 4 or words[0] in LOOSE_STOP:
            return found
        return self._inside(words[0]) or (None if words[0] in english() else self._book.misspelt(words[0]))

    def candidates(self, word: str) -> list[str]:
        """All columns of whose name a word is a part."""
        if word in _NO_NAMES or len(word) < 3:
            return []
        words = {c: re.findall(r"[^\W\d_]+", c.lower()) for c in self.columns}
        return [c for c, parts in words.items() if any(stem(p).startswith(stem(word)) for p in parts)]

    def value(self, words: Sequence[str], beside: str | None = None) -> tuple[str, Any] | None:
        """The column and the value that words are: of the column `beside` them, else of the only one that has it."""
        said = " ".join(words)
        if beside is not None and (found := self._of(beside, said)) is not None:
            return beside, found[0]
        if len(said) < 2 or (len(words) == 1 and words[0] in _NO_NAMES) or said.isdigit():
            return None
        if len(words) == 1 and words[0] in _FIGURE_WORDS:
            return None
        for form in _forms(said):
            hits = [(c, values[form]) for c in self.columns if form in (values := self.seen(c).values)]
            if hits:
                return hits[0] if len(hits) == 1 else None
        return None

    @cached_property
    def year(self) -> str:
        """The one column of years, else of dates; empty where there are none or several."""
        years = [c for c in self.columns if re.search(r"(?:^|[\W_])(?:year|yr|jahr)", c, re.IGNORECASE)]
        years = [c for c in years if self._kinds.get(c) == "numeric"] or list(self.dates)
        return years[0] if len(years) == 1 else ""

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """The columns of dates."""
        return tuple(c for c in self.columns if self._kinds.get(c) == "date")

    def lacking(self, columns: Sequence[str]) -> tuple[int, list[str]] | None:
        """How many rows lack a value in one of some columns, and in which; None where none does."""
        found = self._frame[list(dict.fromkeys(columns))].isna() if columns else None
        if found is None or not (many := int(found.any(axis=1).sum())):
            return None
        return many, [str(c) for c in found.columns if found[c].any()]

    def _of(self, column: str, said: str) -> tuple[Any] | None:
        """The value of a column that is called so, in brackets; its plural and the short forms of days count too."""
        values = self.seen(column).values
        return next(((values[form],) for form in _forms(said) if form in values), None)

    def _inside(self, word: str) -> str | None:
        """The one column in whose name the word stands, or that begins the word: "zone" of `Temperaturzone`."""
        plain = word[:-1] if word.endswith("s") and len(word) > 4 else word
        hits = [c for c in self.columns if plain in c.lower() and len(word) >= 4]
        if not hits:
            part = [(c, p) for c in self.columns for p in re.findall(r"[^\W\d_]{4,}", c.lower())]
            hits = list(dict.fromkeys(c for c, p in part if stem(word).startswith(stem(p)) and p not in LOOSE_STOP))
        return hits[0] if len(hits) == 1 else None

    def _look(self, column: str) -> Seen:
        values = self._frame[column]
        present = values.dropna()
        distinct = int(present.nunique())
        kind = self._kinds.get(column, "categorical")
        called: dict[str, Any] = {}
        if 0 < distinct <= _MOST_VALUES and kind != "date":
            called = {_called(v): v.item() if hasattr(v, "item") else v for v in present.unique()}
        yes = self._positive.get(column) if distinct == 2 else None
        yes = called.get(_called(yes)) if yes is not None else None
        if yes is None and distinct == 2:
            yes = _yes_of(called)
        return Seen(column, kind, called, yes, distinct, len(values))


def day_or_month(word: str) -> tuple[str, int] | None:
    """A day of the week (1 = Monday) or a month (1 = January) by its name: `("isodow", 1)`, `("month", 3)`."""
    plain = word.rstrip("s")
    if plain in WEEKDAYS:
        return "isodow", WEEKDAYS.index(plain) + 1
    return ("month", MONTHS.index(word) + 1) if word in MONTHS else None


def _called(value: Any) -> str:
    """What a value is called: whole numbers without their decimals, words in lower case with single blanks."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"[\s_\-]+", " ", str(value)).strip().lower()


def _forms(said: str) -> tuple[str, ...]:
    """The ways a value may be written, likeliest first: without the plural's s, a day of the week cut short."""
    plain = re.sub(r"[\s_\-]+", " ", said).strip().lower()
    forms = [plain, plain[:-1]] if plain.endswith("s") and len(plain) > 3 else [plain]
    if plain.rstrip("s") in WEEKDAYS or plain in MONTHS:
        forms += [plain[:3], plain[:2]]
    return (said, *forms, *_SAME.get(plain, ()))


def _yes_of(called: dict[str, Any]) -> Any:
    """Which of two values says yes; None where it cannot be told."""
    yes = [v for name, v in called.items() if name in _YES]
    no = [v for name, v in called.items() if name in _NO]
    if len(yes) == 1:
        return yes[0]
    others = [v for v in called.values() if v not in no]
    return others[0] if len(no) == 1 and len(others) == 1 else None
