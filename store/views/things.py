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
    SELECT model, alias, arg_max(struct_pack(at := version), (moved_at, seq)).at AS version
    FROM facts.alias GROUP BY model, alias)
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
SELECT id AS move_id, model, alias, version, person, reason, proposal_id, decision_id, moved_at,
  row_number() OVER (PARTITION BY model, alias ORDER BY moved_at DESC, seq DESC) = 1 AS in_force
FROM facts.alias""",
    {
        "move_id": "Id of the move.",
        "model": "Name of the model.",
        "alias": "Name of the alias.",
        "version": "Version it points to from then on; empty where it was taken away.",
        "person": "Who moved it.",
        "reason": "Why.",
        "proposal_id": "The alias proposal it carries out.",
        "decision_id": "The decision that approved it.",
        "moved_at": "When (UTC).",
        "in_force": "Whether it is the newest move.",
    },
)

ALIAS_PROPOSALS = View(
    "alias_proposals",
    "Every move of an alias laid before a person, with its comparison and what became of it.",
    """
SELECT p.id AS proposal_id, p.model, p.alias, p.kind, p.from_version, p.to_version,
  CASE WHEN m.id IS NOT NULL THEN 'moved' WHEN d.verdict = 'approve' THEN 'approved'
       WHEN d.verdict IS NOT NULL THEN 'declined' ELSE 'waiting' END AS state,
  p.report->>'$.metric' AS metric, TRY_CAST(p.report->>'$.gain' AS DOUBLE) AS gain,
  TRY_CAST(p.report->>'$.low' AS DOUBLE) AS gain_low, TRY_CAST(p.report->>'$.high' AS DOUBLE) AS gain_high,
  CAST(p.report->>'$.passed' AS BOOLEAN) AS passed, p.report, p.why, p.plan_hash,
  d.person AS decided_by, d.decided_at, p.made_at
FROM facts.alias_proposal p
  LEFT JOIN (
    SELECT proposal_id, plan_hash, arg_max(verdict, seq) AS verdict, arg_max(person, seq) AS person,
      max(decided_at) AS decided_at
    FROM facts.decision GROUP BY proposal_id, plan_hash) d ON d.proposal_id = p.id AND d.plan_hash = p.plan_hash
  LEFT JOIN (SELECT proposal_id, arg_max(id, seq) AS id FROM facts.alias GROUP BY proposal_id) m
    ON m.proposal_id = p.id""",
    {
        "proposal_id": "Id of the proposal.",
        "model": "Name of the model.",
        "alias": "The alias that would move.",
        "kind": "promote, roll_back or retire.",
        "from_version": "Where the alias pointed when this was written.",
        "to_version": "Where it would point; empty takes it away.",
        "state": "waiting, approved, moved or declined.",
        "metric": "Metric of the comparison.",
        "gain": "How much better the candidate is, in the metric's unit.",
        "gain_low": "Lower end of the gain's interval.",
        "gain_high": "Upper end.",
        "passed": "Whether the candidate passed every gate.",
        "report": "The whole comparison (JSON object).",
        "why": "Why it was proposed.",
        "plan_hash": "Hash of the proposal; a decision is bound to it.",
        "decided_by": "Who decided last.",
        "decided_at": "When (UTC).",
        "made_at": "When it was made (UTC).",
    },
)

DRIFT_REPORTS = View(
    "drift_reports",
    "What monitors saw in each batch of new data.",
    """
SELECT r.id AS report_id, r.monitor_id, m.model, r.batch, r.rows, r.drifted, r.verdict, r.severity,
  r.reasons->>'$[0]' AS reason, r.reasons, r.details, r.made_at
FROM facts.drift_report r LEFT JOIN facts.monitor m ON m.id = r.monitor_id""",
    {
        "report_id": "Id of the report.",
        "monitor_id": "The monitor that made it.",
        "model": "Name of the model that is watched.",
        "batch": "The batch.",
        "rows": "Rows of the batch.",
        "drifted": "Whether the data has moved.",
        "verdict": "none, harmless or harmful.",
        "severity": "Expected loss in the model's metric, 0 or more.",
        "reason": "The first of the reasons.",
        "reasons": "Why, one sentence each (JSON list).",
        "details": "What was measured (JSON object).",
        "made_at": "When (UTC).",
    },
)

SUGGESTIONS = View(
    "suggestions",
    "Work that was suggested on a model, with its cause; a suggestion starts nothing.",
    """
SELECT id AS suggestion_id, model, version, cause, action, sentence, expected_gain, gain_low, gain_high, expected_s,
  evidence, policy_id, made_at
FROM facts.suggestion""",
    {
        "suggestion_id": "Id of the suggestion.",
        "model": "Name of the model.",
        "version": "The version in use it is about.",
        "cause": "drift, new_data, floor, age, schedule or knowledge.",
        "action": "retrain or look.",
        "sentence": "What was seen and what is suggested.",
        "expected_gain": "What it would bring, in the metric's unit.",
        "gain_low": "Lower end of that.",
        "gain_high": "Upper end of that.",
        "expected_s": "Seconds it would take.",
        "evidence": "Ids of the facts it rests on (JSON list).",
        "policy_id": "The policy that asked for it.",
        "made_at": "When (UTC).",
    },
)

ALERTS = View(
    "alerts",
    "What people were told about models, whether it was sent on, and what they did about it.",
    """
