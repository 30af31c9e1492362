"""Views of what was recommended, run and measured."""

from store.migrations import quoted
from store.records import METRICS
from store.views._view import DATASET_OF, View

_LOWER_IS_BETTER = ", ".join(quoted(m.name) for m in METRICS.values() if m.direction == "min")

RUNS = View(
    "runs",
    "Every execution of a variant: what ran on what, who approved it, how it went and what it cost.",
    f"""
SELECT r.id AS run_id, r.experiment_id, e.goal_id, g.conversation_id, d.name AS dataset, r.version_id, r.target,
  r.kind, r.metric, r.metric NOT IN ({_LOWER_IS_BETTER}) AND NOT starts_with(r.metric, 'min ') AS higher_is_better,
  r.variant->>'$.workflow_id' AS workflow, r.variant_id, r.family, r.label, r.choices, r.seed, r.position,
  CASE WHEN z.run_id IS NOT NULL THEN z.outcome WHEN s.run_id IS NOT NULL THEN 'running' ELSE 'queued' END AS state,
  z.score, z.score_std, z.baseline, r.expected_score, r.expected_s, z.wall_s, z.cpu_s, z.peak_mb, z.latency_ms,
  z.metrics, z.error, e.approved_by, r.queued_at, s.started_at, z.ended_at, s.code_version, s.machine, s.libraries,
  r.task_id, r.resumes, r.fidelity, r.chosen_because, z.partial, z.saved_s
FROM facts.run r
  LEFT JOIN facts.run_start s ON s.run_id = r.id
  LEFT JOIN facts.run_end z ON z.run_id = r.id
  LEFT JOIN facts.experiment e ON e.id = r.experiment_id
  LEFT JOIN facts.goal g ON g.id = e.goal_id
{DATASET_OF.format(of="r")}""",
    {
        "run_id": "Id of the run.",
        "experiment_id": "The experiment it belongs to.",
        "goal_id": "The goal it serves.",
        "conversation_id": "The conversation in which that goal was stated.",
        "dataset": "Name of the dataset.",
        "version_id": "Content hash of the dataset version.",
        "target": "Column that is predicted.",
        "kind": "binary, multiclass or regression.",
        "metric": "The goal's metric.",
        "higher_is_better": "Direction of that metric.",
        "workflow": "The workflow it is a variant of.",
        "variant_id": "Content hash of the variant: equal choices, equal id.",
        "family": "Kind of estimator, such as linear or boosting.",
        "label": "The variant in words.",
        "choices": "All choices of the variant (JSON).",
        "seed": "Seed of all randomness in the run.",
        "position": "Place in its plan, from 0.",
        "state": "queued, running, ok, failed, timeout, memory, stopped, interrupted, skipped, partial or pruned.",
        "score": "The metric over all folds, in its own unit.",
        "score_std": "Standard deviation of the score over folds.",
        "baseline": "Score of the trivial baseline on the same folds.",
        "expected_score": "Score that was predicted before the run.",
        "expected_s": "Wall seconds that were predicted before the run.",
        "wall_s": "Wall seconds used.",
        "cpu_s": "CPU seconds used.",
        "peak_mb": "Most resident memory, in MB (2**20 bytes).",
        "latency_ms": "Median milliseconds to predict one row.",
        "metrics": "Every metric over all folds (JSON object).",
        "error": "What went wrong, in a sentence; empty where nothing did.",
        "approved_by": "Who approved the plan.",
        "queued_at": "When it was queued (UTC).",
        "started_at": "When its process began (UTC).",
        "ended_at": "When it ended (UTC).",
        "code_version": "Version of Sextant that ran it.",
        "machine": "Id of the machine it ran on.",
        "libraries": "Library versions that matter to the score (JSON object).",
        "task_id": "Content hash of the task.",
        "resumes": "The interrupted, pruned or skipped run that this one does again.",
        "fidelity": "How much of the task was to be done (JSON); empty for the whole.",
        "chosen_because": "Why the strategy, or a person, chose it.",
        "partial": "What was measured on a part of the task (JSON); never comparable with a score.",
        "saved_s": "Wall seconds that pruning or skipping it saved, estimated.",
    },
)

