"""Where a person stood when they were last here, which models are kept, and how they moved."""
# ruff: noqa: E501 - SQL broken over lines is harder to read than a long line

from __future__ import annotations

from assistant import wording
from assistant.cards import TableCard
from assistant.caring.moves import IN_USE
from assistant.numbers.parts import quoted
from assistant.visit import Visit
from lifecycle import registry
from store.records.metric import label_of


def say_where_stood(visit: Visit) -> bool:
    """Says what the person worked on last and what came of it; whether there was anything."""
    goals = visit.store.query(
        f"SELECT dataset, target, metric, stated_at FROM goals WHERE person = {quoted(visit.person)} ORDER BY stated_at DESC LIMIT 1"
    )
    if not len(goals):
        return False
    goal = goals.iloc[0]
    visit.say(
        f"Last, on {str(goal.stated_at)[:10]}, you were predicting {goal.target} in {goal.dataset}, measured by "
        f"{label_of(goal.metric)}."
    )
    visit.say(_of_runs(visit, str(goal.dataset), str(goal.target), str(goal.metric)))
    visit.say(_of_models(visit))
    if visit.draft.version_id is None:
        visit.suggest("Go on with it", f"Use {goal.dataset} and predict {goal.target}")
    return True


def _of_runs(visit: Visit, dataset: str, target: str, metric: str) -> str:
    """What ran for a goal's table and target, and the best of its metric."""
    where = f"dataset = {quoted(dataset)} AND target = {quoted(target)} AND state = 'ok'"
    runs = visit.store.query(f"SELECT count(*) AS n FROM runs WHERE {where}")
    best = visit.store.query(
        f"SELECT label, score FROM runs WHERE {where} AND metric = {quoted(metric)} AND score IS NOT NULL ORDER BY CASE WHEN higher_is_better THEN -score ELSE score END LIMIT 1"
    )
    count = int(runs["n"][0])
    if not count:
        return "No run of it has ended with a score yet."
    said = f"{wording.count(count, 'run')} ended with a score"
    if len(best):
        row = best.iloc[0]
        said += f"; the best is {row.label}, {label_of(metric)} {wording.score(float(row.score), metric)}"
    return f"{said}."


def _of_models(visit: Visit) -> str:
    """Which models are kept, and which of them are in use."""
    kept = registry.models(visit.store)
    used = [
        f"{name} version {aliases[registry.CHAMPION]}"
        for name in kept
        if registry.CHAMPION in (aliases := registry.aliases(visit.store, name))
    ]
    if used:
        return f"In production: {wording.listed(used, 3)}."
    return f"Kept, none in production: {wording.listed(list(kept), 3)}." if kept else ""


def say_kept(visit: Visit) -> None:
    """Says which models are kept, with their versions and aliases."""
    found = visit.store.query(
        "SELECT model, version, aliases, label, metric, saved_by, saved_at FROM models ORDER BY saved_at DESC"
    )
    if not len(found):
        visit.say("No model is saved yet. Say “save the best model” when runs have ended.")
        return
    visit.show(TableCard.of("Which models are kept?", found, ""))
    names = list(dict.fromkeys(found["model"]))
    visit.say(
        f"{wording.count(len(names), 'model')} in {wording.count(len(found), 'version')}: {wording.listed(names, 5)}."
    )
    visit.say(_of_models(visit))


def say_moves_of(visit: Visit, name: str) -> bool:
    """Says how a kept model or an alias moved; whether the name is one."""
    from pandas import isna

    called = registry.CHAMPION if name.casefold() in IN_USE | {"champions"} else name
    moves = visit.store.query(
        "SELECT moved_at, model, alias, kind, from_version, to_version, decided_by, reason FROM alias_moves WHERE "
        f"{quoted(called.lower())} IN (lower(model), lower(alias)) ORDER BY moved_at DESC"
    )
    saved = visit.store.query(
        f"SELECT model, version, label, saved_by, saved_at FROM models WHERE lower(model) = {quoted(called.lower())} ORDER BY version DESC"
    )
    if not len(moves) and not len(saved):
        if called != registry.CHAMPION:
            return False
        kept = registry.models(visit.store)
        visit.say(f"No model has been in production yet. {_of_models(visit)}" if kept else "No model is saved yet.")
        return True
    for title, found in ((f"Moves of {called}", moves), (f"Versions of {called}", saved)):
        if len(found):
            visit.show(TableCard.of(title, found, ""))
    if len(saved):
        row = saved.iloc[0]
        many = f"{wording.count(len(saved), 'version')} of {row.model}; the newest, version {row.version}"
        visit.say(f"{many}, was saved by {row.saved_by} on {str(row.saved_at)[:10]}: {row.label}.")
    if not len(moves):
        visit.say("It was never put into use.")
        return True
    if called == registry.CHAMPION:
        visit.say(_of_models(visit))
    last = moves.iloc[0]
    to = "was taken away" if isna(last.to_version) else f"points to version {int(last.to_version)}"
    visit.say(
        f"{wording.count(len(moves), 'move')}; the last on {str(last.moved_at)[:16]} (UTC), decided by "
        f"{last.decided_by}: {last.alias} of {last.model} {to}."
    )
    return True
