"""Forgetting a person: their profile and words go, the facts of runs stay, and an entry says that it was done."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from store.copying import STORAGE, clear
from store.damage import reason
from store.duck import DuckStore
from store.errors import BadRequest, UnknownRecord
from store.forgetting_files import QUOTED, SHORTEST, Traces, clean_files
from store.home import Home, unwritable
from store.inserting import insert_rows
from store.lock import HolderLock
from store.migrations import quoted
from store.nouns import NOUNS, noun_of
from store.records import PersonForgotten

NAMED = ("person", "approved_by", "saved_by", "recorded_by", "asked_by")
"""Fields that name a person; in their place a number stands afterwards."""
GONE = ("profile_fact",)
"""Nouns of which nothing stays."""
TALKED = "conversation_id IN (SELECT id FROM facts.conversation WHERE person = ?)"
BLANKED = (
    ("turn", "text = '', files = '[]', commands = '[]', cards = '[]', question = NULL, suggestions = '[]'", TALKED),
    ("message", "text = '', attachments = '[]'", f"person = ? OR {TALKED}"),
    ("conversation_title", "title = 'forgotten'", f"person = ? OR {TALKED}"),
    ("feedback", "words = ''", "person = ?"),
    ("decision", "words = ''", "person = ?"),
    ("goal", "statement = '', preferences = '[]', why = '{}'", "person = ?"),
    ("conversation", "title = ''", "person = ?"),
    ("saved_query", "name = 'forgotten', sql = ''", "person = ? AND NOT shared"),
    ("alias", "reason = ''", "person = ? AND reason <> ''"),
    ("policy", "words = ''", "person = ? AND words <> ''"),
    ("standing_gate", "words = ''", "person = ? AND words <> ''"),
    ("experiment_signal", "reason = ''", "person = ? AND reason <> ''"),
)
"""What is blanked: table, what is set, and which rows; each `?` is the person."""
_SAID = " UNION ".join(
    (
        f"SELECT text FROM facts.turn WHERE speaker = 'person' AND {TALKED}",
        "SELECT text FROM facts.message WHERE person = ?",
        "SELECT words FROM facts.feedback WHERE person = ?",
        "SELECT words FROM facts.decision WHERE person = ?",
        "SELECT statement FROM facts.goal WHERE person = ?",
        "SELECT title FROM facts.conversation_title WHERE person = ?",
        "SELECT reason FROM facts.alias WHERE person = ?",
        "SELECT words FROM facts.policy WHERE person = ?",
        "SELECT words FROM facts.standing_gate WHERE person = ?",
        "SELECT reason FROM facts.experiment_signal WHERE person = ?",
    )
)
"""All that they said; each `?` is the person."""
_QUOTING = (
    ("recommendation", "reasons"), ("imported_recommendation", "reasons"), ("run", "chosen_because"),
    ("feedback_effect", "sentences"), ("alias_proposal", "why"), ("decision", "reason"),
    ("suggestion", "sentence"), ("alert", "sentence"),
)  # fmt: skip
"""Where Sextant's own sentences may quote somebody, whole or shortened."""


def forget_person(
    store: DuckStore,
    person: str,
    *,
    asked_by: str,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
    home: Path | None = None,
) -> PersonForgotten:
    """Takes a person out of an open store: what is known of them and what they said is gone, their name is a number.

    Runs, scores, costs, what was decided and when, and what feedback was understood to mean stay. Close the store and
    call `rewrite` afterwards, so that nothing is left in unused parts of its file.

    Args:
        store: the open store.
        person: who is to be forgotten, as named in it.
        asked_by: who asks for it.
        clock: tells the time, UTC.
        new_id: an id from a prefix.
        home: where given, the files of that home are cleaned as well: exports, logs, and those beside runs.

    Returns:
        The entry that was recorded.

    Raises:
        UnknownRecord: nobody of that name is known.
        BadRequest: the name is that of somebody who was forgotten.
    """
    if person.startswith("forgotten-"):
        raise BadRequest(f"{person} was forgotten already; there is no name any more.")
    number = f"forgotten-{len(store.find(PersonForgotten)) + 1}"
    noun = noun_of(PersonForgotten)
    with store.taking_out() as cursor:
        said = [row[0].strip() for row in cursor.execute(_SAID, [person] * _SAID.count("?")).fetchall() if row[0]]
        traces = Traces(person, number, frozenset(words for words in said if words))
        counts = _forget_facts(cursor, traces)
        if not any(counts.values()):
            raise UnknownRecord(f"Nobody called {person!r} is known here.")
        if home is not None:  # before the facts are: what a full disk ends can be asked for again
            counts |= clean_files(Path(home), traces)
        entry = PersonForgotten(
            id=new_id("forgotten"),
            person=number,
            asked_by=number if asked_by == person else asked_by,
            counts={k: v for k, v in counts.items() if v},
            forgotten_at=clock(),
        )
        insert_rows(cursor, noun, [noun.row(entry)], [store.position + 1])
    return entry


