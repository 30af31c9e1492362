"""The recommender is watched: calibration, regret and cost error of blocks of what it recommended."""

import numpy as np
import pytest

from lifecycle.recommending import BLOCK, Outcome, judge_block


def block(seed: int, *, inside: float = 0.8, regret: float = 0.05, error: float = 0.3) -> list[Outcome]:
    random = np.random.default_rng(seed)
    return [
        Outcome(f"run-{seed}-{i}", bool(random.random() < inside), float(random.exponential(error)),
                float(min(random.exponential(regret), 1.0)))
        for i in range(BLOCK)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def before():
    return [judge_block(block(seed), []).details for seed in (1, 2, 3)]


def test_a_recommender_that_stays_as_it_was_is_let_be(before):
    verdicts = [judge_block(block(seed), before).verdict for seed in range(10, 60)]
    assert verdicts.count("harmful") <= 1


@pytest.mark.parametrize(
    ("change", "what", "words"),
    [
        ({"inside": 0.3}, "calibration", "too narrow"),
        ({"regret": 0.6}, "regret", "first choices have become worse"),
        ({"error": 1.8}, "cost", "costs are predicted worse"),
    ],
)
def test_each_decline_is_told_by_its_name(before, change, what, words):
    judged = judge_block(block(7, **change), before)
    assert judged.verdict == "harmful" and judged.severity > 0
    assert judged.details["looks"][what]["worse"] and words in judged.reasons[0]
    assert sum(look["worse"] for look in judged.details["looks"].values()) == 1


def test_without_earlier_blocks_only_the_promise_can_be_broken():
    assert judge_block(block(3, regret=0.9, error=3.0), []).verdict == "none"
    assert judge_block(block(3, inside=0.2), []).verdict == "harmful"


def test_what_was_never_predicted_is_left_out():
    outcomes = [Outcome(f"r{i}", None, None, None) for i in range(BLOCK)]
    judged = judge_block(outcomes, [])
    assert judged.verdict == "none" and judged.reasons == () and judged.details["looks"] == {}
