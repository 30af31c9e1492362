"""The forecast that every other one has to beat: what was there a season ago."""

from typing import Any

from experiments.families._base import Choices, Estimator, Setting, one_of, whole


def build(choices: Choices, setting: Setting) -> Any:
    """The mean of the same place in the last seasons, with or without the drift of the whole series."""
    from experiments.series.smoothing import SeasonalNaive

    return SeasonalNaive(setting.season, choices["seasons"], choices["drift"] == "yes")


ESTIMATOR = Estimator(
    name="seasonal_naive",
    family="linear",
    words="seasonal naive forecast",
    build=build,
    points=(whole("seasons", 1, 4, 1, log=False), one_of("drift", "no", "yes")),
    kinds=("forecast",),
    scaling=None,
    weighs_classes=False,
    lagged=False,
    interpretable=lambda _: True,
    phrase=lambda c: (
        ("the last season" if c["seasons"] == 1 else f"the mean of {c['seasons']} seasons")
        + (" and its drift" if c["drift"] == "yes" else "")
    ),
)
