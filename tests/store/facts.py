"""Example facts of every noun, for tests that need some knowledge to stand on."""

from datetime import UTC, datetime, timedelta
from itertools import count

from store.records import (
    PARENT,
    Alert,
    AlertAct,
    AlertDelivery,
    Alias,
    AliasProposal,
    Budget,
    Column,
    Conversation,
    ConversationTitle,
    DataReport,
    Dataset,
    DatasetProfile,
    DatasetVersion,
    Decision,
    DriftReport,
    Effect,
    Evidence,
    Experiment,
    ExperimentFile,
    ExperimentSignal,
    Feedback,
    FeedbackEffect,
    FeedbackWithdrawal,
    FilesRemoved,
    Finding,
    Goal,
    ImportAct,
    ImportedRecommendation,
    ImportedRun,
    ImportedSpace,
    Limits,
    Machine,
    Measurement,
    Message,
    MetaModelCard,
    ModelCheck,
    ModelVersion,
    Monitor,
    PersonForgotten,
    Plan,
    PlannedRun,
    Policy,
    Preference,
    ProfileFact,
    PromotionReport,
    Proposal,
    Recommendation,
    Record,
    Run,
    RunEnd,
    RunStart,
    SavedQuery,
    SavedQueryRemoval,
    SavedStrategy,
    Stage,
    StandingGate,
    Star,
    Step,
    Suggestion,
    Task,
    Turn,
    Validation,
    Variant,
    VariationPoint,
    Workflow,
)

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def at(seconds: float = 0) -> datetime:
    return NOON + timedelta(seconds=seconds)


def variant(estimator="hist_boosting", family="boosting", **choices) -> Variant:
    return Variant.of("tabular-1", family, {"estimator": estimator, **choices}, f"{family} with {estimator}")


def task(version="v1", target="churn", kind="binary", metric="roc_auc", excluded=(), folds=5) -> Task:
    return Task(
        id=f"task-{version}-{target}-{metric}-{len(excluded)}-{folds}",
        version_id=version,
        target=target,
        kind=kind,
        metric=metric,
        validation=Validation(method="cv", folds=folds),
        columns_excluded=excluded,
    )


def dataset(version="v1", name="churners", rows=1000) -> tuple[Record, ...]:
    columns = (
        Column(name="age", kind="numeric", dtype="int64", missing=0, distinct=60, examples=("41", "7")),
        Column(name='say "hi"; DROP TABLE', kind="text", dtype="str", missing=3, distinct=997),
        Column(name="churn", kind="boolean", dtype="bool", missing=0, distinct=2),
    )
    return (
        Dataset(id=f"d-{version}", name=name, source=f"/data/{name}.csv", recorded_at=at(), recorded_by="ada"),
        DatasetVersion(
            id=version, dataset_id=f"d-{version}", rows=rows, columns=columns, snapshot=f"data/{version}.parquet",
            size_bytes=12345, recorded_at=at(),
        ),
    )  # fmt: skip


def profile(version="v1", target="churn", kind="binary", **features) -> DatasetProfile:
    return DatasetProfile(
        id=f"p-{version}-{target}", version_id=version, target=target, kind=kind, profiler="sextant-1",
        features=features or {"mf_log_rows": 6.9, "mf_missing": 0.1, "mf_unknown": None}, made_at=at(1),
    )  # fmt: skip


def goal(id="g1", conversation="c1", supersedes=None, of: Task | None = None) -> Goal:
    return Goal(
        id=id, conversation_id=conversation, person="ada", statement="predict churn", task=of or task(),
        budget=Budget(seconds=300), preferences=(Preference(wish="fast", source="quickly"),),
        why={"target": "you said"}, supersedes=supersedes, stated_at=at(2),
    )  # fmt: skip


def recommendation(v: Variant, id="r1", goal_id="g1", rank=1, score=0.8, cost=10.0) -> Recommendation:
    return Recommendation(
        id=id, set_id="s1", goal_id=goal_id, rank=rank, variant=v, metric="roc_auc", score=score,
        score_low=score - 0.05, score_high=score + 0.05, cost_s=cost, cost_low_s=cost / 2, cost_high_s=cost * 2,
        success_probability=0.97, chance_of_best=0.4, reasons=("It did well on similar tables.",),
        evidence=(Evidence(dataset="loans", similarity=0.9, score=0.81, rank=2, of=40),),
        meta_model="m1", made_at=at(3),
    )  # fmt: skip


def proposal(*variants: Variant, id="pr1", replaces=None, goal_id="g1", of: Task | None = None) -> Proposal:
    runs = tuple(PlannedRun(variant=v, rank=i, expected_s=10.0) for i, v in enumerate(variants, 1))
    plan = Plan(goal_id=goal_id, task=of or task(), runs=runs)
    return Proposal(id=id, conversation_id="c1", plan=plan, plan_hash=plan.hash, replaces=replaces, made_at=at(4))


def decision(of: Proposal, verdict="approve", id="dec1", seconds=5) -> Decision:
    return Decision(
        id=id, proposal_id=of.id, plan_hash=of.plan_hash, verdict=verdict, person="ada", channel="typed", words="yes",
        decided_at=at(seconds),
    )  # fmt: skip


