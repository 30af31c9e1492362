"""Cards as HTML: what a person must be able to read there, and that no name becomes markup."""

from collections.abc import Callable

import pytest

from assistant import cards
from assistant.cards import Card
from assistant.plain import plain_names
from assistant.views import ProposalState
from pages.components import data, explanation, feedback, goal, notice, proposal, recommendations, table
from pages.components.desk import Desk
from pages.components.drawing import in_force
from pages.components.profile import fact_words
from store.records import ProfileFact, Stage, Variant
from tests.pages import made
from tests.pages.test_words import Tags

NASTY = made.NASTY


def nasty_recommendations() -> str:
    card = made.recommendations_card(1)
    variant = Variant.of("tabular-1", "linear", {"estimator": NASTY}, NASTY)
    item = card.items[0].model_copy(update={"variant": variant, "reasons": (NASTY, NASTY)})
    item = item.model_copy(update={"evidence": (item.evidence[0].model_copy(update={"dataset": NASTY}),)})
    card = card.model_copy(update={"changed": (NASTY,), "skipped": (NASTY,), "basis": NASTY})
    body = recommendations.recommendation_html(item, recommendations.axis_of((item,)))
    return (
        body
        + recommendations.plain_html(item)
        + recommendations.heading_html(card.model_copy(update={"items": (item,)}))
        + recommendations.footing_html(card)
    )


def nasty_data() -> str:
    report = made.report()
    finding = report.findings[0].model_copy(update={"sentence": NASTY})
    picture = report.pictures[0].model_copy(update={"title": NASTY, "labels": (NASTY, NASTY), "unit": NASTY})
    changed = made.report(summary=NASTY, findings=(finding,), pictures=(picture,))
    return data.data_html(made.data_card(NASTY).model_copy(update={"report": changed}))


def nasty_plan() -> str:
    plan = made.plan(1)
    run = plan.runs[0].model_copy(update={"variant": Variant.of("tabular-1", "linear", {"e": NASTY}, NASTY)})
    hostile = plan.model_copy(update={"runs": (run,), "task": made.task(target=NASTY)})
    return proposal.plan_html(hostile) + proposal.plan_html(hostile, plain=True)


