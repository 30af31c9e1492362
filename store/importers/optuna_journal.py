"""A journal file of Optuna: one operation a line, replayed in order.

Source: `optuna/storages/journal/_storage.py` of Optuna 4 and 5 (operations 0 to 9).
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.optuna_runs import Search, Trial, constraints_of, first_text, gathered

_STATES = {0: "RUNNING", 1: "COMPLETE", 2: "PRUNED", 3: "FAIL", 4: "WAITING"}
_ENDED = ("COMPLETE", "PRUNED", "FAIL")
_DIRECTIONS = {1: "minimize", 2: "maximize"}
_METRIC_NAMES = "study:metric_names"


class OptunaJournal(Importer):
    """Replays the file; a last line that was cut off is left out."""

    kind = "optuna-journal"
    title = "a journal file of Optuna"
    tool = "optuna"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = Path(source)
        try:
            with path.open(encoding="utf-8") as file:
                first = json.loads(file.readline(1_000_000))
        except (OSError, ValueError):
            return False
        return isinstance(first, dict) and "op_code" in first and "worker_id" in first

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        path = Path(source)
        replay = _Replay()
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadData(f"{path} cannot be read as a journal of Optuna: {error}.") from error
        for number, line in enumerate(lines, 1):
            try:
                replay(json.loads(line))
            except (ValueError, KeyError, TypeError, IndexError) as error:
                if number < len(lines):
                    raise BadData(f"Line {number} of {path} is no operation of Optuna: {error}.") from error
        try:
            return tuple(gathered(s) for s in replay.searches.values() if s.trials)
        except (ValueError, IndexError, AttributeError, TypeError) as error:
            raise BadData(f"{path} describes a parameter in a way that cannot be read: {error}.") from error


class _Replay:
    """The searches and trials after the operations so far; both are numbered in the order they were made."""

    def __init__(self) -> None:
        self.searches: dict[int, Search] = {}
        self._made = 0
        self._trials: list[Trial] = []
        self._operations: dict[int, Callable[[dict[str, Any]], None]] = {
            0: self._create, 1: self._delete, 2: self._user, 3: self._system, 4: self._trial, 5: self._param,
            6: self._end, 8: self._attribute, 9: self._own_attribute,
        }  # fmt: skip

    def __call__(self, operation: dict[str, Any]) -> None:
        do = self._operations.get(operation["op_code"])
        if do is not None:
            do(operation)

    def _create(self, op: dict[str, Any]) -> None:
        directions = [_DIRECTIONS.get(d, "") for d in op["directions"]]
        if all(s.name != op["study_name"] for s in self.searches.values()):
            self.searches[self._made] = Search(op["study_name"], directions)
            self._made += 1

    def _delete(self, op: dict[str, Any]) -> None:
        self.searches.pop(op["study_id"], None)

    def _user(self, op: dict[str, Any]) -> None:
        if op["study_id"] in self.searches:
            self.searches[op["study_id"]].attributes.update(op["user_attr"])

    def _system(self, op: dict[str, Any]) -> None:
        names = first_text(op["system_attr"], _METRIC_NAMES)
        if names is not None and op["study_id"] in self.searches:
            self.searches[op["study_id"]].metric_names = names

    def _trial(self, op: dict[str, Any]) -> None:
        search = self.searches.get(op["study_id"])
        if search is None:
            return
        state = _STATES.get(op.get("state", 0), "")
        trial = Trial(len(search.trials), state, op.get("datetime_start"), op.get("datetime_complete"))
        params, ranges = op.get("params") or {}, op.get("distributions") or {}
        trial.params = {n: (v, ranges[n]) for n, v in params.items() if n in ranges}
        trial.attributes = dict(op.get("user_attrs") or {})
        trial.values = _values(op)
        search.trials.append(trial)
        self._trials.append(trial)

    def _param(self, op: dict[str, Any]) -> None:
        trial = self._trials[op["trial_id"]]
        if trial.state not in _ENDED:
            trial.params[op["param_name"]] = (op["param_value_internal"], op["distribution"])

    def _end(self, op: dict[str, Any]) -> None:
        trial = self._trials[op["trial_id"]]
        if trial.state in _ENDED:
            return  # what has ended stays as it ended
        trial.state = _STATES.get(op["state"], "")
        trial.started = op.get("datetime_start") or trial.started
        trial.ended = op.get("datetime_complete") or trial.ended
        if op.get("values") is not None:
            trial.values = _values(op)

    def _attribute(self, op: dict[str, Any]) -> None:
        trial = self._trials[op["trial_id"]]
        if trial.state not in _ENDED:
            trial.attributes.update(op["user_attr"])

    def _own_attribute(self, op: dict[str, Any]) -> None:
        trial = self._trials[op["trial_id"]]
        if trial.state not in _ENDED:
            trial.constraints = constraints_of(op["system_attr"]) or trial.constraints


def _values(op: dict[str, Any]) -> list[float | None]:
    if op.get("values") is not None:
        return [float(v) for v in op["values"]]
    return [float(op["value"])] if op.get("value") is not None else []
