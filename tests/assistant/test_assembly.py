"""What loads in the background: no step keeps those after it from being done, and none begins in what is closed."""


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
