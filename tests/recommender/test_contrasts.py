import numpy as np
import pandas as pd

from recommender.contrasts import TOP, DatasetCode
from recommender.kriging import Kriging


def made(n: int = 120) -> tuple[pd.DataFrame, np.ndarray]:
    """Outcomes that depend on which of two figures is larger."""
    rng = np.random.default_rng(0)
    features = pd.DataFrame(rng.uniform(0.4, 0.9, (n, 6)), columns=[f"mf_{k}" for k in range(6)])
    lead = np.tanh(20 * (features.mf_0 - features.mf_1))
    return features, np.column_stack([lead, -lead, 0.1 * rng.normal(size=n)]) * 5


def test_comparisons_are_learned_from_their_difference() -> None:
    features, outcomes = made()
    code = DatasetCode.of(features, outcomes, len(features), 0)
    groups = np.arange(len(features))
    with_, without = (Kriging.fit(c(features), outcomes, groups) for c in (code, code.plain))
    assert with_.error < 0.7 * without.error
    assert len(code.contrasts) <= TOP * (TOP - 1) // 2


def test_with_few_datasets_nothing_is_compared() -> None:
    features, outcomes = made(12)
    code = DatasetCode.of(features, outcomes, 12, 0)
    assert code.contrasts == () and code(features).shape == code.plain(features).shape


def test_missing_meta_features_and_cells_are_fine() -> None:
    features, outcomes = made(60)
    outcomes[::2, 0] = np.nan
    features.iloc[::3, 1] = np.nan
    code = DatasetCode.of(features, outcomes, 60, 0)
    assert np.isfinite(code(features)).all()
    assert np.isfinite(code(pd.DataFrame({"mf_other": [1.0]}))).all()
