"""The house keeps its floors, and its parts keep their size."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("assistant", "recommender", "experiments", "lifecycle", "store", "pages")


def sources() -> list[Path]:
    return [ROOT / "app.py", *(p for package in PACKAGES for p in sorted((ROOT / package).rglob("*.py")))]


def test_imports_go_down_only() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_stays_under_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert len(lengths) > 500
    assert not {name: lines for name, lines in lengths.items() if lines > 400}


def test_every_file_says_what_it_is_for() -> None:
    begins = ('"""', 'r"""', "#!")
    assert not [str(p.relative_to(ROOT)) for p in sources() if not p.read_text().lstrip().startswith(begins)]


def test_every_file_that_is_read_beside_code_goes_along_when_sextant_is_installed() -> None:
    along = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    covered = {path for package, patterns in along.items() for p in patterns for path in (ROOT / package).glob(p)}
    for package in PACKAGES:
        beside = {p for p in (ROOT / package).rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc", ".tmp")}
        beside -= set((ROOT / package / "understanding" / "examples").iterdir()) if package == "assistant" else set()
        assert not beside - covered, "name it in package-data; examples alone are for training"
    assert all(any((ROOT / package).glob(p)) for package, patterns in along.items() for p in patterns)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {
        line.split("==")[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    assert not [name for name in wanted if name.lower().replace("_", "-") not in pinned]


def test_torch_stays_at_the_cpu_build() -> None:
    assert "torch==2.13.0" in (ROOT / "constraints.txt").read_text().splitlines()
