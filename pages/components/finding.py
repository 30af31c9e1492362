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
    "By experiment": "experiment_id",
    "By outcome": "state",
    "By person": "approved_by",
    "By metric": "metric",
}
COLUMNS = (
    "run_id", "label", "family", "dataset", "target", "metric", "higher_is_better", "state", "score", "score_std",
    "baseline", "expected_score", "wall_s", "expected_s", "cpu_s", "peak_mb", "latency_ms", "seed", "approved_by",
    "chosen_because", "queued_at", "ended_at", "experiment_id", "variant_id", "version_id", "task_id", "choices",
    "metrics", "libraries", "machine", "code_version", "fidelity", "error",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a person looks for among the runs."""

    words: str = ""
    """Found in the variant, the dataset, the target, the person, the run's id or its error."""
    datasets: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
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
                "concat_ws(' ', label, family, dataset, target, metric, run_id, approved_by, choices::VARCHAR, error) "
                "ILIKE ? ESCAPE '\\'"
            )
            values.append(f"%{_literal(word)}%")
        chosen = {"dataset": self.datasets, "family": self.families, "metric": self.metrics, "state": self.states}
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


_STARRED = 'SELECT run_id FROM facts.star WHERE person = ? GROUP BY run_id HAVING arg_max("on", seq)'


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def runs_sql(wanted: Wanted, person: str, most: int = SHOWN) -> tuple[str, list[object]]:
    """The runs in the wanted order, the first `most`, with whether the person starred them."""
    where, values = wanted.where
    order = SORTS.get(wanted.sort, SORTS["Newest first"])
    sql = (
        f"SELECT run_id IN ({_STARRED}) AS starred, {', '.join(COLUMNS)} FROM runs WHERE {where} "
        f"ORDER BY {order}, run_id LIMIT {int(most)}"
    )
    return sql, [person, *values]


def count_sql(wanted: Wanted) -> tuple[str, list[object]]:
    """How many runs there are of what is wanted."""
    where, values = wanted.where
    return f"SELECT count(*) AS runs FROM runs WHERE {where}", values


def named_sql(run_ids: tuple[str, ...], person: str) -> tuple[str, list[object]]:
    """Runs by their ids."""
    places = ", ".join("?" * len(run_ids)) or "NULL"
    sql = f"SELECT run_id IN ({_STARRED}) AS starred, {', '.join(COLUMNS)} FROM runs WHERE run_id IN ({places})"
    return sql, [person, *run_ids]


def groups_sql(wanted: Wanted, group: str, most: int = SHOWN) -> tuple[str, list[object]]:
    """One row a group and metric: scores of different metrics are never mixed.

    Raises:
        KeyError: there is no such group.
    """
    where, values = wanted.where
    sql = f"""
SELECT {GROUPS[group]} AS "group", metric, count(*) AS runs, count(*) FILTER (state = 'ok') AS ok,
  count(*) FILTER (state IN ('failed', 'timeout', 'memory')) AS failed,
  CASE WHEN any_value(higher_is_better) THEN max(score) ELSE min(score) END AS best, median(score) AS median,
  stddev(score) AS spread, avg(abs(score - expected_score)) AS missed_by, avg(wall_s) AS mean_s, sum(wall_s) AS total_s
FROM runs WHERE {where} GROUP BY 1, 2 ORDER BY runs DESC, 1, 2 LIMIT {int(most)}"""
    return sql, values


FACETS = """
SELECT 'dataset' AS facet, dataset AS value, count(*) AS runs FROM runs WHERE dataset IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'family', family, count(*) FROM runs WHERE family IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'metric', metric, count(*) FROM runs WHERE metric IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'state', state, count(*) FROM runs GROUP BY ALL
ORDER BY 1, 3 DESC, 2"""
"""What one can narrow by, the most frequent first."""
