"""A kept model as a plain Python package that needs no Sextant: pipeline, pinned requirements, function and command."""

from __future__ import annotations

import json
import keyword
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.serving.exporting.carrying import PARTS, carried, moved_type, write_moved_model, write_parts
from assistant.serving.exporting.pinning import pinned, pins
from store.errors import BadRequest, SextantError

if TYPE_CHECKING:
    from experiments.blending import WholeModel

_COMMAND = "assistant.serving.standalone.command"
_MODEL = "assistant.serving.standalone.model"
_BASE = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "skops")
_SERVING = ("starlette", "uvicorn")
_EXCEL = ("openpyxl",)
_OPTIONAL = ("lightgbm", "skrub")
"""Libraries that only some models hold types of."""
_MARK = "about.json"
_CHECK_S = 300.0


class ExportFailed(SextantError):
    """An exported model does not do what the kept one does."""


@dataclass(frozen=True)
class Exported:
    """What was written."""

    folder: Path
    package: str
    """Name to import it by."""
    rows_checked: int
    """Sample rows of which the exported model said the same as the kept one."""
    requirements: tuple[str, ...]


def package_name(name: str) -> str:
    """A model's name as Python can import it, never that of a library."""
    plain = re.sub(r"\W+", "_", name.casefold(), flags=re.ASCII).strip("_") or "kept"
    plain = f"m_{plain}" if plain[0].isdigit() or keyword.iskeyword(plain) else plain
    return plain if plain.endswith("_model") else f"{plain}_model"


