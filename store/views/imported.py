"""Views of what was brought in from other tools."""

from store.records import OWN_KEY, PARENT, PARENT_NAME
from store.views._view import View
from store.views.experiments import RUNS

_EXPORTED = f"starts_with(source_key, '{OWN_KEY}')"
"""Of a run that another store of Sextant exported; behind that comes its id there."""
_COPIES = f"""
    SELECT c.id FROM (
      SELECT id, substr(source_key, {len(OWN_KEY) + 1}) AS origin FROM facts.imported_run WHERE {_EXPORTED}) c
    SEMI JOIN (SELECT id FROM facts.run UNION ALL SELECT id FROM facts.imported_run) here ON here.id = c.origin"""
"""Ids of imported runs whose originals are known themselves, as after the store they came from was merged."""

IMPORTED_RUNS = View(
    "imported_runs",
    "Every run that was imported from another tool, as it was read last; none that is known here by itself as well.",
    f"""
SELECT r.id AS run_id, r.workflow, r.dataset, r.name, r.variant_id, r.family, r.label, r.choices, r.status AS state,
  r.metrics, s.metrics AS directions, r.cost_s, r.rating, r.seed, r.context, r.error, r.started_at, s.tool, a.source,
  a.person AS imported_by, a.imported_at, r.source_key
FROM facts.imported_run r
  ANTI JOIN ({_COPIES}) c ON c.id = r.id
  LEFT JOIN (SELECT workflow, arg_max(space_id, seq) AS space_id, arg_max(source, seq) AS source,
               arg_max(person, seq) AS person, arg_max(imported_at, seq) AS imported_at
             FROM facts.import_act GROUP BY workflow) a ON a.workflow = r.workflow
  LEFT JOIN facts.imported_space s ON s.id = a.space_id
QUALIFY row_number() OVER (
  PARTITION BY CASE WHEN {_EXPORTED} THEN '' ELSE r.workflow END, r.source_key
  ORDER BY r.reading DESC, r.workflow, r.seq DESC) = 1""",
    {
        "run_id": "Id of the run: the hash of its content.",
        "workflow": "The workflow it is a run of.",
        "dataset": "Name of the data it ran on, empty where its source does not say.",
        "name": "Its name in its source.",
        "variant_id": "Content hash of its configuration; empty where the configuration is not known.",
        "family": "Kind of model, where a parameter names one, else the workflow.",
        "label": "The configuration in words.",
        "choices": "All parameters of the configuration (JSON).",
        "state": "ok, failed, timeout, memory, stopped or interrupted.",
        "metrics": "Every metric, in its own unit (JSON object).",
        "directions": "Which way each metric is better: max, min or nothing where nobody said (JSON object).",
        "cost_s": "Wall seconds.",
        "rating": "What a person gave it, in the source's own scale; higher is better.",
        "seed": "Seed of its randomness, where the source says.",
        "context": "All else that its source says (JSON object).",
        "error": "What went wrong; empty where nothing did.",
        "started_at": "When it began (UTC).",
        "tool": "What the workflow was imported from last, such as mlflow, optuna or table.",
        "source": "Path or URL the workflow was imported from last.",
        "imported_by": "Who imported from that workflow last.",
        "imported_at": "When (UTC).",
        "source_key": "What it is known by in its source.",
    },
)

RUN_PARENTS = View(
    "run_parents",
    "Which imported run is a part of which other, such as the trials of a search that were nested in MLflow.",
    f"""
SELECT c.run_id, coalesce(p.run_id, o.id) AS parent_run_id, c.workflow, c.parent_name, c.parent_key
FROM (SELECT run_id, workflow, json_extract_string(context, '$.{PARENT}') AS parent_key,
        json_extract_string(context, '$.{PARENT_NAME}') AS parent_name
      FROM imported_runs WHERE json_exists(context, '$.{PARENT}')) c
  LEFT JOIN imported_runs p ON p.workflow = c.workflow AND p.source_key = c.parent_key
  LEFT JOIN (SELECT id FROM facts.run UNION ALL SELECT id FROM facts.imported_run) o
    ON '{OWN_KEY}' || o.id = c.parent_key""",
    {
        "run_id": "Id of the run that is a part.",
        "parent_run_id": "Id of the run it is a part of; empty where that one measured nothing and is not here.",
        "workflow": "The workflow of both.",
        "parent_name": "What that one is called in its source, empty where it does not say.",
        "parent_key": "What that one is known by in its source: equal for all its parts.",
    },
)

