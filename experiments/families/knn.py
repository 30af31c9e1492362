"""Nearest neighbours: what the most similar rows had."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting, one_of, whole


def build(choices: Choices, setting: Setting) -> Any:
    """The k nearest rows decide, each the same or the nearer the more; never more neighbours than half the rows."""
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    kind = KNeighborsClassifier if setting.classifies else KNeighborsRegressor
    return kind(
        n_neighbors=max(1, min(choices["neighbours"], setting.rows // 3)),
        weights=choices["weights"],
        p=1 if choices["distance"] == "manhattan" else 2,
        n_jobs=setting.threads,
    )


ESTIMATOR = Estimator(
    name="knn",
    family="knn",
    words="nearest neighbours",
    build=build,
    kinds=AND_FORECAST,
    points=(
        whole("neighbours", 1, 60, 10),
        one_of("weights", "distance", "uniform"),
        one_of("distance", "euclidean", "manhattan"),
    ),
    weight=2.0,
    weighs_classes=False,
    phrase=lambda c: "1 neighbour" if c["neighbours"] == 1 else f"{c['neighbours']} neighbours",
)
