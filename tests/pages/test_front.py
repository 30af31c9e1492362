"""The front of score against cost: a question, a sentence and a chart of all runs."""

from experiments.results import LeaderboardRow, Results
from pages.components.front import front_spec, front_title, front_words


def row(name: str, score: float | None, wall_s: float | None) -> LeaderboardRow:
    return LeaderboardRow(rank=None, run_id=name, label=name, score=score, wall_s=wall_s)


def found(front: tuple[str, ...] = ("quick", "good"), metric: str = "accuracy") -> Results:
    rows = (row("good", 0.9, 40.0), row("poor", 0.7, 30.0), row("quick", 0.8, 0.5), row("lost", None, 2.0))
    return Results(
        goal_id="goal", experiment_id=None, metric=metric, rows=rows, best=rows[0], baseline=None, front=front,
        front_cost="wall_s",
    )  # fmt: skip


def test_the_title_is_the_question_and_the_sentence_says_what_is_traded():
    assert front_title(found()) == "What does a better accuracy cost in time to fit?"
    assert front_words(found()).endswith("accuracy gets better by 0.100 and the cost grows 80-fold.")
    assert "nothing to trade" in front_words(found(("good",)))


def test_all_scored_runs_are_dots_and_the_line_goes_up_with_the_cost():
    line, dots = front_spec(found())["layer"]
    assert [p["run"] for p in line["data"]["values"]] == ["Quick", "Good"]
    assert [(p["run"], p["front"]) for p in dots["data"]["values"]] == [
        ("Quick", True),
        ("Poor", False),
        ("Good", True),
    ]
    assert dots["encoding"]["x"]["scale"] == {"type": "log"}


def test_a_workflows_own_metric_is_weighed_by_its_name():
    rows = tuple(r.model_copy(update={"metrics": {"min delay": 2.0 * (i + 1)}}) for i, r in enumerate(found().rows))
    own = found().model_copy(update={"front_cost": "min delay", "rows": rows})
    assert front_title(own) == "What does a better accuracy cost in delay?"
    assert {p["cost"] for p in front_spec(own)["layer"][1]["data"]["values"]} <= {r.metrics["min delay"] for r in rows}


def test_large_scores_have_no_exponent_and_a_cost_of_nothing_grows_by_no_factor():
    rows = tuple(
        r.model_copy(update={"score": 51263.4 * (i + 1), "metrics": {"min loss": 12.0 * (2 - i)}})
        for i, r in enumerate(found().rows)
    )
    own = found(metric="rmse").model_copy(update={"front_cost": "min loss", "rows": rows})
    assert "RMSE gets better by 102,527 and the cost grows from 0 to 24" in front_words(own)
