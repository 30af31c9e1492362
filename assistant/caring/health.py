"""Is a model still fine, and why did it get worse: answers from what its monitors saw."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from assistant import wording
from assistant.cards import Bars, ExplanationCard
from assistant.caring.monitors import moment_of
from assistant.caring.reported import batch_first, batch_words, is_unread, telling, verdict_words
from assistant.periods import Period
from assistant.plain import plain_figure, plain_metric
from store.records import DriftReport, metric

Words = Callable[[DriftReport], Sequence[str]]
"""Why a report came to its verdict, in the words of whoever asks."""
_SHOWN = 8
_MOST_COLUMNS = 8


_ASKS_FOR_HARM = re.compile(
    r"\b(?:worse\w*|degrad\w*|decay\w*|declin\w*|deteriorat\w*|suffer\w*|broken?|bad|wrong|stale|outdated|problems?"
    r"|troubles?|issues?|fail\w*|losing|lost)\b",
    re.IGNORECASE,
)
_ASKS_FOR_CHANGE = re.compile(r"\b(?:drift\w*|chang\w*|shift\w*|different)\b", re.IGNORECASE)


def _answers(asked: str) -> tuple[str, str, str]:
    """Yes or no where it got worse, where only the inputs changed, and where all is as usual, by what was asked."""
    if _ASKS_FOR_CHANGE.search(asked):
        return "Yes", "Yes", "No"
    return ("Yes", "No", "No") if _ASKS_FOR_HARM.search(asked) else ("No", "Yes", "Yes")


def health_lines(
    model: str,
    version: int,
    reports: Sequence[DriftReport],
    metric_name: str,
    asked: str = "",
    *,
    seen: Sequence[DriftReport] | None = None,
    plain: Words | None = None,
    counted: bool = True,
) -> list[str]:
    """Whether a model is still fine, in at most four lines: the answer, why, what may be unseen, how much was seen.

    Args:
        model: its name.
        version: the one in use.
        reports: those of this version that the answer is about, oldest first.
        metric_name: of its task.
        asked: the question, which may be for the good or for the bad.
        seen: all of this version, where the answer is about some of them.
        plain: gives the reasons in everyday words, for people who do not build models; None for the report's own.
        counted: whether to tell how many batches were looked at; not where one was asked about by its name.
    """
    last, every = reports[-1], reports if seen is None else seen
    if is_unread(last):
        return _unread_lines(model, version, reports, metric_name, asked, every, plain)
    newest = telling(reports)
    worse, changed, usual = _answers(asked)
    batches = wording.count(len(every), "batch", "batches")
    bad = [r for r in every if r.verdict == "harmful" and not is_unread(r)]
    moved = [r for r in every if r.verdict == "harmless"]
    if newest.verdict == "harmful":
        first = _since(reports[: reports.index(newest) + 1])
        head = f"{worse}: {model} version {version} got worse, first seen in {batch_words(first)}."
    elif newest.verdict == "harmless":
        begin = f"{changed}," if _ASKS_FOR_CHANGE.search(asked) else f"{changed}, but"
        head = f"{begin} its inputs have changed: so far that costs {model} version {version} nothing that matters."
    elif newest.details.get("realised"):
        head = f"{usual}: {model} version {version} is as good as when it was measured."
    else:
        head = f"{usual}: the newest rows of {model} version {version} look as usual."
    why = [*(newest.reasons[:2] if plain is None else plain(newest)[-3:])]
    if newest.verdict == "harmful" and newest.severity > 0 and plain is None:
        why.append(f"Expected loss: {newest.severity:.3g} in {metric(metric_name).label}.")
    lines = [head, *([" ".join(why)] if why else [])]
    if newest is not last:
        lines.append(f"{batch_first(last)} came without true values, so nothing shows that this has gone.")
    if newest.verdict == "none":
        lines += _limit(newest, metric(metric_name).label, plain is not None)
    unread = sum(map(is_unread, every))
    counts = f"{len(bad)} harmful, {len(moved)} harmless" if bad or moved else "all as usual"
    counts += f" but {unread} that cannot be read" if unread else ""
    told = [f"Looked at so far: {batches}, {counts}; the newest: {batch_words(last)}."]
    return [*lines, *(told if counted else [])]


def _unread_lines(
    model: str, version: int, reports: Sequence[DriftReport], metric_name: str, asked: str,
    every: Sequence[DriftReport], plain: Words | None,
) -> list[str]:  # fmt: skip
    """What batches before the newest one told, which cannot be read, and why not."""
    said = reports[-1].reasons if plain is None else plain(reports[-1])
    why = f"{batch_first(reports[-1])} tells nothing. {' '.join(said[:1])}"
    before = [r for r in reports if not is_unread(r)]
    if not before:
        return [f"I cannot say whether {model} version {version} is fine: {why}"]
    first, *rest = health_lines(model, version, before, metric_name, asked, seen=every, plain=plain)
    return [first, why, *rest]


def _limit(report: DriftReport, label: str, plain: bool) -> list[str]:
    """What could be there unseen: a loss that matters, but that chance brings as well on so few rows."""
    least, matters = report.details.get("detectable"), report.details.get("tolerance")
    if not report.details.get("realised") or least is None or matters is None or least <= matters:
        return []
    if plain:
        return [
            f"Only {report.rows:,} rows came at a time, so a small loss would not show yet; more at a time tell more."
        ]
    return [
        f"On batches of {report.rows:,} rows a loss below {least:.2g} in {label} cannot be told from chance; one of "
        f"{matters:.2g} would matter. Larger batches show smaller ones."
    ]


def _since(reports: Sequence[DriftReport]) -> DriftReport:
    """The first of the harmful reports that the newest one goes on with."""
    first = reports[-1]
    for report in (r for r in reversed(reports) if not is_unread(r)):
        if report.verdict != "harmful":
            break
        first = report
    return first


def health_card(
    model: str, reports: Sequence[DriftReport], metric_name: str, plain: Words | None = None
) -> ExplanationCard:
    """The newest report with its columns, and the batches before it."""
    newest = reports[-1]
    heads, rows = _table(reports[: -_SHOWN - 1 : -1], metric_name, plain=plain is not None)
    return ExplanationCard(
        title=f"Is {model} still fine?",
        sentences=tuple(newest.reasons if plain is None else plain(newest)) or ("Nothing was seen.",),
        bars=column_bars([newest], "Which columns have moved?", plain=plain is not None),
        columns=heads,
        rows=rows,
    )


def _table(
    reports: Sequence[DriftReport], metric_name: str, *, plain: bool
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The heads and a line for each batch; without the loss in the metric's unit for who does not build models."""
    heads = ("batch", "what was seen", plain_metric(metric_name) if plain else metric(metric_name).label)
    rows = [(batch_words(r), verdict_words(r), _score(r, metric_name, plain=plain)) for r in reports]
    days = [f"{moment_of(r):%Y-%m-%d}" for r in reports]
    if plain:
        return (*heads, "day"), tuple((*row, day) for row, day in zip(rows, days, strict=True))
    losses = [f"{r.severity:.2g}" if r.severity else "none" for r in reports]
    lines = zip(rows, losses, days, strict=True)
    return (*heads, "expected loss", "day"), tuple((*row, loss, day) for row, loss, day in lines)