HOSTILE: dict[str, Callable[[], str]] = {
    "goal": lambda: goal.goal_html(made.goal_card(NASTY)),
    "data": nasty_data,
    "recommendations": nasty_recommendations,
    "proposal": nasty_plan,
    "explanation": lambda: explanation.explanation_html(
        cards.ExplanationCard(
            title=NASTY, sentences=(NASTY,), columns=(NASTY,), rows=((NASTY,),),
            bars=cards.Bars(title=NASTY, labels=(NASTY,), values=(1.0,), unit=NASTY),
        )
    ),
    "table": lambda: table.table_html(cards.TableCard(title=NASTY, columns=(NASTY,), rows=((NASTY,),), sql=NASTY)),
    "feedback": lambda: feedback.feedback_html(
        cards.FeedbackCard(feedback_id="f", understood=(NASTY,), changed=(NASTY,))
    ),
    "notice": lambda: notice.notice_html(cards.NoticeCard(level="error", text=NASTY)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_words_in_every_card(name: str) -> None:
    tags = Tags(HOSTILE[name]())
    assert not {"img", "a", "script", "iframe", "svg"} & tags.found
    assert not [a for a, _ in tags.attributes if a not in ("class", "style", "role", "aria-label", "title")]
    assert "<img src=x onerror=alert(1)>" in tags.text
    assert ":material/home:" in tags.text


def test_the_goal_says_each_line_with_its_reason_and_leaves_out_what_says_nothing() -> None:
    text = Tags(goal.goal_html(made.goal_card())).text
    assert "ROC AUC (higher is better)" in text
    assert "It ranks customers well whatever threshold is chosen later." in text
    assert "Constraints" not in text


def test_of_a_changed_goal_what_is_new_stands_open_and_the_rest_folds_away() -> None:
    card = made.goal_card()
    key = next(line.key for line in card.lines if line.key not in ("target", "constraints"))
    html = goal.goal_html(card.model_copy(update={"changed": (key,)}))
    open_part, folded = html.split("<details>")
    new = next(line for line in card.lines if line.key == key)
    assert new.value in Tags(open_part).text
    assert "Churn" in Tags(open_part).text
    assert "All of the goal" in folded
    assert not [w for w in ("Constraints", new.value) if w in Tags(folded).text]


def test_what_needs_care_in_the_data_stands_first() -> None:
    text = Tags(data.data_html(made.data_card(), "3 Mar 09:30")).text
    assert text.index("churn_date") < text.index("customer_id") < text.index("27 % of rows")
    assert "known since 3 Mar 09:30" in text
    assert "under 1 %" in text


def test_many_findings_fold_away() -> None:
    finding = made.report().findings[0]
    report = made.report(findings=tuple(finding for _ in range(9)))
    assert "4 more things seen" in data.report_html(report)


def test_a_recommendation_has_score_chance_cost_reasons_and_evidence() -> None:
    item = made.recommendation(0)
    text = Tags(recommendations.recommendation_html(item, recommendations.axis_of((item,)))).text
    for words in (
        "0.846",
        "0.826 to 0.861",
        "62 %",
        "about 40 s",
        "20 s – 2 min",
        "14 of the 18",
        "bank marketing",
        "91 %",
    ):
        assert words in text


def test_before_the_first_run_there_is_no_best_to_beat() -> None:
    item = made.recommendation(0)
    axis = recommendations.axis_of((item,))
    assert "Beats an average variant" in recommendations.recommendation_html(item, axis, first=True)
    assert "Beats the best so far" in recommendations.recommendation_html(item, axis)
    assert "better than most do: 62 %" in Tags(recommendations.plain_html(item, first=True)).text
    assert "better than the best so far" in Tags(recommendations.plain_html(item)).text


def test_somebody_who_builds_no_models_sees_names_of_methods_only_where_they_look_for_them() -> None:
    for html in (
        recommendations.plain_html(made.recommendation(0)),
        proposal.plan_html(made.plan(), plain=True),
    ):
        shown, folded = html.split("<details>", 1)
        assert "Gradient boosting" not in Tags(shown).text
        assert "ROC AUC" not in Tags(shown).text
        assert "In technical words" in folded


def test_models_of_one_kind_are_told_apart() -> None:
    said = plain_names(["linear", "forest", "linear", "linear"])
    assert len(set(said)) == 4
    assert all(name.startswith("a weighted sum of the columns") for name in (said[0], *said[2:]))


def test_a_recommendation_of_which_nothing_is_known_says_so() -> None:
    unknown = {"score": None, "score_low": None, "score_high": None, "cost_s": None, "cost_low_s": None}
    item = made.recommendation(0).model_copy(update={**unknown, "chance_of_best": None, "reasons": (), "evidence": ()})
    text = Tags(recommendations.recommendation_html(item, recommendations.axis_of((item,)))).text
    assert "not known yet" in text
    assert "an unknown time" in text
    assert "rests" not in text


def test_scores_of_a_set_share_one_axis() -> None:
    items = made.recommendations_card().items
    axis = recommendations.axis_of(items)
    assert all(axis.low < r.score < axis.high for r in items if r.score is not None)


def test_a_plan_says_exactly_what_would_run_and_its_bounds() -> None:
    text = Tags(proposal.plan_html(made.plan())).text
    for words in ("Gradient boosting", "Random forest", "Logistic regression", "about 2 min", "your budget: 5 min",
                  "stopped after 5 min or above 4 GB, 1 core", "5-fold cross-validation, seed 0"):  # fmt: skip
        assert words in text


def test_the_button_says_how_many_runs_it_allows() -> None:
    plan = made.plan()
    assert proposal.approve_words(made.plan(1)) == "Approve and run it"
    assert proposal.approve_words(plan) == "Approve and run these 3"
    grows = plan.model_copy(update={"stages": (Stage(strategy="random", runs=12),)})
    assert proposal.approve_words(grows) == "Approve and run up to 12"
    goes_on = grows.model_copy(update={"extends": "experiment-1"})
    assert proposal.approve_words(goes_on) == "Approve and run up to 12 in all"
    told = [proposal.runs_words(p) for p in (made.plan(1), plan, grows, goes_on)]
    assert told == ["1 run", "3 runs", "at most 12 runs", "at most 12 runs in all"]


def test_a_planned_run_takes_what_its_recommendation_told_and_the_whole_plan_starting_as_well() -> None:
    run = made.plan(1).runs[0].model_copy(update={"expected_s": 40.0, "beside_s": 20.0})
    text = Tags(proposal.plan_html(made.plan(1).model_copy(update={"runs": (run,)}))).text
    assert "about 40 s of fitting" in text
    assert "about 60 s" in text and "about 40 s of fitting, the rest for starting" in text


def test_the_state_of_a_plan_names_who_and_when() -> None:
    from store.records import Decision

    decision = Decision(
        id="d", proposal_id="p", plan_hash="h", verdict="approve", person="ada", channel="button", decided_at=made.NOW
    )
    state = ProposalState(proposal=made.proposal(), goal=made.goal(), state="approved", decision=decision)
    desk = Desk(assistant=None, person="ada", conversation_id=None, now=made.NOW)  # type: ignore[arg-type]
    assert proposal.state_words(state, desk) == "Approved by you, just now"


def test_only_the_newest_goal_set_and_plan_are_in_force() -> None:
    def progress(name: str) -> cards.ProgressCard:
        return cards.ProgressCard(experiment_id=name)

    shown: list[Card] = [
        made.goal_card(), made.data_card(), made.recommendations_card(), made.goal_card(), progress("e1"),
        made.recommendations_card(2), progress("e2"), progress("e1"), made.table_card(),
    ]  # fmt: skip
    assert in_force(shown) == (False, True, False, True, False, True, True, True, True)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("role", "domain_expert", "Role: domain expert"),
        ("preference:fast", True, "Prefers: fast"),
        ("family_forbidden:neural_network", True, "Never: neural network"),
        ("expertise", "high", "Expertise: high"),
        ("default:seconds", 300, "Default: seconds: 300"),
    ],
)
def test_a_fact_of_the_profile_in_words(key: str, value: object, words: str) -> None:
    assert fact_words(ProfileFact(id="f", person="ada", key=key, value=value, learned_at=made.NOW)) == words


