from datetime import UTC, datetime
from itertools import count

import numpy as np
import pandas as pd
import pytest

from assistant.elsewhere import advising
from assistant.elsewhere.advising import advise_elsewhere, metric_to_learn
from store.errors import BadRequest
from store.importers.bringing import bring_in, plan_of
from store.importers.limits import TIME, Limit
from store.memory import MemoryStore

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    """Runs on two datasets with a loss, a share and a parameter that applies to one kind of model only."""
    rng = np.random.default_rng(0)
    kind = rng.choice(["net", "tree"], 120)
    width = np.where(kind == "net", rng.choice([8, 32, 128, 512], 120).astype(object), None)
    loss = np.where(kind == "net", 0.4, 0.8) + rng.normal(0, 0.02, 120)
    frame = pd.DataFrame({
        "model": kind, "width": width, "depth": rng.choice([2, 4, 8, 16], 120), "loss": loss, "acc": 1 - loss / 2,
        "dataset": rng.choice(["bank", "bank", "mill"], 120), "runtime": np.where(kind == "net", 50.0, 2.0),
    })  # fmt: skip
    path = tmp_path / "mixed.csv"
    frame.to_csv(path, index=False)
    made = MemoryStore()
    bring_in(made, plan_of(str(path)), "ada", lambda: NOW, accept=True)
    yield made
    made.close()


def advise(store, **more):
    ids = count()
    return advise_elsewhere(
        store, "mixed", person="ada", clock=lambda: NOW, new_id=lambda prefix: f"{prefix}-{next(ids)}", **more
    )


def test_lower_is_better_where_the_metric_says_so(store):
    best = advise(store, metric="loss", n=3)
    assert best.items[0].direction == "min" and best.items[0].score < 0.6
    assert all(r.score_low <= r.score <= r.score_high for r in best.items)
    assert all(r.score_low >= 0 for r in best.items)


def test_it_is_about_the_data_with_most_runs_unless_another_is_named(store):
    assert advise(store).items[0].dataset == "bank"
    assert advise(store, dataset="Mill").items[0].dataset == "mill"
    with pytest.raises(BadRequest, match="no usable runs on data called 'moon'"):
        advise(store, dataset="moon")


def test_a_limit_on_the_time_holds_for_nine_runs_of_ten_or_is_said_not_to(tmp_path):
    rng = np.random.default_rng(5)
    depth, width = rng.choice([2, 4, 8, 16], 120), rng.choice([8, 32, 128], 120)
    frame = pd.DataFrame({"depth": depth, "width": width, "acc": 0.7 + rng.normal(0, 0.02, 120)})
    frame["runtime"] = depth * 3.0 * rng.lognormal(0, 0.5, 120)
    frame.to_csv(tmp_path / "mixed.csv", index=False)
    made = MemoryStore()
    bring_in(made, plan_of(str(tmp_path / "mixed.csv")), "ada", lambda: NOW, accept=True)

    free = advise(made, n=30).items
    surely, least = min(r.cost_high_s for r in free), min(r.cost_s for r in free)
    assert least < surely
    kept = advise(made, n=30, limits=[Limit(TIME, "<=", (surely * 1.01,), "time")])
    assert kept.items and all(r.cost_high_s <= surely * 1.01 for r in kept.items)
    assert not any("nine runs of ten" in note for note in kept.notes)
    between = (surely + least) / 2
    expected = advise(made, n=30, limits=[Limit(TIME, "<=", (between,), "time")])
    assert expected.items and all(r.cost_s <= between for r in expected.items)
    assert any("nine runs of ten" in note for note in expected.notes)
    cheaper = advise(made, n=30, limits=[Limit(TIME, "<", (surely * 1.01,), "expected")])
    assert max(r.cost_high_s for r in cheaper.items) > surely * 1.01 > max(r.cost_s for r in cheaper.items)
    made.close()


def test_what_does_not_apply_is_left_out(store):
    for item in advise(store, n=30).items:
        assert ("width" in item.variant.choices) == (item.variant.choices["model"] == "net")


def test_the_same_facts_give_the_same_combinations(store):
    assert [r.variant.id for r in advise(store).items] == [r.variant.id for r in advise(store).items]


def test_metrics_are_found_by_close_names(store):
    assert metric_to_learn(store, "mixed", "ACC") == ("acc", "max")
    assert metric_to_learn(store, "mixed") == ("loss", "min")
    with pytest.raises(BadRequest, match="no metric 'r2'"):
        metric_to_learn(store, "mixed", "r2")
    with pytest.raises(BadRequest, match="Nothing was imported"):
        advise_elsewhere(store, "nowhere", person="ada", clock=lambda: NOW, new_id=str)


def test_the_best_so_far_is_told_in_the_metric_s_own_unit(tmp_path):
    path = tmp_path / "mixed.csv"
    rows = "".join(f"{depth},{-9 + depth},{9 - depth}\n" for depth in (1, 2, 3, 4))
    path.write_text("max_depth,neg_mean_squared_error,mse\n" + rows)
    store = MemoryStore()
    bring_in(store, plan_of(str(path)), "ada", lambda: NOW, accept=True)
    path.write_text("max_depth,neg_mean_squared_error,mse\n5,-4,4\n7,-3.5,3.5\n")
    bring_in(store, plan_of(str(path)), "ada", lambda: NOW, accept=True)
    assert "(neg_mean_squared_error -3.5)" in advise(store, metric="neg_mean_squared_error").items[0].reasons[0]
    assert "(mse 3.5)" in advise(store, metric="mse").items[0].reasons[0]
    store.close()


def test_nothing_is_promised_of_an_interval_where_two_runs_tell_of_it(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_text("max_depth,lr,acc\n1,0.1,0.5\n2,0.2,0.6\n")
    store = MemoryStore()
    bring_in(store, plan_of(str(path)), "ada", lambda: NOW, accept=True)
    item = advise(store).items[0]
    assert item.score is not None and item.score_low is None and item.chance_of_best is None
    store.close()


def test_of_many_configurations_tried_elsewhere_those_that_stood_best_are_compared(tmp_path, monkeypatch):
    monkeypatch.setattr(advising, "MOST_CANDIDATES", 20)
    rng = np.random.default_rng(1)
    depth, rate = rng.integers(2, 60, 300), rng.uniform(0, 1, 300).round(4)
    frame = pd.DataFrame({"depth": depth, "rate": rate, "acc": 0.5 + depth / 200, "dataset": ["a", "b", "b"] * 100})
    frame.to_csv(tmp_path / "mixed.csv", index=False)
    store = MemoryStore()
    bring_in(store, plan_of(str(tmp_path / "mixed.csv"), take={"rate": "parameter"}), "ada", lambda: NOW, accept=True)
    found = advise(store, dataset="a", n=200).items
    assert len(found) <= 40
    elsewhere = {(r.depth, r.rate) for r in frame[frame.dataset == "b"].itertuples()}
    known = [r for r in found if (r.variant.choices["depth"], r.variant.choices["rate"]) in elsewhere]
    assert known and min(r.variant.choices["depth"] for r in known) > 40
    store.close()


def test_the_upper_end_lies_above_what_is_expected(store):
    for item in advise(store, metric="acc", n=5).items:
        assert item.score_low < item.score < item.score_high
        assert 0 < item.chance_of_best < 1
