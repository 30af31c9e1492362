"""Views of what was brought in from other tools."""

from store.views._view import View

IMPORTED_RUNS = View(
    "imported_runs",
    "Every run that was imported from another tool, as it was read last.",
    """
SELECT r.id AS run_id, r.workflow, r.dataset, r.name, r.variant_id, r.family, r.label, r.choices, r.status AS state,
  r.metrics, s.metrics AS directions, r.cost_s, r.rating, r.seed, r.context, r.error, r.started_at, s.tool, a.source,
  a.person AS imported_by, a.imported_at, r.source_key
FROM facts.imported_run r
  LEFT JOIN (SELECT workflow, arg_max(space_id, seq) AS space_id, arg_max(source, seq) AS source,
               arg_max(person, seq) AS person, arg_max(imported_at, seq) AS imported_at
             FROM facts.import_act GROUP BY workflow) a ON a.workflow = r.workflow
  LEFT JOIN facts.imported_space s ON s.id = a.space_id
QUALIFY row_number() OVER (PARTITION BY r.workflow, r.source_key ORDER BY r.reading DESC, r.seq DESC) = 1""",
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

VIEWS = (IMPORTED_RUNS,)
