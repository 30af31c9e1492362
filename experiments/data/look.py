"""A first look at a table: what stands out, in words a person can check, and what Sextant does about it."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.columns import EXACT_ROWS, code_all, remembered, sample_rows
from experiments.data.leaks import Suspect, powers, suspects
from experiments.data.pictures import missing_picture, target_picture
from experiments.data.scan import Scan
from experiments.data.structure import find_structure
from experiments.data.targets import guess_kind, percent
from store.errors import BadData
from store.records import DataReport, DatasetVersion, Finding, content_hash

_OF_INPUTS = ("id_like", "group", "time", "many_categories")
"""What such findings say is done holds for columns to predict from, not for the target."""
_ORDER = {"problem": 0, "warning": 1, "info": 2}


def look(frame: pd.DataFrame, version: DatasetVersion, target: str | None, clock: Callable[[], datetime]) -> DataReport:
    """Looks at a table, with or without a target.

    Above 100,000 rows, distinct values, duplicates and structure are counted in a sample of that many; single columns
    are tried as foretellers of the target on at most 5,000 rows.

    Args:
        frame: the rows of the version `(n_rows, n_columns)`, as `read_table` or `load_version` gives them.
        version: what the report is about.
        target: the column to predict, None where it isn't known yet.
        clock: the moment, UTC.

    Raises:
        BadData: the target is no column of the table.
    """
    if target is not None and target not in frame.columns:
        raise BadData(f"The table has no column `{target}`. Its columns are {quote(list(frame.columns), 10)}.")
    findings = list(remembered(frame, f"findings of {version.id}", lambda: _findings(frame, version)))
    if target is not None:
        findings = [f for f in findings if f.kind not in _OF_INPUTS or f.columns[:1] != (target,)]
        findings += _target_findings(frame, target)
    findings.sort(key=lambda f: _ORDER[f.severity])
    pictures = [target_picture(frame[target], target) if target else None, missing_picture(frame)]
    return DataReport(
        id=content_hash({"report": version.id, "target": target}),
        version_id=version.id,
        target=target,
        rows=len(frame),
        n_columns=frame.shape[1],
        summary=_summary(frame, version, findings),
        findings=tuple(findings),
        pictures=tuple(p for p in pictures if p is not None),
        made_at=clock(),
    )


def _findings(frame: pd.DataFrame, version: DatasetVersion) -> list[Finding]:
    """What can be said without a target."""
    coded = code_all(frame)
    scan = Scan(frame, sample_rows(frame, EXACT_ROWS), coded, find_structure(frame, coded), version)
    return [f for f in scan.findings() if f is not None]


_KINDS = {
    "numeric": "numbers",
    "categorical": "categories",
    "boolean": "yes or no",
    "date": "dates",
    "text": "free text",
}
"""What a column of a kind holds, for somebody who does not build models."""


def _summary(frame: pd.DataFrame, version: DatasetVersion, findings: list[Finding]) -> str:
    counts: dict[str, int] = {}
    for column in version.columns:
        counts[column.kind] = counts.get(column.kind, 0) + 1
    kinds = ", ".join(f"{n:,} of {_KINDS.get(k, k)}" for k, n in sorted(counts.items(), key=lambda kv: -kv[1]))
    rows, columns = frame.shape
    text = f"{rows:,} row{'' if rows == 1 else 's'} and {columns:,} column{'' if columns == 1 else 's'} ({kinds})."
    missing = float(frame.isna().to_numpy().mean()) if frame.size else 0.0
    share = f"{missing:.1%}" if missing >= 0.001 else "Under 0.1%"
    text += f" {share} of the cells are missing." if missing else " No cell is missing."
    serious = [f for f in findings if f.severity != "info"]
    if not serious:
        return text + " Nothing stands out that would spoil a model."
    besides = len(findings) - len(serious)
    more = f", {besides} more {'is' if besides == 1 else 'are'} good to know" if besides else ""
    return text + f" {len(serious)} thing{' needs' if len(serious) == 1 else 's need'} care{more}."


def _target_findings(frame: pd.DataFrame, target: str) -> list[Finding]:
    known = frame[target].dropna()
    found = []
    if len(known) < len(frame):
        found.append(_missing_target(target, len(frame) - len(known), len(known)))
    if known.nunique() < 2:
        return [*found, _one_value(target, len(known))]
    kind = guess_kind(known, target).kind
    if kind != "regression":
        noticed = (_imbalance(known, target), _rare_classes(known, target), _one_class_twice(known, target))
        found += [f for f in noticed if f is not None]
    structure = find_structure(frame)
    entity = (
        () if structure.times else structure.groups[:1]
    )  # which names the groups of the validation, and is left out
    power = powers(frame, target, kind, (*structure.ids, *structure.constant, *entity))
    return found + [leak_finding(s, target) for s in suspects(power, kind)]


def _missing_target(target: str, missing: int, known: int) -> Finding:
    return Finding(
        kind="missing", severity="warning" if known else "problem", columns=(target,), figure=float(missing),
        sentence=f"{missing:,} row{' has' if missing == 1 else 's have'} no value in the target {quote([target])} and "
        f"{'is' if missing == 1 else 'are'} left out: nothing can be learned from or measured on them.",
    )  # fmt: skip


def _one_value(target: str, known: int) -> Finding:
    return Finding(
        kind="constant", severity="problem", columns=(target,),
        sentence=f"The target {quote([target])} has {'one value only' if known else 'no values at all'}: there is "
        "nothing to predict. Choose another target.",
    )  # fmt: skip


def _imbalance(known: pd.Series, target: str) -> Finding | None:
    counts = known.value_counts()
    share = float(counts.iloc[-1] / counts.sum())
    if share >= 0.5 / len(counts) or share >= 0.2:
        return None
    return Finding(
        kind="imbalance", severity="warning" if share < 0.1 else "info", columns=(target,), figure=share,
        sentence=f"Classes of {quote([target])} are uneven: {quote([counts.index[-1]])} makes up {percent(share)} of "
        f"the rows, {quote([counts.index[0]])} {percent(counts.iloc[0] / counts.sum())}. Accuracy would flatter a "
        "model, so another measure is proposed.",
    )  # fmt: skip


def _rare_classes(known: pd.Series, target: str) -> Finding | None:
    counts = known.value_counts()
    rare = counts[counts < 5]
    if rare.empty:
        return None
    one = len(rare) == 1
    return Finding(
        kind="rare_class", severity="warning", columns=(target,), figure=float(len(rare)),
        sentence=f"{len(rare):,} class{'' if one else 'es'} of {quote([target])} ({quote(list(rare.index), 3)}) "
        f"{'has' if one else 'have'} fewer than 5 rows. They stay in, with fewer folds where needed; little can be "
        "learned of them.",
    )  # fmt: skip


def _one_class_twice(known: pd.Series, target: str) -> Finding | None:
    """Classes that are the same word in another writing: most often they are one."""
    written: dict[str, list[str]] = {}
    for name in map(str, known.value_counts().index):
        plain = " ".join(name.casefold().replace("_", " ").split()).rstrip(".")
        written.setdefault(plain, []).append(name)
    alike = [names for names in written.values() if len(names) > 1]
    if not alike:
        return None
    return Finding(
        kind="mixed_types", severity="warning", columns=(target,), figure=float(len(alike)),
        sentence=f"Classes of {quote([target])} differ in how they are written only: {quote(alike[0], 4)}"
        f"{f', and {len(alike) - 1:,} more like that' if len(alike) > 1 else ''}. They count as different ones; if "
        "they are the same, write them alike in the table.",
    )  # fmt: skip


def leak_finding(suspect: Suspect, target: str) -> Finding:
    """A suspected leak in words, with the figure behind it."""
    return Finding(
        kind="leak", severity="problem", columns=(suspect.column,), figure=float(np.round(suspect.power, 4)),
        sentence=f"{leak_words(suspect, target)} That is suspicious: it may be known only after the fact. It stays in "
        "until you say whether to leave it out.",
    )  # fmt: skip


def leak_words(suspect: Suspect, target: str) -> str:
    """What was seen, in one sentence with its figures."""
    other = suspect.next_column
    compared = f"; the next best, {quote([other])}, reaches {suspect.next_power:.2f}" if other else ""
    figure = f"{suspect.measure} {_floor(suspect.power)}"
    return f"{quote([suspect.column])} alone predicts {quote([target])} almost perfectly ({figure}{compared})."


def _floor(power: float) -> str:
    """Digits that are never rounded up to a perfection that isn't there."""
    return "1.00" if power >= 0.99995 else f"{np.floor(power * 1000) / 1000:.3f}".removesuffix("0")
