"""Which runs a person looks for, as SQL; and the small questions that the page Runs asks of the store. Pure."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 1000
"""Rows of the table at most: more are found by narrowing, not by scrolling."""

_BETTER = "CASE WHEN higher_is_better THEN score ELSE -score END"
_ABOVE = f"({_BETTER} - CASE WHEN higher_is_better THEN expected_score ELSE -expected_score END)"
SORTS = {
    "Newest first": "queued_at DESC, position",
    "Best score first": f"{_BETTER} DESC NULLS LAST, queued_at DESC",
    "Fastest first": "wall_s ASC NULLS LAST, queued_at DESC",
    "Slowest first": "wall_s DESC NULLS LAST, queued_at DESC",
    "Most above the prediction": f"{_ABOVE} DESC NULLS LAST",
    "Most below the prediction": f"{_ABOVE} ASC NULLS LAST",
}
GROUPS = {
    "By dataset": "dataset",
    "By family": "family",
    "By variant": "label",
    "By workflow": "workflow",
    "By experiment": "experiment_id",
    "By outcome": "state",
    "By person": "person",
    "By metric": "metric",
}
COLUMNS = (
    "run_id", "tool", "workflow", "label", "family", "dataset", "target", "metric", "higher_is_better", "state",
    "score", "score_std", "baseline", "expected_score", "wall_s", "expected_s", "cpu_s", "peak_mb", "latency_ms",
    "seed", "person", "rating", "chosen_because", "queued_at", "ended_at", "experiment_id", "variant_id", "version_id",
    "task_id", "choices", "metrics", "directions", "predictions", "context", "libraries", "machine", "code_version",
    "fidelity", "error",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a person looks for among the runs."""

    words: str = ""
    """Found in the variant, the dataset, the target, the person, the run's id or its error."""
    datasets: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    """Goals' metrics; imported runs are found, and scored, by any metric that their source has."""
    states: tuple[str, ...] = ()
    experiment: str = ""
    starred_by: str = ""
    """Only runs that this person starred."""
    sort: str = "Newest first"

    @property
    def where(self) -> tuple[str, list[object]]:
        """The condition with `?` for its values, and the values."""
        conditions, values = ["true"], list[object]()
        for word in self.words.split():
            conditions.append(
                "concat_ws(' ', label, family, workflow, tool, dataset, target, metric, run_id, person, "
                "choices::VARCHAR, error) ILIKE ? ESCAPE '\\'"
            )
            values.append(f"%{_literal(word)}%")
        chosen = {
            "dataset": self.datasets, "family": self.families, "workflow": self.workflows, "metric": self.metrics,
            "state": self.states,
        }  # fmt: skip
        for column, some in chosen.items():
            if some:
                conditions.append(f"{column} IN ({', '.join('?' * len(some))})")
                values += some
        if self.experiment:
            conditions.append("experiment_id = ?")
            values.append(self.experiment)
        if self.starred_by:
            conditions.append(f"run_id IN ({_STARRED})")
            values.append(self.starred_by)
        return " AND ".join(conditions), values

    @property
    def source(self) -> tuple[str, list[object]]:
        """What is looked through, and its values: all runs, imported ones by the wanted metrics where there are any."""
        if not self.metrics:
            return "all_runs", []
        return _BY_METRIC.format(wanted=", ".join("?" * len(self.metrics))), list(self.metrics)


_VALUE = "TRY_CAST(TRY(json_extract_string({of}, '$.\"' || wanted || '\"')) AS DOUBLE)"
_BY_METRIC = f"""(
  SELECT * EXCLUDE (wanted) REPLACE (
    coalesce(wanted, metric) AS metric,
    CASE WHEN wanted IS NULL THEN score ELSE {_VALUE.format(of="metrics")} END AS score,
    CASE WHEN wanted IS NULL THEN expected_score ELSE {_VALUE.format(of="predictions")} END AS expected_score,
    CASE WHEN wanted IS NULL THEN higher_is_better
         ELSE TRY(json_extract_string(directions, '$."' || wanted || '"')) = 'max' END AS higher_is_better)
  FROM (SELECT *, CASE WHEN tool <> 'sextant'
          THEN list_filter([{{wanted}}]::VARCHAR[], lambda m: list_contains(json_keys(metrics), m))[1] END AS wanted
        FROM all_runs))"""