RUN_VALUES = View(
    "run_values",
    "Every run with its parameters and metrics taken apart, quick to filter: CAST(parameters.C AS DOUBLE).",
    """
SELECT run_id, dataset, kind, metric, family, label, state, score, wall_s,
  TRY_CAST(choices AS VARIANT) AS parameters, TRY_CAST(r.metrics AS VARIANT) AS metrics
FROM runs r""",
    {
        "run_id": "Id of the run.",
        "dataset": "Name of the dataset.",
        "kind": "binary, multiclass or regression.",
        "metric": "The goal's metric.",
        "family": "Kind of estimator, such as linear or boosting.",
        "label": "The variant in words.",
        "state": "As in runs.",
        "score": "The metric over all folds, in its own unit.",
        "wall_s": "Wall seconds used.",
        "parameters": "All choices of the variant (VARIANT: take one out by its name, as in parameters.C).",
        "metrics": "Every metric over all folds (VARIANT).",
    },
)

_STATES = (
    "queued", "running", "ok", "failed", "timeout", "memory", "stopped", "interrupted", "skipped", "partial", "pruned",
)  # fmt: skip
_COUNTS = ", ".join(f"count(*) FILTER (state = '{s}' AND NOT done_again) AS {s}" for s in _STATES)

EXPERIMENTS = View(
    "experiments",
    "Every approved plan with how far it is and the best it found; its state is derived from its runs.",
    f"""
WITH counted AS (
  SELECT experiment_id, count(*) FILTER (NOT done_again) AS n_runs, {_COUNTS},
    any_value(higher_is_better) AS higher_is_better,
    coalesce(max(score) FILTER (state = 'ok' AND higher_is_better),
             min(score) FILTER (state = 'ok' AND NOT higher_is_better)) AS best_score,
    arg_max(run_id, CASE WHEN higher_is_better THEN score ELSE -score END) FILTER (state = 'ok') AS best_run_id,
    any_value(baseline) AS baseline, sum(wall_s) AS wall_s, sum(cpu_s) AS cpu_s,
    min(started_at) AS started_at, max(ended_at) AS ended_at
  FROM (SELECT *, run_id IN (SELECT resumes FROM facts.run WHERE resumes IS NOT NULL) AS done_again FROM runs)
  GROUP BY experiment_id),
told AS (
  SELECT experiment_id, arg_max(signal, seq) AS signal FROM facts.experiment_signal
  WHERE run_id IS NULL AND signal IN ('pause', 'resume', 'stop', 'done', 'interrupted')
  GROUP BY experiment_id)
SELECT e.id AS experiment_id, e.goal_id, g.conversation_id, d.name AS dataset, g.version_id, g.target, g.kind, g.metric,
  CASE WHEN coalesce(c.queued + c.running, 0) = 0 AND (coalesce(c.n_runs, 0) > 0 OR told.signal = 'interrupted')
            AND NOT (coalesce(p.grows, false) AND coalesce(told.signal, '') NOT IN ('stop', 'done', 'interrupted')) THEN
         CASE WHEN c.interrupted > 0 OR told.signal = 'interrupted' THEN 'interrupted'
              WHEN c.stopped > 0 THEN 'stopped' ELSE 'done' END
       WHEN told.signal = 'pause' THEN 'paused' WHEN c.running > 0 OR c.n_runs > c.queued THEN 'running'
       ELSE 'queued' END AS state,
  p.n_runs AS planned, {", ".join(f"coalesce(c.{s}, 0) AS {s}" for s in _STATES)}, c.best_score, c.best_run_id,
  c.baseline, c.wall_s, c.cpu_s, p.expected_s, e.proposal_id, e.decision_id, e.approved_by, e.approved_at,
  c.started_at, c.ended_at
FROM facts.experiment e
  LEFT JOIN counted c ON c.experiment_id = e.id
  LEFT JOIN told ON told.experiment_id = e.id
  LEFT JOIN facts.proposal p ON p.id = e.proposal_id
  LEFT JOIN facts.goal g ON g.id = e.goal_id
{DATASET_OF.format(of="g")}""",
    {
        "experiment_id": "Id of the experiment.",
        "goal_id": "The goal it serves.",
        "conversation_id": "The conversation it belongs to.",
        "dataset": "Name of the dataset.",
        "version_id": "Content hash of the dataset version.",
        "target": "Column that is predicted.",
        "kind": "binary, multiclass or regression.",
        "metric": "The goal's metric.",
        "state": "queued, running, paused, done, stopped or interrupted.",
        "planned": "Runs that were approved.",
        **{s: f"Runs that are {s}." for s in ("queued", "running", "stopped", "interrupted", "skipped")},
        "partial": "Runs that measured a part of the task, as planned.",
        "pruned": "Runs that were ended early because they had fallen behind.",
        "ok": "Runs that ended with a score.",
        "failed": "Runs that ended with an error.",
        "timeout": "Runs that were stopped at their time limit.",
        "memory": "Runs that were stopped at their memory limit.",
        "best_score": "Best score so far, in the metric's own unit and direction.",
        "best_run_id": "The run with that score.",
        "baseline": "Score of the trivial baseline.",
        "wall_s": "Wall seconds of all runs together.",
        "cpu_s": "CPU seconds of all runs together.",
        "expected_s": "Wall seconds that were predicted for the whole.",
        "proposal_id": "The proposal that was approved.",
        "decision_id": "The decision that approved it.",
        "approved_by": "Who approved it.",
        "approved_at": "When it was approved (UTC).",
        "started_at": "When its first run began (UTC).",
        "ended_at": "When its last ended run ended (UTC).",
    },
)

