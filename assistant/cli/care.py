"""`sextant check`, `tidy`, `backup` and `restore`: whether the home is sound, and that it can be put back."""

import argparse
import sys

from store.home import expanded


def check(args: argparse.Namespace) -> int:
    """Reads every fact and every file they speak of; 0 where all is well, 1 where not."""
    from assistant import wording
    from assistant.assembly import home_folder
    from assistant.kept_files import damaged_files
    from store.care import examine

    found = examine(home_folder(args.home), damaged_files)
    for problem in found.problems:
        print(problem)
    for note in found.notes:
        print(note, file=sys.stderr)
    problems = wording.count(len(found.problems), "problem") if found.problems else "no problems"
    print(f"{wording.count(found.facts, 'fact')} read, {problems}. {found.of}".rstrip(), file=sys.stderr)
    return 1 if found.problems else 0


def tidy(args: argparse.Namespace) -> int:
    """Removes what the retention settings keep no longer, and says what was removed."""
    from assistant.assembly import assemble
    from assistant.wording import count
    from store.forgetting import rewrite
    from store.home import Home
    from store.retention import remove_half_written
    from store.retention import tidy as remove
    from store.settings import Settings

    app = assemble(args.home, headless=True)
    try:
        left = remove_half_written(app.home, everywhere=True)
        done = remove(
            app.store, app.home, Settings.read(), clock=app.services.clock, new_id=app.services.new_id
        )  # fmt: skip
    finally:
        app.close()
    if left:
        print(f"{count(left, 'half-written file')} of processes that were killed removed.")
    elif not done:
        print("Nothing to remove. The settings SEXTANT_KEEP_…_DAYS say what is kept for how long; unset, all is.")
    for entry in done:
        what = f"{count(entry.facts, 'fact')} blanked" if entry.facts else f"{count(entry.files, 'file')} removed"
        size = f", {entry.size_bytes / 1e6:.1f} MB" if entry.files else ""
        print(f"{entry.setting} = {entry.days:g}: {what}{size}.")
    if Home(app.home).to_rewrite.exists():
        rewrite(app.home)  # what was taken out of facts, now or before, is then in no part of the file
    return 0


def backup(args: argparse.Namespace) -> int:
    """Writes the home into one archive, also while the app runs."""
    from assistant.assembly import home_folder
    from store.aside import known_store
    from store.care import backup as write
    from store.errors import BadRequest

    home, target = home_folder(args.home), expanded(args.file)
    if target.exists() and not args.replace:
        raise BadRequest(f"{target} exists already. Name another file, or say --replace.")
    with known_store(home) as opened:
        write(opened.store, home, target)
        said = f"{opened.store.position} facts and all files of {home} are in {target}. {opened.sentence}"
    print(said.rstrip(), file=sys.stderr)
    return 0


def restore(args: argparse.Namespace) -> int:
    """Puts a backup into the home; what is there is only replaced if asked, and then moved aside."""
    from assistant.assembly import home_folder
    from store.care import restore as put_back

    home = home_folder(args.home)
    aside = put_back(expanded(args.file), home, replace=args.replace)
    moved = f" What was there is in {aside}." if aside else ""
    print(f"{args.file} is restored to {home}.{moved} `sextant check` looks at every fact and file.", file=sys.stderr)
    return 0
