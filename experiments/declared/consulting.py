"""Calling a person's own filters, generators and conditions, in a process of their own that never outlives this one."""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import experiments
from experiments.declared.choosing import in_order
from experiments.declared.functions import functions_folder, kept_functions
from experiments.strategies import Tried
from store.errors import BadRequest
from store.records import Plan, Variant, VariationPoint

LIMIT_S = 60.0
"""Wall seconds that one call of a function may take."""


class Consultant:
    """Calls functions by their names, see `experiments.strategies.Consult`. Safe from any thread.

    A function is given what it names of: `variant` (its choices; filters only), `results` (what was tried, in order),
    `answers` (to human steps), `space` (the open choices) and `seed`.
    """

    def __init__(self, home: Path, limit_s: float = LIMIT_S) -> None:
        self._home, self._limit_s = home, limit_s
        self._process: subprocess.Popen[str] | None = None
        self._key = ""
        self._lock = threading.Lock()

    def __call__(self, plan: Plan, function: str, tried: Sequence[Tried], variant: Variant | None = None) -> Any:
        """What a function says: choices of a generator, else True or False.

        Raises:
            BadRequest: it failed, took too long, or said something else.
            BadData: its kept code was changed.
        """
        question = {
            "function": function,
            "wants": "generate" if any(s.generate == function for s in plan.stages) and variant is None else "filter",
            "seed": plan.seed + len(tried),
            "limit_s": self._limit_s,
            "given": {
                "results": [result_of(t) for t in tried],
                "answers": dict(plan.answers),
                "space": [_point(p) for p in in_order(plan.workflow.points)] if plan.workflow is not None else [],
                "seed": plan.seed + len(tried),
                **({"variant": dict(variant.choices)} if variant is not None else {}),
            },
        }
        with self._lock:
            said = self._asked(plan.functions, json.dumps(question))
        if said is None:
            raise BadRequest(f"{function} gave no answer within {self._limit_s:g} s. Make it quicker, and resume.")
        if "error" in said:
            raise BadRequest(f"{function} failed with {said['error']}. Correct it, and run the file again.")
        return said["said"]

    def close(self) -> None:
        """Ends the process; calling again starts another."""
        with self._lock:
            self._end()

    def _asked(self, key: str, question: str) -> dict[str, Any] | None:
        """The answer; None where none came in time or the process ended."""
        process = self._running(key)
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(question + "\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], self._limit_s + 1.0)
            line = process.stdout.readline() if ready else ""
        except OSError:
            line = ""
        if not line:
            self._end()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self, key: str) -> subprocess.Popen[str]:
        if self._process is not None and self._key == key and self._process.poll() is None:
            return self._process
        self._end()
        folder = kept_functions(self._home, key)
        package = str(Path(experiments.__file__).resolve().parents[1])
        paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "experiments.declared.asked", str(folder.resolve())], text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0"}, cwd=functions_folder(self._home, key),
        )  # fmt: skip
        self._key = key
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was written last may never have been taken
                    pipe.close()


def result_of(one: Tried) -> dict[str, Any]:
    """What was tried, as functions see it; metrics by the workflow's own names."""
    return {
        "variant": dict(one.variant.choices),
        "label": one.variant.label,
        "score": one.score,
        "metrics": {name.removeprefix("max ").removeprefix("min "): value for name, value in one.metrics.items()},
        "wall_s": one.wall_s,
        "over": one.over,
        "failed": one.failed,
        "error": one.error,
        "whole": one.fidelity is None,
        "stage": None if one.stage is None else one.stage + 1,
    }


def _point(point: VariationPoint) -> dict[str, Any]:
    said: dict[str, Any] = {"name": point.name, "type": point.kind, "default": point.default}
    if point.kind == "categorical":
        return said | {"choices": list(point.choices)}
    return said | {"low": point.low, "high": point.high, "log": point.log}
