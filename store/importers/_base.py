"""The port of importers: read a source without changing anything, look at the plan, then record it.

A member finds the runs of its source and says what it knows of their columns. All else is the same for every source:
which columns are parameters, metrics and costs (`roles`), runs in Sextant's words (`wording`), and what is new.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store.errors import BadData, BadRequest
from store.importers.roles import Taken, corrected, recognise
from store.importers.wording import RawRun, Skipped, runs_of, space_of
from store.knowledge import KnowledgeStore
from store.records import OWN_KEY, ImportAct, ImportedRun, ImportedSpace, VariationPoint, content_hash


@dataclass(frozen=True)
class Gathered:
    """The runs of one workflow as a member found them in its source."""

    workflow: str
    runs: tuple[RawRun, ...]
    told: tuple[Taken, ...] = ()
    """Columns whose role the source itself tells."""
    points: tuple[VariationPoint, ...] = ()
    """Ranges, where the source declares them."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Reason to number of runs the member left out."""
    notes: tuple[str, ...] = ()
    """Anything else a person should know, one sentence each."""


@dataclass(frozen=True)
class SpacePlan:
    """What would be imported of one workflow."""

    space: ImportedSpace
    taken: tuple[Taken, ...]
    runs: tuple[ImportedRun, ...]
    skipped: Mapping[str, int]
    notes: tuple[str, ...]

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Columns that nobody can tell the role of but the person."""
        return tuple(t.column for t in self.taken if not t.sure)

    def report(self) -> dict[str, Any]:
        """The plan in JSON values."""
        configured = [r.variant.id for r in self.runs if r.variant is not None]
        return {
            "workflow": self.space.workflow,
            "runs": len(self.runs),
            "configurations": len(set(configured)),
            "runs_of_unknown_configuration": len(self.runs) - len(configured),
            "datasets": len({r.dataset for r in self.runs}),
            "by_status": _counts(r.status for r in self.runs),
            "parameters": list(self.space.parameters),
            "metrics": dict(self.space.metrics),
            "columns": [
                {"column": t.column, "as": t.text, "name": t.name, "why": t.why, "sure": t.sure} for t in self.taken
            ],
            "skipped": dict(self.skipped),
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class ImportPlan:
    """What would be imported, before anything is: a dry run."""

    source: str
    """Path or URL, without user names and passwords."""
    tool: str
    spaces: tuple[SpacePlan, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Reason to number of records of workflows of which no run is left."""
    notes: tuple[str, ...] = ()

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Columns whose role the person should say."""
        return tuple(dict.fromkeys(c for s in self.spaces for c in s.doubtful))

    def report(self) -> dict[str, Any]:
        """The plan in JSON values."""
        return {
            "source": self.source,
            "tool": self.tool,
            "runs": sum(len(s.runs) for s in self.spaces),
            "skipped": self.all_skipped(),
            "doubtful": list(self.doubtful),
            "workflows": [s.report() for s in self.spaces],
            "notes": list(self.notes),
        }

    def all_skipped(self) -> dict[str, int]:
        """Reason to number of records left out, over the whole source."""
        total: dict[str, int] = {}
        for part in (self.skipped, *(s.skipped for s in self.spaces)):
            for reason, count in part.items():
                total[reason] = total.get(reason, 0) + count
        return total


@dataclass
class ImportedReport:
    """What an import did."""

    new: dict[str, int] = field(default_factory=dict)
    """Workflow to runs that were added."""
    known: dict[str, int] = field(default_factory=dict)
    """Workflow to runs that were there already, read just so."""
    changed: dict[str, int] = field(default_factory=dict)
    """Workflow to runs among the new that were there already, but read differently."""

    def report(self) -> dict[str, Any]:
        """The report in JSON values."""
        return {"new": self.new, "known": self.known, "changed": self.changed}


class Importer(ABC):
    """Reads the runs of one kind of source.

    A member keeps no state, changes nothing in its source, and gives the same answer for the same content: a run's
    key must not depend on where the source lies or on when it is read.
    """

    kind: str
    """Its name, as people write it: small letters and dashes."""
    title: str
    """What it reads, in a few words."""
    tool: str
    """The tool that made the runs."""

    @abstractmethod
    def recognises(self, source: str) -> bool:
        """Whether the source looks like one of this kind; a quick look that never fails."""

    @abstractmethod
    def gather(self, source: str) -> tuple[Gathered, ...]:
        """The runs of the source, by workflow.

        Raises:
            BadData: the source is not there, is damaged, or is of another kind.
        """

    def read(self, source: str, *, workflow: str | None = None, take: Mapping[str, str] | None = None) -> ImportPlan:
        """What would be imported; nothing is recorded.

        Args:
            source: path or URL.
            workflow: name to import under, where the source holds one workflow; of several, the only one to import.
            take: corrections, column to role; see `roles.corrected`.

        Raises:
            BadData: the source cannot be read.
            BadRequest: there is no such workflow or column, or a correction contradicts itself.
        """
        found = _chosen(self.gather(source), workflow, source)
        wishes = dict(take or {})
        plans = tuple(self._planned(g, wishes) for g in found)
        columns = {n for p in plans for t in p.taken for n in (t.column, t.name)}
        unknown = [c for c in wishes if c not in columns]
        if unknown:
            raise BadRequest(f"There is no column {unknown[0]!r} in {shown(source)}; there are {_listed(plans)}.")
        kept = tuple(p for p in plans if p.runs or p.doubtful)  # what nobody has explained may be the very metric
        rest = Skipped()
        for plan in plans:
            for reason, count in plan.skipped.items() if plan not in kept else ():
                rest(reason, count)
        return ImportPlan(shown(source), self.tool, kept, rest.counts, _notes(kept))

    def _planned(self, found: Gathered, wishes: Mapping[str, str]) -> SpacePlan:
        names = list(dict.fromkeys(c for run in found.runs for c in run.values))
        columns = {name: [run.values.get(name) for run in found.runs] for name in names}
        taken = recognise(columns, found.told)
        present = {n for t in taken for n in (t.column, t.name)}
        taken = corrected(taken, {c: w for c, w in wishes.items() if c in present})
        skipped = Skipped(found.skipped)
        runs = runs_of(found.workflow, found.runs, taken, skipped)
        space = space_of(found.workflow, self.tool, taken, found.points)
        return SpacePlan(space, taken, runs, skipped.counts, found.notes)


def apply(store: KnowledgeStore, plan: ImportPlan, person: str, clock: Callable[[], datetime]) -> ImportedReport:
    """Records what a plan holds; what is known already is left as it is, so applying again changes nothing.

    Args:
        store: where it is recorded; each workflow in one transaction.
        plan: as `Importer.read` made it.
        person: who imports.
        clock: tells the time, UTC.
    """
    done = ImportedReport()
    for part in (s for s in plan.spaces if s.runs):
        _record(store, plan, part, person, clock(), done)
    return done


def _record(
    store: KnowledgeStore, plan: ImportPlan, part: SpacePlan, person: str, now: datetime, done: ImportedReport
) -> None:
    workflow = part.space.workflow
    current = _current(store, workflow)
    fresh: list[ImportedRun] = []
    changed = 0
    exported = [r.source_key for r in part.runs if r.source_key.startswith(OWN_KEY)]
    own, elsewhere = _own(store, [k.removeprefix(OWN_KEY) for k in exported]), _imported(store, exported)
    for run in part.runs:
        if run.source_key.removeprefix(OWN_KEY) in own:
            continue  # it came from here, and comes back
        there = current.get(run.source_key)
        if there is not None:
            key, reading = there
            if run.read_as(reading).id == key:
                continue
            run = run.read_as(reading + 1)
            changed += 1
        elif run.source_key in elsewhere:
            continue  # Sextant exported it, and it was imported under another name
        fresh.append(run)
    latest = store.latest(ImportAct, workflow=workflow)
    done.new[workflow] = done.new.get(workflow, 0) + len(fresh)
    done.known[workflow] = done.known.get(workflow, 0) + len(part.runs) - len(fresh)
    done.changed[workflow] = done.changed.get(workflow, 0) + changed
    if not fresh and latest is not None and latest.space_id == part.space.id:
        return
    content = {
        "workflow": workflow,
        "space_id": part.space.id,
        "source": plan.source,
        "person": person,
        "new": len(fresh),
        "known": len(part.runs) - len(fresh),
        "skipped": dict(part.skipped),
    }
    act = ImportAct(id=content_hash({**content, "at": now.isoformat()}, 32), imported_at=now, **content)
    store.append(part.space, *fresh, act)


def _current(store: KnowledgeStore, workflow: str) -> dict[str, tuple[str, int]]:
    """Source key to id and reading of the runs that count now."""
    frame = store.frame(
        "SELECT source_key, id, reading FROM facts.imported_run WHERE workflow = ? ORDER BY reading, seq", [workflow]
    )
    return {k: (i, int(r)) for k, i, r in zip(frame["source_key"], frame["id"], frame["reading"], strict=True)}


def _own(store: KnowledgeStore, ids: list[str]) -> set[str]:
    """Those of the ids that are runs of this very store."""
    found: set[str] = set()
    if ids:
        for table in ("run", "imported_run"):
            frame = store.frame(f"SELECT id FROM facts.{table} WHERE id IN (SELECT unnest(?))", [ids])
            found |= set(frame["id"])
    return found


def _imported(store: KnowledgeStore, keys: list[str]) -> set[str]:
    """Those of the keys that runs of any workflow here have."""
    if not keys:
        return set()
    sql = "SELECT source_key FROM facts.imported_run WHERE source_key IN (SELECT unnest(?))"
    return set(store.frame(sql, [keys])["source_key"])


def _chosen(found: tuple[Gathered, ...], workflow: str | None, source: str) -> tuple[Gathered, ...]:
    if not found:
        raise BadData(f"There are no runs in {shown(source)}.")
    if workflow is None:
        return found
    named = tuple(g for g in found if g.workflow == workflow)
    if named:
        return named
    if len(found) > 1:
        names = ", ".join(g.workflow for g in found[:20])
        raise BadRequest(f"{shown(source)} has no workflow {workflow!r}; it has {names}.")
    one = found[0]
    return (Gathered(workflow, one.runs, one.told, one.points, one.skipped, one.notes),)


def _notes(plans: tuple[SpacePlan, ...]) -> tuple[str, ...]:
    return tuple(
        f"{p.space.workflow}: nobody said which way {name} is better; say so with {name}=metric max or metric min."
        for p in plans
        for name, direction in p.space.metrics.items()
        if direction is None
    )


def _listed(plans: tuple[SpacePlan, ...]) -> str:
    names = list(dict.fromkeys(t.column for p in plans for t in p.taken))
    return ", ".join(names[:40]) + (" and others" if len(names) > 40 else "")


def _counts(values: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found


def shown(source: str) -> str:
    """The source without user name and password, as it may be shown and kept."""
    from urllib.parse import urlsplit, urlunsplit

    if "://" not in source:
        return source
    parts = urlsplit(source)
    host = parts.hostname or ""
    return urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host, query="", fragment=""))
