"""Numbers written as text: "1,234", "12 %", "€ 5", "1.234,50"; read only where nothing else fits."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

WEAK_MISSING = frozenset(
    {"none", "missing", "unknown", "nil", "nd", "n.a.", "n.d.", "not available", "no data", "null"}
)
"""Cells that mean "no value" in a column that otherwise holds numbers (elsewhere they may be a category)."""
_ENDLESS = frozenset(
    {"inf", "-inf", "+inf", "infinity", "-infinity", "+infinity", "∞", "-∞", "#div/0!", "#num!", "#value!"}
)
_CURRENCY = r"(?:€|\$|£|¥|₹|USD|EUR|GBP|CHF|JPY)"
_PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_LEADING_ZERO = r"[+-]?0\d+"
_THOUSANDS = r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"
_DOTTED_THOUSANDS = r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"
_COMMA = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:[eE][+-]?\d+)?"
_SURELY_COMMA = r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]\d+,\d+|0,\d{2,}"
"""A decimal comma whatever the file's other columns have: points divide thousands, or it is no list such as "1,2"."""
_SPACED = r"[+-]?\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?:[.,]\d+)?"
EXACT_DIGITS = 15
"""Whole numbers of so many digits are exact as floats."""
_UNIT = r"([^\d\s.,;:%+-][^\d\s,;:%+-]{0,11}[²³23]?)"
"""A unit behind a number: kg, km/h, µm, m2, °C."""
_FEW_AMOUNTS = 10
"""Whole numbers with a unit and up to so many different values may be names: 2D, 3D, 4WD."""
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6, "mio": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}
"""What letters behind amounts of money stand for."""
_STRAY_SHARE = 0.02
"""Of the distinct values at most this share may be no number; they become missing and are named."""


@dataclass(frozen=True)
class Numbers:
    """Numbers found in text."""

    values: pd.Series
    """float64, on the index of the text."""
    plain: bool
    """Whether the text was nothing but plain numbers, as a program writes them."""
    notes: tuple[str, ...]


def numbers_from_text(words: pd.Series, *, decimal_comma: bool | None, amounts: bool = False) -> Numbers | None:
    """The numbers that distinct texts stand for, None where they are no numbers.

    A unit is taken off where all have the same one ("12.5 kg"), and "1.2M" may be 1,200,000.

    Codes with a leading zero ("007", postcodes) stay text. A comma counts as a decimal comma where the file's other
    columns or its delimiter say so, or where it cannot divide thousands; against the file only where the column itself
    leaves no doubt, as "1.102,56 €" or "-0,25" do. A point divides thousands where all of the column can and the file
    has decimal commas.

    Args:
        words: distinct, trimmed texts `(n_distinct,)`, none missing.
        decimal_comma: whether "1,5" is one and a half; None where the file does not say.
        amounts: that they are numbers is known, so even few whole ones with a unit are no names.
    """
    lower = words.str.lower()
    absent = lower.isin(WEAK_MISSING)
    endless = lower.isin(_ENDLESS)
    rest = words[~absent & ~endless]
    if rest.empty or not _promising(rest):
        return None
    found = _read(rest, decimal_comma, amounts)
    if found is None:
        return None
    numbers, notes, plain = found
    stray = rest[numbers.isna()]
    if absent.any():
        notes.append(f'"{words[absent].iloc[0]}" among numbers was read as missing')
    if endless.any():
        notes.append("Infinite numbers were read as missing")
    if len(stray):
        shown = ", ".join(f'"{word[:30]}"' for word in stray.iloc[:3])
        notes.append(f"Among numbers, {shown} could not be read and counts as missing")
    return Numbers(numbers.reindex(words.index), plain and not len(stray), tuple(notes))


def comma_decimal(cells: pd.Series, delimiter: str) -> bool | None:
    """Whether the cells of a file use a decimal comma; None where they do not say.

    Args:
        cells: a sample of the file's cells.
        delimiter: what separates the cells; with a comma there is no decimal comma but in quotes.
    """
    comma = cells.str.fullmatch(r"[+-]?\d+,\d+")
    point = cells.str.fullmatch(r"[+-]?\d+\.\d+").sum()
    if not comma.any() or delimiter == ",":
        return False if point else None
    sure = (comma & ~cells.str.fullmatch(_THOUSANDS)).sum()
    if sure or not point:
        return bool(sure >= point)
    return False


