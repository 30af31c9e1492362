"""Reads a message: consent and offered answers by exact rules first, then the understanding with its context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.cards import Command, ProposalCard, Question, card_reader
from assistant.caring.kept import of_goal
from assistant.caring.meaning import for_the_asker
from assistant.caring.moves import shown_move
from assistant.doing import perform
from assistant.draft import GOAL_COMMANDS, changes
from assistant.goals import CONFLICT_ANSWERS
from assistant.state import State, is_running, models_of, scored_runs
from assistant.visit import Visit
from store.errors import SextantError
from store.records import Dataset, DatasetVersion, Proposal

if TYPE_CHECKING:
    from assistant.understanding.context import Context, Understanding

_FEW_VALUES = 12
_HEARD = frozenset(
    {"ok", "okay", "okey", "sure", "fine", "alright", "all right", "ok thanks", "sounds good", "all good"}
)
"""Words that only say that something was heard, where nothing waits for a yes."""
_ASKS_WHICH = ("data", "target", "kind", "metric", "positive_class")
"""Questions that a yes or a no does not answer."""
_NOT_WHICH = "A {word} does not tell me which. "


def shown_proposal(state: State) -> str | None:
    """The pending proposal's id, if the newest message of Sextant showed it to who speaks now; None otherwise."""
    last = state.last_turn
    if state.proposal is None or last is None or state.said_unseen:
        return None
    cards = [card_reader.validate_python(c) for c in last.cards]
    shown = [c.proposal_id for c in cards if isinstance(c, ProposalCard)]
    return state.proposal.id if state.proposal.id in shown else None


_RUN = re.compile(r"\brun\b", re.IGNORECASE)


def consent_first(visit: Visit, text: str) -> Command | None:
    """A plain yes or no while a plan that was just shown is waiting; such words never reach a language model.

    A yes where nothing was asked and no plan waits is one too, so that it is said that there is none.
    """
    from assistant.understanding.commands.followups import goes_on_with_runs
    from assistant.understanding.consent.exact import consent, is_halt, plain

    verdict = consent(text)
    state = visit.state
    if verdict == "approve" and _supposed(visit, text):
        return None  # it is of what was supposed
    if verdict == "approve" and state.proposal is None and state.recommendations and _RUN.search(text):
        return None if shown_move(visit.store, state) is None else Command(name=verdict)  # "ok run" wants a plan
    if (is_halt(text) or goes_on_with_runs(text)) and any(is_running(visit.store, e.id) for e in state.experiments):
        return None  # it may be said of the runs
    if shown_proposal(state) is None and shown_move(visit.store, state) is None:
        asked = state.proposal is not None or state.question is not None or not state.recommendations
        if asked or verdict != "approve" or plain(text) in _HEARD:
            return None
    return Command(name=verdict) if verdict else None


def understand(visit: Visit, text: str) -> Understanding:
    """What the message asks for, by the embedded understanding; an offered answer is taken exactly as offered."""
    from assistant.understanding.context import Understanding

    text, unclear = _bare_word(visit, _that_column(visit, _put_back(visit, _as_offered(visit, text))))
    if unclear is not None:
        return Understanding(question=unclear, source="exact")
    answered = _offered_answer(visit, text) or _supposed(visit, text) or None
    if answered is not None:
        return Understanding(commands=answered)
    context = context_of(visit)
    named = _named_table(visit, text, context.datasets)
    if named is not None:  # taken up at once, so that the rest of the message is read with its columns in mind
        perform(visit, Command(name="use_data", args={"source": named}))
        context = context_of(visit)
    understood = for_the_asker(visit, visit.services.understand(text, context))
    first = next((c for c in understood.commands if c.name != "set_role"), None)
    if named is None and first is not None and first.name == "use_data" and first.args.get("source"):
        before = visit.draft.version_id
        perform(visit, first)
        if visit.draft.version_id not in (None, before):
            again = for_the_asker(visit, visit.services.understand(text, context_of(visit)))
            understood = _of_the_opened(again, understood, str(first.args["source"]))
    elif named is None:
        return _beside_a_file(visit, understood)
    others = tuple(c for c in understood.commands if c.name != "use_data")
    return _beside_a_file(visit, understood.model_copy(update={"commands": others}))


