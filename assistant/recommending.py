"""Makes recommendations in a turn, keeps them, and says in a few lines what they are."""

from __future__ import annotations

from assistant import wording
from assistant.cards import RecommendationsCard, TableCard
from assistant.plain import plain_changes
from assistant.visit import RecommendWish, Visit
from store.knowledge import KnowledgeStore
from store.records import Family, FeedbackEffect, Goal, Preference, Recommendation, metric

DEFAULT_COUNT = 5
FEWEST_KEPT = 4
"""Predictions that were put to the test before their record is told."""
_QUOTED = 60
"""Characters of a message that are quoted as the cause of a change: it stands in every sentence on it."""
_BEFORE_ALL = "to beat an average variant"
"""In the reasons of a recommendation where no run of its task is known yet."""
MOST_KEPT = 12
"""Of those, the latest that count."""


def recommend_now(visit: Visit, goal: Goal, wish: RecommendWish) -> tuple[str, ...]:
    """Recommends for a goal, adds the card and lines, and returns what changed since the last recommendations.

    Raises:
        BadRequest: no variant satisfies the constraints.
    """
    services = visit.services
    before = _comparable(visit, goal)
    asked = goal
    if wish.wish is not None:
        wishes = (Preference(wish=wish.wish, source=visit.text), *(p for p in goal.preferences if p.wish != wish.wish))
        asked = goal.model_copy(update={"preferences": wishes})
    advice = services.advising.advise(
        asked,
        services.data_profile(goal.task),
        person=services.person_profile(visit.person),
        n=wish.n or DEFAULT_COUNT,
        families=wish.families,
        prior_set=before,
        scale=services.score_scale(goal.task),
        because=_because(visit, goal, before, wish),
    )
    visit.store.append(*advice.recommendations)
    visit.refresh()
    set_id = advice.recommendations[0].set_id
    changed: tuple[str, ...] = advice.changed
    if visit.plain:
        changed = plain_changes(before, advice.recommendations, advice.changed)
    visit.show(
        RecommendationsCard(
            goal_id=goal.id,
            set_id=set_id,
            items=advice.recommendations,
            changed=changed,
            skipped=advice.skipped,
            basis=" ".join(s for s in (advice.basis, track_record(visit.store, goal)) if s),
            first=any(_BEFORE_ALL in reason for item in advice.recommendations for reason in item.reasons),
        )
    )
    for said in visit.feedback_given:
        if advice.changed:
            visit.store.append(
                FeedbackEffect(
                    id=services.new_id("effect"),
                    feedback_id=said.id,
                    set_id=set_id,
                    sentences=advice.changed,
                    made_at=services.clock(),
                )
            )
    if visit.role == "analyst":
        _show_sql(visit, set_id)
    _say(visit, goal, advice.recommendations, advice.changed if before else ())
    return changed


def one_more(visit: Visit, goal: Goal, family: Family) -> Recommendation:
    """The best variant of a family, put last on the list that is shown; the list stays as it is.

    Raises:
        BadRequest: nothing of that family can be recommended.
    """
    shown = visit.state.recommendations
    advice = visit.services.advising.advise(
        goal,
        visit.services.data_profile(goal.task),
        person=visit.services.person_profile(visit.person),
        n=1,
        families=(family,),
        scale=visit.services.score_scale(goal.task),
    )
    found: Recommendation = advice.recommendations[0]
    added = found.model_copy(update={"set_id": shown[0].set_id, "rank": len(shown) + 1})
    visit.store.append(added)
    visit.refresh()
    measure = metric(added.metric)
    what = wording.plain_family(added.variant.family) if visit.plain else added.variant.label
    expected = ""
    if added.score is not None:
        meant = wording.plain_score(added.score, added.metric, goal.task.positive_class, goal.task.target)
        expected = f": {meant}" if visit.plain else f": {measure.label} around {wording.score(added.score, measure)}"
    visit.say(f"New on the list, as number {added.rank}: {what}{expected}.")
    return added


def track_record(store: KnowledgeStore, goal: Goal) -> str:
    """How this person's latest predictions on this data fared, by the goal's metric; empty where too few were tested.

    For each run the last prediction made before it counts.
    """
    found = store.frame(
        "SELECT abs(p.actual_score - p.predicted_score) AS off_by, p.score_inside AS inside FROM recommendations p "
        "JOIN facts.goal g ON g.id = p.goal_id JOIN facts.run r ON r.id = p.run_id "
        "WHERE g.person = ? AND r.version_id = ? AND p.metric = ? AND p.actual_score IS NOT NULL "
        "AND p.predicted_score IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY p.run_id ORDER BY p.made_at DESC) = 1 "
        f"ORDER BY r.seq DESC LIMIT {MOST_KEPT}",
        [goal.person, goal.task.version_id, goal.task.metric],
    )
    if len(found) < FEWEST_KEPT:
        return ""
    off = wording.score(float(found["off_by"].median()), metric(goal.task.metric))
    inside = int(found["inside"].fillna(False).astype(bool).sum())
    return (
        f"My last {len(found)} predictions for you on this data were off by {off} at the median, "
        f"{inside} of {len(found)} inside their interval."
    )


