"""Additive models: a smooth curve per column, their sum decides."""

from typing import Any

from experiments.families._base import Choices, Estimator, Setting, number, whole


def build(choices: Choices, setting: Setting) -> Any:
    """Cubic splines of each numeric column under a penalised linear model (Eilers and Marx, 1996, in spirit)."""
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline

    from experiments.families._parts import ColumnSplines

    if setting.classifies:
        top: Any = LogisticRegression(C=1.0 / choices["penalty"], max_iter=200, class_weight=setting.class_weight)
    else:
        top = Ridge(alpha=choices["penalty"], random_state=setting.seed)
    return make_pipeline(ColumnSplines(knots=choices["knots"]), top)


ESTIMATOR = Estimator(
    name="spline",
    family="linear",
    words="additive spline model",
    also_called=("spline", "splines", "gam", "additive splines"),
    build=build,
    points=(whole("knots", 3, 12, 5), number("penalty", 1e-3, 1e2, 0.3)),
    weight=2.0,
    interpretable=lambda _: True,
    phrase=lambda c: f"{c['knots']} knots",
)
