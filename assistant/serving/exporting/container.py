"""A kept model as files for a container: the package that needs no Sextant, and how to build an image of it."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.serving.exporting.package import Exported, export_package

_DOCKERFILE = """# {name}, version {version}: predicts {target}
#   docker build -t {image} .
#   docker run -p 8600:8600 -e MODEL_TOKEN=secret {image}
#   curl -H "Authorization: Bearer secret" -H "Content-Type: application/json" -d @row.json http://127.0.0.1:8600/predict
FROM python:{python}-slim
{system}RUN useradd --create-home --uid 10001 model
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY {package} {package}
USER model
RUN python -m {package} check
EXPOSE 8600
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \\
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8600/health', timeout=4)"]
CMD ["python", "-m", "{package}", "serve", "--host", "0.0.0.0", "--port", "8600"]
"""
_OPENMP = """RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
"""
"""The small image lacks the run-time library of OpenMP, which LightGBM links to."""


def export_container(folder: Path, target: Path, name: str, version: int, card: str) -> Exported:
    """Writes the package with a Dockerfile beside it. Building the image checks the model once more.

    Args and errors are those of `export_package`.
    """
    from assistant.serving.standalone.model import ABOUT

    made = export_package(folder, target, name, version, card)
    about = (target / made.package / "model" / ABOUT).read_text("utf-8")
    import json

    text = _DOCKERFILE.format(
        name=name,
        version=version,
        target=" ".join(str(json.loads(about)["target"]).split()),
        image=made.package.replace("_", "-"),
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        system=_OPENMP if any(r.startswith("lightgbm==") for r in made.requirements) else "",
        package=made.package,
    )
    (target / "Dockerfile").write_text(text, "utf-8")
    (target / ".dockerignore").write_text("**/__pycache__\n*.md\n", "utf-8")
    return made
