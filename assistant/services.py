"""What the conversation works with: the store, the clock, the recommender, the gate. Made by the assembly alone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from store.errors import DuplicateFact
from store.knowledge import KnowledgeStore
from store.records import (
    DataReport,
    DatasetProfile,
    DatasetVersion,
    ProfileFact,
    Record,
    Role,
    Task,
    UserProfile,
    metric,
)
from store.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from assistant.advising import Advising
    from assistant.confirmation import Confirmation
    from assistant.understanding.context import Context, Understanding

R = TypeVar("R", bound=Record)
_TABLES_KEPT = 3


@dataclass
class Services:
    """The parts behind a conversation, the same for all conversations of a process. Safe from any thread."""

    store: KnowledgeStore
    home: Path
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    understand: Callable[[str, Context], Understanding]
    confirmation: Confirmation
    advising: Advising
    _tables: OrderedDict[str, pd.DataFrame] = field(default_factory=OrderedDict)
    _scales: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def frame(self, version_id: str) -> pd.DataFrame:
        """The rows of a dataset version; the last few tables stay in memory. Not to be changed by the caller.

        Raises:
            BadData: the kept copy is gone or no longer what it was.
        """
        with self._lock:
            if version_id in self._tables:
                self._tables.move_to_end(version_id)
                return self._tables[version_id]
        from experiments.data.versions import load_version

        frame = load_version(self.store.get(DatasetVersion, version_id), self.home)
        return self.remember_frame(version_id, frame)

    def known_frame(self, version_id: str, codes: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        """As `frame`, with the values that were said to mean missing missing.

        Args:
            version_id: of the table.
            codes: column to those values, as of `Task.codes`.
        """
        from experiments.workflows.gaps import codes_as_missing

        return codes_as_missing(self.frame(version_id), codes)

    def remember_frame(self, version_id: str, frame: pd.DataFrame) -> pd.DataFrame:
        """Keeps a table that was just read, so that the next step need not read it again."""
        with self._lock:
            self._tables[version_id] = frame
            while len(self._tables) > _TABLES_KEPT:
                self._tables.popitem(last=False)
        return frame

    def report(self, version_id: str, target: str | None) -> DataReport:
        """What is seen in a version, looked at now or before."""
        known = self.store.latest(DataReport, version_id=version_id, target=target)
        if known is not None:
            return known
        from experiments.data.look import look

        report = look(self.frame(version_id), self.store.get(DatasetVersion, version_id), target, self.clock)
        return self._kept(report)

    def data_profile(self, task: Task) -> DatasetProfile:
        """The meta-features of a task's data, computed now or before by the same profiler."""
        from experiments.data.profile import profile, profile_id

        known = self.store.find(DatasetProfile, id=profile_id(task))
        return known[0] if known else self._kept(profile(self.frame(task.version_id), task, self.clock))

    def score_scale(self, task: Task) -> float:
        """What scores on a task are divided by to compare with other data: 1, or the trivial baseline's score where the
        metric has the target's own unit.
        """
        from store.experience import in_unit

        if not in_unit(metric(task.metric)):
            return 1.0
        if task.id not in self._scales:
            from experiments.evaluation import trivial_metrics

            found = trivial_metrics(self.frame(task.version_id), task).get(task.metric, 1.0)
            self._scales[task.id] = found if found > 0 else 1.0
        return self._scales[task.id]

    def person_profile(self, person: str) -> UserProfile:
        """What is known of a person: the newest fact of each key, unless it was taken away."""
        newest: dict[str, ProfileFact] = {}
        for fact in self.store.find(ProfileFact, person=person):
            newest.pop(fact.key, None)
            newest[fact.key] = fact
        facts = tuple(f for f in newest.values() if f.value is not None)
        role: Any = next((f.value for f in facts if f.key == "role"), None)
        return UserProfile(person=person, role=role, facts=facts)

    def role(self, person: str) -> Role:
        """A person's role: as they said or showed it, else as set for this home, else a data scientist."""
        return self.person_profile(person).role or Settings.read().role or "data_scientist"

    def builds_no_models(self, person: str) -> bool:
        """Whether to use plain words with a person: a domain expert."""
        return self.role(person) == "domain_expert"

    def learn(self, person: str, key: str, value: Any, source: str) -> ProfileFact:
        """Records one thing about a person; None takes the key away."""
        fact = ProfileFact(
            id=self.new_id("profile"), person=person, key=key, value=value, source=source, learned_at=self.clock()
        )
        self.store.append(fact)
        return fact

    def _kept(self, fact: R) -> R:
        try:
            self.store.append(fact)
        except DuplicateFact:  # two turns looked at the same table at once: the first one's words stand
            return self.store.get(type(fact), fact.content()["id"])
        return fact
