"""Opening an experiment's file, or an experiment that came from one, whatever its workflow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.declared import own, table
from assistant.declared.course import Course
from assistant.services import Services
from experiments.declared.experiment import DeclaredExperiment, read_experiment
from experiments.declared.marked import read_marked
from experiments.declared.table import TableFile, is_table, read_table_file
from store.records import Conversation, Experiment, ExperimentFile

AnyFile = DeclaredExperiment | TableFile


def read_file(path: Path) -> AnyFile:
    """An experiment's file, read and checked.

    Raises:
        BadRequest: something in it is wrong; the message names line and field.
    """
    marked = read_marked(path)
    return read_table_file(marked) if is_table(marked) else read_experiment(path)


def begun(
    services: Services,
    file: AnyFile,
    person: str,
    tell: Callable[[str], None] = lambda _line: None,
    conversation: Conversation | None = None,
) -> Course:
    """The course of a file that is read for the first time: what it needs is kept; nothing runs.

    Args:
        services: of this store.
        file: read and checked.
        person: who reads it.
        tell: hears what needs care, or was settled by the likeliest answer.
        conversation: to which it belongs; None where it begins one.

    Raises:
        BadRequest: something of it cannot be kept, or the goal cannot be settled.
        BadData: its table cannot be read.
    """
    if isinstance(file, TableFile):
        return table.begun(services, file, person, tell, conversation)
    return own.begun(services, file, person)


def course_of(services: Services, experiment: Experiment) -> Course | None:
    """The course of an experiment under way, from the store alone; None where no file declared it.

    Raises:
        BadData: its kept code is gone or was changed.
    """
    kept = services.store.latest(ExperimentFile, proposal_id=experiment.proposal_id)
    if kept is None:
        return None
    course: Course = (own if kept.workflow_id else table).taken_up(services, experiment, kept)
    course.recall()
    return course
