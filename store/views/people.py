"""Views of what people want, were asked, decided and said."""

from store.views._view import DATASET_OF, View

GOALS = View(
    "goals",
    "Every goal as it was stated or changed; a changed goal supersedes the one before.",
    f"""
SELECT g.id AS goal_id, g.conversation_id, g.person, g.statement, d.name AS dataset, g.version_id, g.target, g.kind,
  g.metric, g.task->>'$.validation.method' AS validation, g.task->>'$.positive_class' AS positive_class,
  g.task->'$.columns_excluded' AS columns_excluded, g.constraints,
  CAST(g.budget->>'$.seconds' AS DOUBLE) AS budget_s, CAST(g.budget->>'$.runs' AS BIGINT) AS budget_runs,
  CAST(g.error_costs->>'$.false_negative' AS DOUBLE) AS cost_of_miss,
  CAST(g.error_costs->>'$.false_positive' AS DOUBLE) AS cost_of_false_alarm,
  g.preferences, g.why, g.supersedes, n.id AS superseded_by, n.id IS NULL AS in_force, g.task_id, g.stated_at
FROM facts.goal g
  LEFT JOIN (SELECT supersedes, arg_max(id, seq) AS id FROM facts.goal WHERE supersedes IS NOT NULL
             GROUP BY supersedes) n ON n.supersedes = g.id
{DATASET_OF.format(of="g")}""",
    {
        "goal_id": "Id of the goal.",
        "conversation_id": "The conversation in which it was stated.",
        "person": "Who stated it.",
        "statement": "The words it was stated or changed with.",
        "dataset": "Name of the dataset.",
        "version_id": "Content hash of the dataset version.",
        "target": "Column that is to be predicted.",
        "kind": "binary, multiclass or regression.",
        "metric": "The metric that counts.",
        "validation": "How it is measured: cv, holdout, time or group.",
        "positive_class": "The class that counts as positive (binary only).",
        "columns_excluded": "Columns that no variant may use (JSON list).",
        "constraints": "What a variant or run must satisfy (JSON object).",
        "budget_s": "Seconds the person is ready to spend, empty where not said.",
        "budget_runs": "Runs the person is ready to spend, empty where not said.",
        "cost_of_miss": "Cost of a false negative; only the ratio to the next counts.",
        "cost_of_false_alarm": "Cost of a false positive.",
        "preferences": "Wishes that order variants (JSON list).",
        "why": "Why each line of the goal is so (JSON object).",
        "supersedes": "The goal that this one changes.",
        "superseded_by": "The goal that changes this one.",
        "in_force": "Whether nothing supersedes it.",
        "task_id": "Content hash of the task.",
        "stated_at": "When it was stated (UTC).",
    },
)

DECISIONS = View(
    "decisions",
    "Every decision of a person on a proposal: who, what, how and when.",
    """
SELECT x.id AS decision_id, x.proposal_id, p.goal_id, p.conversation_id, x.verdict, x.person, x.channel, x.words,
  x.reason, x.plan_hash, x.plan_hash = coalesce(p.plan_hash, a.plan_hash) AS covers_plan,
  e.id AS experiment_id, x.decided_at
FROM facts.decision x
  LEFT JOIN facts.proposal p ON p.id = x.proposal_id
  LEFT JOIN facts.alias_proposal a ON a.id = x.proposal_id
  LEFT JOIN (SELECT decision_id, arg_max(id, seq) AS id FROM facts.experiment GROUP BY decision_id) e
    ON e.decision_id = x.id""",
    {
        "decision_id": "Id of the decision.",
        "proposal_id": "The proposal that was decided on: of an experiment, or of a move of an alias.",
        "goal_id": "The goal it serves.",
        "conversation_id": "The conversation it was made in.",
        "verdict": "approve, edit or reject.",
        "person": "Who decided.",
        "channel": "button, typed or flag.",
        "words": "What the person typed, where they typed.",
        "reason": "Why, where it was said.",
        "plan_hash": "Hash of the plan that was decided on.",
        "covers_plan": "Whether that is the very plan of the proposal.",
        "experiment_id": "The experiment that followed.",
        "decided_at": "When it was decided (UTC).",
    },
)

