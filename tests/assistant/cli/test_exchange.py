"""`sextant import` of other tools' runs and `sextant export` for them."""

import json

import pytest

from assistant.cli import main
from tests.store.importers import sources


@pytest.fixture
def sextant(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SEXTANT_PERSON", "ada")

    def run(*words):
        code = main(["--home", str(tmp_path / "home"), *words])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return run


def test_a_dry_run_changes_nothing_and_an_import_is_repeatable(sextant, tmp_path):
    source = sources.table(tmp_path)
    code, said, err = sextant("import", source, "--dry-run")
    assert code == 0 and said["plan"]["runs"] == 5 and said["done"] is None and "would be imported" in err
    assert not (tmp_path / "home").exists()
    assert sextant("import", source)[1]["done"]["new"] == {"runs": 5}
    assert sextant("import", source)[1]["done"] == {"new": {"runs": 0}, "known": {"runs": 5}, "changed": {"runs": 0}}
    corrected = sextant("import", source, "--take", "max_depth=ignore", "--workflow", "other", "--as", "table")
    assert corrected[1]["plan"]["workflows"][0]["parameters"] == ["learning_rate"]
    code, said, _ = sextant("export", str(tmp_path / "out"), "--as", "mlflow")
    assert code == 0 and said["runs"] == {"other": 5, "runs": 5}


def test_a_dry_run_says_which_columns_a_person_must_explain(sextant, tmp_path):
    file = tmp_path / "runs.csv"
    file.write_text("lr,accuracy,zeta\n" + "".join(f"0.{n},0.{n},{n / 7:.3f}\n" for n in range(1, 9)))
    assert "--take 'zeta=parameter'" in sextant("import", str(file), "--dry-run")[2]
    assert "--take" not in sextant("import", str(file), "--dry-run", "--take", "zeta=parameter")[2]


@pytest.mark.parametrize(
    ("words", "why"),
    [(["nowhere.csv"], "nothing at"), (["{}", "--as", "wonder"], "no importer"), (["{}", "--take", "x"], "COLUMN=ROLE"),
     (["{}", "--take", "x=parameter"], "no column"), (["team.zip", "--dry-run"], "imported whole")],
)  # fmt: skip
def test_what_cannot_be_imported_is_refused(sextant, tmp_path, words, why):
    source = sources.table(tmp_path)
    code, said, err = sextant("import", *(w.format(source) for w in words))
    assert code == 1 and said is None and why in err


def test_a_backup_is_one_command_and_so_is_putting_it_back(sextant, tmp_path):
    sextant("import", sources.table(tmp_path))
    archive = str(tmp_path / "b.tar.gz")
    assert sextant("backup", archive)[0] == 0
    assert sextant("backup", archive)[2].count("exists already") == 1
    assert sextant("backup", archive, "--replace")[0] == 0
    code, _, err = sextant("restore", archive)
    assert code == 1 and "--replace" in err
    code, _, err = sextant("restore", archive, "--replace")
    assert code == 0 and "home.before-1" in err
    assert sextant("check")[0] == 0
    assert sextant("import", sources.table(tmp_path))[1]["done"]["known"] == {"runs": 5}


def test_a_home_without_a_store_has_no_backup(sextant, tmp_path):
    code, _, err = sextant("backup", str(tmp_path / "b.tar.gz"))
    assert code == 1 and "no knowledge store" in err and not (tmp_path / "home" / "store.duckdb").exists()
