"""Which version of a model is in use: promoting one, going back, and who approved what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import ConfigDict

from assistant import wording
from assistant.caring import kept
from assistant.caring.comparing import compare
from assistant.caring.gate_words import said_gates, unread_gate
from assistant.caring.gates import gates_of, standing_gates, tightened
from assistant.caring.moves import alias_of, show_move
from assistant.caring.overview import compared
from assistant.caring.plainly import plain_comparison
from assistant.caring.shadowing import shadowed
from assistant.commands._base import Args, Handler
from assistant.commands.models import SaveModel, called, save_model
from assistant.keeping import default_name, goal_with_runs, ranked_runs, safe_name
from assistant.refining import eligible
from assistant.serving.log import CHALLENGER
from assistant.visit import Visit
from lifecycle import registry
from store.errors import BadRequest
from store.records import USUAL_ALIASES, ModelVersion

_KEEP_ONLY = re.compile(r"\b(?:save|keep|store|remember|register)\b", re.IGNORECASE)
_INTO_USE = re.compile(
    r"\b(?:promot\w+|deploy\w*|production|prod|live|champion|challenger|staging|ship|releas\w+|roll\w* out|publish"
    r"|crown|into use|canary|shadow)\b",
    re.IGNORECASE,
)
_AND_USED = re.compile(
    r"\b(?:and|then|,|;)\s+(?:(?:please|also|then|we(?:['’]ll| will)?|i(?:['’]ll| will| want to)?|let['’]?s)\s+)*"
    r"(?:use|using|put|take|bring|get|roll)\s+(?:it|that|this|the model)"
    r"(?:\s+(?:in|into|live|out|online|from now on|now|tonight|(?:in)?to (?:use|production|work|service)|please))*"
    r"\s*[.!]?$",
    re.IGNORECASE,
)
"""Behind a name that a model is kept under: it is to be used."""
_BEST = re.compile(r"\b(?:the|your|our|my) (?:very )?(?:best|winner|winning|strongest)\b", re.IGNORECASE)
_VERSION = re.compile(r"\b(?:version|v)\s?(\d{1,4})\b", re.IGNORECASE)


_ACTS = frozenset(
    {"retraining", "promotion", "move", "deployment", "release", "policy", "training", "experiment", "change"}
)
"""What somebody may ask who approved it, besides a model by its name."""
_SHADOW = re.compile(r"\b(?:challengers?|shadow\w*)\b", re.IGNORECASE)


class Promote(SaveModel):
    """What to put into use, and as what."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())
    model: str | None = None
    alias: str | None = None
    version: int | None = None
    """Number of the version, where it is named."""


class WhichModel(Args):
    """Which model."""

    model: str | None = None


def _promote(visit: Visit, args: Promote) -> None:
    """Lays a move before the person; a model that is only to be kept is kept, under the name that was said."""
    if args.alias and not args.model and args.alias.casefold() not in USUAL_ALIASES:
        _by_person(visit)
        save_model(visit, SaveModel(rank=_place(visit, args), run_id=args.run_id, name=args.alias))
        if not _AND_USED.search(visit.text):
            return
        args = Promote(model=safe_name(args.alias), alias="production")  # to be used, too: laid before the person
    if args.alias is None and _KEEP_ONLY.search(visit.text) and not _INTO_USE.search(visit.text):
        _by_person(visit)
        save_model(visit, SaveModel(rank=_place(visit, args), run_id=args.run_id, name=args.name))
        visit.suggest("Put it in production")
        return
    unread = unread_gate(visit.text) if not visit.by_model else ""
    if unread:
        raise BadRequest(
            f"I do not understand “{unread}” as a gate, so nothing is proposed. Gates are such as “no group worse by "
            "more than 0.02”, “even if it is up to 0.01 worse”, “latency under 5 ms” or “at most 20 MB”."
        )
    args = _with_challenger(visit, args)
    model = _candidate(visit, args)
    if args.name and model.name.casefold() != safe_name(args.name).casefold():
        other = f"Say “make {model.name} the {args.name} one” for {args.name} as an alias."
        visit.say(f"It is kept as {model.name}. {other}")
    alias = alias_of(args.alias)
    services = visit.services
    pointing = registry.aliases(services.store, model.name).get(alias)
    if pointing == model.version:
        visit.say(f"Version {model.version} of {model.name} is {alias} already; nothing to do.")
        return
    if alias == CHALLENGER and registry.aliases(services.store, model.name).get(registry.CHAMPION) == model.version:
        raise BadRequest(
            f"Version {model.version} of {model.name} is the one in use; its challenger must be another version. Keep "
            "another run as a version first, or retrain it."
        )
    said = said_gates(visit.text, gates_of(services, model), tuple(model.signature))
    gates = tightened(said, standing_gates(services, model.name))
    against = pointing if pointing is not None else registry.aliases(services.store, model.name).get(registry.CHAMPION)
    present = None if against in (None, model.version) else registry.version(services.store, model.name, against)
    report = compare(services, model, present, gates)
    if pointing is None and present is not None:
        # compared with the champion for the person to see; another alias replaces nothing
        report = report.model_copy(update={"champion": None})
    move = registry.propose_move(
        services.store,
        model.name,
        alias,
        model.version,
        clock=services.clock,
        new_id=services.new_id,
        report=report,
        why=visit.text[:300],
    )
    if alias == registry.CHAMPION and registry.aliases(services.store, model.name).get("challenger") == model.version:
        found = shadowed(services, model.name)
        visit.say(" ".join(found.lines(plain=visit.plain)[:2]) if found is not None and found.report else "")
    show_move(visit, move)


