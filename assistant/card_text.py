"""Cards as lines of text: for terminals, for exports, and for a language model that cannot see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant import wording
from store.records import metric

if TYPE_CHECKING:
    from assistant.views import Views

_MOST_ROWS = 12


def card_lines(views: Views, card: Any) -> list[str]:
    """A card as a few lines, with the present state of what it is about; none where it says nothing in words."""
    draw = _LINES.get(card.kind)
    return draw(views, card) if draw is not None else []


def _recommendations(views: Views, card: Any) -> list[str]:
    return [
        f"{r.rank}. {r.variant.label}: {wording.score(r.score, r.metric)}"
        f" ({wording.interval(r.score_low, r.score_high, r.metric)}), {wording.seconds(r.cost_s)}"
        for r in card.items
    ]


def _proposal(views: Views, card: Any) -> list[str]:
    plan = views.proposal(card.proposal_id).proposal.plan
    return [f"- {run.variant.label}, {wording.seconds(run.whole_s)}" for run in plan.runs]


def _move(views: Views, card: Any) -> list[str]:
    from assistant.caring.moves import move_lines

    return move_lines(views.move(card.proposal_id).move)


def _results(views: Views, card: Any) -> list[str]:
    found = views.results(card.goal_id, card.experiment_id, card.metric)
    lines, measure = [], metric(found.metric)
    for row in found.rows[:_MOST_ROWS]:
        spread = measure.shown_spread(row.score_std)
        score = f"{wording.score(row.score, found.metric)}{spread}" if row.score is not None else row.outcome
        lines.append(f"{row.rank or '-'}. {row.label}: {score}")
    return [*lines, *found.lessons]


def _explanation(views: Views, card: Any) -> list[str]:
    lines = list(card.sentences)
    if card.bars is not None:
        unit = f" {card.bars.unit}" if card.bars.unit else ""
        pairs = zip(card.bars.labels, card.bars.values, strict=True)
        lines += [f"{name}: {value:.4g}{unit}" for name, value in pairs]
    return lines + [" | ".join(map(str, row)) for row in card.rows[:_MOST_ROWS]]


def _progress(views: Views, card: Any) -> list[str]:
    seen = views.progress(card.experiment_id)
    done = wording.over_of(sum(r.over for r in seen.runs), len(seen.runs), seen.most_runs)
    return [f"{done} over, {seen.state}"]


def _human_step(views: Views, card: Any) -> list[str]:
    from assistant.declared.asking import answer_words, step_state
    from assistant.declared.seen import lines, seen

    state = step_state(views.services, card.experiment_id, card.step)
    if state is None:
        return []
    if state.answer is not None:
        return [f"{state.human.question} {state.answered_by}: {answer_words(state.answer)}"]
    return lines(seen(state.course, state.human))


_LINES: dict[str, Callable[[Any, Any], list[str]]] = {
    "goal": lambda views, card: [f"{line.label}: {line.value}" for line in card.lines],
    "data": lambda views, card: [f.sentence for f in card.report.findings if f.severity != "info"],
    "recommendations": _recommendations,
    "proposal": _proposal,
    "move": _move,
    "progress": _progress,
    "human_step": _human_step,
    "results": _results,
    "explanation": _explanation,
    "table": lambda views, card: [
        " | ".join(card.columns),
        *(" | ".join(map(str, row)) for row in card.rows[:_MOST_ROWS]),
    ],
    "feedback": lambda views, card: [*card.understood, *card.changed],
    "profile": lambda views, card: [
        f"{fact.key} = {fact.value}: “{fact.source}”" for fact in views.profile(card.person).facts
    ],
}
