"""Watching by conversation: rows come, the model is fine, then it is not; why, what it would cost, and a plan."""

import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pandas as pd
import pytest

from assistant.cards import Command
from assistant.caring import kept, sources
from assistant.caring.arriving import compared
from assistant.caring.monitors import add_monitor, folder_of_scored, moment_of, monitors, reports_of, stop_monitor
from assistant.caring.policies import policy_lines
from assistant.caring.policy_words import last_day, not_a_bound, said_policy
from assistant.caring.scored_rows import rows_waiting
from assistant.caring.sources import files_waiting, new_reports
from assistant.doing import _said_by
from assistant.understanding.context import Understanding
from lifecycle.triggers import schedule_of
from store.errors import BadRequest
from store.records import Alert, DriftReport, Experiment, Policy, Proposal, Run
from tests.assistant.caring.conftest import rows
from tests.assistant.scripted import by_json


@pytest.fixture(scope="module")
def deployed(place):
    place.say(("promote", {"rank": 1, "alias": "production"}))
    place.words("yes")
    return place


def test_a_folder_is_watched_and_what_is_seen_is_told(deployed):
    folder, store = deployed.folder / "incoming", deployed.app.store
    folder.mkdir()
    asked = deployed.say(("watch", {}))
    assert "Which folder" in asked.question.text
    rows(500, 11).to_csv(folder / "2026-01.csv", index=False)
    rows(500, 12).drop(columns="churn").to_csv(folder / "2026-02.csv", index=False)
    reply = deployed.say(("watch", {"source": str(folder)}))
    assert [r.batch for r in store.find(DriftReport)] == ["2026-01.csv", "2026-02.csv"]
    assert all(r.verdict == "none" for r in store.find(DriftReport)), [r.reasons for r in store.find(DriftReport)]
    assert "I watch the folder" in reply.text and store.latest(Policy).on_drift
    fine = deployed.say(("check_drift", {}))
    assert fine.text.startswith("Yes:") and len(store.find(DriftReport)) == 2, "each file is looked at once"

    rows(500, 13, turned=True).to_csv(folder / "2026-03.csv", index=False)
    worse = deployed.say(("check_drift", {}))
    assert worse.text.startswith("No:") and "2026-03" in worse.text
    (alert,) = store.find(Alert)
    assert alert.cause == "drift" and alert.severity > 0.1
    why = deployed.words('check_drift {"model": "churn-churn"}')
    assert [c.kind for c in why.cards] == ["explanation"]


def test_what_retraining_would_cost_starts_nothing_and_a_plan_waits_for_a_yes(deployed):
    store = deployed.app.store
    before = len(store.find(Proposal)), len(store.find(Run))
    visit_text = "what would retraining cost?"
    deployed.app.services.understand = _always("retrain")
    reply = deployed.words(visit_text)
    assert "would take" in reply.text and "win back up to" in reply.text
    assert (len(store.find(Proposal)), len(store.find(Run))) == before
    plan = deployed.words("retrain it")
    assert [c.kind for c in plan.cards][-1] == "proposal", plan.text
    proposal = store.latest(Proposal)
    assert proposal.plan.runs[0].expected_s is not None
    assert len(store.find(Run)) == before[1] and len(store.find(Experiment)) == 1
    why = _say(deployed, "check_drift", "why did it get worse in March?")
    assert "March 2026" in why.text and "relation" in why.text, why.text
    none = _say(deployed, "check_drift", "why did it get worse in May 2025?")
    assert "I saw no rows in May 2025" in none.text
    assert "I saw no rows since June 2026" in _say(deployed, "check_drift", "has it drifted since June 2026?").text
    early = _say(deployed, "check_drift", "did it drift until the end of February 2026?")
    assert early.text.startswith("No:") and "2 batches" in early.text, early.text


def _always(name, **args):
    return lambda text, context: Understanding(commands=(Command(name=name, args=args),))


