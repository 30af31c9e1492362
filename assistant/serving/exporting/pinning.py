"""Which versions of which libraries a model works with: those that are installed where it is exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, requires, version


def pins(names: Iterable[str]) -> Mapping[str, str]:
    """Library to its installed version; those that are not installed are left out."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def pinned(names: Iterable[str]) -> tuple[str, ...]:
    """`name==version` of libraries and of all that they need, sorted."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, str] = {}
    todo = [Requirement(n) for n in names]
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        known = pins([wanted.name])
        if name in found or not known:
            continue
        found[name] = known[wanted.name]
        for line in requires(wanted.name) or ():
            further = Requirement(line)
            if further.marker is None or further.marker.evaluate({"extra": ""}):
                todo.append(further)
    return tuple(f"{name}=={number}" for name, number in sorted(found.items()))
