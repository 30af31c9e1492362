"""What the recommender predicted is judged block by block from the store, once each, and a decline is told."""

import pytest

from assistant.caring.alerts import RECOMMENDER, alert_of_report
from assistant.caring.recommending import (
    look_at_recommender,
    recommender_card,
    recommender_lines,
    recommender_reports,
    recommender_timeline,
)
from assistant.services import Services
from lifecycle.recommending import BLOCK
from store.duck import DuckStore
from store.memory import MemoryStore
from tests.store import facts


@pytest.fixture(params=["memory", "duckdb"])
def services(request, tmp_path):
    store = MemoryStore() if request.param == "memory" else DuckStore.open(tmp_path / "store.duckdb")
    store.append(*facts.dataset(), facts.task(), facts.goal(), facts.proposal(facts.variant()), facts.experiment())
    yield Services(store, tmp_path, lambda: facts.at(9_000), facts.Ids(), None, None, None)
    store.close()


def came(services, start: int, score: float, wall_s: float, best: float = 0.9, n: int = BLOCK) -> None:
    """A block of recommendations at 0.8 ± 0.05 and 10 s, and the runs that followed: every second is of rank 2."""
    made = []
    for i in range(start, start + n):
        v = facts.variant(number=i)
        advice = facts.recommendation(v, id=f"rec{i}", rank=1 + i % 2)
        made += [
            advice.model_copy(update={"set_id": f"set{i // 2}", "made_at": facts.at(100 + i)}),
            facts.run(v, id=f"run{i}", position=i, seconds=200.0 + i),
            facts.end(
                f"run{i}", score=best if i % 2 else score, wall_s=wall_s * (1 + 0.01 * (i % 7)), seconds=400.0 + i
            ),
        ]
    services.store.append(*made)


def test_one_run_is_one(services):
    came(services, 0, score=0.84, wall_s=11.0, n=1)
    assert "so far there is 1, so I cannot say yet" in recommender_lines(services)[0]


def test_blocks_are_judged_once_and_a_decline_is_told(services):
    assert "so far there are 0, so I cannot say yet" in recommender_lines(services)[0]
    assert recommender_card(services) is None
    came(services, 0, score=0.84, wall_s=11.0, best=0.84)
    (first,) = look_at_recommender(services)
    looks = first.details["looks"]
    assert first.verdict == "none" and looks["calibration"]["value"] == 1.0
    assert looks["regret"]["value"] == pytest.approx(0.0) and 1.0 < looks["cost"]["value"] < 1.3
    assert look_at_recommender(services) == [], "what was judged is not judged again"

    came(services, BLOCK, score=0.6, wall_s=80.0, best=0.84)
    (second,) = look_at_recommender(services)
    looks = second.details["looks"]
    assert second.verdict == "harmful" and {w for w, seen in looks.items() if seen["worse"]} >= {"regret", "cost"}
    assert looks["regret"]["value"] == pytest.approx(1 - 0.1 / 0.34), "of what is to be gained over 0.5"
    alert = alert_of_report(services, RECOMMENDER, second)
    assert alert.cause == "recommender" and alert_of_report(services, RECOMMENDER, second) is None
    assert recommender_lines(services)[0].startswith("No:")
    assert [row[1] for row in recommender_card(services).rows] == ["got worse", "as usual"]
    assert len(recommender_timeline(recommender_reports(services))) == 6


def test_a_block_that_is_not_whole_waits(services):
    came(services, 0, score=0.8, wall_s=10.0)
    services.store.append(
        facts.run(facts.variant(number=0), id="again", seconds=900.0), facts.end("again", seconds=999)
    )
    assert len(look_at_recommender(services)) == 1, "a variant that runs again is judged by its first run"
    assert look_at_recommender(services) == []
