"""How well messages are understood: `python -m benchmarks.bench_understanding [--exact] [--wrong] [FILE ...]`.

Each line of `benchmarks/sentences/*.jsonl` is a message with its context and the commands meant (none where a question
is the right answer). Printed for each file: the share of messages whose commands have the right names in the right
order, the share that is right in every slot too (lists in any order), and the time a message takes. `dev.jsonl` was
looked at while rules were written; `test.jsonl` was written afterwards, in other voices, and nothing was fitted to it.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

from assistant.understanding import Context, understand
from assistant.understanding.encoder import Encoder

FOLDER = Path(__file__).parent / "sentences"
_FREE_TEXT = ("reason", "question", "topic", "key", "run", "person", "about")


def normal(commands: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Commands so that equal meanings compare equal: lists sorted, numbers as floats, free text in lower case."""

    def value(key: str, given: Any) -> Any:
        if isinstance(given, list):
            return sorted(str(v) for v in given)
        if isinstance(given, int | float) and not isinstance(given, bool):
            return float(given)
        if key in _FREE_TEXT:
            return str(given).lower().strip(" .?!")
        return given

    return [(c["name"], json.dumps({k: value(k, v) for k, v in c["args"].items()}, sort_keys=True)) for c in commands]


def judged(row: dict[str, Any], encoder: Encoder | None) -> tuple[bool, bool, float, list[tuple[str, str]]]:
    """Whether the names are right, whether everything is, the milliseconds it took, and what was understood."""
    context = Context(**row.get("context", {}))
    started = time.perf_counter()
    understood = understand(row["text"], context, encoder)
    elapsed_ms = 1000 * (time.perf_counter() - started)
    got = normal([{"name": c.name, "args": c.args} for c in understood.commands])
    want = normal(row["commands"])
    if not want:
        asked = not got and understood.question is not None
        return asked, asked, elapsed_ms, got
    return [n for n, _ in got] == [n for n, _ in want], got == want, elapsed_ms, got


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
    encoder = None if given.exact else Encoder()
    if encoder is not None and not encoder.wait():
        raise SystemExit(f"The sentence encoder could not be loaded: {encoder.trouble}")
    for file in given.files:
        measure(file, encoder, given.wrong)


if __name__ == "__main__":
    main()
