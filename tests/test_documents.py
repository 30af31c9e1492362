"""What README.md and docs/ point to is there."""

import re
from pathlib import Path

import pytest

from assistant.cli.descriptions import DESCRIPTIONS
from assistant.cli.parser import parser

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for place, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8")):
        target = page.parent / place if place else page
        assert target.exists(), f"{place} is not there"
        assert not anchor or anchor in _anchors(target), f"{target.name} has no heading #{anchor}"


def test_every_command_is_in_the_readme_and_says_what_it_prints():
    commands = next(action.choices for action in parser()._actions if isinstance(action.choices, dict))
    assert set(commands) == set(DESCRIPTIONS)
    readme = PAGES[0].read_text(encoding="utf-8")
    assert [name for name in commands if not re.search(rf"`sextant {name}\b", readme)] == []
    assert all("Exit status" in sub.description for sub in commands.values())


def test_every_command_of_the_conversation_is_told_of():
    from assistant.commands import HANDLERS_BY_NAME

    page = (ROOT / "docs" / "conversation.md").read_text(encoding="utf-8")
    assert [name for name in HANDLERS_BY_NAME if f"`{name}`" not in page] == []
