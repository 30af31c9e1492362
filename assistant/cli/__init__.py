"""The command line: `sextant …`. JSON and results go to standard output, messages to standard error.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 128 + its number after a signal, so 130 after an interrupt.
"""

import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from assistant.cli.interrupts import exit_code, hear_interrupts, was_interrupted
from store.errors import BadRequest, CannotWrite, SextantError
from store.home import expanded


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns its exit code; as the program itself, without `argv`, it ends with it."""
    if argv is not None:
        return _run(argv)
    try:
        _be_a_program()
        code = _run(sys.argv[1:])
    except SystemExit as ended:  # as after --help, or words that are no usage
        code = int(ended.code or 0)
    except KeyboardInterrupt:  # another one, while the first was seen to
        code = exit_code()
    _leave(code)


def _run(argv: Sequence[str]) -> int:
    log: Path | None = None
    try:
        from assistant.cli.parser import parser
        from assistant.cli.trouble import fault, keep_log

        check_letters(*argv)
        args = parser().parse_args(argv)
        log = keep_log(args.home)
        with _home_of(args.home):
            return int(args.run(args))
    except SextantError as error:
        print(f"sextant: {error}", file=sys.stderr)
    except KeyboardInterrupt:  # also while all of that was loading
        return exit_code()
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return 0
    except Exception as error:
        if was_interrupted(error):
            return exit_code()
        if log is None:
            raise
        print(f"sextant: {fault(error, log)}", file=sys.stderr)
    return 1


def check_letters(*texts: str) -> None:
    """Refuses what was not written in the terminal's letters: none of it could be kept, or shown again.

    Raises:
        BadRequest: a byte of a text is none of a letter.
    """
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            shown = text.encode("utf-8", "backslashreplace").decode()[:200]
            raise BadRequest(
                f"'{shown}' has letters that are none. Write it in UTF-8; a file of such a name must be renamed first."
            ) from error


@contextlib.contextmanager
def _home_of(named: str | None) -> Iterator[None]:
    """The home of `--home` is the one whose settings count as well."""
    before = os.environ.get("SEXTANT_HOME")
    if named:
        os.environ["SEXTANT_HOME"] = os.path.abspath(expanded(named))
    try:
        yield
    finally:  # whoever called this within a process goes on
        if before is None:
            os.environ.pop("SEXTANT_HOME", None)
        else:
            os.environ["SEXTANT_HOME"] = before


def _be_a_program() -> None:
    """Interrupts are remembered, no traceback of a thread reaches the terminal, letters it lacks show as numbers."""
    hear_interrupts()
    _open_closed()
    from assistant.cli.trouble import log_of_thread

    threading.excepthook = log_of_thread
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        buffered, through, letters = out.line_buffering, out.write_through, out.encoding
        sys.stdout = Output(out.detach(), letters, "backslashreplace", None, buffered, through)


def _open_closed() -> None:
    """Streams that are closed (`>&-`) lead nowhere: else a file that is opened next, such as the store, took their
    number, and what a library prints would be written into it.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - as long as the program


class Output(io.TextIOWrapper):
    """Standard output that says of itself that it cannot be written to, as where it goes to a full disk."""

    def write(self, text: str) -> int:  # noqa: D102 - the base class says it
        with _told():
            return super().write(text)

    def flush(self) -> None:  # noqa: D102
        with _told():
            super().flush()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        why = error.strerror or error
        raise CannotWrite(f"The output cannot be written: {why}. Send it to another place.") from error


def _leave(code: int) -> NoReturn:
    """Ends the program at once: a library half loaded by a background thread can crash Python's own way out."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except SextantError as error:
            code = code or 1
            with contextlib.suppress(OSError, ValueError):
                print(f"sextant: {error}", file=sys.stderr)
        except (OSError, ValueError):  # nobody reads it any more
            pass
    os._exit(code)