def _say(place, name, text, **args):
    place.app.services.understand = _always(name, **args)
    return place.words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("retrain churn weekly, at most 5 minutes, promote never", {"every_days": 7.0, "most_s": 300.0}),
        ("retrain it every 3 days, no more than 90 s", {"every_days": 3.0, "most_s": 90.0}),
        ("retrain monthly for 6 months", {"every_days": 30.0, "days": 180.0}),
        ("retrain it every two weeks, five minutes max", {"every_days": 14.0, "most_s": 300.0}),
        ("every night for at most ten minutes until 2026-12-31",
         {"every_days": 1.0, "most_s": 600.0, "until": "2026-12-31"}),
        ("retrain it weekly until further notice", {"every_days": 7.0}),
        ("retrain churn once a week, at most 5 minutes", {"every_days": 7.0, "most_s": 300.0}),
        ("retrain churn once an hour", {"every_days": 1 / 24}),
        ("retrain it every second week, 10 min at most", {"every_days": 14.0, "most_s": 600.0}),
        ("retrain it every quarter", {"every_days": 91.0}),
        ("tell me when RMSE rises above 1,200", {"floor": 1200.0}),
        ("tell me when RMSE rises above 1,200,000.5", {"floor": 1200000.5}),
        ("tell me when auc falls below 0,85", {"floor": 0.85}),
        ("tell me when R2 drops below -0.1", {"floor": -0.1}),
        ("tell me when auc drops below 0.85 for 3 days", {"floor": 0.85}),
        ("suggest it when 2.5k new rows have come", {"new_rows": 2500}),
        ("suggest it when 12,500 new rows have come", {"new_rows": 12500}),
        ("retrain it", {}),
        ("retrain it every Monday, at most half an hour", {"every_days": 7.0, "weekday": 0, "most_s": 1800.0}),
        ("retrain it weekly on Fridays, max. 5 minutes", {"every_days": 7.0, "weekday": 4, "most_s": 300.0}),
        ("retrain it weekly, at most 1,5 minutes", {"every_days": 7.0, "most_s": 90.0}),
        ("retrain it weekly, at most 2 minutes and 30 seconds", {"every_days": 7.0, "most_s": 150.0}),
        ("retrain it weekly, at most an hour and a half", {"every_days": 7.0, "most_s": 5400.0}),
        ("retrain it bi-weekly, capped at 5 minutes", {"every_days": 14.0, "most_s": 300.0}),
        ("retrain it twice a week, it may take 5 minutes", {"every_days": 3.5, "most_s": 300.0}),
        ("retrain it three times a month, 5 min max", {"every_days": 10.0, "most_s": 300.0}),
        ("retrain it every 2nd week, at most 5 min", {"every_days": 14.0, "most_s": 300.0}),
        ("retrain it weekly, at most 5 min, ending on 2026-12-31",
         {"every_days": 7.0, "most_s": 300.0, "until": "2026-12-31"}),
        ("retrain it weekly, at most 5 min, through March", {"every_days": 7.0, "most_s": 300.0, "until": "March"}),
    ],
)  # fmt: skip
def test_the_bounds_of_a_policy_are_read_from_words(text, expected):
    assert said_policy(text) == expected


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("retrain it weekly, at most 5 minutes, promote never", ""),
        ("retrain it weekly, at most 5 minutes each time, promote it if it is better", ""),
        ("retrain it once per week but never longer than 5 min", ""),
        ("retrain it every Friday until the end of March, at most 5 minutes a week", ""),
        ("retrain it weekly, or when it gets worse, at most 5 minutes", ""),
        ("retrain it weekly, at most 5 minutes, and tell me when it is done", ""),
        ("retrain it weekly, at most 5 minutes, at most 3 runs", "at most 3 runs"),
        ("retrain it weekly, at most 5 minutes, only on weekends", "only on weekends"),
        ("retrain it weekly only on weekends and promote never, at most 5 minutes", "only on weekends"),
        ("retrain it weekly, at most 5 minutes, and put the best in production by itself", ""),
        ("retrain it weekly, 5 min at most, 10 times at most", "10 times at most"),
        ("retrain it weekly, at most 5 minutes a month", "a month"),
        ("retrain it weekly if new rows came, at most 5 minutes", "if new rows came"),
        ("retrain it daily at 3 am, at most 5 min", "at 3 am"),
        ("retrain it weekly, at most 5 min, but not when it costs more than 10 euros",
         "not when it costs more than 10 euros"),
    ],
)  # fmt: skip
def test_a_bound_that_nothing_would_hold_to_is_found(text, loose):
    assert not_a_bound(text) == loose


