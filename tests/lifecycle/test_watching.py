import numpy as np
import pandas as pd
import pytest

from lifecycle.measuring import Measuring
from lifecycle.watching import SHARES, Settings, Watch
from store.errors import BadData
from store.memory import MemoryStore
from store.records import DriftReport
from tests.store import facts

MEASURING = Measuring("binary", "accuracy", ("no", "yes"))


def rows(n: int, seed: int, shift: float = 0.0, idle: float = 0.0, swap: float = 0.0):
    """Inputs and classes: `strong` decides, `idle` does not matter; `swap` turns that share of classes round."""
    rng = np.random.default_rng(seed)
    strong = rng.normal(size=n)
    true = rng.random(n) < 1 / (1 + np.exp(-4 * strong))
    true ^= rng.random(n) < swap
    frame = pd.DataFrame({
        "strong": strong + shift, "idle": rng.normal(size=n) + idle, "kind": rng.choice(["a", "b", "c"], n),
    })  # fmt: skip
    return frame, pd.Series(np.where(true, "yes", "no"))


def predict(frame: pd.DataFrame) -> pd.DataFrame:
    chance = 1 / (1 + np.exp(-4 * frame["strong"].astype(float).fillna(0.0).to_numpy()))
    table = {"prediction": np.where(chance > 0.5, "yes", "no"), "probability_no": 1 - chance, "probability_yes": chance}
    return pd.DataFrame(table)


@pytest.fixture(scope="module")
def reference():
    return rows(2500, 0)


@pytest.fixture(scope="module")
def learned(reference):
    return watch(reference, facts.at, facts.Ids())


@pytest.fixture
def watching(learned):
    """A watch that has seen no batch yet; what is usual is learned once for all tests."""
    learned.forget()
    return learned


def watch(reference, clock, new_id, **settings) -> Watch:
    settings.setdefault("importance", {"strong": 1.0})
    return Watch(
        *reference, predict, MEASURING, monitor_id="mon1", clock=clock, new_id=new_id, settings=Settings(**settings)
    )


def run(watching: Watch, stream) -> list[DriftReport]:
    return [watching.observe(X, batch=f"b{i}", truth=y) for i, (X, y) in enumerate(stream)]


def verdicts(reports) -> list[str]:
    return [r.verdict for r in reports]


def test_batches_without_drift_are_quiet(watching):
    reports = run(watching, [rows(500, s) for s in range(100, 125)])
    assert verdicts(reports).count("none") >= 24
    assert reports[0].severity == 0 and "as usual" in reports[0].reasons[0]


def test_a_drift_that_costs_is_harmful_and_its_loss_is_told(watching, reference):
    reports = run(watching, [rows(500, s, shift=0.8) for s in range(3)])
    assert verdicts(reports) == ["harmful"] * 3
    loss = MEASURING.gain(*_measured(reference)) - MEASURING.gain(*_measured(rows(20_000, 9, shift=0.8)))
    assert reports[-1].severity == pytest.approx(loss, abs=0.05)
    assert "accuracy" in reports[0].reasons[0] and "strong" in reports[0].reasons[1]


def _measured(data):
    return MEASURING.truth(data[1]), MEASURING.predicted(predict(data[0]))


def test_a_drift_that_costs_nothing_is_harmless(watching):
    reports = run(watching, [rows(500, s, idle=1.0) for s in range(4)])
    assert verdicts(reports) == ["harmless"] * 4
    assert "idle" in reports[0].reasons[0] and "no loss that matters" in reports[0].reasons[-1]


def test_a_changed_relation_is_found_though_the_inputs_are_as_usual(watching):
    reports = run(watching, [rows(500, s, swap=0.15) for s in range(3)])
    assert "harmful" in verdicts(reports)
    assert reports[-1].details["drifted"] == []


def test_after_the_drift_has_gone_the_verdict_is_none_again(watching):
    stream = [rows(500, s, swap=0.3) for s in range(3)] + [rows(500, s) for s in range(50, 54)]
    assert verdicts(run(watching, stream))[-3:] == ["none"] * 3


def test_without_labels_a_harder_batch_is_harmful_and_a_changed_relation_cannot_be_seen(watching):
    frame, _ = rows(500, 1)
    harder = watching.observe(frame.assign(strong=frame["strong"] * 0.3), batch="harder")
    assert harder.verdict == "harmful" and "Without labels" in harder.reasons[0]
    frame, _ = rows(500, 2, swap=0.5)
    blind = watching.observe(frame, batch="changed")
    assert blind.verdict == "none" and "only labels" in blind.reasons[0]


