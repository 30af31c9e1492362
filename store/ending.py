"""Processes that are made to serve another one end with it, whatever they are doing."""

import os
import select
import signal
import threading


def end_with_input(*, group: bool = False) -> None:
    """From now on this process ends as soon as nobody can write to its standard input any more: its maker is gone.

    A process that is loading or computing does not read its input, and would go on for as long as that takes.

    Args:
        group: whether what it started ends with it; it must lead a process group of its own.
    """
    if not hasattr(select, "poll"):  # not on every system; there it ends when it reads next
        return

    def look() -> None:
        hung_up = select.poll()
        hung_up.register(0, 0)  # a hang-up is told unasked, and what is there to read is not
        while not hung_up.poll():
            pass
        if group:
            os.killpg(0, signal.SIGKILL)
        os._exit(0)

    threading.Thread(target=look, name="end", daemon=True).start()
