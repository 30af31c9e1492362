"""Conversations as things of their own: their names, finding them again, and taking one along as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.card_text import card_lines
from assistant.understood import in_words
from store.errors import BadRequest, SextantError
from store.records import Conversation, ConversationTitle, Moment, Record, Turn

if TYPE_CHECKING:
    from assistant.services import Services
    from assistant.views import Views

_LONGEST_TITLE = 80
_AROUND = 60
_FOUND = """
SELECT t.conversation_id, arg_max(t.text, t.said_at) AS text, max(t.said_at) AS said_at, count(*) AS hits
FROM facts.turn t JOIN facts.conversation c ON c.id = t.conversation_id
WHERE contains(lower(t.text), ?) AND (? IS NULL OR c.person = ?)
GROUP BY t.conversation_id ORDER BY said_at DESC LIMIT 30"""


class Hit(Record):
    """A conversation in which words were found."""

    conversation_id: str
    title: str
    excerpt: str
    """The newest message that has the words, around them."""
    said_at: Moment
    hits: int


def rename(services: Services, conversation_id: str, title: str, person: str) -> ConversationTitle:
    """Names a conversation.

    Raises:
        BadRequest: the name is empty or too long.
        UnknownRecord: there is no such conversation.
    """
    services.store.get(Conversation, conversation_id)
    title = " ".join(title.split())
    if not 1 <= len(title) <= _LONGEST_TITLE:
        raise BadRequest(f"A name has 1 to {_LONGEST_TITLE} characters, this one has {len(title)}.")
    named = ConversationTitle(
        id=services.new_id("title"),
        conversation_id=conversation_id,
        title=title,
        person=person,
        named_at=services.clock(),
    )
    services.store.append(named)
    return named


def search(views: Views, words: str, person: str | None = None) -> tuple[Hit, ...]:
    """The conversations in which something was said or that are called so, the newest first; of one person or all."""
    wanted = " ".join(words.casefold().split())
    if not wanted:
        return ()
    frame = views.services.store.frame(_FOUND, [wanted, person, person])
    lines = {line.conversation.id: line for line in views.conversations(person)}
    found = {
        str(row.conversation_id): Hit(
            conversation_id=str(row.conversation_id),
            title=lines[str(row.conversation_id)].title,
            excerpt=_excerpt(str(row.text), wanted),
            said_at=lines[str(row.conversation_id)].last_said_at,
            hits=int(str(row.hits)),
        )
        for row in frame.itertuples()
        if str(row.conversation_id) in lines
    }
    for key, line in lines.items():
        if wanted in line.title.casefold() and key not in found:
            found[key] = Hit(conversation_id=key, title=line.title, excerpt="", said_at=line.last_said_at, hits=0)
    return tuple(sorted(found.values(), key=lambda hit: hit.said_at, reverse=True))


def _excerpt(text: str, wanted: str) -> str:
    at = max(text.casefold().find(wanted), 0)
    start, end = max(at - _AROUND, 0), min(at + len(wanted) + _AROUND, len(text))
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")


def markdown(views: Views, conversation_id: str) -> str:
    """A whole conversation as Markdown: what was said, understood, shown and decided.

    Raises:
        UnknownRecord: there is no such conversation.
    """
    services = views.services
    conversation = services.store.get(Conversation, conversation_id)
    title = next((c.title for c in views.conversations() if c.conversation.id == conversation_id), "Conversation")
    parts = [f"# {title}", f"With {conversation.person}, begun {conversation.started_at:%Y-%m-%d %H:%M} UTC."]
    for turn in views.turns(conversation_id):
        parts += _turn(views, turn, conversation.person)
    return "\n\n".join(parts) + "\n"


def _turn(views: Views, turn: Turn, person: str) -> list[str]:
    who = person if turn.speaker == "person" else "Sextant"
    files = "*With " + ", ".join(f"`{name}`" for name in turn.files) + "*" if turn.files else ""
    parts = [
        f"**{who}** ({turn.said_at:%Y-%m-%d %H:%M} UTC)",
        _quoted(turn.text) if who == person else turn.text,
        files,
    ]
    understood = in_words(turn.commands)
    if understood:
        parts.append(f"*Understood: {understood}*")
    for card in turn.cards:
        parts += _card(views, card)
    if turn.question:
        options = ", ".join(f"“{o['says']}”" for o in turn.question.get("options", ()))
        parts.append(f"**{turn.question['text']}**" + (f" ({options})" if options else ""))
    return [p for p in parts if p]


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _card(views: Views, content: dict[str, Any]) -> list[str]:
    """A card as a list or a table, with its SQL; nothing where what it was about is gone."""
    from assistant.cards import TableCard, card_reader

    try:
        card = card_reader.validate_python(content)
        if isinstance(card, TableCard):
            return [f"### {card.title}", _table(card), f"```sql\n{card.sql.strip()}\n```" if card.sql else ""]
        lines = card_lines(views, card)
    except (SextantError, ValueError):
        return []
    title = getattr(card, "title", None) or card.kind.replace("_", " ").capitalize()
    return [f"### {title}", "\n".join(f"- {line.removeprefix('- ')}" for line in lines)] if lines else []


def _table(card: Any) -> str:
    rows = [card.columns, ["---"] * len(card.columns), *card.rows]
    return "\n".join("| " + " | ".join(str(c).replace("|", "\\|") for c in row) + " |" for row in rows)
