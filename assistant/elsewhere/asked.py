"""Questions about the runs of an imported workflow: which workflow is meant, and whether a message asks one."""

from __future__ import annotations

import re

from assistant.elsewhere.advising import metric_to_learn
from assistant.elsewhere.focus import focus
from assistant.elsewhere.narrowed import space_words
from assistant.numbers.choices import Space, chosen_in
from assistant.numbers.parts import names
from assistant.visit import Visit
from store.errors import BadRequest
from store.importers.experience import imported_directions
from store.records import ImportedSpace

_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|please|ok|now) )*(?:which|what|how (?:many|much|often|long|good|well)|show|list|give|count"
    r"|was|were|did|is there|are there|(?:the (?:\w+ )?)?(?:best|worst|average|mean|median)|number of)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:runs?|configurations?|combinations?|is|was|were|did|does|do|works?|worked|gave|gives|had|has|per|by)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:what if|what about|how about|recommend\w*|suggest\w*|propos\w+|try|next|should|would)\b", re.IGNORECASE
)


_MOST_READ = 2
"""Workflows whose words are looked through where none is spoken of, the newest."""


def spaces_asked(visit: Visit) -> tuple[Space, ...]:
    """The imported workflows that a question may be about: those it names, else the one spoken of, else the newest.

    Reading a workflow's words takes all of its runs, so no more are read than may be needed.
    """
    known = list(dict.fromkeys(s.workflow for s in reversed(visit.store.find(ImportedSpace))))
    about = focus(visit)
    spoken = [about.workflow] if about is not None and about.workflow in known else known[:_MOST_READ]
    return tuple(_space(visit, name) for name in [w for w in known if names(visit.text, w)] or spoken if name)


def asked_of(visit: Visit, workflow: str) -> bool:
    """Whether the message asks what past runs of this workflow were, by its own parameters or values."""
    text = visit.text
    if not _ASKS.match(text) or _AHEAD.search(text) or not _PAST.search(text):
        return False
    said = chosen_in(text, (_space(visit, workflow),))
    return bool(said.where or said.groups)


def _space(visit: Visit, workflow: str) -> Space:
    words, _ = space_words(visit.store, workflow)
    try:
        metric, _ = metric_to_learn(visit.store, workflow)
    except BadRequest:
        metric = None
    return Space(workflow, words, metric, imported_directions(visit.store, workflow))
