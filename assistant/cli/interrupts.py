"""What ends a program from outside: SIGINT, SIGTERM and SIGHUP, each heard as an interrupt so that all is closed.

Loads nothing slow, so that they are heard from the first moment on.
"""

import signal
from typing import Any

HEARD: list[int] = []
"""Numbers of the signals that have come; what they were raised in, such as a query of DuckDB or a library's callback,
may have dropped the interrupt or made another error of it."""


def hear(number: int, _frame: Any) -> None:
    """The handler of a signal that ends the program: raises KeyboardInterrupt, and remembers that it did."""
    HEARD.append(number)
    if number == getattr(signal, "SIGHUP", None):  # a terminal that closes says so twice, by the shell as well
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def hear_interrupts() -> None:
    """From now on they are remembered; one that is ignored or seen to, as under `nohup`, stays as it is."""
    HEARD.clear()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the last is not on every system
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, hear)


def exit_code() -> int:
    """Exit status of a program that was interrupted, as shells have it: 130 after SIGINT, 143 after SIGTERM."""
    return 128 + int(HEARD[0] if HEARD else signal.SIGINT)


def was_interrupted(error: BaseException) -> bool:
    """Whether an error only follows from an interrupt that came in the middle of something, such as a query."""
    if HEARD:
        return True
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, KeyboardInterrupt):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
