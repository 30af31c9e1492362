"""Sextant without a conversation: a table, a target and a budget in; proposed or approved runs and a model out.

The search is adaptive: whenever a place is free, the recommender is asked for the best next run with what is left of
the budget, given all runs that have ended. Each such run is a proposal of its own, decided by the person's `--approve`
flag, so every run has its decision like any other.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.expecting import HEADLESS
from assistant.proposing import plan_for, planned, within_budget
from assistant.refining import made_for_it, refined, worth_running
from assistant.settling import settled_alone
from assistant.wish import Wish
from experiments.work import affords
from store.errors import BadRequest
from store.records import (
    Conversation,
    DatasetVersion,
    Goal,
    Plan,
    PlannedRun,
    Proposal,
    Recommendation,
    Run,
    RunEnd,
    Task,
    Variant,
)

if TYPE_CHECKING:
    from assistant.assembly import App

_POLL_S = 0.05
_LEAST_RUN_S = 0.5
"""With less time than that left no further run is begun."""
_MOST_PROPOSED = 40
_AHEAD = 8
"""Recommendations asked for at a time; each is the best addition to those before it."""
_ASKING_SHARE = 4.0
"""Asking may take a quarter of the computing time: where runs are short, several are begun on one answer."""
_HOPELESS = 1.5
"""A run expected to take that many times what is left is not begun."""

QUICK_FIT_S = 2.5
"""Kept for fitting a small tree on all rows, where nothing else has ended in time."""
_LAST_RUN_S = 30.0
"""For the run that is made where none ended in time: a model that is late is better than none."""


@dataclass
class Search:
    """One headless search on one goal."""

    app: App
    wish: Wish
    started: float
    """`time.monotonic()` when the process began: the budget counts from there."""
    tell: Callable[[str], None] = lambda _line: None
    places: int = 1
    began: float = field(default=0.0, init=False)
    """`time.monotonic()` when the first run was begun."""
    goal: Goal = field(init=False)
    assumed: list[str] = field(default_factory=list)
    """What was open and settled by the likeliest answer."""
    noted: list[str] = field(default_factory=list)
    """What was seen in the table, and done about it when it was read."""
    stopped: bool = False
    """Whether the person wants it to end now; to be set from outside."""
    _conversation: Conversation = field(init=False)
    _under_way: dict[str, str] = field(default_factory=dict)
    """Experiment to variant."""
    _started: set[str] = field(default_factory=set)
    """Experiments that this search began."""
    _begun: set[str] = field(default_factory=set)
    """Variants that were begun."""
    _ahead: list[PlannedRun] = field(default_factory=list)
    """What was recommended beyond the next run."""
    _asked_s: float = 0.0
    """Seconds the recommender took when asked last."""
    _used: int = 0
    """Runs begun since then."""
    _hurried: bool = False
    """Whether something quick has to come first, the budget being small for the table."""
    _ranked_at: int = -1
    _ranked: list[tuple[Run, RunEnd]] = field(default_factory=list)
    """The finished runs as they were at that position of the store."""
    _task: Task | None = None
    """What runs are on at present where it is not the goal's task."""
    _exhausted: bool = False
    """Whether the recommender has nothing left that was not run."""

    def settle(self, conversation: Conversation | None = None) -> Goal:
        """Reads the data and settles the goal; an open question gets its likeliest answer, which is said.

        Args:
            conversation: to which the goal belongs; None begins one.

        Raises:
            BadData: the table or the target cannot be used.
            BadRequest: something is open that has no likely answer, or a wish contradicts the data.
        """
        services = self.app.services
        self._conversation = conversation or Conversation(
            id=services.new_id("conversation"),
            person=self.wish.person,
            title=f"{self.wish.target} in {self.wish.data}",
            started_at=services.clock(),
        )
        if conversation is None:
            services.store.append(self._conversation)
        settled = settled_alone(services, self.wish, self._conversation)
        self.goal, self.noted, self.assumed = settled.goal, settled.noted, settled.assumed
        self._hurried = settled.hurried
        return self.goal

    def propose(self) -> Proposal:
        """The plan that the recommender would make now, recorded; runs nothing."""
        advice = self._advise(_MOST_PROPOSED)
        runs = [HEADLESS.added(planned(r)) for r in advice]
        kept, _ = within_budget(runs, self.wish.budget, self.places)
        if not kept:
            raise BadRequest("Not even one run fits that budget. Allow more time.")
        return self._record(self._plan(kept))

    def begin(
        self,
        search_until: Callable[[], float],
        choose: Callable[[float], list[PlannedRun]] | None = None,
        task: Task | None = None,
    ) -> None:
        """Runs what is best next, until time is over or the budget's runs are done.

        Args:
            search_until: the moment of `time.monotonic()` to stop at, asked again whenever a run has ended.
            choose: what to run next, given the seconds left; None for what is best.
            task: what to run on; None for the goal's task.
        """
        self._task, self.began = task, self.began or time.monotonic()
        while True:
            self._drop_ended()
            until = search_until()
            left = until - time.monotonic()
            if self.stopped or left <= 0 or (not self._under_way and self._no_more(left)):
                break
            while chosen := (choose or self._chosen)(left):
                for run in chosen:
                    self._launch(run, left)
                left = until - time.monotonic()
            if not self._under_way:
                break
            self._wait(until)
        self._stop_all()

    @property
    def has_place(self) -> bool:
        """Whether another run may be started beside those under way."""
        return len(self._under_way) < self.places

    @property
    def nearly_over(self) -> bool:
        """Whether what may be started yet of a budget in runs has places at once."""
        most = self.wish.budget.runs
        return most is not None and len(self._begun) + self.places >= most

    def ended(self) -> list[tuple[Run, RunEnd]]:
        """The finished runs, best first."""
        from assistant.keeping import ranked_runs

        if (position := self.app.store.position) != self._ranked_at:
            self._ranked_at, self._ranked = position, ranked_runs(self.app.services, self.goal)
        return list(self._ranked)

    def baseline(self, until: float, saving: bool = True) -> list[tuple[Run, RunEnd]]:
        """A quick single run to have something to show or to save where no run ended in time.

        Args:
            until: `time.monotonic()` at which all is to be over.
            saving: whether a model is to be fitted in that time, too.

        Raises:
            BadRequest: not even that ended with a score.
        """
        from experiments.workflows.tabular import default_variant, quickest

        variant = default_variant(quickest(self.goal.task.kind, self._classes()), self.goal.task.kind)
        limit_s = max(until - time.monotonic() - saving * QUICK_FIT_S, _LAST_RUN_S)
        self._launch(PlannedRun(variant=variant), limit_s)
        self._wait(time.monotonic() + limit_s)
        self._drop_ended()
        self._stop_all()
        if found := self.ended():
            return found
        raise BadRequest("No run ended with a score within the budget. Allow more time, or fewer rows.")

    def _no_more(self, left: float) -> bool:
        most, cost = self.wish.budget.runs, self.wish.budget.cost
        spent = [e.cpu_s or 0.0 for r, e in self.ended() if r.experiment_id in self._started]  # not by earlier searches
        if cost is not None and not affords(cost, spent, len(self._under_way)):
            return True
        return left < _LEAST_RUN_S or (most is not None and len(self._begun) >= most)

    def _chosen(self, left: float) -> list[PlannedRun]:
        """The next run where a place is free; none where nothing is worth starting.

        A budget in runs is to repeat exactly, so there all places are filled at once, by what was known before any of
        those runs, and none before all have ended.
        """
        repeatable = self.wish.budget.runs is not None
        if repeatable and self._under_way:
            return []
        if repeatable:
            self._ahead = []
        found: list[PlannedRun] = []
        for _ in range(self.places if repeatable else min(1, self.places - len(self._under_way))):
            run = None if self._no_more(left) else self._next(left)
            if run is not None:
                self._begun.add(run.variant.id)
                found.append(run)
        return found

    def _launch(self, run: PlannedRun, limit_s: float) -> None:
        """Proposes one run and has it started on the strength of the person's flag."""
        limit = None if math.isinf(limit_s) else max(limit_s, 1.0)
        proposal = self._record(self._plan([run], limit_s=limit))
        experiment = self.app.services.confirmation.approve(
            proposal.id, proposal.plan_hash, self.wish.person, "flag", words="--approve"
        )
        self._under_way[experiment.id] = run.variant.id
        self._started.add(experiment.id)
        self._begun.add(run.variant.id)
        self.tell(f"{time.monotonic() - self.started:6.1f} s  started {run.variant.label}")

    def _next(self, left: float) -> PlannedRun | None:
        advising = self.app.services.advising
        if self.wish.budget.runs is None and not advising.is_ready(self.goal.task):
            plain = self._default()
            if plain is not None:
                return PlannedRun(variant=plain)
        version, ended = self.app.store.get(DatasetVersion, self.goal.task.version_id), self.ended()
        if own := made_for_it(self.goal, version, ended, self._begun, left):
            return own
        if len(self._begun) % 2 and (near := refined(self.goal, ended, self._begun, left, self.wish.seed)):
            return near
        if self._due():
            self._ask(left)
        run = self._taken(left)
        if run is None and self._used and not self._exhausted:
            self._ask(left)
            run = self._taken(left)
        return run or refined(self.goal, self.ended(), self._begun, left, self.wish.seed)

    def _ask(self, left: float) -> None:
        asked = time.monotonic()
        try:
            advice = worth_running(self._advise(_AHEAD, left), self.ended(), self._begun)
        except BadRequest:
            if not self._begun:
                raise
            advice, self._exhausted = [], True  # all that is known was run: what is left is to refine
        self._ahead = [planned(item) for item in advice]
        self._asked_s, self._used = time.monotonic() - asked, 0

    def _taken(self, left: float) -> PlannedRun | None:
        """The next of what was recommended that was not begun and may end in time."""
        while self._ahead:
            run = self._ahead.pop(0)
            if run.variant.id not in self._begun and (run.expected_s or 0.0) <= left * _HOPELESS:
                self._used += 1
                return run
        return None

    def _due(self) -> bool:
        """Whether to ask the recommender anew: after every run, less often where asking takes longer."""
        if self._exhausted or (self._ahead and self.wish.budget.runs is not None):
            return False
        if not self._ahead:
            return True
        walls = [end.wall_s or 0.0 for _, end in self.ended()]
        mean_s = max(sum(walls) / len(walls), 0.1) if walls else 10.0
        return self._used >= min(_AHEAD, max(1, math.ceil(_ASKING_SHARE * self._asked_s * self.places / mean_s)))

    def _default(self) -> Variant | None:
        """A best-practice default, to lose no time while the meta-model gets ready."""
        found = self.app.services.advising.defaults(self.goal)
        if self._hurried:
            from experiments.workflows.tabular import quick

            first = quick(self._classes())
            found = sorted(found, key=lambda v: [*first, v.choices.get("estimator")].index(v.choices.get("estimator")))
        for variant in found:
            if variant.id not in self._begun:
                return variant
        return None

    def _classes(self) -> int:
        """Classes of the target; 0 for numbers."""
        task = self.goal.task
        if task.kind != "multiclass":
            return 0
        return self.app.store.get(DatasetVersion, task.version_id).distinct(task.target)

    def _advise(self, n: int, left: float | None = None) -> Sequence[Recommendation]:
        services = self.app.services
        seconds = left if left is not None and math.isfinite(left) else self.wish.budget.seconds
        advice = services.advising.advise(
            self.goal,
            services.data_profile(self.goal.task),
            person=services.person_profile(self.wish.person),
            n=n,
            budget_s=seconds * self.places if seconds is not None else None,
            under_way=tuple(self._under_way.values()),
            scale=services.score_scale(self.goal.task),
        )
        services.store.append(*advice.recommendations)
        return tuple(advice.recommendations)

    def _plan(self, runs: Sequence[PlannedRun], limit_s: float | None = None) -> Plan:
        plan = plan_for(self.goal, runs, self.wish.budget, self.wish.seed, self.places, limit_s)
        return plan.model_copy(update={"task": self._task or self.goal.task})

    def _record(self, plan: Plan) -> Proposal:
        services = self.app.services
        proposal = Proposal(
            id=services.new_id("proposal"),
            conversation_id=self._conversation.id,
            plan=plan,
            plan_hash=plan.hash,
            made_at=services.clock(),
        )
        services.store.append(proposal)
        return proposal

    def _drop_ended(self) -> None:
        for experiment_id in list(self._under_way):
            if ended := self._ends(experiment_id):
                del self._under_way[experiment_id]
                for run, end in ended:
                    self._tell_end(run, end)

    def _ends(self, experiment_id: str) -> list[tuple[Run, RunEnd]]:
        """The runs of an experiment with how they ended; none while one of them is under way."""
        runs = self.app.store.find(Run, experiment_id=experiment_id)
        ends = {e.run_id: e for e in self.app.store.find(RunEnd, run_id=tuple(r.id for r in runs))}
        return [(r, ends[r.id]) for r in runs] if len(ends) == len(runs) else []

    def _tell_end(self, run: Run, end: RunEnd) -> None:
        came = f"{run.task.metric} {end.score:.4f}" if end.score is not None else f"{end.outcome}: {end.error}"
        where = " (other folds)" if run.task.id != self.goal.task.id else ""
        self.tell(f"{time.monotonic() - self.started:6.1f} s  {run.variant.label}{where}: {came}")

    def _wait(self, until: float) -> None:
        """Waits until a run ends or time is over."""
        looked_at, told = -1, None
        while time.monotonic() < until and not self.stopped:
            before, looked_at = looked_at, self.app.store.position
            # asking the store for ends each time took a tenth of the time
            if before != looked_at and any(self._ends(e) for e in self._under_way):
                return
            if (trouble := self.app.trouble) is not None and trouble != told:
                self.tell(trouble)
            told = trouble
            time.sleep(_POLL_S)

    def _stop_all(self) -> None:
        seconds = self.wish.budget.seconds
        is_used_up = seconds is not None and time.monotonic() >= self.started + seconds and not self.stopped
        reason = f"the budget of {seconds:g} s was used up" if is_used_up else "the search was over"
        for experiment_id in list(self._under_way):
            self.app.services.confirmation.signal(experiment_id, "stop", "sextant", reason=reason)
        give_up = time.monotonic() + 3.0
        while self._under_way and time.monotonic() < give_up:
            self._drop_ended()
            time.sleep(_POLL_S)