def _of_the_opened(again: Understanding, before: Understanding, source: str) -> Understanding:
    """What a message asks for with its table's columns in mind; the table that it opened is not scored, too.

    "wide.csv predict ill" begins a goal, whatever models are kept; once the table is open its words look like scoring.
    """
    if any(c.name == "score_data" for c in before.commands):
        return again
    goal = [c for c in before.commands if c.name == "set_goal" and "target" in c.args]
    scored = [c for c in again.commands if c.name == "score_data" and c.args.get("source") in (None, source)]
    if not scored or not goal:
        return again
    others = tuple(c for c in again.commands if c not in scored and c.name != "set_goal")
    return again.model_copy(update={"commands": (*goal, *others), "question": None})


_FEW_WORDS = 3


def _as_offered(visit: Visit, text: str) -> str:
    """What an answer says that was offered as a button, where the message has its label, or that up to a comma.

    A shorter message says more elsewhere: a column's name, or a word such as "yes".
    """
    question, said = visit.state.question, text.strip(" .!").casefold()
    if question is None or len(said.split()) < _FEW_WORDS:
        return text
    meant = [o.says for o in question.options if said in (o.label.casefold(), o.label.casefold().split(",")[0])]
    return meant[0] if len(meant) == 1 else text


_TAKEN_BACK = re.compile(r"^(?:Taken back|Undone): “(?P<words>.+?)”\.", re.DOTALL)


def _put_back(visit: Visit, text: str) -> str:
    """The words that were just taken back, where the message only says to do it again: "undo", then "redo"."""
    from assistant.understanding.commands.short_asks import is_redo

    last = visit.state.last_turn
    undone = last is not None and any(c["name"] == "undo" and not c.get("refused") for c in last.commands)
    said = _TAKEN_BACK.match(last.text) if undone and last is not None and is_redo(text) else None
    return said["words"] if said else text


_OUT_WITH_IT = re.compile(
    r"\W*(?:(?:ok|okay|yes|then|so|and|well|right|fine|please|just|better|let['’]?s|let us|you (?:can|may|should)"
    r"|we (?:can|should))\W+)*"
    r"(?:(?:leave|take|kick|throw|keep|cut) (?:it|this|that(?: one| column)?)(?: then)? (?:out|away|off)"
    r"|(?:drop|remove|exclude|forbid|ban|skip|ditch|omit|ignore) (?:it|this|that(?: one| column)?))"
    r"(?:\W+(?:then|please|too|completely|for now))*\W*",
    re.IGNORECASE,
)


def _that_column(visit: Visit, text: str) -> str:
    """The words with the column that was just complained of for "it": "I don't trust the pH", "then leave it out"."""
    last = visit.state.last_turn
    if last is None or _OUT_WITH_IT.fullmatch(text) is None or visit.state.proposal is not None:
        return text
    about = {str(c["args"]["about"]) for c in last.commands if c["name"] == "feedback" and c["args"].get("about")}
    named = [c for c in context_of(visit).columns if c in about]
    return f"leave out {named[0]}" if len(named) == 1 else text


_SO_BE_IT = re.compile(
    r"\W*(?:(?:ok|okay|yes|good|fine|please|then|so|and|right|well|now)\W+)*"
    r"(?:(?:do|make|take|apply|use|have|set|change)(?: it| that| this)?(?: so| like (?:that|this)| that way| true)?"
    r"|(?:i|we) (?:want|would like|['’]d like|like) (?:it|that) (?:so|like that|that way)|like that|that way|so be it)"
    r"(?:\W+(?:please|then|now))*\W*",
    re.IGNORECASE,
)


