"""Fitted meta-models: made from what is known, kept on disk, fitted anew when enough was learned."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import BadRequest, SextantError
from store.home import Home
from store.knowledge import KnowledgeStore
from store.loading import patiently
from store.records import MetaModelCard, Task, TaskKind, content_hash
from store.writing import written_whole

if TYPE_CHECKING:
    from recommender.knowledge import Knowledge

_log = logging.getLogger(__name__)

RUNS_BEFORE_REFIT = 20
"""Own runs that must have ended since the last fit; a dataset new to the meta-model counts as enough."""
BACK = "Rolled back to"
"""How the reason of a card begins that takes a promotion back."""


_loading = threading.Lock()


def load_recommender() -> None:
    """Imports the recommender, one thread at a time.

    Two threads that enter a package at different modules can each be given half of what the other is importing.
    """
    with _loading:
        patiently(_import_recommender)


def _import_recommender() -> None:
    import recommender.advice
    import recommender.quality  # noqa: F401 - imported for the sake of being imported


@dataclass(frozen=True)
class Field:
    """What one meta-model is for: costs depend on the number of folds, scores on kind and metric."""

    kind: TaskKind
    metric: str
    folds: int

    @classmethod
    def of(cls, task: Task) -> Field:
        """The field that a task lies in."""
        folds = 1 if task.validation.method == "holdout" else task.validation.folds
        return cls(task.kind, task.metric, folds)


WARM = (Field("binary", "roc_auc", 5), Field("multiclass", "balanced_accuracy", 5), Field("regression", "rmse", 5))
"""What is fitted ahead of the first visit."""


@dataclass
class Fitted:
    """A meta-model in use."""

    recommender: Any
    knowledge: Knowledge
    key: str
    """Id of its card and name of its file."""
    own_runs: int
    own_datasets: frozenset[str]


class MetaModels:
    """The meta-models of a home, by field. Safe from any thread; a fit happens once, others wait for it."""

    def __init__(self, store: KnowledgeStore, home: Path, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._home = home
        self._clock = clock
        self._fitted: dict[Field, Fitted] = {}
        self._locks: dict[Field, threading.Lock] = {}
        self._lock = threading.Lock()
        self._refitting: set[Field] = set()
        self._closing = threading.Event()

    def ready(self, field: Field) -> Fitted:
        """The meta-model of a field, read from the cache or fitted now where it is not in memory."""
        load_recommender()
        with self._lock:
            lock = self._locks.setdefault(field, threading.Lock())
        with lock:
            found = self._fitted.get(field)
            if found is None:
                found = self._load_or_fit(field)
                self._fitted[field] = found
            return found

    def is_ready(self, field: Field) -> bool:
        """Whether it is in memory."""
        return field in self._fitted

    def prepare(self, field: Field) -> None:
        """Gets a meta-model ready in the background."""
        if not self.is_ready(field) and not self._closing.is_set():
            threading.Thread(target=self._prepare, args=(field,), name="meta-model", daemon=True).start()

    def _prepare(self, field: Field) -> None:
        try:
            self.ready(field)
        except SextantError as error:  # the store was closed meanwhile: the next start prepares it
            _log.info("a meta-model was not prepared: %s", error)

    def warm_up(self) -> None:
        """Benchmarks the machine and prepares the usual meta-models."""
        for field in WARM:
            if not self._closing.is_set():
                self.ready(field)

    def learn(self, task: Task) -> None:
        """Takes note that runs on a task ended; starts a refit in the background where enough has been seen."""
        field = Field.of(task)
        fitted = self._fitted.get(field)
        if self._closing.is_set() or fitted is None or not self._due(fitted, task):
            return
        with self._lock:
            if field in self._refitting:
                return
            self._refitting.add(field)
        threading.Thread(target=self._refit, args=(field,), name="refit of the meta-model", daemon=True).start()

    def roll_back(self, field: Field) -> MetaModelCard:
        """Goes back to the promoted meta-model before the one in use; it stays until enough new runs bring a refit.

        Returns:
            The card of the decision, which names both.

        Raises:
            BadRequest: there is no earlier one to go back to.
        """
        present = self.ready(field)
        usable = [c for c in self._cards(field) if c.promoted and (self._home / c.path).exists()]
        now = next((c.path for c in usable if c.id == present.key), self._path(present.key).name)
        earlier = next((c for c in usable if c.path != now and not c.why.startswith(BACK)), None)
        recommender = None if earlier is None else self._read(Path(earlier.path).stem)
        if earlier is None or recommender is None:
            raise BadRequest(
                f"There is no earlier meta-model for {field.kind} by {field.metric} to go back to. "
                "One is kept each time a fit on new runs is promoted."
            )
        runs, datasets = self._own(field.kind)
        card = earlier.model_copy(
            update={
                "id": f"{self._key(field, runs)}-back-{len(self._cards(field))}",
                "why": f"{BACK} {earlier.id} from {present.key}, as a person asked.",
                "made_at": self._clock(),
            }
        )
        self._store.append(card)
        self._fitted[field] = Fitted(recommender, present.knowledge, card.id, runs, datasets)
        return card

    def _cards(self, field: Field) -> list[MetaModelCard]:
        """The cards of a field, the newest first."""
        found = self._store.find(MetaModelCard, kind=field.kind, metric=field.metric)
        return [c for c in reversed(found) if c.trained_on.get("folds", field.folds) == field.folds]

    def _decided(self, field: Field, key: str) -> tuple[str, Any] | None:
        """What is in use where the fit on the present knowledge was refused or taken back: key and recommender."""
        cards = self._cards(field)
        if not cards or not cards[0].id.startswith(key) or (cards[0].promoted and cards[0].id == key):
            return None
        for card in cards:
            recommender = self._read(Path(card.path).stem) if card.promoted else None
            if recommender is not None:
                return card.id, recommender
        return None

    def forget(self) -> None:
        """Lets go of all that is in memory, since what is known has changed from outside."""
        self._fitted.clear()

    def close(self) -> None:
        """Begins no more fits; one under way is abandoned with the process."""
        self._closing.set()

    def _load_or_fit(self, field: Field) -> Fitted:
        knowledge = self._knowledge(field)
        runs, datasets = self._own(field.kind)
        key = self._key(field, runs)
        decided = self._decided(field, key)
        if decided is not None:
            return Fitted(decided[1], knowledge, decided[0], runs, datasets)
        recommender = self._read(key)
        if recommender is None:
            try:
                recommender = _fit(knowledge)
            except Exception:  # a person must be able to go on: without experience is better than not at all
                _log.warning(
                    "the meta-model for %s could not be fitted; going on without experience", field, exc_info=True
                )
                return Fitted(_fit(_nothing_of(knowledge)), knowledge, "none", runs, datasets)
            self._write(key, recommender)
            self._keep_card(key, field, knowledge, runs, {}, True, "The first fit on what is known.")
        return Fitted(recommender, knowledge, key, runs, datasets)

    def _refit(self, field: Field) -> None:
        try:
            self._fit_anew(field)
        except Exception:  # the meta-model in use goes on being used
            _log.warning("the meta-model for %s could not be fitted anew", field, exc_info=True)
        finally:
            self._refitting.discard(field)

    def _fit_anew(self, field: Field) -> None:
        before = self._fitted.get(field)
        knowledge = self._knowledge(field)
        runs, datasets = self._own(field.kind)
        key = self._key(field, runs)
        if before is None or key == before.key:
            return
        fresh = _fit(knowledge)
        better, quality, why = _not_worse(before, knowledge)
        if self._closing.is_set():
            return
        self._keep_card(key, field, knowledge, runs, quality, better, why)
        if better:
            self._write(key, fresh)
            self._fitted[field] = Fitted(fresh, knowledge, key, runs, datasets)
        else:
            before.own_runs, before.own_datasets = runs, datasets

    def _knowledge(self, field: Field) -> Knowledge:
        from experiments.machine import this_machine
        from store.experience import experience
        from store.prior import load_prior

        speed = this_machine(self._home, self._clock).speed
        found: Knowledge = experience(
            self._store, load_prior(), field.kind, field.metric, speed=speed, folds=field.folds
        )
        return found

    def _own(self, kind: str) -> tuple[int, frozenset[str]]:
        """How many own runs of a kind of task ended, and the dataset versions they were on; counted by the store."""
        found = self._store.frame(
            "SELECT r.version_id, count(*) AS runs FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id "
            "WHERE r.kind = ? GROUP BY r.version_id",
            [kind],
        )
        return int(found["runs"].sum()), frozenset(map(str, found["version_id"]))

    def _due(self, fitted: Fitted, task: Task) -> bool:
        runs, datasets = self._own(task.kind)
        return runs - fitted.own_runs >= RUNS_BEFORE_REFIT or bool(datasets - fitted.own_datasets)

    def _key(self, field: Field, own_runs: int) -> str:
        """Name of the fit on the present knowledge: other runs, another prior or other code, another name."""
        from store.prior import load_prior

        content = {"prior": load_prior().about, "folds": field.folds, "own": own_runs, "code": _code()}
        return f"meta-{field.kind}-{field.metric}-{content_hash(content, 12)}"

    def _path(self, key: str) -> Path:
        return Home(self._home).meta / f"{key}.joblib"

    def _read(self, key: str) -> Any:
        path = self._path(key)
        if not path.exists():
            return None
        import joblib

        try:
            return joblib.load(path)
        except Exception:  # a file cut short or of other library versions: it is only a cache, so it is made anew
            path.unlink(missing_ok=True)
            return None

    def _write(self, key: str, recommender: Any) -> None:
        import joblib

        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as partial:
            joblib.dump(recommender, partial, compress=1)

    def _keep_card(
        self,
        key: str,
        field: Field,
        knowledge: Knowledge,
        own_runs: int,
        quality: dict[str, float],
        promoted: bool,
        why: str,
    ) -> None:
        if self._store.find(MetaModelCard, id=key):
            return
        counts = {
            "datasets": len(knowledge.datasets),
            "variants": len(knowledge.variants),
            "runs": len(knowledge.runs),
            "own_runs": own_runs,
            "folds": field.folds,
        }
        self._store.append(
            MetaModelCard(
                id=key,
                kind=field.kind,
                metric=field.metric,
                trained_on=counts,
                quality=quality,
                promoted=promoted,
                why=why,
                path=f"meta/{key}.joblib" if promoted else "",
                made_at=self._clock(),
            )
        )


def _fit(knowledge: Knowledge) -> Any:
    from recommender import Recommender

    return Recommender.fit(knowledge, seed=0)


def _nothing_of(knowledge: Knowledge) -> Knowledge:
    """The same tables without a run."""
    from store.experience import Knowledge as Tables

    return Tables(
        knowledge.runs.head(0), knowledge.datasets.head(0), knowledge.variants.head(0), knowledge.runs.head(0)
    )


def _not_worse(before: Fitted, knowledge: Knowledge) -> tuple[bool, dict[str, float], str]:
    """Whether learning from the present knowledge is not worse than from that before, on datasets held out."""
    from recommender.quality import compare

    verdict = compare(before.knowledge, knowledge, seed=0)
    return verdict.promote, verdict.quality, verdict.why


@lru_cache(maxsize=1)
def _code() -> str:
    """Hash of the recommender's own code: other code, other fits."""
    found = find_spec("recommender")
    assert found is not None and found.origin is not None
    files = sorted(Path(found.origin).parent.glob("*.py"))
    return content_hash([f.read_text(encoding="utf-8") for f in files])
