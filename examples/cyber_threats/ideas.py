"""What people who know these attacks think worth trying: used by experiment.yaml."""


def answers_in_time(variant):
    """Leaves out windows so long that an attack would be over before it is noticed."""
    return variant["window"] * (1 - variant["overlap"]) <= 180


def closer_look(results):
    """Goes on from the best so far: windows a little shorter and longer, with more and less overlap."""
    best = max((r for r in results if r["score"] is not None), key=lambda r: r["score"], default=None)
    if best is None:
        return
    now = best["variant"]
    for factor in (0.8, 1.25):
        yield {**now, "window": min(600, max(20, round(now["window"] * factor)))}
    for more in (-0.1, 0.1):
        yield {**now, "overlap": min(0.75, max(0.0, round(now["overlap"] + more, 3)))}