def _promising(words: pd.Series) -> bool:
    """A cheap look at some values before all are parsed."""
    some = words.iloc[:: max(1, len(words) // 200)]
    share = some.str.contains(r"\d", regex=True).mean()
    short = (some.str.len() <= 40).mean()
    return bool(share >= 0.9 and short >= 0.95)


def _read(words: pd.Series, decimal_comma: bool | None, amounts: bool) -> tuple[pd.Series, list[str], bool] | None:
    """The numbers with NaN for strays, what to say of them, and whether they were plain."""
    if words.str.fullmatch(_LEADING_ZERO).any():
        return None
    plain = words.str.fullmatch(_PLAIN)
    allowed = _STRAY_SHARE * len(words)
    if (~plain).sum() <= allowed and not (decimal_comma and has_dotted_thousands(words)):
        read = pd.to_numeric(words.where(plain), errors="coerce").astype("float64")
        whole = words.str.fullmatch(r"[+-]?\d+")
        if whole.all() and words.str.len().max() > EXACT_DIGITS and read.nunique() < len(words):
            return None  # whole numbers so long that different ones would be the same: they are ids
        return read, [], True
    bare = words.str.replace(rf"^\s*{_CURRENCY}\s*|\s*{_CURRENCY}\s*$", "", regex=True)
    notes = ["Currency signs were taken off the numbers"] if (bare != words).any() else []
    without_percent = bare.str.replace(r"\s*%$", "", regex=True)
    if (without_percent != bare).any():
        notes.append('"12 %" was read as the number 12')
    bare, times = _without_unit(without_percent, bool((bare != words).any()), amounts, notes)
    numbers = _grouped(bare, decimal_comma, bool((without_percent != words).any()), notes)
    if numbers is not None and times is not None:
        numbers = numbers * times
    if numbers is None or numbers.isna().sum() > allowed:
        return None
    return numbers, notes, False


def _without_unit(words: pd.Series, money: bool, amounts: bool, notes: list[str]) -> tuple[pd.Series, pd.Series | None]:
    """The texts without the unit that all of them have, and by what to multiply each."""
    parts = words.str.extract(rf"^([+-]?[\d.,' \u00a0\u202f]*\d[.,]?)\s*{_UNIT}?$")
    unit = parts[1].fillna("")
    if parts[0].isna().sum() > _STRAY_SHARE * len(words) or (unit == "").all():
        return words, None
    bare, units = parts[0].where(parts[0].notna(), words), unit[parts[0].notna()].str.casefold().unique()
    if set(units) <= set(_TIMES) and (money or len(units) > 1):
        notes.append('Letters that stand for thousands or millions were read so ("1.2M" is 1,200,000)')
        return bare, unit.str.casefold().map(_TIMES).fillna(1.0)
    if len(units) > 1 or not (amounts or len(words) > _FEW_AMOUNTS or bare.str.contains(r"[.,]\d", regex=True).any()):
        return words, None
    notes.append(f'The unit was taken off the numbers ("{words[unit != ""].iloc[0][:30]}")')
    return bare, None


def has_dotted_thousands(words: pd.Series) -> bool:
    """Whether texts have points, all of which can divide thousands: in a file with decimal commas they do."""
    dotted = words[words.str.contains(".", regex=False)]
    return bool(len(dotted) and dotted.str.fullmatch(_DOTTED_THOUSANDS).all())


def _grouped(words: pd.Series, decimal_comma: bool | None, marked: bool, notes: list[str]) -> pd.Series | None:
    """Numbers with thousands or decimal commas, NaN for what is none; `marked` where they had a currency or a %."""
    plain = words.str.fullmatch(_PLAIN)
    thousands = words.str.fullmatch(_THOUSANDS)
    comma = words.str.fullmatch(_COMMA)
    spaced = words.str.fullmatch(_SPACED)
    sure = comma & ~thousands & ~plain
    as_comma = decimal_comma is True or sure.any()
    if decimal_comma is False:  # the other columns have points; lists such as "1,2" stay what they are
        as_comma = sure.any() and (marked or words.str.fullmatch(_SURELY_COMMA).any())
    if as_comma and not (plain & words.str.contains(r"\.\d{0,2}$|\.\d{4,}|^[+-]?0\.", regex=True)).any():
        fits = comma | spaced
        clean = words.str.replace(r"[. \u00a0\u202f']", "", regex=True).str.replace(",", ".", regex=False)
        if words.str.contains(",", regex=False).any():
            notes.append("Decimal commas were read as such (1,5 is one and a half)")
        if words[fits].str.contains(".", regex=False).any():
            notes.append("Points were taken out of thousands (1.234 is one thousand two hundred thirty-four)")
    else:
        fits = plain | thousands | spaced
        clean = words.str.replace(r"[, \u00a0\u202f']", "", regex=True)
        if (thousands | spaced).any():
            notes.append("Thousands separators were taken out (1,234 is one thousand two hundred thirty-four)")
    if not fits.any():
        return None
    return pd.to_numeric(clean.where(fits), errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
