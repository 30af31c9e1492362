"""Finds wear in a machine's vibration: windows of a signal are described, then judged by how unusual they are.

The signals are made here: a rotating shaft with noise, and stretches in which a worn bearing adds short impacts at a
rate of its own. Nothing but normal running is learned from, as in practice.
"""

import numpy as np

from experiments.declared import step

RATE_HZ = 2000
SECONDS = 60


@step("signals")
def signals(seed, share):
    """One signal of normal running to learn from, and one with stretches of wear to be judged by."""
    random = np.random.default_rng(seed)
    n = int(RATE_HZ * SECONDS * share)
    normal, _ = _machine(random, n, [])
    starts = random.choice(np.arange(2, max(4, n // RATE_HZ - 3), 4), size=max(2, n // RATE_HZ // 10), replace=False)
    tested, worn = _machine(random, n, [int(s) for s in starts])
    return {"normal": normal, "tested": tested, "worn": worn}


def _machine(random, n, starts):
    t = np.arange(n) / RATE_HZ
    speed = 25 + 0.5 * np.sin(2 * np.pi * t / 17)
    signal = np.sin(2 * np.pi * np.cumsum(speed) / RATE_HZ) + 0.3 * np.sin(4 * np.pi * np.cumsum(speed) / RATE_HZ)
    signal += random.normal(0, 0.4, n)
    worn = np.zeros(n, dtype=bool)
    for start in starts:
        here = slice(start * RATE_HZ, (start + 2) * RATE_HZ)
        worn[here] = True
        impacts = (np.arange(n)[here] % int(RATE_HZ / 87)) < 6
        signal[here] += impacts * random.normal(0, 0.7, impacts.size)
    return signal, worn


def _windows(signal, window):
    n = len(signal) // window
    return signal[: n * window].reshape(n, window)


@step("features", "moments")
def moments(signals, window):
    """Size and shape of the values in each window: impacts make them heavy-tailed."""

    def describe(signal):
        parts = _windows(signal, window)
        spread = parts.std(axis=1, keepdims=True) + 1e-12
        z = (parts - parts.mean(axis=1, keepdims=True)) / spread
        return np.column_stack([spread[:, 0], (z**4).mean(axis=1), np.abs(np.diff(parts)).mean(axis=1)])

    return _described(signals, window, describe)


@step("features", "spectrum")
def spectrum(signals, window, bands):
    """Energy of each window in bands of frequency."""

    def describe(signal):
        power = np.abs(np.fft.rfft(_windows(signal, window), axis=1)[:, 1:]) ** 2
        return np.column_stack([np.log(b.mean(axis=1) + 1e-9) for b in np.array_split(power, bands, axis=1)])

    return _described(signals, window, describe)


def _described(signals, window, describe):
    worn = _windows(signals["worn"], window).mean(axis=1) > 0.5
    return describe(signals["normal"]), describe(signals["tested"]), worn


@step("detector", "distance")
def distance(normal, tested):
    """How far a window is from normal ones, in their own spread (Mahalanobis)."""
    centre = normal.mean(axis=0)
    inverse = np.linalg.pinv(np.cov(normal, rowvar=False))
    gap = tested - centre
    return np.sqrt(np.einsum("ij,jk,ik->i", gap, inverse, gap))


@step("detector", "forest")
def forest(normal, tested, trees, seed):
    """How few cuts set a window apart (isolation forest)."""
    from sklearn.ensemble import IsolationForest

    return -IsolationForest(n_estimators=trees, random_state=seed).fit(normal).score_samples(tested)


@step("detector", "neighbours")
def neighbours(normal, tested, k):
    """How far the nearest normal windows are."""
    from sklearn.neighbors import NearestNeighbors

    scale = normal.std(axis=0) + 1e-12
    return NearestNeighbors(n_neighbors=k).fit(normal / scale).kneighbors(tested / scale)[0].mean(axis=1)


@step("judgement")
def judgement(detector, worn, smoothing):
    """Average precision of the alarms, and the share of normal windows that sound one when nine in ten are found."""
    from sklearn.metrics import average_precision_score

    kernel = np.ones(smoothing) / smoothing
    score = np.convolve(np.pad(detector, smoothing // 2, mode="edge"), kernel, mode="valid")[: len(worn)]
    threshold = np.quantile(score[worn], 0.1)
    return {
        "average_precision": average_precision_score(worn, score),
        "false_alarms": float((score[~worn] >= threshold).mean()),
    }
