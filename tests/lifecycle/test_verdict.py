import pytest

from lifecycle.drift import Seen
from lifecycle.measuring import Measuring
from lifecycle.performance import Estimate
from lifecycle.realised import Realised
from lifecycle.verdict import Signs, judge

MEASURING = Measuring("binary", "accuracy", ("no", "yes"))
DRIFT = (Seen("numeric", "age", 0.2, 0.03, 8.0, "The values of age lie 20 percentiles away"),)
WORSE = Estimate(0.7, 0.65, 0.75, 0.1, 6.0)


def seen(loss: float, z: float, alarm: bool, tilted: bool = False) -> Realised:
    return Realised(0.8, loss, loss - 0.02, loss + 0.02, z, z, 0.55, 1, alarm, 6.0 if tilted else 0.5, tilted)


def signs(drifted=(), estimate=None, alarm=False, realised=None, since=None, ongoing=None, unknown=0.0, unscored=""):
    return Signs(drifted, estimate, alarm, realised, since, ongoing, unknown, unscored)


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        (signs(), "none"),
        (signs(DRIFT), "harmless"),
        (signs(DRIFT, WORSE, True), "harmful"),
        (signs((), WORSE, True), "harmful"),
        (signs(DRIFT, unknown=0.5), "harmful"),
        (signs((), unknown=0.5), "none"),
        (signs(DRIFT, WORSE, True, realised=seen(0.0, 0.1, False)), "harmless"),
        (signs(realised=seen(0.1, 6, True)), "harmful"),
        (signs(realised=seen(0.001, 6, True)), "harmless"),
        (signs(realised=seen(0.03, 2, False)), "none"),
        (signs(DRIFT, realised=seen(0.04, 2.5, False), since=seen(0.04, 2.5, False)), "harmful"),
        (signs(DRIFT, realised=seen(0.04, 1.5, False), since=seen(0.04, 1.5, False)), "harmless"),
        (signs(DRIFT, realised=seen(0.04, 1.5, True, True), since=seen(0.04, 1.5, True, True)), "harmful"),
        (signs(DRIFT, realised=seen(0.01, 1.5, True, True), since=seen(0.01, 1.5, True, True)), "harmless"),
        (signs(DRIFT, realised=seen(0.04, 0.5, True, True), since=seen(0.04, 0.5, True, True)), "harmless"),
        (signs(realised=seen(0.03, 2, False), ongoing=0.08), "harmful"),
        (signs(unscored="no such column"), "harmful"),
    ],
)
def test_what_was_seen_leads_to_a_verdict_with_reasons(shown, verdict):
    judged = judge(shown, MEASURING, tolerance=0.04, skill=0.4)
    assert judged.verdict == verdict
    assert judged.severity >= 0
    assert judged.reasons and all(r.endswith(".") or "such column" in r for r in judged.reasons)
