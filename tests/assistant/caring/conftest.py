"""One Sextant with a finished experiment, shared by the tests of a file: runs are not what they are about."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.assembly import assemble
from store.memory import MemoryStore
from tests.assistant.conftest import without_refits
from tests.assistant.copies import Kept, in_order
from tests.assistant.scripted import by_json
from tests.assistant.test_assistant import Talk


def rows(n: int, seed: int, shift: float = 0.0, turned: bool = False) -> pd.DataFrame:
    """Customers who leave when old, on the basic plan; `shift` makes them older, `turned` turns the relation around."""
    random = np.random.default_rng(seed)
    age = random.normal(45 + shift, 14, n).clip(18, 120).round()
    plan = random.choice(["basic", "plus", "pro"], n)
    spend = random.normal(30, 9, n).round(2)
    score = age + 18 * (plan == "basic") + random.normal(0, 9, n)
    left = score < 50 if turned else score > 55
    return pd.DataFrame(
        {"customer": [f"c{seed}-{i}" for i in range(n)], "age": age, "plan": plan, "spend": spend,
         "churn": np.where(left, "yes", "no")}
    )  # fmt: skip


@pytest.fixture(scope="session")
def finished(tmp_path_factory, meta_folder, lending) -> tuple[Kept, str]:
    """A conversation whose two runs have ended, to be copied, and its id."""
    folder: Path = tmp_path_factory.mktemp("finished")
    home = folder / "home"
    home.mkdir()
    (home / "meta").symlink_to(meta_folder)
    path = folder / "churn.csv"
    rows(900, 1).to_csv(path, index=False)
    with lending(), without_refits():
        app = assemble(home, store=MemoryStore(), understand=by_json)
        talk = Talk(app)
        talk.say(("use_data", {"source": str(path)}), ("set_goal", {"target": "churn", "metric": "roc_auc"}))
        talk.say(("propose_runs", {"ranks": [1, 2]}))
        talk.words("yes")
        talk.wait()
        facts = in_order(app.store)
        app.close()
    return Kept(folder, facts), talk.id


@pytest.fixture(scope="module")
def place(tmp_path_factory, finished, processes) -> Iterator[Talk]:
    """A conversation whose two runs have ended, over a memory store; messages are commands as JSON."""
    folder: Path = tmp_path_factory.mktemp("caring") / "place"
    kept, conversation = finished
    app = assemble(folder / "home", store=kept.copy(folder), understand=by_json)
    talk = Talk(app)
    talk.folder, talk.id = folder, conversation
    yield talk
    app.close()
