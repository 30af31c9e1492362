"""What loads in the background: no step keeps those after it from being done, and none begins in what is closed."""

import pytest

from assistant.assembly import assemble
from store.errors import BadRequest, CannotWrite
from store.home import Home


def test_a_step_of_warming_up_that_goes_wrong_keeps_none_after_it_from_being_done(app, monkeypatch, caplog):
    monkeypatch.setattr(app._embedded, "warm", lambda: None)
    monkeypatch.setattr(app.assistant, "tell_ended", lambda: 1 / 0)
    monkeypatch.setattr(app.services.advising, "warm_up", lambda: None)
    app.warm_up().join(120)
    assert app._rounds is not None, "models in use are looked after all the same"
    assert "ZeroDivisionError" in caplog.text


def test_nothing_is_looked_after_in_what_was_closed_while_it_warmed_up(app):
    app.close()
    app._start_rounds()
    assert app._rounds is None


def test_a_store_that_is_removed_while_in_use_is_told_and_no_new_one_takes_the_place_of_its_copy(tmp_path):
    app = assemble(tmp_path)
    app.store.publish()
    Home(tmp_path).store.unlink()
    with pytest.raises(CannotWrite, match="was removed while"):
        app.close()
    with pytest.raises(BadRequest, match="brings over what was published"):
        assemble(tmp_path)
