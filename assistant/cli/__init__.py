"""The command line: `sextant …`. JSON and results go to standard output, messages to standard error.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns its exit code."""
    from assistant.cli.parser import parser
    from assistant.cli.trouble import fault, keep_log, log_of_thread, was_interrupted
    from store.errors import SextantError

    args = parser().parse_args(argv)
    log = keep_log(args.home)
    if argv is None:
        threading.excepthook = log_of_thread
    code = 1
    before = os.environ.get("SEXTANT_HOME")
    try:
        if args.home:  # its settings count as well
            os.environ["SEXTANT_HOME"] = os.path.abspath(os.path.expanduser(args.home))
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
    if args.home:  # whoever called this goes on
        os.environ.pop("SEXTANT_HOME")
        os.environ.update({"SEXTANT_HOME": before} if before is not None else {})
    return code


def _leave(code: int) -> None:
    """Ends the program at once: a library half loaded by a background thread can crash Python's own way out."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
