"""A first look at a table: what stands out, in words a person can check, and what Sextant does about it."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.columns import EXACT_ROWS, code, sample_rows
from experiments.data.leaks import powers, suspects
from experiments.data.pictures import missing_picture, target_picture
from experiments.data.scan import Scan
from experiments.data.structure import find_structure
from experiments.data.targets import guess_kind
from store.errors import BadData
from store.records import DataReport, DatasetVersion, Finding, content_hash

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
    some = sample_rows(frame, EXACT_ROWS)
    coded = {str(c): code(some[c]) for c in frame.columns}
    scan = Scan(frame, some, coded, find_structure(frame, coded), version)
    findings = [f for f in (*scan.findings(), *(_target_findings(scan, target) if target else ())) if f is not None]
    findings.sort(key=lambda f: _ORDER[f.severity])
    pictures = [target_picture(frame[target], target) if target else None, missing_picture(frame)]
    return DataReport(
        id=content_hash({"report": version.id, "target": target}),
        version_id=version.id,
        target=target,
        rows=len(frame),
        n_columns=frame.shape[1],
        summary=_summary(scan, findings),
        findings=tuple(findings),
        pictures=tuple(p for p in pictures if p is not None),
        made_at=clock(),
    )


def _summary(scan: Scan, findings: list[Finding]) -> str:
    counts: dict[str, int] = {}
    for column in scan.version.columns:
        counts[column.kind] = counts.get(column.kind, 0) + 1
    words = {"numeric": "numbers", "boolean": "yes or no", "categorical": "categories", "text": "text", "date": "dates"}
    kinds = ", ".join(f"{n:,} {words[k]}" for k, n in sorted(counts.items(), key=lambda kv: -kv[1]))
    rows, columns = scan.frame.shape
    text = f"{rows:,} row{'' if rows == 1 else 's'} and {columns:,} column{'' if columns == 1 else 's'} ({kinds})."
    missing = float(scan.frame.isna().to_numpy().mean()) if scan.frame.size else 0.0
    text += f" {missing:.1%} of the cells are missing." if missing else " No cell is missing."
    serious = [f for f in findings if f.severity != "info"]
    if not serious:
        return text + " Nothing stands out that would spoil a model."
    return text + f" {len(serious)} thing{' needs' if len(serious) == 1 else 's need'} care."


def _target_findings(scan: Scan, target: str) -> list[Finding | None]:
    known = scan.frame[target].dropna()
    missing = len(scan.frame) - len(known)
    found: list[Finding | None] = []
    if missing:
        found.append(
            Finding(
                kind="missing",
                severity="warning" if len(known) else "problem",
                columns=(target,),
                figure=float(missing),
                sentence=f"{missing:,} rows have no value in the target `{target}`. They are left out: nothing can be "
                "learned from or measured on them.",
            )  # fmt: skip
        )
    if known.nunique() < 2:
        found.append(
            Finding(
                kind="constant",
                severity="problem",
                columns=(target,),
                sentence=f"The target `{target}` has {'one value only' if len(known) else 'no values at all'}: there "
                "is nothing to predict. Choose another target.",
            )  # fmt: skip
        )
        return found
    kind = guess_kind(known, target).kind
    if kind != "regression":
        found += _class_findings(known, target)
    leave_out = (*scan.structure.ids, *scan.structure.constant)
    found += [leak_finding(s.column, s.power, s.measure, s.next_column, s.next_power, target)
              for s in suspects(powers(scan.frame, target, kind, leave_out), kind)]  # fmt: skip
    return found


def _class_findings(known: pd.Series, target: str) -> list[Finding | None]:
    counts = known.value_counts()
    share = float(counts.iloc[-1] / counts.sum())
    found: list[Finding | None] = []
    if share < 0.5 / len(counts) and share < 0.2:
        found.append(
            Finding(
                kind="imbalance",
                severity="warning" if share < 0.1 else "info",
                columns=(target,),
                figure=share,
                sentence=f"Classes of `{target}` are uneven: {quote([counts.index[-1]])} makes up {share:.1%} of the "
                f"rows, {quote([counts.index[0]])} {counts.iloc[0] / counts.sum():.1%}. Accuracy would flatter a model, "
                "so another measure is proposed.",
            )  # fmt: skip
        )
    rare = counts[counts < 5]
    if len(rare):
        found.append(
            Finding(
                kind="rare_class",
                severity="warning",
                columns=(target,),
                figure=float(len(rare)),
                sentence=f"{len(rare):,} class{'' if len(rare) == 1 else 'es'} of `{target}` "
                f"({quote(list(rare.index), 3)}) {'has' if len(rare) == 1 else 'have'} fewer than 5 rows. They stay in, "
                "with fewer folds where needed; little can be learned of them.",
            )  # fmt: skip
        )
    return found


def leak_finding(
    column: str, power: float, measure: str, other: str | None, other_power: float, target: str
) -> Finding:
    """A suspected leak in words, with the figure behind it."""
    compared = f"; the next best, {quote([other])}, reaches {other_power:.2f}" if other else ""
    return Finding(
        kind="leak", severity="problem", columns=(column,), figure=float(np.round(power, 4)),
        sentence=f"{quote([column])} alone predicts `{target}` almost perfectly ({measure} {_floor(power)}{compared}). "
        "That is suspicious: it may be known only after the fact. It stays in until you say whether to leave it out.",
    )  # fmt: skip


def _floor(power: float) -> str:
    """Two digits, never rounded up to a perfection that isn't there."""
    return "1.00" if power >= 0.99995 else f"{np.floor(power * 1000) / 1000:.3f}".removesuffix("0")
