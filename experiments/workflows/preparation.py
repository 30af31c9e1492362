"""From a raw table to a matrix of numbers: cleaning, dates, categories, text, missing values, scale."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from experiments.workflows.columns import MISSING, is_plain_number, may_be_codes, moments, numbers, texts, use_of
from store.errors import BadData

Matrix = NDArray[np.float64]

MOST_ONE_HOT = 30
"""One-hot columns per category column; rarer categories share the last one."""
TEXT_PARTS = 12
"""Columns that a text column becomes."""
LARGEST_SCALED = 20.0
"""Scaled numbers are cut to ± this: an outlier must not decide alone."""


class TablePreparation(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Turns a table with columns of any type into a matrix of numbers.

    Dates become their parts (skrub's DatetimeEncoder), text becomes the leading parts of its character n-grams
    (skrub's StringEncoder), categories are encoded as chosen. Columns that are empty or constant in the rows fitted
    on are left out and listed in `dropped_` with the reason. A missing category is a category; an unseen one is
    treated as a rare one, or as none of the known. Columns that were not there when fitting are ignored, in any order.

    Args:
        categories: `onehot`, `ordinal` or `target` (cross-fitted means of the target; Micci-Barreca, 2001).
        missing: `median`, `mean`, `indicator` (median, and a column that says so) or `native` (left missing).
        scaling: `none`, `standard`, `robust` or `quantile`; one-hot columns are never scaled.
        regression: whether the target is a number.
        seed: of what is random in target encoding and text parts.
        codes: `numbers`, or `categories`: columns of numbers with few different values are encoded as categories.

    Attributes:
        coded_: the columns of numbers that are encoded as categories.
        names_: what each column of the matrix is, in words.
    """

    codes = "numbers"
    coded_: tuple[str, ...] = ()  # what was fitted and kept before there was this choice has neither of its own

    def __init__(
        self,
        categories: str = "onehot",
        missing: str = "median",
        scaling: str = "none",
        regression: bool = False,
        seed: int = 0,
        codes: str = "numbers",
    ) -> None:
        self.categories = categories
        self.missing = missing
        self.scaling = scaling
        self.regression = regression
        self.seed = seed
        self.codes = codes

    def fit(self, X: pd.DataFrame, y: Any = None) -> "TablePreparation":
        """Learn everything from these rows; see `fit_transform`."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None) -> Matrix:
        """Learn from these rows and prepare them; target encoding is cross-fitted, so not the same as `transform`."""
        y = one_target(y)
        self._decide(X)
        scaled = [self._fit_numbers(X)]
        plain: list[Matrix] = []
        encoded = self._fit_categories(X, y)
        (plain if self.categories == "onehot" else scaled).append(encoded)
        self.scaler_ = self._make_scaler(len(X))
        plain.extend(self._fit_texts(X))
        front = np.hstack(scaled)
        self.n_scaled_ = front.shape[1]
        if self.scaler_ is not None and self.n_scaled_:
            front = np.clip(self.scaler_.fit_transform(front), -LARGEST_SCALED, LARGEST_SCALED)
        self.names_ = self._output_names()
        return self._assemble(front, plain, len(X))

    def transform(self, X: pd.DataFrame) -> Matrix:
        """The same columns of other rows, shape (n_rows, n_outputs).

        Raises:
            BadData: a column that is needed is not there; the message names all of them.
        """
        absent = [name for name in self.columns_ if name not in X.columns]
        if absent:
            raise BadData(f"The table lacks {len(absent)} column(s) that the model needs: {', '.join(absent)}.")
        values = numbers(X[self.numeric_])
        parts = [encoder.transform(moments(X[n], self.formats_[n])) for n, encoder in self.date_encoders_.items()]
        raw = np.hstack([values, *(p.to_numpy(dtype=np.float64, na_value=np.nan) for p in parts)])
        scaled = [self.imputer_.transform(raw) if self.imputer_ is not None and raw.shape[1] else raw]
        plain: list[Matrix] = []
        if self.category_encoder_ is not None:
            encoded = self._encode(X)
            (plain if self.categories == "onehot" else scaled).append(encoded)
        for name, encoder in self.text_encoders_.items():
            plain.append(_plain(encoder.transform(_text_series(X[name]))))
        front = np.hstack(scaled)
        if self.scaler_ is not None and self.n_scaled_:
            front = np.clip(self.scaler_.transform(front), -LARGEST_SCALED, LARGEST_SCALED)
        return self._assemble(front, plain, len(X))

    def _encode(self, X: pd.DataFrame) -> Matrix:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # unseen categories are expected in new rows
            return np.asarray(self.category_encoder_.transform(self._words(X, self.category_)), dtype=np.float64)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """What each column of the matrix is."""
        return np.array(self.names_, dtype=object)

    def _decide(self, X: pd.DataFrame) -> None:
        if X.shape[1] == 0:
            raise BadData("There is no column left to predict from. Allow at least one.")
        self.dropped_: dict[str, str] = {}
        self.formats_: dict[str, str] = {}
        uses: dict[str, list[str]] = {"numeric": [], "category": [], "text": [], "date": []}
        for name, dtype in zip(X.columns, X.dtypes, strict=True):
            use, date_format = ("numeric", "") if is_plain_number(dtype) else use_of(X[name])
            uses[use].append(name)
            if use == "date":
                self.formats_[name] = date_format
        known = self._informative_numbers(X, uses["numeric"])
        recoded = self.codes == "categories"
        self.coded_ = tuple(n for n in known if recoded and may_be_codes(X[n].nunique(), len(X)))
        self.numeric_ = [n for n in known if n not in self.coded_]
        self.date_ = self._informative_words(X, uses["date"])
        words = self._informative_words(X, uses["category"] + uses["text"])
        repeated = {n for n in uses["text"] if self.categories == "target" and X[n].nunique() <= len(X) / 2}
        self.text_ = [n for n in words if n in uses["text"] and n not in repeated]
        self.category_ = [*(n for n in words if n not in self.text_), *self.coded_]
        self.columns_ = [n for n in X.columns if n not in self.dropped_]

    def _informative_numbers(self, X: pd.DataFrame, names: list[str]) -> list[str]:
        if not names:
            return []
        values = numbers(X[names])
        low, high = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
        some_missing = np.atleast_1d(np.isnan(values).any(axis=0))
        for i, name in enumerate(names):
            if np.isnan(low[i]):
                self.dropped_[name] = "empty"
            elif low[i] == high[i] and not some_missing[i]:
                self.dropped_[name] = "constant"
        return [n for n in names if n not in self.dropped_]

    def _informative_words(self, X: pd.DataFrame, names: list[str]) -> list[str]:
        for name in names:
            if X[name].isna().all():
                self.dropped_[name] = "empty"
            elif X[name].nunique(dropna=False) == 1:
                self.dropped_[name] = "constant"
        return [n for n in names if n not in self.dropped_]

    def _fit_numbers(self, X: pd.DataFrame) -> Matrix:
        from sklearn.impute import SimpleImputer

        blocks = [numbers(X[self.numeric_])]
        self.date_encoders_: dict[str, Any] = {}
        self.number_names_ = list(self.numeric_)
        for name in self.date_:
            from skrub import DatetimeEncoder

            encoder = DatetimeEncoder(resolution="hour", add_weekday=True, add_total_seconds=True)
            parts = encoder.fit_transform(moments(X[name], self.formats_[name]).rename(name))
            self.date_encoders_[name] = encoder
            self.number_names_ += [f"{name}: {str(p).removeprefix(f'{name}_')}" for p in parts.columns]
            blocks.append(parts.to_numpy(dtype=np.float64, na_value=np.nan))
        matrix = np.hstack(blocks)
        self.imputer_ = None
        if self.missing == "native" or not matrix.shape[1]:
            return matrix
        self.imputer_ = SimpleImputer(
            strategy="mean" if self.missing == "mean" else "median",
            add_indicator=self.missing == "indicator",
            keep_empty_features=True,
        )
        return np.asarray(self.imputer_.fit_transform(matrix))

    def _fit_categories(self, X: pd.DataFrame, y: Any) -> Matrix:
        from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

        self.category_encoder_: Any = None
        if not self.category_:
            return np.empty((len(X), 0))
        if self.categories == "onehot":
            self.category_encoder_ = OneHotEncoder(
                handle_unknown="infrequent_if_exist", max_categories=MOST_ONE_HOT, drop="if_binary", sparse_output=False
            )
        elif self.categories == "ordinal":
            self.category_encoder_ = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        else:
            kind = "continuous" if self.regression else ("binary" if len(np.unique(y)) == 2 else "multiclass")
            self.category_encoder_ = TargetEncoder(target_type=kind, cv=self._target_folds(y))
        return np.asarray(self.category_encoder_.fit_transform(self._words(X, self.category_), y), dtype=np.float64)

    def _target_folds(self, y: Any) -> Any:
        from sklearn.model_selection import KFold, StratifiedKFold

        kind = KFold if self.regression else StratifiedKFold
        return kind(n_splits=5 if len(y) >= 10 else 2, shuffle=True, random_state=self.seed)

    def _fit_texts(self, X: pd.DataFrame) -> list[Matrix]:
        self.text_encoders_: dict[str, Any] = {}
        blocks = []
        for name in self.text_:
            from skrub import StringEncoder

            encoder = StringEncoder(n_components=TEXT_PARTS, random_state=self.seed)
            blocks.append(_plain(encoder.fit_transform(_text_series(X[name]))))
            self.text_encoders_[name] = encoder
        self.text_widths_ = [b.shape[1] for b in blocks]
        return blocks

    def _words(self, X: pd.DataFrame, names: list[str]) -> NDArray[np.object_]:
        """Each column as texts; of codes that came as words what they read as counts."""
        return np.column_stack([texts(pd.Series(numbers(X[[n]])[:, 0]) if n in self.coded_ else X[n]) for n in names])

    def _make_scaler(self, rows: int) -> Any:
        from sklearn.preprocessing import QuantileTransformer, RobustScaler, StandardScaler

        if self.scaling == "standard":
            return StandardScaler()
        if self.scaling == "robust":
            return RobustScaler(quantile_range=(10.0, 90.0))
        if self.scaling == "quantile":
            return QuantileTransformer(
                n_quantiles=min(200, rows), output_distribution="normal", subsample=None, random_state=self.seed
            )
        return None

    def _output_names(self) -> list[str]:
        names = list(self.number_names_)
        if self.imputer_ is not None and self.imputer_.add_indicator:
            names += [f"{self.number_names_[i]} is missing" for i in self.imputer_.indicator_.features_]
        if self.category_encoder_ is not None:
            encoded = self.category_encoder_.get_feature_names_out([f"{i}" for i in range(len(self.category_))])
            for name in encoded:
                position, _, value = str(name).partition("_")
                names.append(self.category_[int(position)] + (f" = {value}" if value else ""))
        for name, width in zip(self.text_, self.text_widths_, strict=True):
            names += [f"{name}: text part {i + 1}" for i in range(width)]
        return names

    def _assemble(self, front: Matrix, plain: list[Matrix], rows: int) -> Matrix:
        matrix = np.hstack([front, *plain]) if plain else front
        # Estimators refuse a matrix without columns; with a constant one they predict the average.
        return matrix if matrix.shape[1] else np.zeros((rows, 1))


def one_target(y: Any) -> Any:
    """What stands for several targets where only one is looked at: the mean of them all, each standardised."""
    if y is None or np.ndim(y) < 2:
        return y
    spread = np.std(y, axis=0)
    return ((y - np.mean(y, axis=0)) / np.where(spread > 0, spread, 1.0)).mean(axis=1)


def _text_series(column: "pd.Series[Any]") -> "pd.Series[Any]":
    words = pd.Series(texts(column), index=column.index, name="text")
    return words.where(words != MISSING, "").astype("str")


def _plain(parts: Any) -> Matrix:
    return np.nan_to_num(np.asarray(parts, dtype=np.float64))
