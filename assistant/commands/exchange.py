"""Knowledge in and out, and repeating a run."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict

from assistant import wording
from assistant.cards import TableCard
from assistant.commands._base import Args, Handler
from assistant.commands.written_to import put_where_said
from assistant.visit import Visit
from store.errors import BadRequest, SextantError
from store.home import Home, expanded
from store.records import Run, label_of
from store.writing import written_whole


class Export(Args):
    """What to write out."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    what: Literal["conversation", "experiment", "model", "results", "knowledge"] | None = None
    format: str | None = None
    """Of a model: package, container or onnx."""
    model: str | None = None
    """Name of a kept model; the goal's, or the one in use, where none is said."""


class ImportHistory(Args):
    """Where exported knowledge, or runs of another tool, lie."""

    source: str = ""
    take: dict[str, str] | None = None
    """What a person says columns are, such as `{"wonder": "metric max"}`."""
    accept: bool = False
    """Whether columns that nobody can tell are kept as notes."""


class Replay(Args):
    """Which run to repeat."""

    run: str | int | None = None
    """Its id, or its place among the results from 1, the best; before any result, its place in the newest plan."""


def _export(visit: Visit, args: Export) -> None:
    what = args.what or "knowledge"
    if what == "model":
        _export_model(visit, args)
        return
    folder = Home(visit.services.home).exports
    folder.mkdir(parents=True, exist_ok=True)
    moment = visit.services.clock().strftime("%Y%m%d-%H%M%S")
    if what == "knowledge":
        from store.exchange import export_knowledge

        target = folder / f"knowledge-{moment}.zip"
        export_knowledge(visit.store, target, home=visit.services.home)
    elif what == "experiment":
        from experiments.cards import card_of, write_card

        if not visit.state.experiments:
            raise BadRequest("There is no experiment in this conversation to export yet.")
        experiment = visit.state.experiments[-1]
        if (args.format or "").casefold() in ("yaml", "yml"):
            from assistant.declared.table import file_of

            target = folder / f"{experiment.id}.yaml"
            with written_whole(target) as partial:
                partial.write_text(file_of(visit.store, experiment.id), encoding="utf-8")
            visit.say(f"Written to {target}: “run {target}” lays the same before you again.")
            _show_written(visit, what, target)
            return
        form = {"pdf": "pdf", "json": "jsonld", "jsonld": "jsonld"}.get((args.format or "md").casefold(), "md")
        target = folder / f"experiment-{experiment.id}-{moment}.{form}"
        write_card(card_of(visit.store, visit.services.home, experiment.id), target, form)
    elif what == "conversation":
        from assistant.archive import markdown
        from assistant.views import Views

        target = folder / f"conversation-{moment}.md"
        with written_whole(target) as partial:
            partial.write_text(markdown(Views(visit.services), visit.state.conversation.id), encoding="utf-8")
    else:
        target = folder / f"results-{moment}.csv"
        with written_whole(target) as partial:
            _results(visit).to_csv(partial, index=False)
    visit.say(f"Written to {put_where_said(visit, target)}.")
    form = _FORMS.get((args.format or "").casefold(), (args.format or "").casefold())
    if form and form != target.suffix.removeprefix("."):
        visit.say(f"I cannot write {args.format} of that, so it is a {target.suffix} file.")
    _show_written(visit, what, target)


_FORMS = {"markdown": "md", "text": "md", "txt": "md", "json": "jsonld", "json-ld": "jsonld", "file": "", "report": ""}
"""What formats are called, and the ending of their files."""


def _show_written(visit: Visit, what: str, target: Path) -> None:
    """What was written, as a card: which file, how large, and what it holds."""
    holds = {
        "knowledge": "all runs, goals, decisions and feedback, for `sextant import`",
        "experiment": "what was wanted, what ran, what came of it",
        "conversation": "what was said, and what the cards said",
        "results": "one line a run: its variant, its scores, its time",
    }[what]
    size = f"{max(target.stat().st_size / 1024, 0.1):,.1f} kB"
    rows = ((target.name, size, holds),)
    file = target.relative_to(visit.services.home).as_posix()
    visit.show(TableCard(title="What was written", columns=("file", "size", "holds"), rows=rows, file=file))


