"""Simulated weeks of a model in use: trained, promoted, scored, drifted, alerted, retrained, promoted, rolled back."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pandas as pd
import pytest

from assistant.assembly import assemble
from assistant.caring.laying import care_id
from assistant.caring.rounds import go_round
from assistant.caring.sources import new_reports
from store.records import Experiment, Policy, Proposal, Run
from tests.assistant.scripted import by_json
from tests.assistant.test_assistant import Talk
from tests.tables import tables_folder

NAME = "flights-lift"


class Weeks:
    """A clock that is moved by hand but never stands still, so that moments keep their order."""

    def __init__(self):
        self.now, self._lock = datetime(2026, 1, 5, 8, tzinfo=UTC), threading.Lock()

    def __call__(self):
        with self._lock:
            self.now += timedelta(milliseconds=1)
            return self.now

    def on(self, days):
        with self._lock:
            self.now += timedelta(days=days)


@pytest.fixture(scope="module")
def table():
    """A real table (flight controls of an aircraft), the target cut at its median."""
    frame = pd.read_parquet(tables_folder() / "elevators.parquet").sample(frac=1.0, random_state=3)
    target = frame.columns[-1] if "Goal" not in frame.columns else "Goal"
    frame["lift"] = np.where(frame[target] > frame[target].median(), "high", "low")
    minded = [c for c in frame.columns if c not in (target, "lift")][:10]
    return frame[[*minded, "lift"]].reset_index(drop=True)


@pytest.fixture
def hook():
    """A real server that alerts are posted to."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/alerts", got
    server.shutdown()
    server.server_close()
    thread.join()


