"""The subcommands and their options. Importing this loads nothing heavy; each subcommand imports what it needs."""

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import TypeAlias

from assistant.cli.descriptions import DESCRIPTIONS, USUAL
from store.durations import SECONDS

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _lazily(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    def run(args: argparse.Namespace) -> int:
        return int(getattr(import_module(f"assistant.cli.{module}"), function)(args))

    return run


def duration(text: str) -> float:
    """Seconds of `90`, `60s`, `5min` or `1h`."""
    return _seconds(text, "time; write 60s, 5min or 1h")


def port(text: str) -> int:
    """A port to listen at, 0 for any that is free."""
    if not (text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; write a whole number from 0 to 65535")
    return int(text)


def _seconds(text: str, what: str) -> float:
    words = text.strip().casefold()
    number = words.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = words[len(number) :] or "s"
    if not number or SECONDS.get(unit, 0.0) < 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what}")
    return _positive(number, what) * SECONDS[unit]


_BUDGET = "budget; write 60s, 5min or 20runs"


def budget(text: str) -> dict[str, float]:
    """`{"seconds": …}` of `60s` or `5min`, `{"runs": …}` of `20runs`, `{"cost": …}` of `10min-cpu`: processor time."""
    words = "".join(text.casefold().split())
    if words.endswith("cpu"):
        return {"cost": _seconds(words.removesuffix("cpu").removesuffix("-"), _BUDGET)}
    for unit in ("runs", "run"):
        if words.endswith(unit):
            runs = _positive(words.removesuffix(unit), _BUDGET)
            if runs != int(runs):
                raise argparse.ArgumentTypeError(f"{text!r}: runs come in whole numbers")
            return {"runs": int(runs)}
    return {"seconds": _seconds(text, _BUDGET)}


def _positive(text: str, what: str = "number") -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what}") from None
    if not 0 < value < 1e9:  # not a number is refused as well
        raise argparse.ArgumentTypeError(f"{text!r} is not above 0 and below a thousand million")
    return value


def error_costs(text: str) -> dict[str, float]:
    """`{"false_negative": 20, "false_positive": 1}` of `20:1`: what a missed case and a false alarm cost."""
    miss, colon, alarm = text.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError(f"{text!r} are no costs of errors; write MISS:FALSE_ALARM, such as 20:1")
    return {"false_negative": _positive(miss.strip()), "false_positive": _positive(alarm.strip())}


def horizon(text: str) -> tuple[int, str | None]:
    """`(12, None)` of `12`, steps of the series; `(6, "month")` of `6 months`."""
    words = text.strip().casefold().replace(" ", "")
    digits = words.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = words[len(digits) :].removesuffix("s") or None
    if not digits.isdigit() or int(digits) < 1 or (unit is not None and unit not in _UNITS):
        raise argparse.ArgumentTypeError(f"{text!r} is no horizon; write 12, 6months or 24hours")
    return int(digits), unit if unit not in ("step", "row", "value") else None


_UNITS = ("minute", "hour", "day", "week", "month", "quarter", "year", "step", "row", "value")


def directions(text: str) -> dict[str, str]:
    """`{"column": "size", "direction": "rising"}` of `size:rising`; `up` and `down` say the same."""
    column, colon, way = text.rpartition(":")
    known = {"rising": "rising", "up": "rising", "+": "rising", "falling": "falling", "down": "falling", "-": "falling"}
    if not colon or not column or way.strip().casefold() not in known:
        raise argparse.ArgumentTypeError(f"{text!r} is no direction; write COLUMN:rising or COLUMN:falling")
    return {"column": column.strip(), "direction": known[way.strip().casefold()]}


def seed(text: str) -> int:
    """A seed as NumPy takes it: a whole number from 0 to 4,294,967,295."""
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
    if not 0 <= value < 2**32:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and {2**32 - 1}")
    return value


class _Version(argparse.Action):
    """Prints the version; what finds it is loaded only then."""

    def __call__(self, whole: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"sextant {version('sextant')}")
        whole.exit()


