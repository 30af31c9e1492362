"""`sextant predict`: a saved model and a table in, a table of predictions out."""

import argparse
import sys
from pathlib import Path


def run(args: argparse.Namespace) -> int:
    """Writes one row of predictions for each row of the table."""
    from assistant.assembly import home_folder
    from assistant.keeping import model_folder, write_predictions
    from assistant.serving.files import score_file

    folder = model_folder(home_folder(args.home), args.model)

    def say(line: str) -> None:
        print(line, file=sys.stderr)

    if args.horizon is not None:
        rows = write_predictions(folder, args.data, Path(args.out), say, steps=args.horizon)
    else:
        rows = score_file(folder, args.data, Path(args.out), say)
    print(f"{rows:,} predictions written to {args.out}.", file=sys.stderr)
    return 0
