"""The examples run, on small data, through the same door as everything else."""

import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.assembly import App, assemble
from assistant.declared.session import Session, given
from experiments.declared.experiment import read_experiment

ROOT = Path(__file__).resolve().parents[2] / "examples"
ANSWERS = {"features": "moments", "verdict": "yes", "review": "rating=4"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = assemble(tmp_path_factory.mktemp("home"), places=2, headless=True)
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(p.parent.name for p in ROOT.glob("*/experiment.yaml")))
def test_an_example_finds_something_better_than_nothing(app: App, name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(ROOT / name, folder)
    maker = folder / "make_events.py"
    if maker.exists():
        runpy.run_path(str(maker))["main"](str(folder / "events.csv"))
    small = yaml.safe_load((folder / "experiment.yaml").read_text())
    small["stages"] = [_small(s) for s in small["stages"]]
    (folder / "small.yaml").write_text(yaml.safe_dump(small | {"repeats": 1}))
    session = Session(app, read_experiment(folder / "small.yaml"), "ada")
    session.approve(session.propose())
    session.run(given(ANSWERS))
    assert session.waits_for is None
    assert len(session.ranked()) == len(session.ended()) >= 2
    assert (session.ranked()[0][1].score or 0.0) > 0.3


def _small(stage: dict[str, Any]) -> dict[str, Any]:
    """A stage with few runs."""
    if "parallel" in stage:
        return stage | {"parallel": [_small(s) | {"runs": 1} for s in stage["parallel"]]}
    if "generate" in stage or "runs" not in stage:
        return stage | ({"runs": 2} if "runs" in stage else {})
    return stage | {"strategy": "random", "runs": 2}


def test_the_three_uses_are_there() -> None:
    assert {p.name for p in ROOT.iterdir() if p.is_dir()} >= {"machine_signals", "trips", "cyber_threats"}


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/experiment.yaml")), ids=lambda p: p.parent.name)
def test_an_example_is_quick(path: Path) -> None:
    assert yaml.safe_load(path.read_text())["budget"]["seconds"] <= 180
