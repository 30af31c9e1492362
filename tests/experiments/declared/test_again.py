"""The file of an experiment, written anew from what was kept of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from experiments.declared.again import rewritten
from store.records import ExperimentFile


@pytest.mark.parametrize(
    ("stage", "needs"),
    [
        ({"strategy": "random", "runs": 3}, False),
        ({"strategy": "random", "runs": 3, "when": {"of": "best", "sign": "<", "value": 0.5}}, False),
        ({"ask": "Which: a or b?", "choose": "model"}, False),
        ({"strategy": "random", "runs": 3, "filter": "ideas:cheap"}, True),
        ({"generate": "ideas:more", "runs": 3}, True),
        ({"strategy": "grid", "runs": 3, "when": {"of": "function", "sign": "==", "value": True, "name": "a:b"}}, True),
        ({"parallel": [{"strategy": "grid", "runs": 3}, {"generate": "ideas:more", "runs": 3}]}, True),
    ],
)  # fmt: skip
def test_the_folder_of_functions_is_named_where_there_are_some(
    tmp_path: Path, stage: dict[str, Any], needs: bool
) -> None:
    kept = ExperimentFile(
        id="f", proposal_id="p", name="n", path=str(tmp_path / "e.yaml"), person="ada", read_at=datetime.now(UTC),
        form={"workflow": "tabular", "data": "x", "goal": {"target": "y"}, "stages": [stage]},
    )  # fmt: skip
    said = yaml.safe_load(rewritten(kept))
    assert said.get("functions") == (str(tmp_path.resolve()) if needs else None)
