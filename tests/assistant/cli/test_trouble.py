import errno
import io
import logging
import signal

import pytest

from assistant.cli import Output, main, parser
from assistant.cli.interrupts import HEARD, exit_code, hear, was_interrupted
from assistant.cli.trouble import LOG_NAME, fault
from store.errors import CannotWrite


@pytest.fixture(autouse=True)
def handlers():
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def broken(monkeypatch):
    from assistant.cli import stored

    def fail(_args):
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(stored, "sql", fail)


def test_a_fault_is_one_sentence_and_its_traceback_goes_to_the_log(broken, tmp_path, capsys, caplog):
    assert main(["--home", str(tmp_path), "sql", "SELECT 1"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "ZeroDivisionError" not in said.err, "Python's words help nobody; they are in the log"
    assert str(tmp_path / LOG_NAME) in said.err
    assert "ZeroDivisionError: division" in (tmp_path / LOG_NAME).read_text()
    assert "Traceback" in (tmp_path / LOG_NAME).read_text()
    caplog.clear()  # it was meant


def test_a_fault_is_told_also_where_no_log_can_be_written(broken, tmp_path, capsys, caplog):
    (tmp_path / "file").write_text("")
    assert main(["--home", str(tmp_path / "file"), "sql", "SELECT 1"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("sextant: Something went wrong inside Sextant")
    assert "Traceback" not in said.err and "ZeroDivisionError: division by zero" in said.err
    caplog.clear()  # it was meant


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "ulimit -v"),
        (ImportError("_sqlite3.so: failed to map segment from shared object"), "ulimit -v"),
        (OSError(errno.EMFILE, "Too many open files"), "ulimit -n"),
        (RuntimeError("can't start new thread"), "ulimit -u"),
    ],
)
def test_what_the_system_gives_no_more_of_is_told(error, said, tmp_path):
    assert said in fault(error, tmp_path / LOG_NAME)


def test_an_error_that_an_interrupt_brought_about_is_an_interrupt():
    def broken_off():
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise ValueError("cannot roll back")  # noqa: B904 - as libraries do it

    with pytest.raises(ValueError, match="roll back") as caught:
        broken_off()
    assert was_interrupted(caught.value)
    assert not was_interrupted(ValueError("something else"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_error_that_a_library_made_of_an_interrupt_is_one(number, code):
    try:
        with pytest.raises(KeyboardInterrupt):
            hear(number, None)
        assert was_interrupted(RuntimeError("Query interrupted")), "DuckDB drops the KeyboardInterrupt"
        assert exit_code() == code
    finally:
        HEARD.clear()


def test_an_interrupt_while_the_program_is_still_loading_is_one(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(parser, "parser", interrupted)
    assert main(["sql", "SELECT 1"]) == 130


def test_words_of_no_letters_are_refused(capsys):
    assert main(["sql", "SELECT '\udcff'"]) == 1
    assert capsys.readouterr().err.startswith("sextant: 'SELECT '\\udcff'' has letters that are none.")


def test_output_that_cannot_be_written_is_said_to_be_so():
    class Full(io.RawIOBase):
        def writable(self):
            return True

        def write(self, _data):
            raise OSError(errno.ENOSPC, "No space left on device")

    out = Output(Full(), "utf-8", write_through=True)
    with pytest.raises(CannotWrite, match="output cannot be written: No space left"):
        print("1", file=out)
