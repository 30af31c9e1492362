"""From the values of a file to columns of five kinds: numbers, truth values, text, categories of text, dates.

What a column is depends on its values and never on chance: the same values give the same column on every machine.
Everything that was changed is said in a note.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.data.numbers import numbers_from_text
from experiments.data.times import dates_from_text, hours_from_text

MISSING = frozenset(
    {"", "?", "NA", "N/A", "n/a", "na", "NaN", "nan", "-nan", "NULL", "null", "Null", "<NA>", "#N/A", "#N/A N/A", "NaT"}
)
"""Cells that mean "no value" in any column."""
DASHES = frozenset({"-", "--", "---", "–", "—", "."})
"""Cells that mean "no value" unless they are one of two signs, as in + and -."""

DATE_ORDERS = "date_orders"
"""Under this name the table's `attrs` hold how dates with the year last were read: column → see `Dates.order`."""
MOST_WORDS = 50
"""In columns with up to so many different texts capitals make no difference."""
_FEW_TIMES = 10
"""So few different times may be names, such as those of shifts or trains."""
_SHORT = 3
"""Shorter words may differ in capitals alone, as units and codes do."""
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
_SPELLED_OUT = frozenset({"yes", "true", "no", "false"})

Notes = list[str]


def plain_word(word: str) -> str:
    """A word without what differs by how it is typed only: capitals and blanks."""
    return " ".join(word.casefold().split())


def truth_of(word: str) -> str:
    """`yes` or `no` where the word means that in one of the usual ways, else nothing."""
    plain = plain_word(word)
    return "yes" if plain in _YES else "no" if plain in _NO else ""


