"""Alerts: told in the app, sent on by webhook and mail, grouped, acknowledged, silenced."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from assistant.caring.reported import batch_words
from assistant.services import Services
from store.errors import DuplicateFact
from store.records import Alert, AlertAct, AlertDelivery, DriftReport, Suggestion
from store.settings import Settings

QUIET = timedelta(hours=24)
"""Alerts of the same group are sent on at most once in that time; all of them are kept."""
RECOMMENDER = "sextant-recommender"
"""Its name among those of the models that are watched."""
_TIMEOUT_S, _WHOLE_S = 10.0, 20.0
"""Seconds within which a server must say something, and within which all of a sending must be over."""
_MOST_ANSWER_BYTES = 65_536
_AGAIN, _MOST_DOUBLED = timedelta(minutes=1), 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Group:
    """Alerts about the same trouble, and what was done about them."""

    name: str
    alerts: tuple[Alert, ...]
    """Oldest first."""
    acknowledged: AlertAct | None
    """The newest acknowledgement, if nothing came after it."""
    silenced: AlertAct | None
    """The silence in force."""

    @property
    def newest(self) -> Alert:
        """The last of them."""
        return self.alerts[-1]

    @property
    def open(self) -> bool:
        """Whether it waits to be seen."""
        return self.acknowledged is None and self.silenced is None


def groups(services: Services, model: str | None = None) -> tuple[Group, ...]:
    """All groups of alerts, the newest first; of one model or of all."""
    found: dict[str, list[Alert]] = {}
    for alert in services.store.find(Alert) if model is None else services.store.find(Alert, model=model):
        found.setdefault(alert.group, []).append(alert)
    made = [_group(services, name, tuple(alerts)) for name, alerts in found.items()]
    return tuple(sorted(made, key=lambda g: g.newest.made_at, reverse=True))


def _group(services: Services, name: str, alerts: tuple[Alert, ...]) -> Group:
    acts = services.store.find(AlertAct, group=name)
    seen = next((a for a in reversed(acts) if a.act == "acknowledge"), None)
    last = next((a for a in reversed(acts) if a.act in ("silence", "wake")), None)
    silent = last is not None and last.act == "silence" and (last.until is None or last.until > services.clock())
    return Group(
        name=name,
        alerts=alerts,
        acknowledged=seen if seen is not None and _covers(seen, alerts[-1]) else None,
        silenced=last if silent else None,
    )


def _covers(seen: AlertAct, newest: Alert) -> bool:
    return seen.acted_at >= newest.made_at if seen.newest is None else seen.newest == newest.id


def act_on(services: Services, group: str, act: str, person: str, days: float | None = None) -> AlertAct:
    """Acknowledges a group, silences it for so many days (None: until woken), or wakes it again."""
    until = services.clock() + timedelta(days=days) if act == "silence" and days is not None else None
    alerts = services.store.find(Alert, group=group)
    made = AlertAct.model_validate(
        {"id": services.new_id("act"), "group": group, "act": act, "until": until, "person": person,
         "newest": alerts[-1].id if alerts else None, "acted_at": services.clock()}
    )  # fmt: skip
    services.store.append(made)
    return made


def alert_of_report(services: Services, model: str, report: DriftReport) -> Alert | None:
    """An alert where a report is harmful; None elsewhere, and where it was made before."""
    if report.verdict != "harmful":
        return None
    unreadable = bool(report.details.get("unreadable"))
    cause: Literal["drift", "unreadable", "recommender"] = "unreadable" if unreadable else "drift"
    if model == RECOMMENDER:
        cause = "recommender"
    return recorded(
        services,
        Alert(
            id=f"alert-{report.id}",
            group=f"{model}-{report.details.get('version', 0)}-{cause}",
            model=model,
            cause=cause,
            severity=report.severity,
            sentence=f"{model}, {batch_words(report)}: " + " ".join(report.reasons[:2]),
            about=report.id,
            made_at=services.clock(),
        ),
    )


def alert_of_suggestion(services: Services, suggestion: Suggestion) -> Alert | None:
    """An alert that work is worth proposing; None where it was made before, or told of with the drift behind it.

    One trouble is one alert: what a report of a drift suggests stands with it on the page Monitors and as a plan.
    """
    if suggestion.cause == "drift" and services.store.find(Alert, about=tuple(suggestion.evidence)):
        return None
    return recorded(
        services,
        Alert(
            id=f"alert-{suggestion.id}",
            group=f"{suggestion.model}-{suggestion.version or 0}-{suggestion.cause}-suggestion",
            model=suggestion.model,
            cause="suggestion",
            severity=max(suggestion.expected_gain or 0.0, 0.0),
            sentence=suggestion.sentence,
            about=suggestion.id,
            made_at=services.clock(),
        ),
    )


def recorded(services: Services, alert: Alert) -> Alert | None:
    """Keeps an alert; None where it was made before."""
    if services.store.find(Alert, id=alert.id):
        return None
    try:
        services.store.append(alert)
    except DuplicateFact:
        return None
    return alert


def send_on(services: Services, alert: Alert, settings: Settings | None = None) -> tuple[AlertDelivery, ...]:
    """Sends an alert to webhook and mail, where they are set and its group was not told of lately or silenced.

    What could not be sent is recorded as such; nothing is raised.
    """
    settings = settings or Settings.read()
    group = _group(services, alert.group, services.store.find(Alert, group=alert.group))
    if group.silenced is not None:
        return ()
    ways: list[tuple[str, Callable[[], None]]] = []
    if settings.alert_webhook:
        address = settings.alert_webhook
        ways.append(("webhook", lambda: _post(address, alert)))
    if settings.alert_mail:
        to, server = settings.alert_mail, settings.alert_smtp
        ways.append(("mail", lambda: _mail(to, server, alert)))
    sent = _sent(services, group, alert)
    due = [(channel, send) for channel, send in ways if _is_due(services, [d for d in sent if d.channel == channel])]
    return tuple(_delivered(services, alert, channel, send) for channel, send in due)


def send_again(services: Services, settings: Settings | None = None) -> tuple[AlertDelivery, ...]:
    """Sends on what waits to be seen and was not sent: a server was away, or Sextant was ended before it could be.

    After each failure it waits twice as long; what is older than a day is left to the page Monitors.
    """
    settings = settings or Settings.read()
    if not settings.alert_webhook and not settings.alert_mail:
        return ()
    fresh = [g.newest for g in groups(services) if g.open and services.clock() - g.newest.made_at < QUIET]
    return tuple(delivery for alert in fresh for delivery in send_on(services, alert, settings))


def _sent(services: Services, group: Group, alert: Alert) -> list[AlertDelivery]:
    """What was sent of an alert, and of its group shortly before."""
    near = [a.id for a in group.alerts if a.id == alert.id or abs(alert.made_at - a.made_at) < QUIET]
    return list(services.store.find(AlertDelivery, alert_id=tuple(near)))


def _is_due(services: Services, sent: list[AlertDelivery]) -> bool:
    """Whether a channel has not told of it yet, and the last failure is long enough ago."""
    if not sent:
        return True
    wait = _AGAIN * 2 ** min(len(sent), _MOST_DOUBLED)
    return not any(d.ok for d in sent) and abs(services.clock() - max(d.sent_at for d in sent)) >= wait


def _delivered(services: Services, alert: Alert, channel: str, send: Callable[[], None]) -> AlertDelivery:
    trouble = ""
    try:
        _in_time(send)
    except Exception as error:  # whatever a network does must not stop the watching
        trouble = f"{type(error).__name__}: {str(error)[:200]}"
        _log.warning("alert %s could not be sent by %s: %s", alert.id, channel, trouble)
    made = AlertDelivery.model_validate(
        {"id": services.new_id("delivery"), "alert_id": alert.id, "channel": channel, "ok": not trouble,
         "detail": trouble, "sent_at": services.clock()}
    )  # fmt: skip
    services.store.append(made)
    return made


def _in_time(send: Callable[[], None]) -> None:
    """Sends, and gives up on a server that keeps the line busy: it must not keep the models from being watched.

    Raises:
        TimeoutError: it was not over in time; what else goes wrong is raised as it is.
    """
    ended: queue.Queue[Exception | None] = queue.Queue()

    def work() -> None:
        try:
            send()
        except Exception as error:
            ended.put(error)
        else:
            ended.put(None)

    threading.Thread(target=work, name="alert", daemon=True).start()
    try:
        trouble = ended.get(timeout=_WHOLE_S)
    except queue.Empty:
        raise TimeoutError(f"no whole answer within {_WHOLE_S:.0f} s") from None
    if trouble is not None:
        raise trouble


def _post(address: str, alert: Alert) -> None:
    from base64 import b64encode
    from urllib.error import HTTPError
    from urllib.parse import unquote, urlsplit, urlunsplit
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class Stay(HTTPRedirectHandler):
        """Goes nowhere else: a redirected POST becomes a GET without the alert, and its 200 would count as sent."""

        def redirect_request(self, *args: object) -> None:
            return None

    if not address.startswith(("http://", "https://")):
        raise ValueError(f"{address} is no http address")
    parts, headers = urlsplit(address), {"Content-Type": "application/json"}
    if parts.username is not None:  # a name and a password go into a header, and into no message of an error
        known = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(known.encode()).decode()}"
        address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    body = json.dumps(alert.content(), default=str).encode()
    request = Request(address, body, headers, method="POST")
    try:
        with build_opener(Stay).open(request, timeout=_TIMEOUT_S) as answer:
            answer.read(_MOST_ANSWER_BYTES)
    except HTTPError as error:
        error.close()
        raise


def _mail(to: str, server: str, alert: Alert) -> None:
    import smtplib
    from email.message import EmailMessage
    from email.utils import format_datetime, make_msgid

    host, _, port = server.partition(":")
    letter = EmailMessage()
    letter["Subject"] = f"Sextant: {alert.model} needs a look"
    letter["From"], letter["To"] = "sextant@localhost", to
    letter["Date"], letter["Message-ID"] = format_datetime(alert.made_at), make_msgid(domain="localhost")
    letter.set_content(
        f"{alert.sentence}\n\nExpected loss: {alert.severity:.3g}\nSeen: {alert.made_at:%Y-%m-%d %H:%M} UTC\n"
        "Open the page Monitors to acknowledge or silence this.\n"
    )
    with smtplib.SMTP(host, int(port or 25), timeout=_TIMEOUT_S) as mail:
        mail.send_message(letter)
