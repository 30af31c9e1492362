"""Views of data, models, meta-models and machines."""

from store.views._view import View

DATASETS = View(
    "datasets",
    "Every version of every dataset, known by the hash of its content.",
    """
SELECT v.id AS version_id, v.dataset_id, d.name AS dataset, d.source, v.rows, json_array_length(v.columns) AS n_columns,
  v.size_bytes, v.columns, v.snapshot, coalesce(r.runs, 0) AS runs, d.recorded_by, v.recorded_at
FROM facts.dataset_version v
  LEFT JOIN facts.dataset d ON d.id = v.dataset_id
  LEFT JOIN (SELECT version_id, count(*) AS runs FROM facts.run GROUP BY version_id) r ON r.version_id = v.id""",
    {
        "version_id": "Content hash of this version.",
        "dataset_id": "Id of the dataset.",
        "dataset": "Its name.",
        "source": "Where it came from: path, URL or the name of a sample.",
        "rows": "Rows.",
        "n_columns": "Columns.",
        "size_bytes": "Size of the kept copy in bytes.",
        "columns": "Its columns: name, kind, missing, distinct (JSON list).",
        "snapshot": "Path of the kept copy, relative to SEXTANT_HOME.",
        "runs": "Runs on this version.",
        "recorded_by": "Who brought it.",
        "recorded_at": "When this content was first seen (UTC).",
    },
)

MODELS = View(
    "models",
    "Every saved version of every model, with the aliases that point to it now.",
    """
WITH pointing AS (
  SELECT model, version, string_agg(alias, ', ' ORDER BY alias) AS aliases FROM (
    SELECT model, alias, arg_max(struct_pack(at := version), seq).at AS version FROM facts.alias GROUP BY model, alias)
  GROUP BY model, version)
SELECT m.id AS model_version_id, m.name AS model, m.version, a.aliases, r.family, r.label, r.metric, m.metrics, m.rows,
  m.signature, m.path, m.run_id, m.goal_id, m.saved_by, m.saved_at
FROM facts.model_version m
  LEFT JOIN facts.run r ON r.id = m.run_id
  LEFT JOIN pointing a ON a.model = m.name AND a.version = m.version""",
    {
        "model_version_id": "Id of this version.",
        "model": "Name of the model.",
        "version": "Number of this version, from 1.",
        "aliases": "Aliases that point to it now, such as champion.",
        "family": "Kind of estimator.",
        "label": "The variant in words.",
        "metric": "The metric of the run it came from.",
        "metrics": "Its metrics (JSON object).",
        "rows": "Rows it was fitted on.",
        "signature": "Input columns and their dtypes (JSON object).",
        "path": "Folder of the saved model.",
        "run_id": "The run it came from.",
        "goal_id": "The goal it serves.",
        "saved_by": "Who saved it.",
        "saved_at": "When it was saved (UTC).",
    },
)

ALIASES = View(
    "aliases",
    "Every move of an alias: who pointed it where, when and why.",
    """
SELECT id AS move_id, model, alias, version, person, reason, moved_at,
  seq = max(seq) OVER (PARTITION BY model, alias) AS in_force
FROM facts.alias""",
    {
        "move_id": "Id of the move.",
        "model": "Name of the model.",
        "alias": "Name of the alias.",
        "version": "Version it points to from then on; empty where it was taken away.",
        "person": "Who moved it.",
        "reason": "Why.",
        "moved_at": "When (UTC).",
        "in_force": "Whether it is the newest move.",
    },
)

DRIFT_REPORTS = View(
    "drift_reports",
    "What monitors saw in each batch of new data.",
    """
SELECT r.id AS report_id, r.monitor_id, m.model, r.batch, r.drifted, r.severity, r.details, r.made_at
FROM facts.drift_report r LEFT JOIN facts.monitor m ON m.id = r.monitor_id""",
    {
        "report_id": "Id of the report.",
        "monitor_id": "The monitor that made it.",
        "model": "Name of the model that is watched.",
        "batch": "The batch.",
        "drifted": "Whether the data has moved.",
        "severity": "Expected loss in the model's metric, 0 or more.",
        "details": "What was measured (JSON object).",
        "made_at": "When (UTC).",
    },
)

META_MODELS = View(
    "meta_models",
    "Every fitted meta-model: what it learned from, how good it was on datasets held out, whether it is used.",
    """
SELECT id AS meta_model_id, kind, metric, promoted, why, trained_on, quality, path, made_at
FROM facts.meta_model_card""",
    {
        "meta_model_id": "Id of the meta-model.",
        "kind": "Kind of task it is for.",
        "metric": "Metric it predicts.",
        "promoted": "Whether it was put to use.",
        "why": "Why it was or was not.",
        "trained_on": "Counts of datasets, variants, runs and own_runs (JSON object).",
        "quality": "Figures on held-out datasets (JSON object).",
        "path": "Where it is kept.",
        "made_at": "When (UTC).",
    },
)

MACHINES = View(
    "machines",
    "Machines that runs were measured on; costs transfer between them by the ratio of speeds.",
    """
SELECT id AS machine, cores, memory_mb, speed, description, measured_at FROM facts.machine""",
    {
        "machine": "Id of the machine.",
        "cores": "Processor cores.",
        "memory_mb": "Memory in MB (2**20 bytes).",
        "speed": "Result of the one-second benchmark; higher is faster.",
        "description": "What it is.",
        "measured_at": "When it was measured (UTC).",
    },
)

VIEWS = (DATASETS, MODELS, ALIASES, DRIFT_REPORTS, META_MODELS, MACHINES)
