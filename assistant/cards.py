"""What can be shown beside a reply: one class a card, drawn by the same component in chat and on pages.

Cards are records, kept with their turn. A card about something that changes (a proposal, an experiment) carries only
the id; what it shows is read from the store when it is drawn, so a reload shows the present.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from store.records import DataReport, Goal, Recommendation, Record

if TYPE_CHECKING:
    import pandas as pd


class Option(Record):
    """An answer offered as a button: what it shows, and what pressing it says on the person's behalf."""

    label: str
    says: str


class Question(Record):
    """One short question that needs an answer before going on."""

    text: str
    options: tuple[Option, ...] = ()
    slot: str = ""
    """What the answer settles, such as `target` or `metric`."""
    about: dict[str, Any] = {}
    """Of a human step of an experiment, slot `human_step`: `experiment`, `step`, `kind`, `fields` with their types and
    ranges, and what is `shown`."""
    teaches: bool = False
    """Whether the chosen option says what the message before it meant, which is remembered; other answers are new."""


class GoalLine(Record):
    """One line of the goal card."""

    key: str
    """target, kind, metric, validation, budget, constraints, preferences, error_costs, columns or data."""
    label: str
    value: str
    why: str = ""
    options: tuple[Option, ...] = ()
    """Ways to change this line in place."""


class GoalCard(Record):
    """The goal as it stands."""

    kind: Literal["goal"] = "goal"
    goal: Goal
    lines: tuple[GoalLine, ...]
    changed: tuple[str, ...] = ()
    """Keys of the lines that are other than in the goal before; none where there was none."""


class DataCard(Record):
    """What was seen in the data."""

    kind: Literal["data"] = "data"
    name: str
    version_id: str
    known_since: str | None = None
    """ISO moment this very content was first seen, where it was seen before."""
    report: DataReport


class RecommendationsCard(Record):
    """Ranked variants to try next."""

    kind: Literal["recommendations"] = "recommendations"
    goal_id: str
    set_id: str
    items: tuple[Recommendation, ...]
    changed: tuple[str, ...] = ()
    """What changed since the last set, and because of what."""
    skipped: tuple[str, ...] = ()
    """What was left out and why (known failures, constraints)."""
    basis: str = ""
    """What the predictions rest on, in one sentence."""
    first: bool = False
    """Whether nothing has run on this task yet: each chance is then to beat an average variant, not a best run."""


class ProposalCard(Record):
    """A plan waiting for a decision (or decided: its state is in the store)."""

    kind: Literal["proposal"] = "proposal"
    proposal_id: str


class MoveCard(Record):
    """A move of a model's alias waiting for a decision (or decided: its state is in the store)."""

    kind: Literal["move"] = "move"
    proposal_id: str


class ProgressCard(Record):
    """An experiment under way or done: live progress."""

    kind: Literal["progress"] = "progress"
    experiment_id: str


class HumanStepCard(Record):
    """Where an experiment waits, or waited, for a person: what they see, the form, their answer."""

    kind: Literal["human_step"] = "human_step"
    experiment_id: str
    step: str


class ResultsCard(Record):
    """The results of an experiment, or of all of a goal's."""

    kind: Literal["results"] = "results"
    goal_id: str
    experiment_id: str | None = None
    metric: str | None = None
    """Metric to rank by, where it isn't the goal's."""


class Bars(Record):
    """A horizontal bar picture with optional intervals; its title is the question it answers."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    lows: tuple[float, ...] = ()
    highs: tuple[float, ...] = ()
    unit: str = ""


class ExplanationCard(Record):
    """Why something is as it is: a few sentences, evidence, a picture."""

    kind: Literal["explanation"] = "explanation"
    title: str
    sentences: tuple[str, ...]
    bars: Bars | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    """A small table of evidence, cells as JSON values."""


def _cell(value: Any) -> Any:
    import pandas as pd

    if value is None or (not isinstance(value, list | dict) and pd.isna(value)):
        return None
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, bool | int | float | str) else str(value)


class TableCard(Record):
    """A table of figures, with the SQL that gave it where there is one."""

    kind: Literal["table"] = "table"
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    sql: str = ""
    of_table: bool = False
    """Whether the SQL reads the rows of the person's table, which is not in the knowledge store."""
    file: str = ""
    """Where the whole lies as a file, relative to SEXTANT_HOME, if it is to be taken along."""

    @classmethod
    def of(cls, title: str, frame: "pd.DataFrame", sql: str) -> "TableCard":
        """What a query gave, every cell a JSON value."""
        rows = tuple(tuple(_cell(v) for v in row) for row in frame.itertuples(index=False))
        return cls(title=title, columns=tuple(map(str, frame.columns)), rows=rows, sql=sql)


class FeedbackCard(Record):
    """What was understood of a piece of feedback, and that it can be withdrawn."""

    kind: Literal["feedback"] = "feedback"
    feedback_id: str
    understood: tuple[str, ...]
    changed: tuple[str, ...] = ()


class ProfileCard(Record):
    """What Sextant knows of the person."""

    kind: Literal["profile"] = "profile"
    person: str


class NoticeCard(Record):
    """Something that went wrong or needs care: what, which value, what to do."""

    kind: Literal["notice"] = "notice"
    level: Literal["info", "warning", "error"]
    text: str


Card = Annotated[
    GoalCard
    | DataCard
    | RecommendationsCard
    | ProposalCard
    | MoveCard
    | ProgressCard
    | HumanStepCard
    | ResultsCard
    | ExplanationCard
    | TableCard
    | FeedbackCard
    | ProfileCard
    | NoticeCard,
    Field(discriminator="kind"),
]
card_reader: TypeAdapter[Card] = TypeAdapter(Card)
"""Reads a card back from the JSON kept with its turn."""


class Command(Record):
    """One thing a message was understood to ask for; args that were not said are left out."""

    name: str
    args: dict[str, Any] = {}


class Reply(Record):
    """Sextant's answer to one message."""

    conversation_id: str
    text: str
    """Two to five lines of Markdown."""
    commands: tuple[Command, ...] = ()
    cards: tuple[Card, ...] = ()
    question: Question | None = None
    suggestions: tuple[Option, ...] = ()
    """Likely next things to say, offered as buttons."""
