"""Feedback: what a person thinks of a recommendation, run or result; taking it back; correcting a reading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import ConfigDict, Field

from assistant import effects, wording
from assistant.commands._base import Args, Handler
from assistant.doing import record_feedback
from assistant.draft import GOAL_COMMANDS, takes_back
from assistant.state import draft_of
from assistant.visit import RecommendWish, Visit
from store.errors import BadRequest
from store.records import DatasetVersion, Effect, Feedback, FeedbackWithdrawal, Recommendation, Run, Turn, Variant


class FeedbackArgs(Args):
    """A judgement."""

    rank: int | None = None
    """Rank of the recommendation judged, from 1."""
    about: str | None = None
    """What else is judged: a family of models, a run, the results."""
    sentiment: Literal["positive", "negative"] | None = None
    rating: float | None = None
    """0 to 1; values above 1 are read as out of 5, above 5 as out of 10."""
    reason: str | None = None
    subject_kind: Literal["recommendation", "run", "goal", "model", "general"] | None = None
    subject_id: str | None = None


class Undo(Args):
    """What to take back; the last change where nothing is said."""

    feedback_id: str | None = None
    about: str | None = None
    """What that was said is to be taken back, in words: "neural nets", "the column spend"."""


class Correct(Args):
    """The args that the last understanding should have had."""

    model_config = ConfigDict(extra="allow")
    command: str | None = Field(default=None)


def _feedback(visit: Visit, args: FeedbackArgs) -> dict[str, Any]:
    rating = _share(args.rating)
    sentiment = args.sentiment or ("negative" if rating is not None and rating < 0.5 else "positive")
    kind, subject_id, variant = _subject(visit, args)
    words = args.reason if args.subject_id else " ".join(filter(None, (args.reason, args.about, visit.text)))
    family = effects.family_in(args.about or words or "")
    meant = effects.effects_of_words(words or "", sentiment, rating, variant.id if variant else None, family)
    if not meant:
        meant = (Effect(kind="lesson", value=words or visit.text),)
    meant = effects.scoped(meant, effects.scope_in(visit.text))
    feedback_id = record_feedback(visit, meant, kind, subject_id, sentiment, rating)
    column = _column_of(visit, args.about)
    if column is not None and all(e.kind == "lesson" for e in meant):
        _of_column(visit, column, sentiment)
        return {"feedback_id": feedback_id}
    visit.say(_heard(meant, sentiment))
    if visit.state.goal is not None and visit.state.recommendations:
        visit.recommend = visit.recommend or RecommendWish()
    return {"feedback_id": feedback_id}


def _column_of(visit: Visit, about: str | None) -> str | None:
    """The input column that is judged, by its name in the table; None where something else is."""
    if not about or visit.draft.version_id is None:
        return None
    columns = (c.name for c in visit.store.get(DatasetVersion, visit.draft.version_id).columns)
    return next((c for c in columns if c.casefold() == about.casefold() and c != visit.draft.target), None)


def _of_column(visit: Visit, column: str, sentiment: str) -> None:
    """What a judgement of a column is good for: how much one counts follows from the rows; it is used or not."""
    if column in visit.draft.constraints.columns_forbidden:
        visit.say(f"Noted, and kept with your words. {column} is left out already.")
    elif sentiment == "negative":
        visit.say(f"Noted, and kept with your words. {column} is used until you say “leave out {column}”.")
        visit.suggest(f"Leave out {column}")
    else:
        visit.say(
            f"Noted, and kept with your words. How much {column} counts follows from the rows and cannot be set by "
            "hand; I can make sure that it is always used."
        )
        visit.suggest(f"Always use {column}")


def _heard(meant: tuple[Effect, ...], sentiment: str) -> str:
    """What a judgement was understood to mean, and what it is good for."""
    weighty = [e for e in meant if e.kind not in ("rating", "lesson")]
    if weighty:
        return "I understood: " + " ".join(effects.in_words(e) for e in weighty)
    if any(e.kind == "rating" for e in meant):
        return (
            "Noted: models like it count more from here on."
            if sentiment == "positive"
            else ("Noted: models like it count less from here on.")
        )
    if sentiment == "positive":
        return "Noted, and kept with your words."
    return "Noted, and kept with your words. Say what is wrong with it, such as “too slow”, so that I can act on it."


def _share(rating: float | None) -> float | None:
    if rating is None or rating <= 1:
        return rating
    return min(1.0, rating / (5 if rating <= 5 else 10))


def _subject(visit: Visit, args: FeedbackArgs) -> tuple[Any, str | None, Variant | None]:
    if args.subject_kind == "recommendation" and args.subject_id:
        return "recommendation", args.subject_id, visit.store.get(Recommendation, args.subject_id).variant
    if args.subject_kind == "run" and args.subject_id:
        return "run", args.subject_id, visit.store.get(Run, args.subject_id).variant
    if args.rank is not None:
        items = visit.state.recommendations
        if not 1 <= args.rank <= len(items):
            raise BadRequest(f"There is no number {args.rank}: there are {len(items)} recommendations.")
        return "recommendation", items[args.rank - 1].id, items[args.rank - 1].variant
    if visit.state.goal is not None:
        return "goal", visit.state.goal.id, None
    return "general", None, None


def withdraw(visit: Visit, feedback_id: str) -> Feedback:
    """Takes a piece of feedback back: the goal and the profile are as if it had not been said.

    Raises:
        UnknownRecord: there is no such feedback.
        BadRequest: it was taken back already.
    """
    said = visit.store.get(Feedback, feedback_id)
    if visit.store.find(FeedbackWithdrawal, feedback_id=feedback_id):
        raise BadRequest("That was taken back already.")
    visit.store.append(
        FeedbackWithdrawal(feedback_id=feedback_id, person=visit.person, withdrawn_at=visit.services.clock())
    )
    known = {f.key for f in visit.services.person_profile(said.person).facts}
    for key, _ in effects.profile_facts(said.understood):
        if key in known:
            visit.services.learn(said.person, key, None, visit.text)
    visit.draft = draft_of(visit.store, visit.state.conversation.id, visit.state.turns)
    return said


def _forget_about(visit: Visit, what: str) -> dict[str, Any]:
    """Takes back all that the person said about something; what follows from it is as if it had not been said."""
    from assistant.forgetting import about

    said, facts = about(visit, what)
    if not said and not facts:
        raise BadRequest(f"I find nothing that you said about “{what}”, so nothing is changed.")
    for one in said:
        withdraw(visit, one.id)
    for fact in facts:
        visit.services.learn(visit.person, fact.key, None, visit.text)
    words = list(dict.fromkeys([*(f.words for f in said), *(f.source for f in facts if f.source)]))
    visit.say(f"Taken back: {wording.listed([f'“{w}”' for w in words], 3)}.")
    _again(visit)
    return {"withdrew": ",".join(f.id for f in said) or "profile"}


def _again(visit: Visit) -> None:
    """Recommends anew where something was on the table, so that one sees what is as before."""
    if visit.state.recommendations:
        visit.recommend = visit.recommend or RecommendWish()


def _undo(visit: Visit, args: Undo) -> dict[str, Any]:
    if args.about:
        return _forget_about(visit, args.about)
    feedback_id, entries = args.feedback_id, _last_change(visit)
    if feedback_id is None:
        if not entries:
            raise BadRequest("There is nothing to undo: the goal has not been changed yet.")
        feedback_id = next((e["feedback_id"] for e in entries if e.get("feedback_id")), None)
    if feedback_id is not None:
        said = withdraw(visit, feedback_id)
        visit.say(f"Taken back: “{said.words}”.")
        _again(visit)
        return {"withdrew": feedback_id}
    undo = Turn(
        id="undo",
        conversation_id=visit.state.conversation.id,
        position=len(visit.state.turns),
        speaker="sextant",
        text="",
        commands=({"name": "undo"},),
        said_at=visit.services.clock(),
    )
    before = draft_of(visit.store, visit.state.conversation.id, (*visit.state.turns, undo))
    if before == visit.draft:
        raise BadRequest("There is nothing left to undo.")
    visit.draft = before
    words = _last_words(visit)
    visit.say(f"Undone: “{words}”." if words else "Undone.")
    if visit.draft.version_id is None:
        visit.state = replace(visit.state, goal=None)
    return {}


def _last_words(visit: Visit) -> str:
    """The person's words that an undo takes back: those of the newest turn whose change of the goal is in force."""
    words, found = "", list[str]()
    for turn in visit.state.turns:
        if turn.speaker == "person":
            words = turn.text
            continue
        if any(takes_back(c) for c in turn.commands):
            found = found[:-1]
        if any(c["name"] in GOAL_COMMANDS and not c.get("refused") for c in turn.commands):
            found.append(words)
    return found[-1] if found else ""


