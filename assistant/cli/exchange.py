"""`sextant export` and `sextant import`: knowledge out and in, of Sextant's own and of other tools."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.duck import DuckStore
    from store.importers import ImportPlan
    from store.knowledge import KnowledgeStore


def export(args: argparse.Namespace) -> int:
    """Writes all knowledge out, or the runs as other tools read them, or a kept model."""
    if args.path == "model":
        return _model(args)
    _check_words(args)
    from assistant.assembly import home_folder
    from store.aside import known_store

    home = home_folder(args.home)
    write = _experiment if args.path == "experiment" else _everything
    with known_store(home) as opened:
        said, where = write(args, opened.store, home)
    print(f"Exported {said} to {where}. {opened.sentence}".rstrip(), file=sys.stderr)
    return 0


def _check_words(args: argparse.Namespace) -> None:
    """Refuses words that contradict each other, before anything is written.

    Raises:
        BadRequest: they do; the message says which.
    """
    from store.errors import BadRequest

    if args.path == "experiment":
        if not args.id:
            raise BadRequest(
                "Say which experiment: sextant export experiment ID. A folder of that name is ./experiment."
            )
        return
    if args.id or args.out:
        raise BadRequest(
            f"{args.id or '--out'} goes with `sextant export experiment` and `sextant export model` only; everything "
            f"else is written to one place, {args.path!r}."
        )
    if not args.path.strip():
        raise BadRequest("Name a folder, or a file that ends in .zip, to write to.")
    if args.path.startswith(("http://", "https://")) and args.form != "mlflow":
        raise BadRequest(f"{args.path} is an address. Only --as mlflow writes to a server; name a folder.")


def _experiment(args: argparse.Namespace, store: "DuckStore", home: Path) -> tuple[str, str]:
    """Writes one experiment; says what was written and where."""
    if args.format == "yaml":
        from assistant.declared.table import file_of
        from store.errors import BadRequest
        from store.writing import written_whole

        target = Path(args.out or f"{args.id}.yaml")
        content = file_of(store, args.id)
        try:
            with written_whole(target) as partial:
                partial.write_text(content, encoding="utf-8")
        except OSError as error:
            raise BadRequest(f"{target} cannot be written: {error.strerror or error}. Name another file.") from error
        return f"a file that runs {args.id} again", str(target)
    from experiments.cards import card_of, write_card

    target = Path(args.out or f"{args.id}.{args.format}")
    write_card(card_of(store, home, args.id), target, args.format)
    return f"the card of {args.id}", str(target)


def _everything(args: argparse.Namespace, store: "DuckStore", home: Path) -> tuple[str, str]:
    """Writes all runs, the graph or all facts, in the form asked for; says what was written and where."""
    if args.form in ("graphml", "prov-json", "rdf"):
        from store.exporters.graph import export_graph

        nodes, edges = export_graph(store, Path(args.path), args.form)
        return f"{nodes:,} things and {edges:,} relations", args.path
    if args.form == "mlflow" and args.path.startswith(("http://", "https://")):
        from store.exporters.mlflow_server import export_to_server
        from store.importers._base import shown

        sent = export_to_server(store, home, args.path)
        _print(sent.report())
        return f"{sum(sent.runs.values()):,} runs and {len(sent.models)} models", shown(args.path)
    if args.form:
        from store.exporters import export_runs

        written = export_runs(store, Path(args.path), args.form)
        _print(written.report())
        return f"{sum(written.runs.values()):,} runs", args.path
    from store.exchange import export_knowledge

    facts = export_knowledge(store, Path(args.path), home=home)
    return f"{sum(facts.new.values()):,} facts", args.path


def _model(args: argparse.Namespace) -> int:
    """A kept model on its own, for use without Sextant."""
    from assistant.assembly import home_folder
    from assistant.serving.exporting.kept import export_kept
    from store.errors import BadRequest

    if not args.id:
        raise BadRequest("Say which model: sextant export model NAME --format package, container or onnx.")
    made = export_kept(home_folder(args.home), args.id, args.format, Path(args.out) if args.out else None)
    print(made.sentence, file=sys.stderr)
    return 0


def import_(args: argparse.Namespace) -> int:
    """Reads knowledge in; what is known already is left alone."""
    from store.merging import is_knowledge

    return _facts(args) if args.kind is None and is_knowledge(args.source) else _runs(args)


def _facts(args: argparse.Namespace) -> int:
    """Another store of Sextant, or what it exported."""
    from assistant.assembly import assemble
    from store.errors import BadRequest
    from store.merging import merge

    if args.dry_run or args.workflow or args.take:
        raise BadRequest("Knowledge of Sextant is imported whole: leave out --dry-run, --workflow and --take.")
    app = assemble(args.home)
    try:
        done = merge(app.store, args.source, app.home)
    finally:
        app.close()
    print(f"{sum(done.new.values()):,} facts are new, {sum(done.known.values()):,} were known.", file=sys.stderr)
    for sentence in done.refused:
        print(sentence, file=sys.stderr)
    return 0


def _runs(args: argparse.Namespace) -> int:
    """Runs of another tool."""
    from store.importers.bringing import bring_in, sentence_of

    if args.dry_run:
        plan, done = _dry_plan(args), None
    else:
        from assistant.assembly import assemble
        from store.settings import Settings

        app = assemble(args.home)
        try:
            plan = _plan(args, app.store)
            person = args.person or Settings.read().person
            done = bring_in(app.store, plan, person, app.services.clock, accept=args.accept)
        finally:
            app.close()
    _print({"plan": plan.report(), "done": done})
    print(sentence_of(plan, done), file=sys.stderr)
    if args.dry_run and plan.doubtful and not args.accept:
        unclear = ", ".join(plan.doubtful[:5]) + (" …" if len(plan.doubtful) > 5 else "")
        print(
            f"Nothing tells what these columns are: {unclear}. Say it, such as --take '{plan.doubtful[0]}=parameter' "
            f"or '{plan.doubtful[0]}=metric max', or keep them beside with --accept.",
            file=sys.stderr,
        )
    return 0


def _plan(args: argparse.Namespace, store: "KnowledgeStore | None") -> "ImportPlan":
    from store.importers.bringing import plan_of

    return plan_of(args.source, kind=args.kind, workflow=args.workflow, take=_wishes(args.take), store=store)


def _dry_plan(args: argparse.Namespace) -> "ImportPlan":
    """What would be imported; nothing is made where there is no store yet, and one that is held is not waited for."""
    from assistant.assembly import home_folder
    from store.aside import store_to_read
    from store.errors import StoreBusy
    from store.home import Home

    home = home_folder(args.home)
    if not Home(home).store.exists():
        return _plan(args, None)
    try:
        with store_to_read(home) as opened:
            return _plan(args, opened.store)
    except StoreBusy:
        return _plan(args, None)


def _wishes(words: list[str]) -> dict[str, str]:
    from store.errors import BadRequest

    wishes = {}
    for word in words:
        column, sign, role = word.rpartition("=")
        if not sign or not column:
            raise BadRequest(f"{word!r} does not say what a column is. Write it as COLUMN=ROLE.")
        wishes[column] = role
    return wishes


def _print(report: dict[str, Any]) -> None:
    print(json.dumps(report, ensure_ascii=False))
