"""Cards made by hand, as a conversation would carry them."""

from datetime import UTC, datetime
from typing import Any

from assistant import cards
from store import records as r

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NASTY = "<img src=x onerror=alert(1)> **b** $x^2$ :material/home: :red[no] [l](http://e.example) `c`"
"""A column's name that tries HTML, Markdown, LaTeX, an icon, a colour and a link."""
LABELS = (
    ("boosting", "gradient boosting, target-encoded categories, 300 trees"),
    ("forest", "random forest, one-hot categories, 500 trees"),
    ("linear", "logistic regression, scaled, L2"),
    ("knn", "nearest neighbours, 15 of them, scaled"),
    ("neural_network", "neural network, two layers of 64"),
)


def task(metric: str = "roc_auc", kind: Any = "binary", target: str = "Churn") -> r.Task:
    validation = r.Validation(method="cv", folds=5, reason="Rows are independent, so five folds use all of them.")
    return r.Task(
        id="task-1", version_id="ab12cd34ef", target=target, kind=kind, metric=metric, validation=validation,
        positive_class="Yes" if kind == "binary" else None, columns_excluded=("customer_id",),
    )  # fmt: skip


def goal(**changes: Any) -> r.Goal:
    made = r.Goal(
        id="goal-1", conversation_id="conversation-1", person="ada", statement="Predict Churn", task=task(),
        budget=r.Budget(seconds=300), error_costs=r.ErrorCosts(false_negative=5, false_positive=1), stated_at=NOW,
    )  # fmt: skip
    return made.model_copy(update=changes)


def goal_card(target: str = "Churn") -> cards.GoalCard:
    line, option = cards.GoalLine, cards.Option
    metrics = tuple(option(label=m, says=f"Optimise {m}") for m in ("average precision", "F1", "balanced accuracy"))
    return cards.GoalCard(
        goal=goal(),
        lines=(
            line(key="data", label="Data", value="churn.csv, 7,043 rows × 21 columns", why="Version ab12cd34."),
            line(key="target", label="Target", value=f"{target}, looking for “Yes”", why="You named it."),
            line(key="kind", label="Kind", value="binary classification", why="The target has two values."),
            line(
                key="metric", label="Metric", value="ROC AUC (higher is better)", options=metrics,
                why="It ranks customers well whatever threshold is chosen later.",
            ),
            line(key="error_costs", label="Costs of errors", value="a miss costs 5 times a false alarm"),
            line(
                key="validation", label="Validation", value="5-fold cross-validation",
                why="Rows are independent, so five folds use all of them.",
                options=(option(label="20 % holdout", says="Use a 20% holdout"),),
            ),
            line(key="columns", label="Columns", value="without customer_id", why="It is a key: another value a row."),
            line(key="constraints", label="Constraints", value="none"),
            line(key="budget", label="Budget", value="5 min", options=(option(label="1 minute", says="1 minute"),)),
        ),
    )  # fmt: skip


def report(**changes: Any) -> r.DataReport:
    finding = r.Finding
    made = r.DataReport(
        id="report-1", version_id="ab12cd34ef", target="Churn", rows=7043, n_columns=21,
        summary="7,043 customers in 21 columns. 27 % of them left; most columns are categories.",
        findings=(
            finding(kind="imbalance", severity="info", columns=("Churn",), sentence="27 % of rows are “Yes”: uneven, "
                    "but enough to learn from.", figure=0.27),
            finding(kind="id_like", severity="warning", columns=("customer_id",), sentence="customer_id has another "
                    "value in every row: a key, not a clue. I leave it out."),
            finding(kind="leak", severity="problem", columns=("churn_date",), sentence="churn_date alone predicts "
                    "Churn almost perfectly: it is known only afterwards. Say if it may be used.", figure=0.998),
            finding(kind="missing", severity="info", columns=("TotalCharges",), sentence="11 charges are missing."),
        ),
        pictures=(
            r.Picture(title="How many of each class?", labels=("No", "Yes"), values=(5174, 1869)),
            r.Picture(title="Where are values missing?", labels=("TotalCharges", "tenure"), values=(0.0016, 0.0003),
                      unit="share"),
        ),
        made_at=NOW,
    )  # fmt: skip
    return made.model_copy(update=changes)


