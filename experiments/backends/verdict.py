"""What an exit status and a run's folder say about a run that has no result."""

from pathlib import Path

from experiments.diagnosis import CRASHES, signal_name
from experiments.run_folder import RunFailure, read, tail
from experiments.worker import CANNOT_WRITE
from store.records import Outcome


def explained(folder: Path, status: int) -> tuple[Outcome, str, str]:
    """Outcome, sentence and traceback of a run that nobody stopped and that has no result.

    Args:
        folder: the run's folder.
        status: exit status of its process; negative where a signal ended it.
    """
    failure = read(folder, "error.json", RunFailure)
    if failure is not None and status > 0:
        return ("memory" if failure.kind == "memory" else "failed"), failure.sentence, failure.traceback
    if status == CANNOT_WRITE:
        return (
            "failed",
            f"The run could not write into {folder}: is the disk full? Free some space and run it again.",
            "",
        )
    if -status in CRASHES:
        why = f"The run's process crashed by {signal_name(-status)}: compiled code that it uses failed."
        return "failed", why, tail(folder)
    if status < 0:
        name = signal_name(-status).partition(" ")[0]
        return (
            "failed",
            f"The run's process was killed from outside ({name}); often the machine has run out of memory.",
            tail(folder),
        )
    return "failed", f"The run's process left with status {status} and no result.", tail(folder)