def export_package(folder: Path, target: Path, name: str, version: int, card: str) -> Exported:
    """Writes the package and has a process without Sextant check that it predicts the same.

    Args:
        folder: of the kept model.
        target: where the package goes; an earlier export there is replaced, anything else is refused.
        name: of the model.
        version: of the model.
        card: what made it, in Markdown; it goes into the README.

    Raises:
        BadRequest: the place holds something else or cannot be written.
        BadData: there is no whole model in the folder.
        UntrustedModel: a file of the model holds a type that is not allowed.
        ExportFailed: what was written predicts something else.
    """
    from experiments.blending import load_whole

    whole = load_whole(folder)
    check_target(target)
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        made = _written(whole, part, name, version, card)
        check_alone(part, made.package)
        shutil.rmtree(target, ignore_errors=True)
        part.replace(target)
    except OSError as error:
        raise BadRequest(f"{target} cannot be written ({error.strerror or error}). Name another place.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Exported(target, made.package, made.rows_checked, made.requirements)


def check_target(target: Path) -> None:
    """Refuses a place that holds something else than an earlier export.

    Raises:
        BadRequest: it is a file, or a folder of something else.
    """
    if target.is_file():
        raise BadRequest(f"{target} is a file; name a folder for the export.")
    if target.is_dir() and any(target.iterdir()) and not list(target.glob(f"*/model/{_MARK}")):
        raise BadRequest(f"{target} is not empty and holds no earlier export; name another folder.")


def check_alone(project: Path, package: str) -> None:
    """Has a process that cannot see Sextant load the exported model and compare what it says of the sample.

    Raises:
        ExportFailed: it cannot be loaded there, or says something else.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", _alone(project, package, ["check"])],
        capture_output=True, text=True, timeout=_CHECK_S, check=False,
    )  # fmt: skip
    if done.returncode:
        said = (done.stdout.strip() or done.stderr.strip().rpartition("\n")[2])[:500]
        raise ExportFailed(f"The exported model does not do what the kept one does, so it was not written: {said}")


def _alone(project: Path, package: str, words: list[str]) -> str:
    """Python code that runs the package's command with the libraries in reach, but no project on the path."""
    places = [str(project), *dict.fromkeys(sysconfig.get_paths()[k] for k in ("purelib", "platlib"))]
    return f"import sys; sys.path[:0] = {places!r}\nfrom {package}.__main__ import run\nsys.exit(run({words!r}))"


def _written(whole: WholeModel, part: Path, name: str, version: int, card: str) -> Exported:
    package = package_name(name)
    inside = part / package
    (inside / "model").mkdir(parents=True)
    about, used, trusted, rows = _write_model(whole, inside / "model", package, name, version)
    modules = carried([_COMMAND, _MODEL, *used])
    write_parts(modules, package, inside)
    (inside / "__init__.py").write_text(_INIT.format(package=package, parts=PARTS, trusted=_tuple(trusted), **about))
    (inside / "__main__.py").write_text(_MAIN.format(package=package, parts=PARTS, command=_COMMAND))
    libraries = [*_BASE, *(o for o in _OPTIONAL if any(t.split(".")[0] == o for t in trusted))]
    needed = pinned([*libraries, *_SERVING, *_EXCEL])
    (part / "requirements.txt").write_text("\n".join(needed) + "\n")
    (part / "pyproject.toml").write_text(_project(package, version, libraries))
    (part / "README.md").write_text(_README.format(package=package, target=about["target"], card=card), "utf-8")
    return Exported(part, package, rows, needed)


def _write_model(
    whole: WholeModel, place: Path, package: str, name: str, version: int
) -> tuple[dict[str, Any], frozenset[str], list[str], int]:
    """Writes the model's files; returns what is known of it, the modules it holds types of, those types, and rows."""
    import pandas as pd

    from experiments.models import held_types

    first = whole.models[0][0].meta
    members: list[dict[str, Any]] = []
    used: frozenset[str] = frozenset()
    trusted: set[str] = set()
    for i, (source, weight) in enumerate(zip(whole.files, (w for _, w in whole.models), strict=True)):
        target = place / f"member-{i}.skops"
        used |= write_moved_model(source, target, package)
        trusted |= {moved_type(t, package) for t in held_types(source)}
        members.append({"file": target.name, "weight": weight, "signature": whole.models[i][0].meta.signature})
    signature: dict[str, str] = {}
    for member in members:
        signature |= member["signature"]
    rule = whole.rule.content() if whole.rule is not None else None
    about = {
        "name": name, "version": version, "target": first.task.target, "kind": first.task.kind,
        "signature": signature, "classes": list(first.classes), "class_values": list(first.class_values),
        "members": members, "rule": rule, "libraries": pins(sorted(first.libraries)),
    }  # fmt: skip
    sample = whole.files[0].with_name("sample.json")
    rows = json.loads(sample.read_text("utf-8")) if sample.is_file() else []
    expected = whole.predict(pd.DataFrame(rows)).to_dict("records") if rows else []
    for file, content in ((_MARK, about), ("sample.json", rows), ("expected.json", expected)):
        (place / file).write_text(json.dumps(content, indent=1, ensure_ascii=False, default=_plain) + "\n", "utf-8")
    return about, used, sorted(trusted), len(rows)


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def _tuple(names: list[str]) -> str:
    return "".join(f"    {n!r},\n" for n in names)


def _project(package: str, version: int, libraries: list[str]) -> str:
    def listed(names: list[str] | tuple[str, ...]) -> str:
        return "[" + ", ".join(f'"{n}"' for n in (f"{k}=={v}" for k, v in pins(names).items())) + "]"

    dashed = package.replace("_", "-")
    return _PROJECT.format(
        dashed=dashed, package=package, version=version, libraries=listed(libraries), serving=listed(_SERVING),
        excel=listed(_EXCEL), python=f"{sys.version_info.major}.{sys.version_info.minor}",
    )  # fmt: skip


_INIT = '''"""Predicts {target}. Exported from Sextant, which it does not need."""

from pathlib import Path

import pandas as pd

from {package}.{parts}.assistant.serving.standalone.model import Model, UntrustedModel

TRUSTED = (
{trusted})
"""Types that the model's files may hold; a file with any other is refused."""

MODEL = Model(Path(__file__).resolve().parent / "model", TRUSTED)
SIGNATURE = MODEL.signature
"""Input column to the type it was fitted with."""

__all__ = ["MODEL", "SIGNATURE", "UntrustedModel", "predict"]


def predict(rows: pd.DataFrame) -> pd.DataFrame:
    """`prediction` and, for classes, `probability_<class>`, one line a row; raw values in."""
    return MODEL.predict(rows)
'''
_MAIN = '''"""`python -m {package} predict rows.csv predictions.csv`, `serve` and `check`."""

import sys

from {package} import MODEL
from {package}.{parts}.{command} import main


def run(words: list[str] | None = None) -> int:
    """Does what the command line asks for."""
    return main(MODEL, words)


if __name__ == "__main__":
    sys.exit(run())
'''
_PROJECT = """[build-system]
requires = ["setuptools>=75"]
build-backend = "setuptools.build_meta"

[project]
name = "{dashed}"
version = "{version}"
description = "A model exported from Sextant."
readme = "README.md"
requires-python = ">={python}"
dependencies = {libraries}

[project.optional-dependencies]
serve = {serving}
excel = {excel}

[project.scripts]
{dashed} = "{package}.__main__:run"

[tool.setuptools.packages.find]
include = ["{package}*"]

[tool.setuptools.package-data]
{package} = ["model/*"]
"""
_README = """# {package}

Predicts `{target}`. It needs no Sextant, only what `requirements.txt` names.

```
pip install -r requirements.txt
python -m {package} check
python -m {package} predict rows.csv predictions.csv
MODEL_TOKEN=secret python -m {package} serve --port 8600
```

```python
import pandas as pd
from {package} import predict

predict(pd.DataFrame([...]))   # `prediction` and, for classes, `probability_<class>`
```

`check` says whether it still predicts what it did where it was made: of the rows in `{package}/model/sample.json`. The
files hold no pickles: loading them runs no code of theirs, and a file with an unexpected type is refused by its name.
The code under `{package}/_parts` is Sextant's, Apache-2.0.

{card}
"""
