import numpy as np
import pytest

from experiments.workflows.selection import KeepColumns


@pytest.mark.parametrize("method", ["univariate", "model"])
@pytest.mark.parametrize("regression", [True, False])
def test_the_half_that_says_something_is_kept(method: str, regression: bool) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(200, 20))
    X[::9, 4] = np.nan
    y = X[:, 3] + X[:, 7] + 0.1 * random.normal(size=200)
    step = KeepColumns(method, regression).fit(X, y if regression else np.where(y > 0, "a", "b"))
    assert len(step.kept_) == 10 and {3, 7} <= set(step.kept_)
    assert step.transform(X).shape == (200, 10)


def test_of_a_few_columns_all_stay() -> None:
    X = np.random.default_rng(0).normal(size=(30, 4))
    assert KeepColumns("univariate", True).fit(X, X[:, 0]).kept_.tolist() == [0, 1, 2, 3]
