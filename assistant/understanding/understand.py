"""One message understood: exact rules first, likeness to known sentences next, a question where neither is sure."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from assistant.cards import Command
from assistant.understanding.acts.bare_files import chosen_use, which_use
from assistant.understanding.acts.described_models import models_in_full, not_a_person
from assistant.understanding.acts.each import of_the_winner
from assistant.understanding.acts.in_use import meant_together
from assistant.understanding.acts.saving import saves_told
from assistant.understanding.answers import answer
from assistant.understanding.asking import unsure, vague
from assistant.understanding.commands.short_asks import redo, short_ask
from assistant.understanding.commands.terms import term_asked
from assistant.understanding.consent.exact import is_unopposed
from assistant.understanding.context import Context, Understanding
from assistant.understanding.corrections.hesitating import on_second_thought, only_asks
from assistant.understanding.corrections.left_out import went_too_far
from assistant.understanding.corrections.lifted import with_lifted
from assistant.understanding.corrections.recast import (
    never_turned_round,
    no_new_target,
    no_row,
    no_rule_on_target,
    opened_first,
    recast,
)
from assistant.understanding.corrections.retracted import without_retracted
from assistant.understanding.corrections.returning import other_goal
from assistant.understanding.corrections.unwanted import denied_command, goes_on, not_done
from assistant.understanding.goals.fairly import with_groups
from assistant.understanding.goals.file_columns import with_file_columns
from assistant.understanding.goals.missing_codes import codes_told
from assistant.understanding.goals.named_so import without_named_so
from assistant.understanding.goals.new_file import with_new_columns
from assistant.understanding.goals.score_gate import score_gate
from assistant.understanding.goals.siblings import chosen, in_full, which_column, which_target
from assistant.understanding.goals.stated import said_of_columns
from assistant.understanding.joining.binding import bound
from assistant.understanding.names.apart import planned_so, settings, with_settings
from assistant.understanding.names.doubting import impossible, unknown_column
from assistant.understanding.names.targets import bare_column, checked_target
from assistant.understanding.names.which_one import one_that_runs, which_one, which_to_stop
from assistant.understanding.reader.encoder import Encoder, MessageEncoder
from assistant.understanding.reader.halves import with_halves, with_shown
from assistant.understanding.reading import Reading, read
from assistant.understanding.remarks.in_passing import with_double_named, with_metric_named, without_passing
from assistant.understanding.remarks.supposed_row import row_supposed
from assistant.understanding.remarks.told_facts import fact_told
from assistant.understanding.remarks.tolerated import only_tolerated
from assistant.understanding.speller_words import with_acts_spelt
from assistant.understanding.supposing import only_asked
from assistant.understanding.text.grammar import COLUMN_RULES
from assistant.understanding.text.languages import foreign, not_understood
from assistant.understanding.text.learners import in_english_order
from assistant.understanding.text.shorthand import written_out


def understand(text: str, context: Context | None = None, encoder: Encoder | None = None) -> Understanding:
    """What a message asks for; its settings of a plan, such as a seed, are read apart from all else.

    Args:
        text: the message; at most its first 10,000 characters are read.
        context: the moment it was written in.
        encoder: compares what no rule knows with known sentences, once it is ready; None does without.
    """
    context, encoder = context or Context(), None if encoder is None else MessageEncoder(encoder)
    understood = _whole_and_halves(text, context, encoder)
    commands = with_new_columns(
        text, understood.commands, context, lambda c: _whole_and_halves(text, c, encoder).commands
    )
    return understood if commands == understood.commands else understood.model_copy(update={"commands": commands})


def _whole_and_halves(text: str, context: Context, encoder: Encoder | None) -> Understanding:
    """What a message asks for, read as a whole and by its halves."""
    text = with_double_named(without_passing(written_out(text, context), context), context)
    understood = _as_one(text, context, encoder)
    understood = with_shown(text, understood, context, lambda t, c: _as_one(t, c, encoder))
    if encoder is not None and encoder.ready:
        with suppress(RuntimeError):  # the encoder's process ended just now
            understood = with_halves(text, understood, context, encoder, lambda t, c: _as_one(t, c, encoder))
            understood = _as_certain(text, understood, context, encoder)
    commands = meant_together(text, of_the_winner(text, understood.commands))
    return understood.model_copy(update={"commands": commands})


def _as_certain(text: str, understood: Understanding, context: Context, encoder: Encoder) -> Understanding:
    """What a message asks for, with the reader's last word; the module is not loaded without it."""
    from assistant.understanding.joining.certainly import as_certain

    return as_certain(text, understood, context, encoder)


