"""Does commands, in order: the same for a typed message, a language model's tool call and a button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from assistant.cards import Command
from assistant.caring.gate_words import said_gates
from assistant.caring.policy_words import said_policy
from assistant.caring.saying_policies import CAUSES
from assistant.draft import GOAL_COMMANDS
from assistant.effects import effects_of_args, scope_in, scoped
from assistant.state import is_running
from assistant.visit import Visit
from store.errors import BadRequest, SextantError
from store.records import Effect, Feedback, Gates

_OF_THE_RUNS = {"change_budget": "set_budget", "run_anyway": "propose_runs"}
"""What is said of the experiment under way → what the same words could mean where none is."""

_LIMITS = ("set_budget", "constrain")
_PLANS = ("propose_runs", "edit_proposal")


def perform_all(visit: Visit, commands: Sequence[Command]) -> None:
    """Does each command; one that is refused does not keep the next from being done.

    What changes the goal is done before a plan of the same message, which would be outdated before anybody saw it.
    """
    for command in _goal_before_plan(commands):
        if not any(_said_by(visit, steering, command) for steering in commands):
            perform(visit, _of_what_runs(visit, command))


def _goal_before_plan(commands: Sequence[Command]) -> list[Command]:
    plan = next((i for i, c in enumerate(commands) if c.name in _PLANS), len(commands))
    ahead = [c for c in commands[plan:] if c.name in GOAL_COMMANDS and c.name != "use_data"]
    return [*commands[:plan], *ahead, *(c for c in commands[plan:] if c not in ahead)]


def _said_by(visit: Visit, steering: Command, command: Command) -> bool:
    """Whether a command is but another reading of what steers runs or bounds a policy: it has the same figures.

    In a conversation about a person's own workflow there is no table whose budget it could be.
    """
    if steering.name == "retrain" and command.name in _LIMITS:  # "retrain it weekly, at most 5 minutes"
        policy = said_policy(visit.text)
        return bool(CAUSES & set(policy)) and [*command.args.values()] == [policy.get("most_s")]
    if steering.name == "promote" and command.name == "constrain":  # "promote it if its latency is under 5 ms"
        from assistant.commands.gates import is_for_good

        gate = said_gates(visit.text, Gates()).max_latency_ms
        return gate is not None and command.args == {"max_latency_ms": gate} and not is_for_good(visit.text)
    if _OF_THE_RUNS.get(steering.name) != command.name:
        return False
    if command.name == "set_budget" and _of_an_own_workflow(visit):
        return True
    return {name.removeprefix("more_"): value for name, value in steering.args.items()} == command.args


def _of_what_runs(visit: Visit, command: Command) -> Command:
    """The command; a limit that is set while a person's own workflow runs is of those runs."""
    if command.name != "set_budget" or not command.args.keys() <= {"runs", "seconds"} or not _of_an_own_workflow(visit):
        return command
    going = any(is_running(visit.store, e.id) for e in visit.state.experiments)
    return Command(name="change_budget", args=command.args) if going else command


def _of_an_own_workflow(visit: Visit) -> bool:
    return visit.state.goal is not None and visit.state.goal.task.kind == "declared"


def perform(visit: Visit, command: Command, *, by_model: bool = False) -> str:
    """Does one command, and returns in words what came of it.

    Args:
        visit: the turn under way; gets the lines, cards and the command as done or refused.
        command: what to do.
        by_model: whether a language model called it: what is for people only is refused then.
    """
    visit.answer.step(doing_words(command.name))
    said_before = len(visit.lines)
    visit.by_model = by_model
    entry: dict[str, Any] = {"name": command.name, "args": command.args}
    try:
        entry |= _handled(visit, command, by_model)
    except SextantError as error:
        entry["refused"] = str(error)
        visit.say(str(error))
    visit.commands.append(entry)
    if "refused" not in entry and (command.name in GOAL_COMMANDS or "feedback_id" in entry):
        visit.apply(entry)
    return "\n".join(visit.lines[said_before:]) or "Done."


_DOING = {
    "use_data": "Reading the table",
    "look_at_data": "Looking at the data",
    "set_goal": "Making the goal precise",
    "set_validation": "Settling how scores are measured",
    "set_budget": "Setting the budget",
    "set_error_costs": "Weighing the errors",
    "constrain": "Noting what must hold",
    "prefer": "Noting what you prefer",
    "undo": "Taking it back",
    "status": "Looking how far it is",
    "explain_prediction": "Looking at that row",
    "score_data": "Predicting the rows",
    "check_drift": "Comparing with what it was fitted on",
    "export": "Writing it out",
    "recommend": "Comparing with past runs",
    "what_if": "Thinking it through",
    "propose_runs": "Drawing up a plan",
    "edit_proposal": "Changing the plan",
    "approve": "Starting the runs",
    "show_results": "Gathering the results",
    "compare": "Comparing",
    "history": "Looking into the past",
    "ask_numbers": "Counting",
    "feedback": "Noting what you said",
    "save_model": "Fitting the model on all rows",
    "explain_model": "Looking at what mattered",
    "explain_recommendation": "Gathering the reasons",
    "promote": "Seeing to the model",
    "roll_back": "Looking at the version before",
    "retrain": "Looking what fitting it anew takes",
    "replay": "Repeating the run",
    "import_history": "Reading the runs",
}


def doing_words(name: str) -> str:
    """What a command does, in the few words that are shown while it is done."""
    return _DOING.get(name, "Working on it")


def _handled(visit: Visit, command: Command, by_model: bool) -> dict[str, Any]:
    from assistant.commands import HANDLERS_BY_NAME

    handler = HANDLERS_BY_NAME.get(command.name)
    if handler is None or (by_model and not handler.for_models):
        raise BadRequest(f"There is no command {command.name!r}.")
    try:
        args = handler.args.model_validate(command.args)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest(
            f"I could not use {where} = {first.get('input')!r} in “{command.name}”: {first['msg']}."
        ) from error
    extra = handler.handle(visit, args) or {}
    effects = effects_of_args(command.name, {**command.args, **extra.get("args", {})})
    effects = scoped(effects, scope_in(visit.text)) if command.name in ("constrain", "prefer") else effects
    if effects and (visit.state.recommendations or any(e.scope != "goal" for e in effects)):
        extra["feedback_id"] = record_feedback(visit, effects, "goal", _goal_spoken_of(visit))
    return extra


def _goal_spoken_of(visit: Visit) -> str | None:
    """The goal that stands, unless the message states another: what is said beside that is about the one to come."""
    goal = visit.state.goal
    if goal is None or (goal.task.version_id, goal.task.target) != (visit.draft.version_id, visit.draft.target):
        return None
    return goal.id


def record_feedback(
    visit: Visit,
    effects: Sequence[Effect],
    subject_kind: Any,
    subject_id: str | None,
    sentiment: Any = "neutral",
    rating: float | None = None,
) -> str:
    """Keeps what the person said with what it was understood to mean; returns the feedback's id."""
    from assistant.effects import profile_facts

    said = Feedback(
        id=visit.services.new_id("feedback"),
        conversation_id=visit.state.conversation.id,
        goal_id=_goal_spoken_of(visit),
        subject_kind=subject_kind,
        subject_id=subject_id,
        words=visit.text,
        sentiment=sentiment,
        rating=rating,
        understood=tuple(effects),
        person=visit.person,
        said_at=visit.services.clock(),
    )
    visit.store.append(said)
    for key, value in profile_facts(effects):
        visit.services.learn(visit.person, key, value, visit.text)
    visit.feedback_given.append(said)
    return said.id
