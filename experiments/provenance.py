"""Which code and libraries a run was made with."""

import functools
import hashlib
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "lightgbm", "skrub", "pyarrow")
"""Libraries whose version can change a score."""

_ROOT = Path(__file__).resolve().parent


@functools.cache
def libraries() -> dict[str, str]:
    """Python and the libraries that matter to a score, name to version."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


@functools.cache
def code_version() -> str:
    """Sextant's version, its Git commit where there is one, and the hash of the code that runs experiments.

    Such as `0.1.0+5009e6b.c1f0a9b2d3e4`. Only the last part says whether two runs were made by the same code: a commit
    may have changed a page only, and a working tree may hold more than its commit.
    """
    try:
        release = version("sextant")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{_commit()}.{_content()}"


def same_code(a: str, b: str) -> bool:
    """Whether two code versions ran experiments with the very same code."""
    return a.rpartition(".")[2] == b.rpartition(".")[2]


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=_ROOT, capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return "nogit"
    return done.stdout.strip() or "nogit"


def _content() -> str:
    digest = hashlib.sha256()
    for path in sorted(_ROOT.rglob("*.py")):
        digest.update(path.relative_to(_ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
