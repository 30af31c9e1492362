"""SQL over the rows of one table: reading only, nothing else in reach, missing values are NULL."""

import numpy as np
import pandas as pd
import pytest

from store.errors import BadRequest
from store.rows import query_rows

FRAME = pd.DataFrame({"a b": [1.0, np.nan, 3.0], "kind": ["x", None, "x"]})


def test_missing_values_are_null_and_names_may_be_any():
    found = query_rows(FRAME, 'my "table"', 'SELECT avg("a b") AS m, count("kind") AS n FROM "my ""table"""')
    assert (found["m"][0], found["n"][0]) == (2.0, 2)


@pytest.mark.parametrize("sql", ["DELETE FROM t", "SELECT * FROM read_csv('/etc/passwd')", "SELECT 1; SELECT 2"])
def test_nothing_but_the_table_is_in_reach(sql):
    with pytest.raises(BadRequest):
        query_rows(FRAME, "t", sql)


def test_the_table_is_not_changed():
    before = FRAME.copy()
    query_rows(FRAME, "t", "SELECT count(*) FROM t")
    pd.testing.assert_frame_equal(FRAME, before)
