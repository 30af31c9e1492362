"""Monitors: what is watched of a model, and the watches that look at new rows of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.caring.kept import Loaded, importance, in_use, loaded
from assistant.services import Services
from assistant.unseen import unseen_of_model
from store.errors import BadRequest, DuplicateFact
from store.records import DriftReport, ModelVersion, Monitor, standing

if TYPE_CHECKING:
    import pandas as pd

    from lifecycle.watching import Watch

MOST_REFERENCE = 3_000
"""Rows of the reference; a sample where there are more."""
MOST_BATCH = 5_000
"""Rows of a batch that are looked at; a sample where there are more."""
_LEAST_LABELLED = 0.9
DATE = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01])(?=(?:\d{4}|\d{6})?(?!\d))|(?!\d))"
)
"""A date or month in a file's name, a time of day behind it or not; digits of longer numbers are none."""
SCORED = "scored"
"""The source that stands for rows scored by Sextant itself, as far as they were logged."""


def monitors(services: Services, model: str | None = None) -> tuple[Monitor, ...]:
    """The monitors in force: the newest of each model and source, unless it was stopped."""
    found = services.store.find(Monitor) if model is None else services.store.find(Monitor, model=model)
    newest = {(m.model, m.settings.get("source")): m for m in found}
    return tuple(m for m in newest.values() if not m.settings.get("stopped"))


def add_monitor(services: Services, model: str, person: str, source: str | None, **settings: Any) -> Monitor:
    """Watches a source of rows for a model: a folder, a file, `SCORED`, or None for tables given by hand.

    The same source again gives the monitor that is there.
    """
    for known in monitors(services, model):
        if known.settings.get("source") == source:
            return known
    made = Monitor(
        id=services.new_id("monitor"),
        model=model,
        settings={"source": source, **settings},
        person=person,
        made_at=services.clock(),
    )
    services.store.append(made)
    return made


def stop_monitor(services: Services, monitor: Monitor, person: str) -> Monitor:
    """Stops watching a source; its reports stay."""
    ended = Monitor(
        id=services.new_id("monitor"),
        model=monitor.model,
        settings={**monitor.settings, "stopped": True},
        person=person,
        made_at=services.clock(),
    )
    services.store.append(ended)
    return ended


def reports_of(services: Services, model: str, version: int | None = None) -> tuple[DriftReport, ...]:
    """What the monitors of a model saw, of one version or of all, in the order in which the rows came."""
    ids = {m.id for m in services.store.find(Monitor, model=model)}
    found = [r for i in sorted(ids) for r in services.store.find(DriftReport, monitor_id=i)]
    if version is not None:
        found = [r for r in found if r.details.get("version") in (None, version)]
    return tuple(sorted(standing(found), key=lambda r: (moment_of(r), r.made_at)))


def moment_of(report: DriftReport) -> datetime:
    """When the rows of a report come from: the date in the batch's name, else when they were looked at."""
    match = DATE.search(report.batch)
    if match is None:
        return report.made_at
    year, month, day = match.groups()
    try:
        return report.made_at.replace(year=int(year), month=int(month), day=int(day or 15))
    except ValueError:  # the 31st of a shorter month is no date
        return report.made_at


