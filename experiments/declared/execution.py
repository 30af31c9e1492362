"""Measuring one variant of a declared workflow, in the run's own process: once for each repeat, each with its seed."""

import codecs
import contextlib
import ctypes
import importlib.util
import json
import math
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from experiments.declared.declaration import PLACE, Declaration
from experiments.declared.keeping import kept_data, kept_workflow
from experiments.declared.spoken import metrics_in, others_in
from experiments.declared.steps import functions_of, taken
from experiments.diagnosis import failure_in, signal_name
from experiments.run_folder import RunSpec
from store.errors import BadRequest
from store.records import Scalar

_METRICS_FILE = "metrics.json"
_LAST_WORDS = 600
_HEARD_BYTES = 2 * 2**20
"""Of what a command prints, so much of the end is looked at."""
_LISTEN_S = 0.2
_NOTHING = "nothing"
_OF_MEMORY = re.compile(r"^(\w+\.)*_?\w*MemoryError\b|std::bad_alloc")
_PR_SET_PDEATHSIG = 1
Given = tuple[Mapping[str, Any], str]
"""What a workflow said of its metrics, whatever it is, and its last words."""
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


@dataclass(frozen=True)
class Measured:
    """What came of a variant; what only the built-in workflow measures is None."""

    folds: tuple[dict[str, float], ...]
    """Metrics of each repeat, by the names they are recorded under."""
    metrics: dict[str, float]
    """Their means."""
    score: float
    score_std: float | None
    """Over repeats; None where there was one."""
    baseline: None = None
    oof: None = None
    importance: None = None
    latency_ms: None = None


def measured(spec: RunSpec, on_fold: Callable[[int, int, Mapping[str, float]], None]) -> Measured:
    """Runs the workflow once for each repeat.

    Args:
        spec: the task's validation says how many repeats; the fidelity's rows are handed over as `share`.
        on_fold: told of each repeat; it may end the run by raising.

    Raises:
        BadData: the kept code or data was changed.
        BadRequest: the command failed or gave no metrics; the message has the end of what it said.
    """
    run = spec.run
    declaration, code = kept_workflow(Path(spec.home), run.variant.workflow_id)
    data = kept_data(spec.version, Path(spec.home))
    names, found = declaration.metrics, list[dict[str, float]]()
    repeats = run.task.validation.folds
    for number in range(repeats):
        given: dict[str, Any] = {
            "data": str(data) if data is not None else None,
            "seed": run.seed + number,
            "share": run.fidelity.rows if run.fidelity else 1.0,
        }
        with _workplace(code, Path(spec.folder)) as place:
            act = _by_command if declaration.command is not None else _by_module
            try:
                said, last = act(declaration, place, run.variant.choices, given)
            except SystemExit as error:
                raise BadRequest(f"The workflow's code ended its program: {error.code}.") from error
        known = {names[n]: v for n, v in _numbers(said).items() if n in names}
        if run.task.metric not in known:
            wanted = next((n for n, kept in names.items() if kept == run.task.metric), run.task.metric)
            raise BadRequest(_lacking(wanted, said, last))
        found.append(known)
        on_fold(number, repeats, known)
    scores = [f[run.task.metric] for f in found]
    every = sorted({name for f in found for name in f})
    means = {name: mean([f[name] for f in found if name in f]) for name in every}
    return Measured(tuple(found), means, mean(scores), pstdev(scores) if len(scores) > 1 else None)


@contextlib.contextmanager
def _workplace(code: Path, folder: Path) -> Iterator[Path]:
    """A copy of the code to work in, gone afterwards: what a run writes never reaches another."""
    place = folder / "work"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(code, place)
    before = Path.cwd()
    os.chdir(place)
    try:
        yield place
    finally:
        os.chdir(before)
        shutil.rmtree(place, ignore_errors=True)


def command_of(template: str, known: Mapping[str, Any]) -> list[str]:
    """The words of a command with its places filled in; no shell reads them.

    A word with a place that does not apply (a choice of another implementation, data where there is none) is left out,
    and so is the option before it, such as the `--depth` of `--depth {depth}`.
    """
    made: list[str] = []
    for word in shlex.split(template):
        lacking = [n for n in PLACE.findall(word) if known.get(n) is None]
        if not lacking:
            made.append(PLACE.sub(lambda found: _text(known[found[1]]), word))
        elif PLACE.fullmatch(word) and made and re.match(r"^--?[A-Za-z]", made[-1]):
            made.pop()
    if made and made[0] in ("python", "python3"):
        made[0] = sys.executable
    return made


def _by_command(
    declaration: Declaration, place: Path, choices: Mapping[str, Scalar], given: Mapping[str, Any]
) -> Given:
    assert declaration.command is not None
    out = place / _METRICS_FILE
    if out.exists():  # part of the code: what this run measures must lie elsewhere
        out = out.with_stem(f"measured-{uuid.uuid4().hex[:8]}")
    words = command_of(declaration.command, {**choices, **given, "out": str(out)})
    seed = given["seed"] % 2**32  # Python takes no larger one
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        status, printed = heard(words, place, environment)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadRequest(f"{words[0]} cannot be started: {why}. Check the workflow's command.") from error
    _check_status(status, words, printed)
    written = _written(out, declaration.metrics, printed) if out.is_file() else {}
    said = metrics_in(printed, declaration.metrics) | written or others_in(printed)
    return said, f"It printed: {_last(printed)}"


