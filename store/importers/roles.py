"""What the columns of a table of runs are taken as: exact rules, each with its reason, and a person's corrections."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, TypeGuard, get_args

from store.errors import BadRequest
from store.records import METRICS, Direction, Scalar

Role = Literal[
    "parameter",
    "metric",
    "cost",
    "dataset",
    "status",
    "name",
    "rating",
    "seed",
    "started",
    "error",
    "context",
    "ignore",
]
UNITS = ("ms", "s", "min", "h")
"""In which costs may be told."""
SINGLE: tuple[Role, ...] = ("cost", "status", "rating", "seed", "started", "error", "name", "dataset")
"""Roles that one column can have; a second candidate is kept as context."""


@dataclass(frozen=True)
class Taken:
    """A column and what it is taken as."""

    column: str
    role: Role
    why: str
    """The rule or the person, in words."""
    name: str = ""
    """What it is called in Sextant: the column without prefixes such as `params.`."""
    direction: Direction | None = None
    """For a metric: which way is better, None where nobody has said."""
    unit: str = "s"
    """For a cost: ms, s, min or h."""
    sure: bool = True
    """False where the rules found nothing to go by and a person should look."""

    @property
    def text(self) -> str:
        """The role with what belongs to it, such as "metric max" or "cost min"."""
        if self.role == "metric":
            return f"metric {self.direction or '?'}"
        return f"cost {self.unit}" if self.role == "cost" else self.role


_PREFIX_ROLES: tuple[tuple[str, Role], ...] = (
    ("parameters", "parameter"), ("parameter", "parameter"), ("params", "parameter"), ("param", "parameter"),
    ("hparams", "parameter"), ("hyperparameters", "parameter"), ("config", "parameter"), ("hp", "parameter"),
    ("metrics", "metric"), ("metric", "metric"), ("summary", "metric"), ("values", "metric"),
    ("tags", "context"), ("tag", "context"), ("user_attrs", "context"), ("system_attrs", "context"),
    ("context", "context"),
)  # fmt: skip
_OWN_WORDS = frozenset({"values", "metric", "tag", "context", "config", "summary"})
"""Prefixes that are no prefixes before an underscore: `metric_depth` may be anything."""
_PREFIXES: tuple[tuple[str, Role], ...] = tuple(
    (prefix + sign, role)
    for prefix, role in _PREFIX_ROLES
    for sign in (".", "/", ":", "_")
    if not (sign == "_" and prefix in _OWN_WORDS)
)
_NAMES: dict[Role, frozenset[str]] = {
    "status": frozenset({"status", "state", "outcome", "run_status"}),
    "dataset": frozenset({"dataset", "data", "dataset_name", "dataset_id", "data_file", "datafile", "data_set"}),
    "name": frozenset({"name", "run", "run_id", "run_name", "id", "trial", "trial_id", "number", "run_uuid", "uuid"}),
    "seed": frozenset({"seed", "random_seed", "random_state", "rng_seed"}),
    "rating": frozenset({"rating", "feedback", "user_rating", "user_feedback", "stars"}),
    "started": frozenset({"started_at", "start_time", "datetime_start", "created", "created_at", "start", "started"}),
    "error": frozenset({"error", "error_message", "exception", "failure_reason"}),
}
_LONG = 500
"""Letters from which on a text is none that one chooses."""
IDS = frozenset({"run_id", "id", "trial_id", "run_uuid", "uuid"})
"""Names of columns that tell one run from another."""
_BOOKKEEPING = frozenset({
    "end_time", "datetime_complete", "ended_at", "end", "experiment_id", "artifact_uri", "_step", "_timestamp",
    "_wandb", "user", "notes", "description", "comment", "commit", "git_commit", "hostname", "updated", "updated_at",
    "iteration", "unnamed", "unnamed: 0", "index", "",
})  # fmt: skip
_COST = re.compile(
    r"^_?(?:total_|train(?:ing)?_|fit_|run_?|wall_?(?:clock_)?|elapsed_?|execution_|cpu_)*"
    r"(?:time|duration|runtime|elapsed|cost|seconds|dauer|laufzeit)(?:_(?:taken|spent|used|elapsed|total))?"
    r"(?:_(ms|milliseconds|s|sec|secs|seconds|min|mins|minutes|h|hours))?$"
)
_TIMED = re.compile(r"[(\[]\s*(?:ms|s|sec|secs|seconds|min|mins|minutes|h|hours)\s*[)\]]\s*$", re.IGNORECASE)
"""A unit of time behind a name that no rule knows."""
_UNIT = {"milliseconds": "ms", "sec": "s", "secs": "s", "seconds": "s", "mins": "min", "minutes": "min", "hours": "h"}
_MAX = (
    "accuracy", "acc", "balanced_accuracy", "precision", "recall", "f1", "f1_score", "f1score", "fscore", "auc",
    "auroc", "roc_auc", "rocauc", "pr_auc", "auprc", "average_precision", "map", "r2", "r2_score", "mcc", "kappa",
    "iou", "miou", "dice", "jaccard", "bleu", "rouge", "ndcg", "hit_rate", "tpr", "tnr", "sensitivity", "specificity",
    "reward",
    "silhouette", "throughput", "top1", "top5", "psnr", "ssim", "explained_variance",
)  # fmt: skip
_MIN = (
    "loss", "log_loss", "logloss", "cross_entropy", "error", "error_rate", "err", "mse", "rmse", "mae", "mape", "smape",
    "rmsle", "msle", "medae", "median_ae", "brier", "perplexity", "ppl", "fpr", "fnr", "wer", "cer", "ece", "latency",
    "latency_ms", "inference_time", "fid", "nll", "deviance", "regret",
)  # fmt: skip
_DIRECTIONS: dict[str, Direction] = {
    **{m: "max" for m in _MAX}, **{m: "min" for m in _MIN}, **{m.name: m.direction for m in METRICS.values()}
}  # fmt: skip
_AROUND = {
    "train", "training", "test", "testing", "val", "valid", "validation", "eval", "dev", "best", "final", "mean", "avg",
    "macro", "micro", "weighted", "cv", "oof", "max", "min", "last", "ml", "score", "holdout",
}  # fmt: skip
_NEGATED = "neg"
_PARAMETERS = frozenset({
    "lr", "learning_rate", "depth", "max_depth", "n_estimators", "num_leaves", "batch", "batch_size", "epochs",
    "n_epochs", "num_epochs", "max_iter", "dropout", "momentum", "weight_decay", "optimizer", "optimiser", "activation",
    "hidden", "hidden_size", "layers", "n_layers", "num_layers", "units", "nodes", "kernel", "kernel_size", "pool_size",
    "gamma", "alpha", "beta", "c", "l1", "l2", "reg_alpha", "reg_lambda", "lambda", "subsample", "colsample_bytree",
    "min_child_weight", "min_samples_leaf", "min_samples_split", "max_features", "criterion", "penalty", "solver",
    "algorithm", "estimator", "classifier", "regressor", "model", "model_type", "model_name", "architecture", "encoder",
    "scaler", "imputer", "n_neighbors", "k", "window", "window_size", "threshold", "tol", "degree", "epsilon", "warmup",
})  # fmt: skip


def plain_name(column: str) -> str:
    """The column in small letters with underscores, for comparison only."""
    bare = re.sub(r"[\s_]*[(\[]\s*(\w+)\s*[)\]]$", r"_\1", column.strip().casefold())  # "time (s)" is "time_s"
    return re.sub(r"[\s\-.]+", "_", bare)


def without_prefix(column: str) -> tuple[str, Role | None]:
    """The name behind a prefix such as `params.`, and the role that the prefix tells."""
    low = column.strip().casefold()
    for prefix, role in _PREFIXES:
        if low.startswith(prefix) and len(low) > len(prefix):
            return column.strip()[len(prefix) :], role
    return column.strip(), None


def metric_direction(name: str) -> Direction | None:
    """Which way a metric of that name is better, None where the name does not say."""
    words = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    if words in _DIRECTIONS:
        return _DIRECTIONS[words]
    kept = [w for w in words.split("_") if w not in _AROUND and not w.isdigit()]
    for length in range(len(kept), 0, -1):  # "I2CAT_f1score" and "accuracy_fold" are read by their longest known part
        for start in range(len(kept) - length + 1):
            found = _DIRECTIONS.get("_".join(kept[start : start + length]))
            if found == "min" and _NEGATED in kept[:start]:  # scikit-learn turns errors into scores so
                return "max"
            if found is not None:
                return found
    return None


def cost_unit(name: str) -> str | None:
    """The unit of a column that holds the time a run took, None where it is no such column."""
    found = _COST.match(plain_name(name))
    if found is None:
        return None
    unit = found.group(1)
    return _UNIT.get(unit, unit) if unit else "s"


def recognise(columns: Mapping[str, Sequence[Scalar]], preset: Iterable[Taken] = ()) -> tuple[Taken, ...]:
    """What each column of a table of runs is taken as.

    Args:
        columns: column to its values, one a run, None where missing.
        preset: columns whose role the source itself tells.

    Returns:
        One a column, in their order. A column that no rule explains is context and not `sure`.
    """
    told = {t.column: t for t in preset}
    found = [told.get(name) or _recognised(name, values) for name, values in columns.items()]
    return _each_role_once(found)


def _recognised(column: str, values: Sequence[Scalar]) -> Taken:
    name, role = without_prefix(column)
    known = [v for v in values if v is not None]
    if role is not None:
        return _of_prefix(column, name, role, known)
    plain = plain_name(name)
    if not known:
        return Taken(column, "ignore", "it is empty", name)
    if plain in _BOOKKEEPING or plain.startswith("unnamed"):
        return Taken(column, "context", "it is book-keeping", name)
    rows = len(values)
    return _by_name(column, name, plain, known, rows) or _by_values(column, name, plain, known, rows)


def _of_prefix(column: str, name: str, role: Role, known: Sequence[Scalar]) -> Taken:
    why = f"its name begins with {column[: len(column) - len(name)]!r}"
    if role == "metric" and not all(is_number(v) for v in known):
        return Taken(column, "context", f"{why}, but it is not a number", name)
    if role == "context" and plain_name(name) in ("dataset", "data"):
        return Taken(column, "dataset", "its name says so", name)
    return Taken(column, role, why, name, direction=metric_direction(name) if role == "metric" else None)


def _by_name(column: str, name: str, plain: str, known: Sequence[Scalar], rows: int) -> Taken | None:
    numbers = all(is_number(v) for v in known)
    unit = cost_unit(name)
    if unit is not None and numbers:
        return Taken(column, "cost", "its name tells a duration", name, unit=unit)
    for role, names in _NAMES.items():
        if plain in names and _fits(role, known, numbers):
            return Taken(column, role, "its name says so", name)
    if plain in IDS:
        return Taken(column, "context", "it names runs, but several have the same", name)
    if plain in _PARAMETERS:
        if len(set(known)) == 1 and rows > 1:
            return Taken(column, "context", "it is the same in every run", name)
        return _parameter(column, name, known)
    if direction := metric_direction(name):
        return _metric(column, name, known, direction)
    return None


def _metric(column: str, name: str, known: Sequence[Scalar], direction: Direction) -> Taken | None:
    """A column with the name of a metric, though some runs have a word such as "diverged" there; None for words."""
    texts = [v for v in known if not is_number(v)]
    why = "its name is that of a metric"
    if 2 * len(texts) < len(known):
        more = f"; {str(texts[0])[:20]!r} is no number, so such runs failed" if texts else ""
        return Taken(column, "metric", why + more, name, direction=direction)
    odd = next((t for t in texts if re.match(r"\s*[-+]?[.,]?\d", str(t))), None)
    if odd is None:  # "loss" may as well choose a loss
        return None
    return Taken(column, "context", f"{why}, but {str(odd)[:20]!r} is not written as the others are", name, sure=False)


def _parameter(column: str, name: str, known: Sequence[Scalar]) -> Taken:
    """A column with the name of a parameter, unless each run has another value that only counts or names the runs."""
    if plain_name(name) in ("model", "model_name") and len(known) > 2 and len(set(known)) == len(known):
        return Taken(column, "name", "it is different in every run", name)
    return Taken(column, "parameter", "its name is that of a parameter", name)


def _fits(role: Role, known: Sequence[Scalar], numbers: bool) -> bool:
    """Whether the values can be what the name says; a `name` must tell most runs apart."""
    if role == "rating":
        return numbers
    if role == "seed":
        return all(is_number(v) and float(v) >= 0 and float(v).is_integer() for v in known)
    if role == "status":
        return not numbers
    return role != "name" or 2 * len(set(known)) > len(known)


def _by_values(column: str, name: str, plain: str, known: Sequence[Scalar], rows: int) -> Taken:
    levels = len(set(known))
    if levels == 1 and rows > 1:
        return Taken(column, "context", "it is the same in every run", name)
    if not all(is_number(v) for v in known):
        if any(isinstance(v, str) and len(v) > _LONG for v in known):
            return Taken(column, "context", "it has long texts", name)
        if levels == len(known) and levels > 2:
            return Taken(column, "context", "it is a different text in every run", name)
        return Taken(column, "parameter", f"it takes {levels} values over {len(known)} runs", name)
    if _counts(known):
        return Taken(column, "context", "it only numbers the runs", name)
    if _TIMED.search(column):
        return Taken(column, "context", "nothing tells whether this time was chosen or measured", name, sure=False)
    if any(word in plain.split("_") for word in ("score", "metric", "objective", "value", "values")):
        return Taken(column, "metric", "its name is that of a metric", name)
    if levels <= max(2, len(known) // 3):
        return Taken(column, "parameter", f"it takes {levels} values over {len(known)} runs", name)
    return Taken(column, "context", "nothing tells whether it was chosen or measured", name, sure=False)


def _counts(known: Sequence[Scalar]) -> bool:
    numbers = [float(v) for v in known]  # type: ignore[arg-type]
    return len(numbers) > 3 and all(b - a == 1 for a, b in pairwise(numbers))


def is_number(value: Scalar) -> TypeGuard[int | float]:
    """Whether a value is a number; a truth value is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _each_role_once(found: Sequence[Taken]) -> tuple[Taken, ...]:
    """Keeps the first column of each single role; a further one stays as context."""
    seen: dict[str, str] = {}
    kept = []
    for one in found:
        if one.role in SINGLE and one.role in seen:
            one = replace(one, role="context", why=f"{seen[one.role]!r} is the {one.role} already")
        elif one.role in SINGLE:
            seen[one.role] = one.column
        kept.append(one)
    return _told_apart(kept)