def test_rows_far_outside_are_harmful_without_labels_and_judged_by_labels_once_they_come(watching):
    frame, truth = rows(500, 1)
    far = watching.observe(frame.assign(strong=frame["strong"] * 40), batch="far")
    assert far.verdict == "harmful" and "outside of what the model has seen" in far.reasons[0]
    assert watching.label("far", truth).verdict == "harmless"


def test_values_that_cannot_be_read_are_no_known_ones(reference, clock, new_id):
    def lenient(frame: pd.DataFrame) -> pd.DataFrame:
        return predict(frame.assign(strong=pd.to_numeric(frame["strong"], errors="coerce").fillna(3.0)))

    watching = Watch(*reference, lenient, MEASURING, monitor_id="m", clock=clock, new_id=new_id)
    report = watching.observe(rows(500, 1)[0].assign(strong="n/a"), batch="b")
    assert report.verdict == "harmful" and "100 % of the rows are outside" in " ".join(report.reasons)


def test_labels_may_come_late_and_only_once(watching):
    frame, truth = rows(300, 1, swap=0.4)
    assert watching.observe(frame, batch="b").verdict == "none"
    with pytest.raises(BadData, match="300 rows"):
        watching.label("b", truth[:10])
    assert watching.label("b", truth).verdict == "harmful"
    with pytest.raises(BadData, match="come before"):
        watching.label("b", truth)


def test_rows_that_the_model_cannot_predict_are_harmful(reference, clock, new_id):
    def strict(frame: pd.DataFrame) -> pd.DataFrame:
        if "strong" not in frame.columns:
            raise BadData("The table lacks 1 column(s) that the model needs: strong.")
        return predict(frame)

    watching = Watch(*reference, strict, MEASURING, monitor_id="m", clock=clock, new_id=new_id)
    report = watching.observe(rows(100, 1)[0].drop(columns="strong"), batch="b")
    assert report.verdict == "harmful" and "lacks 1 column" in report.reasons[0]
    assert report.severity == pytest.approx(watching.skill)


def test_what_the_model_minds_is_measured_where_it_is_not_told(reference, clock, new_id):
    watching = watch(reference, clock, new_id, importance=None)
    assert watching.importance["strong"] > 0.95
    assert sum(watching.importance.values()) == pytest.approx(1.0)


def test_a_season_that_the_reference_knows_raises_no_alarm(clock, new_id):
    parts = [rows(400, s, idle=0.8 * (s % 2)) for s in range(8)]
    frame, truth = (pd.concat(p, ignore_index=True) for p in zip(*parts, strict=True))
    weeks = np.repeat(np.arange(8), 400)
    winter = rows(500, 70, idle=0.8)[0]
    how = {"monitor_id": "m", "clock": clock, "new_id": new_id}
    plain = Watch(frame, truth, predict, MEASURING, **how)
    aware = Watch(frame, truth, predict, MEASURING, windows=weeks, **how)
    assert plain.observe(winter, batch="w").verdict == "harmless"
    assert not [d for d in aware.observe(winter, batch="w").details["drifted"] if d["test"] == "numeric"]


def test_reports_are_facts_and_a_restart_takes_up_where_they_ended(reference, clock, new_id):
    store = MemoryStore()
    first = watch(reference, clock, new_id)
    store.append(*facts.one_of_each(), *run(first, [rows(500, s, swap=0.06) for s in range(2)]))
    told = store.query("SELECT verdict, severity, reason, rows FROM drift_reports WHERE report_id <> 'dr1'")
    assert len(told) == 2 and told["rows"].tolist() == [500, 500]
    again = watch(reference, clock, new_id)
    again.resume([r for r in store.find(DriftReport, monitor_id="mon1")])
    frame, truth = rows(500, 7, swap=0.06)
    a, b = (w.observe(frame, batch="next", truth=truth) for w in (first, again))
    assert (a.verdict, a.details["realised"]) == (b.verdict, b.details["realised"])


