"""Commands while another process holds the store: what only reads works, what writes says who holds it."""

import pytest

from assistant.cli import main
from store.aside import store_to_read
from store.duck import DuckStore
from store.importers import apply, importer_of
from tests.store import facts
from tests.store.importers import sources
from tests.store.test_aside import held


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home whose store a living process holds and publishes."""
    folder = tmp_path_factory.mktemp("used")
    store = DuckStore.open(folder / "store.duckdb")
    table = sources.table(folder)
    apply(store, importer_of(table).read(table), "ada", facts.at)
    store.close()
    with held(folder, "publish"), store_to_read(folder, wait_s=120):
        yield folder


@pytest.fixture
def sextant(home, capsys):
    def run(*words):
        code = main(["--home", str(home), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize(
    "words",
    [("export", "{}/all.zip"), ("export", "{}/runs", "--as", "csv"), ("export", "{}/graph", "--as", "graphml"),
     ("export", "{}/tracking", "--as", "mlflow"), ("export", "experiment", "e1", "--out", "{}/card.md"),
     ("backup", "{}/home.tar.gz"), ("recommend", "runs", "-n", "2")],
)  # fmt: skip
def test_what_reads_works_and_says_of_when_its_state_is(sextant, tmp_path, words):
    code, _, err = sextant(*(w.format(tmp_path) for w in words))
    assert code == 0, err
    assert "The store is in use: this is its state of 20" in err


def test_a_check_and_a_query_read_what_is_published(sextant):
    assert "The store is in use" in sextant("check")[2]
    assert "2" in sextant("sql", "SELECT count(*) FROM runs")[1]


def test_recommendations_made_meanwhile_are_said_not_to_be_kept(sextant):
    assert "not kept" in sextant("recommend", "runs")[2]


@pytest.mark.parametrize("words", [("tidy",), ("forget", "ada"), ("import", "{}"), ("restore", "{}", "--replace")])
def test_what_writes_says_who_holds_the_store_and_what_to_do(sextant, tmp_path, words):
    archive = tmp_path / "home.tar.gz"
    assert sextant("backup", str(archive))[0] == 0
    source = str(archive) if words[0] == "restore" else sources.table(tmp_path)
    code, out, err = sextant(*(w.format(source) for w in words))
    assert (code, out) == (1, "")
    assert "is held by sextant app (pid " in err and "close that first" in err and "Traceback" not in err


def test_a_home_without_a_store_is_said_and_none_is_made(tmp_path, capsys):
    assert main(["--home", str(tmp_path / "none"), "export", str(tmp_path / "out")]) == 1
    assert "There is no knowledge store" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
