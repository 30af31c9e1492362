"""What tells runs apart: choices, figures and circumstances beside each other, or only where they differ. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pages.components.words import number, stored_words
from store.records import label_of

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = {
    "state": "outcome",
    "score": "score",
    "score_std": "± over folds",
    "baseline": "trivial baseline",
    "expected_score": "predicted score",
    "wall_s": "seconds",
    "expected_s": "predicted seconds",
    "cpu_s": "processor seconds",
    "peak_mb": "peak MB",
    "latency_ms": "ms a prediction",
    "rating": "rating",
}
_AROUND = {
    "tool": "made by",
    "workflow": "workflow",
    "family": "family",
    "dataset": "dataset",
    "version_id": "data version",
    "target": "target",
    "metric": "metric",
    "seed": "seed",
    "person": "person",
    "experiment_id": "experiment",
    "chosen_because": "chosen because",
    "machine": "machine",
    "code_version": "code version",
    "error": "error",
}
CHOICE, METRIC, FIGURE, AROUND, LIBRARY = "choice", "metric", "figure", "circumstance", "library"
CONTEXT = "its source says"
_ORDER = (CHOICE, FIGURE, METRIC, AROUND, CONTEXT, LIBRARY)


def unpacked(text: Any) -> dict[str, Any]:
    """A JSON object from the store as a dictionary; empty where there is none."""
    if isinstance(text, dict):
        return text
    if not isinstance(text, str) or not text:
        return {}
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def table_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Everything that is known of runs, one column each.

    Args:
        runs: rows of the page's table, with `choices`, `metrics` and `libraries` as JSON objects.

    Returns:
        One row a run, indexed by its id; columns are pairs of (what it is, its name).
    """
    import pandas as pd

    rows = []
    for run in runs.to_dict("records"):
        row: dict[tuple[str, str], Any] = {}
        row |= {(CHOICE, k): _plain(v) for k, v in unpacked(run.get("choices")).items()}
        row |= {(FIGURE, said): _said(name, run.get(name)) for name, said in _FIGURES.items()}
        row |= {(METRIC, k): v for k, v in unpacked(run.get("metrics")).items()}
        row |= {(AROUND, said): _said(name, run.get(name)) for name, said in _AROUND.items()}
        row |= {(CONTEXT, k): _plain(v) for k, v in unpacked(run.get("context")).items()}
        row |= {(LIBRARY, k): v for k, v in unpacked(run.get("libraries")).items()}
        rows.append(row)
    names = list(dict.fromkeys(name for row in rows for name in row))
    order = sorted(names, key=lambda n: _ORDER.index(n[0]))
    made = pd.DataFrame([[row.get(name) for name in order] for row in rows], index=list(runs["run_id"]))
    made.columns = pd.MultiIndex.from_tuples(order, names=("kind", "name")) if order else made.columns
    return made.dropna(axis="columns", how="all")


def _said(column: str, value: Any) -> Any:
    return stored_words(column, value) if isinstance(value, str) else value


def differing(table: pd.DataFrame) -> pd.DataFrame:
    """The columns in which not all runs are the same; a value that one run lacks is a difference."""
    return table.loc[:, [len({_same(v) for v in table[c]}) > 1 for c in table.columns]]


def side_by_side(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """One row a thing, one column a run, all as text, for a few runs beside each other.

    Args:
        table: what `table_of` or `differing` gave.
        names: run id to what stands above its column; made different where two are the same.
    """
    import pandas as pd

    said: list[str] = []
    for number_, run_id in enumerate(table.index, 1):
        name = names.get(run_id, run_id)
        said.append(f"{number_}. {name}")
    made = pd.DataFrame({n: [text_of(v) for v in table.loc[i]] for n, i in zip(said, table.index, strict=True)})
    made.insert(0, "what", [called(kind, name) for kind, name in _named(table)])
    made.insert(0, "kind", [kind for kind, _ in _named(table)])
    return made


def called(kind: str, name: str) -> str:
    """A known metric by its label, a choice without the signs that code puts between words, all else as it is."""
    if kind == METRIC:
        return label_of(name)
    return name.replace("_", " ").replace(".", " ") if kind == CHOICE else name


def below_each_other(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """One row a run, one column a thing, numbers as numbers, for many runs.

    Args:
        table: what `table_of` or `differing` gave.
        names: run id to the words in its first column.
    """
    import pandas as pd

    columns: dict[str, Any] = {"variant": [names.get(str(i), str(i)) for i in table.index]}
    for place, (kind, name) in enumerate(_named(table)):
        values = table.iloc[:, place]
        name = called(kind, name)
        title = f"{name} ({kind})" if name in columns else name
        numbers = pd.to_numeric(values, errors="coerce")
        columns[title] = numbers.tolist() if numbers.notna().all() else [text_of(v) for v in values]
    return pd.DataFrame(columns)


def varying_choices(runs: pd.DataFrame) -> pd.DataFrame:
    """The choices that are not the same in all runs, one column each, one row a run."""
    table = differing(table_of(runs))
    chosen = [c for c in table.columns if c[0] == CHOICE]
    made = table[chosen]
    made.columns = [str(c[1]) for c in chosen]
    return made.reset_index(drop=True)


def text_of(value: Any) -> str:
    """A value as people read it; "–" where there is none."""
    if value is None or (isinstance(value, float) and value != value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(float(value)) if isinstance(value, float) else str(value)


def _named(table: pd.DataFrame) -> list[tuple[str, str]]:
    return [(str(c[0]), str(c[1])) for c in table.columns]


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _same(value: Any) -> Any:
    return None if value is None or (isinstance(value, float) and value != value) else str(value)