def test_a_reference_must_be_large_enough_and_measurable(reference, clock, new_id):
    how = {"monitor_id": "m", "clock": clock, "new_id": new_id}
    with pytest.raises(BadData, match="200 rows"):
        Watch(reference[0][:50], reference[1][:50], predict, MEASURING, **how)
    with pytest.raises(BadData, match="ROC AUC"):
        bare = Measuring("binary", "roc_auc", ("no", "yes"))
        Watch(*reference, lambda f: predict(f)[["prediction"]], bare, **how)


def test_numbers_are_watched_as_well(clock, new_id):
    def made(seed, shift=0.0):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=800)
        return pd.DataFrame({"x": x}), pd.Series(2 * x + rng.normal(size=800) + shift)

    watching = Watch(
        *made(0), lambda f: pd.DataFrame({"prediction": 2 * f["x"]}), Measuring("regression", "rmse"), monitor_id="m",
        clock=clock, new_id=new_id,
    )  # fmt: skip
    assert verdicts(run(watching, [made(1), made(2), made(3, 1.5), made(4, 1.5)]))[2:] == ["harmful", "harmful"]


def test_the_chance_of_false_alarms_is_shared_out_wholly():
    assert sum(SHARES.values()) == pytest.approx(1.0)


def test_what_labels_could_not_show_is_known(watching):
    assert 0 < watching.detectable(4_000) < watching.detectable(500) < 0.2
    frame, truth = rows(500, 91)
    report = watching.observe(frame, batch="b", truth=truth)
    assert report.details["detectable"] == watching.detectable(500) and report.details["tolerance"] > 0


def test_a_loss_of_the_detectable_size_is_found_in_most_streams(watching):
    found = 0
    swap = watching.detectable(500) / 0.8  # of the classes it gets right, so many are turned round
    for seed in range(12):
        watching.forget()
        stream = [rows(500, 1_000 + 10 * seed + i, swap=swap) for i in range(3)]
        found += any(r.verdict == "harmful" for r in run(watching, stream))
    assert found >= 8


def test_a_few_rows_at_a_time_cry_no_wolf_and_are_judged_together(watching):
    watching.forget()

    def told(first, batches, **drift):
        stream = (rows(10, first + i, **drift) for i in range(batches))
        return [watching.observe(X, batch=f"{first}-{i}", truth=y) for i, (X, y) in enumerate(stream)]

    few = told(900, 4)
    assert {r.verdict for r in few} == {"none"} and not any(r.details.get("realised") for r in few)
    assert few[-1].details["waiting"] == 40 and "judged" in few[-1].reasons[-1]
    (enough,) = told(950, 1)
    assert enough.details["step"]["n"] == 50 and enough.details["realised"]["score"] is not None
    assert told(970, 20, swap=0.5)[-1].verdict == "harmful"


def test_a_few_rows_at_a_time_go_on_waiting_in_another_process(watching):
    def look(reports, number):
        watching.forget()  # as of a watch that was made just now
        watching.resume([DriftReport.model_validate_json(r.model_dump_json()) for r in reports])
        X, y = rows(10, 900 + number)
        return [*reports, watching.observe(X, batch=f"again-{number}", truth=y)]

    reports, whole = [], []
    for number in range(6):
        reports = look(reports, number)
    watching.forget()
    X, y = rows(1, 899)
    assert "True values of 1 row have come" in watching.observe(X, batch="one", truth=y).reasons[-1]
    watching.forget()
    for number in range(6):
        X, y = rows(10, 900 + number)
        whole.append(watching.observe(X, batch=f"once-{number}", truth=y))
    assert [r.details.get("waiting") for r in reports] == [10, 20, 30, 40, None, 10]
    assert reports[4].details["step"] == whole[4].details["step"]


def test_true_values_that_are_no_known_class_are_told_and_judge_nothing(watching):
    watching.forget()
    X, y = rows(400, 77)
    strange = watching.observe(X, batch="strange", truth=["perhaps"] * 400)
    assert strange.details.get("realised") is None and strange.details.get("step") is None
    assert (
        "400 of 400 true values are none of the classes" in strange.reasons[-1] and "'perhaps'" in strange.reasons[-1]
    )
    some = watching.observe(X, batch="some", truth=["perhaps", *list(y)[1:]])
    assert some.details["realised"]["score"] is not None and "1 of 400 true values" in some.reasons[-1]
    assert not any("true values" in r for r in watching.observe(X, batch="fine", truth=y).reasons)