def experiment(id="e1", proposal_id="pr1", goal_id="g1") -> Experiment:
    return Experiment(
        id=id, proposal_id=proposal_id, decision_id="dec1", goal_id=goal_id, approved_by="ada", approved_at=at(6)
    )


def run(v: Variant, id="run1", experiment_id="e1", position=0, of: Task | None = None, seconds=7.0) -> Run:
    return Run(
        id=id, experiment_id=experiment_id, position=position, variant=v, task=of or task(), seed=7, limits=Limits(),
        expected_score=0.8, expected_s=10.0, queued_at=at(seconds),
    )  # fmt: skip


def start(run_id="run1", machine="box", seconds=8.0) -> RunStart:
    return RunStart(
        run_id=run_id, pid=4242, machine=machine, code_version="0.1.0", libraries={"scikit-learn": "1.9.1"},
        started_at=at(seconds),
    )  # fmt: skip


def end(run_id="run1", outcome="ok", score=0.81, wall_s=9.5, seconds=18.0, **metrics) -> RunEnd:
    ok = outcome == "ok"
    return RunEnd(
        run_id=run_id, outcome=outcome, score=score if ok else None, score_std=0.01 if ok else None,
        metrics=({"roc_auc": score, **metrics} if ok else {}), baseline=0.5 if ok else None, wall_s=wall_s,
        cpu_s=wall_s, peak_mb=210.5, latency_ms=0.2 if ok else None, error="" if ok else "It did not fit.",
        ended_at=at(seconds),
    )  # fmt: skip


def measurements(run_id="run1", folds=5, score=0.81) -> tuple[Measurement, ...]:
    return tuple(Measurement(run_id=run_id, fold=f, metric="roc_auc", value=score) for f in range(-1, folds))


def machine(id="box", speed=100.0) -> Machine:
    return Machine(id=id, cores=2, memory_mb=8000, speed=speed, description="a box", measured_at=at())


def alias_proposal(id="ap1", to_version=1) -> AliasProposal:
    report = PromotionReport(model="churn", candidate=to_version, champion=None, metric="roc_auc", basis="none", n=0,
                             candidate_score=0.81, champion_score=None, gain=None, passed=True)  # fmt: skip
    move = ("churn", "champion", None, to_version, "promote", report, "the first")
    return AliasProposal(
        id=id, model="churn", alias="champion", from_version=None, to_version=to_version, kind="promote",
        report=report, why="the first", plan_hash=AliasProposal.hash_of(*move), made_at=at(20),
    )  # fmt: skip


def imported(known: Variant) -> tuple[Record, ...]:
    """Two runs of another tool, one of unknown configuration."""
    space = ImportedSpace.of(
        workflow="elsewhere",
        tool="table",
        parameters=("C",),
        metrics={"auc": "max", "x": None},
        columns={"C": "parameter"},
    )
    of = {"workflow": "elsewhere"}
    first = ImportedRun.of(
        **of,
        source_key="1",
        dataset="bank",
        variant=known,
        status="ok",
        metrics={"auc": 0.9},
        cost_s=2.5,
        rating=4,
        started_at=at(1),
        context={"user": "bob", "gpu": None},
    )
    second = ImportedRun.of(**of, source_key="2", status="failed", error="out of disk", context={PARENT: "1"})
    act = ImportAct(
        id="ia1",
        workflow="elsewhere",
        space_id=space.id,
        source="runs.csv",
        person="ada",
        new=2,
        known=0,
        skipped={"still running": 1},
        imported_at=at(29),
    )
    advice = ImportedRecommendation(
        id="ir1",
        set_id="is1",
        workflow="elsewhere",
        dataset="bank",
        person="ada",
        metric="auc",
        direction="max",
        rank=1,
        variant=known,
        score=0.88,
        score_low=0.85,
        score_high=0.92,
        reasons=("Nobody has tried it.",),
        made_at=at(30),
    )
    return space, first, second, act, advice  # fmt: skip


