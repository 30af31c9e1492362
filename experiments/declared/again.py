"""The file of an experiment that came from one, written anew so that it runs from anywhere."""

import re
from pathlib import Path
from typing import Any

import yaml

from experiments.declared.conditions import in_words
from experiments.declared.functions import FUNCTION
from store.errors import BadRequest
from store.home import expanded
from store.records import Condition, ExperimentFile


def rewritten(kept: ExperimentFile) -> str:
    """The file's text, as it was read, with whole paths to what lay beside it.

    Raises:
        BadRequest: its workflow's file is not there any more.
    """
    folder = expanded(kept.path).resolve().parent
    form = dict(kept.form)
    if kept.workflow_id and isinstance(form["workflow"], str):
        form["workflow"] = _beside(folder, form["workflow"], "The workflow's file")
    elif kept.workflow_id and not folder.is_dir():
        raise BadRequest(f"The folder of the workflow's code is not at {folder} any more: put it back there.")
    if form.get("data") is not None and (folder / form["data"]).exists():
        form["data"] = str((folder / form["data"]).resolve())
    form["stages"] = [_stage(s) for s in form.get("stages", ())]
    if any(map(_names_function, form["stages"])):
        form["functions"] = str((folder / form.get("functions", ".")).resolve())
    text: str = yaml.safe_dump(
        {k: v for k, v in form.items() if v not in (None, [], {})}, sort_keys=False, allow_unicode=True, width=110
    )
    return text


def _beside(folder: Path, name: str, what: str) -> str:
    path = (folder / name).resolve()
    if not path.exists():
        raise BadRequest(f"{what} is not at {path} any more: put it back there.")
    return str(path)


def _names_function(stage: dict[str, Any]) -> bool:
    """Whether a stage, its condition in words, needs a function of the person's own."""
    when = re.split(r" and ", stage.get("when") or "")
    own = stage.get("filter") or stage.get("generate") or any(re.match(FUNCTION, one) for one in when)
    return bool(own) or any(map(_names_function, stage.get("parallel") or ()))


def _stage(said: dict[str, Any]) -> dict[str, Any]:
    """A stage with its condition in words."""
    made = dict(said)
    if isinstance(made.get("when"), dict):
        made["when"] = in_words(Condition.model_validate(made["when"]))
    if "parallel" in made:
        made["parallel"] = [_stage(s) for s in made["parallel"]]
    return made
