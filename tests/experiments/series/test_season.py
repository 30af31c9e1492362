"""A season is found where there is one, and none where there is none."""

import numpy as np
import pytest

from experiments.series.season import season_of
from experiments.series.timeline import Pace

PLACE = np.arange(300)
NOISE = np.random.default_rng(1).normal(size=300)


@pytest.mark.parametrize(
    ("pace", "season"),
    [
        (Pace("month"), 12),
        (Pace("second", 86_400.0), 7),
        (Pace("second", 3600.0), 24),
        (Pace("row"), 12),
    ],
)
def test_a_season_is_found_beside_trend_and_noise(pace, season):
    assert season_of(0.1 * PLACE + 4 * np.sin(2 * np.pi * PLACE / season) + NOISE, pace) == season


@pytest.mark.parametrize("pace", [Pace("month"), Pace("second", 86_400.0), Pace("row")])
@pytest.mark.parametrize("values", [NOISE, PLACE + NOISE, np.cumsum(NOISE[:120]), np.ones(50), NOISE[:5]], ids=str)
def test_none_is_made_up(pace, values):
    assert season_of(np.asarray(values, dtype=float), pace) == 1
