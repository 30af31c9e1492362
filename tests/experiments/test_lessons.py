from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.lessons import front_lesson, lessons, next_steps
from experiments.results import Important, LeaderboardRow
from store.records import metric

AUC, RMSE = metric("roc_auc"), metric("rmse")


def row(label: str, score: float | None, std: float = 0.01, **more: object) -> LeaderboardRow:
    shown = {"rank": None, "run_id": label, "label": label, "family": label, "outcome": "ok", "score": score}
    return LeaderboardRow.model_validate({**shown, "score_std": std, **more})


def test_a_clear_winner_is_called_so() -> None:
    said = lessons([row("boosting", 0.91), row("linear", 0.80)], AUC, 0.5)
    assert "“boosting” is best with ROC AUC 0.910 ± 0.010 against 0.500" in said[0]
    assert "0.110) is more than the spread over folds" in said[0]


def test_a_lead_within_the_noise_is_called_so() -> None:
    said = lessons([row("boosting", 0.91, 0.05), row("linear", 0.90)], AUC, 0.5)
    assert "within the spread over folds" in said[0]
    once = lessons([row("boosting", 0.91, 0.0), row("linear", 0.90)], AUC, 0.5)[0]
    assert "0.910 against" in once and once.endswith("is measured once, so chance may have made it.")


def test_a_lead_too_small_for_its_digits_is_no_lead_of_nothing() -> None:
    said = lessons([row("boosting", 0.9102), row("linear", 0.9100)], AUC, 0.5)[0]
    assert "(under 0.001)" in said and "0.000" not in said


def test_scores_of_large_targets_have_no_exponent_and_spreads_no_false_digits() -> None:
    assert "RMSE 51,263 ± 642 against 90,000" in lessons([row("a", 51263.4, 641.83)], RMSE, 90000.0)[0]
    assert "RMSE 4.233 ± 0.64 against 5.117" in lessons([row("a", 4.2331, 0.64183)], RMSE, 5.117)[0]


def test_the_front_shows_scores_with_the_digits_of_the_leaderboard() -> None:
    said = front_lesson([row("quick", 51263.4, wall_s=0.5), row("good", 48213.4, wall_s=1240.0)], RMSE, "wall_s")
    assert "quick (51,263 at 0.5 s of fitting); good (48,213 at 1,240 s of fitting)." in said[0]


def test_a_family_leads_by_something_though_it_is_little() -> None:
    rows = [row("boosting", 0.9102, 0.0), row("linear", 0.9100, 0.0)]
    assert any("by under 0.001" in step.reason for step in next_steps(rows, AUC, 0.5, ()))


def test_of_a_persons_own_workflow_nothing_is_offered_that_cannot_be_done() -> None:
    rows = [row("fancy", 0.91), row("plain", 0.80)]
    assert [step.says for step in next_steps(rows, AUC, None, ())][-1] == "Save the best model"
    assert next_steps(rows, AUC, None, (), own=True) == ()
    failed = next_steps([*rows, row("late", None, outcome="failed")], AUC, None, (), own=True)
    assert [step.says for step in failed] == ["Why did it fail?"]


def test_a_lower_error_wins() -> None:
    said = lessons([row("a", 10.0, 1.0), row("b", 20.0, 1.0)], RMSE, 30.0)
    assert "(10) is more than" in said[0]
    assert "no better than the trivial baseline" in lessons([row("a", 31.0)], RMSE, 30.0)[0]


def test_predictions_are_compared_with_what_came() -> None:
    rows = [row("a", 0.9, expected_score=0.88, wall_s=4.0, expected_s=2.0)]
    assert (
        lessons(rows, AUC, 0.5)[1]
        == "Half of the predictions missed the score by 0.020 and the time by a factor of 2.0 or less."
    )


def test_runs_without_a_score_are_counted() -> None:
    rows = [row("a", None, outcome="timeout"), row("b", None, outcome="timeout"), row("c", None, outcome="failed")]
    assert lessons(rows, AUC, None)[1] == "Of 3 runs 3 gave no score: 2 over the time limit, 1 failed."
    assert next_steps(rows, AUC, None, ())[0].says == "Give each run twice the time"


def test_a_few_runs_over_a_limit_are_not_the_first_thing_to_do() -> None:
    good = [row(f"r{i}", 0.9 - 0.05 * i, std=0.001) for i in range(9)]
    says = [step.says for step in next_steps([*good, row("late", None, outcome="timeout")], AUC, 0.5, ())]
    assert says == ["More variants of r0", "Give each run twice the time", "Save the best model"]
    many = [*good[:3], *(row(f"late{i}", None, outcome="timeout") for i in range(2))]
    assert next_steps(many, AUC, 0.5, ())[0].says == "Give each run twice the time"
    broken_off = [*good, row("x", None, outcome="interrupted")]
    assert next_steps(broken_off, AUC, 0.5, ())[0].says == "Resume"
    pruned = [*good, row("x", None, outcome="pruned")]
    assert "1 given up early" in _told([r.model_copy(update={"expected_score": None}) for r in pruned])


def _told(rows: list[LeaderboardRow]) -> str:
    return " ".join(lessons(rows, AUC, 0.5))


def test_overlapping_scores_call_for_the_cheaper_one() -> None:
    rows = [row("slow", 0.91, wall_s=60.0), row("fast", 0.905, wall_s=1.0), row("other", 0.903, wall_s=30.0)]
    step = next_steps(rows, AUC, 0.5, ())[0]
    assert step.says == "Something faster" and "“fast” took 1.0 s instead of 60.0 s" in step.reason


def test_a_family_far_ahead_is_worth_more_runs() -> None:
    assert next_steps([row("boosting", 0.9), row("linear", 0.8)], AUC, 0.5, ())[0].says == "More variants of boosting"


def test_a_column_that_decides_alone_is_suspected() -> None:
    important = [Important(column=c, mean=m, std=0.0) for c, m in (("leak", 0.4), ("age", 0.01), ("plan", 0.0))]
    steps = next_steps([row("boosting", 0.99)], AUC, 0.5, important)
    assert steps[0].says == "Do not use leak" and "98%" in steps[0].reason


def test_nothing_better_than_trivial_calls_for_a_look_at_the_data() -> None:
    steps = next_steps([row("boosting", 0.5)], AUC, 0.5, ())
    assert len(steps) == 1 and "No variant does better" in steps[0].reason


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.floats(0, 1)), st.floats(0, 0.2), st.one_of(st.none(), st.floats(0, 1e4)),
            st.one_of(st.none(), st.floats(0, 1e4)), st.sampled_from(["ok", "failed", "timeout", "interrupted"]),
        ),
        max_size=6,
    ),
    st.one_of(st.none(), st.floats(0, 1)),
)  # fmt: skip
def test_whatever_came_there_are_sentences_and_at_most_three_steps(
    drawn: list[tuple[float | None, float, float | None, float | None, str]], baseline: float | None
) -> None:
    rows = [
        row(f"v{i}", score, std, wall_s=wall, expected_s=expected, expected_score=score, outcome=outcome)
        for i, (score, std, wall, expected, outcome) in enumerate(drawn)
    ]
    rows.sort(key=lambda r: (r.score is None, -(r.score or 0)))
    said = lessons(rows, AUC, baseline)
    assert 1 <= len(said) <= 2 and all(s.endswith(".") and "nan" not in s for s in said)
    assert len(next_steps(rows, AUC, baseline, ())) <= 3
