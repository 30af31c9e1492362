"""`sextant check` and `tidy`: whether the home is sound, and what need not be kept any more."""

import argparse
import sys


def check(args: argparse.Namespace) -> int:
    """Reads every fact and looks for every file they speak of; 0 where all is well, 1 where not."""
    from assistant.assembly import home_folder
    from store.care import examine

    found = examine(home_folder(args.home))
    for problem in found.problems:
        print(problem)
    print(f"{found.facts} facts read, {len(found.problems) or 'no'} problems.", file=sys.stderr)
    return 1 if found.problems else 0


def tidy(args: argparse.Namespace) -> int:
    """Removes files that the retention settings keep no longer, and says what was removed."""
    from assistant.assembly import assemble
    from store.retention import tidy as remove
    from store.settings import Settings

    app = assemble(args.home, headless=True)
    try:
        done = remove(
            app.store, app.home, Settings.read(), clock=app.services.clock, new_id=app.services.new_id
        )  # fmt: skip
    finally:
        app.close()
    if done is None:
        print("Nothing to remove. SEXTANT_KEEP_PREDICTIONS_DAYS says how long predictions are kept.")
    else:
        print(f"{done.files} files of runs removed, {done.size_bytes / 1e6:.1f} MB; the facts of these runs stay.")
    return 0
