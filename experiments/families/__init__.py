"""The estimators of the built-in workflows. A new one is one file and one line here."""

from experiments.families import (
    bayesian_ridge,
    decision_tree,
    discriminant,
    elastic_net,
    extra_trees,
    hist_boosting,
    knn,
    lightgbm,
    linear,
    naive_bayes,
    neural_network,
    random_forest,
    seasonal_naive,
    smoothing,
    spline,
    svm_linear,
    svm_rbf,
    voting,
)
from experiments.families._base import Estimator

FAMILIES: tuple[Estimator, ...] = (
    seasonal_naive.ESTIMATOR,
    smoothing.ESTIMATOR,
    lightgbm.ESTIMATOR,
    random_forest.ESTIMATOR,
    linear.ESTIMATOR,
    svm_rbf.ESTIMATOR,
    extra_trees.ESTIMATOR,
    hist_boosting.ESTIMATOR,
    neural_network.ESTIMATOR,
    spline.ESTIMATOR,
    knn.ESTIMATOR,
    decision_tree.ESTIMATOR,
    voting.ESTIMATOR,
    elastic_net.ESTIMATOR,
    svm_linear.ESTIMATOR,
    discriminant.ESTIMATOR,
    naive_bayes.ESTIMATOR,
    bayesian_ridge.ESTIMATOR,
)
"""In the order in which their defaults are worth trying where nothing is known."""

ESTIMATORS: dict[str, Estimator] = {e.name: e for e in FAMILIES}
"""The same by name."""

__all__ = ["ESTIMATORS", "FAMILIES", "Estimator"]
