"""New rows read as those were that a model learned from: a file of a few rows says less of itself than a long one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from experiments.data.cleaning import DATE_ORDERS, MOST_WORDS, plain_word, truth_of
from experiments.data.numbers import numbers_from_text
from experiments.data.times import dates_from_text, hours_from_text
from experiments.workflows.columns import texts

if TYPE_CHECKING:
    from experiments.models import LoadedModel

_NUMBERS = ("int", "Int", "uint", "UInt", "float", "Float")


def as_learned(frame: pd.DataFrame, models: "Sequence[LoadedModel]") -> pd.DataFrame:
    """The rows with their columns read as those were that the models were fitted on.

    Texts are read as numbers ("5 kg") or dates where the models know such; dates that may be read with the day or the
    month first are read as the models' table was; words that differ from a known category in how they are typed only
    ("YES", "Yes ") are that category.

    Args:
        frame: raw rows; it is not changed.
        models: the members of one model, all fitted on the same table.
    """
    meta, known = models[0].meta, _categories(models)
    orders = frame.attrs.get(DATE_ORDERS, {})
    found: dict[str, pd.Series] = {}
    for name in frame.columns if frame.columns.is_unique else ():
        dtype, values = meta.signature.get(str(name), ""), frame[name]
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            wanted = meta.date_orders.get(str(name), "").removesuffix("?")
            if wanted and orders.get(str(name)) == {"day": "month?", "month": "day?"}[wanted]:
                found[name] = _swapped(values)
        elif str(name) in known:
            found |= _known_words(name, values, known[str(name)])
        elif dtype.startswith((*_NUMBERS, "datetime")) and pd.api.types.is_string_dtype(values.dtype):
            found |= _meant(name, values, dtype.startswith("datetime"))
    if not found:
        return frame
    return pd.DataFrame({name: found.get(name, frame[name]) for name in frame.columns}, index=frame.index)


def _swapped(values: pd.Series) -> pd.Series:
    """The dates with day and month in each other's place; both are 12 at most."""
    days = pd.to_datetime({"year": values.dt.year, "month": values.dt.day, "day": values.dt.month})
    return pd.Series((days + (values - values.dt.normalize())).astype(values.dtype))


def _meant(name: str, values: pd.Series, dates: bool) -> dict[str, pd.Series]:
    """What the texts stand for, where it can be told."""
    words = pd.Series(values.dropna().unique(), dtype="str")
    if dates:
        found = dates_from_text(words, name)
        read = None if found is None else found.values
    elif (read := hours_from_text(words)) is None:
        numbers = numbers_from_text(words, decimal_comma=None, amounts=True)
        read = None if numbers is None else numbers.values
    return {} if read is None else {name: values.map(dict(zip(words, read, strict=True)))}


def _categories(models: "Sequence[LoadedModel]") -> dict[str, set[str]]:
    """The categories of columns of few words that a model tells apart."""
    found: dict[str, set[str]] = {}
    for model in models:
        prepare = getattr(model.pipeline, "named_steps", {}).get("prepare")
        encoder = getattr(prepare, "category_encoder_", None)
        if prepare is not None and encoder is not None:
            named = zip(prepare.category_, encoder.categories_, strict=True)
            found |= {name: set(map(str, words)) for name, words in named if len(words) <= MOST_WORDS}
    return found


def _known_words(name: str, values: pd.Series, known: set[str]) -> dict[str, pd.Series]:
    """The column with each strange word as the one known category that is the same but for how it is typed."""
    words = pd.Series(texts(values), index=values.index)
    strange = [w for w in words.unique() if w not in known]
    if not strange:
        return {}
    alike: dict[str, list[str]] = {}
    for word in known:
        for key in {plain_word(word), truth_of(word)} - {""}:
            alike.setdefault(key, []).append(word)
    ways = ((w, alike.get(plain_word(w)) or alike.get(truth_of(w), [])) for w in strange)
    meant = {word: same[0] for word, same in ways if len(same) == 1}
    return {name: words.map(lambda word: meant.get(word, word)).where(values.notna())} if meant else {}