def _supposed(visit: Visit, text: str) -> tuple[Command, ...]:
    """What was only supposed in the message before, where this one says that it is to be so; no plan may be shown."""
    from assistant.commands.recommend import as_supposed
    from assistant.understanding.consent.exact import consent

    last = visit.state.last_turn
    entry = next((c for c in (last.commands if last else ()) if c["name"] == "what_if" and c.get("supposed")), None)
    if entry is None or shown_proposal(visit.state) is not None or visit.state.question is not None:
        return ()
    meant = consent(text) == "approve" or _SO_BE_IT.fullmatch(text)
    return as_supposed(entry["supposed"]) if meant else ()


def _beside_a_file(visit: Visit, understood: Understanding) -> Understanding:
    """Words beside an attached file, such as "here it is", need no meaning of their own: the file is what was said."""
    attached = any(c["name"] == "use_data" for c in visit.commands)
    unread = not understood.commands and understood.question is not None and understood.question.slot == "reading"
    return understood.model_copy(update={"question": None}) if attached and unread else understood


def _bare_word(visit: Visit, text: str) -> tuple[str, Question | None]:
    """A plain yes or no to a question that asks which: a yes takes the only answer offered, else it is asked again."""
    from assistant.understanding.consent.exact import consent

    question = visit.state.question
    verdict = consent(text)
    if question is None or question.slot not in _ASKS_WHICH or verdict is None:
        return text, None
    if verdict == "approve" and len(question.options) == 1:
        return question.options[0].says, None
    word = "yes" if verdict == "approve" else "no"
    bare = question.text.removeprefix(_NOT_WHICH.format(word="yes")).removeprefix(_NOT_WHICH.format(word="no"))
    return text, question.model_copy(update={"text": _NOT_WHICH.format(word=word) + bare})


def _named_table(visit: Visit, text: str, known: Sequence[str]) -> str | None:
    """The known table or sample that a message names while there is no data yet; None unless it names just one."""
    from assistant.understanding.text.words import split

    if visit.draft.version_id is not None or any(w.entity and w.entity.kind == "SRC" for w in split(text)):
        return None  # a file that is named comes first, whatever else shares its name with a sample
    words = " " + re.sub(r"[^a-z0-9]+", " ", text.casefold()) + " "
    named = [n for n in known if f" {re.sub(r'[^a-z0-9]+', ' ', n.casefold()).strip()} " in words]
    return named[0] if len(named) == 1 else None


def context_of(visit: Visit) -> Context:
    """What understanding may know of the moment."""
    from assistant.understanding.context import Context
    from experiments.data.samples import SAMPLES

    state, store = visit.state, visit.store
    version = store.get(DatasetVersion, visit.draft.version_id) if visit.draft.version_id else None
    columns = version.columns if version else ()
    question = state.question
    return Context(
        columns=tuple(c.name for c in columns),
        target=visit.draft.target or (state.goal.task.target if state.goal else None),
        kind=state.goal.task.kind if state.goal else visit.draft.kind,
        metric=state.goal.task.metric if state.goal else None,
        recommendations=len(state.recommendations),
        tried=_tried(visit),
        last_columns=_last_columns(visit),
        changed=_changed_last(state),
        row=_row_shown(state),
        explained=_row_explained(state),
        proposal=state.proposal is not None,
        running=any(is_running(store, e.id) for e in state.experiments),
        results=scored_runs(store, state.experiments),
        models=tuple(models_of(store)),
        model=of_goal(visit.services, state.goal),
        role=visit.services.person_profile(visit.person).role,
        question_slot=question.slot if question else None,
        question_options=tuple(o.says for o in question.options) if question else (),
        datasets=tuple(dict.fromkeys([*(d.name for d in store.find(Dataset)), *SAMPLES])),
        column_values={c.name: c.examples for c in columns if 0 < c.distinct <= _FEW_VALUES},
    )


_SHOWN_ROW = re.compile(r"^Why did it say that for row (?P<row>\d+)\?$")
"""What is offered beside rows that were predicted wrong."""
_ROW_STANDS = 3
"""Replies after which a row that was shown is no longer "that one"."""


def _row_shown(state: State) -> str:
    """The row that one of the newest replies showed as predicted wrong, by its number; "" for none."""
    replies = [t for t in reversed(state.turns) if t.speaker == "sextant"][:_ROW_STANDS]
    offered = (_SHOWN_ROW.match(str(o.get("says", ""))) for turn in replies for o in turn.suggestions)
    return next((m["row"] for m in offered if m), "")