def _export_model(visit: Visit, args: Export) -> None:
    """A kept model on its own; where no form is named, the best of the results is fitted and kept first."""
    from assistant.caring import kept
    from assistant.serving.exporting.kept import export_kept, said_form
    from lifecycle import registry

    form, known = said_form(args.format, visit.text), registry.models(visit.store)
    if form is None or not known:
        from assistant.commands.models import SaveModel, save_model

        if visit.by_model:
            raise BadRequest("Only a person can have a model fitted and saved: ask them to say “save the best model”.")
        save_model(visit, SaveModel())
    if form is None and visit.plain:
        visit.suggest("Put it into use")
        visit.suggest("Why for one row?", "Why did it say that for row 1?")
        return
    if form is None:
        visit.suggest("As a Python package", "Export the model as a Python package")
        visit.suggest("For a container", "Export the model for a container")
        visit.suggest("As ONNX", "Export the model as ONNX")
        return
    named = args.model or next((n for n in known if n.casefold() in visit.text.casefold()), None)
    model = kept.in_use(visit.services, kept.named(visit.services, named, visit.state.goal))
    ending = ".onnx" if form == "onnx" else f"-{form}"
    place = Home(visit.services.home).exports / f"{model.name}-{model.version}{ending}"
    rows = None
    with suppress(SextantError):  # its table may be gone; the kept sample is checked then
        rows = visit.services.frame(kept.loaded(visit.services, model).task.version_id)
    folder = str(kept.folder_of(visit.services, model))
    made = export_kept(visit.services.home, folder, form, place, rows)
    visit.say(made.sentence)


def _results(visit: Visit):  # type: ignore[no-untyped-def]  # a DataFrame; pandas is not imported for an annotation
    if not visit.state.experiments:
        raise BadRequest("There are no results in this conversation to export yet.")
    ids = [e.id for e in visit.state.experiments]
    return visit.store.frame(
        "SELECT * FROM runs WHERE experiment_id IN (SELECT unnest(?)) ORDER BY queued_at, position", [ids]
    )


def _import_history(visit: Visit, args: ImportHistory) -> dict[str, Any] | None:
    from store.merging import is_knowledge, merge

    if not args.source:
        visit.ask("Which runs shall I import? Give me the path of a file or folder, or an address.", "source")
        return None
    path = expanded(args.source)
    if not is_knowledge(args.source):
        from assistant.elsewhere.bringing import bring

        return bring(visit, args.source, args.take or {}, args.accept)
    if not path.exists():
        raise BadRequest(f"There is nothing at {path}. Give an export or a backup of Sextant, or another home of it.")
    done = merge(visit.store, path, visit.services.home)
    visit.services.advising.forget()
    visit.say(f"{sum(done.new.values()):,} facts of {path.name} are new; they count from the next recommendations on.")
    if done.refused:
        visit.say(f"{len(done.refused)} were not taken: {done.refused[0]}")
    return None


def _replay(visit: Visit, args: Replay) -> None:
    from experiments.replay import replay

    run = _run(visit, args.run)
    report = replay(visit.store, visit.services.home, run.id)
    rows = tuple((label_of(name), report.before.get(name), report.after.get(name)) for name in sorted(report.after))
    visit.show(TableCard(title="The run before and now", columns=("metric", "before", "now"), rows=rows))
    visit.say(
        f"I repeated {run.variant.label}: "
        + ("every metric is identical." if report.identical else wording.listed(report.differences, 3) + ".")
    )


def _run(visit: Visit, named: str | int | None) -> Run:
    if isinstance(named, str) and not named.isdigit():
        return visit.store.get(Run, named)
    from assistant.keeping import goal_with_runs, ranked_runs

    place = int(named) if named is not None else 1
    goal = goal_with_runs(visit.services, visit.state.goal)
    ranked = [run for run, _ in ranked_runs(visit.services, goal)] if goal else []
    if 1 <= place <= len(ranked):  # as the results number them: the first is the best
        return ranked[place - 1]
    runs = [r for e in visit.state.experiments[-1:] for r in visit.store.find(Run, experiment_id=e.id)]
    if not 1 <= place <= len(runs):
        raise BadRequest("There is no such run to repeat. Give its id, or its place among the results.")
    return sorted(runs, key=lambda r: r.position)[place - 1]


HANDLERS = (
    Handler("export", "Write the conversation, the results, a model or all knowledge to a file.", Export, _export),
    Handler(
        "import_history",
        "Read in exported knowledge or runs of other tools; people only.",
        ImportHistory,
        _import_history,
        for_models=False,
    ),
    # repeating a run computes for as long as the run did, so only a person may ask for it
    Handler("replay", "Repeat a run and compare its metrics; people only.", Replay, _replay, for_models=False),
)
