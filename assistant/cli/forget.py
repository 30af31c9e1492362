"""`sextant forget`: deletes a person's profile and words."""

import argparse
import sys


def forget(args: argparse.Namespace) -> int:
    """Forgets a person, writes the store and the published copy anew, and says what was done."""
    from assistant.assembly import assemble
    from store.duck import DuckStore
    from store.errors import BadRequest
    from store.forgetting import forget_person, rewrite
    from store.home import Home
    from store.settings import Settings

    app = assemble(args.home, headless=True)
    try:
        if not isinstance(app.store, DuckStore):
            raise BadRequest("A store in memory forgets everything when it is closed.")
        done = forget_person(
            app.store, args.forgotten, asked_by=args.person or Settings.read().person,
            clock=app.services.clock, new_id=app.services.new_id, home=app.home,
        )  # fmt: skip
    finally:
        app.close()
        if Home(app.home).to_rewrite.exists():  # also where a full disk ended it the last time
            rewrite(app.home)
    for what, count in done.counts.items():
        print(f"{what.replace('_', ' ')}: {count}")
    print(f"{done.person} stands for the name now. Backups and exports made before still have it.", file=sys.stderr)
    return 0