IMPORTED_RECOMMENDATIONS = View(
    "imported_recommendations",
    "Every combination of an imported workflow that was recommended: what was predicted, and what came of it.",
    """
SELECT r.id AS recommendation_id, r.set_id, r.workflow, r.dataset, r.conversation_id, r.person, r.rank, r.variant_id,
  r.family, r.label, r.choices, r.metric, r.direction, r.score AS predicted_score, r.score_low, r.score_high,
  a.score AS actual_score, a.score BETWEEN r.score_low AND r.score_high AS score_inside,
  r.cost_s AS predicted_s, a.cost_s AS actual_s, coalesce(a.runs, 0) AS runs,
  r.success_probability, r.chance_of_best, r.reasons, r.made_at
FROM facts.imported_recommendation r
  LEFT JOIN (
    SELECT i.recommendation_id, count(*) AS runs, avg(i.cost_s) AS cost_s,
      avg(CASE WHEN i.value IS NOT NULL THEN CAST(i.value AS DOUBLE)
            WHEN i.metric = 'rating' THEN i.rating WHEN i.metric = 'cost_s' THEN i.cost_s END) AS score
    FROM (SELECT w.id AS recommendation_id, w.metric, i.rating, i.cost_s,
            json_extract_string(i.metrics, '$."' || w.metric || '"') AS value
          FROM facts.imported_recommendation w
            JOIN imported_runs i ON i.workflow = w.workflow AND i.variant_id = w.variant_id AND i.dataset = w.dataset
          WHERE i.state = 'ok') i
    GROUP BY i.recommendation_id) a ON a.recommendation_id = r.id""",
    {
        "recommendation_id": "Id of the recommendation.",
        "set_id": "Recommendations made together share it.",
        "workflow": "The imported workflow.",
        "dataset": "Name of the data it is meant for, empty where the runs do not say.",
        "conversation_id": "The conversation it was asked for in, empty outside of one.",
        "person": "Who asked.",
        "rank": "Place in its set, from 1.",
        "variant_id": "Content hash of the configuration.",
        "family": "Kind of model, where a parameter names one, else the workflow.",
        "label": "The configuration in words.",
        "choices": "All parameters of the configuration (JSON).",
        "metric": "The metric that is predicted; rating and cost_s are the columns of imported_runs.",
        "direction": "Which way that metric is better: max or min.",
        "predicted_score": "Predicted value, in the metric's own unit.",
        "score_low": "Lower end of the 80 % interval.",
        "score_high": "Upper end of the 80 % interval.",
        "actual_score": "Mean over the runs of it that were imported since; empty where there are none.",
        "score_inside": "Whether that lies in the interval.",
        "predicted_s": "Predicted wall seconds.",
        "actual_s": "Mean wall seconds of those runs.",
        "runs": "Runs of it that were imported since.",
        "success_probability": "Predicted chance that it ends with a score, 0 to 1.",
        "chance_of_best": "Predicted chance that it beats the best run so far, 0 to 1.",
        "reasons": "Why it was recommended, one sentence each (JSON list).",
        "made_at": "When (UTC).",
    },
)

_VALUE = "TRY_CAST(TRY(json_extract_string({of}, '$.\"' || m.metric || '\"')) AS DOUBLE)"
ALL_RUNS = View(
    "all_runs",
    "One's own runs and imported ones side by side: all columns of runs, filled where the source of a run says it.",
    f"""
SELECT 'sextant' AS tool, r.*, approved_by AS person, NULL::JSON AS directions, NULL::JSON AS predictions,
  NULL::JSON AS context, NULL::DOUBLE AS rating
FROM runs r
UNION ALL BY NAME
SELECT i.tool, i.run_id, i.workflow, nullif(i.dataset, '') AS dataset, coalesce(i.family, i.workflow) AS family,
  coalesce(nullif(i.label, ''), nullif(i.name, ''), i.source_key) AS label, i.state, m.metric,
  {_VALUE.format(of="i.metrics")} AS score, m.direction = 'max' AS higher_is_better, i.metrics, i.directions, i.choices,
  {_VALUE.format(of="p.predictions")} AS expected_score, p.predictions, p.cost_s AS expected_s, i.cost_s AS wall_s,
  i.seed, i.rating, nullif(i.error, '') AS error, i.context, coalesce(i.started_at, i.imported_at) AS queued_at,
  i.started_at, TRY(i.started_at + to_microseconds(CAST(1e6 * i.cost_s AS BIGINT))) AS ended_at,
  i.imported_by AS person, i.variant_id
FROM imported_runs i
  LEFT JOIN (
    SELECT workflow, k AS metric, TRY(json_extract_string(metrics, '$."' || k || '"')) AS direction
    FROM (SELECT a.workflow, s.metrics, json_keys(s.metrics)[1] AS k
          FROM (SELECT workflow, arg_max(space_id, seq) AS space_id FROM facts.import_act GROUP BY workflow) a
            JOIN facts.imported_space s ON s.id = a.space_id)) m ON m.workflow = i.workflow
  LEFT JOIN (
    SELECT workflow, dataset, variant_id, json_group_object(metric, score) AS predictions, avg(cost_s) AS cost_s
    FROM (SELECT workflow, dataset, variant_id, metric, arg_max(score, seq) AS score, arg_max(cost_s, seq) AS cost_s
          FROM facts.imported_recommendation GROUP BY ALL)
    GROUP BY ALL) p ON p.workflow = i.workflow AND p.dataset = i.dataset AND p.variant_id = i.variant_id""",
    {
        **RUNS.columns,
        "tool": "sextant for one's own, else what the workflow was imported from last.",
        "workflow": "The workflow it is a run of.",
        "metric": "The goal's metric; of imported runs the first metric of the workflow.",
        "higher_is_better": "Direction of that metric; empty where nobody said.",
        "family": "Kind of estimator; of imported runs the workflow, where no parameter names one.",
        "expected_score": "Score that was predicted before the run; of imported runs, when it was recommended.",
        "person": "Who approved it, or who imported it.",
        "directions": "Of imported runs, which way each metric is better: max, min or nothing (JSON object).",
        "predictions": "Of imported runs, what was predicted of each metric that was recommended by (JSON object).",
        "context": "Of imported runs, all else that their source says (JSON object).",
        "rating": "Of imported runs, what a person gave it; higher is better.",
    },
)

VIEWS = (IMPORTED_RUNS, RUN_PARENTS, IMPORTED_RECOMMENDATIONS, ALL_RUNS)
