"""Short forms and odd turns: what specialists jot down and what the other rules know in longer words only."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.commands.models import asks_of_it, source_in
from assistant.understanding.commands.outcomes import models_in
from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found, Meaning, pruned, rules
from assistant.understanding.text.lasting import lasting
from assistant.understanding.text.words import A_FILE

_PAST_FILE = re.compile(r"(?:^|[\W_])(?:old_|past_|our_|my_|all_)*(?:runs?|experiments?|history|histories|trials|mlruns|mlflow|optuna|wandb|runlog|leaderboards?|benchmarks?)(?:[\W_]|$)", re.I)  # fmt: skip


def _one_model(found: Found) -> Args | None:
    """The one kept model that the clause names; nothing where none is named or known."""
    named = models_in(found)
    return {"model": named[0]} if named else None


def _goes_live(found: Found) -> Args | None:
    named = models_in(found)
    alias = found.said("alias") or ""
    return (
        {"model": named[0], "alias": {"prod": "production", "live": "production"}.get(alias, alias)}
        if len(named) == 1 and not asks_of_it(found)
        else None
    )


_WATCHING = re.compile(r"\b(?:watch\w*|monitor\w*|eyes?|look)\b", re.IGNORECASE)


def _watched(found: Found) -> Args | None:
    source = next(iter(found.values("SRC", "src")), None)
    if source is None or (A_FILE.search(str(source)) and not _WATCHING.search(found.clause.whole)):
        return None  # "put churn on may.csv" scores that file
    return pruned({"source": source, "model": next(iter(models_in(found)), None)})


def _past_file(found: Found) -> Args | None:
    source = source_in(found)
    return {"source": source} if source and _PAST_FILE.search(source.rsplit("/", 1)[-1]) else None


def _how_to(found: Found) -> Args | None:
    """What is asked how to do, in the person's words."""
    topic = re.sub(r"\W+$", "", found.raw("topic")).strip()
    general = re.match(
        r"(?:use|start|begin|do|go on|proceed|work with)(?: (?:this|it|you|sextant|that|with this))?$", topic, re.I
    )
    return None if not topic or general else {"topic": topic}


def _taken_out(found: Found) -> Args | None:
    ranks = found.values("RANK") or [v for v in found.values("NUM") if isinstance(v, int) and 1 <= v <= 50]
    return {"exclude_ranks": ranks} if ranks else None


def _brought_in(found: Found) -> Args | None:
    ranks = found.values("RANK") or [v for v in found.values("NUM") if isinstance(v, int) and 1 <= v <= 50]
    return {"ranks": ranks} if ranks else None


def _starred(found: Found) -> Args | None:
    ranks, stars = found.values("RANK", "rank"), found.values("NUM", "stars")
    if not ranks or not stars or stars[0] > 10:
        return None
    felt = {"sentiment": "positive"} if stars[0] >= 4 else {"sentiment": "negative"} if stars[0] <= 2 else {}
    return {"rank": ranks[0], "rating": stars[0], **felt}


def _liking(found: Found) -> Args | None:
    return pruned({"wish": "interpretable", "scope": lasting(found.clause.text)})


def _runs_now(found: Found) -> Args | None:
    values = [v for v in found.values("NUM") if isinstance(v, int)]
    return {"runs": values[-1]} if values else None


def _pending(context: Context) -> bool:
    return context.proposal


_PLACE = r"(?:the |number |no |nr |rank |run |variant |option )*(?:RANK|NUM)(?: one| run)?"
MEANINGS = (
    Meaning("help", rules("closed", _how_to,
        r"(?:(?:and|so|but|ok|hey|well|please|also|sorry|tell me|can you tell me|do you know|i wonder) )*(?:how (?:do|would|can|could|should|might|must|does) (?:i|we|one|you|somebody|someone|people)|how to|what do (?:i|we) (?:do|type|say|write) to|what is the way to)(?: (?:actually|then|best|now|go about))* (?P<topic>(?:put|publish|import|compare|retire|bring|export|roll|release|hand|make|take|move|register|archive|watch|score|retrain|promote|forbid|exclude|share|withdraw|rename|remove|see|look at|check|find|tell|set|say)(?: [^\s]+)+?)(?: \?)?$",
        order=8, firm=True), ()),
    Meaning("roll_back", rules("closed", _one_model,
        r"(?:[^\s]+ ){1,6}(?:rollback|roll back|rolled back|roll it back)(?: (?:please|now|it|asap|then))*$",
        r"(?:.* )?(?:goes?|return|returns|switch|switches|revert|reverts|falls?) (?:back )?to (?:its|the|their) (?:predecessor|former version|previous version|old version|last version|former self)(?: .*)?$",
        order=9), ()),
    Meaning("promote", rules("closed", _goes_live,
        r"(?:[^\s]+ ){1,5}(?:for|to|into|in|goes|as|is|-|GE) ?(?:the |to |our )*(?P<alias>prod|production|staging|live|champion|challenger|default)(?: (?:please|now|then|asap))*$",
        r"(?:[^\s]+ ){1,5}(?P<alias>live)(?: (?:please|now|then|asap))*$",
        order=9), ()),
    Meaning("watch", rules("closed", _watched,
        r"(?:.* )?(?:let|keep|have|make|put|set)(?: [^\s]+){0,4}? (?:watch|watching|watcher|watched|monitor|monitoring|look at|on)(?: .*)? (?P<src>SRC)(?: .*)?$",
        order=9), ()),
    Meaning("import_history", rules("closed", _past_file,
        r"(?:please )?(?:import|ingest|bring in|take in|take over|read in|merge)(?: (?:the|my|our|all|file|old|from|in))* SRC(?: .*)?$",
        order=5), ()),
    Meaning("edit_proposal", rules("early", _taken_out,
        rf"{_PLACE} (?:out|must go|goes|has to go|should go|can go|may go|needs to go|goes out|without|is out|off)(?: (?:again|please|too|first|though|then))*(?= ,| _|$)",
        rf"(?:sub|subs|take|leave|strike|bench|kick|cross|throw) (?:off|out) {_PLACE}",
        order=4, when=_pending) + rules("early", _brought_in,
        rf"(?:bring|put|take|sub) (?:on|in) {_PLACE}",
        order=4, when=_pending) + rules("early", _runs_now,
        r"(?:n|and|runs|trials) = NUM (?:- )?(?:GE|>|to|becomes|-) (?:(?:n|and) = )?NUM", r"NUM (?:runs )?(?:is|are) (?:mad|too many|too much|crazy|overkill|silly|absurd) , (?:just |make it |rather |say )*NUM",
        order=4, when=_pending), (), when=_pending),
    Meaning("feedback", rules("early", _starred,
        r"(?P<rank>RANK)(?: (?:gets|is|deserves|with|for|,|:|=|-|only|a|me))* (?P<stars>NUM) stars?",
        order=4), ()),
    Meaning("prefer", rules("closed", _liking,
        r"(?:.* )?(?:i|we) (?:would )?(?:always |generally |rather |also |very much )*(?:prefer|favou?r|lean towards?)(?: [^\s]+){0,5} (?:explain|explains|follow|follows|understand|understands|read|explained|understood|followed|explainable|interpretable|understandable|readable)(?: [^\s]+){0,4}$",
        order=6), ()),
)  # fmt: skip
