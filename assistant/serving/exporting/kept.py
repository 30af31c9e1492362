"""A model of the registry, found by its name, exported in one of the forms there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import wording
from store.errors import BadRequest, SextantError

if TYPE_CHECKING:
    import pandas as pd

    from experiments.models import ModelMeta

FORMS = ("package", "container", "onnx")
_SAID = {
    "package": "package", "python": "package", "py": "package", "wheel": "package", "md": "package", "zip": "package",
    "container": "container", "docker": "container", "dockerfile": "container", "image": "container", "onnx": "onnx",
}  # fmt: skip
"""What people call the forms; `md` is what the command line says where nothing was said."""


@dataclass(frozen=True)
class Taken:
    """A model that was exported."""

    form: str
    place: Path
    sentence: str


def said_form(said: str | None, text: str) -> str | None:
    """The form that an argument or, where that says nothing, a sentence names; None for none."""
    if said is not None and said.casefold() not in ("md", "markdown"):
        return form_of(said)
    words = re.findall(r"[a-z]+", text.casefold())
    return next((_SAID[w] for w in words if w in _SAID and w not in ("py", "image", "md", "zip")), None)


def form_of(said: str | None) -> str:
    """The form that is meant; a package where none is said.

    Raises:
        BadRequest: there is no such form.
    """
    found = _SAID.get((said or "package").casefold().strip(". "))
    if found is None:
        raise BadRequest(f"A model is exported as {', '.join(FORMS[:-1])} or {FORMS[-1]}, not as {said}.")
    return found


def export_kept(
    home: Path, named: str, form: str | None = None, out: Path | None = None, rows: pd.DataFrame | None = None
) -> Taken:
    """Exports a kept model, after a check that what was written predicts the same.

    Args:
        home: Sextant's folder.
        named: of the model: its name (the champion, else the newest version), `name/version`, or a folder.
        form: one of `FORMS`; a package where None.
        out: the folder, or the file for ONNX; named after the model, in the present folder, where None.
        rows: raw rows to check an ONNX form on; the kept sample, varied, where None.

    Raises:
        SextantError: there is no such model or form, it has no such form, the place cannot be written, or what was
            written says something else; the message says which.
    """
    from assistant.keeping import model_folder, name_or_path
    from experiments.blending import load_whole

    kind = form_of(form)
    number = champion_number(home, named)
    folder = model_folder(home, f"{named}/{number}" if number is not None else named)
    if load_whole(folder).models[0][0].meta.task.forecast is not None:
        raise BadRequest(
            "A forecast is not exported: it goes on from the values it has learned and takes in later ones, which no "
            "form outside of Sextant can do. Write it with “sextant predict --horizon STEPS”."
        )
    name, version = name_or_path(home, folder)
    if kind == "onnx":
        from assistant.serving.exporting.onnx_form import export_onnx

        target = out or Path(f"{name}-{version}.onnx")
        made = export_onnx(folder, target, name, version, rows)
        apart = f"at most {made.largest_difference:.1g} apart" if made.largest_difference else "nothing apart"
        said = f"ONNX Runtime says the same as the model of {wording.count(made.rows_checked, 'row')}, {apart}."
        return Taken(kind, target, f"{name} version {version} is in {target} as ONNX. {said}")
    from assistant.serving.exporting.container import export_container
    from assistant.serving.exporting.package import export_package

    target = out or Path(f"{name}-{version}")
    write = export_container if kind == "container" else export_package
    written = write(folder, target, name, version, card_text(load_whole(folder).models[0][0].meta, name, version))
    checked = f"without Sextant it says the same of {wording.count(written.rows_checked, 'sample row')}"
    how = f"docker build {target}" if kind == "container" else f"pip install {target}, then import {written.package}"
    return Taken(kind, target, f"{name} version {version} is in {target}; {checked}. To use it: {how}.")


def champion_number(home: Path, named: str, alias: str = "champion") -> int | None:
    """Where an alias of a model points now, by the published copy of the knowledge; None where that is not known."""
    from store.reader import query_published

    try:
        frame = query_published(
            home, "SELECT model, alias, version FROM aliases WHERE in_force AND version IS NOT NULL"
        )
    except SextantError:
        return None
    found = frame[(frame.model == named) & (frame.alias == alias)]
    return int(found.version.iloc[0]) if len(found) else None


def card_text(meta: ModelMeta, name: str, version: int) -> str:
    """What made a model and what it is good for, in Markdown, from the files kept with it."""
    task = meta.task
    measured = ", ".join(f"{n} {v:.4g}" for n, v in sorted(meta.metrics.items())) or "not measured"
    lines = {
        "Predicts": f"`{task.target}` ({task.kind}), measured by {task.metric}",
        "Kind": meta.variant.label,
        "Fitted on": f"{meta.rows:,} rows of table version `{task.version_id}`, seed {meta.seed}",
        "Measured before": f"{measured} ({task.validation.method}, {task.validation.folds} folds)",
        "Run": str(meta.extra.get("run_id", "not known")),
        "Libraries": ", ".join(f"{n} {v}" for n, v in sorted(meta.libraries.items())),
    }
    return "\n".join([f"## {name}, version {version}", "", *(f"- **{k}**: {v}" for k, v in lines.items())])
