"""Fills the cells of a (n_datasets, n_variants) matrix in which nothing was run.

Each row is completed from its own runs by conditioning a Gaussian over variants, whose covariance blends the
similarity of the variants' choices with what the rows show of how variants rise and fall together.
"""

import numpy as np

from recommender.features import Floats

MOST_GIVEN = 200
"""Runs of one dataset that its missing cells are completed from."""
OWN_SHARE = 0.2
"""Share of a variant's variance that its neighbours do not share."""
PRIOR_ROWS = 4.0
"""Rows that the similarity of choices counts as, against the rows seen."""
ROUNDS = 2
MOST_OWN = 0.7


def covariance(rows: Floats, similarity: Floats, n_rows: float | None = None) -> Floats:
    """Covariance of variants, (n_variants, n_variants), from residual rows and from the choices' similarity.

    Args:
        rows: residuals with mean about 0, (n_rows, n_variants).
        similarity: of the variants' choices, 0 to 1, (n_variants, n_variants).
        n_rows: rows that the seen covariance counts as, if not all.
    """
    n = len(rows) if n_rows is None else n_rows
    seen = rows.T @ rows / max(len(rows), 1)
    scale = np.sqrt(np.maximum(np.diag(seen), 1e-6 + 0.1 * float(np.diag(seen).mean() if seen.size else 0)))
    shape = (1 - OWN_SHARE) * similarity
    shape[np.diag_indices(len(shape))] = 1.0
    share = PRIOR_ROWS / (PRIOR_ROWS + n)
    return np.asarray((1 - share) * seen + share * shape * np.outer(scale, scale))


def column_means(values: Floats, similarity: Floats) -> tuple[Floats, Floats]:
    """Mean of each column, (n_variants,), where runs are few drawn towards the means of similar variants.

    Returns:
        The means, and the share that each single run of a column has in its mean, (n_variants,), at most MOST_OWN.
    """
    known = np.isfinite(values)
    count, overall = known.sum(0), float(np.nanmean(values)) if known.any() else 0.0
    plain = np.where(count > 0, np.where(known, values - overall, 0).sum(0) / np.maximum(count, 1), 0.0)
    within = float(np.mean(np.where(known, values - overall - plain, 0)[known] ** 2)) if known.any() else 1.0
    between = max(float(np.var(plain[count > 0])), 0.05 * within, 1e-9) if known.any() else 1.0
    prior = (1 - OWN_SHARE) * similarity
    prior[np.diag_indices(len(prior))] = 1.0
    seen = np.flatnonzero(count)
    noise = np.diag(within / between / count[seen])
    inner = prior[np.ix_(seen, seen)]
    share = np.zeros(len(count))
    share[seen] = np.diag(np.linalg.solve(inner + noise, inner)) / count[seen]
    means = overall + prior[:, seen] @ np.linalg.solve(inner + noise, plain[seen])
    return np.asarray(means), np.clip(share, 0.0, MOST_OWN)


def complete(values: Floats, similarity: Floats, seed: int) -> tuple[Floats, Floats, Floats]:
    """The matrix with its missing cells filled: by their expectation, and by one draw that keeps their spread.

    Args:
        values: (n_datasets, n_variants), NaN where missing.
        similarity: of the variants' choices, (n_variants, n_variants).
        seed: of the draw.

    Returns:
        Both, and the share that a single run has in what was filled in for others by its column, (n_variants,).
    """
    known = np.isfinite(values)
    if known.all():
        return values.copy(), values.copy(), np.zeros(values.shape[1])
    means, share = column_means(values, similarity)
    residual = np.where(known, values - means, 0.0)
    drawn = residual
    spread = float(np.sqrt((residual[known] ** 2).mean())) if known.any() else 1.0
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal(values.shape)
    # the first round rests on choices alone, the later ones on rows too, as far as they were seen
    cover = covariance(np.full((1, values.shape[1]), max(spread, 1e-6)), similarity, 0.0)
    for _ in range(ROUNDS):
        residual, drawn = _conditioned(values - means, known, cover, normal, rng)
        cover = covariance(drawn, similarity, float(known.mean()) * len(values))
    own = share * (1.0 - known.mean(0))  # as far as cells were filled in at all
    return np.where(known, values, means + residual), np.where(known, values, means + drawn), own


def _conditioned(
    residual: Floats,
    known: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    cover: Floats,
    normal: Floats,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Rows conditioned on their known cells: expectation and draw (Matheron's rule)."""
    noise = 0.05 * float(np.diag(cover).mean()) + 1e-9
    prior = normal @ np.linalg.cholesky(cover + 1e-3 * noise * np.eye(len(cover))).T
    mean, draw = np.zeros_like(residual), prior.copy()
    for i in range(len(residual)):
        given = np.flatnonzero(known[i])
        if len(given) > MOST_GIVEN:
            given = np.sort(rng.choice(given, MOST_GIVEN, replace=False))
        if len(given) == 0 or known[i].all():
            continue
        both = np.column_stack([residual[i, given], residual[i, given] - prior[i, given]])
        solved = np.linalg.solve(cover[np.ix_(given, given)] + noise * np.eye(len(given)), both)
        update = cover[:, given] @ solved
        mean[i], draw[i] = update[:, 0], prior[i] + update[:, 1]
    return np.where(known, residual, mean), np.where(known, residual, draw)
