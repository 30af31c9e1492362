"""A small neural network."""

from typing import Any

from experiments.families._base import Choices, Estimator, Setting, number, whole


def build(choices: Choices, setting: Setting) -> Any:
    """A multilayer perceptron trained by Adam for a fixed number of passes (Kingma and Ba, 2015)."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    kind = MLPClassifier if setting.classifies else MLPRegressor
    return kind(
        hidden_layer_sizes=(choices["units"],) * choices["layers"],
        alpha=choices["penalty"],
        learning_rate_init=choices["learning_rate"],
        max_iter=choices["passes"],
        batch_size=max(8, min(64, setting.rows // 10, setting.rows)),
        n_iter_no_change=15,
        random_state=setting.seed,
    )


ESTIMATOR = Estimator(
    name="neural_network",
    family="neural_network",
    words="neural network",
    build=build,
    points=(
        whole("units", 16, 192, 64),
        whole("layers", 1, 3, 2, log=False),
        whole("passes", 15, 120, 50),
        number("learning_rate", 5e-4, 2e-2, 3e-3),
        number("penalty", 1e-6, 1.0, 1e-2),
    ),
    weight=3.0,
    weighs_classes=False,
    scales_target=True,
    phrase=lambda c: f"{c['layers']} × {c['units']} units",
)
