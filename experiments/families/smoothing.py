"""Exponential smoothing: level, trend and season that follow the latest values."""

from typing import Any

from experiments.families._base import Choices, Estimator, Setting, one_of


def build(choices: Choices, setting: Setting) -> Any:
    """Additive exponential smoothing, with a damped trend or none."""
    from experiments.series.smoothing import ExponentialSmoothing

    return ExponentialSmoothing(setting.season if choices["season"] == "yes" else 1, choices["trend"])


ESTIMATOR = Estimator(
    name="smoothing",
    family="linear",
    words="exponential smoothing",
    build=build,
    points=(one_of("trend", "damped", "none"), one_of("season", "yes", "no")),
    kinds=("forecast",),
    scaling=None,
    weighs_classes=False,
    lagged=False,
    interpretable=lambda _: True,
    phrase=lambda c: ", ".join(
        p for p in ("damped trend" * (c["trend"] == "damped"), "no season" * (c["season"] == "no")) if p
    ),
)
