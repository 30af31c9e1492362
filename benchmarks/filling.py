"""Fills a store with very many runs by SQL, for measuring: as many facts as appended ones, in a hundredth of the time.

The runs are those of a random search: each has parameters and metrics of its own. Their variants carry ids that are no
hashes, so only SQL, not the nouns, can read them.
"""

from benchmarks.bench_store import story, surroundings, variants
from store.duck import DuckStore

PARAMETERS = 20
METRICS = 20
_EACH = 20
"""Runs of one experiment."""


def fill(store: DuckStore, runs: int, first: int = 1000) -> None:
    """Adds `runs` ended runs, numbered from `first`, in experiments of twenty over a hundred datasets.

    Each has twenty parameters and twenty metrics, and is ok nine times of ten.
    """
    store.append(*surroundings(), *story(0, _EACH, variants(_EACH), 0))
    with store._cursor() as cursor:
        cursor.execute("BEGIN")
        for statement in _statements(runs, first, store.position + 1):
            cursor.execute(statement)
        cursor.execute("COMMIT")
    store._position = store._last_seq()


def _statements(runs: int, first: int, seq: int) -> list[str]:
    each = f"range({first}, {first + runs}) n(i)"
    seeded = "(hash(i * 31 + {k}) % 1000000 / 1000000.0)"
    numbers = [f"'\"p{k}\":' || round({seeded.format(k=k)} * 100, 3)" for k in range(PARAMETERS - 4)]
    words = [f"'\"w{k}\":\"' || ['low', 'middle', 'high'][1 + (hash(i + {k}) % 3)::INT] || '\"'" for k in range(3)]
    family = "['boosting', 'forest', 'linear', 'svm'][1 + (i % 4)::INT]"
    choices = '\'{"estimator":"\' || ' + family + " || '\",' || " + " || ',' || ".join([*numbers, *words]) + " || '}'"
    metrics = " || ',' || ".join(f"'\"m{k}\":' || round({seeded.format(k=50 + k)}, 4)" for k in range(METRICS - 1))
    score = f"round({seeded.format(k=99)} * 0.5 + 0.5, 5)"
    at = "TIMESTAMP '2026-03-01' + to_seconds(i)"
    experiments = f"(SELECT DISTINCT i // {_EACH} AS e FROM {each})"
    one = "(SELECT * FROM facts.{table} ORDER BY seq LIMIT 1) t"
    made = []
    for table, key, more in (
        ("goal", "'g' || e", ", 'c' || e AS conversation_id, 'v' || (e % 100) AS version_id"),
        ("proposal", "'p' || e", ", 'g' || e AS goal_id, 'c' || e AS conversation_id"),
        ("decision", "'d' || e", ", 'p' || e AS proposal_id"),
        ("experiment", "'e' || e", ", 'p' || e AS proposal_id, 'd' || e AS decision_id, 'g' || e AS goal_id"),
    ):
        made.append(
            f"INSERT INTO facts.{table} BY NAME SELECT t.* REPLACE ({seq} + x.e AS seq, {key} AS id{more}) "
            f"FROM {experiments} x, {one.format(table=table)}"
        )
    made.append(
        f"INSERT INTO facts.run BY NAME SELECT t.* REPLACE ({seq} + i AS seq, 'run' || i AS id, "
        f"'e' || (i // {_EACH}) AS experiment_id, i % {_EACH} AS position, 'v' || (i // {_EACH} % 100) AS version_id, "
        f"i AS seed, md5(i::VARCHAR)[:16] AS variant_id, {family} AS family, {family} || ' ' || i AS label, "
        f"({choices})::JSON AS choices, "
        f'(\'{{"id":"\' || md5(i::VARCHAR)[:16] || \'","workflow_id":"tabular-1",\' || '
        f'\'"family":"\' || {family} || \'","choices":\' || {choices} || \',"label":"\' || {family} || \' \' || i || '
        f"'\"}}')::JSON AS variant, {at} AS queued_at) FROM {each}, {one.format(table='run')}"
    )
    made.append(
        f"INSERT INTO facts.run_start BY NAME SELECT t.* REPLACE ({seq} + i AS seq, 'run' || i AS run_id, "
        f"{at} + INTERVAL 1 MINUTE AS started_at) FROM {each}, {one.format(table='run_start')}"
    )
    made.append(
        f"INSERT INTO facts.run_end BY NAME SELECT t.* REPLACE ({seq} + i AS seq, 'run' || i AS run_id, "
        f"CASE WHEN i % 10 = 0 THEN 'failed' ELSE 'ok' END AS outcome, "
        f"CASE WHEN i % 10 <> 0 THEN {score} END AS score, "
        f"('{{\"roc_auc\":' || {score} || ',' || {metrics} || '}}')::JSON AS metrics, 1.0 + i % 60 AS wall_s, "
        f"{at} + INTERVAL 2 MINUTE AS ended_at) FROM {each}, {one.format(table='run_end')}"
    )
    return made
