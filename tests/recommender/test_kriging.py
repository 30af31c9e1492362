"""What is known at points, carried over to others, and only as far as it can be."""

import numpy as np

from recommender.kriging import Kriging


def test_an_output_that_nothing_foretells_falls_back_on_its_mean() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(80, 3))
    told, noise = np.sin(points[:, 0]) + 0.1 * points[:, 1], rng.normal(size=80)
    plain = Kriging.fit(points, np.column_stack([told, noise]), np.arange(80))
    drawn = plain.believed()
    at = rng.normal(size=(40, 3))
    before, after = plain.predict(at)[0], drawn.predict(at)[0]
    np.testing.assert_allclose(after[:, 0], before[:, 0], atol=0.1)
    assert after[:, 1].std() < 0.5 * before[:, 1].std() + 1e-12
    truth = np.sin(at[:, 0]) + 0.1 * at[:, 1]
    assert np.mean((after[:, 0] - truth) ** 2) < 0.2 * truth.var()


def test_what_is_left_out_agrees_with_what_is_drawn_towards_the_mean() -> None:
    rng = np.random.default_rng(1)
    points = rng.normal(size=(40, 2))
    drawn = Kriging.fit(points, rng.normal(size=(40, 3)), np.arange(40)).believed()
    plain_error, error = (drawn.plain_left_out**2).mean(0), (drawn.left_out**2).mean(0)
    assert (error <= plain_error * (1 + 1e-9)).all()