def column_bars(reports: Sequence[DriftReport], title: str, *, plain: bool) -> Bars | None:
    """The columns that drifted, by the largest distance from what is usual; None where none did."""
    found: dict[str, float] = {}
    for report in reports:
        for seen in report.details.get("drifted", ()):
            found[_subject(seen)] = max(found.get(_subject(seen), 0.0), float(seen["z"]))
    ordered = sorted(found.items(), key=lambda pair: -pair[1])[:_MOST_COLUMNS]
    if not ordered:
        return None
    return Bars(
        title=f"{title.rstrip('?')}, in multiples of their usual ups and downs?" if plain else title,
        labels=tuple(name for name, _ in ordered),
        values=tuple(min(value, 99.0) for _, value in ordered),
        unit="×" if plain else "σ",
    )


def _subject(seen: dict[str, Any]) -> str:
    whole = {"domain": "all columns together", "prediction": "predictions", "estimated": "estimated performance"}
    return whole.get(seen["test"], str(seen["subject"]))


def _score(report: DriftReport, metric_name: str, *, plain: bool) -> str:
    """The measured score, else the estimated one, in words."""
    measured, estimated = report.details.get("realised") or {}, report.details.get("estimated") or {}
    known = measured if measured.get("score") is not None else estimated
    score = known.get("score")
    if score is None:
        return "not known"
    said = plain_figure(score, metric_name) if plain else f"{score:.3f}"
    return said if known is measured else f"{said}{', as far as one can tell' if plain else ' estimated'}"


