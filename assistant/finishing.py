"""How a turn ends: what was said is settled, shown as cards, and followed by the next useful step."""

from __future__ import annotations

from dataclasses import replace

from assistant import effects, wording
from assistant.aside import set_aside
from assistant.cards import DataCard, FeedbackCard, GoalCard, RecommendationsCard
from assistant.draft import GOAL_COMMANDS, Draft
from assistant.goal_card import budget_words, goal_card, task_validation_words, validation_words
from assistant.goals import ask_conflict, current_goal, say_none_of_kind
from assistant.keeping import rule_of_run
from assistant.plain import RAN, RUNS_SINCE, plain_lessons, plain_metric, plain_run, plain_threshold
from assistant.recommending import recommend_now
from assistant.services import Services
from assistant.state import finished_runs
from assistant.under_way import follow
from assistant.visit import RecommendWish, Visit
from store.errors import SextantError
from store.records import Constraints, Dataset, DatasetVersion, Experiment, Goal, Run, RunEnd, metric


def finish(visit: Visit) -> None:
    """Settles the goal where the turn changed it, and adds the cards that follow."""
    if not (visit.goal_changed or visit.data_given or visit.recommend):
        _show_feedback(visit, ())
        if visit.state.goal is not None and not visit.lines and any(c["name"] in GOAL_COMMANDS for c in visit.commands):
            visit.say(f"That is so already. {_goal_said(visit.state.goal, plain=visit.plain)}")
        return
    before = visit.goal_before
    try:
        goal, refused = _goal_now(visit)
        _show_data(visit, goal)
        if goal is None:
            _answer_early(visit)
            return
        fresh = before is None or goal.id != before.id
        if fresh:
            _show_goal(visit, goal, before)
        elif visit.goal_changed and visit.question is None and not refused:
            visit.say("That is how the goal stands already.")
        made = next((c for c in visit.cards if isinstance(c, RecommendationsCard) and c.goal_id == goal.id), None)
        changed = made.changed if made is not None else ()  # for a plan of this turn
        if visit.recommend is not None or (fresh and made is None):
            changed = _recommended(visit, goal)
        _show_feedback(visit, changed)
        if fresh and before is not None:
            _flag_stale(visit, goal, before)
    except SextantError as error:
        visit.say(str(error))
        _show_feedback(visit, ())


def _goal_now(visit: Visit) -> tuple[Goal | None, bool]:
    """The goal, without changes of this turn that make it impossible; and whether there were such."""
    try:
        return current_goal(visit), False
    except SextantError:
        if not set_aside(visit):
            raise
    return current_goal(visit), True


def _answer_early(visit: Visit) -> None:
    """What to say where the goal is not settled: what is kept for then, and why nothing is recommended yet."""
    from assistant.noted import noted, too_early

    slot = visit.question.slot if visit.question else ""
    visit.say(noted(visit.state.draft, visit.draft, slot))
    if visit.recommend is not None and not visit.data_given:
        visit.say(too_early(slot))


def _recommended(visit: Visit, goal: Goal) -> tuple[str, ...]:
    """Recommends; where the wishes leave nothing, asks which of them should give way."""
    from assistant.advising import NoCandidates

    try:
        return recommend_now(visit, goal, visit.recommend or RecommendWish())
    except NoCandidates:
        families = visit.recommend.families if visit.recommend else ()
        if families and visit.services.advising.candidates(goal):
            say_none_of_kind(visit, goal, families)
        else:
            ask_conflict(visit, goal)
        return ()


def experiment_lines(services: Services, experiment: Experiment) -> list[str]:
    """What to say when an experiment has ended."""
    from experiments.results import results

    store = services.store
    goal = store.get(Goal, experiment.goal_id)
    measure = metric(goal.task.metric)
    every = finished_runs(store, (experiment,))
    ended = [(run, end) for run, end in every if run.id not in {r.resumes for r, _ in every}]
    good = sorted(
        ((run, end) for run, end in ended if end.outcome == "ok" and end.score is not None),
        key=lambda pair: -measure.gain(pair[1].score or 0.0),
    )
    scored = {run.id for run, _ in good}
    others = [end.outcome for run, end in ended if run.id not in scored]
    lost = wording.without_score([o for o in others if o != "interrupted"])
    head = f"{wording.count(len(good), 'run')} finished" + (f", {len(others)} did not" if others else "")
    head += f" ({lost})" if lost and good else ""
    broken_off = sum(end.outcome == "interrupted" for _, end in ended)
    if broken_off:
        head += f"; {wording.interrupted(broken_off).rstrip('.')}"
    if not good and broken_off:
        return [f"{head}."]
    if not good:
        reasons = wording.listed(sorted({end.error or end.outcome for _, end in ended if end.outcome != "ok"}), 3)
        return [f"{head}. {reasons}".strip(), "Say “recommend something else” to try others."]
    run, end = good[0]
    best = f"{run.variant.label}: {measure.label} {wording.score(end.score, measure)}"
    found = results(store, services.home, goal.id, experiment.id)
    plain = services.builds_no_models(goal.person)
    if plain:
        best = plain_run(run.variant.family, end.score, measure.name, goal.task.positive_class, goal.task.target)
    lines = [f"{head}. The best is {best}."]
    lines += plain_lessons(found, goal.task.target) if plain else found.lessons
    lines += [step.reason for step in found.next_steps[:1] if step.says.startswith("Do not use ")]
    lines += _threshold_lines(services, goal, run, end, plain=plain)
    lines += [] if plain else _blend_lines(services, goal, end)
    if goal.task.kind != "declared":  # a workflow of a person's own has no model that could be kept here
        lines.append("Ask what to try next or what mattered, or say “save the best model”.")
    return wording.fitted(lines)


