"""Progress and results in words and pictures."""

from typing import Any

import pytest

from assistant import wording
from assistant.plain import plain_lessons, plain_step
from experiments.lessons import NextStep, next_steps
from experiments.pictures import Confusion, PredictedTrue, RocCurve
from experiments.progress import ExperimentProgress, RunProgress
from experiments.results import Important, LeaderboardRow, Results
from pages.components import plots, progress, results
from store.records import metric
from tests.pages.made import LABELS, NASTY
from tests.pages.test_words import Tags


def run(state: Any = "running", **more: Any) -> RunProgress:
    shown: dict[str, Any] = {"fraction": 0.4, "folds_done": 2, "folds_total": 5, "elapsed_s": 12.0} | more
    return RunProgress(
        run_id="run-1", position=0, label=LABELS[0][1], family="boosting", variant_id="v", state=state, **shown
    )


def seen(*runs: RunProgress, state: Any = "running", **more: Any) -> ExperimentProgress:
    shown: dict[str, Any] = {"fraction": 0.4, "elapsed_s": 12.0, "eta_s": 40.0, "best_score": None} | more
    return ExperimentProgress(
        experiment_id="e", goal_id="goal-1", metric="roc_auc", state=state, best_run_id=None, runs=runs, **shown
    )


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (run(eta_s=20, score=0.84), "running, 2 of 5 folds, about 20 s left, ROC AUC 0.840"),
        (run("queued", expected_s=75, fraction=0, elapsed_s=None), "waits, takes about 75 s"),
        (run("queued", expected_s=75, fraction=0, elapsed_s=None, waits=0), "comes next, takes about 75 s"),
        (run("ok", score=0.871, fraction=1, elapsed_s=38.2), "done, 38 s, ROC AUC 0.871"),
        (run("timeout", fraction=1, elapsed_s=300), "stopped at its time limit, 5 min"),
        (run("interrupted", fraction=1, elapsed_s=None), "interrupted"),
    ],
)
def test_a_run_says_how_far_it_is(shown: RunProgress, words: str) -> None:
    assert progress.run_words(shown, "roc_auc") == words


def test_somebody_who_builds_no_models_watches_runs_without_names_of_methods() -> None:
    shown = run("ok", score=0.871, fraction=1, elapsed_s=38.2)
    text = Tags(progress.run_html(shown, "roc_auc", "many short chains of questions")).text
    assert "Many short chains of questions" in text and "done, 38 s, 87 of 100" in text
    assert "ROC AUC" not in text and "gradient" not in text


def test_the_whole_says_what_is_done_what_is_left_and_the_best_so_far() -> None:
    done = run("ok", score=0.871, fraction=1)
    text = Tags(progress.whole_html(seen(done, run(), best_score=0.871))).text
    assert "Running" in text
    assert "1 of 2 runs done, about 40 s left" in text
    assert "Best so far: ROC AUC 0.871" in text
    assert "Paused" in progress.whole_html(seen(run(), state="paused"))


def test_an_interrupted_run_is_never_called_finished() -> None:
    ended = seen(run("interrupted", fraction=1), run("ok", fraction=1), state="interrupted")
    assert progress.summary(ended) == "1 run finished in 12 s, 1 did not"


def test_what_a_failed_run_says_stays_words() -> None:
    tags = Tags(progress.run_html(run("failed", error=NASTY, fraction=1), "roc_auc"))
    assert "img" not in tags.found
    assert "<img src=x onerror=alert(1)>" in tags.text


def row(i: int, score: float | None, **more: Any) -> LeaderboardRow:
    shown: dict[str, Any] = {"score_std": 0.01, "wall_s": 12.0, "expected_s": 40.0, "latency_ms": 0.004} | more
    name = LABELS[i % 5][1]
    return LeaderboardRow(rank=i + 1 if score else None, run_id=f"run-{i}", label=name, score=score, **shown)


def found(*rows: LeaderboardRow, baseline: float | None = 0.5, **more: Any) -> Results:
    line = LeaderboardRow(rank=None, run_id=None, label="trivial baseline", baseline=True, score=baseline)
    return Results(
        goal_id="goal-1", experiment_id=None, metric="roc_auc", rows=(*rows, line), best=rows[0] if rows else None,
        baseline=baseline, **more,
    )  # fmt: skip


def test_the_leaderboard_sets_result_prediction_and_baseline_side_by_side() -> None:
    text = Tags(results.leaderboard_html(found(row(0, 0.871, expected_score=0.85), row(1, 0.84)))).text
    for words in ("0.871 ± 0.010", "predicted 0.850", "12 s", "predicted about 40 s", "under 0.01 ms", "0.500"):
        assert words in text


