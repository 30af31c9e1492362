"""Text tables as spreadsheets of any country write them are read for what they hold."""

from datetime import timedelta
from decimal import Decimal

import pytest

from store.errors import BadData, BadRequest
from store.importers import importer_of
from store.importers.bringing import bring_in, plan_of, sentence_of
from store.importers.delimited import header_of
from store.importers.experience import imported_runs
from store.records import ImportAct
from tests.store.importers.test_members import now

PLAIN = "lr,depth,accuracy\n0.01,3,0.81\n0.1,4,0.85\n0.5,5,0.74\n"


@pytest.mark.parametrize(
    ("text", "coding", "name"),
    [
        (PLAIN, "utf-8", "a.csv"),
        (PLAIN, "utf-8-sig", "a.csv"),
        (PLAIN, "utf-16", "a.csv"),
        (PLAIN, "utf-16-le", "a.csv"),
        (PLAIN.replace(",", "|"), "utf-8", "a.csv"),
        (PLAIN.replace(",", "\t"), "utf-8", "a.csv"),
        (PLAIN.replace(",", "\t"), "utf-8", "a.tsv"),
        (PLAIN.replace(",", ";"), "latin-1", "a.csv"),
        (PLAIN.replace(",", ";").replace(".", ","), "latin-1", "a.csv"),
        (PLAIN.replace("\n", "\r\n"), "utf-8", "a.csv"),
        (PLAIN.replace("\n", "\r"), "utf-8", "a.csv"),
        ("# made by hand\n#\n" + PLAIN, "utf-8", "a.csv"),
    ],
)
def test_codings_delimiters_and_decimals_are_found_out(tmp_path, text, coding, name):
    file = tmp_path / name
    file.write_bytes(text.encode(coding))
    plan = importer_of(str(file)).read(str(file))
    assert plan.report() | {"source": ""} == importer_of(_plain(tmp_path)).read(_plain(tmp_path)).report() | {
        "source": ""
    }
    assert [r.variant.choices for r in plan.spaces[0].runs][1] == {"lr": 0.1, "depth": 4}
    assert header_of(file) == ["lr", "depth", "accuracy"]


def _plain(folder):
    (folder / "plain").mkdir(exist_ok=True)
    file = folder / "plain" / "a.csv"
    file.write_text(PLAIN)
    return str(file)


def test_letters_of_windows_survive_and_commas_within_words_do_not_divide(tmp_path):
    file = tmp_path / "läufe.csv"
    file.write_bytes("Bäume;Verfahren;f1\n100;größer, schneller;0,5\n200;klein, fein;0,75\n".encode("cp1252"))
    runs = importer_of(str(file)).read(str(file), take={"Verfahren": "parameter"}).spaces[0].runs
    assert [r.metrics for r in runs] == [{"f1": 0.5}, {"f1": 0.75}]
    assert runs[0].variant.choices["Verfahren"] == "größer, schneller"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"lr,lr,acc\n0.1,0.2,0.9\n", "column 'lr' twice"),
        (bytes(range(256)) * 4, "no text"),
        (b"PK\x03\x04" + bytes(range(1, 256)), "no text"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"lr,acc\n0.1,0.5,7\n0.2\n", "names 2 columns, but line 2 has 3 cells"),
        (b"lr,acc\n", "no rows"),
        (b"lr,acc\n1,2\n1,2,3\n", "line 3"),
        (b"lr,acc\n\n1,2\n\n1,2,3\n", "line 5 has 3 cells. Correct that line"),
        (b"lr,acc,lr\n1,2,3\n", "column 'lr' twice.*Rename one of them"),
        (b'lr,note,acc\n1,x,2\n1,"x,2\n3,y,4\n', "quote in line 3 that never closes"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, content, said):
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(BadData, match=said):
        importer_of(str(file)).read(str(file))


def test_separators_at_the_ends_of_lines_and_names_of_rows_move_no_cell(tmp_path):
    file = tmp_path / "a.csv"
    for text in ("lr,acc\n0.1,0.5,\n0.2,0.6,\n", "lr,acc\n0.1,0.5\n0.2,0.6,\n", 'lr acc\n"a" 0.1 0.5\n"b" 0.2 0.6\n'):
        file.write_text(text.replace(" ", ";"))
        (space,) = importer_of(str(file)).read(str(file), take={"lr": "parameter"}).spaces
        assert [(r.variant.choices["lr"], r.metrics["acc"]) for r in space.runs] == [(0.1, 0.5), (0.2, 0.6)]
    assert {t.column for t in space.taken} == {"row", "lr", "acc"}


def test_a_run_with_an_id_stays_the_same_run_when_the_table_gets_another_column(store, tmp_path):
    file = tmp_path / "runs.csv"
    for text in ("run_id,lr,acc\nab1,0.1,0.5\ncd2,0.2,0.6\n", "run_id,lr,acc,note\nab1,0.1,0.5,good\ncd2,0.2,0.7,\n"):
        file.write_text(text)
        done = bring_in(store, plan_of(str(file)), "ada", now)
    assert done == {"new": {"runs": 2}, "known": {"runs": 0}, "changed": {"runs": 2}}
    assert sorted(r.metrics["acc"] for r in imported_runs(store, "runs")) == [0.5, 0.7]


def test_ids_that_are_mere_numbers_or_name_several_runs_tell_nothing(tmp_path):
    file = tmp_path / "runs.csv"
    keys = []
    for text in ("id,lr,acc\n1,0.1,0.5\n2,0.2,0.6\n", "id,lr,acc\n1,0.3,0.7\n2,0.4,0.8\n",
                 "id,lr,acc\na,0.1,0.5\na,0.2,0.6\n", "id,lr,acc\na,0.3,0.5\na,0.4,0.6\n"):  # fmt: skip
        file.write_text(text)
        keys += [r.source_key for r in importer_of(str(file)).read(str(file)).spaces[0].runs]
    assert len(set(keys)) == 8


