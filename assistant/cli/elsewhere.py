"""`sextant recommend`: untried combinations of an imported workflow, with what is expected of them."""

import argparse
import json
import sys


def recommend(args: argparse.Namespace) -> int:
    """Prints what to try next, and records it, so that later imports tell how good the predictions were.

    While another process holds the store, they rest on what it has published and are not recorded.
    """
    from assistant.assembly import fresh_id, home_folder, utc_now
    from assistant.elsewhere.advising import advise_elsewhere
    from assistant.elsewhere.narrowed import narrowed_by
    from assistant.elsewhere.talking import LAUNCHES_NOT, card
    from store.aside import known_store
    from store.errors import BadRequest
    from store.importers.experience import COST, imported_workflows
    from store.settings import Settings

    if not 1 <= args.n <= 100:
        raise BadRequest(f"-n {args.n} is not between 1 and 100.")
    with known_store(home_folder(args.home)) as opened:
        known = imported_workflows(opened.store)
        workflow = args.workflow or (known[0] if len(known) == 1 else None)
        if workflow is None:
            names = ", ".join(known) or "none yet; `sextant import` brings some"
            raise BadRequest(f"Say which imported workflow. There are: {names}.")
        by = narrowed_by(opened.store, workflow, args.limit)
        advice = advise_elsewhere(
            opened.store, workflow, person=args.person or Settings.read().person, clock=utc_now, new_id=fresh_id,
            metric=COST if args.metric == "time" else args.metric or by.metric, dataset=args.dataset, n=args.n,
            seed=args.seed, limits=by.limits, direction=None if args.metric else by.direction,
        )  # fmt: skip
        if opened.as_of is None:
            opened.store.append(*advice.items)
            if Settings.read().publish:
                opened.store.publish()
    if args.json:
        out = {"workflow": workflow, "basis": advice.basis, "notes": (*by.notes, *advice.notes)}
        print(json.dumps({**out, "recommendations": [r.content() for r in advice.items]}, ensure_ascii=False))
    else:
        shown = card(advice.items)
        print(" | ".join(shown.columns))
        for row in shown.rows:
            print(" | ".join(map(str, row)))
    noted = f"{opened.sentence} These recommendations are not kept; ask in the app for some that are."
    unkept = [noted] if opened.as_of else []
    for line in (advice.basis, *by.notes, *advice.notes, LAUNCHES_NOT.format(workflow=workflow), *unkept):
        print(line, file=sys.stderr)
    return 0