def wait_for(turn_end, talk, seconds=1_800):
    """The newest turn of that kind, once it is there; others may follow it, and a busy machine may take long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = [t for t in talk.app.assistant.turns(talk.id) if t.id.endswith(turn_end)]
        if found:
            return found[-1]
        time.sleep(0.2)
    raise AssertionError([t.text for t in talk.app.assistant.turns(talk.id)[-3:]])


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_weeks_of_a_model_in_use_are_traceable_in_sql(home, tmp_path, table, hook, monkeypatch):
    address, got = hook
    monkeypatch.setenv("SEXTANT_ALERT_WEBHOOK", address)
    clock = Weeks()
    app = assemble(home, understand=by_json, clock=clock)
    try:
        _weeks(app, Talk(app), tmp_path, table, clock, got)
    finally:
        app.close()


def _weeks(app, talk, tmp_path, table, clock, got):
    store, incoming = app.store, tmp_path / "incoming"
    incoming.mkdir()
    table[:3000].to_csv(tmp_path / "flights.csv", index=False)
    talk.say(("use_data", {"source": str(tmp_path / "flights.csv")}), ("set_goal", {"target": "lift"}))
    talk.say(("propose_runs", {"ranks": [1, 2]}))
    talk.words("yes")
    wait_for("-ended", talk)
    talk.say(("promote", {"rank": 1, "alias": "production"}))
    assert "in production" in talk.words("yes").text
    talk.say(("watch", {"source": str(incoming)}))

    weeks = [table[i : i + 500] for i in range(3000, 7500, 500)]
    for week, rows in enumerate(weeks[:4]):
        clock.on(7)
        rows.to_csv(incoming / f"week-{week}.csv", index=False)
        go_round(app.assistant)
    calm = store.query("SELECT verdict FROM drift_reports")
    # what was learned elsewhere may be suggested as soon as it is ready; of drift nothing is told
    assert (calm.verdict != "harmful").all() and not [g for g in got if g["cause"] == "drift"]
    for week, rows in enumerate(weeks[4:], 4):  # now the relation turns in two thirds of all cases
        clock.on(7)
        other = rows.copy()
        turned = np.random.default_rng(week).random(len(rows)) < 0.65
        other.loc[turned, "lift"] = np.where(rows.loc[turned, "lift"] == "high", "low", "high")
        other.to_csv(incoming / f"week-{week}.csv", index=False)
        go_round(app.assistant)
    assert len(store.query("SELECT * FROM alerts")) >= 2 and got, "it is told, and sent on"
    assert len([g for g in got if g["cause"] == "drift"]) <= 5
    assert not new_reports(app.services, next(m for m in _monitors(app) if m.settings["source"] == str(incoming)))
    assert (store.query("SELECT cause FROM suggestions").cause == "drift").any()
    assert len(store.find(Run)) == 2, "a trigger starts nothing"

    plan = talk.say(("retrain", {}))
    assert plan.cards[-1].kind == "proposal", plan.text
    assert len(store.find(Run)) == 2
    talk.words("yes")
    told = wait_for("-compared", talk)
    assert told.cards[0]["kind"] == "move", told.text
    assert "By when the rows came" in told.text, "compared on rows from before the change and on those since"
    before = store.query("SELECT aliases FROM models WHERE version = 1").aliases.iloc[0]
    assert before == "champion", "the retrained one waits for a decision"
    yes = talk.words("yes")
    assert "in production" in yes.text, (told.text, yes.text)
    moves = store.query(
        "SELECT kind, from_version, to_version, gain, decided_by, words FROM alias_moves ORDER BY moved_at"
    )
    assert moves.to_version.tolist() == [1, 2] and moves.gain.iloc[1] > 0
    talk.say(("roll_back", {}))
    talk.words("yes")
    story = store.query("""
        SELECT m.kind, m.to_version, m.decided_by, r.label, e.approved_by
        FROM alias_moves m
          JOIN models v ON v.model = m.model AND v.version = m.to_version
          JOIN runs r ON r.run_id = v.run_id JOIN experiments e ON e.experiment_id = r.experiment_id
        ORDER BY m.moved_at""")
    assert story.to_version.tolist() == [1, 2, 1] and story.kind.tolist() == ["promote", "promote", "roll_back"]
    assert set(story.decided_by) == {"ana"} and set(story.approved_by) == {"ana"}
    who = talk.say(("who_approved", {})).text
    assert "version 1" in who and "ana made it champion" in who and "experiment behind it was approved by ana" in who

    table[7500:8000].drop(columns="lift").to_csv(tmp_path / "new.csv", index=False)
    assert "500 rows" in talk.say(("score_data", {"source": str(tmp_path / "new.csv")})).text
    go_round(app.assistant)
    seen = store.query("SELECT rows FROM drift_reports WHERE batch NOT LIKE 'week%'")
    assert seen.rows.tolist() == [500], "what was scored is looked at"


def _monitors(app):
    from assistant.caring.monitors import monitors

    return monitors(app.services)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_a_standing_policy_retrains_once_a_slot_across_restarts_and_never_promotes(home, tmp_path, table):
    clock = Weeks()
    table[:800].to_csv(tmp_path / "flights.csv", index=False)
    app = assemble(home, understand=by_json, clock=clock)
    talk = Talk(app)
    try:
        talk.say(("use_data", {"source": str(tmp_path / "flights.csv")}), ("set_goal", {"target": "lift"}))
        talk.say(("propose_runs", {"ranks": [1]}))
        talk.words("yes")
        wait_for("-ended", talk)
        talk.say(("promote", {"rank": 1, "alias": "production"}))
        talk.words("yes")
        app.services.understand = _retrain
        reply = talk.words("retrain it weekly, at most 5 minutes, promote never")
        assert "promoting always needs your word" in reply.text and app.store.latest(Policy).most_s == 300
        go_round(app.assistant)
        assert len(app.store.find(Experiment)) == 1, "it is not due yet"
        at_last = app.assistant.turns(talk.id)[-1].id
        clock.on(22)
        go_round(app.assistant)
        go_round(app.assistant)
        assert len(app.store.find(Experiment)) == 2, "slots that were slept through are made up for once"
        assert app.assistant.turns(talk.id)[-1].id == at_last, "whatever else the conversation is about stays as it is"
        talk.id = care_id(NAME)
        wait_for("-compared", talk)
    finally:
        app.close()
    again = assemble(home, understand=_retrain, clock=clock)
    try:
        go_round(again.assistant)
        assert len(again.store.find(Experiment)) == 2, "after a restart nothing runs twice"
        assert again.store.query("SELECT aliases FROM models WHERE version = 1").aliases.iloc[0] == "champion"
        talk.app = again
        revoked = talk.words("stop retraining it")
        assert "revoked" in revoked.text
        clock.on(30)
        go_round(again.assistant)
        assert len(again.store.find(Experiment)) == 2
        assert again.store.latest(Proposal).plan.budget.seconds == 240, "a part of the 300 s is for the fit on all rows"
    finally:
        again.close()


def _retrain(text, context):
    from assistant.cards import Command
    from assistant.understanding.context import Understanding

    return Understanding(commands=(Command(name="retrain"),))
