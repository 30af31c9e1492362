"""A challenger beside the champion: what goes wrong with some rows costs none that come after."""

import threading

import pandas as pd

from assistant.serving.shadow import MOST_WAITING, Shadow

ROWS = pd.DataFrame({"age": [1, 2]})


def says_yes(rows):
    return pd.DataFrame({"prediction": ["yes"] * len(rows)})


def test_what_cannot_be_recorded_is_left_out_and_the_next_rows_are_recorded(caplog):
    kept = []

    def record(rows, said, version, by, ids):
        if ids == ["a", "b"]:
            raise OSError(28, "No space left on device")
        kept.append((list(said.prediction), version, by, ids))

    shadow = Shadow(record)
    shadow.offer(2, says_yes, ROWS, ["a", "b"])
    shadow.offer(2, says_yes, ROWS, ["c", "d"])
    shadow.stop()
    assert kept == [(["yes", "yes"], 2, "challenger", ["c", "d"])]
    assert (shadow.left_out, shadow.asked) == (2, 2)
    assert "No space left" in caplog.text
    caplog.clear()  # it was meant


def test_a_challenger_that_hangs_does_not_keep_the_service_from_ending():
    going_on = threading.Event()

    def hangs(rows):
        going_on.wait(60)
        return says_yes(rows)

    shadow = Shadow(lambda *_: None)
    for _ in range(MOST_WAITING + 2):
        shadow.offer(2, hangs, ROWS, ["a", "b"])
    ending = threading.Thread(target=shadow.stop, args=(0.1,))
    ending.start()
    ending.join(30)
    try:
        assert not ending.is_alive()
    finally:
        going_on.set()
