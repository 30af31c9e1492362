"""Help, thanks, and what lies outside."""

from __future__ import annotations

from assistant.commands._base import Args, Handler, NoArgs
from assistant.visit import Visit


class Help(Args):
    """What help is wanted with."""

    topic: str | None = None


def _help(visit: Visit, args: Help) -> None:
    state = visit.state
    if visit.draft.version_id is None:
        visit.say("Give me a table and say what to predict, such as: “Predict Churn in this file, in five minutes.”")
        visit.say(
            "I look at the data, settle the goal with you, and recommend what to run; nothing runs before you agree."
        )
        visit.suggest("Use a sample", "Use breast_cancer")
    elif state.goal is None:
        visit.say("Say which column to predict, and anything that matters: time, costs of errors, models to avoid.")
    elif state.proposal is not None:
        visit.say("A plan waits for you: say yes to start it, “without the second one” to change it, or no.")
    elif state.experiments:
        visit.say(
            "You can ask for the results, why a model does what it does, what to try next, or save the best model."
        )
        visit.say("Anything you say about a result (“too slow”, “never use that column”) changes what I recommend.")
        visit.suggest("Show the results")
        visit.suggest("What next?", "Recommend what to try next")
    else:
        visit.say("Say “run the first three” for a plan, “why the second one?”, or what should be different.")
        visit.say("You can change the goal at any time, such as “optimise F1 instead” or “no neural networks”.")
        visit.suggest("Run the first three")


def _small_talk(visit: Visit, args: NoArgs) -> None:
    greeting = any(w in visit.text.casefold().split() for w in ("hi", "hello", "hey", "hallo"))
    visit.say("Hello. What would you like to predict?" if greeting and visit.state.goal is None else "You're welcome.")


def _out_of_scope(visit: Visit, args: NoArgs) -> None:
    visit.say("That is outside what I can do: I find good models for tables, and remember what worked.")
    visit.suggest("What can you do?")


HANDLERS = (
    Handler("help", "Say what can be done now.", Help, _help),
    Handler("small_talk", "Answer a greeting or thanks.", NoArgs, _small_talk),
    Handler("out_of_scope", "Say that something is outside what Sextant does.", NoArgs, _out_of_scope),
)