def why_lines(
    model: str, reports: Sequence[DriftReport], period: Period | None, metric_name: str, plain: Words | None = None
) -> tuple[list[str], ExplanationCard | None]:
    """Why a model got worse in a stretch of time: figures before and in it, what moved, and what that points to.

    Args:
        model: its name.
        reports: all of its reports, oldest first.
        period: what the person named; None for the last time that it got worse.
        metric_name: its metric.
        plain: as of `health_lines`.
    """
    at_last = period is None
    if period is None:
        period = _last_time(reports)
        if period is None:
            looked = wording.count(len(reports), "was", "were")
            return [f"No batch so far shows that {model} got worse: {looked} looked at."], None
    inside = [r for r in reports if period.holds(moment_of(r))]
    before = [r for r in reports if moment_of(r) < period.start]
    if not inside:
        return [unseen(reports, period)], None
    bad = [r for r in inside if r.verdict == "harmful"]
    label = metric(metric_name).label
    told = (
        _before_and_in(before, inside, period, label)
        if plain is None
        else _plainly(before, inside, period, metric_name)
    )
    lines = [told]
    if not bad:
        batches = wording.count(len(inside), "batch", "batches")
        lines.append(f"{period.when[0].upper()}{period.when[1:]} nothing harmful was seen in {batches}.")
        lines += list((inside[-1].reasons if plain is None else plain(inside[-1]))[:1])
        return [line for line in lines if line], None
    lines.append(_cause(bad))
    heads, rows = _table([*before[-3:], *inside][-12:], metric_name, plain=plain is not None)
    card = ExplanationCard(
        title=f"Why did {model} get worse{'' if at_last else ' ' + period.when}?",
        sentences=tuple(dict.fromkeys(s for r in bad for s in (r.reasons if plain is None else plain(r))))[:6],
        bars=column_bars(bad, "Which columns moved then?", plain=plain is not None),
        columns=heads,
        rows=rows,
    )
    return [line for line in lines if line], card


def unseen(reports: Sequence[DriftReport], period: Period) -> str:
    """That no rows were seen in a stretch of time, and of when those are that were."""
    seen = f"{moment_of(reports[0]):%Y-%m-%d} to {moment_of(reports[-1]):%Y-%m-%d}"
    return f"I saw no rows {period.when}. The batches I know are from {seen}."


def _last_time(reports: Sequence[DriftReport]) -> Period | None:
    """The last batches that were harmful without a break; None where none was."""
    last = max((i for i, r in enumerate(reports) if r.verdict == "harmful" and not is_unread(r)), default=None)
    if last is None:
        return None
    first = _since(reports[: last + 1])
    end = moment_of(reports[last]) + timedelta(microseconds=1)
    return Period("when it last got worse", moment_of(first), end, "")


def _before_and_in(before: Sequence[DriftReport], inside: Sequence[DriftReport], period: Period, label: str) -> str:
    then, now = _mean(before), _mean(inside)
    if now is None:
        return f"No true values came for the rows {period.when}, so what it cost is an estimate."
    if then is None:
        return f"{label} was {now:.3f} on average {period.when}."
    return f"{label} was {now:.3f} on average {period.when}, against {then:.3f} before."


def _plainly(before: Sequence[DriftReport], inside: Sequence[DriftReport], period: Period, metric_name: str) -> str:
    """The same about cases, for somebody who does not build models."""
    then, now = _mean(before), _mean(inside)
    if now is None:
        return f"The outcomes of the rows {period.when} are not known, so what it cost is an estimate."
    said = f"{period.when[0].upper()}{period.when[1:]}: {wording.plain_score(now, metric_name)}"
    return f"{said}." if then is None else f"{said}; before: {wording.plain_score(then, metric_name)}."


def _mean(reports: Sequence[DriftReport]) -> float | None:
    known = [
        r.details["realised"]["score"] for r in reports if (r.details.get("realised") or {}).get("score") is not None
    ]
    return sum(known) / len(known) if known else None


def _cause(bad: Sequence[DriftReport]) -> str:
    """What the drift points to: rows that cannot be used, other inputs, or a changed relation."""
    read = [r for r in bad if not is_unread(r)]
    if not read:
        return "Rows came that the model could not use; see what is wrong with the files first."
    subjects = [_subject(s) for r in read for s in r.details.get("drifted", ())]
    named = [s for s in dict.fromkeys(subjects) if s not in ("all columns together", "predictions")]
    if named:
        said = f"The rows were others than before, above all in {wording.listed(named, 3)}."
        alike = [r for r in read if _lost_alone(r)]
        return f"{said} {_relation_too(alike)}" if alike else said
    if any(r.details.get("realised") for r in read):
        return "The inputs look as before, so what the target depends on has changed: the relation, not the rows."
    return "Which part of the rows is behind it cannot be told yet; labels would tell."


def _lost_alone(report: DriftReport) -> bool:
    """Whether true values of this batch alone show a loss although its inputs look as before."""
    realised = report.details.get("realised") or {}
    return realised.get("batches") == 1 and not report.details.get("drifted")


def _relation_too(alike: Sequence[DriftReport]) -> str:
    which = batch_words(alike[0]) if len(alike) == 1 else f"{len(alike)} batches, such as {batch_words(alike[0])}"
    return f"In {which}, they look as before and it got worse all the same: there the relation has changed."