def _told_apart(taken: Sequence[Taken]) -> tuple[Taken, ...]:
    """Each with a name of its own within its role: `params.lr` and `config.lr` would overwrite each other as `lr`."""
    own = {(t.role, t.column) for t in taken if t.column == t.name}
    kept = []
    for one in taken:
        if one.column != one.name and (one.role, one.name) in own:
            one = replace(one, name=one.column)
        own.add((one.role, one.name))
        kept.append(one)
    return tuple(kept)


def corrected(taken: Sequence[Taken], wishes: Mapping[str, str]) -> tuple[Taken, ...]:
    """The assignment as a person wants it.

    Args:
        taken: the assignment so far.
        wishes: column (as in the source, or without its prefix) to role: parameter, metric max, metric min, cost s,
            cost min, dataset, status, name, rating, seed, started, error, context or ignore.

    Raises:
        BadRequest: a role does not exist, or two columns were to have one that only one can have.
    """
    changed = {column: _wished(column, words) for column, words in wishes.items()}
    own = {t.column for t in taken if t.column in changed or t.name in changed}
    roles = [w.role for w in changed.values() if w.role in SINGLE]
    doubled = next((r for r in roles if roles.count(r) > 1), None)
    if doubled is not None:
        raise BadRequest(f"Only one column can be the {doubled}; you named {roles.count(doubled)}.")
    made = []
    for one in taken:
        if one.column in own:
            wish = changed.get(one.column) or changed[one.name]
            name = one.name or one.column
            direction = wish.direction or (metric_direction(name) if wish.role == "metric" else None)
            one = replace(wish, column=one.column, name=name, direction=direction)
        elif one.role in roles:
            one = replace(one, role="context", why=f"you named another column as the {one.role}")
        made.append(one)
    return _told_apart(made)


def _wished(column: str, words: str) -> Taken:
    role, *rest = re.split(r"[\s:=]+", words.strip().casefold())
    detail: dict[str, Any] = {}
    if role == "metric" and rest and rest[0] in ("max", "min"):
        detail["direction"] = rest[0]
    elif role == "cost" and rest and rest[0] in UNITS:
        detail["unit"] = rest[0]
    elif rest or role not in get_args(Role):
        raise BadRequest(
            f"{words!r} is nothing that {column!r} can be taken as. Choose parameter, metric max, metric min, cost s "
            "(or ms, min, h), dataset, status, name, rating, seed, started, error, context or ignore."
        )
    return Taken(column, role, "you said so", column, **detail)  # type: ignore[arg-type]