def _as_one(text: str, context: Context, encoder: Encoder | None) -> Understanding:
    """What a message asks for, read as a whole."""
    text = with_metric_named(text)
    for told in (codes_told, saves_told):
        rest, first = told(text, context)
        if first:
            others = _whole_and_halves(rest, context, encoder) if rest else Understanding()
            return others.model_copy(update={"commands": (*first, *others.commands)})
    text = in_english_order(text, context)
    text = chosen_use(text, context) or models_in_full(not_a_person(text, context), context)
    text = with_acts_spelt(text, (*context.columns, *context.models))
    text = without_retracted(in_full(chosen(text, context), context), context)
    text = on_second_thought(text, context, lambda t, c: read(t, c).pieces)
    understood = _read(text, context, encoder)
    unread = not understood.commands and understood.question is not None and understood.question.teaches
    if unread and (fact := fact_told(text, context)) is not None:
        return Understanding(commands=(fact,))
    if (asked := _asked_back(text, understood, context)) is not None:
        return asked
    meant = other_goal(text, no_new_target(text, understood.commands, context), context)
    meant = only_asked(text, with_lifted(text, recast(text, meant, context), context), context)
    meant = checked_target(text, no_row(text, no_rule_on_target(meant, context)), context)
    meant = with_file_columns(text, meant, context)
    if meant or (understood.question is not None and understood.question.slot == "reading"):
        meant = with_groups(text, meant, context)
    if understood.commands and not meant:
        return unsure(text, context)
    if meant != understood.commands:
        return Understanding(commands=meant, source=understood.source, unheard=_still(understood.unheard, meant))
    which = which_column(text, understood.commands, context)
    if which is not None:
        return Understanding(question=which, confidence=0)
    said = settings(text, context)
    if not said or (understood.question is not None and understood.question.slot != "reading"):
        return understood
    commands = with_settings(understood.commands, said, context) or planned_so(text, said, context)
    alone = bool(commands) and not understood.commands
    return understood.model_copy(update={"commands": commands} | ({"question": None} if alone else {}))


def _asked_back(text: str, understood: Understanding, context: Context) -> Understanding | None:
    """What a message only puts up with, points at or names is asked about instead; None where it says what is meant."""
    if (tolerated := only_tolerated(text, understood, context)) is not None:
        return tolerated
    which = which_one(text, understood.commands, context)
    if which is None and not understood.commands:
        which = bare_column(text, context)
    return None if which is None else Understanding(question=which, confidence=0)


def _read(text: str, context: Context, encoder: Encoder | None) -> Understanding:
    """What a message asks for besides settings.

    Args:
        text: the message; at most its first 10,000 characters are read.
        context: the moment it was written in.
        encoder: compares what no rule knows with known sentences, once it is ready; None does without.
    """
    if (at_once := _at_once(text, context)) is not None:
        return at_once
    reading = read(text, context)
    reading = replace(reading, pieces=bound(text, reading.pieces, context))
    if not context.proposal or not reading.commands:
        other = foreign(text, context.columns)
        if other is not None:
            told = read(other.english, context).commands
            return Understanding(commands=told) if told else Understanding(question=not_understood(other.language))
    if reading.unwanted and not reading.commands and not reading.leftovers and not goes_on(text):
        return Understanding(question=not_done(reading.unwanted, context))
    question = impossible(text, reading.commands, context) or vague(text, reading, context)
    if question is not None:
        return Understanding(commands=reading.commands if question.slot == "seconds" else (), question=question)
    doubt = unknown_column(text, reading.commands, context)
    if doubt is not None and not _better_known(text, reading, context, encoder):
        return Understanding(question=doubt, confidence=0)
    understood = _understood(text, reading, context, encoder)
    doubt = unknown_column(text, understood.commands, context)
    return understood if doubt is None else Understanding(question=doubt, confidence=0)


