"""`sextant replay`, `sql` and `warm-up`: about what is kept."""

import argparse
import json
import math
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from experiments.replay import ExperimentReplay


def replay(args: argparse.Namespace) -> int:
    """Repeats a run or a whole experiment; 0 if everything is identical."""
    from assistant.assembly import home_folder
    from experiments.replay import replay as repeat
    from experiments.replay import replay_experiment
    from store.aside import known_store
    from store.records import Experiment

    home = home_folder(args.home)
    with known_store(home) as opened:
        if opened.store.find(Experiment, id=args.run_id):
            return _whole(args, replay_experiment(opened.store, home, args.run_id))
        report = repeat(opened.store, home, args.run_id)
    if args.json:
        print(json.dumps(report.content(), ensure_ascii=False))
    else:
        print(f"identical: {'yes' if report.identical else 'no'}")
        for name, value in sorted(report.after.items()):
            print(f"  {name}: {report.before.get(name)} before, {value} now")
        for difference in report.differences:
            print(f"  {difference}")
    return 0 if report.identical else 1


def _whole(args: argparse.Namespace, report: "ExperimentReplay") -> int:
    """What repeating an experiment showed, and the exit status."""
    from assistant import wording

    if args.json:
        print(json.dumps(report.content(), ensure_ascii=False))
        return 0 if report.identical else 1
    same = sum(r.identical for r in report.runs)
    print(f"identical: {'yes' if report.identical else 'no'}")
    print(f"  {same} of {wording.count(len(report.runs), 'run')} gave the same numbers; {_choices(report)}")
    for difference in report.differences:
        print(f"  {difference}")
    for left_out in report.left_out:
        print(f"  not repeated: {left_out}")
    return 0 if report.identical else 1


def _choices(report: "ExperimentReplay") -> str:
    """What was asked of the strategies again."""
    if report.choices_checked == 1:
        return "1 choice of a strategy was made again"
    if report.choices_checked:
        return f"{report.choices_checked:,} choices of strategies were made again"
    return "no choice of a strategy could be asked for again, since they depended on what was known or had ended then"


def sql(args: argparse.Namespace) -> int:
    """Asks one read-only statement; works while the app runs, on its published copy."""
    from assistant.assembly import home_folder
    from store.reader import query_published
    from store.settings import Settings

    settings = Settings.read()
    frame = query_published(home_folder(args.home), args.statement, settings.sql_rows, settings.sql_s)
    if frame.attrs.get("note"):
        print(frame.attrs["note"], file=sys.stderr)
    if frame.attrs["truncated"]:
        print(f"Only the first {len(frame):,} rows are shown; SEXTANT_SQL_ROWS lets more come.", file=sys.stderr)
    if args.format == "json":
        print(_json(frame))
    elif args.format == "csv":
        print(frame.to_csv(index=False), end="")
    else:
        print(frame.to_string(index=False) if len(frame) else f"no rows  ({', '.join(map(str, frame.columns))})")
    return 0


def _json(frame: "pd.DataFrame") -> str:
    """Rows as JSON objects: numbers as they are, what JSON has no word for as text, nothing where there is no value."""
    import pandas as pd

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(k): plain(v) for k, v in value.items()}
        if hasattr(value, "tolist") and not isinstance(value, str | bytes):
            value = value.tolist()
        if isinstance(value, list | tuple):
            return [plain(v) for v in value]
        if isinstance(value, bytes | bytearray):
            return value.hex()
        value = float(value) if isinstance(value, Decimal) else value
        if (
            value is None
            or value is pd.NaT
            or value is pd.NA
            or (isinstance(value, float) and not math.isfinite(value))
        ):
            return None
        if isinstance(value, bool | int | float | str):
            return value
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    names = [str(c) for c in frame.columns]
    columns = [frame.iloc[:, i].astype(object) for i in range(len(names))]
    rows = zip(*columns, strict=True) if columns else ()
    return json.dumps([dict(zip(names, map(plain, row), strict=True)) for row in rows], ensure_ascii=False)


def share(args: argparse.Namespace) -> int:
    """Serves the published copy over DuckDB's Quack protocol until it is stopped."""
    import threading

    from assistant.assembly import home_folder
    from store.quack import serve

    serving = serve(home_folder(args.home), host=args.host, port=args.port, token=args.token)
    print(f"ATTACH '{serving.place}' AS sextant (TYPE quack, TOKEN '{serving.token}')", flush=True)
    print("The views are served read-only to whoever has the token (stop it with Ctrl+C).", file=sys.stderr)
    try:
        threading.Event().wait()
    finally:
        serving.close()
    return 0


def warm_up(args: argparse.Namespace) -> int:
    """Benchmarks the machine and fits the default meta-models, so that the first visit is quick."""
    from assistant.assembly import assemble

    app = assemble(args.home)
    try:
        app.services.advising.warm_up()
    finally:
        app.close()
    return 0