def _last_change(visit: Visit) -> list[dict[str, Any]]:
    """The goal-changing commands of the newest turn that had any in force."""
    withdrawn = {w.feedback_id for w in visit.store.find(FeedbackWithdrawal)}
    for turn in reversed(visit.state.turns):
        found = [
            dict(c)
            for c in turn.commands
            if (c["name"] in GOAL_COMMANDS or c.get("feedback_id"))
            and not c.get("refused")
            and c.get("feedback_id") not in withdrawn
        ]
        if found:
            return found
    return []


def _correct(visit: Visit, args: Correct) -> dict[str, Any]:
    """Does again the goal-changing command of the last message that has these args, with the args corrected."""
    from assistant.cards import Command
    from assistant.doing import perform
    from assistant.understood import in_words

    said = {k: v for k, v in args.model_dump(exclude_none=True).items() if k != "command"}
    if not said:
        raise BadRequest("Tell me what it should have been, such as “I meant the column tenure”.")
    name = args.command or _command_with(said)
    if name not in GOAL_COMMANDS:
        raise BadRequest(f"Only what the goal should be can be corrected like that, not “{name}”. Say what you want.")
    perform(visit, Command(name=name, args=instead(visit, name, said)), by_model=visit.by_model)
    record_feedback(visit, [Effect(kind="correction", value=in_words([{"name": name, "args": said}]))], "general", None)
    return {}


def instead(visit: Visit, name: str, said: dict[str, Any]) -> dict[str, Any]:
    """The args of a correction with what they replace: columns that the last change left out may be used again."""
    meant = said.get("columns_forbidden")
    if name != "constrain" or not meant:
        return said
    before = [c for change in _last_change(visit) for c in (change.get("args") or {}).get("columns_forbidden") or ()]
    again = [c for c in dict.fromkeys(before) if c not in meant]
    return {**said, "columns_allowed": again} if again else said


def _command_with(said: dict[str, Any]) -> str:
    from assistant.commands import HANDLERS

    for handler in HANDLERS:
        if handler.name in GOAL_COMMANDS and set(said) <= set(handler.args.model_fields):
            return handler.name
    raise BadRequest(f"I don't know what {', '.join(said)} should correct.")


HANDLERS = (
    Handler("feedback", "Keep what the person thinks of a recommendation, run or result.", FeedbackArgs, _feedback),
    Handler("undo", "Take the last change of the goal, or a piece of feedback, back.", Undo, _undo),
    Handler("correct", "Correct what the last message was understood to mean.", Correct, _correct),
)
