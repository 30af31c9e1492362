"""A scheduler's `sextant look` as a process of its own: `python -m tests.assistant.caring.looker HOME`.

It tries until it gets the store, so that all that race for it have gone round in the end.
"""

import sys
import time
from pathlib import Path

from assistant.assembly import assemble
from assistant.caring.rounds import go_round
from assistant.state import is_running
from store.errors import SextantError
from store.records import Experiment


def opened(home: Path):
    """The parts, once no other process holds the store."""
    while True:
        try:
            return assemble(home)
        except SextantError as error:
            print(f"waits: {error}", flush=True)
            time.sleep(0.2)


def main(home: Path) -> None:
    """Goes round once, and waits for what it started."""
    app = opened(home)
    try:
        app.warm_launcher().join()
        for line in go_round(app.assistant):
            print(f"did: {line}", flush=True)
        while any(is_running(app.store, e.id) for e in app.store.find(Experiment)):
            time.sleep(0.2)
    finally:
        app.close()
    print("over", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
