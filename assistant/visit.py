"""One turn under way: what was said, where the conversation stands, and the answer as it grows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.answering import Answer
from assistant.cards import Card, Option, Question
from assistant.confirmation import Channel
from assistant.draft import Draft, applied
from assistant.services import Services
from assistant.state import State, state_of
from store.knowledge import KnowledgeStore
from store.records import Family, Feedback, Goal, Role, Wish


@dataclass(frozen=True)
class RecommendWish:
    """How recommendations were asked for."""

    n: int | None = None
    wish: Wish | None = None
    families: tuple[Family, ...] = ()


@dataclass
class Visit:
    """One message being answered. Handlers read it and add to it; nothing in it outlives the turn."""

    services: Services
    state: State
    person: str
    text: str
    channel: str = "typed"
    """`typed`, `button` or `flag`: how the person acted."""
    answer: Answer = field(default_factory=Answer)
    """The reply as others see it grow."""
    by_model: bool = False
    """Whether a language model called for the command being done."""
    lines: list[str] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    question: Question | None = None
    suggestions: list[Option] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    """The commands done so far, as the turn will keep them."""
    spent: dict[str, Any] = field(default_factory=dict)
    """What the turn cost with a chat model: tokens_in, tokens_out and cost, as far as they are known."""
    draft: Draft = field(init=False)
    unheard: tuple[str, ...] = ()
    """Senses that the message certainly has and no command says."""
    recommend: RecommendWish | None = None
    """What the turn's recommendations should be like, where the person asked for some."""
    data_given: bool = False
    """Whether a table was given, or is to be looked at, in this turn."""
    feedback_given: list[Feedback] = field(default_factory=list)
    """Feedback recorded in this turn: what it changes is shown at the end of the turn."""

    goal_before: Goal | None = field(init=False)
    """The goal as it stood when the turn began."""

    def __post_init__(self) -> None:
        self.draft = self.state.draft
        self.goal_before = self.state.goal

    @property
    def store(self) -> KnowledgeStore:
        """The knowledge store."""
        return self.services.store

    @property
    def role(self) -> Role:
        """The person's role, see `Services.role`."""
        return self.services.role(self.person)

    @property
    def plain(self) -> bool:
        """Whether to use plain words, see `Services.builds_no_models`."""
        return self.services.builds_no_models(self.person)

    @property
    def decides_by(self) -> Channel:
        """How the person decides in this turn: by a button, else by words."""
        return "button" if self.channel == "button" else "typed"

    @property
    def goal_changed(self) -> bool:
        """Whether this turn's commands changed the goal."""
        return self.draft != self.state.draft

    def say(self, line: str) -> None:
        """Adds a line to the reply, once."""
        if line and line not in self.lines:
            self.lines.append(line)

    def show(self, card: Card) -> None:
        """Adds a card to the reply."""
        self.cards.append(card)

    def ask(self, text: str, slot: str = "", options: tuple[Option, ...] = ()) -> None:
        """Asks one question; the first of a turn counts, the others wait."""
        if self.question is None:
            self.question = Question(text=text, options=options, slot=slot)

    def suggest(self, label: str, says: str = "") -> None:
        """Offers something to say next."""
        option = Option(label=label, says=says or label)
        if option not in self.suggestions:
            self.suggestions.append(option)

    def apply(self, command: dict[str, Any]) -> None:
        """Lets a command change the draft of the goal."""
        feedback: dict[str, Feedback] = {}
        if command.get("feedback_id"):
            feedback = {command["feedback_id"]: self.store.get(Feedback, command["feedback_id"])}
        self.draft = applied(self.draft, command, self.text, feedback)

    def refresh(self) -> None:
        """Reads the conversation's state again after something was recorded in this turn; the draft stays."""
        self.state = state_of(self.store, self.state.conversation)

    def settled(self, goal: Goal) -> None:
        """Takes a goal recorded in this turn as the present one."""
        from dataclasses import replace

        self.state = replace(self.state, goal=goal)
