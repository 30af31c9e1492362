"""Splits a day's positions into stays and trips, and says by which means each trip was made.

The days are made here: a person walks, cycles, drives or takes a bus between places and stays there in between, and
a receiver notes positions every few seconds with errors of some metres.
"""

from itertools import pairwise

import numpy as np

from experiments.declared import step

SPEEDS = {"walk": (1.4, 0.25), "bicycle": (4.5, 0.8), "bus": (8.0, 3.5), "car": (14.0, 3.0)}
"""Metres a second: mean and spread."""
EVERY_S = 5
PEOPLE = 24


@step("days")
def days(seed, share):
    """Positions of several people over a day, each with what really happened."""
    random = np.random.default_rng(seed)
    return [_day(random) for _ in range(max(6, int(PEOPLE * share)))]


def _day(random):
    where, moves, modes = np.zeros(2), [], []
    for _ in range(int(random.integers(4, 8))):
        stay = int(random.integers(40, 160))
        moves += [np.tile(where, (stay, 1))]
        modes += ["stay"] * stay
        mode = str(random.choice(list(SPEEDS)))
        path = _trip(random, where, mode, int(random.integers(30, 120)))
        moves.append(path)
        modes += [mode] * len(path)
        where = path[-1]
    xy = np.vstack(moves)
    return {"xy": xy + random.normal(0, 6, xy.shape), "mode": np.array(modes)}


def _trip(random, start, mode, n):
    mean, spread = SPEEDS[mode]
    speed = np.clip(random.normal(mean, spread, n), 0.2, None)
    if mode == "bus":
        speed *= (np.arange(n) % 14) > 3  # it stops again and again
    heading = random.uniform(0, 2 * np.pi) + np.cumsum(random.normal(0, 0.15, n))
    return start + np.cumsum(np.column_stack([np.cos(heading), np.sin(heading)]) * speed[:, None] * EVERY_S, axis=0)


@step("smoothing")
def smoothing(days, width):
    """Positions freed of some of the receiver's error by a moving median."""
    from scipy.ndimage import median_filter

    return [{**day, "xy": median_filter(day["xy"], size=(width, 1), mode="nearest")} for day in days]


@step("segmentation", "speed")
def by_speed(smoothing, slow):
    """A stay is where the speed over half a minute is low."""
    return [_segments(day, _speed(day["xy"]) < slow) for day in smoothing]


@step("segmentation", "place")
def by_place(smoothing, radius, minutes):
    """A stay is where everything within some minutes lies in a small circle."""
    n = max(3, int(minutes * 60 / EVERY_S))
    found = []
    for day in smoothing:
        still = np.zeros(len(day["xy"]), dtype=bool)
        for i in range(0, len(still) - n, 2):
            part = day["xy"][i : i + n]
            if np.hypot(*(part - part.mean(axis=0)).T).max() < radius:
                still[i : i + n] = True
        found.append(_segments(day, still))
    return found


def _speed(xy, lag=6):
    step_m = np.hypot(*(xy[lag:] - xy[:-lag]).T) / (lag * EVERY_S)
    return np.pad(step_m, (lag // 2, len(xy) - len(step_m) - lag // 2), mode="edge")


def _segments(day, still):
    """Stretches of staying and moving; those under a minute belong to the one before."""
    edges = [0, *(np.flatnonzero(np.diff(still.astype(int))) + 1), len(still)]
    spans = [[a, b, bool(still[a])] for a, b in pairwise(edges)]
    merged = [spans[0]]
    for span in spans[1:]:
        if span[1] - span[0] < 12 or span[2] == merged[-1][2]:
            merged[-1][1] = span[1]
        else:
            merged.append(span)
    return {**day, "segments": merged}


@step("inference", "rules")
def by_rules(segmentation, walking, cycling):
    """The mode by the median speed of a trip alone."""
    half = len(segmentation) // 2
    return [
        (day, [_rule(day["xy"][a:b], walking, cycling) for a, b, s in day["segments"] if not s])
        for day in segmentation[half:]
    ]


def _rule(xy, walking, cycling):
    speed = np.median(_speed(xy)) if len(xy) > 8 else 1.0
    return "walk" if speed < walking else "bicycle" if speed < cycling else "car" if speed > 11 else "bus"


@step("inference", "forest")
def by_forest(segmentation, trees, leaf, seed):
    """The mode as a forest learns it from the trips of half of the people."""
    from sklearn.ensemble import RandomForestClassifier

    half = len(segmentation) // 2
    learned = [
        (_features(d["xy"][a:b]), _usual(d["mode"][a:b]))
        for d in segmentation[:half]
        for a, b, s in d["segments"]
        if not s
    ]
    model = RandomForestClassifier(n_estimators=trees, min_samples_leaf=leaf, random_state=seed)
    model.fit([f for f, _ in learned], [m for _, m in learned])
    return [
        (day, [str(model.predict([_features(day["xy"][a:b])])[0]) for a, b, s in day["segments"] if not s])
        for day in segmentation[half:]
    ]


def _features(xy):
    if len(xy) < 9:
        return [0.0] * 6
    speed = _speed(xy)
    gain = np.diff(speed)
    return [*np.quantile(speed, [0.1, 0.5, 0.9]), speed.std(), (speed < 1.5).mean(), np.abs(gain).mean()]


def _usual(modes):
    names, counts = np.unique(modes, return_counts=True)
    return str(names[counts.argmax()])


@step("judgement")
def judgement(inference):
    """F1 over all moments of the people who were not learned from, and how many trips were missed or made up."""
    from sklearn.metrics import f1_score

    truth, said, off = [], [], []
    for day, modes in inference:
        guess, trips = np.full(len(day["mode"]), "stay", dtype="<U8"), [s for s in day["segments"] if not s[2]]
        for (a, b, _), mode in zip(trips, modes, strict=True):
            guess[a:b] = mode
        moving = day["mode"] != "stay"
        real = int((np.diff(moving.astype(int)) == 1).sum())
        truth.append(day["mode"])
        said.append(guess)
        off.append(abs(len(trips) - real))
    score = f1_score(np.concatenate(truth), np.concatenate(said), average="macro", zero_division=0)
    return {"mode_f1": score, "trips_off": float(np.mean(off))}
