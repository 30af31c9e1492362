"""`sextant predict`: a saved model and a table in, a table of predictions out."""

import argparse
import sys
from pathlib import Path


def run(args: argparse.Namespace) -> int:
    """Writes one row of predictions for each row of the table."""
    from assistant import wording
    from assistant.assembly import home_folder
    from assistant.keeping import model_folder, write_predictions
    from assistant.serving.exporting.kept import champion_number
    from assistant.serving.files import score_file
    from assistant.serving.sampling import sample_of
    from store.errors import BadRequest
    from store.home import expanded

    source, target = expanded(args.data), Path(args.out)
    if source.exists() and target.exists() and source.samefile(target):
        raise BadRequest(f"{args.out} is the table itself, which would be lost. Name another file with --out.")
    if not 0 <= args.log_share <= 1:
        raise BadRequest(f"--log-share is a share from 0 to 1, not {args.log_share:g}.")
    home = home_folder(args.home)
    in_use = champion_number(home, args.model)
    folder = model_folder(home, args.model if in_use is None else f"{args.model}/{in_use}")
    sample = sample_of(home, folder, args.log_share)

    def say(line: str) -> None:
        print(line, file=sys.stderr)

    if args.horizon is not None:
        rows = write_predictions(folder, args.data, Path(args.out), say, steps=args.horizon)
    else:
        rows = score_file(folder, args.data, Path(args.out), say, sample)
        if sample is not None and (trouble := sample.write_or_say()):
            say(trouble)
    print(f"{wording.count(rows, 'prediction')} written to {args.out}.", file=sys.stderr)
    return 0