def test_a_move_shows_both_versions_its_gates_and_escapes_what_people_wrote() -> None:
    from pages.components.move import report_html
    from store.records import GateResult, GroupDifference, PromotionReport

    group = GroupDifference(column=made.NASTY, value="<b>", rows=40, candidate=0.8, champion=0.7, gain=0.1)
    gate = GateResult(gate="at_least_as_good", passed=False, sentence="The gain is -0.1; at least 0 is asked for.")
    report = PromotionReport(
        model="churn", candidate=2, champion=1, metric="roc_auc", basis="rows", n=100, candidate_score=0.8,
        champion_score=0.9, gain=-0.1, low=-0.2, high=0.0, chance_better=0.02, groups=(group,), results=(gate,),
        passed=False, latency_ms=(0.1, None), size_bytes=(2**20, None),
    )  # fmt: skip
    shown = report_html(report)
    assert "version 2" in shown and "version 1" in shown and "<b>Shut</b>" in shown
    assert "<img" not in shown and "better in 2%" in shown


def test_a_move_is_told_about_cases_to_who_builds_no_models() -> None:
    from pages.components.move import report_html
    from store.records import GateResult, PromotionReport

    gate = GateResult(gate="at_least_as_good", passed=True, sentence="The gain in ROC AUC is +0.01.")
    report = PromotionReport(
        model="churn", candidate=2, champion=1, metric="roc_auc", basis="rows", n=1_100, candidate_score=0.91,
        champion_score=0.9, gain=0.01, low=-0.01, high=0.03, results=(gate,), passed=True,
    )  # fmt: skip
    first, _, technical = report_html(report, plain=True).partition("In technical words")
    assert "On the same 1,100 rows, version 2: shown a case looked for and another case, it tells them apart" in first
    assert "91 of 100" in first and "90 of 100" in first and "Chance alone can make that difference." in first
    assert "ROC AUC" not in first and "ROC AUC" in technical
    sure = report_html(report.model_copy(update={"low": 0.002}), plain=True)
    assert "Chance alone hardly makes that difference." in sure
    shut = report.model_copy(update={"results": (gate.model_copy(update={"passed": False}),), "passed": False})
    against, _, _ = report_html(shut, plain=True).partition("In technical words")
    assert "What speaks against it:" in against and "It is not as good as the one in use" in against
    assert "ROC AUC" not in against and "The gain" not in against
    assert "against it" not in report_html(shut, plain=True, moves=False), "two that are only compared"


def test_a_first_version_has_nothing_beside_it_and_sizes_have_units() -> None:
    from pages.components.move import report_html
    from store.records import PromotionReport

    report = PromotionReport(
        model="churn", candidate=1, champion=None, metric="roc_auc", basis="none", n=0, candidate_score=0.74,
        champion_score=None, gain=None, passed=True,
        latency_ms=(0.617, None), size_bytes=(24_956, None),
    )  # fmt: skip
    shown = report_html(report)
    assert "0.62 ms" in shown and "24 KB" in shown
    assert "better by" not in shown and "version None" not in shown


def test_rows_beyond_the_first_of_a_table_can_be_opened() -> None:
    html = table.table_html(made.table_card(15))
    assert "<summary>3 more rows</summary>" in html and html.count("<tr>") == 17, "15 rows and two heads"
    assert "more row" not in table.table_html(made.table_card(12))