RECOMMENDATIONS = View(
    "recommendations",
    "Every recommended variant: what was predicted of it and, where it was run for that goal, what came of it.",
    """
WITH came AS (
  SELECT goal_id, variant_id, arg_max(run_id, queued_at) AS run_id, arg_max(state, queued_at) AS state,
    arg_max(score, queued_at) AS score, arg_max(wall_s, queued_at) AS wall_s, max(queued_at) AS queued_at
  FROM runs GROUP BY goal_id, variant_id)
SELECT n.id AS recommendation_id, n.set_id, n.goal_id, g.conversation_id, n.rank, n.variant_id, n.family, n.label,
  n.choices, n.metric, n.score AS predicted_score, n.score_low, n.score_high, a.score AS actual_score,
  a.score BETWEEN n.score_low AND n.score_high AS score_inside, n.cost_s AS predicted_s, n.cost_low_s, n.cost_high_s,
  a.wall_s AS actual_s, a.wall_s BETWEEN n.cost_low_s AND n.cost_high_s AS cost_inside, n.success_probability,
  n.chance_of_best, a.run_id, a.state, n.reasons, n.evidence, n.meta_model, n.made_at
FROM facts.recommendation n
  LEFT JOIN facts.goal g ON g.id = n.goal_id
  LEFT JOIN came a ON a.goal_id = n.goal_id AND a.variant_id = n.variant_id AND a.queued_at >= n.made_at
""",
    {
        "recommendation_id": "Id of the recommendation.",
        "set_id": "Recommendations made together share it.",
        "goal_id": "The goal it was made for.",
        "conversation_id": "The conversation of that goal.",
        "rank": "Place in its set, from 1.",
        "variant_id": "Content hash of the variant.",
        "family": "Kind of estimator.",
        "label": "The variant in words.",
        "choices": "All choices of the variant (JSON).",
        "metric": "The metric that is predicted.",
        "predicted_score": "Predicted score, in the metric's own unit.",
        "score_low": "Lower end of the 80 % interval of the score.",
        "score_high": "Upper end of the 80 % interval of the score.",
        "actual_score": "Score of the run that followed, empty where there was none.",
        "score_inside": "Whether the actual score lies in the interval.",
        "predicted_s": "Predicted wall seconds.",
        "cost_low_s": "Lower end of the 80 % interval of the cost, in seconds.",
        "cost_high_s": "Upper end of the 80 % interval of the cost, in seconds.",
        "actual_s": "Wall seconds of the run that followed.",
        "cost_inside": "Whether the actual cost lies in the interval.",
        "success_probability": "Predicted chance that the run ends with a score, 0 to 1.",
        "chance_of_best": "Predicted chance that it beats the best so far, 0 to 1.",
        "run_id": "The last run of this variant for this goal that was queued afterwards.",
        "state": "How that run stands.",
        "reasons": "Why it was recommended, one sentence each (JSON list).",
        "evidence": "The past runs it rests on (JSON list).",
        "meta_model": "Id of the meta-model that predicted it.",
        "made_at": "When it was made (UTC).",
    },
)

MEASUREMENTS = View(
    "measurements",
    "Every metric of every fold of every run.",
    """
SELECT m.run_id, m.fold, m.fold = -1 AS is_aggregate, m.metric, m.value, r.experiment_id, r.variant_id, r.version_id
FROM facts.measurement m LEFT JOIN facts.run r ON r.id = m.run_id""",
    {
        "run_id": "The run.",
        "fold": "Fold from 0; -1 is the aggregate over all folds.",
        "is_aggregate": "Whether the value is over all folds.",
        "metric": "Name of the metric.",
        "value": "Its value, in its own unit.",
        "experiment_id": "The experiment of the run.",
        "variant_id": "The variant of the run.",
        "version_id": "Content hash of the dataset version.",
    },
)

