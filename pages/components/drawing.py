"""Which component draws which card, and which cards of a conversation are still in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.cards import (
    Card,
    DataCard,
    ExplanationCard,
    FeedbackCard,
    GoalCard,
    HumanStepCard,
    MoveCard,
    NoticeCard,
    ProfileCard,
    ProgressCard,
    ProposalCard,
    RecommendationsCard,
    ResultsCard,
    TableCard,
)
from pages.components.desk import Desk
from pages.components.words import when

_ONE_IN_FORCE = (GoalCard, RecommendationsCard, ProposalCard, MoveCard)
"""Only the newest of these counts; earlier ones fold away so that the talk stays short."""


def in_force(cards: Sequence[Card]) -> tuple[bool, ...]:
    """For all cards of a conversation in order: whether each still counts."""
    newest: dict[object, int] = {}
    for i, card in enumerate(cards):
        newest[_subject(card)] = i
    return tuple(newest[_subject(card)] == i for i, card in enumerate(cards))


def _subject(card: Card) -> object:
    """What a card is about: of two about the same, the newer one counts."""
    if isinstance(card, _ONE_IN_FORCE):
        return card.kind
    if isinstance(card, ProgressCard):
        return ("progress", card.experiment_id)
    if isinstance(card, HumanStepCard):
        return ("human_step", card.experiment_id, card.step)
    if isinstance(card, ResultsCard):
        return ("results", card.goal_id, card.experiment_id, card.metric)
    return id(card)


def draw_card(card: Card, desk: Desk, key: str, *, live: bool) -> None:
    """Draws one card with the present state of what it is about.

    Args:
        card: the card.
        desk: what it may do.
        key: unique on the page, so that its buttons are told apart.
        live: whether it still counts; folded and without buttons where not.
    """
    if isinstance(card, GoalCard):
        from pages.components.goal import draw_goal

        draw_goal(card, desk, key, live=live)
    elif isinstance(card, RecommendationsCard):
        from pages.components.recommendations import draw_recommendations

        draw_recommendations(card, desk, key, live=live)
    elif isinstance(card, ProposalCard):
        from pages.components.proposal import draw_proposal

        draw_proposal(desk.assistant.proposal(card.proposal_id), desk, key, live=live)
    elif isinstance(card, MoveCard):
        from pages.components.move import draw_move

        draw_move(desk.assistant.move(card.proposal_id), desk, key, live=live)
    elif isinstance(card, HumanStepCard):
        from pages.components.human_step import draw_human_step

        # named by what is asked: what was put in stays where the form is asked for once more
        draw_human_step(card, desk, f"{card.experiment_id}-{card.step}", live=live)
    elif isinstance(card, ProgressCard | ResultsCard):
        _draw_experiment(card, desk, key, live=live)
    else:
        _draw_plain(card, desk, key)


def _draw_experiment(card: ProgressCard | ResultsCard, desk: Desk, key: str, *, live: bool) -> None:
    if isinstance(card, ProgressCard):
        from pages.components.progress import draw_progress

        draw_progress(card, desk, key, live=live)
    else:
        from pages.components.results import draw_results

        draw_results(card, desk, key, live=live)


def _draw_plain(card: Card, desk: Desk, key: str) -> None:
    """Cards that say what they say, whenever they were shown."""
    if isinstance(card, DataCard):
        from pages.components.data import draw_data

        known = when(datetime.fromisoformat(card.known_since), desk.now, desk.zone) if card.known_since else ""
        draw_data(card, key, known=known)
    elif isinstance(card, ExplanationCard):
        from pages.components.explanation import draw_explanation

        draw_explanation(card, key)
    elif isinstance(card, TableCard):
        from pages.components.table import draw_table

        draw_table(card, key, desk.assistant.services.home)
    elif isinstance(card, FeedbackCard):
        from pages.components.feedback import draw_feedback

        said = next((f for f in desk.assistant.feedback() if f.feedback.id == card.feedback_id), None)
        draw_feedback(card, desk, key, withdrawn=said is not None and said.withdrawn)
    elif isinstance(card, ProfileCard):
        from pages.components.profile import draw_profile

        draw_profile(card.person, desk, key)
    elif isinstance(card, NoticeCard):
        from pages.components.notice import draw_notice

        draw_notice(card)