def data_card(name: str = "churn.csv") -> cards.DataCard:
    return cards.DataCard(name=name, version_id="ab12cd34ef", known_since="2026-03-01T09:30:00+00:00", report=report())


def variant(i: int) -> r.Variant:
    family, words = LABELS[i]
    return r.Variant.of("tabular-1", family, {"estimator": family, "size": i}, words)


def recommendation(i: int, metric: str = "roc_auc") -> r.Recommendation:
    scores = (0.846, 0.839, 0.834, 0.801, 0.829)
    scale = 1.0 if metric == "roc_auc" else 5000.0
    score = scores[i] * scale
    return r.Recommendation(
        id=f"recommendation-{i}", set_id="set-1", goal_id="goal-1", rank=i + 1, variant=variant(i), metric=metric,
        score=score, score_low=score - 0.02 * scale, score_high=score + 0.015 * scale, cost_s=(41, 75, 3, 12, 160)[i],
        cost_low_s=(20, 40, 1.5, 6, 70)[i], cost_high_s=(90, 160, 6, 30, 400)[i], success_probability=0.97,
        chance_of_best=(0.62, 0.48, 0.4, 0.08, 0.31)[i],
        reasons=(
            "it was among the best three on 14 of the 18 datasets most like yours",
            "target encoding helped where columns had many categories, as Contract and PaymentMethod have",
        ),
        evidence=(
            r.Evidence(dataset="bank marketing", similarity=0.91, score=0.93 * scale, rank=1, of=40),
            r.Evidence(dataset="credit approval", similarity=0.84, score=0.88 * scale, rank=2, of=38),
        ),
        made_at=NOW,
    )  # fmt: skip


def recommendations_card(n: int = 5, metric: str = "roc_auc") -> cards.RecommendationsCard:
    return cards.RecommendationsCard(
        goal_id="goal-1", set_id="set-1", items=tuple(recommendation(i, metric) for i in range(n)),
        changed=("Neural networks moved down, because you said that you don't trust them.",),
        skipped=("SVM with an RBF kernel: it failed on this table before (out of memory).",),
        basis="18 of 44 past datasets are like yours; the predictions come from 1,760 runs on them.",
    )  # fmt: skip


def plan(n: int = 3) -> r.Plan:
    runs = tuple(
        r.PlannedRun(
            variant=variant(i), recommendation_id=f"recommendation-{i}", rank=i + 1,
            expected_score=recommendation(i).score, expected_s=recommendation(i).cost_s,
            expected_low_s=recommendation(i).cost_low_s, expected_high_s=recommendation(i).cost_high_s,
        )
        for i in range(n)
    )  # fmt: skip
    return r.Plan(goal_id="goal-1", task=task(), runs=runs, budget=r.Budget(seconds=300))


def proposal(n: int = 3) -> r.Proposal:
    made = plan(n)
    return r.Proposal(id="proposal-1", conversation_id="conversation-1", plan=made, plan_hash=made.hash, made_at=NOW)


def explanation_card() -> cards.ExplanationCard:
    return cards.ExplanationCard(
        title="why gradient boosting comes first",
        sentences=("It was among the best on the datasets most like yours.", "It handles missing values by itself."),
        bars=cards.Bars(
            title="What pushed its predicted score up or down?",
            labels=("many categories", "7,043 rows", "uneven classes"), values=(0.021, 0.013, -0.006),
        ),
        columns=("Past dataset", "Score", "Runs"),
        rows=(("bank marketing", 0.931, 40), ("credit approval", 0.882, 38)),
    )  # fmt: skip


def table_card(n: int = 3) -> cards.TableCard:
    rows = tuple((LABELS[i % 5][0], 10 + i, 0.8 + i / 100) for i in range(n))
    return cards.TableCard(
        title="runs by family", columns=("family", "runs", "best"), rows=rows, sql="SELECT family, count(*) FROM runs"
    )
