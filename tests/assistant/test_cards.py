"""What a query gave becomes a table whose cells JSON can carry."""

import json
from datetime import date

import numpy as np
import pandas as pd

from assistant.cards import TableCard


def test_every_cell_of_a_query_is_a_json_value():
    frame = pd.DataFrame(
        {"score": [0.5, np.nan], "n": np.array([1, 2]), "day": [date(2026, 1, 2), None],
         "at": pd.to_datetime(["2026-01-02", None]), "runs": [["r1"], None], "ok": [True, False]}
    )  # fmt: skip
    card = TableCard.of("Runs", frame, "SELECT 1")
    assert card.columns == ("score", "n", "day", "at", "runs", "ok")
    assert card.rows[0][:4] == (0.5, 1, "2026-01-02", "2026-01-02 00:00:00") and card.rows[0][5] is True
    assert card.rows[1] == (None, 2, None, None, None, False)
    assert json.loads(json.dumps(card.content()))["sql"] == "SELECT 1"
