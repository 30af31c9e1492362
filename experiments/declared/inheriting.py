"""A workflow's file with all that it inherits, each field known to stand where it was written."""

from pathlib import Path
from typing import Any

from experiments.declared.faults import Path_
from experiments.declared.marked import Marked, Place, read_marked
from store.errors import BadRequest

_WAYS = ("command", "python")
_ADDED = ("metrics", "variants")


def inherited(marked: Marked, folder: Path) -> tuple[Marked, Path]:
    """A workflow with all that comes from the file that it inherits from, and what that one inherits.

    Fields replace those above, metrics and variants add to them, steps replace those of the same name. Paths in a file
    are seen from that file, wherever it is inherited.

    Args:
        marked: the workflow's fields.
        folder: where its file lies.

    Returns:
        The whole, and the folder of its code: where the file lies that says how to run it.

    Raises:
        BadRequest: a file cannot be read, or inherits from itself; the message names line and field.
    """
    return _whole(marked, folder, frozenset({marked.path.resolve()} if not marked.within else ()))


def _whole(marked: Marked, folder: Path, below: frozenset[Path]) -> tuple[Marked, Path]:
    said = marked.content.get("inherits") if isinstance(marked.content, dict) else None
    if not isinstance(said, str):
        return marked, folder
    path = (folder / said).resolve()
    if path in below:
        raise marked.wrong(("inherits",), f"{said} inherits from itself.")
    try:
        parent = read_marked(path)
    except BadRequest as error:
        raise marked.wrong(("inherits",), str(error)) from error
    above, place = _whole(parent, path.parent, below | {path})
    own_way = any(way in marked.content for way in _WAYS)
    return _over(_rooted(above, path.parent), _rooted(marked, folder)), folder if own_way else place


def _rooted(marked: Marked, folder: Path) -> Marked:
    """The same with whole paths to the workflows that stand in its steps."""
    steps = marked.content.get("steps")
    if not isinstance(steps, list):
        return marked
    made = [
        {**s, "workflow": str((folder / s["workflow"]).resolve())}
        if isinstance(s, dict) and isinstance(s.get("workflow"), str)
        else s
        for s in steps
    ]
    return Marked(marked.path, {**marked.content, "steps": made}, marked.lines, marked.within)


def _over(above: Marked, own: Marked) -> Marked:
    """A file over the one that it inherits from."""
    old, new = dict(above.content), own.content
    if any(way in new for way in _WAYS):
        old = {name: value for name, value in old.items() if name not in _WAYS}
    content = {**old, **new}
    lines = {p: place for p, place in above.lines.items() if not p or p[0] not in new} | dict(own.lines)
    for name in _ADDED:
        if isinstance(old.get(name), dict) and isinstance(new.get(name), dict):
            content[name] = {**old[name], **new[name]}
            lines |= {
                p: place for p, place in above.lines.items() if len(p) > 1 and p[0] == name and p[1] not in new[name]
            }
    if isinstance(old.get("steps"), list) and isinstance(new.get("steps"), list):
        content["steps"], of_steps = _steps_over(above, own)
        lines = {p: place for p, place in lines.items() if p[:1] != ("steps",) or len(p) == 1} | of_steps
    return Marked(own.path, content, lines, own.within)


def _steps_over(above: Marked, own: Marked) -> tuple[list[Any], dict[Path_, Place]]:
    """The steps of both, in the order of those above, and where each field of them stands."""
    new = {s["name"]: i for i, s in enumerate(own.content["steps"]) if isinstance(s, dict) and "name" in s}
    left = [i for i in range(len(own.content["steps"])) if i not in new.values()]
    order = []
    for number, step in enumerate(above.content["steps"]):
        mine = new.pop(step.get("name"), None) if isinstance(step, dict) else None
        order.append((above, number) if mine is None else (own, mine))
    order += [(own, i) for i in sorted([*new.values(), *left])]
    lines = {
        ("steps", place, *p): line
        for place, (source, number) in enumerate(order)
        for p, line in source.lines_in(("steps", number)).items()
    }
    return [source.content["steps"][number] for source, number in order], lines
