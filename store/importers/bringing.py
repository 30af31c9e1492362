"""Importing in one call, for the command line and the conversation: read, refuse what nobody can tell, record."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from store.errors import BadRequest
from store.home import expanded
from store.importers import ImportPlan, apply, importer_of
from store.knowledge import KnowledgeStore
from store.records import ImportAct, ImportedSpace

_UNDIRECTED = "metric ?"
"""How a metric is written of which nobody has said which way it is better."""


def plan_of(
    source: str,
    *,
    kind: str | None = None,
    workflow: str | None = None,
    take: Mapping[str, str] | None = None,
    store: KnowledgeStore | None = None,
) -> ImportPlan:
    """What would be imported from a source; see `Importer.read`.

    Args:
        source: path or URL.
        kind: which importer, where the source should not be looked at to tell.
        workflow: name to import under.
        take: column to what it is to be taken as.
        store: where runs of the workflow may have been recorded before: what was said of unclear columns then holds
            until something else is said.
    """
    plain = source if "://" in source else str(expanded(source))
    if os.path.exists(plain) and not (os.path.isfile(plain) or os.path.isdir(plain)):
        raise BadRequest(f"{plain} is a pipe or a device, and might never end. Write it to a file, and name that.")
    importer, wishes = importer_of(plain, kind), dict(take or {})
    plan = importer.read(plain, workflow=workflow, take=wishes)
    before = _said_before(store, plan) if store is not None else {}
    return importer.read(plain, workflow=workflow, take={**before, **wishes}) if before else plan


def _said_before(store: KnowledgeStore, plan: ImportPlan) -> dict[str, str]:
    """What columns that no rule explains, and metrics without a direction, were taken as at the last import."""
    found: dict[str, str] = {}
    for part in plan.spaces:
        act = store.latest(ImportAct, workflow=part.space.workflow)
        known = store.get(ImportedSpace, act.space_id).columns if act is not None else {}
        unclear = [t.column for t in part.taken if not t.sure or t.text == _UNDIRECTED]
        found |= {c: known[c] for c in unclear if known.get(c, _UNDIRECTED) != _UNDIRECTED}
    return found


def bring_in(
    store: KnowledgeStore, plan: ImportPlan, person: str, clock: Callable[[], datetime], *, accept: bool = False
) -> dict[str, Any]:
    """Records a plan whose columns are clear.

    Args:
        store: where it is recorded.
        plan: what `plan_of` found.
        person: who imports.
        clock: tells the time, UTC.
        accept: record it although the role of some columns is doubtful; they are kept as context then.

    Raises:
        BadRequest: nobody has said what some columns are; or there is nothing to import.

    Returns:
        The report: new, known and changed runs by workflow.
    """
    if plan.doubtful and not accept:
        raise BadRequest(
            f"I cannot tell whether {_named(plan.doubtful)} was chosen or measured. Say what each is, such as "
            f"{plan.doubtful[0]}=parameter or {plan.doubtful[0]}=metric max, or accept that they are kept beside."
        )
    if not any(s.runs for s in plan.spaces):
        reasons = "; ".join(f"{count:,} × {reason}" for reason, count in plan.all_skipped().items())
        told = any(s.space.metrics for s in plan.spaces)
        advice = "" if told else " No column was taken as a metric; say which is one, such as result=metric max."
        raise BadRequest(f"There is nothing to import in {plan.source}: {reasons or 'it has no runs'}.{advice}")
    return apply(store, plan, person, clock).report()


def sentence_of(plan: ImportPlan, done: Mapping[str, Mapping[str, int]] | None) -> str:
    """A plan, or what came of it, in a sentence or two."""
    runs = sum(len(s.runs) for s in plan.spaces)
    names = _named(tuple(s.space.workflow for s in plan.spaces), last=" and ")
    left = sum(plan.all_skipped().values())
    more = f" {left:,} {_are(left)} left out." if left else ""
    if done is None:
        return f"{_runs(runs)}{f' of {names}' if names else ''} would be imported.{more}"
    new, known = sum(done["new"].values()), sum(done["known"].values())
    changed = sum(done["changed"].values())
    if changed and changed == new:
        return f"{_runs(changed)} of {names} {_are(changed)} read anew, {known:,} {_are(known)} as before.{more}"
    anew = f", {changed:,} of them known and read anew" if changed else ""
    return f"{_runs(new)} of {names} {_are(new)} new{anew}, {known:,} {'was' if known == 1 else 'were'} known.{more}"


def _runs(number: int) -> str:
    return f"{number:,} run{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _named(names: tuple[str, ...], last: str = ", ") -> str:
    """The first names; where each is the name of something, `last` is what the last one follows."""
    if len(names) > 5:
        return f"{', '.join(names[:5])} and {len(names) - 5} more"
    return last.join((*([", ".join(names[:-1])] if len(names) > 1 else []), *names[-1:]))