def test_somebody_who_builds_no_models_reads_how_it_decides_and_what_a_score_means() -> None:
    known = found(row(0, 0.871, family="forest"))
    text = Tags(results.leaderboard_html(known, plain=True)).text
    assert "A vote of many chains of yes-or-no questions" in text
    assert wording.plain_score(0.871, "roc_auc")[1:] in text
    assert "Without a model: always the same answer" in text
    assert "A vote of" not in Tags(results.leaderboard_html(known)).text


def test_that_the_best_did_clearly_worse_than_expected_is_said() -> None:
    short = found(row(0, 0.68, expected_score=0.9, family="linear"))
    assert "That is clearly less than the 90 of 100 I expected from past tables." in plain_lessons(short)
    as_foreseen = found(row(0, 0.89, expected_score=0.9, family="linear"))
    assert not [s for s in plain_lessons(as_foreseen) if "less than" in s]
    text = Tags(results.leaderboard_html(short, plain=True)).text
    assert "68 of 100" in text
    assert "I expected 90 of 100" in text
    rows = [row(0, 0.9, family="naive_bayes"), row(1, 0.8, family="linear")]
    told = [plain_step(step) for step in next_steps(rows, metric("roc_auc"), 0.5, ())]
    assert told[0][0] == "More of the kind of number 1" and "folds" not in str(told)
    assert "± " not in text


def test_a_confusion_is_saved_as_a_table() -> None:
    plot = Confusion(run_id="r", label="x", classes=("a", "b,c"), counts=((3, 1), (0, 2)))
    assert plots.confusion_csv(plot).decode().splitlines() == ['truth,a,"b,c"', "a,3,1", '"b,c",0,2']


def test_a_baseline_far_away_does_not_squeeze_what_is_to_be_compared() -> None:
    far = found(row(0, 0.991), row(1, 0.984), baseline=0.5)
    near = found(row(0, 0.6), row(1, 0.55), baseline=0.5)
    assert not results.shows_baseline(far, results.axis_of(far))
    assert results.shows_baseline(near, results.axis_of(near))
    assert "Upright line" not in results.leaderboard_html(far)


def test_runs_without_a_score_say_why() -> None:
    html = results.leaderboard_html(found(row(0, 0.8), row(1, None, outcome="memory", score_std=None)))
    assert "Stopped at its memory limit" in html


def test_long_leaderboards_fold_away() -> None:
    html = results.leaderboard_html(found(*(row(i, 0.9 - i / 100) for i in range(9))))
    assert "4 more" in html


def test_bars_of_what_matters_say_what_they_mean_and_show_no_exponents() -> None:
    important = (Important(column="a", mean=0.335, std=0.1), Important(column="b", mean=1.56e-5, std=None))
    html = results.importance_html(important)
    assert "shuffled" in html and "about 0" in html and "e-05" not in html


def test_names_in_results_stay_words() -> None:
    hostile = row(0, 0.9).model_copy(update={"label": NASTY})
    html = results.leaderboard_html(found(hostile)) + results.leaderboard_html(found(hostile), plain=True)
    html += results.lessons_html(found(hostile, lessons=(NASTY,)))
    html += results.importance_html((Important(column=NASTY, mean=0.1, std=0.01),))
    html += plots.confusion_html(Confusion(run_id="r", label=NASTY, classes=(NASTY, "b"), counts=((3, 1), (0, 2))))
    assert not {"img", "a", "script"} & Tags(html).found


def test_the_roc_curve_names_its_axes_and_the_line_of_a_guess() -> None:
    curve = RocCurve(run_id="r", label="x", positive="Yes", false_alarms=(0.0, 0.1, 1.0), found=(0.0, 0.8, 1.0))
    guess, line = plots.roc_spec(curve)["layer"]
    assert line["data"]["values"][1] == {"alarms": 0.1, "found": 0.8}
    assert line["encoding"]["y"]["title"] == "Share of “Yes” that is found"
    assert guess["data"]["values"] == [{"alarms": 0, "found": 0}, {"alarms": 1, "found": 1}]


def test_predicted_against_true_has_the_same_bounds_on_both_axes() -> None:
    cloud = PredictedTrue(run_id="r", label="x", truth=(1.0, 2.0), prediction=(1.5, 9.0), rows=2)
    _, points = plots.predicted_true_spec(cloud)["layer"]
    assert points["encoding"]["x"]["scale"]["domain"] == points["encoding"]["y"]["scale"]["domain"] == [1.0, 9.0]


def test_next_steps_are_things_to_say() -> None:
    assert found(row(0, 0.9), next_steps=(NextStep(says="Something faster", reason="They tie."),)).next_steps
