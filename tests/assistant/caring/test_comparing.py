"""What was fitted anew beside the version in use, on rows from before and on rows since."""

import re

import pandas as pd
import pytest

from assistant.caring import kept
from assistant.caring.comparing import compare, grouped
from lifecycle import registry
from store.records import Gates
from tests.assistant.caring.conftest import rows


@pytest.fixture(scope="module")
def older(place):
    place.say(("save_model", {"rank": 1}))
    return kept.in_use(place.app.services, "churn-churn")


def fitted_on(place, frame, name):
    """The version that is kept of one run on a table."""
    path = place.folder / f"{name}.csv"
    frame.to_csv(path, index=False)
    place.say(("use_data", {"source": str(path)}), ("set_goal", {"target": "churn", "metric": "roc_auc"}))
    place.say(("propose_runs", {"ranks": [1]}))
    place.words("yes")
    place.wait()
    place.say(("save_model", {"rank": 1}))
    return kept.in_use(place.app.services, f"{name}-churn")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["with_older", "newer_alone"])
def test_rows_from_before_and_since_are_told_apart(place, older, name):
    newer = rows(500, 2, turned=True)
    later = fitted_on(place, pd.concat([rows(900, 1), newer]) if name == "with_older" else newer, name)
    services = place.app.services
    report = compare(services, later, older, Gates())
    (told,) = [s for s in report.sentences if s.startswith("By when the rows came")]
    figures = re.findall(r"([\d.]+) against ([\d.]+) on (\d+) rows (from before|since then)", told)
    assert [f[2:] for f in figures] == [("900", "from before"), ("500", "since then")], told
    (before, since) = (tuple(map(float, f[:2])) for f in figures)
    assert before[1] > 0.8 and since[1] < 0.4 and since[0] > since[1], "the older one knows nothing of the turn"
    assert name == "with_older" or before[0] < 0.4, (
        "what was fitted on the newer rows alone has forgotten the older ones"
    )
    assert compare(services, older, older, Gates()).sentences[0].startswith("On the same"), "nothing is newer there"
    assert len(registry.versions(services.store, "churn-churn")) == 1


def test_quarters_of_a_number_are_called_by_the_values_that_are_in_them():
    values = pd.Series([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, None])
    called = grouped(values)
    assert called[0] == "1 to 3" and called[-2] == "7 to 9" and called[-1] == "missing"
    ends = {name: [v for v, n in zip(values, called, strict=True) if n == name] for name in set(called) - {"missing"}}
    assert sum(map(len, ends.values())) == 12
    for name, inside in ends.items():
        assert name == (f"{min(inside):g} to {max(inside):g}" if min(inside) < max(inside) else f"{inside[0]:g}")
