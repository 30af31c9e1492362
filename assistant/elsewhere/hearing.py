"""Messages about an imported workflow, heard by exact rules before any other reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assistant.cards import Command
from assistant.doing import perform
from assistant.elsewhere import talking
from assistant.elsewhere.asked import asked_of
from assistant.elsewhere.bringing import CONFIRM, KEEP, SLOT, ask_confirmation
from assistant.elsewhere.columns import said_of_columns
from assistant.elsewhere.focus import Focus, focus
from assistant.elsewhere.narrowed import after, before_that, choices_in_words, in_force, space_words
from assistant.visit import Visit
from store.errors import BadRequest, SextantError

_BEFORE = frozenset({"import_history"})
_ABOUT = frozenset({"recommend", "set_goal", "prefer", "set_budget", "constrain"})
_WHICH_LIMITS = re.compile(
    r"\b(?:what|which|any)\s+(?:limits?|rules?|restrictions?|constraints?)\b.*"
    r"\b(?:are|is|hold|have|did|do|in force|set|apply)\b",
    re.IGNORECASE,
)
_LIMITS = frozenset({"prefer", "set_budget", "constrain", "what_if"})
_ASKING = frozenset({"ask_numbers", "history", "show_results", "explain_recommendation", "compare", "export", "help"})
"""Commands that ask about what was: a bound in their message is one of the question."""
_RUNNING = frozenset({"propose_runs", "approve", "edit_proposal"})


def heard(visit: Visit, text: str, understand: Callable[[], Sequence[Command]]) -> bool:
    """Does what a message asks of an imported workflow; False where it is about something else.

    Args:
        visit: the turn under way.
        text: the message.
        understand: gives the commands that the message means by itself; called only where it matters.
    """
    if not _possible(visit, text):
        return False
    about = focus(visit)
    if about is not None and about.source and _columns(visit, text, about):
        return True
    commands = tuple(understand())
    if any(c.name in _BEFORE for c in commands):
        return _imported(visit, commands)
    if about is None or visit.state.proposal is not None:
        return False
    return _asked(visit, about, commands)


def _possible(visit: Visit, text: str) -> bool:
    """Whether anything was ever imported, or a file is to be: else no other reading need wait for this one."""
    from store.records import ImportAct

    low = text.casefold()
    imports = any(w in low for w in ("import", "runs", "experiment", "history", "mlflow", "optuna", "wandb"))
    return imports or visit.store.latest(ImportAct) is not None or _open_question(visit)


def _open_question(visit: Visit) -> bool:
    return visit.state.question is not None and visit.state.question.slot == SLOT


def _imported(visit: Visit, commands: Sequence[Command]) -> bool:
    """Imports first, so that the rest of the message is about what was imported."""
    rest = [c for c in commands if c.name not in _BEFORE]
    for command in commands:
        if command.name in _BEFORE:
            perform(visit, _with_attachment(visit, command))
    about = focus(visit)
    if rest and visit.question is not None and about is not None and not about.workflows:
        visit.say("What to try next follows once the columns are clear.")
        return True
    if rest and about is not None and about.source and _asked(visit, about, rest):
        return True
    for command in rest:
        if command.name != "use_data":
            perform(visit, command)
    return True


def _with_attachment(visit: Visit, command: Command) -> Command:
    """A file that came with the message is the history, not a table to learn from."""
    if command.args.get("source"):
        return command
    for done in visit.commands:
        if done["name"] == "use_data" and not done.get("refused"):
            done["refused"] = "it is taken as past runs"
            visit.draft, visit.data_given = visit.state.draft, False
            return command.model_copy(update={"args": {**command.args, "source": done["args"]["source"]}})
    return command


def _columns(visit: Visit, text: str, about: Focus) -> bool:
    """Answers about columns: a yes, a no, or what some of them are."""
    from assistant.understanding.consent.exact import consent
    from store.importers.bringing import plan_of

    plain = text.strip().strip(".!").casefold()
    asked = _open_question(visit)
    verdict = consent(text) if asked else None
    take = dict(about.take)
    if asked and (verdict == "approve" or plain in (CONFIRM.casefold(), KEEP.casefold())):
        if about.workflows:
            done = {"workflows": [*about.workflows], "confirmed": True}
            visit.commands.append({"name": "import_history", "args": _args(about, take), **done})
            visit.say("Noted: the columns are as shown.")
            visit.suggest("Recommend what to try next")
        else:
            perform(visit, Command(name="import_history", args=_args(about, take) | {"accept": True}))
        return True
    if asked and verdict == "decline":
        visit.say("Then say what a column is; the runs are read again with that.")
        ask_confirmation(visit)
        return True
    try:
        plan = plan_of(about.source, take=take)
    except SextantError:  # the source is gone: what was imported stays, but cannot be read anew
        return False
    said = said_of_columns(text, tuple(dict.fromkeys(t.column for s in plan.spaces for t in s.taken)))
    if not said:
        return False
    perform(visit, Command(name="import_history", args=_args(about, take | said)))
    return True


def _args(about: Focus, take: dict[str, str]) -> dict[str, object]:
    return {"source": about.source, **({"take": take} if take else {})}


def _asked(visit: Visit, about: Focus, commands: Sequence[Command]) -> bool:
    names = {c.name for c in commands}
    if not about.source and visit.draft.version_id is not None:
        return False
    if about.workflow is not None and asked_of(visit, about.workflow):
        perform(visit, Command(name="ask_numbers", args={"question": visit.text}))
        return True
    if about.workflow is not None and _narrowed(visit, about, about.workflow, commands):
        return True
    if not names:
        return False
    if ("recommend" in names and names <= _ABOUT) or (names == {"set_goal"} and _only_metric(commands[0])):
        return _tried(visit, "recommend", lambda: _recommended(visit, about, commands))
    if names <= _RUNNING:
        return _tried(visit, "recommend", lambda: talking.cannot_launch(visit, about))
    if names == {"show_results"}:
        return _tried(visit, "show_results", lambda: talking.results(visit, about))
    if names == {"explain_recommendation"} and talking.newest_set(visit, about):
        rank = commands[0].args.get("rank") or 1
        return talking.explain(visit, about, int(rank))
    if names <= _LIMITS and about.workflow is not None and (about.source or talking.newest_set(visit, about)):
        return _tried(visit, "recommend", lambda: _not_read(visit, about, names))
    return False


def _narrowed(visit: Visit, about: Focus, workflow: str, commands: Sequence[Command]) -> bool:
    """Does what a message says of limits, or of the metric to recommend by; False where it says neither."""
    from assistant.elsewhere.limiting import Shown, said_of_space

    names = {c.name for c in commands}
    if names == {"undo"} and not commands[0].args:
        earlier = before_that(visit, workflow)
        if earlier is None or not talking.newest_set(visit, about):
            return False
        return _tried(visit, "recommend", lambda: talking.recommend(visit, about, earlier) | {"taken_back": True})
    if _WHICH_LIMITS.search(visit.text) and (about.source or talking.newest_set(visit, about)):
        return _tried(visit, "recommend", lambda: _say_limits(visit, workflow))
    if names & _ASKING:
        return False
    words, best = space_words(visit.store, workflow)
    shown = tuple(Shown(r.variant.label, r.cost_s) for r in talking.newest_set(visit, about))
    said = said_of_space(visit.text, words, best, shown)
    if said is None or not (said.narrows or names <= _ABOUT):
        return False
    n = next((c.args.get("n") for c in commands if c.name == "recommend"), None)

    def act() -> dict[str, Any]:
        now = in_force(visit, workflow)
        try:
            kept = talking.recommend(visit, about, after(now, said, words), n)
        except BadRequest as error:
            raise BadRequest(f"{error} So nothing is changed: what held before holds.") from error
        return now.kept(workflow) if said.once else kept

    return _tried(visit, "recommend", act)


def _say_limits(visit: Visit, workflow: str) -> dict[str, Any]:
    """Says what holds for the next combinations."""
    now = in_force(visit, workflow)
    said = "; ".join(limit.words for limit in now.limits)
    visit.say(
        f"What to try next in {workflow} keeps to this: {said}." if said else f"Nothing limits {workflow} so far."
    )
    if said:
        visit.suggest("Lift all limits")
    return {}


def _recommended(visit: Visit, about: Focus, commands: Sequence[Command]) -> dict[str, Any]:
    """Recommends by the metric that is named, else as before; says what of the message is not kept to."""
    by = None
    if about.workflow is not None:
        said = next((c.args.get("metric") for c in commands if c.name == "set_goal"), None)
        named = talking.metric_named(visit, about.workflow) or said
        now = in_force(visit, about.workflow)
        by = replace(now, metric=named, direction=None) if named else now
    kept = talking.recommend(visit, about, by, next((c.args.get("n") for c in commands if c.name == "recommend"), None))
    if {c.name for c in commands} & _LIMITS:
        _not_read(visit, about, {c.name for c in commands})
    return kept


def _not_read(visit: Visit, about: Focus, names: set[str]) -> dict[str, Any]:
    """Says honestly that a limit or wish is about nothing that the workflow has, and what it has."""
    workflow = str(about.workflow)
    words, _ = space_words(visit.store, workflow)
    visit.say(
        f"I find nothing in {workflow} that this limits, so it changes nothing. What can be limited: "
        f"{choices_in_words(words)}; a metric, such as “{next(iter(words.metrics), 'score')} at least …”; or the time, "
        "such as “at most 60 s a run”."
    )
    return {}


def _only_metric(command: Command) -> bool:
    return set(command.args) == {"metric"}


def _tried(visit: Visit, name: str, act: Callable[[], dict[str, Any] | None]) -> bool:
    entry: dict[str, Any] = {"name": name, "args": {}}
    try:
        entry |= act() or {}
    except SextantError as error:
        entry["refused"] = str(error)
        visit.say(str(error))
    visit.commands.append(entry)
    return True