PROPOSALS = View(
    "proposals",
    "Every plan laid before a person, and what became of it.",
    """
WITH last AS (
  SELECT proposal_id, bool_or(verdict = 'approve' AND covers_plan) AS approved,
    arg_max(verdict, decided_at) AS verdict, arg_max(person, decided_at) AS person,
    arg_max(channel, decided_at) AS channel, max(decided_at) AS decided_at, max(experiment_id) AS experiment_id
  FROM decisions WHERE covers_plan OR verdict <> 'approve' GROUP BY proposal_id),
next AS (
  SELECT replaces, arg_max(id, seq) AS id FROM facts.proposal WHERE replaces IS NOT NULL GROUP BY replaces)
SELECT p.id AS proposal_id, p.conversation_id, p.goal_id,
  CASE WHEN l.approved THEN 'approved' WHEN l.verdict = 'reject' THEN 'declined'
       WHEN l.verdict = 'edit' OR n.id IS NOT NULL THEN 'edited' ELSE 'waiting' END AS state,
  p.n_runs, p.expected_s, p.plan->>'$.strategy' AS strategy, CAST(p.plan->>'$.parallel' AS BIGINT) AS parallel,
  p.plan, p.plan_hash, p.replaces, n.id AS replaced_by, l.person AS decided_by, l.channel, l.decided_at,
  l.experiment_id, p.made_at
FROM facts.proposal p LEFT JOIN last l ON l.proposal_id = p.id LEFT JOIN next n ON n.replaces = p.id""",
    {
        "proposal_id": "Id of the proposal.",
        "conversation_id": "The conversation it was made in.",
        "goal_id": "The goal it serves.",
        "state": "waiting, approved, declined or edited.",
        "n_runs": "Runs that would start.",
        "expected_s": "Predicted wall seconds of the whole.",
        "strategy": "How the runs were chosen.",
        "parallel": "Runs at the same time.",
        "plan": "Exactly what would run (JSON object).",
        "plan_hash": "Hash of the plan; a decision is bound to it.",
        "replaces": "The proposal that this one edits.",
        "replaced_by": "The proposal that edits this one.",
        "decided_by": "Who decided last.",
        "channel": "button, typed or flag.",
        "decided_at": "When it was decided last (UTC).",
        "experiment_id": "The experiment that followed.",
        "made_at": "When it was made (UTC).",
    },
)

FEEDBACK = View(
    "feedback",
    "What people said of recommendations, runs and results, how it was understood, and what it changed.",
    """
SELECT f.id AS feedback_id, f.conversation_id, f.goal_id, d.name AS dataset, f.subject_kind, f.subject_id, f.words,
  f.sentiment, f.rating, f.understood, f.person, e.effect, e.effects, w.feedback_id IS NOT NULL AS withdrawn,
  w.withdrawn_at, w.person AS withdrawn_by, f.said_at
FROM facts.feedback f
  LEFT JOIN (SELECT feedback_id, string_agg(array_to_string(CAST(sentences AS VARCHAR[]), ' '), ' ' ORDER BY seq)
               AS effect, count(*) AS effects
             FROM facts.feedback_effect GROUP BY feedback_id) e ON e.feedback_id = f.id
  LEFT JOIN facts.feedback_withdrawal w ON w.feedback_id = f.id
  LEFT JOIN facts.goal g ON g.id = f.goal_id
  LEFT JOIN facts.dataset_version v ON v.id = g.version_id
  LEFT JOIN facts.dataset d ON d.id = v.dataset_id""",
    {
        "feedback_id": "Id of the feedback.",
        "conversation_id": "Where it was said.",
        "goal_id": "The goal it is about.",
        "dataset": "Name of that goal's dataset.",
        "subject_kind": "recommendation, run, variant, goal, dataset, model or general.",
        "subject_id": "Id of what it is about.",
        "words": "The person's words.",
        "sentiment": "positive, negative or neutral.",
        "rating": "0 to 1, where one was given.",
        "understood": "What it was understood to mean (JSON list of typed facts).",
        "person": "Who said it.",
        "effect": "What changed in the ranking because of it, in sentences.",
        "effects": "In how many sets of recommendations a change showed.",
        "withdrawn": "Whether it was taken back.",
        "withdrawn_at": "When it was taken back (UTC).",
        "withdrawn_by": "Who took it back.",
        "said_at": "When it was said (UTC).",
    },
)

