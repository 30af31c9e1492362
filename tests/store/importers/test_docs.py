"""What docs/importing.md says is so."""

import re
from pathlib import Path
from typing import get_args

from store.exporters import EXPORTERS
from store.importers import IMPORTERS
from store.importers.roles import Role
from tests.store.importers import sources
from tests.store.importers.test_space import bring

PAGE = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")


def test_every_importer_exporter_and_role_is_on_the_page():
    assert set(re.findall(r"^\| `([a-z][a-z-]+)` \|", PAGE, re.M)) == {i.kind for i in IMPORTERS}
    assert all(form in PAGE for form in EXPORTERS)
    assert all(re.search(rf"\b{role}\b", PAGE) for role in get_args(Role))


def test_the_example_runs(store, tmp_path):
    path = Path(sources.table(tmp_path)).rename(tmp_path / "uc2.csv")
    bring(store, path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {"store": store}
    exec(code, names)
    assert len(names["best"]) == 5