def _row_explained(state: State) -> str:
    """The row that one of the newest replies explained, by its number or id as it was said; "" for none."""
    replies = [t for t in reversed(state.turns) if t.speaker == "sextant"][:_ROW_STANDS]
    done = (c for t in replies for c in t.commands if c["name"] == "explain_prediction" and not c.get("refused"))
    return next((str(c["args"]["key"]) for c in done if (c.get("args") or {}).get("key")), "")


_OF_MODELS = frozenset({"check_drift", "watch", "retrain", "roll_back", "promote", "score_data", "use_data"})
"""After one of these "what changed?" is of a model or its data."""


def _changed_last(state: State) -> bool:
    """Whether the goal or what was said of it changed since a model or its data was spoken of last."""
    for turn in reversed(state.turns):
        if turn.speaker == "sextant" and (
            changes(turn.commands) or any(c["name"] in _OF_MODELS for c in turn.commands)
        ):
            return changes(turn.commands) and not any(c["name"] in _OF_MODELS for c in turn.commands)
    return False


def _last_columns(visit: Visit) -> str:
    """What columns were to the message that changed the goal last; "" where it named none, or in several ways."""
    from assistant.understanding.text.grammar import COLUMN_RULES

    for turn in reversed(visit.state.turns):
        changes = [c for c in turn.commands if c["name"] in (*GOAL_COMMANDS, "correct") and not c.get("refused")]
        if changes:
            args = [c.get("args") or {} for c in changes]
            keys = {k for a in args for k in COLUMN_RULES if a.get(k)}
            return keys.pop() if len(keys) == 1 and not any("target" in a for a in args) else ""
    return ""


def _tried(visit: Visit) -> tuple[int, ...]:
    """The ranks of the recommendations on the table that were approved before or stand in the plan that waits."""
    state, store = visit.state, visit.store
    ranks = {r.id: r.rank for r in state.recommendations}
    plans = [store.get(Proposal, e.proposal_id).plan for e in state.experiments if ranks]
    plans += [state.proposal.plan] if state.proposal is not None else []
    return tuple(sorted({ranks[r.recommendation_id] for p in plans for r in p.runs if r.recommendation_id in ranks}))


def _offered_answer(visit: Visit, text: str) -> tuple[Command, ...] | None:
    """The commands of an answer that the settling rules offered, where the message is exactly one of them."""
    question = visit.state.question
    if question is None or visit.draft.version_id is None or not question.options:
        return None
    if question.slot == "constraints" and text in CONFLICT_ANSWERS:
        return (CONFLICT_ANSWERS[text],)
    if text.casefold() not in {s.casefold() for o in question.options for s in (o.says, o.label)}:
        return None
    from assistant.goals import settle_draft

    try:
        points = settle_draft(visit, visit.draft).open
    except SextantError:  # the data is gone or wrong: the message is read in the ordinary way and that says so
        return None
    for point in points:
        for answer in point.options:
            if text.casefold() in (answer.says.casefold(), answer.label.casefold()):
                return commands_of(answer.sets)
    return None


def commands_of(sets: dict[str, Any]) -> tuple[Command, ...]:
    """The commands that add an offered answer to the wish."""
    goal = {k: sets[k] for k in ("target", "kind", "metric", "positive_class") if sets.get(k) is not None}
    columns = {k: list(sets[k]) for k in ("columns_forbidden", "columns_required") if sets.get(k)}
    found = [Command(name="set_goal", args=goal)] if goal else []
    if sets.get("validation"):
        validation = sets["validation"]
        said = validation if isinstance(validation, dict) else validation.model_dump(exclude_none=True)
        found.append(Command(name="set_validation", args=said))
    if sets.get("error_costs"):
        costs = sets["error_costs"]
        found.append(Command(name="set_error_costs", args=costs if isinstance(costs, dict) else costs.model_dump()))
    if columns:
        found.append(Command(name="constrain", args=columns))
    return tuple(found)
