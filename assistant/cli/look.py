"""`sextant look`: one round of looking after models, for schedulers where the app does not run."""

import argparse
import sys


def run(args: argparse.Namespace) -> int:
    """Looks at new files, tells alerts and suggestions, and does what standing policies approved; 0 when done.

    With --every it goes on until it is stopped.
    """
    import time

    from assistant.assembly import assemble
    from assistant.caring.rounds import go_round

    app = assemble(args.home)
    try:
        app.warm_launcher().join()  # what a killed process left behind would else seem to run for ever
        while True:
            for line in go_round(app.assistant) or ["Nothing new."]:
                print(line, flush=True)
            if args.every is None:
                break
            time.sleep(args.every)
        _wait_for_runs(app)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    finally:
        app.close()
    return 0


def _wait_for_runs(app: object) -> None:
    """A retraining that a policy started is not left half done."""
    import time

    from assistant.assembly import App
    from assistant.state import is_running
    from store.records import Experiment, Run

    assert isinstance(app, App)
    newest = [e for e in app.store.find(Experiment)[-3:] if app.store.find(Run, experiment_id=e.id)]
    while any(is_running(app.store, e.id) for e in newest):
        time.sleep(0.5)
