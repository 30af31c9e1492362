"""Looks after the recommender: what it predicted of runs beside what came, as reports of a monitor of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from assistant.cards import ExplanationCard
from assistant.caring.alerts import RECOMMENDER, alert_of_report, send_on
from assistant.caring.monitors import add_monitor
from assistant.caring.reported import verdict_words
from assistant.services import Services
from lifecycle.recommending import BLOCK, Outcome, judge_block
from store.errors import DuplicateFact
from store.records import DriftReport, Monitor

if TYPE_CHECKING:
    from assistant.visit import Visit

_PERSON = "sextant"
_SHOWN = 12
_FIGURES = {"calibration": ".0%", "regret": ".3f", "cost": ".2f"}
_JUDGED = """
WITH judged AS (
  SELECT n.id, n.set_id, n.rank, n.score_low, n.score_high, n.cost_s, r.run_id, r.task_id, r.score, r.baseline,
    r.wall_s, r.higher_is_better, r.ended_at,
    row_number() OVER (PARTITION BY r.run_id ORDER BY n.made_at DESC) AS newest,
    row_number() OVER (PARTITION BY n.id ORDER BY r.ended_at) AS first
  FROM facts.recommendation n JOIN runs r ON r.goal_id = n.goal_id AND r.variant_id = n.variant_id
    AND r.queued_at >= n.made_at
  WHERE r.state = 'ok' AND r.score IS NOT NULL AND n.score IS NOT NULL),
best AS (
  SELECT task_id, CASE WHEN any_value(higher_is_better) THEN max(score) ELSE min(score) END AS best, count(*) AS scored
  FROM runs WHERE state = 'ok' AND score IS NOT NULL GROUP BY task_id)
SELECT j.* EXCLUDE (newest, first), b.best, b.scored, row_number() OVER (PARTITION BY j.set_id ORDER BY j.rank) AS place
FROM judged j JOIN best b ON b.task_id = j.task_id
WHERE j.newest = 1 AND j.first = 1 ORDER BY j.ended_at, j.run_id"""


def recommender_reports(services: Services) -> tuple[DriftReport, ...]:
    """What was seen of the recommender, oldest first."""
    ids = tuple(m.id for m in services.store.find(Monitor, model=RECOMMENDER))
    return services.store.find(DriftReport, monitor_id=ids) if ids else ()


def look_at_recommender(services: Services) -> list[DriftReport]:
    """Judges every whole block of outcomes that was not judged yet; a block is looked at once, whatever restarts."""
    done = list(recommender_reports(services))
    seen = {run for report in done for run in report.details["runs"]}
    rows = services.store.frame(_JUDGED)
    rows = rows[~rows["run_id"].isin(seen)].reset_index(drop=True)
    made: list[DriftReport] = []
    for start in range(0, len(rows) - BLOCK + 1, BLOCK):
        block = rows.iloc[start : start + BLOCK]
        judged = judge_block(
            [_outcome({str(k): v for k, v in r.items()}) for r in block.to_dict("records")], [d.details for d in done]
        )
        first = BLOCK * len(done) + 1
        report = DriftReport(
            id=f"{RECOMMENDER}-{judged.details['runs'][0]}",
            monitor_id=add_monitor(services, RECOMMENDER, _PERSON, None).id,
            batch=f"recommended runs {first:,} to {first + BLOCK - 1:,}",
            drifted=judged.verdict != "none",
            severity=judged.severity,
            details=judged.details,
            verdict=judged.verdict,
            reasons=judged.reasons,
            rows=len(block),
            made_at=services.clock(),
        )
        try:
            services.store.append(report)
        except DuplicateFact:  # another process was quicker
            continue
        done.append(report)
        made.append(report)
    return made


def _outcome(row: dict[str, Any]) -> Outcome:
    low, high, took, expected = (_number(row[c]) for c in ("score_low", "score_high", "wall_s", "cost_s"))
    inside = None if low is None or high is None else bool(low <= row["score"] <= high)
    error = abs(math.log(took / expected)) if took and expected else None
    return Outcome(str(row["run_id"]), inside, error, _regret(row))


def _regret(row: dict[str, Any]) -> float | None:
    """Of the best placed run of a set: the share of what is to be gained over the baseline that it leaves to others."""
    baseline = _number(row["baseline"])
    if row["place"] != 1 or row["scored"] < 2 or baseline is None:
        return None
    sign = 1.0 if row["higher_is_better"] else -1.0
    gained, most = sign * (row["score"] - baseline), sign * (row["best"] - baseline)
    return None if most <= 0 else float(min(max(1.0 - gained / most, 0.0), 1.0))


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def recommender_lines(services: Services) -> list[str]:
    """Whether the recommender is still good, in a few sentences."""
    reports = recommender_reports(services)
    if not reports:
        n = len(services.store.frame(_JUDGED))
        return [
            f"I judge my own recommendations in blocks of {BLOCK} runs that ended with a score; so far there "
            f"{'is' if n == 1 else 'are'} {n}, so I cannot say yet."
        ]
    newest = reports[-1]
    worse = newest.verdict == "harmful"
    head = "No: my recommendations got worse." if worse else "Yes: my recommendations are as good as before."
    return [head, *newest.reasons, f"Looked at so far: {BLOCK * len(reports):,} recommended runs."]


def recommender_card(services: Services) -> ExplanationCard | None:
    """The three figures of every block, the newest first; None before the first block."""
    reports = recommender_reports(services)
    if not reports:
        return None
    rows = []
    for report in reversed(reports[-_SHOWN:]):
        looks = report.details["looks"]
        figures = [f"{looks[w]['value']:{how}}" if w in looks else "–" for w, how in _FIGURES.items()]
        rows.append((report.batch.removeprefix("recommended "), verdict_words(report), *figures))
    return ExplanationCard(
        title="Is the recommender still good?",
        sentences=reports[-1].reasons,
        columns=("block", "what was seen", "inside the interval", "regret", "times off by a factor"),
        rows=tuple(rows),
    )


def recommender_timeline(reports: tuple[DriftReport, ...]) -> list[dict[str, Any]]:
    """One line a block and figure, for pictures: block, what, value, usual, worse."""
    return [
        {"batch": r.batch.removeprefix("recommended "), **{k: look[k] for k in ("what", "value", "usual", "worse")}}
        for r in reports
        for look in r.details["looks"].values()
    ]


def tell_of_recommender(visit: Visit) -> None:
    """Says in a conversation whether Sextant's own recommendations are still good."""
    services = visit.services
    for report in look_at_recommender(services):
        alert = alert_of_report(services, RECOMMENDER, report)
        if alert is not None:
            send_on(services, alert)
    for line in recommender_lines(services):
        visit.say(line)
    card = recommender_card(services)
    if card is not None:
        visit.show(card)