def _add(commands: _Commands, name: str, short: str) -> argparse.ArgumentParser:
    """A subcommand whose --help says what it prints and its exit status."""
    told = DESCRIPTIONS[name]
    told = told if "Exit status" in told else f"{told} {USUAL}"
    return commands.add_parser(name, help=short, description=f"{short[0].upper()}{short[1:]}. {told}")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="sextant",
        description="A chat-style experiment assistant with memory: nothing runs before you agree.",
        epilog="Results go to standard output, messages to standard error. `sextant COMMAND --help` says what a "
        f"command prints. {USUAL} After a signal: 128 + its number, so 130 after Ctrl+C.",
    )
    whole.add_argument("--version", action=_Version, nargs=0, help="print the version and end")
    whole.add_argument("--home", help="folder of everything Sextant keeps (default: SEXTANT_HOME or ~/.sextant)")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    _app(_add(commands, "app", "open the app in the browser"))
    _chat(_add(commands, "chat", "talk in the terminal, or as JSON lines"))
    understand = _add(commands, "understand", "show what JSON lines of messages mean, doing nothing")
    understand.set_defaults(run=_lazily("chat", "understand"))
    _run(_add(commands, "run", "propose experiments on a table; with --approve, run them"))
    _predict(_add(commands, "predict", "predict with a saved model"))
    _serve(_add(commands, "serve", "serve a saved model over HTTP"))
    look = _add(commands, "look", "look after models once: new files, alerts, suggestions, standing policies")
    look.add_argument("--every", type=duration, help="go on, so often: 60s, 5min or 1h")
    look.set_defaults(run=_lazily("look", "run"))
    _knowledge(commands)
    _home(commands)
    return whole