def one_of_each() -> tuple[Record, ...]:
    """A small story from a table to a deployed model, with every noun in it."""
    a, b = variant(), variant("svm", "svm", C=1.0, scale=True, none=None, n=3)
    plan = proposal(a, b)
    point = VariationPoint(name="C", kind="float", low=1e-3, high=1e3, log=True, condition=(("estimator", ("svm",)),))
    return (
        Conversation(id="c1", person="ada", title="churn", started_at=at()),
        ConversationTitle(id="n1", conversation_id="c1", title="churn pilot", person="ada", named_at=at()),
        *dataset(),
        DataReport(id="rep1", version_id="v1", target=None, rows=1000, n_columns=3, summary="Fine.",
                   findings=(Finding(kind="leak", severity="problem", sentence="x", figure=0.1 + 0.2),), made_at=at()),
        profile(),
        Workflow(id="tabular-1", name="tabular", version=1, steps=(Step(name="estimate", points=(point,)),)),
        a,
        task(),
        goal(),
        recommendation(a, "r1"),
        recommendation(b, "r2", rank=2, score=0.7),
        plan,
        decision(plan),
        experiment(),
        SavedStrategy(
            id="strategy-1", name="cautious", person="ada", stages=(Stage(strategy="random", runs=5),), made_at=at(8)
        ),
        ExperimentFile(
            id="file1", proposal_id=plan.id, name="churn-search", path="churn.yaml", form={"workflow": "tabular-1"},
            person="ada", read_at=at(7),
        ),
        ExperimentSignal(id="ask1", experiment_id="e1", signal="ask", person="sextant", given_at=at(9),
                         value={"step": "verdict", "question": "Good enough?", "kind": "yes"}),
        ExperimentSignal(id="ans1", experiment_id="e1", signal="answer", person="ada", given_at=at(10), reason="yes",
                         value={"step": "verdict", "question": "Good enough?", "answer": True, "channel": "typed"}),
        ExperimentSignal(id="sig1", experiment_id="e1", run_id="run2", signal="stop", person="ada", given_at=at(9)),
        run(a),
        run(b, "run2", position=1),
        machine(),
        start(),
        *measurements(),
        end(),
        ModelVersion(id="mv1", name="churn", version=1, run_id="run1", goal_id="g1", path="models/churn/1",
                     signature={"age": "int64"}, metrics={"roc_auc": 0.81}, rows=1000, saved_by="ada", saved_at=at(20)),
        Alias(id="al1", model="churn", alias="champion", version=1, person="ada", reason="best", moved_at=at(21)),
        alias_proposal(),
        Policy(id="pol1", model="churn", new_rows=500, floor=0.7, person="ada", written_at=at(22)),
        Suggestion(id="sug1", model="churn", cause="drift", action="retrain", sentence="The model got worse.",
                   version=1, evidence=("dr1",), expected_gain=0.02, expected_s=12.0, made_at=at(23)),
        Monitor(id="mon1", model="churn", settings={"every": 100}, person="ada", made_at=at(22)),
        DriftReport(id="dr1", monitor_id="mon1", batch="b1", drifted=True, severity=0.02, details={"age": [1, 2.5]},
                    made_at=at(23)),
        ModelCheck(id="mc1", model="churn", version=1, kind="robustness", metric="roc_auc", rows=400,
                   figures={"score": 0.8}, sentences=("It bears noise.",), person="ada", made_at=at(23)),
        StandingGate(id="sg1", model="churn", gate="group_loss", most=0.02, columns=("sex",), values=("f",),
                     words="never if women fare worse by 2 points", person="ada", set_at=at(22)),
        Alert(id="at1", group="churn-1-drift", model="churn", cause="drift", severity=0.02, sentence="It got worse.",
              about="dr1", made_at=at(23)),
        AlertAct(id="aa1", group="churn-1-drift", act="acknowledge", person="ada", acted_at=at(24)),
        AlertDelivery(id="ad1", alert_id="at1", channel="webhook", ok=True, sent_at=at(23)),
        MetaModelCard(id="m1", kind="binary", metric="roc_auc", trained_on={"datasets": 40}, quality={"coverage": 0.8},
                      promoted=True, why="better", made_at=at(24)),
        Feedback(id="f1", conversation_id="c1", goal_id="g1", subject_kind="run", subject_id="run1", words="too slow",
                 sentiment="negative", understood=(Effect(kind="max_run_s", value=5),), person="ada", said_at=at(25)),
        FeedbackEffect(id="fe1", feedback_id="f1", set_id="s2", sentences=("Boosting fell from 1 to 3.",),
                       made_at=at(26)),
        FeedbackWithdrawal(feedback_id="f1", person="ada", withdrawn_at=at(27)),
        ProfileFact(id="pf1", person="ada", key="role", value="analyst", source="SQL?", learned_at=at(28)),
        Star(id="star1", run_id="run1", person="ada", on=True, starred_at=at(28)),
        SavedQuery(id="q1", name="best", sql="SELECT 1", shared=True, person="ada", saved_at=at(28)),
        SavedQuery(id="q2", name="worst", sql="SELECT 2", person="ada", saved_at=at(28)),
        SavedQueryRemoval(query_id="q2", person="ada", removed_at=at(29)),
        FilesRemoved(id="fr1", setting="keep_predictions_days", days=30, files=1, size_bytes=10, subjects=("run2",),
                     removed_at=at(29)),
        PersonForgotten(
            id="fo1", person="forgotten-1", asked_by="ada", counts={"turn blanked": 2}, forgotten_at=at(29)
        ),
        *imported(a),
        Message(id="t1", conversation_id="c1", person="ada", text="Größe 🧭", attachments=("/tmp/a.csv",),
                said_at=at()),
        Turn(id="t1", conversation_id="c1", position=0, speaker="person", text="Größe 🧭\nNUL-free", said_at=at(1),
             commands=({"name": "state_goal", "args": {"target": "churn"}},), cards=({"kind": "x", "n": 1.0},)),
    )  # fmt: skip


class Ids:
    """Ids in a row: `run-1`, `run-2` …"""

    def __init__(self) -> None:
        self._count = count(1)

    def __call__(self, prefix: str) -> str:
        return f"{prefix}-{next(self._count)}"