SELECT a.id AS alert_id, a."group" AS alert_group, a.model, a.cause, a.severity, a.sentence, a.about, a.made_at,
  coalesce(d.sent, 0) AS sent, coalesce(d.failed, 0) AS failed, k.person AS acknowledged_by,
  k.acted_at AS acknowledged_at
FROM facts.alert a
  LEFT JOIN (SELECT alert_id, count(*) FILTER (ok) AS sent, count(*) FILTER (NOT ok) AS failed
             FROM facts.alert_delivery GROUP BY alert_id) d ON d.alert_id = a.id
  LEFT JOIN (SELECT "group", arg_max(person, seq) AS person, max(acted_at) AS acted_at
             FROM facts.alert_act WHERE act = 'acknowledge' GROUP BY "group") k
    ON k."group" = a."group" AND k.acted_at >= a.made_at""",
    {
        "alert_id": "Id of the alert.",
        "alert_group": "Alerts of one group are about the same trouble.",
        "model": "Name of the model.",
        "cause": "drift, unreadable, suggestion or recommender.",
        "severity": "Expected loss in the model's metric, 0 or more.",
        "sentence": "What was told.",
        "about": "Id of the report or suggestion it is about.",
        "made_at": "When (UTC).",
        "sent": "How often it was sent on, by webhook or mail.",
        "failed": "How often sending failed.",
        "acknowledged_by": "Who has seen it.",
        "acknowledged_at": "When (UTC).",
    },
)

MODEL_CHECKS = View(
    "model_checks",
    "What was measured of kept versions beyond their score: robustness, and fairness between groups.",
    """
SELECT id AS check_id, model, version, kind, "column", metric, rows, sentences, figures, person, made_at
FROM facts.model_check""",
    {
        "check_id": "Id of the check.",
        "model": "Name of the model.",
        "version": "Its version.",
        "kind": "robustness or fairness.",
        "column": "Whose groups were compared; empty for robustness.",
        "metric": "The metric that was measured.",
        "rows": "Rows measured on, none of them learned from.",
        "sentences": "What was found, in words (JSON list).",
        "figures": "All figures with their intervals (JSON object).",
        "person": "Who asked.",
        "made_at": "When (UTC).",
    },
)

STANDING_GATES = View(
    "standing_gates",
    "Gates that every promotion must pass, as people set them and took them back.",
    """
SELECT id AS gate_id, model, gate, most, certain, columns, "values", words, person, set_at,
  NOT revoked AND seq = max(seq) OVER (PARTITION BY model, gate, columns, "values") AS in_force
FROM facts.standing_gate""",
    {
        "gate_id": "Id of the gate.",
        "model": "The model it holds for; empty for all.",
        "gate": "What it is about.",
        "most": "Its limit: a loss or a difference in the metric, milliseconds a row, or bytes.",
        "certain": "Whether the whole interval of the gain must hold it.",
        "columns": "Whose groups count (JSON list).",
        "values": "The groups that count, all where empty (JSON list).",
        "words": "What the person said.",
        "person": "Who set it or took it back.",
        "set_at": "When (UTC).",
        "in_force": "Whether later promotions must pass it.",
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

ALIAS_MOVES = View(
    "alias_moves",
    "Every move of an alias with the proposal it carried out and the decision that approved it.",
    """
SELECT a.id AS move_id, a.model, a.alias, p.kind, p.from_version, a.version AS to_version, a.person, a.reason,
  p.report->>'$.metric' AS metric, CAST(p.report->>'$.gain' AS DOUBLE) AS gain, a.proposal_id, a.decision_id,
  d.person AS decided_by, d.channel, d.words, d.decided_at, a.moved_at
FROM facts.alias a
  LEFT JOIN facts.alias_proposal p ON p.id = a.proposal_id
  LEFT JOIN facts.decision d ON d.id = a.decision_id""",
    {
        "move_id": "Id of the move.",
        "model": "Name of the model.",
        "alias": "Name of the alias.",
        "kind": "promote, roll_back or retire.",
        "from_version": "Where the alias pointed before.",
        "to_version": "Where it points since; empty where it was taken away.",
        "person": "Who moved it.",
        "reason": "Why.",
        "metric": "The metric of the comparison.",
        "gain": "How much better the new version was, in the metric's unit.",
        "proposal_id": "The alias proposal it carried out.",
        "decision_id": "The decision that approved it.",
        "decided_by": "Who decided.",
        "channel": "How: button, typed or flag.",
        "words": "The words of a typed decision.",
        "decided_at": "When it was decided (UTC).",
        "moved_at": "When it was moved (UTC).",
    },
)

VIEWS = (
    DATASETS,
    MODELS,
    ALIASES,
    ALIAS_MOVES,
    ALIAS_PROPOSALS,
    DRIFT_REPORTS,
    SUGGESTIONS,
    ALERTS,
    MODEL_CHECKS,
    STANDING_GATES,
    META_MODELS,
    MACHINES,
)
