"""The command line: `sextant …`. JSON and results go to standard output, messages to standard error.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted.
"""

import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator, Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns its exit code."""
    from assistant.cli.parser import parser
    from assistant.cli.trouble import fault, keep_log, was_interrupted
    from store.errors import SextantError

    args = parser().parse_args(argv)
    log = keep_log(args.home)
    if argv is None:
        _be_a_program()
    code = 1
    try:
        with _home_of(args.home):
            code = int(args.run(args))
    except SextantError as error:
        print(f"sextant: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        code = 0
    except Exception as error:
        if was_interrupted(error):
            code = 130
        else:
            print(f"sextant: {fault(error, log)}", file=sys.stderr)
    if argv is None:
        _leave(code)
    return code


@contextlib.contextmanager
def _home_of(named: str | None) -> Iterator[None]:
    """The home of `--home` is the one whose settings count as well."""
    before = os.environ.get("SEXTANT_HOME")
    if named:
        os.environ["SEXTANT_HOME"] = os.path.abspath(os.path.expanduser(named))
    try:
        yield
    finally:  # whoever called this within a process goes on
        if before is None:
            os.environ.pop("SEXTANT_HOME", None)
        else:
            os.environ["SEXTANT_HOME"] = before


def _be_a_program() -> None:
    """Interrupts are remembered, no traceback of a thread reaches the terminal, letters it lacks show as numbers."""
    from assistant.cli.trouble import hear_interrupts, log_of_thread

    hear_interrupts()
    threading.excepthook = log_of_thread
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _leave(code: int) -> None:
    """Ends the program at once: a library half loaded by a background thread can crash Python's own way out."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
