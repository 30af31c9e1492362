"""What docs/store.md says is so."""

import re
from pathlib import Path

from store.settings import Settings
from store.views import document
from tests.store import facts

PAGE = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


def test_every_worked_query_runs(store):
    store.append(*facts.one_of_each())
    assert len(QUERIES) >= 12
    empty = [sql for sql in QUERIES if store.query(sql).empty]
    for sql in empty:
        assert re.search("'waiting'|1 MONTH|NOT withdrawn", sql), f"finds nothing in the example: {sql}"


def test_the_page_explains_every_view_and_setting():
    assert document().rstrip() in PAGE, "write store.views.document() into docs/store.md"
    assert Settings.document() in PAGE, "write Settings.document() into docs/store.md"
