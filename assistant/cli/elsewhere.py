"""`sextant recommend`: untried combinations of an imported workflow, with what is expected of them."""

import argparse
import json
import sys


def recommend(args: argparse.Namespace) -> int:
    """Prints what to try next, and records it, so that later imports tell how good the predictions were."""
    from assistant.assembly import assemble
    from assistant.elsewhere.advising import advise_elsewhere
    from assistant.elsewhere.talking import LAUNCHES_NOT, card
    from store.errors import BadRequest
    from store.importers.experience import imported_workflows
    from store.settings import Settings

    if not 1 <= args.n <= 100:
        raise BadRequest(f"-n {args.n} is not between 1 and 100.")
    app = assemble(args.home, headless=True)
    try:
        known = imported_workflows(app.store)
        workflow = args.workflow or (known[0] if len(known) == 1 else None)
        if workflow is None:
            names = ", ".join(known) or "none yet; `sextant import` brings some"
            raise BadRequest(f"Say which imported workflow. There are: {names}.")
        advice = advise_elsewhere(
            app.store, workflow, person=args.person or Settings.read().person, clock=app.services.clock,
            new_id=app.services.new_id, metric=args.metric, dataset=args.dataset, n=args.n, seed=args.seed,
        )  # fmt: skip
        app.store.append(*advice.items)
    finally:
        app.close()
    if args.json:
        out = {"workflow": workflow, "basis": advice.basis, "notes": advice.notes}
        print(json.dumps({**out, "recommendations": [r.content() for r in advice.items]}, ensure_ascii=False))
    else:
        shown = card(advice.items)
        print(" | ".join(shown.columns))
        for row in shown.rows:
            print(" | ".join(map(str, row)))
    for line in (advice.basis, *advice.notes, LAUNCHES_NOT.format(workflow=workflow)):
        print(line, file=sys.stderr)
    return 0
