"""People: what they said, what it was understood to mean, and what is known of them."""

from typing import Any, Literal

from pydantic import Field, NonNegativeInt

from store.records.base import Moment, Name, Record

Role = Literal["data_scientist", "domain_expert", "analyst"]


class Effect(Record):
    """A typed fact that a person's words were understood to mean."""

    kind: Literal[
        "preference", "family_forbidden", "family_allowed", "column_forbidden", "column_required", "error_costs",
        "rating", "max_run_s", "interpretable", "lesson", "correction",
    ]  # fmt: skip
    value: Any = None
    """JSON value of that kind: a wish, a family, a column, [fn, fp], a number, a sentence."""
    scope: Literal["goal", "dataset", "always", "domain"] = "goal"
    """Where it holds: this goal, this dataset, always for this person, or for everyone here."""


class Feedback(Record):
    """What a person said of a recommendation, run or result, and what it was understood to mean."""

    id: Name
    conversation_id: Name
    goal_id: str | None = None
    subject_kind: Literal["recommendation", "run", "variant", "goal", "dataset", "model", "general"]
    subject_id: str | None = None
    words: str
    sentiment: Literal["positive", "negative", "neutral"] = "neutral"
    rating: float | None = Field(default=None, ge=0, le=1)
    understood: tuple[Effect, ...] = ()
    person: Name
    said_at: Moment


class FeedbackEffect(Record):
    """What changed in the ranking because of a piece of feedback, as shown to the person."""

    id: Name
    feedback_id: Name
    set_id: Name
    """The recommendations in which the change showed."""
    sentences: tuple[str, ...]
    made_at: Moment


class FeedbackWithdrawal(Record):
    """A person took a piece of feedback back; what it changed is restored."""

    feedback_id: Name
    person: Name
    withdrawn_at: Moment


class Star(Record):
    """A person marked a run to find it again, or took the mark off; the newest of a person and a run counts."""

    id: Name
    run_id: Name
    person: Name
    on: bool
    starred_at: Moment


class SavedQuery(Record):
    """A query that a person keeps under a name, for themselves or for everyone."""

    id: Name
    name: Name
    sql: str
    shared: bool = False
    """Whether everyone sees it in their list."""
    person: Name
    saved_at: Moment


class SavedQueryRemoval(Record):
    """A saved query was taken off the list."""

    query_id: Name
    person: Name
    removed_at: Moment


class ProfileFact(Record):
    """One thing learned of a person. The newest of a key counts; a None value withdraws the key."""

    id: Name
    person: Name
    key: Name
    """`role`, `expertise`, or `preference:<wish>`, `family_forbidden:<family>`, `default:<what>` …"""
    value: Any = None
    source: str = ""
    """The words it was learned from."""
    learned_at: Moment


class UserProfile(Record):
    """A person as Sextant knows them, derived from profile facts; shown to them and editable."""

    person: Name
    role: Role | None = None
    facts: tuple[ProfileFact, ...] = ()
    """The facts in force, oldest first."""


class Conversation(Record):
    """A chat with one person."""

    id: Name
    person: Name
    title: str = ""
    started_at: Moment


class ConversationTitle(Record):
    """The name that a person gave a conversation; the newest counts."""

    id: Name
    conversation_id: Name
    title: Name
    person: Name
    named_at: Moment


class Turn(Record):
    """One message of a conversation, with what was understood and shown."""

    id: Name
    conversation_id: Name
    position: NonNegativeInt
    speaker: Literal["person", "sextant"]
    text: str
    files: tuple[str, ...] = ()
    """Names of the files that came with the person's message."""
    commands: tuple[dict[str, Any], ...] = ()
    """What the person's message was understood to mean: `{"name", "args"}` each."""
    cards: tuple[dict[str, Any], ...] = ()
    """What was shown with the reply, as JSON of `assistant.cards`."""
    question: dict[str, Any] | None = None
    suggestions: tuple[dict[str, Any], ...] = ()
    """Likely next things to say, offered as buttons: `{"label", "says"}` each."""
    understanding: str = ""
    """Which understanding was used: `embedded` or the chat model's name."""
    elapsed_s: float | None = None
    tokens_in: NonNegativeInt | None = None
    """Tokens that the chat model read for this turn; empty where none was asked or it did not say."""
    tokens_out: NonNegativeInt | None = None
    """Tokens that it wrote."""
    cost: float | None = Field(default=None, ge=0)
    """What these tokens cost, in the currency of the prices that are set; empty where no prices are set."""
    said_at: Moment


class Message(Record):
    """What a person said while an answer was under way; it is answered once there is a turn of the same id."""

    id: Name
    conversation_id: Name
    person: Name
    text: str = ""
    attachments: tuple[str, ...] = ()
    """Paths of the files that came with it."""
    said_at: Moment


class PersonForgotten(Record):
    """That a person's profile and words were deleted on request; the facts of runs stayed."""

    id: Name
    person: Name
    """What stands for their name since, such as forgotten-1."""
    asked_by: Name
    """Who asked for it; where they did themselves, what stands for their name."""
    counts: dict[str, int] = {}
    """What was done to how many facts of each kind."""
    forgotten_at: Moment


class FilesRemoved(Record):
    """That what is older than the retention settings allow was removed; the facts that it belonged to stay."""

    id: Name
    setting: Name
    """The setting that asked for it, such as keep_predictions_days."""
    days: float
    """How long such files are kept, as set."""
    files: NonNegativeInt
    size_bytes: NonNegativeInt
    facts: NonNegativeInt = 0
    """Facts whose words or details were blanked."""
    subjects: tuple[str, ...] = ()
    """What they belonged to, such as the ids of runs."""
    removed_at: Moment
