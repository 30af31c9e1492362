"""The command of an exported package: predict a file, answer over HTTP, or check that it still predicts the same."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from pathlib import Path

from assistant.serving.standalone.model import Model, UntrustedModel, differences
from store.errors import SextantError

TOKEN = "MODEL_TOKEN"
EXTRAS = {"uvicorn": "serve", "starlette": "serve", "openpyxl": "excel"}
"""Libraries that only some commands need, and the extra of the package that brings them."""


def main(model: Model, words: list[str] | None = None) -> int:
    """Does what the words ask for.

    Args:
        model: of the package.
        words: of the command line; those of this process where None.

    Returns:
        0 when done, 1 when refused or when a check found a difference.
    """
    parser = argparse.ArgumentParser(prog=model.name, description=f"Predicts {model.task.target}.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    predict = commands.add_parser("predict", help="a table in, a table of predictions out")
    predict.add_argument("data", help="file of rows: .csv, .parquet, .jsonl or .xlsx")
    predict.add_argument("out", help="file to write: .csv or .parquet")
    predict.set_defaults(run=_predict)
    serve = commands.add_parser("serve", help="answer over HTTP until stopped")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8600)
    serve.set_defaults(run=_serve)
    check = commands.add_parser("check", help="does it still predict what it did where it was made?")
    check.set_defaults(run=_check)
    args = parser.parse_args(words)
    try:
        return int(args.run(model, args))
    except (SextantError, UntrustedModel) as error:
        print(error, file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        lacking = error.name or ""
        if lacking not in EXTRAS:
            raise
        needed = " ".join(name for name, extra in EXTRAS.items() if extra == EXTRAS[lacking])
        print(f"That needs {lacking}, which is not installed here. Say: pip install {needed}", file=sys.stderr)
        return 1


def _predict(model: Model, args: argparse.Namespace) -> int:
    from assistant.serving.pieces import pieces_of
    from assistant.serving.writing import check_form, written_whole
    from experiments.data.reading import read_table

    check_form(Path(args.out))
    rows = 0
    with written_whole(Path(args.out)) as write:
        for piece in pieces_of(args.data) or iter([read_table(args.data).frame]):
            write(model.predict(piece))
            rows += len(piece)
    print(f"{rows:,} predictions written to {args.out}.", file=sys.stderr)
    return 0


def _serve(model: Model, args: argparse.Namespace) -> int:
    import uvicorn

    from assistant.serving.service import Service, Serving

    token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    print(f"{model.name} version {model.version} at http://{args.host}:{args.port}", file=sys.stderr, flush=True)
    if not os.environ.get(TOKEN):
        print(f"Token: {token}", file=sys.stderr, flush=True)
    service = Service(Serving(model.name, model.version, model), token)
    uvicorn.run(service.app(), host=args.host, port=args.port, log_level="warning", access_log=False)
    return 0


def _check(model: Model, args: argparse.Namespace) -> int:
    wrong = differences(model)
    print("; ".join(wrong) or "It predicts the same as where it was made.")
    return 1 if wrong else 0
