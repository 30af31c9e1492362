"""Help, thanks, and what lies outside."""
# ruff: noqa: E501 - a table of sentences broken over lines is harder to read than a long one

from __future__ import annotations

import re

from assistant import effects, wording
from assistant.commands._base import Args, Handler, NoArgs
from assistant.commands.figure import figure_explained
from assistant.commands.how_checked import ASKED as HOW_CHECKED
from assistant.commands.how_checked import say_how_checked
from assistant.commands.plainer import say_meaning
from assistant.state import is_running
from assistant.visit import Visit
from store.records import METRICS, Goal, ModelVersion


class Help(Args):
    """What help is wanted with."""

    topic: str | None = None


_TOPICS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words, re.IGNORECASE), said)
    for words, said in (
        (r"^serving$", "A kept model answers programs over HTTP: `sextant serve --model NAME` in a terminal, then POST rows as JSON to "
         "/predict. To do without Sextant say “export the model as a Python package”, “for a container” or “as ONNX”."),
        (r"^after a yes$", "A yes starts exactly the runs of the plan that is shown, on this machine and within its limits; it costs "
         "nothing but computing time, and no data leaves the machine. You can pause or stop them, and nothing is put into use by it."),
        (r"baseline", "The trivial baseline guesses without looking at the columns: the commonest class, or the middle value. It is measured "
         "with every run, on the same folds, and stands beside the results."),
        (r"(class|classes|well) ?balanced|class weight", "“Class balanced” means that rare cases count more when a model is fitted, so that it does not "
         "simply answer with the commonest class."),
        (r"one.?hot", "One-hot: each category becomes a column of its own with 0 or 1 in it."),
        (r"target.?encod", "Target encoding: each category is replaced by what the target was on average among it, in other rows."),
        (r"(median|mean|mode).?fill|imput", "Cells that are missing are filled, such as with the median; what to fill in is learnt "
         "from the rows that a model is fitted on, never from those it is tested on."),
        (r"\bscal(ed|ing)|standardi[sz]|normali[sz]", "Scaled: each column of numbers is brought to the same spread, so that none "
         "counts more for its unit."),
        (r"early.?stopp", "Early stopping: trees are added only as long as rows that were kept aside are predicted better."),
        (r"\bdrift|gets? worse", "Drift is that newer rows look or turn out otherwise than those a model learned from. Say “watch /a/folder” "
         "and I tell you when it gets worse; then “why?”, “retrain it” for a plan with the newer rows, or “roll it back”. Nothing of it happens before you agree."),
        (r"^leak", "A leak is a column that is known only after the fact, or computed from it: scores look wonderful, and in "
         "use it is not there. Ask “is <column> a leak?” and I look what it tells alone."),
        (r"\bfolds?\b|cross.?valid|out.of.fold", "The rows are split into folds; each is predicted by a model fitted on the others, so "
         "that every score is of rows the model has not seen."),
        (r"halving|hyperband", "Many variants start small, with few rows or trees; only the better ones go on with more."),
        (r"calibrat", "Calibrated: of the cases called 70 % likely, about 70 of 100 come true."),
        (r"\bseed\b", "A seed fixes all that is random, so that the same runs give the same numbers again."),
        (r"cost|false alarm|miss(ed|ing)?\b|error", "Say what errors cost, such as “a missed case costs 20 times a false alarm”: "
         "I then choose a metric that weighs them so."),
        (r"recommend|suggest|rank", "Recommendations come from runs on tables like yours. Ask “why the second one?”, or say "
         "“cheaper”, “simpler”, “no SVM”."),
        (r"plan|approv|run\b|start|consent", "“Run the first three” makes a plan. Read it, change it by saying so, and say yes or press "
         "Approve: nothing runs before."),
        (r"result|leaderboard|score", "Results are set against a trivial baseline and against what I predicted. Ask “which columns "
         "matter?” or “compare the first two”."),
        (r"feedback|wish|prefer|forget|knowledge|profile", "What you say about the work changes the ranking; “on this data”, “always” or "
         "“for everyone” widens it. “Forget what I said about …” takes it back; the page Knowledge lists it all."),
        (r"sql|number|history|past", "Ask in words, such as “how many runs failed last month and why?”: the SQL is shown, and opens on "
         "the page SQL."),
        (r"data|table|file|upload|column", "Drop a CSV, Parquet, Excel or JSON-lines file here, or type its path. “customer_id must not "
         "be used” leaves a column out."),
        (r"private|privacy|network|key|offline", "Everything stays on this machine: no key and no network is needed."),
        (r"key(board|s)?|shortcut", "Tab goes from part to part, Enter presses; Enter in the box sends."),
    )
)  # fmt: skip


