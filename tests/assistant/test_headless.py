"""What is stated on the command line is honoured or refused, never replaced."""

import time
from types import SimpleNamespace

import pytest

from assistant.assembly import assemble
from assistant.final import check_folder
from assistant.headless import Search
from assistant.wish import Wish
from store.errors import BadRequest
from store.memory import MemoryStore
from store.records import Budget


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"metric": "rmse"}, r"RMSE measures numbers.*Likely: ROC AUC"),
        ({"kind": "regression"}, r"holds words.*Likely: Two classes"),
        ({"positive_class": "maybe"}, r"no class `maybe`.*Likely: no, yes"),
        ({"target": "chrun"}, r"no column `chrun`.*Likely: churn"),
        ({"target": "spend", "positive_class": "yes"}, r"positive class|no class"),
    ],
)
def test_a_stated_wish_that_does_not_fit_is_refused_with_the_likely_ones(app, churn, wish, says):
    search = Search(app, Wish(**{"data": str(churn), "target": "churn"} | wish), 0.0)
    with pytest.raises(BadRequest, match=says):
        search.settle()


def test_what_was_repaired_in_a_table_is_noted(app, churn):
    churn.write_text(churn.read_text() + "1,2\n")
    search = Search(app, Wish(data=str(churn), target="churn"), 0.0)
    search.settle()
    assert any("did not fit the header" in line for line in search.noted)


def test_a_folder_that_cannot_be_written_is_refused_before_any_run(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    for place in ("file", "file/inside/deep", "loop", "loop/deep"):
        with pytest.raises(BadRequest, match=r"is a file|leads back to itself"):
            check_folder(tmp_path / place)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "precious.txt").write_text("")
    with pytest.raises(BadRequest, match="holds no model"):
        check_folder(tmp_path / "other")
    check_folder(tmp_path / "new" / "deep")
    assert not (tmp_path / "new").exists()


def test_where_starting_took_all_the_time_there_is_a_score_nevertheless(app, churn):
    """A model that is late is better than none."""
    search = Search(app, Wish(data=str(churn), target="churn", budget=Budget(seconds=1.0)), time.monotonic() - 60.0)
    search.settle()
    found = search.baseline(time.monotonic() - 30.0)
    assert [end.outcome for _, end in found] == ["ok"]


def test_a_budget_of_cost_is_not_spent_by_an_earlier_search_on_the_same_task(app, churn, monkeypatch):
    search = Search(app, Wish(data=str(churn), target="churn", budget=Budget(cost=30.0)), 0.0)
    earlier = SimpleNamespace(variant=SimpleNamespace(id="default"), experiment_id="earlier")
    monkeypatch.setattr(search, "ended", lambda: [(earlier, SimpleNamespace(cpu_s=100.0))])
    search._begun.add("default")
    assert not search._no_more(60.0), "the same variant was run by the search before"
    search._started.add("earlier")
    assert search._no_more(60.0)


def test_a_budget_in_runs_is_nearly_over_when_the_last_of_it_are_to_be_started(app, churn):
    search = Search(app, Wish(data=str(churn), target="churn", budget=Budget(runs=4)), 0.0, places=2)
    assert not search.nearly_over
    search._begun |= {"a", "b"}
    assert search.nearly_over
    assert not Search(app, Wish(data=str(churn), target="churn", budget=Budget(seconds=9)), 0.0).nearly_over


@pytest.mark.slow  # eight runs in processes of their own
def test_a_budget_in_runs_repeats_exactly(home, churn):
    def once():
        made = assemble(home, store=MemoryStore(), places=2, headless=True)
        try:
            search = Search(made, Wish(data=str(churn), target="churn", budget=Budget(runs=4)), 0.0, places=2)
            search.settle()
            search.begin(lambda: float("inf"))
            return [(run.variant.id, end.score) for run, end in search.ended()]
        finally:
            made.close()

    first = once()
    assert len(first) == 4
    assert once() == first