_THE_CHALLENGER = re.compile(
    r"\b(?:promot\w+|deploy\w*|releas\w+|ship\w*|crown|publish|roll out|put|bring|take|move|switch to|use)\s+"
    r"(?:(?:the|our|my|its|this|that|current|present)\s+)*(?:[\w.-]+\s+)?challenger\b(?! of)",
    re.IGNORECASE,
)
"""The challenger as what is to be put into use: "promote the challenger if it is clearly better"."""


def _with_challenger(visit: Visit, args: Promote) -> Promote:
    """What to promote, with the version that is the challenger where that is the one to be put into use."""
    if args.alias != CHALLENGER or args.version is not None or not _THE_CHALLENGER.search(visit.text):
        return args
    name = kept.named(visit.services, args.model, visit.state.goal)
    number = registry.aliases(visit.store, name).get(CHALLENGER)
    if number is None:
        raise BadRequest(f"{name} has no challenger now. Say “make version 2 of {name} the challenger”.")
    return args.model_copy(update={"model": name, "version": number, "alias": registry.CHAMPION, "name": None})


def _place(visit: Visit, args: Promote) -> int | None:
    """The place in the results that is to be kept; None for "the best", which all runs may make together."""
    return None if args.rank == 1 and _BEST.search(visit.text) else args.rank


def _candidate(visit: Visit, args: Promote) -> ModelVersion:
    """The version that is meant; a run that was not kept yet is fitted and kept first.

    Raises:
        BadRequest: there is no such run or version.
    """
    services = visit.services
    goal = goal_with_runs(services, visit.state.goal)
    if args.version is not None:
        return _version(visit, args, args.version)
    said = _VERSION.search(visit.text)
    if said or goal is None or (args.model and args.rank is None and args.run_id is None):
        return _version(visit, args, int(said.group(1)) if said else args.rank)
    ranked = ranked_runs(services, goal)
    if args.rank is None and not args.run_id:  # the best is the best that the goal allows
        ranked = eligible(goal, ranked) if ranked else ranked
    rank = args.rank or 1
    if args.run_id:
        run, end = next(((r, e) for r, e in ranked if r.id == args.run_id), (None, None))
    else:
        run, end = ranked[rank - 1] if 1 <= rank <= len(ranked) else (None, None)
    if run is None or end is None:
        raise BadRequest(f"There is no number {rank}: {wording.count(len(ranked), 'run')} ended with a score.")
    from assistant.keeping_once import keep_run, kept_alone

    by_place = args.rank is not None or args.run_id is not None  # a blend that begins with it is another model
    known = kept_alone(services, run) if by_place else services.store.latest(ModelVersion, run_id=run.id)
    if known is not None:
        return known
    _by_person(visit)
    name = args.model or args.name or _family_of(visit) or default_name(services, goal)
    made = keep_run(services, goal, run, end, name, visit.person).model
    what = called([run.variant], plain=visit.plain)
    visit.say(f"Kept {what} as {made.name}, version {made.version}, fitted on all {made.rows:,} rows.")
    return made


def _family_of(visit: Visit) -> str | None:
    """The model that this goal's runs already made versions of."""
    goal = visit.state.goal
    if goal is None or not registry.models(visit.store):
        return None
    name = kept.named(visit.services, None, goal)
    theirs = kept.goal_of(visit.services, registry.versions(visit.store, name)[-1])
    same = theirs is not None and (theirs.task.target, theirs.task.kind) == (goal.task.target, goal.task.kind)
    return name if same else None


def _version(visit: Visit, args: Promote, number: int | None) -> ModelVersion:
    name = kept.named(visit.services, args.model, visit.state.goal)
    versions = registry.versions(visit.store, name)
    return versions[-1] if number is None else registry.version(visit.store, name, number)


def _by_person(visit: Visit) -> None:
    """A final fit computes, so only a person may ask for it: by a button or by words that exact rules read so.

    Raises:
        BadRequest: a language model asked for it on its own.
    """
    if not visit.by_model:
        return
    from assistant.reading import context_of

    read = visit.services.understand(visit.text, context_of(visit))
    if not any(c.name in ("promote", "save_model") for c in read.commands):
        raise BadRequest("That model is not kept yet. Say “save the best model” yourself, or press Save at a result.")