def _app(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--port", type=port, help="port to serve on, 0: any free one (default: SEXTANT_PORT or 8501)")
    sub.add_argument("--browser", action="store_true", help="open a browser window as well")
    sub.set_defaults(run=_lazily("app", "run"))


def _chat(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help="read and write one JSON object a line")
    sub.add_argument("--conversation", help="id of a conversation to go on with")
    sub.add_argument("--person", help="who speaks (default: SEXTANT_PERSON or the user's name)")
    sub.add_argument(
        "--no-wait", action="store_true", help="at the end of input, stop runs under way instead of waiting for them"
    )
    sub.set_defaults(run=_lazily("chat", "run"))


def _run(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", nargs="?", help="an experiment's file, .yaml; it says all that options say of a table")
    _run_task(sub.add_argument_group("what to predict, of which table"))
    _run_wishes(sub.add_argument_group("what to keep to"))
    of_file = sub.add_argument_group("of an experiment's file")
    of_file.add_argument(
        "--answer", action="append", default=[], metavar="STEP=ANSWER", help="answer to a human step of the file"
    )
    of_file.add_argument("--resume", metavar="EXPERIMENT", help="go on with an experiment of the file that waits")
    sub.add_argument("--approve", action="store_true", help="your yes to whatever is proposed within the budget")
    sub.add_argument("--save-model", metavar="DIR", help="folder to save the best model to, fitted on all rows")
    sub.add_argument("--json", action="store_true", help="print the result as one JSON object")
    sub.add_argument("--seed", type=seed, default=0, help="seed of everything random (default: 0)")
    sub.add_argument("--person", help="who asks (default: SEXTANT_PERSON or the user's name)")
    sub.set_defaults(run=_lazily("run", "run"))


def _run_task(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--data", help="path or URL of the table, or a sample's name")
    group.add_argument("--target", help="column to predict; several, such as a,b, are predicted together")
    group.add_argument("--metric", help="metric to optimise, such as roc_auc, rmse or “log loss”")
    group.add_argument(
        "--kind", choices=("binary", "multiclass", "regression", "forecast"),
        help="kind of task, where it is doubtful; forecast continues a series",
    )  # fmt: skip
    group.add_argument("--positive-class", help="the class that counts as positive")
    group.add_argument("--horizon", type=horizon, help="how far to forecast: 12 steps, or 6months, 24hours")
    group.add_argument(
        "--known", action="append", default=[], metavar="COLUMN", help="column known in advance of a forecast"
    )
    order = group.add_mutually_exclusive_group()
    order.add_argument("--time", metavar="COLUMN", help="column that says when: tested on later rows only")
    order.add_argument("--group", metavar="COLUMN", help="column whose rows belong together: tested on new ones only")
    group.add_argument("--folds", type=int, choices=range(2, 51), metavar="N", help="parts to validate on, 2 to 50")


def _run_wishes(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--budget", type=budget, help="60s, 5min, 20runs or, of processor time, 10min-cpu (default: 60s)"
    )
    group.add_argument("--exclude", action="append", default=[], metavar="COLUMN", help="column that must not be used")
    group.add_argument("--interpretable", action="store_true", help="only models that can be explained")
    group.add_argument(
        "--monotonic", type=directions, action="append", default=[], metavar="COLUMN:WAY",
        help="what is predicted must not fall (rising) or rise (falling) when the column grows",
    )  # fmt: skip
    group.add_argument(
        "--error-costs", type=error_costs, metavar="MISS:FALSE_ALARM",
        help="what a missed positive case and a false alarm cost, such as 20:1; sets the threshold of a yes",
    )  # fmt: skip


def _predict(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--model", required=True, help="folder of a saved model, or its name")
    sub.add_argument("--data", required=True, help="path or URL of the table to predict")
    sub.add_argument("--out", required=True, help="file to write: .csv or .parquet")
    sub.add_argument(
        "--log-share", type=float, default=1.0,
        help="share of scored rows kept for watching, 5,000 of a table at most (default: 1; 0 keeps none)",
    )  # fmt: skip
    sub.add_argument("--horizon", type=int, metavar="STEPS", help="of a forecast: how many steps to go on")
    sub.set_defaults(run=_lazily("predict", "run"))


def _serve(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--model", required=True, help="name of a saved model (its champion), or a folder")
    sub.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
    sub.add_argument("--port", type=port, default=8600, help="port to listen at (default: 8600)")
    sub.add_argument("--no-token", action="store_true", help="ask clients for no token; on this machine only")
    sub.add_argument("--log-share", type=float, default=1.0, help="share of scored rows kept for watching (default: 1)")
    sub.add_argument(
        "--every",
        type=duration,
        default=15.0,
        help="how often to see whether the champion has changed, such as 15s, 5min (default: 15s)",
    )
    sub.set_defaults(run=_lazily("serve", "run"))


def _export(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "path", help="folder, or file that ends in .zip, to write to; a server's URL with --as mlflow; or the word "
        "`experiment` or `model`",
    )  # fmt: skip
    sub.add_argument(
        "--as",
        dest="form",
        choices=("csv", "parquet", "mlflow", "graphml", "prov-json", "rdf"),
        help="only the runs, or the knowledge graph, in this form",
    )
    sub.add_argument("id", nargs="?", help="with `experiment` as the path: its id; with `model`: a kept model's name")
    sub.add_argument(
        "--format", choices=("md", "jsonld", "pdf", "yaml", "package", "container", "onnx"), default="md",
        help="of an experiment its card (default: md), or yaml, a file that runs it again; of a model a Python package "
        "that needs no Sextant (default), that with a Dockerfile, or onnx",
    )  # fmt: skip
    sub.add_argument("--out", help="file or folder to write to (default: named after what is exported, here)")
    sub.set_defaults(run=_lazily("exchange", "export"))


def _import(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("source", help="what Sextant exported, a table of runs, a folder or server of MLflow, …")
    sub.add_argument("--dry-run", action="store_true", help="only show what would be imported, as JSON")
    sub.add_argument("--as", dest="kind", metavar="KIND", help="what it is, where looking at it does not tell")
    sub.add_argument("--workflow", metavar="NAME", help="name to import under; of several workflows the one to import")
    sub.add_argument(
        "--take", action="append", default=[], metavar="COLUMN=ROLE",
        help="what a column is: parameter, 'metric max', 'metric min', 'cost s', dataset, status, rating, ignore, …",
    )  # fmt: skip
    sub.add_argument("--accept", action="store_true", help="import although the role of some columns is not clear")
    sub.add_argument("--person", help="who imports (default: SEXTANT_PERSON or the user's name)")
    sub.set_defaults(run=_lazily("exchange", "import_"))


def _recommend(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("workflow", nargs="?", help="name it was imported under; the only one where it is left out")
    sub.add_argument("--metric", help="metric to recommend by, or time; its first one where it is left out")
    sub.add_argument(
        "--limit", action="append", default=[], metavar="RULE",
        help="what to keep to, in words: 'depth at most 8', 'no CNN', 'loss below 0.3', 'at most 60 s a run'",
    )  # fmt: skip
    sub.add_argument("--dataset", help="name of the data it is meant for; the one with most runs where it is left out")
    sub.add_argument("-n", type=int, default=5, help="how many (default: 5)")
    sub.add_argument("--seed", type=seed, default=0, help="seed of everything random (default: 0)")
    sub.add_argument("--json", action="store_true", help="print one JSON object")
    sub.add_argument("--person", help="who asks (default: SEXTANT_PERSON or the user's name)")
    sub.set_defaults(run=_lazily("elsewhere", "recommend"))


def _knowledge(commands: _Commands) -> None:
    """What asks the store, takes from it and adds to it."""
    replay = _add(commands, "replay", "repeat a run or a whole experiment and compare")
    replay.add_argument("run_id", metavar="RUN_OR_EXPERIMENT", help="id, as in the view runs or experiments")
    replay.add_argument("--json", action="store_true", help="print one JSON object")
    replay.set_defaults(run=_lazily("stored", "replay"))
    _export(_add(commands, "export", "write all knowledge to a folder or a .zip, or the runs as --as says"))
    _import(_add(commands, "import", "read in exported knowledge, or runs of other tools"))
    _recommend(_add(commands, "recommend", "what to try next in an imported workflow; starts nothing"))
    sql = _add(commands, "sql", "ask the knowledge store in SQL, read-only")
    sql.add_argument("statement", metavar="SQL", help='one statement, such as "SELECT label, score FROM runs"')
    sql.add_argument(
        "--format", choices=("table", "json", "csv"), default="table", help="how to print the rows (default: table)"
    )
    sql.set_defaults(run=_lazily("stored", "sql"))
    share = _add(commands, "share", "serve the views read-only over DuckDB's Quack protocol, with a token")
    share.add_argument("--host", default="localhost", help="name to listen at (default: this machine only)")
    share.add_argument("--port", type=port, default=9494, help="port to listen at (default: 9494)")
    share.add_argument("--token", help="what clients must say, 16 characters or more (default: a random one)")
    share.set_defaults(run=_lazily("stored", "share"))


def _home(commands: _Commands) -> None:
    """What keeps the folder of all that is kept sound."""
    forget = _add(commands, "forget", "delete a person's profile and words; the facts of runs stay")
    forget.add_argument("forgotten", metavar="PERSON", help="name, as in the view profiles or chat_turns")
    forget.add_argument("--person", help="who asks (default: SEXTANT_PERSON or the user's name)")
    forget.set_defaults(run=_lazily("forget", "forget"))
    check = _add(commands, "check", "read every fact and look for every file")
    check.set_defaults(run=_lazily("care", "check"))
    backup = _add(commands, "backup", "write everything into one archive, also while the app runs")
    backup.add_argument("file", help="archive to write, such as sextant.tar.gz")
    backup.add_argument("--replace", action="store_true", help="replace the file if it is there")
    backup.set_defaults(run=_lazily("care", "backup"))
    restore = _add(commands, "restore", "put a backup into the home")
    restore.add_argument("file", help="archive that `sextant backup` wrote")
    restore.add_argument(
        "--replace", action="store_true", help="move what the home has aside first; nothing is deleted"
    )
    restore.set_defaults(run=_lazily("care", "restore"))
    tidy = _add(commands, "tidy", "remove files that the settings keep no longer; facts stay")
    tidy.set_defaults(run=_lazily("care", "tidy"))
    warm = _add(commands, "warm-up", "prepare what is slow to prepare, once")
    warm.set_defaults(run=_lazily("stored", "warm_up"))
