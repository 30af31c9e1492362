"""The page Monitors: how a model stands, as the conversation has it; what waits; what stands and how it ends."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from assistant.caring.monitors import SCORED, add_monitor, monitors
from assistant.caring.overview import column_grid, timeline
from assistant.caring.policies import write_policy
from lifecycle.triggers import policy_of
from pages.components import frame
from pages.components.monitors import timeline_spec
from store.records import Alert, DriftReport, ModelVersion, Monitor, Suggestion
from tests.pages.conftest import html_of, page
from tests.pages.made import NOW


def kept(home: Path, *reports: DriftReport) -> Any:
    """A kept model with what its monitor saw; gives the services."""
    services = frame.services().app.assistant.services
    model = ModelVersion(
        id="m", name="ward", version=1, run_id="r", goal_id=None, path="models/ward/1", signature={}, metrics={},
        rows=130, saved_by="ada", saved_at=NOW,
    )  # fmt: skip
    monitor = Monitor(id="monitor-1", model="ward", settings={"source": None}, person="ada", made_at=NOW)
    services.store.append(model, monitor, *reports)
    return services


def report(n: int, verdict: Any, reason: str, **details: Any) -> DriftReport:
    return DriftReport(
        id=f"report-{n}", monitor_id="monitor-1", batch=f"rows-{n}.csv", drifted=verdict != "none", severity=0.0,
        details={"version": 1, "unknown_rows": 0.0} | details, verdict=verdict, reasons=(reason,), rows=100,
        made_at=NOW + timedelta(days=n),
    )  # fmt: skip


def test_a_file_that_cannot_be_read_does_not_make_a_model_worse(home: Path) -> None:
    fine = report(1, "none", "Losses are as usual.", realised={"score": 0.9})
    kept(home, fine, report(2, "harmful", "The file rows-2.csv cannot be read.", unreadable=True))
    shown = html_of(page("monitors").run())
    assert "As good as when it was measured" in shown
    assert "cannot be read" in shown
    assert "Got worse" not in shown


def test_only_unreadable_files_tell_nothing(home: Path) -> None:
    kept(home, report(1, "harmful", "The file rows-1.csv cannot be read.", unreadable=True))
    shown = html_of(page("monitors").run())
    assert "nothing is known yet" in shown
    assert "Got worse" not in shown


def test_a_loss_stays_until_true_values_show_that_it_has_gone(home: Path) -> None:
    lost = report(1, "harmful", "The model got worse.", realised={"score": 0.6})
    kept(home, lost, report(2, "none", "Inputs are as usual."))
    assert "Got worse" in html_of(page("monitors").run())


def test_without_true_values_it_is_not_called_as_good_as_before(home: Path) -> None:
    kept(home, report(1, "none", "Inputs are as usual; only labels would show a changed relation."))
    shown = html_of(page("monitors").run())
    assert "Its newest rows look as usual" in shown
    assert "As good as" not in shown


def test_a_column_that_several_tests_look_at_has_one_cell_with_its_largest_distance() -> None:
    drifted = [{"test": test, "subject": "age", "z": z} for test, z in (("numeric", 24.0), ("quality", 5.0))]
    assert column_grid((report(1, "harmful", "It moved.", drifted=drifted),)) == [
        {"batch": "rows-1.csv", "column": "age", "z": 24.0}
    ]


def test_scores_that_are_all_but_the_same_have_ticks_of_their_own() -> None:
    seen = [report(n, "none", "", realised={"score": score}) for n, score in ((1, 0.5003), (2, 0.5004), (3, 0.7))]
    one, two, three = (timeline_spec(timeline(seen[:n], None), "accuracy") for n in (1, 2, 3))
    for spec in (one, two):
        low, high = spec["layer"][1]["encoding"]["y"]["scale"]["domain"]
        assert high - low > 0.09 and low < 0.5003 < 0.5004 < high
    assert "domain" not in three["layer"][1]["encoding"]["y"]["scale"]
    assert one["height"] < two["height"]


def test_predicted_rows_that_wait_are_counted(home: Path) -> None:
    kept(home)
    folder = home / "scored" / "ward"
    folder.mkdir(parents=True)
    pd.DataFrame({"age": range(25), "prediction": "yes"}).to_parquet(folder / "2026-03-04-120000-abc.parquet")
    shown = html_of(page("monitors").run())
    assert "25 predicted rows not looked at yet" in shown
    assert "No newer rows seen" not in shown


def test_a_standing_policy_is_revoked_where_it_is_shown(home: Path) -> None:
    services = kept(home)
    write_policy(services, "ward", "ada", "retrain ward weekly", "c", every_days=7.0, most_s=300.0, standing=True)
    at = page("monitors").run()
    assert "ward is retrained every 7 days" in html_of(at)
    at.button(key="revoke-policy-ward").click().run()
    assert not at.exception
    assert policy_of(services.store, "ward") is None
    assert "is retrained" not in html_of(at)
    assert "is revoked" in at.toast[0].value


def test_somebody_who_builds_no_models_reads_what_to_do_without_metrics(home: Path) -> None:
    lost = report(1, "harmful", "ROC AUC is 0.0384 worse.", realised={"score": 0.6})
    services = kept(home, lost)
    services.learn("ada", "role", "domain_expert", "I am a doctor")
    words = "ward: ROC AUC is 0.0384 worse (90 % interval 0 to 1). Retraining is suggested."
    made = Suggestion(
        id="s", model="ward", cause="drift", action="retrain", sentence=words, version=1, expected_s=3.0, made_at=NOW
    )
    alert = Alert(
        id="a", group="g", model="ward", cause="suggestion", severity=0.1, sentence=words, about="s", made_at=NOW
    )
    services.store.append(made, alert)
    shown = html_of(page("monitors").run())
    assert shown.count("Fitting it anew on newer rows may mend that.") == 2, "as alert and in the list"
    assert "Retraining is suggested" not in shown


def test_predictions_that_are_watched_no_more_can_be_watched_again(home: Path) -> None:
    services = kept(home)
    add_monitor(services, "ward", "ada", SCORED)
    at = page("monitors").run()
    next(b for b in at.button if b.label == "Stop").click().run()
    assert "is not watched now" in html_of(at)
    at.button(key="again-scored-ward").click().run()
    assert not at.exception
    assert "What it is asked to predict here, since" in html_of(at)
    assert [m.settings.get("source") for m in monitors(services, "ward")] == [None, SCORED]
