"""A model's versions are told in the words of who looks at them."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.caring.overview import ModelOverview
from pages.components.desk import Desk
from pages.components.models import plain_approval, version_cells
from store.records import Alias, ModelVersion

SAVED = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_version_is_told_by_how_it_decides_to_who_builds_no_models():
    version = ModelVersion(
        id="m", name="ward", version=1, run_id="r", goal_id=None, path="models/ward/1", signature={},
        metrics={"roc_auc": 0.859}, rows=130, saved_by="ada", saved_at=SAVED,
    )  # fmt: skip

    class Overview(ModelOverview):
        metric = "roc_auc"

    model = Overview(
        name="ward", versions=(version,), aliases={"champion": 1}, history=(), goal=None, approval="",
        labels={1: "additive spline model, 4 knots"}, families={1: "linear"},
    )  # fmt: skip
    assert version_cells(version, model, plain=True) == (
        "1", "the one in use", "A weighted sum of the columns", "86 of 100",
    )  # fmt: skip
    assert version_cells(version, model, plain=False) == ("1", "champion", "Additive spline model, 4 knots", "0.859")
    blend = replace(model, blends={1: 3})
    cells = [version_cells(version, blend, plain=plain)[2] for plain in (True, False)]
    assert cells == [
        "3 models together, most of all: a weighted sum of the columns",
        "3 models together, most of all: additive spline model, 4 knots",
    ]


def test_who_put_a_version_into_use_is_told_without_the_word_champion():
    move = Alias(
        id="a", model="ward", alias="champion", version=1, person="ada", reason="go live.", moved_at=SAVED,
    )  # fmt: skip
    model = ModelOverview(
        name="ward", versions=(), aliases={"champion": 1}, history=(move,), goal=None, approval="", labels={},
        families={},
    )  # fmt: skip
    desk = Desk(assistant=None, person="ada", conversation_id=None, now=SAVED)  # type: ignore[arg-type]
    assert plain_approval(model, desk) == "You put version 1 into use, just now, and said: “go live”."
    none = ModelOverview(
        name="ward", versions=(), aliases={}, history=(), goal=None, approval="", labels={}, families={},
    )  # fmt: skip
    assert plain_approval(none, desk) == "No version of it is in use."