def _threshold_lines(services: Services, goal: Goal, run: Run, end: RunEnd, *, plain: bool = False) -> list[str]:
    """Where a yes begins if that run's model is kept, where errors have stated costs."""
    if goal.error_costs is None or goal.task.kind != "binary":
        return []
    rule = rule_of_run(services, goal, run, end)
    if rule is None or rule.threshold is None:
        return []
    return [plain_threshold(rule.threshold) if plain else rule.threshold.in_words]


def _blend_lines(services: Services, goal: Goal, best: RunEnd) -> list[str]:
    """What the finished runs would reach together, at no further search, where that is better than the best of them."""
    from assistant.final import blend_score

    found, measure = blend_score(services, goal), metric(goal.task.metric)
    if found is None or not measure.better(found[1], best.score or 0.0):
        return []
    return [
        f"Averaged with weights, {found[0]} of the finished runs reach {measure.label} "
        f"{wording.score(found[1], measure)} together: “save the best model” keeps that blend, “save number 1” the "
        "best single run."
    ]


def _show_data(visit: Visit, goal: Goal | None) -> None:
    if not visit.data_given or visit.draft.version_id is None:
        return
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    dataset = visit.store.get(Dataset, version.dataset_id)
    report = visit.services.report(version.id, goal.task.target if goal else None)
    since = None
    for entry in visit.commands:
        since = entry.get("known_since") or since
    visit.cards.insert(0, DataCard(name=dataset.name, version_id=version.id, known_since=since, report=report))
    if since:
        visit.lines.insert(0, f"I know this very table: it was here before, on {since[:10]}.")
    visit.lines.insert(0, report.summary)


def _show_goal(visit: Visit, goal: Goal, before: Goal | None) -> None:
    version = visit.store.get(DatasetVersion, goal.task.version_id)
    name = visit.store.get(Dataset, version.dataset_id).name
    visit.show(goal_card(goal, version, name, visit.plain, _card_before(visit, before)))
    if before is None:
        visit.say(_goal_said(goal, plain=visit.plain))
        visit.say(_wishes_said(visit))
    else:
        visit.say("I changed the goal: " + "; ".join(differences(before, goal, plain=visit.plain)) + ".")
        follow(visit, goal, before)
    if before is None or before.why.get("order") != goal.why.get("order"):
        visit.say(goal.why.get("order", ""))
    pending = visit.state.proposal
    if pending is not None and before is not None and pending.plan.goal_id == before.id:
        visit.say("The plan I showed was for the goal before, so it can no longer be approved; ask for a new one.")


def tell_goal(visit: Visit) -> None:
    """Says how the goal stands and shows it, or what of it is open yet."""
    from assistant.noted import noted

    goal = visit.state.goal
    if goal is None:
        said = noted(Draft(), visit.draft, visit.state.question.slot if visit.state.question else "")
        visit.say(said or "There is no goal yet: say which column to predict.")
        return
    version = visit.store.get(DatasetVersion, goal.task.version_id)
    visit.show(goal_card(goal, version, visit.store.get(Dataset, version.dataset_id).name, visit.plain))
    visit.say(_goal_said(goal, plain=visit.plain))
    visit.say(_wishes_said(visit))


def _card_before(visit: Visit, before: Goal | None) -> GoalCard | None:
    if before is None:
        return None
    version = visit.store.get(DatasetVersion, before.task.version_id)
    return goal_card(before, version, visit.store.get(Dataset, version.dataset_id).name, visit.plain)


def _goal_said(goal: Goal, *, plain: bool) -> str:
    """The goal in a sentence."""
    head = f"The goal: {'forecast' if goal.task.forecast else 'predict'} {wording.listed(goal.task.targets)}"
    if plain:
        return f"{head}, judged by {plain_metric(goal.task.metric)} on rows it has not seen."
    return f"{head}, measured by {metric(goal.task.metric).in_words}, {task_validation_words(goal.task)}."