def _forget_facts(cursor: Any, traces: Traces) -> dict[str, int]:
    """Deletes, blanks and renames within a transaction; what was done to how many facts."""
    person, counts = traces.person, {}
    named = [(n.table, f.name) for n in NOUNS for f in n.fields if f.name in NAMED and f.sql == "VARCHAR"]
    for table in GONE:
        counts[f"{table} deleted"] = _changed(cursor, f"DELETE FROM facts.{table} WHERE person = ?", [person])
    for table, change, where in BLANKED:
        values = [person] * where.count("?")
        counts[f"{table} blanked"] = _changed(cursor, f"UPDATE facts.{table} SET {change} WHERE {where}", values)
    for table, column in named:
        change = f"UPDATE facts.{table} SET {column} = ? WHERE {column} = ?"
        counts[f"{table} unnamed"] = counts.get(f"{table} unnamed", 0) + _changed(
            cursor, change, [traces.number, person]
        )
    for seq, source in cursor.execute("SELECT seq, source FROM facts.import_act").fetchall():
        if traces.renamed(source) != source:  # a path such as /home/ada/runs.csv
            cursor.execute("UPDATE facts.import_act SET source = ? WHERE seq = ?", [traces.renamed(source), seq])
            counts["import_act source unnamed"] = counts.get("import_act source unnamed", 0) + 1
    for table, column in _QUOTING:
        counts[f"{table} unquoted"] = _unquoted(cursor, table, column, traces)
    return counts


def _unquoted(cursor: Any, table: str, column: str, traces: Traces) -> int:
    """Takes quotes out of a column of texts, or of JSON lists of texts; how many facts had one."""
    begin = [QUOTED, *(w[:SHORTEST] for w in traces.long)]
    rows = cursor.execute(
        f"SELECT seq, {column}::VARCHAR, typeof({column}) FROM facts.{table} "
        f"WHERE list_bool_or(list_transform(?, lambda b: contains({column}::VARCHAR, b)))",
        [begin + [json.dumps(b, ensure_ascii=False)[1:-1] for b in begin]],
    ).fetchall()
    changed = 0
    for seq, text, kind in rows:
        value = json.loads(text) if kind == "JSON" else text
        after = [traces.unquoted(v) for v in value] if isinstance(value, list) else traces.unquoted(value)
        if after != value:
            put = json.dumps(after, ensure_ascii=False, separators=(",", ":")) if kind == "JSON" else after
            cursor.execute(f"UPDATE facts.{table} SET {column} = ? WHERE seq = ?", [put, seq])
            changed += 1
    return changed


def _changed(cursor: Any, statement: str, values: list[str]) -> int:
    return int(cursor.execute(statement, values).fetchall()[0][0])


def rewrite(home: Path) -> None:
    """Writes the closed store of a home anew: what was deleted is then in no part of the file.

    Raises:
        BadRequest: it cannot be written, as on a full disk; what is there stays, and the mark `Home.to_rewrite` too.
        StoreBusy: another process holds the store.
    """
    place = Home(home)
    fresh = place.store.with_name(place.store.name + ".fresh")
    lock = HolderLock(place.store)  # nobody may open the file that is about to be replaced
    lock.take()
    try:
        clear(fresh)
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH {quoted(str(place.store))} AS old")
            connection.execute(f"ATTACH {quoted(str(fresh))} AS fresh (STORAGE_VERSION '{STORAGE}')")
            connection.execute("COPY FROM DATABASE old TO fresh")
            connection.execute("CHECKPOINT fresh")
            connection.execute("DETACH fresh")
            connection.execute("DETACH old")
        os.replace(fresh, place.store)
        place.to_rewrite.unlink(missing_ok=True)
    except (duckdb.Error, OSError) as error:
        with suppress(OSError):
            clear(fresh)
        raise BadRequest(
            f"What was forgotten is in no fact any more, but may still be read in unused parts of {place.store}, which "
            f"could not be written anew: {unwritable(error, home) or reason(error)} Then say `sextant tidy`."
        ) from error
    finally:
        lock.release()