"""All runs; an imported one with the first of the wanted metrics that its source has."""
_STARRED = 'SELECT run_id FROM facts.star WHERE person = ? GROUP BY run_id HAVING arg_max("on", seq)'


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def runs_sql(wanted: Wanted, person: str, most: int = SHOWN) -> tuple[str, list[object]]:
    """The runs in the wanted order, the first `most`, with whether the person starred them."""
    (where, values), (source, named) = wanted.where, wanted.source
    order = SORTS.get(wanted.sort, SORTS["Newest first"])
    sql = (
        f"SELECT run_id IN ({_STARRED}) AS starred, {', '.join(COLUMNS)} FROM {source} WHERE {where} "
        f"ORDER BY {order}, run_id LIMIT {int(most)}"
    )
    return sql, [person, *named, *values]


def count_sql(wanted: Wanted) -> tuple[str, list[object]]:
    """How many runs there are of what is wanted."""
    (where, values), (source, named) = wanted.where, wanted.source
    return f"SELECT count(*) AS runs FROM {source} WHERE {where}", [*named, *values]


def named_sql(run_ids: tuple[str, ...], person: str) -> tuple[str, list[object]]:
    """Runs by their ids."""
    places = ", ".join("?" * len(run_ids)) or "NULL"
    sql = f"SELECT run_id IN ({_STARRED}) AS starred, {', '.join(COLUMNS)} FROM all_runs WHERE run_id IN ({places})"
    return sql, [person, *run_ids]


def groups_sql(wanted: Wanted, group: str, most: int = SHOWN) -> tuple[str, list[object]]:
    """One row a group and metric: scores of different metrics are never mixed.

    Raises:
        KeyError: there is no such group.
    """
    (where, values), (source, named) = wanted.where, wanted.source
    sql = f"""
SELECT {GROUPS[group]} AS "group", metric, count(*) AS runs, count(*) FILTER (state = 'ok') AS ok,
  count(*) FILTER (state IN ('failed', 'timeout', 'memory')) AS failed,
  CASE WHEN any_value(higher_is_better) THEN max(score) ELSE min(score) END AS best, median(score) AS median,
  stddev(score) AS spread, avg(abs(score - expected_score)) AS missed_by, avg(wall_s) AS mean_s, sum(wall_s) AS total_s
FROM {source} WHERE {where} GROUP BY 1, 2 ORDER BY runs DESC, 1, 2 LIMIT {int(most)}"""
    return sql, [*named, *values]


FACETS = """
WITH each AS MATERIALIZED (
  SELECT dataset, family, workflow, metric, state, tool <> 'sextant' AS imported, count(*) AS runs
  FROM all_runs GROUP BY ALL)
SELECT 'dataset' AS facet, dataset AS value, sum(runs)::BIGINT AS runs FROM each WHERE dataset IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'family', family, sum(runs)::BIGINT FROM each WHERE family IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'workflow', workflow, sum(runs)::BIGINT FROM each WHERE workflow IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'metric', metric, sum(runs)::BIGINT FROM each WHERE metric IS NOT NULL AND NOT imported GROUP BY ALL
UNION ALL SELECT 'metric', m, count(*) FROM (SELECT unnest(json_keys(metrics)) AS m FROM imported_runs) GROUP BY ALL
UNION ALL SELECT 'state', state, sum(runs)::BIGINT FROM each GROUP BY ALL
ORDER BY 1, 3 DESC, 2"""
"""What one can narrow by, the most frequent first."""