def _wishes_said(visit: Visit) -> str:
    """The wishes that came before the goal was settled, as they count now."""
    from assistant.noted import wish_words

    task = visit.state.goal.task if visit.state.goal is not None else None
    named = (task.positive_class, task.target) if task is not None else (None, None)
    said = wish_words(replace(visit.draft, target=None, metric=None), *named)
    return f"With what you said: {'; '.join(said)}." if said else ""


def differences(before: Goal, goal: Goal, *, plain: bool = False) -> list[str]:
    """What changed from one goal to the next, each in a few words; plain ones for who does not build models."""
    found = []
    old, new = before.task, goal.task
    if old.version_id != new.version_id:
        found.append("another table")
    if old.target != new.target:
        found.append(f"the target is {new.target}")
    if old.further_targets != new.further_targets and old.target == new.target:
        found.append(f"predicted are {wording.listed(new.targets)}")
    if old.kind != new.kind and "forecast" in (old.kind, new.kind):
        found.append("the series is forecast" if new.forecast else "each row is predicted by itself")
    elif old.forecast is not None and new.forecast is not None and old.forecast.horizon != new.forecast.horizon:
        found.append(f"{wording.count(new.forecast.horizon, 'step')} ahead are forecast")
    if old.metric != new.metric:
        found.append(f"judged by {plain_metric(new.metric)}" if plain else f"measured by {metric(new.metric).in_words}")
    if old.validation.model_copy(update={"reason": ""}) != new.validation.model_copy(update={"reason": ""}):
        found.append(f"the validation is {validation_words(new.validation)}")
    left_out = [c for c in new.columns_excluded if c not in old.columns_excluded]
    same_table = old.version_id == new.version_id
    back = [c for c in old.columns_excluded if c not in new.columns_excluded and same_table and c != new.target]
    found += [f"without {wording.listed(left_out)}"] * bool(left_out) + [f"with {wording.listed(back)} again"] * bool(
        back
    )
    limits, gone = _limits(before.constraints, goal.constraints)
    found += limits
    if goal.budget != before.budget:
        found.append(f"the budget is {budget_words(goal.budget)}")
    if goal.error_costs != before.error_costs and goal.error_costs is not None:
        costs = goal.error_costs.in_words(new.positive_class, new.target)
        unused = " (kept, but without meaning here: that takes a target with two classes)"
        found.append(costs + (unused if new.kind != "binary" else ""))
    wishes = [p.wish for p in goal.preferences if p.wish not in {q.wish for q in before.preferences}]
    lost = [p.wish for p in before.preferences if p.wish not in {q.wish for q in goal.preferences}]
    found += [f"preferring {wording.listed(wishes)}"] * bool(wishes)
    gone += [f"preferring {wording.listed(lost)}"] * bool(lost)
    found += [f"no longer {wording.listed(gone, len(gone), joint='or')}"] * bool(gone)
    return found or ["a detail"]


_EACH = ("monotonic", "missing_codes")
"""Constraints whose parts are limits of their own, each of a column."""


def _limits(before: Constraints, now: Constraints) -> tuple[list[str], list[str]]:
    """What holds now and did not before, and what holds no more: a limit that only changed is told as it is now."""
    from assistant.goal_card import constraint_words

    new, gone = [], []
    for name in Constraints.model_fields:
        were, are = (constraint_words(Constraints(**{name: getattr(c, name)})) for c in (before, now))
        new += [w for w in are if w not in were]
        gone += [f"“{w}”" for w in were if w not in are and (not are or name in _EACH)]
    return new, gone


def _flag_stale(visit: Visit, goal: Goal, before: Goal) -> None:
    """Says what was said for the goal before and is not used for this one, once: when the goal changes to another."""
    from assistant.standing import stale_feedback

    if (before.task.version_id, before.task.target) == (goal.task.version_id, goal.task.target):
        return
    found = stale_feedback(visit.store, goal)
    if found:
        words = wording.listed([f"“{said.words}”" for said, _ in found], 2)
        visit.say(f"Not used here, because {found[-1][1]}: {words}. Say it again if it still holds.")


def _show_feedback(visit: Visit, changed: tuple[str, ...]) -> None:
    because = tuple(sentence for sentence in changed if RAN not in sentence)
    if 0 < len(because) < len(changed) and not any(RUNS_SINCE in sentence for sentence in because):
        because = (*because, f"Part of this may come of {RUNS_SINCE}.")
    for place, said in enumerate(visit.feedback_given, start=1):
        understood = tuple(effects.in_words(e) for e in said.understood)
        told = because if place == len(visit.feedback_given) else ()  # what all of them changed is said once
        visit.show(FeedbackCard(feedback_id=said.id, understood=understood, changed=told))
    if visit.feedback_given and visit.recommend is not None and not changed and visit.question is None:
        visit.say("It changes nothing in the order of the recommendations now.")