def _because(visit: Visit, goal: Goal, before: tuple[Recommendation, ...], wish: RecommendWish) -> str:
    """Why this set may differ from the one before, as far as this very turn is the cause; empty where it is not."""
    words = visit.text.strip().rstrip(".?! ")
    if not before or not words:
        return ""
    if any(c["name"] == "undo" and not c.get("refused") for c in visit.commands):
        return "you took something back"
    if goal.id != before[0].goal_id or wish.wish or wish.families:
        return f"you said: {words if len(words) <= _QUOTED else words[:_QUOTED].rsplit(' ', 1)[0] + ' …'}"
    once = _wished_once(visit)
    return f"“{once}” was for that one list" if once and not visit.feedback_given else ""


def _wished_once(visit: Visit) -> str:
    """The words that asked for the list on the table, where they were for that list alone, such as "cheaper"."""
    words, found = "", ""
    for turn in visit.state.turns:
        if turn.speaker == "person":
            words = turn.text
        elif any(c["kind"] == "recommendations" for c in turn.cards):
            asked = [c["args"] for c in turn.commands if c["name"] == "recommend"]
            found = words if any(a.get("wish") or a.get("families") for a in asked) else ""
    return found.strip().rstrip(".")


def _comparable(visit: Visit, goal: Goal) -> tuple[Recommendation, ...]:
    """What was recommended before, where it was for the same table and target: else nothing has changed places."""
    before = visit.state.recommendations
    if not before:
        return ()
    task = visit.store.get(Goal, before[0].goal_id).task
    same = (task.version_id, task.target) == (goal.task.version_id, goal.task.target)
    return before if same else ()


def _show_sql(visit: Visit, set_id: str) -> None:
    """The set as an analyst would ask for it."""
    sql = (
        "SELECT rank, label, round(predicted_score, 4) AS score, round(score_low, 4) AS low,\n"
        "  round(score_high, 4) AS high, round(predicted_s, 1) AS seconds\n"
        f"FROM recommendations WHERE set_id = '{set_id}' ORDER BY rank"
    )
    visit.show(TableCard.of("The same as a query", visit.store.query(sql), sql))


def _plainly(visit: Visit, goal: Goal, first: Recommendation) -> None:
    """The first recommendation for somebody who does not build models: how it decides, and what its score means."""
    meant = wording.plain_score(first.score, first.metric, goal.task.positive_class, goal.task.target)
    cost = f" Fitting it takes {wording.seconds(first.cost_s)}." if first.cost_s is not None else ""
    visit.say(f"I would start with {wording.plain_family(first.variant.family)}: {meant}.{cost}")


def _changed_in_short(changed: tuple[str, ...]) -> str:
    """How much of the list changed and why, for who does not know the names in it."""
    _, because, why = changed[-1].rstrip(".").partition(" because ")
    return f"{wording.count(len(changed), 'place')} in the list changed{because}{why}{'' if why.endswith('…') else '.'}"


def _say(visit: Visit, goal: Goal, items: tuple[Recommendation, ...], changed: tuple[str, ...]) -> None:
    first, measure = items[0], metric(items[0].metric)
    expected = ""
    if first.score is not None:
        expected = f": {measure.label} around {wording.score(first.score, measure)}"
        span = wording.interval(first.score_low, first.score_high, measure)
        expected += f" ({span})" if span else ""
    cost = f", {wording.seconds(first.cost_s)} of fitting" if first.cost_s is not None else ""
    if changed:
        visit.say(_changed_in_short(changed) if visit.plain else changed[0])
    if visit.plain:
        _plainly(visit, goal, first)
    else:
        visit.say(f"I would start with {first.variant.label}{expected}{cost}.")
    if len(visit.lines) < 2:
        some = "“run the first three”" if len(items) > 2 else "“run it”"
        visit.say(f"Say {some} for a plan, or what should be different; nothing runs before you agree.")
    if len(items) > 1:
        visit.suggest(f"Run the first {min(3, len(items))}", f"Run the first {'three' if len(items) > 2 else 'two'}")
    else:
        visit.suggest("Run it", "Run the first one")
    visit.suggest("Why this one?", "Why the first one?")
    visit.suggest("Something cheaper")