class Watches:
    """The watches of this process: each is learned once from its reference and then takes batches. Any thread."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Watch] = {}
        self._ids: dict[tuple[str, str], list[str]] = {}
        self._lock = threading.RLock()

    def look(
        self,
        services: Services,
        monitor: Monitor,
        frame: pd.DataFrame,
        batch: str,
        *,
        report_id: str | None = None,
        more: dict[str, Any] | None = None,
        made_at: Callable[[], datetime] | None = None,
    ) -> DriftReport:
        """Looks at a batch with the version in use and records what was seen.

        Args:
            services: the parts.
            monitor: whose batch it is.
            frame: rows with the input columns, and with the target where it is known.
            batch: its name.
            report_id: of the report, so that the same batch is never looked at twice; a new one where None.
            more: kept with the report's details.
            made_at: the moment of the report; the present one where None.

        Raises:
            BadRequest: that batch was looked at before, or the model has too few rows to compare with.
        """
        from experiments.workflows.gaps import codes_as_missing

        model = in_use(services, monitor.model)
        whole = loaded(services, model)
        key = monitor.id, model.id
        ident = report_id or services.new_id("drift")
        if services.store.find(DriftReport, id=ident):
            raise BadRequest(f"{batch} was looked at before; its report is {ident}.")
        with self._lock:
            watch = self._watch(services, monitor, model, whole, key)
            if replaced := set((more or {}).get("replaces", ())):  # corrected true values: what was seen by others goes
                watch.forget()
                before = reports_of(services, model.name, model.version)
                watch.resume([r for r in before if r.monitor_id == monitor.id and r.id not in replaced])
            self._ids[key].append(ident)
            rows = frame if len(frame) <= MOST_BATCH else frame.sample(MOST_BATCH, random_state=0)
            truth = _labels(rows, whole)
            inputs = rows[[c for c in whole.signature if c in rows.columns]]
            if truth is not None:
                inputs, truth = inputs[truth.notna()], truth[truth.notna()]
            inputs = codes_as_missing(inputs.reset_index(drop=True), whole.task.codes)
            report = watch.observe(inputs, batch=batch, truth=truth)
            moment = {"made_at": made_at()} if made_at is not None else {}
            details = {**report.details, **(more or {}), "version": model.version, "all_rows": len(frame)}
            report = report.model_copy(update={"details": details, **moment})
            try:
                services.store.append(report)
            except DuplicateFact as error:
                raise BadRequest(f"{batch} was looked at before; its report is {ident}.") from error
        return report

    def _watch(
        self, services: Services, monitor: Monitor, model: ModelVersion, whole: Loaded, key: tuple[str, str]
    ) -> Watch:
        if key not in self._made:
            self._ids[key] = []
            self._made[key] = _learned(services, monitor, model, whole, lambda _prefix: self._ids[key].pop())
            before = [r for r in reports_of(services, model.name, model.version) if r.monitor_id == monitor.id]
            self._made[key].resume(before)
        return self._made[key]


WATCHES = Watches()
"""One for the process: learning what is usual takes seconds."""


def _learned(
    services: Services, monitor: Monitor, model: ModelVersion, whole: Loaded, new_id: Callable[[str], str]
) -> Watch:
    """A watch whose reference are the rows of the model's own table as fits saw them that had not learned from them."""
    from lifecycle.watching import LEAST_REFERENCE, Settings, Watch

    known = unseen_of_model(services, model)
    if known is None:
        raise BadRequest(
            f"{model.name} version {model.version} has no kept predictions of rows it was not fitted on, so there is "
            "nothing to compare new rows with. Run its variant again and keep the model from that run."
        )
    if len(known) < LEAST_REFERENCE:
        raise BadRequest(
            f"{model.name} version {model.version} was tested on {len(known):,} rows only; {LEAST_REFERENCE} are "
            "needed to tell a change from chance. Labelled rows still tell how good it is."
        )
    if len(known) > MOST_REFERENCE:
        known = known.sample(MOST_REFERENCE, random_state=0).reset_index(drop=True)
    table = services.known_frame(whole.task.version_id, whole.task.codes)
    reference = table.iloc[known["row"]].reset_index(drop=True)[list(whole.signature)]

    def predict(frame: pd.DataFrame) -> pd.DataFrame:
        # the kept model has learned the reference by heart; what counts there is what it said without having seen it
        return known if frame is reference else whole(frame)

    minded = {c: v for c, v in importance(services, model).items() if c in reference.columns}
    return Watch(
        reference,
        known["truth"],
        predict,
        whole.measuring(),
        monitor_id=monitor.id,
        clock=services.clock,
        new_id=new_id,
        settings=Settings(tolerance=monitor.settings.get("tolerance"), importance=minded or None),
    )


def _labels(rows: pd.DataFrame, whole: Loaded) -> pd.Series | None:
    """The true values of a batch, None while most of them are not there yet."""
    target = whole.task.target
    if target not in rows.columns or rows[target].notna().mean() < _LEAST_LABELLED:
        return None
    return rows[target]


def folder_of_scored(home: Path, model: str) -> Path:
    """Where scored rows of a model are logged."""
    return home / SCORED / model