def _check_status(status: int, words: list[str], printed: str) -> None:
    """Raises where a command did not end well.

    Raises:
        MemoryError: it was killed, or ended by an error of memory.
        BadRequest: it ended with another status than 0.
    """
    if status == 0:
        return
    name = shlex.join(["python" if words[0] == sys.executable else words[0], *words[1:2]])
    failure, last = failure_in(printed), _last(printed)
    if status in (-signal.SIGKILL, 128 + signal.SIGKILL) or (failure.of_memory if failure else _OF_MEMORY.search(last)):
        raise MemoryError(f"{name} was killed")
    why = failure.in_words if failure else "" if last == _NOTHING else last
    how = f"was ended by {signal_name(-status)}" if status < 0 else f"ended with status {status}"
    raise BadRequest(f"{name} {how}{': ' * bool(why)}{why or '; it printed nothing'}")


def _written(path: Path, names: Mapping[str, str], printed: str) -> dict[str, Any]:
    """The metrics in a file, in whichever encoding; of a large file the end is read.

    Raises:
        BadRequest: it begins as JSON and is none, or holds no object: it may be half of what should be there.
    """
    with path.open("rb") as file:
        start = file.read(2)
        file.seek(max(0, path.stat().st_size - _HEARD_BYTES))
        coding = "utf-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
        text = file.read().decode(coding, errors="replace").strip()
    if not text.startswith(("{", "[")):
        return metrics_in(text, names)
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        if getattr(error, "msg", "") != "Extra data":  # else a line each time, and the last counts
            why = f"The metrics that were written are no JSON: {error}. It printed: {_last(printed)}"
            raise BadRequest(why) from error
        whole = {}
    if not isinstance(whole, dict):
        raise BadRequest(f'The metrics are to be a JSON object such as {{"f1": 0.9}}, not {text[:80]}.')
    return metrics_in(text, names)


def _lacking(wanted: str, said: Mapping[str, Any], last: str) -> str:
    """Why there is no score, in words."""
    if wanted in said:
        return f"The workflow gave no finite “{wanted}”: it came out as {str(said[wanted])[:80]}."
    gave, last = ", ".join(map(str, said)) or "nothing", f". {last[:200].rstrip('.')}" if last else ""
    return (
        f"The workflow gave no finite “{wanted}”. It gave: {gave}{last}. Print the "
        f'metrics as JSON in the last line, such as {{"{wanted}": 0.9}}, or write them to {{out}}.'
    )


def heard(words: list[str], place: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Runs a command and passes on what it prints; of that, the end is kept, however much there is.

    Output that comes from what the command started and left running is not waited for.

    Returns:
        Its exit status, negative where a signal ended it, and the last 2 MB it printed to standard output and error.

    Raises:
        OSError: it cannot be started.
        ValueError: a word of it holds a null byte.
    """
    kept = bytearray()
    with subprocess.Popen(
        words, cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=_die_with_parent,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        told = process.stdout.fileno()
        while True:
            over = process.poll() is not None
            if not select.select([told], [], [], 0.0 if over else _LISTEN_S)[0]:
                if over:
                    break
                continue
            piece = os.read(told, 2**16)
            if not piece:
                break
            _passed_on(piece)
            kept += piece
            if len(kept) > 2 * _HEARD_BYTES:
                del kept[:-_HEARD_BYTES]
        status = process.wait()
    return status, bytes(kept[-_HEARD_BYTES:]).decode("utf-8", errors="replace")


def _passed_on(piece: bytes) -> None:
    """Prints what a command printed to the run's log; a log that cannot take it must not end the run."""
    with contextlib.suppress(OSError):
        os.write(1, piece)


def _by_module(declaration: Declaration, place: Path, choices: Mapping[str, Scalar], given: Mapping[str, Any]) -> Given:
    """Calls the chosen function of each step with what it takes."""
    functions: dict[tuple[str, str], Callable[..., Any]] = {}
    for number, module in enumerate(declaration.python):
        functions |= functions_of(_imported(place, place / module, number))
    known: dict[str, Any] = {**choices, **given}
    result: Any = None
    for one in declaration.steps:
        has_choice = any(p.name == one.name for p in one.points)
        function = functions[one.name, str(choices[one.name]) if has_choice else ""]
        result = function(**taken(function, known))
        outputs = declaration.outputs.get(one.name)
        if outputs is None:
            known[one.name] = result
        elif isinstance(result, Mapping):
            known |= {name: result[name] for name in outputs}
        else:
            known |= dict(zip(outputs, result if len(outputs) > 1 else (result,), strict=True))
    if not isinstance(result, Mapping):
        raise BadRequest(f"The last step, “{declaration.steps[-1].name}”, must return a dict of metrics.")
    return result, ""


def _imported(place: Path, path: Path, number: int) -> Any:
    sys.dont_write_bytecode = True
    for folder in (str(path.parent), str(place)):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    found = importlib.util.spec_from_file_location(f"declared_workflow_{number}", path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


def _numbers(said: Mapping[str, Any]) -> dict[str, float]:
    """What can be taken as finite numbers; all else is left out."""
    found = {}
    for name, value in said.items():
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            number = float(value)
            if math.isfinite(number):
                found[str(name)] = number
    return found


def _text(value: Any) -> str:
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:.12g}" if isinstance(value, float) else str(value)
    )


def _last(text: str) -> str:
    words = text.strip()[-_LAST_WORDS:].strip()
    lines = [line for line in words.splitlines() if line.strip()]
    return lines[-1].strip() if lines else _NOTHING


def _die_with_parent() -> None:
    """The command must not outlive the run's process, even if that is killed."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