def test_ratings_alone_are_measurements(store, tmp_path):
    file = tmp_path / "rated.csv"
    file.write_text("lr,rating\n0.1,5\n0.2,3\n")
    plan = plan_of(str(file))
    bring_in(store, plan, "ada", now)
    assert [r.rating for r in imported_runs(store, "rated")] == [5, 3]
    file.write_text("lr,rating,acc\n0.1,5,inf\n0.2,3,0.5\n0.3,0,\n")  # beside metrics they do not replace them
    assert [r.status for r in plan_of(str(file)).spaces[0].runs] == ["failed", "ok"]


def test_one_run_is_told_as_one(store, tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("lr,acc,status\n0.1,0.5,ok\n0.2,0.5,running\n")
    plan = plan_of(str(file), take={"lr": "parameter"})
    assert sentence_of(plan, None) == "1 run of one would be imported. 1 is left out."
    done = bring_in(store, plan, "ada", now)
    assert sentence_of(plan, done) == "1 run of one is new, 0 were known. 1 is left out."


@pytest.mark.parametrize(("end", "runs"), [("0.6,5", 3), ("0.6,5,0.", 3), ('0.6,5,"0.81', 3), ("0.6,5,0.8", 4)])
def test_a_last_line_that_is_still_written_is_no_run(tmp_path, end, runs):
    file = tmp_path / "runs.csv"
    file.write_text(PLAIN + end)
    plan = plan_of(str(file))
    assert len(plan.spaces[0].runs) == runs and plan.all_skipped().get("its line is cut off", 0) == 4 - runs


def test_where_no_metric_is_recognised_the_person_is_asked_instead_of_told_that_there_is_none(store, tmp_path):
    file = tmp_path / "runs.csv"
    file.write_text("C,wonder\n1,3.25\n2,3.5\n3,4.125\n")
    plan = plan_of(str(file))
    assert plan.doubtful == ("wonder",) and [c["column"] for c in plan.report()["workflows"][0]["columns"]]
    with pytest.raises(BadRequest, match="wonder=metric max"):
        bring_in(store, plan, "ada", now)
    with pytest.raises(BadRequest, match=r"nothing to import.*3 × it has no value of any metric"):
        bring_in(store, plan, "ada", now, accept=True)
    assert store.find(ImportAct) == ()
    said = bring_in(store, plan_of(str(file), take={"wonder": "metric max"}), "ada", now)
    assert said["new"] == {"runs": 3} and sentence_of(plan, None).startswith("0 runs of runs would be imported. 3")


def test_what_was_said_of_an_unclear_column_holds_for_the_next_import(store, tmp_path):
    file = tmp_path / "runs.csv"
    rows = ["C,wonder,metric.gold\n", *(f"{n % 3},{n * 1.37 % 1},{n}\n" for n in range(1, 9))]
    file.write_text("".join(rows[:-1]))
    bring_in(store, plan_of(str(file), take={"wonder": "metric min", "gold": "metric max"}), "ada", now)
    file.write_text("".join(rows))
    assert plan_of(str(file)).doubtful == ("wonder",)
    again = plan_of(str(file), store=store)
    assert again.doubtful == () and again.spaces[0].space.metrics == {"wonder": "min", "gold": "max"}
    assert bring_in(store, again, "ada", now) == {"new": {"runs": 1}, "known": {"runs": 7}, "changed": {"runs": 0}}
    other = plan_of(str(file), take={"wonder": "parameter"}, store=store).spaces[0].space
    assert "wonder" in other.parameters and other.metrics == {"gold": "max"}


def test_cells_of_any_length_are_read_and_long_ones_are_no_choice(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("lr,accuracy,notes\n" + "".join(f"0.{n},0.5,{'x' * n * 200_000}\n" for n in (1, 2, 3)))
    (space,) = importer_of(str(file)).read(str(file)).spaces
    assert {t.column: t.role for t in space.taken} == {"lr": "parameter", "accuracy": "metric", "notes": "context"}
    assert len(space.runs) == 3


def test_a_run_listed_twice_under_its_id_is_one_and_an_id_of_several_is_no_choice(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("id,lr,accuracy\na,0.1,0.9\na,0.1,0.9\nb,0.1,0.9\nc,0.2,0.8\n")
    (space,) = importer_of(str(file)).read(str(file)).spaces
    assert len(space.runs) == 3 and space.skipped == {"it is in the source twice": 1}
    file.write_text("id,lr,accuracy\na,0.1,0.9\na,0.1,0.9\na,0.2,0.7\na,0.2,0.8\n")
    (space,) = importer_of(str(file)).read(str(file)).spaces
    assert len(space.runs) == 4 and space.space.parameters == ("lr",)


def test_values_that_only_parquet_has_are_read(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = tmp_path / "a.parquet"
    columns = {"lr": [Decimal("0.10"), Decimal("2.0")], "accuracy": [0.5, 0.6], "layers": [[8, 4], [8]]}
    pq.write_table(pa.table(columns | {"duration": [timedelta(seconds=90), timedelta(milliseconds=500)]}), file)
    runs = importer_of(str(file)).read(str(file)).spaces[0].runs
    assert [dict(r.variant.choices) for r in runs] == [{"lr": 0.1, "layers": "[8, 4]"}, {"lr": 2, "layers": "[8]"}]
    assert [r.cost_s for r in runs] == [90, 0.5]
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["lr", "lr"]), file)
    with pytest.raises(BadData, match="column 'lr' twice"):
        importer_of(str(file)).read(str(file))
