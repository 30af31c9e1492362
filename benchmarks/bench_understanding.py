"""How well messages are understood: `python -m benchmarks.bench_understanding [--exact] [--wrong] [FILE ...]`.

Each line of `benchmarks/sentences/*.jsonl` is a message with its context and the commands meant (none where a question
is the right answer). Printed for each file: the share of messages whose commands have the right names in the right
order, the share that is right in every slot too (lists in any order), and the time a message takes. `dev.jsonl` was
looked at while rules were written; `test.jsonl` was written afterwards; `voices_*.jsonl` are by someone else, one
voice a file (docs/benchmarks.md has their scores at first sight). A row's `alternatives` are right as well; the order
of facts and the exact bounds of free text aren't judged.
"""

import argparse
import json
import statistics
import time
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.understanding import Context, understand
from assistant.understanding.reader.encoder import Encoder, EncoderProcess

FOLDER = Path(__file__).parent / "sentences"
_FACTS = ("set_goal", "set_validation", "set_budget", "set_error_costs", "constrain", "prefer")
"""They hold together, so the order in which one message states them doesn't matter."""
_LOOSE = ("reason", "question", "topic", "about")
_FREE_TEXT = ("reason", "question", "topic", "key", "run", "person", "about")


def normal(commands: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Commands so that equal meanings compare equal: lists sorted, numbers as floats, free text in lower case."""

    def value(key: str, given: Any) -> Any:
        if isinstance(given, list):
            return sorted(str(v) for v in given)
        if key in _FREE_TEXT:
            return str(given).lower().replace("_", " ").strip(" .?!")
        if isinstance(given, int | float) and not isinstance(given, bool):
            return float(given)
        return given

    said = [
        (c["name"], json.dumps({k: value(k, v) for k, v in _plain(c["args"]).items()}, sort_keys=True))
        for c in commands
    ]
    return [one for facts, run in groupby(said, lambda c: c[0] in _FACTS) for one in (sorted(run) if facts else run)]


def _plain(args: dict[str, Any]) -> dict[str, Any]:
    """The args without what may be written or not: `all` beside exceptions, praise or blame beside a rating."""
    implied = {"all": "exclude_ranks", "sentiment": "rating"}
    return {k: v for k, v in args.items() if implied.get(k) not in args}


def _same(got: list[tuple[str, str]], want: list[tuple[str, str]]) -> bool:
    """Whether two lists of commands say the same; of free text it is enough that one holds the other."""
    if [n for n, _ in got] != [n for n, _ in want]:
        return False
    for (_, mine), (_, theirs) in zip(got, want, strict=True):
        a, b = json.loads(mine), json.loads(theirs)
        if a.keys() != b.keys():
            return False
        for key in a:
            loosely = key in _LOOSE and (str(a[key]) in str(b[key]) or str(b[key]) in str(a[key]))
            if a[key] != b[key] and not loosely:
                return False
    return True


def judged(row: dict[str, Any], encoder: Encoder | None) -> tuple[bool, bool, float, list[tuple[str, str]]]:
    """Whether the names are right, whether everything is, the milliseconds it took, and what was understood."""
    context = Context(**row.get("context", {}))
    started = time.perf_counter()
    understood = understand(row["text"], context, encoder)
    elapsed_ms = 1000 * (time.perf_counter() - started)
    got = normal([{"name": c.name, "args": c.args} for c in understood.commands])
    names = complete = False
    for commands in (row["commands"], *row.get("alternatives", ())):
        want = normal(commands)
        asked = not want and not got and understood.question is not None
        names = names or asked or (bool(want) and [n for n, _ in got] == [n for n, _ in want])
        complete = complete or asked or (bool(want) and _same(got, want))
    return names, complete, elapsed_ms, got


def measure(file: Path, encoder: Encoder | None, wrong: bool = False) -> tuple[float, float]:
    """Prints and returns the shares of right names and of complete messages in one file."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    results = [judged(row, encoder) for row in rows]
    for row, (_, whole, _, got) in zip(rows, results, strict=True):
        if wrong and not whole:
            print(f"  {row['text'][:160]!r}\n    meant      {normal(row['commands'])}\n    understood {got}")
    names = sum(r[0] for r in results) / len(rows)
    complete = sum(r[1] for r in results) / len(rows)
    times = sorted(r[2] for r in results)
    print(
        f"{file.stem:>6}: {len(rows):4} messages   commands {names:6.1%}   complete {complete:6.1%}   "
        f"median {statistics.median(times):5.1f} ms   95 % under {times[int(0.95 * len(times))]:5.1f} ms"
    )
    return names, complete


def main() -> None:
    """Measures all files, with the encoder unless `--exact` is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.glob("*.jsonl")))
    parser.add_argument("--exact", action="store_true", help="rules alone, as in the first seconds after a start")
    parser.add_argument("--wrong", action="store_true", help="show what was not understood completely")
    given = parser.parse_args()
    encoder = None if given.exact else EncoderProcess()
    if encoder is not None and not encoder.wait():
        raise SystemExit(f"The sentence encoder could not be loaded: {encoder.trouble}")
    for file in given.files:
        measure(file, encoder, given.wrong)


if __name__ == "__main__":
    main()