def challenger_told(visit: Visit, names: Sequence[str] | None) -> bool:
    """Says how a challenger does beside the champion, where the sentence speaks of one; whether it did."""
    if not _SHADOW.search(visit.text) or not registry.models(visit.store):
        return False
    name = kept.named(visit.services, names[0] if names else None, visit.state.goal)
    found = shadowed(visit.services, name)
    if found is None:
        visit.say(f"{name} has no champion and challenger now. Say “make version 2 of {name} the challenger”.")
        return True
    for line in found.lines(plain=visit.plain, asked=visit.text):
        visit.say(line)
    if found.report is not None:
        number = found.challenger.version
        visit.suggest("Propose it for production", f"Put version {number} of {name} in production")
    return True


_VERSIONS = re.compile(
    r"\b(?:versions?|v) ?(\d{1,4})(?: ?(?:,|&) ?| (?:and|with|to|against|or|vs\.?|versus) )"
    r"(?:the )?(?:version|v)? ?(\d{1,4})\b",
    re.IGNORECASE,
)


def versions_told(visit: Visit, names: Sequence[str] | None) -> bool:
    """Compares two versions of a kept model on the same rows, where the sentence has their numbers; whether it did."""
    said, known = _VERSIONS.search(visit.text), registry.models(visit.store)
    if said is None or not known:
        return False
    written = [n for n in known if re.search(rf"(?<![\w-]){re.escape(n)}(?![\w-])", visit.text, re.IGNORECASE)]
    name = kept.named(visit.services, next(iter([*(names or ()), *written]), None), visit.state.goal)
    report = compared(visit.services, name, int(said[1]), int(said[2]))
    line = plain_comparison(report) if visit.plain else next(iter(report.sentences), "")
    which = name if visit.plain else f"{name}, version {said[1]} against version {said[2]}"
    visit.say(f"{which}: {line}" if line else f"Versions {said[1]} and {said[2]} of {name} could not be compared.")
    return True


def _roll_back(visit: Visit, args: WhichModel) -> None:
    services = visit.services
    name = kept.named(services, args.model, visit.state.goal)
    if registry.CHAMPION not in registry.aliases(services.store, name):
        raise BadRequest(f"No version of {name} is in production, so there is nothing to go back from.")
    said = _VERSION.search(visit.text)
    present = registry.aliases(services.store, name)[registry.CHAMPION]
    if said and int(said.group(1)) not in (present, registry.version_before(services.store, name)):
        # another version than the one before: that is a move like any other, with a comparison
        _promote(visit, Promote(model=name, version=int(said.group(1))))
        return
    if said and int(said.group(1)) == present:
        visit.say(f"Version {present} of {name} is in production already; nothing to do.")
        return
    before = registry.version_before(services.store, name)
    if before is None:
        for other in [m.version for m in registry.versions(services.store, name) if m.version != present][-2:]:
            visit.suggest(f"Put version {other} into use", f"Put version {other} of {name} into use")
    else:
        kept.loaded(services, registry.version(services.store, name, before))  # its files may be gone or changed
    move = registry.propose_roll_back(
        services.store, name, clock=services.clock, new_id=services.new_id, why=visit.text[:300]
    )
    show_move(visit, move)


def _who_approved(visit: Visit, args: WhichModel) -> None:
    from assistant.cards import TableCard

    asked = None if (args.model or "").casefold() in _ACTS else args.model
    name = kept.named(visit.services, asked, visit.state.goal)
    said = _VERSION.search(visit.text)
    found = registry.who_approved(visit.store, name, number=int(said.group(1)) if said else None)
    visit.say(found.sentence)
    decided = [("the move", found.move_decision), ("the experiment", found.run_decision)]
    words = [f"“{d.words}” to {what}" for what, d in decided if d is not None and d.words]
    visit.say(f"The words: {wording.listed(words)}." if words else "")
    history = registry.history(visit.store, name)
    if history:
        rows = tuple(
            (
                m.alias,
                "taken away" if m.version is None else m.version,
                m.person,
                f"{m.moved_at:%Y-%m-%d %H:%M}",
                m.reason,
            )
            for m in reversed(history)
        )
        visit.show(
            TableCard(title=f"Moves of {name}", columns=("alias", "version", "by", "when (UTC)", "why"), rows=rows)
        )


HANDLERS = (
    Handler(
        "promote",
        "Compare a version with the one in use and propose to put it there. Moves nothing.",
        Promote,
        _promote,
    ),
    Handler(
        "roll_back", "Propose to bring back the version that was in use before. Moves nothing.", WhichModel, _roll_back
    ),
    Handler("who_approved", "Say who approved a model's experiment and its promotion.", WhichModel, _who_approved),
)