def _explained(visit: Visit, topic: str) -> bool:
    """Answers help on a topic: a metric or a part of Sextant; whether it is one."""
    wanted = topic.casefold().replace(" ", "_").replace("-", "_")
    found = next((m for m in METRICS.values() if wanted in (m.name, m.label.casefold().replace(" ", "_"))), None)
    if found is not None:
        visit.say(f"{found.label} ({found.in_words.split('(')[-1].rstrip(')')}): "
                  f"{wording.plain_score(0.87, found.name)}, say, where it is {wording.score(0.87, found)}.")  # fmt: skip
        if visit.state.goal is not None and found.name != visit.state.goal.task.metric:
            visit.suggest(f"Optimise {found.label}")
        return True
    family = None if re.search(r"\bplan|approv|fold", topic) else effects.family_in(topic)
    if family is not None:
        visit.say(f"{wording.family(family).capitalize()}: {wording.plain_family(family)}.")
        return True
    from assistant.understanding.asking import how_to_say

    said = next((said for words, said in _TOPICS if words.search(topic)), None) or how_to_say(wanted)
    if said is not None:
        visit.say(said)
    return said is not None


def _help(visit: Visit, args: Help) -> None:
    state = visit.state
    if state.goal is not None and args.topic and HOW_CHECKED.search(args.topic):
        say_how_checked(visit, state.goal)
        return
    if state.goal is not None and args.topic == "what that means":
        say_meaning(visit, state.goal)
        return
    if args.topic and (figure_explained(visit, args.topic) or _explained(visit, args.topic)):
        return
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
    elif any(is_running(visit.store, e.id) for e in state.experiments):
        visit.say(
            "Runs are under way: ask “how is it going?”, or say “pause” or “stop”. You can go on talking meanwhile."
        )
        visit.suggest("How is it going?")
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


_TURNED_DOWN = re.compile(
    r"\b(?:no|nope|not|later|never ?mind|leave it|another time|next time|forget it|enough)\b", re.I
)
"""A no to something that only was offered."""


def _small_talk(visit: Visit, args: NoArgs) -> None:
    greeting = any(w in visit.text.casefold().split() for w in ("hi", "hello", "hey", "hallo"))
    if greeting and visit.state.goal is None:
        visit.say("Hello. What would you like to predict? Drop a table here, or name a file.")
        return
    visit.say("Hello again." if greeting else "All right." if _TURNED_DOWN.search(visit.text) else "You're welcome.")
    visit.say(_next_step(visit))


def _goals(visit: Visit) -> set[str]:
    """The ids of this conversation's goals."""
    return {g.id for g in visit.store.find(Goal, conversation_id=visit.state.conversation.id)}


def _next_step(visit: Visit) -> str:
    """The likeliest next thing to do, from where the conversation stands; empty where nothing presses."""
    state = visit.state
    if state.proposal is not None:
        return "The plan still waits for your yes or no."
    if any(is_running(visit.store, e.id) for e in state.experiments):
        return "The runs go on; the results come here by themselves."
    if state.experiments and any(m.goal_id in _goals(visit) for m in visit.store.find(ModelVersion)):
        return "When you like: “put it into use”, “is it still fine?” or “what to try next”."
    if state.experiments:
        return "When you like: “what to try next”, “what mattered?” or “save the best model”."
    return "When you like: “run the first three” makes a plan." if state.recommendations else ""


def _out_of_scope(visit: Visit, args: NoArgs) -> None:
    visit.say("That is outside what I can do: I find good models for tables, and remember what worked.")
    visit.suggest("What can you do?")


HANDLERS = (
    Handler("help", "Say what can be done now.", Help, _help),
    Handler("small_talk", "Answer a greeting or thanks.", NoArgs, _small_talk),
    Handler("out_of_scope", "Say that something is outside what Sextant does.", NoArgs, _out_of_scope),
)