def _better_known(text: str, reading: Reading, context: Context, encoder: Encoder | None) -> bool:
    """Whether the reader may know better what a name that no column has is: of several readings, or of no goal."""
    if encoder is None or not encoder.ready:
        return False
    from assistant.understanding.joining.certainly import says_no_goal

    with suppress(RuntimeError):  # the encoder's process ended just now
        return len(reading.commands) > 1 or says_no_goal(text, context, encoder)
    return False


def _at_once(text: str, context: Context) -> Understanding | None:
    """What a message is from end to end, before its clauses are read; None where it is none of that."""
    answered = answer(text, context)
    if answered is not None:
        return Understanding(commands=answered)
    if (supposed := row_supposed(text, context)) is not None:
        return Understanding(commands=(Command(name="explain_prediction", args=supposed),))
    if (asked := short_ask(text, context)) is not None:
        return Understanding(commands=(asked,))
    if context.question_slot in (None, "", "reading") and (term := term_asked(text, context.proposal, context.results)):
        return Understanding(commands=(Command(name="help", args={"topic": term}),))
    which = which_to_stop(text, context) or which_use(text, context) or redo(text, context)
    which = which or score_gate(text, context)
    if which is not None:
        return Understanding(question=which)
    if halted := one_that_runs(text):  # nothing runs: that is told, and a plan that waits goes on waiting
        return Understanding(commands=(Command(name=halted),))
    return None


def _understood(text: str, reading: Reading, context: Context, encoder: Encoder | None) -> Understanding:
    """The rules' reading with what likeness adds, where the encoder is there."""
    if encoder is not None and encoder.ready:
        with suppress(RuntimeError):  # the encoder's process ended just now: the rules alone answer
            return _with_likeness(text, reading, context, encoder)
    return Understanding(commands=reading.commands) if reading.commands else unsure(text, context)


def _still(lost: tuple[str, ...], meant: tuple[Command, ...]) -> tuple[str, ...]:
    """What was unheard and still is; without the reader nothing was, and its modules are not loaded."""
    if not lost:
        return ()
    from assistant.understanding.joining.unheard import unheard

    return unheard(lost, meant)


def _with_likeness(text: str, reading: Reading, context: Context, encoder: Encoder) -> Understanding:
    """What the trained reader makes of a message that no rule knows, and of the rules' reading of any other."""
    from assistant.understanding.joining.unheard import unheard
    from assistant.understanding.joining.weighing import weighed
    from assistant.understanding.reader.likeness import likely
    from assistant.understanding.reader.told_reasons import with_reasons

    found = weighed(text, reading, context, encoder)
    found = replace(found, pieces=without_named_so(text, found.pieces, context))
    if found.torn and not _ruled(text, context) & set(found.torn):
        return Understanding(question=which_target(text, found.torn), confidence=0)
    pieces = with_reasons(text, bound(text, found.pieces, context), context, encoder)
    commands = replace(found, pieces=pieces).commands
    commands = opened_first(never_turned_round(commands, reading.commands), reading.commands, context)
    never = {denied_command(reading.unwanted), "decline" if is_unopposed(text) or only_asks(text) else ""}
    never |= {"decline"} if reading.unwanted and goes_on(text) else set()  # what waits goes on waiting
    never -= {c.name for c in reading.commands}
    commands = tuple(c for c in commands if c.name not in never)
    if commands:
        source = "exact" if reading.commands else "similar"
        return Understanding(commands=commands, source=source, unheard=unheard(found.certain, commands))
    if found.pieces:  # its own words speak against all that was read
        return unsure(text, context)
    guess = likely(text, context, encoder)
    if guess is None or any(went_too_far(text, str(c.args.get("wish", ""))) for c in guess.commands):
        return unsure(text, context)
    return guess


def _ruled(text: str, context: Context) -> set[str]:
    """The columns that parts of a message state to be inputs or none: what is predicted is not among them."""
    return {c for one in said_of_columns(text, context) if one.role in COLUMN_RULES for c in one.columns}
