"""True values that a person brings in a file: put beside the rows they belong to, and the real performance on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant import wording
from assistant.caring.kept import Loaded, in_use, loaded
from assistant.caring.labelling import MARK, as_kept, join_labels, labelled_file, ledger
from assistant.caring.monitors import SCORED, add_monitor, folder_of_scored
from assistant.caring.rows import NAMES_ROWS
from assistant.caring.sources import look_at_file, new_reports
from assistant.services import Services
from assistant.serving.log import ROW_ID, VERSION, ScoreLog, read_logged
from store.errors import BadRequest
from store.records import DriftReport, ModelVersion, metric

if TYPE_CHECKING:
    import pandas as pd

_RESAMPLES = 300
CONFIDENCE = 0.9
_SURE = 2.58
"""Deviates beyond which a difference is called one: chance brings that once in a hundred."""


@dataclass(frozen=True)
class Arrived:
    """Labels of a file, put beside their rows, and what a monitor says of those."""

    report: DriftReport
    lines: tuple[str, ...]


def labels_only(whole: Loaded, frame: pd.DataFrame) -> bool:
    """Whether a table brings true values without the inputs they belong to.

    Raises:
        BadRequest: it brings neither, so it says nothing of the model.
    """
    inputs = [c for c in whole.signature if c in frame.columns]
    if not inputs and whole.task.target not in frame.columns:
        raise BadRequest(
            f"That table has none of the columns that the model uses ({wording.listed(list(whole.signature)[:8])}) and "
            f"no {whole.task.target}: it has {wording.listed([str(c) for c in frame.columns[:8]])}."
        )
    return whole.task.target in frame.columns and len(inputs) < len(whole.signature) / 2


def labels_arrived(
    services: Services, name: str, person: str, path: Path, frame: pd.DataFrame, plain: bool = False
) -> Arrived:
    """Puts the labels of a file beside scored rows, where monitors and comparisons find them, and looks at those.

    Args:
        services: the parts.
        name: of the model.
        person: who brings them.
        path: of the file.
        frame: its rows: the target, and a column that names each row.
        plain: whether to tell it to somebody who does not build models.

    Raises:
        BadRequest: no scored row belongs to them; the message says what is needed.
    """
    model = in_use(services, name)
    whole, target = loaded(services, model), loaded(services, model).task.target
    given = int(frame[target].notna().sum())
    if not given:
        raise BadRequest(f"{path.name} has no value of {target} in any row yet.")
    rows, key, twice = _beside(services, name, target, frame)
    measuring = whole.measuring()
    places = measuring.truth(rows[target])  # refused here where they are no numbers, before anything is noted
    if measuring.of_classes:
        if not measuring.known(places).any():
            known = wording.listed([f"“{c}”" for c in measuring.classes[:8]], joint="or")
            raise BadRequest(
                f"{path.name} has other values of {target} than the model knows ({known}), such as "
                f"“{rows[target].iloc[0]}”. Write them so; nothing was noted."
            )
        # other capitals are no correction, and no other class to learn from
        said = zip(places, rows[target], strict=True)
        rows = rows.assign(**{target: [measuring.classes[p] if p >= 0 else str(v) for p, v in said]})
    folder, monitor = folder_of_scored(services.home, name), add_monitor(services, name, person, SCORED)
    join_labels(services, name)
    new_reports(services, monitor)  # what came before comes first, without these true values
    before, now = rows[ROW_ID].map(ledger(folder, target)), as_kept(rows[target])
    corrected, fresh = int((before.notna() & (before != now)).sum()), int(before.isna().sum())
    lines = [f"{wording.count(len(rows), 'scored row')} found by {_called(key)} for the labels in {path.name}."]
    if corrected or fresh:
        log = ScoreLog(folder, clock=services.clock)
        log.label(rows[ROW_ID].tolist(), rows[target].tolist(), target)
        log.flush()
        join_labels(services, name)
        if corrected:
            told = "corrects a value" if corrected == 1 else "correct values"
            lines.append(f"{corrected:,} of them {told} that came before: these rows were judged anew.")
    else:
        lines.append("Their true values were known already, so nothing new is judged.")
    place = labelled_file(folder, set(rows[ROW_ID]))
    if place is None:
        raise BadRequest(f"The scored rows that {path.name} labels are no longer there.")
    report = look_at_file(services, monitor, place)
    if given < len(frame):
        lines.append(f"{len(frame) - given:,} rows of {path.name} have no value of {target} yet.")
    if twice:
        lines.append(f"{wording.count(twice, 'row')} of {path.name} stand there more than once; the last value counts.")
    if (unknown := given - twice - len(rows)) > 0:
        lines.append(f"{unknown:,} labels belong to no row that was scored and kept.")
    return Arrived(report, (*lines, *performance_lines(model, whole, rows, report, plain)))


def performance_lines(
    model: ModelVersion, whole: Loaded, rows: pd.DataFrame, report: DriftReport, plain: bool = False
) -> tuple[str, ...]:
    """The real performance on labelled rows, with its interval, beside what was measured when the version was made.

    Args:
        model: the version.
        whole: the same, loaded.
        rows: with inputs and true values.
        report: what the monitor says of the same rows; whatever this one figure shows is told so that both agree.
        plain: whether to tell it to somebody who does not build models.
    """
    known = rows[rows[whole.task.target].notna()].reset_index(drop=True)
    measuring, unit = whole.measuring(), metric(whole.task.metric)
    if not len(known):
        return ("None of these rows has a true value yet.",)
    truth, said = measuring.truth(known[whole.task.target]), measuring.predicted(whole(known[list(whole.signature)]))
    score = measuring.of(truth, said)
    if not np.isfinite(score):
        on = wording.count(len(known), "row")
        return (f"{unit.label} cannot be computed on {on}: they are too few or of one kind only.",)
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(known), len(known)) for _ in range(_RESAMPLES)]
    drawn = np.array([measuring.of(truth[d], said.take(d)) for d in draws])
    low, high = np.nanquantile(drawn, [0.5 - CONFIDENCE / 2, 0.5 + CONFIDENCE / 2])
    line = f"On {wording.count(len(known), 'row')} with true values, {unit.label} is {score:.4g} "
    line += f"(90 % interval {low:.4g} to {high:.4g})"
    before = model.metrics.get(whole.task.metric)
    if before is None:
        return (f"{line}.",)
    # what was measured then varies as well, the less the more rows it was measured on
    error = float(np.nanstd(drawn)) * np.sqrt(1.0 + len(known) / max(model.rows, 1))
    by_chance, way = abs(score - before) <= _SURE * error, "better" if unit.better(score, before) else "worse"
    says = compared("" if by_chance else way, report, plain)
    if plain:
        return (_plainly(whole, len(known), score, before, says),)
    return (f"{line}; when it was made it was {before:.4g}. {says}",)


def compared(way: str, report: DriftReport, plain: bool) -> str:
    """What one figure beside the one before means, in line with what the monitor found by looking at more than it.

    Args:
        way: `better` or `worse`, empty where chance alone can make the difference.
        report: the monitor's; it looks at each row's error and at the batches before as well, and at what matters.
        plain: whether it is for somebody who does not build models.
    """
    if report.verdict == "harmful" and way != "worse":
        alone = f"This one figure is {way}" if way else "This one figure could differ so by chance"
        return f"{alone}, but looked at {'case by case' if plain else 'row by row'} and over time there is a loss."
    if report.verdict in ("none", "harmless") and way == "worse":
        moved = "others than before, and harder; " if report.details.get("drifted") else ""
        return f"So it is worse on these rows: {moved}not by enough to say that the model itself got worse."
    return f"So it is {way} now." if way else "Chance alone can make that difference."


def _plainly(whole: Loaded, rows: int, score: float, before: float, says: str) -> str:
    """A score beside the one before, as cases, and what that means."""
    task = whole.task
    now, then = (
        wording.plain_score(v, task.metric, whole.meta.positive_class, task.target) for v in (score, before)
    )  # fmt: skip
    return f"On {wording.count(rows, 'row')} whose outcome is known: {now}. When it was made: {then}. {says}"


def _beside(services: Services, name: str, target: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, str, int]:
    """Scored rows with their labels, the column by which they were found, and how many labels a later one replaces."""
    folder = folder_of_scored(services.home, name)
    scored = read_logged(p for p in folder.glob("*.parquet") if not p.name.endswith(MARK))
    if scored is None:
        raise BadRequest(
            f"I have no scored rows of {name} to put these labels beside. Give me a file with the inputs and "
            f"{target} of each row, or let Sextant score the rows first."
        )
    scored = scored.drop(columns=[target], errors="ignore")
    labels = written_as(frame[frame[target].notna()], [str(c) for c in scored.columns])
    best, key, twice = None, "", 0
    for column in (c for c in labels.columns if c != target and c in scored.columns):
        if not (labels[column].is_unique or scored[column].is_unique or NAMES_ROWS.search(str(column))):
            continue
        told = labels.assign(_key=_keys(labels[column]))[["_key", target]].dropna(subset="_key")
        once = scored.assign(_key=_keys(scored[column])).drop_duplicates("_key", keep="last")
        rows = once.merge(told.drop_duplicates("_key", keep="last"), on="_key").drop(columns="_key")
        if len(rows) and (best is None or len(rows) > len(best)):
            best, key, twice = rows, column, int(told["_key"].duplicated().sum())
    if best is None:
        raise BadRequest(
            f"No scored row of {name} belongs to these labels. The file needs {target} and a column that names each "
            f"row as the scored rows do ({wording.listed(_naming(scored), joint='or')}), or all inputs of each row."
        )
    return best, key, twice


def _keys(values: pd.Series) -> pd.Series:
    """What names rows, as text: 7, 7.0, “7” and “007” name the same one; missing ones name none."""
    return as_kept(values).str.strip().str.replace(_ZEROS, "", regex=True)


_ZEROS = re.compile(r"^0+(?=\d+$)")


def written_as(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The same table with those columns under their right names that differ in capitals, spaces or signs only."""
    plain = {"".join(filter(str.isalnum, c)).casefold(): c for c in columns}
    absent = {c for c in columns if c not in frame.columns}
    names = {c: plain.get("".join(filter(str.isalnum, str(c))).casefold()) for c in frame.columns}
    found = {c: n for c, n in names.items() if n in absent and sum(n == o for o in names.values()) == 1}
    return frame.rename(columns=found)


def _naming(scored: pd.DataFrame) -> list[str]:
    """Columns that could name the scored rows."""
    found = [c for c in scored.columns if c not in (VERSION, ROW_ID) and scored[c].is_unique]
    return [*[str(c) for c in found if scored[c].dtype.kind not in "f"][:3], ROW_ID]


def _called(key: str) -> str:
    return "their ids" if key == ROW_ID else f"the column {key}"
