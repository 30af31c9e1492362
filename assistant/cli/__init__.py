"""The command line: `sextant …`. JSON and results go to standard output, messages to standard error.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted.
"""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns its exit code."""
    from assistant.cli.parser import parser
    from store.errors import SextantError

    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except SextantError as error:
        print(f"sextant: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return 0