PROFILES = View(
    "profiles",
    "What is known of each person: the facts in force, the newest of each key.",
    """
SELECT person, key, value, source, id AS fact_id, learned_at
FROM facts.profile_fact
QUALIFY row_number() OVER (PARTITION BY person, key ORDER BY seq DESC) = 1 AND value IS NOT NULL""",
    {
        "person": "Who.",
        "key": "What: role, expertise, preference:<wish>, family_forbidden:<family>, default:<what> …",
        "value": "The value (JSON).",
        "source": "The words it was learned from.",
        "fact_id": "Id of the fact.",
        "learned_at": "When it was learned (UTC).",
    },
)

CHAT_TURNS = View(
    "chat_turns",
    "Every message of every conversation, with what was understood.",
    """
SELECT t.id AS turn_id, t.conversation_id, c.person, coalesce(n.title, c.title) AS title, t.position, t.speaker, t.text,
  t.files, t.commands, t.cards, t.question, t.understanding, t.elapsed_s, t.tokens_in, t.tokens_out, t.cost, t.said_at
FROM facts.turn t LEFT JOIN facts.conversation c ON c.id = t.conversation_id
  LEFT JOIN (SELECT conversation_id, arg_max(title, seq) AS title FROM facts.conversation_title
             GROUP BY conversation_id) n ON n.conversation_id = t.conversation_id""",
    {
        "turn_id": "Id of the turn.",
        "conversation_id": "The conversation.",
        "person": "Whose conversation it is.",
        "title": "Title of the conversation.",
        "position": "Place in the conversation, from 0.",
        "speaker": "person or sextant.",
        "text": "What was said.",
        "files": "Names of the files that came with it (JSON list).",
        "commands": "What it was understood to mean (JSON list).",
        "cards": "What was shown beside it (JSON list).",
        "question": "What was asked back (JSON object), empty where nothing was.",
        "understanding": "embedded, or the chat model's name.",
        "elapsed_s": "Seconds until the reply was there.",
        "tokens_in": "Tokens that the chat model read; empty where none was asked or it did not say.",
        "tokens_out": "Tokens that it wrote.",
        "cost": "What the tokens cost, in the currency of the prices that are set; empty where none are.",
        "said_at": "When it was said (UTC).",
    },
)

FORGOTTEN = View(
    "forgotten",
    "Every person who was forgotten on request: when, who asked, and what was done.",
    """
SELECT id AS forgotten_id, person, asked_by, counts, forgotten_at FROM facts.person_forgotten""",
    {
        "forgotten_id": "Id of the entry.",
        "person": "What stands for their name since.",
        "asked_by": "Who asked for it.",
        "counts": "What was done to how many facts of each kind (JSON object).",
        "forgotten_at": "When (UTC).",
    },
)

STARS = View(
    "stars",
    "Every run that a person has starred now.",
    """
SELECT run_id, person, arg_max(id, seq) AS star_id, max(starred_at) AS starred_at FROM facts.star
GROUP BY run_id, person HAVING arg_max("on", seq)""",
    {
        "run_id": "The run.",
        "person": "Who starred it.",
        "star_id": "Id of the fact.",
        "starred_at": "When (UTC).",
    },
)

SAVED_QUERIES = View(
    "saved_queries",
    "Every query that is kept under a name.",
    """
SELECT q.id AS query_id, q.name, q.sql, q.person, q.shared, q.saved_at
FROM facts.saved_query q ANTI JOIN facts.saved_query_removal r ON r.query_id = q.id""",
    {
        "query_id": "Id of the query.",
        "name": "Its name.",
        "sql": "The statement.",
        "person": "Who saved it.",
        "shared": "Whether everyone sees it in their list.",
        "saved_at": "When (UTC).",
    },
)

FILES_REMOVED = View(
    "files_removed",
    "Every time that what is older than the retention settings allow was removed.",
    """
SELECT id AS removal_id, setting, days, files, size_bytes, coalesce(facts, 0) AS facts, subjects, removed_at
FROM facts.files_removed""",
    {
        "removal_id": "Id of the entry.",
        "setting": "The setting that asked for it.",
        "days": "Days that it is kept, as set.",
        "files": "How many files were removed.",
        "size_bytes": "Bytes that they had.",
        "facts": "How many facts had their words or details blanked.",
        "subjects": "What it belonged to, such as ids of runs or conversations (JSON list).",
        "removed_at": "When (UTC).",
    },
)

VIEWS = (STARS, SAVED_QUERIES, FILES_REMOVED, FORGOTTEN, GOALS, DECISIONS, PROPOSALS, FEEDBACK, PROFILES, CHAT_TURNS)
