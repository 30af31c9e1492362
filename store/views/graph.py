"""The knowledge as a graph: every thing a node, every relation an edge. Computed from the other views."""

from store.views._view import View

NODES = View(
    "kg_nodes",
    "The knowledge graph's nodes: datasets, tasks, workflows, variants, experiments, runs, feedback, people, models.",
    """
SELECT 'dataset:' || version_id AS node, 'dataset' AS kind, version_id AS id, dataset AS label,
  {'rows': rows, 'columns': n_columns}::JSON AS facts, recorded_at AS happened_at FROM datasets
UNION ALL SELECT 'task:' || r.task_id, 'task', r.task_id,
    'predict ' || any_value(r.target) || ' by ' || any_value(r.metric),
  {'kind': any_value(r.kind), 'metric': any_value(r.metric), 'target': any_value(r.target)}::JSON, min(r.queued_at)
  FROM facts.run r GROUP BY r.task_id
UNION ALL SELECT 'workflow:' || w, 'workflow', w, w, {'imported': bool_or(imported)}::JSON, min(happened_at) FROM (
    SELECT variant->>'$.workflow_id' AS w, false AS imported, min(queued_at) AS happened_at FROM facts.run GROUP BY ALL
    UNION ALL SELECT workflow, true, min(imported_at) FROM imported_runs GROUP BY ALL) GROUP BY w
UNION ALL SELECT 'variant:' || v.id, 'variant', v.id, any_value(v.label),
  {'family': any_value(v.family), 'choices': any_value(v.choices)}::JSON, min(v.happened_at) FROM (
    SELECT variant_id AS id, label, family, choices, queued_at AS happened_at FROM facts.run
    UNION ALL SELECT variant_id, label, family, choices, started_at FROM imported_runs WHERE variant_id IS NOT NULL) v
  GROUP BY v.id
UNION ALL SELECT 'experiment:' || experiment_id, 'experiment', experiment_id, coalesce(dataset || ': ',
    '') || 'experiment of '
    || approved_at::DATE, {'state': state, 'metric': metric, 'best': best_score, 'wall_s': wall_s}::JSON, approved_at
  FROM experiments
UNION ALL SELECT 'run:' || run_id, 'run', run_id, label,
  {'state': state, 'metric': metric, 'score': score, 'wall_s': wall_s}::JSON, queued_at FROM runs
UNION ALL SELECT 'run:' || run_id, 'run', run_id, coalesce(label, name),
  {'state': state, 'metrics': metrics, 'cost_s': cost_s, 'rating': rating}::JSON, started_at FROM imported_runs
UNION ALL SELECT 'data:' || workflow || '/' || dataset, 'dataset', dataset, dataset, {'imported': true}::JSON,
    min(imported_at)
  FROM imported_runs WHERE dataset <> '' GROUP BY workflow, dataset
UNION ALL SELECT 'feedback:' || feedback_id, 'feedback', feedback_id, words,
  {'sentiment': sentiment, 'withdrawn': withdrawn}::JSON, said_at FROM feedback
UNION ALL SELECT 'model:' || model || '/' || version, 'model', model || '/' || version, model || ' version ' || version,
  {'aliases': aliases, 'metrics': metrics}::JSON, saved_at FROM models
UNION ALL SELECT 'person:' || p, 'person', p, p, NULL::JSON, NULL FROM (
    SELECT person AS p FROM facts.conversation UNION SELECT person FROM facts.decision
    UNION SELECT person FROM facts.feedback UNION SELECT person FROM facts.profile_fact
    UNION SELECT person FROM facts.import_act)""",
    {
        "node": "Id of the node in the graph: its kind and id.",
        "kind": "dataset, task, workflow, variant, experiment, run, feedback, model or person.",
        "id": "Its id in the other views.",
        "label": "What it is, in words.",
        "facts": "What is known of it in short (JSON object).",
        "happened_at": "When it came about (UTC).",
    },
)

EDGES = View(
    "kg_edges",
    "The knowledge graph's edges: how things relate, each in one direction.",
    """
SELECT DISTINCT source, relation, target FROM (
  SELECT 'task:' || task_id AS source, 'is about' AS relation, 'dataset:' || version_id AS target FROM facts.run
  UNION ALL SELECT 'run:' || id, 'works on', 'dataset:' || version_id FROM facts.run
  UNION ALL SELECT 'run:' || id, 'solves', 'task:' || task_id FROM facts.run
  UNION ALL SELECT 'run:' || id, 'executes', 'variant:' || variant_id FROM facts.run
  UNION ALL SELECT 'run:' || id, 'belongs to', 'experiment:' || experiment_id FROM facts.run
  UNION ALL SELECT 'run:' || id, 'does again', 'run:' || resumes FROM facts.run WHERE resumes IS NOT NULL
  UNION ALL SELECT 'variant:' || variant_id, 'is of', 'workflow:' || (variant->>'$.workflow_id') FROM facts.run
  UNION ALL SELECT 'variant:' || variant_id, 'is of', 'workflow:' || workflow FROM imported_runs
    WHERE variant_id IS NOT NULL
  UNION ALL SELECT 'run:' || run_id, 'executes', 'variant:' || variant_id FROM imported_runs
    WHERE variant_id IS NOT NULL
  UNION ALL SELECT 'run:' || run_id, 'is part of', 'run:' || parent_run_id FROM run_parents
  UNION ALL SELECT 'run:' || run_id, 'works on', 'data:' || workflow || '/' || dataset FROM imported_runs
    WHERE dataset <> ''
  UNION ALL SELECT 'experiment:' || id, 'was approved by', 'person:' || approved_by FROM facts.experiment
  UNION ALL SELECT 'experiment:' || experiment_id, 'is about', 'dataset:' || version_id FROM experiments
    WHERE version_id IS NOT NULL
  UNION ALL SELECT 'feedback:' || id, 'was said by', 'person:' || person FROM facts.feedback
  UNION ALL SELECT 'feedback:' || f.id, 'is about', CASE f.subject_kind
      WHEN 'recommendation' THEN 'variant:' || r.variant_id WHEN 'dataset' THEN 'dataset:' || f.subject_id
      WHEN 'model' THEN 'model:' || f.subject_id ELSE f.subject_kind || ':' || f.subject_id END
    FROM facts.feedback f LEFT JOIN facts.recommendation r ON r.id = f.subject_id
    WHERE f.subject_kind IN ('recommendation', 'run', 'variant', 'dataset', 'model') AND f.subject_id IS NOT NULL
  UNION ALL SELECT 'feedback:' || f.id, 'concerns', 'dataset:' || g.version_id
    FROM facts.feedback f JOIN facts.goal g ON g.id = f.goal_id
  UNION ALL SELECT 'model:' || name || '/' || version, 'was made by', 'run:' || run_id FROM facts.model_version
  UNION ALL SELECT 'model:' || name || '/' || version, 'was saved by', 'person:' || saved_by FROM facts.model_version
) WHERE target IS NOT NULL""",
    {
        "source": "Node that the edge leaves.",
        "relation": "How they relate, read from source to target.",
        "target": "Node that it leads to.",
    },
)

VIEWS = (NODES, EDGES)
