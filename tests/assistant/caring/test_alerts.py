"""Alerts are sent to a real mail server and a real address, once for a group, and can be acknowledged and silenced."""

import json
import socketserver
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

import pytest

from assistant.caring import alerts
from assistant.caring.alerts import act_on, alert_of_report, alert_of_suggestion, groups, send_again, send_on
from assistant.services import Services
from store.memory import MemoryStore
from store.records import AlertDelivery, DriftReport, Suggestion
from store.settings import Settings
from tests.store import facts


class _Mail(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as taking a letter needs."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        letter, inside = [], False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if inside:
                inside = line != "."
                letter.append(line)
                if not inside:
                    self.server.letters.append("\n".join(letter))
                    self.wfile.write(b"250 taken\r\n")
                continue
            word = line[:4].upper()
            inside = word == "DATA"
            self.wfile.write({"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}.get(word, b"250 ok\r\n"))
            if word == "QUIT":
                return


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.told = self.headers["Authorization"]
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def servers():
    mail, hook = socketserver.TCPServer(("127.0.0.1", 0), _Mail), HTTPServer(("127.0.0.1", 0), _Hook)
    mail.letters, hook.got = [], []
    threads = [threading.Thread(target=s.serve_forever, daemon=True) for s in (mail, hook)]
    for thread in threads:
        thread.start()
    yield mail, hook
    for server, thread in zip((mail, hook), threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def services(tmp_path):
    now, ids = [facts.NOON], facts.Ids()
    made = Services(MemoryStore(), tmp_path, lambda: now[0], ids, None, None, None)  # alerts need no more of it
    made.on = lambda hours: now.__setitem__(0, now[0] + timedelta(hours=hours))
    return made


def report(n: int, verdict: str = "harmful") -> DriftReport:
    return DriftReport(
        id=f"r{n}", monitor_id="m", batch=f"week-{n}", drifted=True, severity=0.05, details={"version": 1},
        verdict=verdict, reasons=("The model got worse.",), rows=500, made_at=facts.at(n),
    )  # fmt: skip


def settings_of(servers) -> Settings:
    mail, hook = servers
    return Settings(
        alert_mail="ops@example.org",
        alert_smtp=f"127.0.0.1:{mail.server_address[1]}",
        alert_webhook=f"http://127.0.0.1:{hook.server_port}/",
    )


def test_an_alert_is_sent_once_for_its_group_and_again_a_day_later(services, servers):
    chosen = settings_of(servers)
    first = alert_of_report(services, "churn", report(1))
    assert [d.ok for d in send_on(services, first, chosen)] == [True, True]
    assert alert_of_report(services, "churn", report(1)) is None, "a report is told of once"
    services.on(2)
    assert send_on(services, alert_of_report(services, "churn", report(2)), chosen) == ()
    services.on(30)
    assert len(send_on(services, alert_of_report(services, "churn", report(3)), chosen)) == 2
    mail, hook = servers
    assert len(mail.letters) == 2 and "Subject: Sextant: churn needs a look" in mail.letters[0]
    assert "week-1" in mail.letters[0] and [g["about"] for g in hook.got] == ["r1", "r3"]


def suggestion(cause: str, *evidence: str) -> Suggestion:
    return Suggestion(id=f"s-{cause}", model="churn", cause=cause, action="retrain", sentence="Retrain it.", version=1,
                      evidence=evidence, made_at=facts.at(1))  # fmt: skip


def test_one_trouble_is_one_alert_though_it_makes_a_suggestion_too(services):
    alert_of_report(services, "churn", report(1))
    assert alert_of_suggestion(services, suggestion("drift", "r1")) is None
    assert alert_of_suggestion(services, suggestion("floor", "r1")), "a person asked to be told of that"
    assert len(groups(services)) == 2
    services.on(48)
    late = alert_of_suggestion(services, suggestion("drift", "r9"))
    assert late is not None, "nobody was told of that report, which came while Sextant was closed"


def test_what_was_seen_or_silenced_waits_no_more(services, servers):
    chosen = settings_of(servers)
    alert = alert_of_report(services, "churn", report(1))
    assert groups(services)[0].open
    act_on(services, alert.group, "acknowledge", "ada")
    assert not groups(services)[0].open
    services.on(1)
    alert_of_report(services, "churn", report(2))
    assert groups(services)[0].open, "a new alert of the group waits again"
    act_on(services, alert.group, "silence", "ada", days=7)
    services.on(48)
    assert send_on(services, alert_of_report(services, "churn", report(3)), chosen) == ()
    services.on(24 * 7)
    assert groups(services)[0].silenced is None
    assert len(send_on(services, alert_of_report(services, "churn", report(4)), chosen)) == 2


def test_harmless_batches_alert_nobody_and_a_dead_server_is_recorded(services):
    assert alert_of_report(services, "churn", report(1, "harmless")) is None
    dead = Settings(alert_webhook="http://127.0.0.1:9/", alert_mail="x@example.org", alert_smtp="127.0.0.1:9")
    sent = send_on(services, alert_of_report(services, "churn", report(2)), dead)
    assert [d.ok for d in sent] == [False, False] and all(d.detail for d in sent)
    assert len(services.store.find(AlertDelivery)) == 2


def test_what_could_not_be_sent_is_sent_later_by_the_channel_that_failed(services, servers):
    chosen = settings_of(servers)
    no_mail = Settings(alert_webhook=chosen.alert_webhook, alert_mail="x@example.org", alert_smtp="127.0.0.1:9")
    alert = alert_of_report(services, "churn", report(1))
    assert [(d.channel, d.ok) for d in send_on(services, alert, no_mail)] == [("webhook", True), ("mail", False)]
    assert send_again(services, chosen) == (), "it waits a little after a failure"
    services.on(1)
    assert [(d.channel, d.ok) for d in send_again(services, chosen)] == [("mail", True)]
    services.on(1)
    assert send_again(services, chosen) == () and len(servers[0].letters) == len(servers[1].got) == 1


def test_what_was_recorded_and_never_sent_is_sent_with_the_next_round_while_it_waits(services, servers):
    chosen = settings_of(servers)
    alert_of_report(services, "churn", report(1))  # and here Sextant was killed
    assert len(send_again(services, chosen)) == 2 and send_again(services, Settings()) == ()
    services.on(3)
    seen = alert_of_report(services, "wine", report(2))
    act_on(services, seen.group, "acknowledge", "ada")
    alert_of_report(services, "late", report(3))
    services.on(25)
    assert send_again(services, chosen) == (), "one was seen, the other is a day old"


class _Trickle(BaseHTTPRequestHandler):
    """Says something every moment and never ends, or sends those who post elsewhere."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/login":
            self.send_response(302)
            self.send_header("Location", "/fine")
            self.end_headers()
            return
        with suppress(OSError):
            while not self.server.over.wait(0.05):
                self.wfile.write(b"x")

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def odd():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Trickle)
    server.over = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_receiver_that_never_ends_is_given_up(services, odd, monkeypatch):
    monkeypatch.setattr(alerts, "_WHOLE_S", 0.3)
    alert = alert_of_report(services, "churn", report(1))
    began = time.monotonic()
    (sent,) = send_on(services, alert, Settings(alert_webhook=f"{odd}/hook"))
    assert not sent.ok and "no whole answer" in sent.detail and time.monotonic() - began < 8


def test_an_alert_that_was_sent_elsewhere_did_not_arrive(services, odd):
    (sent,) = send_on(services, alert_of_report(services, "churn", report(1)), Settings(alert_webhook=f"{odd}/login"))
    assert not sent.ok and "302" in sent.detail


def test_a_password_in_the_address_is_sent_as_one_and_told_nowhere(services, servers):
    address = f"http://ada:s%40crets@127.0.0.1:{servers[1].server_port}/"
    alert = alert_of_report(services, "churn", report(1))
    (lost,) = send_on(services, alert, Settings(alert_webhook="http://ada:s%40crets@127.0.0.1:9/"))
    assert not lost.ok and "crets" not in lost.detail
    services.on(1)
    (sent,) = send_on(services, alert, Settings(alert_webhook=address))
    assert sent.ok and servers[1].told == "Basic YWRhOnNAY3JldHM="


def test_a_letter_has_a_date_and_an_id(services, servers):
    chosen = settings_of(servers)
    send_on(services, alert_of_report(services, "churn", report(1)), chosen)
    (letter,) = servers[0].letters
    assert "Date: Sun, 01 Mar 2026 12:00:00 +0000" in letter and "Message-ID: <" in letter


def test_alerts_of_a_clock_that_was_ahead_keep_no_later_one_back(services, servers):
    chosen = settings_of(servers)
    services.on(24 * 365)
    assert len(send_on(services, alert_of_report(services, "churn", report(1)), chosen)) == 2
    services.on(-24 * 364)
    act_on(services, groups(services)[0].name, "acknowledge", "ada")
    assert not groups(services)[0].open, "what was seen was seen, whatever its date"
    assert len(send_on(services, alert_of_report(services, "churn", report(2)), chosen)) == 2