STRATEGIES = View(
    "strategies",
    "Every strategy, named or built in, with what came of the experiments that followed it.",
    """
WITH followed AS (
  SELECT e.*, coalesce(p.strategy_id, '') AS strategy_id, p.strategy,
    CASE WHEN e.baseline IS NULL OR e.best_score IS NULL THEN NULL
         ELSE abs(e.best_score - e.baseline) / greatest(abs(e.baseline), 1e-9) END AS gain
  FROM experiments e JOIN facts.proposal p ON p.id = e.proposal_id)
SELECT f.strategy_id, coalesce(any_value(s.name), any_value(f.strategy)) AS strategy, any_value(s.person) AS person,
  any_value(s.stages) AS stages, count(*) AS experiments, sum(f.ok)::BIGINT AS ok,
  sum(f.failed + f.timeout + f.memory)::BIGINT AS failed, sum(f.pruned + f.skipped)::BIGINT AS spared,
  sum(f.wall_s) AS wall_s, avg(f.gain) AS mean_gain, max(f.approved_at) AS last_used_at
FROM followed f LEFT JOIN facts.saved_strategy s ON s.id = f.strategy_id
GROUP BY f.strategy_id, f.strategy""",
    {
        "strategy_id": "Id of the saved strategy; empty for a built-in one.",
        "strategy": "Its name.",
        "person": "Who saved it.",
        "stages": "Its stages (JSON); empty for a built-in one.",
        "experiments": "Experiments that followed it.",
        "ok": "Runs that ended with a score.",
        "failed": "Runs that failed or broke a limit.",
        "spared": "Runs that were pruned or skipped.",
        "wall_s": "Wall seconds of all its runs.",
        "mean_gain": "Mean distance of the best score to the trivial baseline, as a share of the baseline.",
        "last_used_at": "When an experiment with it was last approved (UTC).",
    },
)

HUMAN_STEPS = View(
    "human_steps",
    "Every question at which an experiment from a file waited for a person, and what was answered.",
    """
WITH said AS (
  SELECT experiment_id, value->>'$.step' AS step, any_value(value->>'$.question') AS question,
    any_value(value->>'$.kind') AS kind, min(given_at) AS asked_at, max(seq) FILTER (signal = 'answer') AS answer_seq
  FROM facts.experiment_signal WHERE signal IN ('ask', 'answer') GROUP BY experiment_id, value->>'$.step'),
followed AS (
  SELECT s.experiment_id, s.step, arg_min(x.value->>'$.decision_id', x.seq) AS decision_id
  FROM said s JOIN facts.experiment_signal x
    ON x.experiment_id = s.experiment_id AND x.signal = 'extend' AND x.seq > s.answer_seq
  GROUP BY s.experiment_id, s.step)
SELECT s.experiment_id, e.goal_id, g.conversation_id, f.name AS file, s.step, s.question, s.kind,
  CASE WHEN a.id IS NULL THEN 'waiting' ELSE 'answered' END AS state, a.value->'$.answer' AS answer, a.reason AS words,
  a.person, coalesce(a.value->>'$.channel', CASE WHEN a.id IS NOT NULL THEN 'flag' END) AS channel, s.asked_at,
  a.given_at AS answered_at, d.decision_id
FROM said s
  LEFT JOIN facts.experiment_signal a ON a.seq = s.answer_seq
  LEFT JOIN followed d ON d.experiment_id = s.experiment_id AND d.step = s.step
  LEFT JOIN facts.experiment e ON e.id = s.experiment_id
  LEFT JOIN facts.goal g ON g.id = e.goal_id
  LEFT JOIN (SELECT proposal_id, any_value(name) AS name FROM facts.experiment_file GROUP BY proposal_id) f
    ON f.proposal_id = e.proposal_id""",
    {
        "experiment_id": "The experiment that waited.",
        "goal_id": "The goal it serves.",
        "conversation_id": "The conversation it belongs to.",
        "file": "Name of the experiment in its file.",
        "step": "Name of the human step.",
        "question": "What was asked.",
        "kind": "choice, yes, number, text, rating or form.",
        "state": "waiting or answered.",
        "answer": "The answer (JSON); of a form an object of its fields.",
        "words": "What the person typed, where they typed.",
        "person": "Who answered.",
        "channel": "typed, button or flag.",
        "asked_at": "When it was asked (UTC).",
        "answered_at": "When it was answered (UTC).",
        "decision_id": "The decision that approved the plan of what ran next.",
    },
)

VIEWS = (RUNS, RUN_VALUES, EXPERIMENTS, RECOMMENDATIONS, MEASUREMENTS, STRATEGIES, HUMAN_STEPS)
