"""The findings that need no target, each from one look at the table's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.data.blocks import number_blocks
from experiments.data.cleaning import quote
from experiments.data.columns import Coded
from experiments.data.structure import Structure
from store.records import DatasetVersion, Finding

FEW_ROWS = 200
MANY_CATEGORIES = 50
FEW_VALUES = 20
"""Where no column has more different values, equal rows need no mistake."""
_OWN_NAME = 0.9
"""A category with that many different values a row is a name rather than a category."""
_FAR = 10.0
"""A number is far out where it lies more than this many interquartile ranges from the quartiles."""


@dataclass(frozen=True)
class Scan:
    """A table with what was counted in it once."""

    frame: pd.DataFrame
    some: pd.DataFrame
    """The rows that were coded: all, or a sample."""
    coded: Mapping[str, Coded]
    structure: Structure
    version: DatasetVersion

    def findings(self) -> tuple[Finding | None, ...]:
        """All findings that need no target; None where there is nothing to say."""
        return (
            self._size(), self._wide(), self._missing(), self._constant(), self._ids(), self._duplicates(),
            self._infinite(), self._dates(), self._times(), self._groups(), self._categories(), self._texts(),
            self._mixed(), self._outliers(),
        )  # fmt: skip

    def _size(self) -> Finding | None:
        rows = len(self.frame)
        if rows >= FEW_ROWS:
            return None
        many = "is only 1 row" if rows == 1 else f"are only {rows:,} rows"
        return Finding(
            kind="few_rows", severity="problem" if rows < 20 else "warning", figure=float(rows),
            sentence=f"There {many}, so every score will be rough. Models that learn little by heart are the safer "
            "choice.",
        )  # fmt: skip

    def _wide(self) -> Finding | None:
        rows, columns = self.frame.shape
        if columns <= max(500, rows):
            return None
        return Finding(
            kind="wide", severity="warning", figure=float(columns),
            sentence=f"There are {columns:,} columns for {rows:,} rows. Models can learn chance by heart here; "
            "variants that select columns are worth a try, and runs take longer.",
        )  # fmt: skip

    def _missing(self) -> Finding | None:
        shares = self.frame.isna().mean()
        shares = shares[(shares > 0) & ~shares.index.isin(self.structure.constant)].sort_values(ascending=False)
        if shares.empty:
            return None
        worst = ", ".join(
            f"{quote([c])} {s:.0%}" if s >= 0.01 else f"{quote([c])} under 1%" for c, s in shares[:3].items()
        )
        many = "1 column lacks" if len(shares) == 1 else f"{len(shares):,} columns lack"
        return Finding(
            kind="missing", severity="warning" if shares.iloc[0] > 0.5 else "info", figure=float(shares.iloc[0]),
            columns=tuple(map(str, shares.index[:50])),
            sentence=f"{many} values in some rows ({worst}). They are filled in, as learned from the "
            "rows that a model is fitted on and never from those it is tested on.",
        )  # fmt: skip

    def _constant(self) -> Finding | None:
        names = self.structure.constant
        if not names:
            return None
        one = len(names) == 1
        return Finding(
            kind="constant", severity="info", columns=names, figure=float(len(names)),
            sentence=f"{quote(names)} {'has' if one else 'have'} one value in all rows, or none. "
            f"{'It is' if one else 'They are'} left out: nothing can be learned from {'it' if one else 'them'}.",
        )  # fmt: skip

    def _ids(self) -> Finding | None:
        names = self.structure.ids
        if not names:
            return None
        one = len(names) == 1
        return Finding(
            kind="id_like", severity="warning", columns=names, figure=float(len(names)),
            sentence=f"{quote(names)} {'looks like an id' if one else 'look like ids'}: a value of its own in every "
            f"row. {'It is' if one else 'They are'} left out, since a new row brings a new one; say so if you need "
            f"{'it' if one else 'them'}.",
        )  # fmt: skip

    def _duplicates(self) -> Finding | None:
        rows = len(self.some)
        columns = [c for c in self.coded if c not in self.structure.ids]
        if rows < 2 or not columns:
            return None
        mixed = np.zeros(rows, dtype=np.uint64)
        with np.errstate(over="ignore"):
            for name in columns:
                mixed = (mixed ^ (self.coded[name].codes + 1).astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
                mixed ^= mixed >> np.uint64(29)
        again = rows - len(np.unique(mixed))
        if not again:
            return None
        within = "" if rows == len(self.frame) else f" among {rows:,} looked at"
        likely = all(len(self.coded[c].distinct) <= FEW_VALUES for c in columns)
        meaning = (
            f"As no column has more than {FEW_VALUES} different values, that is to be expected, and they are kept."
            if likely
            else "They are kept; if they are recorded twice by mistake, scores come out too good."
        )
        return Finding(
            kind="duplicates", severity="warning" if again > 0.1 * rows and not likely else "info", figure=again / rows,
            sentence=f"{again:,} row{' is' if again == 1 else 's are'} an exact copy of another ({again / rows:.1%}"
            f"{within}). {meaning}",
        )  # fmt: skip

    def _infinite(self) -> Finding | None:
        names = [
            name
            for block, values in number_blocks(self.frame)
            for name, endless in zip(block, np.atleast_1d(np.isinf(values).any(axis=0)), strict=True)
            if endless
        ]
        if not names:
            return None
        return Finding(
            kind="infinite", severity="warning", columns=tuple(names), figure=float(len(names)),
            sentence=f"{quote(names)} {_verb(names, 'holds', 'hold')} infinite numbers. They count as missing.",
        )  # fmt: skip

    def _dates(self) -> Finding | None:
        names = self.structure.dates
        if not names:
            return None
        one = len(names) == 1
        return Finding(
            kind="date", severity="info", columns=names,
            sentence=f"{quote(names)} {'is a date' if one else 'are dates'}. {'It is' if one else 'They are'} "
            "turned into numbers such as year, month and day.",
        )  # fmt: skip

    def _times(self) -> Finding | None:
        names = self.structure.times
        if not names:
            return None
        return Finding(
            kind="time", severity="warning", columns=names,
            sentence=f"The rows are sorted by {quote(names[:1])}, so the table has an order in time. Validation will "
            "learn from earlier rows and test on later ones, as it is in use.",
        )  # fmt: skip

    def _groups(self) -> Finding | None:
        names = self.structure.groups
        if not names:
            return None
        known = self.coded[names[0]]
        per_entity = float((known.codes >= 0).sum() / len(known.distinct))
        return Finding(
            kind="group", severity="warning", columns=names, figure=per_entity,
            sentence=f"{quote(names[:1])} names {len(known.distinct):,} entities with {per_entity:.1f} rows each on "
            "average. Validation will keep all rows of one together, so that the score holds for new entities.",
        )  # fmt: skip

    def _categories(self) -> Finding | None:
        skipped = {*self.structure.ids, *self.structure.groups}
        names = tuple(
            c.name
            for c in self.version.columns
            if c.kind == "categorical" and c.distinct > MANY_CATEGORIES and c.name in self.coded.keys() - skipped
        )
        if not names:
            return None
        rows = max(1, len(self.some))
        own = tuple(n for n in names if len(self.coded[n].distinct) >= _OWN_NAME * rows)
        if own:
            return Finding(
                kind="many_categories", severity="warning", columns=names, figure=float(rows),
                sentence=f"{quote(own)} {_verb(own, 'is', 'are')} different in nearly every row, as names are. As "
                f"{_verb(own, 'a category it tells', 'categories they tell')} nothing of new rows; leave "
                f"{_verb(own, 'it', 'them')} out unless parts of the words matter.",
            )  # fmt: skip
        most = max(len(self.coded[n].distinct) for n in names)
        return Finding(
            kind="many_categories", severity="info", columns=names, figure=float(most),
            sentence=f"{quote(names)} {_verb(names, 'has', 'have')} many categories (up to {most:,}). Variants "
            "differ in how they turn them into numbers.",
        )  # fmt: skip

    def _texts(self) -> Finding | None:
        names = tuple(c.name for c in self.version.columns if c.kind == "text")
        if not names:
            return None
        return Finding(
            kind="long_text", severity="info", columns=names,
            sentence=f"{quote(names)} {'holds' if len(names) == 1 else 'hold'} running text. Its words are turned into "
            "numbers; how, is a choice of the variant.",
        )  # fmt: skip

    def _mixed(self) -> Finding | None:
        names = []
        for column in self.version.columns:
            if column.kind == "categorical" and column.name in self.coded and column.distinct > 2:
                words = pd.Series(self.coded[column.name].distinct[:2000]).astype(str)
                share = words.str.fullmatch(r"[+-]?\d+(?:\.\d+)?").mean()
                if 0.3 <= share < 1 and (words.str.fullmatch(r"[+-]?\d+(?:\.\d+)?").sum() >= 5):
                    names.append(column.name)
        if not names:
            return None
        return Finding(
            kind="mixed_types", severity="info", columns=tuple(names),
            sentence=f"{quote(names)} {_verb(names, 'mixes', 'mix')} numbers and words. The values are used as "
            "categories; clean them if they are meant as numbers.",
        )  # fmt: skip

    def _outliers(self) -> Finding | None:
        names, most = [], 0.0
        skipped = (*self.structure.ids, *self.structure.constant, *self.structure.times)
        for block, values in number_blocks(self.some.iloc[:20_000], skipped):
            for name, share in zip(block, _far_shares(values), strict=True):
                if share > 0:
                    names.append(name)
                    most = max(most, float(share))
        if not names:
            return None
        return Finding(
            kind="outliers", severity="info", columns=tuple(names), figure=most,
            sentence=f"{quote(names)} {_verb(names, 'has', 'have')} a few values far from all others. They are "
            "kept as they are; check them if they may be mistakes.",
        )  # fmt: skip


def _far_shares(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Share of the known values `(n_rows, n_columns)` of each column that lie far out; 0 below 20 of them."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    shares = np.zeros(values.shape[1])
    for columns, quantile in ((known.all(axis=0), np.quantile), (~known.all(axis=0), np.nanquantile)):
        columns &= count >= 20
        if columns.any():
            part = np.where(known[:, columns], values[:, columns], np.nan)
            low, high = quantile(part, (0.25, 0.75), axis=0)
            with np.errstate(invalid="ignore", over="ignore"):
                far = np.abs(part - (low + high) / 2) > (_FAR + 0.5) * (high - low)
            shares[columns] = np.where(high > low, far.sum(axis=0) / count[columns], 0.0)
    return shares


def _verb(names: Sequence[str], one: str, many: str) -> str:
    return one if len(names) == 1 else many