@pytest.mark.parametrize(
    ("days", "said"),
    [(1 / 24, "every hour."), (0.5, "every 12 hours."), (1.0, "every day."), (14.0, "every 14 days.")],
)
def test_a_schedule_is_told_as_it_is(days, said):
    policy = Policy(id="p", model="churn", every_days=days, person="ada", written_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert policy_lines(policy)[-1].endswith(said)


@pytest.mark.parametrize(
    ("name", "day"),
    [("rows-1720240611.csv", None), ("id12020123.csv", None), ("2024-06-11.csv", 11), ("x_202406.csv", 15),
     ("20240611120000.csv", 11), ("2024-06-11T120000Z.parquet", 11), ("w2024.06.03_2.csv", 3)],
)  # fmt: skip
def test_a_batch_is_dated_by_its_name_where_that_is_a_date(name, day):
    now = datetime(2026, 1, 20, tzinfo=UTC)
    report = DriftReport(id="d", monitor_id="m", batch=name, drifted=False, severity=0.0, details={}, made_at=now)
    assert moment_of(report) == (now if day is None else datetime(2024, 6, day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-12-31", (2026, 12, 31)), ("the end of March", (2027, 3, 31)), ("14 March", (2027, 3, 14)),
        ("next Friday", (2026, 11, 27)), ("the end of the year", (2026, 12, 31)), ("Christmas", None),
        ("31.12.2026", (2026, 12, 31)), ("the end of next month", (2026, 12, 31)), ("12/31/2026", None),
        ("2020-01-01", None), ("31 February", None),
    ],
)  # fmt: skip
def test_a_last_day_that_is_not_understood_is_asked_for_and_never_left_out(words, day):
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    if day is None:
        with pytest.raises(BadRequest, match="which day"):
            last_day(words, now)
    else:
        end = last_day(words, now)
        assert (end.year, end.month, end.day, end.hour) == (*day, 23)


@pytest.fixture
def web(tmp_path):
    """A real server on a folder."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/new.csv"
        server.shutdown()
        thread.join()


def test_a_table_on_the_web_is_looked_at_once_for_each_content(deployed, web, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "_FETCH_EVERY", timedelta(0))
    services, store = deployed.app.services, deployed.app.store
    rows(400, 21).to_csv(tmp_path / "new.csv", index=False)
    before = len(store.find(DriftReport))
    services.understand = by_json
    reply = deployed.say(("watch", {"source": web}))
    assert f"I watch the address {web}" in reply.text, reply.text
    monitor = next(m for m in monitors(services) if m.settings["source"] == web)
    assert len(store.find(DriftReport)) == before + 1 and new_reports(services, monitor) == []
    rows(400, 22).to_csv(tmp_path / "new.csv", index=False)
    assert [r.rows for r in new_reports(services, monitor)] == [400]
    stop_monitor(services, monitor, "ana")


def test_a_file_that_was_looked_at_half_written_counts_once_and_many_files_wait(deployed, monkeypatch):
    services, folder = deployed.app.services, deployed.folder / "written"
    folder.mkdir()
    monitor = add_monitor(services, kept.named(services, None), "ana", str(folder))
    rows(400, 51).to_csv(folder / "whole.csv", index=False)
    whole = (folder / "whole.csv").read_bytes()
    (folder / "whole.csv").write_bytes(whole[:6000])
    assert new_reports(services, monitor)[0].rows < 400
    (folder / "whole.csv").write_bytes(whole)
    assert [r.rows for r in new_reports(services, monitor)] == [400]
    seen = [r.rows for r in reports_of(services, monitor.model) if r.batch == "whole.csv"]
    assert seen == [400], "what was seen of its beginning is taken back"
    for seed in (52, 53, 54):
        rows(60, seed).to_csv(folder / f"{seed}.csv", index=False)
    monkeypatch.setattr(sources, "MOST_AT_ONCE", 2)
    found = new_reports(services, monitor, most=2)
    assert len(found) == 2 and files_waiting(services, monitor, 2) == 1 and files_waiting(services, monitor, 1) == 0
    stop_monitor(services, monitor, "ana")


def test_labels_that_come_in_a_file_are_put_beside_the_scored_rows(deployed):
    services, store, folder = deployed.app.services, deployed.app.store, deployed.folder
    services.understand = by_json
    nothing = folder / "early.csv"
    rows(30, 40)[["customer", "churn"]].to_csv(nothing, index=False)
    assert "no scored rows" in deployed.say(("check_drift", {"source": str(nothing)})).text
    table = rows(400, 41)
    table.drop(columns="churn").to_csv(folder / "scored.csv", index=False)
    deployed.say(("score_data", {"source": str(folder / "scored.csv")}))
    labels = table[["customer", "churn"]].sample(frac=1.0, random_state=0)
    labels.to_csv(folder / "labels.csv", index=False)
    told = deployed.say(("check_drift", {"source": str(folder / "labels.csv")}))
    assert "400 scored rows found by the column customer" in told.text
    assert "On 400 rows with true values, ROC AUC is 0.9" in told.text and "90 % interval" in told.text, told.text
    assert store.latest(DriftReport).details["realised"]["score"] > 0.9
    before = len(store.find(DriftReport))
    deployed.say(("check_drift", {"source": str(folder / "labels.csv")}))
    assert len(store.find(DriftReport)) == before, "the same labels are looked at once"
    upper = labels.assign(churn=labels["churn"].str.upper())
    upper.rename(columns={"churn": "Churn"}).to_csv(folder / "again.csv", index=False)
    told = deployed.say(("check_drift", {"source": str(folder / "again.csv")})).text
    assert "were known already" in told and len(store.find(DriftReport)) == before
    wrong = labels.assign(churn=labels["churn"].map({"yes": "no", "no": "yes"}))
    wrong.to_csv(folder / "wrong.csv", index=False)
    assert "got worse" in deployed.say(("check_drift", {"source": str(folder / "wrong.csv")})).text
    right = folder / "put_right.csv"
    pd.concat([wrong, labels.assign(churn=None), labels]).to_csv(right, index=False)
    told = deployed.say(("check_drift", {"source": str(right)})).text
    assert "400 of them correct values that came before" in told and "got worse" not in told, told
    assert "400 rows of put_right.csv stand there" in told and "400 rows of put_right.csv have no value" in told
    seen = [r for r in reports_of(services, kept.named(services, None)) if "labelled" in r.batch]
    assert len(seen) == 1 and seen[0].verdict == "none", "what was said by wrong values is taken back"
    numbers = labels.assign(churn=(labels["churn"] == "yes").astype(int))
    numbers.to_csv(folder / "numbers.csv", index=False)
    told = deployed.say(("check_drift", {"source": str(folder / "numbers.csv")})).text
    assert "other values of churn" in told and "such as “" in told
    strangers = folder / "strangers.csv"
    rows(30, 42)[["customer", "churn"]].to_csv(strangers, index=False)
    assert "No scored row" in deployed.say(("check_drift", {"source": str(strangers)})).text
    rows(300, 43).to_csv(folder / "whole.csv", index=False)
    assert "On 300 rows with true values" in deployed.say(("check_drift", {"source": str(folder / "whole.csv")})).text


def test_to_be_told_when_it_gets_worse_is_a_policy(deployed):
    said = _say(deployed, "watch", "tell me when its accuracy falls below 0.8")
    assert "worse than 0.8" in said.text and deployed.app.store.latest(Policy).floor == 0.8
    assert "The floor is of its ROC AUC" in said.text and "not of accuracy" in said.text
    assert "The floor is of" not in _say(deployed, "watch", "tell me when its ROC AUC falls below 0.8").text
    assert "Which folder" in _say(deployed, "watch", "watch it").question.text
    again = _say(deployed, "watch", "tell me if it gets worse")
    assert again.question is None and "That is so already. I tell you of" in again.text


def test_what_is_approved_beforehand_keeps_its_bounds_until_it_is_revoked(deployed):
    store = deployed.app.store
    _say(deployed, "retrain", "retrain it daily for 2 weeks, at most 1 minute")
    assert store.latest(Policy).until is not None
    _say(deployed, "retrain", "retrain it weekly, at most 5 minutes, promote never")
    assert store.latest(Policy).until is None
    told = _say(deployed, "watch", "tell me when its accuracy falls below 0.7")
    policy = store.latest(Policy)
    assert policy.standing and (policy.every_days, policy.most_s, policy.floor) == (7.0, 300.0, 0.7)
    assert "without asking again" in told.text
    approval = schedule_of(store, policy)
    assert "promote never" in approval.words and approval.id != policy.id, "its schedule goes on as it was approved"
    asked = _say(deployed, "retrain", "when will it be retrained?")
    assert "It is due next on" in asked.text and "promote never" in asked.text and not asked.cards
    kept = len(store.find(Policy))
    refused = _say(deployed, "retrain", "retrain it weekly, at most 5 minutes, only on weekends")
    assert "“only on weekends” is a bound that I cannot keep" in refused.text and len(store.find(Policy)) == kept
    for words in ("retrain it every day", "retrain it every day until Christmas, at most 1 minute"):
        _say(deployed, "retrain", words)
        assert store.latest(Policy).standing is False, "another schedule needs bounds of its own"
    assert "ten years" in _say(deployed, "retrain", "retrain it every 999999999999 weeks, at most 1 minute").text
    ended = _say(deployed, "retrain", "stop retraining it every week")
    assert "revoked" in ended.text and store.latest(Policy).revoked
    known = len(store.find(Policy)), len(store.find(Proposal))
    assert "no standing policy" in _say(deployed, "retrain", "no more retraining").text
    assert (len(store.find(Policy)), len(store.find(Proposal))) == known


def test_a_folder_and_a_condition_in_one_sentence_are_both_kept_and_one_folder_is_one_monitor(deployed, monkeypatch):
    store, folder = deployed.app.store, deployed.folder / "both"
    folder.mkdir()
    rows(300, 31).to_csv(folder / "2026-05.csv", index=False)
    monkeypatch.chdir(deployed.folder)
    text = "watch both and tell me when its accuracy falls below 0.65"
    told = _say(deployed, "watch", text, source="both")
    assert store.latest(Policy).floor == 0.65 and "I watch the folder both" in told.text
    name = store.latest(Policy).model
    known = len(store.find(DriftReport))
    _say(deployed, "check_drift", "is it still fine in both?", source="both")
    assert len(store.find(DriftReport)) == known
    assert "I do not watch /data/else for" in _say(deployed, "watch", "stop watching /data/else.").text
    assert str(folder.resolve()) in [m.settings["source"] for m in monitors(deployed.app.services, name)]
    _say(deployed, "watch", "stop watching both", source="both")
    assert str(folder.resolve()) not in [m.settings["source"] for m in monitors(deployed.app.services, name)]


def test_the_bound_of_a_policy_or_a_promotion_is_none_of_the_goal():
    policy, visit = Command(name="retrain", args={}), SimpleNamespace(text="retrain it weekly, at most 5 minutes")
    assert _said_by(visit, policy, Command(name="set_budget", args={"seconds": 300}))
    assert not _said_by(visit, policy, Command(name="set_budget", args={"seconds": 60}))
    gated = SimpleNamespace(text="promote it if its latency is under 5 ms")
    assert _said_by(gated, Command(name="promote", args={}), Command(name="constrain", args={"max_latency_ms": 5.0}))
    gated.text += " from now on"
    assert not _said_by(
        gated, Command(name="promote", args={}), Command(name="constrain", args={"max_latency_ms": 5.0})
    )
    once = SimpleNamespace(text="retrain it, at most 5 minutes")
    assert not _said_by(once, policy, Command(name="set_budget", args={"seconds": 300}))


def test_one_figure_within_chance_does_not_gainsay_a_monitor_that_sees_a_loss(deployed):
    """On few rows the metric varies much, while the errors row by row show over time that the relation has turned."""
    services, folder, told = deployed.app.services, deployed.folder, ""
    services.understand = by_json
    for usual, turned in ((50, 9), (60, 12)):
        table = pd.concat([rows(usual, 70 + usual), rows(turned, 170 + turned, turned=True)])
        table.to_csv(folder / f"some_turned_{turned}.csv", index=False)
        told = deployed.say(("check_drift", {"source": str(folder / f"some_turned_{turned}.csv")})).text
    assert services.store.latest(DriftReport).verdict == "harmful", told
    assert "got worse" in told and "could differ so by chance, but" in told
    assert "Chance alone can" not in told


@pytest.mark.parametrize(
    ("verdict", "way", "says"),
    [
        ("harmful", "", "by chance, but looked at row by row and over time there is a loss"),
        ("harmful", "better", "is better, but looked at row by row and over time there is a loss"),
        ("harmful", "worse", "So it is worse now"),
        ("none", "worse", "not by enough to say that the model itself got worse"),
        ("none", "", "Chance alone"),
    ],
)
def test_a_figure_beside_the_one_before_agrees_with_the_verdict(verdict, way, says):
    report = DriftReport(
        id="r1", monitor_id="m1", batch="b", drifted=False, severity=0.1, verdict=verdict,
        details={"realised": {"score": 0.8, "batches": 2}}, made_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert says in compared(way, report, plain=False)


def test_predicted_rows_that_wait_are_looked_at_when_somebody_asks(deployed):
    services, name = deployed.app.services, "churn-churn"
    folder = folder_of_scored(services.home, name)
    folder.mkdir(parents=True, exist_ok=True)
    rows(60, 21).drop(columns="churn").assign(prediction="no").to_parquet(folder / "2026-05-01-120000-abcdef.parquet")
    assert rows_waiting(services, name) >= 60
    deployed.say(("check_drift", {}))
    assert rows_waiting(services, name) == 0
    assert "2026-05-01-120000-abcdef.parquet" in {r.batch for r in services.store.find(DriftReport)}
