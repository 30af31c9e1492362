"""Reads the YAML files of other tools, safely: only plain values, nothing that makes objects."""

from pathlib import Path
from typing import Any

from store.errors import BadData

LARGEST_BYTES = 5_000_000


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; an empty file is an empty mapping.

    Raises:
        BadData: it cannot be read, is no YAML, holds no mapping, or is larger than 5 MB.
    """
    import yaml

    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadData(f"{path} is too large to be the description of a run.")
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise BadData(f"{path} cannot be read: {error}") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadData(f"{path} holds no names and values.")
    return {str(k): v for k, v in found.items()}
