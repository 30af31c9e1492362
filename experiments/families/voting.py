"""An average of different models, which often beats each of them."""

from typing import Any

from experiments.families import extra_trees, lightgbm, linear, neural_network, svm_rbf
from experiments.families._base import Choices, Estimator, Setting, one_of

_MEMBERS = {m.ESTIMATOR.name: m.ESTIMATOR for m in (lightgbm, extra_trees, linear, neural_network, svm_rbf)}


def build(choices: Choices, setting: Setting) -> Any:
    """Members with their default choices; probabilities or numbers are averaged with equal weights."""
    from sklearn.ensemble import VotingClassifier, VotingRegressor

    members = [(name, _MEMBERS[name].build(_MEMBERS[name].own({}), setting)) for name in choices["members"].split("+")]
    if setting.classifies:
        return VotingClassifier(members, voting="soft")
    return VotingRegressor(members)


ESTIMATOR = Estimator(
    name="voting",
    family="ensemble",
    words="average of models",
    also_called=("voting", "blend", "average of models"),
    build=build,
    points=(
        one_of(
            "members",
            "lightgbm+extra_trees+linear",
            "lightgbm+neural_network",
            "lightgbm+svm_rbf",
            "lightgbm+extra_trees+neural_network+svm_rbf",
        ),
    ),
    weight=1.6,
    scales_target=True,
    phrase=lambda c: " + ".join(_MEMBERS[name].words for name in c["members"].split("+")),
)
