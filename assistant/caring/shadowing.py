"""The challenger beside the champion on the rows that came while both were there, as their true values become known.

Two kinds of rows count: those that a service answered and that were labelled since (what both said then is on record),
and labelled rows of watched files that came after the challenger was named (both are asked about them now).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.caring.comparing import latency
from assistant.caring.gate_words import is_clearly, said_gates
from assistant.caring.gates import gates_of
from assistant.caring.kept import Loaded, loaded
from assistant.caring.labelling import ledger
from assistant.caring.monitors import folder_of_scored, reports_of
from assistant.caring.plainly import plain_comparison
from assistant.caring.sources import labelled_rows
from assistant.services import Services
from assistant.serving.log import CHALLENGER, ROW_ID, VERSION, read_logged
from assistant.understanding.slots.gates import FIGURE, limit_said
from lifecycle import registry
from store.errors import DuplicateFact
from store.records import Alias, Gates, ModelVersion, PromotionReport, Suggestion, metric

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 20_000
"""Labelled rows compared, the newest."""
LEAST_ROWS = 100
"""Fewer labelled rows are shown, and never suggest anything."""
_QUIET_DAYS = 7.0


@dataclass(frozen=True)
class Shadowed:
    """How a challenger does beside the champion."""

    champion: ModelVersion
    challenger: ModelVersion
    since: datetime
    """When the later of the two was named."""
    recorded: int
    """Rows of which a service recorded what both said."""
    report: PromotionReport | None
    """Both on the labelled ones among the rows since; None while there are none."""

    def lines(self, *, plain: bool = False, asked: str = "") -> tuple[str, ...]:
        """The same in a few sentences.

        Args:
            plain: without names of metrics.
            asked: the question, which may be whether it is clearly better, as good, or worse by more than a figure.
        """
        head = (
            f"Version {self.challenger.version} has shadowed version {self.champion.version} since "
            f"{self.since:%Y-%m-%d %H:%M} UTC: what both said is on record for {wording.count(self.recorded, 'row')}."
        )
        if self.report is None:
            return head, "No true values of rows since then are known yet, so nothing can be compared."
        few = "" if self.report.n >= LEAST_ROWS else f" That is little: {LEAST_ROWS} rows or more say something."
        said = (plain_comparison(self.report) if plain else "") or self.report.sentences[0]
        return judged(self.report, asked, plain=plain), f"{said}{few}", head


def judged(report: PromotionReport, asked: str = "", *, plain: bool = False) -> str:
    """Whether a challenger is what is asked of it, by the gain on the same rows and its interval.

    Args:
        report: the comparison; gains are in the metric's unit, above 0 where the challenger is better.
        asked: "is it clearly better?", "at least as good?", "not worse by more than 0.01?"; else whether it is better.
        plain: without figures.
    """
    gain, low, high = report.gain, report.low, report.high
    if gain is None:
        return "Whether it is better cannot be told from these rows."
    worse = _WORSE_BY.search(asked)
    tolerance = limit_said(worse["n"], worse["unit"]) if worse else said_gates(asked, Gates()).tolerance
    least = -tolerance
    between = "" if plain or low is None or high is None else f" (its gain lies between {low:+.2g} and {high:+.2g})"
    if tolerance or _AS_GOOD.search(asked):
        what = f"worse by more than {tolerance:g}" if tolerance else "worse"
        if low is not None and low >= least:
            return f"It is not {what}, beyond chance{between}."
        if high is not None and high < least:
            return f"It is {what}, beyond chance{between}."
        return f"It is probably {'not ' * (gain >= least)}{what}, but chance could bring that{between}."
    if low is not None and low > 0:
        return f"It is clearly better{between}."
    if high is not None and high < 0:
        return f"It is clearly worse{between}."
    if is_clearly(asked):
        return f"It is not clearly better: chance could bring what is seen{between}."
    way = "better" if gain > 0 else "worse" if gain < 0 else "neither better nor worse"
    return f"It is {way} on these rows, but chance could bring that{between}."


_WORSE_BY = re.compile(rf"\bworse\s+by\s+(?:any )?(?:more than|over|at most|up to)\s+{FIGURE}", re.IGNORECASE)
_AS_GOOD = re.compile(r"\b(?:as good|no worse|not (?:any )?worse|on (?:a )?par|keeps? up)\b", re.IGNORECASE)


def shadowed(services: Services, name: str) -> Shadowed | None:
    """The challenger of a model beside its champion; None where one of the two is not named.

    Raises:
        BadData: the files of one of them are gone or damaged.
    """
    moves = _named(services, name)
    if moves is None:
        return None
    champion, challenger = (registry.version(services.store, name, m.version or 0) for m in moves)
    since = max(m.moved_at for m in moves)
    ours, theirs = loaded(services, challenger), loaded(services, champion)
    both = _recorded(folder_of_scored(services.home, name), champion.version, challenger.version)
    parts = [p for p in (_labelled(both, services, name, ours), _watched(services, name, since, ours, theirs)) if p]
    report = _compared(services, (champion, theirs), (challenger, ours), parts) if parts else None
    return Shadowed(champion, challenger, since, len(both), report)


def suggested(services: Services, name: str) -> Suggestion | None:
    """A suggestion to look at a challenger that is better than the champion beyond chance; the same once in a week."""
    moves = _named(services, name)
    if moves is None or moves[1].version is None:
        return None
    now = services.clock()
    told = services.store.find(Suggestion, model=name, cause="challenger", version=moves[0].version)
    if any(s.made_at > now - timedelta(days=_QUIET_DAYS) for s in told):
        return None
    found = shadowed(services, name)
    report = found.report if found is not None else None
    if report is None or report.n < LEAST_ROWS or report.low is None or report.low <= 0:
        return None
    made = Suggestion(
        id=f"{moves[1].id}-better-{now:%Y%m%d}",
        model=name,
        cause="challenger",
        action="look",
        sentence=(
            f"The challenger of {name}, version {report.candidate}, is better than the champion on the same "
            f"{report.n:,} rows in use: {metric(report.metric).label} {report.candidate_score:.4g} against "
            f"{report.champion_score:.4g}. Say “put version {report.candidate} in production” to have it proposed."
        ),
        version=moves[0].version,
        evidence=(moves[0].id, moves[1].id),
        expected_gain=report.gain,
        gain_low=report.low,
        gain_high=report.high,
        made_at=now,
    )
    with suppress(DuplicateFact):  # another process was quicker
        services.store.append(made)
        return made
    return None


def _named(services: Services, name: str) -> tuple[Alias, Alias] | None:
    """The newest moves of champion and challenger, where both point to a version and not to the same."""
    found = []
    for alias in (registry.CHAMPION, CHALLENGER):
        moves = registry.history(services.store, name, alias)
        if not moves or moves[-1].version is None:
            return None
        found.append(moves[-1])
    return (found[0], found[1]) if found[0].version != found[1].version else None


def _recorded(folder: Path, champion: int, challenger: int) -> pd.DataFrame:
    """Rows of which both versions' words are on record: the champion's, and the challenger's with the suffix `_of`."""
    import pandas as pd

    used, other = read_logged(folder.glob("*.parquet")), read_logged((folder / CHALLENGER).glob("*.parquet"))
    if used is None or other is None or ROW_ID not in used.columns or ROW_ID not in other.columns:
        return pd.DataFrame()
    ours = used[used[VERSION] == champion].drop_duplicates(ROW_ID)
    said = other[other[VERSION] == challenger].drop_duplicates(ROW_ID)
    words = [c for c in said.columns if _is_word(c)]
    return ours.merge(said[[ROW_ID, *words]], on=ROW_ID, suffixes=("", "_of"))