def quote(names: Sequence[object], most: int = 5) -> str:
    """Names in backticks, the first `most` of them, and how many more there are.

    A name is data: line ends and backticks in it are shown as blanks and primes, and 80 characters at most.
    """
    shown = ", ".join("`" + " ".join(str(n).replace("`", "′").split())[:80] + "`" for n in list(names)[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def unique_names(names: Sequence[object]) -> tuple[list[str], Notes]:
    """Column names as text, trimmed, none blank and none twice; what a name says is left as it is."""
    notes: Notes = []
    taken: set[str] = set()
    clean = [
        "" if name is None or name is pd.NaT or name != name else str(name).strip("\ufeff \t\r\n") for name in names
    ]
    wanted = set(clean)
    blank: list[str] = []
    doubled: list[str] = []
    result = []
    for position, name in enumerate(clean, start=1):
        base = name or f"unnamed_{position}"
        new, number = base, 1
        while new in taken or (number > 1 and new in wanted):
            number += 1
            new = f"{base}_{number}"
        taken.add(new)
        result.append(new)
        if not name:
            blank.append(new)
        elif new != name:
            doubled.append(new)
    if blank:
        notes.append(f"Columns without a name were called {quote(blank)}.")
    if doubled:
        notes.append(f"Column names that came twice were made unique: {quote(doubled)}.")
    return result, notes


class Cleaner:
    """Turns the columns of one table into their kinds and gathers what is worth saying."""

    def __init__(self, *, typed: bool, decimal_comma: bool | None = None, texts_read: bool = False) -> None:
        """Prepares for one table.

        Args:
            typed: the file says what is text (Parquet), so plain digits in text stay text.
            decimal_comma: whether "1,5" is one and a half; None where the file does not say.
            texts_read: what is text now was found to be text, and stays so.
        """
        self.typed = typed
        self.texts_read = texts_read
        self.decimal_comma = decimal_comma
        self.orders: dict[str, str] = {}
        """Column of dates with the year last → `day` or `month`, whichever comes first; see `Dates.order`."""
        self.seen: dict[str, list[str]] = {}
        """What happened → the columns it happened to."""
        self.single: Notes = []

    def tell(self, what: str, column: str) -> None:
        """Keeps that something happened to a column."""
        self.seen.setdefault(what, []).append(column)

    def notes(self) -> Notes:
        """What happened, one sentence each."""
        return [f"{what}: {quote(columns)}." for what, columns in self.seen.items()] + self.single

    def column(self, name: str, values: pd.Series) -> pd.Series:
        """The column in its kind: float64, int64, bool, str or datetime64[us]."""
        dtype = values.dtype
        if isinstance(dtype, pd.CategoricalDtype):
            values = values.astype(object)
            dtype = values.dtype
        if pd.api.types.is_bool_dtype(dtype) and not _is_object(dtype):
            return self._truths(values)
        if pd.api.types.is_datetime64_any_dtype(dtype):
            return self._moments(name, values)
        if pd.api.types.is_complex_dtype(dtype):
            return self._text(name, values.astype(str))
        if pd.api.types.is_numeric_dtype(dtype):
            return self._numbers(name, values)
        if pd.api.types.is_timedelta64_dtype(dtype):
            self.tell("Durations were turned into seconds", name)
            return pd.Series(values.dt.total_seconds())
        if _is_object(dtype):
            return self._objects(name, values)
        return self._text(name, values.astype("str"))

    def _numbers(self, name: str, values: pd.Series) -> pd.Series:
        if values.dtype == np.int64:
            return values
        if pd.api.types.is_integer_dtype(values.dtype) and not values.hasnans:
            if pd.api.types.is_unsigned_integer_dtype(values.dtype) and (values > np.iinfo(np.int64).max).any():
                return values.astype("float64")
            return values.astype("int64")
        plain = values if values.dtype == np.float64 else values.astype("float64")
        endless = np.isinf(plain.to_numpy())
        if endless.any():
            self.tell("Infinite numbers were read as missing", name)
            plain = plain.mask(endless)
        return _whole(plain)

    @staticmethod
    def _truths(values: pd.Series) -> pd.Series:
        if not values.isna().any():
            return values.astype("bool")
        return values.map({True: "True", False: "False"}, na_action="ignore").astype("str")

    def _moments(self, name: str, values: pd.Series) -> pd.Series:
        if values.dt.tz is not None:
            self.tell("Times with a time zone were turned into UTC", name)
            values = values.dt.tz_convert("UTC").dt.tz_localize(None)
        return values.astype("datetime64[us]")

    def _objects(self, name: str, values: pd.Series) -> pd.Series:
        kind = pd.api.types.infer_dtype(values, skipna=True)
        if kind in ("integer", "floating", "mixed-integer-float", "decimal"):
            try:
                return self._numbers(name, pd.to_numeric(values.astype(object)))
            except (TypeError, ValueError, OverflowError):
                kind = "mixed"
        if kind == "boolean":
            return self._truths(values if values.isna().any() else values.astype("bool"))
        if kind in ("datetime", "datetime64", "date"):
            moments = pd.to_datetime(values, errors="coerce", utc=True)
            if moments.notna().sum() == values.notna().sum():
                return moments.dt.tz_localize(None).astype("datetime64[us]")
        if kind not in ("string", "empty"):
            self.tell("Values of several types were read as text", name)
        return self._text(name, values.map(_as_text, na_action="ignore").astype("str"))

    def _text(self, name: str, values: pd.Series) -> pd.Series:
        """Text, or what the text stands for: numbers, dates, truth values."""
        if self.texts_read:
            return values if values.notna().any() else pd.Series(np.full(len(values), np.nan), index=values.index)
        codes, distinct = pd.factorize(values)
        words = pd.Series(distinct, dtype="str").str.strip()
        missing = self._missing(name, words)
        words = words.mask(missing)
        kept = words[~missing]
        if kept.empty:
            return pd.Series(np.full(len(values), np.nan), index=values.index, name=name)
        meant = self._meant(name, kept)
        if meant is None:
            meant = self._in_one_writing(name, kept, codes)
        spread = meant.reindex(range(len(words)))  # missing words get a missing value
        return _taken(spread, codes, values.index, name)

    def _meant(self, name: str, words: pd.Series) -> pd.Series | None:
        if not self.typed and len(words) <= 6 and set(words.str.lower()) <= {"true", "false"}:
            return words.str.lower().eq("true")
        numbers = numbers_from_text(words, decimal_comma=self.decimal_comma)
        if numbers is not None and not (self.typed and numbers.plain):
            for note in numbers.notes:
                self.tell(note, name)
            return numbers.values
        hours = hours_from_text(words)
        if hours is not None and len(words) > _FEW_TIMES:
            self.tell("Times were read as hours (07:30 is 7.5)", name)
            return hours
        dates = dates_from_text(words, name)
        if dates is not None:
            self.tell(dates.note, name)
            if dates.order:
                self.orders[name] = dates.order
            return dates.values
        return None

    def _in_one_writing(self, name: str, words: pd.Series, codes: np.ndarray) -> pd.Series:
        """Few words that differ in capitals and blanks only, each written as most often: "Yes" and "yes " are one."""
        if len(words) > MOST_WORDS:
            return words
        plain = words.map(plain_word)
        truths = words.map(truth_of)
        if (truths != "").all() and truths.nunique() == 2 and plain.isin(_SPELLED_OUT).any():
            plain = truths
        elif (truths == "").any():  # mW and MW, Co and CO are none the same
            plain = plain.where(plain.str.len() >= _SHORT, words)
        if plain.nunique() == len(plain):
            return words
        counts = pd.Series(codes).value_counts().reindex(words.index)
        often = counts + 0.5 * words.str.casefold().isin(_SPELLED_OUT)
        written = words[often.groupby(plain).transform("idxmax")].set_axis(words.index)
        for word, others in words[written != words].groupby(written):
            if len(others := others.drop_duplicates()):
                self.tell(
                    f"{quote(list(others), 3)} {'was' if len(others) == 1 else 'were'} read as {quote([word])}", name
                )
        return written

    def _missing(self, name: str, words: pd.Series) -> pd.Series:
        missing = words.isin(MISSING) | words.isna()
        dashes = words.isin(DASHES) & ~missing
        if dashes.any() and (~missing & ~dashes).sum() >= 2:
            missing |= dashes
        for marker in sorted(set(words[missing].dropna()) - {""}):
            self.tell(f'"{marker}" was read as a missing value', name)
        return missing


def canonical(
    frame: pd.DataFrame, *, typed: bool = True, decimal_comma: bool | None = None, texts_read: bool = False
) -> tuple[pd.DataFrame, Notes]:
    """The table in the kinds of columns Sextant works with, and what was changed on the way.

    Args:
        frame: any table, `(n_rows, n_columns)`; it is not changed.
        typed: the source says what is text, so plain digits in text stay text.
        decimal_comma: whether "1,5" is one and a half; None where that is not known.
        texts_read: it was read before, from a file that may say more than its columns do, so text stays text.

    Returns:
        A table with a plain row index, unique text names and columns of float64, int64, bool, str or datetime64[us];
        doing it again with `texts_read` changes nothing.
    """
    names, notes = unique_names(list(frame.columns))
    cleaner = Cleaner(typed=typed, decimal_comma=decimal_comma, texts_read=texts_read)
    plain = frame.reset_index(drop=True)
    columns = {name: cleaner.column(name, values).array for name, (_, values) in zip(names, plain.items(), strict=True)}
    clean = pd.DataFrame(columns, index=plain.index, columns=pd.Index(names, dtype="str"))
    if orders := cleaner.orders or frame.attrs.get(DATE_ORDERS):
        clean.attrs[DATE_ORDERS] = orders
    return clean, notes + cleaner.notes()


def _whole(values: pd.Series) -> pd.Series:
    """int64 where every number is there, whole and exactly kept by a float, else float64."""
    plain = values.to_numpy()
    if len(plain) and np.isfinite(plain).all() and (np.abs(plain) < 2**53).all() and (plain == np.floor(plain)).all():
        return values.astype("int64")
    return values


def _taken(values: pd.Series, codes: np.ndarray, index: pd.Index, name: str) -> pd.Series:
    """The rows' values, from the distinct values and each row's code (-1 = missing)."""
    taken = values.reindex(codes)  # code -1 is no label, so it becomes missing
    taken.index = index
    taken.name = name
    if taken.dtype == "float64":
        return _whole(taken)
    if _is_object(taken.dtype):  # truth values of which some are missing
        if taken.isna().any():
            return taken.map({True: "True", False: "False"}, na_action="ignore").astype("str")
        return taken.astype("bool")
    if taken.dtype == "bool":
        return taken
    return taken.astype("datetime64[us]") if pd.api.types.is_datetime64_dtype(taken.dtype) else taken.astype("str")


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)


def _absent(name: object) -> bool:
    return name is None or name is pd.NaT or (isinstance(name, float) and np.isnan(name))


def _is_object(dtype: object) -> bool:
    return isinstance(dtype, np.dtype) and dtype.kind == "O"