def _is_word(column: str) -> bool:
    return column == "prediction" or column.startswith("probability_")


def _labelled(both: pd.DataFrame, services: Services, name: str, ours: Loaded) -> tuple[Any, Any, Any] | None:
    """Truth, the challenger's word and the champion's of the recorded rows that were labelled."""
    labels = ledger(folder_of_scored(services.home, name), ours.task.target)
    if both.empty or not len(labels):
        return None
    rows = both.assign(_truth=both[ROW_ID].map(labels)).dropna(subset="_truth").tail(MOST_ROWS)
    if rows.empty:
        return None
    words = [c for c in both.columns if _is_word(c) and not c.endswith("_of")]
    theirs = rows[words]
    return rows["_truth"], rows[[f"{c}_of" for c in words]].set_axis(words, axis=1), theirs


def _watched(
    services: Services, name: str, since: datetime, ours: Loaded, theirs: Loaded
) -> tuple[Any, Any, Any] | None:
    """The same of labelled rows of watched files that were looked at since; both are asked now."""
    scored = folder_of_scored(services.home, name)
    recent = frozenset(
        r.id
        for r in reports_of(services, name)
        if r.made_at >= since and Path(str(r.details.get("path", ""))).parent != scored
    )
    rows, _ = labelled_rows(services, name, recent) if recent else (None, ())
    needed = {**ours.signature, **theirs.signature}
    if rows is None or any(c not in rows.columns for c in needed):
        return None
    rows = rows.tail(MOST_ROWS).reset_index(drop=True)
    return rows[ours.task.target], ours(rows), theirs(rows)


def _compared(
    services: Services,
    champion: tuple[ModelVersion, Loaded],
    challenger: tuple[ModelVersion, Loaded],
    parts: list[tuple[Any, Any, Any]],
) -> PromotionReport:
    import pandas as pd

    from lifecycle.promotion import Contender, promotion

    truth, ours, theirs = (pd.concat(list(p), ignore_index=True) for p in zip(*parts, strict=True))
    measuring = challenger[1].measuring()

    def contender(model: ModelVersion, whole: Loaded, said: pd.DataFrame) -> Contender:
        return Contender(
            model.version, measuring.predicted(said), latency_ms=latency(services, whole), size_bytes=whole.size_bytes
        )

    return promotion(
        champion[0].name,
        contender(*challenger, ours),
        contender(*champion, theirs),
        measuring,
        truth=measuring.truth(truth),
        gates=gates_of(services, challenger[0]),
        resamples=300,
    )
